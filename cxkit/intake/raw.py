"""A table as the file holds it, one column of it, and what reading it brought up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from cxkit.errors import Fault
from cxkit.language import Language

SHOWN_CHARACTERS = 40


@dataclass(frozen=True)
class Note:
    """One thing the reader decided by itself.

    Parameters
    ----------
    message : English message of the catalogue; may hold {places}.
    values : what fills the {places}.
    file, column : where it stands; empty when it does not apply.

    Examples
    --------
    >>> Note("read as {encoding}", {"encoding": "cp1252"}, file="klanten.csv").text()
    'klanten.csv: read as cp1252'
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    file: str = ""
    column: str = ""

    def text(self, language: str = "en") -> str:
        """Return the note as one line in the reader's language."""
        _ = Language(language)
        parts = [self.file] if self.file else []
        if self.column:
            parts.append(_('column "{column}"', column=self.column))
        where = ", ".join(parts)
        return (f"{where}: " if where else "") + _(self.message, **self.values)


@dataclass(frozen=True)
class Raw:
    """One table of one file, nothing interpreted.

    Parameters
    ----------
    file, sheet : name of the file and, for a workbook, of the sheet.
    cells : one column per header, indexed by file row (the header is row 1).
    sha256 : hash of the file's bytes.
    notes : what the reader decided by itself.
    """

    file: str
    cells: pd.DataFrame
    sheet: str = ""
    sha256: str = ""
    notes: tuple[Note, ...] = ()

    def column(self, header: str, name: str) -> Column:
        """Return one column, with the kit's name for it."""
        return Column(self.cells[header], name, header, self.file, self.sheet)


@dataclass(frozen=True)
class Column:
    """One client column on its way in.

    Parameters
    ----------
    cells : its cells, indexed by file row.
    name, header : the kit's name and the client's.
    file, sheet : where it stands.
    """

    cells: pd.Series
    name: str
    header: str
    file: str
    sheet: str = ""

    @property
    def in_workbook(self) -> bool:
        """Say whether the column comes from a workbook, whose cells have a type of their own."""
        return bool(self.sheet)

    def with_cells(self, cells: pd.Series) -> Column:
        """Return the same column with other cells."""
        return replace(self, cells=cells)

    def fault(self, found: str, remedy: str, where: pd.Series, **values: object) -> Fault:
        """Return the fault shown by the rows where `where` is true; {value} becomes the first such cell."""
        return Fault(
            found,
            remedy,
            file=self.file,
            sheet=self.sheet,
            column=self.header,
            rows=tuple(int(row) for row in where.index[where]),
            values={"name": self.name, "value": self._first(where), **values},
        )

    def _first(self, where: pd.Series) -> str:
        """Return the first cell a fault quotes; an id is never quoted."""
        is_id = self.name.endswith("_id") or self.name in ("unit", "cluster")
        return "…" if is_id or not where.any() else shown(self.cells[where].iloc[0])

    def note(self, message: str, **values: object) -> Note:
        """Return a note about this column."""
        return Note(message, values, file=self.file, column=self.header)


@dataclass(frozen=True)
class Outcome:
    """What converting one column gave: its values, and what came up."""

    values: pd.Series
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()


def named(faults: Iterable[Fault], index: pd.Index) -> pd.Series:
    """Say for each row whether one of the faults names it, so that no other fault follows from it.

    Examples
    --------
    >>> named([Fault("", "", rows=(3,))], pd.Index([2, 3])).tolist()
    [False, True]
    """
    return pd.Series(index.isin([row for fault in faults for row in fault.rows]), index=index)


def shown(value: object) -> str:
    """Return a cell as a fault quotes it: in quotes when it is text, at most 40 characters.

    Examples
    --------
    >>> shown("n.v.t."), shown(-1.0)
    ('"n.v.t."', '-1')
    """
    text = text_of(value)
    short = text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
    return f'"{short}"' if isinstance(value, str) else short


def as_text(cells: pd.Series) -> pd.Series:
    """Return cells as text; a cell that is blank stays missing."""
    if cells.dtype == "str":
        return cells
    return cells.astype(object).map(text_of, na_action="ignore").astype("str")


def text_of(value: object) -> str:
    """Return one cell as text, the way its owner reads it.

    Examples
    --------
    >>> text_of(1001.0), text_of(dt.datetime(2024, 1, 31)), text_of(True)
    ('1001', '2024-01-31', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value is not pd.NaT and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)
