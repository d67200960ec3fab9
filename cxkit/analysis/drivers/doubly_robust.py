"""A changed driver by a second method, which holds when either of two models does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxkit.analysis.drivers.logistic import LogisticFit, expit, fit_logistic
from cxkit.analysis.value import Z

LEVEL_SHARE = 0.05  # smallest share of the customers that is a level of the driver by itself
COLUMN_CUSTOMERS = 20  # and the customers a level has for each column of the model
WELL_BALANCED = 0.1  # largest difference in standard deviations between customers who are alike (Austin 2009)
FEWEST_ALIKE = 50  # customers, were they of equal weight, that stand for those after the change
TINY = 1e-9  # eigenvalue, as a share of the largest, that is rounding


@dataclass(frozen=True)
class DoublyRobust:
    """What a changed driver does to the mean probability.

    points, low, high : change of the mean probability over the segment, a share, with its 95 % interval.
    customers_n : customers of the segment.
    imbalance : largest difference, in standard deviations of a column, between the customers as they would be after
        the change and the weighted customers who stand for them.
    alike_n : how many customers of equal weight those are worth (Kish 1965): (sum of weights)² / sum of squares.
    influence : (n,) what each customer of the model adds to `points`; the sum of squares is the variance.
    """

    points: float
    low: float
    high: float
    customers_n: int
    imbalance: float
    alike_n: float
    influence: np.ndarray

    @property
    def enough_alike(self) -> bool:
        """Say whether there are customers enough like those after the change: 50, at most 0.1 away."""
        return self.imbalance <= WELL_BALANCED and self.alike_n >= FEWEST_ALIKE


def doubly_robust(
    x: np.ndarray, y: np.ndarray, *, fit: LogisticFit, place: int, moved: np.ndarray, who: np.ndarray, folds: np.ndarray
) -> DoublyRobust:
    """Return what moving a driver does to the mean probability of a segment, doubly robust.

    Parameters
    ----------
    x : (n, k) columns, a constant first.
    y : (n,) 0.0 or 1.0.
    fit : logistic model of all of them, for folds that have none of their own.
    place : which column is moved.
    moved : (n,) by how much, per customer.
    who : (n,) bool, the segment; some customer at least.
    folds : (n,) the fold of each customer, of `recalibration.folds`.

    Notes
    -----
    Modified treatment policy (Díaz Muñoz & van der Laan 2012, Biometrics 68, 541-549; Haneuse & Rotnitzky 2013,
    Statistics in Medicine 32, 5260-5277): the mean of m(after) - m(before) + (w - 1)(y - m(before)). m is the
    logistic model of the other folds. w, how much more common a customer's place is after the change than before, is
    not taken from a model of the driver but balanced by least squares: the weights 1 + a'c that make the columns c of
    the customers equal, on average, to those after the change (Chernozhukov, Newey & Singh 2022, Econometrica 90,
    967-1027). c are the columns of the model within each level of the driver, and the driver itself. Weights below
    0 are 0, and all are scaled to a mean of 1.

    The result holds when the logistic model does, or when the weights lie in the span of c. Customers are given, as
    in the what-if: the standard error is that of the mean of (w - 1)(y - m(before)).
    """
    after_x = x.copy()
    after_x[:, place] += moved
    cuts = level_cuts(x[who, place], columns_n=x.shape[1])
    level, after_level = (np.digitize(part[:, place], cuts) for part in (x, after_x))
    before, after, weights, gaps = np.zeros(len(y)), np.zeros(len(y)), np.ones(len(y)), [0.0]
    for fold in np.unique(folds[who]):
        inside, others = (folds == fold) & who, (folds != fold) & who
        own = _fit_without(folds == fold, x, y, fit)
        before[inside], after[inside] = expit(x[inside] @ own), expit(after_x[inside] @ own)
        scaled = _scaling(x[others])
        known, wanted = scaled(x[others]), scaled(after_x[others])
        balance = _Balance(known, level[others], wanted, after_level[others], levels_n=len(cuts) + 1)
        weights[inside] = balance.weights(scaled(x[inside]), level[inside])
        gaps.append(balance.largest_gap())
    n = int(who.sum())
    own_weights = weights[who] / (weights[who].mean() or 1.0)
    added = (own_weights - 1) * (y - before)[who]
    points = float((after - before)[who].mean() + added.mean())
    influence = np.zeros(len(y))
    influence[who] = added / n
    half = Z * float(np.sqrt(np.sum(influence**2)))
    alike_n = float(own_weights.sum() ** 2 / (np.sum(own_weights**2) or 1.0))
    return DoublyRobust(points, points - half, points + half, n, max(gaps), alike_n, influence)


def level_cuts(values: np.ndarray, *, columns_n: int) -> np.ndarray:
    """Return where the levels of a driver begin, the first level's beginning left out.

    Parameters
    ----------
    values : (n,) the driver.
    columns_n : columns of the model; each level has 20 customers for each, and 5 % of all.

    Examples
    --------
    >>> level_cuts(np.repeat([0.0, 1.0, 2.0, 3.0], [600, 300, 99, 1]), columns_n=3).tolist()
    [1.0, 2.0]
    """
    least = max(LEVEL_SHARE * len(values), COLUMN_CUSTOMERS * columns_n)
    distinct, counts = np.unique(values, return_counts=True)
    cuts, held, left = [], 0, len(values)
    for value, count in zip(distinct, counts, strict=True):
        if held >= least and left >= least:
            cuts.append(value)
            held = 0
        held, left = held + count, left - count
    return np.array(cuts)


def _fit_without(fold: np.ndarray, x: np.ndarray, y: np.ndarray, fit: LogisticFit) -> np.ndarray:
    """Return the coefficients without a fold; those of all customers where the others have no finite maximum."""
    own = fit_logistic(x[~fold], y[~fold], start=fit.coefficients)
    return own.coefficients if own.converged else fit.coefficients


def _scaling(like: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return what brings columns to the mean and the standard deviation of some customers; the constant stays 1."""
    mean, spread = like.mean(axis=0), like.std(axis=0)
    mean[0], spread[0] = 0.0, 1.0
    return lambda x: (x - mean) / np.where(spread > 0, spread, 1.0)


