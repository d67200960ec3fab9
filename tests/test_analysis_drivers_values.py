import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from what_ifs_made import checked, four, model_of

from cxkit.analysis.drivers.values import (
    combination_table,
    combinations_held,
    drawn_values,
    product_values,
    set_value,
    worth,
)
from cxkit.analysis.drivers.what_if import WhatIf, what_if
from cxkit.analysis.drivers.what_if_tables import what_if_table

STATED = {
    "product_value_eur_year": {"heat": [18.0, 24.0, 36.0], "solar": [60.0, 80.0, 100.0], "boiler": [5.0, 5.0, 5.0]},
    "combination_value_eur_year": {"solar + heat": [90.0, 115.0, 150.0]},
    "cross_sell": {"heat": "took_heat", "boiler": "took_boiler"},
    "held": {"heat": "has_heat", "solar": "has_solar", "boiler": "has_boiler"},
}
HELD = {"held:heat": [0.0, 0.0, 0.0, 0.0], "held:solar": [0.0, 1.0, 1.0, 0.0]}


def test_what_a_product_adds_to_what_is_held_by_head():
    """Heat 25 alone (PERT mean of 18, 24, 36); beside solar 700 / 6 - 80, since the two together are stated."""
    made = product_values(["", "solar", "boiler"], product="heat", settings=checked(**STATED))
    assert made[""][0] == pytest.approx(25.0)
    assert made["solar"][0] == pytest.approx(700 / 6 - 80)
    assert made["boiler"][0] == pytest.approx(25.0)


def test_draws_belong_to_a_product_wherever_it_is_held():
    """Boiler is worth 5 whoever takes it; heat's draws do not change with what else is asked for."""
    made = product_values(["", "heat + solar"], product="boiler", settings=checked(**STATED))
    assert np.allclose(made["heat + solar"], 5.0) and made[""].tolist() == [5.0] * 4001
    one = product_values([""], product="heat", settings=checked(**STATED))[""]
    fewer = STATED | {"product_value_eur_year": {"heat": [18.0, 24.0, 36.0]}, "combination_value_eur_year": {},
                      "cross_sell": {"heat": "took_heat"}}  # fmt: skip
    assert (one == drawn_values(checked(**fewer))["heat"]).all()
    assert 18 <= one[1:].min() < one[1:].max() <= 36


@examples(max_examples=40, deadline=None)
@given(order=st.permutations(["heat", "solar", "boiler"]))
def test_the_gains_of_products_taken_one_after_another_add_up_in_any_order(order):
    drawn = drawn_values(checked(**STATED))
    held, total = frozenset(), 0.0
    for product in order:
        total += set_value(held | {product}, drawn) - set_value(held, drawn)
        held |= {product}
    assert total == pytest.approx(drawn["heat + solar"] + 5.0)


def test_a_product_without_a_stated_value_is_worth_nothing_more():
    made = product_values(["roof"], product="heat", settings=checked(**STATED))
    assert made["roof"][0] == pytest.approx(25.0)


def test_what_customers_hold():
    assert combinations_held(four(**HELD)).tolist() == ["", "solar", "solar", ""]
    assert combinations_held(four()).tolist() == [""] * 4


def test_a_customer_who_stays_is_worth_that_customers_own_value():
    made = worth(four(), outcome="churn", settings=checked())
    assert made.eur.tolist() == [100.0, 200.0, 400.0, 0.0] and made.known.tolist() == [True, True, True, False]
    assert made.parts[:, 0].tolist() == made.eur.tolist() and (made.drawn == 1).all()


def test_a_taker_is_worth_what_the_product_adds():
    made = worth(four(**HELD), outcome="heat", settings=checked(**STATED))
    assert made.eur == pytest.approx([25.0, 700 / 6 - 80, 700 / 6 - 80, 25.0])
    assert made.parts.tolist() == [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]] and made.known.all()


