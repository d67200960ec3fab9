"""The client's warehouse through Ibis; its address stands in an environment variable and in no message."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cxkit.errors import DataError, Fault, SettingsError
from cxkit.intake.engines.base import DAY, ZONED, Engine, epoch_name, not_installed
from cxkit.intake.engines.places import Place, unreadable
from cxkit.language import N_
from cxkit.settings.engagement import Engagement

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa


class WarehouseEngine(Engine):
    """A warehouse that Ibis speaks to.

    Parameters
    ----------
    backend : the connection; None when every frame comes from the caller.
    """

    name = "warehouse"

    def __init__(self, backend: Any):
        self.backend = backend

    @classmethod
    def of(cls, settings: Engagement, frames: Sequence[Any] = ()) -> WarehouseEngine:
        """Return the engine on the connection of the frames given, or on the address the settings point at.

        Raises
        ------
        SettingsError : Ibis is not installed, the address is missing, or it does not answer.
        """
        if frames:
            return cls(_backend_of(frames, settings.language))
        try:
            import ibis
        except ImportError:
            raise not_installed("ibis-framework", "warehouse", settings.language) from None
        address = os.environ.get(settings.warehouse_variable, "")
        if not address:
            raise _no_connection(
                N_("engine warehouse needs the environment variable {variable}, which is not set"),
                N_("Set it to the warehouse's address before Jupyter starts, such as snowflake://..."), settings,
            )  # fmt: skip
        try:
            return cls(ibis.connect(address))
        except Exception:
            raise _no_connection(
                N_("the address in {variable} cannot be connected to"),
                N_("Check the address, the password, and that Ibis's package for this warehouse is installed"),
                settings,
            ) from None  # fmt: skip

    def read(self, place: Place) -> ibis.Table:
        """Return a table of the warehouse.

        Raises
        ------
        DataError : there is no such table.
        """
        *above, name = place.table.split(".")
        try:
            return self.backend.table(name, database=tuple(above) or None)
        except Exception as error:
            raise DataError(unreadable(place, error)) from None

    def _from_arrow(self, table: pa.Table) -> ibis.Table:
        import ibis

        return ibis.memtable(table)

    def _with_epochs(self, native: ibis.Table, stamps: dict[str, str]) -> ibis.Table:
        walls = native.mutate(**{name: _wall(native[name], held) for name, held in stamps.items()})
        # cut to the second first: some warehouses round, and some cut towards 1970
        epochs = {epoch_name(name): walls[name].truncate("s").epoch_seconds().cast("int64") for name in stamps}
        return walls.mutate(**epochs)


def _wall(column: Any, held: str) -> Any:
    if held == ZONED:
        return column.cast("timestamp('UTC')").cast("timestamp")
    return column.cast("timestamp") if held == DAY else column


def _backend_of(frames: Sequence[Any], language: str) -> Any:
    """Return the connection of the frames given; frames in memory alone have none."""
    natives = [frame.to_native() if hasattr(frame, "to_native") else frame for frame in frames]
    backends = [backend for native in natives for backend in native._find_backends()[0]]
    if any(backend is not backends[0] for backend in backends[1:]):
        raise SettingsError(
            Fault(N_("the frames given come from two connections"), N_("Give all of them from one connection")),
            language=language,
        )
    return backends[0] if backends else None


def _no_connection(found: str, remedy: str, settings: Engagement) -> SettingsError:
    return SettingsError(
        Fault(found, remedy, values={"variable": settings.warehouse_variable}), language=settings.language
    )
