"""Intervals of draws, also of quantities that some draws do not have."""

from __future__ import annotations

import numpy as np

from cxkit.analysis.uncertainty import PERCENTILES, interval

LOWEST, HIGHEST = (percentile / 100 for percentile in PERCENTILES)


def interval_of(values: np.ndarray) -> tuple[float, float, float]:
    """Return the estimate and the P2.5 and P97.5 of its draws; nan without draws.

    >>> interval_of(np.array([3.0]))
    (3.0, nan, nan)
    """
    return interval(values) if len(values) > 1 else (float(values[0]), float("nan"), float("nan"))


def limits_of(draws: np.ndarray) -> tuple[float, float]:
    """Return the P2.5 and P97.5 of draws of which some lie beyond every number, or are not known.

    Parameters
    ----------
    draws : without the estimate; -inf or inf where there is none because it is too low or too high, nan where nobody
        can say.

    Returns
    -------
    Each limit, or nan where it is no number. Both are nan when more than 2.5 % is nan, or without draws.

    Examples
    --------
    >>> limits_of(np.array([1.0, 2.0, 3.0, np.inf]))
    (1.0, nan)
    """
    known = draws[~np.isnan(draws)]
    if not len(known) or len(known) < (1 - LOWEST) * len(draws):
        return float("nan"), float("nan")
    low, high = np.quantile(known, LOWEST, method="lower"), np.quantile(known, HIGHEST, method="higher")
    return tuple(float(limit) if np.isfinite(limit) else float("nan") for limit in (low, high))
