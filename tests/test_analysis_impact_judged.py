"""One pilot from its measurements to its verdict."""

import numpy as np
import pandas as pd
import pytest
from pilots_made import PLAN, measured, settings

from cxkit.analysis.impact.beside import guardrails
from cxkit.analysis.impact.checks import answer, first_stop
from cxkit.analysis.impact.judged import judged
from cxkit.analysis.impact.prepare import panel_of, pilot_data, units_of
from cxkit.analysis.impact_result import STOPPING


def of(rows, checks=(), **given):
    held = settings({"p": PLAN | given})
    return judged(pilot_data(rows, "p", held.planned["p"]), rows, checks, settings=held)


def status(found, check):
    return found.checks.set_index("check")["status"].get(check)


def test_a_pilot_that_does_what_was_expected():
    found = of(measured(1.0), expected_eur_year=10_000.0, euros_rest_on="estimated")
    row = found.row
    assert (row["verdict"], row["advice"], row["stage"], row["method"]) == ("achieved", "roll_out", "ended", "cuped")
    assert row["low"] < 1.0 < row["high"]
    assert row["ratio"] == pytest.approx(row["estimate"] / 1.0)
    assert row["eur_year"] == pytest.approx(10_000 * row["estimate"])
    assert (row["label"], row["eur_label"]) == ("measured", "estimated")
    assert (row["pilot_n"], row["control_n"], row["periods_before_n"], row["periods_after_n"]) == (30, 30, 4, 4)


@pytest.mark.parametrize(
    ("effect", "verdict", "advice"), [(3.0, "exceeded", "roll_out"), (0.0, "missed", "stop"), (-2.0, "missed", "stop")]
)
def test_verdicts_by_effect(effect, verdict, advice):
    found = of(measured(effect, units_n=200)).row
    assert (found["verdict"], found["advice"]) == (verdict, advice)


def test_too_little_to_tell_is_unclear():
    row = of(measured(0.5, units_n=8, noise=2.0, seed=3)).row
    assert (row["verdict"], row["reason"], row["advice"]) == ("unclear", "interval", "extend")
    assert np.isnan(row["eur_year"])


@pytest.mark.parametrize("reason", STOPPING)
def test_whatever_stops_a_verdict_is_told(reason):
    row = of(measured(1.0), checks=[answer(reason, "stops")]).row
    assert (row["verdict"], row["reason"], row["advice"]) == ("unclear", reason, "extend")


def test_the_first_reason_in_order_is_told():
    checks = [answer("placebo", "stops"), answer("no_baseline", "stops"), answer("no_control", "ok")]
    assert first_stop(checks, STOPPING) == "no_baseline"


def test_without_a_control_nothing_is_achieved():
    rows = measured(3.0, first="2023-09-01")
    row = of(rows[rows["arm"] == "pilot"], design="alone").row
    assert (row["verdict"], row["reason"], row["method"], row["label"]) == ("unclear", "no_control", "its", "estimated")


def test_detractors_beside_a_control_of_others_are_unclear():
    rows = measured(0.0, units_n=200)
    picked = {"design": "chosen", "selected_by": "score 0-6", "selected_at": "2025-04-01"}
    found = of(rows, **picked)
    assert (found.row["verdict"], found.row["reason"]) == ("unclear", "other_rule")
    assert of(rows, **picked, control_by_same_rule=True).row["reason"] != "other_rule"


def test_chosen_units_that_stood_lower_all_along_are_unclear():
    found = of(measured(1.0, units_n=200, level=-1.0), design="chosen")
    assert found.row["reason"] == "different_level"
    assert status(found, "different_level") == "stops"


def test_few_units_of_assignment_are_unclear():
    found = of(measured(1.0, units_n=12, cluster_n=6), design="chosen")
    assert found.row["verdict"] == "unclear"
    assert status(found, "too_few_units") == "stops"


def test_looks_in_between_widen_the_interval():
    once = of(measured(1.0)).row
    rows = measured(1.0)
    running = of(rows[rows["period"] < "2025-07-01"], looks=["2025-06-15"])
    assert running.row["stage"] == "running"
    assert running.row["confidence"] > once["confidence"] == 0.95
    assert running.looks["taken"].any()
    assert running.looks.loc[running.looks["taken"], "estimate"].notna().any()


