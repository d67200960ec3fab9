"""Verdicts over many pilots whose truth is known: seldom something where nothing is, mostly what was sized for."""

import ast
import importlib
import sys
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from cxkit.analysis.impact.before_after import before_after
from cxkit.analysis.impact.frozen import frozen
from cxkit.analysis.impact.judged import judged
from cxkit.analysis.impact.prepare import panel_of, pilot_data, units_of
from cxkit.analysis.impact_measurement import impact_measurement
from cxkit.settings.impact import ImpactMeasurement

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
REPLICATIONS_N, FEWER_N = 500, 200
MANY = 2_000
LEVEL = ("by lot, nothing", "detractors, same rule, nothing", "detractors, regions apart, nothing")
HELD = (*LEVEL, "by lot, teams of 10", "by lot, euros", "chosen, 60 teams")


@pytest.fixture(scope="module")
def bench():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("coverage_effect")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def worlds(bench):
    return bench.worlds


@pytest.fixture(scope="module")
def rows(bench):
    return {name: bench.replications(range(REPLICATIONS_N if name in LEVEL else FEWER_N), name) for name in HELD}


def settings_of(bench, world, **given):
    return ImpactMeasurement.check(
        {"success_factors": {"m": {}}, "pilots": {"p": bench.plan_of(world).model_dump() | given}, "seed": 0}
    )


def whole(bench, world, **given):
    """Return what the whole analysis says of one pilot."""
    held, sent = settings_of(bench, world, **given), world.measurements()
    return judged(pilot_data(sent, "p", held.planned["p"]), sent, settings=held).row


@pytest.mark.parametrize("name", LEVEL)
def test_a_pilot_that_does_nothing_is_seldom_called_achieved(rows, name):
    """The interval lies above 0 by chance in 2.5 %; in 500 of such pilots hardly ever in more than 5 %."""
    found = rows[name]
    assert (found["truth"] == 0).all()
    assert found["verdict"].isin(["achieved", "exceeded"]).mean() <= 0.05
    apart = (found["low"] > 0) | (found["high"] < 0)
    assert apart.sum() >= binom.ppf(0.001, REPLICATIONS_N, 0.05)


@pytest.mark.parametrize("name", HELD)
def test_the_interval_holds_the_truth_as_often_as_it_says(rows, name):
    """Of 500 draws an exact 95 % interval holds the truth in 459 to 489 in 99.8 % of runs."""
    found = rows[name]
    held = found["truth"].between(found["low"], found["high"]).sum()
    low, high = binom.ppf([0.001, 0.999], len(found), 0.95)
    assert low <= held <= high


def test_a_look_every_week_finds_nothing_that_is_not_there(bench, worlds):
    make = partial(worlds.by_lot, after_n=5)
    plan = bench.plan_of(make(0))
    wider = bench.confidences(make(0), planned=True)
    assert wider == sorted(wider, reverse=True) and wider[-1] > 0.95
    shown = [bench.peeked(make(seed), plan, wider) for seed in range(REPLICATIONS_N)]
    assert np.mean(shown) <= 0.05


def test_a_look_every_week_at_95_percent_would_find_too_much(bench, worlds):
    """Eight looks at the usual interval find something on the better side in about 9 %: the bounds are needed."""
    make = partial(worlds.by_lot, before_n=1, unit_sd=0.0)
    plan = bench.plan_of(make(0))
    assert np.mean([bench.peeked(make(seed), plan, [0.95] * 8) for seed in range(60)]) > 0.05


SIZED = {
    "means": ("by_lot", "clusters_n", 0.4, "mean", {}),
    "teams of 5": ("by_lot", "clusters_n", 0.25, "mean", {"cluster_n": 5, "cluster_sd": 0.5}),
    "shares": ("shares_by_lot", "customers_n", 0.1, "share", {}),
    "euros": ("by_lot", "clusters_n", 0.4, "euros", {"unit_sd": 3.0, "euros": True}),
}


