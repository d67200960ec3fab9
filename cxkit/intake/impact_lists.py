"""What was measured, and what else happened, checked: every row said once, in one arm, of a pilot that is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake import impact_checks as check
from cxkit.intake import impact_units as units
from cxkit.intake import rows
from cxkit.intake.impact_checks import CONTROL, PILOT
from cxkit.intake.labels import clean
from cxkit.intake.list_checks import below_0, blanks, column_of, with_faults, worded
from cxkit.intake.reading import TableRead
from cxkit.language import N_
from cxkit.settings.notebooks import Engagement
from cxkit.settings.pilots import Pilot

ARMS = {PILOT: PILOT, CONTROL: CONTROL, "test": PILOT, "treatment": PILOT, "treated": PILOT, "proef": PILOT,
        "proefgroep": PILOT, "pilotgroep": PILOT, "control group": CONTROL, "controle": CONTROL,
        "controlegroep": CONTROL, "vergelijkingsgroep": CONTROL}  # fmt: skip
BY_UNIT = N_("blank cells filled with what other rows of the same unit in the same pilot say: {n}")
MAY_LACK = {
    "measurements": {"pilot": "str", "arm": "str", "assigned_at": "datetime64[us]", "cluster": "str",
                     "customers_n": "float64"},
    "events": {"pilot": "str", "arm": "str", "notes": "str"},
}  # fmt: skip
"""Columns a file may lack: they are there all the same, blank."""


def checked_measurements(read: TableRead, settings: Engagement) -> TableRead:
    """Return the measurements with what came up; rows without a value are set aside.

    Parameters
    ----------
    read : the table as its file gives it.
    settings : success factors and pilots, where the notebook has them.

    Notes
    -----
    Arms and pilots come in the words of the kit and of the settings. Where the settings plan one pilot, rows with an
    arm are of that pilot; rows of a pilot without control are all in it, as are rows of a stepped one with a day. What
    a unit's other rows of the pilot say of its arm, cluster and day holds for its blank ones, as from before the start.
    """
    if not {"unit", "period", "metric", "value"} <= {*read.kept.frame.columns}:
        return read
    plans = _plans(settings)
    read = units.one_spelling(_in_words(_by_day(read, "period", "assigned_at"), plans))
    read = _arms_filled(_as_assigned(read), plans)
    faults = [
        *blanks(read, ("unit", "period", "metric")),
        *check.said_twice(read, ("unit", "period", "metric", "pilot")),
        *below_0(read, ("customers_n",)),
        *check.in_the_future(read),
        *check.no_shares(read, _shares(settings)),
        *_of_pilots(read, plans),
    ]
    read = with_faults(read, [*faults, *check.not_measured(read, settings, plans)])
    notes = [
        *check.uneven_periods(read), *check.late_units(read, plans), *units.before_and_after(read, plans),
        *check.nothing_measured(read, settings, plans), *check.measured_besides(read, settings, plans),
    ]  # fmt: skip
    return replace(_without_value(read), notes=(*read.notes, *notes))


def checked_events(read: TableRead, settings: Engagement) -> TableRead:
    """Return the outside events with what came up; parameters as in `checked_measurements`."""
    if not {"date", "event"} <= {*read.kept.frame.columns}:
        return read
    plans = _plans(settings)
    read = _in_words(_by_day(read, "date"), plans)
    faults = [
        *blanks(read, ("date", "event")), *check.said_twice(read, ("date", "event", "pilot", "arm")),
        *check.unknown_pilots(read, plans), *check.arm_without_pilot(read),
    ]  # fmt: skip
    return with_faults(read, faults)


def _plans(settings: Engagement) -> dict[str, Pilot]:
    return getattr(settings, "planned", {})


def _shares(settings: Engagement) -> list[str]:
    """Return the metrics that are shares of 0 to 1."""
    return [metric for metric, factor in getattr(settings, "factors", {}).items() if factor.unit == "share"]


def _of_pilots(read: TableRead, plans: Mapping[str, Pilot]) -> list[Fault]:
    """Return what is wrong with who is in which arm of which pilot."""
    dated = {name: plan for name, plan in plans.items() if name not in units.undated(read, plans)}
    return [
        *check.unknown_pilots(read, plans),
        *check.arm_without_pilot(read),
        *check.without_arm(read, dated),
        *units.without_days(read, plans),
        *check.in_both_arms(read),
        *check.cluster_in_both_arms(read),
        *check.changing(read),
        *check.assigned_late(read, plans),
        *check.lacking_arms(read, plans),
    ]


def _by_day(read: TableRead, *names: str) -> TableRead:
    """Return the table with moments of the day as their day, so that rows of one day belong together."""
    frame = read.kept.frame
    return _with(read, frame.assign(**{name: frame[name].dt.normalize() for name in names if name in frame}))


def _in_words(read: TableRead, plans: Mapping[str, Pilot]) -> TableRead:
    """Return the table with every column, arms in the kit's words and pilots in those of the settings."""
    frame = read.kept.frame
    lacking = {name: kind for name, kind in MAY_LACK[read.kept.table].items() if name not in frame}
    blank = {name: pd.Series(None, index=frame.index, dtype=kind) for name, kind in lacking.items()}
    read = worded(_with(read, frame.assign(**blank)), "arm", ARMS)
    frame = read.kept.frame
    pilot = frame["pilot"].map(lambda name: _as_planned(name, plans), na_action="ignore").astype("str")
    if len(plans) == 1:
        pilot = pilot.mask(pilot.isna() & frame["arm"].notna(), next(iter(plans)))
    return _with(read, frame.assign(pilot=pilot))


def _as_planned(name: str, plans: Mapping[str, Pilot]) -> str:
    """Return a pilot's name as the settings write it, capitals apart; one they do not know as it is."""
    return next((own for own in plans if clean(own) == name), None) or next(
        (own for own in plans if clean(own).casefold() == name.casefold()), name
    )


def _as_assigned(read: TableRead) -> TableRead:
    """Return the measurements with blank arms, clusters and days as other rows of the unit in its pilot say."""
    frame, notes = read.kept.frame, []
    own = frame[frame["pilot"].notna() & frame["unit"].notna()]
    for name in ("arm", "cluster", "assigned_at"):
        said = own.groupby(["pilot", "unit"])[name]
        one = said.transform("first").where(said.transform("nunique") == 1).reindex(frame.index)
        blank = frame[name].isna() & one.notna()
        if blank.any():
            frame = frame.assign(**{name: frame[name].where(~blank, one)})
            notes.append(column_of(read, name).note(BY_UNIT, n=int(blank.sum())))
    return replace(_with(read, frame), notes=(*read.notes, *notes))


def _arms_filled(read: TableRead, plans: Mapping[str, Pilot]) -> TableRead:
    """Return the measurements with the arm that follows from the design: all in the pilot, or once it has a day."""
    frame = read.kept.frame
    design = frame["pilot"].map({name: plan.design for name, plan in plans.items()})
    treated = design.eq("alone") | (design.eq("stepped") & frame["assigned_at"].notna())
    return _with(read, frame.assign(arm=frame["arm"].mask(frame["arm"].isna() & treated, PILOT)))


def _without_value(read: TableRead) -> TableRead:
    if read.faults:
        return read
    return replace(read, kept=read.kept.without(read.kept.frame["value"].isna(), rows.NO_VALUE))


def _with(read: TableRead, frame: pd.DataFrame) -> TableRead:
    return replace(read, kept=replace(read.kept, frame=frame))
