"""A baseline as a file: what it holds comes back, and whatever is changed in it is named."""

from __future__ import annotations

import dataclasses
import re
import tempfile
from hashlib import sha256
from pathlib import Path

import hypothesis
import pytest
import yaml
from baselines_made import made, settings
from hypothesis import given
from hypothesis import strategies as st

from cxkit.baseline import (
    Freezing,
    as_text,
    baseline_in,
    baseline_of,
    baseline_path,
    fingerprint,
    read_baseline,
    write_baseline,
)
from cxkit.result import provenance
from cxkit.settings.safe_yaml import Loader

MARCH = Freezing(
    "2025-03-28", "0.1.0", factors={"score": {"mean": 6.0, "last": "2025-02-01"}}, pilots={"a": {"expected": 1.0}},
    assignments={"a": {"units_n": 4, "sha256": "f00d"}},
    data={"score": {"a": {"last": "2025-02-01", "sha256": "beef"}}},
)  # fmt: skip
APRIL = Freezing("2025-04-18", "0.1.0", pilots={"b": {"expected": 2.0}})


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Return the path of a baseline of two freezings, written in a kit of its own."""
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params").mkdir()
    monkeypatch.chdir(tmp_path)
    return write_baseline(baseline_of("acme", [MARCH, APRIL]))


def change(path, old: str, new: str) -> None:
    """Change the first place in a file where a text stands."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def changed(path) -> tuple[str, ...]:
    return baseline_in(path, client="acme").changed


def test_what_is_written_is_read_again(file):
    assert read_baseline(settings()) == baseline_of("acme", [MARCH, APRIL])
    assert file == baseline_path("acme") and file.read_text(encoding="utf-8").startswith("# Baseline")


def test_each_part_carries_the_day_on_which_it_was_frozen():
    found = baseline_of("acme", [MARCH, APRIL])
    assert (found.frozen_at, found.pilots["a"]["frozen_at"], found.pilots["b"]["frozen_at"]) == (
        "2025-04-18", "2025-03-28", "2025-04-18",
    )  # fmt: skip
    assert (found.pilots["a"]["assignment"], found.pilots["b"]["assignment"]) == ("f00d", "")
    assert found.data["score"]["a"]["frozen_at"] == "2025-03-28"


def test_a_file_that_was_set_aside_was_replaced_on_the_day_of_the_next_freezing_unless_it_tells():
    gone = {"frozen_at": "2025-01-02", "reason": "typed in", "fingerprint": "f00d"}
    assert [one["replaced_at"] for one in baseline_of("acme", [MARCH, APRIL], replaced=[gone]).anew] == ["2025-03-28"]
    told = [gone, gone | {"replaced_at": "2025-02-03"}]
    assert [one["replaced_at"] for one in baseline_of("acme", [MARCH], replaced=told).anew] == ["", "2025-02-03"]


def test_a_freezing_anew_tells_both_days():
    anew = dataclasses.replace(APRIL, reason="counted better")
    found = baseline_of("acme", [MARCH, anew])
    assert [(one["frozen_at"], one["replaced_at"]) for one in found.anew] == [("2025-03-28", "2025-04-18")]
    assert found.anew[0]["fingerprint"] == found.freezings[0]["fingerprint"]


def test_a_later_freezing_leaves_the_fingerprint_of_an_earlier_one_as_it_was():
    alone, both = baseline_of("acme", [MARCH]), baseline_of("acme", [MARCH, APRIL])
    assert both.freezings[0]["fingerprint"] == alone.fingerprint != both.fingerprint == both.freezings[1]["fingerprint"]


def test_the_fingerprint_is_the_hash_of_a_text_anyone_can_write():
    assert fingerprint({"b": "é", "a": 1.0}) == sha256('{"a": 1.0, "b": "é"}'.encode()).hexdigest()


