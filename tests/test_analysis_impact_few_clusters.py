"""Few clusters: how small a p-value can get, and which effects a test does not reject."""

from itertools import combinations
from math import comb, inf

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from cxkit.analysis.impact.clusters import ClusterSums, cluster_sums, difference
from cxkit.analysis.impact.few_clusters import (
    _by_signs,
    _weights,
    randomisation_interval,
    randomisation_p,
    smallest_p,
    wild_interval,
)


def sums_of(pilot, control, sizes=None):
    values = np.array([*pilot, *control], dtype=float)
    treated = np.arange(len(values)) < len(pilot)
    sizes = np.ones(len(values)) if sizes is None else np.array(sizes, dtype=float)
    return ClusterSums(values * sizes, sizes, treated)


def drawn(rng, pilot_n, control_n, effect=0.0, noise=lambda rng, n: rng.normal(size=n)):
    return sums_of(effect + noise(rng, pilot_n), noise(rng, control_n))


@pytest.mark.parametrize(
    ("pilot_n", "control_n", "p"),
    [(1, 1, 1.0), (2, 2, 2 / 6), (3, 3, 0.1), (4, 4, 2 / 70), (2, 5, 1 / 21), (0, 9, 1.0), (1, 19, 0.05)],
)
def test_the_smallest_p_value_counts_the_ways_to_draw_the_lots(pilot_n, control_n, p):
    assert smallest_p(pilot_n, control_n) == pytest.approx(p)


@pytest.mark.parametrize(("pilot", "control"), [([9, 8, 9, 10], [1, 2, 1, 3]), ([9, 8, 9.5, 10], [1, 2, 3])])
def test_the_smallest_p_value_is_reached_by_arms_that_do_not_overlap(pilot, control):
    assert randomisation_p(sums_of(pilot, control)) == pytest.approx(smallest_p(len(pilot), len(control)))


def test_every_way_is_taken_where_there_are_few():
    """The p-value is the share of all 20 lots with a Welch t at least as far from 0 as the one seen."""
    values = [5.0, 7.0, 6.5, 4.0, 5.5, 6.0]
    t = [abs(stats.ttest_ind([values[i] for i in p], [values[i] for i in range(6) if i not in p], equal_var=False)[0])
         for p in combinations(range(6), 3)]  # fmt: skip
    assert randomisation_p(sums_of(values[:3], values[3:])) == pytest.approx(np.mean(np.array(t) >= t[0] - 1e-9))


def test_an_effect_that_was_seen_is_never_rejected_and_a_shift_moves_the_interval_along():
    of, moved = sums_of([4, 6, 5, 7, 5.5], [1, 2, 3, 2.5, 1.5]), sums_of([14, 16, 15, 17, 15.5], [1, 2, 3, 2.5, 1.5])
    assert randomisation_p(of, effect=difference(of)[0]) == 1.0
    low, high = randomisation_interval(of, confidence=0.95)
    assert low < difference(of)[0] < high
    assert randomisation_interval(moved, confidence=0.95) == pytest.approx((low + 10, high + 10), abs=1e-6)
    wild = wild_interval(of, confidence=0.95)
    assert wild_interval(moved, confidence=0.95)[:2] == pytest.approx((wild[0] + 10, wild[1] + 10), abs=1e-6)


def test_three_against_three_can_reject_nothing_at_95_per_cent():
    assert randomisation_interval(sums_of([8, 9, 10], [1, 2, 3]), confidence=0.95) == (-inf, inf)


@pytest.mark.parametrize("how", ["lots", "wild"])
def test_the_interval_holds_0_when_and_only_when_the_test_of_0_does_not_reject(how):
    for seed in range(12):
        of = drawn(np.random.default_rng(seed), 8, 9, effect=1.0)
        if how == "lots":
            (low, high), p = randomisation_interval(of, confidence=0.95), randomisation_p(of)
        else:
            low, high, p = wild_interval(of, confidence=0.95)
        assert (low > 0 or high < 0) == (p <= 0.05)


