"""How much of R² each driver explains: over all subsets of the drivers (LMG), or by Johnson's relative weights."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np

TINY = 1e-10  # a column of which less than this share of the variance is left says nothing new
AT_ONCE = 2**20  # subsets times matrices held together, so that 20 drivers take little memory

Groups = Sequence[Sequence[int]]


def correlations(covariance: np.ndarray) -> np.ndarray:
    """Return the correlations of covariances; a column without variance has none, not with itself either.

    Parameters
    ----------
    covariance : (..., p, p), in any units.

    Examples
    --------
    >>> correlations(np.array([[4.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]))
    array([[1. , 0.5, 0. ],
           [0.5, 1. , 0. ],
           [0. , 0. , 0. ]])
    """
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    per_sd = np.divide(1.0, np.sqrt(np.maximum(variance, 0)), out=np.zeros_like(variance), where=variance > 0)
    return covariance * per_sd[..., :, None] * per_sd[..., None, :]


def r2_of_subsets(rxx: np.ndarray, rxy: np.ndarray, *, groups: Groups | None = None) -> np.ndarray:
    """Return R² of the regression on every subset of the drivers.

    Parameters
    ----------
    rxx, rxy : (..., p, p) and (..., p), correlations of the columns with each other and with the outcome.
    groups : places of the columns that enter together; every column on its own without it.

    Returns
    -------
    (..., 2^g): R² by subset, group j in it when bit j of the place is set.

    Notes
    -----
    One pass over the groups. For each subset of the groups passed stands the covariance of what is left of the later
    columns and of the outcome; a group is left out by dropping its columns and taken in by sweeping them (Schur
    complement). A column of which less than 1e-10 of the variance is left is not swept: a duplicate adds nothing to
    its twin, and a constant adds nothing.

    Examples
    --------
    >>> r2_of_subsets(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.3])).round(2)
    array([0.  , 0.36, 0.09, 0.36])
    """
    rxx, rxy = np.asarray(rxx, float), np.asarray(rxy, float)
    groups = [(place,) for place in range(rxy.shape[-1])] if groups is None else groups
    order = [place for group in groups for place in group]
    stacked = _with_outcome(rxx.reshape(-1, *rxx.shape[-2:]), rxy.reshape(-1, rxy.shape[-1]), order)
    several = max(1, AT_ONCE >> len(groups))
    parts = [
        _swept_over(stacked[..., first : first + several], [len(group) for group in groups])
        for first in range(0, stacked.shape[-1], several)
    ]
    return np.concatenate(parts, axis=-1).T.reshape(*rxy.shape[:-1], -1)


def _with_outcome(rxx: np.ndarray, rxy: np.ndarray, order: list[int]) -> np.ndarray:
    """Return (q, q, m): the matrices with the columns in order and the outcome last."""
    last = len(order)
    matrix = np.ones((last + 1, last + 1, len(rxx)))
    matrix[:last, :last] = rxx[:, order][:, :, order].transpose(1, 2, 0)
    matrix[:last, last] = matrix[last, :last] = rxy[:, order].T
    return matrix


def _swept_over(matrix: np.ndarray, sizes: Sequence[int]) -> np.ndarray:
    """Return (2^g, m): R² of every subset of groups of adjacent columns, of (q, q, m)."""
    left = matrix[:, :, None]
    for size in sizes:
        swept = left
        for _ in range(size):
            swept = _sweep(swept)
        left = np.concatenate([left[size:, size:], swept], axis=2)
    return 1 - left[0, 0]


def _sweep(left: np.ndarray) -> np.ndarray:
    """Return what is left of the later columns once the first has explained what it can."""
    pivot = left[0, 0]
    per_variance = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=pivot > TINY)
    return left[1:, 1:] - left[1:, :1] * (left[0, 1:] * per_variance)


def lmg(rxx: np.ndarray, rxy: np.ndarray, *, groups: Groups | None = None) -> np.ndarray:
    """Return the part of R² of each driver: what it adds, averaged over all orders in which drivers can enter.

    Parameters
    ----------
    rxx, rxy : (..., p, p) and (..., p), correlations of the columns with each other and with the outcome; leading
        dimensions are other matrices, as of a bootstrap.
    groups : places of the columns that enter together, as the columns of one label; every column without it.

    Returns
    -------
    (..., g), which adds up to R².

    Notes
    -----
    Lindeman, Merenda & Gold 1980; Grömping 2006, JSS 17(1); the Shapley value of R². Exact, to about 20 groups.
    Duplicates share evenly, a constant gets 0.

    Examples
    --------
    R² is .36 with the first, .09 with the second and .36 with both, so (.36 + .27) / 2 and (.09 + 0) / 2:

    >>> lmg(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.3])).round(3)
    array([0.315, 0.045])
    """
    return shapley(r2_of_subsets(rxx, rxy, groups=groups))


def shapley(worth: np.ndarray) -> np.ndarray:
    """Return the Shapley value of each player.

    Parameters
    ----------
    worth : (..., 2^g), worth of every subset, player j in it when bit j of the place is set.

    Returns
    -------
    (..., g), which adds up to the worth of all less that of none.

    Examples
    --------
    >>> shapley(np.array([0.0, 4.0, 2.0, 10.0]))
    array([6., 4.])
    """
    players = _players(worth)
    sizes = np.bitwise_count(np.arange(2 ** max(players - 1, 0)))
    weights = np.array([1 / (players * comb(players - 1, size)) for size in range(players)])[sizes]
    return np.stack([_added(worth, player) @ weights for player in range(players)], axis=-1)


def _players(worth: np.ndarray) -> int:
    return worth.shape[-1].bit_length() - 1


def _added(worth: np.ndarray, player: int) -> np.ndarray:
    """Return what a player adds to every subset of the others."""
    halves = worth.reshape(*worth.shape[:-1], -1, 2, 2**player)
    return (halves[..., 1, :] - halves[..., 0, :]).reshape(*worth.shape[:-1], -1)


def dominance_by_level(rxx: np.ndarray, rxy: np.ndarray) -> np.ndarray:
    """Return what each driver adds to R² on average, by the number of drivers already in.

    Parameters
    ----------
    rxx, rxy : (p, p) and (p,), correlations of the columns with each other and with the outcome.

    Returns
    -------
    (p, p): a row per driver, a column per number of others in (0 to p - 1). The mean of a row is its LMG.

    Notes
    -----
    Conditional dominance: Budescu 1993; Azen & Budescu 2003. The report uses `lmg`; this is what holds its subsets
    against published figures.

    Examples
    --------
    >>> dominance_by_level(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.3])).round(2)
    array([[0.36, 0.27],
           [0.09, 0.  ]])
    """
    worth = r2_of_subsets(rxx, rxy)
    players = _players(worth)
    sizes = np.bitwise_count(np.arange(2 ** (players - 1)))
    subsets_n = np.bincount(sizes)
    return np.stack([np.bincount(sizes, weights=_added(worth, player)) / subsets_n for player in range(players)])


def johnson(rxx: np.ndarray, rxy: np.ndarray) -> np.ndarray:
    """Return Johnson's relative weight of each column: close to LMG, in no time for any number of columns.

    Parameters
    ----------
    rxx, rxy : (..., p, p) and (..., p), correlations of the columns with each other and with the outcome.

    Returns
    -------
    (..., p), which adds up to R².

    Notes
    -----
    Johnson 2000, Multivariate Behavioral Research 35(1): with root = rxx^(1/2), the sum over the nearest orthogonal
    columns k of root_jk² times their squared correlation with the outcome, root^+ rxy. Duplicates share evenly, as
    directions without variance count for nothing; a constant gets 0.

    Examples
    --------
    Without correlation between the columns, the squared correlations with the outcome:

    >>> johnson(np.eye(2), np.array([0.6, 0.3])).round(2)
    array([0.36, 0.09])
    """
    variance, direction = np.linalg.eigh(rxx)
    sd = np.sqrt(np.maximum(variance, 0))
    per_sd = np.divide(1.0, sd, out=np.zeros_like(sd), where=variance > TINY * variance.max(axis=-1, keepdims=True))
    turned = np.swapaxes(direction, -1, -2)
    root = (direction * sd[..., None, :]) @ turned
    with_outcome = ((direction * per_sd[..., None, :]) @ turned @ np.asarray(rxy, float)[..., None])[..., 0]
    return (root**2 @ (with_outcome**2)[..., None])[..., 0]
