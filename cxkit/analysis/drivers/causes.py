"""Whether a changed driver is a cause: one change in several readings, and two checks that must find nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxkit.analysis.drivers import recalibration
from cxkit.analysis.drivers.design import SCORE, Design
from cxkit.analysis.drivers.doubly_robust import COLUMN_CUSTOMERS, doubly_robust
from cxkit.analysis.drivers.logistic import fit_logistic
from cxkit.analysis.drivers.lots import lots
from cxkit.analysis.drivers.models import ALL, ANSWERED, TOO_FEW_EVENTS, OutcomeModel
from cxkit.analysis.drivers.what_if import Missing, Shift, WhatIf, coefficient_influence, moved_by
from cxkit.analysis.drivers.what_if_euros import Estimate, normal
from cxkit.settings.drivers import DriverModelling

CAUSE_COLUMNS = (
    "what_if", "outcome", "driver", "change", "segment", "reading", "points", "low", "high", "status", "reason",
    "agrees", "customers_n", "top2_share",
)  # fmt: skip
NAIVE, ADJUSTED, WITH_SCORES = "naive", "adjusted", "with_scores"
DOUBLY_ROBUST, CORRECTED, PLACEBO, CONTROL = "doubly_robust", "corrected", "placebo", "negative_control"
UNKNOWN: Estimate = (np.nan, np.nan, np.nan)
CORRECTION_ONLY = ("no_reliability", "unreliable")  # reasons that leave the uncorrected readings as they are
LABELLED_ALIKE = 20  # customers of equal labels, below which they are shuffled with others


@dataclass(frozen=True)
class Reading:
    """One change read in one way.

    name : naive, adjusted, with_scores, doubly_robust, corrected, placebo or negative_control.
    figures : change of the mean probability over the segment with its 95 % interval; nan when not computable.
    customers_n : customers of the segment it is of.
    reason : why there is nothing, or what weakens it; '' otherwise.
    agrees : whether a check passed; None where the reading checks nothing.
    """

    name: str
    figures: Estimate = UNKNOWN
    customers_n: int = 0
    reason: str = ""
    agrees: bool | None = None

    @property
    def status(self) -> str:
        """Return shown, no_difference (the interval holds 0) or not_computable."""
        if np.isnan(self.figures).any():
            return "not_computable"
        return "no_difference" if _holds_zero(self.figures) else "shown"


def cause_table(
    models: Sequence[OutcomeModel], shifts: Sequence[Shift | Missing], *, settings: DriverModelling
) -> pd.DataFrame:
    """Return one row per what-if, outcome and reading, as `DriverResult.causes`.

    Parameters
    ----------
    models : of `outcome_models`.
    shifts : of `what_if.shifts`.
    settings : the negative control, and the seed.

    Returns
    -------
    Every reading is of the same estimand: the change of the mean probability over the segment when the driver moves
    as in the what-if, within its limits. A what-if that could not be computed has one row, adjusted, with the reason;
    where only the correction of a score fails, the other readings stand.
    """
    rows = [
        _row(shift, reading) for shift in shifts for reading in readings_of(shift, models=models, settings=settings)
    ]
    return pd.DataFrame(rows, columns=list(CAUSE_COLUMNS)).astype({"agrees": object})


def _row(shift: Shift | Missing, reading: Reading) -> dict[str, object]:
    change = shift.what_if
    points, low, high = reading.figures
    return {
        "what_if": change.number, "outcome": _outcome(shift), "driver": change.driver, "change": change.change,
        "segment": change.segment, "reading": reading.name, "points": points, "low": low, "high": high,
        "status": reading.status, "reason": reading.reason, "agrees": reading.agrees,
        "customers_n": reading.customers_n, "top2_share": np.nan,
    }  # fmt: skip


def _outcome(shift: Shift | Missing) -> str:
    return shift.outcome if isinstance(shift, Missing) else shift.model.outcome


def readings_of(shift: Shift | Missing, *, models: Sequence[OutcomeModel], settings: DriverModelling) -> list[Reading]:
    """Return a what-if in every reading it has.

    Parameters
    ----------
    shift : one what-if for one outcome.
    models : of all outcomes.
    settings : the negative control, and the seed.
    """
    if isinstance(shift, Missing) and shift.reason not in CORRECTION_ONLY:
        return [Reading(ADJUSTED, reason=shift.reason)]
    change = shift.what_if
    model = shift.model if isinstance(shift, Shift) else _model(models, shift.outcome, shift.model)
    found = [naive(model, change), adjusted(model, change)]
    if model.model == ALL:
        answered = _model(models, model.outcome, ANSWERED)
        found += [with_scores(answered, change)] if answered is not None else []
    found.append(second_method(model, change, seed=settings.seed))
    if model.kinds[change.driver] == SCORE:
        found.append(_corrected(shift))
    found.append(placebo(model, change, seed=settings.seed))
    return [*found, *([negative_control(model, change)] if settings.negative_control else [])]


def _model(models: Sequence[OutcomeModel], outcome: str, name: str) -> OutcomeModel | None:
    return next((model for model in models if (model.outcome, model.model) == (outcome, name)), None)


def naive(model: OutcomeModel, change: WhatIf) -> Reading:
    """Return the change by a model of that driver alone."""
    return _refitted(NAIVE, model, change, columns=model.design.with_only([change.driver]), y=model.y)


def adjusted(model: OutcomeModel, change: WhatIf) -> Reading:
    """Return the change with the other drivers held equal; a score's as measured, not corrected."""
    return Reading(ADJUSTED, *_plain(model, change))


