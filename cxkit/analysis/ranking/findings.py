"""The figures of opportunity_ranking that are handed on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxkit.result import Finding, weakest

NOTED = (
    "verdict", "reason", "rank", "rank_low", "rank_high", "top_share", "score", "success_probability", "effort_days",
    "cost_eur", "running_eur_year", "total_cost_eur", "net_eur", "pays_share", "evpi_eur", "pilot_cost_eur",
)  # fmt: skip
WITHOUT_ESTIMATE = "no_difference"


def findings(
    opportunities: pd.DataFrame, chosen: pd.DataFrame, totals: pd.DataFrame, left: Mapping[str, float]
) -> tuple[Finding, ...]:
    """Return what opportunity_ranking hands on: the set that fits the budget, then every opportunity.

    Parameters
    ----------
    opportunities : judged.
    chosen : the set, in the order of choice.
    totals : gross, overlap and net of the set; empty for an empty set.
    left : what the set costs and leaves: once_eur, running_eur_year, left_eur, left_low_eur, left_high_eur,
        left_pays_share; empty for an empty set.

    Returns
    -------
    ranking_net, ranking_gross, ranking_overlap (euros a year before costs, chances counted), ranking_left (euros over
    the horizon after all costs), then ranking_value:<opportunity> with
    in its notes what NOTED names. They carry no lever: the ranking makes no new benefit.
    """
    status = opportunities.set_index("opportunity")["yield_status"]
    is_sure = not status[chosen["opportunity"].tolist()].eq("review").any()
    return (
        *_totals(chosen, totals, status="shown" if is_sure else "review"),
        *_left(left, totals, status="shown" if is_sure else "review"),
        *(_value(row) for row in opportunities.to_dict("records")),
    )


def _totals(chosen: pd.DataFrame, totals: pd.DataFrame, *, status: str) -> list[Finding]:
    names = chosen["opportunity"].tolist()
    if totals.empty:
        return [Finding("ranking_net", unit="EUR", period="year", status="not_computable", reason="none_chosen",
                        notes={"opportunities": names})]  # fmt: skip
    by_name = totals.set_index("name")
    return [_total(name, by_name.loc[name], names, status) for name in ("net", "gross", "overlap")]


def _total(name: str, row: pd.Series, names: list[str], status: str) -> Finding:
    """Return one total; no amount is claimed where its interval holds zero."""
    given = {"unit": "EUR", "period": "year", "low": row["low_eur"], "high": row["high_eur"], "label": row["label"],
             "notes": {"opportunities": names, "total": name}}  # fmt: skip
    if row["low_eur"] < 0 < row["high_eur"]:
        return Finding(f"ranking_{name}", status=WITHOUT_ESTIMATE, reason=WITHOUT_ESTIMATE, **given)
    return Finding(f"ranking_{name}", estimate=row["eur_year"], status=status, **given)


def _left(left: Mapping[str, float], totals: pd.DataFrame, *, status: str) -> list[Finding]:
    """Return what the set leaves over the horizon; an expectation, also where its range holds zero."""
    if not left:
        return []
    notes = {name: left[name] for name in ("once_eur", "running_eur_year", "left_pays_share")}
    label = weakest([*totals["label"], "assumed"])
    ends = {"low": left["left_low_eur"], "high": left["left_high_eur"]}
    return [Finding("ranking_left", unit="EUR", period="horizon", estimate=left["left_eur"], label=label,
                    status=status, notes=notes, **ends)]  # fmt: skip


def _value(row: Mapping[str, Any]) -> Finding:
    name = f"ranking_value:{row['opportunity']}"
    notes = {"opportunity": row["opportunity"], **{note: _plain(row[note]) for note in NOTED}}
    given = {"unit": "EUR", "period": "year", "notes": notes}
    if math.isnan(row["expected_eur_year"]):
        return Finding(name, status="not_computable", reason=row["reason"], label="assumed", **given)
    given |= {"low": row["expected_low"], "high": row["expected_high"], "label": expected_label(row)}
    if row["yield_status"] == WITHOUT_ESTIMATE:
        return Finding(name, status=WITHOUT_ESTIMATE, reason=WITHOUT_ESTIMATE, **given)
    status = "review" if row["yield_status"] == "review" else "shown"
    return Finding(name, estimate=row["expected_eur_year"], status=status, **given)


def expected_label(row: Mapping[str, Any]) -> str:
    """Return what the expected euros of an opportunity rest on: a chance of success below 1 is an assumption.

    >>> expected_label({"label": "measured", "success_probability": 0.7})
    'assumed'
    """
    return weakest([row["label"], *(["assumed"] if row["success_probability"] < 1 else [])])


def _plain(value: Any) -> Any:
    """Return a note as the file can hold it: no nan, and no number of numpy."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
