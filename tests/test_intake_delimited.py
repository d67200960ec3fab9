"""Nine ways to write one file give one table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from cxkit.errors import DataError
from cxkit.intake.delimited import detected_separator, read_delimited

ROWS = [
    ["klantnr", "segment", "opmerking"],
    ["001", "Café", 'zei "ja"'],
    ["002", "B, C; D", "twee\nregels"],
    ["3", "", "x"],
]


def delimited(separator, *, newline="\n", quote_all=False, rows=ROWS):
    def cell(text):
        odd = any(mark in text for mark in (separator, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if quote_all or odd else text

    return newline.join(separator.join(cell(text) for text in row) for row in rows) + newline


DIALECTS = {
    "comma": delimited(",").encode(),
    "semicolon": delimited(";").encode(),
    "tab": delimited("\t").encode(),
    "pipe": delimited("|").encode(),
    "windows lines": delimited(";", newline="\r\n").encode(),
    "all quoted": delimited(",", quote_all=True).encode(),
    "with byte order mark": delimited(";").encode("utf-8-sig"),
    "utf-16": delimited("\t").encode("utf-16"),
    "cp1252": delimited(";").encode("cp1252"),
    "separator line": ("sep=;\n" + delimited(";")).encode(),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_the_same_table(dialect):
    raw = read_delimited(DIALECTS[dialect], file="klanten.csv")
    expected = read_delimited(DIALECTS["comma"], file="klanten.csv").cells
    assert expected.to_numpy().tolist() == ROWS[1:]
    assert_frame_equal(raw.cells.reset_index(drop=True), expected.reset_index(drop=True))


def test_rows_are_numbered_as_an_editor_numbers_them():
    raw = read_delimited(b'a;b\n1;"x\ny"\n\n2;z\n;\n3;w\n', file="klanten.csv")
    assert raw.cells.index.tolist() == [2, 5, 7]
    assert read_delimited(b"sep=;\na;b\n1;2\n", file="klanten.csv").cells.index.tolist() == [3]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.text("abc,;|\" \t'€é", max_size=6), min_size=2, max_size=2), min_size=1, max_size=8))
def test_any_text_survives_a_declared_separator(rows):
    rows = [row for row in rows if any(row)]
    data = delimited(";", rows=[["x", "y"], *rows], quote_all=True).encode()
    assert read_delimited(data, file="k.csv", separator=";").cells.to_numpy().tolist() == rows


def test_a_declared_separator_wins():
    assert read_delimited(b"a;b,c\n1;2,3\n", file="k.csv", separator=",").cells.columns.tolist() == ["a;b", "c"]
    assert detected_separator("a;b,c\n1;2,3\n") == ";"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"separator": ";;"}, "expected one character"),
        ({"encoding": "utf-99"}, "encoding utf-99 is not known"),
        ({"encoding": "ascii"}, "row 2: the text cannot be read as ascii"),
    ],
)
def test_an_impossible_option_is_named(options, words):
    with pytest.raises(DataError, match=words):
        read_delimited("a;b\né;1\n".encode(), file="k.csv", **options)


def test_each_wrong_number_of_fields_is_one_fault():
    with pytest.raises(DataError) as caught:
        read_delimited(b"a;b;c\n1;2;3;4\n1;2\n1;2;3;4\n1;2;3\n1;2\n", file="k.csv")
    assert [fault.rows for fault in caught.value.faults] == [(6,), (2, 4), (3,)]
