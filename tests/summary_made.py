"""Results of all notebooks made by hand, for the tests of executive_summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
from earlier_made import effect, euros, realised

from cxkit.analysis.executive_summary import executive_summary
from cxkit.report.reader import Report, protect
from cxkit.result import EarlierResults, Finding, NotebookResults
from cxkit.settings.summary import EARLIER, ExecutiveSummary

GROUPS, SAVINGS, DRIVERS, MATURITY, IMPACT, RANKING, CASE = EARLIER
NPV = {  # verdict: estimate, low, high, share of draws that pay
    "pays": (82_000, 21_000, 145_000, 0.991),
    "may_pay": (40_000, -25_000, 105_000, 0.88),
    "may_not_pay": (-12_000, -80_000, 60_000, 0.36),
    "does_not_pay": (-70_000, -120_000, -22_000, 0.002),
    "no_benefit": (-48_000, -52_000, -44_000, 0.0),
}
STEPS = (  # name, verdict, rank, expected, half
    ("Terugbellen binnen twee dagen", "validate", 1, 11_700, 3_600),
    ("saving_fewer_contacts:factuur", "do_now", 2, 11_600, 4_900),
    ("what_if_value:NPS:all", "do_now", 3, 7_100, 1_700),
    ("Welkomstgesprek", "do_now", 4, 8_450, 5_900),
    ("Nieuwe app", "not_now", 5, 12_400, 7_500),
)
LINES = (  # line, lever, mechanism, estimate, half, label
    ("what_if_value:NPS:all:churn", "NPS +1 (all)", "churn", 14_000, 5_000, "estimated"),
    ("saving_fewer_contacts:factuur", "fewer_contacts: factuur", "contact_cost", 6_000, 2_000, "assumed"),
    ("Mond-tot-mondreclame", "", "Mond-tot-mondreclame", 3_000, 2_500, "assumed"),
    ("saving_extra_work:Backoffice", "extra_work: Backoffice", "contact_cost", -2_000, 800, "measured"),
)
TEXT = {"en": "The board looks at customer figures every month.", "nl": "De directie bekijkt elke maand klantcijfers."}


def settings(**given: Any) -> ExecutiveSummary:
    """Return checked settings of the demo."""
    return ExecutiveSummary.check(given)


def findings(verdict: str = "may_pay") -> dict[str, tuple[Finding, ...]]:
    """Return what every notebook hands on, with this verdict of the business case."""
    return {
        GROUPS: (
            euros("shift_value", 14_600, 2_100, lever="cx_score", mechanism="value_shift",
                  notes={"shifts": [["detractor", "passive", 500]]}),
            Finding("nps", unit="points", estimate=-31.4, notes={"metric": "NPS"}),
        ),
        SAVINGS: (
            euros("contact_savings", 29_700, 7_400, label="assumed"),
            euros("contact_savings_cashable", 12_300, 4_600, label="assumed"),
            euros("contact_savings_capacity", 17_400, 6_100, label="assumed"),
        ),
        DRIVERS: (
            euros("driver_gain", 77_200, 15_100, label="assumed"),
            euros("driver_gain:churn", 65_000, 14_500),
            euros("driver_gain:thermostaat", 12_200, 5_400, label="assumed"),
            euros("what_if_value:NPS:all:churn", 39_000, 12_000, lever="NPS +1 (all)", mechanism="churn"),
        ),
        MATURITY: (
            Finding("maturity_stage", unit="stage", estimate=2, low=2, high=2, label="estimated",
                    notes={"stage": "Invested"}),
            _action("later", hard=False, rank=1, text={"en": "Later.", "nl": "Later."}),
            _action("first", hard=True, rank=2, text=TEXT),
            Finding("agreement:all:krippendorff", unit="coefficient", estimate=0.4, notes={"warned": True}),
        ),
        IMPACT: (
            realised("Eén eigenaar per vraag", 7_800, 3_100, tests=("saving_fewer_repeats:all",)),
            effect("Eén eigenaar per vraag", -0.045, 0.018, verdict="achieved"),
            effect("Nabellen van criticasters", None, 0.18, verdict="missed"),
        ),
        RANKING: (
            euros("ranking_net", 41_900, 29_000, label="assumed",
                  notes={"opportunities": [row[0] for row in STEPS[:4]]}),
            Finding("ranking_left", unit="EUR", period="horizon", estimate=16_000, label="assumed"),
            *(_step(*row) for row in STEPS),
        ),
        CASE: _case(verdict),
    }  # fmt: skip


def _action(name: str, **notes: Any) -> Finding:
    return Finding(f"maturity_action:{name}", unit="points", estimate=0.1, notes=notes)


def _step(name: str, verdict: str, rank: int, estimate: float, half: float) -> Finding:
    return euros(f"ranking_value:{name}", estimate, half, label="assumed", notes={"verdict": verdict, "rank": rank})


def _case(verdict: str) -> tuple[Finding, ...]:
    value, low, high, pays = NPV[verdict]
    notes = {"verdict": verdict, "pays_share": pays, "horizon_years": 3}
    lines = [] if verdict == "no_benefit" else [
        euros(f"ledger_line:{name}", eur, half, label=label, lever=lever, mechanism=mechanism)
        for name, lever, mechanism, eur, half, label in LINES
    ]  # fmt: skip
    return (
        Finding("business_case_npv", unit="EUR", period="horizon", estimate=value, low=low, high=high, label="assumed",
                notes=notes),
        Finding("business_case_roi", unit="share", period="horizon", estimate=0.62, low=-0.3, high=1.6,
                label="assumed"),
        Finding("business_case_payback", unit="years", estimate=2.13, low=1.2, high=2.9, label="assumed"),
        euros("ledger_gross", 104_000, 24_000, label="assumed"),
        euros("ledger_overlap", 41_000, 9_000, label="assumed"),
        euros("ledger_net", 63_000, 17_000, label="assumed"),
        euros("ledger_counted", 21_000, 11_000, label="assumed"),
        *lines,
        _tornado("what_if_value:NPS:all:churn", 36_000),
        _tornado("discount_rate_year", 9_000),
        _tornado("training", 4_000),
        Finding("break_even_effect", unit="share", estimate=0.62, label="assumed"),
    )  # fmt: skip


def _tornado(name: str, swing: float) -> Finding:
    return Finding(f"tornado:{name}", unit="EUR", period="horizon", estimate=swing, label="assumed")


def earlier(
    found: Mapping[str, tuple[Finding, ...]] | None = None, *, stale: Mapping[str, str] | None = None
) -> EarlierResults:
    """Return results of the notebooks given; the others were not run."""
    given = findings() if found is None else found
    results = {
        name: NotebookResults(name, "demo", "2025", "en", "client", "", tuple(given[name]))
        for name in EARLIER
        if name in given
    }
    return EarlierResults(results, absent={name: "not_run" for name in EARLIER if name not in given}, stale=stale or {})


def only(*notebooks: str, verdict: str = "may_pay") -> dict[str, tuple[Finding, ...]]:
    """Return what these notebooks hand on."""
    return {name: own for name, own in findings(verdict).items() if name in notebooks}


def otherwise(name: str, **changes: Any) -> dict[str, tuple[Finding, ...]]:
    """Return what all notebooks hand on, with one figure changed."""
    return {
        notebook: tuple(replace(one, **changes) if one.name == name else one for one in own)
        for notebook, own in findings().items()
    }


def without_amount(name: str, status: str = "no_difference", **changes: Any) -> dict[str, tuple[Finding, ...]]:
    """Return what all notebooks hand on, with no amount for one figure."""
    return otherwise(name, **{"estimate": None, "status": status, "reason": status, **changes})


def reported(found: Mapping[str, tuple[Finding, ...]] | None = None, *, stale: Mapping[str, str] | None = None,
             **given: Any) -> Report:  # fmt: skip
    """Return the report of results made by hand."""
    checked = settings(**given)
    result = executive_summary(earlier(found, stale=stale), settings=checked)
    rows = pd.DataFrame(columns=["table", "file", "rows_in", "rows_used", "rows_set_aside", "reason"])
    return protect(result, settings=checked, tables=SimpleNamespace(rows=rows, notes=[]))


def summed_pilots(found: Mapping[str, tuple[Finding, ...]]) -> pd.DataFrame:
    """Return what a summary of these results tells of pilots."""
    return executive_summary(earlier(found), settings=settings()).pilots
