"""One lazy door for contacts, visits and cost_events: read, checked and lifted in DuckDB, Spark or a warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

import narwhals as nw
import pandas as pd

from cxkit.errors import DataError, Fault
from cxkit.intake import lazy_checks
from cxkit.intake.contract import TABLES, Table
from cxkit.intake.convert import Reading, convert
from cxkit.intake.engines import Engine, engine_for
from cxkit.intake.engines.base import epoch_name
from cxkit.intake.engines.places import Place, is_place, place_of, unreadable
from cxkit.intake.headers import clean_header
from cxkit.intake.lazy_columns import LazyColumn, in_one_form, type_fault
from cxkit.intake.mapping import faults_of_mapping, faults_of_names
from cxkit.intake.raw import Column, Note, Raw
from cxkit.language import N_
from cxkit.settings.engagement import Engagement

__all__ = ["LAZY_TABLES", "LazyTables", "Lazily", "from_strict", "is_lazy", "lazy_tables", "read_lazy",
           "unknown_customers"]  # fmt: skip

LAZY_TABLES = ("contacts", "visits", "cost_events")
COLUMNS = {
    "contacts": (
        "contact_id", "customer_id", "started_at", "ended_at", "closed_at", "channel", "topic", "department", "url",
        "answered", "resolved", "handling_seconds", "talk_seconds", "cost_eur", "score",
    ),
    "visits": ("visit_id", "customer_id", "visited_at", "url"),
    "cost_events": ("event_id", "customer_id", "occurred_at", "kind", "cost_eur"),
}  # fmt: skip


@dataclass(frozen=True)
class Lazily:
    """One table as the door hands it on.

    Parameters
    ----------
    frame : rows that count, by the kit's names, every x_at with its x_epoch; None when there are faults.
    rows_n : rows that count.
    faults, notes : what is wrong, and what was decided.
    lines : what became of every row, with the columns of rows.ROW_COLUMNS.
    fingerprint : SHA-256 of what was read; empty for a table that the strict reader read.
    file : name of the source.
    """

    frame: nw.LazyFrame | None
    rows_n: int = 0
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    lines: tuple[dict[str, object], ...] = ()
    fingerprint: str = ""
    file: str = ""


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
    engine: Engine | None = None
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
    return is_place(declared)


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
    frames = {name: frame for name, frame in (frames or {}).items() if name in LAZY_TABLES}
    wanted = [name for name in LAZY_TABLES if name in settings.tables and _is_there(name, settings, strict, frames)]
    if not wanted:
        return LazyTables()
    engine = engine_for(settings, frames)
    read = {name: _table(TABLES[name], settings, engine, strict, frames) for name in wanted}
    sound = {name: table for name, table in read.items() if table.frame is not None}
    return LazyTables(
        frames={name: table.frame for name, table in sound.items()},
        engine=engine,
        rows_n={name: table.rows_n for name, table in sound.items()},
        faults=tuple(fault for table in read.values() for fault in table.faults),
        notes=tuple(note for table in read.values() for note in table.notes),
        lines=tuple(line for table in read.values() for line in table.lines),
        hashes={table.file: table.fingerprint for table in read.values() if table.fingerprint},
    )


def _is_there(name: str, settings: Engagement, strict: Mapping[str, Any], frames: Mapping[str, Any]) -> bool:
    return name in frames or name in strict or is_lazy(settings.sources.get(name), settings)


def _table(
    table: Table, settings: Engagement, engine: Engine, strict: Mapping[str, pd.DataFrame], frames: Mapping[str, Any]
) -> Lazily:
    if table.name in strict and table.name not in frames:
        return from_strict(strict[table.name], table, settings, engine)
    return read_lazy(table, settings, engine, frame=frames.get(table.name))


def from_strict(frame: pd.DataFrame, table: Table, settings: Engagement, engine: Engine) -> Lazily:
    """Return a table of the strict reader as the engine's lazy frame, unknown labels named and seconds added.

    Parameters
    ----------
    frame : checked rows.
    table : its table.
    settings : settings of the engagement.
    engine : where it is lifted to.
    """
    lifted = engine.with_epochs(engine.lift(frame))
    notes = tuple(
        Note(N_("empty cells that count as (unknown): {n}"), {"n": int(frame[name].isna().sum())}, file=table.name,
             column=name)
        for name in lazy_checks.FILLED if name in frame and frame[name].isna().any()
    )  # fmt: skip
    full = frozenset(name for name in frame.columns if not frame[name].isna().any())
    return Lazily(_filled(lifted, list(frame.columns), full=full), len(frame), notes=notes, file=table.name)


def read_lazy(table: Table, settings: Engagement, engine: Engine, *, frame: Any = None) -> Lazily:
    """Return a table that the engine reads itself, checked without its rows passing through this process.

    Parameters
    ----------
    table : contacts, visits or cost_events.
    settings : sources, columns, constants, labels and missing codes.
    engine : where it stands and is counted.
    frame : the caller's own frame, used in place of the source.

    Returns
    -------
    Lazily, with every fault found; columns that the settings do not name are not read.

    Notes
    -----
    Types are judged from the schema first, then all checks are one query, then the key is counted by its value.
    """
    try:
        place = None if frame is not None else place_of(settings.sources[table.name], table.name, engine.name)
        lazy = engine.take(frame) if place is None else engine.open(place)
        schema = lazy.collect_schema()
    except DataError as error:
        return Lazily(None, faults=tuple(error.faults))
    file = table.name if place is None else place.file
    columns, constants, faults = _columns(table, settings, schema, file)
    if faults:
        return Lazily(None, faults=tuple(faults), file=file)
    try:
        return _checked(table, engine, lazy, columns, constants, place or Place(file, "table"))
    except DataError as error:
        return Lazily(None, faults=tuple(error.faults), file=file)


def _columns(
    table: Table, settings: Engagement, schema: nw.Schema, file: str
) -> tuple[list[LazyColumn], dict[str, Any], list[Fault]]:
    """Return the columns to read, the constants, and the faults of names, types and constants."""
    original = {clean_header(header): header for header in schema}
    mapping = _mapping(table, settings, original)
    constants, faults = _constants(table, settings)
    needed = replace(table, required=tuple(dict.fromkeys((table.key, *table.required))))
    faults += faults_of_mapping(needed, mapping, [Raw(file, pd.DataFrame(columns=list(original)))], constants)
    codes, labels = settings.missing_codes.get(table.name, {}), settings.labels.get(table.name, {})
    for setting, named in (("missing_codes", codes), ("labels", labels)):
        faults += faults_of_names(table, setting, named, {*mapping.values(), *constants})
    columns = [
        LazyColumn(name, original[header], schema[original[header]], codes.get(name, ()), labels.get(name))
        for header, name in mapping.items() if header in original
    ]  # fmt: skip
    faults += [fault for column in columns if (fault := type_fault(column, file))]
    return columns, constants, faults


def _mapping(table: Table, settings: Engagement, headers: Mapping[str, str]) -> dict[str, str]:
    """Return the kit's name per client column: as declared, or else the contract's own names found among them."""
    declared = settings.columns.get(table.name, {})
    if declared:
        return {clean_header(header): name for header, name in declared.items()}
    return {name: name for name in COLUMNS[table.name] if name in headers}


def _constants(table: Table, settings: Engagement) -> tuple[dict[str, Any], list[Fault]]:
    reading = Reading(number_style=settings.number_style, date_order=settings.date_order, table=table.name)
    outcomes = {
        name: convert(Column(pd.Series([value], dtype=object), name, name, f"constants.{table.name}"), reading)
        for name, value in settings.constants.get(table.name, {}).items()
    }
    values = {name: outcome.values.iloc[0] for name, outcome in outcomes.items()}
    faults = [replace(fault, rows=()) for outcome in outcomes.values() for fault in outcome.faults]
    return {name: _plain(value) for name, value in values.items()}, faults


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def _checked(
    table: Table,
    engine: Engine,
    lazy: nw.LazyFrame,
    columns: Sequence[LazyColumn],
    constants: Mapping[str, Any],
    place: Place,
) -> Lazily:
    """Return the table after the checks of its rows.

    Raises
    ------
    DataError : the engine cannot read the rows.
    """
    selected = lazy.select(
        *(nw.col(column.header).alias(column.name) for column in columns),
        *(nw.lit(value).alias(name) for name, value in constants.items()),
    )
    given = engine.with_epochs(selected)
    schema = given.collect_schema()
    judged = [*columns, *(LazyColumn(name, name, schema[name]) for name in constants)]
    made = in_one_form(given, judged)
    key = next(column for column in judged if column.name == table.key)
    try:
        figures = lazy_checks.figures_of(made, table, judged)
        faults = lazy_checks.faults_of(figures, table, judged, place.file)
        faults += lazy_checks.repeated_keys(made, key, place.file)
    except Exception as error:
        raise DataError(unreadable(place, error)) from None
    lines = lazy_checks.lines_of(figures, table, place.file)
    tidied = in_one_form(given, judged, tidy=lazy_checks.tidy_columns(figures, judged))
    names, full = [column.name for column in judged], lazy_checks.filled_columns(figures, judged)
    return Lazily(
        None if faults else _filled(lazy_checks.used(tidied, table, figures), names, full=full),
        int(lines[-1]["rows_used"]),
        tuple(faults),
        tuple(lazy_checks.notes_of(figures, table, judged, place.file)),
        lines,
        place.fingerprint_of(lazy.collect_schema(), figures["rows"]),
        place.file,
    )


def _filled(lazy: nw.LazyFrame, names: Sequence[str], *, full: Set[str] = frozenset()) -> nw.LazyFrame:
    """Return the columns named, every x_at with its x_epoch; labels that are missing are named unknown, unless full."""
    kept = [column for name in names for column in ((name, epoch_name(name)) if name.endswith("_at") else (name,))]
    unknown = [
        nw.col(name).fill_null(lazy_checks.UNKNOWN) for name in names if name in lazy_checks.FILLED and name not in full
    ]
    return lazy.select(*kept).with_columns(*unknown) if unknown else lazy.select(*kept)


def unknown_customers(contacts: nw.LazyFrame, customers: pd.DataFrame, engine: Engine) -> tuple[int, int]:
    """Return how many contacts have a customer id, and how many of these are of no customer in the customer table.

    Parameters
    ----------
    contacts : checked contacts, with customer_id.
    customers : checked customers, with customer_id.
    engine : `LazyTables.engine`.
    """
    named = contacts.filter(~nw.col("customer_id").is_null()).select("customer_id")
    known = engine.lift(customers[["customer_id"]].dropna().drop_duplicates())
    absent = named.join(known, on="customer_id", how="anti")
    return _rows_n(named), _rows_n(absent)


def _rows_n(lazy: nw.LazyFrame) -> int:
    return int(lazy.select(n=nw.len()).collect("pyarrow").to_native().to_pylist()[0]["n"])
