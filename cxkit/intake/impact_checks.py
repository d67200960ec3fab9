"""What can be wrong with measurements of pilots: twice, in the future, in two arms, in none, or of no pilot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.headers import nearest
from cxkit.intake.list_checks import column_of, shown_by, told
from cxkit.intake.raw import Note, shown
from cxkit.intake.reading import TableRead
from cxkit.language import N_
from cxkit.settings.engagement import Engagement
from cxkit.settings.pilots import Pilot

PILOT, CONTROL = "pilot", "control"
UNEVEN = 1.5
"""Periods are called uneven when the longest is more than so many times the shortest."""


def said_twice(read: TableRead, names: tuple[str, ...]) -> list[Fault]:
    """Return a fault for rows that say the same thing twice; what is blank in both is the same too."""
    frame = read.kept.frame[list(names)]
    alike = frame.apply(lambda cells: cells.str.casefold() if cells.dtype == "str" and cells.name != "unit" else cells)
    again = alike.duplicated(keep=False) & frame[list(names[:2])].notna().all(axis=1)
    listed = ", ".join(name for name in names if frame[name].notna().any())
    return shown_by(column_of(read, names[0]), again, N_("rows with the same {names}; expected one of each"),
                    N_("Keep one of them"), names=listed)  # fmt: skip


def in_the_future(read: TableRead) -> list[Fault]:
    """Return a fault for periods that have not begun."""
    column = column_of(read, "period")
    return shown_by(column, column.cells > pd.Timestamp(dt.date.today()), N_("the period {value} has not begun yet"),
                    N_("Correct the date; what is expected stands in pilots"))  # fmt: skip


def no_shares(read: TableRead, shares: Iterable[str]) -> list[Fault]:
    """Return a fault for values of a share that lie outside 0 to 1.

    Parameters
    ----------
    read : the measurements.
    shares : metrics that are shares.
    """
    column = column_of(read, "value")
    of_share = read.kept.frame["metric"].isin(list(shares))
    outside = of_share & ~column.cells.between(0, 1) & column.cells.notna()
    return shown_by(column, outside, N_("{value} is no share of 0 to 1"), N_("Write 0.12 for 12%"))


def unknown_pilots(read: TableRead, plans: Mapping[str, Pilot]) -> list[Fault]:
    """Return a fault for each pilot that the settings do not plan.

    Parameters
    ----------
    read : measurements or outside events.
    plans : the pilots by name.
    """
    column = column_of(read, "pilot")
    faults = []
    for name in column.cells.dropna().unique():
        if name not in plans:
            near = nearest(name, plans)
            remedy = N_("Did you mean {near}?") if near else N_("Plan it in pilots of the settings, or mend its name")
            faults += shown_by(column, column.cells == name, N_("{value} is no pilot of the settings"), remedy,
                               near=near)  # fmt: skip
    return faults


def arm_without_pilot(read: TableRead) -> list[Fault]:
    """Return a fault for rows that say an arm, and not of which pilot."""
    column = column_of(read, "arm")
    return shown_by(column, column.cells.notna() & read.kept.frame["pilot"].isna() & ~told(read, "pilot"),
                    N_("an arm is given, and no pilot"), N_("Name the pilot on these rows"))  # fmt: skip


def without_arm(read: TableRead, plans: Mapping[str, Pilot]) -> list[Fault]:
    """Return a fault for rows of a pilot that say no arm, though others do or the pilot has begun.

    Parameters
    ----------
    read, plans : as in `unknown_pilots`.
    """
    frame, column = read.kept.frame, column_of(read, "arm")
    blank = column.cells.isna() & ~told(read, "arm")
    faults = []
    for name, plan in plans.items():
        own = frame["pilot"] == name
        begun = (frame["period"] >= pd.Timestamp(plan.starts_at)) & own
        if column.cells[own].notna().any():
            faults += shown_by(column, own & blank, N_("no arm is given, though other rows of pilot {pilot} name one"),
                               N_("Write pilot or control on every row of the pilot"), pilot=shown(name))  # fmt: skip
        else:
            faults += shown_by(column, begun & blank, N_("pilot {pilot} is measured after its start, and no row names "
                                                         "an arm"),
                               N_("Write pilot or control on every row of the pilot"), pilot=shown(name))  # fmt: skip
    return faults


def in_both_arms(read: TableRead) -> list[Fault]:
    """Return a fault for units that stand in both arms of a pilot."""
    both = _differs(read, "unit", "arm")
    return shown_by(
        column_of(read, "unit"), both,
        N_("units that stand in both arms of a pilot: {n}; a unit beside itself shows no effect"),
        N_("Keep each unit in the arm it was first assigned to, on all of its rows"),
        n=_units_n(read, both, "unit"),
    )  # fmt: skip


def cluster_in_both_arms(read: TableRead) -> list[Fault]:
    """Return a fault for clusters that stand in both arms of a pilot, other than by a unit that does."""
    both = _differs(read, "cluster", "arm") & ~_differs(read, "unit", "arm")
    return shown_by(
        column_of(read, "cluster"), both,
        N_("clusters with units in both arms of a pilot: {n}; a cluster is what is assigned as one"),
        N_("Leave cluster blank where units were assigned one by one, or correct the arms"),
        n=_units_n(read, both, "cluster"),
    )  # fmt: skip


def changing(read: TableRead) -> list[Fault]:
    """Return a fault for units of a pilot whose cluster or day of assignment differs from row to row."""
    return [
        fault for name in ("cluster", "assigned_at") for fault in _changing(read, name, _differs(read, "unit", name))
    ]


def _changing(read: TableRead, name: str, where: pd.Series) -> list[Fault]:
    return shown_by(
        column_of(read, name), where & ~told(read, name),
        N_("units of which {name} differs between the rows of one pilot: {n}"),
        N_("Write the same on every row of a unit"),
        n=_units_n(read, where, "unit"),
    )  # fmt: skip


def assigned_late(read: TableRead, plans: Mapping[str, Pilot]) -> list[Fault]:
    """Return a fault for units assigned after the last day of their pilot; parameters as in `unknown_pilots`."""
    column, frame = column_of(read, "assigned_at"), read.kept.frame
    end = pd.to_datetime(frame["pilot"].map({name: plan.ends_at for name, plan in plans.items()}))
    return shown_by(column, column.cells > end, N_("{value} lies after the last day of the pilot"),
                    N_("Correct the day, or ends_at of the pilot"))  # fmt: skip


def lacking_arms(read: TableRead, plans: Mapping[str, Pilot]) -> list[Fault]:
    """Return a fault for each pilot that has one arm where its design needs two; parameters as in `unknown_pilots`."""
    frame = read.kept.frame
    faults = []
    for name, plan in plans.items():
        own = (frame["pilot"] == name) & (frame["metric"] == plan.metric) & frame["arm"].notna()
        arms = set(frame.loc[own, "arm"])
        if len(arms) == 1 and plan.design in ("randomised", "chosen"):
            found = N_("pilot {pilot} has no row with arm {arm}, which design {design} needs")
            remedy = N_("Add these rows, or write design: alone when there is no control")
            values = {"pilot": shown(name), "design": plan.design, "arm": CONTROL if PILOT in arms else PILOT}
            header = column_of(read, "arm").header
            faults.append(
                Fault(found, remedy, file=read.kept.file, sheet=read.kept.sheet, column=header, values=values)
            )
    return faults


def not_measured(read: TableRead, settings: Engagement, plans: Mapping[str, Pilot]) -> list[Fault]:
    """Return a fault for metrics of the settings that nobody measured, and that are spelled nearly like one that is.

    Parameters
    ----------
    read : the measurements.
    settings : success factors, where the notebook has them.
    plans : the pilots by name.
    """
    column = column_of(read, "metric")
    measured = column.cells.dropna().unique()
    named = _metrics(settings, plans)
    faults = []
    for metric in [metric for metric in named if metric not in measured]:
        near = nearest(metric, [other for other in measured if other not in named])
        if near:
            faults += shown_by(
                column, column.cells == near, N_("{value} is no metric of the settings; nearest is {near}"),
                N_("Write it alike in file and settings"), near=shown(metric),
            )  # fmt: skip
    return faults + _judged_on_nothing(read, plans)


def _judged_on_nothing(read: TableRead, plans: Mapping[str, Pilot]) -> list[Fault]:
    """Return a fault for each pilot that has rows, and none of the metric on which it is judged."""
    frame, column = read.kept.frame, column_of(read, "metric")
    return [
        fault
        for name, plan in plans.items()
        if not (frame["metric"][frame["pilot"] == name] == plan.metric).any()
        for fault in shown_by(column, frame["pilot"] == name,
                              N_("pilot {pilot} is judged on {metric}, and none of its rows measures that"),
                              N_("Add these rows, or correct metric of the pilot"),
                              pilot=shown(name), metric=shown(plan.metric))
    ]  # fmt: skip


def nothing_measured(read: TableRead, settings: Engagement, plans: Mapping[str, Pilot]) -> list[Note]:
    """Return notes on metrics and on pilots that have begun of which nothing is measured; as in `not_measured`."""
    if read.faults:
        return []
    frame, file = read.kept.frame, read.kept.file
    metrics = [metric for metric in _metrics(settings, plans) if metric not in set(frame["metric"])]
    begun = [
        name for name, plan in plans.items()
        if pd.Timestamp(plan.starts_at) <= frame["period"].max() and name not in set(frame["pilot"])
    ]  # fmt: skip
    notes = [
        Note(N_("metrics of the settings that nobody measured: {metrics}"), {"metrics": ", ".join(metrics)}, file=file)
    ]
    late = [Note(N_("pilots that have begun, of which nothing is measured: {pilots}"), {"pilots": ", ".join(begun)},
                 file=file)]  # fmt: skip
    return (notes if metrics else []) + (late if begun else [])


def measured_besides(read: TableRead, settings: Engagement, plans: Mapping[str, Pilot]) -> list[Note]:
    """Return a note on metrics that are measured and that the settings do not name; as in `not_measured`."""
    besides = sorted(set(read.kept.frame["metric"].dropna()) - {*_metrics(settings, plans)})
    if read.faults or not besides:
        return []
    message = N_("metrics that the settings do not name, and that are not followed: {metrics}")
    return [Note(message, {"metrics": ", ".join(besides)}, file=read.kept.file)]


def uneven_periods(read: TableRead) -> list[Note]:
    """Return a note on metrics of which some periods are much longer than others, as when one is not there."""
    if read.faults:
        return []
    frame = read.kept.frame
    by_series = frame.assign(pilot=frame["pilot"].fillna("")).groupby(["metric", "pilot"])["period"]
    gaps = {
        ", ".join(filter(None, names)): days
        for names, periods in by_series
        if len(days := periods.drop_duplicates().sort_values().diff().dropna().dt.days) > 1
    }
    uneven = [f"{name} ({days.min()}-{days.max()})" for name, days in gaps.items() if days.max() > UNEVEN * days.min()]
    message = N_("periods that are not all equally long, with the days from one to the next: {metrics}")
    return [Note(message, {"metrics": ", ".join(uneven)}, file=read.kept.file)] if uneven else []


def late_units(read: TableRead, plans: Mapping[str, Pilot]) -> list[Note]:
    """Return a note on units assigned after the start of a pilot that starts for all at once."""
    frame = read.kept.frame
    starts = {name: plan.starts_at for name, plan in plans.items() if plan.design != "stepped"}
    late = frame["assigned_at"] > pd.to_datetime(frame["pilot"].map(starts))
    if read.faults or not late.any():
        return []
    message = N_("units assigned after the start of their pilot, which count from that start on: {n}")
    return [Note(message, {"n": _units_n(read, late, "unit")}, file=read.kept.file,
                 column=column_of(read, "assigned_at").header)]  # fmt: skip


def _metrics(settings: Engagement, plans: Mapping[str, Pilot]) -> list[str]:
    """Return every metric that the settings name."""
    of_pilots = [name for plan in plans.values() for name in (plan.metric, *plan.guardrails, *plan.spill_over)]
    return list(dict.fromkeys([*getattr(settings, "success_factors", {}), *of_pilots]))


def _differs(read: TableRead, of: str, name: str) -> pd.Series:
    """Say of each row whether its unit (or cluster) has more than one value of a column within its pilot."""
    frame = read.kept.frame
    known = frame[frame["pilot"].notna() & frame[of].notna()]
    several = known.groupby(["pilot", of])[name].transform("nunique") > 1
    return several.reindex(frame.index, fill_value=False)


def _units_n(read: TableRead, where: pd.Series, of: str) -> int:
    return len(read.kept.frame.loc[where, ["pilot", of]].drop_duplicates())
