"""What impact_measurement hands on to other notebooks."""

import math

import pandas as pd
import pytest
from pilots_made import PLAN, settings

from cxkit.analysis.impact.findings import findings_of
from cxkit.analysis.impact_result import STOPPING

NAN = math.nan


def pilots(**given):
    row = {
        "pilot": "p", "metric": "score", "unit": "points", "design": "randomised", "stage": "ended",
        "verdict": "achieved", "reason": "", "advice": "roll_out", "advice_reason": "worth_it",
        "estimate": 0.8, "low": 0.5, "high": 1.1,
        "confidence": 0.95, "ratio": 0.8, "ratio_low": 0.5, "ratio_high": 1.1, "label": "measured",
        "expected_eur_year": 10_000.0, "eur_label": "measured", "pilot_customers_n": 30.0, "control_customers_n": 30.0,
    }  # fmt: skip
    return pd.DataFrame([row | given])


def of_demo(tests=("saving_fewer_repeats:all",), **given):
    plan = PLAN | {"tests": list(tests), "expected_eur_year": 10_000.0}
    return {f.name: f for f in findings_of(pilots(**given), settings=settings({"p": plan}))}


def test_euros_are_the_share_that_came_true_of_those_expected():
    found = of_demo()["realised:p"]
    assert (found.estimate, found.low, found.high) == (8_000.0, 5_000.0, 11_000.0)
    assert (found.unit, found.period, found.label, found.status) == ("EUR", "year", "measured", "shown")
    assert found.notes["replaces"] and found.notes["tests"] == ["saving_fewer_repeats:all"]
    assert found.customers_n == 60


def test_where_0_is_possible_there_is_no_amount():
    found = of_demo(low=-0.1, ratio_low=-0.1, verdict="unclear", reason="interval")
    assert found["realised:p"].estimate is None
    assert (found["realised:p"].status, found["realised:p"].low) == ("no_difference", -1_000.0)
    assert not found["realised:p"].notes["replaces"]


@pytest.mark.parametrize("verdict", ["exceeded", "achieved", "missed"])
def test_a_verdict_replaces_what_it_tested(verdict):
    assert of_demo(verdict=verdict)["realised:p"].notes["replaces"]


@pytest.mark.parametrize(
    "given", [{"stage": "running"}, {"verdict": "unclear", "reason": "interval"}, {"tests": ()}],
)  # fmt: skip
def test_without_an_end_a_verdict_or_what_it_tests_nothing_is_replaced(given):
    assert not of_demo(**given)["realised:p"].notes["replaces"]


def test_a_planned_pilot_hands_on_nothing():
    assert of_demo(stage="planned") == {}


def test_without_expected_euros_there_are_none_realised():
    assert sorted(of_demo(expected_eur_year=NAN)) == ["effect:p", "ratio:p"]


def test_an_effect_below_0_keeps_its_ends_in_order():
    found = of_demo(estimate=-0.04, low=-0.06, high=-0.02)["effect:p"]
    assert (found.low, found.estimate, found.high, found.unit) == (-0.06, -0.04, -0.02, "points")


def test_without_an_estimate_the_reason_is_told():
    reason = STOPPING[-1]
    none = {"estimate": NAN, "low": NAN, "high": NAN, "ratio": NAN, "ratio_low": NAN, "ratio_high": NAN}
    found = of_demo(**none, label="", reason=reason, verdict="unclear")
    assert sorted(found) == ["effect:p", "ratio:p"]
    assert (found["effect:p"].status, found["effect:p"].reason) == ("not_computable", reason)


@pytest.mark.parametrize("why", ["guardrail_broken", "guardrail_open"])
def test_a_guardrail_that_does_not_hold_replaces_nothing(why):
    assert not of_demo(advice="adjust", advice_reason=why)["realised:p"].notes["replaces"]


def test_a_pilot_that_cannot_be_judged_hands_on_no_euros():
    found = of_demo(verdict="unclear", reason="baseline_changed")
    assert (found["realised:p"].status, found["realised:p"].reason) == ("not_computable", "baseline_changed")
    assert found["effect:p"].notes["reason"] == "baseline_changed"
