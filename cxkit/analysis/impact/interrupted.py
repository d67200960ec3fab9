"""Interrupted time series: what changed at the start beyond trend and season, where there is no control."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.impact.prepare import PILOT
from cxkit.analysis.impact.reading import CONFIDENCE, Reading, no_reading, t_reading

BEFORE_LEAST, AFTER_LEAST = 8, 3
YEAR_DAYS = 365.25
NOISE = 1e-9  # residuals this small, as a share of the largest value, are rounding
SEASON_FROM_DAYS = 2 * 365 - 31
"""Two years, the last period not counted."""


def interrupted(panel: pd.DataFrame, *, confidence: float = CONFIDENCE) -> Reading:
    """Return how far the periods with the pilot lie from the trend (and season) of those before, on average.

    Parameters
    ----------
    panel : period, value, after; and where given arm, of which only the pilot is taken. Several units: their mean.
    confidence : of the interval, 0-1.

    Returns
    -------
    Reading 'its'; 'too_few_periods' below 8 periods before or 3 after.

    Notes
    -----
    A regression of the period means on a trend, the pilot, and the pilot's own trend about the middle of its periods,
    so that the coefficient of the pilot is the mean effect over these periods (Wagner et al. 2002, Journal of Clinical
    Pharmacy and Therapeutics 27(4)); a yearly wave where two years lie before the start. Errors after Newey & West
    (1987) with 4 (n / 100)^(2/9) lags, from residuals as a fit without the period itself would leave them, and a t
    distribution with 1.5 n / (lags + 1) degrees of freedom (Lazarus, Lewis, Stock & Watson 2018, Journal of Business &
    Economic Statistics 36(4)). In short series whose noise goes on for long they are still too small. Without a
    control, whatever else began then is in the effect.

    Examples
    --------
    >>> days = pd.date_range("2025-01-06", periods=16, freq="7D")
    >>> noise = 0.01 * np.cos(np.arange(16) * 2.0)
    >>> panel = pd.DataFrame({"period": days, "value": np.arange(16) * 0.5 + 3.0 * (np.arange(16) >= 10) + noise})
    >>> round(interrupted(panel.assign(after=np.arange(16) >= 10)).estimate, 1)
    3.0
    """
    rows = panel[panel["arm"].eq(PILOT)] if "arm" in panel else panel
    series = rows.groupby("period", sort=True).agg(value=("value", "mean"), after=("after", "first"))
    size = {"units_n": rows["unit"].nunique() if "unit" in rows else 1}
    size["clusters_n"] = rows["cluster"].nunique() if "cluster" in rows else 1
    after = series["after"].to_numpy(bool)
    if (~after).sum() < BEFORE_LEAST or after.sum() < AFTER_LEAST:
        return no_reading("its", "too_few_periods", **size)
    found = newey_west(series["value"].to_numpy(float), design(series.index, after))
    if not found[1] > 0:
        return no_reading("its", "no_spread", **size)
    return t_reading("its", *found, **size, confidence=confidence, inference="hac")


def design(periods: pd.DatetimeIndex, after: np.ndarray) -> np.ndarray:
    """Return the columns of the regression: the pilot first, then level, trend, the pilot's own trend, season."""
    days = np.asarray((periods - periods[0]).days, dtype=float)
    middle = days[after].mean()
    columns = [
        after.astype(float),
        np.ones(len(days)),
        (days - middle) / YEAR_DAYS,
        after * (days - middle) / YEAR_DAYS,
    ]
    if days[~after].max() >= SEASON_FROM_DAYS:
        turn = 2 * np.pi * days / YEAR_DAYS
        columns += [np.sin(turn), np.cos(turn)]
    return np.column_stack(columns)


def newey_west(values: np.ndarray, columns: np.ndarray) -> tuple[float, float, float]:
    """Return the first coefficient of a least-squares fit, its error after Newey & West, and degrees of freedom.

    Parameters
    ----------
    values : one per period, in their order.
    columns : of `design`.
    """
    n, k = columns.shape
    inverse = np.linalg.inv(columns.T @ columns)
    coefficients = inverse @ columns.T @ values
    rest = values - columns @ coefficients
    if np.abs(rest).max() <= NOISE * np.abs(values).max():
        return float(coefficients[0]), 0.0, float(n - k)
    leverage = np.einsum("ij,jk,ik->i", columns, inverse, columns)
    lags = int(4 * (n / 100) ** (2 / 9))
    spread = long_run(columns * (rest / (1 - leverage))[:, None], lags=lags)
    variance = float((inverse @ spread @ inverse)[0, 0])
    return float(coefficients[0]), float(np.sqrt(max(variance, 0.0))), float(min(n - k, 1.5 * n / (lags + 1)))


def long_run(scores: np.ndarray, *, lags: int) -> np.ndarray:
    """Return the covariance of the sum of scores that follow one another in time, after Newey & West.

    >>> long_run(np.array([[1.0], [1.0], [-1.0]]), lags=1).tolist()
    [[3.0]]
    """
    spread = scores.T @ scores
    for lag in range(1, lags + 1):
        shared = scores[lag:].T @ scores[:-lag]
        spread = spread + (1 - lag / (lags + 1)) * (shared + shared.T)
    return spread
