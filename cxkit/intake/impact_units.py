"""Units of pilots: one spelling of each, since when each has the pilot, and whether it is measured before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.list_checks import column_of, shown_by
from cxkit.intake.raw import Note, shown
from cxkit.intake.reading import TableRead
from cxkit.language import N_
from cxkit.settings.pilots import Pilot

STEPPED = "stepped"
ONE_NAME = N_("names written with other capitals or blanks, and read as one: {n}")
TWO_NAMES = N_("names that differ in capitals or blanks only, measured in the same period and so kept apart: {n}")
NO_BEFORE = N_("pilot {pilot}: nothing was measured before its start, so that only what came after can be compared")
NOT_THE_SAME = N_(
    "pilot {pilot}: most units are measured either before or after its start, so that groups are compared; units seen "
    "in both: {n} of {units_n}"
)
CAME_LATER = N_("pilot {pilot}: units that were not measured before its start: {n} of {units_n}")
WENT_AWAY = N_("pilot {pilot}: units that were measured before its start and not after it: {n} of {units_n}")


def one_spelling(read: TableRead) -> TableRead:
    """Return the measurements with each unit and cluster in the spelling of its first period, and notes on it.

    Parameters
    ----------
    read : the measurements, with pilots as the settings name them.

    Notes
    -----
    Capitals and blanks apart, two names are one. Units of both names that are measured in one period, of one metric and
    pilot, are two all the same: ids may differ by capitals.
    """
    frame, notes = read.kept.frame, []
    for name in ("unit", "cluster"):
        key = frame[name].str.casefold().str.replace(" ", "")
        if key.nunique() == frame[name].nunique():
            continue
        column, apart = column_of(read, name), _apart(frame, key) if name == "unit" else pd.Index([])
        first = frame.assign(key=key).sort_values(["period", name]).groupby("key")[name].first()
        one = frame[name].where(key.isna() | key.isin(apart), key.map(first)).astype("str")
        n = frame[name].nunique() - one.nunique()
        notes += [column.note(ONE_NAME, n=n)] if n else []
        notes += [column.note(TWO_NAMES, n=frame[name][key.isin(apart)].nunique())] if len(apart) else []
        frame = frame.assign(**{name: one})
    return replace(read, kept=replace(read.kept, frame=frame), notes=(*read.notes, *notes))


def _apart(frame: pd.DataFrame, key: pd.Series) -> pd.Index:
    """Return the names, without capitals and blanks, that stand in two spellings side by side."""
    beside = frame.assign(key=key).groupby(["key", "period", "metric", "pilot"], dropna=False)["unit"].nunique()
    return beside[beside > 1].index.get_level_values("key").unique()


def undated(read: TableRead, plans: Mapping[str, Pilot]) -> list[str]:
    """Return the stepped pilots of which no row says since when a unit has it, though one says its arm or it has begun.

    Parameters
    ----------
    read : the measurements.
    plans : the pilots by name.
    """
    frame = read.kept.frame
    return [
        name for name, plan in plans.items() if plan.design == STEPPED
        for own in [frame[frame["pilot"] == name]]
        if own["assigned_at"].isna().all()
        and (own["arm"].notna() | (own["period"] >= pd.Timestamp(plan.starts_at))).any()
    ]  # fmt: skip


def without_days(read: TableRead, plans: Mapping[str, Pilot]) -> list[Fault]:
    """Return a fault for each pilot of `undated`."""
    return [
        fault for name in undated(read, plans)
        for fault in shown_by(column_of(read, "assigned_at"), read.kept.frame["pilot"] == name,
                              N_("pilot {pilot} is stepped, and no row says since when a unit has it"),
                              N_("Give the first day of each unit in assigned_at, or write another design"),
                              pilot=shown(name))
    ]  # fmt: skip


def before_and_after(read: TableRead, plans: Mapping[str, Pilot]) -> list[Note]:
    """Return notes on units that are not measured both before and after the start of their pilot; as in `undated`."""
    if read.faults:
        return []
    return [
        Note(message, {"pilot": name, **values}, file=read.kept.file)
        for name, plan in plans.items()
        for message, values in _seen(read.kept.frame, name, plan)
    ]


def _seen(frame: pd.DataFrame, name: str, plan: Pilot) -> list[tuple[str, dict[str, int]]]:
    own = frame[(frame["pilot"] == name) & (frame["metric"] == plan.metric) & frame["value"].notna()]
    start, stepped = pd.Timestamp(plan.starts_at), plan.design == STEPPED
    after = own["period"] >= (own["assigned_at"].fillna(start) if stepped else start)
    if not after.any():
        return []
    if after.all():
        return [(NO_BEFORE, {})]
    units = pd.DataFrame({"before": ~after, "after": after}).groupby(own["unit"]).any()
    both, units_n = int(units.all(axis=1).sum()), len(units)
    came, went = int((~units["before"]).sum()), 0 if stepped else int((~units["after"]).sum())
    if both * 2 < units_n and not stepped:
        return [(NOT_THE_SAME, {"n": both, "units_n": units_n})]
    found = [(CAME_LATER, came), (WENT_AWAY, went)]
    return [(message, {"n": n, "units_n": units_n}) for message, n in found if n]
