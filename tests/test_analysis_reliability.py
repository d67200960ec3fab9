import numpy as np
import pandas as pd
import pytest
from engagements import answers, customer_ids, surveyed
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis.readings import score_slope
from cxkit.analysis.reliability import answer_pairs, error_variance, reliability_given, spread_given


def alike(frame, *names):
    """Return columns of a frame as numbers, a constant first."""
    return np.column_stack([np.ones(len(frame)), *(frame[name] for name in names)])


def twice_asked(seed, **how):
    """Return one row per customer with the latest score, and the pairs."""
    held, responses = surveyed(seed, **how)
    latest = responses.iloc[len(held) :].reset_index(drop=True)
    return held.assign(score=latest["score"]), answer_pairs(responses, metric="NPS", within_days=90)


def found(frame, pairs=None, **given):
    others = alike(frame, "tenure_months")
    return reliability_given(frame["score"].to_numpy(), others, customer_id=frame["customer_id"], pairs=pairs, **given)


def test_answers_given_at_one_time_are_no_pair():
    first, again = answers([6, 8]), answers([7, 8], day="2025-03-20")
    pairs = answer_pairs(pd.concat([first, again, again]), metric="NPS", within_days=90)
    assert pairs["difference"].tolist() == [1.0, 0.0]
    assert answer_pairs(pd.concat([first, first]), metric="NPS", within_days=90).empty


def test_pairs_are_the_last_two_answers_close_in_time():
    asked = pd.concat([
        answers([5, 5, 5], day="2025-01-01"), answers([7, 6], day="2025-02-01"), answers([4], day="2025-03-01"),
        answers([9, 9, 9], day="2025-12-01").iloc[[2]], answers([1, 1], metric="CES", day="2025-03-02"),
    ])  # fmt: skip
    pairs = answer_pairs(asked, metric="nps", within_days=40).set_index("customer_id")["difference"]
    assert pairs.to_dict() == {"000001": -3.0, "000002": 1.0}


def test_an_answer_without_score_is_no_half_of_a_pair():
    asked = pd.concat(
        [answers([5], day="2025-01-01"), answers([np.nan], day="2025-01-10"), answers([8], day="2025-01-20")]
    )
    assert answer_pairs(asked, metric="NPS", within_days=40)["difference"].tolist() == [3.0]


def test_by_head_from_pairs():
    """Two sorts of customers with scores 2, 4, 6 and 4, 6, 8: squares 4 + 0 + 4 twice, freedom 6 - 2, variance 4.

    Pairs 2 and 0 apart: error (2 + 0) / 2 = 1. Given the sort 1 - 1 / 4; in all, variance 22 / 5, 1 - 1 / 4.4.
    """
    scores, sort = np.array([2.0, 4, 6, 4, 6, 8]), [0.0, 0, 0, 1, 1, 1]
    pairs = pd.DataFrame({"customer_id": ["000001", "000005", "999999"], "difference": [2.0, 0.0, 50.0]})
    one = reliability_given(scores, np.column_stack([np.ones(6), sort]), customer_id=customer_ids(6), pairs=pairs)
    assert (one.given, one.overall) == (pytest.approx(0.75), pytest.approx(1 - 1 / 4.4))
    assert (one.repeated_n, one.stated_se) == (2, 0.0)


@pytest.mark.parametrize("answer_sd", [0.5, 1.0, 1.5])
def test_repeated_answers_find_the_known_reliability(answer_sd):
    """True variance 1.44 at equal tenure, 1.44 + .01^2 x 2 x 30^2 = 1.62 in all; the error is answer_sd squared."""
    one = found(*twice_asked(5, n=20_000, answer_sd=answer_sd))
    assert one.given == pytest.approx(1.44 / (1.44 + answer_sd**2), abs=0.02)
    assert one.overall == pytest.approx(1.62 / (1.62 + answer_sd**2), abs=0.02)
    assert one.low < 1.44 / (1.44 + answer_sd**2) < one.high


