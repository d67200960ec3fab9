"""Templates read as sentences: short cells, no stored output, the same in every language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

from cxkit import paths
from cxkit.language import LANGUAGES
from cxkit.settings import NOTEBOOKS

TEMPLATES = paths.root() / "templates"
NO_SENTENCE = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.IfExp,
    ast.Try, ast.With, ast.comprehension,
)  # fmt: skip
EVERY = [pytest.param(path, id=path.relative_to(TEMPLATES).as_posix()) for path in sorted(TEMPLATES.rglob("*.ipynb"))]
TWINS = [(name, code) for name in NOTEBOOKS for code in LANGUAGES if code != "en"]


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def is_parameters(cell) -> bool:
    return "parameters" in cell.metadata.get("tags", [])


def test_every_notebook_has_a_template_and_every_template_is_a_notebook():
    assert {path.stem for path in TEMPLATES.glob("*.ipynb")} == set(NOTEBOOKS)


@pytest.mark.parametrize("path", EVERY)
def test_it_is_a_valid_notebook_for_any_python(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec == {"name": "python3", "display_name": "Python 3", "language": "python"}
    assert notebook.metadata.language_info == {"name": "python"}


@pytest.mark.parametrize("path", EVERY)
def test_nothing_is_stored(path):
    for cell in code_cells(path):
        assert (cell.outputs, cell.execution_count) == ([], None)
        assert set(cell.metadata) <= {"tags"}


@pytest.mark.parametrize("path", EVERY)
def test_code_reads_as_sentences(path):
    for cell in code_cells(path):
        found = [type(node).__name__ for node in ast.walk(ast.parse(cell.source)) if isinstance(node, NO_SENTENCE)]
        assert found == [], cell.id
        assert is_parameters(cell) or len(cell.source.splitlines()) <= 10, cell.id


@pytest.mark.parametrize("path", EVERY)
def test_the_parameters_cell_is_the_first_with_code(path):
    assert [is_parameters(cell) for cell in code_cells(path)] == [True] + [False] * (len(code_cells(path)) - 1)


@pytest.mark.parametrize("path", EVERY)
def test_cells_have_names_of_their_own(path):
    names = [cell.id for cell in read(path).cells]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]{2,}(-[a-z]{2,})*", name)] == []


@pytest.mark.parametrize(("name", "code"), TWINS)
def test_the_twin_has_the_same_cells_and_the_same_code(name, code):
    source, twin = read(TEMPLATES / f"{name}.ipynb"), read(TEMPLATES / code / f"{name}.ipynb")
    assert twin.metadata == source.metadata
    for cell, other in zip(source.cells, twin.cells, strict=True):
        assert (cell.id, cell.cell_type, cell.metadata) == (other.id, other.cell_type, other.metadata)
        if cell.cell_type == "code" and not is_parameters(cell):
            assert cell.source == other.source


@pytest.mark.parametrize(("name", "code"), TWINS)
def test_the_twin_has_the_same_settings_but_for_its_language(name, code):
    [source], [twin] = (
        [cell.source for cell in code_cells(path) if is_parameters(cell)]
        for path in (TEMPLATES / f"{name}.ipynb", TEMPLATES / code / f"{name}.ipynb")
    )
    expected = source.replace('language: str = "en"', f'language: str = "{code}"')
    assert ast.dump(ast.parse(twin)) == ast.dump(ast.parse(expected))
    assert twin != expected, "the comments are not translated"
