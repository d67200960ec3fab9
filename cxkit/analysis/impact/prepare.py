"""The measurements of one pilot, unit by unit, as every estimate takes them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxkit.settings.pilots import Pilot

PILOT, CONTROL = "pilot", "control"
PANEL = ["unit", "cluster", "arm", "starts_at", "period", "value", "after"]


def panel_of(
    measurements: pd.DataFrame,
    name: str,
    metric: str,
    plan: Pilot,
    *,
    unassigned: bool = False,
    selecting: bool = False,
) -> pd.DataFrame:
    """Return the values of one metric of a pilot's units, period by period.

    Parameters
    ----------
    measurements : unit, period (first day), metric, value; and where given pilot, arm ('pilot' or 'control'), cluster,
        assigned_at.
    name : the pilot.
    metric : which values.
    plan : its first day, and its last: what lies after it is left out.
    selecting : also the period by whose figures the units were picked, where they were picked and not drawn by lot. A
        bad figure is followed by a better one, more so in the arm that stands higher, so that period is no before.
    unassigned : also units of which nobody says yet whether they get the pilot; their arm is ''.

    Returns
    -------
    PANEL, by unit and period: cluster is the unit itself where none is given; starts_at is the first day with the
        pilot (assigned_at where that is given, else that of the plan; blank of the control); after says whether a
        period begins on or after the pilot's first day.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["a", "b"], "period": pd.to_datetime(["2025-01-01", "2025-02-01"]), "metric": "m",
    ...                      "value": [1.0, 2.0], "pilot": "p", "arm": ["pilot", "control"]})
    >>> dates = {"starts_at": "2025-02-01", "ends_at": "2025-03-01", "decided_at": "2025-01-01"}
    >>> plan = Pilot(**dates, expected=1.0, expected_low=0.0, expected_high=2.0, smallest_worth=1.0)
    >>> panel_of(rows, "p", "m", plan)[["unit", "after"]].to_numpy().tolist()
    [['a', False], ['b', True]]
    """
    start, end = pd.Timestamp(plan.starts_at), pd.Timestamp(plan.ends_at)
    of_pilot = measurements["pilot"].eq(name) if "pilot" in measurements else True
    chosen = (
        measurements["metric"].eq(metric) & of_pilot & measurements["period"].le(end) & measurements["value"].notna()
    )
    rows = measurements[chosen & (measurements["arm"].notna() if "arm" in measurements and not unassigned else True)]
    cluster = rows["cluster"].fillna(rows["unit"]) if "cluster" in rows else rows["unit"]
    arm = rows["arm"].fillna("") if "arm" in rows else pd.Series(PILOT, index=rows.index, dtype=object)
    given = rows["assigned_at"] if "assigned_at" in rows else pd.Series(pd.NaT, index=rows.index)
    starts = given.fillna(start).where(arm.eq(PILOT), pd.NaT) if plan.design == "stepped" else start
    frame = rows.assign(cluster=cluster, arm=arm, starts_at=starts, after=rows["period"].ge(start))
    frame = frame.assign(starts_at=frame["starts_at"].where(frame["arm"].eq(PILOT)))
    frame = frame if selecting else frame[frame["period"].ne(_picked_in(frame["period"], plan))]
    return frame[PANEL].sort_values(["unit", "period"], ignore_index=True)


def _picked_in(periods: pd.Series, plan: Pilot) -> pd.Timestamp:
    """Return the period by whose figures units were picked: the last one that begins by that day; NaT of none."""
    if not plan.selected_at or plan.design == "randomised":
        return pd.NaT
    return periods[periods <= pd.Timestamp(plan.selected_at)].max()


def units_of(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the mean before and after of each unit.

    Parameters
    ----------
    panel : of `panel_of`.

    Returns
    -------
    unit, cluster, arm, before, after (means of its periods; nan of none), before_n, after_n (periods).

    Examples
    --------
    >>> panel = pd.DataFrame({"unit": "a", "cluster": "a", "arm": "pilot", "value": [1.0, 3.0, 5.0],
    ...                       "after": [False, False, True]})
    >>> units_of(panel).to_numpy().tolist()
    [['a', 'a', 'pilot', 2.0, 5.0, 2, 1]]
    """
    who = ["unit", "cluster", "arm"]
    split = panel.assign(before=panel["value"].where(~panel["after"]), after=panel["value"].where(panel["after"]))
    found = split.groupby(who, sort=True).agg(
        before=("before", "mean"), after=("after", "mean"), before_n=("before", "count"), after_n=("after", "count")
    )
    return found.reset_index()


@dataclass(frozen=True)
class PilotData:
    """One pilot's plan and measurements.

    name, plan : which pilot and how it was planned.
    panel : of `panel_of`, of the metric it is judged on.
    whole : the same with the period by whose figures its units were picked.
    units : of `units_of`.
    last_at : first day of the last period measured; NaT of none.
    stage : 'planned' (nothing measured after its start), 'running' or 'ended' (the last period planned is measured).
    """

    name: str
    plan: Pilot
    panel: pd.DataFrame
    whole: pd.DataFrame
    units: pd.DataFrame
    last_at: pd.Timestamp
    stage: str


def pilot_data(measurements: pd.DataFrame, name: str, plan: Pilot) -> PilotData:
    """Return a pilot's plan with its measurements on the metric it is judged on.

    Parameters
    ----------
    measurements : as in `panel_of`.
    name, plan : of the settings.

    Notes
    -----
    A pilot has ended when the period after the last one measured would begin after its last day. Before anything is
    assigned, all its units are there without an arm.
    """
    panel = panel_of(measurements, name, plan.metric, plan)
    if panel.empty:
        panel = panel_of(measurements, name, plan.metric, plan, unassigned=True)
    whole = panel_of(measurements, name, plan.metric, plan, selecting=True)
    return PilotData(name, plan, panel, whole, units_of(panel), panel["period"].max(), _stage(panel, plan))


def _stage(panel: pd.DataFrame, plan: Pilot) -> str:
    if not panel["after"].any():
        return "planned"
    periods = panel["period"].drop_duplicates().sort_values()
    step = periods.diff().median() if len(periods) > 1 else pd.Timedelta(0)
    return "ended" if periods.max() + step > pd.Timestamp(plan.ends_at) else "running"