def test_nothing_frozen_is_no_baseline(tmp_path, monkeypatch):
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params").mkdir()
    monkeypatch.chdir(tmp_path)
    assert read_baseline(settings()) is None


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("mean: 6.0", "mean: 5.0", ("factors",)),
        ("expected: 1.0", "expected: 0.1", ("pilots:a",)),
        ("expected: 2.0", "expected: 0.2", ("pilots:b",)),
        ("f00d", "f00e", ("pilots:a",)),
        ("beef", "bee0", ("data",)),
        ("last: '2025-02-01'\n  pilots", "last: '2025-01-01'\n  pilots", ("factors",)),
        ("frozen_at: '2025-03-28'", "frozen_at: '2025-01-28'", ("file",)),
        ("client: acme", "client: other", ("file",)),
        ("replaced: []", "replaced: [{reason: none}]", ("file",)),
        ("reason: ''", "reason: because", ("file",)),
        ("freezings:", "freezing:", ("file",)),
        ("client: acme", "client: [acme", ("file",)),
        ("  pilots:\n    a:\n      expected: 1.0\n", "  pilots: {}\n", ("pilots:a",)),
        ("factors:\n    score:\n      mean: 6.0\n      last: '2025-02-01'", "factors: 3", ("file",)),
    ],
)
def test_whatever_is_changed_is_named(file, old, new, named):
    change(file, old, new)
    assert changed(file) == named


def test_a_part_whose_hash_was_made_again_is_found_by_the_whole(file):
    change(file, "expected: 1.0", "expected: 0.1")
    change(file, fingerprint({"expected": 1.0}), fingerprint({"expected": 0.1}))
    assert changed(file) == ("file",)


def test_who_makes_every_hash_again_has_another_fingerprint_than_the_client_was_sent(file):
    forged = dataclasses.replace(MARCH, pilots={"a": {"expected": 0.1}})
    write_baseline(baseline_of("acme", [forged, APRIL]))
    found = baseline_in(file, client="acme")
    assert not found.changed and found.fingerprint != baseline_of("acme", [MARCH, APRIL]).fingerprint


def test_a_file_that_is_no_text_is_a_changed_one(file):
    file.write_bytes(b"\xff\xfe\x00")
    assert changed(file) == ("file",)


def test_factors_that_no_longer_hold_are_not_read(file):
    change(file, "mean: 6.0", "mean: nonsense")
    assert baseline_in(file, client="acme").factors == {}


@hypothesis.settings(max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from("0123456789abcdefxyz -"))
def test_no_character_of_the_content_can_be_changed_unseen(place, letter):
    text = as_text(baseline_of("acme", [MARCH, APRIL]))
    lines = text.index("client:")
    at = lines + place % (len(text) - lines)
    if letter == text[at]:
        return
    forged = text[:at] + letter + text[at + 1 :]
    found = _read(forged)
    assert found.changed or _values(forged) == _values(text)


def _read(text: str):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "baseline.yaml"
        path.write_text(text, encoding="utf-8")
        return baseline_in(path, client="acme")


def _values(text: str):
    return yaml.load(text, Loader=Loader)


def test_names_and_texts_of_any_kind_come_back(file):
    odd = {"1e5": {"decided_by": "no"}, "2025-01-01": {"decided_by": "a: b # c"}, "é\n": {"decided_by": "12:30"}}
    baseline = baseline_of("acme", [Freezing("2025-03-28", pilots=odd)])
    write_baseline(baseline, language="nl")
    assert baseline_in(file, client="acme") == baseline


def test_a_changed_baseline_makes_results_out_of_date(file):
    before = provenance(settings(), {})["settings"]
    change(file, "mean: 6.0", "mean: 5.0")
    after = provenance(settings(), {})["settings"]
    file.unlink()
    assert len({before, after, provenance(settings(), {})["settings"]}) == 3


def test_the_file_holds_no_customer(file):
    write_baseline(made())
    assert not re.search(r"^\s*- ?[abcd]\b", file.read_text(encoding="utf-8"), re.MULTILINE)