def test_a_pilot_to_come_is_sized_and_not_judged():
    rows = measured(1.0)
    found = of(rows[rows["period"] < "2025-05-01"])
    assert (found.row["stage"], found.row["verdict"], found.row["advice"]) == ("planned", "planned", "start")
    assert np.isnan(found.row["estimate"])
    assert found.sizing["needed_n"] > 0
    assert found.readings.empty


def test_what_misleads_is_told_apart():
    warmer = measured(0.0)
    warmer = warmer.assign(value=warmer["value"] + 2.0 * (warmer["period"] >= "2025-05-01"))
    found = of(warmer)
    assert found.row["misleading"] == pytest.approx(2.0, abs=0.2)
    assert found.row["misleading_low"] > 1.5
    assert found.readings.loc[found.readings["misleading"], "reading"].tolist() == [
        "pilot_before_after", "control_before_after",
    ]  # fmt: skip
    assert found.readings["main"].sum() == 1


def test_the_order_of_rows_plays_no_part():
    rows = measured(0.7)
    mixed = rows.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(of(rows).readings, of(mixed).readings)


def test_a_metric_the_other_way_round_gives_the_same_verdict():
    rows = measured(1.0, metric="minutes").assign(value=lambda rows: -rows["value"])
    down = {"metric": "minutes", "expected": -1.0, "expected_low": -1.5, "expected_high": -0.5, "smallest_worth": -0.4}
    up, turned = of(measured(1.0)).row, of(rows, **down).row
    assert turned["verdict"] == up["verdict"]
    assert turned["ratio"] == pytest.approx(up["ratio"])
    assert (turned["ratio_low"], turned["ratio_high"]) == pytest.approx((up["ratio_low"], up["ratio_high"]))


def test_teams_tell_the_customers_behind_them():
    rows = measured(1.0, units_n=12).assign(customers_n=25.0)
    row = of(rows, units="teams").row
    assert (row["pilot_customers_n"], row["control_customers_n"]) == (150.0, 150.0)
    assert np.isnan(of(measured(1.0), units="teams").row["pilot_customers_n"])


def test_units_of_a_pilot_are_measured_up_to_its_last_day():
    rows = measured(1.0)
    panel = panel_of(rows, "p", "score", settings({"p": PLAN | {"ends_at": "2025-06-30"}}).planned["p"])
    assert panel["period"].max() == pd.Timestamp("2025-06-01")
    assert units_of(panel)["after_n"].eq(2).all()


def test_a_pilot_without_arms_yet_is_sized_from_all_its_units():
    rows = measured(1.0)
    nobody = rows[rows["period"] < "2025-05-01"].assign(arm=None)
    found = of(nobody)
    assert (found.row["stage"], found.row["pilot_n"], found.row["control_n"]) == ("planned", 0, 0)
    assert found.sizing["needed_n"] > 0


def test_the_period_by_which_units_were_picked_is_no_before():
    rows = measured(0.0, units_n=40)
    held = settings({"p": PLAN | {"design": "chosen", "selected_by": "score 0-6", "selected_at": "2025-04-15",
                                  "control_by_same_rule": True}})  # fmt: skip
    data = pilot_data(rows, "p", held.planned["p"])
    assert pd.Timestamp("2025-04-01") not in set(data.panel["period"])
    assert pd.Timestamp("2025-04-01") in set(data.whole["period"])
    lower = rows.assign(value=rows["value"] - 3.0 * rows["period"].eq("2025-04-01"))
    before, after = (judged(pilot_data(r, "p", held.planned["p"]), r, settings=held).row for r in (rows, lower))
    assert before["estimate"] == pytest.approx(after["estimate"])
    assert after["misleading"] == pytest.approx(before["misleading"] + 0.75)


