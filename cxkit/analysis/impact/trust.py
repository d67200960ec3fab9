"""Whether a pilot may be judged by its baseline: it stands as frozen, in time, and on the data and arms of then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from cxkit.analysis.impact.changed import (
    AFTER_START,
    assignment_fields,
    changed_fields,
    groups_of,
    known_arms,
    rows_changed,
    told,
)
from cxkit.analysis.impact.checks import Check, answer
from cxkit.analysis.impact.known import WHO, assignment_of, hash_of_assignment
from cxkit.analysis.impact.prepare import CONTROL, PILOT, PilotData
from cxkit.baseline import WHOLE, Baseline
from cxkit.settings.impact import ImpactMeasurement

TRUST = (
    "no_baseline", "baseline_changed", "data_changed", "assignment_changed", "plan_changed", "expectation_late",
    "assignment_late", "pilot_before_baseline",
)  # fmt: skip
MAY_MOVE = ("ends_at", "looks")
"""A pilot may be measured longer, with more looks; it is told, and stops no verdict."""


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
    days by which the expectation, the arms and the data were frozen too late (below 0: in time; nan of arms that were
    never frozen). about: metrics whose rows changed, settings as they were and are, numbers of units then and now.

    Notes
    -----
    Expectation, arms and data must be frozen before the pilot's first day. What no longer holds is not read any
    further: the checks after it are not computable.
    """
    if baseline is None or (data.name not in baseline.pilots and "file" not in baseline.changed):
        return [answer("no_baseline", "stops"), *_not_asked(TRUST[1:])]
    if _no_longer_holds(baseline, data.name):
        changed = answer("baseline_changed", "stops", about=", ".join(baseline.changed))
        return [answer("no_baseline", "ok"), changed, *_not_asked(TRUST[2:])]
    plan, groups = baseline.pilots[data.name], _rests_on(data, baseline)
    planned = min(plan["starts_at"], data.plan.starts_at)
    return [
        answer("no_baseline", "ok"),
        answer("baseline_changed", "ok"),
        _rows(rows_changed(measurements, baseline, groups)),
        _assignment(data, measurements, plan),
        _plan(data, plan, changed_fields(baseline, data.name, settings=settings)),
        _in_time("expectation_late", max(plan["decided_at"], plan["frozen_at"]), planned),
        _arms_in_time(data, plan, _began(data, planned)),
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


def _rows(changed: list[tuple[str, str]]) -> Check:
    about = ", ".join(dict.fromkeys(metric for metric, _pilot in changed))
    return answer("data_changed", "stops" if changed else "ok", value=len(changed), limit=0, about=about)


def _assignment(data: PilotData, measurements: pd.DataFrame, plan: Mapping[str, Any]) -> Check:
    """Ask whether all are in the arm they were frozen in; who came in later is told, and who was measured no more."""
    if not plan["assignment"]:
        return answer("assignment_changed", "not_computable")
    who = known_arms(measurements, plan, data.name)
    if hash_of_assignment(who) != plan["assignment"]:
        return answer("assignment_changed", "stops", about=told(assignment_fields(who, plan)))
    frozen_units, now = set(who["unit"]), set(_everyone(measurements, data))
    since = {"units_n": (len(frozen_units), len(now))} if now - frozen_units else {}
    return answer("assignment_changed", "warns" if since else "ok", about=told(since | _left(data, frozen_units)))


def _everyone(measurements: pd.DataFrame, data: PilotData) -> pd.Series:
    """Return all units in an arm, also those measured or assigned after the freezing."""
    if measurements.empty:
        return pd.DataFrame(columns=WHO)["unit"]
    return assignment_of(measurements, data.name, date.max, stepped=True)["unit"]


def _left(data: PilotData, frozen_units: set[str]) -> dict[str, tuple[int, int]]:
    """Return of how many of the units that were frozen something is measured after the start; nothing when of all."""
    after = set(data.units.loc[data.units["after_n"] > 0, "unit"].astype(str))
    left = len({str(unit) for unit in frozen_units} & after)
    return {AFTER_START: (len(frozen_units), left)} if after and left < len(frozen_units) else {}


def _plan(data: PilotData, plan: Mapping[str, Any], fields: Mapping[str, tuple[Any, Any]]) -> Check:
    """Ask whether the plan is the one that was frozen; a later last day and more looks are told only."""
    sooner = data.plan.ends_at < plan["ends_at"] or len(data.plan.looks) < len(plan.get("looks", []))
    stops = sooner or not set(fields) <= set(MAY_MOVE)
    status = "stops" if stops else "warns" if fields else "ok"
    return answer("plan_changed", status, value=len(fields), limit=0, about=told(fields))


def _arms_in_time(data: PilotData, plan: Mapping[str, Any], began: str) -> Check:
    """Ask whether who gets the pilot was frozen before its first day; of a pilot that all get at once nobody asks.

    Units that come in while it runs cannot be frozen before; that they would was, and the lot is taken on trust.
    """
    if data.plan.design == "alone" or plan["assignment_at"]:
        return _in_time("assignment_late", "" if data.plan.design == "alone" else plan["assignment_at"], began)
    known_after = data.panel.loc[data.panel["after"].astype(bool), "arm"].isin([PILOT, CONTROL]).any()
    if plan.get("on_arrival") and known_after:
        return answer("assignment_late", "warns", limit=0, about="on_arrival")
    return answer("assignment_late", "stops" if known_after else "not_computable", limit=0)


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