def taken(**given):
    """Return the row of one repeat fewer: 3/4, 1/2, 1/4, 1/2 take, which becomes 3/4, 3/4, 1/2, 3/4."""
    model = model_of(
        four(**HELD), {"repeat_contacts_n": "count"}, y=[1, 0, 0, 1], coefficients=[np.log(3), -np.log(3)],
        outcome="heat",
    )  # fmt: skip
    settings = checked(**STATED | given)
    shift = what_if(model, WhatIf(0, "repeat_contacts_n", -1.0, "all"), settings=settings)
    return shift, what_if_table([shift], settings=settings).iloc[0]


def test_takers_by_head():
    """A year is two windows: 15, 12, 7, 12 sixteenths take, then 15, 15, 12, 15; the second and third hold solar."""
    _, row = taken()
    beside = 700 / 6 - 80
    assert (row["points"], row["saved_n_year"]) == (pytest.approx(3 / 16), pytest.approx(11 / 16))
    assert row["eur_year"] == pytest.approx((3 * 25 + 8 * beside) / 16)
    assert row["cap_eur_year"] == pytest.approx((27 * 25 + 19 * beside) / 16)
    assert (row["label"], row["risk_ratio"]) == ("assumed", pytest.approx(2.75 / 2))


def test_a_certain_value_leaves_the_interval_of_the_model():
    given = {"product_value_eur_year": {"heat": [10.0, 10.0, 10.0]}, "combination_value_eur_year": {},
             "cross_sell": {"heat": "took_heat"}, "product_value_label": "measured"}  # fmt: skip
    shift, row = taken(**given)
    half = 1.959964 * np.sqrt(np.sum(shift.over(2.0).influence(np.full(4, 10.0)) ** 2))
    assert row["eur_year"] == pytest.approx(110 / 16)
    assert (row["low_eur"], row["high_eur"]) == (pytest.approx(110 / 16 - half), pytest.approx(110 / 16 + half))
    assert row["label"] == "estimated"


def test_the_interval_holds_model_and_value_at_once():
    """Totals by combination drawn from their joint normal, times the values drawn: the same P2.5 and P97.5."""
    shift, row = taken()
    parts, year = worth(shift.model.rows, outcome="heat", settings=checked(**STATED)).parts, shift.over(2.0)
    influence = np.array([year.influence(part) for part in parts.T])
    rng = np.random.default_rng(0)
    totals = rng.multivariate_normal(year.saved @ parts, influence @ influence.T, 200_000)
    made = product_values(["", "solar"], product="heat", settings=checked(**STATED))
    drawn = np.column_stack([made[""][1:], made["solar"][1:]])
    low, high = np.percentile((totals * drawn[rng.integers(0, 4_000, 200_000)]).sum(axis=1), [2.5, 97.5])
    assert (row["low_eur"], row["high_eur"]) == (
        pytest.approx(low, abs=0.06 * (high - low)),
        pytest.approx(high, rel=0.06),
    )


def test_what_customers_of_each_combination_are_worth():
    """Nothing held: 100 and 300, t of one degree 12.706 x 100; solar: 200 and 400, one value not known."""
    rows = pd.DataFrame({"held:solar": [0, 1, 0, 1, 1], "held:heat": [0.0] * 5,
                         "value_eur_year": [100.0, 200.0, 300.0, 400.0, np.nan]})  # fmt: skip
    table = combination_table(rows, settings=checked(**STATED)).set_index("combination")
    assert table["value_eur_mean"].to_dict() == {"": 200.0, "solar": 300.0}
    assert table.loc["", "high"] == pytest.approx(200 + 1270.62, rel=1e-4)
    assert table["customers_n"].to_dict() == {"": 2, "solar": 2}
    assert table.loc["solar", "stated_eur_year"] == pytest.approx(80.0)
    assert 60 < table.loc["solar", "stated_low"] < 80 < table.loc["solar", "stated_high"] < 100
    assert np.isnan(table.loc["", "stated_eur_year"])


def test_no_customers_no_combinations():
    assert combination_table(four().head(0), settings=checked(**STATED)).empty
