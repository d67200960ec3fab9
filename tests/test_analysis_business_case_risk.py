"""How sure the business case is: cases by hand, and what must hold of any case."""

import numpy as np
import pandas as pd
import pytest
from business_case_made import benefit, benefits, cost, costs
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis.business_case.costs import cost_draws
from cxkit.analysis.business_case.draws import line_draws
from cxkit.analysis.business_case.flows import flows
from cxkit.analysis.business_case.measures import npv_of
from cxkit.analysis.business_case.risk import (
    break_even,
    npv_at,
    pays_share,
    share_at_0,
    spread,
    two_way,
    verdict,
    waiting_value_eur,
)
from cxkit.analysis.business_case.tornado import tornado
from cxkit.settings.roi import BusinessCase

# Two years at 25 %: a euro a year is worth 0.8 + 0.64 = 1.44. Benefits 144, costs 100 + 10 x 0.8 = 108: 36 is left.
PLAIN = BusinessCase(
    horizon_years=2, ramp_up=[1.0], decay_year=0.0, discount_rate_year=0.25, inflation_year=0.0, pause_year=0
)
LINES = benefits(benefit("calls", low_eur=80.0, high_eur=130.0))
COSTS = costs(
    cost("start", year=0, amount_eur=100.0, low_eur=90.0, likely_eur=97.5, high_eur=120.0),
    cost("licence", category="technology", year=1, amount_eur=10.0),
)


def known(spent=COSTS, case=PLAIN):
    return cost_draws(spent, settings=case, draws=0)


def as_given(spent, case):
    return spent


def moved(lines=LINES, spent=COSTS, case=PLAIN):
    return tornado(lines, spent, settings=case).set_index("input")


# --- tornado --------------------------------------------------------------------------------------------------------


def test_the_expected_case():
    assert npv_at(LINES, known(), settings=PLAIN) == pytest.approx(36.0)


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


# --- effect and costs -----------------------------------------------------------------------------------------------


def test_two_way():
    """Half the effect: 72 - 108; half as much again of both: 216 - 162."""
    found = two_way(LINES, known(), settings=PLAIN).set_index(["effect_share", "cost_share"])["npv_eur"]
    assert len(found) == 20
    assert [found[0.5, 1.0], found[1.5, 1.5], found[1.0, 1.0]] == pytest.approx([-36, 54, 36])


def test_break_even():
    """108 / 144 = 0.75 of the effect; 144 / 108 of the costs; of one of two equal lines a half."""
    found = break_even(LINES, known(), settings=PLAIN)
    assert found["what"].tolist() == ["effect", "costs", "calls"]
    assert found["share"].tolist() == pytest.approx([0.75, 4 / 3, 0.75])
    halves = benefits(benefit("calls", eur_year=50.0), benefit("mail", eur_year=50.0))
    assert break_even(halves, known(), settings=PLAIN)["share"].tolist() == pytest.approx([0.75, 4 / 3, 0.5, 0.5])


def test_break_even_that_is_never_reached_or_always():
    small = benefits(benefit("calls"), benefit("mail", eur_year=1.0))
    found = break_even(small, known(), settings=PLAIN).set_index("what")
    assert found.loc["mail", "status"] == "always" and np.isnan(found.loc["mail", "share"])
    burden = benefits(benefit("work", eur_year=-10.0, category="burden"))
    assert break_even(burden, known(), settings=PLAIN)["status"].tolist() == ["never", "never", "never"]
    assert break_even(LINES, known(COSTS.head(0)), settings=PLAIN)["status"].tolist() == ["always"] * 3


@pytest.mark.parametrize(
    ("without", "expected", "found"),
    [(-10.0, -5.0, 2.0), (10.0, -10.0, 0.5), (-10.0, 0.0, 1.0)],
)
def test_the_share_at_which_a_straight_line_is_0(without, expected, found):
    assert share_at_0(without, expected) == (found, "shown")


def test_no_effect_either_way_is_always_at_0_or_above():
    assert [share_at_0(value, value)[1] for value in (5.0, 0.0, -5.0)] == ["always", "always", "never"]


# --- what must hold of any case -------------------------------------------------------------------------------------

shares = st.floats(0.0, 0.9)
amounts = st.floats(1.0, 1000.0)


