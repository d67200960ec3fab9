"""Where large tables are counted: DuckDB on this machine, Spark, or the client's warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from cxkit.errors import Fault, SettingsError
from cxkit.intake.engines.base import Engine
from cxkit.intake.engines.duck import DuckEngine
from cxkit.intake.engines.spark import SparkEngine
from cxkit.intake.engines.warehouse import WarehouseEngine
from cxkit.language import N_
from cxkit.settings.engagement import Engagement

__all__ = ["DuckEngine", "Engine", "SparkEngine", "WarehouseEngine", "engine_for"]


def engine_for(settings: Engagement, frames: Mapping[str, Any] | None = None) -> Engine:
    """Return the engine of an engagement: that of the frames the caller gave, else that of the settings.

    Parameters
    ----------
    settings : engine, memory_limit_gb, spark_master and warehouse_variable.
    frames : table to a frame the caller holds: PySpark decides for Spark, Ibis for the warehouse; a frame in memory
        (pandas, Polars, PyArrow) goes to whatever engine was chosen.

    Raises
    ------
    SettingsError : a frame is of no known kind, two frames want two engines, or the engine cannot be had.
    """
    held = {name: _engine_of(name, frame, settings.language) for name, frame in (frames or {}).items()}
    wanted = {engine for engine in held.values() if engine}
    if len(wanted) > 1:
        raise _refused(
            N_("the frames given are of two engines: {engines}"), N_("Give all of them in one engine"),
            settings.language, engines=", ".join(sorted(wanted)),
        )  # fmt: skip
    name = next(iter(wanted), settings.engine)
    given = [frames[table] for table, engine in held.items() if engine]
    if name == "spark":
        return SparkEngine.of(settings, given)
    if name == "warehouse":
        return WarehouseEngine.of(settings, given)
    return DuckEngine(settings.memory_limit_gb)


def _engine_of(table: str, frame: Any, language: str) -> str:
    """Return the engine that a frame belongs to; an empty text for a frame in memory."""
    try:
        known = nw.from_native(frame)
    except TypeError:
        raise _refused(
            N_("the frame given for {table} is of type {kind}, which the kit does not know"),
            N_("Give a pandas, Polars, PyArrow, PySpark or Ibis frame"), language,
            table=table, kind=type(frame).__name__,
        ) from None  # fmt: skip
    if isinstance(known, nw.DataFrame):
        return ""
    kind = known.implementation
    if kind.is_pyspark() or kind.is_pyspark_connect():
        return "spark"
    if kind.is_ibis():
        return "warehouse"
    raise _refused(
        N_("the frame given for {table} is a lazy frame of {kind}, which the kit cannot take over"),
        N_("Give it as a PyArrow table, or write it to Parquet and name that file in sources"), language,
        table=table, kind=kind.value,
    )  # fmt: skip


def _refused(found: str, remedy: str, language: str, **values: object) -> SettingsError:
    return SettingsError(Fault(found, remedy, values=values), language=language)
