"""Which files a table is made of, as the settings name them, and how a source that fails can be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cxkit import paths
from cxkit.errors import DataError, Fault
from cxkit.intake.contract import SMALL_TABLES
from cxkit.intake.paste import pasted
from cxkit.intake.raw import Raw
from cxkit.language import N_

_TEXTS = ("file", "sheet", "separator", "encoding", "join_on", "table")
_OPTIONS = (*_TEXTS, "header_row")


@dataclass(frozen=True)
class Source:
    """One file of a table, as the settings name it.

    Parameters
    ----------
    file : path; a relative one starts at the kit's folder.
    sheet, separator, encoding : how to read it; empty to see from the file.
    join_on : client column on which it joins the files before it; empty for the customer's id.
    header_row : file row on which its headers stand; 0 when that is the first one.
    table : table of a DuckDB file or, without file, of a warehouse; such a source is read by the engine.
    """

    file: str = ""
    sheet: str = ""
    separator: str = ""
    encoding: str = ""
    join_on: str = ""
    header_row: int = 0
    table: str = ""

    @property
    def path(self) -> Path:
        """Return the absolute path."""
        return paths.resolve(self.file)


def sources_of(declared: Any, table: str) -> list[Source]:
    """Return the files of one table from what the settings say: a path, {file, ...}, {table}, or a list of these.

    Raises
    ------
    DataError : an entry has no file, or an unknown option.
    """
    entries = declared if isinstance(declared, list) else [declared]
    faults = [fault for entry in entries if (fault := _wrong_entry(entry, table))]
    if not entries:
        faults = [_no_file(table)]
    if faults:
        raise DataError(faults)
    return [Source(entry) if isinstance(entry, str) else Source(**entry) for entry in entries]


def _wrong_entry(entry: Any, table: str) -> Fault | None:
    if isinstance(entry, str) and entry:
        return None
    if not isinstance(entry, Mapping) or not _is_named(entry):
        return _no_file(table)
    unknown = [key for key in entry if key not in _OPTIONS]
    if unknown:
        return Fault(N_("sources.{table}: {option} is not an option of a file"), N_("Options are {options}"),
                     values={"table": table, "option": unknown[0], "options": ", ".join(_OPTIONS)})  # fmt: skip
    row = entry.get("header_row", 1)
    if not isinstance(row, int) or isinstance(row, bool) or row < 1:
        return Fault(N_("sources.{table}: header_row is {row}, expected a row of the file"),
                     N_("Write it without quotes, such as header_row: 4"),
                     values={"table": table, "row": repr(row)})  # fmt: skip
    wrong = [key for key in _TEXTS if not isinstance(entry.get(key, ""), str)]
    if wrong:
        return Fault(N_("sources.{table}: {option} is no text"), N_("Write it between quotes"),
                     values={"table": table, "option": wrong[0]})  # fmt: skip
    if entry.get("table") and table in SMALL_TABLES:
        return Fault(N_("sources.{table} names a table of a database, which is read for contacts, visits and "
                        "cost_events only"), N_("Save {table} as CSV, Excel or Parquet, and name that file"),
                     values={"table": table})  # fmt: skip
    return None


def _is_named(entry: Mapping[str, Any]) -> bool:
    """Say whether an entry names a file, or a table of a database."""
    return any(isinstance(entry.get(name), str) and entry[name] for name in ("file", "table"))


def _no_file(table: str) -> Fault:
    return Fault(N_("sources.{table} names no file"), N_("Write a path, or {{file: path, sheet: name}}"),
                 values={"table": table})  # fmt: skip


def raws_of(
    sources: Iterable[Source], table: str, headers: Iterable[str], read: Callable[..., Raw]
) -> tuple[list[tuple[Source, Raw]], tuple[Fault, ...]]:
    """Return the files that can be read, and the faults of those that cannot.

    Parameters
    ----------
    sources : files of one table.
    table : its name.
    headers : client columns the settings name, by which one sheet of many is recognised.
    read : reads one file.
    """
    sources, found, faults = list(sources), [], []
    wanted = set(headers)
    for source in sources:
        try:
            raw = read(source.path, source.sheet, source.separator, source.encoding, source.header_row)
            found.append((source, raw))
        except DataError as error:
            faults += [_to_paste(fault, source, table if len(sources) == 1 else "", wanted) for fault in error.faults]
    return found, tuple(faults)


def _to_paste(fault: Fault, source: Source, table: str, wanted: set[str]) -> Fault:
    """Return a fault that lacks an option of its source with the whole line to write, of the sheet that fits best."""
    options = fault.values.get("options")
    if not options:
        return fault
    best = max(options, key=lambda option: len(wanted & set(fault.values["heads"].get(option.get("sheet"), ()))))
    given = {name: held for name, held in vars(source).items() if held}
    line = pasted({**given, **best})
    return replace(fault, values={**fault.values, "line": f"{table}: {line}" if table else line})
