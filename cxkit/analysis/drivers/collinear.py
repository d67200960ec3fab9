"""Drivers that go together: pairs, what the others explain of each, copies, and how far the whole can be told apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.drivers.design import Design

PRECISION = 1e-9  # share of a driver's spread that is left over, below which it is rounding


def pairs(design: Design, *, limit: float = 0.9) -> pd.DataFrame:
    """Return the pairs of drivers that correlate at least so strongly.

    Parameters
    ----------
    design : columns of a model.
    limit : smallest correlation told, 0-1.

    Returns
    -------
    driver, other, correlation, the strongest first; of labels the largest canonical correlation, without a sign.

    Examples
    --------
    >>> from cxkit.analysis.drivers.design import design
    >>> made = design(pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [3.0, 2.0, 1.0]}), kinds={"a": "count", "b": "count"})
    >>> pairs(made).round(6).values.tolist()
    [['a', 'b', -1.0]]
    """
    correlation, names = _correlation(design), design.drivers
    rows = []
    for place, driver in enumerate(names):
        for other in names[place + 1 :]:
            together = _together(correlation, design.places[driver], design.places[other])
            if abs(together) >= limit:
                rows.append((driver, other, float(np.clip(together, -1.0, 1.0))))
    found = pd.DataFrame(rows, columns=["driver", "other", "correlation"])
    return found.sort_values("correlation", key=np.abs, ascending=False, kind="stable", ignore_index=True)


def _correlation(design: Design) -> np.ndarray:
    """Return the correlations of all columns; 0 with a column that does not vary."""
    centred = design.x - design.x.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0))
    varies = spread > PRECISION * np.sqrt((design.x**2).sum(axis=0))
    scaled = np.divide(centred, spread, out=np.zeros_like(centred), where=varies)
    correlation = scaled.T @ scaled
    np.fill_diagonal(correlation, 1.0)
    return correlation


def _together(correlation: np.ndarray, first: tuple[int, ...], second: tuple[int, ...]) -> float:
    """Return the correlation of two columns, or the largest that combinations of several can have."""
    between = correlation[np.ix_(first, second)]
    if between.size == 1:
        return float(between[0, 0])
    squares = _pinv(correlation, first) @ between @ _pinv(correlation, second) @ between.T
    return float(np.sqrt(np.clip(np.linalg.eigvals(squares).real.max(), 0.0, 1.0)))


def _pinv(correlation: np.ndarray, places: tuple[int, ...]) -> np.ndarray:
    return np.linalg.pinv(correlation[np.ix_(places, places)], rcond=PRECISION, hermitian=True)


def vif(design: Design) -> dict[str, float]:
    """Return how many times the other drivers widen the variance of each driver's effect; infinite for a copy.

    Parameters
    ----------
    design : columns of a model.

    Notes
    -----
    Of one column the variance inflation factor 1 / (1 - R2). Of a label driver with m columns the generalised one to
    the power 1 / m, so that one limit serves both: the square of GVIF^(1 / (2 m)) (Fox & Monette 1992, Journal of
    the American Statistical Association 87, 178-183).

    Examples
    --------
    >>> from cxkit.analysis.drivers.design import design
    >>> made = design(pd.DataFrame({"a": [0.0, 0.0, 1.0, 1.0], "b": [0.0, 1.0, 0.0, 1.0]}),
    ...               kinds={"a": "flag", "b": "flag"})
    >>> vif(made)
    {'a': 1.0, 'b': 1.0}
    """
    correlation = _correlation(design)
    return {driver: _inflation(correlation, places) for driver, places in design.places.items()}


def _inflation(correlation: np.ndarray, own: tuple[int, ...]) -> float:
    """Return the inflation of one driver: its own determinant over what the other columns leave of it."""
    left = _left_over(correlation, own, [place for place in range(1, len(correlation)) if place not in own])
    if np.linalg.eigvalsh(left).min() <= PRECISION:
        return float("inf")
    ratio = np.linalg.det(correlation[np.ix_(own, own)]) / np.linalg.det(left)
    return float(ratio ** (1 / len(own)))


def _left_over(correlation: np.ndarray, own: tuple[int, ...], others: list[int]) -> np.ndarray:
    """Return the covariance of a driver's columns that other columns do not explain (Schur complement)."""
    between = correlation[np.ix_(own, others)]
    return correlation[np.ix_(own, own)] - between @ _pinv(correlation, tuple(others)) @ between.T


def copies(design: Design) -> list[tuple[str, str]]:
    """Return the drivers that others wholly determine, each with the driver it resembles most.

    Of drivers that determine each other the first stays: labels before single columns, then in order of the columns.

    Parameters
    ----------
    design : columns of a model.

    Examples
    --------
    >>> from cxkit.analysis.drivers.design import design
    >>> made = pd.DataFrame({"first": [1.0, 0.0, 2.0, 1.0], "again": [0.0, 1.0, 1.0, 0.0]})
    >>> made["all"] = made["first"] + made["again"]
    >>> copies(design(made, kinds=dict.fromkeys(made, "count")))
    [('all', 'first')]
    """
    correlation, kept, found = _correlation(design), [], []
    for driver in sorted(design.drivers, key=lambda name: -len(design.places[name])):
        held = [place for name in kept for place in design.places[name]]
        left = _left_over(correlation, design.places[driver], held)
        if np.linalg.eigvalsh(left).min() > PRECISION:
            kept.append(driver)
        elif kept:
            strength = [abs(_together(correlation, design.places[driver], design.places[name])) for name in kept]
            found.append((driver, kept[int(np.argmax(strength))]))
    return found


def condition_number(design: Design) -> float:
    """Return how badly the columns can be told apart together: 1 when they have nothing in common, infinite for copies.

    Parameters
    ----------
    design : columns of a model, the constant among them.

    Notes
    -----
    Largest over smallest singular value of the columns scaled to length 1, not centred (Belsley, Kuh & Welsch 1980,
    Regression Diagnostics); above 30 is held to be harmful.

    Examples
    --------
    >>> from cxkit.analysis.drivers.design import design
    >>> condition_number(design(pd.DataFrame({"a": [-1.0, 1.0]}), kinds={"a": "number"}))
    1.0
    """
    lengths = np.sqrt((design.x**2).sum(axis=0))
    scaled = np.divide(design.x, lengths, out=np.zeros_like(design.x), where=lengths > 0)
    squares = np.linalg.eigvalsh(scaled.T @ scaled)
    if squares[0] <= len(squares) * np.finfo(float).eps * squares[-1]:
        return float("inf")
    return float(np.sqrt(squares[-1] / squares[0]))
