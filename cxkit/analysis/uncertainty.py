"""What is not known for sure, as draws: every quantity is an array with its point estimate first and its draws after.

One formula over such arrays gives the point estimate (at the means of the inputs) and its interval at once.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from cxkit.analysis.value import Z

DRAWS = 4_000
PERT_WEIGHT = 4  # how much more the likely value counts than the lowest and the highest
PERCENTILES = (2.5, 97.5)
HALF = 0.5
NO_SKEW = 1e-6  # an estimate this near the middle of its interval, as a share of its width, is in the middle
NO_PART = 1e-9  # an eigenvalue this small is 0 and its rounding


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the generator of one named quantity: the same whatever else is drawn, and in whatever order.

    >>> one, again = stream(2025, "fewer_contacts", "bill"), stream(2025, "fewer_contacts", "bill")
    >>> bool(one.random() == again.random())
    True
    """
    digest = hashlib.blake2b("\x1f".join(names).encode(), digest_size=8).digest()
    return np.random.default_rng([seed, int.from_bytes(digest)])


def constant(value: float, *, draws: int = DRAWS) -> np.ndarray:
    """Return a quantity that is known: the point estimate and every draw are the same."""
    return np.full(1 + draws, float(value))


def pert_mean(low: float, likely: float, high: float) -> float:
    """Return the mean of a PERT distribution: (low + 4 likely + high) / 6.

    >>> pert_mean(0.0, 3.0, 12.0)
    4.0
    """
    return (low + PERT_WEIGHT * likely + high) / (PERT_WEIGHT + 2)


def pert(low: float, likely: float, high: float, *, rng: np.random.Generator, draws: int = DRAWS) -> np.ndarray:
    """Return a quantity of which the lowest, likely and highest value are given.

    Parameters
    ----------
    low, likely, high : low <= likely <= high, in any unit; three equal values are a constant.
    rng : generator of this quantity, from `stream`.

    Returns
    -------
    The mean, then the draws.

    Notes
    -----
    PERT with weight 4: low + (high - low) x Beta(1 + 4 (likely - low) / (high - low), 1 + 4 (high - likely) /
    (high - low)); mean m = (low + 4 likely + high) / 6, variance (m - low) (high - m) / 7 (Malcolm, Roseboom, Clark
    & Fazar 1959). A range times a constant gives the draws times that constant.

    Examples
    --------
    >>> float(pert(0.0, 3.0, 12.0, rng=stream(1, "hours"))[0])
    4.0
    """
    if high == low:
        return constant(likely, draws=draws)
    towards_high = (likely - low) / (high - low)
    drawn = rng.beta(1 + PERT_WEIGHT * towards_high, 1 + PERT_WEIGHT * (1 - towards_high), draws)
    return np.concatenate([[pert_mean(low, likely, high)], low + (high - low) * drawn])


def volume(relative_variance: float, *, rng: np.random.Generator, draws: int = DRAWS) -> np.ndarray:
    """Return how large a total could as well have been, as a share of what it was.

    Parameters
    ----------
    relative_variance : variance of the total divided by its square; 0 for a total that is certain.
    rng : generator of this total, from `stream`.

    Returns
    -------
    1, then the draws: Gamma with mean 1 and that variance, so never negative.

    Examples
    --------
    >>> volume(0.0, rng=stream(1, "calls"), draws=2)
    array([1., 1., 1.])
    """
    if relative_variance <= 0:
        return constant(1.0, draws=draws)
    return np.concatenate([[1.0], rng.gamma(1 / relative_variance, relative_variance, draws)])


def volume_of(value: float, low: float, high: float, *, rng: np.random.Generator, draws: int = DRAWS) -> np.ndarray:
    """Return the volume of a total whose 95 % interval is known, as a share of that total."""
    return volume(((high - low) / (2 * Z) / value) ** 2 if value else 0.0, rng=rng, draws=draws)


def share_between(
    mean: float, se: float, *, rng: np.random.Generator, lowest: float = 0.0, highest: float = 1.0, draws: int = DRAWS
) -> np.ndarray:
    """Return a measured share that cannot leave its limits: the mean, then normal draws, each clipped.

    >>> float(share_between(-0.2, 0.1, rng=stream(1, "excess"))[0])
    0.0
    """
    drawn = rng.normal(mean, se, draws)
    return np.clip(np.concatenate([[mean], drawn]), lowest, highest)


def two_sided(estimate: float, low: float, high: float, *, rng: np.random.Generator, draws: int = DRAWS) -> np.ndarray:
    """Return a figure whose 95 % interval need not be symmetric.

    Parameters
    ----------
    estimate, low, high : in any unit; without an interval (nan) the figure is taken as known.
    rng : generator of this figure, from `stream`.

    Returns
    -------
    The estimate, then the draws: `bent` over standard normals of its own.

    Examples
    --------
    >>> float(two_sided(10.0, 4.0, 30.0, rng=stream(1, "saving"), draws=5)[0])
    10.0
    """
    return bent(estimate, low, high, away=rng.standard_normal(draws))


