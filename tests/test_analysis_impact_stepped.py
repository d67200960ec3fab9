"""A roll-out in steps: by hand, against what a regression gets wrong, and with a known truth."""

from math import isnan

import numpy as np
import pandas as pd
import pytest

from cxkit.analysis.impact.event_study import event_study
from cxkit.analysis.impact.stepped import average_effect, grid, in_steps, stepped

PERIODS = pd.date_range("2025-01-06", periods=16, freq="7D")


def panel_of(values, starts):
    """Return a panel of units x periods; starts count from 0, the number of periods is never."""
    units_n, periods_n = values.shape
    begin = [PERIODS[s] if s < periods_n else pd.NaT for s in starts]
    frame = pd.DataFrame({
        "unit": np.repeat([f"u{i:03}" for i in range(units_n)], periods_n),
        "period": np.tile(PERIODS[:periods_n], units_n),
        "value": values.ravel(), "starts_at": pd.DatetimeIndex(begin).repeat(periods_n),
    })  # fmt: skip
    frame["arm"] = np.where(frame["starts_at"].isna(), "control", "pilot")
    first = frame["starts_at"].min()
    return frame.assign(cluster=frame["unit"], after=frame["period"].ge(first)).dropna(subset="value")


def made(rng, *, per_step=4, effect=1.0, growing=0.0, noise=1.0):
    """Return values and starts: five steps and some that never start; trend and season are shared."""
    starts = np.repeat([4, 6, 8, 10, 12, 16], per_step)
    weeks = np.arange(16)
    since = weeks - starts[:, None]
    values = (
        3 * rng.normal(size=(len(starts), 1)) + 0.2 * weeks + np.sin(weeks) + (since >= 0) * (effect + growing * since)
    )
    return values + noise * rng.normal(size=values.shape), starts


def test_the_effect_by_hand():
    """a starts in period 2 (of 0-3), b in period 3, c never.

    Period 2: a rose by 6 - 1 = 5; of those who wait b rose by 1.5 and c by 1, on average 1.25: an effect of 3.75.
    Period 3: a rose by 7, and c, who alone still waits, by 2: 5. b rose from the mean of its three periods before by
    6.5 and c, from the mean of the same three, by 1.666667: 4.833333. The mean of the three effects is 4.527778.
    """
    values = np.array([[1.0, 1.0, 6.0, 8.0], [2.0, 2.0, 3.5, 9.0], [4.5, 4.5, 5.5, 6.5]])
    assert average_effect(values, np.array([2, 3, 4]))[0] == pytest.approx(4.527778, abs=1e-6)


def test_without_noise_the_effect_is_exact_also_where_a_regression_on_unit_and_period_is_not():
    """Effects that grow: the regression takes those who began early as a control of those who begin late."""
    values, starts = made(np.random.default_rng(1), growing=0.5, noise=0.0)
    since = np.arange(16) - starts[:, None]
    truth = (1.0 + 0.5 * since)[since >= 0].mean()
    assert average_effect(values, starts)[0] == pytest.approx(truth)
    dummies = [np.kron(np.eye(len(starts)), np.ones((16, 1))), np.kron(np.ones((len(starts), 1)), np.eye(16))[:, 1:]]
    columns = np.column_stack([(since >= 0).ravel(), *dummies])
    regression = np.linalg.lstsq(columns, values.ravel(), rcond=None)[0][0]
    assert regression < truth - 0.5


def test_a_roll_out_at_once_beside_units_that_never_start_is_a_difference_in_differences():
    from cxkit.analysis.impact.did import did
    from cxkit.analysis.impact.prepare import units_of

    values = np.random.default_rng(3).normal(size=(50, 10))
    panel = panel_of(values, np.where(np.arange(50) < 25, 6, 10))
    found, theirs = stepped(panel), did(units_of(panel))
    assert found.estimate == pytest.approx(theirs.estimate)
    assert found.se == pytest.approx(theirs.se, rel=0.02)
    assert (found.inference, found.units_n, found.clusters_n) == ("cluster", 50, 50)


def test_levels_and_a_course_that_all_share_make_no_difference():
    values, starts = made(np.random.default_rng(1))
    one = stepped(panel_of(values, starts))
    moved = stepped(panel_of(values + np.arange(24)[:, None] * 7 + np.cos(np.arange(16)) * 9, starts))
    assert (moved.estimate, moved.low, moved.high) == pytest.approx((one.estimate, one.low, one.high))
    shuffled = stepped(panel_of(values, starts).sample(frac=1, random_state=1))
    assert (shuffled.estimate, shuffled.low, shuffled.p) == (one.estimate, one.low, one.p)


