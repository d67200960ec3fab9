"""Moments of which a file gives the date and the time of the day in columns of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.contract import MOMENTS
from cxkit.language import N_


def moments_made_of(names: Iterable[str]) -> set[str]:
    """Return the moments that dates among these columns make, with or without a time of the day.

    Examples
    --------
    >>> moments_made_of(["started_date", "started_time", "topic"])
    {'started_at'}
    """
    names = set(names)
    return {f"{moment}_at" for moment in MOMENTS if f"{moment}_date" in names}


def with_moments(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with one column for each moment of which it holds the date, in place of date and time.

    Parameters
    ----------
    frame : checked columns; *_date datetime64 and *_time seconds since midnight.

    Returns
    -------
    The table with *_at (datetime64): the date at its time, missing where one of them is; without a column of times
    the date as it is, which is midnight unless the cell held a time.

    Examples
    --------
    >>> parts = {"visited_date": pd.to_datetime(["2025-01-31"]), "visited_time": [33_178.0]}
    >>> with_moments(pd.DataFrame(parts))["visited_at"].tolist()
    [Timestamp('2025-01-31 09:12:58')]
    """
    made = {}
    for moment in MOMENTS:
        day, time = f"{moment}_date", f"{moment}_time"
        if day in frame and time in frame:
            made[day] = frame[day].dt.normalize() + pd.to_timedelta(frame[time].round(6), unit="s").astype("m8[us]")
        elif day in frame:
            made[day] = frame[day]
    names = {day: f"{day.removesuffix('_date')}_at" for day in made}
    spent = [f"{day.removesuffix('_date')}_time" for day in made]
    return frame.assign(**made).drop(columns=spent, errors="ignore").rename(columns=names)


def headers_of_moments(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the client's headers by name, with a moment under the header of its date.

    Examples
    --------
    >>> headers_of_moments({"started_date": "Date", "topic": "Topic"})["started_at"]
    'Date'
    """
    made = {name: headers[f"{name.removesuffix('_at')}_date"] for name in moments_made_of(headers)}
    return {**made, **headers}


def faults_of_moments(names: Iterable[str], *, table: str, file: str) -> list[Fault]:
    """Return what is wrong with the parts of moments: given whole as well, or a time of the day without its date.

    Parameters
    ----------
    names : the kit's names of the columns and constants of the table.
    table, file : where they stand.
    """
    names = set(names)
    faults = []
    for moment in MOMENTS:
        whole, parts = f"{moment}_at", {f"{moment}_date", f"{moment}_time"} & names
        if whole in names and parts:
            faults.append(
                Fault(N_("{name} is given twice: whole, and as a date or time of its own"),
                      N_("Keep one of the two in columns.{table}"), file=file, values={"name": whole, "table": table})
            )  # fmt: skip
        elif parts == {f"{moment}_time"}:
            faults.append(
                Fault(N_("{name} is a time of the day, and no column is mapped to {date}"),
                      N_('Write "client column: {date}" in columns.{table}'), file=file,
                      values={"name": f"{moment}_time", "date": f"{moment}_date", "table": table})
            )  # fmt: skip
    return faults
