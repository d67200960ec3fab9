import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cxkit.analysis.impact.reading import no_reading, t_reading
from cxkit.analysis.impact.verdict import advice_of, ratio_of, verdict_of
from cxkit.analysis.impact_result import ADVICE, STOPPING, VERDICTS
from cxkit.settings.pilots import Pilot

DATES = {"starts_at": "2025-05-05", "ends_at": "2025-10-26", "decided_at": "2025-04-14"}
FEWER = Pilot(**DATES, expected=-0.05, expected_low=-0.08, expected_high=-0.02, smallest_worth=-0.03)
MORE = Pilot(**DATES, expected=0.05, expected_low=0.02, expected_high=0.08, smallest_worth=0.03)
amounts = st.floats(-0.2, 0.2).map(lambda x: round(x, 6))

CASES = [
    ((0.06, 0.09), "exceeded"),  # all of it above the 0.05 expected
    ((0.05, 0.09), "achieved"),  # from 0.05 on is not above it
    ((0.001, 0.06), "achieved"),
    ((0.001, 0.03), "achieved"),  # 0.03, the smallest worth having, is still possible
    ((0.001, 0.0299), "missed"),  # above 0, and surely below what is worth having
    ((-0.02, 0.0299), "missed"),
    ((-0.05, -0.01), "missed"),
    ((0.0, 0.06), "unclear"),
    ((-0.01, 0.03), "unclear"),
    ((-0.01, 0.06), "unclear"),
]


@pytest.mark.parametrize(("interval", "verdict"), CASES)
def test_the_rule_by_hand(interval, verdict):
    """Expected 0.05 (0.02 to 0.08), smallest worth having 0.03: missed below max(0.02, 0.03) = 0.03."""
    low, high = interval
    assert verdict_of(low, high, MORE, stopped="", stage="ended")[0] == verdict
    assert verdict_of(-high, -low, FEWER, stopped="", stage="ended")[0] == verdict


def test_missed_lies_below_the_lowest_expected_when_that_is_above_the_smallest_worth():
    plan = Pilot(**DATES, expected=0.05, expected_low=0.04, expected_high=0.08, smallest_worth=0.01)
    assert verdict_of(0.01, 0.039, plan, stopped="", stage="ended") == ("missed", "")
    assert verdict_of(0.01, 0.041, plan, stopped="", stage="ended") == ("achieved", "")


def test_why_it_is_unclear():
    assert verdict_of(-0.01, 0.06, MORE, stopped="", stage="ended") == ("unclear", "interval")
    assert verdict_of(-0.01, 0.06, MORE, stopped="", stage="running") == ("unclear", "running")
    assert verdict_of(0.06, 0.07, MORE, stopped="", stage="running") == ("exceeded", "")
    assert verdict_of(math.nan, math.nan, MORE, stopped="", stage="ended") == ("unclear", "interval")


def test_a_plan_is_no_result_even_with_a_fault():
    assert verdict_of(math.nan, math.nan, MORE, stopped="no_baseline", stage="planned") == ("planned", "")


@given(low=amounts, high=amounts, stopped=st.sampled_from(STOPPING), stage=st.sampled_from(["running", "ended"]))
def test_whatever_stops_a_verdict_leaves_it_unclear(low, high, stopped, stage):
    assert verdict_of(low, high, MORE, stopped=stopped, stage=stage) == ("unclear", stopped)


@given(low=amounts, width=st.floats(0, 0.2), plan=st.sampled_from([(MORE, FEWER)]))
def test_the_rule_is_the_same_for_metrics_that_should_fall(low, width, plan):
    more, fewer = plan
    high = low + width
    ours = verdict_of(low, high, more, stopped="", stage="ended")
    assert ours == verdict_of(-high, -low, fewer, stopped="", stage="ended")
    assert ours[0] in VERDICTS
    assert advice_of(*ours, low, high, more, []) == advice_of(*ours, -high, -low, fewer, [])


@given(low=amounts, width=st.floats(0, 0.2), wider=st.floats(0, 0.2))
def test_a_wider_interval_never_shows_more(low, width, wider):
    """An effect that is not shown is not shown by knowing less."""
    shown = ("exceeded", "achieved")
    narrow = verdict_of(low, low + width, MORE, stopped="", stage="ended")[0]
    wide = verdict_of(low - wider, low + width + wider, MORE, stopped="", stage="ended")[0]
    assert wide not in shown or narrow in (*shown, "missed")


@pytest.mark.parametrize(
    ("interval", "guardrails", "advice"),
    [
        ((0.06, 0.09), ["held"], ("roll_out", "worth_it")),
        ((0.01, 0.09), [], ("roll_out", "worth_it")),
        ((0.01, 0.09), ["held", "broken", "open"], ("adjust", "guardrail_broken")),
        ((0.01, 0.09), ["open", "held"], ("extend", "guardrail_open")),
        ((0.01, 0.09), ["not_computable"], ("extend", "guardrail_open")),
        ((-0.01, 0.09), ["broken"], ("extend", "not_shown_yet")),
        ((0.01, 0.029), ["held"], ("stop", "not_worth_it")),
        ((-0.01, 0.02), ["held"], ("stop", "not_worth_it")),
        ((-0.03, -0.01), ["held"], ("stop", "harm")),
    ],
)
def test_what_to_do_by_hand(interval, guardrails, advice):
    low, high = interval
    verdict, reason = verdict_of(low, high, MORE, stopped="", stage="ended")
    assert advice_of(verdict, reason, low, high, MORE, guardrails) == advice


def test_smaller_than_expected_yet_worth_having_is_adjusted():
    plan = Pilot(**DATES, expected=0.05, expected_low=0.04, expected_high=0.08, smallest_worth=0.01)
    assert advice_of("missed", "", 0.005, 0.03, plan, []) == ("adjust", "smaller_than_expected")
    assert advice_of("missed", "", -0.005, 0.03, plan, []) == ("stop", "not_worth_it")


@given(reason=st.sampled_from(STOPPING))
def test_what_cannot_be_judged_is_not_stopped_for_it(reason):
    assert advice_of("unclear", reason, -0.3, -0.1, MORE, ["broken"]) == ("extend", "not_to_be_judged")


def test_a_plan_is_to_be_started():
    advice = advice_of("planned", "", math.nan, math.nan, MORE, [])
    assert advice == ("start", "not_started")
    assert advice[0] in ADVICE


def test_the_ratio_by_hand():
    """-0.04 (-0.06 to -0.02) of -0.05: 0.8, from 0.4 (the worse end, -0.02) to 1.2."""
    reading = t_reading("welch", -0.04, 0.02 / 1.959964, math.inf, units_n=9, clusters_n=9, confidence=0.95)
    assert ratio_of(reading, FEWER) == pytest.approx((0.8, 0.4, 1.2), abs=1e-6)


def test_no_estimate_has_no_ratio():
    assert all(map(math.isnan, ratio_of(no_reading("did", "no_before"), MORE)))


@given(estimate=amounts, se=st.floats(0.001, 0.1))
def test_the_worse_end_of_the_ratio_comes_first(estimate, se):
    assume(abs(estimate) > 1e-9)
    for plan in (MORE, FEWER):
        reading = t_reading("did", estimate, se, 20, units_n=9, clusters_n=9, confidence=0.95)
        ratio, low, high = ratio_of(reading, plan)
        assert low < ratio < high
        assert (ratio > 0) == (estimate * plan.sign > 0)
