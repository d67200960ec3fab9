"""Times of the day and durations as people and spreadsheets write them; 3:23 is never guessed."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.numbers import to_numbers
from cxkit.intake.raw import Column, Outcome, as_text
from cxkit.language import N_

DAY_SECONDS = 86_400
_TIME = r"(?P<hours>[01]?[0-9]|2[0-3]):(?P<minutes>[0-5][0-9])(?::(?P<seconds>[0-5][0-9](?:\.[0-9]{1,6})?))?"
_DURATION = r"(?P<hours>[0-9]{1,4}):(?P<minutes>[0-5][0-9]):(?P<seconds>[0-5][0-9](?:[.,][0-9]{1,6})?)"
_SHORT = r"[0-9]{1,4}:[0-5][0-9]"


def to_times(column: Column) -> Outcome:
    """Return a column of times of the day as seconds since midnight (float64); a blank cell becomes NaN.

    Parameters
    ----------
    column : cells as text (09:12:58, 9:12), as times or moments, or as the parts of a day Excel keeps.

    Returns
    -------
    Outcome
        seconds since midnight, 0 or more and below 86,400; a fault for what is no time of the day.

    Examples
    --------
    >>> to_times(Column(pd.Series(["9:12", "09:12:58"], dtype="str"), "started_time", "Tijd", "a.csv")).values.tolist()
    [33120.0, 33178.0]
    """
    written = _written(column.cells)
    values = _clock_seconds(written, _TIME).fillna(_parts_of_a_day(column.cells))
    wrong = written.notna() & values.isna()
    if not wrong.any():
        return Outcome(values)
    return Outcome(values, (column.fault(N_("{value} is no time of the day"), N_("Write times as 09:12:58 or 09:12"),
                                         wrong),))  # fmt: skip


def to_seconds(column: Column, *, style: str = "") -> Outcome:
    """Return a column of durations in seconds (float64); a blank cell becomes NaN.

    Parameters
    ----------
    column : cells as numbers of seconds, as text (0:03:23), or as the times Excel makes of a duration.
    style : how numbers are written, '1,234.56' or '1.234,56' as declared; empty to see from the column.

    Returns
    -------
    Outcome
        seconds; a fault for 3:23, which is minutes and seconds or hours and minutes, for numbers and durations in
        one column, and for what is neither; a note when durations were converted.
    """
    written = _written(column.cells)
    clock = _clock_seconds(written, _DURATION)
    short = _two_readings(column.cells, written, clock)
    if not (clock.notna() | short).any():
        return to_numbers(column, style=style)
    numbers = to_numbers(column.with_cells(column.cells.mask(clock.notna() | short)), style=style)
    faults = [*numbers.faults, *_two_kinds(column, clock, numbers.values)]
    if short.any():
        faults.append(column.fault(N_("{value} can be read as minutes and seconds, or as hours and minutes"),
                                   N_("Write durations as 0:03:23, or in seconds"), short))  # fmt: skip
    note = column.note(N_("durations converted to seconds: {n}"), n=int(clock.notna().sum()))
    return Outcome(clock.mask(short).fillna(numbers.values), tuple(faults), (*numbers.notes, note))


def _written(cells: pd.Series) -> pd.Series:
    """Return cells as text, times and durations as h:mm:ss; a moment as the time of its day."""
    if cells.dtype == "str":
        return cells.str.strip()
    if pd.api.types.is_datetime64_any_dtype(cells):
        return cells.dt.strftime("%H:%M:%S.%f").astype("str")
    if pd.api.types.is_timedelta64_dtype(cells) or cells.dtype == object:
        return cells.astype(object).map(_clock_text, na_action="ignore").astype("str")
    return as_text(cells)


def _clock_text(cell: object) -> str:
    if isinstance(cell, dt.timedelta) and cell >= dt.timedelta():
        minutes, seconds = divmod(cell.total_seconds(), 60)
        return f"{int(minutes // 60)}:{int(minutes % 60):02d}:{seconds:09.6f}"
    if isinstance(cell, dt.datetime):
        return cell.time().isoformat()
    return cell.isoformat() if isinstance(cell, dt.time) else str(cell).strip()


def _clock_seconds(written: pd.Series, pattern: str) -> pd.Series:
    """Return the seconds of texts such as 0:03:23, by their distinct texts; NaN for any other text."""
    distinct = pd.Series(written.dropna().unique(), dtype="str")
    parts = distinct.astype(object).str.extract(rf"^{pattern}$")
    numbers = parts.apply(lambda part: pd.to_numeric(part.str.replace(",", ".")))
    seconds = numbers["hours"] * 3600 + numbers["minutes"] * 60 + numbers["seconds"].fillna(0.0)
    known = dict(zip(distinct, seconds, strict=True))
    return written.map(known, na_action="ignore").astype("float64")


def _parts_of_a_day(cells: pd.Series) -> pd.Series:
    """Return the seconds of numbers of 0 to 1, as Excel keeps a time of the day; NaN for any other cell."""
    if cells.dtype == "str":
        return pd.Series(np.nan, index=cells.index)
    number = cells.map(lambda cell: isinstance(cell, int | float) and not isinstance(cell, bool)).astype(bool)
    part = pd.to_numeric(cells.where(number), errors="coerce").astype("float64")
    return (part * DAY_SECONDS).round().where((part >= 0) & (part < 1))


def _two_readings(cells: pd.Series, written: pd.Series, clock: pd.Series) -> pd.Series:
    """Say which cells are 3:23, or a time Excel made of it: such a column has no seconds at all."""
    short = written.str.fullmatch(_SHORT).fillna(False).astype(bool)
    if cells.dtype != object:
        return short
    stored = cells.map(lambda cell: isinstance(cell, dt.time | dt.timedelta)).astype(bool)
    whole_minutes = stored & (clock > 0)
    return short | whole_minutes if (clock[stored] % 60 == 0).all() else short


def _two_kinds(column: Column, clock: pd.Series, numbers: pd.Series) -> list[Fault]:
    """Return the fault when durations and plain numbers, which may be minutes, stand in one column."""
    as_clock, as_number = clock.notna(), numbers.notna() & (numbers != 0)
    if not (as_clock.any() and as_number.any()):
        return []
    return [
        column.fault(
            N_("durations written as 0:03:23: {clock_n}, as a number: {number_n}, such as {value}; expected one style"),
            N_("Write the whole column in seconds"),
            as_number if as_number.sum() <= as_clock.sum() else as_clock,
            clock_n=int(as_clock.sum()),
            number_n=int(as_number.sum()),
        )
    ]
