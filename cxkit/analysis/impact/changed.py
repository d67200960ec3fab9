"""What is otherwise than it was frozen: a pilot's plan, who is in which arm, the rows; then and now of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from cxkit.analysis.impact.known import PARTS_OF_ARMS, arms_of, assignment_of, hash_of_assignment, hash_of_rows, rows_of
from cxkit.baseline import Baseline, plain
from cxkit.settings.impact import ImpactMeasurement
from cxkit.settings.pilots import Pilot, SuccessFactor

WAYS = ("better", "unit")
"""What is frozen with a pilot of each success factor it rests on."""
NOTHING = "-"
AFTER_START = "measured_after_start"

Then = tuple[Any, Any]


def plan_of(plan: Pilot, factors: Mapping[str, SuccessFactor]) -> dict[str, Any]:
    """Return what is frozen of a pilot: its plan, and which way is better of all that it is judged on.

    Parameters
    ----------
    plan : of the settings.
    factors : success factors by metric.
    """
    rests_on = dict.fromkeys((plan.metric, *plan.guardrails, *plan.spill_over))
    ways = {
        metric: {way: getattr(factors[metric], way) for way in WAYS} for metric in rests_on if metric in factors
    }  # fmt: skip
    return plan.model_dump() | {"factors": ways}


def changed_fields(baseline: Baseline, name: str, *, settings: ImpactMeasurement) -> dict[str, Then]:
    """Return the settings of a pilot that differ from what was frozen, each as it was and as it is.

    Parameters
    ----------
    baseline : what was frozen, with this pilot.
    name : which pilot.
    settings : success factors and pilots as they are now.

    Notes
    -----
    A setting that was not there yet when the pilot was frozen counts as its default.
    """
    then, plan = baseline.pilots[name], settings.planned[name]
    as_left_out = Pilot.model_construct().model_dump()
    fields = {field: (then.get(field, plain(as_left_out[field])), plain(now))
              for field, now in plan.model_dump().items()}  # fmt: skip
    for metric, ways in _ways_then(baseline, then, plan).items():
        factor = settings.factors.get(metric)
        fields |= {f"{metric}.{way}": (ways[way], getattr(factor, way, "")) for way in WAYS if way in ways}
    return {field: both for field, both in fields.items() if both[0] != both[1]}


def _ways_then(baseline: Baseline, then: Mapping[str, Any], plan: Pilot) -> Mapping[str, Any]:
    """Return which way was better of what a pilot rests on; of a plan frozen without it, as its factors were."""
    rests_on = (plan.metric, *plan.guardrails, *plan.spill_over)
    return then.get("factors", {metric: baseline.factors[metric] for metric in rests_on if metric in baseline.factors})


def told(fields: Mapping[str, Then]) -> str:
    """Return what changed as text, parted by semicolons; only the name of what has no then and now.

    >>> told({"ends_at": ("2025-10-26", "2025-12-31"), "looks": ([], ["2025-07-27"])})
    'ends_at: 2025-10-26 → 2025-12-31; looks: - → 2025-07-27'
    """
    return "; ".join(
        name if then == now else f"{name}: {_value(then)} → {_value(now)}" for name, (then, now) in fields.items()
    )


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return _value([f"{name} {_value(held)}" for name, held in value.items()])
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or NOTHING
    if isinstance(value, float):
        return f"{value:g}"
    return NOTHING if value in ("", None) else str(value).replace(";", ",")


def known_arms(measurements: pd.DataFrame, frozen_plan: Mapping[str, Any], pilot: str) -> pd.DataFrame:
    """Return who is in which arm now, of those known when the assignment was frozen.

    Parameters
    ----------
    measurements : unit, period, metric, and where given pilot, arm, cluster, assigned_at.
    frozen_plan : of `Baseline.pilots`, with its assignment frozen.
    pilot : its name.
    """
    stepped = frozen_plan.get("design") == "stepped"
    return assignment_of(measurements, pilot, date.fromisoformat(frozen_plan["assignment_at"]), stepped=stepped)


def assignment_changed(measurements: pd.DataFrame, frozen_plan: Mapping[str, Any], pilot: str) -> bool:
    """Say whether units known when the assignment was frozen are in another arm now, or are gone.

    Parameters
    ----------
    measurements, frozen_plan, pilot : as in `known_arms`; without a frozen assignment nothing changed.
    """
    if not frozen_plan["assignment"]:
        return False
    return hash_of_assignment(known_arms(measurements, frozen_plan, pilot)) != frozen_plan["assignment"]


def assignment_fields(who: pd.DataFrame, frozen_plan: Mapping[str, Any]) -> dict[str, Then]:
    """Return what changed of who is in which arm: numbers of units, and what differs at the same numbers.

    Parameters
    ----------
    who : of `known_arms`.
    frozen_plan : of `Baseline.pilots`.

    Returns
    -------
    units_n, pilot_n, control_n, clusters_n as they were and are, where they differ; 'arm', 'cluster' or 'assigned_at'
    where units were moved while those numbers stayed.
    """
    then, now = frozen_plan.get("assigned", {}), arms_of(who)
    numbers = {name: (then[name], n) for name, n in now.items() if name.endswith("_n") and name in then}
    found = {name: both for name, both in numbers.items() if both[0] != both[1]}
    if not found and then.get("parts"):
        moved = [part for part in PARTS_OF_ARMS if then["parts"].get(part) != now["parts"][part]]
        found = dict.fromkeys(moved, ("", ""))
    return found


def rows_changed(
    measurements: pd.DataFrame, baseline: Baseline, groups: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the sets of frozen rows that are others now.

    Parameters
    ----------
    measurements : as in `frozen.frozen`.
    baseline : what was frozen.
    groups : which sets of rows to look at, of `groups_of`.
    """
    return [
        (metric, pilot)
        for metric, pilot in groups
        if hash_of_rows(_until(rows_of(measurements, metric, pilot), baseline.data[metric][pilot]["last"]))
        != baseline.data[metric][pilot]["sha256"]
    ]


def groups_of(baseline: Baseline) -> list[tuple[str, str]]:
    """Return the sets of rows that were frozen: metric and pilot (or WHOLE)."""
    return [(metric, pilot) for metric, by_pilot in baseline.data.items() for pilot in by_pilot]


def _until(rows: pd.DataFrame, last: str) -> pd.DataFrame:
    return rows[rows["period"] <= pd.Timestamp(last)]