class _Balance:
    """Weights for customers as they are, by level of the driver, that make them those after the change on average."""

    def __init__(
        self, known: np.ndarray, level: np.ndarray, wanted: np.ndarray, wanted_level: np.ndarray, *, levels_n: int
    ):
        self._pairs = [(known[level == number], wanted[wanted_level == number]) for number in range(levels_n)]
        self._shares = np.stack([_shares(*pair) for pair in self._pairs])
        self._n = len(known)

    def weights(self, known: np.ndarray, level: np.ndarray) -> np.ndarray:
        """Return the weight of customers, 0 or more."""
        return np.maximum(1 + np.einsum("ij,ij->i", known, self._shares[level]), 0.0)

    def largest_gap(self) -> float:
        """Return the largest difference left between weighted customers and those wanted, in standard deviations."""
        given = [self.weights(known, np.full(len(known), number)) for number, (known, _) in enumerate(self._pairs)]
        total = sum(weights.sum() for weights in given)
        return max(
            self._gap(weights @ known / (total or 1.0), known, wanted)
            for weights, (known, wanted) in zip(given, self._pairs, strict=True)
        )

    def _gap(self, weighted: np.ndarray, known: np.ndarray, wanted: np.ndarray) -> float:
        n, parts = self._n, (known, wanted)
        spread = np.sqrt(sum((part**2).sum(axis=0) / n - (part.sum(axis=0) / n) ** 2 for part in parts) / 2)
        gap = np.abs(weighted - wanted.sum(axis=0) / n)
        return float(np.max(gap[spread > TINY] / spread[spread > TINY], initial=0.0))


def _shares(known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return by how much each column counts in the weights: least squares; what nobody has counts for nothing."""
    return np.linalg.pinv(known.T @ known, rcond=TINY, hermitian=True) @ (wanted.sum(axis=0) - known.sum(axis=0))
