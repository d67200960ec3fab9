import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxkit.analysis.impact.randomised import attrition, balance, by_cluster, cuped, sample_ratio, welch

NAN = math.nan
values = st.lists(st.integers(-50, 50).map(float), min_size=3, max_size=12)


def units(pilot, control, before=None, clusters=None):
    n = len(pilot) + len(control)
    names = [f"u{i}" for i in range(n)]
    return pd.DataFrame({
        "unit": names, "cluster": clusters or names, "arm": ["pilot"] * len(pilot) + ["control"] * len(control),
        "before": [NAN] * n if before is None else before, "after": [*pilot, *control],
    })  # fmt: skip


def drawn(seed, n, *, effect=0.0, rho=0.0, pilot_sd=1.0):
    """Return n units per arm whose before and after correlate by rho."""
    rng = np.random.default_rng(seed)
    before = rng.normal(size=2 * n)
    after = rho * before + math.sqrt(1 - rho**2) * rng.normal(size=2 * n) * np.repeat([pilot_sd, 1.0], n)
    return units(after[:n] + effect, after[n:], before)


def test_welch_by_hand():
    """Means 5 and 2, variances 2 and 2: error sqrt(2/2 + 2/2) = 1.4142, 2 degrees of freedom, t(.975, 2) = 4.3027."""
    found = welch(units([4.0, 6.0], [1.0, 3.0]))
    assert (found.estimate, found.df, found.units_n, found.clusters_n) == (3.0, 2.0, 4, 4)
    assert found.se == pytest.approx(2**0.5)
    assert (found.low, found.high) == pytest.approx((3 - 4.30265 * 2**0.5, 3 + 4.30265 * 2**0.5), abs=1e-4)
    assert found.inference == "welch"


