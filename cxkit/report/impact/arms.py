"""Success factors that no figure of the whole tells of: what the arms of a pilot measured last."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.report.impact.names import known, rows_of
from cxkit.report.reader import Report
from cxkit.report.rounding import supported_step

NAN = float("nan")


def arms_now(report: Report) -> list[dict[str, Any]]:
    """Return the success factors that only pilots measure, per pilot, with what both of its arms were last.

    Returns
    -------
    Rows as of the bands, whose low and high are not known, with pilot, arms ({'pilot': value, 'control': value}; empty
    of one that is not measured yet or is hidden).
    """
    followed, factors = set(report.result.bands["metric"]), report.settings.factors
    rows = report.result.series
    found = []
    for metric in (metric for metric in factors if metric not in followed):
        own = rows[rows["metric"].eq(metric) & rows["arm"].isin(["pilot", "control"])]
        for pilot in dict.fromkeys(own["pilot"]) or _judged_on(metric, report):
            found.append(_arms(metric, pilot, own[own["pilot"].eq(pilot)], report))
    return found


def _judged_on(metric: str, report: Report) -> list[str]:
    """Return the pilots that are judged on a metric, or '' where there is none."""
    pilots = report.result.pilots
    return pilots.loc[pilots["metric"].eq(metric), "pilot"].tolist() or [""]


def _arms(metric: str, pilot: str, rows: pd.DataFrame, report: Report) -> dict[str, Any]:
    """Return one success factor as one pilot measures it, in the last period in which both arms are known."""
    factor = report.settings.factors[metric]
    both = rows.pivot_table(index="period", columns="arm", values="mean").dropna()
    values = both.iloc[-1].to_dict() if {"pilot", "control"} <= set(both.columns) and len(both) else {}
    ends = rows.loc[rows["period"].eq(both.index[-1]) if values else [], ["low", "high"]].mean()
    row = next(iter(rows_of(report.result.pilots, pilot)), {})
    return {
        "metric": metric, "pilot": pilot, "arms": values, "unit": factor.unit, "better": factor.better,
        "target": factor.target if factor.target is not None else NAN, "low": NAN, "high": NAN, "latest": NAN,
        "latest_at": both.index[-1] if values else None, "outside": False, "improved": False,
        "step": supported_step(*ends) if known(*ends) else 0.0,
        "hidden": row.get("verdict") == "hidden",
    }  # fmt: skip
