"""Which column of a client's file is which of the contract's, by its header and by what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from cxkit.intake import lists, money_lists
from cxkit.intake.contract import DATE, FLAG, NUMBER, TEXT, TIME, is_duration, kind_of
from cxkit.intake.dates import to_dates
from cxkit.intake.guess_words import LIST_WORDS, WORDS
from cxkit.intake.headers import simple
from cxkit.intake.impact_lists import ARMS
from cxkit.intake.labels import to_flags
from cxkit.intake.list_checks import EVIDENCE
from cxkit.intake.numbers import are_numbers
from cxkit.intake.periods import with_first_days
from cxkit.intake.raw import Column, Raw
from cxkit.intake.times import to_seconds, to_times
from cxkit.language import N_

SAMPLE_ROWS = 500
BY_NAME = N_("by its name")
BY_PART = N_("by a part of its name: check it")
BY_CONTENT = N_("by its name, but what it holds does not look like it: check it")

CALLED = ("line", "opportunity", "stakeholder", "brand", "event")
"""Columns of the consultant's lists that name what a row is about: words, not numbers."""
_WHOLE_ONLY = ("lever", "after")
_HELD: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("costs", "category"): money_lists.COSTS,
    ("effects", "category"): money_lists.EFFECTS,
    ("effects", "basis"): money_lists.BASES,
    ("effects", "rests_on"): EVIDENCE,
    ("opportunities", "rests_on"): EVIDENCE,
    ("stakeholders", "effect"): lists.EFFECTS,
    ("measurements", "arm"): ARMS,
    ("events", "arm"): ARMS,
}
_RESULT = r"[a-z0-9]+(?:_[a-z0-9]+)+(?::.*|;.*)?"


@dataclass(frozen=True)
class ColumnGuess:
    """What one client column seems to be.

    Parameters
    ----------
    column : the client's header.
    name : the kit's name; empty when it was not recognised.
    reason : English message saying what the guess rests on; empty when there is none.
    """

    column: str
    name: str = ""
    reason: str = ""

    @property
    def certain(self) -> bool:
        """Say whether both the name and what the column holds point the same way."""
        return self.reason == BY_NAME


def guess_raw(raw: Raw, table: str) -> tuple[ColumnGuess, ...]:
    """Return what each column of a file seems to be, if the file is this table; each name is given once."""
    headers = [header for header in raw.cells.columns if header]
    given: dict[str, ColumnGuess] = {}
    for whole in (True, False):
        for name, words in WORDS[table].items():
            free = [header for header in headers if header not in given]
            exact = whole or name in _WHOLE_ONLY
            found = next((h for w in words for h in free if _matches(h, (w, simple(name)), whole=exact)), None)
            if found is not None and name not in {guess.name for guess in given.values()}:
                guess = _judged(raw, found, name, BY_NAME if whole else BY_PART, table)
                given |= {found: guess} if whole or guess.reason == BY_PART else {}
    given = _paired(raw, given)
    return tuple(given.get(header, ColumnGuess(header)) for header in headers)


def _paired(raw: Raw, given: dict[str, ColumnGuess]) -> dict[str, ColumnGuess]:
    """Return the guesses with the start of a contact as a date and a time where it stands in two columns."""
    headers = {guess.name: header for header, guess in given.items()}
    time, day = headers.get("started_time"), headers.get("started_at")
    if time is None:
        return given
    if day is None or not given[time].certain or _holds_times(raw.column(day, "started_at")):
        return {header: guess for header, guess in given.items() if header != time}
    return given | {day: replace(given[day], name="started_date")}


def _holds_times(column: Column) -> bool:
    """Say whether dates come with a time of the day."""
    dates = to_dates(column.with_cells(column.cells.iloc[:SAMPLE_ROWS]), order="day first").values.dropna()
    return bool((dates != dates.dt.normalize()).any())


def _matches(header: str, words: tuple[str, ...], *, whole: bool) -> bool:
    """Say whether a header is one of the words, or holds one of at least five letters."""
    header = simple(header)
    return header in words if whole else any(len(word) >= 5 and word in header for word in words)


def _judged(raw: Raw, header: str, name: str, reason: str, table: str) -> ColumnGuess:
    column = Column(raw.cells[header].iloc[:SAMPLE_ROWS], name, header, raw.file, raw.sheet)
    return ColumnGuess(header, name, reason if _looks_right(column, table) else BY_CONTENT)


def _looks_right(column: Column, table: str) -> bool:
    """Say whether most cells of a column are what its name promises."""
    cells = column.cells.mask(column.cells.astype("str") == "")
    filled = cells.dropna()
    if filled.empty:
        return True
    kind = kind_of(column.name, table)
    if table in LIST_WORDS and kind == TEXT:
        return _are_words(filled.astype("str").str.strip().str.casefold(), column.name, table)
    if kind == NUMBER and not is_duration(column.name):
        return bool(are_numbers(filled).mean() > 0.5)
    if kind == DATE:
        return _are_dates(with_first_days(column.with_cells(filled)))
    if kind == TIME:
        return bool(to_times(column.with_cells(filled)).values.notna().mean() > 0.5)
    if is_duration(column.name):
        return bool(to_seconds(column.with_cells(filled)).values.notna().mean() > 0.5)
    if kind == FLAG:
        return bool(to_flags(column.with_cells(filled)).values.notna().mean() > 0.5)
    return column.name != "customer_id" or not pd.api.types.is_bool_dtype(filled)


def _are_dates(column: Column) -> bool:
    return bool(to_dates(column, order="day first").values.notna().mean() > 0.5)


def _are_words(cells: pd.Series, name: str, table: str) -> bool:
    """Say whether most cells of a list are the words that its column holds; names are none of them numbers."""
    if (table, name) in _HELD:
        return bool(cells.isin(_HELD[table, name]).mean() > 0.5)
    if (table, name) == ("opportunities", "source"):
        return bool(cells.str.fullmatch(_RESULT).mean() > 0.5)
    return name not in CALLED or not are_numbers(cells).mean() > 0.5
