"""Whether it pays: by hand, and where there is no such figure."""

from __future__ import annotations

import numpy as np
import pytest
from business_cases import case, cost, costs_of, flows_of, lines_of
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from cxkit.analysis.case.intervals import limits_of
from cxkit.analysis.case.measures import irr_of, measures, npv_curve, npv_of
from cxkit.analysis.discounting import present_value

TOOL = costs_of(cost(amount_eur=1_000.0, capitalised=True, lifetime_years=3))


def measured(lines, costs, settings, *, naive=None, **more):
    held = flows_of(lines, costs, settings, **more)
    added_up = flows_of(lines if naive is None else naive, costs, settings)
    return measures(held, added_up, settings=settings).set_index("name")


def margin(eur):
    return lines_of(("loyalty", "margin", eur))


def test_the_measures_by_hand():
    """-1,000, then 1,100 in year 1 at 10 %: worth as much as it costs. Naive: 2,200, so twice that."""
    found = measured(margin(1_100.0), TOOL, case(horizon_years=1), naive=margin(2_200.0))
    assert found["value"].to_dict() == pytest.approx({
        "npv": 0.0, "pv_benefits": 1_000.0, "pv_costs": 1_000.0, "roi": 0.0, "irr": 0.10, "mirr": 0.10,
        "payback": 1_000 / 1_100, "discounted_payback": 1.0,
    })  # fmt: skip
    assert found["naive"].to_dict() == pytest.approx({
        "npv": 1_000.0, "pv_benefits": 2_000.0, "pv_costs": 1_000.0, "roi": 1.0, "irr": 1.20, "mirr": 1.20,
        "payback": 1_000 / 2_200, "discounted_payback": 0.5,
    })  # fmt: skip
    assert set(found["status"]) == set(found["naive_status"]) == {"shown"}
    assert found["unit"].tolist() == ["EUR"] * 3 + ["share"] * 3 + ["years"] * 2
    assert found[["low", "high"]].isna().all(axis=None)


def test_costs_that_come_later_are_discounted_and_count_whole_in_the_return():
    """Costs 100 + 110 / 1.1 = 200; benefits 330 / 1.1 = 300."""
    costs = costs_of(cost(amount_eur=100.0), cost("licence", "operating", 1, 110.0))
    found = measured(margin(330.0), costs, case(horizon_years=1))["value"]
    assert found[["pv_benefits", "pv_costs", "npv", "roi"]].tolist() == pytest.approx([300, 200, 100, 0.5])


def test_tax_is_in_the_net_present_value_and_not_in_the_return():
    """Result 1,210 - 1,000 = 210 (written off in year 1), tax 21; 1,189 / 1.1 - 1,000 = 80.9."""
    costs = costs_of(cost(amount_eur=1_000.0, capitalised=True, lifetime_years=1))
    found = measured(margin(1_210.0), costs, case(horizon_years=1, tax_rate=0.10))["value"]
    assert found["npv"] == pytest.approx(1_189 / 1.1 - 1_000)
    assert found["roi"] == pytest.approx(0.10)


def test_in_the_middle_of_the_year_euros_come_half_a_year_earlier():
    end, middle = (
        measured(margin(500.0), TOOL, case(timing=timing))["value"] for timing in ("end of year", "middle of year")
    )
    assert middle["pv_benefits"] == pytest.approx(end["pv_benefits"] * 1.1**0.5)
    assert middle["pv_costs"] == end["pv_costs"]


@pytest.mark.parametrize("timing", ["end of year", "middle of year"])
def test_at_the_rate_of_return_the_net_present_value_is_zero(timing):
    settings = case(timing=timing, ramp_up=[0.3, 1.0])
    held = flows_of(margin(800.0), TOOL, settings)
    (rate,) = irr_of(held, settings)
    assert npv_of(held, case(timing=timing, discount_rate_year=rate))[0] == pytest.approx(0.0, abs=1e-6)


def test_no_rate_of_return_when_nothing_comes_back():
    found = measured(margin(0.0), TOOL, case())
    assert found.loc[["irr", "mirr"], "status"].tolist() == ["none", "none"]
    assert found.loc[["payback", "discounted_payback"], "status"].tolist() == ["not_reached", "not_reached"]
    assert found.loc["roi", "value"] == -1.0
    assert found.loc[["irr", "mirr", "payback"], "value"].isna().all()


def test_no_return_on_nothing_spent():
    found = measured(margin(10.0), costs_of(), case())
    assert found.loc[["roi", "irr", "mirr"], "status"].tolist() == ["no_investment", "none", "no_investment"]
    assert found.loc["payback", ["value", "status"]].tolist() == [0.0, "shown"]


def test_a_return_that_is_paid_for_afterwards_is_no_rate_of_return():
    """+100, then -110: the one root of 10 % is what is paid, not what is earned."""
    found = measured(lines_of(("loyalty", "margin", 100.0)), costs_of(cost(year=2, amount_eur=210.0)),
                     case(horizon_years=2))  # fmt: skip
    assert found.loc["irr", ["status"]].item() == "no_investment"


SEVERAL = costs_of(cost("start", year=0, amount_eur=100.0), cost("end", year=2, amount_eur=362.0))


def test_two_rates_of_return_are_no_rate_of_return_and_the_curve_shows_both():
    """-100, 230, -132: 0 at 10 % and at 20 %."""
    settings = case(horizon_years=2)
    found = measured(margin(230.0), SEVERAL, settings)
    assert found.loc["irr", ["status"]].item() == "several" and np.isnan(found.loc["irr", "value"])
    held = flows_of(margin(230.0), SEVERAL, settings)
    assert irr_of(held, settings) == pytest.approx((0.10, 0.20))
    curve = npv_curve(held, settings=settings)
    signs = np.sign(np.interp([0.05, 0.15, 0.25], curve["rate"], curve["npv_eur"]))
    assert signs.tolist() == [-1, 1, -1]


