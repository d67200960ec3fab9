"""The set of opportunities that fits the budget: step by step the one that adds most per day of effort."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.ledger import CONTACT_COST, Ledger
from cxkit.analysis.ranking.overlap import Together, together
from cxkit.analysis.ranking.yields import LIST
from cxkit.settings.ranking import OpportunityRanking

WORTH_DOING = ("do_now", "validate")
FOUNDATION = "foundation"
CUSTOMERS = "customers"
COLUMNS = (
    "order", "opportunity", "verdict", "effort_days", "cost_eur", "days_so_far", "cost_so_far", "extra_eur_year",
    "eur_so_far",
)  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """The chosen set.

    chosen : COLUMNS, in the order of choice; euros a year, chances counted, what overlaps counted once.
    together : what the set brings.
    left_out : why one worth doing or piloting is not in it: 'excluded', 'waits', 'no_room' or 'adds_nothing'.
    """

    chosen: pd.DataFrame
    together: Together
    left_out: Mapping[str, str]


def choice(
    opportunities: pd.DataFrame,
    yields: pd.DataFrame,
    held: Mapping[tuple[str, str], np.ndarray],
    ledger: pd.DataFrame | None,
    *,
    settings: OpportunityRanking,
) -> Choice:
    """Return the set of opportunities that fits the budget.

    Parameters
    ----------
    opportunities : judged: opportunity, verdict, rank, success_probability, effort_days, cost_eur, total_cost_eur (or
        what it is made of), running_eur_year, after, excludes (tuples of names).
    yields : what each rests on.
    held : notebook and finding to its draws.
    ledger : lines of all earlier results, or None.
    settings : budgets, horizon and rates.

    Notes
    -----
    Greedy: of those worth doing or piloting that fit what is left of the budget, whose predecessors are in and that
    exclude nothing chosen, take the one that adds most per day of effort: its euros beyond those of the set, over the
    horizon and discounted, less its costs. One that takes no effort goes first. It ends when none adds anything. The
    same is done with each opportunity in turn taken first, and the set that leaves most is kept: the greedy one, unless
    another leaves more. A foundation is no predecessor to wait for: the roadmap puts it first.
    """
    known = Ledger(ledger)
    rows = [row for row in opportunities.to_dict("records") if row["verdict"] in WORTH_DOING]
    free = set(opportunities.loc[opportunities["verdict"] == FOUNDATION, "opportunity"])

    @functools.cache
    def brings(names: tuple[str, ...]) -> float:
        return together(opportunities, yields, held, known, names=names).net_eur

    meets = {name: _touched(lines) for name, lines in yields[yields["counted"]].groupby("opportunity", sort=False)}
    sets = [_taken(rows, free, brings, meets, settings, first=row) for row in [None, *sorted(rows, key=_name)]]
    taken = max(sets, key=lambda one: round(_left(one, brings, settings), 6))
    names = [row["opportunity"] for row in taken]
    left_out = {row["opportunity"]: _why_not(row, taken, free, settings) for row in rows if row not in taken}
    return Choice(_table(taken, brings), together(opportunities, yields, held, known, names=names), left_out)


def _name(row: Row) -> str:
    return row["opportunity"]


def _left(taken: Sequence[Row], brings: Callable[[tuple[str, ...]], float], settings: OpportunityRanking) -> float:
    """Return what a set leaves over the horizon, in euros."""
    names = tuple(row["opportunity"] for row in taken)
    extra = [brings(names[: n + 1]) - brings(names[:n]) for n in range(len(names))]
    return sum(_worth(row, eur_year, settings) for row, eur_year in zip(taken, extra, strict=True))


def _why_not(row: Row, taken: Sequence[Row], free: set[str], settings: OpportunityRanking) -> str:
    """Return why an opportunity worth doing is not in the set."""
    names = {one["opportunity"] for one in taken}
    if row["opportunity"] in {name for one in taken for name in one["excludes"]} or names & set(row["excludes"]):
        return "excluded"
    if not set(row["after"]) <= names | free:
        return "waits"
    return "adds_nothing" if _fits(row, taken, free, settings) else "no_room"


def _touched(lines: pd.DataFrame) -> set[str]:
    """Return the findings an opportunity rests on, and whether it moves customers: only what is alike can overlap."""
    moves = not lines["mechanism"].isin([CONTACT_COST, LIST]).all()
    return {*lines["finding"], *([CUSTOMERS] if moves else [])}


def _taken(
    rows: Sequence[Row],
    free: set[str],
    brings: Callable[[tuple[str, ...]], float],
    meets: Mapping[str, set[str]],
    settings: OpportunityRanking,
    *,
    first: Row | None = None,
) -> list[Row]:
    """Return the opportunities chosen, in the order of choice; what each adds is worked out anew when it can change."""
    taken: list[Row] = []
    extra = {row["opportunity"]: brings((row["opportunity"],)) for row in rows}
    while True:
        fitting = [row for row in rows if row not in taken and _fits(row, taken, free, settings)]
        worth = {row["opportunity"]: _worth(row, extra[row["opportunity"]], settings) for row in fitting}
        paying = [row for row in fitting if worth[row["opportunity"]] > 0]
        if first is not None and not taken:
            paying = [row for row in paying if row is first]
        if not paying:
            return taken
        best = min(paying, key=lambda row: _turn(row, worth[row["opportunity"]]))
        taken.append(best)
        names = tuple(row["opportunity"] for row in taken)
        so_far = brings(names)
        for name in extra:
            if name not in names and meets.get(name, set()) & meets.get(best["opportunity"], set()):
                extra[name] = brings((*names, name)) - so_far


def _turn(row: Row, worth: float) -> tuple[float, float, float, str]:
    """Return what puts one before another: worth per day, worth, rank, and last its name."""
    days = row["effort_days"]
    return (-worth / days if days > 0 else -np.inf, -worth, row["rank"], row["opportunity"])


def _worth(row: Row, extra_eur_year: float, settings: OpportunityRanking) -> float:
    """Return what extra euros a year leave over the horizon once the opportunity is paid for."""
    once = row["effort_days"] * settings.day_rate_eur + row["cost_eur"]
    return (extra_eur_year - row["running_eur_year"]) * settings.years_worth(row["lead_months"]) - once


def _fits(row: Row, taken: Sequence[Row], free: set[str], settings: OpportunityRanking) -> bool:
    """Say whether an opportunity fits the budget that is left and goes with those chosen."""
    names = {one["opportunity"] for one in taken}
    excluded = {name for one in taken for name in one["excludes"]}
    return (
        _spent([*taken, row], "effort_days") <= settings.budget_days
        and _spent([*taken, row], "cost_eur") <= settings.budget_eur
        and set(row["after"]) <= names | free
        and row["opportunity"] not in excluded
        and not names & set(row["excludes"])
    )


def _spent(rows: Sequence[Row], name: str) -> float:
    return float(sum(row[name] for row in rows))


def _table(taken: Sequence[Row], brings: Callable[[tuple[str, ...]], float]) -> pd.DataFrame:
    """Return the chosen set with its running totals."""
    names = tuple(row["opportunity"] for row in taken)
    so_far = [brings(names[:n]) for n in range(len(names) + 1)]
    rows = [
        (place, row["opportunity"], row["verdict"], row["effort_days"], row["cost_eur"],
         _spent(taken[:place], "effort_days"), _spent(taken[:place], "cost_eur"), so_far[place] - so_far[place - 1],
         so_far[place])
        for place, row in enumerate(taken, start=1)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))
