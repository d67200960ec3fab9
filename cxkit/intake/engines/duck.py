"""DuckDB: one connection per process, within the memory it may take; what does not fit goes to disk."""

from __future__ import annotations

import atexit
import functools
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxkit.errors import DataError, Fault
from cxkit.intake.engines.base import DAY, ZONED, Engine, epoch_name
from cxkit.intake.engines.places import DUCKDB, Place, unreadable
from cxkit.language import N_

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


class DuckEngine(Engine):
    """DuckDB on this machine.

    Parameters
    ----------
    memory_limit_gb : memory it may take, in GB; 0 for DuckDB's own limit (80% of the machine).
    """

    name = "duckdb"

    def __init__(self, memory_limit_gb: float = 0.0):
        self.connection = _connection(memory_limit_gb)

    def read(self, place: Place) -> duckdb.DuckDBPyRelation:
        """Return Parquet files, or a table of a DuckDB file, as a relation.

        Raises
        ------
        DataError : DuckDB cannot read it.
        """
        import duckdb

        try:
            if place.kind == DUCKDB:
                return self._table(place)
            files = [str(path) for path in place.files]
            return self.connection.read_parquet(files, hive_partitioning=place.partitioned, union_by_name=True)
        except duckdb.CatalogException:
            raise DataError(self._no_table(place)) from None
        except duckdb.Error as error:
            raise DataError(unreadable(place, error)) from None

    def _table(self, place: Place) -> duckdb.DuckDBPyRelation:
        """Return a table of a file that is attached for reading only; a file that changed is attached anew."""
        path = place.files[0]
        attached = _attached(self.connection)
        seen = path.stat().st_mtime_ns
        alias, before = attached.get(path, (f"source_{len(attached)}", None))
        if before != seen:
            self.connection.execute(f"DETACH DATABASE IF EXISTS {alias}")
            self.connection.execute(f"ATTACH '{_quoted(path)}' AS {alias} (READ_ONLY)")
            attached[path] = (alias, seen)
        name = ".".join(f'"{part}"' for part in place.table.replace('"', '""').split("."))
        return self.connection.sql(f"FROM {alias}.{name}")

    def _no_table(self, place: Place) -> Fault:
        alias = _attached(self.connection)[place.files[0]][0]
        found = self.connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = ? "
            "UNION SELECT view_name FROM duckdb_views() WHERE database_name = ? AND NOT internal ORDER BY 1",
            [alias, alias],
        ).fetchall()
        return Fault(N_("the file holds no table {table}"), N_("Tables in it: {tables}"), file=place.file,
                     values={"table": place.table, "tables": ", ".join(name for (name,) in found)})  # fmt: skip

    def _from_arrow(self, table: pa.Table) -> duckdb.DuckDBPyRelation:
        return self.connection.from_arrow(table)

    def _with_epochs(self, native: Any, stamps: dict[str, str]) -> duckdb.DuckDBPyRelation:
        walls = ", ".join(f'{_wall(name, held)} AS "{name}"' for name, held in stamps.items())
        # date_diff counts the seconds that began in between, which rounds down on either side of 1970
        epochs = ", ".join(
            f"date_diff('second', TIMESTAMP '1970-01-01', \"{name}\") AS \"{epoch_name(name)}\"" for name in stamps
        )
        return native.project(f"* REPLACE ({walls})").project(f"*, {epochs}")


def _wall(name: str, held: str) -> str:
    """Return the SQL of a wall time; a time with a zone goes by its microseconds, so that no zone data are needed."""
    if held == ZONED:
        return f'make_timestamp(epoch_us("{name}"))'
    return f'CAST("{name}" AS TIMESTAMP)' if held == DAY else f'"{name}"::TIMESTAMP'


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


@functools.cache
def _attached(connection: Any) -> dict[Path, tuple[str, int | None]]:
    """Return which files are attached to a connection: path to its name there and the time it was written."""
    return {}


@functools.cache
def _connection(memory_limit_gb: float) -> duckdb.DuckDBPyConnection:
    """Return the process's connection for this limit; its folder for spilling is removed at exit."""
    import duckdb

    spill = str(Path(tempfile.gettempdir()) / f"cxkit-duckdb-{secrets.token_hex(8)}")  # made when something spills
    config: dict[str, Any] = {
        "temp_directory": spill,
        "autoinstall_known_extensions": "false",
        "preserve_insertion_order": "false",
    }
    if memory_limit_gb:
        config["memory_limit"] = f"{memory_limit_gb:g}GB"
    connection = duckdb.connect(config=config)
    atexit.register(_close, connection, spill)
    return connection


def _close(connection: Any, spill: str) -> None:
    connection.close()
    shutil.rmtree(spill, ignore_errors=True)
