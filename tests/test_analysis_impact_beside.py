"""Guardrails and neighbouring journeys."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilots_made import FACTORS, measured, plan

from cxkit.analysis.impact.beside import guardrail_status, guardrails, spill_over
from cxkit.settings.pilots import SuccessFactor

factors = {metric: SuccessFactor.check(given) for metric, given in FACTORS.items()}
HOW = {"confidence": 0.95, "seed": 1}


@pytest.mark.parametrize(
    ("low", "high", "better", "status"),
    [
        (-0.1, 0.3, 1, "held"),
        (-0.19, -0.05, 1, "held"),  # worse for sure, and within what is allowed
        (-0.5, -0.3, 1, "broken"),
        (-0.5, 0.3, 1, "open"),
        (0.3, 0.5, -1, "broken"),
        (-0.5, -0.3, -1, "held"),
        (math.nan, math.nan, 1, "not_computable"),
    ],
)
def test_a_guardrail_by_hand(low, high, better, status):
    assert guardrail_status(low, high, margin=0.2, better=better) == status


@given(st.floats(-5, 5), st.floats(0, 5), st.floats(0, 2))
def test_turning_the_metric_around_changes_nothing(low, width, margin):
    same = guardrail_status(low, low + width, margin=margin, better=1)
    assert guardrail_status(-low - width, -low, margin=margin, better=-1) == same


@pytest.mark.parametrize(("effect", "status"), [(0.0, "held"), (3.0, "broken")])
def test_longer_handling_breaks_its_guardrail(effect, status):
    rows = pd.concat([measured(1.0), measured(effect, metric="minutes", seed=2)])
    found = guardrails(rows, "p", plan(guardrails={"minutes": 0.6}), factors, **HOW)
    assert found["status"].tolist() == [status]
    assert found["margin"].tolist() == [0.6]


def test_a_guardrail_nobody_measured_is_not_computable():
    found = guardrails(measured(), "p", plan(guardrails={"minutes": 0.6}), factors, **HOW)
    assert found["status"].tolist() == ["not_computable"]


def test_spill_over_is_shown_where_there_is_some():
    rows = pd.concat([measured(1.0), measured(2.0, metric="other", seed=3), measured(0.0, metric="third", seed=4)])
    found = spill_over(rows, "p", plan(spill_over=["other", "third"]), **HOW)
    assert found["shown"].tolist() == [True, False]
