import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW

from cxkit.analysis.value import (
    clv_multiple,
    customer_value,
    dominance,
    mean_interval,
    with_churn,
    with_cross_sell,
)

rates = st.floats(0.01, 0.98)
discounts = st.floats(0.0, 1.0)


def one_customer(**columns):
    return pd.DataFrame({"customer_id": ["1"]} | {name: [value] for name, value in columns.items()})


def test_components_are_brought_to_a_year_and_acquisition_cost_stays_out_of_the_forward_value():
    """12 x 10 + 4 x 5 + 0.4 x 12 x 50 - 30 = 350; less 45 for winning the customer = 305."""
    held = one_customer(
        fee_eur_month=10.0,
        service_eur_quarter=5.0,
        revenue_eur_month=50.0,
        cost_eur_year=30.0,
        acquisition_cost_eur=45.0,
    )
    value = customer_value(
        held,
        plus=["fee_eur_month", "service_eur_quarter"],
        minus=["cost_eur_year"],
        revenue=["revenue_eur_month"],
        gross_margin=0.4,
        acquisition=["acquisition_cost_eur"],
    )
    assert value[["forward_value_eur", "value_eur"]].iloc[0].tolist() == [350.0, 305.0]


def test_an_unknown_component_makes_the_value_unknown():
    value = customer_value(one_customer(a_eur=1.0, b_eur=np.nan), plus=["a_eur", "b_eur"])
    assert value[["forward_value_eur", "value_eur"]].isna().all(axis=None)


def test_a_credit_note_counts_with_its_sign():
    assert customer_value(one_customer(refunds_eur=-20.0), minus=["refunds_eur"])["forward_value_eur"].item() == 20.0


def test_values_are_in_the_order_of_the_customers_whatever_their_index():
    held = pd.DataFrame({"customer_id": ["b", "a"], "a_eur": [2.0, 1.0]}, index=[7, 3])
    value = customer_value(held, plus=["a_eur"])
    assert dict(zip(value["customer_id"], value["value_eur"], strict=True)) == {"b": 2.0, "a": 1.0}


def test_churn_and_cross_sell_weigh_by_chance():
    assert with_churn(pd.Series([100.0, -50.0]), pd.Series([0.1, 1.0])).tolist() == [90.0, 0.0]
    assert with_cross_sell(pd.Series([100.0]), pd.Series([0.2]), value_eur=60.0).tolist() == [112.0]


@given(rates, discounts)
def test_a_margin_now_adds_exactly_one_to_the_multiple(retention, discount):
    rate = {"retention_rate_year": retention, "discount_rate_year": discount}
    assert clv_multiple(**rate, timing="start of year") == pytest.approx(1 + clv_multiple(**rate))


@given(rates, discounts, st.integers(1, 40), st.sampled_from(["end of year", "start of year"]))
def test_a_horizon_is_the_sum_of_that_many_margins(retention, discount, years, timing):
    first = 1 if timing == "end of year" else 0
    margins = [(retention / (1 + discount)) ** t for t in range(first, first + years)]
    multiple = clv_multiple(
        retention_rate_year=retention, discount_rate_year=discount, timing=timing, horizon_years=years
    )
    assert multiple == pytest.approx(sum(margins))


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=50))
def test_the_interval_of_a_mean_is_that_of_students_t(values):
    assume(np.std(values) > 1e-3)
    summary = mean_interval(pd.Series(values))
    low, high = DescrStatsW(values).tconfint_mean()
    assert (summary["low"], summary["high"]) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


def test_equal_values_have_an_interval_of_no_width_and_one_value_has_none():
    assert [mean_interval(pd.Series([5.0] * 4))[name] for name in ("low", "mean", "high")] == [5.0, 5.0, 5.0]
    assert np.isnan([mean_interval(pd.Series([5.0]))[name] for name in ("se", "low", "high")]).all()


@pytest.mark.parametrize(
    ("values", "share"),
    [([10.0, -10.0, 5.0], 0.8), ([1.0], 1.0), ([0.0, 0.0], 0.0), ([3.0, 1.0, np.nan], 1.0), ([2.0] * 4, 0.5)],
)
def test_two_customers_hold_a_share_of_absolute_value(values, share):
    assert dominance(pd.Series(values))["top2_share"] == pytest.approx(share)
