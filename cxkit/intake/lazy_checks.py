"""What a lazily read table must hold, asked of the engine in one question; faults count rows and quote no id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from cxkit.errors import Fault
from cxkit.intake import contract
from cxkit.intake.contract import Table
from cxkit.intake.convert import FIRST_RESPONSE
from cxkit.intake.lazy_columns import (
    CODED,
    THEIRS,
    UNTIDY,
    WRONG,
    LazyColumn,
    can_be_tidy,
    codes_of,
    labels_of,
    seconds_of,
)
from cxkit.intake.raw import Note, shown
from cxkit.intake.rows import LEAST_ROWS, NO_CUSTOMER, NO_DATE, line_of
from cxkit.language import N_

UNKNOWN = N_("(unknown)")
MOMENTS = {"contacts": "started_at", "visits": "visited_at", "cost_events": "occurred_at"}
FILLED = ("channel", "topic", "department", "kind")
NEED_CUSTOMER = ("visits", "cost_events")
DAY_SECONDS = 86_400
Figures = Mapping[str, Any]


def figures_of(lazy: nw.LazyFrame, table: Table, columns: Sequence[LazyColumn]) -> Figures:
    """Return every count and extreme the checks need, from one pass over the rows.

    Parameters
    ----------
    lazy : rows as `in_one_form` returns them.
    table : their table.
    columns : its columns, constants among them.
    """
    asked = {"rows": nw.len(), "no_date": _n(~_dated(table))}
    if table.name in NEED_CUSTOMER:
        asked["no_customer"] = _n(_dated(table) & nw.col("customer_id").is_null())
    for column in columns:
        asked |= {f"{column.name}__{name}": made for name, made in _asked(column).items()}
    return lazy.select(**asked).collect("pyarrow").to_native().to_pylist()[0]


def _dated(table: Table) -> nw.Expr:
    return ~nw.col(MOMENTS[table.name]).is_null()


def _n(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).sum()


def _asked(column: LazyColumn) -> dict[str, nw.Expr]:
    cell = nw.col(column.name)
    asked = {"empty": _n(cell.is_null())}
    if can_be_tidy(column):
        asked["untidy"] = _n(nw.col(column.name + UNTIDY))
    if codes_of(column):
        asked["coded"] = _n(nw.col(column.name + CODED))
    if column.kind == contract.DATE:
        cell = nw.col(column.epoch)
    if limits := limits_of(column):
        low, high = limits
        asked |= {"outside": _n((cell < low) | (cell > high)), "lowest": cell.min(), "highest": cell.max()}
    if column.kind == contract.FLAG and column.is_text:
        asked |= {"wrong": nw.col(column.name + WRONG).count(), "such": nw.col(column.name + WRONG).min()}
    theirs = nw.col(column.name + THEIRS)
    return asked | {f"label_{n}": _n(theirs == label) for n, label in enumerate(labels_of(column))}


def limits_of(column: LazyColumn) -> tuple[float, float] | None:
    """Return the lowest and highest value of a column; for times the seconds from 1990 up to and including tomorrow."""
    if column.kind == contract.DATE:
        first = dt.datetime.combine(FIRST_RESPONSE, dt.time())
        return seconds_of(first), seconds_of(dt.datetime.combine(_tomorrow(), dt.time())) + DAY_SECONDS - 1
    return contract.limits_of(column.name) if column.kind == contract.NUMBER else None


def _tomorrow() -> dt.date:
    return dt.date.today() + dt.timedelta(days=1)


def faults_of(figures: Figures, table: Table, columns: Sequence[LazyColumn], file: str) -> list[Fault]:
    """Return what is wrong with the rows, by column."""
    least = LEAST_ROWS[table.name]
    if figures["rows"] < least:
        return [Fault(N_("rows in the table: {n}; expected at least {least}"), N_("Export it again"), file=file,
                      values={"n": figures["rows"], "least": least})]  # fmt: skip
    checks = (_key_fault, _moment_fault, _outside_fault, _flag_fault)
    return [fault for column in columns for check in checks if (fault := check(figures, table, column, file))]


def _key_fault(figures: Figures, table: Table, column: LazyColumn, file: str) -> Fault | None:
    empty = _count(figures, column, "empty")
    if column.name != table.key or not empty:
        return None
    return _fault(column, file, N_("rows without an id: {n}"), N_("Fill it in, or remove the rows"), n=empty)


def _moment_fault(figures: Figures, table: Table, column: LazyColumn, file: str) -> Fault | None:
    if column.name != MOMENTS[table.name] or figures["no_date"] < figures["rows"]:
        return None
    return _fault(column, file, N_("no row has a date"), N_("Map the column that holds it"))


def _outside_fault(figures: Figures, table: Table, column: LazyColumn, file: str) -> Fault | None:
    outside = _count(figures, column, "outside")
    if not outside:
        return None
    low, high = limits_of(column)
    lowest, highest = figures[f"{column.name}__lowest"], figures[f"{column.name}__highest"]
    extreme = lowest if lowest < low else highest
    if column.kind == contract.DATE:
        return _fault(column, file, N_("dates outside {first} to {last}: {n}, of which the furthest is {value}"),
                      N_("Correct the date, or name it in missing_codes of {name}"), n=outside, value=_day(extreme),
                      first=_day(low), last=_day(high))  # fmt: skip
    if contract.is_share(column.name):
        return _fault(column, file, N_("values that are no share of 0 to 1: {n}, of which the furthest is {value}"),
                      N_("Write 0.12 for 12%"), n=outside, value=shown(extreme))  # fmt: skip
    return _fault(column, file, N_("values below {low}: {n}, of which the lowest is {value}"),
                  N_("Correct the value, or name it in missing_codes of {name}"), n=outside, low=f"{low:g}",
                  value=shown(extreme))  # fmt: skip


def _flag_fault(figures: Figures, table: Table, column: LazyColumn, file: str) -> Fault | None:
    wrong = _count(figures, column, "wrong")
    if not wrong:
        return None
    return _fault(column, file, N_("values that say neither yes nor no: {n}, such as {value}"),
                  N_("Say in labels of {name} which value means yes and which means no"), n=wrong,
                  value=shown(figures[f"{column.name}__such"]))  # fmt: skip


def repeated_keys(lazy: nw.LazyFrame, key: LazyColumn, file: str) -> list[Fault]:
    """Return the fault of a key that stands on more than one row."""
    counted = lazy.filter(~nw.col(key.name).is_null()).group_by(key.name).agg(key_rows_n=nw.len())
    twice = counted.filter(nw.col("key_rows_n") > 1).select(ids=nw.len(), most=nw.col("key_rows_n").max())
    found = twice.collect("pyarrow").to_native().to_pylist()[0]
    if not found["ids"]:
        return []
    return [_fault(key, file, N_("ids that stand on more than one row: {n}, at most on {most} rows; "
                                 "expected one row per {name}"),
                   N_("Keep one row per id: bring the rows together before you deliver them"),
                   n=int(found["ids"]), most=int(found["most"]))]  # fmt: skip


def notes_of(figures: Figures, table: Table, columns: Sequence[LazyColumn], file: str) -> list[Note]:
    """Return what was decided about empty cells, codes for unknown, labels and zones."""
    return [note for column in columns for note in _notes_of_column(figures, table, column, file)]


def _notes_of_column(figures: Figures, table: Table, column: LazyColumn, file: str) -> list[Note]:
    notes = []
    if getattr(column.dtype, "time_zone", None):
        notes.append(_note(column, file, N_("times with a zone were set to the time in {zone}"), zone="UTC"))
    if coded := _count(figures, column, "coded"):
        codes = ", ".join(str(code) for code in column.codes)
        notes.append(_note(column, file, N_("cells with a code for unknown ({codes}): {n}"), n=coded, codes=codes))
    absent = [label for n, label in enumerate(labels_of(column)) if not _count(figures, column, f"label_{n}")]
    if absent:
        notes.append(_note(column, file, N_("labels that do not occur: {labels}"), labels=", ".join(sorted(absent))))
    return [*notes, *_note_on_empty(figures, table, column, file)]


def _note_on_empty(figures: Figures, table: Table, column: LazyColumn, file: str) -> list[Note]:
    empty = _count(figures, column, "empty")
    set_aside = column.name == MOMENTS[table.name] or (column.name == "customer_id" and table.name in NEED_CUSTOMER)
    if not empty or column.name == table.key or set_aside:
        return []
    if column.name in FILLED:
        return [_note(column, file, N_("empty cells that count as (unknown): {n}"), n=empty)]
    return [_note(column, file, N_("empty cells: {n}"), n=empty)] if column.name in table.required else []


def lines_of(figures: Figures, table: Table, file: str) -> tuple[dict[str, object], ...]:
    """Return what became of every row: one line per reason, or one line without a reason."""
    rows_in, lines = figures["rows"], []
    for name, reason in (("no_date", NO_DATE), ("no_customer", NO_CUSTOMER)):
        aside = int(figures.get(name) or 0)
        if aside:
            lines.append(line_of(table.name, file, rows_in, aside, reason))
            rows_in -= aside
    return tuple(lines) or (line_of(table.name, file, rows_in, 0, ""),)


def used(lazy: nw.LazyFrame, table: Table, figures: Figures) -> nw.LazyFrame:
    """Return the rows that count: with a moment, and visits and cost events with a customer."""
    kept = lazy.filter(_dated(table)) if figures["no_date"] else lazy
    return kept.filter(~nw.col("customer_id").is_null()) if figures.get("no_customer") else kept


def tidy_columns(figures: Figures, columns: Sequence[LazyColumn]) -> frozenset[str]:
    """Return the columns of which every cell is in its form as it stands."""
    return frozenset(c.name for c in columns if can_be_tidy(c) and not _count(figures, c, "untidy"))


def filled_columns(figures: Figures, columns: Sequence[LazyColumn]) -> frozenset[str]:
    """Return the columns of labels without an empty cell."""
    return frozenset(c.name for c in columns if c.name in FILLED and not _count(figures, c, "empty"))


def _count(figures: Figures, column: LazyColumn, name: str) -> int:
    return int(figures.get(f"{column.name}__{name}") or 0)


def _day(seconds: float) -> str:
    return (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=int(seconds))).date().isoformat()


def _fault(column: LazyColumn, file: str, found: str, remedy: str, **values: object) -> Fault:
    return Fault(found, remedy, file=file, column=column.header, values={"name": column.name, **values})


def _note(column: LazyColumn, file: str, message: str, **values: object) -> Note:
    return Note(message, values, file=file, column=column.header)