def test_the_last_that_begin_have_nobody_to_be_compared_with():
    """Only periods in which somebody still waits count: with two steps and none that never starts, those between."""
    values = np.zeros((6, 8))
    values[:3, 4:] = 2.0
    values[3:, 6:] = 50.0
    assert average_effect(values, np.array([4, 4, 4, 6, 6, 6]))[0] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("starts", "reason"),
    [([4] * 6, "no_control"), ([0] * 6, "no_before"), ([4, 4, 8], "too_few_units")],
)
def test_no_figure_where_there_is_none_and_the_reason(starts, reason):
    values = np.random.default_rng(1).normal(size=(len(starts), 8))
    found = stepped(panel_of(values, starts))
    assert found.reason == reason
    assert isnan(found.estimate)


def test_values_not_seen_are_left_out():
    """Without a course that all share the effect is exact, whatever is not seen."""
    values, starts = made(np.random.default_rng(1), noise=0.0)
    values -= 0.2 * np.arange(16) + np.sin(np.arange(16))
    values += 0.01 * np.random.default_rng(1).normal(size=values.shape)
    values[0, 3], values[5, 9], values[23, :6] = np.nan, np.nan, np.nan
    assert stepped(panel_of(values, starts)).estimate == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    ("per_step", "inference", "runs", "least"), [(10, "cluster", 120, 0.89), (4, "randomisation", 30, 0.83)]
)
def test_the_interval_holds_the_truth_as_often_as_it_says(per_step, inference, runs, least):
    """Least: 95 % less three standard errors of a share of so many draws."""
    held = 0
    for seed in range(runs):
        values, starts = made(np.random.default_rng(seed), per_step=per_step)
        found = stepped(panel_of(values, starts))
        assert found.inference == inference
        held += found.low <= 1.0 <= found.high
    assert held / runs >= least


def test_influence_is_what_leaving_out_a_unit_changes():
    values, starts = made(np.random.default_rng(2), per_step=20)
    estimate, influence = average_effect(values, starts)
    left_out = [average_effect(np.delete(values, i, 0), np.delete(starts, i))[0] - estimate for i in range(0, 120, 7)]
    assert np.corrcoef(left_out, -influence[::7])[0, 1] > 0.98


def test_the_event_study_counts_from_each_start_of_its_own():
    values, starts = made(np.random.default_rng(1), growing=0.5, noise=0.0)
    panel = panel_of(values, starts)
    assert in_steps(panel)
    found = event_study(panel).set_index("steps")
    assert found.index.min() == -12
    assert found["period"].isna().all()
    assert found.loc[-1, ["estimate", "reference"]].tolist() == [0.0, True]
    assert found.loc[-4:-1, "estimate"].to_numpy() == pytest.approx(0.0, abs=1e-9)
    assert found.loc[0:3, "estimate"].to_numpy() == pytest.approx([1.0, 1.5, 2.0, 2.5])


def test_the_grid_says_in_which_period_a_unit_starts():
    values, starts = made(np.random.default_rng(1))
    again, found, clusters = grid(panel_of(values, starts))
    assert found.tolist() == starts.tolist()
    assert again == pytest.approx(values)
    assert len(set(clusters)) == 24


def test_draws_give_what_the_estimate_gives():
    from cxkit.analysis.impact.stepped import _changes, _dealt

    values, starts = made(np.random.default_rng(1))
    values[2, 5] = np.nan
    with_pilot = np.where(np.isfinite(values), np.arange(16) >= starts[:, None], np.nan)
    changes = {group: _changes(values, with_pilot, group) for group in (4, 6, 8, 10, 12)}
    assert _dealt(changes, starts) == pytest.approx((average_effect(values, starts)[0], 1.0))
    dealt = np.random.default_rng(2).permutation(starts)
    assert _dealt(changes, dealt) == pytest.approx([average_effect(x, dealt)[0] for x in (values, with_pilot)])


def test_the_error_is_that_of_what_each_cluster_adds():
    """90 units in 15 clusters of two and 60 of one: the root of n / (n - 1) times the sum of squares by cluster."""
    values, starts = made(np.random.default_rng(2), per_step=15)
    cluster = np.where(np.arange(90) < 30, np.arange(90) // 2, np.arange(90) - 15)
    panel = panel_of(values, starts)
    panel = panel.assign(cluster=panel["unit"].str[1:].astype(int).map(dict(enumerate(cluster))))
    by_cluster = np.bincount(cluster, weights=average_effect(values, starts)[1])
    assert stepped(panel).clusters_n == len(by_cluster) == 75
    assert stepped(panel).se == pytest.approx(np.sqrt(75 / 74 * (by_cluster**2).sum()))
