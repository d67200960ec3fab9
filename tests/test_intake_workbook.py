"""Workbooks: the right sheet, the right rows, and cells with the types Excel gave them."""

import datetime as dt
import io

import openpyxl
import pytest

from cxkit.errors import DataError
from cxkit.intake.workbook import read_workbook


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


ROWS = [["id", "seg", "eur", "datum"], ["001", "None", 1.5, dt.datetime(2024, 1, 31)], ["002", None, 2, None]]


def test_cells_keep_the_types_excel_gave_them():
    raw = read_workbook(workbook(Data=ROWS), file="k.xlsx")
    assert (raw.file, raw.sheet) == ("k.xlsx", "Data")
    assert raw.cells["id"].tolist() == ["001", "002"]
    assert raw.cells["seg"].tolist()[0] == "None"
    assert raw.cells["eur"].tolist() == [1.5, 2.0]
    assert raw.cells["datum"].tolist()[0] == dt.datetime(2024, 1, 31)
    assert raw.cells.index.tolist() == [2, 3]


def test_empty_sheets_do_not_count():
    assert read_workbook(workbook(Data=ROWS, Blad2=[], Blad3=[]), file="k.xlsx").sheet == "Data"


def test_empty_rows_are_left_out_and_rows_keep_their_number():
    raw = read_workbook(workbook(Data=[ROWS[0], ROWS[1], [], ["003", "A", 3, None], [None, ""]]), file="k.xlsx")
    assert raw.cells.index.tolist() == [2, 4]


def test_a_row_above_the_limit_of_looking_is_still_read():
    rows = [["id", "eur"], *([str(i), i] for i in range(200))]
    assert len(read_workbook(workbook(Data=rows, Uitleg=[["x"]]), file="k.xlsx", sheet="Data").cells) == 200


@pytest.mark.parametrize(
    ("content", "sheet", "words"),
    [
        (workbook(Blad1=[]), "", "the workbook is empty"),
        (workbook(Data=ROWS)[:900], "", "the workbook is broken or cut off"),
        (
            workbook(Data=ROWS),
            "Klanten",
            r'there is no sheet "Klanten" with a table; sheets: Data \(id, seg, eur, datum\)',
        ),
        (workbook(A=ROWS, B=ROWS), "", "the workbook has 2 sheets: A .*; B "),
        (workbook(Data=[["id", "id"], [1, 2]]), "", 'sheet "Data", column "id": the header stands 2 times'),
        (workbook(Data=[["Export"], [], *ROWS]), "", 'sheet "Data": the headers seem to stand on row 3'),
    ],
)
def test_a_workbook_that_cannot_be_read_is_told_in_words(content, sheet, words):
    with pytest.raises(DataError, match=words):
        read_workbook(content, file="k.xlsx", sheet=sheet)


def test_a_workbook_that_unpacks_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("cxkit.intake.workbook.MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(DataError, match="unpacks to more than"):
        read_workbook(workbook(Data=ROWS), file="k.xlsx")
