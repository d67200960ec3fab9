"""What the programme costs: in which year, capitalised or not, faster or more work, and how sure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from business_cases import case, cost, costs_of

from cxkit.analysis.case.cost_tables import after_the_end, cost_table, effort
from cxkit.analysis.case.costs import COLUMNS, cost_draws, cost_lines

DRAWS = 4_000
FASTER = cost("faster letters", "effort", None, hours=-200.0, rate_eur_hour=40.0, department="Backoffice")


def drawn(*rows, draws=0, **changes):
    settings = case(**changes)
    return cost_draws(cost_lines(costs_of(*rows), settings=settings), settings=settings, draws=draws)


def test_a_blank_year_is_every_year_but_the_start():
    lines = cost_lines(costs_of(cost(year=None, amount_eur=500.0), cost("start", year=0, amount_eur=9.0)),
                       settings=case())  # fmt: skip
    assert lines[["line", "year", "amount_eur"]].to_numpy().tolist() == [
        ["tool", 1, 500.0], ["tool", 2, 500.0], ["tool", 3, 500.0], ["start", 0, 9.0],
    ]  # fmt: skip
    assert [*lines.columns] == COLUMNS


def test_a_table_of_the_least_columns():
    least = pd.DataFrame({"line": ["course"], "category": ["training"], "amount_eur": [100]})
    lines = cost_lines(least, settings=case(horizon_years=1))
    assert lines.loc[0, ["year", "amount_eur", "low_eur", "high_eur", "capitalised", "counted"]].tolist() == [
        1, 100.0, 100.0, 100.0, False, True,
    ]  # fmt: skip
    assert lines.loc[0, ["department", "notes"]].tolist() == ["", ""]


def test_the_input_stays_as_it_was():
    typed = costs_of(cost(year=None, amount_eur=500.0))
    before = typed.copy()
    cost_lines(typed, settings=case())
    pd.testing.assert_frame_equal(typed, before)


def test_years_after_the_last_one_are_set_aside():
    typed = costs_of(
        cost(year=3, amount_eur=1.0), cost("late", year=4, amount_eur=2.0), cost("later", year=9, amount_eur=3)
    )
    assert cost_lines(typed, settings=case())["line"].tolist() == ["tool"]
    assert after_the_end(typed, settings=case()).to_numpy().tolist() == [["costs", "after the last year", 2]]
    assert after_the_end(typed, settings=case(horizon_years=9)).empty


def test_the_amount_expected_of_a_range_is_its_mean():
    lines = cost_lines(costs_of(cost(amount_eur=90.0, lowest_eur=60.0, highest_eur=180.0)), settings=case())
    assert lines.loc[0, ["amount_eur", "low_eur", "high_eur", "likely_eur"]].tolist() == [100.0, 60.0, 180.0, 90.0]


def test_hours_times_a_rate():
    lines = cost_lines(costs_of(cost("coaching", "effort", 1, hours=100.0, rate_eur_hour=45.0)), settings=case())
    assert lines.loc[0, ["amount_eur", "hours", "rate_eur_hour", "counted"]].tolist() == [4_500.0, 100.0, 45.0, True]


def test_faster_work_is_shown_and_counts_only_when_asked():
    for counts, gain in ((False, 0.0), (True, 8_000.0)):
        found = drawn(FASTER, count_capacity=counts)
        assert found.gains[0].tolist() == [0.0, gain, gain, gain]
        assert found.spent.sum() == 0.0
        settings = case(count_capacity=counts)
        shown = effort(cost_lines(costs_of(FASTER), settings=settings), settings=settings)
        assert shown.loc[0, ["department", "hours_year", "rate_eur_hour", "eur_year", "counted"]].tolist() == [
            "Backoffice", -200.0, 40.0, -8_000.0, counts,
        ]  # fmt: skip


def test_effort_is_spread_over_the_years_and_the_rest_is_none():
    settings = case()
    rows = [cost(amount_eur=5.0), cost("coaching", "effort", 0, hours=60.0, rate_eur_hour=50.0),
            cost("coaching", "effort", 1, hours=30.0, rate_eur_hour=80.0)]  # fmt: skip
    found = effort(cost_lines(costs_of(*rows), settings=settings), settings=settings)
    assert found[["line", "hours_year", "rate_eur_hour", "eur_year"]].to_numpy().tolist() == [
        ["coaching", 30.0, 60.0, 1_800.0]
    ]
    assert effort(cost_lines(costs_of(rows[0]), settings=settings), settings=settings).empty


def test_what_is_capitalised_is_written_off_from_the_year_after():
    """A tool of 60,000 at the start in three years; one of 20,000 in year 2 in two years, of which one falls within."""
    found = drawn(cost(amount_eur=60_000.0, capitalised=True, lifetime_years=3),
                  cost("second", year=2, amount_eur=20_000.0, capitalised=True, lifetime_years=2))  # fmt: skip
    assert found.invested[0].tolist() == [60_000, 0, 20_000, 0]
    assert found.depreciation[0].tolist() == [0, 20_000, 20_000, 30_000]
    assert found.expensed.sum() == found.salvage.sum() == 0


def test_what_is_left_at_the_end_of_a_life_is_not_written_off_and_comes_back():
    found = drawn(cost(amount_eur=1_000.0, capitalised=True, lifetime_years=2), salvage_share=0.25)
    assert found.depreciation[0].tolist() == [0, 375, 375, 0]
    assert found.salvage[0].tolist() == [0, 0, 250, 0]
    longer = drawn(cost(amount_eur=1_000.0, capitalised=True, lifetime_years=9), salvage_share=0.25)
    assert longer.salvage.sum() == 0


def test_the_method_of_the_settings_writes_off():
    found = drawn(cost(amount_eur=600.0, capitalised=True, lifetime_years=3), depreciation="sum of years")
    assert found.depreciation[0].tolist() == pytest.approx([0, 300, 200, 100])


def test_prices_of_the_year_and_of_today():
    """Bought in year 1 for 100 of today, so 110 then; 55 a year after. In prices of today 55 / 1.21 and 55 / 1.331."""
    row = cost(year=1, amount_eur=100.0, capitalised=True, lifetime_years=2)
    nominal, real = (drawn(row, inflation_year=0.10, prices=prices) for prices in ("nominal", "real"))
    assert nominal.invested[0].tolist() == pytest.approx([0, 110, 0, 0])
    assert nominal.depreciation[0].tolist() == pytest.approx([0, 0, 55, 55])
    assert real.invested[0].tolist() == pytest.approx([0, 100, 0, 0])
    assert real.depreciation[0].tolist() == pytest.approx([0, 0, 55 / 1.21, 55 / 1.331])


RANGE = {"amount_eur": 90.0, "lowest_eur": 60.0, "highest_eur": 180.0}


def test_a_range_is_drawn_as_pert():
    """PERT 60, 90, 180: mean 100, variance (100 - 60) (180 - 100) / 7 = 457.1."""
    values = drawn(cost(**RANGE), draws=DRAWS).expensed[:, 0]
    assert values[0] == 100.0 and len(values) == 1 + DRAWS
    assert values[1:].mean() == pytest.approx(100.0, abs=4 * np.sqrt(457.1 / DRAWS))
    assert values[1:].var() == pytest.approx(457.1, rel=0.1)
    assert values.min() >= 60 and values.max() <= 180


def test_the_years_of_a_line_move_together_and_two_lines_do_not():
    found = drawn(cost(year=None, category="operating", **RANGE), cost("other", year=1, **RANGE), draws=DRAWS)
    years = found.by_category["operating"].expensed[1:, 1:]
    assert (years[:, 0] == years[:, 2]).all() and years[:, 0].std() > 0
    assert abs(np.corrcoef(years[:, 0], found.by_category["technology"].expensed[1:, 1])[0, 1]) < 0.08


def test_the_years_of_a_line_are_dear_together_also_when_their_ranges_differ():
    other = {"amount_eur": 100.0, "lowest_eur": 10.0, "highest_eur": 120.0}
    years = drawn(cost(year=1, **RANGE), cost(year=2, **other), draws=DRAWS).expensed[1:, 1:3]
    assert (np.argsort(years[:, 0]) == np.argsort(years[:, 1])).all()


def test_more_draws_begin_with_the_same_ones_and_other_lines_play_no_part():
    alone = drawn(cost(**RANGE), draws=50).expensed
    more = (
        drawn(cost("before", **RANGE), cost(**RANGE), draws=100).expensed
        - drawn(cost("before", **RANGE), draws=100).expensed
    )
    assert more[:51] == pytest.approx(alone)


def test_the_order_of_rows_plays_no_part_to_the_last_bit():
    rows = [cost(name, year=None, amount_eur=eur) for name, eur in zip("abcd", (0.1, 0.2, 0.3, 1e9), strict=True)]
    assert (drawn(*rows).expensed == drawn(*rows[::-1]).expensed).all()


def test_categories_together_are_the_whole():
    found = drawn(cost(**RANGE), cost("course", "training", 1, **RANGE), FASTER, count_capacity=True, draws=20)
    assert sum(own.spent for own in found.by_category.values()) == pytest.approx(found.spent)
    assert found.expected.expensed.shape == (1, 4)


def test_a_pause_lowers_the_running_costs_of_its_year_only():
    found = drawn(cost(year=None, category="operating", amount_eur=100.0),
                  cost("second", year=2, amount_eur=60.0, capitalised=True, lifetime_years=3))  # fmt: skip
    paused = found.paused(2, share_left=0.2, gains_left=0.5)
    assert paused.expensed[0].tolist() == [0, 100, 20, 100] and paused.invested[0].tolist() == [0, 0, 60, 0]
    assert found.expensed[0].tolist() == [0, 100, 100, 100]
    assert paused.by_category["operating"].expensed[0].tolist() == [0, 100, 20, 100]


def test_no_costs_at_all():
    found = drawn(draws=5)
    assert found.spent.shape == (6, 4) and found.spent.sum() == 0 and not found.by_category
    assert found.paused(1, share_left=0.0, gains_left=0.0).spent.shape == (6, 4)


def test_without_a_pause_nothing_changes_and_in_one_faster_work_is_lost_too():
    found = drawn(cost(year=None, category="operating", amount_eur=100.0), FASTER, count_capacity=True)
    assert found.paused(0, share_left=0.2, gains_left=0.5) is found
    assert found.paused(2, share_left=0.2, gains_left=0.5).gains[0].tolist() == [0, 8000, 4000, 8000]


def test_costs_by_category_and_year():
    settings = case()
    rows = [cost("licence", "operating", None, 10.0), cost("course", "training", 0, **RANGE),
            cost(amount_eur=60.0, capitalised=True, lifetime_years=3), cost("help", "technology", 0, 5.0)]  # fmt: skip
    lines = cost_lines(costs_of(*rows), settings=settings)
    table = cost_table(lines, cost_draws(lines, settings=settings, draws=DRAWS))
    assert table[["category", "year", "amount_eur", "capitalised_eur", "label"]].to_numpy().tolist() == [
        ["training", 0, 100.0, 0.0, "assumed"],
        ["technology", 0, 65.0, 60.0, "assumed"],
        ["operating", 1, 10.0, 0.0, "assumed"],
        ["operating", 2, 10.0, 0.0, "assumed"],
        ["operating", 3, 10.0, 0.0, "assumed"],
    ]
    assert 60 < table.loc[0, "low_eur"] < 80 < 130 < table.loc[0, "high_eur"] < 180
    assert table.loc[1, ["low_eur", "high_eur"]].tolist() == [65.0, 65.0]
