"""Small sets of benefit lines for tests: lines, ledger and settings as a test wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxkit.analysis.case.lines import COLUMNS
from cxkit.analysis.case.taken import taken_out
from cxkit.settings.roi import BusinessCase

BARE = {"parts": {}, "success_probability": {}}
NAN = float("nan")


def settings(**given: Any) -> BusinessCase:
    """Return settings in which all of every result comes about for sure, unless a test says so."""
    return BusinessCase.check(BARE | given)


def line(name: str, mechanism: str, eur: float, **given: Any) -> dict[str, Any]:
    """Return a benefit line of notebook 'n' that is its own lever; with notebook='' it was typed."""
    row = {
        "line": name, "notebook": "n", "finding": name, "category": "other", "basis": "margin", "lever": name,
        "mechanism": mechanism, "department": "", "evidence": "estimated", "label": "estimated", "status": "shown",
        "customers_n": NAN, "part": 1.0, "success_probability": 1.0, "chance_key": "", "from_year": 1, "eur_year": eur,
        "low_eur": NAN, "high_eur": NAN, "likely_eur": NAN, "capacity_eur": 0.0,
    }  # fmt: skip
    return row | given


def moved(lever: str, mechanism: str, customers: Mapping[str, tuple[float, float]], weight: float = 1.0):
    """Return ledger lines of one lever of notebook 'n': by customer the effect and the euros a year."""
    rows = [("n", key, lever, mechanism, effect, eur, weight) for key, (effect, eur) in customers.items()]
    columns = ["notebook", "customer_key", "lever", "mechanism", "effect", "eur_year", "weight"]
    return pd.DataFrame(rows, columns=columns)


def leaving(chances: Mapping[str, float]):
    """Return ledger lines with each customer's chance of leaving in a year."""
    return moved("as now", "leaving", {key: (chance, 0.0) for key, chance in chances.items()})


class Case:
    """What `taken_out` says of a set of lines."""

    def __init__(self, lines: Sequence[Mapping[str, Any]], ledger: Sequence[pd.DataFrame] = (), **given: Any):
        held = pd.concat(list(ledger), ignore_index=True) if len(ledger) else None
        frame = pd.DataFrame(list(lines), columns=COLUMNS)
        self.lines, self.taken, self.steps = taken_out(frame, held, settings=settings(**given))

    def of(self, name: str) -> pd.Series:
        """Return one line."""
        return self.lines.set_index("line").loc[name]

    def took(self, name: str) -> dict[str, float]:
        """Return what is taken out of one line, by step."""
        return self.taken[self.taken["line"] == name].set_index("step")["eur_year"].to_dict()

    def step(self, name: str) -> float:
        """Return one step from gross to what counts; 0 where it is not taken."""
        return float(self.steps.set_index("step")["eur_year"].get(name, 0.0))
