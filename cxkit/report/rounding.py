"""Figures rounded to what their interval supports, so that no digit claims more than is known."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

LEAST_STEPS = 2


def supported_step(low: float, high: float) -> float:
    """Return the power of ten to round to: half the interval is at least 2 and less than 20 of these steps.

    So half the interval keeps one or two digits, and rounding moves a figure by a quarter of it at most.

    Parameters
    ----------
    low, high : ends of the interval, in any unit.

    Returns
    -------
    The step, in the unit of the ends; 0.0 for an interval without width, which limits nothing.

    Raises
    ------
    ValueError : the ends are not finite, or low is above high.

    Examples
    --------
    >>> supported_step(13_812, 25_812), supported_step(-450, 450), supported_step(0.12, 0.18)
    (1000.0, 100.0, 0.01)
    """
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        raise ValueError(f"expected a finite interval, got {low} to {high}")
    half = (_exact(high) - _exact(low)) / 2
    return float(Decimal(1).scaleb((half / LEAST_STEPS).adjusted())) if half else 0.0


def rounded(value: float, step: float) -> float:
    """Return a value rounded to a multiple of a step, a half away from zero; a step of 0 leaves it as it is.

    Zero comes back without a sign.

    Examples
    --------
    >>> rounded(19_812, 1000), rounded(-2_500, 1000), rounded(0.125, 0.01)
    (20000.0, -3000.0, 0.13)
    """
    if not step:
        return float(value) + 0.0
    steps = (_exact(value) / _exact(step)).quantize(Decimal(1), ROUND_HALF_UP)
    return float(steps * _exact(step)) + 0.0


def rounded_interval(estimate: float, low: float, high: float) -> tuple[float, float, float]:
    """Return estimate, low and high rounded alike, to what the interval supports.

    An end that would become zero keeps one digit of its own, so that an interval with or without zero in it stays so.

    Examples
    --------
    >>> rounded_interval(19_812, 13_812, 25_812)
    (20000.0, 14000.0, 26000.0)
    >>> rounded_interval(5_600, -420, 11_620)
    (6000.0, -400.0, 12000.0)
    """
    step = supported_step(low, high)
    return rounded(estimate, step), _rounded_end(low, step), _rounded_end(high, step)


def _rounded_end(end: float, step: float) -> float:
    return rounded(end, step) or (rounded(end, _leading_step(end)) if end else 0.0)


def _leading_step(value: float) -> float:
    return float(Decimal(1).scaleb(_exact(value).adjusted()))


def decimals(step: float) -> int:
    """Return how many decimals a number needs that was rounded to a power of ten.

    Examples
    --------
    >>> decimals(1000), decimals(0.01)
    (0, 2)
    """
    return max(0, -_exact(step).adjusted()) if step else 0


def _exact(value: float) -> Decimal:
    return Decimal(repr(float(value)))
