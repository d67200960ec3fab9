"""What impact_measurement hands on: per pilot the euros that came true, the effect, and its share of the expected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.impact_result import STOPPING
from cxkit.result import Finding, weakest
from cxkit.settings.impact import ImpactMeasurement

REALISED, EFFECT, RATIO = "realised", "effect", "ratio"
REPLACING = ("exceeded", "achieved", "missed")
OF_GUARDRAILS = ("guardrail_broken", "guardrail_open")


def findings_of(pilots: pd.DataFrame, *, settings: ImpactMeasurement) -> tuple[Finding, ...]:
    """Return the findings of every pilot that was measured.

    Parameters
    ----------
    pilots : as in `ImpactResult.pilots`.
    settings : which results each pilot tests.

    Returns
    -------
    Per pilot realised:<pilot> (EUR a year once rolled out; only where euros were expected), effect:<pilot> (unit of the
    metric) and ratio:<pilot> (share of what was expected). Where 0 lies within the interval the estimate is None
    and the status no_difference. Notes of realised: pilot, verdict, advice, stage, tests, expected_eur_year, ratio,
    by_lot, and replaces: whether the pilot ended with a verdict and its guardrails held, so that its figure takes the
    place of those it tests. Of a pilot that cannot be judged the euros are not_computable, with the reason.
    """
    planned = settings.planned
    found = [
        finding
        for row in pilots.to_dict("records")
        if row["stage"] != "planned"
        for finding in _of_pilot(row, list(planned[row["pilot"]].tests))
    ]
    return tuple(found)


def _of_pilot(row: dict[str, Any], tests: list[str]) -> list[Finding]:
    name = row["pilot"]
    told = {
        "pilot": name,
        "verdict": row["verdict"],
        "reason": row["reason"],
        "advice": row["advice"],
        "stage": row["stage"],
    }
    ends = _in_order(row["low"], row["high"])
    effect = _finding(
        f"{EFFECT}:{name}",
        row,
        (row["estimate"], *ends),
        row["unit"],
        "",
        row["label"],
        told | {"metric": row["metric"]},
    )
    share = _finding(
        f"{RATIO}:{name}", row, (row["ratio"], *_in_order(row["ratio_low"], row["ratio_high"])), "share", "",
        row["label"], told,
    )  # fmt: skip
    return [*_realised(row, tests, told), effect, share]


def _realised(row: dict[str, Any], tests: list[str], told: dict[str, Any]) -> list[Finding]:
    """Return the euros of a pilot, where euros were expected of it."""
    if np.isnan(row["expected_eur_year"]) or not row["label"]:
        return []
    ends = [ratio * row["expected_eur_year"] for ratio in (row["ratio"], row["ratio_low"], row["ratio_high"])]
    done = row["stage"] == "ended" and row["verdict"] in REPLACING and row["advice_reason"] not in OF_GUARDRAILS
    replaces = bool(tests) and done
    notes = told | {
        "tests": tests, "expected_eur_year": row["expected_eur_year"], "ratio": _known(row["ratio"]),
        "ratio_low": _known(row["ratio_low"]), "ratio_high": _known(row["ratio_high"]),
        "by_lot": row["design"] == "randomised", "replaces": replaces,
    }  # fmt: skip
    stopped = row["verdict"] == "unclear" and row["reason"] in STOPPING
    amounts = (np.nan,) * 3 if stopped else (ends[0], *_in_order(*ends[1:]))
    return [_finding(f"{REALISED}:{row['pilot']}", row, amounts, "EUR", "year", row["eur_label"], notes)]


def _finding(
    name: str, row: dict[str, Any], amounts: tuple[float, float, float], unit: str, period: str, label: str,
    notes: dict[str, Any],
) -> Finding:  # fmt: skip
    """Return one finding; without an estimate where none can be given or 0 is not ruled out."""
    estimate, low, high = amounts
    if np.isnan(estimate):
        why = row["reason"] or "too_few_periods"
        return Finding(name, unit=unit, period=period, status="not_computable", reason=why, label=label or "estimated",
                       notes=notes)  # fmt: skip
    shown = not low <= 0 <= high
    status, why = ("shown", "") if shown else ("no_difference", "interval")
    customers_n = row["pilot_customers_n"] + row["control_customers_n"]
    return Finding(
        name, unit=unit, period=period, estimate=float(estimate) if shown else None, low=_known(low), high=_known(high),
        confidence=row["confidence"], label=weakest([label]), status=status, reason=why,
        customers_n=None if np.isnan(customers_n) else int(customers_n), notes=notes,
    )  # fmt: skip


def _in_order(low: float, high: float) -> tuple[float, float]:
    return (low, high) if np.isnan(low) or low <= high else (high, low)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
