"""Is this run good? Papermill calls a dead kernel, a timeout and a notebook without figures a success."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from cxkit.errors import DataError, Fault, NotEnoughData, SettingsError
from cxkit.language import N_, Language
from cxkit.report.show import NO_FIGURE

RESULT_KEYS = ("schema", "notebook", "answer", "findings")
LINE_LENGTH = 60
_USERS_MISTAKES = tuple(kind.__name__ for kind in (SettingsError, DataError, NotEnoughData))


def faults(notebook: NotebookNode, results: Path, *, name: str, broken_by: Exception | None = None) -> list[Fault]:
    """Return what is wrong with a finished run; an empty list when it is good.

    Parameters
    ----------
    notebook : the executed notebook as papermill saved it.
    results : results file this run should have written.
    name : name of the notebook, as the results file must hold it.
    broken_by : what broke the run off from outside the cells: a dead kernel, a cell that took too long.
    """
    if broken_by is not None:
        return [break_fault(notebook, broken_by)]
    stopped = stop_faults(notebook)
    return stopped or [*_figure_faults(notebook), *result_faults(results, name=name)]


def stop_faults(notebook: NotebookNode) -> list[Fault]:
    """Return why a notebook stopped before its end; an empty list when every cell ran."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return _error_faults(notebook, cell, output)
    missed = [cell for cell in _code_cells(notebook) if cell.execution_count is None]
    if missed:
        return [_at(notebook, missed[0], N_("cell {cell} ({line}) was never run"), N_("Run again"))]
    if notebook.metadata.get("papermill", {}).get("exception"):
        return [_at(notebook, last_started(notebook), N_("cell {cell} ({line}) stopped"), N_("Mend the cell"))]
    return []


def is_users_mistake(notebook: NotebookNode) -> bool:
    """Say whether the notebook stopped on settings or data, which the user can mend without reading code."""
    errors = [o for cell in notebook.cells for o in cell.get("outputs", []) if o.output_type == "error"]
    return bool(errors) and errors[0].ename in _USERS_MISTAKES


def _error_faults(notebook: NotebookNode, cell: NotebookNode, output: NotebookNode) -> list[Fault]:
    if output.ename in _USERS_MISTAKES:
        return [Fault("{line}", "", values={"line": line}) for line in _words(output.evalue)]
    found = N_("cell {cell} ({line}) stopped with {error}")
    last = _last_line(output.evalue)
    return [_at(notebook, cell, found, N_("Mend the cell"), error=f"{output.ename}: {last}" if last else output.ename)]


def _words(evalue: str) -> list[str]:
    """Return the faults of one of our own errors, without its closing line."""
    closings = {Language(code)(SettingsError.closing) for code in ("en", "nl")}
    return [line for line in evalue.splitlines() if line.strip() and line not in closings]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def break_fault(notebook: NotebookNode, error: Exception) -> Fault:
    """Return the fault of a run that broke off, at the cell that was running.

    Parameters
    ----------
    notebook : notebook as papermill saved it last.
    error : what papermill raised, which is no error of a cell.
    """
    cell = last_started(notebook)
    if cell is None:
        found, remedy = N_("the kernel did not start: {reason}"), N_("See what there is with: jupyter kernelspec list")
    elif isinstance(error, CellTimeoutError):
        found, remedy = N_("cell {cell} ({line}) took too long"), N_("Give it more time: --timeout SECONDS")
    elif isinstance(error, DeadKernelError):
        found, remedy = N_("the kernel died in cell {cell} ({line})"), N_("Often the memory is too small")
    else:
        found, remedy = N_("the run broke off in cell {cell} ({line}): {reason}"), N_("Run again")
    return _at(notebook, cell, found, remedy, reason=_last_line(str(error)))


def last_started(notebook: NotebookNode) -> NotebookNode | None:
    """Return the last code cell papermill started, None when no cell was."""
    started = [c for c in _code_cells(notebook) if c.metadata.get("papermill", {}).get("start_time")]
    return started[-1] if started else None


def _at(notebook: NotebookNode, cell: NotebookNode | None, found: str, remedy: str, **values: object) -> Fault:
    number = next((n for n, other in enumerate(_code_cells(notebook), start=1) if other is cell), 0)
    line = _first_line(cell.source) if cell is not None else ""
    return Fault(found, remedy, values={"cell": number, "line": line, **values})


def _code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells that hold something; the n-th is `In [n]` in JupyterLab."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def _first_line(source: str) -> str:
    line = next(line.strip() for line in source.splitlines() if line.strip())
    return line if len(line) <= LINE_LENGTH else line[: LINE_LENGTH - 1] + "…"


def _figure_faults(notebook: NotebookNode) -> list[Fault]:
    expected = notebook.metadata.get("cxkit", {}).get("figures", 0)
    found = sum(_is_figure(output) for cell in notebook.cells for output in cell.get("outputs", []))
    if found >= expected:
        return []
    return [
        Fault(
            N_("{found} of {expected} figures were drawn"),
            N_("End each figure's cell with the figure, or correct figures in the notebook's metadata"),
            values={"found": found, "expected": expected},
        )
    ]


def _is_figure(output: NotebookNode) -> bool:
    """Say whether an output is a figure, or says in words why there is none."""
    said = output.get("metadata", {}).get("text/plain", {}).get("cxkit")
    return "image/png" in output.get("data", {}) or said == NO_FIGURE


def result_faults(path: Path, *, name: str) -> list[Fault]:
    """Return what is wrong with a results file; an empty list when it is good.

    Parameters
    ----------
    path : the results file.
    name : name of the notebook it must be of.
    """
    if not path.is_file():
        return [Fault(N_("no results were written"), N_("End the notebook with cx.write_results(...)"))]
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return [Fault(N_("the results file is not JSON"), N_("Write it with cx.write_results(...)"))]
    return [*_key_faults(results, name), *_number_faults(results)]


def _key_faults(results: Any, name: str) -> list[Fault]:
    held = results if isinstance(results, dict) else {}
    missing = [key for key in RESULT_KEYS if held.get(key) in (None, "")]
    remedy = N_("Write it with cx.write_results(...)")
    if missing:
        found = N_("the results lack {keys}")
        return [Fault(found, remedy, values={"keys": ", ".join(missing)})]
    if held["notebook"] != name:
        return [Fault(N_("the results are those of {other}"), remedy, values={"other": held["notebook"]})]
    return []


def _number_faults(results: Any) -> list[Fault]:
    places = not_finite(results)
    if not places:
        return []
    found = N_("the results hold no number at {places}")
    remedy = N_("Say why there is no figure instead: estimate null with a status and a reason")
    return [Fault(found, remedy, values={"places": ", ".join(places[:5])})]


def not_finite(value: Any, place: str = "") -> list[str]:
    """Return the places where a number is NaN or infinite.

    Parameters
    ----------
    value : what a results file holds.
    place : name of where the value stands.

    Examples
    --------
    >>> not_finite({"findings": [{"low": 1.0, "high": float("inf")}]})
    ['findings[0].high']
    """
    if isinstance(value, dict):
        return [p for key, item in value.items() for p in not_finite(item, f"{place}.{key}" if place else key)]
    if isinstance(value, list):
        return [p for n, item in enumerate(value) for p in not_finite(item, f"{place}[{n}]")]
    return [place] if isinstance(value, float) and not math.isfinite(value) else []
