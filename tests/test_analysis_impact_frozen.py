"""What a baseline freezes, and when a second freezing adds, leaves alone or takes the place of it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from baselines_made import FROZEN_AT, PLAN, made, measurements, settings
from demo_baseline import demo_baseline

from cxkit import paths
from cxkit.analysis.impact.frozen import differing, frozen, without_arms
from cxkit.analysis.impact.known import assignment_of, hash_of_assignment, hash_of_rows, known, rows_of
from cxkit.analysis.impact.prepare import pilot_data
from cxkit.analysis.impact.trust import TRUST, baseline_checks
from cxkit.baseline import WHOLE, as_text, baseline_in, baseline_of
from cxkit.intake import load
from cxkit.settings.impact import ImpactMeasurement

APRIL = dt.date(2025, 4, 18)


def again(rows=None, *, today=APRIL, reason="", earlier=None, chosen=None):
    """Return what stands after freezing a second time."""
    rows = measurements() if rows is None else rows
    return frozen(rows, settings=chosen or settings(), today=today, earlier=earlier or made(), reason=reason)


def test_a_factor_is_frozen_as_the_whole_stood_over_the_periods_known_by_then():
    # January 5 and February 7 of the firm: mean 6, sd √2; two periods make no band; March was not over on the 10th
    factor = made().factors["score"]
    assert {name: factor[name] for name in ("units_n", "periods_n", "first", "last", "mean", "low", "high")} == {
        "units_n": 1, "periods_n": 2, "first": "2025-01-01", "last": "2025-02-01", "mean": 6.0, "low": None,
        "high": None,
    }  # fmt: skip
    assert factor["sd"] == pytest.approx(np.sqrt(2), abs=1e-9)


def test_a_factor_that_only_pilots_measure_stands_as_their_units_stood():
    rows = measurements()
    factor = frozen(rows[rows["unit"] != "firm"], settings=settings(), today=FROZEN_AT).factors["score"]
    assert (factor["units_n"], factor["periods_n"], factor["mean"]) == (4, 2, 5.5)


def test_a_factor_that_is_not_measured_yet_is_frozen_without_figures():
    factors = {"score": {"better": "higher", "unit": "points"}, "NPS": {"better": "higher", "unit": "points"}}
    factor = again(earlier=baseline_of("acme", []), chosen=settings(factors=factors)).factors["NPS"]
    assert (factor["periods_n"], factor["mean"], factor["last"]) == (0, None, "")


def test_a_plan_is_frozen_whole_with_its_arms_and_rows():
    plan = made().pilots["calls"]
    assert {name: plan[name] for name in PLAN} == PLAN and plan["frozen_at"] == "2025-03-10"
    assert plan["assignment"] == hash_of_assignment(assignment_of(measurements(), "calls", FROZEN_AT)) != ""
    held = made().data["score"]
    assert {name: (rows["last"], rows["rows_n"]) for name, rows in held.items()} == {
        WHOLE: ("2025-02-01", 2), "calls": ("2025-02-01", 8),
    }  # fmt: skip


def test_what_is_measured_later_changes_nothing_that_was_frozen():
    rows = measurements()
    later = rows["period"] > pd.Timestamp("2025-02-28")
    assert frozen(rows.assign(value=rows["value"].where(~later, 99.0)), settings=settings(), today=FROZEN_AT) == made()


def test_an_expectation_dated_later_waits():
    assert "calls" not in made(dt.date(2025, 2, 1)).pilots
    assert "calls" in again(earlier=made(dt.date(2025, 2, 1)), today=FROZEN_AT).pilots


def test_freezing_twice_adds_nothing_and_touches_nothing():
    assert again() == made()


def test_a_second_freezing_adds_what_is_new_and_leaves_the_rest():
    pilots = {"calls": PLAN, "letters": PLAN | {"starts_at": "2025-05-01"}}
    found = again(chosen=settings(pilots=pilots))
    assert found.held[0] == made().held[0]
    assert (found.pilots["calls"]["frozen_at"], found.pilots["letters"]["frozen_at"]) == ("2025-03-10", "2025-04-18")
    assert not found.anew


def test_arms_that_nobody_knew_are_frozen_once_they_are():
    rows = measurements()
    drawn = rows.assign(assigned_at=pd.Timestamp("2025-03-20"))
    before = frozen(drawn, settings=settings(), today=FROZEN_AT)
    after = again(drawn, earlier=before, today=dt.date(2025, 3, 25))
    assert (before.pilots["calls"]["assignment"], before.pilots["calls"]["assignment_at"]) == ("", "")
    assert after.pilots["calls"]["assignment_at"] == "2025-03-25"


def test_rows_of_a_pilot_that_come_later_are_frozen_only_before_it_begins():
    rows = measurements()
    bare = frozen(rows[rows["unit"] == "firm"], settings=settings(), today=FROZEN_AT)
    assert list(bare.data["score"]) == [WHOLE]
    assert again(earlier=bare, today=dt.date(2025, 3, 31)).data["score"]["calls"]["frozen_at"] == "2025-03-31"
    assert "calls" not in again(earlier=bare, today=dt.date(2025, 4, 1)).data["score"]


def test_anew_freezes_factors_and_what_differs_with_the_day_and_the_reason():
    found = again(reason="the aim moved", chosen=settings(expected=1.2))
    assert found.factors["score"]["frozen_at"] == found.pilots["calls"]["frozen_at"] == "2025-04-18"
    assert found.data["score"]["calls"]["frozen_at"] == "2025-03-10"
    assert found.anew == ({"frozen_at": "2025-03-10", "replaced_at": "2025-04-18", "reason": "the aim moved",
                           "fingerprint": made().fingerprint},)  # fmt: skip


def test_another_way_that_is_better_freezes_the_pilot_anew():
    turned = settings(factors={"score": {"better": "higher", "unit": "share"}})
    found = again(reason="counted as a share", chosen=turned)
    assert differing(measurements(), made(), settings=turned) == {"score": ("unit",), "calls": ("score.unit",)}
    assert found.pilots["calls"]["frozen_at"] == "2025-04-18"


def test_a_setting_that_a_newer_kit_added_counts_as_its_default():
    held = made().held[0]
    plan = {name: value for name, value in held.pilots["calls"].items() if name not in ("selected_at", "looks")}
    older = baseline_of("acme", [dataclasses.replace(held, pilots={"calls": plan})])
    assert differing(measurements(), older, settings=settings()) == {}
    assert differing(measurements(), older, settings=settings(looks=["2025-05-01"])) == {"calls": ("looks",)}


def test_a_plan_frozen_before_ways_were_frozen_with_it_stands_as_its_factors():
    held = made().held[0]
    plan = {name: value for name, value in held.pilots["calls"].items() if name != "factors"}
    older = baseline_of("acme", [dataclasses.replace(held, pilots={"calls": plan})])
    assert differing(measurements(), older, settings=settings()) == {}
    turned = settings(factors={"score": {"better": "higher", "unit": "share"}})
    assert differing(measurements(), older, settings=turned)["calls"] == ("score.unit",)


def test_the_days_of_a_roll_out_in_steps_are_frozen_before_they_come():
    days = {"a": "2025-04-01", "b": "2025-05-01"}
    rows = measurements()
    rows = rows.assign(assigned_at=pd.to_datetime(rows["unit"].map(days)))
    stepped = settings(design="stepped")
    held = frozen(rows, settings=stepped, today=FROZEN_AT)
    later = rows.assign(assigned_at=rows["assigned_at"].where(rows["unit"] != "b", pd.Timestamp("2025-06-01")))
    assert held.pilots["calls"]["assigned"]["units_n"] == 4
    assert differing(rows, held, settings=stepped) == {}
    assert differing(later, held, settings=stepped) == {"calls": ("assignment",)}


def test_a_month_that_was_under_way_when_arms_were_frozen_adds_nobody_later():
    rows = measurements()
    newcomer = rows[rows["unit"].eq("a") & rows["period"].ge("2025-03-01")].assign(unit="e")
    assert differing(pd.concat([rows, newcomer]), made(), settings=settings()) == {}


def test_of_arms_numbers_are_frozen_and_nobody_is_named():
    rows = measurements().assign(cluster=lambda rows: rows["unit"].map({"a": "x", "b": "x", "c": "y", "d": "y"}))
    held = frozen(rows, settings=settings(), today=FROZEN_AT).pilots["calls"]["assigned"]
    assert [held[name] for name in ("units_n", "pilot_n", "control_n", "clusters_n")] == [4, 2, 2, 2]
    assert set(held["parts"]) == {"arm", "cluster", "assigned_at"}


def test_pilots_without_frozen_arms_are_named_with_the_day_before_which_they_must_be():
    drawn = measurements().assign(assigned_at=pd.Timestamp("2025-03-20"))
    before = frozen(drawn, settings=settings(), today=FROZEN_AT)
    assert without_arms(before, settings=settings()) == {"calls": "2025-04-01"}
    assert without_arms(again(drawn, earlier=before), settings=settings()) == {}
    assert without_arms(None, settings=settings()) == without_arms(made(), settings=settings()) == {}
    assert without_arms(before, settings=settings(design="alone")) == {}


def test_anew_leaves_a_pilot_that_stands_as_it_was_frozen():
    assert again(reason="a new year").pilots == made().pilots


def test_anew_freezes_rows_that_changed():
    rows = measurements()
    found = again(rows.assign(value=rows["value"] + 1), reason="counted better")
    assert {held["frozen_at"] for held in found.data["score"].values()} == {"2025-04-18"}


@pytest.mark.parametrize(
    ("rows", "chosen", "named"),
    [
        (measurements(), settings(), {}),
        (measurements(), settings(expected=1.2, decided_by="Boss"), {"calls": ("expected", "decided_by")}),
        (measurements(), settings(factors={"score": {"better": "higher", "unit": "points", "target": 8.0}}),
         {"score": ("target",)}),
        (measurements().replace({"arm": {"pilot": "control", "control": "pilot"}}), settings(),
         {"calls": ("assignment",)}),
        (measurements().query("unit != 'd'"), settings(), {"calls": ("assignment", "data")}),
        (measurements().query("unit != 'firm'"), settings(), {"score": ("data",)}),
    ],
)  # fmt: skip
def test_what_differs_from_what_was_frozen_is_named(rows, chosen, named):
    assert differing(rows, made(), settings=chosen) == named


@pytest.mark.parametrize(
    ("periods", "today", "n"),
    [
        (["2025-03-10", "2025-03-17", "2025-03-24"], "2025-03-28", 2),  # the week of the 24th is under way
        (["2025-03-10", "2025-03-17", "2025-03-24"], "2025-03-31", 3),
        (["2024-12-01", "2025-03-01", "2025-06-01"], "2025-03-02", 2),  # a survey is known on its day
        (["2025-03-01"], "2025-03-02", 1),
        (["2025-03-01"], "2025-02-02", 0),
    ],
)
def test_periods_that_are_under_way_are_not_known(periods, today, n):
    assert len(known(pd.DataFrame({"period": pd.to_datetime(periods)}), dt.date.fromisoformat(today))) == n


def test_rows_without_pilots_are_all_of_the_whole():
    rows = measurements().drop(columns="pilot")
    assert (len(rows_of(rows, "score", WHOLE)), len(rows_of(rows, "score", "calls"))) == (20, 0)


def test_the_order_of_rows_plays_no_part():
    rows = measurements()
    mixed = rows.sample(frac=1, random_state=1)
    assert frozen(mixed, settings=settings(), today=FROZEN_AT) == made()
    assert hash_of_rows(rows) == hash_of_rows(mixed) != hash_of_rows(rows.assign(unit=rows["unit"] + "x"))


def test_the_baseline_of_the_demo_is_what_the_command_makes_of_its_data():
    demo = ImpactMeasurement.check({})
    path = paths.root() / "params" / "demo" / ImpactMeasurement.baseline
    held = baseline_in(path, client="demo")
    found = demo_baseline(demo, load(demo).measurements)
    same_kit = [dataclasses.replace(one, version=then.version) for one, then in zip(found.held, held.held, strict=True)]
    assert as_text(baseline_of("demo", same_kit)).split("client:")[1] in path.read_text(encoding="utf-8")
    assert not held.changed


def test_every_pilot_of_the_demo_was_frozen_in_time():
    demo = ImpactMeasurement.check({})
    rows = load(demo).measurements
    held = baseline_in(paths.root() / "params" / "demo" / ImpactMeasurement.baseline, client="demo")
    asked = {name: baseline_checks(pilot_data(rows, name, plan), rows, held, settings=demo)
             for name, plan in demo.planned.items()}  # fmt: skip
    found = {name: {row["check"]: row["status"] for row in own} for name, own in asked.items()}
    assert without_arms(held, settings=demo) == {}  # new customers are drawn by lot when they come
    unasked = {"assignment_changed": "not_computable", "assignment_late": "not_computable"}
    assert found.pop("Welkomstgesprek") == dict.fromkeys(TRUST, "ok") | unasked
    assert all(own == dict.fromkeys(TRUST, "ok") for own in found.values())
