"""One logistic model per outcome and set of customers, and what stops or weakens it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxkit.analysis.drivers import collinear, recalibration
from cxkit.analysis.drivers.design import Design, design
from cxkit.analysis.drivers.discrimination import auc
from cxkit.analysis.drivers.engine_sums import logistic_sums
from cxkit.analysis.drivers.logistic import LogisticFit, expit, fit_from_sums, fit_logistic
from cxkit.analysis.drivers.rows import DriverRows
from cxkit.analysis.drivers.separation import separations
from cxkit.settings.drivers import DriverModelling

ALL, ANSWERED = "all", "answered"
LEAK_AUC = 0.98
LEAST_KNOWN = 0.5  # share of the customers of whom a driver must be known
FEW_EVENTS, TOO_FEW_EVENTS = 10, 3  # events per column of the model: below the first warned, below the second stopped
CORRELATED, HIGH_VIF, HIGH_CONDITION = 0.9, 10.0, 30.0


@dataclass(frozen=True)
class Stop:
    """What stops or weakens a model.

    reason : blanks, leakage, one_class, few_events, separation, collinear, not_converged, no_customers, one_value (no
        driver varies) or no_better_than_chance.
    driver, other : which driver, and the second of a pair; of leakage by all together the two that tell most.
    value : share known, AUC, events per column, correlation, VIF, condition number or slope.
    blocking : whether there is no model; else the driver named was left out, or the model is only warned about.
    left_out : whether the driver was left out of the model.
    table : what a separated driver's values go with: (label, without_n, with_n).
    """

    reason: str
    driver: str = ""
    other: str = ""
    value: float = np.nan
    blocking: bool = False
    left_out: bool = False
    table: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class OutcomeModel:
    """One outcome among one set of customers.

    outcome, model : 'churn' or a product; 'all' or 'answered'.
    rows : the customers in it, as `DriverRows.frame`, index 0 to n - 1.
    design, y : the columns of the model, and 1.0 for who left or took the product.
    fit : the model; None when a stop is blocking.
    intercept, slope : what recalibrates its linear predictor: intercept + slope x linear.
    kinds, scales : of the drivers, and how far they can go.
    given : all customers of whom the outcome is known, those with blanks included.
    stops : what stops or weakens it.
    """

    outcome: str
    model: str
    rows: pd.DataFrame
    design: Design
    y: np.ndarray
    fit: LogisticFit | None
    intercept: float
    slope: float
    kinds: dict[str, str]
    scales: dict[str, tuple[float, float]]
    given: pd.DataFrame
    stops: tuple[Stop, ...]

    @property
    def customer_id(self) -> pd.Series:
        """Return whose rows they are."""
        return self.rows["customer_id"]

    @property
    def computed(self) -> bool:
        """Say whether there is a model."""
        return self.fit is not None

    @property
    def linear(self) -> np.ndarray:
        """Return the recalibrated linear predictor of each customer."""
        return self.intercept + self.slope * self.fit.linear(self.design.x)

    @functools.cached_property
    def probability(self) -> np.ndarray:
        """Return the recalibrated probability of each customer."""
        return expit(self.linear)


def outcome_models(rows: DriverRows, *, settings: DriverModelling) -> list[OutcomeModel]:
    """Return the models of every outcome: among all customers, and among those who answered where answers are drivers.

    Parameters
    ----------
    rows : of `driver_rows`.
    settings : outcomes and drivers.
    """
    answers = [name for name in settings.answer_drivers if name in rows.kinds]
    everyone = [name for name in rows.kinds if name not in answers]
    sets = ({ALL: everyone} if everyone else {}) | ({ANSWERED: [*everyone, *answers]} if answers else {})
    return [
        outcome_model(rows, outcome=outcome, model=model, drivers=drivers, settings=settings)
        for outcome in settings.outcomes
        for model, drivers in sets.items()
    ]


def outcome_model(
    rows: DriverRows, *, outcome: str, model: str, drivers: Sequence[str], settings: DriverModelling
) -> OutcomeModel:
    """Return the model of one outcome, of the customers of whom every driver is known.

    Notes
    -----
    A driver that gives the outcome away, that separates who left from who stayed, or that is a copy of others is left
    out and named; the model goes on without it. Where customers the model has not seen are told apart almost without
    a fault, the drivers give the outcome away together, and there is no model.
    Recalibration is cross-fitted. Where its slope is not surely above 0, everybody has the mean chance, and the model
    is warned about.
    """
    given = rows.frame[rows.frame[outcome].notna()].reset_index(drop=True)
    asked = given if model == ALL else given[given[answers_of(drivers, settings)].notna().any(axis=1)]
    blank = mostly_blank(asked, drivers)
    known = asked.dropna(subset=[name for name in drivers if name not in {stop.driver for stop in blank}])
    known = known.reset_index(drop=True)
    kinds = {name: rows.kinds[name] for name in drivers}
    y = known[outcome].to_numpy(float)
    made = functools.partial(
        OutcomeModel, outcome, model, known, kinds=kinds, scales=rows.scales, given=given, y=y, intercept=0.0, slope=1.0
    )
    empty = Design(np.ones((len(known), 1)), ("const",), {}, {}, {}, {})
    if not len(known) or y.min() == y.max():
        reason = "one_class" if len(known) else "no_customers"
        return made(design=empty, fit=None, stops=(Stop(reason, blocking=True), *blank))
    used = {name: kind for name, kind in kinds.items() if name not in {stop.driver for stop in blank}}
    columns, fit, stops = sound_fit(design(known, kinds=used), y, engine_rows_n=settings.engine_rows_n)
    stops = [*blank, *stops]
    if fit is None:
        return made(design=columns, fit=None, stops=tuple(stops))
    linear = recalibration.out_of_fold(columns.x, y, recalibration.folds(known["customer_id"], seed=settings.seed))
    again, area = recalibration.recalibrate(linear, y), auc(y, linear)[0]
    if area > LEAK_AUC or (np.isnan(again.slope) and area > 0.5):
        return made(design=columns, fit=None, stops=(*stops, leakage_together(columns, fit, area)))
    intercept, slope = line_of(again, y)
    chance = [] if slope else [Stop("no_better_than_chance", value=again.slope)]
    return made(design=columns, fit=fit, intercept=intercept, slope=slope, stops=(*stops, *chance))


def answers_of(drivers: Sequence[str], settings: DriverModelling) -> list[str]:
    """Return the drivers that come from answers."""
    return [name for name in drivers if name in settings.answer_drivers]


def mostly_blank(asked: pd.DataFrame, drivers: Sequence[str]) -> list[Stop]:
    """Return the drivers that are known of fewer than half of the customers: to keep them would lose the others.

    >>> mostly_blank(pd.DataFrame({"a": [1.0, None, None], "b": [1.0, 2.0, None]}), ["a", "b"])[0].driver
    'a'
    """
    shares = asked[list(drivers)].notna().mean() if len(asked) else pd.Series(dtype=float)
    return [
        Stop("blanks", name, value=float(share), left_out=True) for name, share in shares.items() if share < LEAST_KNOWN
    ]


def sound_fit(columns: Design, y: np.ndarray, *, engine_rows_n: int) -> tuple[Design, LogisticFit | None, list[Stop]]:
    """Return the columns without drivers that spoil the model, the model (None when there is none), and why."""
    columns, stops = without_suspects(columns, y)
    fit = fitted(columns.x, y, engine_rows_n=engine_rows_n)
    apart = [
        Stop("separation", found.driver, left_out=True, table=tuple(found.table))
        for found in separations(columns, y, fit=fit)
    ]
    if apart:
        columns = _without(columns, apart)
        fit = fitted(columns.x, y, engine_rows_n=engine_rows_n)
    stops += [*apart, *_few_events(columns, y)]
    if not columns.drivers:
        return columns, None, [replace(stop, blocking=True) for stop in stops] or [Stop("one_value", blocking=True)]
    if any(stop.blocking for stop in stops):
        return columns, None, stops
    stops += collinear_stops(columns)
    return (columns, fit, stops) if fit.converged else (columns, None, [*stops, Stop("not_converged", blocking=True)])


def leakage_together(columns: Design, fit: LogisticFit, area: float) -> Stop:
    """Return the stop of drivers that give the outcome away together: the two that weigh most, and the AUC."""
    weights = {name: _spread_by(columns, fit, name) for name in columns.drivers}
    first, second = [*sorted(weights, key=weights.__getitem__, reverse=True), ""][:2]
    return Stop("leakage", first, second, area, blocking=True)


def _spread_by(columns: Design, fit: LogisticFit, driver: str) -> float:
    """Return the standard deviation of the log odds that come from one driver."""
    places = list(columns.places[driver])
    return float((columns.x[:, places] @ fit.coefficients[places]).std())


def line_of(again: recalibration.Recalibration, y: np.ndarray) -> tuple[float, float]:
    """Return intercept and slope of a recalibration; those of the mean chance when its slope is not surely above 0.

    >>> line_of(recalibration.Recalibration(0.1, 0.5, 0.1, 0.4, -0.1, 0.3, -0.3, 1.3), np.array([0.0, 1.0]))
    (0.0, 0.0)
    """
    if again.slope_low > 0:
        return again.intercept, again.slope
    return float(np.log(y.mean() / (1 - y.mean()))), 0.0


def fitted(x: np.ndarray, y: np.ndarray, *, engine_rows_n: int) -> LogisticFit:
    """Return the logistic model; of more rows than so many, from sums that the engine makes."""
    if len(y) <= engine_rows_n:
        return fit_logistic(x, y)
    import narwhals as nw

    names = [f"x{place}" for place in range(1, x.shape[1])]
    columns = {name: x[:, place] for place, name in enumerate(names, 1)} | {"y": y}
    lazy = nw.from_dict(columns, backend="pyarrow").lazy(backend="duckdb")
    return fit_from_sums(logistic_sums(lazy, names, "y"), x.shape[1])


def without_suspects(columns: Design, y: np.ndarray) -> tuple[Design, list[Stop]]:
    """Return the columns without drivers that each give the outcome away or copy others, and these by name."""
    stops = [
        Stop("leakage", driver, value=area, left_out=True)
        for driver, area in ((driver, best_auc(columns, driver, y)) for driver in columns.drivers)
        if area > LEAK_AUC
    ]
    columns = _without(columns, stops)
    copies = [Stop("collinear", name, other, 1.0, left_out=True) for name, other in collinear.copies(columns)]
    return _without(columns, copies), [*stops, *copies]


def _without(columns: Design, stops: Sequence[Stop]) -> Design:
    gone = {stop.driver for stop in stops}
    return columns.with_only([name for name in columns.drivers if name not in gone]) if gone else columns


def best_auc(columns: Design, driver: str, y: np.ndarray) -> float:
    """Return how well one driver alone tells who left, 0.5-1, nan with one of a class; of labels, by share per label.

    >>> made = design(pd.DataFrame({"calls": [0.0, 1.0, 2.0, 3.0]}), kinds={"calls": "count"})
    >>> best_auc(made, "calls", np.array([0.0, 0.0, 1.0, 1.0]))
    1.0
    """
    values = columns.x[:, list(columns.places[driver])]
    code = values[:, 0] if values.shape[1] == 1 else _share_by_label(values, y)
    area = auc(y, code)[0]
    return max(area, 1 - area)


def _share_by_label(values: np.ndarray, y: np.ndarray) -> np.ndarray:
    label = values @ np.arange(1, values.shape[1] + 1)
    return pd.Series(y).groupby(label).transform("mean").to_numpy()


def _few_events(columns: Design, y: np.ndarray) -> list[Stop]:
    columns_n = max(columns.x.shape[1] - 1, 1)
    each = float(min(y.sum(), len(y) - y.sum()) / columns_n)
    return [Stop("few_events", value=each, blocking=each < TOO_FEW_EVENTS)] if each < FEW_EVENTS else []


def collinear_stops(columns: Design) -> list[Stop]:
    """Return what to warn of: drivers that go together, one that the others explain, a badly conditioned whole."""
    pairs = collinear.pairs(columns, limit=CORRELATED)
    stops = [Stop("collinear", row.driver, row.other, row.correlation) for row in pairs.itertuples(index=False)]
    told = {name for stop in stops for name in (stop.driver, stop.other)}
    factors = collinear.vif(columns)
    stops += [
        Stop("collinear", name, value=vif) for name, vif in factors.items() if vif > HIGH_VIF and name not in told
    ]
    condition = collinear.condition_number(columns)
    return stops + ([Stop("collinear", value=condition)] if condition > HIGH_CONDITION and not stops else [])