def with_scores(answered: OutcomeModel, change: WhatIf) -> Reading:
    """Return the change among customers who answered, with scores and themes held equal too.

    What a driver does by way of satisfaction is not in it: smaller than the adjusted reading says that part of the
    effect runs through the score, not that there is less of it.
    """
    if not answered.computed:
        return Reading(WITH_SCORES, reason=next(stop.reason for stop in answered.stops if stop.blocking))
    if change.driver not in answered.design.places:
        reason = next((stop.reason for stop in answered.stops if stop.driver == change.driver), "one_value")
        return Reading(WITH_SCORES, reason=reason)
    who, _ = moved_by(answered, change)
    return Reading(WITH_SCORES, *_plain(answered, change)) if who.any() else Reading(WITH_SCORES, reason="no_customers")


def second_method(model: OutcomeModel, change: WhatIf, *, seed: int) -> Reading:
    """Return the change by the doubly robust method; it agrees where its difference from the adjusted one may be 0.

    Where too few customers are like those after the change, the reason says 'little_overlap'. The interval of the
    difference is paired by customer: both are of the same customers.
    """
    who, moved = moved_by(model, change)
    if who.sum() < COLUMN_CUSTOMERS * model.design.x.shape[1]:
        return Reading(DOUBLY_ROBUST, reason="too_few_customers")
    (place,) = model.design.places[change.driver]
    parts = recalibration.folds(model.customer_id, seed=seed)
    found = doubly_robust(
        model.design.x, model.y, fit=model.fit, place=place, moved=moved, who=who, folds=parts
    )  # fmt: skip
    points, influence = _influence(_as_it_is(model, change))
    apart = normal(found.points - points, np.append(found.influence, 0.0) - influence)
    reason = "" if found.enough_alike else "little_overlap"
    return Reading(DOUBLY_ROBUST, (found.points, found.low, found.high), found.customers_n, reason, _holds_zero(apart))


def placebo(model: OutcomeModel, change: WhatIf, *, seed: int) -> Reading:
    """Return the change of a driver that was shuffled among customers of equal labels: it must be nothing."""
    (place,) = model.design.places[change.driver]
    values = shuffled(model.design.x[:, place], alike=_labels(model.design), customer_id=model.customer_id, seed=seed)
    x = model.design.x.copy()
    x[:, place] = values
    made = replace(model, rows=model.rows.assign(**{change.driver: values}))
    return _checked(_refitted(PLACEBO, made, change, columns=replace(model.design, x=x), y=model.y))


