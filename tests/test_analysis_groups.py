import numpy as np
import pandas as pd
import pytest
from engagements import answers, customers
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from cxkit.analysis.groups import (
    NOT_KNOWN,
    REST,
    answered_gap,
    answered_or_not,
    band_of,
    group_means,
    latest_answers,
    net_promoter_score,
    pool_small,
    whole_scores,
)
from cxkit.analysis.value import customer_value
from cxkit.language import Language

NPS = {"detractor": [0, 6], "passive": [7, 8], "promoter": [9, 10]}


def valued(margins, groups, **columns):
    held = customers(margins, group=pd.Series(groups, dtype="str"), **columns)
    value = customer_value(held, plus=["margin_eur_year"])
    return held.assign(forward_value_eur=value["forward_value_eur"], value_eur=value["value_eur"])


@pytest.mark.parametrize(
    ("score", "group"),
    [(0, "detractor"), (6, "detractor"), (7, "passive"), (8, "passive"), (9, "promoter"), (10, "promoter"), (11, None)],
)
def test_the_ends_of_a_band_are_in_it(score, group):
    found = band_of(pd.Series([float(score)]), NPS)[0]
    assert found == group or (group is None and pd.isna(found))


@pytest.mark.parametrize(("rounding", "group"), [("nearest", "promoter"), ("down", "passive")])
def test_an_account_mean_of_eight_and_a_half_is_classed_as_asked(rounding, group):
    assert band_of(pd.Series([8.5]), NPS, rounding=rounding)[0] == group


def test_an_account_mean_of_eight_and_a_half_is_in_no_band_otherwise():
    assert band_of(pd.Series([8.5]), NPS).isna().all()


@given(st.lists(st.floats(0, 10), min_size=1, max_size=40), st.sampled_from(["nearest", "down"]))
def test_the_nps_counts_the_same_customers_as_its_groups(scores, rounding):
    scores = pd.Series(scores)
    groups = band_of(scores, NPS, rounding=rounding)
    net = 100 * ((groups == "promoter").mean() - (groups == "detractor").mean())
    assert net_promoter_score(whole_scores(scores, rounding=rounding))["estimate"] == pytest.approx(net)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60), st.integers(0, 30))
def test_missing_answers_do_not_move_the_nps(scores, missing):
    known = net_promoter_score(pd.Series(scores, dtype=float))
    assert net_promoter_score(pd.Series([*scores, *[np.nan] * missing], dtype=float)) == known
    assert -100 <= known["low"] <= known["high"] <= 100


def test_nobody_answered_gives_no_nps():
    assert np.isnan(net_promoter_score(pd.Series([], dtype=float))["estimate"])


def test_only_the_latest_answer_to_the_metric_counts_and_the_id_settles_ties():
    asked = pd.concat([answers([1], day="2025-03-01"), answers([5], day="2025-02-01"),
                       answers([9], metric="CES", day="2025-12-01")])  # fmt: skip
    assert latest_answers(asked, metric="nps")["score"].tolist() == [1.0]
    tied = answers([3, 4]).assign(customer_id="1", response_id=["b", "a"])
    assert latest_answers(tied, metric="NPS")["score"].tolist() == [3.0]


def test_group_means_by_hand():
    """Group a holds 10, 20, 60: mean 30, standard deviation 26.458, error 15.275; t(2) = 4.3027; two hold 80 of 90."""
    frame = valued([10.0, 20.0, 60.0, 5.0], ["a", "a", "a", "b"], score=[1.0, 2.0, 3.0, 4.0])
    row = group_means(frame, order=["a", "b", "c"]).set_index("group").loc["a"]
    assert (row["customers_n"], row["share"], row["score_mean"], row["forward_eur_mean"]) == (3, 0.75, 2.0, 30.0)
    assert row["forward_eur_se"] == pytest.approx(15.2753, abs=1e-4)
    assert row["forward_eur_high"] - 30 == pytest.approx(4.30265 * 15.2753, abs=1e-3)
    assert row["top2_share"] == pytest.approx(80 / 90)


