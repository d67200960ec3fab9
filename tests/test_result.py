"""Figures with everything they must say, and the files they are handed on in."""

from __future__ import annotations

import json
import math
import stat
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from subprocess import PIPE

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit import result
from cxkit.errors import DataError
from cxkit.result import Finding, NotebookResults, read_results, weakest, write_ledger, write_results
from cxkit.settings import GroupValuation

SHIFT = Finding(
    "shift_value", unit="EUR", period="year", estimate=8000.0, low=5200.0, high=10900.0, label="estimated",
    customers_n=1162, top2_share=0.01, lever="cx_group", mechanism="value", notes={"reading": "adjusted"},
)  # fmt: skip
LINES = pd.DataFrame(
    {
        "customer_id": ["K1", "K2"],
        "lever": "cx_group",
        "mechanism": "value",
        "effect": 0.5,
        "eur_year": [10.0, 20.0],
        "weight": 2.0,
    }
)


@pytest.fixture
def kit(tmp_path, monkeypatch) -> Path:
    """Return the folder of an empty kit, and work in it."""
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(result.RESULTS_DIR, raising=False)
    return tmp_path


def results(*findings: Finding, client: str = "acme") -> NotebookResults:
    return NotebookResults(
        notebook="roi", client=client, period="2025", language="nl", audience="client",
        answer="De verschuiving is € 8.000 waard.", findings=findings, provenance={"inputs": {"klanten.csv": "ab"}},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"label": "guessed", "estimate": 1.0}, "'guessed'"),
        ({"status": "fine", "estimate": 1.0}, "'fine'"),
        ({"status": "no_difference"}, "must say why"),
        ({"status": "no_difference", "estimate": math.nan}, "must say why"),
        ({"status": "no_difference", "estimate": -math.inf}, "must say why"),
        ({"reason": "too_few_customers"}, "cannot be shown"),
        ({"reason": "too_few_customers", "estimate": math.nan}, "cannot be shown"),
        ({"status": "hidden", "reason": "small_group", "estimate": 1.0}, "holds no estimate"),
        ({"status": "not_computable", "reason": "no spread", "estimate": 1.0}, "holds no estimate"),
    ],
)
def test_a_figure_that_does_not_say_what_it_must_is_refused(given, words):
    with pytest.raises(ValueError, match=f"^x: .*{words}"):
        Finding("x", unit="EUR", **given)


@pytest.mark.parametrize("status", ["no_difference", "not_monotone", "not_computable", "hidden"])
def test_a_figure_without_estimate_says_why(status):
    finding = Finding("x", unit="EUR", status=status, reason="because", low=1.0, high=math.inf)
    assert (finding.estimate, finding.low, finding.high) == (None, 1.0, None)


@given(st.floats(-1e300, 1e300))
def test_figures_have_ten_significant_digits(value):
    kept = Finding("x", unit="EUR", estimate=value).estimate
    assert kept == pytest.approx(value, rel=1e-9, abs=1e-300) and type(kept) is float
    assert len(Decimal(repr(kept)).normalize().as_tuple().digits) <= 10


def test_the_last_bits_of_a_sum_do_not_show():
    assert Finding("x", unit="EUR", estimate=0.1 + 0.2) == Finding("x", unit="EUR", estimate=0.3)


def test_a_hidden_figure_holds_no_number():
    hidden = SHIFT.hidden()
    numbers = (hidden.estimate, hidden.low, hidden.high, hidden.customers_n, hidden.top2_share)
    assert numbers == (None,) * 5 and hidden.notes == {}
    assert (hidden.name, hidden.status, hidden.reason) == ("shift_value", "hidden", "small_group")
    assert SHIFT.estimate == 8000.0


def test_the_weakest_label_counts():
    assert [weakest(labels) for labels in ((), ("measured",), ("benchmark", "assumed"), ("estimated", "measured"))] == [
        "measured", "measured", "benchmark", "estimated"
    ]  # fmt: skip


def test_results_come_back_as_they_went(kit):
    written = results(SHIFT, SHIFT.hidden())
    path = write_results(written)
    assert path == kit / "outputs" / "acme" / "results" / "roi.json"
    assert read_results(path) == written
    assert read_results(path).find("shift_value") == SHIFT
    assert "€ 8.000" in path.read_text(encoding="utf-8")


def test_equal_results_are_equal_bytes(kit):
    first = write_results(results(SHIFT)).read_bytes()
    assert write_results(results(SHIFT)).read_bytes() == first
    assert list((kit / "outputs" / "acme" / "results").iterdir()) == [kit / "outputs" / "acme" / "results" / "roi.json"]


@pytest.mark.parametrize("note", [math.nan, math.inf, object()])
def test_what_json_does_not_hold_leaves_the_earlier_file_alone(kit, note):
    path = write_results(results(SHIFT))
    before = path.read_bytes()
    with pytest.raises((ValueError, TypeError)):
        write_results(results(Finding("x", unit="EUR", estimate=1.0, notes={"n": note})))
    assert path.read_bytes() == before and len(list(path.parent.iterdir())) == 1


