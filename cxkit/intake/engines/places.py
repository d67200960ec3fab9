"""Sources an engine reads itself: Parquet files and folders, tables of a DuckDB file, tables of a warehouse."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxkit import paths
from cxkit.errors import DataError, Fault
from cxkit.language import N_

PARQUET, DUCKDB, TABLE = "parquet", "duckdb", "table"
PARQUET_NAMES, DUCKDB_NAMES = (".parquet", ".pq"), (".duckdb", ".ddb")
END_BYTES = 65_536


@dataclass(frozen=True)
class Place:
    """Where a lazily read table stands.

    Parameters
    ----------
    file : its name in faults and counts; never the whole path.
    kind : parquet, duckdb or table.
    files : the Parquet files in order of name, or the one DuckDB file.
    table : name of the table in a DuckDB file or warehouse; parts divided by dots.
    url : address of Parquet that only Spark reads, such as hdfs://...
    """

    file: str
    kind: str
    files: tuple[Path, ...] = ()
    table: str = ""
    url: str = ""

    @property
    def base(self) -> Path:
        """Return the folder above the first folder named as column=value, or the folder of the first file."""
        folder = self.files[0].parent
        named = [part for part in (folder, *folder.parents) if "=" in part.name]
        return named[-1].parent if named else folder

    @property
    def partitioned(self) -> bool:
        """Say whether folders named as column=value hold a column."""
        return "=" in self.files[0].parent.relative_to(self.base).as_posix()

    def fingerprint_of(self, schema: Mapping[str, Any], rows_n: int) -> str:
        """Return a SHA-256 over the names, sizes and both ends (64 KB) of the files, or over schema and rows.

        Parameters
        ----------
        schema : columns and their types.
        rows_n : number of rows.

        Notes
        -----
        A Parquet file ends, and a DuckDB file begins, with what says where everything else stands; reading
        all of a log of many gigabytes would take longer than counting it.
        """
        digest = hashlib.sha256()
        for path in self.files:
            digest.update(f"{path.relative_to(self.base).as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(_ends(path))
        if not self.files:
            digest.update("\0".join([*(f"{name} {kind}" for name, kind in schema.items()), str(rows_n)]).encode())
        return digest.hexdigest()


def _ends(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(END_BYTES)
        file.seek(max(0, path.stat().st_size - END_BYTES))
        return head + file.read(END_BYTES)


def is_place(declared: Any) -> bool:
    """Say whether a source is read by an engine itself.

    Examples
    --------
    >>> is_place("log/contacten.parquet"), is_place({"table": "crm.contacts"}), is_place("contacten.csv")
    (True, True, False)
    """
    if isinstance(declared, list):
        return any(map(is_place, declared))
    if isinstance(declared, Mapping):
        return bool(declared.get("table")) or is_place(declared.get("file"))
    if not isinstance(declared, str) or not declared:
        return False
    name = Path(declared)
    if "://" in declared or name.suffix.lower() in (*PARQUET_NAMES, *DUCKDB_NAMES):
        return True
    return (_is_pattern(declared) and not name.suffix) or (not _is_pattern(declared) and paths.resolve(name).is_dir())


def place_of(declared: Any, table: str, engine: str) -> Place:
    """Return where a table stands.

    Parameters
    ----------
    declared : what the settings say: a path, {file: path, table: name} or {table: name}.
    table : the kit's name of the table.
    engine : duckdb, spark or warehouse.

    Raises
    ------
    DataError : nothing stands there, or this engine cannot read it.
    """
    entries = declared if isinstance(declared, list) else [declared]
    if len(entries) > 1:
        raise _fault(table, N_("sources.{table} names several sources, of which one is read by the engine"),
                     N_("Bring them together into one folder of Parquet, or one table"))  # fmt: skip
    entry = entries[0] if isinstance(entries[0], Mapping) else {"file": entries[0]}
    unknown = sorted(set(entry) - {"file", "table"})
    if unknown:
        raise _fault(table, N_("sources.{table}: {option} is not an option of a source the engine reads"),
                     N_("Options are {options}"), option=unknown[0], options="file, table")  # fmt: skip
    file, name = str(entry.get("file") or ""), str(entry.get("table") or "")
    if not file:
        return _warehouse_table(table, name, engine)
    if engine == "warehouse":
        raise _fault(table, N_("sources.{table} names a file, which engine warehouse does not read"),
                     N_("Load it into the warehouse and write {{table: name}}, or set engine: duckdb"))  # fmt: skip
    if "://" in file:
        return _url(table, file, engine)
    if Path(file).suffix.lower() in DUCKDB_NAMES or name:
        return _duckdb_file(table, file, name, engine)
    return _parquet(file)


def _warehouse_table(table: str, name: str, engine: str) -> Place:
    if engine == "warehouse":
        return Place(name, TABLE, table=name)
    raise _fault(table, N_("sources.{table} names a table and no file, which only engine warehouse can read"),
                 N_("Set engine: warehouse, or write {{file: log.duckdb, table: name}}"))  # fmt: skip


def _url(table: str, url: str, engine: str) -> Place:
    if engine == "spark":
        return Place(url.rstrip("/").rsplit("/", 1)[-1], PARQUET, url=url)
    raise _fault(table, N_("sources.{table} names an address, which only engine spark can read"),
                 N_("Set engine: spark, or name a copy on this machine"))  # fmt: skip


def _duckdb_file(table: str, file: str, name: str, engine: str) -> Place:
    if engine != "duckdb":
        raise _fault(table, N_("sources.{table} names a DuckDB file, which only engine duckdb can read"),
                     N_("Set engine: duckdb, or write the table to Parquet"))  # fmt: skip
    if not name:
        raise _fault(table, N_("sources.{table} names a DuckDB file and no table in it"),
                     N_("Write {{file: log.duckdb, table: name}}"))  # fmt: skip
    path = paths.resolve(file)
    if not path.is_file():
        raise DataError(_nothing(path.name))
    return Place(path.name, DUCKDB, (path,), name)


def _parquet(file: str) -> Place:
    path = paths.resolve(file)
    files = tuple(path for path in _found(path) if path.is_file() and not _is_hidden(path))
    if not files:
        raise DataError(_nothing(_shown(file)))
    return Place(_shown(file), PARQUET, files)


def _found(path: Path) -> list[Path]:
    """Return the files a path stands for: itself, all Parquet below a folder, or what fits a pattern."""
    if path.is_dir():
        return sorted(path.glob("**/*.parquet"))
    first = _first_pattern(path.parts)
    if first == len(path.parts):
        return [path]
    return sorted(Path(*path.parts[:first]).glob("/".join(path.parts[first:])))


def _first_pattern(parts: Sequence[str]) -> int:
    """Return which part of a path is the first with a pattern; their number when none is."""
    return next((n for n, part in enumerate(parts) if _is_pattern(part)), len(parts))


def _is_pattern(name: str) -> bool:
    return any(mark in name for mark in "*?[")


def _is_hidden(path: Path) -> bool:
    """Say whether an engine keeps this file for itself, as Spark does _temporary and .part.crc."""
    return path.name.startswith((".", "_")) or path.parent.name.startswith("_temporary")


def _shown(file: str) -> str:
    """Return a path as faults name it: its last part, or all that follows the first part with a pattern.

    Examples
    --------
    >>> _shown("/home/kim/log/year=*/part-*.parquet"), _shown("log/contacten.parquet")
    ('year=*/part-*.parquet', 'contacten.parquet')
    """
    parts = Path(file).parts
    return "/".join(parts[min(_first_pattern(parts), len(parts) - 1) :])


def _nothing(file: str) -> Fault:
    return Fault(N_("nothing to read stands there"), N_("Correct the path in sources; a folder must hold Parquet"),
                 file=file)  # fmt: skip


def unreadable(place: Place, error: Exception) -> Fault:
    """Return the fault for a source the engine cannot read; the engine's own words may hold an address."""
    if place.kind == TABLE:
        return Fault(N_("the warehouse has no table {table} that can be read"),
                     N_("Correct the name in sources, or ask for the right to read it"),
                     values={"table": place.table})  # fmt: skip
    return Fault(N_("the engine cannot read it ({kind})"), N_("Close programs that write to it, or export it again"),
                 file=place.file, values={"kind": type(error).__name__})  # fmt: skip


def _fault(table: str, found: str, remedy: str, **values: object) -> DataError:
    return DataError(Fault(found, remedy, values={"table": table, **values}))
