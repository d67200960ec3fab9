"""Which share of the full effect is reached in which year, when its euros come in, and in which prices."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.settings.roi import BusinessCase

CHURN = "churn"
MIDDLE = 0.5


def levels(settings: BusinessCase) -> np.ndarray:
    """Return the share of the full effect of year 0 (the start, 0) to the last year.

    Notes
    -----
    ramp_up year by year, its last value staying; from the year after it is first reached, decay_year fades every year.

    Examples
    --------
    >>> levels(BusinessCase(ramp_up=[0.5, 1.0], decay_year=0.10)).tolist()
    [0.0, 0.5, 1.0, 0.9]
    """
    ramp = list(settings.ramp_up)
    reached = ramp.index(ramp[-1]) + 1
    years = np.arange(1, settings.horizon_years + 1)
    risen = np.array([ramp[min(year, len(ramp)) - 1] for year in years])
    return np.concatenate([[0.0], risen * (1 - settings.decay_year) ** np.maximum(years - reached, 0)])


def levels_of(lines: pd.DataFrame, settings: BusinessCase, *, base: np.ndarray | None = None) -> np.ndarray:
    """Return the level of every benefit line in year 0 to the last year T.

    Parameters
    ----------
    lines : from_year (1 or more), mechanism, notebook ('' for a line that was typed).
    settings : ramp_up, decay_year, kept_customer_stays, horizon_years.
    base : levels instead of those of the settings: [T + 1] in years of the line itself, or [lines, T + 1] in years of
        the business case, from_year counted (`started`).

    Returns
    -------
    [lines, T + 1]. A line of a result that saves customers (mechanism churn) may pass 1: who was kept the year before
    and stays, with chance kept_customer_stays, counts again.

    Notes
    -----
    This is an approximation from above: every year as many customers are kept again, though those kept before, who
    leave the group that can be kept, make it smaller. What was typed is an amount a year and does not accumulate.

    Examples
    --------
    >>> lines = pd.DataFrame({"from_year": [1, 2], "mechanism": "churn", "notebook": ["driver_modelling", ""]})
    >>> settings = BusinessCase(ramp_up=[1.0], decay_year=0.0, kept_customer_stays=0.5)
    >>> levels_of(lines, settings).tolist()
    [[0.0, 1.0, 1.5, 1.75], [0.0, 0.0, 1.0, 1.0]]
    """
    base = levels(settings) if base is None else np.asarray(base, dtype=float)
    each = started(base, lines["from_year"].to_numpy()) if base.ndim == 1 else base
    keeps = (lines["mechanism"].eq(CHURN) & lines["notebook"].ne("")).to_numpy(dtype=bool)
    stays = np.where(keeps, settings.kept_customer_stays, 0.0)
    return kept_on(each, stays)


def started(base: np.ndarray, from_years: np.ndarray) -> np.ndarray:
    """Return levels that begin in a year of their own: base[t - from_year + 1] in year t, 0 before.

    >>> started(np.array([0.0, 0.5, 1.0, 1.0]), np.array([1, 3])).tolist()
    [[0.0, 0.5, 1.0, 1.0], [0.0, 0.0, 0.0, 0.5]]
    """
    own = np.arange(len(base)) - np.asarray(from_years, dtype=int)[:, None] + 1
    return np.where(own > 0, base[np.clip(own, 0, len(base) - 1)], 0.0)


def kept_on(each: np.ndarray, stays: np.ndarray) -> np.ndarray:
    """Return levels with what is left of earlier years: s_t = level_t + stays x s_(t - 1).

    >>> kept_on(np.array([[0.0, 1.0, 1.0]]), np.array([0.8])).tolist()
    [[0.0, 1.0, 1.8]]
    """
    held = np.array(each, dtype=float)
    for year in range(1, held.shape[1]):
        held[:, year] += stays * held[:, year - 1]
    return held


def moments(settings: BusinessCase) -> np.ndarray:
    """Return how many years from now the euros of year 0 (the start) to the last year come in.

    Examples
    --------
    >>> moments(BusinessCase(timing="middle of year")).tolist(), moments(BusinessCase()).tolist()
    ([0.0, 0.5, 1.5, 2.5], [0.0, 1.0, 2.0, 3.0])
    """
    years = np.arange(settings.horizon_years + 1, dtype=float)
    return np.maximum(years - MIDDLE, 0.0) if settings.timing == "middle of year" else years


def price_index(settings: BusinessCase) -> np.ndarray:
    """Return by how much an amount in prices of today is multiplied, in year 0 to the last year; 1 in real prices.

    Notes
    -----
    (1 + inflation)^moment. Prices rise until the moment at which the euros come in, so that the net present value is
    the same in nominal and in real prices, at the end of years and in the middle of them.

    Examples
    --------
    >>> [round(float(index), 4) for index in price_index(BusinessCase(inflation_year=0.10))]
    [1.0, 1.1, 1.21, 1.331]
    """
    return inflation(settings) if settings.prices == "nominal" else np.ones(settings.horizon_years + 1)


def inflation(settings: BusinessCase) -> np.ndarray:
    """Return the price level of year 0 to the last year, that of today being 1."""
    return (1 + settings.inflation_year) ** moments(settings)