def test_a_write_that_stops_half_way_leaves_the_earlier_file_alone(kit, monkeypatch):
    path = write_results(results(SHIFT))
    before = path.read_bytes()

    def half(self, text, **options):
        self.write_bytes(text.encode()[:50])
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="No space"):
        write_results(results(SHIFT.hidden()))
    assert path.read_bytes() == before


@pytest.mark.parametrize("schema", [0, 2, None, "1"])
def test_results_of_another_schema_are_refused_in_words(kit, schema):
    path = write_results(results(SHIFT))
    path.write_text(json.dumps({**json.loads(path.read_text()), "schema": schema}))
    with pytest.raises(
        DataError, match=r"^roi.json: these results were written by another version of the kit. Run roi"
    ):
        read_results(path)


def test_a_run_sets_its_results_apart(kit, monkeypatch, tmp_path_factory):
    apart = tmp_path_factory.mktemp("apart") / "deep"
    monkeypatch.setenv(result.RESULTS_DIR, str(apart))
    assert write_results(results(SHIFT)) == apart / "roi.json"
    assert write_ledger(LINES, client="acme", notebook="roi") == apart / "roi.parquet"
    assert not (kit / "outputs").exists()


def test_the_ledger_names_no_customer(kit):
    path = write_ledger(LINES.assign(name="Jansen"), client="acme", notebook="roi")
    ledger = pd.read_parquet(path)
    assert list(ledger.columns) == list(result.LEDGER_COLUMNS)
    assert ledger["eur_year"].tolist() == [10.0, 20.0] and ledger["customer_key"].is_unique
    assert not any(word in path.read_bytes() for word in (b"K1", b"K2", b"Jansen"))
    assert list(LINES.columns)[0] == "customer_id"


def test_a_customer_has_one_key_per_engagement(kit):
    def keys(client, notebook):
        return pd.read_parquet(write_ledger(LINES, client=client, notebook=notebook))["customer_key"].tolist()

    assert keys("acme", "roi") == keys("acme", "driver_modelling")
    assert not set(keys("acme", "roi")) & set(keys("other", "roi"))


def test_an_empty_ledger_is_written_too(kit):
    assert len(pd.read_parquet(write_ledger(LINES.head(0), client="acme", notebook="roi"))) == 0


def test_the_key_lies_beside_the_settings_for_its_owner_only(kit):
    write_ledger(LINES, client="acme", notebook="roi")
    path = kit / "params" / "acme" / "ledger.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(bytes.fromhex(path.read_text())) == 32
    assert list(path.parent.iterdir()) == [path]


def test_processes_that_start_together_make_one_key(kit):
    code = "from cxkit.result import _ledger_key; print('ready', flush=True); input(); print(_ledger_key('acme').hex())"
    command = [sys.executable, "-c", code]
    workers = [subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) for _ in range(3)]
    for worker in workers:
        worker.stdout.readline()
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    found = {worker.communicate(timeout=60)[0].strip() for worker in workers}
    assert [len(key) for key in found] == [64] and len(list((kit / "params" / "acme").iterdir())) == 1


def test_the_one_who_comes_second_takes_the_key_that_is_there(kit, monkeypatch):
    first = result._ledger_key("acme")
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert result._ledger_key("acme") == first


def test_provenance_tells_inputs_settings_and_versions_and_no_path():
    settings = GroupValuation()
    told = result.provenance(settings, {"b.csv": "2", "a.csv": "1"})
    assert list(told["inputs"]) == ["a.csv", "b.csv"] and "pandas" in told["versions"]

    def digest(**changed):
        return result.provenance(GroupValuation(**changed), {})["settings"]

    assert digest() == told["settings"] == digest(language="nl", status="final")
    assert digest(gross_margin=0.4) != told["settings"]


def test_numbers_in_notes_have_ten_digits_too():
    notes = Finding("x", unit="EUR", estimate=1.0, notes={"evalue": 1.3565419321257706, "n": 3, "who": "all"}).notes
    assert notes == {"evalue": 1.356541932, "n": 3, "who": "all"}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"tests": ["a"]}, {"tests": ["b"]}, False),
        ({"tests": []}, {"tests": ["a"]}, False),
        ({"tests": ("a", "b")}, {"tests": ["a", "b"]}, True),
        ({"rates": [0.12345678]}, {"rates": [0.12345679]}, True),
        ({"rates": [0.123]}, {"rates": [0.124]}, False),
        ({"shifts": [["low", "high", 500]]}, {"shifts": [["low", "high", 501]]}, False),
        ({"text": {"en": "one"}, "scope": "all"}, {"text": {"nl": "een"}, "scope": "alle"}, True),
    ],
)
def test_lists_in_notes_count_in_the_hash_of_findings_and_words_do_not(one, other, alike):
    hashes = [result.findings_hash([Finding("x", unit="EUR", estimate=1.0, notes=notes)]) for notes in (one, other)]
    assert (hashes[0] == hashes[1]) is alike