def test_the_same_seed_gives_the_same_draws_and_units_count_by_their_cluster():
    of = drawn(np.random.default_rng(1), 14, 14)
    assert randomisation_interval(of, confidence=0.9, seed=3) == randomisation_interval(of, confidence=0.9, seed=3)
    rows = pd.DataFrame({"cluster": [1, 1, 2, 3], "arm": ["pilot", "pilot", "pilot", "control"]})
    found = cluster_sums(rows, pd.Series([1.0, 2.0, 4.0, 8.0]))
    assert sorted(zip(found.sums, found.sizes, found.treated, strict=True)) == [
        (3.0, 2.0, True), (4.0, 1.0, True), (8.0, 1.0, False),
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(-50, 50), min_size=2, max_size=9),
    st.lists(st.integers(-50, 50), min_size=2, max_size=9),
)
def test_one_unit_per_cluster_is_the_test_of_welch(pilot, control):
    of = sums_of(pilot, control)
    assume(len(set(pilot)) > 1 and len(set(control)) > 1)
    estimate, se, df = difference(of)
    theirs = stats.ttest_ind(pilot, control, equal_var=False)
    assert (estimate / se, df) == pytest.approx((theirs.statistic, theirs.df))


def test_errors_by_cluster_are_those_of_a_regression():
    """statsmodels without its correction; ours times 9 / (9 - 1) for the 9 clusters of each arm."""
    import statsmodels.api as sm

    rng = np.random.default_rng(8)
    cluster = np.repeat(np.arange(18), rng.integers(1, 7, 18))
    rows = pd.DataFrame({"cluster": cluster, "arm": np.where(cluster < 9, "pilot", "control")})
    values = pd.Series(rng.normal(size=len(rows)) + rng.normal(size=18)[cluster])
    estimate, se, _ = difference(cluster_sums(rows, values))
    theirs = sm.OLS(values.to_numpy(), sm.add_constant(rows["arm"].eq("pilot").to_numpy(float))).fit(
        cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": False}
    )
    assert estimate == pytest.approx(theirs.params[1])
    assert se == pytest.approx(theirs.bse[1] * np.sqrt(9 / 8))


@pytest.mark.parametrize("how", ["lots", "wild"])
@pytest.mark.parametrize("noise", [lambda rng, n: rng.normal(size=n), lambda rng, n: rng.exponential(size=n)])
def test_intervals_of_few_clusters_hold_the_truth_as_often_as_they_say(how, noise):
    """24 clusters, 200 draws: the truth is held when its p-value is above 5 %; 95 % less three errors is 90.4 %."""
    held = 0
    for seed in range(200):
        of = drawn(np.random.default_rng(seed), 12, 12, noise=noise)
        p = randomisation_p(of) if how == "lots" else _by_signs(of, 0)(0.0)
        held += p > 0.05
    assert 0.904 <= held / 200 <= 0.996


def test_a_randomisation_test_rejects_no_effect_at_most_as_often_as_it_says_whatever_the_distribution():
    """Exact: over all lots of one set of values, the share with p <= 0.05 is at most 5 %."""
    values = np.array([0.0, 0.1, 0.4, 0.2, 9.0, 0.3, 30.0, 0.7])
    rejected = 0
    for picks in combinations(range(8), 4):
        treated = np.isin(np.arange(8), picks)
        rejected += randomisation_p(ClusterSums(values, np.ones(8), treated)) <= 0.05
    assert 0 <= rejected / comb(8, 4) <= 0.05


def test_a_level_that_all_share_plays_no_part_in_the_bootstrap():
    """What is turned by signs is what an arm without an effect leaves over, not the values as they are."""
    pilot, control = np.array([4, 6, 5, 7, 5.5, 8]), np.array([1, 2, 3, 2.5, 1.5, 6])
    for n in (5, 6):
        of, higher = (sums_of(pilot[:n] + level, control[:n] + level) for level in (0.0, 1_000.0))
        assert wild_interval(higher, confidence=0.95) == pytest.approx(wild_interval(of, confidence=0.95), abs=1e-6)


@pytest.mark.parametrize(("n", "points"), [(11, [0.5, 1.0, 1.5]), (12, [1.0])])
def test_below_twelve_clusters_signs_are_too_few_and_six_points_are_drawn(n, points):
    """Webb (2023): plus and minus the roots of 1/2, 1 and 3/2, each as often."""
    drawn_points, often = np.unique(_weights(n, 0).round(6), return_counts=True)
    roots = np.sqrt(points)
    assert drawn_points == pytest.approx(np.concatenate([-roots[::-1], roots]), abs=1e-6)
    assert often / often.sum() == pytest.approx(np.full(2 * len(points), 0.5 / len(points)), abs=0.02)
