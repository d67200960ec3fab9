"""What the consultant's own lists are checked on: words in one form, nothing blank or twice, amounts and ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.raw import Column
from cxkit.intake.reading import TableRead
from cxkit.language import N_
from cxkit.result import LABELS

RANGE = ("lowest_eur_year", "expected_eur_year", "highest_eur_year")
EVIDENCE = {label: label for label in LABELS} | {
    "gemeten": "measured", "geschat": "estimated", "aangenomen": "assumed", "aanname": "assumed"
}  # fmt: skip
CORRECT, FILL_IN = N_("Correct the value"), N_("Fill it in, or remove the row")


def with_faults(read: TableRead, faults: list[Fault]) -> TableRead:
    """Return the table with more faults."""
    return replace(read, faults=(*read.faults, *faults))


def column_of(read: TableRead, name: str) -> Column:
    """Return a checked column with the place it comes from; one that is not there is blank in every row."""
    kept = read.kept
    cells = kept.frame[name] if name in kept.frame else pd.Series(float("nan"), index=kept.frame.index)
    return Column(cells, name, read.headers.get(name, name), kept.file, kept.sheet)


def told(read: TableRead, *names: str) -> pd.Series:
    """Say of each row whether an earlier fault names its cell in one of these columns."""
    headers = {read.headers.get(name, name) for name in names}
    rows_told = {row for fault in read.faults if fault.column in headers for row in fault.rows}
    return pd.Series(read.kept.frame.index.isin(rows_told), index=read.kept.frame.index)


def shown_by(column: Column, where: pd.Series, found: str, remedy: str, **values: object) -> list[Fault]:
    """Return the fault that some rows show; none when no row does."""
    where = where.fillna(False).astype(bool)
    return [column.fault(found, remedy, where, **values)] if where.any() else []


def worded(read: TableRead, name: str, words: Mapping[str, str]) -> TableRead:
    """Return the table with a column's words replaced by the kit's, and a fault for words that are unknown.

    Parameters
    ----------
    read : the table.
    name : its column; nothing changes when it is not there.
    words : the words that may stand there, in small letters, and the kit's own for each.
    """
    if name not in read.kept.frame:
        return read
    column = column_of(read, name)
    ours = column.cells.str.casefold().map(words).astype("str")
    known = ", ".join(dict.fromkeys(words.values()))
    faults = shown_by(
        column, column.cells.notna() & ours.isna(), N_("{value} is unknown; expected one of: {known}"),
        N_("Write one of these, or say in labels of {name} which one it means"), known=known,
    )  # fmt: skip
    kept = replace(read.kept, frame=read.kept.frame.assign(**{name: ours}))
    return with_faults(replace(read, kept=kept), faults)


def blanks(read: TableRead, names: tuple[str, ...]) -> list[Fault]:
    """Return a fault for blank cells of columns in which every row must say something."""
    return [
        fault
        for name in names if name in read.kept.frame
        for fault in shown_by(column_of(read, name), read.kept.frame[name].isna() & ~told(read, name),
                              N_("the cell is blank"), FILL_IN)
    ]  # fmt: skip


def twice(read: TableRead, names: tuple[str, ...]) -> list[Fault]:
    """Return a fault for rows that say something of the same thing twice."""
    frame = read.kept.frame
    if not {*names} <= {*frame.columns}:
        return []
    alike = frame[list(names)].apply(lambda cells: cells.str.casefold() if cells.dtype == "str" else cells)
    again = alike.duplicated(keep=False) & alike.notna().all(axis=1)
    column = column_of(read, names[0])
    return shown_by(column, again, N_("rows with the same {names}; expected one of each"), N_("Keep one of them"),
                    names=", ".join(names))  # fmt: skip


def below_0(read: TableRead, names: tuple[str, ...], remedy: str = CORRECT) -> list[Fault]:
    """Return a fault for each of these columns that holds a number below 0."""
    return [
        fault
        for column in (column_of(read, name) for name in names)
        for fault in shown_by(column, column.cells < 0, N_("{value} is below 0"), remedy)
    ]


def not_whole(read: TableRead, name: str, lowest: float, highest: float, found: str, remedy: str) -> list[Fault]:
    """Return a fault for numbers that are not whole, or lie outside two limits."""
    column = column_of(read, name)
    wrong = (column.cells % 1 != 0) | ~column.cells.between(lowest, highest)
    return shown_by(column, wrong & column.cells.notna(), found, remedy)


def half_ranges(read: TableRead, names: tuple[str, str, str], remedy: str) -> list[Fault]:
    """Return a fault for amounts of which one end of the range is given and the other is not.

    Parameters
    ----------
    read : the table.
    names : columns of the lowest, the expected and the highest amount.
    remedy : what to do, in English.
    """
    low, likely, high = (column_of(read, name) for name in names)
    half = (low.cells.isna() != high.cells.isna()) & ~told(read, low.name, high.name)
    return shown_by(likely, likely.cells.notna() & half, N_("only one end of the range is given"), remedy)


def outside_range(read: TableRead, names: tuple[str, str, str], remedy: str) -> list[Fault]:
    """Return a fault for amounts outside their own range; parameters as in `half_ranges`."""
    low, likely, high = (column_of(read, name) for name in names)
    outside = (low.cells > likely.cells) | (likely.cells > high.cells)
    return shown_by(likely, outside, N_("{value} lies outside its own range"), remedy)
