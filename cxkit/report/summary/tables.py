"""The table of executive_summary: one figure per notebook, with its interval and what it rests on."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.pilot_claims import REALISED
from cxkit.language import N_
from cxkit.report.cells import HIDDEN
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table
from cxkit.report.summary.names import ROUTES, euro_words, notebook_words, ranged, rests_on, told
from cxkit.report.summary.words import CASE, RANKING
from cxkit.report.wording import run_from, sentence_start
from cxkit.result import Finding

ROW_WORDS = {
    "maturity_stage": N_("Stage of the organisation"),
    RANKING: N_("What fits the budget, before costs"),
    CASE: N_("Business case: what is left"),
}
STATUS_WORDS = {
    "no_difference": N_("no difference shown"),
    "not_monotone": N_("value does not rise with the score"),
    "not_computable": N_("cannot be computed"),
    "hidden": HIDDEN,
}
NOT_SHOWN = {RANKING: N_("nothing pays and fits")}


def headline_table(report: Report) -> Table | Prose:
    """Return the headline of each notebook with its interval and its label, that of the business case last."""
    _ = report.language
    rows = [one for name in report.result.headlines["finding"] if (one := told(report, name))]
    if not rows:
        return Prose()
    frame = pd.DataFrame({
        _("What"): [_row_words(one, report) for one in rows],
        _("How much"): [_figure(one, report) for one in rows],
        _("Range"): [_range(one, report) for one in rows],
        _("Rests on"): [rests_on(one.label, report) for one in rows],
    })  # fmt: skip
    return Table(frame, numeric=tuple(frame.columns[1:3]), notes=_notes(rows, report))


def _notes(rows: list[Finding], report: Report) -> tuple[str, ...]:
    _, amounts_n = report.language, sum(one.unit == "EUR" and one.name != CASE for one in rows)
    notes = []
    if amounts_n > 1:
        notes.append(_("Amounts a year overlap: they may not be added up."))
    if told(report, CASE):
        notes.append(_("The business case counts every euro once, and later euros less than those of now."))
    return (" ".join(notes),) if notes else ()


def _row_words(finding: Finding, report: Report) -> str:
    _ = report.language
    if finding.name.startswith(REALISED):
        return _("Pilot “{name}”, once rolled out", name=finding.name.removeprefix(REALISED))
    if finding.name in ROW_WORDS:
        return _(ROW_WORDS[finding.name])
    rows = report.result.headlines
    notebook = rows.loc[rows["finding"] == finding.name, "notebook"].iloc[0]
    return _(ROUTES[notebook]) if notebook in ROUTES else sentence_start(notebook_words(notebook, report))


def _figure(finding: Finding, report: Report) -> str:
    """Return a figure as a cell: an amount with its sign and period, or a stage; in words where there is none."""
    _, value = report.language, finding.estimate
    if value is None:
        words = NOT_SHOWN.get(finding.name) or STATUS_WORDS.get(finding.status, STATUS_WORDS["not_computable"])
        return _(words)
    if finding.unit == "EUR":
        return euro_words(finding, report)
    stage = finding.notes.get("stage", "")
    return _("{n}: {stage}", n=_.number(value), stage=stage) if stage else _.number(value)


def _range(finding: Finding, report: Report) -> str:
    """Return the interval as a cell; nothing where it has none."""
    _ = report.language
    if not ranged(finding):
        return ""
    if finding.unit == "EUR":
        return run_from(finding.low, finding.high, language=_)
    return _("{low} to {high}", low=_.number(finding.low), high=_.number(finding.high))
