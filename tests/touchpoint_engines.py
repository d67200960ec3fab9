"""One log through every door: a frame in memory, a file, a database, a warehouse, Spark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd

from cxkit.intake import load
from cxkit.settings.notebooks import TouchpointSavings

LAZY = ("contacts", "visits", "cost_events")
Log = dict[str, pd.DataFrame]


def _in_memory(log: Log, folder: Path, spark: Any) -> dict[str, Any]:
    return {"frames": dict(log)}


def _as_csv(log: Log, folder: Path, spark: Any) -> dict[str, Any]:
    for name, frame in log.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    return {"sources": {name: str(folder / f"{name}.csv") for name in log}}


def _as_parquet(log: Log, folder: Path, spark: Any) -> dict[str, Any]:
    """Write each table as a folder of two files."""
    for name, frame in log.items():
        (folder / name).mkdir()
        for i, part in enumerate((frame.iloc[: len(frame) // 3], frame.iloc[len(frame) // 3 :])):
            stamps = {column: "datetime64[us]" for column in frame.columns if column.endswith("_at")}
            part.astype(stamps).to_parquet(folder / name / f"part-{i}.parquet", index=False)
    return {"sources": {name: str(folder / name) for name in log}}


def _as_duckdb(log: Log, folder: Path, spark: Any) -> dict[str, Any]:
    import duckdb

    with duckdb.connect(str(folder / "log.duckdb")) as connection:
        for name, frame in log.items():
            held = connection.from_df(frame)  # noqa: F841
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM held")
    return {"sources": {name: {"file": str(folder / "log.duckdb"), "table": name} for name in log}}


def _as_ibis(log: Log, folder: Path, spark: Any) -> dict[str, Any]:
    import ibis
    import pyarrow as pa

    connection = ibis.duckdb.connect()
    held = {name: pa.Table.from_pandas(frame, preserve_index=False) for name, frame in log.items()}
    return {"frames": {name: connection.create_table(name, table) for name, table in held.items()}}


def _on_spark(log: Log, folder: Path, spark: Any) -> dict[str, Any]:
    return _as_parquet(log, folder, spark) | {"engine": "spark"}


DOORS: dict[str, Callable[[Log, Path, Any], dict[str, Any]]] = {
    "pandas": _in_memory,
    "csv": _as_csv,
    "parquet": _as_parquet,
    "duckdb": _as_duckdb,
    "ibis": _as_ibis,
    "spark": _on_spark,
}


def checked_by(
    door: str, log: Log, folder: Path, settings: Callable[..., TouchpointSavings], spark: Any = None
) -> tuple[dict[str, nw.LazyFrame], TouchpointSavings]:
    """Return the checked frames of a log that came in through one door, and the settings that name it.

    Parameters
    ----------
    door : one of DOORS.
    log : contacts, visits, responses, cost_events; the responses always come from a file.
    folder : where files are written.
    settings : makes settings.
    spark : a session, for the door of that name.
    """
    small = {name: frame for name, frame in log.items() if name not in LAZY}
    given = DOORS[door]({name: frame for name, frame in log.items() if name in LAZY}, folder, spark)
    frames = given.pop("frames", None)
    sources = _as_csv(small, folder, spark)["sources"] | given.pop("sources", {})
    s = settings(client="test", sources=sources, columns={}, **given)
    tables = load(s, frames=frames)
    found = {name: getattr(tables, name) for name in LAZY} | {"responses": tables.responses_lazy}
    return {name: frame for name, frame in found.items() if frame is not None}, s
