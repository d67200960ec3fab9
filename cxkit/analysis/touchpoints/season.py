"""Whether contacts grow or shrink apart from the season, so that a saving is not a season."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

LEAST_MONTHS = 24


def season(months: pd.DataFrame) -> dict[str, Any]:
    """Return the trend a year and the seasonal pattern of a log of two whole years or more.

    Model: log(contacts a day) = month of the year + trend x years, by least squares over whole months; the trend is
    exp(slope) - 1, its interval from Student's t, widened for months that take after the one before.

    Parameters
    ----------
    months : month, per_day, whole; one row per month.

    Returns
    -------
    months_n (whole months), status ('season and trend' or 'too short'), seasonal (12 indices around 1, January first,
    or empty), trend_share_year, trend_low, trend_high (nan when too short), trend_status (shown, no_difference or
    not_computable).

    Examples
    --------
    >>> few = pd.DataFrame({"month": pd.to_datetime(["2025-01-01"]), "per_day": [10.0], "whole": [True]})
    >>> season(few)["status"], season(few)["trend_status"]
    ('too short', 'not_computable')
    """
    whole = months[months["whole"] & (months["per_day"] > 0)]
    if len(whole) < LEAST_MONTHS or whole["month"].dt.month.nunique() < 12:
        return _too_short(len(whole))
    of_year = whole["month"].dt.month.to_numpy()
    years = (whole["month"].dt.year + (of_year - 1) / 12).to_numpy(float)
    design = np.column_stack([*(of_year == month for month in range(1, 13)), years - years.mean()]).astype(float)
    logs = np.log(whole["per_day"].to_numpy(float))
    coefficients, *_ = np.linalg.lstsq(design, logs, rcond=None)
    slope, half = coefficients[-1], _half_width(design, logs - design @ coefficients)
    low, high = np.expm1(slope - half), np.expm1(slope + half)
    return {
        "months_n": len(whole),
        "status": "season and trend",
        "seasonal": [float(index) for index in np.exp(coefficients[:12] - coefficients[:12].mean())],
        "trend_share_year": float(np.expm1(slope)),
        "trend_low": float(low),
        "trend_high": float(high),
        "trend_status": "no_difference" if low <= 0 <= high else "shown",
    }


def _half_width(design: np.ndarray, residuals: np.ndarray) -> float:
    """Return half the 95 % interval of the last coefficient."""
    free = len(residuals) - design.shape[1]
    variance = residuals @ residuals / free * np.linalg.inv(design.T @ design)[-1, -1] * _carried_over(residuals)
    return float(stats.t.ppf(0.975, free) * np.sqrt(variance))


def _carried_over(residuals: np.ndarray) -> float:
    """Return by how much more a trend varies when a month takes after the one before: (1 + r) / (1 - r), at least 1."""
    r = residuals[1:] @ residuals[:-1] / (residuals @ residuals) if residuals.any() else 0.0
    return float((1 + np.clip(r, 0.0, 0.9)) / (1 - np.clip(r, 0.0, 0.9)))


def _too_short(months_n: int) -> dict[str, Any]:
    return {
        "months_n": months_n, "status": "too short", "seasonal": [], "trend_share_year": np.nan,
        "trend_low": np.nan, "trend_high": np.nan, "trend_status": "not_computable",
    }  # fmt: skip
