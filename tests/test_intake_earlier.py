"""Results of earlier notebooks, read back: what is used, what is absent and why, and what is refused."""

import json

import pandas as pd
import pytest

from cxkit import result
from cxkit.errors import DataError
from cxkit.intake.earlier import LINE_COLUMNS, earlier_results
from cxkit.result import Finding, NotebookResults, findings_hash, provenance, write_ledger, write_results
from cxkit.settings import client_settings
from cxkit.settings.ranking import EARLIER, OpportunityRanking
from cxkit.settings.roi import BusinessCase
from cxkit.settings.summary import ExecutiveSummary

SHIFT = Finding("shift_value", unit="EUR", period="year", estimate=8000.0, low=5200.0, high=10900.0, label="estimated",
                lever="cx_score", mechanism="value_shift")  # fmt: skip
LINES = pd.DataFrame({"customer_id": ["K1", "K2"], "lever": "cx_score", "mechanism": "value_shift", "effect": 0.5,
                      "eur_year": [10.0, 20.0], "weight": 2.0})  # fmt: skip


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """Return the folder of a kit with client acme, and work in it."""
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params" / "acme").mkdir(parents=True)
    (tmp_path / "params" / "acme" / "client.yaml").write_text("client: acme\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(result.RESULTS_DIR, raising=False)
    return tmp_path


def handed_on(notebook="cx_group_valuation", **changes) -> NotebookResults:
    given = {"client": "acme", "period": "2025", "language": "en", "audience": "client", "answer": "", **changes}
    return NotebookResults(notebook=notebook, findings=(SHIFT,), **given)


def settings(**changes) -> OpportunityRanking:
    return OpportunityRanking(client="acme", **changes)


def faults_of(**changes) -> list[str]:
    with pytest.raises(DataError) as caught:
        earlier_results(settings(**changes))
    return [fault.text() for fault in caught.value.faults]


def test_without_results_every_notebook_is_absent_with_its_reason(kit):
    found = earlier_results(settings(results_of=["driver_modelling"]))
    assert found.absent == dict.fromkeys(EARLIER, "not_asked") | {"driver_modelling": "not_run"}
    assert not found.results
    assert found.ledger.columns.tolist() == list(LINE_COLUMNS)
    assert found.ledger.empty


def test_results_come_back_as_they_were_written_with_their_ledger_and_hashes(kit):
    path = write_results(handed_on())
    write_ledger(LINES, client="acme", notebook="cx_group_valuation")
    found = earlier_results(settings())
    assert found.results["cx_group_valuation"].find("shift_value") == SHIFT
    assert found.absent == {name: "not_run" for name in EARLIER if name != "cx_group_valuation"}
    assert found.ledger["eur_year"].tolist() == [10.0, 20.0]
    assert found.ledger["notebook"].unique().tolist() == ["cx_group_valuation"]
    assert "K1" not in found.ledger["customer_key"].tolist()
    assert set(found.hashes) == {path.name, "cx_group_valuation.parquet"}
    assert all(len(digest) == 64 for digest in found.hashes.values())


def test_published_results_are_read_while_a_run_writes_its_own_apart(kit, tmp_path, monkeypatch):
    write_results(handed_on())
    monkeypatch.setenv(result.RESULTS_DIR, str(tmp_path / "apart"))
    assert "cx_group_valuation" in earlier_results(settings()).results


def test_results_not_asked_for_are_not_read(kit):
    write_results(handed_on()).write_text("{")
    assert earlier_results(settings(results_of=["touchpoint_savings"])).absent["cx_group_valuation"] == "not_asked"


def test_results_of_another_schema_are_absent(kit):
    path = write_results(handed_on())
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema": 0}))
    assert earlier_results(settings()).absent["cx_group_valuation"] == "other_schema"


def test_results_for_the_consultant_do_not_reach_a_client(kit):
    write_results(handed_on(audience="consultant"))
    (fault,) = faults_of()
    assert "were written for the consultant" in fault
    assert "Run cx_group_valuation again with audience: client" in fault
    assert earlier_results(settings(audience="consultant")).results
    write_results(handed_on(audience="client"))
    assert earlier_results(settings(audience="consultant")).results


def test_every_fault_of_every_file_comes_at_once(kit):
    folder = write_results(handed_on()).parent
    other = handed_on(client="ander")
    (folder / "cx_group_valuation.json").write_text(
        (folder / "cx_group_valuation.json").read_text().replace('"client": "acme"', f'"client": "{other.client}"')
    )
    (folder / "touchpoint_savings.json").write_text("{ broken")
    (folder / "driver_modelling.json").write_text(json.dumps(["no", "results"]))
    write_results(handed_on("maturity_assessment"))
    (folder / "maturity_assessment.parquet").write_text("no parquet")
    faults = faults_of()
    assert "these are results of client ander, expected acme" in faults[0]
    assert ["no results file" in fault for fault in faults] == [False, True, True, False]
    assert "maturity_assessment.parquet: the ledger file cannot be read" in faults[3]


@pytest.mark.parametrize("broken", ['{"schema": 1}', '{"schema": 1, "findings": [{"name": "x"}]}', "null", "\x00"])
def test_a_broken_file_is_a_fault_and_no_crash(kit, broken):
    write_results(handed_on()).write_text(broken)
    (fault,) = faults_of()
    assert fault == "cx_group_valuation.json: this is no results file of the kit. Run cx_group_valuation again."


def test_results_under_another_notebooks_name_are_refused(kit):
    path = write_results(handed_on())
    path.rename(path.with_name("driver_modelling.json"))
    assert "these are results of cx_group_valuation, expected driver_modelling" in faults_of()[0]


def test_results_out_of_date_are_used_and_named_with_their_reason(kit):
    now = provenance(client_settings("acme", "cx_group_valuation"), {})
    write_results(handed_on(provenance=now))
    assert earlier_results(settings()).stale == {}
    (kit / "params" / "acme" / "client.yaml").write_text("client: acme\nminimum_group_n: 20\n")
    found = earlier_results(settings())
    assert found.stale == {"cx_group_valuation": "other_settings"} and "cx_group_valuation" in found.results
    assert earlier_results(settings(results_of=["touchpoint_savings"])).stale == {}


@pytest.mark.parametrize("model", [BusinessCase, ExecutiveSummary])
def test_every_notebook_that_reads_results_is_served(kit, model):
    write_results(handed_on("touchpoint_savings"))
    found = earlier_results(model(client="acme", results_of=["touchpoint_savings", "driver_modelling"]))
    assert list(found.results) == ["touchpoint_savings"]
    assert found.absent["driver_modelling"] == "not_run"
    assert {*found.results, *found.absent} == {*model.reads}
    assert found.findings_hashes == {"touchpoint_savings": findings_hash([SHIFT])}
