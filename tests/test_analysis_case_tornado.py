"""Which input matters most: by hand, and for any case on both sides of what is expected."""

import numpy as np
import pytest
from business_case_made import COSTS, LINES, PLAIN, benefit, benefits, costs_made, known, lines_made, settings_made
from hypothesis import given, settings

from cxkit.analysis.case.risk import npv_at
from cxkit.analysis.case.tornado import tornado


def moved(lines=LINES, spent=COSTS, case=PLAIN):
    return tornado(lines, spent, settings=case).set_index("input")


def test_a_line_moves_to_the_ends_of_its_interval():
    """80 x 1.44 - 108 = 7.2 and 130 x 1.44 - 108 = 79.2."""
    row = moved().loc["calls"]
    assert row[["low_value", "high_value", "npv_low", "npv_high"]].tolist() == pytest.approx([80, 130, 7.2, 79.2])
    assert (row["kind"], row["moved_by"]) == ("line", "interval")


def test_what_is_taken_out_of_a_line_stays_taken_out():
    """Of 100 only 40 count, so of 80 and 130 only 32 and 52."""
    lines = benefits(benefit("calls", low_eur=80.0, high_eur=130.0, kept=0.8, success_probability=0.5))
    assert moved(lines).loc["calls", ["low_value", "high_value"]].tolist() == pytest.approx([32, 52])


def test_a_line_without_interval_moves_by_the_swing():
    """75 x 1.44 - 108 = 0 and 125 x 1.44 - 108 = 72; of a burden of -20 the ends are -25 and -15."""
    lines = benefits(benefit("calls"), benefit("work", eur_year=-20.0, category="burden"))
    found = moved(lines)
    assert found.loc["calls", ["low_value", "high_value"]].tolist() == [75.0, 125.0]
    assert moved(lines.head(1)).loc["calls", ["npv_low", "npv_high"]].tolist() == pytest.approx([0, 72])
    assert found.loc["work", ["low_value", "high_value", "moved_by"]].tolist() == [-25.0, -15.0, "swing"]


def test_costs_move_by_category_each_line_to_its_own_ends():
    """Operating at 90 and 120: 46 and 16; technology, without a range, at 7.5 and 12.5: 38 and 34."""
    found = moved()
    assert found.loc["operating", ["npv_low", "npv_high", "moved_by"]].tolist() == [
        pytest.approx(46.0), pytest.approx(16.0), "interval",
    ]  # fmt: skip
    assert found.loc["technology", ["low_value", "high_value", "npv_low", "npv_high", "moved_by"]].tolist() == [
        7.5, 12.5, pytest.approx(38.0), pytest.approx(34.0), "swing",
    ]  # fmt: skip


def test_one_cost_without_a_range_makes_its_category_moved_by_the_swing():
    """90 + 7.5 and 120 + 12.5 over the years: 144 - 90 - 6 = 48 and 144 - 120 - 10 = 14."""
    row = moved(spent=COSTS.assign(category="operating")).loc["operating"]
    assert row[["low_value", "high_value", "npv_low", "npv_high"]].tolist() == pytest.approx([97.5, 132.5, 48, 14])
    assert row["moved_by"] == "swing"


def test_settings_move_by_the_swing():
    """The rate to 0.1875 and 0.3125; the ramp of 1 to 0.75 (108 - 108) and no further than 1 (36)."""
    found = moved()
    low, high = ((100 - 10) / (1 + r) + 100 / (1 + r) ** 2 - 100 for r in (0.1875, 0.3125))
    assert found.loc[
        "discount_rate_year", ["low_value", "high_value", "npv_low", "npv_high"]
    ].tolist() == pytest.approx([0.1875, 0.3125, low, high])
    assert found.loc["ramp_up", ["low_value", "high_value"]].tolist() == [0.75, 1.25]
    assert found.loc["ramp_up", ["npv_low", "npv_high"]].tolist() == pytest.approx([0, 36])


def test_what_is_0_or_sure_is_not_moved():
    assert not {"decay_year", "inflation_year", "kept_customer_stays", "success_probability"} & set(moved().index)


def test_chances_move_and_do_not_pass_1():
    """0.9 moves to 0.675 and 1: benefits of 100 x 1.44 times that; a line that is sure stays sure."""
    lines = benefits(benefit("calls", success_probability=0.9), benefit("sure", eur_year=10.0))
    row = moved(lines).loc["success_probability"]
    assert row[["npv_low", "npv_high"]].tolist() == pytest.approx([97.2 + 14.4 - 108, 144 + 14.4 - 108])


def test_a_level_that_is_reached_sooner_fades_when_planned():
    """0.8, 1 and then half of that: at 1.25 times, at most 1, it is 1, 1, 0.5; at 0.75 times 0.6, 0.75, 0.375."""
    case = PLAIN.model_copy(update={"horizon_years": 3, "ramp_up": [0.8, 1.0], "decay_year": 0.5,
                                    "discount_rate_year": 0.0})  # fmt: skip
    row = moved(LINES, COSTS.head(1), case).loc["ramp_up"]
    assert row[["npv_low", "npv_high"]].tolist() == pytest.approx([172.5 - 100, 250 - 100])


def test_the_largest_comes_first():
    found = tornado(LINES, COSTS, settings=PLAIN)
    swing = (found["npv_high"] - found["npv_low"]).abs()
    assert swing.is_monotonic_decreasing and found["input"][0] == "calls"


MOVE_ONE_WAY = ["decay_year", "kept_customer_stays", "ramp_up", "success_probability"]


@settings(max_examples=20)
@given(lines_made(), costs_made(), settings_made())
def test_the_ends_of_the_tornado_lie_on_both_sides_of_what_is_expected(lines, spent, case):
    expected = npv_at(lines, known(spent, case), settings=case)
    found = tornado(lines, spent, settings=case)
    found = found[found["kind"].ne("setting") | found["input"].isin(MOVE_ONE_WAY)]
    ends, slack = np.sort(found[["npv_low", "npv_high"]].to_numpy(float), axis=1), 1e-9 * (1 + abs(expected)) * 1e3
    assert (ends[:, 0] <= expected + slack).all() and (ends[:, 1] >= expected - slack).all()
