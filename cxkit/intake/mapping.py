"""Which client column is which column of the contract, and what is missing or named twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cxkit.errors import Fault
from cxkit.intake.contract import Table, is_name
from cxkit.intake.headers import clean_header, nearest
from cxkit.intake.moments import faults_of_moments, moments_made_of
from cxkit.intake.paste import pasted
from cxkit.intake.raw import Raw
from cxkit.language import N_

HEADERS_SHOWN = 12
EXAMPLES = {"responded_at": "2025-01-31", "metric": "NPS", "channel": "phone", "topic": "bill", "kind": "refund"}


def mapping_of(declared: Mapping[str, str], raws: Sequence[Raw]) -> dict[str, str]:
    """Return the kit's name per client column: as declared, or else the file's own snake_case headers."""
    if declared:
        return {clean_header(header): name for header, name in declared.items()}
    return {header: header for raw in raws for header in raw.cells.columns if is_name(header)}


def placed(mapping: Mapping[str, str], raws: Sequence[Raw], key: str) -> list[dict[str, str]]:
    """Return per file the client columns to read from it; a column in two files is read from the first.

    Parameters
    ----------
    mapping : client column to the kit's name.
    raws : the files of the table, in the order of the settings.
    key : the kit's name of the column files join on; it is read from every file.
    """
    taken: set[str] = set()
    places = []
    for raw in raws:
        here = {h: n for h, n in mapping.items() if h in raw.cells.columns and (n == key or n not in taken)}
        taken |= set(here.values())
        places.append(here)
    return places


def faults_of_mapping(
    table: Table, mapping: Mapping[str, str], raws: Sequence[Raw], constants: Mapping[str, Any]
) -> list[Fault]:
    """Return what is wrong with the names of one table: missing, misspelt, impossible or doubled."""
    headers = [header for raw in raws for header in raw.cells.columns if header]
    file = raws[0].file if raws else ""
    faults = [_missing(table, header, name, headers, file) for header, name in mapping.items() if header not in headers]
    faults += [_no_name(table, name) for name in mapping.values() if not is_name(name)]
    faults += _doubled(table, mapping, raws)
    faults += [_both(table, name) for name in constants if name in mapping.values()]
    present = {*mapping.values(), *constants}
    faults += faults_of_moments(present, table=table.name, file=file)
    present |= moments_made_of(present)
    faults += [_required(table, name, headers, file) for name in table.required if name not in present]
    return faults


def faults_of_names(table: Table, setting: str, names: Iterable[str], known: Iterable[str]) -> list[Fault]:
    """Return a fault for each column that a setting names and the table does not have."""
    known = sorted(known)
    return [
        Fault(N_("{setting}.{table} names {name}, which is no column of the table"),
              N_("Use the kit's name of a column: {known}"),
              values={"setting": setting, "table": table.name, "name": name,
                      "known": nearest(name, known) or ", ".join(known)})
        for name in names if name not in known
    ]  # fmt: skip


def _missing(table: Table, header: str, name: str, headers: list[str], file: str) -> Fault:
    near = nearest(header, headers)
    values = {"table": table.name, "name": name, "near": near, "headers": _listed(headers)}
    if near:
        return Fault(N_("the column is missing; nearest is {near}"), N_('Write "{near}: {name}" in columns.{table}'),
                     file=file, column=header, values=values)  # fmt: skip
    return Fault(N_("the column is missing; found: {headers}"), N_("Name the right column in columns.{table}"),
                 file=file, column=header, values=values)  # fmt: skip


def _required(table: Table, name: str, headers: list[str], file: str) -> Fault:
    values = {"table": table.name, "name": name, "headers": _listed(headers)}
    if name not in EXAMPLES:
        remedy = N_('Write "client column: {name}" in columns.{table}')
        parted = N_('Write "client column: {name}" in columns.{table}; for a date and a time in two columns: '
                    "{moment}_date and {moment}_time")  # fmt: skip
        return Fault(N_("no column is mapped to {name}; found: {headers}"),
                     parted if name.endswith("_at") else remedy, file=file,
                     values={**values, "moment": name.removesuffix("_at")})  # fmt: skip
    return Fault(N_("no column is mapped to {name}; found: {headers}"),
                 N_('Write "client column: {name}" in columns.{table}, or its one value as constants: {constant}'),
                 file=file, values={**values, "constant": pasted({table.name: {name: EXAMPLES[name]}})})  # fmt: skip


def _no_name(table: Table, name: str) -> Fault:
    return Fault(N_("columns.{table} gives {name} as name of the kit"),
                 N_("Use small letters, digits and underscores, such as margin_eur_year"),
                 values={"table": table.name, "name": repr(name)})  # fmt: skip


def _doubled(table: Table, mapping: Mapping[str, str], raws: Sequence[Raw]) -> list[Fault]:
    """Return a fault for each name of the kit that two columns of one file would get."""
    faults = []
    for raw in raws:
        here = [(header, name) for header, name in mapping.items() if header in raw.cells.columns]
        for name in dict.fromkeys(name for _, name in here):
            same = [header for header, other in here if other == name]
            if len(same) > 1:
                faults.append(
                    Fault(N_("columns {headers} are all mapped to {name}"), N_("Keep one of them in columns.{table}"),
                          file=raw.file, values={"headers": ", ".join(same), "name": name, "table": table.name})
                )  # fmt: skip
    return faults


def _both(table: Table, name: str) -> Fault:
    return Fault(N_("{name} stands in columns.{table} and in constants.{table}"), N_("Keep one of the two"),
                 values={"name": name, "table": table.name})  # fmt: skip


def _listed(headers: list[str]) -> str:
    return ", ".join(headers[:HEADERS_SHOWN]) + (", …" if len(headers) > HEADERS_SHOWN else "")
