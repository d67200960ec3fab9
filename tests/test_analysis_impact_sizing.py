import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower, TTestIndPower

from cxkit.analysis.impact.prepare import pilot_data
from cxkit.analysis.impact.randomised import cuped
from cxkit.analysis.impact.sequential import looks_of
from cxkit.analysis.impact.sizing import design_effect, detectable, needed_per_arm, power_of, sizing
from cxkit.analysis.impact.variation import icc_of, variation_of
from cxkit.settings.pilots import Pilot

T, NORMAL = TTestIndPower(), NormalIndPower()
effects = st.floats(0.05, 3.0)
powers = st.floats(0.55, 0.99)


def plan_with(*, design="randomised", looks=(), smallest=0.5):
    return Pilot(starts_at="2025-02-10", ends_at="2025-03-09", decided_at="2025-01-01", looks=list(looks), metric="m",
                 expected=1.0, expected_low=0.5, expected_high=1.5, smallest_worth=smallest, design=design)  # fmt: skip


def measured(values, *, clusters=None, arms=None, start="2025-01-13"):
    """Return measurements from values (unit x week), the pilot starting in the fifth week."""
    values = np.asarray(values, float)
    units_n, weeks_n = values.shape
    arms = arms if arms is not None else ["pilot", "control"] * (units_n // 2) + ["pilot"] * (units_n % 2)
    frame = pd.DataFrame({
        "unit": np.repeat([f"u{i:03}" for i in range(units_n)], weeks_n), "value": values.ravel(),
        "period": np.tile(pd.date_range(start, periods=weeks_n, freq="7D"), units_n), "arm": np.repeat(arms, weeks_n),
    })  # fmt: skip
    frame = frame.assign(metric="m", pilot="p")
    return frame if clusters is None else frame.assign(cluster=np.repeat(clusters, weeks_n))


def sized(measurements, *, power=0.8, kind="mean", **plan):
    data = pilot_data(measurements, "p", plan_with(**plan))
    return sizing(data, power=power, kind=kind, looks=looks_of(data))


def panel_of_values(values, **kwargs):
    return pilot_data(measured(values, **kwargs), "p", plan_with()).panel


def drawn(seed, units_n, *, unit_sd, rest_sd, weeks_n=4, effect=0.0, arms=None, cluster_sd=0.0, cluster_n=1):
    rng = np.random.default_rng(seed)
    clusters = rng.normal(0, 1, units_n // cluster_n).repeat(cluster_n)[:, None] * cluster_sd
    values = clusters + rng.normal(0, unit_sd, (units_n, 1)) + rng.normal(0, rest_sd, (units_n, weeks_n))
    if arms is not None:
        values[np.asarray(arms) == "pilot", 4:] += effect
    return values


@given(effect=effects, n=st.integers(3, 2000), alpha=st.sampled_from([0.01, 0.05, 0.1]))
@settings(max_examples=40, deadline=None)
def test_power_is_that_of_statsmodels(effect, n, alpha):
    theirs = T.power(effect, n, alpha)
    if math.isnan(theirs):  # statsmodels cannot tell the other tail, which is nothing this far from 0
        theirs = T.power(effect, n, alpha / 2, alternative="larger")
    assume(not math.isnan(theirs))
    assert power_of(effect, n, sd=1.0, alpha=alpha) == pytest.approx(theirs, abs=1e-6)
    ours = power_of(-effect, n, sd=1.0, alpha=alpha, normal=True)
    assert ours == pytest.approx(NORMAL.power(effect, n, alpha), abs=1e-6)


@given(effect=st.floats(0.05, 0.9), power=powers)
@settings(max_examples=25, deadline=None)
def test_units_needed_are_those_of_statsmodels(effect, power):
    theirs = T.solve_power(effect, power=power, alpha=0.05)
    assert needed_per_arm(effect, sd=1.0, power=power) == pytest.approx(theirs, rel=1e-6)
    theirs = NORMAL.solve_power(effect, power=power, alpha=0.05)
    assert needed_per_arm(effect, sd=1.0, power=power, normal=True) == pytest.approx(theirs, rel=1e-6)


def test_units_needed_as_printed():
    """Cohen (1988), table 2.4.1, two-sided .05, power .80: d .20, .50, .80 take 393, 64 and 26 per group."""
    assert [math.ceil(needed_per_arm(d, sd=1.0, power=0.8)) for d in (0.2, 0.5, 0.8)] == [394, 64, 26]
    assert [round(needed_per_arm(d, sd=1.0, power=0.8)) for d in (0.2, 0.5, 0.8)] == [393, 64, 26]


def test_what_came_before_saves_units_by_hand():
    """Normal: n = 2 x (1.959964 + .841621)² x sd² x (1 - ρ²) / effect² = 62.79; with ρ = .6: x .64 = 40.18."""
    plain, corrected = (needed_per_arm(0.5, sd=1.0, power=0.8, rho=rho, normal=True) for rho in (0.0, 0.6))
    assert plain == pytest.approx(62.791, abs=1e-3)
    assert corrected == pytest.approx(plain * 0.64, rel=1e-8)


def test_clusters_cost_units_by_hand():
    """21 units per team with ICC .05: 1 + 20 x .05 = 2, twice the units; looks x 1.02."""
    plain = needed_per_arm(0.5, sd=1.0, power=0.8, normal=True)
    assert design_effect(0.05, 21) == 2.0
    clustered = needed_per_arm(0.5, sd=1.0, power=0.8, icc=0.05, cluster_n=21, looks_inflation=1.02, normal=True)
    assert clustered == pytest.approx(2 * 1.02 * plain, rel=1e-8)


def test_few_clusters_have_few_degrees_of_freedom():
    """Units that are all alike within their team (ICC 1) are one: 5 teams of 10 have the power of 5 units."""
    assert power_of(1.0, 50, sd=1.0, icc=1.0, cluster_n=10) == pytest.approx(T.power(1.0, 5, 0.05), abs=1e-6)


@given(effect=effects, power=powers, rho=st.floats(0, 0.95), icc=st.floats(0, 0.3), cluster_n=st.floats(1, 30),
       looks=st.floats(1, 1.1), sd=st.floats(0.01, 100))  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_needed_power_and_detectable_are_one_relation(effect, power, rho, icc, cluster_n, looks, sd):
    given_ = {"sd": sd, "rho": rho, "icc": icc, "cluster_n": cluster_n, "looks_inflation": looks}
    needed = needed_per_arm(effect * sd, power=power, **given_)
    reached = power_of(effect * sd, needed, **given_)
    fewest = needed <= 2 * cluster_n * looks * (1 + 1e-9)
    assert reached >= power - 1e-7 if fewest else reached == pytest.approx(power, abs=1e-7)
    assert power_of(detectable(needed, power=power, **given_), needed, **given_) == pytest.approx(power, abs=1e-7)


@given(effect=effects, n=st.integers(3, 500), more=st.integers(1, 500))
@settings(max_examples=30, deadline=None)
def test_more_units_and_larger_effects_are_easier_to_show(effect, n, more):
    assert power_of(effect, n, sd=1.0) <= power_of(effect, n + more, sd=1.0) + 1e-9
    assert power_of(effect, n, sd=1.0) <= power_of(effect * 1.1, n, sd=1.0) + 1e-9
    assert power_of(0.0, n, sd=1.0) == pytest.approx(0.05, abs=1e-9)


def test_what_has_no_answer():
    assert needed_per_arm(0.0, sd=1.0, power=0.8) == math.inf
    assert math.isnan(needed_per_arm(0.5, sd=0.0, power=0.8))
    assert math.isnan(needed_per_arm(0.5, sd=math.nan, power=0.8))
    assert math.isnan(needed_per_arm(0.5, sd=1.0, icc=math.nan, cluster_n=3, power=0.8))
    assert math.isnan(power_of(0.5, 1, sd=1.0))
    assert math.isnan(detectable(1, sd=1.0, power=0.8))
    assert needed_per_arm(1e9, sd=1.0, power=0.8) == 2.0
    assert power_of(0.5, 4, sd=1.0, rho=1.0) == 1.0


def test_icc_by_hand():
    """Two teams 1, 3 and 5, 7: between 2 x (2² + 2²) / 1 = 16, within (2 + 2) / 2 = 2: (16 - 2) / (16 + 2) = .7778."""
    assert icc_of(pd.Series([1.0, 3.0, 5.0, 7.0]), pd.Series([*"aabb"])) == pytest.approx(14 / 18)


def test_icc_of_teams_of_unequal_size_by_hand():
    """Teams 0, 2, 4 and 10: mean 4; between 3 x 4 + 36 = 48, within 8 / 2 = 4; m = (4 - 10/4) / 1 = 1.5: 44 / 50."""
    assert icc_of(pd.Series([0.0, 2.0, 4.0, 10.0]), pd.Series([*"aaab"])) == pytest.approx(44 / 50)


def test_icc_without_teams_or_likeness():
    assert math.isnan(icc_of(pd.Series([1.0, 2.0]), pd.Series([*"ab"])))
    assert math.isnan(icc_of(pd.Series([1.0, 2.0]), pd.Series([*"aa"])))
    assert icc_of(pd.Series([1.0, 3.0, 1.0, 3.0]), pd.Series([*"aabb"])) == 0.0
    assert icc_of(pd.Series([1.0] * 4), pd.Series([*"aabb"])) == 0.0


def test_variation_by_hand():
    """Units 0 and 4 (one arm), weeks 0, 0, 0 and 0, 2, 4 within: see the sums.

    Unit u0: 0, 1, 0, 3; u1: 4, 3, 4, 1 (week means 2): remainders of u0 -2 -1 -2 1 (mean -1), of u1 the opposite.
    Between: 8 x 1 / 1 = 8; within: 2 x (1 + 0 + 1 + 4) / (8 - 2 - 3) = 4; of units (8 - 4) / 4 = 1; sd² over four
    weeks 1 + 4/4 = 2; correlation 1 / 2.
    """
    found = variation_of(panel_of_values([[0, 1, 0, 3], [4, 3, 4, 1]], arms=["pilot", "pilot"]), after_n=4)
    assert (found.sd**2, found.sd_before**2, found.rho) == pytest.approx((2.0, 2.0, 0.5))
    once = variation_of(panel_of_values([[0, 1, 0, 3], [4, 3, 4, 1]], arms=["pilot", "pilot"]), after_n=1)
    assert (once.sd**2, once.rho) == pytest.approx((5.0, 1 / 10**0.5))


def test_a_season_that_all_share_and_a_level_of_an_arm_are_no_variation():
    values = drawn(1, 10, unit_sd=1.0, rest_sd=1.0)
    arms = ["pilot", "control"] * 5
    plain = variation_of(panel_of_values(values, arms=arms), after_n=4)
    moved = values + np.arange(4) * 7 + np.where(np.asarray(arms) == "pilot", 50, 0)[:, None]
    other = variation_of(panel_of_values(moved, arms=arms), after_n=4)
    assert (other.sd, other.rho) == pytest.approx((plain.sd, plain.rho))


def test_variation_finds_what_it_was_drawn_from():
    """Teams 1, units 2, weeks 3 (as sd): over 4 weeks variance 1 + 4 + 9/4 = 7.25, ICC 1 / 7.25, teams of 8.

    ρ of team means: (1 + 4/8) / (1 + 4/8 + 9/32) = .842.
    """
    values = drawn(2, 4000, unit_sd=2.0, rest_sd=3.0, cluster_sd=1.0, cluster_n=8)
    found = variation_of(panel_of_values(values, clusters=np.arange(4000) // 8, arms=["pilot"] * 4000), after_n=4)
    assert found.sd**2 == pytest.approx(7.25, rel=0.05)
    assert found.icc == pytest.approx(1 / 7.25, abs=0.03)
    assert found.rho == pytest.approx(0.842, abs=0.02)
    assert found.cluster_n == pytest.approx(8.0)


def test_customers_measured_once_have_no_before_and_shares_are_p_times_1_less_p():
    """3 of 10 said yes: sd √(.3 x .7); by arm 2 of 5 and 1 of 5: √((.4 x .6 + .2 x .8) / 2) = √.2; normal sizes."""
    frame = measured(np.array([[1]] * 3 + [[0]] * 7), arms=["pilot", "control"] * 5)
    found = sized(frame, kind="share", smallest=0.1)
    assert found["sd"] == pytest.approx(0.2**0.5)
    alone = variation_of(panel_of_values(np.array([[1]] * 3 + [[0]] * 7), arms=["pilot"] * 10), after_n=4)
    assert alone.sd == pytest.approx((0.3 * 0.7) ** 0.5)
    assert (alone.rho, alone.zero_one) == (0.0, True)
    assert found["needed_n"] == math.ceil(needed_per_arm(0.1, sd=found["sd"], power=0.8, normal=True))


def test_sizing_by_hand():
    """Variance 2 and ρ .5 over four weeks: what it says is what `needed_per_arm` says, rounded up."""
    found = sized(measured([[0, 1, 0, 3], [4, 3, 4, 1]], arms=["pilot", "pilot"]), smallest=1.0)
    assert (found["sd"], found["rho"], found["icc"], found["cluster_n"]) == pytest.approx((2**0.5, 0.5, 0.0, 1.0))
    assert found["needed_n"] == math.ceil(needed_per_arm(1.0, sd=2**0.5, rho=0.5, power=0.8))
    assert found["have_n"] == 0
    assert math.isnan(found["power_now"])
    assert math.isnan(found["detectable"])
    assert found["expected_power"] >= 0.8


def test_sizing_of_chosen_units_compares_their_change():
    """A change over four weeks and four weeks varies by 4/4 + 4/4 = 2, more than the 2 x (1 - .25) = 1.5 of a lot."""
    frame = measured([[0, 1, 0, 3], [4, 3, 4, 1]], arms=["pilot", "pilot"])
    found = sized(frame, design="chosen", smallest=1.0)
    assert found["needed_n"] == math.ceil(needed_per_arm(1.0, sd=2**0.5, power=0.8))
    assert math.isnan(sized(frame, design="alone")["needed_n"])


def test_sizing_says_what_the_smaller_arm_can_show():
    values = drawn(3, 30, unit_sd=1.0, rest_sd=1.0)
    found = sized(measured(values, arms=["pilot"] * 20 + ["control"] * 10))
    given_ = {"sd": found["sd"], "rho": found["rho"]}
    assert found["have_n"] == 10
    assert found["power_now"] == pytest.approx(power_of(0.5, 10, **given_))
    assert power_of(found["detectable"], 10, **given_) == pytest.approx(0.8)
    assert found["expected_power"] == pytest.approx(power_of(1.0, 10, **given_))


def test_looks_in_between_take_more_units():
    frame = measured(drawn(4, 30, unit_sd=1.0, rest_sd=1.0))
    plain, looked = sized(frame), sized(frame, looks=["2025-02-23"])
    assert looked["power_now"] < plain["power_now"]
    assert looked["needed_n"] >= plain["needed_n"]


def test_teams_are_rounded_up_to_whole_teams():
    values = drawn(5, 80, unit_sd=1.0, rest_sd=1.0, cluster_sd=0.5, cluster_n=8)
    found = sized(measured(values, clusters=np.arange(80) // 8, arms=np.repeat(["pilot", "control"], 40)))
    assert found["cluster_n"] == pytest.approx(8.0)
    assert found["needed_n"] % 8 == 0
    assert found["have_n"] == 40


def test_without_periods_before_nothing_is_sized():
    found = sized(measured(drawn(6, 10, unit_sd=1.0, rest_sd=1.0), start="2025-02-10"))
    assert all(math.isnan(found[name]) for name in ("sd", "needed_n", "power_now", "detectable", "expected_power"))


def test_the_sized_pilot_shows_its_effect_as_often_as_promised():
    """120 pilots of the size found: the effect is shown in at least 80 % less 2.6 binomial errors."""
    before = sized(measured(drawn(7, 400, unit_sd=1.0, rest_sd=2.0)), smallest=1.0)
    n = int(before["needed_n"])
    arms = ["pilot"] * n + ["control"] * n
    shown = 0
    for seed in range(120):
        values = drawn(seed, 2 * n, unit_sd=1.0, rest_sd=2.0, weeks_n=8, effect=1.0, arms=arms)
        means = pd.DataFrame({"unit": range(2 * n), "cluster": range(2 * n), "arm": arms,
                              "before": values[:, :4].mean(axis=1), "after": values[:, 4:].mean(axis=1)})  # fmt: skip
        shown += cuped(means).low > 0
    assert 0.8 - 2.6 * (0.16 / 120) ** 0.5 <= shown / 120 <= 0.95


def test_units_that_are_not_assigned_yet_say_how_much_units_vary():
    panel = panel_of_values(drawn(8, 40, unit_sd=1.0, rest_sd=1.0), arms=["pilot"] * 40)
    assert variation_of(panel.assign(arm=""), after_n=4) == variation_of(panel, after_n=4)


@pytest.mark.parametrize("kind", ["mean", "euros"])
def test_euros_are_sized_as_means(kind):
    frame = measured(drawn(9, 40, unit_sd=1.0, rest_sd=1.0))
    assert {**sized(frame, kind=kind), "kind": ""} == {**sized(frame), "kind": ""}


def test_changes_of_chosen_units_vary_as_sizing_says():
    """The spread behind the units needed, against that of 4,000 changes: 2²/4 + 2²/4 = 2."""
    values = drawn(10, 4000, unit_sd=3.0, rest_sd=2.0, weeks_n=8)
    changes = values[:, 4:].mean(axis=1) - values[:, :4].mean(axis=1)
    needed = sized(measured(values[:, :4]), design="chosen", smallest=0.3)["needed_n"]
    assert needed == pytest.approx(needed_per_arm(0.3, sd=changes.std(), power=0.8), rel=0.06)


def test_units_picked_by_a_score_are_not_taken_to_vary_as_little_as_that_score():
    """Scores after the one they were picked by vary by 1 + 4 = 5 a wave (sd 2.24), and the picked one by far less."""
    values = drawn(11, 4000, unit_sd=1.0, rest_sd=2.0, weeks_n=5)
    picked = values[values[:, 3] < -1.5]
    panel = panel_of_values(picked[:, 2:4], start="2025-01-27", arms=["pilot"] * len(picked))
    assert picked[:, 3].std() < 1.4
    assert variation_of(panel, after_n=4).sd < 1.8
    found = variation_of(panel, after_n=4, selected=True)
    assert found.sd == pytest.approx(picked[:, 4].std(), rel=0.08)
    assert found.rho == 0.0
