"""Small business cases: benefit lines and cost rows as the tests of flows and measures need them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.case.costs import cost_draws, cost_lines
from cxkit.analysis.case.flows import flows
from cxkit.settings.roi import BusinessCase

PLAIN = {"ramp_up": [1.0], "decay_year": 0.0, "inflation_year": 0.0, "discount_rate_year": 0.10, "pause_year": 0}
COST = ("line", "category", "year", "amount_eur", "lowest_eur", "highest_eur", "capitalised", "lifetime_years",
        "department", "hours", "rate_eur_hour")  # fmt: skip


def case(**changes) -> BusinessCase:
    """Return settings without ramp-up, decay, inflation or tax, at 10 % a year, over three years."""
    return BusinessCase(**{**PLAIN, **changes})


def cost(line="tool", category="technology", year=0, amount_eur=None, **more) -> dict:
    """Return one row of the table costs; year None is every year."""
    return {"line": line, "category": category, "year": year, "amount_eur": amount_eur, **more}


def costs_of(*rows: dict) -> pd.DataFrame:
    """Return the table costs as the intake gives it."""
    frame = pd.DataFrame([*rows], columns=COST)
    numbers = [name for name in COST if name not in ("line", "category", "capitalised", "department")]
    return frame.astype(dict.fromkeys(numbers, float)).astype({"capitalised": "boolean"})


def lines_of(*rows: tuple) -> pd.DataFrame:
    """Return benefit lines from (line, basis, net_eur_year), all from year 1 unless a fourth value says otherwise."""
    return pd.DataFrame(
        [{"line": name, "basis": basis, "net_eur_year": float(eur), "from_year": (rest or (1,))[0], "mechanism": name,
          "notebook": ""}
         for name, basis, eur, *rest in rows],
        columns=["line", "basis", "net_eur_year", "from_year", "mechanism", "notebook"],
    )  # fmt: skip


def flows_of(lines, costs, settings, *, draws=0, held=None, **more):
    """Return the flows of benefit lines and cost rows; without draws as expected."""
    spent = cost_draws(cost_lines(costs, settings=settings), settings=settings, draws=draws)
    each = zip(lines["line"], lines["net_eur_year"], strict=True)
    held = held or {line: np.full(1 + draws, eur) for line, eur in each}
    return flows(lines, held, spent, settings=settings, **more)