def test_the_curve_is_the_net_present_value_at_each_rate_and_covers_every_root():
    settings = case()
    held = flows_of(margin(3_000.0), TOOL, settings)
    curve = npv_curve(held, settings=settings)
    assert curve["rate"].max() > irr_of(held, settings)[0] and curve["rate"].min() == 0.0
    assert curve["npv_eur"].tolist() == pytest.approx(
        [present_value(held.net[0], rate=rate, years=range(4)) for rate in curve["rate"]]
    )
    losing = flows_of(margin(200.0), TOOL, settings)
    assert npv_curve(losing, settings=settings)["rate"].min() < irr_of(losing, settings)[0] < 0


def with_draws(draws):
    euros = np.concatenate([[draws.mean()], draws])
    lines, settings = margin(draws.mean()), case(horizon_years=1)
    held = flows_of(lines, TOOL, settings, draws=len(draws), held={"loyalty": euros})
    return measures(held, held, settings=settings).set_index("name")


def test_intervals_are_the_middle_of_the_draws():
    """Benefits of 1,100 to 3,300, evenly: 2.5 % of the way is 1,155, so 5 % return and a payback of 1,000 / 1,155."""
    found = with_draws(np.linspace(1_100.0, 3_300.0, 2_001))
    assert found.loc["npv", ["low", "high"]].tolist() == pytest.approx([50.0, 1_950.0])
    assert found.loc["roi", ["low", "high"]].tolist() == pytest.approx([0.05, 1.95])
    assert found.loc["irr", ["low", "high"]].tolist() == pytest.approx([0.155, 2.245])
    assert found.loc["mirr", ["low", "high"]].tolist() == pytest.approx([0.155, 2.245])
    assert found.loc["payback", ["low", "high"]].tolist() == pytest.approx([1_000 / 3_245, 1_000 / 1_155])


def test_a_limit_beyond_every_number_is_none():
    """A tenth of the draws brings nothing: the payback has a lowest and no highest, the rates no lowest."""
    found = with_draws(np.concatenate([np.zeros(200), np.linspace(1_100.0, 3_300.0, 1_800)]))
    assert found.loc["payback", "low"] < 1.0 and np.isnan(found.loc["payback", "high"])
    assert np.isnan(found.loc["irr", "low"]) and found.loc["irr", "high"] > 1.0
    assert np.isnan(found.loc["mirr", "low"]) and found.loc["mirr", "high"] > 1.0
    assert found.loc["irr", "value"] == pytest.approx(0.98)


def test_limits_when_nobody_can_say():
    assert np.isnan(limits_of(np.array([1.0, 2.0, np.nan]))).all()
    assert limits_of(np.array([*np.arange(100.0), np.nan])) == (2.0, 97.0)
    assert np.isnan(limits_of(np.array([]))).all()


@tried(max_examples=25, deadline=None)
@given(
    st.floats(1.0, 1e5), st.floats(1.0, 1e5), st.sampled_from([0.0, 0.25]), st.sampled_from([[1.0], [0.2, 0.7, 1.0]])
)
def test_the_measures_agree_on_whether_it_pays(brings, spent, tax, ramp_up):
    """One outlay first, only benefits after it: above 0 today is a return above the rate and money back in time."""
    costs = costs_of(cost(amount_eur=spent, capitalised=True, lifetime_years=4))
    found = measured(margin(brings), costs, case(tax_rate=tax, ramp_up=ramp_up, horizon_years=4))
    npv = found.loc["npv", "value"]
    if abs(npv) < 1e-6 * (brings + spent):
        return
    assert (npv > 0) == (found.loc["irr", "value"] > 0.10) == (found.loc["mirr", "value"] > 0.10)
    assert (npv > 0) == (found.loc["discounted_payback", "status"] == "shown")
    if npv > 0:
        assert 0 < found.loc["payback", "value"] < found.loc["discounted_payback", "value"] <= 4


def test_the_estimate_is_the_mean_of_the_draws():
    """Everything up to the net present value is linear in what is drawn, tax included."""
    settings, draws = case(tax_rate=0.25, inflation_year=0.02), 4_000
    costs = costs_of(cost(amount_eur=900.0, lowest_eur=500.0, highest_eur=2_000.0, capitalised=True, lifetime_years=2),
                     cost("help", "operating", None, 100.0, lowest_eur=90.0, highest_eur=300.0))  # fmt: skip
    euros = np.concatenate([[800.0], np.random.default_rng(3).normal(800.0, 100.0, draws)])
    values = npv_of(flows_of(margin(800.0), costs, settings, draws=draws, held={"loyalty": euros}), settings)
    assert values[1:].mean() == pytest.approx(values[0], abs=4 * values[1:].std() / draws**0.5)
    assert values[1:].std() > 100


def test_a_cent_that_only_rounding_leaves_is_no_second_rate():
    costs = costs_of(cost(amount_eur=100.0), cost("end", year=2, amount_eur=0.1), cost("more", year=2, amount_eur=0.2))
    held = flows_of(lines_of(("a", "margin", 0.3)), costs, case(horizon_years=2))
    assert measures(held, held, settings=case(horizon_years=2)).set_index("name").loc["irr", "status"] == "shown"
