"""Recalibration: how far a model's log odds hold for customers it has not seen, by cross-fitting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from cxkit.analysis.drivers.logistic import LogisticFit, expit, fit_logistic
from cxkit.analysis.drivers.lots import lots
from cxkit.analysis.value import Z

FOLDS = 5
OWN_SHARE = 1e-9  # share of a column's variance the columns before it must leave, or it has no part of its own
VARIES = 1e-12  # smallest standard deviation, as a share of the mean, that is not rounding


@dataclass(frozen=True)
class Recalibration:
    """What brings a linear predictor in line with what was observed: intercept + slope x linear.

    intercept, slope : 0 and 1 where nothing had to change; a slope below 1 says the model told customers too far apart.
    intercept_se, slope_se : their standard errors, from the information.
    intercept_low, intercept_high, slope_low, slope_high : 95 % intervals.
    """

    intercept: float
    slope: float
    intercept_se: float
    slope_se: float
    intercept_low: float
    intercept_high: float
    slope_low: float
    slope_high: float

    def linear(self, linear: np.ndarray) -> np.ndarray:
        """Return the recalibrated log odds, (n,)."""
        return self.intercept + self.slope * linear

    def probability(self, linear: np.ndarray) -> np.ndarray:
        """Return the recalibrated probability, (n,), 0-1."""
        return expit(self.linear(linear))


def folds(customer_id: Iterable[str], *, n: int = FOLDS, seed: int) -> np.ndarray:
    """Return the fold of each customer, 0 to n - 1: a hash of customer_id, so the same whoever else is there.

    >>> folds(["a", "b"], seed=1).tolist() == folds(["b", "a"], seed=1).tolist()[::-1]
    True
    """
    return (lots(customer_id, seed=seed, purpose="folds") % np.uint64(n)).astype(int)


def out_of_fold(x: np.ndarray, y: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Return the log odds of each customer by a model made without that customer's fold.

    Parameters
    ----------
    x : (n, k) columns, a constant first.
    y : (n,) 0.0 or 1.0.
    folds : (n,) the fold of each customer.

    Returns
    -------
    (n,) linear predictors.

    Notes
    -----
    A column that the other folds do not vary in, such as a rare label, counts for nothing in that fold. Where the
    other folds alone separate who left from who stayed, though all customers together do not, each customer is given
    a small share of both outcomes, worth one customer per column in all (Clogg, Rubin, Schenker, Schultz & Weidman
    1991, Journal of the American Statistical Association 86, 68-78).

    Examples
    --------
    >>> x, y, folds = np.ones((6, 1)), np.array([1, 0, 0, 1, 1, 0.0]), np.array([0, 0, 0, 1, 1, 1])
    >>> bool(np.allclose(np.exp(out_of_fold(x, y, folds)), [2, 2, 2, 0.5, 0.5, 0.5]))
    True
    """
    linear = np.empty(len(y))
    for fold in np.unique(folds):
        inside = folds == fold
        kept = _independent(x[~inside])
        linear[inside] = _fit_of_fold(x[~inside][:, kept], y[~inside]).linear(x[inside][:, kept])
    return linear


def _independent(x: np.ndarray) -> list[int]:
    """Return the places of the columns that are no sum of those before them, the constant's first."""
    mean, spread = x.mean(axis=0), x.std(axis=0)
    varies = spread > VARIES * np.abs(mean)
    scaled = (x - mean) / np.where(varies, spread, np.inf)
    together = scaled.T @ scaled / len(x)
    kept: list[int] = []
    for place in np.flatnonzero(varies):
        shared = together[kept, place]
        explained = shared @ np.linalg.solve(together[np.ix_(kept, kept)], shared) if kept else 0.0
        if together[place, place] - explained > OWN_SHARE:
            kept.append(place)
    return [0, *kept]


def _fit_of_fold(x: np.ndarray, y: np.ndarray) -> LogisticFit:
    fit = fit_logistic(x, y)
    return fit if fit.converged else _fit_with_shares_of_both(x, y)


def _fit_with_shares_of_both(x: np.ndarray, y: np.ndarray) -> LogisticFit:
    n, k = x.shape
    share = (y.sum() + 0.5) / (n + 1)
    outcomes = np.repeat([1.0, 0.0], n)
    shares = np.repeat([share, 1 - share], n) * k / n
    return fit_logistic(
        np.vstack([x, x, x]), np.concatenate([y, outcomes]), weights=np.concatenate([np.ones(n), shares])
    )


def recalibrate(linear: np.ndarray, y: np.ndarray) -> Recalibration:
    """Return what brings linear predictors in line with what was observed.

    Parameters
    ----------
    linear : (n,) log odds, of customers the model has not seen.
    y : (n,) 0.0 or 1.0.

    Returns
    -------
    Intercept and slope of logit(y) ~ intercept + slope x linear, with intervals; all nan where those have no finite
    maximum: one class, one value of `linear`, or log odds that tell the classes apart without a fault.

    Notes
    -----
    Cox (1958), Biometrika 45, 562-565; Platt (1999). Intervals are Wald's.

    Examples
    --------
    At log odds of -1 one of four left, at +1 three of four: the true log odds are -1.1 and +1.1.

    >>> again = recalibrate(np.repeat([-1.0, 1.0], 4), np.array([1, 0, 0, 0, 1, 1, 1, 0.0]))
    >>> bool(np.isclose(again.intercept, 0)), bool(np.isclose(again.slope, np.log(3)))
    (True, True)
    """
    fit = fit_logistic(np.column_stack([np.ones(len(linear)), linear]), y)
    if not fit.converged:
        return Recalibration(*[np.nan] * 8)
    (intercept, slope), (intercept_se, slope_se) = fit.coefficients.tolist(), np.sqrt(np.diag(fit.covariance)).tolist()
    return Recalibration(
        intercept, slope, intercept_se, slope_se,
        intercept - Z * intercept_se, intercept + Z * intercept_se, slope - Z * slope_se, slope + Z * slope_se,
    )  # fmt: skip
