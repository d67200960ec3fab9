"""The benefits of a business case, one line each: findings of earlier results and what the consultant typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cxkit.analysis.case.shares import EXTRA_WORK, chance_of, part_of
from cxkit.analysis.case.typed import MARGIN, NAN, REVENUE, typed_line
from cxkit.analysis.ledger import BURDEN_NAMES, CHURN, LEVERS, SAVING, SHIFT, VALUE_SHIFT, WHAT_IF
from cxkit.analysis.pilot_state import WITHOUT_GAIN, pilot_state
from cxkit.result import EarlierResults, Finding, weakest
from cxkit.settings.roi import BusinessCase, by_beginning

BURDEN, CONTACT_SAVING, OTHER_SAVING = "burden", "contact_saving", "other_saving"
SAVED = "saving"
EVENTS = f"{SAVING}fewer_events:"
SAVINGS = tuple(f"{SAVING}{lever}:" for lever in LEVERS)
NO_AMOUNT = ("no_difference", "not_monotone", "not_computable", "hidden")
AMOUNTS = ("eur_year", "low_eur", "high_eur", "likely_eur", "capacity_eur")
COLUMNS = [
    "line", "notebook", "finding", "category", "basis", "lever", "mechanism", "department", "evidence", "label",
    "status", "customers_n", "part", "success_probability", "chance_key", "from_year", *AMOUNTS,
]  # fmt: skip
ASIDE = ["notebook", "finding", "reason"]


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
    that cannot be cashed (0 where none). Burdens are below 0. Beside them: ASIDE; of a typed line, which is there when
    its chance is 0, notebook is '' and finding is its line.

    Notes
    -----
    Euros of a finding are times the part that the programme brings about, and of revenue times the gross margin; a
    gross margin that the settings assume makes its evidence no better than assumed. The label is that of the evidence,
    and no better than assumed when a part or a chance below 1 is assumed. Burdens follow their savings: `shares`.
    What a pilot tested has part and chance 1, unless the settings leave it out with a part of 0.
    A typed line that names the lever of a finding is a reading of it: `typed`.
    """
    found = [(notebook, finding) for notebook, held in sorted(earlier.results.items()) for finding in held.findings]
    about = [(notebook, finding, kind) for notebook, finding in found if (kind := category(finding.name))]
    benefits = [finding for _, finding, _ in about]
    savings = [finding for _, finding, kind in about if kind == CONTACT_SAVING and finding.estimate is not None]
    reasons = [_aside(finding, savings, settings) for finding in benefits]
    aside = [(notebook, finding.name, why) for (notebook, finding, _), why in zip(about, reasons, strict=True) if why]
    rows = [_of_finding(*one, savings, settings) for one, why in zip(about, reasons, strict=True) if not why]
    typed = [typed_line(row, benefits) for row in ([] if effects is None else effects.to_dict("records"))]
    rows += [line for line in typed if line["success_probability"] > 0]
    aside += [("", line["line"], "chance_0") for line in typed if line["success_probability"] == 0]
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


def _aside(finding: Finding, savings: Iterable[Finding], settings: BusinessCase) -> str:
    """Return why a finding brings no line, or nothing."""
    if finding.reason in WITHOUT_GAIN:
        return finding.reason
    if finding.status in NO_AMOUNT or finding.estimate is None:
        return finding.status if finding.status in NO_AMOUNT else "not_computable"
    if finding.unit != "EUR" or finding.period != "year":
        return "other_period"
    if finding.label == "benchmark":
        return "benchmark"
    if _part_of(finding, savings, settings) == 0:
        return "part_0"
    return "chance_0" if _chance_of(finding, settings)[0] == 0 else ""


def _chance_of(finding: Finding, settings: BusinessCase) -> tuple[float, str]:
    """Return how likely it is that a finding comes about, and the key that says so; what was tested is sure."""
    return (1.0, "") if pilot_state(finding) else chance_of(finding.name, settings)


def _part_of(finding: Finding, savings: Iterable[Finding], settings: BusinessCase) -> float:
    """Return which part of a finding the programme brings about; all of what was tested, unless it is left out."""
    part = part_of(finding.name, savings, settings)
    return 1.0 if part and pilot_state(finding) else part


def _of_finding(
    notebook: str, finding: Finding, kind: str, savings: Iterable[Finding], settings: BusinessCase
) -> dict[str, Any]:
    part = _part_of(finding, savings, settings)
    chance, key = _chance_of(finding, settings)
    basis = SAVED if kind in (BURDEN, CONTACT_SAVING, OTHER_SAVING) else MARGIN
    of_revenue = basis == MARGIN and settings.value_basis == REVENUE
    times = part * (settings.gross_margin_share if of_revenue else 1.0)
    evidence = weakest([finding.label, *(["assumed"] if of_revenue else [])])
    amounts = (finding.estimate, finding.low, finding.high, None, finding.notes.get("capacity_eur", 0.0))
    return {
        "line": finding.name, "notebook": notebook, "finding": finding.name, "category": kind, "basis": basis,
        "lever": finding.lever or finding.name, "mechanism": finding.mechanism or finding.name,
        "department": _department(finding.name, settings), "status": finding.status,
        "evidence": evidence, "label": weakest([evidence, *(["assumed"] if part < 1 or chance < 1 else [])]),
        "customers_n": NAN if finding.customers_n is None else float(finding.customers_n),
        "part": part, "success_probability": chance, "chance_key": key, "from_year": 1,
    } | {
        name: NAN if amount is None else amount * times for name, amount in zip(AMOUNTS, amounts, strict=True)
    }  # fmt: skip


def _department(finding: str, settings: BusinessCase) -> str:
    """Return who gains by a finding; extra work names its own."""
    if finding.startswith(f"{EXTRA_WORK}:"):
        return finding.removeprefix(f"{EXTRA_WORK}:")
    return by_beginning(finding, settings.departments, "")


def _named_apart(lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines of which no two bear the same name."""
    again = lines.groupby("line").cumcount()
    return lines.assign(line=lines["line"].where(again == 0, lines["line"] + " (" + (again + 1).astype(str) + ")"))
