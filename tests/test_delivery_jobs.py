"""Which notebooks are run, and in which order."""

import pytest
from kit import make_kit, only_notebooks

from cxkit.delivery.jobs import asked_notebooks, left_aside
from cxkit.settings.notebooks import NOTEBOOKS


def test_a_notebook_is_run_after_those_it_reads_however_it_was_asked_for():
    asked = asked_notebooks("demo", ["driver_modelling", "cx_group_valuation", "driver_modelling"])
    assert asked == ["cx_group_valuation", "driver_modelling"]


def test_every_notebook_comes_after_those_whose_results_it_reads():
    order = list(NOTEBOOKS)
    late = {name: [read for read in model.reads if read not in order[: order.index(name)]]
            for name, model in NOTEBOOKS.items()}  # fmt: skip
    assert late == {name: [] for name in order}


def test_a_notebook_whose_table_nobody_names_is_left_aside_and_said_so(tmp_path, monkeypatch):
    monkeypatch.chdir(make_kit(tmp_path))
    folder = tmp_path / "params" / "acme"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "client.yaml").write_text("sources: {answers: answers.csv}\n", encoding="utf-8")
    for name in ("maturity_assessment", "opportunity_ranking", "touchpoint_savings"):
        (folder / f"{name}.yaml").write_text("", encoding="utf-8")
    assert asked_notebooks("acme") == ["maturity_assessment", "opportunity_ranking"]
    assert left_aside("acme", language="en") == ["touchpoint_savings: left aside, sources names no file for contacts"]
    assert asked_notebooks("acme", ["touchpoint_savings"]) == ["touchpoint_savings"]


def test_a_client_of_whom_no_source_is_named_is_told_what_every_notebook_needs(tmp_path, monkeypatch):
    monkeypatch.chdir(make_kit(tmp_path))
    folder = tmp_path / "params" / "acme"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "client.yaml").write_text("sources: {}\n", encoding="utf-8")
    (folder / "touchpoint_savings.yaml").write_text("", encoding="utf-8")
    assert asked_notebooks("acme") == ["touchpoint_savings"]


def test_a_test_that_knows_few_notebooks_puts_all_back_in_their_order():
    before = list(NOTEBOOKS)
    with pytest.MonkeyPatch.context() as patch:
        only_notebooks({before[1]: NOTEBOOKS[before[1]]}, patch)
        assert list(NOTEBOOKS) == [before[1]]
    assert list(NOTEBOOKS) == before
