"""The answer form of a questionnaire: a workbook that people fill in, and how it is laid out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cxkit.language import Language

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from cxkit.settings.instrument import Instrument, Item

LABELS: Mapping[str, Mapping[str, str]] = {
    "sheet": {"en": "Answers", "nl": "Antwoorden"},
    "role": {"en": "Your role", "nl": "Uw functie"},
    "department": {"en": "Department", "nl": "Afdeling"},
    "wave": {"en": "Measurement", "nl": "Meting"},
    "code": {"en": "Your own word", "nl": "Eigen woord"},
    "questionnaire": {"en": "Questionnaire", "nl": "Vragenlijst"},
    "version": {"en": "Version", "nl": "Versie"},
}
"""Labels beside a cell, which the reader looks for; no message of the catalogue, so that an old form stays readable."""
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "item": {"en": "Code", "nl": "Code"},
    "text": {"en": "Statement", "nl": "Stelling"},
    "score": {"en": "Score", "nl": "Score"},
    "evidence": {"en": "What makes you say so?", "nl": "Waaruit blijkt dat?"},
}
PLACES = {"role": (2, 1), "department": (2, 3), "wave": (3, 1), "code": (3, 3)}
"""Row and column, counted from 0, of what a rater says about himself; the label stands to the left of it."""
HEAD_ROW = 5
WIDTHS = (17, 62, 13, 58)
LIST_CHARACTERS = 255
LINE_POINTS = 12
MADE_ON = dt.datetime(2000, 1, 1)
INK, MUTED, GRID, BLUE, FIELD = "#1F2933", "#7B8794", "#E4E7EB", "#0072B2", "#F3F8FC"


@dataclass(frozen=True)
class Rater:
    """What one rater fills in.

    Parameters
    ----------
    role, department : as typed; the department may be empty.
    code : a word of the rater's own, by which he is recognised in another measurement; may be empty.
    answers : item -> its score, or None when it stays blank, and the remark beside it, which may be empty.
    """

    role: str = ""
    department: str = ""
    code: str = ""
    answers: Mapping[str, tuple[int | float | None, str]] = field(default_factory=dict)


def write_form(
    path: Path | str,
    instrument: Instrument,
    *,
    language: str,
    client_name: str,
    wave: str = "",
    rater: Rater | None = None,
) -> None:
    """Write the answer form of a questionnaire as a workbook; equal input gives equal bytes.

    Parameters
    ----------
    path : file to write, ending in .xlsx.
    instrument : the questionnaire.
    language : 'en' or 'nl', of the labels and the statements.
    client_name : printed behind the title.
    wave : name of the measurement; empty to leave it to the raters.
    rater : what is filled in; None for a blank form.

    Notes
    -----
    The sheet is protected without a password: only the cells to fill in can be changed by accident.
    """
    import xlsxwriter

    rater = rater or Rater()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": MADE_ON, "title": instrument.title[language]})
        sheet = book.add_worksheet(LABELS["sheet"][language])
        looks = _looks(book)
        _lay_out(sheet)
        _head(sheet, looks, instrument, language, client_name)
        filled = {"role": rater.role, "department": rater.department, "code": rater.code, "wave": wave}
        _about_rater(sheet, looks, language, filled)
        last = _statements(sheet, looks, instrument, language, rater.answers)
        _foot(sheet, looks, instrument, language, last + 2)


def _looks(book: Workbook) -> dict[str, Format]:
    """Return the formats of the cells by what they are for."""
    plain = {"font_name": "Arial", "font_size": 10, "font_color": INK, "text_wrap": True, "valign": "top"}
    line = {**plain, "bottom": 1, "bottom_color": GRID}
    open_cell = {**line, "locked": False, "bg_color": FIELD, "left": 1, "left_color": GRID}
    kinds = {
        "title": {**plain, "font_size": 15, "bold": True, "text_wrap": False, "valign": "vcenter"},
        "words": {**plain, "font_size": 9, "valign": "vcenter"},
        "label": {**plain, "bold": True, "valign": "vcenter"},
        "field": {**open_cell, "valign": "vcenter", "num_format": "@"},
        "heading": {**plain, "bold": True, "font_color": "white", "bg_color": BLUE, "valign": "vcenter"},
        "dimension": {**plain, "bold": True, "font_size": 11, "font_color": BLUE, "bottom": 1, "bottom_color": BLUE,
                      "valign": "bottom"},
        "code": {**line, "font_color": MUTED, "font_size": 8},
        "text": line,
        "score": {**open_cell, "align": "center", "bold": True},
        "evidence": {**open_cell, "num_format": "@"},
        "foot": {**plain, "font_color": MUTED, "font_size": 8},
    }  # fmt: skip
    return {name: book.add_format(kind) for name, kind in kinds.items()}


def _lay_out(sheet: Worksheet) -> None:
    """Set widths, the rows that stay in sight, protection and print."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_rows": True, "format_columns": True})
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_footer("&C&P / &N")