@given(pilot=values, control=values, confidence=st.sampled_from([0.9, 0.95, 0.999]))
@settings(max_examples=30, deadline=None)
def test_welch_is_that_of_scipy(pilot, control, confidence):
    pilot, control = [*pilot, 60.0], [*control, 70.0]  # so that both arms vary
    found = welch(units(pilot, control), confidence=confidence)
    theirs = stats.ttest_ind(pilot, control, equal_var=False)
    limits = theirs.confidence_interval(confidence)
    assert (found.p, found.df) == pytest.approx((theirs.pvalue, theirs.df), rel=1e-9, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((limits.low, limits.high), rel=1e-9, abs=1e-9)


def test_a_cluster_counts_once():
    """Cluster means 2 and 6 against 1 and 3, whatever the number of units: the three units of x are one."""
    found = welch(units([1.0, 2.0, 3.0, 6.0], [1.0, 3.0], clusters=[*"xxxyzw"]))
    assert found.estimate == 4.0 - 2.0
    assert found.se == pytest.approx((8 / 2 + 2 / 2) ** 0.5)
    assert (found.units_n, found.clusters_n, found.inference) == (6, 4, "cluster")


def test_units_not_measured_after_the_start_play_no_part():
    some = units([4.0, 6.0, NAN], [1.0, 3.0])
    assert welch(some) == welch(some.dropna(subset=["after"]))


@pytest.mark.parametrize(
    ("pilot", "control", "reason"),
    [
        ([1.0, 2.0], [], "no_control"),
        ([1.0], [1.0, 2.0], "too_few_units"),
        ([1.0, 2.0], [1.0, NAN], "too_few_units"),
        ([0.1] * 3, [0.1] * 3, "no_spread"),
        ([0.3] * 3, [0.1] * 3, "no_spread"),
    ],
)
def test_what_cannot_be_told(pilot, control, reason):
    before = [float(i) for i in range(len(pilot) + len(control))]
    assert welch(units(pilot, control, before)).reason == reason
    assert cuped(units(pilot, control, before)).reason == reason
    assert math.isnan(welch(units(pilot, control)).low)


def test_cuped_by_hand():
    """Before 1, 2, 3 in both arms; after 3, 4, 6 and 1, 3, 3: θ = (3 + 2) / (2 + 2) = 1.25.

    Residual sum of squares 14/3 + 8/3 - 1.25 x 5 = 1.08333, over 6 - 3: 0.36111, x 2/3: error 0.49065.
    """
    found = cuped(units([3.0, 4.0, 6.0], [1.0, 3.0, 3.0], [1.0, 2.0, 3.0] * 2))
    assert found.estimate == pytest.approx(2.0)
    assert found.se == pytest.approx(0.36111**0.5 * (2 / 3) ** 0.5, abs=1e-5)


@given(seed=st.integers(0, 10_000), n=st.integers(3, 15), effect=st.floats(-3, 3))
@settings(max_examples=25, deadline=None)
def test_cuped_of_arms_of_one_size_is_the_analysis_of_covariance(seed, n, effect):
    some = drawn(seed, n, effect=effect, rho=0.7)
    fit = smf.ols("after ~ C(arm, Treatment('control')) + before", some).fit()
    found = cuped(some)
    assert found.estimate == pytest.approx(fit.params.iloc[1], abs=1e-10)
    assert found.se == pytest.approx(fit.bse.iloc[1], rel=1e-9)
    assert found.df <= fit.df_resid + 1e-9


@given(seed=st.integers(0, 10_000), shift=st.floats(-100, 100), scale=st.floats(0.01, 100))
@settings(max_examples=25, deadline=None)
def test_the_unit_of_a_metric_plays_no_part(seed, shift, scale):
    some = drawn(seed, 6, effect=0.5, rho=0.5)
    other = some.assign(before=some["before"] * scale + shift, after=some["after"] * scale + shift)
    for estimate in (welch, cuped):
        ours, theirs = estimate(some), estimate(other)
        assert theirs.estimate == pytest.approx(ours.estimate * scale, rel=1e-6, abs=1e-9 * scale)
        assert theirs.p == pytest.approx(ours.p, rel=1e-6)


def test_swapping_the_arms_turns_the_sign():
    some = drawn(3, 8, effect=1.0, rho=0.5)
    turned = some.assign(arm=some["arm"].map({"pilot": "control", "control": "pilot"}))
    for estimate in (welch, cuped):
        ours, theirs = estimate(some), estimate(turned)
        assert (theirs.estimate, theirs.low, theirs.high) == pytest.approx((-ours.estimate, -ours.high, -ours.low))


def test_without_variation_before_cuped_is_welch():
    some = units([4.0, 6.0, 5.0], [1.0, 3.0, 2.0], [2.0] * 6)
    assert cuped(some).estimate == welch(some).estimate


def test_cuped_needs_values_from_before():
    assert cuped(units([4.0, 6.0, 5.0], [1.0, 3.0, 2.0])).reason == "no_before"


def test_a_unit_without_a_value_before_stays_in():
    """Its value after is taken as it is: the mean of the others before corrects nothing."""
    some = units([3.0, 4.0, 6.0, 9.0], [1.0, 3.0, 3.0, 2.0], [1.0, 2.0, 3.0, NAN, 1.0, 2.0, 3.0, NAN])
    found = cuped(some)
    assert found.units_n == 8
    assert found.estimate == pytest.approx(np.mean([3, 4, 6, 9]) - np.mean([1, 3, 3, 2]))  # both arms alike before


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.8])
def test_the_variance_of_cuped_is_that_of_welch_less_what_before_explains(rho):
    """Var(CUPED) / Var(Welch) = 1 - ρ² (Deng et al. 2013); 40 pilots of 2 x 500 units put it within 0.03."""
    pairs = [drawn(seed, 500, rho=rho) for seed in range(40)]
    ratios = [(cuped(some).se / welch(some).se) ** 2 for some in pairs]
    assert np.mean(ratios) == pytest.approx(1 - rho**2, abs=0.012)


