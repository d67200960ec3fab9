"""A roadmap of small steps: what is done, tried, decided and rolled out in which phase."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from cxkit.settings.ranking import OpportunityRanking

PHASES_MAX = 8
ROUNDING = 1e-9  # days
LEAST_PART_DAYS = 5.0  # a step is not begun for less, unless it is smaller
COLUMNS = (
    "phase", "from_month", "until_month", "order", "opportunity", "step", "part", "parts", "days", "department",
)  # fmt: skip
DO, PILOT, DECIDE, ROLL_OUT, FOUNDATION = "do", "pilot", "decide", "roll_out", "foundation"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Task:
    """One step of one opportunity, before it has its phase.

    turn : what goes first among steps that can start.
    follows : steps that must be over: (opportunity, step).
    lasts : phases it takes at least.
    next_phase : whether it waits for the phase after those.
    """

    opportunity: str
    step: str
    days: float
    turn: tuple
    department: str = ""
    follows: tuple[tuple[str, str], ...] = ()
    lasts: int = 1
    next_phase: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.opportunity, self.step


def roadmap(
    opportunities: pd.DataFrame,
    chosen: Sequence[str],
    *,
    foundations: Sequence[str] = (),
    settings: OpportunityRanking,
) -> tuple[pd.DataFrame, int]:
    """Return the roadmap, and how many opportunities that were to be on it do not fit.

    Parameters
    ----------
    opportunities : judged: opportunity, verdict, small, effort_days, expected_eur_year, net_eur, department, after,
        excludes.
    chosen : names of the set that fits the budget.
    foundations : names of foundations, the most urgent first; others come after these.
    settings : length and days of a phase, length of a pilot, small effort.

    Returns
    -------
    COLUMNS, in order; days of effort. A step larger than what is left of a phase goes on in the next: part of parts.

    Notes
    -----
    Steps take their turn: small ones to do at once, by expected euros per day; pilots, by expected euros a year; larger
    ones to do, by net euros per day; roll-outs. Each takes the first phase in which there is room and what it must
    follow is over. A pilot is part of the work: it takes its months, and the days its cost buys at the rate of a day,
    never more than the effort; it is decided on in the phase after it, and rolled out from then on. No part of a step
    is smaller than LEAST_PART_DAYS. An opportunity to validate that is not chosen since it does not pay on what is
    known so far has its pilot and decision, and no roll-out. Foundations, whose days are not known, take one phase
    each, the most urgent first. There are PHASES_MAX phases; an opportunity that does not fit is left out
    whole, or from its roll-out on.
    """
    rows = {row["opportunity"]: row for row in opportunities.to_dict("records")}
    founded = sorted(name for name, row in rows.items() if row["verdict"] == FOUNDATION)
    steps = {name: _steps(rows[name], True, settings) for name in chosen}
    steps |= {name: [_foundation(rows[name], foundations)] for name in founded}
    steps |= {name: _steps(row, False, settings) for name, row in rows.items() if _only_piloted(row, steps, rows)}
    plan = _Plan(settings.phase_days)
    for task in _in_turn(_linked(steps, rows)):
        plan.place(task)
    return plan.frame(settings), sum(not plan.holds(tasks) for tasks in steps.values())


def _only_piloted(row: Row, steps: Collection[str], rows: Mapping[str, Row]) -> bool:
    """Say whether an opportunity that is not chosen is worth its pilot: only certainty could make it pay."""
    excluded = {name for other in steps for name in rows[other]["excludes"]}
    goes_with = set(row["after"]) <= set(steps) and not set(row["excludes"]) & set(steps)
    is_apart = row["opportunity"] not in steps and row["opportunity"] not in excluded
    return is_apart and goes_with and row["verdict"] == "validate" and row["net_eur"] <= 0


def _steps(row: Row, is_chosen: bool, settings: OpportunityRanking) -> list[_Task]:
    """Return the steps of an opportunity, in their order."""
    name, days, department = row["opportunity"], float(row["effort_days"]), row["department"]
    if row["verdict"] != "validate":
        turn = (0, *_per_day(row["expected_eur_year"], row)) if row["small"] else (2, *_per_day(row["net_eur"], row))
        return [_Task(name, DO, days, turn, department)]
    tried = _pilot_days(row, settings)
    lasts = math.ceil(settings.pilot_months / settings.phase_months)
    turn = (1, -row["expected_eur_year"], 0.0, name)
    pilot = _Task(name, PILOT, tried, turn, department, lasts=lasts)
    decide = _Task(name, DECIDE, 0.0, (*turn, 1), department, follows=(pilot.key,), next_phase=True)
    roll_out = _Task(name, ROLL_OUT, days - tried, (3, *turn[1:]), department, follows=(decide.key,))
    return [pilot, decide, roll_out] if is_chosen else [pilot, decide]


def _pilot_days(row: Row, settings: OpportunityRanking) -> float:
    """Return the days of a pilot, whole ones: what its cost buys, never more than the whole effort."""
    rate, most = settings.day_rate_eur, float(row["effort_days"])
    return min(most, math.ceil(row["pilot_cost_eur"] / rate - ROUNDING)) if rate else most


def _per_day(eur: float, row: Row) -> tuple[float, float, str]:
    days = row["effort_days"]
    return (-eur / days if days > 0 else -math.inf, -eur, row["opportunity"])


def _foundation(row: Row, urgent: Sequence[str]) -> _Task:
    name = row["opportunity"]
    place = urgent.index(name) if name in urgent else len(urgent)
    return _Task(name, FOUNDATION, 0.0, (4, place, name), row["department"])


def _linked(steps: Mapping[str, Sequence[_Task]], rows: Mapping[str, Row]) -> list[_Task]:
    """Return all steps, the first of each opportunity waiting for the last of those it must follow."""
    tasks = []
    for name, (first, *others) in steps.items():
        last = tuple(steps[other][-1].key for other in rows[name]["after"] if other in steps)
        tasks += [replace(first, follows=(*first.follows, *last)), *others]
    return tasks


def _in_turn(tasks: Iterable[_Task]) -> Iterable[_Task]:
    """Yield steps by turn, each after those it follows."""
    waiting, done = sorted(tasks, key=lambda task: task.turn), set()
    while waiting:
        task = next((task for task in waiting if set(task.follows) <= done), waiting[0])
        waiting.remove(task)
        done.add(task.key)
        yield task


def _last(task: _Task, days: Mapping[int, float]) -> int:
    """Return the last phase of a step, counted from 0, from the days it takes by phase."""
    return max(max(days), min(days) + task.lasts - 1)


class _Plan:
    """Phases that fill up: which step takes how many days of which phase."""

    def __init__(self, phase_days: float):
        self._left = [float(phase_days)] * PHASES_MAX
        self._least = min(LEAST_PART_DAYS, phase_days / 2)
        self._placed: dict[tuple[str, str], tuple[_Task, dict[int, float]]] = {}
        self._founded: set[int] = set()

    def holds(self, tasks: Iterable[_Task]) -> bool:
        """Say whether all steps have their phase."""
        return all(task.key in self._placed for task in tasks)

    def place(self, task: _Task) -> None:
        """Give a step its phases; a step that does not fit, or follows one that did not, gets none."""
        if not all(key in self._placed for key in task.follows):
            return
        over = [_last(*self._placed[key]) + task.next_phase for key in task.follows]
        days = self._days(task, max(over, default=0))
        if days and _last(task, days) < PHASES_MAX:
            for phase, taken in days.items():
                self._left[phase] -= taken
            self._founded |= {*days} if task.step == FOUNDATION else set()
            self._placed[task.key] = task, days

    def _days(self, task: _Task, start: int) -> dict[int, float]:
        """Return the days a step takes by phase from `start` on; none when it does not fit."""
        if task.step == FOUNDATION:
            free = [phase for phase in range(start, PHASES_MAX) if phase not in self._founded]
            return dict.fromkeys(free[:1], 0.0)
        if task.days <= 0:
            return {start: 0.0} if start < PHASES_MAX else {}
        days, rest = {}, task.days
        for phase in range(start, PHASES_MAX):
            taken = min(rest, self._left[phase])
            if 0 < rest - taken < self._least:
                taken = max(rest - self._least, 0.0)
            if taken > ROUNDING and (taken == rest or taken >= self._least - ROUNDING):
                days[phase], rest = taken, rest - taken
            if rest <= ROUNDING:
                return days
        return {}

    def frame(self, settings: OpportunityRanking) -> pd.DataFrame:
        """Return the roadmap, phase by phase."""
        rows = [
            (phase + 1, phase * settings.phase_months + 1, (phase + 1) * settings.phase_months, task.opportunity,
             task.step, part, len(days), taken, task.department)
            for task, days in self._placed.values()
            for part, (phase, taken) in enumerate(sorted(days.items()), start=1)
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "order"])
        frame = frame.sort_values("phase", kind="stable", ignore_index=True)
        return frame.assign(order=range(1, len(frame) + 1))[list(COLUMNS)]
