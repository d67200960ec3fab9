"""Labels, ids and flags: one form each, and never another value than the client's."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.intake.labels import clean, cleaned, error_cells, relabelled, to_flags, to_ids, to_text, without_missing
from cxkit.intake.raw import Column


def column(values, *, dtype="str", name="segment"):
    return Column(pd.Series(values, index=range(2, len(values) + 2), dtype=dtype), name, "klas", "klanten.csv")


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab \u00a0\u200b\u00e9e\u0301\t", max_size=5), min_size=1, max_size=10))
def test_a_column_is_cleaned_as_each_of_its_texts(texts):
    found = cleaned(pd.Series(texts, dtype="str"))
    assert [None if pd.isna(text) else text for text in found] == [clean(text) or None for text in texts]


def test_an_invisible_sign_between_letter_and_accent_leaves_one_form():
    assert clean("Cafe\u200b\u0301") == "Café"


def test_ids_keep_their_zeros_and_lose_their_blanks():
    assert to_ids(column([" 001", "1001\u00a0", "K\u200b1"], name="customer_id")).values.tolist() == [
        "001",
        "1001",
        "K1",
    ]


@pytest.mark.parametrize(("number", "expected"), [(1001.0, "1001"), (12345678901234.0, "12345678901234"), (7, "7")])
def test_numbers_of_a_sheet_are_ids_without_a_decimal_point(number, expected):
    assert to_ids(column([number], dtype=object, name="customer_id")).values.tolist() == [expected]


@pytest.mark.parametrize("yes", ["yes", "Ja", "TRUE", "Y", "j", "1", True, 1.0])
def test_flags_are_read_in_both_languages(yes):
    assert to_flags(column([yes], dtype=object, name="churned")).values.tolist() == [True]


@pytest.mark.parametrize("no", ["no", "Nee", "FALSE", "N", "0", False])
def test_flags_say_no_in_both_languages(no):
    assert to_flags(column([no], dtype=object, name="answered")).values.tolist() == [False]


@pytest.mark.parametrize("word", ["x", "2", "onbekend", "-"])
def test_another_word_is_no_flag(word):
    assert [fault.rows for fault in to_flags(column(["ja", word], name="churned")).faults] == [(3,)]


def test_codes_for_unknown_are_matched_as_text():
    read, notes = without_missing(column([0.0, 5.0, None], dtype="float64"), ["0"])
    assert read.cells.isna().tolist() == [True, False, True]
    assert notes[0].values["n"] == 1


def test_labels_are_replaced_after_they_were_cleaned():
    read, notes = relabelled(column([" CC ", "Kaart"]), {"CC": "Kaart"})
    assert read.cells.tolist() == ["Kaart", "Kaart"]
    assert notes == ()


def test_a_label_that_is_blank_after_cleaning_is_missing():
    assert to_text(column(["\u200b", "a"])).values.isna().tolist() == [True, False]


@pytest.mark.parametrize("error", ["#N/A", "#VERW!", "#DEEL/0!"])
def test_errors_of_excel_are_named_in_both_languages(error):
    read, faults = error_cells(column([error, "a"]))
    assert [fault.rows for fault in faults] == [(2,)]
    assert read.cells.isna().tolist() == [True, False]


@pytest.mark.parametrize("label", ["Âge", "Ça va", "naïef", "Ø", "façade – zijde", "€ 10", "Ångström"])
def test_real_letters_are_not_taken_for_garbled_ones(label):
    assert to_text(column([label])).faults == ()


@pytest.mark.parametrize("label", ["CafÃ©", "â‚¬ 10", "geÃ¯nd", "Â€", "caf\ufffd", "\x80 10"])
def test_garbled_letters_are_named(label):
    assert len(to_text(column([label])).faults) == 1
