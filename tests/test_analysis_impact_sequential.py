import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxkit.analysis.impact.prepare import pilot_data
from cxkit.analysis.impact.reading import no_reading, t_reading
from cxkit.analysis.impact.sequential import (
    FARTHEST_Z,
    LOOKS,
    bounds,
    confidence_now,
    crossing,
    inflation,
    looks_of,
    planned_periods,
    spent,
    z_of,
)
from cxkit.settings.pilots import Pilot

FIVE = [0.2, 0.4, 0.6, 0.8, 1.0]
shares = st.lists(st.integers(1, 99), max_size=4, unique=True).map(lambda given: [*sorted(n / 100 for n in given), 1.0])


def plan_with(looks=(), ends_at="2025-03-09"):
    return Pilot(starts_at="2025-02-10", ends_at=ends_at, decided_at="2025-01-01", looks=list(looks), metric="m",
                 expected=1.0, expected_low=0.5, expected_high=1.5, smallest_worth=0.5)  # fmt: skip


def weekly(weeks, *, units="abcd", start="2025-01-13"):
    """Return a value for every unit and week; the pilot starts in the fifth."""
    rows = [(unit, week) for week in pd.date_range(start, periods=weeks, freq="7D") for unit in units]
    frame = pd.DataFrame(rows, columns=["unit", "period"]).assign(metric="m", pilot="p", value=1.0)
    return frame.assign(arm=frame["unit"].map(lambda unit: "pilot" if unit < "c" else "control"))


def looks_after(weeks, looks=(), **kwargs):
    return looks_of(pilot_data(weekly(weeks, **kwargs), "p", plan_with(looks)))


def test_what_may_be_spent_by_hand():
    """4 x (1 - Φ(2.241403 / √0.5)) = 4 x (1 - Φ(3.169822)) = 4 x 0.00076268 = 0.0030507."""
    assert spent(0.5) == pytest.approx(0.00305, abs=5e-6)
    assert spent(1.0) == pytest.approx(0.05)
    assert (spent(0.0), spent(1e-4)) == (0.0, 0.0)
    assert spent(2.0) == spent(1.0)


@given(share=st.floats(0.01, 0.99), more=st.floats(0.001, 0.5), alpha=st.floats(0.001, 0.3))
def test_more_information_lets_more_be_spent(share, more, alpha):
    assert 0 <= spent(share, alpha) <= spent(share + more, alpha) <= alpha


def test_five_equal_looks_as_printed():
    """Two-sided 5 %, O'Brien-Fleming-type, five equal looks.

    Casper, Cook & Perez, An R Package for Group Sequential Boundaries Using Alpha Spending Functions (vignette of
    ldbounds; as quoted, its grid leaves 1e-4), after Reboussin, DeMets, Kim & Lan (2000), Controlled Clinical Trials
    21, 190-207. Two looks: gsDesign, sfLDOF, one-sided 2.5 %, as quoted.
    """
    assert bounds(FIVE) == pytest.approx([4.8769, 3.3569, 2.6803, 2.2898, 2.0310], abs=1.5e-4)
    assert bounds([0.5, 1.0]) == pytest.approx([2.9626, 1.9686], abs=5e-5)


def test_one_look_is_the_normal_bound():
    assert bounds([1.0])[0] == pytest.approx(stats.norm.isf(0.025), abs=1e-8)
    assert bounds([1.0], 0.1)[0] == pytest.approx(stats.norm.isf(0.05), abs=1e-8)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_two_looks_agree_with_the_bivariate_normal_distribution(share):
    """P(|Z1| > b1) is what may be spent then, P(|Z1| > b1 or |Z2| > b2) = alpha, correlation √share."""
    first, last = bounds([share, 1.0])
    both = stats.multivariate_normal([0, 0], [[1, share**0.5], [share**0.5, 1]])
    inside = both.cdf([first, last], lower_limit=[-first, -last])
    assert 2 * stats.norm.sf(first) == pytest.approx(spent(share), rel=1e-6)
    assert 1 - inside == pytest.approx(0.05, abs=1e-7)


@given(looks=shares, alpha=st.sampled_from([0.01, 0.05, 0.2]))
@settings(max_examples=30, deadline=None)
def test_all_looks_together_spend_alpha(looks, alpha):
    found = bounds(looks, alpha)
    assert crossing(looks, found) == pytest.approx(alpha, rel=1e-5)
    assert np.all(found >= stats.norm.isf(alpha / 2) - 1e-9)
    assert np.all(found <= FARTHEST_Z)


