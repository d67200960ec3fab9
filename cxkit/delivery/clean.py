"""What is taken out of an executed notebook: times, paths of this machine, warnings; ids become fixed."""

from __future__ import annotations

import ast
import copy
import json
import re
from pathlib import PurePosixPath, PureWindowsPath

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

INJECTED = "injected-parameters"
PAPERMILL_ERROR = "papermill-error-cell-tag"
OF_A_RUN = ("papermill", "execution")
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_POSIX = re.compile(r"~[^/]*/.+|/[^/]+/.+")


def cleaned(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without anything that differs between two equal runs or tells of this machine.

    Parameters
    ----------
    notebook : executed notebook.

    Returns
    -------
    A copy without run metadata and stderr, the injected cell with a fixed id and with the names of files instead of
    their places on this machine, every other cell id as it was.
    """
    result = copy.deepcopy(notebook)
    result.metadata.pop("papermill", None)
    for cell in result.cells:
        _clean_cell(cell)
    return result


def _clean_cell(cell: NotebookNode) -> None:
    for name in OF_A_RUN:
        cell.metadata.pop(name, None)
    if INJECTED in tags(cell):
        cell.id = INJECTED
        cell.source = without_places(cell.source)
    if cell.cell_type == "code":
        cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]


def without_places(source: str) -> str:
    """Return code with each text that is an absolute path, or one from the home folder, cut down to its file name.

    Parameters
    ----------
    source : code as papermill writes it, with every text in double quotes.

    Examples
    --------
    >>> without_places('sources = {"customers": "/home/consultant/klanten.csv", "responses": "data/antwoorden.csv"}')
    'sources = {"customers": "klanten.csv", "responses": "data/antwoorden.csv"}'
    """
    return _TEXT.sub(_without_place, source)


def _without_place(found: re.Match[str]) -> str:
    text = ast.literal_eval(found[0])
    if _POSIX.fullmatch(text):
        return json.dumps(PurePosixPath(text).name)
    windows = PureWindowsPath(text)
    return json.dumps(windows.name) if windows.is_absolute() and windows.name else found[0]


def tags(cell: NotebookNode) -> list[str]:
    """Return a cell's tags."""
    return cell.metadata.get("tags", [])


def without_banners(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without the red cells papermill adds when a cell fails."""
    result = copy.deepcopy(notebook)
    result.cells = [cell for cell in result.cells if PAPERMILL_ERROR not in tags(cell)]
    return result


def marked_failed(notebook: NotebookNode, text: str) -> NotebookNode:
    """Return a notebook that says in its first cell that it did not finish.

    Parameters
    ----------
    notebook : notebook as far as it came.
    text : what went wrong, in markdown.
    """
    result = copy.deepcopy(notebook)
    result.cells.insert(0, new_markdown_cell(text, id="failed"))
    return result
