"""One table from its files: columns mapped and converted, files joined, its key checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from cxkit.errors import DataError, Fault
from cxkit.intake import rows
from cxkit.intake.contract import Table
from cxkit.intake.convert import Reading, convert
from cxkit.intake.headers import clean_header
from cxkit.intake.joins import Part, join
from cxkit.intake.labels import to_ids
from cxkit.intake.mapping import faults_of_mapping, faults_of_names, mapping_of, placed
from cxkit.intake.moments import headers_of_moments, with_moments
from cxkit.intake.raw import Column, Note, Outcome, Raw
from cxkit.intake.rows import Kept
from cxkit.intake.sources import Source, raws_of, sources_of
from cxkit.language import N_
from cxkit.settings.notebooks import Engagement


@dataclass(frozen=True)
class TableRead:
    """One table while it is read.

    Parameters
    ----------
    kept : its rows that count so far; None when it could not be put together.
    headers : the client's header by the kit's name of a column.
    faults : everything that is wrong with it.
    key_faults : those of the cells of its key and of the customer's id.
    notes : what the reader decided by itself.
    lines : what became of the rows of the files beside the first.
    hashes : file name to the SHA-256 of its bytes.
    """

    kept: Kept | None = None
    headers: dict[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    key_faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    lines: tuple[dict[str, object], ...] = ()
    hashes: dict[str, str] = field(default_factory=dict)


def listed_sources(settings: Engagement, table: str) -> tuple[list[Source], tuple[Fault, ...]]:
    """Return the files of a table, and what is wrong with how the settings name them."""
    try:
        return sources_of(settings.sources[table], table), ()
    except DataError as error:
        return [], tuple(error.faults)


def read_table(table: Table, settings: Engagement, read: Callable[..., Raw]) -> TableRead:
    """Return one table with its key checked, as far as it could be read, and the faults of its files and columns.

    Parameters
    ----------
    table : its contract.
    settings : sources, columns, constants, missing codes, labels and styles of the engagement.
    read : reads one file, as `files.read_file` does.
    """
    sources, faults = listed_sources(settings, table.name)
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
    reading = TableRead(
        headers=headers_of_moments({name: header for header, name in mapping.items()}),
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
    table: Table, reading: TableRead, parts: list[Part], constants: dict[str, pd.Series], mapping: dict[str, str]
) -> TableRead:
    """Return the reading with its files joined, its constants added and its key checked."""
    joined = join(table.name, parts)
    frame = joined.part.frame
    reading = replace(reading, faults=(*reading.faults, *joined.faults))
    if table.key in table.required and table.key not in frame:
        return reading
    for name, values in constants.items():
        frame = frame.assign(**{name: values.repeat(len(frame)).set_axis(frame.index)})
    frame = _with_key(table, with_moments(frame))
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
    notes = [] if table.name == "responses" else rows.same_under_new_id(frame, table.key, file=file)
    if table.key in (*table.required, *mapping.values()):
        return notes
    return [*notes, Note(N_("the row of the file stands in for {key}"), {"key": table.key}, file=file)]
