import json
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from engagements import by_score, checked, spread

from cxkit.analysis.group_valuation import group_valuation
from cxkit.report.reader import protect, write_results
from cxkit.report.valuation.words import answer
from cxkit.result import RESULTS_DIR, EarlierResults, NotebookResults, findings_hash, read_results

TABLES = SimpleNamespace(hashes={"klanten.csv": "ab"})


def report(*, detractors=60, **given):
    settings = checked(shifts=[["detractor", "promoter", 5]], **given)
    held, asked = by_score({3: spread(100, detractors), 7: spread(150, 60), 9: spread(220, 60)})
    return protect(group_valuation(held, asked, settings=settings), settings=settings, tables=TABLES)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write a report's results into a folder apart, and give back what stands in the file."""
    monkeypatch.setenv(RESULTS_DIR, str(tmp_path))
    monkeypatch.setattr("cxkit.paths.params_dir", lambda client: tmp_path / "params")

    def write(made):
        said = write_results(made, answer=answer(made))
        return said, tmp_path / "cx_group_valuation.json"

    return write


@pytest.mark.parametrize(("audience", "hidden_n"), [("client", 2), ("consultant", 0)])
def test_who_reads_decides_how_many_groups_are_hidden(audience, hidden_n):
    assert report(detractors=6, audience=audience).hidden_n == hidden_n


def test_the_smallest_group_shown_is_a_setting():
    assert report(detractors=6, minimum_group_n=6).hidden_n == 0


def test_the_results_file_holds_every_figure_and_reads_back(written):
    made = report()
    said, path = written(made)
    results = read_results(path)
    assert results.findings == made.result.findings
    assert all(finding.name in repr(said) for finding in results.findings)
    assert (results.answer, results.provenance["inputs"]) == (answer(made).in_one_sentence, {"klanten.csv": "ab"})


def test_the_results_file_tells_from_which_results_it_was_made(written):
    made = report()
    assert read_results(written(made)[1]).provenance["results"] == {}
    read = NotebookResults("touchpoint_savings", "demo", "2025", "en", "client", "", made.result.findings)
    path = written(replace(made, earlier=EarlierResults({"touchpoint_savings": read})))[1]
    expected = {"touchpoint_savings": findings_hash(made.result.findings)}
    assert read_results(path).provenance["results"] == expected


def test_a_report_holds_the_earlier_results_it_was_made_from():
    made, earlier = report(), EarlierResults()
    assert made.earlier is None
    held, asked = by_score({3: spread(100, 60), 7: spread(150, 60), 9: spread(220, 60)})
    found = group_valuation(held, asked, settings=made.settings)
    assert protect(found, settings=made.settings, tables=TABLES, earlier=earlier).earlier is earlier


def test_a_hidden_figure_leaves_no_number_in_the_results_file(written):
    made = report(detractors=6)
    path = written(made)[1]
    hidden = [finding for finding in json.loads(path.read_text())["findings"] if finding["status"] == "hidden"]
    assert "shift_value" in [finding["name"] for finding in hidden]
    for finding in hidden:
        numbers = [value for name, value in finding.items() if isinstance(value, int | float) and name != "confidence"]
        assert numbers == [] and finding["notes"] == {}


def test_a_hidden_answer_names_no_amount():
    told = answer(report(detractors=6))
    assert told.tone == "hidden" and "€" not in told.in_one_sentence


def test_the_ledger_names_customers_by_a_keyed_hash_only(written):
    made = report()
    lines = pd.read_parquet(written(made)[1].with_suffix(".parquet"))
    assert lines["eur_year"].sum() == pytest.approx(made.result.findings[0].estimate)
    assert not set(lines["customer_key"]) & set(made.ledger["customer_id"])
    assert "customer_id" not in lines
