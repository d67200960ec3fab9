"""What `cxkit check` tells of a client's baseline: what is not frozen yet, what differs, and what came too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from cxkit.analysis.impact.frozen import differing, without_arms
from cxkit.analysis.impact.prepare import pilot_data
from cxkit.analysis.impact.trust import baseline_checks, dropped_pilots
from cxkit.baseline import Baseline, read_baseline
from cxkit.language import N_, Language
from cxkit.settings.impact import ImpactMeasurement

LATE = {
    "expectation_late": N_("what is expected"),
    "assignment_late": N_("who is in which group"),
    "pilot_before_baseline": N_("what was measured before"),
}
"""By question asked of the baseline: what was to be frozen before a pilot's first day."""


def baseline_lines(
    settings: ImpactMeasurement, measurements: pd.DataFrame, *, today: dt.date | None = None
) -> list[str]:
    """Return in words what is to be done about a client's baseline, or that it stands.

    Parameters
    ----------
    settings : success factors and pilots as they are now.
    measurements : as the intake made them.
    today : today when left out.
    """
    _, today, baseline = Language(settings.language), today or dt.date.today(), read_baseline(settings)
    if baseline is not None and baseline.changed:
        return _listed([_no_longer_holds(baseline, settings, _)], _)
    told = [
        *_unfrozen(baseline, settings, today, _),
        *(_since(baseline, measurements, settings, today, _) if baseline else ()),
    ]
    if not told and baseline is None:
        told = [_("success_factors and pilots are empty: fill them in, then: cxkit baseline {client}",
                  client=settings.client)]  # fmt: skip
    return _listed(told or [_("it stands as it was frozen")], _)


def _listed(told: list[str], _: Language) -> list[str]:
    return ["  " + _("baseline:"), *(f"  - {line}" for line in told)]


def _no_longer_holds(baseline: Baseline, settings: ImpactMeasurement, _: Language) -> str:
    return _(
        "it was changed after it was frozen, or cannot be read ({parts}), so that no verdict can be given: put back "
        "the file as it was, or freeze anew: cxkit baseline {client} --anew REASON",
        parts=", ".join(baseline.changed), client=settings.client,
    )  # fmt: skip


def _unfrozen(baseline: Baseline | None, settings: ImpactMeasurement, today: dt.date, _: Language) -> Iterator[str]:
    """Yield the pilots and success factors that are not frozen, with the day before which they must be."""
    held = baseline or Baseline(settings.client)
    for name, plan in settings.planned.items():
        begins, decided = dt.date.fromisoformat(plan.starts_at), dt.date.fromisoformat(plan.decided_at)
        if name in held.pilots:
            continue
        if begins <= today:
            yield _("{pilot} began on {day} and was not frozen before: its verdict can only be unclear", pilot=name,
                    day=_.date(begins))  # fmt: skip
        else:
            yield _("{pilot} is not frozen yet: do so from {first} on, and before it begins on {day}: cxkit baseline "
                    "{client}", pilot=name, first=_.date(max(decided, today)), day=_.date(begins),
                    client=settings.client)  # fmt: skip
    metrics = [metric for metric in settings.factors if metric not in held.factors]
    if metrics:
        yield _("success factors that are not frozen yet: {metrics}: cxkit baseline {client}",
                metrics=", ".join(metrics), client=settings.client)  # fmt: skip


def _since(
    baseline: Baseline, measurements: pd.DataFrame, settings: ImpactMeasurement, today: dt.date, _: Language
) -> Iterator[str]:
    """Yield what is otherwise than it was frozen, what was frozen too late, and arms that are still to be frozen."""
    gone = dropped_pilots(baseline, settings=settings)
    if gone:
        yield _("pilots that were frozen and left out of the settings since: {pilots}; put them back, or the report "
                "tells that they are gone", pilots=", ".join(gone))  # fmt: skip
    for name, fields in differing(measurements, baseline, settings=settings).items():
        yield _("{name} is not as it was frozen ({fields}): put it back, or freeze anew: cxkit baseline {client} "
                "--anew REASON", name=name, fields=", ".join(fields), client=settings.client)  # fmt: skip
    days = {name: dt.date.fromisoformat(day) for name, day in without_arms(baseline, settings=settings).items()}
    for name, plan in settings.planned.items():
        if name not in baseline.pilots:
            continue
        late = _late(name, baseline, measurements, settings)
        if late:
            yield _("{pilot}: not frozen before it began on {day}: {what}; its verdict can only be unclear", pilot=name,
                    day=_.date(dt.date.fromisoformat(plan.starts_at)), what=", ".join(map(_, late)))  # fmt: skip
        elif name in days:
            yield arms_line(name, days[name], settings.client, today, _)


def arms_line(name: str, begins: dt.date, client: str, today: dt.date, _: Language) -> str:
    """Return that nobody has frozen who gets a pilot of which nothing is measured yet, and what can be done."""
    day = _.date(begins)
    if begins <= today:
        return _(
            "{pilot} was to begin on {day}, and who gets it is not frozen: where it has not begun, correct starts_at "
            "and freeze anew; where it has, its verdict can only be unclear", pilot=name, day=day,
        )  # fmt: skip
    return _(
        "{pilot}: who gets it is not frozen yet: once that is known, put unit and arm in measurements, and freeze "
        "again before it begins on {day}: cxkit baseline {client}", pilot=name, day=day, client=client,
    )  # fmt: skip


def _late(name: str, baseline: Baseline, measurements: pd.DataFrame, settings: ImpactMeasurement) -> list[str]:
    """Return what of a pilot was frozen on its first day or later."""
    data = pilot_data(measurements, name, settings.planned[name])
    asked = baseline_checks(data, measurements, baseline, settings=settings)
    return [LATE[row["check"]] for row in asked if row["check"] in LATE and row["status"] == "stops"]
