"""The effect of a pilot: which estimate answers for which design, and what stands beside it."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.impact.before_after import before_after
from cxkit.analysis.impact.did import did, did_sections
from cxkit.analysis.impact.interrupted import interrupted
from cxkit.analysis.impact.prepare import CONTROL, PILOT, units_of
from cxkit.analysis.impact.randomised import cuped, welch
from cxkit.analysis.impact.reading import CONFIDENCE, Reading, no_reading
from cxkit.analysis.impact.stepped import stepped
from cxkit.settings.pilots import Pilot

SEEN_TWICE = 0.5
"""Share of units that must be measured both before and after, for each to be compared with itself."""
MISLEADING = ("pilot_before_after", "control_before_after")


def effect_of(panel: pd.DataFrame, plan: Pilot, *, confidence: float = CONFIDENCE, seed: int = 0) -> Reading:
    """Return the estimate that answers for a pilot of this design.

    Parameters
    ----------
    panel : of `prepare.panel_of`, of one metric.
    plan : its design says which estimate: by lot the difference after, with what each unit did before taken into
        account (`cuped`; `welch` where fewer than half were measured before); chosen: the change of the pilot less that
        of the control (`did`; `did_sections` where fewer than half were measured twice); stepped: each group against
        those that have not begun (`stepped`); alone: the course before, drawn on (`interrupted`).
    confidence : of the interval, 0-1.
    seed : of the draws, where few units were assigned.

    Raises
    ------
    Nothing: where there is no estimate the reading says why.
    """
    if not panel["after"].any():
        return no_reading(plan.design, "too_few_periods")
    if plan.design == "alone":
        return interrupted(panel, confidence=confidence)
    if plan.design == "stepped":
        return stepped(panel, confidence=confidence, seed=seed)
    units = units_of(panel)
    if not {PILOT, CONTROL} <= set(units.loc[units["after_n"] > 0, "arm"]):
        return no_reading(plan.design, "no_control")
    if plan.design == "randomised":
        followed = seen_twice(units) >= SEEN_TWICE
        return (cuped if followed else welch)(seen_before(units, plan), confidence=confidence)
    if seen_twice(units) >= SEEN_TWICE:
        return did(units, confidence=confidence, seed=seed)
    return did_sections(panel, confidence=confidence, seed=seed)


def readings_beside(
    panel: pd.DataFrame,
    plan: Pilot,
    main: Reading,
    *,
    whole: pd.DataFrame | None = None,
    confidence: float = CONFIDENCE,
    seed: int = 0,
) -> list[Reading]:
    """Return the other estimates of a pilot, those that mislead last.

    Parameters
    ----------
    panel, plan, confidence, seed : as in `effect_of`.
    main : the estimate that answers; it is not returned again.
    whole : the panel with the period by which units were picked, for those that mislead; the panel itself without one.

    Returns
    -------
    Readings that could be computed: the plain difference after, with the before taken into account, the difference in
    differences; and the pilot's and the control's units against themselves before, which hold whatever else changed
    and, of units picked by a score, the return of that score to its mean.
    """
    units = seen_before(units_of(panel), plan)
    themselves = units_of(panel if whole is None else whole)
    found = [before_after(themselves, arm, confidence=confidence) for arm in (PILOT, CONTROL)]
    if plan.design in ("randomised", "chosen") and set(units["arm"]) == {PILOT, CONTROL}:
        by_lot = plan.design == "randomised"
        beside = [welch(units, confidence=confidence), cuped(units, confidence=confidence)] if by_lot else []
        beside.append(did(units, confidence=confidence, by_lot=by_lot, seed=seed))
        found = [*([] if by_lot else [welch(units, confidence=confidence)]), *beside, *found]
    return [reading for reading in found if reading.name != main.name and not reading.reason]


def seen_before(units: pd.DataFrame, plan: Pilot) -> pd.DataFrame:
    """Return the units that an estimate compares: where most are followed, not those that nobody saw before the start.

    Parameters
    ----------
    units : of `prepare.units_of`.
    plan : where units come in while it runs, by lot each, all of them count.
    """
    return units[units["before_n"] > 0] if seen_twice(units) >= SEEN_TWICE and not plan.on_arrival else units


def seen_twice(units: pd.DataFrame) -> float:
    """Return the share of units measured before and after, of those measured after.

    >>> seen_twice(pd.DataFrame({"before_n": [2, 0], "after_n": [1, 1]}))
    0.5
    """
    after = units["after_n"] > 0
    return float((units.loc[after, "before_n"] > 0).mean()) if after.any() else 0.0
