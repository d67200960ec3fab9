"""Logistic regression with Firth's penalty: finite odds ratios where separation leaves maximum likelihood none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxkit.analysis.drivers.logistic import LogisticFit, expit, inverse

MOST_PASSES = 100
MOST_HALVINGS = 20
SMALL = 1e-8  # last step, in log odds per root mean square of a column
LONGEST_STEP = 5.0  # in the same unit
CHI2 = 3.841459  # 95 % point of chi-squared with one degree of freedom
WIDEST = 50.0  # log odds ratio per root mean square beyond which an interval has no end


@dataclass(frozen=True)
class _State:
    """The penalised likelihood at some coefficients, with its slope and the information."""

    beta: np.ndarray
    penalised: float
    score: np.ndarray
    information: np.ndarray
    log_likelihood: float


def firth_logistic(x: np.ndarray, y: np.ndarray) -> LogisticFit:
    """Return the logistic model with the largest likelihood times the root of the determinant of the information.

    Parameters
    ----------
    x : (n, k) float, a constant first; the columns not collinear.
    y : (n,) 0.0 or 1.0.

    Returns
    -------
    The fit; log_likelihood and null_log_likelihood without the penalty. `converged` is False for collinear columns or
    one class only.

    Notes
    -----
    Firth (1993), Biometrika 80, 27-38; Heinze & Schemper (2002), Statistics in Medicine 21, 2409-2419. For a table of
    two by two it adds half a customer to each cell.

    Examples
    --------
    >>> x = np.column_stack([np.ones(8), [0, 0, 0, 0, 1, 1, 1, 1]])
    >>> fit = firth_logistic(x, np.array([1.0, 0, 0, 0, 1, 1, 1, 1]))  # nobody stayed of those with a 1
    >>> np.exp(fit.coefficients).round(6).tolist()  # 1.5 : 3.5, and 4.5 : 0.5 over that
    [0.428571, 21.0]
    """
    n, events_n = float(len(y)), float(np.sum(y))
    scale = np.sqrt(np.mean(x**2, axis=0))
    state, converged, passes = _climbed(x / np.where(scale > 0, scale, 1.0), np.asarray(y, float))
    share = events_n / n
    null = n * (share * np.log(share) + (1 - share) * np.log(1 - share)) if 0 < share < 1 else 0.0
    return LogisticFit(
        coefficients=state.beta / np.where(scale > 0, scale, 1.0),
        information=state.information * np.outer(scale, scale),
        converged=converged and 0 < events_n < n,
        iterations_n=passes,
        log_likelihood=state.log_likelihood,
        null_log_likelihood=null,
        n=n,
        events_n=events_n,
    )


def firth_odds(x: np.ndarray, y: np.ndarray, place: int) -> tuple[float, float, float]:
    """Return the odds ratio of one column with its 95 % interval from the penalised likelihood.

    Parameters
    ----------
    x, y : as `firth_logistic`.
    place : of the column in x.

    Returns
    -------
    Odds ratio per unit, low, high: the values at which twice the penalised log likelihood, highest over the other
    coefficients, has fallen by 3.84; 0 or infinity where it never falls that far. nan when there is no fit.
    """
    scale = np.sqrt(np.mean(x**2, axis=0))
    if not (scale > 0).all():
        return np.nan, np.nan, np.nan
    scaled, y = x / scale, np.asarray(y, float)
    best, converged, _ = _climbed(scaled, y)
    if not converged:
        return np.nan, np.nan, np.nan
    ends = [_end(scaled, y, place, best, side) for side in (-1.0, 1.0)]
    with np.errstate(over="ignore"):
        low, high = np.exp(np.array(ends) / scale[place])
    return float(np.exp(best.beta[place] / scale[place])), float(low), float(high)


def _end(x: np.ndarray, y: np.ndarray, place: int, best: _State, side: float) -> float:
    """Return the coefficient on one side at which the penalised likelihood has fallen to the edge of the interval."""
    from scipy.optimize import brentq

    edge, last = best.penalised - CHI2 / 2, best.beta

    def above(value: float) -> float:
        nonlocal last
        start = last.copy()
        start[place] = value
        state = _climbed(x, y, start=start, held=place)[0]
        last = state.beta
        return state.penalised - edge

    middle = best.beta[place]
    reach = max(2 * float(np.sqrt(inverse(best.information)[place, place])), 1e-3)
    while above(middle + side * reach) > 0:
        reach *= 2
        if reach > WIDEST:
            return side * np.inf
    return float(brentq(above, middle, middle + side * reach, xtol=1e-5, rtol=1e-5))


def _state(x: np.ndarray, y: np.ndarray, beta: np.ndarray) -> _State:
    """Return the penalised likelihood and its slope: sum of x (y - p + h (1/2 - p)), h the leverages."""
    linear = x @ beta
    p = expit(linear)
    steepness = p * expit(-linear)
    information = (x * steepness[:, None]).T @ x
    log_likelihood = float(y @ linear - np.logaddexp(0.0, linear).sum())
    sign, log_determinant = np.linalg.slogdet(information)
    leverage = steepness * ((x @ inverse(information)) * x).sum(axis=1)
    score = x.T @ (y - p + leverage * (0.5 - p))
    penalised = log_likelihood + 0.5 * log_determinant if sign > 0 else -np.inf
    return _State(beta, penalised, score, information, log_likelihood)


def _climbed(
    x: np.ndarray, y: np.ndarray, *, start: np.ndarray | None = None, held: int | None = None
) -> tuple[_State, bool, int]:
    """Return where the penalised likelihood is highest, with one coefficient held if asked; whether there; passes."""
    free = np.array([place for place in range(x.shape[1]) if place != held], dtype=int)
    state, passes = _state(x, y, np.zeros(x.shape[1]) if start is None else start), 1
    while passes < MOST_PASSES:
        step = np.zeros(x.shape[1])
        step[free] = inverse(state.information[np.ix_(free, free)]) @ state.score[free]
        size = np.abs(step).max()
        if not np.isfinite(size):
            return state, False, passes
        if size <= SMALL:
            return state, True, passes
        state, used = _higher(x, y, state, step * min(1.0, LONGEST_STEP / size))
        passes += used
    return state, False, passes


def _higher(x: np.ndarray, y: np.ndarray, state: _State, step: np.ndarray) -> tuple[_State, int]:
    lowest = state.penalised - 1e-12 * abs(state.penalised)
    for halvings in range(MOST_HALVINGS):
        there = _state(x, y, state.beta + step / 2**halvings)
        if there.penalised >= lowest:
            return there, halvings + 1
    return state, MOST_HALVINGS
