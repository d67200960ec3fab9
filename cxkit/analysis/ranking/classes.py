"""Do now, validate first or not now: the rule."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxkit.analysis.pilot_state import NO_GAIN
from cxkit.analysis.ranking.yields import MATURITY
from cxkit.settings.ranking import OpportunityRanking

JUDGED = ("do_now", "validate", "not_now")


def classes(opportunities: pd.DataFrame, *, settings: OpportunityRanking) -> pd.DataFrame:
    """Return the opportunities with what to do about each, and why.

    Parameters
    ----------
    opportunities : kind, eur_year, effort_days, cost_eur (nan unknown but for the cost), net_eur, evpi_eur,
        pilot_cost_eur (nan once tested); tested where pilots may have tested it ('gain', 'no_gain', '').
    settings : budgets and what is small.

    Returns
    -------
    Added: small (bool), affordable (bool: within both budgets), verdict ('do_now', 'validate', 'not_now',
    'not_judged', 'foundation') and reason ('pays', 'pilot_may_pay', 'does_not_pay', 'over_budget', 'no_effort',
    'no_yield', 'maturity', 'tested_no_gain').
    """
    effort, cost = opportunities["effort_days"], opportunities["cost_eur"]
    frame = opportunities.assign(
        small=effort <= settings.small_effort_days,
        affordable=(effort <= settings.budget_days) & (cost <= settings.budget_eur),
    )
    rows = [verdict(row) for row in frame.to_dict("records")]
    return frame.assign(verdict=[name for name, _ in rows], reason=[reason for _, reason in rows])


def verdict(row: Mapping[str, object]) -> tuple[str, str]:
    """Return what to do about one opportunity, and why; the first rule that holds decides.

    Parameters
    ----------
    row : kind, eur_year, effort_days, affordable, evpi_eur, pilot_cost_eur, net_eur, and tested where known.

    Examples
    --------
    >>> pays = {"kind": "list", "eur_year": 9.0, "effort_days": 1.0, "affordable": True, "net_eur": 8.0}
    >>> verdict({**pays, "evpi_eur": 2.0, "pilot_cost_eur": 5.0})
    ('do_now', 'pays')
    >>> verdict({**pays, "evpi_eur": 6.0, "pilot_cost_eur": 5.0})
    ('validate', 'pilot_may_pay')
    """
    no_effort, no_yield = pd.isna(row["effort_days"]), pd.isna(row["eur_year"])
    if row["kind"] == MATURITY and (no_effort or no_yield):
        return "foundation", "maturity"
    if row.get("tested") == "no_gain":
        return "not_now", NO_GAIN
    if no_effort or no_yield:
        return "not_judged", "no_effort" if no_effort else "no_yield"
    if not row["affordable"]:
        return "not_now", "over_budget"
    if row["evpi_eur"] > row["pilot_cost_eur"]:
        return "validate", "pilot_may_pay"
    return ("do_now", "pays") if row["net_eur"] > 0 else ("not_now", "does_not_pay")
