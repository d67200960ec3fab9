"""The whole of notebook opportunity_ranking: lists, earlier results and settings in, one result out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.absent import absent_results
from cxkit.analysis.ranking.candidates import candidates
from cxkit.analysis.ranking.choice import Choice, choice
from cxkit.analysis.ranking.classes import JUDGED
from cxkit.analysis.ranking.draws import drawn, worked
from cxkit.analysis.ranking.findings import findings
from cxkit.analysis.ranking.judged import judged
from cxkit.analysis.ranking.market import market
from cxkit.analysis.ranking.overlap import brought, total_table
from cxkit.analysis.ranking.roadmap import roadmap
from cxkit.analysis.ranking.sources import SEPARATOR, names_in
from cxkit.analysis.ranking.stakeholders import stakeholders as stakeholder_table
from cxkit.analysis.ranking.stakeholders import unknown_opportunities
from cxkit.analysis.ranking.yields import COLUMNS, kind_of
from cxkit.analysis.ranking_result import RankingResult
from cxkit.analysis.tested import as_tested
from cxkit.analysis.uncertainty import DRAWS, interval
from cxkit.errors import DataError, Fault, NotEnoughData
from cxkit.language import N_
from cxkit.result import EarlierResults, Finding
from cxkit.settings.ranking import BRINGING, EARLIER, OpportunityRanking

WORTH_DOING = ("do_now", "validate")
MATURITY, ACTION = "maturity_assessment", "maturity_action:"
YIELD_COLUMNS = [name for name in COLUMNS if name != "likely_eur"]


def opportunity_ranking(
    opportunities: pd.DataFrame | None,
    stakeholders: pd.DataFrame | None,
    competitors: pd.DataFrame | None,
    earlier: EarlierResults,
    *,
    settings: OpportunityRanking,
) -> RankingResult:
    """Return which opportunities to take up first, and what the set that fits the budget brings.

    Whose and what: the opportunities of the consultant's list and those that earlier results hold; the euros a year
    each is expected to bring, its chance of success counted, against doing nothing; of several together no euro twice.

    Parameters
    ----------
    opportunities, stakeholders, competitors : checked lists of the data contract, or None.
    earlier : results of other notebooks; what a pilot measured replaces what it tested.
    settings : checked settings.

    Raises
    ------
    DataError : a list names a result or an opportunity that is not there, gives euros twice or waits for itself.
    NotEnoughData : there is no opportunity at all.
    """
    earlier, tested = as_tested(earlier)
    found, yields = _candidates(opportunities, stakeholders, earlier, settings)
    if found.empty:
        raise NotEnoughData(_nothing(), language=settings.language)
    held = drawn(yields, seed=settings.seed)
    works = worked(found, seed=settings.seed)
    ranked, criteria, weights = judged(found, yields, held, works, settings=settings)
    best = choice(ranked, yields, held, earlier.ledger, settings=settings)
    totals = total_table(best.together, held, works)
    left = left_over(ranked, brought(best.together, held, works), settings=settings)
    names = best.chosen["opportunity"].tolist()
    planned, unplanned_n = roadmap(ranked, names, foundations=_urgent(found, earlier), settings=settings)
    scores, aside = market(competitors, earlier, settings=settings)
    return RankingResult(
        verdict=_verdict(ranked),
        opportunities=ranked,
        yields=yields[YIELD_COLUMNS],
        criteria=criteria,
        weights=weights,
        chosen=best.chosen,
        totals=totals,
        roadmap=planned,
        stakeholders=stakeholder_table(stakeholders, ranked),
        market=scores,
        absent=absent_results(earlier, EARLIER),
        rows=pd.DataFrame(aside, columns=["table", "reason", "rows_n"]),
        tested=tested,
        findings=findings(ranked, best.chosen, totals, left),
        facts=_facts(ranked, yields, best, earlier, unplanned_n=unplanned_n, settings=settings) | left,
    )


def check(
    opportunities: pd.DataFrame | None,
    stakeholders: pd.DataFrame | None,
    competitors: pd.DataFrame | None,
    *,
    settings: OpportunityRanking,
) -> None:
    """Raise what `opportunity_ranking` would raise of the lists by themselves, whatever the results hold.

    Parameters
    ----------
    opportunities, stakeholders, competitors : checked lists, or None.
    settings : checked settings.

    Notes
    -----
    A name that a result could have (`yields.kind_of`) is not judged here, nor is a source.
    """
    if opportunities is None and not settings.results_of:
        raise NotEnoughData(_nothing(), language=settings.language)
    nothing = EarlierResults(absent=dict.fromkeys(EARLIER, "not_run"))
    of_list = None if stakeholders is None else stakeholders[~stakeholders["opportunity"].map(_of_a_result)]
    _candidates(_names_of_the_list(opportunities), of_list, nothing, settings)


def _of_a_result(name: str) -> bool:
    return bool(kind_of(name)[0])


def _names_of_the_list(opportunities: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the list in which 'after' and 'excludes' name no result."""
    if opportunities is None:
        return None
    columns = [name for name in ("after", "excludes") if name in opportunities]
    kept = {name: [_without_results(text) for text in opportunities[name]] for name in columns}
    return opportunities.assign(**kept)


def _without_results(text: object) -> str:
    return SEPARATOR.join(name for name in names_in(text) if not _of_a_result(name))