@pytest.mark.parametrize(("n", "pilot_sd"), [(5, 1.0), (12, 2.0)])
def test_small_pilots_raise_no_more_false_alarms_than_one_in_twenty(n, pilot_sd):
    """200 pilots without an effect: at most 5 % + 2.6 binomial errors are called an effect."""
    alarms = np.mean([cuped(drawn(seed, n, rho=0.7, pilot_sd=pilot_sd)).p < 0.05 for seed in range(200)])
    assert 0.01 <= alarms <= 0.05 + 2.6 * (0.05 * 0.95 / 200) ** 0.5


def test_balance_by_hand():
    """Before 3, 4, 5 against 1, 2, 3: 2 apart, both variances 1, so 2 standard deviations; t = 2 / sqrt(2/3)."""
    difference, p = balance(units([0.0] * 3, [0.0] * 3, [3.0, 4.0, 5.0, 1.0, 2.0, 3.0]))
    assert difference == 2.0
    assert p == pytest.approx(2 * stats.t.sf(2 / (2 / 3) ** 0.5, 4))


def test_balance_counts_clusters_and_says_nothing_of_nothing():
    some = units([0.0] * 4, [0.0] * 2, [3.0, 3.0, 5.0, 4.0, 1.0, 3.0], clusters=[*"xxyzvw"])
    assert balance(some) == pytest.approx(balance(units([0.0] * 3, [0.0] * 2, [3.0, 5.0, 4.0, 1.0, 3.0])))
    assert all(map(math.isnan, balance(units([1.0, 2.0], [1.0, 2.0]))))


def test_sample_ratio_by_hand():
    """9 of 10 by a coin: 2 x (10 + 1) / 1024 = 0.0215; as planned with three in four: not surprising."""
    some = units([1.0] * 9, [1.0])
    assert sample_ratio(some) == pytest.approx(22 / 1024)
    assert sample_ratio(some, 0.75) > 0.3
    assert math.isnan(sample_ratio(some.iloc[:0]))


def test_sample_ratio_counts_what_was_assigned():
    some = units([1.0] * 9, [1.0], clusters=["x"] * 9 + ["y"])
    assert sample_ratio(some) == 1.0


def test_attrition_by_hand():
    """2 of 4 gone against 0 of 4: half more; Fisher: 2 x C(4,2) C(4,0) / C(8,2) = 12/28."""
    some = units([1.0, 2.0, NAN, NAN], [1.0, 2.0, 3.0, 4.0], [1.0] * 8)
    assert attrition(some) == pytest.approx((0.5, 12 / 28))


def test_attrition_of_nothing_measured():
    assert all(map(math.isnan, attrition(units([NAN, NAN], [NAN, NAN], [1.0] * 4))))
    assert all(map(math.isnan, attrition(units([1.0, 2.0], [1.0, 2.0]))))


def test_cluster_means_leave_the_input_alone():
    some = units([1.0, 2.0], [3.0, NAN], [1.0, 2.0, 3.0, 4.0], clusters=[*"xxyz"])
    copy = some.copy()
    assert by_cluster(some).to_numpy().tolist() == [["x", "pilot", 1.5, 1.5], ["y", "control", 3.0, 3.0]]
    pd.testing.assert_frame_equal(some, copy)


def test_units_drawn_together_are_lost_together():
    """One team of four gone, each of ten people: by people it would be certain, by team it is nothing strange."""
    clusters = [name for name in "abcdefgh" for _ in range(10)]
    some = units([NAN] * 10 + [1.0] * 30, [1.0] * 40, [1.0] * 80, clusters)
    lost, p = attrition(some)
    assert lost == pytest.approx(0.25)
    assert p > 0.3


def test_arms_that_lay_apart_before_widen_the_interval_by_hand():
    """As by hand above, with the control 1 higher before: 2 + 1.25, and 0.36111 x (2/3 + 1²/4) under the root."""
    found = cuped(units([3.0, 4.0, 6.0], [1.0, 3.0, 3.0], [1.0, 2.0, 3.0, 2.0, 3.0, 4.0]))
    assert found.estimate == pytest.approx(3.25)
    assert found.se == pytest.approx((0.361111 * (2 / 3 + 1 / 4)) ** 0.5, abs=1e-5)
