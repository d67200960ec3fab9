"""One lazy door for contacts, visits and cost_events: read, checked and lifted in DuckDB, Spark or a warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.raw import Note
from cxkit.settings.engagement import Engagement

if TYPE_CHECKING:
    import narwhals as nw

LAZY_TABLES = ("contacts", "visits", "cost_events")


@dataclass(frozen=True)
class LazyTables:
    """The checked frames of contacts, visits and cost_events, as far as the client has them.

    Parameters
    ----------
    frames : table to its checked frame; a table with faults is not there.
    engine : where they are counted; None when there is no such table.
    rows_n : table to its number of rows, as used.
    faults : everything that is wrong, all tables; the caller raises them together with its own.
    notes : what the door decided by itself.
    lines : what became of every row, with the columns of rows.ROW_COLUMNS; tables given in `strict` have none here.
    hashes : source to its fingerprint; tables given in `strict` have none here.
    """

    frames: dict[str, nw.LazyFrame] = field(default_factory=dict)
    engine: Any = None
    rows_n: dict[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    lines: tuple[dict[str, object], ...] = ()
    hashes: dict[str, str] = field(default_factory=dict)


def is_lazy(declared: Any, settings: Engagement) -> bool:
    """Say whether a source of contacts, visits or cost_events is read by the engine itself, not by the strict reader.

    Parameters
    ----------
    declared : what settings.sources says of the table: a path, {file, table}, or a list of these.
    settings : engine of the engagement.
    """
    raise NotImplementedError


def lazy_tables(
    settings: Engagement, strict: Mapping[str, pd.DataFrame], frames: Mapping[str, Any] | None = None
) -> LazyTables:
    """Return contacts, visits and cost_events as checked lazy frames of one engine.

    Parameters
    ----------
    settings : engine, sources, columns, constants, labels and missing codes of the engagement; only tables that
        `settings.tables` names are read.
    strict : table to the checked pandas frame of the strict reader (key, dates datetime64, numbers float64, flags
        boolean; rows without a date, and visits and cost_events without a customer, already set aside), for the
        tables of which `is_lazy` is false.
    frames : table to a frame the caller holds (pandas, Polars, PyArrow, PySpark or Ibis), used in place of its source.

    Returns
    -------
    LazyTables, with the faults of the lazy tables; it raises none of them.

    Raises
    ------
    SettingsError : the engine cannot be had (package, Java or address missing).
    """
    raise NotImplementedError


def unknown_customers(contacts: nw.LazyFrame, customers: pd.DataFrame, engine: Any) -> tuple[int, int]:
    """Return how many contacts have a customer id, and how many of these are of no customer in the customer table.

    Parameters
    ----------
    contacts : checked contacts, with customer_id.
    customers : checked customers, with customer_id.
    engine : `LazyTables.engine`.
    """
    raise NotImplementedError
