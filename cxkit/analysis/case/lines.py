"""The benefits of a business case, one line each: findings of earlier results and what the consultant typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxkit.analysis.ledger import BURDEN_NAMES, CHURN, LEVERS, SAVING, SHIFT, VALUE_SHIFT, WHAT_IF
from cxkit.analysis.uncertainty import pert_mean
from cxkit.result import EarlierResults, Finding, weakest
from cxkit.settings.roi import BusinessCase, by_beginning

BURDEN, CONTACT_SAVING, OTHER_SAVING = "burden", "contact_saving", "other_saving"
MARGIN, SAVED, REVENUE = "margin", "saving", "revenue"
EVENTS, EXTRA_WORK = f"{SAVING}fewer_events:", f"{SAVING}extra_work:"
SAVINGS = tuple(f"{SAVING}{lever}:" for lever in LEVERS)
MECHANISMS = {"loyalty": CHURN, "satisfaction": VALUE_SHIFT}
NO_AMOUNT = ("no_difference", "not_monotone", "not_computable", "hidden")
AMOUNTS = ("eur_year", "low_eur", "high_eur", "likely_eur", "capacity_eur")
COLUMNS = [
    "line", "notebook", "finding", "category", "basis", "lever", "mechanism", "department", "label", "status",
    "customers_n", "part", "success_probability", "from_year", *AMOUNTS,
]  # fmt: skip
ASIDE = ["notebook", "finding", "reason"]
NAN = float("nan")


def benefit_lines(
    effects: pd.DataFrame | None, earlier: EarlierResults, *, settings: BusinessCase
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the benefits that a business case can count, and the results that bring none.

    Parameters
    ----------
    effects : the consultant's own lines: line, category, expected_eur_year, lowest_eur_year, highest_eur_year, basis,
        gross_margin_share (0-1), rests_on, lever, mechanism, success_probability (0-1), from_year, department,
        customers_n; blank where not given. None without a list.
    earlier : results of other notebooks.
    settings : parts, chances, departments and the gross margin.

    Returns
    -------
    Lines, largest first: COLUMNS as in `BusinessCaseResult.lines`; likely_eur is the most likely amount of a typed line
    (nan of a finding), eur_year its mean, low_eur and high_eur its ends; capacity_eur what of a saving is freed time
    that cannot be cashed (0 where none). Burdens are below 0. Beside them: ASIDE.

    Notes
    -----
    Euros of a finding are times the part that the programme brings about, and of revenue times the gross margin. The
    label is that of the evidence; a gross margin that the settings assume makes it no better than assumed.
    """
    found = [(notebook, finding) for notebook, held in sorted(earlier.results.items()) for finding in held.findings]
    about = [(notebook, finding, kind) for notebook, finding in found if (kind := category(finding.name))]
    reasons = [_aside(finding, settings) for _, finding, _ in about]
    aside = [(notebook, finding.name, why) for (notebook, finding, _), why in zip(about, reasons, strict=True) if why]
    rows = [_of_finding(*one, settings) for one, why in zip(about, reasons, strict=True) if not why]
    rows += [_typed(row) for row in ([] if effects is None else effects.to_dict("records"))]
    lines = pd.DataFrame(rows, columns=COLUMNS).sort_values(["eur_year", "line"], ascending=[False, True])
    return _named_apart(lines.reset_index(drop=True)), pd.DataFrame(aside, columns=ASIDE)


def category(name: str) -> str:
    """Return what kind of benefit a finding is; '' of none.

    >>> category("saving_fewer_contacts:bill"), category("what_if_value:NPS:all:churn"), category("contact_savings")
    ('contact_saving', 'churn', '')
    """
    if name == SHIFT:
        return VALUE_SHIFT
    if name.startswith(f"{WHAT_IF}:"):
        return CHURN if name.endswith(f":{CHURN}") else "cross_sell"
    if name.startswith(BURDEN_NAMES):
        return BURDEN
    if name.startswith(SAVINGS):
        return OTHER_SAVING if name.startswith(EVENTS) else CONTACT_SAVING
    return ""


def _aside(finding: Finding, settings: BusinessCase) -> str:
    """Return why a finding brings no line, or nothing."""
    if finding.status in NO_AMOUNT or finding.estimate is None:
        return finding.status if finding.status in NO_AMOUNT else "not_computable"
    if finding.unit != "EUR" or finding.period != "year":
        return "other_period"
    if finding.label == "benchmark":
        return "benchmark"
    return "part_0" if by_beginning(finding.name, settings.parts, 1.0) == 0 else ""


def _of_finding(notebook: str, finding: Finding, kind: str, settings: BusinessCase) -> dict[str, Any]:
    part = by_beginning(finding.name, settings.parts, 1.0)
    basis = SAVED if kind in (BURDEN, CONTACT_SAVING, OTHER_SAVING) else MARGIN
    of_revenue = basis == MARGIN and settings.value_basis == REVENUE
    times = part * (settings.gross_margin_share if of_revenue else 1.0)
    amounts = (finding.estimate, finding.low, finding.high, None, finding.notes.get("capacity_eur", 0.0))
    return {
        "line": finding.name, "notebook": notebook, "finding": finding.name, "category": kind, "basis": basis,
        "lever": finding.lever or finding.name, "mechanism": finding.mechanism or finding.name,
        "department": _department(finding.name, settings), "status": finding.status,
        "label": weakest([finding.label, *(["assumed"] if of_revenue else [])]), "part": part,
        "customers_n": NAN if finding.customers_n is None else float(finding.customers_n),
        "success_probability": by_beginning(finding.name, settings.success_probability, 1.0), "from_year": 1,
    } | {
        name: NAN if amount is None else amount * times for name, amount in zip(AMOUNTS, amounts, strict=True)
    }  # fmt: skip


def _department(finding: str, settings: BusinessCase) -> str:
    """Return who gains by a finding; extra work names its own."""
    if finding.startswith(EXTRA_WORK):
        return finding.removeprefix(EXTRA_WORK)
    return by_beginning(finding, settings.departments, "")


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line the consultant typed; of a range that is blank, or revenue, what it comes to as margin."""
    line, kind, basis = (row[name] for name in ("line", "category", "basis"))
    likely = _number(row, "expected_eur_year", NAN)
    low, high = (_number(row, name, likely) for name in ("lowest_eur_year", "highest_eur_year"))
    times = _number(row, "gross_margin_share", NAN) if basis == REVENUE else 1.0
    return {
        "line": line, "notebook": "", "finding": "", "category": kind, "basis": MARGIN if basis == REVENUE else basis,
        "lever": _text(row, "lever") or line, "mechanism": _text(row, "mechanism") or MECHANISMS.get(kind, line),
        "department": _text(row, "department"), "label": _text(row, "rests_on") or "assumed", "status": "shown",
        "customers_n": _number(row, "customers_n", NAN), "part": 1.0,
        "success_probability": _number(row, "success_probability", 1.0), "from_year": int(_number(row, "from_year", 1)),
        "eur_year": pert_mean(low, likely, high) * times, "low_eur": low * times, "high_eur": high * times,
        "likely_eur": likely * times, "capacity_eur": 0.0,
    }  # fmt: skip


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _number(row: Mapping[str, Any], name: str, blank: float) -> float:
    value = row.get(name)
    return blank if value is None or pd.isna(value) else float(value)


def _named_apart(lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines of which no two bear the same name."""
    again = lines.groupby("line").cumcount()
    return lines.assign(line=lines["line"].where(again == 0, lines["line"] + " (" + (again + 1).astype(str) + ")"))