def _candidates(
    opportunities: pd.DataFrame | None,
    stakeholders: pd.DataFrame | None,
    earlier: EarlierResults,
    settings: OpportunityRanking,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what could be done and what it rests on, or refuse lists that name what is not there."""
    try:
        found, yields = candidates(opportunities, earlier, settings=settings)
    except DataError as error:
        raise DataError(error.faults, language=settings.language) from None
    faults = unknown_opportunities(stakeholders, found["opportunity"].tolist())
    if faults:
        raise DataError(faults, language=settings.language)
    return found, yields


def _nothing() -> Fault:
    return Fault(
        N_("there is no opportunity to rank: no list, and no results of other notebooks that hold one"),
        N_("Name a list under opportunities in sources, or run {notebooks} first"),
        values={"notebooks": ", ".join(BRINGING)},
    )


def _actions(earlier: EarlierResults) -> list[Finding]:
    """Return the actions of the maturity assessment: those for the hard stage first, then as ranked there."""
    results = earlier.results.get(MATURITY)
    found = [finding for finding in results.findings if finding.name.startswith(ACTION)] if results else []
    return sorted(found, key=lambda action: (not action.notes.get("hard"), action.notes.get("rank", 0), action.name))


def _urgent(found: pd.DataFrame, earlier: EarlierResults) -> list[str]:
    """Return opportunities that rest on maturity actions, the most urgent first."""
    named = [
        name
        for action in _actions(earlier)
        for name, sources in zip(found["opportunity"], found["source"], strict=True)
        if any(action.name == source or action.name.startswith(f"{source}:") for source in (name, *sources))
    ]
    return list(dict.fromkeys(named))


def _verdict(ranked: pd.DataFrame) -> str:
    if ranked["verdict"].isin(WORTH_DOING).any():
        return "ranked"
    return "none_pays" if ranked["verdict"].isin(JUDGED).any() else "not_judged"


def _facts(
    ranked: pd.DataFrame,
    yields: pd.DataFrame,
    best: Choice,
    earlier: EarlierResults,
    *,
    unplanned_n: int,
    settings: OpportunityRanking,
) -> dict[str, Any]:
    """Return the numbers that only the words need."""
    verdicts = ranked["verdict"].value_counts()
    return {
        "maturity_items": _item_texts(earlier),
        "left_out": dict(best.left_out),
        "claimed_share": _claimed_share(yields),
        "opportunities_n": len(ranked),
        "judged_n": int(ranked["verdict"].isin(JUDGED).sum()),
        **{f"{name}_n": int(verdicts.get(name, 0)) for name in JUDGED},
        "top_k": settings.top_k,
        "budget_days": settings.budget_days,
        "budget_eur": settings.budget_eur,
        "dependent_n": _dependent_n(yields),
        "unknown_overlap_n": len(best.together.unknown),
        "unplanned_n": unplanned_n,
        "draws": DRAWS,
    }


def left_over(
    ranked: pd.DataFrame, euros: Mapping[str, np.ndarray], *, settings: OpportunityRanking
) -> dict[str, float]:
    """Return what the chosen set costs once and a year, and what it leaves over the horizon after all costs.

    Parameters
    ----------
    ranked : opportunity, total_cost_eur, running_eur_year, lead_months.
    euros : what each opportunity of the set brings a year, the expectation first, then draws.
    settings : horizon and discount rate.

    Returns
    -------
    once_eur, running_eur_year; left_eur, left_low_eur, left_high_eur (over the horizon, discounted, from each one's
    lead_months on, less all costs) and left_pays_share (share of draws that leave something); empty without a set.
    """
    taken = ranked[ranked["opportunity"].isin(euros)].to_dict("records")
    if not taken:
        return {}
    once, running = (float(sum(row[name] for row in taken)) for name in ("total_cost_eur", "running_eur_year"))
    years = {row["opportunity"]: settings.years_worth(row["lead_months"]) for row in taken}
    paid = sum(row["running_eur_year"] * years[row["opportunity"]] for row in taken) + once
    left = sum(euros[name] * worth for name, worth in years.items()) - paid
    told = dict(zip(("left_eur", "left_low_eur", "left_high_eur"), interval(left), strict=True))
    return {"once_eur": once, "running_eur_year": running, **told, "left_pays_share": float((left[1:] > 0).mean())}


def _item_texts(earlier: EarlierResults) -> dict[str, Mapping[str, str]]:
    """Return the statement behind each maturity action, by item and language."""
    return {action.name.removeprefix(ACTION): action.notes.get("text", {}) for action in _actions(earlier)}


def _claimed_share(yields: pd.DataFrame) -> float:
    """Return the largest share of one finding that all opportunities together claim.

    >>> _claimed_share(pd.DataFrame({"notebook": "n", "finding": ["x", "x"], "share": [1.0, 0.5], "eur_year": 1.0}))
    1.5
    """
    gains = yields[yields["eur_year"] > 0]
    return float(gains.groupby(["notebook", "finding"])["share"].sum().max()) if len(gains) else 0.0


def _dependent_n(yields: pd.DataFrame) -> int:
    """Return how many opportunities rest on a finding that another rests on too; burdens are split beforehand.

    >>> lines = {"opportunity": ["a", "b", "c"], "notebook": "n", "finding": ["x", "x", "y"], "eur_year": 1.0}
    >>> _dependent_n(pd.DataFrame(lines).assign(counted=True))
    2
    """
    gains = yields[yields["counted"] & (yields["eur_year"] > 0)]
    takers = gains.groupby(["notebook", "finding"])["opportunity"].transform("nunique")
    return int(gains.loc[takers > 1, "opportunity"].nunique())
