"""The benefits that the consultant typed, one line each; what reads a result takes its lever and its mechanism."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from cxkit.analysis.ledger import CHURN, CONTACT_COST, CROSS_SELL, VALUE_SHIFT, same_words
from cxkit.analysis.uncertainty import pert_mean
from cxkit.result import Finding, weakest

MARGIN, REVENUE = "margin", "revenue"
MECHANISMS = {"loyalty": CHURN, "satisfaction": VALUE_SHIFT}
KNOWN = (CHURN, VALUE_SHIFT, CONTACT_COST)
NAN = float("nan")


def typed_line(row: Mapping[str, Any], findings: Iterable[Finding]) -> dict[str, Any]:
    """Return a line the consultant typed; of a range that is blank, or revenue, what it comes to as margin.

    Parameters
    ----------
    row : of the checked list of effects.
    findings : benefits of other notebooks, whose levers and mechanisms it may name.

    Notes
    -----
    A line that reads the lever and mechanism of a result frees as much time in each euro as that result does.
    """
    line, kind, basis = (row[name] for name in ("line", "category", "basis"))
    likely = _number(row, "expected_eur_year", NAN)
    low, high = (_number(row, name, likely) for name in ("lowest_eur_year", "highest_eur_year"))
    times = _number(row, "gross_margin_share", NAN) if basis == REVENUE else 1.0
    found = list(findings)
    lever, read = _lever(_text(row, "lever") or line, found)
    mechanism = _mechanism(row, read, found)
    evidence, chance = _text(row, "rests_on") or "assumed", _number(row, "success_probability", 1.0)
    eur_year = pert_mean(low, likely, high) * times
    freed = next((_freed(finding) for finding in read if finding.mechanism == mechanism), 0.0)
    return {
        "line": line, "notebook": "", "finding": "", "category": kind, "basis": MARGIN if basis == REVENUE else basis,
        "lever": lever, "mechanism": mechanism, "department": _text(row, "department"), "evidence": evidence,
        "label": weakest([evidence, *(["assumed"] if chance < 1 else [])]), "status": "shown",
        "customers_n": _number(row, "customers_n", NAN), "part": 1.0, "success_probability": chance, "chance_key": "",
        "from_year": int(_number(row, "from_year", 1)), "eur_year": eur_year, "low_eur": low * times,
        "high_eur": high * times, "likely_eur": likely * times, "capacity_eur": eur_year * freed,
    }  # fmt: skip


def _lever(lever: str, findings: list[Finding]) -> tuple[str, list[Finding]]:
    """Return a lever as the results write it, and the findings that read it too."""
    read = [finding for finding in findings if same_words(finding.lever) == same_words(lever)]
    return (read[0].lever if read else lever), read


def _mechanism(row: Mapping[str, Any], read: list[Finding], findings: list[Finding]) -> str:
    """Return how a typed line works: as typed when that is known, else as the result it reads, else as its category."""
    typed = _text(row, "mechanism")
    written = {same_words(name): name for name in (*KNOWN, *(finding.mechanism for finding in findings))}
    if same_words(typed) in written and typed:
        return written[same_words(typed)]
    if same_words(typed).startswith(CROSS_SELL):
        return CROSS_SELL + typed.partition(":")[2].strip()
    usual = MECHANISMS.get(row["category"], row["line"])
    of_result = {finding.mechanism for finding in read if finding.mechanism}
    if of_result:
        return usual if usual in of_result else min(of_result)
    return typed or usual


def _freed(finding: Finding) -> float:
    """Return which share of the euros of a finding is freed time that cannot be cashed."""
    capacity = finding.notes.get("capacity_eur") or 0.0
    return min(max(capacity / finding.estimate, 0.0), 1.0) if finding.estimate else 0.0


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _number(row: Mapping[str, Any], name: str, blank: float) -> float:
    value = row.get(name)
    return blank if value is None or pd.isna(value) else float(value)