@st.composite
def lines_made(draw):
    rows = []
    for i in range(draw(st.integers(1, 3))):
        eur = draw(amounts)
        has_range = draw(st.booleans())
        low, high = (eur * (1 - draw(shares)), eur * (1 + draw(shares))) if has_range else (float("nan"),) * 2
        chance, kept = draw(st.sampled_from([0.5, 1.0])), draw(st.sampled_from([0.3, 1.0]))
        rows.append(
            benefit(f"line {i}", eur_year=eur, low_eur=low, high_eur=high, success_probability=chance, kept=kept,
                    basis=draw(st.sampled_from(["margin", "saving"])),
                    mechanism=draw(st.sampled_from(["churn", "own"])), from_year=draw(st.integers(1, 2)))
        )  # fmt: skip
    return benefits(*rows)


@st.composite
def costs_made(draw):
    rows = []
    for i in range(draw(st.integers(1, 3))):
        eur, low, high = draw(amounts), draw(shares), draw(shares)
        capitalised = draw(st.booleans())
        rows.append(
            cost(f"cost {i}", year=draw(st.integers(0, 2)), amount_eur=eur * (4 + 1 - low + 1 + high) / 6,
                 low_eur=eur * (1 - low), likely_eur=eur, high_eur=eur * (1 + high), capitalised=capitalised,
                 lifetime_years=2.0 if capitalised else float("nan"),
                 category=draw(st.sampled_from(["technology", "training"])))
        )  # fmt: skip
    return costs(*rows)


@st.composite
def settings_made(draw):
    given_ = {
        "horizon_years": 3, "ramp_up": draw(st.sampled_from([[1.0], [0.4, 0.8, 1.0], [0.0, 0.5]])),
        "decay_year": draw(st.sampled_from([0.0, 0.1])), "kept_customer_stays": draw(st.sampled_from([0.0, 0.8])),
        "discount_rate_year": draw(st.sampled_from([0.0, 0.08])), "inflation_year": draw(st.sampled_from([0.0, 0.03])),
        "prices": draw(st.sampled_from(["nominal", "real"])), "tax_rate": draw(st.sampled_from([0.0, 0.25])),
        "timing": draw(st.sampled_from(["end of year", "middle of year"])), "pause_year": 2,
    }  # fmt: skip
    return BusinessCase(**given_)


MOVE_ONE_WAY = ["decay_year", "kept_customer_stays", "ramp_up", "success_probability"]


@settings(max_examples=20)
@given(lines_made(), costs_made(), settings_made())
def test_the_ends_of_the_tornado_lie_on_both_sides_of_what_is_expected(lines, spent, case):
    expected = npv_at(lines, known(spent, case), settings=case)
    found = tornado(lines, spent, settings=case)
    found = found[found["kind"].ne("setting") | found["input"].isin(MOVE_ONE_WAY)]
    ends, slack = np.sort(found[["npv_low", "npv_high"]].to_numpy(float), axis=1), 1e-9 * (1 + abs(expected)) * 1e3
    assert (ends[:, 0] <= expected + slack).all() and (ends[:, 1] >= expected - slack).all()


@settings(max_examples=20)
@given(lines_made(), costs_made(), settings_made())
def test_two_way_at_what_is_expected_is_the_net_present_value(lines, spent, case):
    table = two_way(lines, known(spent, case), settings=case)
    at_1 = table[table["effect_share"].eq(1) & table["cost_share"].eq(1)]["npv_eur"].item()
    held = line_draws(lines, None, settings=case, draws=4)
    drawn = npv_of(flows(lines, held, cost_draws(spent, settings=case, draws=4), settings=case), case)
    assert at_1 == pytest.approx(drawn[0], rel=1e-9, abs=1e-6)


@settings(max_examples=20)
@given(lines_made(), costs_made(), settings_made())
def test_at_the_break_even_share_nothing_is_left(lines, spent, case):
    spent, net = known(spent, case), lines["net_eur_year"]
    for what, share, status in break_even(lines, spent, settings=case).itertuples(index=False):
        if status == "shown":
            times = {"effect_share": share} if what == "effect" else {"cost_share": share} if what == "costs" else {}
            moved_line = lines.assign(net_eur_year=net.mask(lines["line"] == what, net * share))
            assert npv_at(moved_line, spent, settings=case, **times) == pytest.approx(0.0, abs=1e-6 * (1 + share))


