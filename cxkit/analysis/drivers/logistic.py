"""Logistic regression without a penalty, by Newton from sums, wherever those are added up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

MOST_PASSES = 30  # a separated model moves about 1 in log odds at every pass, and never gets there
MOST_HALVINGS = 20
SMALL = 1e-6  # last step, in log odds per standard deviation of a column; Newton doubles the digits with it
ROUNDING = 1e-12  # of a log likelihood
FLAT = 1e-12  # part of a column's weighted variation the others leave, below which it is their sum


class LogisticSums(NamedTuple):
    """What one pass over the customers adds up at some coefficients.

    gradient : (k,), sum of x (y - p).
    information : (k, k), sum of p (1 - p) x x'.
    log_likelihood : sum of y log p + (1 - y) log(1 - p).
    n, events_n : customers, and those with the outcome (weighted where weights are).
    """

    gradient: np.ndarray
    information: np.ndarray
    log_likelihood: float
    n: float
    events_n: float


Sums = Callable[[np.ndarray], LogisticSums]


@dataclass(frozen=True)
class LogisticFit:
    """A logistic model as fitted.

    coefficients : (k,), in log odds per unit of each column, the constant first.
    information : (k, k), sum of p (1 - p) x x' at those coefficients.
    converged : False without a finite maximum (separation), with collinear columns or one class only.
    iterations_n : passes over the customers.
    log_likelihood, null_log_likelihood : of the model, and of the constant alone.
    n, events_n : customers, and those with the outcome.
    """

    coefficients: np.ndarray
    information: np.ndarray
    converged: bool
    iterations_n: int
    log_likelihood: float
    null_log_likelihood: float
    n: float
    events_n: float

    def linear(self, x: np.ndarray) -> np.ndarray:
        """Return the log odds of customers, (n,)."""
        return x @ self.coefficients

    def probability(self, x: np.ndarray) -> np.ndarray:
        """Return the probability of customers, (n,), 0-1."""
        return expit(self.linear(x))

    @property
    def covariance(self) -> np.ndarray:
        """Return the covariance of the coefficients, (k, k): the inverse of the information, nan without one."""
        return inverse(self.information)

    @property
    def pseudo_r2(self) -> float:
        """Return McFadden's R²: 1 - log likelihood / that of the constant alone; nan with one class."""
        return 1 - self.log_likelihood / self.null_log_likelihood if self.null_log_likelihood else np.nan


def expit(linear: np.ndarray) -> np.ndarray:
    """Return the probability (0-1) of log odds of any size, without overflow.

    >>> expit(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    small = np.exp(-np.abs(linear))
    return np.where(linear >= 0, 1.0, small) / (1 + small)


def fit_logistic(
    x: np.ndarray, y: np.ndarray, *, weights: np.ndarray | None = None, start: np.ndarray | None = None
) -> LogisticFit:
    """Return the logistic model of an outcome, by maximum likelihood.

    Parameters
    ----------
    x : (n, k) float, a constant first.
    y : (n,) 0.0 or 1.0.
    weights : (n,) 0 or more, how often each customer counts; each once by default.
    start : (k,) coefficients to begin from, such as those of nearly the same customers.

    Returns
    -------
    The fit. Nothing is raised when there is no finite maximum: `converged` is False.

    Notes
    -----
    Newton's method with halved steps; the size of a step is judged per standard deviation of each column, so that
    units do not matter.

    Examples
    --------
    >>> x = np.column_stack([np.ones(8), [0, 0, 0, 0, 1, 1, 1, 1]])
    >>> fit = fit_logistic(x, np.array([1.0, 0, 0, 0, 1, 1, 1, 0]))
    >>> fit.converged, np.exp(fit.coefficients).round(6).tolist()  # odds 1:3 without, nine times as high with
    (True, [0.333333, 9.0])
    """
    return fit_from_sums(_adder(x, np.asarray(y, float), weights), x.shape[1], start=start)


def fit_from_sums(sums: Sums, k: int, *, start: np.ndarray | None = None) -> LogisticFit:
    """Return the logistic model from sums over the customers, wherever those are added up.

    Parameters
    ----------
    sums : from coefficients (k,) to what one pass adds up; the first column is the constant.
    k : number of columns.
    start : (k,) coefficients to begin from.

    Returns
    -------
    The fit, as `fit_logistic`.
    """
    beta, now = np.zeros(k), sums(np.zeros(k))
    means, spreads = _means_and_spreads(now.information)
    possible, converged, passes = 0 < now.events_n < now.n, False, 1
    if start is not None and possible:
        beta, now, passes = _better(sums, (beta, now), np.asarray(start, float))
    while possible and not converged and passes < MOST_PASSES:
        step = _step(now)
        if step is None:
            break
        beta, now, used, whole = _climbed(sums, beta, now, step)
        passes += used
        at_the_mean = np.concatenate([[step @ means], step[1:] * spreads[1:]])
        converged = whole and bool(np.abs(at_the_mean).max() <= SMALL)
    null = _null_log_likelihood(now.n, now.events_n)
    return LogisticFit(
        beta, now.information, converged, passes, now.log_likelihood, null, float(now.n), float(now.events_n)
    )


def influence(fit: LogisticFit, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return how much each customer moves the coefficients, to first order.

    Parameters
    ----------
    fit, x, y : a fit, and the columns (n, k) and outcome (n,) it was made from, each customer counted once.

    Returns
    -------
    IF, (n, k): information⁻¹ x (y - p), a row per customer; nan when the information has no inverse.

    Notes
    -----
    The sandwich covariance of the coefficients is IF'IF n / (n - k) (White 1982, Econometrica 50, 1-25).
    """
    return ((y - fit.probability(x))[:, None] * x) @ fit.covariance


