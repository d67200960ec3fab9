"""From settings to checked tables: every file read once, every fault of every table in one error."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxkit import demo, paths
from cxkit.errors import DataError, Fault
from cxkit.intake import rows
from cxkit.intake.checks import checked, not_customers
from cxkit.intake.contract import OTHER_TABLES, TABLES
from cxkit.intake.files import read_file
from cxkit.intake.forms import is_forms, read_forms
from cxkit.intake.headers import nearest
from cxkit.intake.raw import Note, Raw
from cxkit.intake.reading import TableRead, listed_sources, read_table
from cxkit.intake.tables import LAZY_TABLES, LazyTables, is_lazy, lazy_tables, unknown_customers
from cxkit.language import N_
from cxkit.settings.notebooks import Engagement

if TYPE_CHECKING:
    import narwhals as nw

DEMO_DATA = "outputs/demo/data"
LISTS = ("answers", "opportunities", "stakeholders", "competitors", "costs", "effects", "measurements", "events")


@dataclass(frozen=True)
class Tables:
    """The checked tables of one engagement; a table that the settings do not name is None.

    Parameters
    ----------
    customers : one row per customer; ids and labels text, dates datetime64, amounts and scores float64, flags boolean.
    responses : one row per answer.
    rows : what became of every row: table, file, rows_in, rows_used, rows_set_aside, reason (English message).
        With several reasons the lines of a file follow each other: what one line used, the next line takes in.
    notes : what the reader decided by itself.
    hashes : file name to the SHA-256 of its bytes; for a table of a database its fingerprint.
    contacts, visits, cost_events : lazy frames of one engine, one row per contact, visit and cost event.
    responses_lazy : the responses in the engine of the contacts; None where no contacts are read.
    rows_n : table to its number of rows, as used.
    answers : one row per rater, item and wave of the maturity questionnaire.
    opportunities, stakeholders, competitors, costs, effects : the consultant's own lists.
    measurements : one row per unit, period, metric and pilot: unit, period (its first day), metric, value; and where
        given pilot, arm ('pilot' or 'control'), assigned_at, cluster, customers_n.
    events : outside events: date, event; and where given pilot, arm, notes.
    """

    customers: pd.DataFrame | None
    responses: pd.DataFrame | None
    rows: pd.DataFrame
    notes: list[Note]
    hashes: dict[str, str]
    contacts: nw.LazyFrame | None = None
    visits: nw.LazyFrame | None = None
    cost_events: nw.LazyFrame | None = None
    responses_lazy: nw.LazyFrame | None = None
    rows_n: dict[str, int] = field(default_factory=dict)
    answers: pd.DataFrame | None = None
    opportunities: pd.DataFrame | None = None
    stakeholders: pd.DataFrame | None = None
    competitors: pd.DataFrame | None = None
    costs: pd.DataFrame | None = None
    effects: pd.DataFrame | None = None
    measurements: pd.DataFrame | None = None
    events: pd.DataFrame | None = None


def load(settings: Engagement, *, frames: Mapping[str, Any] | None = None) -> Tables:
    """Return the client's tables, checked against the contract; nothing is written.

    Parameters
    ----------
    settings : sources, columns, constants, missing codes, labels and styles of the engagement; of the sources, the
        tables that the notebook reads.
    frames : contacts, visits or cost_events that the caller holds (pandas, Polars, PyArrow, PySpark or Ibis), each
        used in place of its source.

    Raises
    ------
    DataError : a file or table is not as it must be; all faults of all tables at once.
    SettingsError : the engine that the settings ask for cannot be had.

    Notes
    -----
    The demo engagement makes its files first when they are not there yet.
    """
    _make_demo(settings)
    given = {name: frame for name, frame in (frames or {}).items() if name in settings.tables}
    named = [name for name in TABLES if name in settings.tables and name in settings.sources and name not in given]
    lazily = [name for name in named if name in LAZY_TABLES and is_lazy(settings.sources[name], settings)]
    read = functools.cache(read_file)
    strictly = {name: _read(name, settings, read) for name in named if name not in lazily}
    strictly = checked(strictly, settings)
    faults = [*_unknown_tables(settings), *_unknown_frames(given), *_lacking(settings, given)]
    faults += [fault for reading in strictly.values() for fault in reading.faults]
    held = _held(strictly, settings, given) if lazily or given or not faults else LazyTables()
    known = _known_contacts(strictly.get("customers"), held, settings)
    faults += [*held.faults, *known.faults]
    if faults:
        raise DataError(_distinct(faults), language=settings.language)
    return _tables(strictly, replace(held, notes=(*held.notes, *known.notes)))


def _read(name: str, settings: Engagement, read: Callable[..., Raw]) -> TableRead:
    """Return one table from its files, or from the folder of filled-in answer forms."""
    if name == "answers" and is_forms(settings.sources[name]):
        return read_forms(settings)
    return read_table(TABLES[name], settings, read)


def _held(strictly: Mapping[str, TableRead], settings: Engagement, given: Mapping[str, Any]) -> LazyTables:
    """Return contacts, visits and cost_events as frames of one engine; nothing where a notebook reads none of them."""
    if not {*settings.sources, *given}.intersection(settings.tables, LAZY_TABLES):
        return LazyTables()
    sound = {
        name: reading.kept.frame.reset_index(drop=True)
        for name, reading in strictly.items()
        if name in LAZY_TABLES and reading.kept is not None and not reading.faults
    }
    return lazy_tables(settings, sound, given)


def _known_contacts(customers: TableRead | None, held: LazyTables, settings: Engagement) -> TableRead:
    """Return what comes up when contacts that the engine read are held against the customer table.

    Contacts of the strict reader were held against it already, and have no line among those of the door.
    """
    line = next((line for line in held.lines if line["table"] == "contacts"), None)
    contacts = held.frames.get("contacts")
    if line is None or contacts is None or customers is None or customers.kept is None or customers.faults:
        return TableRead()
    if "customer_id" not in contacts.collect_schema().names():
        return TableRead()
    n, absent_n = unknown_customers(contacts, customers.kept.frame, held.engine)
    columns = {name: header for header, name in settings.columns.get("contacts", {}).items()}
    header = columns.get("customer_id", "customer_id")
    where = {"file": str(line["file"]), "other": customers.kept.file, "header": header}
    faults = rows.too_few_known(n - absent_n, n, rows.OTHER_IDS, **where)
    return TableRead(faults=tuple(faults), notes=tuple([] if faults else not_customers(absent_n, **where)))


def _tables(strictly: Mapping[str, TableRead], held: LazyTables) -> Tables:
    small = {name: reading.kept.frame.reset_index(drop=True) for name, reading in strictly.items()}
    responses = small.get("responses")
    lifted = None
    if responses is not None and "contacts" in held.frames:
        lifted = held.engine.with_epochs(held.engine.lift(responses))
    return Tables(
        small.get("customers"),
        responses,
        pd.DataFrame(_lines(strictly, held), columns=list(rows.ROW_COLUMNS)),
        _distinct([*(note for reading in strictly.values() for note in reading.notes), *held.notes]),
        {name: digest for reading in strictly.values() for name, digest in reading.hashes.items()} | held.hashes,
        **held.frames,
        responses_lazy=lifted,
        rows_n={name: len(frame) for name, frame in small.items()} | held.rows_n,
        **{name: small[name] for name in LISTS if name in small},
    )


def _lines(strictly: Mapping[str, TableRead], held: LazyTables) -> list[dict[str, object]]:
    """Return what became of every row, table by table in the order of the contract."""
    lines = [line for reading in strictly.values() for line in (*reading.kept.all_lines(), *reading.lines)]
    order = list(TABLES)
    return sorted([*lines, *held.lines], key=lambda line: order.index(line["table"]))


def _distinct(items: Iterable[Any]) -> list[Any]:
    """Return the items without repeats, in order; faults and notes hold dicts, so they cannot be in a set."""
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def _make_demo(settings: Engagement) -> None:
    """Make the demo client's files when the settings name one of them and they are not there or out of date."""
    folder = paths.resolve(DEMO_DATA)
    plain = [table for table, source in settings.sources.items() if not is_forms(source)]
    listed = [source.path for table in plain for source in listed_sources(settings, table)[0] if source.file]
    if settings.client == "demo" and any(path.is_relative_to(folder) for path in listed):
        demo.ensure(folder)


