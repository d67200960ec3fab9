"""What is taken out of an executed notebook: times, paths of this machine, warnings; ids become fixed."""

from __future__ import annotations

import copy

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

INJECTED = "injected-parameters"
PAPERMILL_ERROR = "papermill-error-cell-tag"
OF_A_RUN = ("papermill", "execution")


def cleaned(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without anything that differs between two equal runs or tells of this machine.

    Parameters
    ----------
    notebook : executed notebook.

    Returns
    -------
    A copy without run metadata and stderr, the injected cell with a fixed id, every other cell id as it was.
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
    if cell.cell_type == "code":
        cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]


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