def test_by_lot_the_period_by_which_units_were_picked_counts():
    rows = measured(0.0, units_n=40)
    held = settings({"p": PLAN | {"selected_by": "score 0-6", "selected_at": "2025-04-15"}})
    assert pd.Timestamp("2025-04-01") in set(pilot_data(rows, "p", held.planned["p"]).panel["period"])


@pytest.mark.parametrize("design", ["randomised", "chosen"])
@pytest.mark.parametrize(("arm_n", "status_of"), [(3, "stops"), (4, "ok")])
def test_three_against_three_cannot_tell_whatever_the_design(design, arm_n, status_of):
    found = of(measured(3.0, units_n=2 * arm_n), design=design)
    assert status(found, "too_few_units") == status_of
    assert (found.row["verdict"] == "unclear") or status_of == "ok"


def test_in_steps_of_which_all_begin_at_once_there_is_nobody_to_compare_with():
    rows = measured(1.0).assign(arm="pilot", assigned_at=pd.Timestamp("2025-05-01"))
    row = of(rows, design="stepped").row
    assert (row["verdict"], row["reason"], row["advice_reason"]) == ("unclear", "no_control", "not_to_be_judged")


def test_a_pilot_that_cannot_be_judged_brings_no_euros():
    row = of(measured(1.0), checks=[answer("baseline_changed", "stops")], expected_eur_year=10_000.0).row
    assert np.isnan(row["eur_year"])
    assert row["label"] == "estimated"


def test_an_end_that_was_moved_after_the_freezing_widens_the_interval():
    rows, held = measured(1.0), settings()
    data = pilot_data(rows, "p", held.planned["p"])
    once = judged(data, rows, settings=held).row
    moved = judged(data, rows, settings=held, ends=["2025-06-30"]).row
    looked = judged(data, rows, settings=held, earlier=["2025-06-30"]).row
    assert moved["confidence"] > looked["confidence"] > once["confidence"] == 0.95
    assert moved["low"] < once["low"] < once["high"] < moved["high"]


def test_where_no_effect_is_shown_there_are_no_euros():
    row = of(measured(0.5, units_n=8, noise=2.0, seed=3), expected_eur_year=10_000.0).row
    assert row["low"] < 0 < row["high"] and np.isfinite(row["ratio"])
    assert np.isnan([row["eur_year"], row["eur_low"], row["eur_high"]]).all()


def test_guardrails_and_neighbours_are_read_at_the_look_that_is_taken():
    rows = pd.concat([measured(1.0), measured(0.2, metric="minutes", seed=2)])
    beside = {"guardrails": {"minutes": 0.6}, "spill_over": ["minutes"]}
    held = settings({"p": PLAN | beside | {"looks": ["2025-06-15"]}})
    known = rows[rows["period"] < "2025-07-01"]
    data = pilot_data(known, "p", held.planned["p"])
    found = judged(data, known, settings=held)
    wide, usual = (
        guardrails(known, "p", data.plan, held.factors, confidence=confidence, seed=held.seed).iloc[0]
        for confidence in (found.row["confidence"], 0.95)
    )
    for frame in (found.guardrails, found.spill_over):
        assert (frame["low"].iloc[0], frame["high"].iloc[0]) == pytest.approx((wide["low"], wide["high"]))
    assert wide["low"] < usual["low"]


def test_a_roll_out_in_steps_is_estimated_and_not_measured():
    rows = measured(1.0, units_n=48)
    month = rows["unit"].str[1:].astype(int) % 4 + 5
    begins = pd.to_datetime("2025-" + month.astype(str) + "-01")
    in_steps = rows.assign(arm="pilot", assigned_at=begins, value=rows["value"] + 1.0 * (rows["period"] >= begins))
    row = of(in_steps, design="stepped").row
    assert (row["method"], row["label"]) == ("stepped", "estimated")


def test_the_customers_behind_an_arm_are_those_of_its_fullest_period():
    rows = measured(1.0, units_n=12)
    rows = rows.assign(customers_n=np.where(rows["period"].eq("2025-03-01"), 40.0, 25.0))
    row = of(rows, units="teams").row
    assert (row["pilot_customers_n"], row["control_customers_n"]) == (240.0, 240.0)
