"""Euros year by year: by hand, and what must hold of any business case."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from business_cases import case, cost, costs_of, flows_of, lines_of
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis.case.flows import accounting_table, book_value, cash_table
from cxkit.analysis.case.measures import npv_of

LINES = lines_of(("loyalty", "margin", 100.0), ("calls", "saving", 40.0), ("extra work", "saving", -10.0))
COSTS = costs_of(
    cost("course", "training", 0, 30.0),
    cost("licence", "operating", None, 20.0),
    cost(year=0, amount_eur=60.0, capitalised=True, lifetime_years=3),
)


def test_the_accounting_view_by_hand():
    """Gross margin 100 + savings 30 - operating cost 20 - depreciation 20 = 90 a year; a start of -30."""
    table = accounting_table(flows_of(LINES, COSTS, case(tax_rate=0.25)), settings=case(tax_rate=0.25))
    assert table.to_numpy().tolist() == [
        [0, 0, 0, 30, 0, -30, -7.5, -22.5, 60],
        [1, 100, 30, 20, 20, 90, 22.5, 67.5, 40],
        [2, 100, 30, 20, 20, 90, 22.5, 67.5, 20],
        [3, 100, 30, 20, 20, 90, 22.5, 67.5, 0],
    ]
    assert [*table.columns] == [
        "year", "extra_margin_eur", "cost_savings_eur", "operating_cost_eur", "depreciation_eur", "result_eur",
        "tax_eur", "result_after_tax_eur", "book_value_eur",
    ]  # fmt: skip


def test_the_cash_view_by_hand():
    """The investment leaves at the start and nothing is written off; the tax is that of the accounting view."""
    table = cash_table(flows_of(LINES, COSTS, case(tax_rate=0.25)), settings=case(tax_rate=0.25)).set_index("year")
    shown = table[["benefits_eur", "costs_eur", "investment_eur", "tax_eur", "net_eur", "cumulative_eur"]]
    assert shown.to_numpy().tolist() == [
        [0, 30, 60, -7.5, -82.5, -82.5],
        [130, 20, 0, 22.5, 87.5, 5],
        [130, 20, 0, 22.5, 87.5, 92.5],
        [130, 20, 0, 22.5, 87.5, 180],
    ]
    assert table["discounted_eur"].tolist() == pytest.approx([-82.5, 87.5 / 1.1, 87.5 / 1.21, 87.5 / 1.331])
    assert table.loc[3, "discounted_cumulative_eur"] == pytest.approx(table["discounted_eur"].sum())
    assert table[["net_low", "net_high", "cumulative_low", "cumulative_high"]].isna().all(axis=None)


def test_what_a_tool_fetches_lowers_the_investment_of_that_year():
    costs = costs_of(cost(amount_eur=100.0, capitalised=True, lifetime_years=2))
    table = cash_table(flows_of(LINES, costs, case(salvage_share=0.2)), settings=case(salvage_share=0.2))
    assert table["investment_eur"].tolist() == [100, 0, -20, 0]


def test_the_effect_rises_and_prices_with_it():
    """100 x .5 x 1.02, 100 x 1.02^2 and 100 x .9 x 1.02^3."""
    held = flows_of(LINES[:1], costs_of(), case(ramp_up=[0.5, 1.0], decay_year=0.1, inflation_year=0.02))
    assert held.margin[0].tolist() == pytest.approx([0, 51.0, 104.04, 95.50872])


def test_shares_of_effect_and_of_costs():
    half = flows_of(LINES, COSTS, case(), effect_share=0.5, cost_share=2.0)
    assert half.benefits[0].tolist() == [0, 65, 65, 65]
    assert half.net[0].tolist() == [-180, 25, 25, 25] and half.depreciation[0].tolist() == [0, 40, 40, 40]


def test_levels_of_ones_own():
    each = np.array([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    assert flows_of(LINES, COSTS, case(), levels=each).benefits[0].tolist() == [0, 100, 40, -10]


def test_faster_work_that_counts_is_a_saving_and_no_lower_cost():
    costs = costs_of(cost("faster", "effort", None, hours=-2.0, rate_eur_hour=50.0))
    held = flows_of(LINES[:0], costs, case(count_capacity=True))
    assert held.savings[0].tolist() == [0, 100, 100, 100] and held.costs.sum() == 0
    assert flows_of(LINES[:0], costs, case()).benefits.sum() == 0


def test_a_line_of_which_nothing_counts_is_left_out():
    held = flows_of(LINES, COSTS, case(), held={"calls": np.array([40.0])})
    assert held.margin.sum() == 0 and held.savings[0].tolist() == [0, 40, 40, 40]


def test_every_draw_is_a_business_case_of_its_own():
    euros = np.array([100.0, 80.0, 120.0])
    held = flows_of(LINES[:1], COSTS, case(tax_rate=0.2), draws=2, held={"loyalty": euros})
    for draw, eur in enumerate(euros):
        alone = flows_of(lines_of(("loyalty", "margin", eur)), COSTS, case(tax_rate=0.2))
        assert held.net[draw] == pytest.approx(alone.net[0])
    assert held.expected.net.shape == (1, 4)
    table = cash_table(held, settings=case(tax_rate=0.2))
    assert (table["net_low"] <= table["net_eur"]).all() and (table["net_eur"] <= table["net_high"]).all()
    assert table.loc[3, "cumulative_high"] > table.loc[3, "cumulative_low"]


AMOUNTS = st.floats(0.0, 1e6)


@st.composite
def cost_tables(draw, years=6, life=3):
    """Return a table of costs, some capitalised, some with a range."""
    rows = []
    for i in range(draw(st.integers(0, 4))):
        low, likely, high = sorted(draw(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS)))
        row = cost(f"line {i}", "technology", draw(st.one_of(st.none(), st.integers(0, years - life))), likely,
                   lowest_eur=low, highest_eur=high)  # fmt: skip
        if row["year"] is not None and draw(st.booleans()):
            row |= {"capitalised": True, "lifetime_years": float(draw(st.integers(1, 2 * life)))}
        rows.append(row)
    return costs_of(*rows)


@st.composite
def benefit_lines(draw):
    """Return benefit lines of both kinds, some of them a burden."""
    rows = draw(st.lists(st.tuples(st.sampled_from(["margin", "saving"]), st.floats(-1e6, 1e6), st.integers(1, 4)),
                         max_size=3))  # fmt: skip
    return lines_of(*[(f"line {i}", *row) for i, row in enumerate(rows)])


SHAPES = {
    "ramp_up": st.sampled_from([[1.0], [0.4, 0.8, 1.0]]),
    "decay_year": st.sampled_from([0.0, 0.1]),
    "tax_rate": st.sampled_from([0.0, 0.258]),
    "salvage_share": st.sampled_from([0.0, 0.15]),
    "depreciation": st.sampled_from(["straight line", "declining", "sum of years"]),
    "timing": st.sampled_from(["end of year", "middle of year"]),
    "inflation_year": st.sampled_from([0.0, 0.02, 0.08]),
    "kept_customer_stays": st.sampled_from([0.0, 0.8]),
}


@settings(max_examples=25, deadline=None)
@given(benefit_lines(), cost_tables(), st.fixed_dictionaries(SHAPES))
def test_over_the_whole_life_the_results_are_the_cash_and_what_is_not_yet_written_off(lines, costs, shape):
    """methods.md, section 1, business case: sum of results = sum of undiscounted cash before tax + book value left."""
    chosen = case(horizon_years=6, **shape)
    held = flows_of(lines, costs, chosen, draws=3)
    left = book_value(held, chosen)[:, -1]
    assert held.result.sum(axis=1) == pytest.approx(held.net_before_tax.sum(axis=1) + left, abs=1e-4)
    assert (book_value(held, chosen) >= -1e-4).all()


@settings(max_examples=25, deadline=None)
@given(benefit_lines(), cost_tables(), st.fixed_dictionaries(SHAPES), st.sampled_from(["nominal", "real"]))
def test_nominal_and_real_prices_give_one_net_present_value_taxes_included(lines, costs, shape, basis):
    values = []
    for prices in ("nominal", "real"):
        chosen = case(horizon_years=6, prices=prices, discount_rate_basis=basis, **shape)
        held = flows_of(lines, costs, chosen, draws=3)
        values.append(npv_of(held, chosen))
        book = book_value(held, chosen)[0, 1]
        values.append(book / (1 + chosen.inflation_year) ** (chosen.timing == "end of year" or 0.5)
                      if prices == "nominal" else book)  # fmt: skip
    assert values[0] == pytest.approx(values[2], abs=1e-3)
    assert values[1] == pytest.approx(values[3], abs=1e-3)


@settings(max_examples=10, deadline=None)
@given(benefit_lines(), cost_tables())
def test_tax_is_on_the_margin_and_on_its_shield_alike(lines, costs):
    """Over a whole life without book value left, tax is the rate times all cash."""
    chosen = case(horizon_years=20, tax_rate=0.25)
    held = flows_of(lines, costs, chosen)
    assert held.tax.sum() == pytest.approx(0.25 * held.net_before_tax.sum(), abs=1e-3)


def test_the_order_of_lines_and_the_currency_play_no_part():
    rows = [("a", "margin", 0.1), ("b", "margin", 0.2), ("c", "saving", 0.3), ("d", "margin", 1e9)]
    assert (flows_of(lines_of(*rows), COSTS, case()).net == flows_of(lines_of(*rows[::-1]), COSTS, case()).net).all()
    cents = flows_of(LINES.assign(net_eur_year=100 * LINES["net_eur_year"]),
                     COSTS.assign(amount_eur=100 * COSTS["amount_eur"]), case())  # fmt: skip
    assert cents.net == pytest.approx(100 * flows_of(LINES, COSTS, case()).net)


def test_nothing_at_all():
    table = cash_table(flows_of(LINES[:0], costs_of(), case()), settings=case())
    assert table[["benefits_eur", "costs_eur", "net_eur"]].to_numpy().sum() == 0
    assert isinstance(table, pd.DataFrame) and len(table) == 4
