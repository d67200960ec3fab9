"""Logistic regression with Firth's penalty: finite odds ratios where separation leaves maximum likelihood none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxkit.analysis.drivers.design import LABELS
from cxkit.analysis.drivers.logistic import expit, inverse

if TYPE_CHECKING:
    from cxkit.analysis.drivers.models import OutcomeModel

MOST_CUSTOMERS = 50_000
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


def firth_of(model: OutcomeModel, driver: str) -> tuple[float, float, float] | None:
    """Return the odds ratio of a driver that separates, by a model of that driver alone, with its 95 % interval.

    Parameters
    ----------
    model : one that left the driver out as separated.
    driver : a number, count, score or flag; per 1 of its own unit.

    Returns
    -------
    Odds ratio, low, high, as `firth_odds`; None for labels, for a driver that does not separate, for more than 50,000
    customers, and where there is no fit. Other drivers are not held equal.
    """
    apart = any(stop.reason == "separation" and stop.driver == driver for stop in model.stops)
    if not apart or model.kinds[driver] == LABELS or len(model.y) > MOST_CUSTOMERS:
        return None
    values = model.rows[driver].to_numpy(float)
    found = firth_odds(np.column_stack([np.ones(len(values)), values]), model.y, 1)
    return None if np.isnan(found).any() else found


def firth_odds(x: np.ndarray, y: np.ndarray, place: int) -> tuple[float, float, float]:
    """Return the odds ratio of one column by the likelihood times the root of the determinant of the information.

    Parameters
    ----------
    x : (n, k) float, a constant first; the columns not collinear.
    y : (n,) 0.0 or 1.0.
    place : of the column in x; 0 for the odds themselves.

    Returns
    -------
    Odds ratio per unit, and its 95 % interval: low and high are the values at which twice the penalised log likelihood,
    highest over the other coefficients, has fallen by 3.84; 0 or infinity where it never falls that far. nan when there
    is no fit: collinear columns, or one class only.

    Notes
    -----
    Firth (1993), Biometrika 80, 27-38; Heinze & Schemper (2002), Statistics in Medicine 21, 2409-2419. For a table of
    two by two it adds half a customer to each cell.

    Examples
    --------
    >>> x = np.column_stack([np.ones(8), [0, 0, 0, 0, 1, 1, 1, 1]])
    >>> odds, _, _ = firth_odds(x, np.array([1.0, 0, 0, 0, 1, 1, 1, 1]), 1)  # nobody stayed of those with a 1
    >>> round(odds, 6)  # 4.5 : 0.5 over 1.5 : 3.5
    21.0
    """
    scale = np.sqrt(np.mean(x**2, axis=0))
    if not (scale > 0).all() or np.min(y) == np.max(y):
        return np.nan, np.nan, np.nan
    scaled, y = x / scale, np.asarray(y, float)
    best, converged = _climbed(scaled, y)
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
    return _State(beta, penalised, score, information)


def _climbed(
    x: np.ndarray, y: np.ndarray, *, start: np.ndarray | None = None, held: int | None = None
) -> tuple[_State, bool]:
    """Return where the penalised likelihood is highest, with one coefficient held if asked, and whether that is it."""
    free = np.array([place for place in range(x.shape[1]) if place != held], dtype=int)
    state, passes = _state(x, y, np.zeros(x.shape[1]) if start is None else start), 1
    while passes < MOST_PASSES:
        step = np.zeros(x.shape[1])
        step[free] = inverse(state.information[np.ix_(free, free)]) @ state.score[free]
        size = np.abs(step).max()
        if not np.isfinite(size):
            return state, False
        if size <= SMALL:
            return state, True
        state, used = _higher(x, y, state, step * min(1.0, LONGEST_STEP / size))
        passes += used
    return state, False


def _higher(x: np.ndarray, y: np.ndarray, state: _State, step: np.ndarray) -> tuple[_State, int]:
    lowest = state.penalised - 1e-12 * abs(state.penalised)
    for halvings in range(MOST_HALVINGS):
        there = _state(x, y, state.beta + step / 2**halvings)
        if there.penalised >= lowest:
            return there, halvings + 1
    return state, MOST_HALVINGS