def bent(estimate: float, low: float, high: float, *, away: np.ndarray) -> np.ndarray:
    """Return a figure whose 95 % interval need not be symmetric, from standard normals that others may share.

    Parameters
    ----------
    estimate, low, high : in any unit; without an interval (nan) the figure is taken as known.
    away : standard normals, one per draw.

    Returns
    -------
    The estimate, then the draws, of which low and high are P2.5 and P97.5.

    Notes
    -----
    A shifted lognormal, mirrored where the estimate lies above the middle, of which the mean is the estimate; a normal
    where it lies in the middle. With z = 1.96 and sd s of the logarithm a draw lies at
    (exp(s (away + z)) - 1) / (exp(2 z s) - 1) of the way from low to high, and the mean at
    r = (exp(s^2 / 2 + z s) - 1) / (exp(2 z s) - 1), which gives s. That r is nowhere below 0.146: an estimate nearer
    than that to an end of its interval, or outside it, takes the s of 0.146, and the mean of its draws is not the
    estimate. The ends of the interval are kept in every case.

    Examples
    --------
    >>> bent(10.0, 10 - 1.96, 10 + 1.96, away=np.array([-1.0, 0.0, 2.0])).round(3).tolist()
    [10.0, 9.0, 10.0, 12.0]
    >>> bent(10.0, 4.0, 30.0, away=np.array([-Z, 0.0, Z])).round(3).tolist()
    [10.0, 4.0, 7.68, 30.0]
    """
    if low != low or high != high:
        return constant(estimate, draws=len(away))
    if low == high:
        return np.concatenate([[estimate], np.full(len(away), float(low))])
    towards = (estimate - low) / (high - low)
    place = _place(towards, away) if towards <= HALF else 1 - _place(1 - towards, -away)
    return np.concatenate([[estimate], low + (high - low) * place])


def _place(towards: float, away: np.ndarray) -> np.ndarray:
    """Return how far along its interval each draw is: 0 at the low end, 1 at the high end.

    Parameters
    ----------
    towards : how far along it the mean is, at most a half.
    away : standard normals.
    """
    s = _log_sd(towards)
    return np.expm1(s * (away + Z)) / np.expm1(2 * Z * s) if s else (away + Z) / (2 * Z)


def _log_sd(towards: float) -> float:
    """Return the sd of the logarithm at which the mean lies so far along the interval; 0 for a normal."""
    if HALF - towards <= NO_SKEW:
        return 0.0
    most, nearest = _most_skew()
    if towards <= nearest:
        return most
    return float(brentq(lambda s: _mean_place(s) - towards, NO_SKEW, most, xtol=1e-14))


def _mean_place(s: float) -> float:
    """Return how far along its interval the mean of a shifted lognormal is.

    >>> round(_mean_place(1.0), 3)
    0.217
    """
    return float(np.expm1(s**2 / 2 + Z * s) / np.expm1(2 * Z * s))


@functools.cache
def _most_skew() -> tuple[float, float]:
    """Return the sd of the logarithm at which the mean lies nearest the low end, and how far along that is."""
    found = minimize_scalar(_mean_place, bounds=(NO_SKEW, 5.0), method="bounded", options={"xatol": 1e-9})
    return float(found.x), float(found.fun)


def correlated_normals(
    correlation: np.ndarray, *, seed: int, names: Sequence[tuple[str, ...]], draws: int = DRAWS
) -> np.ndarray:
    """Return standard normals of quantities that move together.

    Parameters
    ----------
    correlation : one row and one column per quantity; symmetric, 1 on the diagonal, no eigenvalue below 0.
    seed : of the settings.
    names : the name of each quantity, as `stream` takes it.
    draws : how many.

    Returns
    -------
    One row per quantity, one column per draw.

    Notes
    -----
    Every quantity has a stream of its own; the symmetric square root of the matrix mixes them. A quantity that goes
    with no other therefore keeps its own stream, whatever others there are and in whatever order, and more draws begin
    with the same ones.

    Examples
    --------
    >>> one, other = correlated_normals(np.ones((2, 2)), seed=1, names=[("a",), ("b",)], draws=3)
    >>> bool(np.allclose(one, other))
    True
    """
    own = np.array([stream(seed, *name).standard_normal(draws) for name in names]).reshape(len(names), draws)
    values, vectors = np.linalg.eigh(correlation)
    return (vectors * np.sqrt(np.where(values > NO_PART, values, 0.0))) @ vectors.T @ own


def interval(values: np.ndarray) -> tuple[float, float, float]:
    """Return the point estimate of a quantity, and the P2.5 and P97.5 of its draws."""
    low, high = np.percentile(values[1:], PERCENTILES)
    return float(values[0]), float(low), float(high)
