"""Several files to one table: joined on the customer's id or another column, and never a row multiplied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.raw import Note
from cxkit.intake.rows import NO_PARTNER, line_of, unmatched
from cxkit.language import N_


@dataclass(frozen=True)
class Part:
    """The columns one file gives to a table.

    Parameters
    ----------
    file : its name.
    frame : checked columns, indexed by file row.
    keys : cleaned text of each column that files join on, by name, indexed alike.
    on : the name in `keys` that joins this file to those before it, and its header in this file.
    sheet : the sheet of a workbook.
    """

    file: str
    frame: pd.DataFrame
    keys: pd.DataFrame
    on: str = ""
    header: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Joined:
    """One table made of several files: its rows, and what came up."""

    part: Part
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    lines: tuple[dict[str, object], ...] = ()


def join(table: str, parts: Sequence[Part]) -> Joined:
    """Return the first file with the columns of the others beside it, each row once.

    Parameters
    ----------
    table : name of the table, for the count of rows.
    parts : the files; the first one decides which rows there are.
    """
    joined = Joined(parts[0])
    for part in parts[1:]:
        joined = _beside(table, joined, part)
    return joined


def _beside(table: str, joined: Joined, part: Part) -> Joined:
    left = joined.part
    if part.on not in left.keys or part.on not in part.keys:
        return replace(joined, faults=(*joined.faults, _no_key(part)))
    found = part.keys[part.on]
    twice = found.notna() & found.duplicated(keep=False)
    if twice.any():
        return replace(joined, faults=(*joined.faults, _would_multiply(part, twice)))
    looked_up = left.keys[part.on]
    absent, faults = unmatched(looked_up, found, file=left.file, other=part.file, header=part.header)
    used = found.notna() & found.isin(looked_up)
    line = line_of(table, part.file, len(found), int((~used).sum()), NO_PARTNER if not used.all() else "")
    return Joined(
        replace(
            left,
            frame=_with(left.frame, part.frame, looked_up, found),
            keys=_with(left.keys, part.keys, looked_up, found),
        ),
        (*joined.faults, *faults),
        (*joined.notes, *_notes(left, part, absent)),
        (*joined.lines, line),
    )


def _with(left: pd.DataFrame, right: pd.DataFrame, looked_up: pd.Series, found: pd.Series) -> pd.DataFrame:
    """Return the left frame with the columns it lacks from the right one, row by row of the key looked up."""
    new = right.loc[found.notna(), [name for name in right.columns if name not in left.columns]]
    beside = new.set_axis(found[found.notna()]).reindex(looked_up).set_axis(left.index)
    return pd.concat([left, beside], axis=1)


def _notes(left: Part, part: Part, absent: pd.Series) -> tuple[Note, ...]:
    if not absent.any():
        return ()
    message = N_("rows of {file} without a match, for which this file adds nothing: {n}")
    return (Note(message, {"n": int(absent.sum()), "file": left.file}, file=part.file, column=part.header),)


def _no_key(part: Part) -> Fault:
    return Fault(
        N_("the file cannot be joined: {key} does not stand in it and in a file before it"),
        N_("Set join_on of this source to a column that both files have"),
        file=part.file,
        values={"key": part.header or part.on},
    )


def _would_multiply(part: Part, twice: pd.Series) -> Fault:
    return Fault(
        N_("the column to join on holds values that stand on more than one row; joining would multiply customers"),
        N_("Keep one row per value, or set join_on of this source"),
        file=part.file,
        column=part.header,
        rows=tuple(int(row) for row in twice.index[twice]),
    )