def inverse(information: np.ndarray) -> np.ndarray:
    """Return the inverse of an information matrix whatever the units of its columns; nan where there is none.

    >>> inverse(np.array([[4.0, 0.0], [0.0, 1e-20]]))
    array([[2.5e-01, 0.0e+00],
           [0.0e+00, 1.0e+20]])
    """
    scale, root = _scaled_root(information)
    if root is None:
        return np.full(information.shape, np.nan)
    half = np.linalg.solve(root, np.diag(1 / scale))
    return half.T @ half


def _adder(x: np.ndarray, y: np.ndarray, weights: np.ndarray | None) -> Sums:
    counts = np.ones(len(y)) if weights is None else np.asarray(weights, float)
    n, events_n = float(counts.sum()), float(counts @ y)

    def sums(beta: np.ndarray) -> LogisticSums:
        linear = x @ beta
        small = np.exp(-np.abs(linear))
        p = np.where(linear >= 0, 1.0, small) / (1 + small)
        steepness = small / (1 + small) ** 2
        log_likelihood = float(counts @ (y * linear - np.maximum(linear, 0.0) - np.log1p(small)))
        information = (x * (counts * steepness)[:, None]).T @ x
        return LogisticSums(x.T @ (counts * (y - p)), information, log_likelihood, n, events_n)

    return sums


def _null_log_likelihood(n: float, events_n: float) -> float:
    if not 0 < events_n < n:
        return 0.0
    return float(events_n * np.log(events_n / n) + (n - events_n) * np.log(1 - events_n / n))


def _means_and_spreads(information: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of every column from the information at coefficients of 0."""
    total = information[0, 0] or 1.0
    means = information[0] / total
    return means, np.sqrt(np.maximum(np.diag(information) / total - means**2, 0.0))


def _better(sums: Sums, at_zero: tuple[np.ndarray, LogisticSums], start: np.ndarray):
    """Return the coefficients to begin from with their sums: the ones asked for, unless 0 does better."""
    there = sums(start)
    return (start, there, 2) if there.log_likelihood > at_zero[1].log_likelihood else (*at_zero, 2)


def _scaled_root(information: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the scale of every column and the Cholesky root of the scaled matrix; None when it has none."""
    scale = np.sqrt(np.diag(information))
    if not (np.isfinite(information).all() and (scale > 0).all()):
        return scale, None
    try:
        root = np.linalg.cholesky(information / np.outer(scale, scale))
    except np.linalg.LinAlgError:
        return scale, None
    return scale, root if np.diag(root).min() ** 2 > FLAT else None


def _step(now: LogisticSums) -> np.ndarray | None:
    scale, root = _scaled_root(now.information)
    if root is None:
        return None
    return np.linalg.solve(root.T, np.linalg.solve(root, now.gradient / scale)) / scale


def _climbed(
    sums: Sums, beta: np.ndarray, now: LogisticSums, step: np.ndarray
) -> tuple[np.ndarray, LogisticSums, int, bool]:
    """Return coefficients no less likely, their sums, passes used, and whether the whole step was taken."""
    lowest = now.log_likelihood - ROUNDING * abs(now.log_likelihood)
    for halvings in range(MOST_HALVINGS):
        there = beta + step / 2**halvings
        found = sums(there)
        if found.log_likelihood >= lowest:
            return there, found, halvings + 1, halvings == 0
    return beta, now, MOST_HALVINGS, False
