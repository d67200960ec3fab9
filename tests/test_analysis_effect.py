"""Which estimate answers for a pilot, and what stands beside it."""

import numpy as np
import pandas as pd
import pytest
from pilots_made import measured, plan

from cxkit.analysis.effect import MISLEADING, effect_of, readings_beside, seen_twice
from cxkit.analysis.impact.prepare import panel_of, units_of


def panel(rows, **given):
    return panel_of(rows, "p", "score", plan(**given))


def without_before(rows):
    return rows[rows["period"] >= "2025-05-01"]


def other_units_after(rows):
    """Return the rows as of a survey that asks other people every month."""
    return rows.assign(unit=rows["unit"] + rows["period"].dt.strftime("-%m"))


@pytest.mark.parametrize(
    ("design", "method"), [("randomised", "cuped"), ("chosen", "did"), ("stepped", "stepped"), ("alone", "its")]
)
def test_the_design_says_which_estimate_answers(design, method):
    rows = measured(1.0, first="2023-09-01", seed=4)
    given = {"design": design}
    if design == "alone":
        rows = rows[rows["arm"] == "pilot"]
    if design == "stepped":
        rows = rows.assign(assigned_at=rows["arm"].map({"pilot": pd.Timestamp("2025-05-01"), "control": pd.NaT}))
    found = effect_of(panel(rows, **given), plan(**given))
    assert found.name == method
    assert found.low < 1.0 < found.high


def test_by_lot_without_a_before_the_plain_difference_answers():
    assert effect_of(panel(without_before(measured())), plan()).name == "welch"


def test_chosen_with_other_people_each_time_compares_sections():
    rows = other_units_after(measured(1.0, units_n=200))
    found = effect_of(panel(rows, design="chosen"), plan(design="chosen"))
    assert found.name == "did_sections"
    assert found.low < 1.0 < found.high


def test_without_a_control_there_is_no_estimate_by_lot():
    rows = measured()
    assert effect_of(panel(rows[rows["arm"] == "pilot"]), plan()).reason == "no_control"


def test_before_anything_is_measured_there_is_no_estimate():
    rows = measured()
    assert np.isnan(effect_of(panel(rows[rows["period"] < "2025-05-01"]), plan()).estimate)


def test_the_before_taken_into_account_narrows_the_interval():
    found = panel(measured(spread=2.0, noise=0.5))
    beside = {r.name: r for r in readings_beside(found, plan(), effect_of(found, plan()))}
    main = effect_of(found, plan())
    assert main.high - main.low < 0.5 * (beside["welch"].high - beside["welch"].low)


def test_what_misleads_stands_last_and_apart():
    found = panel(measured())
    names = [r.name for r in readings_beside(found, plan(), effect_of(found, plan()))]
    assert names[-2:] == list(MISLEADING)
    assert "cuped" not in names


def test_units_against_themselves_hold_what_changed_for_all():
    rows = measured(0.0)
    warmer = rows.assign(value=rows["value"] + 2.0 * (rows["period"] >= "2025-05-01"))
    found = panel(warmer)
    beside = {r.name: r for r in readings_beside(found, plan(), effect_of(found, plan()))}
    assert beside["pilot_before_after"].low > 1.5
    assert effect_of(found, plan()).low < 0 < effect_of(found, plan()).high


def test_seen_twice_counts_units_measured_after():
    assert seen_twice(units_of(panel(measured()))) == 1.0
    assert seen_twice(units_of(panel(without_before(measured())))) == 0.0


def test_by_lot_units_that_nobody_saw_before_the_start_do_not_come_in():
    """Ten units that were not there before, all of them high, in the pilot: they would double the effect."""
    rows = measured(1.0)
    late = rows[(rows["arm"] == "pilot") & (rows["period"] >= "2025-05-01")].head(40)
    late = late.assign(unit="new " + late["unit"], value=20.0)
    found = effect_of(panel(pd.concat([rows, late])), plan())
    without = effect_of(panel(rows), plan())
    assert (found.estimate, found.low) == pytest.approx((without.estimate, without.low))
    arriving = plan(on_arrival=True)
    assert effect_of(panel(pd.concat([rows, late])), arriving).estimate > found.estimate + 1
    assert {r.name: r.units_n for r in readings_beside(panel(pd.concat([rows, late])), plan(), found)}["welch"] == 60
