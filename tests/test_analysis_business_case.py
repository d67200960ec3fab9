"""The whole business case: on the demo engagement, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

from cxkit.analysis.business_case import business_case, check
from cxkit.analysis.business_case_result import STEPS
from cxkit.errors import DataError, NotEnoughData
from cxkit.result import EarlierResults
from cxkit.settings.roi import BusinessCase

COSTS = pd.DataFrame({"line": ["tool"], "category": ["technology"], "year": [0], "amount_eur": [1000.0]})
TYPED = pd.DataFrame(
    {"line": ["word of mouth"], "category": ["word_of_mouth"], "expected_eur_year": [100.0], "basis": ["margin"]}
)


@pytest.fixture(scope="module")
def case(demo_case):
    return demo_case[-1]


def test_every_euro_taken_out_has_a_line_and_a_step(case):
    gross = case.lines.loc[case.lines["category"] != "burden", "eur_year"].sum()
    assert gross - case.taken["eur_year"].sum() == pytest.approx(case.lines["net_eur_year"].sum())
    assert set(case.taken["step"]) <= set(STEPS) and set(case.taken["line"]) <= set(case.lines["line"])
    steps = case.steps.set_index("step")["eur_year"]
    assert steps.drop(["net", "counted"]).sum() == pytest.approx(steps["counted"])


def test_what_departments_gain_and_give_is_the_cash_of_all_years(case):
    assert case.departments["eur_year"].sum() * 3 == pytest.approx(case.cash["net_eur"].sum())


def test_the_accounts_and_the_cash_are_the_same_money(case):
    left = case.facts["book_value_left_eur"]
    assert case.accounting["result_eur"].sum() == pytest.approx(case.cash["net_eur"].sum() + left)
    assert left == pytest.approx(8_666.67 / 4, rel=1e-5)  # a tool of PERT mean 8,667 over 4 years, 3 of them here


def test_the_net_present_value_is_that_of_the_cash(case):
    npv = (case.cash["net_eur"] / 1.08 ** case.cash["year"]).sum()
    assert case.measures.set_index("name").loc["npv", "value"] == pytest.approx(npv)


def test_every_kind_of_evidence_is_told(case):
    labels = {finding.name: finding.label for finding in case.findings}
    assert labels["ledger_line:what_if_value:NPS:all:churn"] != "measured"
    assert labels["business_case_npv"] == "assumed"
    assert np.isfinite([f.estimate for f in case.findings if f.status == "shown"]).all()


def test_enough_draws_were_made(case):
    assert case.facts["draws_converged"]
    assert case.facts["npv_error_eur"] < 0.01 * np.diff(case.measures.loc[0, ["low", "high"]].astype(float))[0]


def test_without_costs_there_is_no_business_case():
    with pytest.raises(NotEnoughData, match="no list of what the programme costs"):
        check(None, TYPED, None, settings=BusinessCase())


def test_without_any_benefit_there_is_no_business_case():
    with pytest.raises(NotEnoughData, match="there is no benefit"):
        business_case(COSTS, None, None, EarlierResults(), settings=BusinessCase())


def test_typed_benefits_alone_make_one():
    found = business_case(COSTS, TYPED, None, EarlierResults(), settings=BusinessCase(market_metric=""))
    assert found.lines["net_eur_year"].tolist() == [100] and found.verdict == "does_not_pay"


def test_a_client_reads_of_no_typed_benefit_of_few_customers():
    few = pd.concat(
        [TYPED.assign(line=name, customers_n=n) for name, n in (("calls", 9.0), ("visits", 10.0), ("fairs", 3.0))]
    )
    with pytest.raises(DataError) as refused:
        check(COSTS, few, None, settings=BusinessCase(audience="client", minimum_group_n=10))
    told = [fault.text() for fault in refused.value.faults]
    assert len(told) == 2 and "“calls” is of 9 customers" in told[0] and "fewer than 10" in told[1]
    check(COSTS, few, None, settings=BusinessCase(audience="consultant", minimum_group_n=10))
    check(COSTS, TYPED.assign(customers_n=np.nan), None, settings=BusinessCase(audience="client"))
    with pytest.raises(DataError):
        business_case(COSTS, few, None, EarlierResults(), settings=BusinessCase(audience="client", minimum_group_n=10))


def test_a_line_tells_what_it_was_made_from(case):
    lines = case.lines.set_index("line")
    told = {f.name.removeprefix("ledger_line:"): f for f in case.findings if f.name.startswith("ledger_line:")}
    assert {name: (one.label, one.notes["evidence"]) for name, one in told.items()} == {
        name: (lines.loc[name, "label"], lines.loc[name, "evidence"]) for name in lines.index
    }


def test_how_far_the_side_that_stays_is_smaller_is_a_fact_only_where_it_is():
    pair = pd.concat(
        [
            TYPED.assign(
                line="shift", expected_eur_year=90.0, lever="NPS", mechanism="value_shift", rests_on="estimated"
            ),
            TYPED.assign(line="stay", expected_eur_year=400.0, lever="calls", mechanism="churn", rests_on="assumed"),
        ]
    )
    settings = BusinessCase(market_metric="", audience="consultant")
    facts = business_case(COSTS, pair, None, EarlierResults(), settings=settings).facts
    assert (facts["same_effect_side"], facts["same_effect_kept_eur"], facts["same_effect_left_eur"]) == (
        "value_shift", 90, 400,
    )  # fmt: skip
    nearer = pair.assign(expected_eur_year=[300.0, 400.0])
    assert "same_effect_side" not in business_case(COSTS, nearer, None, EarlierResults(), settings=settings).facts
