"""Writing off: by hand, and for any cost, life and method."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.depreciation import METHODS, declining_balance, double_declining, schedule


@pytest.mark.parametrize(
    ("method", "salvage", "amounts"),
    [
        ("straight line", 0.0, [25, 25, 25, 25]),
        ("straight line", 20.0, [20, 20, 20, 20]),
        ("sum of years", 0.0, [40, 30, 20, 10]),
        ("sum of years", 50.0, [20, 15, 10, 5]),
        ("declining", 0.0, [50, 25, 12.5, 12.5]),
        ("declining", 20.0, [50, 25, 5, 0]),
    ],
)
def test_a_hundred_euros_in_four_years(method, salvage, amounts):
    assert schedule(100.0, salvage=salvage, life_years=4, method=method).tolist() == pytest.approx(amounts)


@given(
    st.floats(0, 1e7), st.floats(0, 1), st.integers(1, 20), st.sampled_from([*METHODS])
)  # fmt: skip
def test_all_but_the_salvage_value_is_written_off_and_never_more(cost, share, life, method):
    amounts = schedule(cost, salvage=share * cost, life_years=life, method=method)
    assert len(amounts) == life
    assert amounts.sum() == pytest.approx((1 - share) * cost, abs=1e-6)
    assert (amounts >= -1e-6).all() and (np.diff(amounts) <= 1e-6).all()


@pytest.mark.parametrize(("life", "method"), [(0, "straight line"), (3, "units")])
def test_no_life_and_no_such_method(life, method):
    with pytest.raises(ValueError, match="expected 1 or more"):
        schedule(100.0, salvage=0.0, life_years=life, method=method)


def test_a_first_year_of_fewer_months_makes_a_year_more():
    """Rate 1 - (10 / 100)^(1 / 2) = .684: 100 x .684 / 2 = 34.2; 65.8 x .684 = 45.0072; 20.7928 x .684 / 2 = 7.1111."""
    assert declining_balance(100.0, salvage=10.0, life_years=2, months=6) == pytest.approx([34.2, 45.0072, 7.11114])
    assert len(declining_balance(100.0, salvage=10.0, life_years=2)) == 2


def test_double_declining_stops_at_the_salvage_value():
    assert double_declining(100.0, salvage=30.0, life_years=4).tolist() == [50.0, 20.0, 0.0, 0.0]
    assert double_declining(100.0, salvage=0.0, life_years=1).tolist() == [100.0]
