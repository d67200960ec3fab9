"""What a delivered notebook does not tell of the machine it was made on."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from papermill.translators import PythonTranslator

from cxkit.delivery.clean import INJECTED, cleaned, without_places


def kept(value):
    """Return a setting as the cleaned code of the injected cell holds it."""
    code = without_places(PythonTranslator.codify({"setting": value}))
    return ast.literal_eval(ast.parse(code).body[0].value)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/consultant/acme/klanten.csv", "klanten.csv"),
        ("~/acme/klanten.csv", "klanten.csv"),
        ("~consultant/acme/klanten.csv", "klanten.csv"),
        (r"C:\Users\consultant\klant en.csv", "klant en.csv"),
        ("D:/acme/klanten.csv", "klanten.csv"),
        (r"\\server\share\acme\klanten.csv", "klanten.csv"),
        ('/home/consultant/"café".csv', '"café".csv'),
        ("data/acme/klanten.csv", "data/acme/klanten.csv"),
        (r"data\acme\klanten.csv", r"data\acme\klanten.csv"),
        ("/month", "/month"),
        ("C: none", "C: none"),
    ],
)
def test_a_place_on_this_machine_becomes_the_name_of_the_file(path, name):
    assert kept(path) == name
    assert kept({"customers": {"file": path, "sheet": "Blad1"}}) == {"customers": {"file": name, "sheet": "Blad1"}}


@given(st.lists(st.text(st.characters(exclude_characters="/\\~", exclude_categories=["Cs"]))))
def test_texts_without_a_place_stay_as_they_are(texts):
    assert kept(texts) == texts


def test_only_the_injected_cell_is_changed():
    code = 'sources = {"customers": "/home/consultant/klanten.csv"}'
    notebook = new_notebook(cells=[new_code_cell(code, metadata={"tags": [INJECTED]}), new_code_cell(code)])
    first, second = cleaned(notebook).cells
    assert first.source == 'sources = {"customers": "klanten.csv"}' and second.source == code
    assert notebook.cells[0].source == code
