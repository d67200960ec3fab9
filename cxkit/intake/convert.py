"""One client column to one checked column: missing codes, labels, type and range, in that order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake import contract
from cxkit.intake.dates import to_dates
from cxkit.intake.labels import (
    error_cells,
    near_labels,
    relabelled,
    to_flags,
    to_ids,
    to_remarks,
    to_text,
    without_missing,
)
from cxkit.intake.numbers import are_numbers, to_numbers
from cxkit.intake.periods import with_first_days
from cxkit.intake.raw import Column, Note, Outcome, named
from cxkit.intake.times import to_seconds, to_times
from cxkit.language import N_

FIRST_RESPONSE = dt.date(1990, 1, 1)


@dataclass(frozen=True)
class Reading:
    """How the settings say one table must be read.

    Parameters
    ----------
    missing_codes : column to the values that mean unknown.
    labels : column to the client's labels and ours.
    number_style, date_order : as declared; empty to see from each column.
    table : its name.
    minimum_n : smallest number of customers that is named.
    """

    missing_codes: dict[str, list[Any]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    number_style: str = ""
    date_order: str = ""
    table: str = ""
    minimum_n: int = 0


def convert(column: Column, reading: Reading) -> Outcome:
    """Return the checked column with its faults and notes; a cell that a fault names becomes missing.

    Parameters
    ----------
    column : cells as the file holds them.
    reading : what the settings say about this table.
    """
    column, coded_notes = without_missing(column, reading.missing_codes.get(column.name, []))
    column, error_faults = error_cells(column)
    column, label_notes = relabelled(column, reading.labels.get(column.name, {}))
    outcome = _typed(column, reading)
    values = outcome.values.mask(named(outcome.faults, outcome.values.index))
    faults = (*error_faults, *outcome.faults, *_outside(column, values))
    return Outcome(values, faults, (*coded_notes, *label_notes, *outcome.notes, *_near_labels(column, values, reading)))


def _typed(column: Column, reading: Reading) -> Outcome:
    kind = contract.kind_of(column.name, reading.table)
    if contract.is_duration(column.name):
        return to_seconds(column, style=reading.number_style)
    if kind == contract.NUMBER:
        return to_numbers(column, style=reading.number_style)
    if kind == contract.DATE:
        return _dates(with_first_days(column) if column.name == "period" else column, reading)
    if kind == contract.ANY:
        return _any(column, reading)
    simple: dict[str, Callable[[Column], Outcome]] = {
        contract.ID: to_ids, contract.FLAG: to_flags, contract.TEXT: to_text, contract.TIME: to_times,
        contract.REMARK: to_remarks,
    }  # fmt: skip
    return simple[kind](column)


def _near_labels(column: Column, values: pd.Series, reading: Reading) -> tuple[Note, ...]:
    if contract.kind_of(column.name, reading.table) not in (contract.TEXT, contract.ANY) or values.dtype != "str":
        return ()
    return near_labels(column, values, table=reading.table, minimum_n=reading.minimum_n)


def _dates(column: Column, reading: Reading) -> Outcome:
    if not contract.is_past(column.name):
        return to_dates(column, order=reading.date_order)
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    return to_dates(column, order=reading.date_order, earliest=FIRST_RESPONSE, latest=tomorrow)


def _any(column: Column, reading: Reading) -> Outcome:
    """Return numbers when every filled cell is one without doubt, else labels."""
    if pd.api.types.is_datetime64_any_dtype(column.cells):
        return to_dates(column)
    filled = column.cells.notna()
    number = are_numbers(column.cells) & filled
    if filled.any() and number.sum() == filled.sum():
        outcome = to_numbers(column, style=reading.number_style)
        if not outcome.faults:
            return outcome
    outcome = to_text(column)
    doubtful = filled & ~number
    if not filled.any() or number.sum() < filled.sum() / 2 or not doubtful.any():
        return outcome
    note = column.note(N_("read as labels; cells that are no number: {n}, the first in row {row}"),
                       n=int(doubtful.sum()), row=int(doubtful.index[doubtful][0]))  # fmt: skip
    return Outcome(outcome.values, outcome.faults, (*outcome.notes, note))


def _outside(column: Column, values: pd.Series) -> list[Fault]:
    """Return the fault for values outside the range a column has by its name."""
    limits = contract.limits_of(column.name)
    if limits is None or not pd.api.types.is_float_dtype(values):
        return []
    low, high = limits
    outside = (values < low) | (values > high)
    if not outside.any():
        return []
    if contract.is_share(column.name):
        return [column.fault(N_("{value} is no share of 0 to 1"), N_("Write 0.12 for 12%"), outside)]
    return [column.fault(N_("{value} is below {low}"), N_("Correct the value, or name it in missing_codes of {name}"),
                         outside, low=f"{low:g}")]  # fmt: skip
