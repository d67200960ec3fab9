"""The figures of touchpoint_savings as findings for the results file, the headline first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from cxkit.analysis.touchpoints.causes import Causes
from cxkit.analysis.touchpoints.costs import cost_label
from cxkit.result import Finding, weakest
from cxkit.settings.touchpoints import TouchpointSavings

MECHANISM = "contact_cost"
TOTALS = {
    "net": "contact_savings", "gross": "contact_savings_gross", "overlap": "contact_savings_overlap",
    "cashable": "contact_savings_cashable", "capacity": "contact_savings_capacity",
    "naive_average": "contact_savings_naive",
}  # fmt: skip


def findings(
    verdict: str, topics: pd.DataFrame, channels: pd.DataFrame, causes: Causes, events: pd.DataFrame,
    lines: pd.DataFrame, totals: pd.DataFrame, facts: Mapping[str, Any], *, settings: TouchpointSavings,
) -> tuple[Finding, ...]:  # fmt: skip
    """Return every figure the results file holds; without customer ids their status is 'review'.

    Parameters
    ----------
    verdict, topics, channels, events, lines, totals, facts : of the result.
    causes : repeats, switches, pages.
    settings : labels.
    """
    found = [_total(row, verdict, lines, settings) for row in totals.to_dict("records") if row["name"] in TOTALS]
    found = sorted(found, key=lambda finding: finding.name != TOTALS["net"])
    found += [_line(row) for row in lines.to_dict("records")]
    found.append(_contact_cost(facts, settings))
    found += [_topic(row, settings) for row in topics.to_dict("records")]
    found += [_felt(row) for row in topics.to_dict("records") if row["answers_n"]]
    found += [_channel(row) for row in channels.to_dict("records")]
    found += [finding for row in causes.repeats.to_dict("records") for finding in _repeat(row, settings)]
    found += [_switch(row, settings) for row in causes.switches.to_dict("records") if row["unwanted"]]
    found += [_page(row, settings) for row in causes.pages.to_dict("records")]
    found += [_event(row) for row in events.to_dict("records")]
    return tuple(_to_review(finding) for finding in found) if facts["review"] else tuple(found)


def _to_review(finding: Finding) -> Finding:
    """Return a figure of which nobody knows how many customers stand behind it."""
    return replace(finding, status="review") if finding.status == "shown" else finding


def _figure(
    name: str, row: Mapping[str, Any], estimate: str, low: str, high: str, *, status: str = "shown", reason: str = "",
    **kept: Any,
) -> Finding:  # fmt: skip
    """Return one figure of a row, without an estimate where none is shown."""
    customers_n, value = row.get("customers_n"), row[estimate]
    known = customers_n is not None and customers_n == customers_n
    if value != value and status == "shown":
        status, reason = "not_computable", reason or "too_few"
    return Finding(
        name,
        estimate=value if status == "shown" else None,
        low=None if status == "not_computable" else row[low],
        high=None if status == "not_computable" else row[high],
        status=status,
        reason=reason or ("" if status == "shown" else "interval_includes_zero"),
        customers_n=int(customers_n) if known else None,
        top2_share=row.get("top2_share"),
        **kept,
    )


def _year(name: str, row: Mapping[str, Any], estimate: str, low: str, high: str, **kept: Any) -> Finding:
    return _figure(name, row, estimate, low, high, unit="EUR", period="year", **kept)


def saving_label(lines: pd.DataFrame, settings: TouchpointSavings) -> str:
    """Return what the whole saving rests on: the weakest of its lines."""
    used = lines.loc[lines["status"] != "not_computable", "label"]
    return weakest(used) if len(used) else weakest([settings.effect_label, cost_label(settings)])


def _total(row: dict[str, Any], verdict: str, lines: pd.DataFrame, settings: TouchpointSavings) -> Finding:
    status, reason = "shown", ""
    if verdict == "not_computable":
        status, reason = "not_computable", "no_lever_works"
    elif row["name"] == "net" and verdict == "no_difference":
        status = "no_difference"
    return _year(
        TOTALS[row["name"]], row, "eur_year", "low_eur", "high_eur", label=saving_label(lines, settings), status=status,
        reason=reason, notes={"total": row["name"]} | ({} if row["fte"] != row["fte"] else {"fte": row["fte"]}),
    )  # fmt: skip


def _line(row: dict[str, Any]) -> Finding:
    return _year(
        f"saving_{row['lever']}:{row['scope']}", row, "net_eur", "net_low_eur", "net_high_eur", label=row["label"],
        status=row["status"], reason=row["reason"] or "", lever=f"{row['lever']}: {row['scope']}", mechanism=MECHANISM,
        notes={"scope": row["scope"], "capacity_eur": row["capacity_eur"]},
    )  # fmt: skip


def _contact_cost(facts: Mapping[str, Any], settings: TouchpointSavings) -> Finding:
    row = {**facts, "top2_share": None}
    return _year("contact_cost", row, "cost_eur_year", "cost_low_eur", "cost_high_eur", label=cost_label(settings),
                 notes={"contacts_n": facts["answered_n"], "unanswered_n": facts["unanswered_n"]})  # fmt: skip


def _topic(row: dict[str, Any], settings: TouchpointSavings) -> Finding:
    return _cost(f"topic_cost:{row['topic']}", row, {"topic": row["topic"], "contacts_n": row["contacts_n"]}, settings)


def _felt(row: dict[str, Any]) -> Finding:
    answered = {**row, "customers_n": row["answers_customers_n"] or None, "top2_share": None}
    notes = {"topic": row["topic"], "answers_n": row["answers_n"]}
    name = f"topic_negative_share:{row['topic']}"
    return _figure(name, answered, "negative_share", "negative_low", "negative_high", unit="share", notes=notes)


def _channel(row: dict[str, Any]) -> Finding:
    notes = {"channel": row["channel"], "basis": row["basis"]}
    kept = {"unit": "EUR", "period": "contact", "label": row["label"], "notes": notes}
    return _figure(f"cost_per_contact:{row['channel']}", row, "cost_per_contact_eur", "low_eur", "high_eur", **kept)


def _repeat(row: dict[str, Any], settings: TouchpointSavings) -> list[Finding]:
    days, notes = row["days"], {"days": row["days"], "eligible_n": row["eligible_n"]}
    shares = {"repeat_share": ("repeat_share", "repeat_low", "repeat_high"),
              "first_contact_resolution": ("fcr", "fcr_low", "fcr_high")}  # fmt: skip
    found = [_figure(f"{name}:{days}", row, *ends, unit="share", notes=notes) for name, ends in shares.items()]
    return [*found, _cost(f"repeat_cost:{days}", row, notes, settings)]


def _switch(row: dict[str, Any], settings: TouchpointSavings) -> Finding:
    notes = {"from_channel": row["from_channel"], "to_channel": row["to_channel"], "contacts_n": row["contacts_n"]}
    return _cost(f"switch_cost:{row['switch']}", row, notes, settings)


def _cost(name: str, row: Mapping[str, Any], notes: Mapping[str, Any], settings: TouchpointSavings) -> Finding:
    return _year(name, row, "cost_eur_year", "low_eur", "high_eur", label=cost_label(settings), notes=notes)


def _page(row: dict[str, Any], settings: TouchpointSavings) -> Finding:
    status = "no_difference" if row["excess_low"] <= 0 <= row["excess_high"] else "shown"
    notes = {"url": row["url"], "after_n": row["after_n"], "before_n": row["before_n"]}
    return _year(f"page_cost:{row['url']}", row, "cost_eur_year", "low_eur", "high_eur", status=status, notes=notes,
                 label=weakest([cost_label(settings), "estimated"]))  # fmt: skip


def _event(row: dict[str, Any]) -> Finding:
    return _year(f"event_cost:{row['kind']}", row, "cost_eur_year", "low_eur", "high_eur", notes={"kind": row["kind"]})
