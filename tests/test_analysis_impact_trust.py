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


DRAWN = measurements().assign(assigned_at=pd.Timestamp("2025-03-20"))


def test_who_was_in_which_arm_cannot_be_asked_when_nobody_knew():
    baseline = frozen(DRAWN, settings=settings(), today=FROZEN_AT)
    assert checks(baseline, rows=DRAWN)["assignment_changed"] == "not_computable"


@pytest.mark.parametrize(
    ("days", "status"), [([FROZEN_AT], "stops"), ([FROZEN_AT, FIRST_DAY], "stops"), ([FROZEN_AT, DAY_BEFORE], "ok")]
)
def test_arms_must_be_frozen_before_the_pilot_begins(days, status):
    baseline = None
    for today in days:
        baseline = frozen(DRAWN, settings=settings(), today=today, earlier=baseline)
    assert checks(baseline, rows=DRAWN)["assignment_late"] == status
    assert stops(baseline, rows=DRAWN) == (["assignment_late"] if status == "stops" else [])


def test_arms_frozen_anew_after_the_pilot_began_are_late():
    rows = measurements()
    moved = rows.assign(arm=rows["arm"].where(rows["unit"] != "b", "control"))
    baseline = frozen(moved, settings=settings(), today=dt.date(2025, 5, 1), earlier=made(), reason="lots drawn again")
    assert stops(baseline, rows=moved) == ["assignment_late"]


def test_nobody_asks_for_arms_before_there_are_any():
    rows = measurements().assign(arm=None)
    before = rows[rows["period"] < pd.Timestamp("2025-04-01")]
    assert (
        checks(frozen(rows, settings=settings(), today=FROZEN_AT), rows=before)["assignment_late"] == "not_computable"
    )
    planned = DRAWN[DRAWN["period"] < pd.Timestamp("2025-04-01")]
    drawn = frozen(DRAWN, settings=settings(), today=FROZEN_AT)
    assert checks(drawn, rows=planned)["assignment_late"] == "not_computable"


def test_a_pilot_that_all_get_at_once_needs_no_frozen_arms():
    chosen = settings(design="alone")
    rows = measurements().assign(arm="pilot")
    baseline = frozen(rows, settings=chosen, today=FROZEN_AT)
    assert checks(baseline, rows=rows, chosen=chosen)["assignment_late"] == "not_computable"


def about(check, baseline=None, *, rows=None, chosen=None) -> str:
    """Return what a check says that changed."""
    rows, chosen = measurements() if rows is None else rows, chosen or settings()
    data = pilot_data(rows, "calls", chosen.planned["calls"])
    found = {row["check"]: row["about"] for row in baseline_checks(data, rows, baseline or made(), settings=chosen)}
    return found[check]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({}, ""),
        ({"ends_at": "2025-08-31"}, "ends_at: 2025-06-30 → 2025-08-31"),
        ({"expected": 0.9, "looks": ["2025-05-01"]}, "looks: - → 2025-05-01; expected: 1 → 0.9"),
        ({"guardrails": {"score": 0.5}}, "guardrails: - → score 0.5"),
        ({"decided_by": ""}, "decided_by: Manager → -"),
        ({"decided_by": "Boss; board"}, "decided_by: Manager → Boss, board"),
    ],
)
def test_a_changed_plan_tells_what_it_was_and_is(plan, words):
    assert about("plan_changed", chosen=settings(**plan)) == words


def test_fewer_looks_than_were_frozen_stop():
    looked = settings(looks=["2025-05-01"])
    baseline = frozen(measurements(), settings=looked, today=FROZEN_AT)
    assert stops(baseline) == ["plan_changed"]
    assert checks(baseline, chosen=settings(looks=["2025-05-08"]))["plan_changed"] == "warns"


