"""A small run of benchmarks/engine.py: three ways of computing find the same; nothing is timed."""

import importlib
import sys
from pathlib import Path

import pandas as pd
import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
CONTACTS_N = 20_000
REDUCTIONS = ("volumes", "repeats", "switches", "pages", "satisfaction", "months", "cells")


@pytest.fixture(scope="module")
def engine():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("engine")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def folder(engine, tmp_path_factory):
    place = tmp_path_factory.mktemp("engine")
    engine.make(place, contacts_n=CONTACTS_N)
    return place


@pytest.fixture(scope="module")
def by_hand(engine, folder):
    return {name: engine.reduced("sql", name, folder)[0] for name in REDUCTIONS}


@pytest.mark.parametrize("style", ["cxkit", "pandas"])
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_every_style_finds_what_the_sql_finds(engine, folder, by_hand, reduction, style):
    found, took = engine.reduced(style, reduction, folder)
    engine.assert_same(found, by_hand[reduction], reduction=reduction)
    assert took["cpu_s"] > 0


def test_the_data_hold_what_the_reductions_look_for(by_hand):
    assert by_hand["volumes"]["contacts_n"].sum() > CONTACTS_N / 3
    assert by_hand["repeats"]["repeat_share"].is_monotonic_increasing
    assert by_hand["repeats"]["repeat_share"].iloc[-1] > 0.1
    assert len(by_hand["switches"]) == 12
    assert (by_hand["pages"]["after_n"] > by_hand["pages"]["before_n"]).all()
    assert len(by_hand["satisfaction"]) == 9
    assert by_hand["months"]["contacts_n"].sum() + by_hand["months"]["unanswered_n"].sum() == CONTACTS_N


def test_the_data_are_the_same_every_time(engine, folder, tmp_path):
    engine.make(tmp_path, contacts_n=CONTACTS_N)
    for name in ("contacts", "visits", "responses"):
        again = pd.read_parquet(tmp_path / f"{name}.parquet")
        pd.testing.assert_frame_equal(again, pd.read_parquet(folder / f"{name}.parquet"))


def test_a_count_that_is_one_off_is_noticed(engine, by_hand):
    off = by_hand["volumes"].assign(contacts_n=by_hand["volumes"]["contacts_n"] + 1)
    with pytest.raises(AssertionError):
        engine.assert_same(off, by_hand["volumes"], reduction="volumes")


def test_the_comparison_divides_by_the_other_styles(engine):
    rows = pd.DataFrame(
        [
            {"reduction": "months", "style": style, "cpu_s": cpu, "wall_s": cpu, "memory_mb": 1.0}
            for style, cpu in (("cxkit", 3.0), ("sql", 2.0), ("pandas", 6.0))
        ]
    )
    found = engine.compared(rows).loc["months"]
    assert (found["cxkit/sql"], found["cxkit/pandas"]) == (1.5, 0.5)
