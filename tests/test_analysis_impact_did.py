"""Difference in differences: by hand, beside a regression, and with a known truth."""

from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis.impact.before_after import before_after
from cxkit.analysis.impact.did import did, did_sections
from cxkit.analysis.impact.prepare import units_of


def units_from(pilot, control, cluster=None):
    """Return units with a before and an after per pair."""
    rows = [(arm, *pair) for arm, pairs in (("pilot", pilot), ("control", control)) for pair in pairs]
    frame = pd.DataFrame(rows, columns=["arm", "before", "after"]).astype({"before": float, "after": float})
    frame = frame.assign(
        unit=range(len(frame)), before_n=frame["before"].notna() * 1, after_n=frame["after"].notna() * 1
    )
    return frame.assign(cluster=frame["unit"] if cluster is None else cluster)


def made_units(rng, clusters_n, per_cluster=1, effect=0.0):
    """Return units of which half the clusters have the pilot; levels differ by arm, clusters share a shock."""
    cluster = np.repeat(np.arange(clusters_n), per_cluster)
    arm = np.where(cluster < clusters_n // 2, "pilot", "control")
    level = rng.normal(size=len(cluster)) + 3.0 * (arm == "pilot")
    shock = rng.normal(scale=0.5, size=clusters_n)[cluster]
    after = level + 1.0 + shock + rng.normal(size=len(cluster)) + effect * (arm == "pilot")
    return pd.DataFrame({"unit": range(len(cluster)), "cluster": cluster, "arm": arm, "before": level, "after": after})


def sections(units):
    """Return a panel in which a unit's before and after are those of two units of one cluster."""
    parts = [
        pd.DataFrame({"unit": units["unit"].astype(str) + side, "cluster": units["cluster"], "arm": units["arm"],
                      "value": units[side], "after": side == "after"})
        for side in ("before", "after")
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_the_change_of_the_pilot_less_that_of_the_control_by_hand():
    """Pilot changes 2, 3, 4 and control 0, 1, 2: 3 less 1 is 2; the one not seen before is left out."""
    found = did(units_from([(1, 3), (2, 5), (0, 4), (None, 99)], [(5, 5), (4, 5), (0, 2)]))
    assert (found.estimate, found.units_n, found.clusters_n) == (2.0, 6, 6)
    assert found.se == pytest.approx(np.sqrt(1 / 3 + 1 / 3))


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        (units_from([(None, 3), (None, 5)], [(None, 5), (None, 6)]), "no_before"),
        (units_from([(1, 3), (2, 5)], []), "no_control"),
        (units_from([(1, 3)], [(5, 5), (4, 5), (0, 2)]), "too_few_units"),
        (units_from([(1, 3), (2, 5), (0, 9)], [(5, 5), (4, 5), (0, 2)], cluster=[1, 1, 1, 2, 3, 4]), "too_few_units"),
        (units_from([(1, 3)] * 3, [(5, 5)] * 3), "no_spread"),
        (units_from([(0.1, 0.4)] * 3, [(0.7, 0.8)] * 3), "no_spread"),
    ],
)
def test_no_figure_where_there_is_none_and_the_reason(units, reason):
    found = did(units)
    assert found.reason == reason
    assert isnan(found.estimate)
    assert isnan(found.low)


def test_three_clusters_against_three_by_lot_are_too_few():
    units = units_from([(0, 8), (0, 9), (0, 10)], [(0, 1), (0, 2), (0, 3)])
    assert did(units, by_lot=True).reason == "too_few_units"


def test_the_number_of_clusters_decides_on_the_inference():
    few, many = (made_units(np.random.default_rng(1), n) for n in (39, 40))
    assert did(few).inference == "wild"
    assert did(few, by_lot=True).inference == "randomisation"
    assert did(many).inference == did(many, by_lot=True).inference == "cluster"
    assert did(many).df <= 38


def test_a_wider_confidence_gives_a_wider_interval():
    for units in (made_units(np.random.default_rng(4), 20), made_units(np.random.default_rng(4), 60)):
        narrow, wide = (did(units, confidence=c) for c in (0.95, 0.999))
        assert wide.low < narrow.low < narrow.estimate == wide.estimate < narrow.high < wide.high


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_a_level_of_each_arm_and_a_shock_that_all_share_make_no_difference(seed, level, shock):
    units = made_units(np.random.default_rng(seed), 44)
    moved = units.assign(before=units["before"] + level * units["arm"].eq("pilot"))
    moved = moved.assign(after=units["after"] + level * units["arm"].eq("pilot") + shock)
    one, other = did(units), did(moved)
    assert (other.estimate, other.low, other.high) == pytest.approx((one.estimate, one.low, one.high), abs=1e-9)


def test_the_order_of_rows_plays_no_part():
    units = made_units(np.random.default_rng(3), 30)
    assert did(units.sample(frac=1, random_state=1)) == did(units)


