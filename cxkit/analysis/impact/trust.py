"""Whether a pilot may be judged by its baseline: it stands as frozen, in time, and on the data and arms of then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from cxkit.analysis.impact.checks import Check, answer
from cxkit.analysis.impact.frozen import assignment_changed, changed_fields, groups_of, rows_changed
from cxkit.analysis.impact.prepare import PILOT, PilotData
from cxkit.baseline import WHOLE, Baseline
from cxkit.settings.impact import ImpactMeasurement

TRUST = (
    "no_baseline", "baseline_changed", "data_changed", "assignment_changed", "plan_changed", "expectation_late",
    "pilot_before_baseline",
)  # fmt: skip
MAY_MOVE = ("ends_at", "looks")
"""A pilot may be measured longer, with more looks; it is told, and stops no verdict."""
WHAT_IS_BETTER = ("better", "unit")


def baseline_checks(
    data: PilotData, measurements: pd.DataFrame, baseline: Baseline | None, *, settings: ImpactMeasurement
) -> list[Check]:
    """Return the questions asked of a pilot's baseline, each with its answer, in the order of TRUST.

    Parameters
    ----------
    data : one pilot's plan and measurements.
    measurements : all of them: unit, period, metric, value, and where given pilot, arm, cluster, assigned_at.
    baseline : what `read_baseline` found; None when nothing was frozen.
    settings : success factors and pilots as they are now.

    Returns
    -------
    Rows of `ImpactResult.checks` less pilot. Values: frozen sets of rows that are others now, settings that differ, and
    days by which the expectation and the data were frozen too late (below 0: in time).

    Notes
    -----
    Expectation and data must be frozen before the pilot's first day. What no longer holds is not read any further: the
    checks after it are not computable.
    """
    if baseline is None or (data.name not in baseline.pilots and "file" not in baseline.changed):
        return [answer("no_baseline", "stops"), *_not_asked(TRUST[1:])]
    if _no_longer_holds(baseline, data.name):
        return [answer("no_baseline", "ok"), answer("baseline_changed", "stops"), *_not_asked(TRUST[2:])]
    plan, groups = baseline.pilots[data.name], _rests_on(data, baseline)
    planned = min(plan["starts_at"], data.plan.starts_at)
    return [
        answer("no_baseline", "ok"),
        answer("baseline_changed", "ok"),
        _none("data_changed", len(rows_changed(measurements, baseline, groups))),
        _assignment(measurements, plan, data.name),
        _plan(data, plan, baseline, settings),
        _in_time(
            "expectation_late", max(plan["decided_at"], plan["frozen_at"]), min(plan["starts_at"], data.plan.starts_at)
        ),
        _in_time("pilot_before_baseline", _data_frozen_at(data, baseline), _began(data, planned)),
    ]


def dropped_pilots(baseline: Baseline | None, *, settings: ImpactMeasurement) -> tuple[str, ...]:
    """Return the pilots that were frozen and that the settings no longer name.

    Parameters
    ----------
    baseline : what was frozen.
    settings : the pilots there are now.
    """
    return tuple(name for name in (baseline.pilots if baseline else {}) if name not in settings.pilots)


def _not_asked(names: tuple[str, ...]) -> list[Check]:
    return [answer(name, "not_computable") for name in names]


def _no_longer_holds(baseline: Baseline, name: str) -> bool:
    return not {"file", "factors", "data", f"pilots:{name}"}.isdisjoint(baseline.changed)


def _rests_on(data: PilotData, baseline: Baseline) -> list[tuple[str, str]]:
    """Return the frozen sets of rows a pilot rests on: its own, or those of the whole where it has none of its own."""
    metrics = {data.plan.metric, *data.plan.guardrails, *data.plan.spill_over}
    return [
        (metric, pilot)
        for metric, pilot in groups_of(baseline)
        if pilot == data.name or (pilot == WHOLE and metric in metrics and data.name not in baseline.data[metric])
    ]


def _none(check: str, n: int) -> Check:
    return answer(check, "stops" if n else "ok", value=n, limit=0)


def _assignment(measurements: pd.DataFrame, plan: Mapping[str, Any], name: str) -> Check:
    if not plan["assignment"]:
        return answer("assignment_changed", "not_computable")
    return answer("assignment_changed", "stops" if assignment_changed(measurements, plan, name) else "ok")


def _plan(data: PilotData, plan: Mapping[str, Any], baseline: Baseline, settings: ImpactMeasurement) -> Check:
    """Ask whether the plan is the one that was frozen; a later last day and other looks are told only."""
    fields = changed_fields(plan, data.plan)
    moved = [name for name in fields if name in MAY_MOVE]
    then, now = baseline.factors.get(data.plan.metric, {}), settings.factors[data.plan.metric]
    turned = [name for name in WHAT_IS_BETTER if then and then.get(name) != getattr(now, name)]
    stops = len(fields) + len(turned) > len(moved) or data.plan.ends_at < plan["ends_at"]
    status = "stops" if stops else "warns" if moved else "ok"
    return answer("plan_changed", status, value=len(fields) + len(turned), limit=0)


def _in_time(check: str, frozen_at: str, began: str) -> Check:
    """Ask whether something was frozen before the pilot's first day."""
    if not frozen_at:
        return answer(check, "not_computable")
    late = (date.fromisoformat(frozen_at) - date.fromisoformat(began)).days
    return answer(check, "stops" if late >= 0 else "ok", value=late, limit=0)


def _began(data: PilotData, planned: str) -> str:
    """Return the first day with the pilot: as planned, or in a stepped roll-out the first day of any unit."""
    first = data.panel.loc[data.panel["arm"].eq(PILOT), "starts_at"].min() if len(data.panel) else pd.NaT
    return planned if pd.isna(first) else min(planned, first.strftime("%Y-%m-%d"))


def _data_frozen_at(data: PilotData, baseline: Baseline) -> str:
    """Return when the rows of the pilot's metric were frozen; '' where there were none."""
    by_pilot = baseline.data.get(data.plan.metric, {})
    held = by_pilot.get(data.name) or by_pilot.get(WHOLE)
    return held["frozen_at"] if held else ""
