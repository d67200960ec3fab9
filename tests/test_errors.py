"""How a fault reads, in both languages, and that no value in it can do harm."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.errors import CxkitError, DataError, Fault, NotEnoughData, RunError, SettingsError
from cxkit.language import Word

SCALE = Fault(
    "{value} is outside the scale {low} to {high}",
    "Correct the value",
    file="klanten.csv",
    column="score",
    rows=(118, 9),
    values={"value": -1, "low": 0, "high": 10},
)


def test_the_form_of_a_message():
    assert str(DataError(SCALE)).splitlines() == [
        'klanten.csv, row 118, column "score": -1 is outside the scale 0 to 10. Correct the value. 2 rows: 118, 9.',
        "Nothing was written.",
    ]


def test_the_same_in_dutch():
    dutch = str(DataError(SCALE, language="nl"))
    assert dutch.startswith('klanten.csv, rij 118, kolom "score": ')
    assert "2 rijen: 118, 9." in dutch and dutch.endswith("Er is niets weggeschreven.")


@pytest.mark.parametrize(
    ("where", "start"),
    [
        ({}, "It is empty."),
        ({"file": "a.csv"}, "a.csv: It is empty."),
        ({"file": "a.xlsx", "sheet": "Blad1"}, 'a.xlsx, sheet "Blad1": It is empty.'),
        ({"file": "a.xlsx", "sheet": "Blad1", "rows": (7,)}, 'a.xlsx, sheet "Blad1", row 7: It is empty.'),
        ({"column": "score"}, 'column "score": It is empty.'),
    ],
)
def test_where_it_stands_is_told_as_far_as_it_is_known(where, start):
    assert Fault("It is empty", "Fill it?", **where).text() == f"{start} Fill it?"


@pytest.mark.parametrize(
    ("n", "end"),
    [
        (1, "Mend it."),
        (2, "Mend it. 2 rows: 1, 2."),
        (10, "10 rows: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10."),
        (11, "11 rows: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 1 more."),
        (5000, "5000 rows: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 4990 more."),
    ],
)
def test_ten_rows_are_named_and_the_rest_counted(n, end):
    assert Fault("It is empty", "Mend it", rows=tuple(range(1, n + 1))).text().endswith(end)


def test_a_fault_without_a_remedy_has_no_loose_full_stop():
    assert Fault("it is empty.", "").text() == "it is empty."


def test_values_that_are_messages_are_translated_and_others_are_not():
    fault = Fault("{name} is not a setting", "Correct the value", values={"name": Word("Correct the value")})
    english, dutch = "Correct the value", Fault("Correct the value", "").text("nl").removesuffix(".")
    assert english != dutch
    assert fault.text("nl") == f"{dutch} is geen instelling. {dutch}."
    assert "Correct the value is geen" in Fault("{name} is not a setting", "", values={"name": english}).text("nl")
    assert "klantnr is geen" in Fault("{name} is not a setting", "", values={"name": "klantnr"}).text("nl")


@given(st.text(min_size=1))
def test_no_value_can_do_harm(text):
    for shown in (text, f"{{{text}}}", "{0.__class__}", "{values}", "%s"):
        fault = Fault("{value} is not a date", "Write {value} otherwise", column="{column}", values={"value": shown})
        assert fault.text() == f'column "{{column}}": {shown} is not a date. Write {shown} otherwise.'


@pytest.mark.parametrize(
    ("kind", "code", "closing"),
    [
        (SettingsError, 1, "Nothing was written."),
        (DataError, 1, "Nothing was written."),
        (NotEnoughData, 1, "Nothing was written."),
        (RunError, 3, "What stood there before was left as it was."),
    ],
)
def test_an_error_carries_every_fault_and_its_exit_code(kind, code, closing):
    error = kind(fault for fault in (SCALE, Fault("It is empty", "Fill it")))
    assert isinstance(error, CxkitError) and error.exit_code == code
    assert len(error.faults) == 2
    assert str(error).splitlines()[1:] == ["It is empty. Fill it.", closing]


@pytest.mark.parametrize("again", [copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_an_error_comes_whole_from_another_process(again):
    error = again(DataError([SCALE], language="nl"))
    assert error.faults == [SCALE] and str(error) == str(DataError(SCALE, language="nl"))
