"""How strong a hidden cause would have to be to explain an effect away."""

from __future__ import annotations

import numpy as np


def e_value(ratio: float, low: float, high: float) -> tuple[float, float]:
    """Return the E-value of a risk ratio, and that of the limit of its interval nearest to no effect.

    Parameters
    ----------
    ratio, low, high : risk ratio with its 95 % interval, 0 or more. Of a common outcome too the ratio of risks, never
        that of odds.

    Returns
    -------
    E-value of the ratio, and of the interval: 1 or more. The second is 1 when the interval holds 1; both are unknown
    (nan) when the ratio is, the second alone when the limit is.

    Raises
    ------
    ValueError : a ratio below 0, or outside its own interval.

    Notes
    -----
    RR + sqrt(RR (RR - 1)), with 1 / RR in place of a ratio below 1 (VanderWeele & Ding 2017, Annals of Internal
    Medicine 167(4)): a hidden cause would have to go with the driver and with the outcome by risk ratios of this size
    each, beyond the drivers in the model, to make the effect 0.

    Examples
    --------
    >>> [round(size, 2) for size in e_value(3.9, 1.8, 8.7)]
    [7.26, 3.0]
    >>> [round(size, 2) for size in e_value(0.5, 0.2, 1.1)]
    [3.41, 1.0]
    """
    if ratio < 0 or low > ratio or high < ratio:
        raise ValueError(f"e_value needs 0 <= low <= ratio <= high, got {low}, {ratio}, {high}")
    limit = max(low, 1.0) if ratio >= 1 else min(high, 1.0)
    known = not np.isnan(low if ratio >= 1 else high)
    return _size(ratio), _size(limit) if known and not np.isnan(ratio) else np.nan


def _size(ratio: float) -> float:
    if np.isnan(ratio):
        return np.nan
    if ratio == 0:
        return np.inf
    away = max(ratio, 1 / ratio)
    return float(away + np.sqrt(away * (away - 1)))