def test_bounds_hold_for_sums_that_grow_look_by_look():
    """20,000 courses without an effect, 25 weekly looks: at most 5 % (and 2.6 binomial errors) ever cross."""
    weeks = np.arange(1, 26)
    rng = np.random.default_rng(7)
    z = rng.normal(size=(20_000, 25)).cumsum(axis=1) / np.sqrt(weeks)
    crossed = (np.abs(z) > bounds(weeks / 25)).any(axis=1).mean()
    naive = (np.abs(z) > 1.959964).any(axis=1).mean()
    assert crossed == pytest.approx(0.05, abs=2.6 * (0.05 * 0.95 / 20_000) ** 0.5)
    assert naive > 0.2


def test_inflation_by_simulation():
    """With the drift enlarged by its root, four in five courses cross at one of five looks."""
    drift = (1.959964 + stats.norm.isf(0.2)) * inflation(FIVE, power=0.8) ** 0.5
    rng = np.random.default_rng(8)
    course = rng.normal(drift * 0.2, 0.2**0.5, size=(40_000, 5)).cumsum(axis=1) / np.sqrt(FIVE)
    assert (np.abs(course) > bounds(FIVE)).any(axis=1).mean() == pytest.approx(0.8, abs=0.006)


def test_looks_cost_little_and_more_looks_more():
    assert inflation([1.0]) == 1.0
    assert 1 < inflation([0.5, 1.0]) < inflation(FIVE) < 1.05


def test_looks_of_a_plan_that_has_not_begun():
    """Four weeks from 10 February to 9 March; by 23 February two of them."""
    looks = looks_after(4, ["2025-02-23"])
    assert list(looks) == LOOKS
    assert looks["share"].tolist() == [0.5, 1.0]
    assert not looks["taken"].any()
    assert looks["bound"].tolist() == pytest.approx([2.9626, 1.9686], abs=1e-4)
    assert confidence_now(looks) == 0.95


def test_looks_of_a_plan_without_measurements():
    looks = looks_after(0, ["2025-02-23"])
    assert looks["share"].tolist() == [0.5, 1.0]
    assert not looks["taken"].any()


def test_a_pilot_read_at_a_planned_look_takes_that_look():
    looks = looks_after(6, ["2025-02-23"])
    assert looks["taken"].tolist() == [True, False]
    assert looks["share"].tolist() == [0.5, 1.0]
    assert confidence_now(looks) == pytest.approx(2 * stats.norm.cdf(2.9626) - 1, abs=1e-6)


def test_a_pilot_read_between_looks_takes_a_look_of_its_own():
    """Read after the third week with a look after the first: three looks in all."""
    looks = looks_after(7, ["2025-02-16"])
    assert looks["look_at"].dt.strftime("%m-%d").tolist() == ["02-16", "03-02", "03-09"]
    assert looks["share"].tolist() == [0.25, 0.75, 1.0]
    assert looks["taken"].tolist() == [True, True, False]
    assert looks["bound"].tolist() == pytest.approx(bounds([0.25, 0.75, 1.0]).tolist())


def test_a_pilot_without_planned_looks_read_halfway_is_read_as_a_look():
    assert confidence_now(looks_after(6)) == pytest.approx(2 * stats.norm.cdf(2.9626) - 1, abs=1e-6)


def test_a_pilot_that_has_ended_spends_all_that_is_left():
    assert confidence_now(looks_after(8)) == pytest.approx(0.95)
    looks = looks_after(8, ["2025-02-23"])
    assert looks["taken"].tolist() == [True, True]
    assert looks["spent"].iloc[-1] == pytest.approx(0.05)
    assert confidence_now(looks) == pytest.approx(2 * stats.norm.cdf(1.9686) - 1, abs=1e-5)


def test_units_that_are_not_measured_are_no_information():
    """Two of four units measured in the second week: (4 + 2) / (4 x 4)."""
    frame = weekly(6)
    missing = frame["unit"].isin(["a", "d"]) & frame["period"].eq(frame["period"].max())
    looks = looks_of(pilot_data(frame[~missing], "p", plan_with(["2025-02-23"])))
    assert looks["share"].iloc[0] == pytest.approx(6 / 16)


def test_other_customers_in_every_wave_are_as_much_information():
    frame = weekly(6)
    waves = frame.assign(unit=frame["unit"] + frame["period"].dt.strftime("%m%d"))
    assert looks_of(pilot_data(waves, "p", plan_with(["2025-02-23"])))["share"].iloc[0] == 0.5


def test_looks_at_the_same_information_have_the_same_bound():
    """Two looks in one week: the second tells nothing new and spends nothing."""
    looks = looks_after(6, ["2025-02-17", "2025-02-19"])
    assert looks["share"].tolist() == [0.5, 0.5, 1.0]
    assert looks["bound"].iloc[0] == looks["bound"].iloc[1]


@given(weeks=st.integers(5, 8), days=st.sets(st.integers(11, 27), max_size=4))
@settings(max_examples=25, deadline=None)
def test_looks_never_give_less_than_the_confidence_asked_for(weeks, days):
    looks = looks_after(weeks, [f"2025-02-{day}" for day in sorted(days)])
    assert looks["look_at"].is_monotonic_increasing
    assert looks["share"].is_monotonic_increasing
    assert looks["share"].iloc[-1] == 1.0
    assert confidence_now(looks) >= 0.95 - 1e-9
    assert looks["taken"].iloc[-1] == (weeks == 8)