def _head(sheet: Worksheet, looks: Mapping[str, Format], instrument: Instrument, language: str, client: str) -> None:
    """Write the title, how to fill the form in, what the scores mean, and the headings."""
    _ = Language(language)
    title = " · ".join(text for text in (instrument.title[language], client) if text)
    how = [
        _("Score every statement from {low} to {high}: how far is it so with us? Leave blank what you do not know.",
          low=instrument.lowest, high=instrument.highest),
        _("Remarks are reported as you type them, without your role or department. Your own word, which nobody else "
          "needs to know, lets your answers be compared with those of another measurement."),
    ]  # fmt: skip
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, title, looks["title"])
    _across(sheet, 1, 0, "\n".join(how), looks["words"])
    scale = "    ".join(f"{score} = {text[language]}" for score, text in instrument.anchors.items())
    _across(sheet, HEAD_ROW - 1, 0, scale, looks["words"])
    sheet.set_row(HEAD_ROW, 18)
    for column, heading in enumerate(HEADINGS.values()):
        sheet.write_string(HEAD_ROW, column, heading[language], looks["heading"])


def _about_rater(sheet: Worksheet, looks: Mapping[str, Format], language: str, filled: Mapping[str, str]) -> None:
    for name, (row, column) in PLACES.items():
        sheet.set_row(row, 18)
        sheet.write_string(row, column - 1, LABELS[name][language], looks["label"])
        _write(sheet, row, column, filled[name], looks["field"])


def _statements(
    sheet: Worksheet,
    looks: Mapping[str, Format],
    instrument: Instrument,
    language: str,
    answers: Mapping[str, tuple[int | float | None, str]],
) -> int:
    """Write the statements below the name of their dimension, and return the last row."""
    row = HEAD_ROW
    for dimension in instrument.dimensions:
        row += 1
        sheet.set_row(row, 22)
        sheet.write_blank(row, 0, None, looks["dimension"])
        sheet.write_string(row, 1, dimension.name[language], looks["dimension"])
        for column in (2, 3):
            sheet.write_blank(row, column, None, looks["dimension"])
        for item in dimension.items:
            row += 1
            _statement(sheet, looks, row, item, language, answers.get(item.key, (None, "")))
            sheet.data_validation(row, 2, row, 2, _allowed(instrument, language))
    return row


def _statement(
    sheet: Worksheet,
    looks: Mapping[str, Format],
    row: int,
    item: Item,
    language: str,
    answer: tuple[int | float | None, str],
) -> None:
    score, evidence = answer
    sheet.write_string(row, 0, item.key, looks["code"])
    sheet.write_string(row, 1, item.text[language], looks["text"])
    if score is None:
        sheet.write_blank(row, 2, None, looks["score"])
    else:
        sheet.write_number(row, 2, score, looks["score"])
    _write(sheet, row, 3, evidence, looks["evidence"])


def _allowed(instrument: Instrument, language: str) -> dict[str, object]:
    """Return what a score may be: a list to choose from, or a whole number where the list would be too long."""
    _ = Language(language)
    low, high = instrument.lowest, instrument.highest
    scores = [str(score) for score in range(low, high + 1)]
    listed = len(",".join(scores)) <= LIST_CHARACTERS
    message = _("Choose a whole score from {low} to {high}, or leave it blank.", low=low, high=high)
    rule = {"validate": "list", "source": scores} if listed else {
        "validate": "integer", "criteria": "between", "minimum": low, "maximum": high}  # fmt: skip
    return {**rule, "error_title": HEADINGS["score"][language], "error_message": message}


def _foot(sheet: Worksheet, looks: Mapping[str, Format], instrument: Instrument, language: str, row: int) -> None:
    """Write which questionnaire this is, for the reader, and where it comes from."""
    for name, value in (("questionnaire", instrument.name), ("version", instrument.version)):
        sheet.write_string(row, 0, LABELS[name][language], looks["foot"])
        sheet.write_string(row, 1, value, looks["foot"])
        row += 1
    _across(sheet, row, 1, instrument.source[language], looks["foot"])


def _across(sheet: Worksheet, row: int, first: int, text: str, look: Format) -> None:
    """Write a text across columns, in a row high enough for it, as merged cells do not grow by themselves."""
    wide = sum(WIDTHS[first:])
    lines_n = sum(max(1, math.ceil(len(line) / wide)) for line in text.split("\n"))
    sheet.set_row(row, 8 + LINE_POINTS * lines_n)
    sheet.merge_range(row, first, row, len(WIDTHS) - 1, "", look)
    _write(sheet, row, first, text, look)


def _write(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """Write a text as it is typed, with the line breaks of a workbook, or an empty cell."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if lines:
        sheet.write_string(row, column, lines, look)
    else:
        sheet.write_blank(row, column, None, look)
