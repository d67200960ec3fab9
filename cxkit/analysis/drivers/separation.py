"""Drivers that tell the outcome by themselves, of which no odds ratio exists: which ones, and the cross table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cxkit.analysis.drivers.design import LABELS, Design
from cxkit.analysis.drivers.logistic import LogisticFit, fit_logistic

COMPLETE, QUASI = "complete", "quasi"
MOST_ROWS = 12
ROUNDING = 1e-6  # of a linear programme, in standard deviations of a column
ROWS_ADDED = 200

Table = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Separation:
    """A driver without a finite odds ratio.

    driver : its name.
    kind : 'complete', every customer's outcome follows from it; 'quasi', that of some customers does.
    table : (label, customers without the outcome, customers with it), at most 12 rows: each value, or the values below,
        at and above the one where the outcomes meet; labels with an empty cell first.
    others : the drivers it takes to see it; empty when the driver does it alone.
    """

    driver: str
    kind: str
    table: Table
    others: tuple[str, ...] = ()


def separations(design: Design, y: np.ndarray, *, fit: LogisticFit | None = None) -> list[Separation]:
    """Return the drivers for which maximum likelihood has no finite answer.

    Parameters
    ----------
    design : the columns of a model, any number of customers.
    y : (n,) the outcome, 0.0 or 1.0.
    fit : the model when it was fitted before; one that converged is not separated.

    Returns
    -------
    Drivers that separate alone first, in the order of the design, then the smallest sets that separate together. Empty
    without separation, also when a model did not converge for another reason or there is one class only.

    Notes
    -----
    A maximum exists unless some combination of columns never points the wrong way and sometimes the right one (Albert
    & Anderson 1984, Biometrika 71, 1-10). Alone: a label with one outcome only, or values of those with the outcome
    that all lie on one side of those without. Together: the linear programme of Konis (2007, thesis, Oxford), exact,
    solved on the customers it needs.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxkit.analysis.drivers.design import design
    >>> made = design(pd.DataFrame({"score": [1.0, 2, 3, 3, 4, 5]}), kinds={"score": "score"})
    >>> separations(made, np.array([1.0, 1, 1, 0, 0, 0]))[0].table
    (('1', 0, 1), ('2', 0, 1), ('3', 1, 1), ('4', 1, 0), ('5', 1, 0))
    """
    if y.min() == y.max() or (fit or fit_logistic(design.x, y)).converged:
        return []
    alone = [found for driver in design.drivers if (found := _alone(design, y, driver))]
    named = {found.driver for found in alone}
    return [*alone, *_together(design, y, [driver for driver in design.drivers if driver not in named])]


def _together(design: Design, y: np.ndarray, drivers: list[str]) -> Iterator[Separation]:
    while drivers and not fit_logistic(design.with_only(drivers).x, y).converged:
        kind, names = _smallest(design, y, drivers)
        for driver in names:
            yield Separation(driver, kind, _table(design, y, driver), tuple(name for name in names if name != driver))
        if not names:
            return
        drivers = [driver for driver in drivers if driver not in names]


def _alone(design: Design, y: np.ndarray, driver: str) -> Separation | None:
    if design.kinds[driver] == LABELS:
        pure = [not (without and with_it) for _, without, with_it in _label_rows(design, y, driver)]
        if not any(pure):
            return None
        return Separation(driver, COMPLETE if all(pure) else QUASI, _table(design, y, driver))
    values = _values(design, driver)
    meeting = _meeting(values[y == 0], values[y == 1])
    if meeting is None:
        return None
    lowest, highest = meeting
    return Separation(driver, COMPLETE if lowest < highest else QUASI, _table(design, y, driver, meeting=meeting))


def _meeting(without: np.ndarray, with_it: np.ndarray) -> tuple[float, float] | None:
    """Return where one outcome's values end and the other's begin; None when they overlap."""
    for low, high in ((without, with_it), (with_it, without)):
        if low.max() <= high.min():
            return float(low.max()), float(high.min())
    return None


def _values(design: Design, driver: str) -> np.ndarray:
    (place,) = design.places[driver]
    return design.x[:, place]


def _table(design: Design, y: np.ndarray, driver: str, *, meeting: tuple[float, float] | None = None) -> Table:
    if design.kinds[driver] == LABELS:
        rows = _label_rows(design, y, driver)
        return tuple(sorted(rows, key=lambda row: min(row[1:]) > 0)[:MOST_ROWS])
    values = _values(design, driver)
    known = np.unique(values)
    if len(known) <= MOST_ROWS:
        return _counted(((_short(value), values == value) for value in known), y)
    return _counted(_sides(values, *meeting) if meeting else _ranges(values), y)


def _label_rows(design: Design, y: np.ndarray, driver: str) -> Table:
    columns = design.x[:, design.places[driver]] > 0
    members = [~columns.any(axis=1), *columns.T]
    labels = (design.references[driver], *design.levels[driver])
    return _counted(zip(labels, members, strict=True), y)


def _sides(values: np.ndarray, lowest: float, highest: float) -> Iterator[tuple[str, np.ndarray]]:
    if lowest < highest:
        yield f"≤ {_short(lowest)}", values <= lowest
        yield f"≥ {_short(highest)}", values >= highest
    else:
        yield f"< {_short(lowest)}", values < lowest
        yield _short(lowest), values == lowest
        yield f"> {_short(lowest)}", values > lowest


def _ranges(values: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    inner = np.unique(np.quantile(values, np.linspace(0, 1, MOST_ROWS + 1)[1:-1], method="inverted_cdf"))
    part = np.searchsorted(inner, values, side="left")
    for one in np.unique(part):
        held = values[part == one]
        yield f"{_short(held.min())} – {_short(held.max())}", part == one


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1e4 else f"{value:.4g}"


def _counted(members, y: np.ndarray) -> Table:
    rows = [(label, int((y[inside] == 0).sum()), int((y[inside] == 1).sum())) for label, inside in members]
    return tuple(row for row in rows if row[1] + row[2])


def _smallest(design: Design, y: np.ndarray, drivers: list[str]) -> tuple[str, list[str]]:
    """Return the kind of separation and a smallest set of drivers that has it; no drivers without separation."""
    found = _direction(design, y, drivers)
    if found is None:
        return "", []
    kept: list[str] = []
    for driver in _by_weight(design.with_only(drivers), found):
        kept = [*kept, driver]
        if _direction(design, y, kept) is not None:
            break
    for driver in kept[:-1]:
        fewer = [name for name in kept if name != driver]
        kept = fewer if _direction(design, y, fewer) is not None else kept
    x = design.with_only(kept).x
    told = (fit_logistic(x, y).linear(x) > 0) == (y == 1)
    return COMPLETE if told.all() else QUASI, [driver for driver in drivers if driver in kept]


def _by_weight(design: Design, direction: np.ndarray) -> list[str]:
    """Return the drivers, those that weigh most in a direction first."""
    weights = {driver: np.abs(direction[list(design.places[driver])]).max() for driver in design.drivers}
    return sorted(weights, key=weights.__getitem__, reverse=True)


def _direction(design: Design, y: np.ndarray, drivers: list[str]) -> np.ndarray | None:
    """Return a combination of columns, per standard deviation, that never points the wrong way; None without one."""
    x = design.with_only(drivers).x
    means, spreads = np.r_[0.0, x[:, 1:].mean(axis=0)], np.r_[1.0, x[:, 1:].std(axis=0)]
    scaled = (x - means) / spreads
    fit = fit_logistic(scaled, y)
    if fit.converged:
        return None
    signed = np.where(y == 1, 1.0, -1.0)[:, None] * scaled
    for search in (lambda: _last_step(fit, scaled, y), lambda: _never_wrong(signed)):
        direction = search()
        margins = signed @ direction
        if margins.min() >= -ROUNDING and margins.max() > 100 * ROUNDING:
            return direction
    return None


def _last_step(fit: LogisticFit, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return where Newton's method was still going, as long as 1: of columns that separate, it never ends."""
    step = np.nan_to_num(fit.covariance @ (x.T @ (y - fit.probability(x))))
    return step / np.abs(step).max(initial=ROUNDING)


def _never_wrong(signed: np.ndarray) -> np.ndarray:
    """Return the b within -1 and 1 with the largest sum of signed @ b, of those that leave none of it below 0.

    Customers are added to the programme as long as some is on the wrong side, so that few of many are needed.
    """
    from scipy.optimize import linprog

    total = signed.sum(axis=0)
    total = total / np.abs(total).max(initial=1.0)
    direction = np.sign(total)
    used = np.zeros(len(signed), dtype=bool)
    while True:
        margins = np.where(used, 0.0, signed @ direction)
        worst = np.argsort(margins, kind="stable")[:ROWS_ADDED]
        wrong = worst[margins[worst] < -ROUNDING]
        if not len(wrong):
            return direction
        used[wrong] = True
        solved = linprog(-total, A_ub=-signed[used], b_ub=np.zeros(used.sum()), bounds=(-1, 1), method="highs")
        direction = solved.x
        if -solved.fun <= 1e-12:
            return np.zeros(signed.shape[1])
