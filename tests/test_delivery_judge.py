"""What makes a run good, seen from the notebook papermill saved and the results file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cxkit.delivery import judge

RESULTS = {"schema": 1, "notebook": "roi", "answer": "It pays.", "findings": []}


def cell(source: str, *, n: int | None = 1, outputs=(), started: bool = True):
    metadata = {"papermill": {"start_time": "2025-01-01" if started else None}}
    return new_code_cell(source, execution_count=n, outputs=list(outputs), metadata=metadata)


def error(ename: str, evalue: str):
    return new_output("error", ename=ename, evalue=evalue, traceback=["File /home/someone/x.py"])


def notebook(*cells, **metadata):
    return new_notebook(cells=list(cells), metadata=metadata)


def texts(faults) -> list[str]:
    return [fault.text() for fault in faults]


@pytest.fixture
def results(tmp_path):
    path = tmp_path / "roi.json"
    path.write_text(json.dumps(RESULTS))
    return path


def test_a_good_run_has_no_faults(results):
    run = notebook(new_markdown_cell("# Title"), cell("1"), cell("", n=None), cxkit={"figures": 0})
    assert judge.faults(run, results, name="roi") == []


def test_a_cell_never_run_is_named(results):
    run = notebook(cell("a = 1"), cell("\nb = 2\nc = 3", n=None))
    assert texts(judge.faults(run, results, name="roi")) == ["cell 2 (b = 2) was never run. Run again."]


def test_an_error_is_told_by_its_last_line_and_without_traceback(results):
    run = notebook(cell("x = 1"), cell("x = 1", outputs=[error("ValueError", "first\nlast ")]))
    (text,) = texts(judge.faults(run, results, name="roi"))
    assert text == "cell 2 (x = 1) stopped with ValueError: last. Mend the cell."


def test_an_error_without_words_is_told_by_its_kind(results):
    run = notebook(cell("assert x", outputs=[error("AssertionError", "")]))
    assert "stopped with AssertionError. " in texts(judge.faults(run, results, name="roi"))[0]


def test_papermills_own_verdict_counts(results):
    run = notebook(cell("a = 1"), papermill={"exception": True})
    assert texts(judge.faults(run, results, name="roi")) == ["cell 1 (a = 1) stopped. Mend the cell."]


@pytest.mark.parametrize("ename", ["SettingsError", "DataError", "NotEnoughData"])
def test_a_users_mistake_is_told_in_its_own_words(results, ename):
    said = "a.csv: {n} rows are empty. Fill them.\nb.csv: no rows.\nNothing was written."
    run = notebook(cell("cx.load()", outputs=[error(ename, said)]))
    assert judge.is_users_mistake(run)
    assert texts(judge.faults(run, results, name="roi")) == said.splitlines()[:2]


def test_what_broke_the_run_off_stands_at_the_cell_that_was_running(results):
    run = notebook(cell("a = 1"), cell("b = 2"), cell("c = 3", n=None, started=False))
    told = judge.faults(run, results, name="roi", broken_by=DeadKernelError("Kernel died"))
    assert texts(told) == ["the kernel died in cell 2 (b = 2). Often the memory is too small."]
    told = judge.faults(run, results, name="roi", broken_by=CellTimeoutError("A cell timed out"))
    assert texts(told) == ["cell 2 (b = 2) took too long. Give it more time: --timeout SECONDS."]
    told = judge.faults(run, results, name="roi", broken_by=RuntimeError("no reply"))
    assert texts(told) == ["the run broke off in cell 2 (b = 2): no reply. Run again."]
    run = notebook(cell("a = 1", n=None, started=False))
    told = judge.faults(run, results, name="roi", broken_by=RuntimeError("Kernel died before replying"))
    assert texts(told)[0].startswith("the kernel did not start: Kernel died before replying. ")


def test_long_lines_are_shortened(results):
    run = notebook(cell("x" * 200, n=None))
    assert "(" + "x" * 59 + "…)" in texts(judge.faults(run, results, name="roi"))[0]


def test_figures_are_counted(results):
    figure = new_output("display_data", data={"image/png": "…", "text/plain": "<Figure>"})
    run = notebook(cell("a", outputs=[figure, figure]), cell("b", outputs=[figure]), cxkit={"figures": 3})
    assert judge.faults(run, results, name="roi") == []
    run.metadata.cxkit.figures = 4
    assert texts(judge.faults(run, results, name="roi"))[0].startswith("3 of 4 figures were drawn")


@pytest.mark.parametrize(
    "content, said",
    [
        (None, "no results were written"),
        ("", "the results file is not JSON"),
        ("[1]", "the results lack schema, notebook, answer, findings"),
        (json.dumps({**RESULTS, "answer": ""}), "the results lack answer"),
        (json.dumps({**RESULTS, "notebook": "driver_modelling"}), "the results are those of driver_modelling"),
        (json.dumps({**RESULTS, "findings": [{"low": float("nan")}]}), "no number at findings[0].low"),
        (json.dumps(RESULTS)[:-1] + ', "x": 1e999}', "no number at x"),
    ],
)
def test_results_files_that_are_refused(results, content, said):
    results.unlink() if content is None else results.write_text(content)
    faults = judge.faults(notebook(cell("1")), results, name="roi")
    assert len(faults) == 1 and said in texts(faults)[0]


finite = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(finite, st.sampled_from([float("nan"), float("inf"), float("-inf")]))
def test_one_number_that_is_none_is_found_wherever_it_stands(value, bad):
    assert judge.not_finite(value) == []
    assert judge.not_finite({"a": [value, {"b": bad}]}) == ["a[1].b"]
