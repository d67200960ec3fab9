"""The answer form is a workbook that says all a rater needs, opens only where he writes, and is the same every time."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import openpyxl
import pytest

from cxkit.forms import HEAD_ROW, HEADINGS, LABELS, PLACES, Rater, write_form
from cxkit.settings.instrument import load_instrument

INSTRUMENT = load_instrument("cx_maturity")


@pytest.fixture(params=["en", "nl"])
def form(request, tmp_path):
    """Return the language, the path and the only sheet of a form that is filled in for a small part."""
    path = tmp_path / "form.xlsx"
    rater = Rater(
        "Teamleider", "Klantenservice", "zon", {"design_2": (3, "=SOM(A1)\nregel 2"), "culture_1": (None, "?")}
    )
    write_form(path, INSTRUMENT, language=request.param, client_name="Zonnig & Co", wave="2025", rater=rater)
    (sheet,) = openpyxl.load_workbook(path).worksheets
    return request.param, path, sheet


def test_every_statement_stands_below_its_dimension_in_the_language_asked_for(form):
    language, _, sheet = form
    statements = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=HEAD_ROW + 2)]
    expected = []
    for dimension in INSTRUMENT.dimensions:
        expected += [(None, dimension.name[language]), *((item.key, item.text[language]) for item in dimension.items)]
    assert statements[: len(expected)] == expected
    assert [cell.value for cell in sheet[HEAD_ROW + 1]] == [heading[language] for heading in HEADINGS.values()]


def test_what_a_rater_says_about_himself_stands_beside_its_label(form):
    language, _, sheet = form
    given = {"role": "Teamleider", "department": "Klantenservice", "wave": "2025", "code": "zon"}
    for name, (row, column) in PLACES.items():
        assert sheet.cell(row + 1, column).value == LABELS[name][language]
        assert sheet.cell(row + 1, column + 1).value == given[name]
    foot = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=HEAD_ROW + 2)}
    assert foot[LABELS["questionnaire"][language]] == "cx_maturity"
    assert foot[LABELS["version"][language]] == "1.0"


def test_text_that_looks_like_a_formula_stays_text(form):
    _, _, sheet = form
    row = next(row for row in sheet.iter_rows() if row[0].value == "design_2")
    assert (row[2].value, row[3].value, row[3].data_type) == (3, "=SOM(A1)\nregel 2", "s")


def test_only_the_cells_to_fill_in_are_open_and_no_password_is_asked(form):
    _, _, sheet = form
    assert sheet.protection.sheet and not sheet.protection.password
    keys = {item.key for item in INSTRUMENT.items}
    scored = {cell.coordinate for row in sheet.iter_rows() if row[0].value in keys for cell in row[2:4]}
    about = {sheet.cell(row + 1, column + 1).coordinate for row, column in PLACES.values()}
    assert {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    } == scored | about


def test_a_score_is_chosen_from_the_scale(form):
    _, _, sheet = form
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert len(rules) == 30 and set(rules.values()) == {("list", '"0,1,2,3,4"')}


def test_the_head_stays_in_sight_and_prints_on_every_page_across_a4(form):
    _, _, sheet = form
    assert sheet.freeze_panes == f"A{HEAD_ROW + 2}"
    assert sheet.print_title_rows == f"${HEAD_ROW + 1}:${HEAD_ROW + 1}"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_long_text_across_the_columns_gets_a_row_that_shows_it_whole(form):
    _, _, sheet = form
    lines = [line for line in sheet["A2"].value.split("\n") for _ in range(-(-len(line) // 150))]
    assert sheet.row_dimensions[2].height >= 12 * len(lines)


def test_another_scale_and_another_language_make_another_form(tmp_path):
    own = replace(INSTRUMENT, lowest=0, highest=100, anchors={}, source={"en": "", "nl": ""})
    write_form(tmp_path / "wide.xlsx", own, language="en", client_name="")
    sheet = openpyxl.load_workbook(tmp_path / "wide.xlsx").active
    rules = {(rule.type, rule.formula1, rule.formula2) for rule in sheet.data_validations.dataValidation}
    assert rules == {("whole", "0", "100")}
    assert sheet["A1"].value == INSTRUMENT.title["en"]


def test_equal_input_gives_equal_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_form(tmp_path / name, INSTRUMENT, language="nl", client_name="x", wave="2025")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    names = zipfile.ZipFile(tmp_path / "a.xlsx").namelist()
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
