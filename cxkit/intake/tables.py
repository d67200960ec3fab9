"""From settings to checked tables: every file read once, every fault of every table in one error."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from cxkit import demo, paths
from cxkit.errors import DataError, Fault
from cxkit.intake import rows
from cxkit.intake.contract import OTHER_TABLES, TABLES, Table
from cxkit.intake.convert import Reading, convert
from cxkit.intake.files import read_file
from cxkit.intake.headers import clean_header, nearest
from cxkit.intake.joins import Part, join
from cxkit.intake.labels import to_ids
from cxkit.intake.mapping import faults_of_mapping, faults_of_names, mapping_of, placed
from cxkit.intake.raw import Column, Note, Outcome, Raw, shown
from cxkit.intake.rows import Kept
from cxkit.intake.sources import Source, raws_of, sources_of
from cxkit.language import N_
from cxkit.settings.notebooks import Engagement

DEMO_DATA = "outputs/demo/data"


@dataclass(frozen=True)
class Tables:
    """The checked tables of one engagement.

    Parameters
    ----------
    customers : one row per customer; ids and labels text, dates datetime64, amounts and scores float64, flags boolean.
    responses : one row per answer, or None when the settings name no such file.
    rows : what became of every row: table, file, rows_in, rows_used, rows_set_aside, reason (English message).
        With several reasons the lines of a file follow each other: what one line used, the next line takes in.
    notes : what the reader decided by itself.
    hashes : file name to the SHA-256 of its bytes.
    """

    customers: pd.DataFrame
    responses: pd.DataFrame | None
    rows: pd.DataFrame
    notes: list[Note]
    hashes: dict[str, str]


@dataclass(frozen=True)
class _Reading:
    """One table while it is read; `key_faults` are those of the cells of its key and of the customer's id."""

    kept: Kept | None = None
    headers: dict[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    key_faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    lines: tuple[dict[str, object], ...] = ()
    hashes: dict[str, str] = field(default_factory=dict)


def load(settings: Engagement) -> Tables:
    """Return the client's tables, checked against the contract; nothing is written.

    Parameters
    ----------
    settings : sources, columns, constants, missing codes, labels and styles of the engagement.

    Raises
    ------
    DataError : a file or table is not as it must be; all faults of all tables at once.

    Notes
    -----
    The demo engagement makes its files first when they are not there yet.
    """
    _make_demo(settings)
    faults = _unknown_tables(settings)
    read = functools.cache(read_file)
    readings = {name: _read_table(table, settings, read) for name, table in TABLES.items() if name in settings.sources}
    customers, responses = readings.get("customers", _Reading()), readings.get("responses")
    if responses is not None and responses.kept is not None:
        responses = _checked_responses(responses, customers, settings)
        responses = replace(responses, notes=(*responses.notes, *_notes_on_dates(responses, customers, settings)))
    done = [customers] if responses is None else [customers, responses]
    faults += [fault for reading in done for fault in reading.faults]
    if faults:
        raise DataError(_distinct(faults), language=settings.language)
    return _tables(customers, responses, done)


def _tables(customers: _Reading, responses: _Reading | None, done: list[_Reading]) -> Tables:
    lines = [line for reading in done for line in (*reading.kept.all_lines(), *reading.lines)]
    return Tables(
        customers.kept.frame.reset_index(drop=True),
        None if responses is None else responses.kept.frame.reset_index(drop=True),
        pd.DataFrame(lines, columns=list(rows.ROW_COLUMNS)),
        _distinct(note for reading in done for note in reading.notes),
        {name: digest for reading in done for name, digest in reading.hashes.items()},
    )


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
    listed = [source for table in settings.sources for source in _sources(settings, table)[0]]
    if settings.client == "demo" and any(source.path.is_relative_to(folder) for source in listed):
        demo.ensure(folder)


def _unknown_tables(settings: Engagement) -> list[Fault]:
    """Return a fault for each table the settings name that does not exist, and for customers when they are absent."""
    known = [*TABLES, *OTHER_TABLES]
    faults = [
        Fault(N_("{setting} names {table}, which is no table"), N_("Did you mean {near}?"),
              values={"setting": setting, "table": name, "near": nearest(name, known) or ", ".join(TABLES)})
        for setting in ("sources", "columns", "constants", "missing_codes", "labels")
        for name in getattr(settings, setting) if name not in known
    ]  # fmt: skip
    if "customers" not in settings.sources:
        faults.append(Fault(N_("sources names no file for customers"), N_("Add customers: path to sources")))
    return faults


def _sources(settings: Engagement, table: str) -> tuple[list[Source], tuple[Fault, ...]]:
    try:
        return sources_of(settings.sources[table], table), ()
    except DataError as error:
        return [], tuple(error.faults)


def _read_table(table: Table, settings: Engagement, read: Callable[..., Raw]) -> _Reading:
    """Return one table with its key checked, as far as it could be read, and the faults of its files and columns."""
    sources, faults = _sources(settings, table.name)
    declared = settings.columns.get(table.name, {})
    found, unread = raws_of(sources, table.name, map(clean_header, declared), read)
    raws = [raw for _, raw in found]
    mapping = mapping_of(declared, raws)
    constants, constant_notes = _constants_of(table, settings, mapping, raws)
    if not unread and not faults:
        faults = (*_faults_of_names(table, mapping, raws, constants, settings),)
    parts, columns = _parts(found, mapping, _reading(settings, table.name))
    outcomes = [outcome for here in columns for outcome in here.values()]
    made, constant_outcomes = _constants(constants, table.name, _reading(settings, table.name))
    reading = _Reading(
        headers={name: header for header, name in mapping.items()},
        faults=(*faults, *unread, *(f for o in (*outcomes, *constant_outcomes) for f in o.faults)),
        key_faults=_key_faults(table, columns),
        notes=(*(n for raw in raws for n in raw.notes), *(n for o in outcomes for n in o.notes), *constant_notes),
        hashes={raw.file: raw.sha256 for raw in raws},
    )
    if not found or found[0][0] is not sources[0]:
        return reading
    sure = not unread and not reading.key_faults and any("customer_id" in here for here in columns)
    return _assembled(table, reading, parts if sure else parts[:1], made, mapping)


def _key_faults(table: Table, columns: list[dict[str, Outcome]]) -> tuple[Fault, ...]:
    """Return the faults of cells that name a row or a customer."""
    keys = {table.key, "customer_id"}
    return tuple(f for here in columns for name, outcome in here.items() if name in keys for f in outcome.faults)


def _constants_of(
    table: Table, settings: Engagement, mapping: dict[str, str], raws: list[Raw]
) -> tuple[dict[str, Any], list[Note]]:
    """Return the settings' constants of a table, and the notebook's metric where responses name none."""
    constants = settings.constants.get(table.name, {})
    metric = getattr(settings, "metric", "")
    if table.name != "responses" or not metric or not raws or "metric" in {*mapping.values(), *constants}:
        return constants, []
    note = Note(N_("no column is mapped to metric, so every answer counts as {metric}"), {"metric": metric},
                file=raws[0].file)  # fmt: skip
    return {**constants, "metric": metric}, [note]


def _faults_of_names(
    table: Table, mapping: dict[str, str], raws: list[Raw], constants: dict[str, Any], settings: Engagement
) -> list[Fault]:
    faults = faults_of_mapping(table, mapping, raws, constants)
    known = {*mapping.values(), *constants}
    for setting in ("missing_codes", "labels"):
        faults += faults_of_names(table, setting, getattr(settings, setting).get(table.name, {}), known)
    return faults


def _reading(settings: Engagement, table: str) -> Reading:
    return Reading(
        settings.missing_codes.get(table, {}),
        settings.labels.get(table, {}),
        settings.number_style,
        settings.date_order,
        table,
        settings.minimum_group_n,
    )


def _parts(
    found: list[tuple[Source, Raw]], mapping: dict[str, str], reading: Reading
) -> tuple[list[Part], list[dict[str, Outcome]]]:
    """Return what each file gives to the table, and the outcome of each of its columns by name."""
    parts, columns = [], []
    keys = {clean_header(source.join_on) for source, _ in found[1:]} - {""}
    places = placed(mapping, [raw for _, raw in found], "customer_id")
    for (source, raw), here in zip(found, places, strict=True):
        read = {name: convert(raw.column(header, name), reading) for header, name in here.items()}
        columns.append(read)
        frame = pd.DataFrame({name: o.values for name, o in read.items()}, index=raw.cells.index)
        parts.append(_part(source, raw, frame, here, keys))
    return parts, columns


def _part(source: Source, raw: Raw, frame: pd.DataFrame, here: dict[str, str], keys: set[str]) -> Part:
    texts = {key: to_ids(raw.column(key, "key_id")).values for key in keys if key in raw.cells.columns}
    if "customer_id" in frame:
        texts["customer_id"] = frame["customer_id"]
    on = clean_header(source.join_on) or "customer_id"
    header = next((header for header, name in here.items() if name == on), on)
    return Part(raw.file, frame, pd.DataFrame(texts, index=raw.cells.index), on, header, raw.sheet)


def _constants(constants: dict[str, Any], table: str, reading: Reading) -> tuple[dict[str, Any], list[Outcome]]:
    """Return the one value of each constant, and the outcome of reading it."""
    outcomes = {
        name: convert(Column(pd.Series([value], dtype=object), name, name, f"constants.{table}"), reading)
        for name, value in constants.items()
    }
    no_rows = [replace(o, faults=tuple(replace(f, rows=()) for f in o.faults)) for o in outcomes.values()]
    return {name: outcome.values for name, outcome in outcomes.items()}, no_rows


def _assembled(
    table: Table, reading: _Reading, parts: list[Part], constants: dict[str, pd.Series], mapping: dict[str, str]
) -> _Reading:
    """Return the reading with its files joined, its constants added and its key checked."""
    joined = join(table.name, parts)
    frame = joined.part.frame
    reading = replace(reading, faults=(*reading.faults, *joined.faults))
    if table.key in table.required and table.key not in frame:
        return reading
    for name, values in constants.items():
        frame = frame.assign(**{name: values.repeat(len(frame)).set_axis(frame.index)})
    frame = _with_key(table, frame)
    file = joined.part.file
    header = reading.headers.get(table.key, table.key)
    repeated = rows.repeated_keys(
        frame, table.key, file=file, header=header, sheet=joined.part.sheet, told=reading.key_faults
    )
    return replace(
        reading,
        kept=Kept(frame, table.name, file, sheet=joined.part.sheet),
        faults=(*reading.faults, *rows.too_few(frame, table.name, file=file), *repeated),
        notes=(*reading.notes, *joined.notes, *_notes(table, frame, file, mapping)),
        lines=joined.lines,
    )


def _with_key(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    if table.key not in frame:
        frame = frame.assign(**{table.key: pd.Series(frame.index.astype("str"), index=frame.index, dtype="str")})
    return frame[[table.key, *(name for name in frame.columns if name != table.key)]]


def _notes(table: Table, frame: pd.DataFrame, file: str, mapping: dict[str, str]) -> list[Note]:
    if table.name == "customers":
        return rows.same_under_new_id(frame, table.key, file=file)
    if table.key in mapping.values():
        return []
    return [Note(N_("the row of the file stands in for {key}"), {"key": table.key}, file=file)]


def _checked_responses(responses: _Reading, customers: _Reading, settings: Engagement) -> _Reading:
    """Return the responses without rows that cannot count, checked against the customers and the scale.

    Responses that show faults keep their rows without a score or date, so that all their customers are looked up.
    """
    kept, faults = responses.kept, list(responses.faults)
    faults += _outside_scale(kept, settings, responses.headers)
    if not responses.faults:
        faults += rows.none_dated(kept, header=responses.headers.get("responded_at", "responded_at"))
        kept = kept.without(kept.frame["score"].isna(), rows.NO_SCORE)
        kept = kept.without(kept.frame["responded_at"].isna(), rows.NO_DATE)
    if "customer_id" in kept.frame:
        kept = kept.without(kept.frame["customer_id"].isna(), rows.NO_CUSTOMER)
    if "customer_id" in kept.frame and customers.kept is not None and not customers.key_faults:
        absent, unknown = rows.unmatched(
            kept.frame["customer_id"],
            customers.kept.frame["customer_id"],
            file=kept.file,
            other=customers.kept.file,
            header=responses.headers.get("customer_id", "customer_id"),
        )
        faults += unknown
        kept = kept.without(absent, rows.UNKNOWN_CUSTOMER)
    if not responses.faults:
        kept = kept.without(kept.frame.drop(columns="response_id").duplicated(), rows.SAME_ANSWER)
    return replace(responses, kept=kept, faults=tuple(faults))


def _notes_on_dates(responses: _Reading, customers: _Reading, settings: Engagement) -> list[Note]:
    if responses.faults or customers.faults or customers.kept is None:
        return []
    header = responses.headers.get("responded_at", "responded_at")
    later = rows.later_than_snapshot(responses.kept, customers.kept.frame, header=header)
    return [*later, *rows.outside_period(responses.kept, settings.period, header=header)]


def _outside_scale(kept: Kept, settings: Engagement, headers: dict[str, str]) -> list[Fault]:
    """Return the fault for scores of the settings' metric outside its scale."""
    scale = getattr(settings, "score_scale", None)
    metric = getattr(settings, "metric", "")
    if not scale or "score" not in kept.frame or (metric and "metric" not in kept.frame):
        return []
    low, high = scale
    score = kept.frame["score"]
    outside = (score < low) | (score > high)
    if metric:
        outside &= kept.frame["metric"].str.casefold() == metric.casefold()
    if not outside.any():
        return []
    return [
        Fault(
            N_("{value} is outside the scale {low} to {high}"),
            N_("Correct the value, set score_scale, or name it in missing_codes of score"),
            file=kept.file,
            sheet=kept.sheet,
            column=headers.get("score", "score"),
            rows=tuple(int(row) for row in outside.index[outside]),
            values={"value": shown(float(score[outside].iloc[0])), "low": low, "high": high},
        )
    ]