@pytest.mark.parametrize("name", SIZED)
def test_the_sized_effect_is_shown_in_three_pilots_of_four(bench, worlds, name):
    make, units, worth, kind, given = SIZED[name]
    make = partial(getattr(worlds, make), **given)
    per_arm = bench.needed_n(make(0, **{units: MANY}), worth=worth, kind=kind)
    of_size = {units: 2 * per_arm // given.get("cluster_n", 1)}
    plan = bench.plan_of(make(0, **of_size), worth=worth)
    seeds = range(REPLICATIONS_N if name == "means" else FEWER_N)
    readings = (bench.reading_of(make(seed, effect=worth, **of_size), plan) for seed in seeds)
    shown = np.mean([bench.verdict(reading, plan) in bench.SHOWN for reading in readings])
    assert 0.75 <= shown <= 0.88


def test_with_looks_in_between_the_sized_effect_is_shown_in_three_pilots_of_four(bench, worlds):
    make = partial(worlds.by_lot, effect=0.4, after_n=3)
    plan = bench.plan_of(make(0))
    at = bench.confidences(make(0), planned=True)
    ends = [str((day - pd.Timedelta(days=1)).date()) for day in make(0).periods[5:]]
    sized = {looks: bench.needed_n(make(0, clusters_n=MANY), looks=looks) for looks in ((), tuple(ends))}
    assert sized[tuple(ends)] >= sized[()]
    made = (make(seed, clusters_n=2 * sized[tuple(ends)]) for seed in range(FEWER_N))
    assert np.mean([bench.peeked(world, plan, at) for world in made]) >= 0.75


def test_detractors_rise_by_themselves_and_a_control_of_others_says_so_too(bench, worlds):
    """Nothing is done: the called rise against themselves, and against others who had no low score to rise from."""
    for seed in range(10):
        picked = worlds.detractors(seed, control="others")
        world = replace(picked, picked_in=None, plan={"design": "chosen"})  # who does not say so
        assert world.truth == 0
        assert before_after(world.units(), "pilot").estimate > 0.3
        assert bench.verdict(bench.reading_of(world, bench.plan_of(world)), bench.plan_of(world)) in bench.SHOWN


@pytest.mark.parametrize("seed", range(4))
def test_a_control_picked_by_another_rule_bears_no_verdict(bench, worlds, seed):
    world = worlds.detractors(seed, control="others")
    row = whole(bench, world)
    assert (row["verdict"], row["reason"]) == ("unclear", "other_rule")
    row = whole(bench, world, control_by_same_rule=True)  # who says so wrongly is found out by the level
    assert (row["verdict"], row["reason"]) == ("unclear", "different_level")


@pytest.mark.parametrize("name", ["by lot, nothing", "by lot, teams of 10", "detractors, same rule, an effect",
                                  "chosen, 60 teams"])  # fmt: skip
def test_the_short_way_of_the_simulation_is_the_whole_analysis(bench, name):
    world = bench.SCENARIOS[name](3)
    plan = bench.plan_of(world)
    short, row = bench.reading_of(world, plan), whole(bench, world)
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((short.estimate, short.low, short.high))
    assert (row["method"], row["stage"], row["confidence"]) == (short.name, "ended", 0.95)
    assert row["verdict"] == bench.verdict(short, plan) or row["reason"] in ("pre_trend", "placebo", "different_level")


def test_with_a_baseline_frozen_in_time_the_whole_notebook_gives_the_verdict(bench):
    world = bench.SCENARIOS["by lot, teams of 10"](3)
    held, sent, plan = settings_of(bench, world), world.measurements(), bench.plan_of(world)
    known = sent[sent["period"] < plan.starts_at]
    baseline = frozen(known, settings=held, today=date.fromisoformat(plan.decided_at))
    late = frozen(known, settings=held, today=date.fromisoformat(plan.ends_at))
    rows = [impact_measurement(sent, None, one, settings=held).pilots.iloc[0] for one in (baseline, late, None)]
    short = bench.verdict(bench.reading_of(world, plan), plan)
    assert [row["verdict"] for row in rows] == [short, "unclear", "unclear"]
    assert rows[2]["reason"] == "no_baseline" and short == "achieved"


def test_the_units_of_a_world_are_those_of_its_measurements(worlds):
    world = worlds.by_lot(1, clusters_n=6, cluster_n=2)
    plan = ImpactMeasurement().planned["Welkomstgesprek"].model_copy(update={"metric": "m"} | world.dates())
    found = units_of(panel_of(world.measurements(), "p", "m", plan))
    wanted = world.units().sort_values("unit", key=lambda unit: unit.astype(str), ignore_index=True)
    columns = ["arm", "before", "after", "before_n", "after_n"]
    pd.testing.assert_frame_equal(found[columns], wanted[columns], check_dtype=False)
    assert found["cluster"].nunique() == 6


def test_the_truth_of_a_world_is_what_the_pilot_adds(worlds):
    assert worlds.by_lot(1, effect=0.3).truth == pytest.approx(0.3)
    assert worlds.in_steps(1, effect=0.3).truth == pytest.approx(0.3)
    assert worlds.shares_by_lot(1, effect=0.2, customers_n=20_000).truth == pytest.approx(0.2, abs=0.01)


def test_the_generator_imports_no_estimator():
    tree = ast.parse((BENCHMARKS / "effect_worlds.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
    assert names == {"__future__", "dataclasses", "typing", "numpy", "pandas"}


def test_the_script_prints_every_scenario(bench, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["coverage_effect.py", "--replications", "1", "--jobs", "1"])
    monkeypatch.setattr(bench, "SCENARIOS", {name: bench.SCENARIOS[name] for name in ("by lot, nothing",)})
    bench.main()
    printed = capsys.readouterr().out
    assert all(words in printed for words in ("by lot, nothing", "covered", "a look every week, planned: shown in"))
