"""The figures of roi for the results file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxkit.result import Finding

HEADLINES = {
    "npv": "business_case_npv", "pv_benefits": "business_case_pv_benefits", "pv_costs": "business_case_pv_costs",
    "roi": "business_case_roi", "irr": "business_case_irr", "mirr": "business_case_mirr",
    "payback": "business_case_payback", "discounted_payback": "business_case_discounted_payback",
}  # fmt: skip
REASONS = {
    "none": "no_rate", "several": "several_rates", "not_reached": "not_paid_back", "no_investment": "no_investment",
}  # fmt: skip
LARGEST_N = 3


def findings(
    lines: pd.DataFrame,
    totals: pd.DataFrame,
    measures: pd.DataFrame,
    tornado: pd.DataFrame,
    break_even: pd.DataFrame,
    *,
    facts: Mapping[str, Any],
    verdict: str,
) -> tuple[Finding, ...]:
    """Return what roi hands on: the measures, the ledger, its lines, and what matters most.

    Parameters
    ----------
    lines, totals, measures, tornado, break_even, facts, verdict : of the result.
    """
    label = facts["label"]
    return (
        *(_measure(row, label, facts, verdict) for row in measures.to_dict("records")),
        *(_total(row) for row in totals.to_dict("records")),
        *(_line(row) for row in lines.to_dict("records")),
        *(_swing(row, label) for row in tornado.head(LARGEST_N).to_dict("records")),
        *(_break_even(row, label) for row in break_even.to_dict("records") if row["what"] in ("effect", "costs")),
        *_pause(facts, label),
        Finding("waiting_value", unit="EUR", period="horizon", estimate=facts["waiting_value_eur"], label=label,
                notes={"pilot_months": facts["waiting_pilot_months"]}),
    )  # fmt: skip


def _measure(row: Mapping[str, Any], label: str, facts: Mapping[str, Any], verdict: str) -> Finding:
    shown = row["status"] == "shown"
    notes = {"naive": None if row["naive"] != row["naive"] else row["naive"]}
    if row["name"] == "npv":
        told = ("horizon_years", "rate", "pays_share", "draws", "seed", "npv_error_eur")
        notes |= {"verdict": verdict} | {name: facts[name] for name in told}
    if row["name"] == "irr":
        notes["rates"] = list(facts["irr_values"])
    return Finding(
        HEADLINES[row["name"]],
        unit=row["unit"],
        period="horizon" if row["unit"] == "EUR" else "",
        estimate=row["value"] if shown else None,
        low=row["low"],
        high=row["high"],
        label=label,
        status="shown" if shown else "not_computable",
        reason="" if shown else REASONS[row["status"]],
        notes=notes,
    )


def _total(row: Mapping[str, Any]) -> Finding:
    return Finding(f"ledger_{row['name']}", unit="EUR", period="year", estimate=row["eur_year"], low=row["low_eur"],
                   high=row["high_eur"], label=row["label"], notes={"total": row["name"]})  # fmt: skip


def _line(row: Mapping[str, Any]) -> Finding:
    known = row["customers_n"] == row["customers_n"]
    return Finding(
        f"ledger_line:{row['line']}",
        unit="EUR",
        period="year",
        estimate=row["net_eur_year"],
        low=row["net_low_eur"],
        high=row["net_high_eur"],
        label=row["label"],
        customers_n=int(row["customers_n"]) if known else None,
        lever=row["lever"],
        mechanism=row["mechanism"],
        notes={
            "gross_eur_year": row["eur_year"], "category": row["category"], "basis": row["basis"],
            "notebook": row["notebook"], "counted": bool(row["counted"]), "reason": row["reason"],
            "evidence": row["evidence"],
            "success_probability": row["success_probability"], "part": row["part"],
        },
    )  # fmt: skip


def _swing(row: Mapping[str, Any], label: str) -> Finding:
    low, high = sorted((row["npv_low"], row["npv_high"]))
    return Finding(f"tornado:{row['input']}", unit="EUR", period="horizon", estimate=high - low, low=low, high=high,
                   label=label, notes={"kind": row["kind"], "moved_by": row["moved_by"]})  # fmt: skip


def _break_even(row: Mapping[str, Any], label: str) -> Finding:
    shown = row["status"] == "shown"
    return Finding(
        f"break_even_{row['what']}", unit="share", estimate=row["share"] if shown else None, label=label,
        status="shown" if shown else "not_computable", reason="" if shown else f"{row['status']}_pays",
    )  # fmt: skip


def _pause(facts: Mapping[str, Any], label: str) -> list[Finding]:
    if "pause_cost_eur" not in facts:
        return []
    return [
        Finding("pause_cost", unit="EUR", period="horizon", estimate=facts["pause_cost_eur"],
                low=facts["pause_cost_low"], high=facts["pause_cost_high"], label=label)
    ]  # fmt: skip
