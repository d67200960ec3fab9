"""Excel workbooks: which sheet, where its headers stand, and its cells with the types Excel gave them."""

from __future__ import annotations

import contextlib
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxkit.errors import DataError, Fault
from cxkit.intake.delimited import nothing_on_row, source_values, titles_above
from cxkit.intake.headers import clean_header, clean_headers, first_full, nearest
from cxkit.intake.raw import Raw
from cxkit.language import N_

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_UNPACKED_BYTES = 2_000_000_000
HEADERS_SHOWN = 6
HEAD_ROWS = 20
_UNREADABLE = (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile, SyntaxError)


def read_workbook(data: bytes, *, file: str, sheet: str = "", header_row: int = 0) -> Raw:
    """Return the table of one sheet; numbers stay numbers and dates stay dates.

    Parameters
    ----------
    data : bytes of the file.
    file : its name, for faults.
    sheet : which sheet; may be empty when only one sheet holds anything.
    header_row : row on which the headers stand; 0 when that is the first one.

    Raises
    ------
    DataError : the file is no workbook, the sheet must be named, or its headers are not on row 1.
    """
    _check_archive(data, file)
    try:
        name, rows = _rows(data, file, sheet)
    except _UNREADABLE:
        raise DataError(_broken(file)) from None
    first = _first(rows, header_row, file, name)
    headers = clean_headers(rows[first], file=file, sheet=name)
    return Raw(file, _frame(headers, rows[first + 1 :], first + 2), sheet=name)


def read_sheets(data: bytes, *, file: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return the cells of every sheet as they stand, row by row from row 1.

    Parameters
    ----------
    data : bytes of the file.
    file : its name, for faults.

    Raises
    ------
    DataError : the file is no workbook, or broken.
    """
    _check_archive(data, file)
    try:
        with _opened(data) as book:
            return {sheet.title: _trimmed(list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets}
    except _UNREADABLE:
        raise DataError(_broken(file)) from None


def _first(rows: list[tuple[Any, ...]], declared: int, file: str, sheet: str) -> int:
    """Return where the headers stand, counted from 0."""
    if declared and not any(_filled(cell) for row in rows[declared - 1 : declared] for cell in row):
        raise DataError(nothing_on_row(file=file, row=declared, sheet=sheet))
    seen = first_full(rows[:HEAD_ROWS])
    if seen and not declared:
        raise DataError(titles_above(file=file, row=seen + 1, sheet=sheet))
    return max(declared - 1, 0)


def _rows(data: bytes, file: str, sheet: str) -> tuple[str, list[tuple[Any, ...]]]:
    """Return the sheet to read and its rows; of the other sheets only the first rows are looked at."""
    with _opened(data) as book:
        heads = {s.title: _trimmed(list(s.iter_rows(values_only=True, max_row=HEAD_ROWS))) for s in book.worksheets}
        name = _chosen({title: rows for title, rows in heads.items() if rows}, sheet, file)
        rows = _trimmed(list(book[name].iter_rows(values_only=True)))
    return name, rows


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[Workbook]:
    """Give a workbook to read, and close it."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about styles and drop-down lists, which are not read
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        yield book
        book.close()


def _check_archive(data: bytes, file: str) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        raise DataError(_broken(file)) from None
    if not any(part.filename.startswith("xl/") for part in parts):
        raise DataError(Fault(N_("this is no Excel workbook, but a zip or another kind of file"),
                              N_("Unpack it, or save it as .xlsx"), file=file))  # fmt: skip
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise DataError(Fault(N_("the workbook unpacks to more than {limit} MB"), N_("Save the table as CSV"),
                              file=file, values={"limit": MAX_UNPACKED_BYTES // 1_000_000}))  # fmt: skip


def _broken(file: str) -> Fault:
    return Fault(N_("the workbook is broken or cut off"), N_("Export or download it again"), file=file)


def _trimmed(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows without empty rows at the end and empty columns at the right."""
    last = next((i for i in range(len(rows), 0, -1) if any(_filled(cell) for cell in rows[i - 1])), 0)
    rows = rows[:last]
    width = max((i for row in rows for i, cell in enumerate(row, start=1) if _filled(cell)), default=0)
    return [tuple(row[:width]) + (None,) * (width - len(row)) for row in rows]


def _filled(cell: Any) -> bool:
    return cell is not None and cell != ""


def _chosen(tables: dict[str, list[tuple[Any, ...]]], sheet: str, file: str) -> str:
    if not tables:
        raise DataError(Fault(N_("the workbook is empty"), N_("Export it again"), file=file))
    if sheet in tables:
        return sheet
    listed = "; ".join(f"{name} ({_first_headers(rows)})" for name, rows in tables.items())
    if sheet:
        raise DataError(
            Fault(N_('there is no sheet "{wanted}" with a table; sheets: {sheets}'),
                  N_("Set sheet of this source{near}"), file=file,
                  values={"wanted": sheet, "sheets": listed, "near": _near(sheet, tables)})
        )  # fmt: skip
    if len(tables) > 1:
        raise DataError(
            Fault(N_("the workbook has {n} sheets: {sheets}"), N_("Say which one; write in sources: {line}"),
                  file=file, values={"n": len(tables), "sheets": listed, **_line_values(tables, file)})
        )  # fmt: skip
    return next(iter(tables))


def _line_values(tables: dict[str, list[tuple[Any, ...]]], file: str) -> dict[str, object]:
    """Return, for each sheet, what its source lacks: its name, and the row of its headers when not the first."""
    firsts = {name: first_full(rows) for name, rows in tables.items()}
    options = [{"sheet": name, **({"header_row": first + 1} if first else {})} for name, first in firsts.items()]
    heads = {name: [clean_header(cell) for cell in rows[firsts[name]]] for name, rows in tables.items()}
    return source_values(file, options, heads)


def _near(sheet: str, tables: dict[str, Any]) -> str:
    near = nearest(sheet, tables)
    return f": {near}" if near else ""


def _first_headers(rows: list[tuple[Any, ...]]) -> str:
    headers = [str(cell) for cell in rows[first_full(rows)] if _filled(cell)]
    return ", ".join(headers[:HEADERS_SHOWN]) + (", …" if len(headers) > HEADERS_SHOWN else "")


def _frame(headers: list[str], rows: list[tuple[Any, ...]], first_row: int) -> pd.DataFrame:
    kept = [(i, row) for i, row in enumerate(rows, start=first_row) if any(_filled(cell) for cell in row)]
    index = pd.Index([i for i, _ in kept], dtype="int64")
    columns = list(zip(*(row for _, row in kept), strict=True)) or [()] * len(headers)
    series = [pd.Series(_typed(list(column)), index=index) for column in columns]
    return pd.DataFrame(dict(enumerate(series)), index=index).set_axis(headers, axis=1)


def _typed(cells: list[Any]) -> pd.api.extensions.ExtensionArray | np.ndarray:
    """Return cells as text or as numbers when all are of that type, else as they are."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {str}:
        return pd.array(cells, dtype="str")
    if kinds <= {int, float}:
        return np.array([np.nan if cell is None else cell for cell in cells], dtype="float64")
    return np.array([*cells, None], dtype=object)[:-1]