def test_it_is_the_reliability_of_the_slope():
    frame, pairs = twice_asked(3, n=800)
    frame = frame.assign(forward_value_eur=frame["margin_eur_year"])
    slope = score_slope(frame, covariates=["tenure_months"], pairs=pairs)
    one = found(frame, pairs)
    assert (one.given, one.overall) == (slope.reliability_given, slope.reliability)
    assert one.repeated_n == slope.repeated_n == 800


def test_the_interval_is_that_of_a_bootstrap_over_customers():
    frame, pairs = twice_asked(11, n=600)
    few = pairs[pairs.index % 4 == 0]
    one, rng, drawn = found(frame, few), np.random.default_rng(0), []
    frame = frame.merge(few, how="left")
    for _ in range(200):
        again = frame.iloc[rng.integers(0, len(frame), len(frame))].assign(customer_id=customer_ids(len(frame)).array)
        drawn.append(found(again, again[["customer_id", "difference"]].dropna()).given)
    assert np.sqrt(np.sum(one.influence**2)) == pytest.approx(np.std(drawn, ddof=1), rel=0.15)
    assert one.high - one.low == pytest.approx(2 * 1.96 * np.std(drawn, ddof=1), rel=0.15)


def test_influence_is_what_leaving_one_customer_out_changes():
    frame, pairs = twice_asked(2, n=400)
    one = found(frame, pairs[pairs.index % 3 == 0])
    left_out = [
        one.given - found(frame.drop(index=i).reset_index(drop=True), pairs[pairs.index % 3 == 0]).given
        for i in range(0, 400, 20)
    ]
    assert one.influence[::20] == pytest.approx(left_out, rel=0.1, abs=2e-5)


def test_a_stated_range_is_carried_to_the_customers_alike():
    """1 - (1 - r) x total / given: half a range of .1 grows by total / given."""
    frame, _ = twice_asked(2)
    sure, unsure = found(frame, stated=0.6), found(frame, stated=0.6, stated_range=[0.5, 0.7])
    grown = frame["score"].var() / spread_given(frame["score"].to_numpy(), alike(frame, "tenure_months")).variance
    assert sure.given == unsure.given == pytest.approx(1 - 0.4 * grown)
    assert (sure.stated_se, np.isnan(sure.low)) == (0.0, True)
    assert unsure.stated_se == pytest.approx(0.1 / 1.959964 * grown)
    assert unsure.high - unsure.given == pytest.approx(0.1 * grown, rel=0.05)
    assert sure.overall == pytest.approx(0.6)


def test_what_is_stated_goes_before_repeated_answers():
    frame, pairs = twice_asked(2)
    assert found(frame, pairs, stated=0.5).overall == pytest.approx(0.5)


@pytest.mark.parametrize("pairs", [None, pd.DataFrame({"customer_id": [], "difference": []})])
def test_without_pairs_and_without_a_stated_reliability_there_is_nothing_to_say(pairs):
    with pytest.raises(ValueError, match="pairs of answers, or a stated reliability"):
        found(twice_asked(1, n=50)[0], pairs)


@pytest.mark.parametrize("how", [{"stated": 0.5}, {"stated": 1.0}])
def test_others_that_determine_the_score_leave_no_reliability(how):
    frame, _ = twice_asked(1, n=50)
    assert found(frame.assign(tenure_months=2 * frame["score"] + 1), **how).given == 0.0


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(40)), unit=st.sampled_from([1e-6, 0.1, 1e6]))
def test_neither_the_order_of_customers_nor_the_unit_of_the_others_matters(order, unit):
    frame, pairs = twice_asked(4, n=40)
    shuffled = frame.iloc[order].assign(tenure_months=lambda f: f["tenure_months"] * unit)
    one, two = found(frame, pairs), found(shuffled.reset_index(drop=True), pairs.sample(frac=1, random_state=1))
    assert two.given == pytest.approx(one.given, rel=1e-9)
    assert two.influence == pytest.approx(one.influence[list(order)], rel=1e-8, abs=1e-12)


def test_a_customer_without_a_pair_adds_nothing_to_the_error():
    pairs = pd.DataFrame({"customer_id": ["a"], "difference": [3.0]})
    error, influence = error_variance(np.array([1.0, 2.0]), pd.Series(["a", "b"]), pairs, 0.0)
    assert (error, influence.tolist()) == (4.5, [0.0, 0.0])
