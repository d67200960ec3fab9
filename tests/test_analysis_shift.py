import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.readings import ADJUSTED, Reading, as_observed, not_computed
from cxkit.analysis.shift import (
    ShiftValue,
    falls_with_score,
    reading_value,
    shift_matrix,
    shift_status,
    shift_value,
)

GROUPS = pd.DataFrame(
    {"group": ["A", "B", "C"], "value_eur_mean": [100.0, 150.0, 210.0], "value_eur_se": [2.0, 3.0, 6.0]}
)
amounts = st.floats(-1e6, 1e6)
errors = st.floats(0.01, 1e4)


def reading(means, ses, names="ABCDEFGHIJK"):
    index = list(names[: len(means)])
    return Reading("observed", pd.Series(means, index=index, dtype=float),
                   pd.DataFrame(np.diag(np.square(ses).astype(float)), index=index, columns=index))  # fmt: skip


def half(value):
    return (value.high_eur - value.low_eur) / 2


def test_one_shift_by_hand():
    """20 x (150 - 100) = 1,000; variance 20^2 x (2^2 + 3^2) = 5,200; half 1.96 x 72.111 = 141.3."""
    value = shift_value(GROUPS, shifts=[["A", "B", 20]])
    assert value.total_eur == 1000.0
    assert half(value) == pytest.approx(1.959964 * 5200**0.5)


def test_overlapping_shifts_share_their_group_by_hand():
    """A to B for 30, B to C for 10: B gains 20 net.

    V = 30 x 50 + 10 x 60 = 2,100. c = (-30, 20, 10): variance 900 x 4 + 400 x 9 + 100 x 36 = 10,800, not the
    (900 x 13) + (100 x 45) = 16,200 of two shifts taken apart.
    """
    value = shift_value(GROUPS, shifts=[["A", "B", 30], ["B", "C", 10]])
    assert value.total_eur == 2100.0
    assert half(value) == pytest.approx(1.959964 * 10_800**0.5)


def test_shifts_that_cancel_are_worth_exactly_nothing():
    assert shift_value(GROUPS, shifts=[["A", "B", 7], ["B", "A", 7]]) == ShiftValue(0.0, 0.0, 0.0)


def test_covariance_between_means_counts():
    """Variance of B - A with covariance 5: 4 + 9 - 2 x 5 = 3."""
    covariance = pd.DataFrame([[4.0, 5.0, 0.0], [5.0, 9.0, 0.0], [0.0, 0.0, 36.0]])
    assert half(shift_value(GROUPS, shifts=[["A", "B", 1]], covariance=covariance)) == pytest.approx(1.959964 * 3**0.5)


def test_without_standard_errors_there_is_no_interval():
    value = shift_value(GROUPS.drop(columns="value_eur_se"), shifts=[["A", "B", 1]])
    assert value.total_eur == 50.0
    assert np.isnan([value.low_eur, value.high_eur]).all()


def test_a_group_without_standard_error_spoils_only_its_own_shifts():
    ses = [0.1, 0.1, np.nan]
    observed = as_observed(pd.DataFrame({"group": list("ABC"), "forward_eur_mean": [1, 2, 3], "forward_eur_se": ses}))
    assert shift_status(reading_value(observed, shifts=[["A", "B", 1]])) == "shown"
    assert shift_status(reading_value(observed, shifts=[["A", "C", 1]])) == "not_computable"


def test_equal_means_give_no_difference_whatever_a_computer_makes_of_zero():
    value = reading_value(reading([0.1 + 0.2, 0.3], [1e-18, 1e-18]), shifts=[["A", "B", 500]])
    assert (value.total_eur, shift_status(value)) == (0.0, "no_difference")


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ((5.0, 1.0, 9.0), "shown"), ((-5.0, -9.0, -1.0), "shown"), ((5.0, 0.0, 10.0), "no_difference"),
        ((-1.0, -5.0, 3.0), "no_difference"), ((5.0, np.nan, np.nan), "not_computable"),
    ],
)  # fmt: skip
def test_an_interval_that_holds_zero_shows_no_difference(value, status):
    assert shift_status(ShiftValue(*value)) == status


def test_a_reading_without_means_has_no_value():
    value = reading_value(not_computed(ADJUSTED, "collinear"), shifts=[["A", "B", 1]])
    assert shift_status(value) == "not_computable"


@given(st.lists(amounts, min_size=2, max_size=2), st.lists(errors, min_size=2, max_size=2), st.integers(1, 10_000))
def test_back_is_as_much_less_with_the_same_interval(means, ses, customers):
    up = reading_value(reading(means, ses), shifts=[["A", "B", customers]])
    down = reading_value(reading(means, ses), shifts=[["B", "A", customers]])
    assert (down.total_eur, down.low_eur, down.high_eur) == (-up.total_eur, -up.high_eur, -up.low_eur)


@given(st.lists(amounts, min_size=3, max_size=3), st.lists(errors, min_size=3, max_size=3))
def test_in_two_steps_is_worth_the_same_as_at_once(means, ses):
    found = reading(means, ses)
    steps = reading_value(found, shifts=[["A", "B", 10], ["B", "C", 10]])
    once = reading_value(found, shifts=[["A", "C", 10]])
    assert steps.total_eur == pytest.approx(once.total_eur, abs=1e-5)
    assert half(steps) == pytest.approx(half(once))


def test_the_matrix_holds_every_ordered_pair_of_each_computed_reading():
    groups = pd.DataFrame({"group": ["A", "B", "C"], "customers_n": [30, 20, 40], "top2_share": [0.1, 0.3, 0.2]})
    matrix = shift_matrix([reading([1, 2, 4], [1, 1, 1]), not_computed(ADJUSTED, "x")], groups=groups, customers_n=100)
    assert len(matrix) == 6
    there = matrix.set_index(["from", "to"])[["value_eur", "direction", "customers_n", "top2_share"]]
    assert there.loc[("A", "C")].tolist() == [300.0, "up", 30, 0.2]
    assert there.loc[("C", "B")].tolist() == [-200.0, "down", 20, 0.3]


def test_a_fall_beyond_chance_is_found_and_one_within_it_is_not():
    assert falls_with_score(reading([100, 90, 120], [1, 1, 1]), ["A", "B", "C"]) == [("A", "B")]
    assert falls_with_score(reading([100, 99, 120], [1, 1, 1]), ["A", "B", "C"]) == []


def test_a_fall_without_spread_is_a_fall():
    assert falls_with_score(reading([1000, 800], [0, 0]), ["A", "B"]) == [("A", "B")]
    assert falls_with_score(reading([800, 800], [0, 0]), ["A", "B"]) == []


def test_many_groups_of_one_value_rarely_fall_by_chance():
    """Eleven groups of equal value hold 55 pairs; a fall is found in at most about 5 % of draws (here 400)."""
    rng = np.random.default_rng(3)
    falls = sum(bool(falls_with_score(reading(rng.normal(size=11), np.ones(11)), "ABCDEFGHIJK")) for _ in range(400))
    assert 0 < falls <= 33  # binomial(400, .05): 99.9 % lies at or below 33
