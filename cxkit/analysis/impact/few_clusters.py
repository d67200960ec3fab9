"""Tests and intervals of few clusters: over the ways in which lots could have fallen, or by the wild bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import comb, inf

import numpy as np

from cxkit.analysis.impact.clusters import ClusterSums, difference, t_of

DRAWS = 1_999
WEBB_BELOW = 12
DOUBLINGS = 30
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
    return _lots_p(of, _lots(of.treated, seed), effect)


def randomisation_interval(of: ClusterSums, *, confidence: float, seed: int = 0) -> tuple[float, float]:
    """Return the effects that the randomisation test does not reject; infinite where it can reject none.

    Parameters
    ----------
    of, seed : as in `randomisation_p`.
    confidence : of the interval, 0-1.
    """
    lots = _lots(of.treated, seed)
    return inverted(lambda effect: _lots_p(of, lots, effect), difference(of)[:2], confidence=confidence)


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
    weights = _weights(len(of.sums), seed)

    def p_of(effect: float) -> float:
        return _wild_p(of, weights, effect)

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


def _lots_p(of: ClusterSums, lots: np.ndarray, effect: float) -> float:
    without = of.sums - effect * of.sizes * of.treated
    seen = abs(t_of(without, of.sizes, of.treated))
    return float((np.abs(t_of(without, of.sizes, lots)) >= seen * ALIKE).mean())


def _weights(n: int, seed: int) -> np.ndarray:
    points = np.array([-1.0, 1.0]) if n >= WEBB_BELOW else np.sqrt([0.5, 1.0, 1.5])
    points = points if n >= WEBB_BELOW else np.concatenate([-points, points])
    return np.random.default_rng(seed).choice(points, size=(DRAWS, n))


def _wild_p(of: ClusterSums, weights: np.ndarray, effect: float) -> float:
    without = of.sums - effect * of.sizes * of.treated
    rest = without - of.sizes * without.sum() / of.sizes.sum()
    seen = abs(t_of(without, of.sizes, of.treated))
    drawn = np.abs(t_of(weights * rest, of.sizes, of.treated))
    return float((1 + (drawn >= seen * ALIKE).sum()) / (1 + len(weights)))
