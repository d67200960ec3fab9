"""Whether as much of the pilot as of the control is there after the start."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.effect import SEEN_TWICE, seen_twice
from cxkit.analysis.impact.prepare import units_of
from cxkit.analysis.impact.randomised import shares_apart
from cxkit.analysis.impact.stepped import stepped

NOT_TOLD = (float("nan"), float("nan"))


def missing(panel: pd.DataFrame, *, in_steps: bool = False, seed: int = 0) -> tuple[float, float]:
    """Return how much more of the pilot than of the control is there after the start, and its p-value.

    Parameters
    ----------
    panel : of `prepare.panel_of`.
    in_steps : whether units began in turn: those with the pilot are then held against those that wait.
    seed : of the draws of few clusters.

    Returns
    -------
    share of the unit-periods of the pilot that are there less that of the control, below 0 where the pilot lacks more;
        two-sided p, with units of assignment as what varies. Both nan where other units are seen before than after
        (clusters are followed then, where these are seen twice) or an arm has fewer than two.

    Notes
    -----
    Of every unit, the periods with a value over the periods in which anybody was measured. Who was not seen before
    the start plays no part in the estimate and counts as not there: a before that is left out leaves out the unit.

    Examples
    --------
    >>> rows = [(u, p, u in "ab") for u in "abcd" for p in (1, 2, 3) if (u, p) not in (("a", 3), ("b", 2))]
    >>> panel = pd.DataFrame(rows, columns=["unit", "period", "arm"]).assign(value=1.0, cluster=lambda p: p["unit"])
    >>> panel["arm"] = panel["arm"].map({True: "pilot", False: "control"})
    >>> missing(panel.assign(after=panel["period"] > 1))[0]
    -0.5
    """
    followed = next((rows for rows in (panel, panel.assign(unit=panel["cluster"])) if _twice(rows)), None)
    if followed is None:
        return NOT_TOLD
    there = _there(followed)
    if in_steps:
        found = stepped(there, seed=seed)
        return (found.estimate, found.p) if not found.reason else _told(found.reason, there["value"])
    units = units_of(there)
    seen = units_of(followed).set_index(["unit", "cluster", "arm"])["before_n"]
    before = units.set_index(["unit", "cluster", "arm"]).index.map(seen) > 0
    return shares_apart(units, units["after"].where(before, 0.0))


def _twice(panel: pd.DataFrame) -> bool:
    return seen_twice(units_of(panel)) >= SEEN_TWICE


def _there(panel: pd.DataFrame) -> pd.DataFrame:
    """Return a row for every unit and period in which anybody was measured: 1 where the unit was, else 0."""
    who = ["unit", "cluster", "arm"]
    cells = panel.groupby([*who, "period"]).size().unstack("period", fill_value=0).gt(0).astype(float)
    rows = cells.reset_index().melt(id_vars=who, var_name="period", value_name="value")
    after = panel.groupby("period")["after"].first()
    rows = rows.assign(after=rows["period"].map(after).astype(bool))
    if "starts_at" not in panel:
        return rows
    starts = panel.groupby("unit")["starts_at"].first()
    return rows.assign(starts_at=rows["unit"].map(starts), period=pd.to_datetime(rows["period"]))


def _told(reason: str, there: pd.Series) -> tuple[float, float]:
    """Return what is there to tell without an estimate: where all units lack the same, that is no chance."""
    if reason != "no_spread":
        return NOT_TOLD
    return (0.0, 1.0) if there.nunique() == 1 else (float("nan"), 0.0)
