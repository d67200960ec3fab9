"""Engagements of every kind a valuation can turn out, by name, and what their readers find in the report."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from engagements import answers, by_score, customers, spread, surveyed
from reports import in_dutch, report_of, texts

from cxkit.report.reader import Report

HELD, GIVEN = surveyed(1, ceiling=True)
TENURE = {"adjust_for": ["tenure_months"]}
MIXED = {3: spread(100, 50), 7: spread(50, 50), 9: spread(130, 50)}
RISING = {3: spread(100, 50), 7: spread(120, 50), 9: spread(150, 50)}
STRAIGHT = {3: spread(100, 50), 7: spread(120, 50), 9: spread(130, 50)}
FLAT = {3: spread(100, 50), 7: spread(100.5, 50), 9: spread(130, 50)}
PASSIVE = [["detractor", "passive", 40]]
BACK = [["passive", "detractor", 40]]
CLV = {"clv_timing": "end of year", "retention_rate_year": 0.8}


def by_segment(shift=("A", "B"), adjust_for=(), **columns) -> tuple:
    """Return customers in segments A (50), B (40) and C (30), without answers, and the settings that group them."""
    margin = np.concatenate([spread(100, 50), spread(150, 40), spread(100, 30)])
    held = customers(margin, segment=["A"] * 50 + ["B"] * 40 + ["C"] * 30, **columns)
    return held, None, {"group_by": "segment", "shifts": [[*shift, 20]], "adjust_for": list(adjust_for)}


def slightly_falling(z: float) -> tuple:
    """Return customers of whom the passive are worth less than the detractors by z standard errors."""
    gap = z * np.sqrt(2) * pd.Series(spread(0, 50)).sem()
    return by_score({3: spread(100, 50), 7: spread(100 - gap, 50), 9: spread(100, 50)})


def renamed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame.rename(columns={"margin_eur_year": name})


def half_answered() -> tuple:
    """Return a hundred and fifty customers who answered and a hundred who did not and are worth less."""
    held, given = by_score(RISING)
    silent = customers(spread(60, 100)).assign(customer_id=[f"9{i:05d}" for i in range(100)])
    return pd.concat([held, silent], ignore_index=True), given


def twice_measured() -> tuple:
    """Return customers asked in two waves, in the second of which the difference has gone."""
    held, first = by_score(RISING)
    mixed = [*np.tile([3.0, 7.0], 50), *[9.0] * 50]
    second = answers(mixed, day="2025-09-01", wave="2025-2")
    return held, pd.concat([first.assign(wave="2025-1"), second], ignore_index=True)


CASES = {
    "up": (HELD, GIVEN, {"shifts": [["detractor", "passive", 100]]} | TENURE),
    "down": (HELD, GIVEN, {"shifts": BACK} | TENURE),
    "reversed": (*slightly_falling(2.05), {"shifts": PASSIVE}),
    "reversed and down": (*slightly_falling(2.05), {"shifts": BACK}),
    "no difference": (*by_score(FLAT), {"shifts": PASSIVE}),
    "not monotone": (*by_score(MIXED), {"shifts": PASSIVE}),
    "not monotone elsewhere": (*by_score(MIXED), {"shifts": [["detractor", "promoter", 40]]}),
    "not computable": (*by_score({**MIXED, 3: [85.0]}), {"audience": "consultant"}),
    "hidden": (*by_score({**MIXED, 3: spread(100, 5)}), {}),
    "one group hidden": (*by_score({**RISING, 0: spread(90, 5)}), {
        "score_bands": {"0": [0, 0], "low": [1, 6], "mid": [7, 8], "top": [9, 10]}, "shifts": [["mid", "top", 10]]}),
    "collinear": (by_score(RISING)[0].assign(twin=by_score(RISING)[1]["score"].map({3.0: "a", 7.0: "b", 9.0: "c"})),
                  by_score(RISING)[1], {"adjust_for": ["twin"], "shifts": PASSIVE}),
    "many labels": (by_score(RISING)[0].assign(postcode=[f"{i}" for i in range(150)]), by_score(RISING)[1],
                    {"adjust_for": ["postcode"], "shifts": PASSIVE}),
    "unreliable": (*by_score(STRAIGHT), {"reliability": 0.1, "shifts": PASSIVE}),
    "assumed": (*by_score(STRAIGHT), {"reliability": 0.7, "reliability_range": [0.5, 0.85], "shifts": PASSIVE}),
    "assumed without a range": (*by_score(STRAIGHT), {"reliability": 0.7, "shifts": PASSIVE}),
    "not straight": (*by_score(RISING), {"reliability": 0.7, "shifts": PASSIVE}),
    "small amounts": (*by_score({score: spread(0.3 + 0.02 * score, 50, sd=0.01) for score in (3, 7, 9)}), {
        "shifts": PASSIVE}),
    "assumed and falling": (*by_score(MIXED), {"reliability": 0.7, "shifts": PASSIVE}),
    "assumed, none shown": (renamed(by_score(FLAT)[0], "revenue_eur_year"), by_score(FLAT)[1], {
        "value_plus": [], "value_revenue": ["revenue_eur_year"], "gross_margin": 0.4, "shifts": PASSIVE}),
    "assumed, not monotone": (renamed(by_score(MIXED)[0], "revenue_eur_year"), by_score(MIXED)[1], {
        "value_plus": [], "value_revenue": ["revenue_eur_year"], "gross_margin": 0.4, "shifts": PASSIVE}),
    "by segment": by_segment(),
    "by segment, down": by_segment(("B", "A")),
    "by segment, none": by_segment(("A", "C")),
    "by segment, adjusted": by_segment(tenure_months=np.arange(120) % 12.0, **TENURE),
    "lifetime": (*by_score(RISING), {"shifts": PASSIVE} | CLV),
    "horizon": (*by_score(RISING), {"shifts": PASSIVE, "horizon_years": 5} | CLV),
    "to date": (renamed(by_score(RISING)[0], "margin_eur"), by_score(RISING)[1],
                {"value_plus": ["margin_eur"], "shifts": PASSIVE}),
    "not monotone, to date": (renamed(by_score(MIXED)[0], "margin_eur"), by_score(MIXED)[1],
                              {"value_plus": ["margin_eur"], "shifts": PASSIVE}),
    "few answered": (*half_answered(), {"shifts": PASSIVE}),
    "two waves": (*twice_measured(), {"shifts": PASSIVE}),
    "sensitivity": (HELD.assign(visits=np.arange(3000) % 7.0), GIVEN,
                    {"shifts": PASSIVE, "sensitivity_for": ["visits"]} | TENURE),
    "everything beside": (
        by_score(RISING)[0].assign(cost_to_serve_eur_year=10.0, acquisition_cost_eur=60.0, share_of_wallet=0.4,
                                   cltv_eur=900.0), by_score(RISING)[1],
        {"value_minus": ["cost_to_serve_eur_year"], "acquisition_cost": ["acquisition_cost_eur"],
         "compare_with": ["cltv_eur"], "shifts": PASSIVE}),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One engagement's report, and what an English and a Dutch reader find in it."""

    report: Report
    english: dict[str, str]
    dutch: dict[str, str]


@functools.cache
def report(name: str) -> Report:
    """Return the report of an engagement; made once."""
    held, given, settings = CASES[name]
    rounding = {} if settings.get("group_by") else {"score_rounding": "nearest"}
    return report_of(held, given, **rounding | settings)


@functools.cache
def told(name: str) -> Told:
    """Return what the readers of an engagement's report find in it; made once."""
    return Told(report(name), texts(report(name)), texts(in_dutch(report(name))))
