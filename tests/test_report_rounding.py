import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cxkit.report.rounding import decimals, rounded, rounded_interval, supported_step

amounts = st.floats(-1e9, 1e9).map(lambda x: round(x, 4))
intervals = st.tuples(amounts, amounts, amounts).map(sorted)


@pytest.mark.parametrize(
    ("half", "step"), [(6000, 1000), (450, 100), (2000, 1000), (1999, 100), (20, 10), (19.99, 1), (0.03, 0.01)]
)
def test_the_step_for_half_an_interval(half, step):
    assert supported_step(-half, half) == step


@given(intervals)
def test_half_an_interval_is_2_to_20_steps_and_a_step_is_a_power_of_ten(interval):
    low, _, high = interval
    assume(high > low)
    step = supported_step(low, high)
    assert 2 * (1 - 1e-9) <= (high - low) / 2 / step < 20 * (1 + 1e-9)
    assert float(f"1e{round(math.log10(step))}") == step


@given(intervals, st.floats(-1e9, 1e9))
def test_a_step_depends_on_the_width_only_not_on_where_it_lies(interval, shift):
    low, _, high = map(round, interval)
    assert supported_step(low, high) == supported_step(low + round(shift), high + round(shift))


@given(intervals)
def test_rounding_moves_a_figure_by_a_quarter_of_half_the_interval_at_most(interval):
    low, estimate, high = interval
    for before, after in zip((estimate, low, high), rounded_interval(estimate, low, high), strict=True):
        assert abs(after - before) <= (high - low) / 8 + 1e-6


@given(intervals)
def test_rounding_keeps_order_and_the_sign_of_both_ends(interval):
    low, estimate, high = interval
    after, low_after, high_after = rounded_interval(estimate, low, high)
    assert low_after <= high_after
    assert [np.sign(low_after), np.sign(high_after)] == [np.sign(low), np.sign(high)]
    assert str(after) != "-0.0"


@given(intervals)
def test_rounding_twice_is_rounding_once(interval):
    low, estimate, high = interval
    step = supported_step(low, high)
    assert rounded(rounded(estimate, step), step) == rounded(estimate, step)


def test_an_interval_without_width_limits_nothing():
    assert rounded_interval(12.34, 12.34, 12.34) == (12.34, 12.34, 12.34)
    assert decimals(supported_step(5, 5)) == 0


@pytest.mark.parametrize(("low", "high"), [(2, 1), (math.nan, 1), (0, math.inf)])
def test_an_interval_that_is_none_is_refused(low, high):
    with pytest.raises(ValueError, match="finite interval"):
        supported_step(low, high)


@given(intervals)
def test_the_decimals_of_a_step_are_enough_to_print_it(interval):
    low, estimate, high = interval
    assume(high > low)
    step = supported_step(low, high)
    value = rounded(estimate, step)
    assert float(f"{value:.{decimals(step)}f}") == value
