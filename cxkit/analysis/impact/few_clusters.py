"""Tests and intervals of few clusters: over the ways in which lots could have fallen, or by the wild bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb, inf

import numpy as np

from cxkit.analysis.impact.clusters import ClusterSums, difference

DRAWS = 1_999
WEBB_BELOW = 12
DOUBLINGS = 20
HALVINGS = 30
ALIKE = 1 - 1e-9  # statistics this near each other are equal but for rounding


def smallest_p(n_pilot: int, n_control: int) -> float:
    """Return the smallest two-sided p-value that a randomisation test of so many clusters can give.

    Parameters
    ----------
    n_pilot, n_control : clusters of each arm.

    Notes
    -----
    One over the ways to draw the lots; twice that where both arms hold as many, for the mirror image is as extreme.

    Examples
    --------
    >>> smallest_p(3, 3), round(smallest_p(4, 4), 4)
    (0.1, 0.0286)
    """
    if min(n_pilot, n_control) < 1:
        return 1.0
    return min(1.0, (2 if n_pilot == n_control else 1) / comb(n_pilot + n_control, n_pilot))


def randomisation_p(of: ClusterSums, *, effect: float = 0.0, seed: int = 0) -> float:
    """Return the two-sided p-value of an effect, equal for all, over the ways in which the lots could have fallen.

    Parameters
    ----------
    of : clusters, two or more per arm.
    effect : the effect tested, per unit.
    seed : of the lots drawn where there are more than DRAWS + 1 ways; else every way is taken.

    Notes
    -----
    The statistic is the difference over its error by cluster, so that the test holds its level for a mean effect of
    zero as well (Wu & Ding 2021, Journal of the American Statistical Association 116).

    Examples
    --------
    Of the 6 ways to draw 2 of 4, two set 1 and 2 apart from 8 and 9: as far apart as seen.

    >>> four = ClusterSums(np.array([8.0, 9.0, 1.0, 2.0]), np.ones(4), np.array([True, True, False, False]))
    >>> round(randomisation_p(four), 4)
    0.3333
    """
    return _by_lots(of, seed)(effect)


def randomisation_interval(of: ClusterSums, *, confidence: float, seed: int = 0) -> tuple[float, float]:
    """Return the effects that the randomisation test does not reject; infinite where it can reject none.

    Parameters
    ----------
    of, seed : as in `randomisation_p`.
    confidence : of the interval, 0-1.
    """
    return inverted(_by_lots(of, seed), difference(of)[:2], confidence=confidence)


def wild_interval(of: ClusterSums, *, confidence: float, seed: int = 0) -> tuple[float, float, float]:
    """Return interval and p-value of no effect (low, high, p) by the wild cluster bootstrap-t.

    Parameters
    ----------
    of : clusters, two or more per arm.
    confidence : of the interval, 0-1.
    seed : of the draws.

    Notes
    -----
    Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90(3): residuals under the effect tested,
    turned per cluster by signs, or by Webb's six points below 12 clusters; the interval holds the effects not rejected.
    """
    p_of = _by_signs(of, seed)
    return (*inverted(p_of, difference(of)[:2], confidence=confidence), p_of(0.0))


def inverted(p_of: Callable[[float], float], found: tuple[float, float], *, confidence: float) -> tuple[float, float]:
    """Return the interval of the effects with a p-value above 1 - confidence.

    Parameters
    ----------
    p_of : p-value of an effect; falls on both sides of the estimate.
    found : estimate and its standard error, with which the search begins.

    Examples
    --------
    >>> low, high = inverted(lambda effect: max(0.0, 1 - abs(effect - 3)), (3.0, 1.0), confidence=0.95)
    >>> round(low, 6), round(high, 6)
    (2.05, 3.95)
    """
    low, high = (_edge(p_of, found[0], side * found[1], 1 - confidence) for side in (-1, 1))
    return low, high


def _edge(p_of: Callable[[float], float], estimate: float, step: float, alpha: float) -> float:
    for doubling in range(DOUBLINGS):
        far = step * 2.0**doubling
        if p_of(estimate + far) <= alpha:
            break
    else:
        return inf if step > 0 else -inf
    near = 0.0
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        near, far = (near, middle) if p_of(estimate + middle) <= alpha else (middle, far)
    return estimate + far


def _lots(treated: np.ndarray, seed: int) -> np.ndarray:
    n, chosen = len(treated), int(treated.sum())
    if comb(n, chosen) <= DRAWS + 1:
        picks = np.array(list(combinations(range(n), chosen)))
        lots = np.zeros((len(picks), n), dtype=bool)
        np.put_along_axis(lots, picks, True, axis=1)
        return lots
    drawn = np.random.default_rng(seed).permuted(np.tile(treated, (DRAWS, 1)), axis=1)
    return np.vstack([treated, drawn])


def _weights(n: int, seed: int) -> np.ndarray:
    points = np.array([-1.0, 1.0]) if n >= WEBB_BELOW else np.sqrt([0.5, 1.0, 1.5])
    points = points if n >= WEBB_BELOW else np.concatenate([-points, points])
    return np.random.default_rng(seed).choice(points, size=(DRAWS, n))


@dataclass(frozen=True)
class _Course:
    """The difference of two arms over its error as a function of the effect tested: gap and variance by its powers."""

    gap: tuple[np.ndarray, np.ndarray]
    variance: tuple[np.ndarray, np.ndarray, np.ndarray]

    def t(self, effect: float) -> np.ndarray:
        """Return how many errors the difference is, whichever way; none where there is no difference."""
        gap = np.abs(self.gap[0] + effect * self.gap[1])
        variance = self.variance[0] + effect * self.variance[1] + effect**2 * self.variance[2]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(gap == 0, 0.0, gap / np.sqrt(np.maximum(variance, 0.0)))


def _course(values: np.ndarray, along: np.ndarray, sizes: np.ndarray, treated: np.ndarray) -> _Course:
    """Return the course of `values + effect x along`, cluster by cluster along the last axis."""
    first, second = (_rests(values, along, sizes, member) for member in (treated, ~treated))
    return _Course(
        tuple(a - b for a, b in zip(first[0], second[0], strict=True)),
        tuple(a + b for a, b in zip(first[1], second[1], strict=True)),
    )


def _rests(values: np.ndarray, along: np.ndarray, sizes: np.ndarray, member: np.ndarray) -> tuple[tuple, tuple]:
    units, clusters = (sizes * member).sum(axis=-1), member.sum(axis=-1)
    factor = clusters / (clusters - 1) / units**2
    means = [(x * member).sum(axis=-1) / units for x in (values, along)]
    one, two = ((x - sizes * m[..., None]) * member for x, m in zip((values, along), means, strict=True))
    pairs = ((one, one), (2 * one, two), (two, two))
    return tuple(means), tuple(factor * (a * b).sum(axis=-1) for a, b in pairs)


def _by_lots(of: ClusterSums, seed: int) -> Callable[[float], float]:
    along = -of.sizes * of.treated
    seen = _course(of.sums, along, of.sizes, of.treated)
    drawn = _course(of.sums, along, of.sizes, _lots(of.treated, seed))
    return lambda effect: float((drawn.t(effect) >= seen.t(effect) * ALIKE).mean())


def _by_signs(of: ClusterSums, seed: int) -> Callable[[float], float]:
    along, weights = -of.sizes * of.treated, _weights(len(of.sums), seed)
    rest, rest_along = (x - of.sizes * x.sum() / of.sizes.sum() for x in (of.sums, along))
    seen = _course(of.sums, along, of.sizes, of.treated)
    drawn = _course(weights * rest, weights * rest_along, of.sizes, of.treated)
    return lambda effect: float((1 + (drawn.t(effect) >= seen.t(effect) * ALIKE).sum()) / (1 + len(weights)))
