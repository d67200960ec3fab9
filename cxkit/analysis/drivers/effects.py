"""What a driver does to the outcome: odds ratios and average marginal effects, with intervals."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from cxkit.analysis.drivers.design import COUNT, FLAG, LABELS, SCORE, Design
from cxkit.analysis.drivers.logistic import LogisticFit, expit, influence
from cxkit.analysis.value import Z

OVERALL, AT_MEAN = "overall", "mean"
STEPPED = (COUNT, SCORE)
LOG_ODDS_MOST = 700.0  # the exponent of more is no number

Effect = tuple[float, np.ndarray]  # a change of the probability, and its gradient in the coefficients


def effects(
    design: Design, fit: LogisticFit, y: np.ndarray, *, ordinal_step: bool = True, robust: bool = False
) -> pd.DataFrame:
    """Return the odds ratio and the average marginal effect of every driver.

    Parameters
    ----------
    design : the columns the model was made from.
    fit : the model.
    y : (n,) the outcome, 0.0 or 1.0.
    ordinal_step : counts and scores change by 1, from what each customer has; otherwise dP/dx.
    robust : standard errors by the sandwich, instead of from the information.

    Returns
    -------
    One row per column but the constant: driver, level ('' or the label), column, odds_ratio, odds_low, odds_high (of
    one step), points (mean change of the probability, as a share of 1, over a step), points_se, low, high, step: 1 for
    counts, scores, flags and labels, one standard deviation for numbers. nan throughout when the model did not
    converge.

    Notes
    -----
    From no to yes for flags, from the reference to the label for labels, dP/dx times one standard deviation for
    numbers. Delta method, with the customers as they are; 95 % by the normal distribution. A step of 1 is taken at
    the top of a scale too.

    Examples
    --------
    >>> from cxkit.analysis.drivers.design import design
    >>> from cxkit.analysis.drivers.logistic import fit_logistic
    >>> y = np.array([1.0, 0, 0, 0, 1, 1, 1, 0])
    >>> made = design(pd.DataFrame({"called": [0.0] * 4 + [1.0] * 4}), kinds={"called": "flag"})
    >>> effects(made, fit_logistic(made.x, y), y)[["driver", "odds_ratio", "points"]].round(6)
       driver  odds_ratio  points
    0  called         9.0     0.5
    """
    covariance = _covariance(fit, design.x, y, robust=robust)
    rows = [
        _row(design, fit, covariance, driver, place, ordinal_step=ordinal_step)
        for driver in design.drivers
        for place in design.places[driver]
    ]
    columns = [
        "driver", "level", "column", "odds_ratio", "odds_low", "odds_high", "points", "points_se", "low", "high",
        "step",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def marginal_effects(
    x: np.ndarray, fit: LogisticFit, *, discrete: Collection[int] = (), at: str = OVERALL
) -> tuple[np.ndarray, np.ndarray]:
    """Return dP/dx of every column but the constant, with its standard error.

    Parameters
    ----------
    x : (n, k) the columns the model was made from, a constant first.
    fit : the model.
    discrete : places of the 0/1 columns of which the change from 0 to 1 is wanted instead.
    at : 'overall', the mean over the customers; 'mean', for a customer with the mean of every column.

    Returns
    -------
    dydx, se : (k - 1,) each, per unit of the column.

    Notes
    -----
    As Stata's `margins, dydx(*)`: delta method, covariance from the information. The report uses `effects`; this is
    what holds its parts against published figures.
    """
    seen = x if at == OVERALL else x.mean(axis=0, keepdims=True)
    places = range(1, x.shape[1])
    found = [
        changed(seen, fit, {place: 1.0}, {place: 0.0}) if place in discrete else slope(seen, fit, place)
        for place in places
    ]
    covariance = fit.covariance
    return np.array([effect for effect, _ in found]), np.array([_se(gradient, covariance) for _, gradient in found])


def changed(
    x: np.ndarray,
    fit: LogisticFit,
    after: Mapping[int, np.ndarray | float],
    before: Mapping[int, np.ndarray | float],
) -> Effect:
    """Return how the mean probability differs between two settings of some columns, and its gradient.

    Parameters
    ----------
    x : (n, k) columns.
    fit : the model.
    after, before : place of a column to its values, one per customer or one for all; the rest stays as it is.

    Returns
    -------
    The change (a share of 1), and its gradient in the coefficients (k,).
    """
    linear = fit.linear(x)
    high, high_gradient = _mean_probability(x, linear, fit.coefficients, after)
    low, low_gradient = _mean_probability(x, linear, fit.coefficients, before)
    return high - low, high_gradient - low_gradient


def slope(x: np.ndarray, fit: LogisticFit, place: int) -> Effect:
    """Return the mean of dP/dx of one column (a share of 1 per unit), and its gradient in the coefficients (k,)."""
    p = fit.probability(x)
    steepness = p * (1 - p)
    gradient = fit.coefficients[place] * (x.T @ (steepness * (1 - 2 * p))) / len(x)
    gradient[place] += steepness.mean()
    return float(fit.coefficients[place] * steepness.mean()), gradient


def _mean_probability(x: np.ndarray, linear: np.ndarray, beta: np.ndarray, values: Mapping) -> Effect:
    p = expit(linear + sum((value - x[:, place]) * beta[place] for place, value in values.items()))
    steepness = p * (1 - p)
    gradient = x.T @ steepness / len(x)
    for place, value in values.items():
        gradient[place] = np.mean(steepness * value)
    return float(p.mean()), gradient


def _covariance(fit: LogisticFit, x: np.ndarray, y: np.ndarray, *, robust: bool) -> np.ndarray:
    if not robust:
        return fit.covariance
    n, k = x.shape
    moved = influence(fit, x, y)
    return moved.T @ moved * n / (n - k)


def _se(gradient: np.ndarray, covariance: np.ndarray) -> float:
    return float(np.sqrt(gradient @ covariance @ gradient))


def _row(
    design: Design, fit: LogisticFit, covariance: np.ndarray, driver: str, place: int, *, ordinal_step: bool
) -> dict[str, object]:
    step = _step(design, driver, place)
    row = {"driver": driver, "level": _level(design, driver, place), "column": design.columns[place], "step": step}
    if not fit.converged:
        return row
    log_odds, log_odds_se = fit.coefficients[place] * step, np.sqrt(covariance[place, place]) * step
    points, gradient = _effect(design, fit, driver, place, ordinal_step=ordinal_step)
    points, se = points * step, _se(gradient, covariance) * step
    return row | {
        "odds_ratio": _odds(log_odds),
        "odds_low": _odds(log_odds - Z * log_odds_se),
        "odds_high": _odds(log_odds + Z * log_odds_se),
        "points": points,
        "points_se": se,
        "low": points - Z * se,
        "high": points + Z * se,
    }


def _effect(design: Design, fit: LogisticFit, driver: str, place: int, *, ordinal_step: bool) -> Effect:
    """Return the effect of one unit of a column."""
    x, kind = design.x, design.kinds[driver]
    if kind in (FLAG, LABELS):
        none = dict.fromkeys(design.places[driver], 0.0)
        return changed(x, fit, none | {place: 1.0}, none)
    if ordinal_step and kind in STEPPED:
        return changed(x, fit, {place: x[:, place] + 1}, {})
    return slope(x, fit, place)


def _step(design: Design, driver: str, place: int) -> float:
    if design.kinds[driver] in (*STEPPED, FLAG, LABELS):
        return 1.0
    return float(design.x[:, place].std(ddof=1))


def _level(design: Design, driver: str, place: int) -> str:
    return design.levels[driver][design.places[driver].index(place)] if driver in design.levels else ""


def _odds(log_odds: float) -> float:
    return float(np.exp(np.clip(log_odds, -LOG_ODDS_MOST, LOG_ODDS_MOST)))
