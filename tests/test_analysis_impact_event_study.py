"""The effect period by period: by hand, and whether arms that did not run alike are told."""

from math import inf, isnan

import numpy as np
import pandas as pd
import pytest

from cxkit.analysis.impact.event_study import before_start, event_study, level_difference, placebo, pre_trend

PERIODS = pd.date_range("2025-01-06", periods=14, freq="7D")
START = PERIODS[8]


def made_panel(rng, *, units_n=24, effect=0.0, drift=0.0, noise=1.0, periods=PERIODS, start=START):
    """Return units with levels of their own, a season that all share, and a drift of the pilot alone."""
    weeks, units = np.arange(len(periods)), np.arange(units_n)
    pilot = (units < units_n // 2)[:, None]
    values = 5 * rng.normal(size=(units_n, 1)) + np.sin(weeks) + pilot * (drift * weeks + effect * (periods >= start))
    values = values + noise * rng.normal(size=values.shape)
    frame = pd.DataFrame({"unit": [f"u{unit:03}" for unit in np.repeat(units, len(periods))],
                          "period": np.tile(periods, units_n), "value": values.ravel(),
                          "arm": np.where(np.repeat(pilot, len(periods)), "pilot", "control")})  # fmt: skip
    return frame.assign(cluster=frame["unit"], after=frame["period"].ge(start), starts_at=start)


def others_each_time(panel):
    """Return the panel as if other units stood behind every value."""
    return panel.assign(
        unit=panel["unit"] + panel["period"].astype(str), cluster=panel["unit"] + panel["period"].astype(str)
    )


def test_without_noise_every_period_before_is_0_and_every_one_after_the_effect():
    found = event_study(made_panel(np.random.default_rng(1), effect=3.0, noise=0.0))
    assert found["steps"].tolist() == list(range(-8, 6))
    assert found["period"].tolist() == list(PERIODS)
    assert found["estimate"].to_numpy() == pytest.approx(np.where(found["steps"] >= 0, 3.0, 0.0), abs=1e-9)
    assert found.loc[found["reference"], "steps"].tolist() == list(range(-8, 0))


def test_with_noise_the_intervals_hold_the_truth_as_often_as_they_say():
    """Periods of one draw share a reference, so only one is counted; 95 % less three errors of 60: 86.5 %."""
    held = [
        event_study(made_panel(np.random.default_rng(seed), effect=2.0)).set_index("steps").loc[3] for seed in range(60)
    ]
    assert 0.865 <= np.mean([row["low"] <= 2.0 <= row["high"] for row in held]) < 1


def test_other_units_each_time_are_compared_with_the_last_period_before():
    panel = others_each_time(made_panel(np.random.default_rng(1), units_n=80, effect=3.0, noise=0.1))
    found = event_study(panel)
    assert found.loc[found["reference"], "steps"].tolist() == [-1]
    assert found.loc[found["reference"], "estimate"].tolist() == [0.0]
    assert found.loc[found["reference"], "low"].isna().all()
    rest = found[~found["reference"]]
    means = panel.groupby(["period", "arm"])["value"].mean().unstack()
    gap = means["pilot"] - means["control"]
    assert rest["estimate"].to_numpy() == pytest.approx((gap - gap[PERIODS[7]])[rest["period"]].to_numpy())
    assert (rest["low"] < rest["high"]).all()


def test_a_period_without_one_arm_is_blank_and_without_a_before_there_is_nothing():
    panel = made_panel(np.random.default_rng(1))
    lacking = panel[~(panel["period"].eq(PERIODS[10]) & panel["arm"].eq("control"))]
    found = event_study(lacking).set_index("steps")
    assert isnan(found.loc[2, "estimate"])
    assert found["estimate"].notna().sum() == 13
    assert event_study(panel[panel["after"]]).empty


def test_one_unit_of_an_arm_has_an_estimate_and_no_interval():
    panel = made_panel(np.random.default_rng(1))
    found = event_study(panel[panel["arm"].eq("control") | panel["unit"].eq("u000")])
    assert found["estimate"].notna().all()
    assert found["low"].isna().all()


def test_an_arm_that_drifts_is_told_and_arms_that_run_alike_are_told_apart_as_often_as_said():
    """5 % and three errors of 100 draws: 11.5 %."""
    assert pre_trend(made_panel(np.random.default_rng(1), drift=0.5)) < 0.001
    p = np.array([pre_trend(made_panel(np.random.default_rng(seed))) for seed in range(100)])
    assert (p < 0.05).mean() <= 0.115
    assert 0.4 <= p.mean() <= 0.6


def test_the_trend_of_other_units_each_time_is_told():
    drifting = others_each_time(made_panel(np.random.default_rng(1), units_n=60, drift=3.0))
    alike = others_each_time(made_panel(np.random.default_rng(1), units_n=60))
    assert pre_trend(drifting) < 0.001
    assert pre_trend(alike) > 0.05


def test_what_happens_after_the_start_is_no_trend_of_before():
    one, other = (made_panel(np.random.default_rng(5), effect=e) for e in (0.0, 50.0))
    assert pre_trend(one) == pre_trend(other)
    assert placebo(one) == placebo(other)


def test_the_slopes_are_those_of_a_regression_with_a_level_per_unit():
    """statsmodels with unit dummies and a slope per arm, errors by cluster uncorrected; ours times 12 / 11 per arm."""
    import statsmodels.api as sm
    from scipy import stats

    panel = made_panel(np.random.default_rng(9), drift=0.05)
    early = panel[~panel["after"] & ~panel.index.isin([3, 42, 43, 157])]
    days = (early["period"] - early["period"].min()).dt.days.to_numpy(float)
    pilot = early["arm"].eq("pilot").to_numpy(float)
    columns = np.column_stack([days * pilot, days * (1 - pilot), pd.get_dummies(early["unit"]).to_numpy(float)])
    how = {"groups": early["cluster"].factorize()[0], "use_correction": False}
    theirs = sm.OLS(early["value"].to_numpy(), columns).fit(cov_type="cluster", cov_kwds=how)
    t = (theirs.params[0] - theirs.params[1]) / np.sqrt(12 / 11 * (theirs.bse[0] ** 2 + theirs.bse[1] ** 2))
    parts = theirs.bse[:2] ** 2
    df = parts.sum() ** 2 / (parts**2 / 11).sum()
    assert pre_trend(early) == pytest.approx(2 * stats.t.sf(abs(t), df))


@pytest.mark.parametrize(
    "keep", [lambda p: p["arm"].eq("pilot"), lambda p: p["period"].ge(PERIODS[7]), lambda p: p["after"]]
)
def test_no_trend_can_be_told_without_two_arms_and_two_periods(keep):
    panel = made_panel(np.random.default_rng(1))
    assert isnan(pre_trend(panel[keep(panel)]))
    assert placebo(panel[keep(panel)]).reason in ("no_control", "too_few_periods")


def test_the_placebo_begins_halfway_the_periods_before():
    panel = made_panel(np.random.default_rng(1), noise=0.0)
    moved = panel.assign(value=panel["value"] + 2.0 * (panel["arm"].eq("pilot") & panel["period"].ge(PERIODS[4])))
    rng = np.random.default_rng(2)
    found = placebo(moved.assign(value=moved["value"] + 0.01 * rng.normal(size=len(moved))))
    assert found.name == "placebo"
    assert found.estimate == pytest.approx(2.0, abs=0.02)
    assert found.p < 0.01
    assert placebo(made_panel(np.random.default_rng(4))).p > 0.05


def test_of_two_periods_before_the_placebo_is_the_change_between_them():
    panel = made_panel(np.random.default_rng(1), units_n=60)
    two = panel[panel["period"].ge(PERIODS[6])]
    change = two[~two["after"]].pivot(index=["arm", "unit"], columns="period", values="value").diff(axis=1).iloc[:, 1]
    means = change.groupby("arm").mean()
    assert placebo(two).estimate == pytest.approx(means["pilot"] - means["control"])
    assert placebo(two).p == pytest.approx(pre_trend(two), rel=1e-6)


def test_units_that_begin_early_are_held_against_those_that_begin_late():
    begins = pd.to_datetime(["2025-03-03", "2025-03-17", "2025-03-31", None])
    panel = made_panel(np.random.default_rng(1), units_n=8)
    panel["starts_at"] = begins[panel["unit"].str[1:].astype(int).to_numpy() % 4]
    early = before_start(panel.assign(arm="pilot"))
    assert early["period"].max() == pd.Timestamp("2025-02-24")
    arms = early.groupby("unit")["arm"].first()
    assert arms.eq("pilot").tolist() == [True, True, False, False] * 2
    drifting = panel.assign(
        value=panel["value"] + 5.0 * panel["period"].dt.day_of_year * panel["unit"].isin(arms.index[arms.eq("pilot")])
    )
    assert pre_trend(drifting) < 0.01 < pre_trend(panel)


def test_levels_before_in_standard_deviations_by_hand():
    """Means 4 and 1, variances 1 and 1; without spread 0 when equal and infinite when not."""
    units = pd.DataFrame({"arm": ["pilot"] * 3 + ["control"] * 3, "before": [3.0, 4.0, 5.0, 0.0, 1.0, 2.0]})
    assert level_difference(units) == 3.0
    assert level_difference(units.assign(before=7.0)) == 0.0
    assert level_difference(units.assign(before=[1.0] * 3 + [2.0] * 3)) == -inf
    assert isnan(level_difference(units[units["arm"].eq("pilot")]))
    assert isnan(level_difference(units.assign(before=np.nan)))
