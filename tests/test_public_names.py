"""What a notebook may use of cxkit, and what `import cxkit` costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import cxkit as cx

PUBLIC = [
    "BusinessCase",
    "DriverModelling",
    "ExecutiveSummary",
    "GroupValuation",
    "ImpactMeasurement",
    "MaturityAssessment",
    "OpportunityRanking",
    "TouchpointSavings",
    "assumptions",
    "business_case",
    "driver_modelling",
    "drivers",
    "earlier_results",
    "executive_summary",
    "group_valuation",
    "impact",
    "impact_measurement",
    "load",
    "masthead",
    "maturity",
    "maturity_assessment",
    "opportunity_ranking",
    "protect",
    "ranking",
    "read_baseline",
    "read_settings",
    "reading_notes",
    "roi",
    "rows_used",
    "summary",
    "touchpoint_savings",
    "touchpoints",
    "valuation",
    "write_results",
]
HEAVY = "pandas numpy scipy seaborn matplotlib statsmodels duckdb narwhals papermill nbconvert pydantic yaml babel"


def test_public_names():
    assert cx.__all__ == dir(cx) == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_there_and_says_what_it_is(name):
    assert getattr(cx, name).__doc__


def test_another_name_is_refused_with_the_ones_there_are():
    with pytest.raises(AttributeError, match="cxkit has no 'custmers'; it has BusinessCase, DriverModelling, "):
        cx.custmers  # noqa: B018


def test_importing_the_kit_imports_nothing_heavy():
    code = f"import sys, cxkit; sys.exit(str([name for name in {HEAVY.split()} if name in sys.modules] or ''))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stderr.strip() == ""