def _unknown_tables(settings: Engagement) -> list[Fault]:
    """Return a fault for each table that the settings name and that does not exist."""
    known = [*TABLES, *OTHER_TABLES]
    return [
        Fault(N_("{setting} names {table}, which is no table"), N_("Did you mean {near}?"),
              values={"setting": setting, "table": name, "near": nearest(name, known) or ", ".join(TABLES)})
        for setting in ("sources", "columns", "constants", "missing_codes", "labels")
        for name in getattr(settings, setting) if name not in known
    ]  # fmt: skip


def _unknown_frames(given: Iterable[str]) -> list[Fault]:
    """Return a fault for each frame of a table that is read from files only."""
    return [
        Fault(N_("frames holds {table}, which is read from its source only"), N_("Frames are taken for {tables}"),
              values={"table": name, "tables": ", ".join(LAZY_TABLES)})
        for name in given if name not in LAZY_TABLES
    ]  # fmt: skip


def _lacking(settings: Engagement, given: Iterable[str]) -> list[Fault]:
    """Return a fault for each table that the notebook cannot do without and nobody names."""
    return [
        Fault(N_("sources names no file for {table}"), N_("Add {table}: path to sources"), values={"table": name})
        for name in settings.needed
        if name not in {*settings.sources, *given}
    ]
