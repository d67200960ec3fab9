"""Months, quarters and weeks as the date of their first day."""

from __future__ import annotations

import datetime as dt
import re

from cxkit.intake.raw import Column

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_QUARTER = re.compile(r"([0-9]{4})[ -]?[QqKk]([1-4])")
_WEEK = re.compile(r"([0-9]{4})[ -]?[Ww]([0-9]{1,2})")


def with_first_days(column: Column) -> Column:
    """Return a column in which months, quarters and weeks are the date of their first day; dates stay as they are.

    Parameters
    ----------
    column : cells as the file holds them.
    """
    if not (column.cells.dtype == "str" or column.cells.dtype == object):
        return column
    texts = [cell for cell in column.cells.dropna().unique() if isinstance(cell, str)]
    days = {text: first_day(text.strip()) for text in texts}
    return column.with_cells(column.cells.replace({text: day for text, day in days.items() if day != text}))


def first_day(text: str) -> str:
    """Return the first day of a month, a quarter or a week of the calendar (from Monday), else the text as it is.

    Examples
    --------
    >>> first_day("2025-03"), first_day("2025-Q2"), first_day("2025-W12"), first_day("17-03-2025")
    ('2025-03-01', '2025-04-01', '2025-03-17', '17-03-2025')

    What is no month or week stays; so does 202512, which may be either.

    >>> first_day("2025-13"), first_day("2025-W60"), first_day("202512")
    ('2025-13', '2025-W60', '202512')
    """
    try:
        if found := _MONTH.fullmatch(text):
            return dt.date(int(found[1]), int(found[2]), 1).isoformat()
        if found := _QUARTER.fullmatch(text):
            return dt.date(int(found[1]), 3 * int(found[2]) - 2, 1).isoformat()
        if found := _WEEK.fullmatch(text):
            return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1).isoformat()
    except ValueError:
        return text
    return text
