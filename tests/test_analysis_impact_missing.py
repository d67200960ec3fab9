"""Whether as much of the pilot as of the control is there after the start."""

import math

import numpy as np
import pandas as pd
import pytest
from pilots_made import measured, plan

from cxkit.analysis.impact.missing import missing
from cxkit.analysis.impact.prepare import panel_of


def of(rows, **given):
    return missing(panel_of(rows, "p", "score", plan(**given)), in_steps=given.get("design") == "stepped")


def without(rows, *, arm, months, units_n=99):
    """Return the rows less some months of the first units of an arm."""
    which = sorted(rows.loc[rows["arm"] == arm, "unit"].unique())[:units_n]
    return rows[~(rows["unit"].isin(which) & rows["period"].isin(pd.to_datetime(months)))]


def test_nothing_missing_is_no_difference():
    assert of(measured()) == (0.0, 1.0)
    assert of(measured(), design="chosen") == (0.0, 1.0)


def test_the_share_that_is_missing_by_hand():
    """10 of the pilot's 30 units lack one month of four: a quarter of a third less than all is there."""
    apart, p = of(without(measured(), arm="pilot", months=["2025-06-01"], units_n=10))
    assert apart == pytest.approx(-0.25 / 3)
    assert 0.0001 < p < 0.001


def test_a_month_that_all_of_one_arm_lack_is_as_rare_as_a_lot_can_be():
    apart, p = of(without(measured(units_n=8), arm="control", months=["2025-06-01"]))
    assert (apart, p) == (0.25, pytest.approx(2 / 70))


def test_a_unit_that_nobody_saw_before_the_start_is_not_there():
    """Five of 30 lose the four months before the start: they cannot be compared, so their four after do not count."""
    before = ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"]
    assert of(without(measured(), arm="pilot", months=before, units_n=5))[0] == pytest.approx(-5 / 30)


def test_units_drawn_together_count_once():
    rows = measured(units_n=80, cluster_n=10)
    gone = rows[~(rows["cluster"].eq("c1") & rows["period"].eq("2025-06-01"))]
    apart, p = of(gone)
    assert apart == pytest.approx(-0.25 / 4)
    assert p > 0.3


def test_of_other_people_each_month_the_teams_are_followed_or_nothing():
    rows = measured(units_n=80, cluster_n=10)
    waves = rows.assign(unit=rows["unit"] + rows["period"].dt.strftime("-%m"))
    assert of(waves) == (0.0, 1.0)
    assert of(waves[~(waves["cluster"].eq("c1") & waves["period"].eq("2025-06-01"))])[0] == pytest.approx(-0.25 / 4)
    assert all(map(math.isnan, of(waves.drop(columns="cluster"))))


def in_steps(units_n):
    rows = measured(units_n=units_n)
    starts = dict(zip(sorted(rows["unit"].unique()), np.tile([5, 6, 7, 8], units_n), strict=False))
    starts_at = pd.to_datetime("2025-" + rows["unit"].map(starts).astype(str) + "-01")
    return rows.assign(arm="pilot", assigned_at=starts_at)


@pytest.mark.parametrize("units_n", [24, 60])
def test_in_steps_those_with_the_pilot_are_held_against_those_that_wait(units_n):
    rows = in_steps(units_n)
    assert of(rows, design="stepped") == (0.0, 1.0)
    begun = rows["period"] >= rows["assigned_at"]
    dropped = rows[~(begun & (rows["value"] < rows["value"].quantile(0.3)))]
    apart, p = of(dropped, design="stepped")
    assert apart < -0.1 and p < 0.05


def test_in_steps_a_month_that_every_unit_lacks_is_no_chance():
    rows = in_steps(60)
    apart, p = of(rows[rows["period"] != rows["assigned_at"]], design="stepped")
    assert math.isnan(apart) or apart < 0
    assert p < 0.001


def test_what_is_missing_by_chance_warns_as_often_as_it_says():
    """60 pilots of which one value in five is missing: 5 % and 2.6 binomial errors."""
    rng = np.random.default_rng(4)
    panel = panel_of(measured(units_n=40), "p", "score", plan())
    p = [missing(panel[rng.random(len(panel)) > 0.2])[1] for _ in range(60)]
    assert 0 < np.mean(np.array(p) < 0.05) <= 0.05 + 2.6 * (0.05 * 0.95 / 60) ** 0.5
