"""One pilot from its measurements to its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.effect import MISLEADING, effect_of, readings_beside
from cxkit.analysis.impact.beside import guardrails, spill_over
from cxkit.analysis.impact.checks import Check, design_checks, first_stop
from cxkit.analysis.impact.event_study import event_study
from cxkit.analysis.impact.followed import customers_in
from cxkit.analysis.impact.prepare import CONTROL, PILOT, PilotData
from cxkit.analysis.impact.reading import CONFIDENCE, Reading, no_reading
from cxkit.analysis.impact.sequential import confidence_now, looks_of, z_of
from cxkit.analysis.impact.sizing import sizing
from cxkit.analysis.impact.verdict import advice_of, ratio_of, verdict_of
from cxkit.analysis.impact_result import STOPPING
from cxkit.result import weakest
from cxkit.settings.impact import ImpactMeasurement
from cxkit.settings.pilots import Pilot

SURE_DIGITS = 10
KINDS = {"share": "share", "EUR": "euros"}
READING = ["reading", "estimate", "low", "high", "p", "se", "units_n", "clusters_n", "inference", "reason"]


@dataclass(frozen=True)
class Judged:
    """One pilot's row and what it rests on; frames as in `ImpactResult`, each without the pilot's name."""

    row: dict[str, Any]
    readings: pd.DataFrame
    checks: pd.DataFrame
    event_study: pd.DataFrame
    sizing: dict[str, Any]
    looks: pd.DataFrame
    guardrails: pd.DataFrame
    spill_over: pd.DataFrame


def judged(
    data: PilotData,
    measurements: pd.DataFrame,
    checks: Sequence[Check] = (),
    *,
    settings: ImpactMeasurement,
    earlier: Sequence[str] = (),
    ends: Sequence[str] = (),
) -> Judged:
    """Return what one pilot brought, and whether it may be said.

    Parameters
    ----------
    data : of `prepare.pilot_data`.
    measurements : of all pilots, for the metrics beside.
    checks : what holding the pilot against its baseline found (`trust.baseline_checks`).
    settings : success factors, power and seed.
    earlier, ends : looks and last days that were planned when it was frozen, as in `sequential.looks_of`.

    Notes
    -----
    The interval is that of the look that is taken now: wider while a pilot runs and is looked at in between.
    """
    looks, confidence = _looks(data, earlier, ends)
    main = _main(data, confidence, settings)
    asked = (
        [] if data.stage == "planned" else design_checks(data.panel, data.units, data.plan, main, seed=settings.seed)
    )
    asked = [*checks, *asked]
    beside = _beside(data, measurements, settings, confidence)
    others = [] if data.stage == "planned" else readings_beside(
        data.panel, data.plan, main, whole=data.whole, confidence=confidence, seed=settings.seed
    )  # fmt: skip
    return Judged(
        row=_row(data, main, asked, beside[0], measurements, settings) | _against_itself(others),
        readings=_readings(main, others),
        checks=pd.DataFrame(asked, columns=["check", "status", "value", "limit", "p", "about"]),
        event_study=_study(data),
        sizing=_sized(data, looks, settings),
        looks=_looked(data, looks, settings),
        guardrails=beside[0],
        spill_over=beside[1],
    )


def _looks(data: PilotData, earlier: Sequence[str], ends: Sequence[str]) -> tuple[pd.DataFrame, float]:
    looks = looks_of(data, earlier=earlier, ends=ends)
    return looks, CONFIDENCE if data.stage == "planned" else round(confidence_now(looks), SURE_DIGITS)


def _main(data: PilotData, confidence: float, settings: ImpactMeasurement) -> Reading:
    if data.stage == "planned":
        return no_reading(data.plan.design, "too_few_periods")
    return effect_of(data.panel, data.plan, confidence=confidence, seed=settings.seed)


def _beside(
    data: PilotData, measurements: pd.DataFrame, settings: ImpactMeasurement, confidence: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the guardrails and the neighbouring journeys of a pilot; none before it is measured."""
    plan = data.plan if data.stage != "planned" else data.plan.model_copy(update={"guardrails": {}, "spill_over": []})
    how = {"confidence": confidence, "seed": settings.seed}
    return (
        guardrails(measurements, data.name, plan, settings.factors, **how),
        spill_over(measurements, data.name, plan, **how),
    )


def _row(
    data: PilotData,
    main: Reading,
    checks: Sequence[Check],
    guarded: pd.DataFrame,
    measurements: pd.DataFrame,
    settings: ImpactMeasurement,
) -> dict[str, Any]:
    plan = data.plan
    stopped = first_stop(list(checks), STOPPING)
    verdict, reason = verdict_of(main.low, main.high, plan, stopped=stopped, stage=data.stage)
    advice, why = advice_of(verdict, reason, main.low, main.high, plan, guarded["status"])
    ratio, ratio_low, ratio_high = ratio_of(main, plan)
    return {
        "pilot": data.name, "metric": plan.metric, "unit": settings.factors[plan.metric].unit,
        "better": settings.factors[plan.metric].better, "units": plan.units, "design": plan.design, "stage": data.stage,
        "starts_at": pd.Timestamp(plan.starts_at), "ends_at": pd.Timestamp(plan.ends_at), "last_at": data.last_at,
        **_counts(data, measurements), "method": main.name if not main.reason else "", "inference": main.inference,
        "estimate": main.estimate, "low": main.low, "high": main.high, "p": main.p, "confidence": main.confidence,
        "expected": plan.expected, "expected_low": plan.expected_low, "expected_high": plan.expected_high,
        "smallest_worth": plan.smallest_worth, "ratio": ratio, "ratio_low": ratio_low, "ratio_high": ratio_high,
        "verdict": verdict, "reason": reason, "advice": advice, "advice_reason": why,
        **_euros(main, plan, (ratio, ratio_low, ratio_high), stopped=stopped), "decided_by": plan.decided_by,
        "decided_at": plan.decided_at,
    }  # fmt: skip