def test_another_better_way_of_a_guardrail_or_a_spill_over_is_another_plan():
    ways = {"score": {"better": "higher"}, "minutes": {"better": "lower"}, "calls_n": {"better": "lower"}}
    plan = {"guardrails": {"minutes": 1.0}, "spill_over": ["calls_n"]}
    baseline = frozen(measurements(), settings=settings(factors=ways, **plan), today=FROZEN_AT)
    for metric in ("minutes", "calls_n"):
        turned = settings(factors=ways | {metric: {"better": "higher"}}, **plan)
        assert stops(baseline, chosen=turned) == ["plan_changed"]
        assert about("plan_changed", baseline, chosen=turned) == f"{metric}.better: lower → higher"
    gone = settings(factors={name: way for name, way in ways.items() if name != "calls_n"}, **plan)
    assert stops(baseline, chosen=gone) == ["plan_changed"]


def test_changed_rows_tell_their_metric_and_a_changed_file_its_parts():
    rows = measurements()
    assert about("data_changed", rows=rows.drop(index=4)) == "score"
    assert about("baseline_changed", replace(made(), changed=("data", "pilots:calls"))) == "data, pilots:calls"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows, ""),
        (lambda rows: rows[rows["unit"] != "d"], "units_n: 4 → 3; control_n: 2 → 1"),
        (lambda rows: rows.assign(arm=rows["arm"].where(rows["unit"] != "b", "control")),
         "pilot_n: 2 → 1; control_n: 2 → 3"),
        (lambda rows: rows.replace({"arm": {"pilot": "control", "control": "pilot"}}), "arm"),
        (lambda rows: rows.assign(cluster=rows["unit"].where(rows["unit"] == "a", "x")), "clusters_n: 0 → 2"),
        (lambda rows: rows.assign(assigned_at=pd.Timestamp("2025-03-01")), "assigned_at"),
    ],
)  # fmt: skip
def test_changed_arms_tell_how_many_are_where(change, words):
    assert about("assignment_changed", rows=change(measurements())) == words


def test_units_that_came_in_after_the_freezing_are_told():
    rows = measurements()
    late = rows[rows["unit"].eq("a") & rows["period"].eq("2025-04-01")].assign(unit="e")
    more = pd.concat([rows, late])
    assert checks(made(), rows=more)["assignment_changed"] == "warns"
    assert about("assignment_changed", rows=more) == "units_n: 4 → 5"


def test_units_that_are_measured_no_more_after_the_start_are_told():
    rows = measurements()
    left = rows[~(rows["unit"].eq("b") & rows["period"].ge("2025-04-01"))]
    assert checks(made(), rows=left)["assignment_changed"] == "ok"
    assert about("assignment_changed", rows=left) == "measured_after_start: 4 → 3"


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
    assert stops(baseline, chosen=chosen) == ["expectation_late", "assignment_late", "pilot_before_baseline"]


def test_days_too_late_are_told():
    data = pilot_data(measurements(), "calls", settings().planned["calls"])
    rows = {row["check"]: row for row in baseline_checks(data, measurements(), made(), settings=settings())}
    assert rows["expectation_late"]["value"] == -22  # 10 March to 1 April


def test_a_stepped_pilot_that_began_before_the_baseline_stops():
    plan = settings(design="stepped")
    rows = measurements().assign(assigned_at=pd.Timestamp("2025-03-05"))
    baseline = frozen(rows, settings=plan, today=FROZEN_AT)
    assert stops(baseline, rows=rows, chosen=plan) == ["assignment_late", "pilot_before_baseline"]


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


def test_units_that_come_in_while_it_runs_are_taken_on_trust_when_that_was_planned():
    chosen = settings(on_arrival=True)
    rows = measurements()
    nobody = rows.assign(arm=None) if "arm" in rows else rows
    baseline = frozen(nobody, settings=chosen, today=FROZEN_AT)
    found = checks(baseline, rows=rows, chosen=chosen)
    assert found["assignment_late"] == "warns"
    assert checks(frozen(nobody, settings=settings(), today=FROZEN_AT), rows=rows)["assignment_late"] == "stops"
    assert "plan_changed" in stops(frozen(nobody, settings=settings(), today=FROZEN_AT), rows=rows, chosen=chosen)
