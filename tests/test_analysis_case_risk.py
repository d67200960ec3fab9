"""How sure the business case is: cases by hand, and what must hold of any case."""

import numpy as np
import pandas as pd
import pytest
from business_case_made import COSTS, LINES, PLAIN, benefit, benefits, costs_made, known, lines_made, settings_made
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis.case.costs import cost_draws
from cxkit.analysis.case.draws import line_draws
from cxkit.analysis.case.flows import flows
from cxkit.analysis.case.measures import npv_of
from cxkit.analysis.case.risk import (
    break_even,
    npv_at,
    pays_share,
    share_at_0,
    spread,
    two_way,
    verdict,
    waiting_value_eur,
)
from cxkit.analysis.case.tornado import tornado
from cxkit.settings.roi import BusinessCase


def as_given(spent, case):
    return spent


def test_the_expected_case():
    assert npv_at(LINES, known(), settings=PLAIN) == pytest.approx(36.0)


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
    assert break_even(burden, known(), settings=PLAIN)["status"].tolist() == ["never", "never"]
    loss = benefits(benefit("calls"), benefit("dearer", eur_year=-1.0))
    assert break_even(loss, known(), settings=PLAIN)["what"].tolist() == ["effect", "costs", "calls"]
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


def test_an_expectation_outside_the_interval_is_not_passed_over():
    """At a chance of 2 % nearly every draw is a loss, and yet it may pay; so may it not with a rare great loss."""
    assert verdict(LINES, np.array([20.0, *[-40.0] * 98, 2960.0, 2960.0])) == "may_pay"
    assert verdict(LINES, np.array([-20.0, *[40.0] * 98, -2960.0, -2960.0])) == "may_not_pay"


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
