"""What a baseline freezes: success factors as measured so far, plans of pilots, who is in which arm, the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import version
from typing import Any

import pandas as pd

from cxkit.analysis.impact.changed import assignment_changed, changed_fields, groups_of, plan_of, rows_changed
from cxkit.analysis.impact.followed import band_of
from cxkit.analysis.impact.known import arms_of, assignment_of, hash_of_rows, known, rows_of
from cxkit.baseline import WHOLE, Baseline, Freezing, baseline_of, plain
from cxkit.settings.impact import ImpactMeasurement
from cxkit.settings.pilots import Pilot

Found = dict[str, Any]


def frozen(
    measurements: pd.DataFrame,
    *,
    settings: ImpactMeasurement,
    today: date,
    earlier: Baseline | None = None,
    reason: str = "",
) -> Baseline:
    """Return the baseline with what is frozen today: what stands stays, what is new comes in.

    Parameters
    ----------
    measurements : unit, period, metric, value, and where given pilot, arm, cluster, assigned_at.
    settings : success factors and pilots; a pilot whose expectation is dated after today is left for later.
    today : day of freezing; of the measurements, periods known by then count.
    earlier : what was frozen before.
    reason : why what was frozen goes: all factors are frozen anew then, and of pilots what differs. Without one
        nothing that stands is touched.

    Returns
    -------
    A baseline with one freezing more; the earlier one when there was nothing to freeze.
    """
    held = earlier or baseline_of(settings.client, [])
    anew = bool(reason and held.held)
    factors = [metric for metric in settings.factors if anew or metric not in held.factors]
    due = dict(_due(settings, held, today, anew=anew))
    one = Freezing(
        today.isoformat(),
        version("cxkit"),
        reason if anew else "",
        factors={metric: _factor(measurements, metric, settings, today) for metric in factors},
        pilots={name: plan_of(plan, settings.factors) for name, plan in due.items()},
        assignments=dict(_assignments(measurements, _designs(held, due), held, today, anew=anew)),
        data=_data(measurements, _groups(measurements, factors, due, held, today, anew=anew), today),
    )
    return held if one.is_empty else baseline_of(settings.client, [*held.held, one], replaced=held.replaced)


def differing(measurements: pd.DataFrame, baseline: Baseline, *, settings: ImpactMeasurement) -> dict[str, tuple]:
    """Return what the settings or the measurements hold otherwise than it was frozen, by pilot or success factor.

    Parameters
    ----------
    measurements, settings : as in `frozen`.
    baseline : what was frozen.

    Returns
    -------
    Name to the settings that differ; 'assignment' where units changed arms and 'data' where rows changed.
    """
    found: dict[str, tuple] = {}
    for metric, factor in settings.factors.items():
        now, then = factor.model_dump(), baseline.factors.get(metric)
        found[metric] = tuple(name for name in now if then and plain(now[name]) != then.get(name))
    for name in settings.pilots:
        then = baseline.pilots.get(name)
        moved = ("assignment",) if then and assignment_changed(measurements, then, name) else ()
        found[name] = (*changed_fields(baseline, name, settings=settings), *moved) if then else ()
    for metric, pilot in rows_changed(measurements, baseline, groups_of(baseline)):
        name = metric if pilot == WHOLE else pilot
        found[name] = tuple(dict.fromkeys((*found.get(name, ()), "data")))
    return {name: fields for name, fields in found.items() if fields}


def without_arms(baseline: Baseline | None, *, settings: ImpactMeasurement) -> dict[str, str]:
    """Return the frozen pilots of which nobody has frozen yet who gets them, each with its first day.

    Parameters
    ----------
    baseline : what was frozen; of a pilot whose plan is not in it nothing is asked.
    settings : the pilots there are now.

    Returns
    -------
    Name to the day before which arms must be frozen, as 2025-01-31; none of a pilot that all get at once, or whose
    units come in while it runs.
    """
    plans = baseline.pilots if baseline else {}
    return {
        name: min(plan.starts_at, str(plans[name].get("starts_at", plan.starts_at)))
        for name, plan in settings.planned.items()
        if plan.design != "alone" and not plan.on_arrival and name in plans and not plans[name]["assignment"]
    }


def _due(settings: ImpactMeasurement, held: Baseline, today: date, *, anew: bool) -> Iterator[tuple[str, Pilot]]:
    """Yield the pilots to freeze: those that are new, and anew those whose plan differs."""
    for name, plan in settings.planned.items():
        then = held.pilots.get(name)
        is_new = then is None and plan.decided_at <= today.isoformat()
        if is_new or (anew and then is not None and changed_fields(held, name, settings=settings)):
            yield name, plan


def _others(held: Baseline, due: Mapping[str, Pilot]) -> list[str]:
    return [name for name in held.pilots if name not in due]


def _designs(held: Baseline, due: Mapping[str, Pilot]) -> dict[str, str]:
    """Return the design of each pilot that is frozen, or is now."""
    return {name: plan.design for name, plan in due.items()} | {
        name: str(held.pilots[name].get("design", "")) for name in _others(held, due)
    }


def _factor(measurements: pd.DataFrame, metric: str, settings: ImpactMeasurement, today: date) -> Found:
    """Return what a success factor is, and how it stood over the periods known by then."""
    whole = rows_of(measurements, metric, WHOLE)
    rows = known(whole if len(whole) else measurements[measurements["metric"].eq(metric)], today)
    means = rows.groupby("period")["value"].mean()
    mean, low, high = band_of(means)
    first, last = (_day(means.index.min()), _day(means.index.max())) if len(means) else ("", "")
    return settings.factors[metric].model_dump() | {
        "units_n": int(rows["unit"].nunique()), "periods_n": len(means), "first": first, "last": last, "mean": mean,
        "sd": float(means.std()), "low": low, "high": high,
    }  # fmt: skip


def _assignments(
    measurements: pd.DataFrame, designs: Mapping[str, str], held: Baseline, today: date, *, anew: bool
) -> Iterator[tuple[str, Found]]:
    """Yield who is in which arm of the pilots of which nobody knew yet; anew, of those in which units changed arms."""
    for name, design in designs.items():
        then = held.pilots.get(name, {"assignment": ""})
        if then["assignment"] and not (anew and assignment_changed(measurements, then, name)):
            continue
        who = assignment_of(measurements, name, today, stepped=design == "stepped")
        if len(who):
            yield name, arms_of(who)


def _groups(
    measurements: pd.DataFrame, factors: list[str], due: Mapping[str, Pilot], held: Baseline, today: date, *, anew: bool
) -> list[tuple[str, str]]:
    """Return the rows to freeze, as metric and pilot.

    Notes
    -----
    The whole of each factor frozen today; of pilots frozen today, or frozen before and not begun, what is not frozen
    yet; anew, what changed.
    """
    to_begin = [name for name in _others(held, due) if held.pilots[name]["starts_at"] > today.isoformat()]
    metrics = list(dict.fromkeys(measurements["metric"]))
    wanted = [(metric, WHOLE) for metric in factors]
    wanted += [
        (metric, name) for name in (*due, *to_begin) for metric in metrics if name not in held.data.get(metric, {})
    ]
    return list(dict.fromkeys([*wanted, *(rows_changed(measurements, held, groups_of(held)) if anew else [])]))


def _data(measurements: pd.DataFrame, groups: list[tuple[str, str]], today: date) -> Found:
    found: Found = {}
    for metric, pilot in groups:
        rows = known(rows_of(measurements, metric, pilot), today)
        if len(rows):
            held = {"last": _day(rows["period"].max()), "rows_n": len(rows), "sha256": hash_of_rows(rows)}
            found.setdefault(metric, {})[pilot] = held
    return found


def _day(moment: pd.Timestamp) -> str:
    return moment.strftime("%Y-%m-%d")