def _against_itself(others: Sequence[Reading]) -> dict[str, float]:
    """Return what comparing the pilot's units with themselves before would say."""
    found = next((r for r in others if r.name == MISLEADING[0]), no_reading(MISLEADING[0], "no_before"))
    return {"misleading": found.estimate, "misleading_low": found.low, "misleading_high": found.high}


def _counts(data: PilotData, measurements: pd.DataFrame) -> dict[str, Any]:
    """Return units, customers, units of assignment and periods of a pilot."""
    counted, periods = {}, data.panel[["period", "after"]].drop_duplicates()
    for arm in (PILOT, CONTROL):
        counted[f"{arm}_n"] = int(data.units["arm"].eq(arm).sum())
    return counted | _customers(data, measurements) | {
        "clusters_n": int(data.units["cluster"].nunique()), "periods_before_n": int((~periods["after"]).sum()),
        "periods_after_n": int(periods["after"].sum()),
    }  # fmt: skip


def _customers(data: PilotData, measurements: pd.DataFrame) -> dict[str, float]:
    """Return the customers behind each arm: of units that are customers their number, else the most of one period."""
    if data.plan.units == "customers":
        return {f"{arm}_customers_n": float(data.units["arm"].eq(arm).sum()) for arm in (PILOT, CONTROL)}
    of_pilot = measurements["metric"].eq(data.plan.metric)
    of_pilot &= measurements["pilot"].eq(data.name) if "pilot" in measurements else True
    rows = measurements[of_pilot]
    arm = rows["arm"] if "arm" in rows else pd.Series(PILOT, index=rows.index)
    told = rows.assign(known=customers_in(rows, units=data.plan.units), of_arm=arm)
    most = told.groupby(["of_arm", "period"])["known"].sum(min_count=1).groupby("of_arm").max()
    return {f"{name}_customers_n": float(most.get(name, np.nan)) for name in (PILOT, CONTROL)}


def _euros(main: Reading, plan: Pilot, ratios: tuple[float, float, float], *, stopped: str) -> dict[str, Any]:
    """Return what the effect brings once rolled out; no amount where no effect is shown, or none can be judged."""
    by_lot = "measured" if plan.design == "randomised" and not stopped else "estimated"
    label = "" if main.reason else by_lot
    shown = not stopped and (main.low > 0 or main.high < 0)
    amounts = [ratio * plan.expected_eur_year if plan.expected_eur_year and shown else np.nan for ratio in ratios]
    return {
        "label": label, "expected_eur_year": plan.expected_eur_year or np.nan, "eur_year": amounts[0],
        "eur_low": amounts[1], "eur_high": amounts[2],
        "eur_label": weakest([label, plan.euros_rest_on]) if label and plan.expected_eur_year else "",
    }  # fmt: skip


def _readings(main: Reading, others: Sequence[Reading]) -> pd.DataFrame:
    rows = [
        {"reading": r.name, **{name: getattr(r, name) for name in READING[1:]}, "main": r is main,
         "misleading": r.name in MISLEADING}
        for r in (main, *others) if r is not main or r.reason != "too_few_periods"
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*READING, "main", "misleading"])


def _study(data: PilotData) -> pd.DataFrame:
    columns = ["period", "steps", "estimate", "low", "high", "reference"]
    both = {PILOT, CONTROL} <= set(data.panel["arm"])
    if data.stage == "planned" or not both or data.plan.design in ("alone", "stepped"):
        return pd.DataFrame(columns=columns)
    return event_study(data.panel)


def _sized(data: PilotData, looks: pd.DataFrame, settings: ImpactMeasurement) -> dict[str, Any]:
    kind = KINDS.get(settings.factors[data.plan.metric].unit, "mean")
    return sizing(data, power=settings.power, kind=kind, looks=looks)


def _looked(data: PilotData, looks: pd.DataFrame, settings: ImpactMeasurement) -> pd.DataFrame:
    """Return the looks with what each that was taken showed."""
    found = [_at(data, row, settings) if row["taken"] else no_reading("", "") for row in looks.to_dict("records")]
    estimates = [reading.estimate for reading in found]
    return looks.assign(estimate=estimates, z=[z_of(reading) for reading in found])


def _at(data: PilotData, look: dict[str, Any], settings: ImpactMeasurement) -> Reading:
    """Return the estimate as it stood at a look."""
    known = data.panel[data.panel["period"] <= look["look_at"]]
    if data.stage == "planned" or not known["after"].any():
        return no_reading("", "too_few_periods")
    return effect_of(known, data.plan, seed=settings.seed)
