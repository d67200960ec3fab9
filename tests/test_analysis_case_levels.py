"""Which share of the effect is reached when, and in which prices its euros are written."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.case.levels import inflation, levels, levels_of, moments, price_index
from cxkit.settings.roi import BusinessCase


def case(**changes):
    return BusinessCase(**{"pause_year": 0, **changes})


@pytest.mark.parametrize(
    ("ramp_up", "decay_year", "years", "expected"),
    [
        ([1.0], 0.0, 3, [0, 1, 1, 1]),
        ([0.4, 0.8, 1.0], 0.05, 5, [0, 0.4, 0.8, 1, 0.95, 0.9025]),
        ([0.5, 1.0, 1.0, 1.0], 0.5, 4, [0, 0.5, 1, 0.5, 0.25]),
        ([0.2, 0.6], 0.0, 4, [0, 0.2, 0.6, 0.6, 0.6]),
        ([0.0, 1.0], 0.0, 2, [0, 0, 1]),
        ([0.4, 0.8, 1.0], 0.5, 2, [0, 0.4, 0.8]),
    ],
)
def test_the_effect_rises_and_then_fades(ramp_up, decay_year, years, expected):
    settings = case(ramp_up=ramp_up, decay_year=decay_year, horizon_years=years)
    assert levels(settings).tolist() == pytest.approx(expected)


def lines(*rows):
    return pd.DataFrame(rows, columns=["from_year", "mechanism"]).assign(notebook="driver_modelling")


def test_a_line_that_starts_later_rises_from_then_on():
    settings = case(ramp_up=[0.4, 0.8, 1.0], decay_year=0.0, horizon_years=4)
    found = levels_of(lines((1, "churn"), (3, "x"), (9, "x")), settings)
    assert found.tolist() == [[0, 0.4, 0.8, 1, 1], [0, 0, 0, 0.4, 0.8], [0, 0, 0, 0, 0]]


def test_only_customers_who_are_kept_can_stay_a_next_year():
    """Year 2: 1 + .5 x 1; year 3: 1 + .5 x 1.5."""
    settings = case(ramp_up=[1.0], decay_year=0.0, kept_customer_stays=0.5)
    found = levels_of(lines((1, "churn"), (1, "contact_cost")), settings)
    assert found.tolist() == [[0, 1, 1.5, 1.75], [0, 1, 1, 1]]


def test_what_was_typed_is_an_amount_a_year_and_does_not_accumulate():
    settings = case(ramp_up=[1.0], decay_year=0.0, kept_customer_stays=0.5)
    both = lines((1, "churn"), (1, "churn")).assign(notebook=["driver_modelling", ""])
    assert levels_of(both, settings).tolist() == [[0, 1, 1.5, 1.75], [0, 1, 1, 1]]


def test_levels_of_one_own_for_all_lines_or_for_each():
    settings = case(horizon_years=2)
    both = lines((1, "x"), (2, "x"))
    assert levels_of(both, settings, base=np.array([0, 0.3, 0.1])).tolist() == [[0, 0.3, 0.1], [0, 0, 0.3]]
    each = np.array([[0, 0.3, 0.1], [0, 0.2, 0.7]])
    assert levels_of(both, settings, base=each).tolist() == each.tolist()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.floats(0, 0.9), st.integers(1, 20))
def test_a_level_is_a_share_and_never_above_what_the_ramp_reaches(ramp_up, decay_year, years):
    settings = case(ramp_up=sorted(ramp_up), decay_year=decay_year, horizon_years=years)
    found = levels(settings)
    assert len(found) == years + 1 and found[0] == 0
    assert (found >= 0).all() and (found <= max(ramp_up)).all()


@given(st.floats(0, 0.9), st.integers(1, 12))
def test_customers_who_stay_forever_less_one_year_are_a_geometric_sum(stays, years):
    settings = case(ramp_up=[1.0], decay_year=0.0, kept_customer_stays=stays, horizon_years=years)
    found = levels_of(lines((1, "churn")), settings)[0, -1]
    assert found == pytest.approx((1 - stays**years) / (1 - stays))


def test_moments_and_prices():
    assert moments(case()).tolist() == [0, 1, 2, 3]
    assert moments(case(timing="middle of year")).tolist() == [0, 0.5, 1.5, 2.5]
    assert price_index(case(inflation_year=0.1)).tolist() == pytest.approx([1, 1.1, 1.21, 1.331])
    assert price_index(case(inflation_year=0.21, timing="middle of year"))[1] == pytest.approx(1.1)
    assert price_index(case(inflation_year=0.1, prices="real")).tolist() == [1, 1, 1, 1]
    assert inflation(case(inflation_year=0.1, prices="real"))[1] == pytest.approx(1.1)
