"""Whether a pilot may be judged by its baseline: each way in which it may not has its own check."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from baselines_made import FROZEN_AT, PLAN, checks, made, measurements, settings, stops

from cxkit.analysis.impact.frozen import frozen
from cxkit.analysis.impact.prepare import pilot_data
from cxkit.analysis.impact.trust import TRUST, baseline_checks, dropped_pilots
from cxkit.analysis.impact_result import STOPPING
from cxkit.baseline import Baseline, baseline_of

FIRST_DAY, DAY_BEFORE = dt.date(2025, 4, 1), dt.date(2025, 3, 31)


def test_a_baseline_that_stands_lets_a_pilot_be_judged():
    assert checks(made()) == dict.fromkeys(TRUST, "ok")


def test_reasons_stand_in_the_order_in_which_they_are_told():
    assert list(TRUST) == [name for name in STOPPING if name in TRUST] == list(checks(None))


def test_without_a_baseline_nothing_else_is_asked():
    assert checks(None) == {"no_baseline": "stops"} | dict.fromkeys(TRUST[1:], "not_computable")


def test_a_pilot_that_was_not_frozen_has_no_baseline():
    assert stops(made(dt.date(2025, 2, 1))) == ["no_baseline"]


@pytest.mark.parametrize("part", ["file", "factors", "data", "pilots:calls"])
def test_a_baseline_that_was_changed_is_not_read_any_further(part):
    assert stops(replace(made(), changed=(part,))) == ["baseline_changed"]


def test_a_file_that_cannot_be_read_is_a_changed_one():
    assert stops(Baseline("acme", changed=("file",))) == ["baseline_changed"]


def test_a_change_in_another_pilots_plan_leaves_this_one():
    assert stops(replace(made(), changed=("pilots:letters",))) == []


@pytest.mark.parametrize(
    "rows",
    [
        measurements().assign(value=lambda rows: rows["value"].where(rows.index != 4, 9.0)),
        measurements().drop(index=4),
        measurements().assign(value=lambda rows: rows["value"].where(rows["unit"] != "c", 4.0)),
    ],
)
def test_rows_of_the_pilot_that_changed_since_stop(rows):
    assert stops(made(), rows=rows) == ["data_changed"]


def test_rows_of_the_whole_that_changed_leave_a_pilot_with_rows_of_its_own():
    assert stops(made(), rows=measurements().query("unit != 'firm'")) == []


def test_rows_of_the_whole_count_where_no_pilot_is_named():
    bare = measurements().drop(columns="pilot").query("unit != 'firm'")
    baseline = frozen(bare, settings=settings(), today=FROZEN_AT)
    assert stops(baseline, rows=bare) == []
    assert stops(baseline, rows=bare.assign(value=bare["value"] + 1)) == ["data_changed"]


def test_what_was_measured_after_the_freezing_may_come_and_go():
    rows = measurements()
    assert stops(made(), rows=rows[rows["period"] < pd.Timestamp("2025-04-01")]) == []


def test_a_unit_that_changed_arms_stops():
    rows = measurements()
    moved = rows.assign(arm=rows["arm"].where(rows["unit"] != "b", "control"))
    assert stops(made(), rows=moved) == ["assignment_changed"]


def test_units_assigned_later_change_nothing():
    rows = measurements()
    late = rows[rows["unit"] == "a"].assign(unit="e", assigned_at=pd.Timestamp("2025-04-01"))
    late = late[late["period"] > pd.Timestamp("2025-03-01")]
    assert stops(made(), rows=pd.concat([rows.assign(assigned_at=pd.NaT), late])) == []


def test_who_was_in_which_arm_cannot_be_asked_when_nobody_knew():
    drawn = measurements().assign(assigned_at=pd.Timestamp("2025-03-20"))
    baseline = frozen(drawn, settings=settings(), today=FROZEN_AT)
    assert checks(baseline, rows=drawn)["assignment_changed"] == "not_computable"


@pytest.mark.parametrize(
    ("plan", "status"),
    [
        ({"expected": 0.9}, "stops"),
        ({"smallest_worth": 0.1}, "stops"),
        ({"design": "chosen"}, "stops"),
        ({"starts_at": "2025-04-08"}, "stops"),
        ({"guardrails": {"score": 1.0}}, "stops"),
        ({"ends_at": "2025-05-31"}, "stops"),  # ended as soon as it looked well
        ({"ends_at": "2025-08-31"}, "warns"),
        ({"looks": ["2025-05-01"]}, "warns"),
        ({"ends_at": "2025-08-31", "expected": 0.9}, "stops"),
        ({}, "ok"),
    ],
)
def test_a_plan_that_changed_stops_unless_it_is_only_measured_longer(plan, status):
    assert checks(made(), chosen=settings(**plan))["plan_changed"] == status


def test_another_unit_of_the_metric_is_another_plan():
    other = settings(factors={"score": {"better": "higher", "unit": "share"}})
    assert stops(made(), chosen=other) == ["plan_changed"]


def test_another_target_is_no_other_plan():
    assert stops(made(), chosen=settings(factors={"score": {"target": 8.0}})) == []


@pytest.mark.parametrize(("today", "late"), [(DAY_BEFORE, False), (FIRST_DAY, True), (dt.date(2025, 7, 1), True)])
def test_an_expectation_frozen_on_the_first_day_or_after_comes_too_late(today, late):
    assert ("expectation_late" in stops(made(today))) is late
    assert ("pilot_before_baseline" in stops(made(today))) is late


def test_an_expectation_set_after_the_pilot_began_is_late():
    chosen = settings(decided_at="2025-04-03")
    baseline = frozen(measurements(), settings=chosen, today=dt.date(2025, 4, 3))
    assert stops(baseline, chosen=chosen) == ["expectation_late", "pilot_before_baseline"]


def test_days_too_late_are_told():
    data = pilot_data(measurements(), "calls", settings().planned["calls"])
    rows = {row["check"]: row for row in baseline_checks(data, measurements(), made(), settings=settings())}
    assert rows["expectation_late"]["value"] == -22  # 10 March to 1 April


def test_a_stepped_pilot_that_began_before_the_baseline_stops():
    plan = settings(design="stepped")
    rows = measurements().assign(assigned_at=pd.Timestamp("2025-03-05"))
    baseline = frozen(rows, settings=plan, today=FROZEN_AT)
    assert stops(baseline, rows=rows, chosen=plan) == ["pilot_before_baseline"]


def test_rows_frozen_anew_after_the_pilot_began_are_no_baseline():
    rows = measurements()
    better = rows.assign(value=rows["value"] + 1)
    baseline = frozen(better, settings=settings(), today=dt.date(2025, 5, 1), earlier=made(), reason="counted better")
    assert stops(baseline, rows=better) == ["pilot_before_baseline"]


def test_a_plan_frozen_anew_after_the_pilot_began_is_late():
    chosen = settings(expected=1.2)
    baseline = frozen(measurements(), settings=chosen, today=dt.date(2025, 5, 1), earlier=made(), reason="more hope")
    assert stops(baseline, chosen=chosen) == ["expectation_late"]


def test_a_pilot_without_rows_at_freezing_cannot_be_asked_when_they_were_frozen():
    rows = measurements().query("unit != 'firm'")
    baseline = frozen(rows.iloc[:0], settings=settings(), today=FROZEN_AT)
    assert checks(baseline, rows=rows)["pilot_before_baseline"] == "not_computable"


def test_a_pilot_that_the_settings_no_longer_name_is_told():
    assert dropped_pilots(made(), settings=settings(pilots={"letters": PLAN})) == ("calls",)
    assert (
        dropped_pilots(None, settings=settings()) == dropped_pilots(baseline_of("acme", []), settings=settings()) == ()
    )
