"""When things happen in the demo: two years with a season and a trend, and a desk open from eight to eight.

Moments are whole seconds since the first day of the log. Delays are in opening time: a day has twelve opening hours,
so what comes within twelve opening hours comes within 24 hours, and seven opening days are seven days.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

LOG_FIRST_DAY = pd.Timestamp("2024-01-01")
YEARS = (2024, 2025)
YEAR_BEGINS = np.array([0, 366, 731])  # days since the first day of the log
TREND_SHARE_YEAR = 0.04  # growth a year of what happens in a day: contacts and visits alike
DAY_SECONDS = 86_400
OPENS_SECONDS = 8 * 3600  # after midnight
OPEN_SECONDS = 12 * 3600  # a day, every day of the week

SEASON = {  # what happens in a day of a month, as a multiple of the mean month: January first
    "factuur": (2.10, 1.40, 1.00, 0.85, 0.80, 0.75, 0.75, 0.75, 0.80, 0.85, 0.90, 1.05),
    "meterstand": (1.60, 1.00, 0.95, 0.90, 0.85, 0.80, 0.80, 0.80, 0.85, 0.90, 1.10, 1.45),
    "contract": (1.10, 1.05, 1.00, 0.95, 0.95, 0.90, 0.85, 0.85, 1.00, 1.10, 1.15, 1.10),
    "verhuizing": (0.70, 0.75, 0.85, 0.95, 1.10, 1.35, 1.55, 1.45, 1.15, 0.85, 0.70, 0.60),
    "storing": (1.30, 1.20, 1.05, 0.90, 0.85, 0.80, 0.80, 0.80, 0.90, 1.00, 1.15, 1.25),
}


def share_of_last_year() -> np.ndarray:
    """Return how much happens in each year of the log, as a share of the last year."""
    grown = np.add.reduceat(_growth(), YEAR_BEGINS[:-1])
    return grown / grown[-1]


def day_weights(season: tuple[float, ...]) -> np.ndarray:
    """Return the relative number of things that happen on each day of the log: season times trend."""
    months = pd.date_range(LOG_FIRST_DAY, periods=YEAR_BEGINS[-1]).month.to_numpy()
    return np.array(season)[months - 1] * _growth()


def drawn_days(chance: np.ndarray, season: tuple[float, ...], year: np.ndarray) -> np.ndarray:
    """Return days since the first day of the log.

    Parameters
    ----------
    chance : random numbers, 0-1.
    season : twelve multiples of the mean month.
    year : of each, 0 for the first year of the log and 1 for the last.
    """
    reached = np.concatenate([[0.0], np.cumsum(day_weights(season))])
    low, high = reached[YEAR_BEGINS[year]], reached[YEAR_BEGINS[year + 1]]
    return np.searchsorted(reached, low + chance * (high - low), side="right") - 1


def opening_moment(day: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return a moment of each day at which the desk is open."""
    return day * DAY_SECONDS + OPENS_SECONDS + (chance * OPEN_SECONDS).astype(np.int64)


def later(moment: np.ndarray, open_seconds: np.ndarray) -> np.ndarray:
    """Return the moment that lies so much opening time after another.

    Examples
    --------
    Two minutes before closing, ten opening minutes later is eight past eight the next morning.

    >>> int(later(np.array([20 * 3600 - 120]), np.array([600]))[0]) - DAY_SECONDS == 8 * 3600 + 480
    True
    """
    of_day = np.clip(moment % DAY_SECONDS - OPENS_SECONDS, 0, OPEN_SECONDS)
    opened = moment // DAY_SECONDS * OPEN_SECONDS + of_day + open_seconds
    return opened // OPEN_SECONDS * DAY_SECONDS + OPENS_SECONDS + opened % OPEN_SECONDS


def delays(chance: np.ndarray, *, mean_seconds: float, most_seconds: float) -> np.ndarray:
    """Return delays of one second or more: exponential with this mean, as far as they are below the most."""
    below = 1 - np.exp(-most_seconds / mean_seconds)
    return 1 + (-mean_seconds * np.log1p(-chance * below)).astype(np.int64)


def timestamps(moment: np.ndarray) -> np.ndarray:
    """Return moments as dates with a time."""
    return np.datetime64(LOG_FIRST_DAY, "s") + moment.astype("timedelta64[s]")


def _growth() -> np.ndarray:
    return (1 + TREND_SHARE_YEAR) ** (np.arange(YEAR_BEGINS[-1]) / 365.25)
