"""The whole of notebook executive_summary: the results of an engagement in, what they say together out."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from cxkit.analysis.absent import absent_results
from cxkit.analysis.pilot_claims import REALISED
from cxkit.analysis.ranking.yields import kind_of
from cxkit.analysis.summary_doubts import doubts
from cxkit.analysis.summary_pilots import EFFECT, headline_findings, pilots
from cxkit.analysis.summary_pilots import NOTEBOOK as IMPACT
from cxkit.analysis.summary_result import SummaryResult
from cxkit.errors import Fault, NotEnoughData
from cxkit.language import N_
from cxkit.result import LABELS, EarlierResults, Finding
from cxkit.settings.summary import EARLIER, ExecutiveSummary

CASE, RANKING, DRIVERS, GROUPS = "roi", "opportunity_ranking", "driver_modelling", "cx_group_valuation"
HEADLINES = {
    GROUPS: "shift_value",
    "touchpoint_savings": "contact_savings",
    DRIVERS: "driver_gain",
    "maturity_assessment": "maturity_stage",
    RANKING: "ranking_net",
    CASE: "business_case_npv",
}
DETAILS = {
    "touchpoint_savings": ("contact_savings_cashable", "contact_savings_capacity"),
    DRIVERS: ("driver_gain:",),
    "maturity_assessment": ("maturity_action:",),
    IMPACT: (REALISED, EFFECT),
    RANKING: ("ranking_left",),
    CASE: ("business_case_", "ledger_gross", "ledger_overlap", "ledger_net", "ledger_counted", "break_even_effect"),
}
"""Notebook to the beginnings of the names of what is told beside its headline."""
LINE, STEP, MEASURE, ACTION = "ledger_line:", "ranking_value:", "business_case_", "maturity_action:"
NO_CASE = "no_case"
COMES_ABOUT = ("success_probability", "part")
VERDICT_ORDER = {"do_now": 0, "validate": 1}
HEADLINE_COLUMNS = ["notebook", "finding", "unit", "period", "estimate", "low", "high", "label", "status", "reason"]
MEASURE_COLUMNS = ["finding", "unit", "estimate", "low", "high", "status", "label"]
LINE_COLUMNS = ["line", "lever", "mechanism", "eur_year", "low_eur", "high_eur", "label", "evidence"]
STEP_COLUMNS = [
    "opportunity", "kind", "scope", "lever", "mechanism", "verdict", "eur_year", "low_eur", "high_eur", "label", "rank",
]  # fmt: skip


def executive_summary(earlier: EarlierResults, *, settings: ExecutiveSummary) -> SummaryResult:
    """Return what the results of the notebooks say together; nothing is computed anew.

    Parameters
    ----------
    earlier : results of the other notebooks.
    settings : checked settings.

    Raises
    ------
    NotEnoughData : there are no results at all.
    """
    check(settings=settings)
    if not any(name in earlier.results for name in EARLIER):
        raise NotEnoughData(_nothing(), language=settings.language)
    case = _found(earlier, CASE, HEADLINES[CASE])
    lines, headlines, absent = _lines(earlier), _headlines(earlier), absent_results(earlier, EARLIER)
    labels = label_shares(lines)
    return SummaryResult(
        verdict=str(case.notes.get("verdict", NO_CASE)) if case else NO_CASE,
        headlines=headlines,
        measures=_measures(earlier),
        lines=lines,
        steps=_steps(earlier).head(settings.steps_n),
        doubts=doubts(earlier, headlines=headlines, lines=lines, labels=labels, absent=absent),
        labels=labels,
        absent=absent,
        rows=pd.DataFrame(columns=["table", "reason", "rows_n"]),
        pilots=pilots(earlier),
        findings=_told(earlier),
        facts=_facts(earlier, case),
    )


def check(*, settings: ExecutiveSummary) -> None:
    """Raise what `executive_summary` would raise of the settings, whatever the results hold.

    Parameters
    ----------
    settings : checked settings.

    Raises
    ------
    NotEnoughData : the settings ask for no results.
    """
    if not settings.results_of:
        raise NotEnoughData(_nothing(), language=settings.language)


def _nothing() -> Fault:
    return Fault(
        N_("there are no results to sum up"),
        N_("Run at least one of {notebooks} first, and name it in results_of"),
        values={"notebooks": ", ".join(EARLIER)},
    )


def label_shares(lines: pd.DataFrame) -> pd.DataFrame:
    """Return which share of the euros that count rests on what, surest first.

    Parameters
    ----------
    lines : eur_year, evidence (the label of the figures it was made from, whatever is assumed of how much of it comes
        about); a burden counts as much as a gain of its size.

    Returns
    -------
    label, eur_year (absolute), share (0-1), lines_n; none without euros.

    Examples
    --------
    >>> label_shares(pd.DataFrame({"eur_year": [30.0, -10.0], "evidence": ["assumed", "measured"]}))
          label  eur_year  share  lines_n
    0  measured      10.0   0.25        1
    1   assumed      30.0   0.75        1
    """
    sizes = lines.assign(eur_year=lines["eur_year"].abs())
    by_label = sizes.groupby("evidence")["eur_year"].agg(["sum", "size"])
    whole = by_label["sum"].sum()
    rows = [
        (label, by_label.loc[label, "sum"], by_label.loc[label, "sum"] / whole, int(by_label.loc[label, "size"]))
        for label in LABELS
        if label in by_label.index and whole > 0
    ]
    return pd.DataFrame(rows, columns=["label", "eur_year", "share", "lines_n"])


def _of(earlier: EarlierResults, notebook: str) -> tuple[Finding, ...]:
    results = earlier.results.get(notebook)
    return results.findings if results else ()


def _found(earlier: EarlierResults, notebook: str, name: str) -> Finding | None:
    return next((finding for finding in _of(earlier, notebook) if finding.name == name), None)


def _headlines(earlier: EarlierResults) -> pd.DataFrame:
    """Return the headline of every notebook that ran and handed one on; of pilots those of the judged ones."""
    rows = [
        (notebook, one.name, one.unit, one.period, *_ends(one), one.label, one.status, one.reason)
        for notebook in EARLIER
        for one in _headline_findings(earlier, notebook)
    ]
    return pd.DataFrame(rows, columns=HEADLINE_COLUMNS)


def _headline_findings(earlier: EarlierResults, notebook: str) -> list[Finding]:
    if notebook == IMPACT:
        return headline_findings(earlier)
    found = _found(earlier, notebook, HEADLINES[notebook])
    return [] if found is None else [found]


def _measures(earlier: EarlierResults) -> pd.DataFrame:
    rows = [
        (one.name, one.unit, *_ends(one), one.status, one.label)
        for one in _of(earlier, CASE)
        if one.name.startswith(MEASURE)
    ]
    return pd.DataFrame(rows, columns=MEASURE_COLUMNS)


def _lines(earlier: EarlierResults) -> pd.DataFrame:
    """Return the benefit lines that count, largest first."""
    rows = [
        (
            one.name.removeprefix(LINE),
            one.lever,
            one.mechanism,
            *_ends(one),
            one.label,
            one.notes.get("evidence", one.label),
        )
        for one in _of(earlier, CASE)
        if one.name.startswith(LINE) and one.estimate
    ]
    frame = pd.DataFrame(rows, columns=LINE_COLUMNS)
    return frame.sort_values("eur_year", ascending=False, kind="stable", ignore_index=True)


def _steps(earlier: EarlierResults) -> pd.DataFrame:
    """Return what to take up first: of the set that fits the budget what is sure, then what is to be tested."""
    rows = [
        _step(one, earlier)
        for one in _of(earlier, RANKING)
        if one.name.startswith(STEP) and one.notes.get("verdict") in VERDICT_ORDER
    ]
    frame = pd.DataFrame(rows, columns=STEP_COLUMNS)
    chosen = _chosen(_found(earlier, RANKING, HEADLINES[RANKING]))
    kept = frame if chosen is None else frame[frame["opportunity"].isin(chosen)]
    order = kept.assign(order=kept["verdict"].map(VERDICT_ORDER))
    return order.sort_values(["order", "rank"], kind="stable", ignore_index=True)[STEP_COLUMNS]


def _chosen(net: Finding | None) -> tuple[str, ...] | None:
    """Return the set that pays and fits the budget: nothing when none does, None where it is not told."""
    if net is None or net.status == "hidden":
        return None
    pays = net.estimate is None or net.estimate > 0
    return tuple(net.notes.get("opportunities", ())) if pays else ()


def _step(one: Finding, earlier: EarlierResults) -> tuple[Any, ...]:
    name = one.name.removeprefix(STEP)
    kind, scope = kind_of(name)
    lever, mechanism = _lever(name, earlier) if kind == "what_if" else ("", "")
    rank = one.notes.get("rank")
    return (name, kind, scope, lever, mechanism, one.notes["verdict"], *_ends(one), one.label,
            math.nan if rank is None else rank)  # fmt: skip


def _lever(name: str, earlier: EarlierResults) -> tuple[str, str]:
    """Return what a what-if changes and through what it pays first, as the driver model wrote it."""
    own = (one for one in _of(earlier, DRIVERS) if one.name == name or one.name.startswith(f"{name}:"))
    return next(((one.lever, one.mechanism) for one in own), ("", ""))


def _told(earlier: EarlierResults) -> tuple[Finding, ...]:
    """Return the figures that are told: headlines first, then what is said beside them."""
    headlines = [one for notebook in EARLIER for one in _headline_findings(earlier, notebook)]
    told = {one.name for one in headlines}
    details = [one for notebook, names in DETAILS.items() for one in _beside(earlier, notebook, names)]
    return (*headlines, *(one for one in details if one.name not in told))


def _beside(earlier: EarlierResults, notebook: str, names: tuple[str, ...]) -> list[Finding]:
    own = [one for one in _of(earlier, notebook) if one.name.startswith(names) and one.name != HEADLINES.get(notebook)]
    actions = sorted((one for one in own if one.name.startswith(ACTION)), key=_urgency)
    return [one for one in own if not one.name.startswith(ACTION)] + actions[:1]


def _urgency(action: Finding) -> tuple[bool, float, str]:
    return (not action.notes.get("hard"), action.notes.get("rank") or 0, action.name)


def _facts(earlier: EarlierResults, case: Finding | None) -> dict[str, Any]:
    notes = case.notes if case else {}
    chosen = _found(earlier, RANKING, HEADLINES[RANKING])
    counting = [one.notes for one in _of(earlier, CASE) if one.name.startswith(LINE) and one.estimate]
    return {
        "horizon_years": int(notes.get("horizon_years", 0)),
        "pays_share": notes.get("pays_share"),
        "chosen_n": len(chosen.notes.get("opportunities", ())) if chosen else 0,
        "assumed_to_come_about": any(held.get(name, 1) < 1 for held in counting for name in COMES_ABOUT),
        "metric": next((one.notes["metric"] for one in _of(earlier, GROUPS) if "metric" in one.notes), ""),
    }


def _ends(finding: Finding) -> tuple[float, float, float]:
    """Return estimate, low and high; nan where there is none."""
    return tuple(math.nan if end is None else end for end in (finding.estimate, finding.low, finding.high))
