"""The figures of driver_modelling as findings for the results file, the headline first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.result import Finding, weakest
from cxkit.settings.drivers import CHURN, DriverModelling

TOTAL = "all"
NO_FIGURE = {"no_difference": "interval_includes_zero", "not_computable": "not_computable"}


def mechanism(outcome: str) -> str:
    """Return through what an outcome pays, as the ledger names it.

    >>> mechanism("churn"), mechanism("solar panels")
    ('churn', 'cross_sell: solar panels')
    """
    return CHURN if outcome == CHURN else f"cross_sell: {outcome}"


def lever(row: dict[str, Any]) -> str:
    """Return what a what-if changes, as the ledger names it.

    >>> lever({"driver": "NPS", "change": 1.0, "segment": "all"})
    'NPS +1 (all)'
    """
    return f"{row['driver']} {row['change']:+g} ({row['segment']})"


def findings(
    together: pd.DataFrame, what_ifs: pd.DataFrame, causes: pd.DataFrame, drivers: pd.DataFrame,
    importance: pd.DataFrame, quality: pd.DataFrame, products: pd.DataFrame, *, settings: DriverModelling,
) -> tuple[Finding, ...]:  # fmt: skip
    """Return every figure the results file holds; the frames are those of the result."""
    ordered = together.sort_values("outcome", key=lambda names: names != TOTAL, kind="stable")
    found = [_together(row) for row in ordered.to_dict("records")]
    for row in what_ifs.to_dict("records"):
        found += _what_if(row, settings)
    found += [_cause(row) for row in causes.to_dict("records")]
    found += [_driver(row) for row in drivers.to_dict("records")]
    found += [_importance(row) for row in importance.to_dict("records")]
    found += [_quality(row) for row in quality.to_dict("records")]
    found += [_product(row, settings) for row in products.to_dict("records")]
    return tuple(found)


def _figure(name: str, row: dict[str, Any], ends: tuple[str, str, str], **kept: Any) -> Finding:
    """Return one figure of a row, without an estimate where none is shown."""
    estimate, low, high = (row[end] for end in ends)
    status = row.get("status", "shown")
    if estimate != estimate:
        status = "not_computable"
    customers_n = row["customers_n"]
    return Finding(
        name,
        estimate=estimate if status == "shown" else None,
        low=None if status == "not_computable" else low,
        high=None if status == "not_computable" else high,
        status=status,
        reason=row.get("reason") or NO_FIGURE.get(status, ""),
        customers_n=int(customers_n) if customers_n == customers_n else None,
        top2_share=row.get("top2_share"),
        **kept,
    )


def _together(row: dict[str, Any]) -> Finding:
    name = "driver_gain" if row["outcome"] == TOTAL else f"driver_gain:{row['outcome']}"
    notes = {"outcome": row["outcome"], "gross_eur_year": row["gross_eur_year"], "cap_eur_year": row["cap_eur_year"]}
    return _figure(name, row, ("eur_year", "low_eur", "high_eur"), unit="EUR", period="year", label=row["label"],
                   notes={key: value for key, value in notes.items() if value == value})  # fmt: skip


def _what_if(row: dict[str, Any], settings: DriverModelling) -> list[Finding]:
    about = f"{row['driver']}:{row['segment']}:{row['outcome']}"
    notes = {"outcome": row["outcome"], "driver": row["driver"], "change": row["change"], "segment": row["segment"],
             "corrected": bool(row["corrected"])}  # fmt: skip
    stated = [settings.reliability_label] if row["corrected"] and settings.reliability else []
    kept = {"label": weakest(["estimated", *stated]), "notes": notes}
    hidden_cause = {name: row[name] for name in ("evalue", "evalue_limit") if row[name] == row[name]}
    points, customers = ("points", "points_low", "points_high"), ("saved_n_year", "saved_low", "saved_high")
    ratio = ("risk_ratio", "ratio_low", "ratio_high")
    return [
        _figure(
            f"what_if_value:{about}", row, ("eur_year", "low_eur", "high_eur"), unit="EUR", period="year",
            label=row["label"], lever=lever(row), mechanism=mechanism(row["outcome"]), notes=notes,
        ),
        _figure(f"what_if_points:{about}", _judged(row, points), points, unit="share", **kept),
        _figure(f"what_if_customers:{about}", _judged(row, customers), customers, unit="customers", period="year",
                **kept),
        _figure(f"risk_ratio:{about}", _judged(row, ratio, nothing=1.0), ratio, unit="ratio",
                **kept | {"notes": notes | hidden_cause}),
    ]  # fmt: skip


def _judged(row: dict[str, Any], ends: tuple[str, str, str], *, nothing: float = 0.0) -> dict[str, Any]:
    """Return a row whose status is that of one figure: whether its own interval holds what no effect would be."""
    if row["status"] == "not_computable" or row["reason"]:
        return row
    return row | {"status": "no_difference" if row[ends[1]] <= nothing <= row[ends[2]] else "shown"}


def _cause(row: dict[str, Any]) -> Finding:
    notes = {name: row[name] for name in ("outcome", "driver", "change", "segment", "reading")}
    name = f"reading_points:{row['reading']}:{row['driver']}:{row['segment']}:{row['outcome']}"
    return _figure(name, row, ("points", "low", "high"), unit="share", label="estimated", notes=notes)


def _driver(row: dict[str, Any]) -> Finding:
    level = f"={row['level']}" if row["level"] else ""
    notes = {name: row[name] for name in ("outcome", "model", "driver", "level", "reference", "kind")}
    if row["step"] == row["step"]:
        notes |= {"step": row["step"]}
    name = f"driver_points:{row['outcome']}:{row['model']}:{row['driver']}{level}"
    return _figure(name, row, ("points", "low", "high"), unit="share", label="estimated", notes=notes)


def _importance(row: dict[str, Any]) -> Finding:
    notes = {name: row[name] for name in ("outcome", "model", "driver", "rank", "method")}
    name = f"importance:{row['outcome']}:{row['model']}:{row['driver']}"
    return _figure(name, row, ("share", "low", "high"), unit="share", label="estimated", notes=notes)


def _quality(row: dict[str, Any]) -> Finding:
    notes = {name: row[name] for name in ("outcome", "model", "measure", "split")}
    name = f"quality:{row['outcome']}:{row['model']}:{row['measure']}"
    return _figure(name, row, ("estimate", "low", "high"), unit="", label="measured", notes=notes)


def _product(row: dict[str, Any], settings: DriverModelling) -> Finding:
    label = weakest([settings.value_label, *(["assumed"] if settings.value_revenue else [])])
    name = f"combination_value:{row['combination'] or 'none'}"
    return _figure(name, row, ("value_eur_mean", "low", "high"), unit="EUR", period="year", label=label,
                   notes={"combination": row["combination"]})  # fmt: skip
