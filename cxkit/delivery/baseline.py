"""Freezing a client's baseline before its pilots begin, and saying in words what was frozen."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from cxkit.analysis.impact.frozen import differing, frozen, without_arms
from cxkit.baseline import Baseline, Freezing, baseline_of, baseline_path, in_groups, read_baseline, write_baseline
from cxkit.delivery.atomic import told_in_words
from cxkit.delivery.baseline_check import arms_line
from cxkit.delivery.jobs import load_data
from cxkit.errors import Fault, SettingsError
from cxkit.language import N_, Language
from cxkit.report.impact.names import typed_amount, typed_change
from cxkit.settings.files import client_settings, settings_files, shown
from cxkit.settings.impact import ImpactMeasurement

NOTEBOOK = "impact_measurement"
LEVEL_PLACES = 2
"""Decimals of a mean; of a share, of its percentage."""


@dataclass(frozen=True)
class _Reader:
    """Who reads the lines: the words of reports ask for the language only."""

    language: Language


def freeze_baseline(client: str, *, reason: str = "", today: dt.date | None = None) -> list[str]:
    """Freeze what is new in a client's settings and measurements, and return what was frozen, line by line.

    Parameters
    ----------
    client : short name of the engagement.
    reason : why what was frozen before goes; without one nothing that stands is touched.
    today : day of freezing; today when left out.

    Raises
    ------
    SettingsError : nothing to freeze; or what stands differs, or no longer holds, and no reason is given.
    DataError : the measurements are not as they must be.
    RunError : the file cannot be written.
    """
    today = today or dt.date.today()
    settings = client_settings(client, NOTEBOOK)
    _refuse_empty(settings)
    earlier, measurements = read_baseline(settings), load_data(settings).measurements
    _refuse_what_stands(earlier, measurements, settings, reason)
    held = _kept(earlier, client, reason, today)
    now = frozen(measurements, settings=settings, today=today, earlier=held, reason=reason)
    if held and now.held == held.held or not now.held:
        raise SettingsError(_nothing_new(settings, held, today), language=settings.language)
    with told_in_words(baseline_path(client).parent, language=settings.language):
        set_aside = _set_aside(baseline_path(client), today) if earlier and reason else None
        path = write_baseline(now, language=settings.language)
    _ = Language(settings.language)
    gone = [_("the baseline that stood is kept as {file}", file=shown(set_aside))] if set_aside else []
    return [*_lines(now, settings, today, _), *gone, *_closing(now, path, _)]


def _refuse_empty(settings: ImpactMeasurement) -> None:
    if not settings.pilots and not settings.success_factors:
        fault = Fault(
            N_("there are no success factors and no pilots to freeze"),
            N_("Fill in success_factors and pilots there, then freeze again"),
            file=shown(settings_files(settings.client, NOTEBOOK)[1]),
        )
        raise SettingsError(fault, language=settings.language)


def _refuse_what_stands(
    earlier: Baseline | None, measurements: pd.DataFrame, settings: ImpactMeasurement, reason: str
) -> None:
    """Raise where a baseline stands that no longer holds, or that differs from settings and data, without a reason."""
    if earlier is None or reason:
        return
    file = shown(baseline_path(settings.client))
    if earlier.changed:
        faults = [_no_longer_holds(file)]
    else:
        found = differing(measurements, earlier, settings=settings)
        faults = [_differs(file, name, fields) for name, fields in found.items()]
    if faults:
        raise SettingsError(faults, language=settings.language)


def _no_longer_holds(file: str) -> Fault:
    return Fault(
        N_("this baseline was changed after it was frozen, or cannot be read"),
        N_('Put back the file as it was; to freeze anew, say why: --anew "REASON"'),
        file=file,
    )


def _differs(file: str, name: str, fields: Iterable[str]) -> Fault:
    return Fault(
        N_("{name} is not as it was frozen: {fields}"),
        N_('Put back what was frozen; to freeze anew, say why: --anew "REASON"'),
        file=file,
        values={"name": name, "fields": ", ".join(fields)},
    )


def _nothing_new(settings: ImpactMeasurement, held: Baseline | None, today: dt.date) -> Fault:
    later = _dated_later(settings, held, today)
    if later:
        return Fault(
            N_("there is nothing to freeze yet: the expectation of {pilot} is dated {day}"),
            N_("Freeze it on that day or after, and before the pilot begins"),
            values={"pilot": later[0], "day": settings.planned[later[0]].decided_at},
        )
    return Fault(
        N_("a baseline stands already, frozen on {day}, with all success factors and pilots of the settings"),
        N_('To freeze anew, say why: --anew "REASON"'),
        file=shown(baseline_path(settings.client)),
        values={"day": held.frozen_at if held else ""},
    )


def _dated_later(settings: ImpactMeasurement, held: Baseline | None, today: dt.date) -> list[str]:
    standing = held.pilots if held else {}
    return [n for n, plan in settings.planned.items() if n not in standing and plan.decided_at > today.isoformat()]


def _kept(earlier: Baseline | None, client: str, reason: str, today: dt.date) -> Baseline | None:
    """Return what stands; where it no longer holds an empty baseline, which tells of the file that was set aside."""
    if earlier is None or not earlier.changed:
        return earlier
    digest = sha256(baseline_path(client).read_bytes()).hexdigest()
    gone = {
        "frozen_at": earlier.frozen_at, "replaced_at": today.isoformat(), "reason": reason,
        "fingerprint": earlier.fingerprint or digest,
    }  # fmt: skip
    return baseline_of(client, [], replaced=[*earlier.replaced, gone])


def _set_aside(path: Path, today: dt.date) -> Path:
    """Copy the file that is replaced beside it, under a name of its own."""
    names = [f"replaced-{today.isoformat()}{'-' + str(n) if n > 1 else ''}.yaml" for n in range(1, 1000)]
    copy = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    return Path(shutil.copyfile(path, copy))


def _lines(now: Baseline, settings: ImpactMeasurement, today: dt.date, _: Language) -> list[str]:
    """Return what was frozen this time: each success factor as it stood, each pilot with what is expected of it."""
    one: Freezing = now.held[-1]
    lines = [_("frozen on {day} for {client}:", day=_.date(today), client=settings.client)]
    lines += ["  " + _factor_line(metric, factor, _) for metric, factor in one.factors.items()]
    for name, plan in one.pilots.items():
        lines += ["  " + line for line in _pilot_lines(name, plan, settings, today, _)]
    lines += ["  " + line for line in _arm_lines(one, _)]
    late = [_("{pilot}: not frozen, for its expectation is dated {day}", pilot=name,
              day=_.date(dt.date.fromisoformat(settings.planned[name].decided_at)))
            for name in _dated_later(settings, now, today)]  # fmt: skip
    open_arms = without_arms(now, settings=settings).items()
    late += [arms_line(name, dt.date.fromisoformat(before), settings.client, today, _) for name, before in open_arms]
    return [*lines, *("  " + line for line in late)]


def _factor_line(metric: str, factor: Mapping[str, Any], _: Language) -> str:
    if not factor["periods_n"]:
        return _("{metric}: not measured yet", metric=metric)
    periods = _.plural("{n} period", "{n} periods", factor["periods_n"])
    units = _.plural("{n} unit", "{n} units", factor["units_n"])
    return _("{metric}: {level} on average over {periods} of {units}, up to {day}", metric=metric,
             level=_level(factor["mean"], factor["unit"], _), periods=periods, units=units,
             day=_.date(dt.date.fromisoformat(factor["last"])))  # fmt: skip


def _level(value: float, unit: str, _: Language) -> str:
    if unit == "share":
        return _.share(value, decimals=LEVEL_PLACES)
    if unit == "EUR":
        return _.euro(value, decimals=LEVEL_PLACES)
    number = _.number(value, decimals=LEVEL_PLACES)
    return {"minutes": _("{n} minutes", n=number), "days": _("{n} days", n=number)}.get(unit, number)


def _pilot_lines(
    name: str, plan: Mapping[str, Any], settings: ImpactMeasurement, today: dt.date, _: Language
) -> Iterator[str]:
    """Yield what is expected of a pilot, and at once that it comes too late where the pilot has begun."""
    unit, reader = settings.factors[plan["metric"]].unit, _Reader(_)
    low, expected, high = (typed_change(plan[key], unit, reader) for key in
                           ("expected_low", "expected", "expected_high"))  # fmt: skip
    begins = _.date(dt.date.fromisoformat(plan["starts_at"]))
    yield _("{pilot}: {metric} is expected to be {expected} ({low} to {high}); worth having from {smallest} on",
            pilot=name, metric=plan["metric"], expected=expected, low=low, high=high,
            smallest=typed_amount(plan["smallest_worth"], unit, reader))  # fmt: skip
    decided = _.date(dt.date.fromisoformat(plan["decided_at"]))
    yield "  " + _("set by {role} on {day}; the pilot begins on {begins}", role=plan["decided_by"] or "-", day=decided,
                   begins=begins)  # fmt: skip
    if max(today.isoformat(), plan["decided_at"]) >= plan["starts_at"]:
        yield "  " + _("this comes too late, for the pilot began on {day}: its verdict can only be unclear", day=begins)


def _arm_lines(one: Freezing, _: Language) -> Iterator[str]:
    for name, units in one.assignments.items():
        known = _.plural("{n} unit", "{n} units", units["units_n"])
        yield _("{pilot}: who is in which group, {units}", pilot=name, units=known)


def _closing(now: Baseline, path: Path, _: Language) -> list[str]:
    return [
        _("fingerprint, to send to the client today:"),
        "  " + in_groups(now.fingerprint),
        _("made {file}", file=shown(path)),
    ]
