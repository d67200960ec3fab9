"""Numbers: both styles read back what was written, and nothing ambiguous is read at all."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.intake.numbers import COMMA, POINT, are_numbers, to_numbers
from cxkit.intake.raw import Column


def column(values, *, name="margin_eur_year", sheet="", dtype="str"):
    index = range(2, len(values) + 2)
    return Column(pd.Series(values, index=index, dtype=dtype), name, "marge", "klanten.csv", sheet)


def written(value, style):
    text = f"{value:,.2f}"
    return text if style == POINT else text.translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize("style", [POINT, COMMA])
@settings(max_examples=60, deadline=None)
@given(cents=st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=20))
def test_amounts_round_trip_in_both_styles(style, cents):
    amounts = [cent / 100 for cent in cents]
    outcome = to_numbers(column([written(amount, style) for amount in amounts]))
    assert outcome.faults == ()
    assert outcome.values.tolist() == amounts


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_what_a_program_writes_is_read_back_to_the_last_bit(values):
    outcome = to_numbers(column([repr(value) for value in values]), style=POINT)
    assert outcome.faults == ()
    assert outcome.values.tolist() == values


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 999), st.integers(0, 999))
def test_one_mark_before_three_digits_is_never_guessed(head, tail):
    outcome = to_numbers(column([f"{head}.{tail:03d}", "7"]))
    assert [fault.rows for fault in outcome.faults] == [(2,)]


@pytest.mark.parametrize("text", ["0.123", "1234.567", "1,234.567", ".5", "1e-3", "1.5E+05", "+3.25"])
def test_three_digits_are_no_problem_where_only_one_reading_exists(text):
    outcome = to_numbers(column([text]))
    assert outcome.faults == ()
    assert outcome.values.tolist() == [float(text.replace(",", ""))]


@pytest.mark.parametrize(
    "text", ["1e999", "12.34.5", "1,23,456.0", "--1", "0x10", "١٢", "1_000", "12,-", "NaN", "-inf"]
)
def test_what_is_no_number_is_named(text):
    assert [fault.rows for fault in to_numbers(column(["1", text])).faults] == [(3,)]


def test_mixed_cells_of_a_sheet_are_read_together():
    outcome = to_numbers(column([1.5, "2,5", None, 3], sheet="Blad1", dtype=object))
    assert outcome.values.tolist()[:2] == [1.5, 2.5]
    assert outcome.values.isna().tolist() == [False, False, True, False]
    assert [note.message for note in outcome.notes][-1] == "numbers stored as text and converted: {n}"


def test_infinity_among_real_numbers_is_refused():
    outcome = to_numbers(column([1.0, float("inf")], dtype="float64"))
    assert [fault.rows for fault in outcome.faults] == [(3,)]
    assert outcome.values.isna().tolist() == [False, True]


def test_a_foreign_currency_sign_is_noted():
    assert "euros" in to_numbers(column(["$12.50"])).notes[-1].message


def test_a_code_with_leading_zeros_is_no_number():
    assert are_numbers(pd.Series(["0123", "12", "0", "0,5", "1" * 16], dtype="str")).tolist() == [
        False, True, True, True, False,
    ]  # fmt: skip