def negative_control(model: OutcomeModel, change: WhatIf) -> Reading:
    """Return the same change for something that no driver can change: it must be nothing."""
    known = model.rows["negative_control"].notna().to_numpy()
    y = model.rows["negative_control"].to_numpy(float)[known]
    columns = model.design.of(known)
    few = TOO_FEW_EVENTS * (columns.x.shape[1] - 1)
    if min(y.sum(), len(y) - y.sum()) < max(few, 1):
        return Reading(CONTROL, reason="few_events")
    made = replace(model, rows=model.rows[known].reset_index(drop=True))
    return _checked(_refitted(CONTROL, made, change, columns=columns, y=y))


def shuffled(values: np.ndarray, *, alike: np.ndarray, customer_id: pd.Series, seed: int) -> np.ndarray:
    """Return values dealt out anew among customers who are alike, whatever the order of the rows.

    Parameters
    ----------
    values : (n,) a driver.
    alike : (n,) number of the group a customer is in; groups under 20 customers are shuffled as one.
    customer_id : (n,) whose values they are.
    seed : seed of every random number.

    Examples
    --------
    >>> ids = pd.Series([f"{number}" for number in range(40)])
    >>> dealt = shuffled(np.arange(40.0), alike=np.repeat([0, 1], 20), customer_id=ids, seed=1)
    >>> sorted(dealt[:20].tolist()) == list(range(20)), dealt[:20].tolist() == list(range(20))
    (True, False)
    """
    sizes = pd.Series(alike).map(pd.Series(alike).value_counts()).to_numpy()
    group = np.where(sizes < LABELLED_ALIKE, -1, alike)
    taken, given = (
        np.lexsort((lots(customer_id, seed=seed, purpose=purpose), group)) for purpose in ("taken", "given")
    )
    dealt = np.empty(len(values))
    dealt[given] = values[taken]
    return dealt


def _labels(columns: Design) -> np.ndarray:
    """Return one number per combination of labels."""
    places = [place for driver in columns.levels for place in columns.places[driver]]
    if not places:
        return np.zeros(len(columns.x), int)
    return pd.DataFrame(columns.x[:, places]).groupby(list(range(len(places)))).ngroup().to_numpy()


def _corrected(shift: Shift | Missing) -> Reading:
    if isinstance(shift, Missing):
        return Reading(CORRECTED, reason=shift.reason)
    return Reading(CORRECTED, *_figures(shift))


def _plain(model: OutcomeModel, change: WhatIf) -> tuple[Estimate, int]:
    """Return the change by a model as it is, not corrected for error in a score, and the customers it is of."""
    return _figures(_as_it_is(model, change))


def _as_it_is(model: OutcomeModel, change: WhatIf) -> Shift:
    """Return a what-if by the coefficient of the model itself."""
    who, moved = moved_by(model, change)
    (place,) = model.design.places[change.driver]
    influence = coefficient_influence(model, np.eye(model.design.x.shape[1])[place])
    return Shift(change, model, who, moved, float(model.fit.coefficients[place]), influence, 0.0, None)


def _figures(shift: Shift) -> tuple[Estimate, int]:
    return normal(*_influence(shift)), int(shift.who.sum())


def _influence(shift: Shift) -> tuple[float, np.ndarray]:
    """Return the change of the mean probability over the segment, and (n + 1,) what each customer adds to it."""
    weights = shift.who / shift.who.sum()
    return float(weights @ (shift.after - shift.probability)), shift.influence_of(-weights, weights)


def _refitted(name: str, model: OutcomeModel, change: WhatIf, *, columns: Design, y: np.ndarray) -> Reading:
    """Return the change by a model of other columns, or of something else, fitted anew and not recalibrated."""
    if not moved_by(model, change)[0].any():
        return Reading(name, reason="no_customers")
    fit = fit_logistic(columns.x, y)
    if not fit.converged:
        return Reading(name, reason="not_converged")
    made = replace(model, design=columns, y=y, fit=fit, intercept=0.0, slope=1.0)
    return Reading(name, *_plain(made, change))


def _checked(reading: Reading) -> Reading:
    """Return a reading that must be nothing, with whether it is."""
    known = reading.status != "not_computable"
    return replace(reading, agrees=_holds_zero(reading.figures) if known else None)


def _holds_zero(figures: Estimate) -> bool:
    return bool(figures[1] <= 0 <= figures[2])