def test_periods_planned_are_counted_from_those_there():
    data = pilot_data(weekly(6), "p", plan_with())
    assert planned_periods(data) == 4
    monthly = weekly(5).assign(period=pd.date_range("2024-10-01", periods=20, freq="MS")[[*range(5)] * 4])
    year = pilot_data(monthly, "p", plan_with(ends_at="2026-01-31"))
    assert planned_periods(year) == 12


def test_an_estimate_beside_its_bound():
    """t = 2.5 with 5 degrees of freedom is p = 0.0545, as far as z = 1.92: within the bound that 2.5 itself passes."""
    reading = t_reading("welch", -2.5, 1.0, 5.0, units_n=7, clusters_n=7, confidence=0.95)
    assert z_of(reading) == pytest.approx(-1.92, abs=0.005)
    assert (abs(z_of(reading)) > bounds([1.0])[0]) == (reading.low > 0 or reading.high < 0)
    assert math.isnan(z_of(no_reading("did", "no_before")))


def moved(weeks, *, ends=("2025-03-09",), earlier=()):
    """Return the looks at a pilot that was to end after four weeks and is measured for more, to its present end."""
    end = str((pd.Timestamp("2025-02-09") + pd.Timedelta(weeks=weeks)).date())
    return looks_of(pilot_data(weekly(4 + weeks), "p", plan_with(ends_at=end)), ends=ends, earlier=earlier)


def test_a_look_that_was_frozen_stays_a_look():
    planned = looks_after(8, ["2025-02-23"])
    dropped = looks_of(pilot_data(weekly(8), "p", plan_with()), earlier=["2025-02-23"])
    pd.testing.assert_frame_equal(planned, dropped)
    assert confidence_now(dropped) > 0.95


def test_an_end_that_is_the_present_one_or_lies_beyond_it_is_no_look():
    plain = looks_after(8)
    for ends in (["2025-03-09"], ["2025-03-16"]):
        pd.testing.assert_frame_equal(looks_of(pilot_data(weekly(8), "p", plan_with()), ends=ends), plain)


def test_what_moving_the_end_costs_by_hand():
    """Four weeks planned, eight measured: 5 % at the first end, and 2 % x (1 - 4/8) more at the second."""
    looks = moved(8)
    assert looks["look_at"].dt.strftime("%m-%d").tolist() == ["03-09", "04-06"]
    assert looks["share"].tolist() == [0.5, 1.0]
    assert looks["spent"].tolist() == pytest.approx([0.05, 0.06])
    assert looks["bound"].iloc[0] == pytest.approx(stats.norm.isf(0.025), abs=1e-8)
    assert looks["bound"].iloc[1] > 2.4
    assert confidence_now(looks) > 0.98


def test_moving_the_end_each_week_finds_nothing_more_often_than_it_says():
    """20,000 courses without an effect, the end moved from week 4 to 20, tested each week: at most 3.5 % on one side.

    At the usual interval it would be three times as many.
    """
    weeks = np.arange(4, 21)
    limits = np.array([stats.norm.isf((1 - confidence_now(moved(week))) / 2) for week in weeks])
    z = np.random.default_rng(7).normal(size=(20_000, 20)).cumsum(axis=1) / np.sqrt(np.arange(1, 21))
    better = (z[:, 3:] > limits).any(axis=1).mean()
    assert 0.025 < better <= 0.035
    assert (z[:, 3:] > 1.959964).any(axis=1).mean() > 0.07


def test_an_end_that_moves_again_costs_as_if_it_had_moved_at_once():
    once, again = moved(12), moved(12, ends=("2025-03-09", "2025-04-06"))
    assert len(again) == len(once) + 1
    assert confidence_now(again) == pytest.approx(confidence_now(once), abs=1e-6)


def test_an_end_moved_before_it_was_reached_leaves_what_was_planned_until_then():
    """Read after two of four weeks, with the end put off to eight: the look that two of four would have been."""
    data = pilot_data(weekly(6), "p", plan_with(ends_at="2025-04-06"))
    assert confidence_now(looks_of(data, ends=["2025-03-09"])) == pytest.approx(
        confidence_now(looks_after(6)), abs=1e-6
    )


def test_an_end_by_which_nothing_was_measured_costs_nothing():
    late = weekly(9)
    late = late[(late["period"] < "2025-02-10") | (late["period"] >= "2025-02-24")]
    data = pilot_data(late, "p", plan_with(ends_at="2025-03-16"))
    assert confidence_now(looks_of(data, ends=["2025-02-16"])) == pytest.approx(0.95)
