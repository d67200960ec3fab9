"""What was checked of every pilot, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxkit.analysis.impact_result import STOPPING
from cxkit.language import N_
from cxkit.report.cells import HIDDEN as DASH
from cxkit.report.cells import HIDDEN_NOTE
from cxkit.report.impact.names import HIDDEN, known
from cxkit.report.impact.reasons import OF_THE_BASELINE, about_names
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table

CHECKS = {
    "no_baseline": N_("A baseline was frozen beforehand"),
    "baseline_changed": N_("The baseline is as it was frozen"),
    "data_changed": N_("Measurements are as they were frozen"),
    "assignment_changed": N_("Who is in which group is as it was frozen"),
    "plan_changed": N_("The plan is as it was frozen"),
    "assignment_late": N_("Who got it was frozen before it began"),
    "expectation_late": N_("Expected before it began"),
    "pilot_before_baseline": N_("Baseline before it began"),
    "no_control": N_("There is a control group"),
    "other_rule": N_("Control group picked by the same rule"),
    "different_level": N_("Alike before it began"),
    "pre_trend": N_("No drifting apart before it began"),
    "placebo": N_("No effect before it began"),
    "too_few_units": N_("Enough to tell an effect from chance"),
    "no_before": N_("Measured before it began"),
    "no_spread": N_("Values differ"),
    "balance": N_("Alike before the lot was drawn"),
    "sample_ratio": N_("As many in each group as planned"),
    "attrition": N_("As many dropped out of each group"),
    "missing": N_("As much is there of each group"),
}
STATUSES = {
    "ok": N_("yes"),
    "warns": N_("no: mind this"),
    "stops": N_("no: cannot be judged"),
    "not_computable": N_("cannot be said"),
    HIDDEN: DASH,
}
SMALLEST_P = 0.001
BASELINE_STANDS = N_("The baseline stands as it was frozen beforehand")
FIGURED = ("different_level", "attrition")  # of others a p-value says more, or there is nothing to measure
HOLDS = ("ok", "not_computable")


def check_table(report: Report) -> Table | Prose:
    """Return what was asked of every pilot, a line per question; those of a baseline that stands in one line."""
    _, rows = report.language, report.result.checks
    if rows.empty:
        return Prose()
    asked = set(rows["pilot"])
    pilots = [name for name in report.result.pilots["pilot"] if name in asked]
    by_check: dict[str, dict[str, Any]] = {check: {} for check in STOPPING}
    for row in rows.to_dict("records"):
        by_check.setdefault(row["check"], {})[row["pilot"]] = row
    lines = [_line(question, found, pilots, report) for question, found in _told(by_check, report)]
    frame = pd.DataFrame(lines, columns=[_("Question"), *pilots])
    return Table(frame, notes=tuple(_notes(report)))


def _told(by_check: Mapping[str, Mapping[str, Any]], report: Report) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the questions that were asked, with their answers; those of the baseline together where all hold."""
    _, asked = report.language, {check: found for check, found in by_check.items() if found}
    own = [check for check in OF_THE_BASELINE if check in asked]
    stands = bool(own) and all(row["status"] in HOLDS for check in own for row in asked[check].values())
    first = [(_(BASELINE_STANDS), asked[own[0]])] if stands else []
    rest = [(_(CHECKS.get(check, check)), found) for check, found in asked.items() if not (stands and check in own)]
    return first + rest


def _line(question: str, found: Mapping[str, Any], pilots: list[str], report: Report) -> list[str]:
    return [question, *(_cell(found[pilot], report) if pilot in found else "" for pilot in pilots)]


def _cell(row: Mapping[str, Any], report: Report) -> str:
    """Return the answer, with its p-value, or else the figure and its limit."""
    _, told = report.language, report.language(STATUSES[row["status"]])
    if row["status"] in ("warns", "stops") and (about := about_names(row["check"], row, report)):
        return _("{answer} ({fields})", answer=told, fields=about)
    if row["status"] == HIDDEN or row["check"] not in FIGURED and not known(row["p"]):
        return told
    if known(row["p"]):
        return _("{answer} (p {p})", answer=told, p=_p(row["p"], report))
    if known(row["value"], row["limit"]):
        return _("{answer} ({value}, limit {limit})", answer=told, value=_.number(row["value"], decimals=2),
                 limit=_.number(row["limit"], decimals=2))  # fmt: skip
    return told


def _p(p: float, report: Report) -> str:
    _ = report.language
    return f"< {_.number(SMALLEST_P, decimals=3)}" if p < SMALLEST_P else _.number(p, decimals=2 if p >= 0.1 else 3)


def _notes(report: Report) -> list[str]:
    _, rows = report.language, report.result.checks
    told = []
    if rows["p"].notna().any():
        told.append(_("p: how often chance alone does at least this."))
    if rows["status"].eq(HIDDEN).any():
        told.append(_(HIDDEN_NOTE))
    return told