@settings(max_examples=8)
@given(lines_made(), costs_made(), settings_made(), st.sampled_from([0.001, 1000.0]), st.randoms())
def test_order_of_rows_and_currency_play_no_part(lines, spent, case, unit, random):
    def turned(frame):
        order = random.sample(range(len(frame)), len(frame))
        euros = [name for name in frame if name.endswith(("_eur", "eur_year"))]
        return frame.assign(**{name: frame[name] * unit for name in euros}).iloc[order].reset_index(drop=True)

    other = turned(lines), turned(spent)
    for make, read, key, euros, values in (
        (tornado, as_given, ["kind", "input"], ["npv_low", "npv_high"], []),
        (two_way, known, ["effect_share", "cost_share"], ["npv_eur"], []),
        (break_even, known, ["what"], [], ["share"]),
    ):
        before, after = (
            make(of, read(costing, case), settings=case).set_index(key).sort_index()
            for of, costing in ((lines, spent), other)
        )
        scale = before[euros].abs().to_numpy(float).max(initial=1.0)
        assert before.index.equals(after.index)
        np.testing.assert_allclose(after[euros] / unit, before[euros].astype(float), rtol=1e-9, atol=1e-9 * scale)
        np.testing.assert_allclose(after[values].astype(float), before[values].astype(float), rtol=1e-6)


def test_what_is_given_is_left_as_it_is():
    lines, spent = LINES.copy(), COSTS.copy()
    tornado(lines, spent, settings=PLAIN)
    break_even(lines, known(spent), settings=PLAIN)
    pd.testing.assert_frame_equal(lines, LINES)
    pd.testing.assert_frame_equal(spent, COSTS)


# --- over the draws -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("npv", "said"),
    [([5.0, 1.0, 9.0], "pays"), ([5.0, -1.0, 9.0], "may_pay"), ([0.0, -1.0, 9.0], "may_not_pay"),
     ([-2.0, -3.0, 9.0], "may_not_pay"), ([-5.0, -9.0, -1.0], "does_not_pay")],
)  # fmt: skip
def test_verdict(npv, said):
    assert verdict(LINES, np.array(npv)) == said


def test_without_a_line_that_counts_there_is_no_benefit():
    assert verdict(LINES.assign(counted=False), np.array([5.0, 1.0, 9.0])) == "no_benefit"


def test_the_share_of_draws_that_pays_leaves_the_estimate_out():
    assert pays_share(np.array([99.0, 1.0, -1.0, 0.0, 2.0])) == 0.5


def test_waiting_is_worth_nothing_when_it_pays_or_does_not_for_sure():
    assert [waiting_value_eur(np.array(npv), settings=PLAIN) for npv in ([5.0, 1.0, 9.0], [-5.0, -1.0, -9.0])] == [0, 0]


def test_waiting_when_nothing_would_be_done_now():
    """Mean -20, so nothing is done now; after a year half of them bring 60: 30 / 1.25 = 24."""
    case = PLAIN.model_copy(update={"pilot_months": 12})
    assert waiting_value_eur(np.array([-20.0, -100.0, 60.0]), settings=case) == pytest.approx(24.0)


def test_the_value_of_waiting_is_the_same_in_nominal_and_in_real_prices():
    npv = np.array([0.0, -50.0, 60.0])
    given_ = {"inflation_year": 0.03, "discount_rate_year": 0.08}
    nominal, real = (BusinessCase(prices=prices, **given_) for prices in ("nominal", "real"))
    assert waiting_value_eur(npv, settings=nominal) == pytest.approx(waiting_value_eur(npv, settings=real))


@settings(max_examples=40)
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=50))
def test_the_spread_holds_every_draw_and_0_is_an_edge(cents):
    drawn = [amount / 100 for amount in cents]
    found = spread(np.array([0.0, *drawn]))
    assert found["draws_n"].sum() == len(drawn)
    assert found["low_eur"].iloc[0] <= min(drawn) + 1e-6 and found["high_eur"].iloc[-1] >= max(drawn) - 1e-6
    inside = (found["low_eur"] < 0) & (found["high_eur"] > 0)
    assert not inside.any()
    above = sum(eur >= 0 for eur in drawn)
    assert found.loc[found["low_eur"] >= 0, "draws_n"].sum() == above
