"""What every engine can do: take over a frame, read a source, and count seconds since 1970."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import narwhals as nw

from cxkit.errors import Fault, SettingsError
from cxkit.language import N_

if TYPE_CHECKING:
    import pyarrow as pa

    from cxkit.intake.engines.places import Place

WALL, ZONED, DAY = "wall", "zoned", "day"


class Engine(ABC):
    """One place where tables are counted.

    Parameters
    ----------
    name : as in the settings: duckdb, spark, warehouse.
    """

    name: str

    def lift(self, frame: Any) -> nw.LazyFrame:
        """Return a frame in memory (pandas, Polars, PyArrow) as a lazy frame of this engine."""
        return nw.from_native(self._from_arrow(arrow_of(frame))).lazy()

    def take(self, frame: Any) -> nw.LazyFrame:
        """Return a frame the caller gave as a lazy frame of this engine."""
        known = nw.from_native(frame)
        return self.lift(frame) if isinstance(known, nw.DataFrame) else known

    def open(self, place: Place) -> nw.LazyFrame:
        """Return a source as a lazy frame.

        Raises
        ------
        DataError : the engine cannot read it.
        """
        return nw.from_native(self.read(place))

    def with_epochs(self, lazy: nw.LazyFrame) -> nw.LazyFrame:
        """Return the frame with, for every x_at, the wall time itself and x_epoch (Int64).

        Notes
        -----
        x_epoch is the whole seconds since 1970-01-01 00:00 that a clock on the wall has counted, rounded down: no zone,
        no hour left out or counted twice. A time with a zone becomes the wall time of UTC, a day its midnight.
        """
        stamps = stamps_of(lazy.collect_schema())
        return nw.from_native(self._with_epochs(lazy.to_native(), stamps)) if stamps else lazy

    @abstractmethod
    def read(self, place: Place) -> Any:
        """Return a source as this engine's own lazy frame."""

    @abstractmethod
    def _from_arrow(self, table: pa.Table) -> Any:
        """Return an Arrow table as this engine's own lazy frame."""

    @abstractmethod
    def _with_epochs(self, native: Any, stamps: dict[str, str]) -> Any:
        """Return the frame with wall times and seconds for the columns named, by what they hold."""


def stamps_of(schema: nw.Schema) -> dict[str, str]:
    """Return what each column x_at holds: wall times, times with a zone, or days.

    Examples
    --------
    >>> stamps_of(nw.Schema({"started_at": nw.Datetime(), "closed_at": nw.Date(), "topic": nw.String()}))
    {'started_at': 'wall', 'closed_at': 'day'}
    """
    stamps = {}
    for name, dtype in schema.items():
        if name.endswith("_at") and isinstance(dtype, nw.Datetime):
            stamps[name] = ZONED if dtype.time_zone else WALL
        elif name.endswith("_at") and isinstance(dtype, nw.Date):
            stamps[name] = DAY
    return stamps


def epoch_name(name: str) -> str:
    """Return the column of seconds that goes with a column of times.

    Examples
    --------
    >>> epoch_name("started_at")
    'started_epoch'
    """
    return name.removesuffix("_at") + "_epoch"


def arrow_of(frame: Any) -> pa.Table:
    """Return a frame in memory as an Arrow table every engine reads: no index, no dictionaries, microseconds."""
    import pyarrow as pa

    held = nw.from_native(frame, eager_only=True)
    if held.implementation.is_pandas():
        table = pa.Table.from_pandas(held.to_native(), preserve_index=False)
    else:
        table = held.to_arrow()
    return table.cast(pa.schema([_plain(field) for field in table.schema]), safe=False)


def _plain(field: pa.Field) -> pa.Field:
    import pyarrow as pa

    if pa.types.is_dictionary(field.type):
        return pa.field(field.name, field.type.value_type)
    if pa.types.is_timestamp(field.type):
        return pa.field(field.name, pa.timestamp("us", tz=field.type.tz))
    return pa.field(field.name, field.type)


def not_installed(package: str, extra: str, language: str) -> SettingsError:
    """Return the error for an engine whose package is missing."""
    return SettingsError(
        Fault(N_("engine {extra} needs the package {package}, which is not installed"),
              N_("Install it with: uv sync --extra {extra}"), values={"package": package, "extra": extra}),
        language=language,
    )  # fmt: skip