def test_a_group_without_customers_has_no_row():
    assert group_means(valued([1.0], ["b"]), order=["a", "b"])["group"].tolist() == ["b"]


def test_a_column_known_of_some_customers_says_over_how_many_its_mean_is():
    """Known of two of three: (10 + 30) / 2, and those two hold all of it."""
    frame = valued([1.0] * 3, ["a"] * 3, clv_eur=[10.0, np.nan, 30.0], share_of_wallet=[0.2, 0.4, 0.6])
    row = group_means(frame, order=["a"], compare_with=["clv_eur"]).iloc[0]
    assert (row["clv_eur_mean"], row["clv_eur_n"], row["clv_eur_top2_share"]) == (20.0, 2, 1.0)
    assert (row["share_of_wallet_n"], row["share_of_wallet_top2_share"]) == (3, pytest.approx(1.0 / 1.2))
    assert row["top2_share"] == pytest.approx(2 / 3)


@given(st.lists(st.integers(1, 30), min_size=2, max_size=9), st.integers(2, 40), st.booleans())
def test_pooling_keeps_every_customer_and_leaves_no_small_group_beside_others(sizes, minimum_n, neighbours):
    order = [f"g{i}" for i in range(len(sizes))]
    group = pd.Series([name for name, n in zip(order, sizes, strict=True) for _ in range(n)], dtype="str")
    pooled = pool_small(group, order=order, minimum_n=minimum_n, neighbours=neighbours)
    counts = pooled.value_counts()
    assert pooled.notna().all() and counts.sum() == sum(sizes)
    small = counts[counts < minimum_n]
    assert set(small.index) <= ({REST} if not neighbours else set() if len(counts) > 1 else set(counts.index))


def test_neighbours_by_score_are_pooled_and_never_groups_apart():
    group = pd.Series(["a"] * 20 + ["b"] * 3 + ["c"] * 12 + ["d"] * 30)
    assert pool_small(group, order=list("abcd"), minimum_n=10, neighbours=True).unique().tolist() == ["a", "b + c", "d"]


@pytest.mark.parametrize("name", [NOT_KNOWN, REST])
def test_names_the_kit_gives_to_groups_are_in_the_dutch_catalogue(name):
    assert Language("nl")(name) != name


def test_the_gap_between_who_answered_and_who_did_not_is_welchs():
    rng = np.random.default_rng(1)
    frame = valued(np.r_[rng.normal(100, 5, 30), rng.normal(95, 30, 12)], ["a"] * 42)
    gap = answered_gap(answered_or_not(frame, answered=frame["customer_id"][:30]))
    expected = ttest_ind(frame["value_eur"][:30], frame["value_eur"][30:], equal_var=False).confidence_interval()
    assert (gap["low"], gap["high"]) == (pytest.approx(expected.low), pytest.approx(expected.high))
    assert gap["customers_n"] == 12


def test_when_everyone_answered_there_is_no_gap():
    frame = valued([1.0, 2.0], ["a", "a"])
    parts = answered_or_not(frame, answered=frame["customer_id"])
    assert parts["part"].tolist() == ["answered"]
    assert answered_gap(parts) is None


def test_one_customer_who_did_not_answer_leaves_the_gap_without_interval():
    frame = valued([1.0, 2.0, 5.0], ["a"] * 3)
    gap = answered_gap(answered_or_not(frame, answered=frame["customer_id"][:2]))
    assert gap["mean"] == -3.5 and np.isnan(gap["low"])


def test_equal_values_in_both_parts_leave_the_gap_without_interval():
    frame = valued([1.0] * 6, ["a"] * 6)
    gap = answered_gap(answered_or_not(frame, answered=frame["customer_id"][:3]))
    assert gap["mean"] == 0.0
