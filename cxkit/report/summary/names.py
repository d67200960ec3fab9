"""Notebooks, routes, improvements and amounts as a reader of executive_summary reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from cxkit.analysis.ranking.yields import SAVING, SHIFT, WHAT_IF
from cxkit.language import N_
from cxkit.report.drivers.names import roughly
from cxkit.report.ranking.names import LIST, NOTEBOOKS, RANGED, opportunity_name
from cxkit.report.reader import Report
from cxkit.report.roi.names import COST_CATEGORIES, line_words, result_words
from cxkit.report.wording import (
    LABEL_WORDS,
    PERIOD_WORDS,
    between,
    euros,
    how_sure,
    listed,
    over_period,
    plain_euros,
)
from cxkit.result import Finding
from cxkit.settings.roi import BusinessCase

ALL_NOTEBOOKS = NOTEBOOKS | {
    "opportunity_ranking": N_("ranking of improvements"),
    "roi": N_("business case"),
}
ROUTES = {
    "cx_group_valuation": N_("A better CX group"),
    "touchpoint_savings": N_("Fewer, shorter contacts"),
    "driver_modelling": N_("Staying and buying more"),
}
OF_RESULTS = (SAVING, WHAT_IF, SHIFT)


def told(report: Report, name: str) -> Finding | None:
    """Return a figure that is told, by its name; None when it is not there."""
    return next((finding for finding in report.result.findings if finding.name == name), None)


def notebook_words(notebook: str, report: Report) -> str:
    """Return a notebook in a few words."""
    return report.language(ALL_NOTEBOOKS.get(notebook, notebook))


def notebooks_listed(notebooks: Iterable[str], report: Report) -> str:
    """Return notebooks one after the other, in a few words each."""
    return listed([notebook_words(name, report) for name in notebooks], language=report.language)


def ranged(finding: Finding) -> bool:
    """Say whether a figure has an interval with a width."""
    return finding.low is not None and finding.high is not None and finding.low < finding.high


def euro_words(finding: Finding, report: Report) -> str:
    """Return an amount with its period, rounded to what its interval supports."""
    return over(size_words(finding, report), finding.period, report)


def size_words(finding: Finding, report: Report) -> str:
    """Return an amount without its period, rounded to what its interval supports."""
    _ = report.language
    if ranged(finding):
        return euros(finding.low, finding.high, finding.estimate, language=_)
    return plain_euros(roughly(finding.estimate), language=_)


def over(written: str, period: str, report: Report) -> str:
    """Return an amount with its period, where that is known."""
    years = report.result.facts["horizon_years"]
    if period in PERIOD_WORDS or (period == "horizon" and years):
        return over_period(written, period, years=years, language=report.language)
    return written


def between_words(finding: Finding, report: Report) -> str:
    """Return the interval of an amount in words; nothing where it has none."""
    return between(finding.low, finding.high, language=report.language) if ranged(finding) else ""


def turned(finding: Finding) -> Finding:
    """Return a loss as an amount above 0, for a sentence that says it is one."""
    low, high = (None if end is None else -end for end in (finding.high, finding.low))
    return replace(finding, estimate=-finding.estimate, low=low, high=high)


def sure_words(interval: str, label: str, report: Report) -> str:
    """Return an interval in words with what kind of interval it is; nothing where there is none."""
    _ = report.language
    if not interval:
        return ""
    return _("{between}, {sure}", between=interval, sure=how_sure("assumed" if label in RANGED else label, language=_))


def with_interval(finding: Finding, report: Report) -> str:
    """Return an amount and, after a comma, its interval."""
    return ", ".join(filter(None, [euro_words(finding, report), between_words(finding, report)]))


def rests_on(label: str, report: Report) -> str:
    """Return what an amount rests on; nothing where there is none."""
    return report.language(LABEL_WORDS[label]) if label else ""


def step_name(row: dict[str, Any], report: Report) -> str:
    """Return an improvement as the ranking names it; row holds opportunity, kind, scope, lever and mechanism."""
    levers = [{"lever": row["lever"], "mechanism": row["mechanism"]}] if row["lever"] else []
    origin = "" if row["kind"] else LIST
    return opportunity_name({**row, "origin": origin}, levers, _with_metric(report))


def line_name(name: str, report: Report) -> str:
    """Return a benefit line as the business case names it."""
    rows, known = report.result.lines, _with_metric(report)
    own = rows[rows["line"] == name].to_dict("records")
    row = {"notebook": "results" if name.startswith(OF_RESULTS) else "", "finding": name}
    if row["notebook"] and not own:
        return result_words(row, known)
    return line_words(own[0] | row, known) if own else name


def _with_metric(report: Report) -> Report:
    """Return the report with the metric by which scores are known, which other notebooks have as a setting."""
    settings = SimpleNamespace(language=report.settings.language, market_metric=report.result.facts["metric"])
    return replace(report, settings=settings)


def input_words(name: str, report: Report) -> str:
    """Return what the outcome hangs on: a kind of cost, a setting of the business case by its title, or a benefit."""
    _ = report.language
    if name in COST_CATEGORIES:
        return _("Costs: {category}", category=_(COST_CATEGORIES[name]).lower())
    field = BusinessCase.model_fields.get(name)
    return _(field.json_schema_extra["title"]) if field else line_name(name, report)
