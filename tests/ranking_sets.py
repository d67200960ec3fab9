"""Small sets of opportunities for tests: yields, draws and ledger lines as a test wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxkit.settings.ranking import OpportunityRanking

ROW = {
    "origin": "list", "kind": "list", "department": "", "success_probability": 1.0, "effort_days": 10.0,
    "lead_months": 0.0, "cost_eur": 0.0, "running_eur_year": 0.0, "net_eur": 1.0, "expected_eur_year": 1.0,
    "verdict": "do_now", "reason": "pays", "small": False, "affordable": True, "rank": 1.0, "after": (),
    "excludes": (), "pilot_cost_eur": 8_400.0,
}  # fmt: skip


def checked(**given: Any) -> OpportunityRanking:
    """Return settings in which a day costs nothing and a euro a year is worth one euro, unless a test says so."""
    bare = {"day_rate_eur": 0.0, "horizon_years": 1, "discount_rate_year": 0.0}
    return OpportunityRanking.check(bare | given)


def opportunities(rows: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return judged opportunities by name; what is not given is ROW."""
    return pd.DataFrame([ROW | {"opportunity": name} | dict(row) for name, row in rows.items()])


def line(opportunity: str, finding: str, mechanism: str, **given: Any) -> dict[str, Any]:
    """Return one counted yield of a finding of notebook 'n', which is its own lever."""
    return {
        "opportunity": opportunity, "notebook": "n", "finding": finding, "lever": finding, "mechanism": mechanism,
        "share": 1.0, "label": "estimated", "status": "shown", "counted": True, "reason": "", **given,
    }  # fmt: skip


def held(euros: Mapping[str, float | Sequence[float]]) -> dict[tuple[str, str], np.ndarray]:
    """Return draws by finding of notebook 'n': an amount that is certain, or the estimate followed by its draws."""
    return {("n", name): np.full(5, amount) if np.isscalar(amount) else np.asarray(amount, float)
            for name, amount in euros.items()}  # fmt: skip


def moved(lever: str, mechanism: str, customers: Mapping[str, tuple[float, float]], weight: float = 1.0):
    """Return ledger lines of one lever: by customer the effect and the euros a year."""
    rows = [("n", key, lever, mechanism, effect, eur, weight) for key, (effect, eur) in customers.items()]
    columns = ["notebook", "customer_key", "lever", "mechanism", "effect", "eur_year", "weight"]
    return pd.DataFrame(rows, columns=columns)