@pytest.mark.parametrize(("clusters_n", "runs", "least"), [(60, 250, 0.908), (24, 60, 0.865)])
def test_the_interval_holds_the_truth_as_often_as_it_says(clusters_n, runs, least):
    """Least: 95 % less three standard errors of a share of so many runs; the errors of units in a cluster are alike."""
    held = 0
    for seed in range(runs):
        found = did(made_units(np.random.default_rng(seed), clusters_n, per_cluster=5, effect=0.6))
        held += found.low <= 0.6 <= found.high
    assert least <= held / runs <= 1 - 1 / runs


def test_errors_that_know_no_clusters_would_be_far_too_small():
    rng = np.random.default_rng(2)
    units = made_units(rng, 60, per_cluster=20)
    alone = units.assign(cluster=units["unit"])
    assert did(units).se > 1.5 * did(alone).se


def test_the_difference_of_four_means_by_hand():
    cells = {
        ("pilot", False): [1.0, 3.0],
        ("pilot", True): [6.0, 8.0],
        ("control", False): [2.0, 4.0],
        ("control", True): [4.0, 4.0],
    }
    rows = [(arm, after, value) for (arm, after), values in cells.items() for value in values]
    panel = pd.DataFrame(rows, columns=["arm", "after", "value"])
    panel = panel.assign(unit=range(8), cluster=range(8))
    assert did_sections(panel).estimate == (7 - 2) - (4 - 3)


def test_sections_are_the_interaction_of_a_regression_with_errors_by_cluster():
    """statsmodels without its correction; ours times 30 / (30 - 1) for the 30 clusters of each arm."""
    import statsmodels.api as sm

    panel = sections(made_units(np.random.default_rng(6), 60, per_cluster=3))
    panel = panel.drop(panel.index[[0, 5, 40, 200]])
    pilot, after = panel["arm"].eq("pilot").to_numpy(float), panel["after"].to_numpy(float)
    columns = sm.add_constant(np.column_stack([pilot, after, pilot * after]))
    how = {"groups": panel["cluster"].to_numpy(), "use_correction": False}
    theirs = sm.OLS(panel["value"].to_numpy(), columns).fit(cov_type="cluster", cov_kwds=how)
    ours = did_sections(panel)
    assert ours.estimate == pytest.approx(theirs.params[3])
    assert ours.se == pytest.approx(theirs.bse[3] * np.sqrt(30 / 29))


def test_few_clusters_seen_twice_are_compared_as_units_are():
    units = made_units(np.random.default_rng(6), 20, per_cluster=4)
    panel = sections(units)
    found, by_cluster = did_sections(panel), did(units_of(panel.assign(unit=panel["cluster"])))
    assert (found.estimate, found.low, found.high) == (by_cluster.estimate, by_cluster.low, by_cluster.high)
    assert (found.name, found.inference, found.units_n, found.clusters_n) == ("did_sections", "wild", 160, 20)


@pytest.mark.parametrize(
    ("keep", "reason"),
    [
        (lambda p: p["arm"].eq("pilot"), "no_control"),
        (lambda p: p["after"], "no_before"),
        (lambda p: p["after"] | p["arm"].eq("pilot"), "no_before"),
        (lambda p: ~(p["after"] & p["arm"].eq("pilot")) | p["cluster"].eq(0), "too_few_units"),
    ],
)
def test_sections_without_one_of_the_four_means_give_no_figure(keep, reason):
    panel = sections(made_units(np.random.default_rng(6), 60))
    assert did_sections(panel[keep(panel)]).reason == reason


def test_sections_of_one_value_have_no_spread():
    panel = sections(made_units(np.random.default_rng(6), 60)).assign(value=3.0)
    assert did_sections(panel).reason == "no_spread"


def test_an_arm_against_itself_takes_a_shared_change_for_an_effect():
    units = made_units(np.random.default_rng(6), 200, effect=0.0)
    found = before_after(units, "pilot")
    assert found.low > 0
    assert did(units).low < 0 < did(units).high
    assert found.name == "pilot_before_after"
    assert before_after(units, "control").name == "control_before_after"


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [([(None, 1)], "no_before"), ([(1, 2)], "too_few_units"), ([(1, 2), (3, 4)], "no_spread")],
)
def test_an_arm_against_itself_gives_no_figure_where_there_is_none(pairs, reason):
    assert before_after(units_from(pairs, []), "pilot").reason == reason


def test_the_units_picked_for_a_low_value_rise_by_themselves_and_a_control_picked_alike_takes_it_out():
    """True level normal, each measurement with its own noise; picked where the last before is lowest; no effect."""
    rng = np.random.default_rng(11)
    level = rng.normal(size=4_000)
    earlier, last, after = (level + rng.normal(size=4_000) for _ in range(3))
    picked = last < -1
    arm = np.where(rng.random(4_000) < 0.5, "pilot", "control")
    units = pd.DataFrame(
        {"unit": range(4_000), "cluster": range(4_000), "arm": arm, "before": (earlier + last) / 2, "after": after}
    )
    alike = did(units[picked])
    assert before_after(units[picked], "pilot").low > 0.2
    assert alike.low < 0 < alike.high
    other = units.assign(arm=np.where(picked, "pilot", "control"))
    assert did(other).low > 0.2
