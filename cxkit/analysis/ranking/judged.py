"""Every opportunity judged and ranked: euros, decision, class, score, rank, efficiency, in that order."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxkit.analysis.ranking.classes import classes
from cxkit.analysis.ranking.decision import decision
from cxkit.analysis.ranking.draws import Key, euro_draws, summed
from cxkit.analysis.ranking.efficient import efficient
from cxkit.analysis.ranking.scores import rank_draws, scored
from cxkit.analysis.ranking.weights import scenarios
from cxkit.settings.ranking import OpportunityRanking

COLUMNS = [
    "opportunity", "origin", "kind", "scope", "department", "notes", "eur_year", "low_eur", "high_eur", "label",
    "yield_status", "yields_n", "success_probability", "expected_eur_year", "expected_low", "expected_high",
    "volume_n", "negative_share", "effort_days", "lead_months", "cost_eur", "running_eur_year", "total_cost_eur",
    "net_eur", "net_low", "net_high", "pays_share", "evpi_eur", "pilot_cost_eur", "verdict", "reason", "small",
    "score", "rank", "rank_low", "rank_high", "top_share", "efficient", "affordable", "after", "excludes", "tested",
]  # fmt: skip


def judged(
    opportunities: pd.DataFrame,
    yields: pd.DataFrame,
    held: Mapping[Key, np.ndarray],
    works: Mapping[str, np.ndarray],
    *,
    settings: OpportunityRanking,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return every opportunity judged and ranked, the points behind each score, and the ranks under other weights.

    Parameters
    ----------
    opportunities, yields : of `candidates.candidates`.
    held : of `draws.drawn`.
    works : of `draws.worked`.
    settings : rates, budgets, weights.

    Returns
    -------
    The frames opportunities, criteria and weights of RankingResult.
    """
    euros = euro_draws(yields, held)
    found = decision(summed(opportunities, yields, euros), euros, works, settings=settings)
    found, criteria = scored(efficient(classes(found, settings=settings)), weights=settings.weights)
    found = rank_draws(found, criteria, euros, top_k=settings.top_k)
    return found[COLUMNS], criteria, scenarios(criteria, weights=settings.weights)
