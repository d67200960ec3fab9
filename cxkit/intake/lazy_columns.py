"""Columns of a lazily read table: their types judged from the schema, their cells brought into one form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd

from cxkit.errors import Fault
from cxkit.intake import contract
from cxkit.intake.engines.base import epoch_name
from cxkit.intake.labels import FLAGS, clean
from cxkit.intake.raw import text_of
from cxkit.language import N_

CODED, WRONG, THEIRS, UNTIDY = "__coded", "__wrong", "__theirs", "__untidy"


@dataclass(frozen=True)
class LazyColumn:
    """One client column on its way in.

    Parameters
    ----------
    name, header : the kit's name and the client's.
    dtype : its type in the engine.
    codes : values that mean unknown.
    labels : the client's label and ours.
    """

    name: str
    header: str
    dtype: Any
    codes: Sequence[Any] = ()
    labels: Mapping[str, str] | None = None

    @property
    def kind(self) -> str:
        """Return the kind it has by its name; a column the contract leaves open has the kind of its type."""
        kind = contract.kind_of(self.name)
        if kind != contract.ANY:
            return kind
        if self.dtype.is_numeric():
            return contract.NUMBER
        return contract.FLAG if isinstance(self.dtype, nw.Boolean) else contract.TEXT

    @property
    def epoch(self) -> str:
        """Return the name of the seconds that go with a column of times."""
        return epoch_name(self.name)

    @property
    def is_text(self) -> bool:
        """Say whether its cells are brought into one form as text."""
        return self.kind in (contract.ID, contract.TEXT) or (
            self.kind == contract.FLAG and not isinstance(self.dtype, nw.Boolean)
        )


def type_fault(column: LazyColumn, file: str) -> Fault | None:
    """Return the fault of a column whose type cannot be what its name says, or None."""
    wrong = _WRONG_TYPE.get(column.kind)
    if wrong is None or _fits(column.kind, column.dtype):
        return None
    found, remedy = wrong
    values = {"name": column.name, "kind": type(column.dtype).__name__}
    return Fault(found, remedy, file=file, column=column.header, values=values)


_WRONG_TYPE = {
    contract.ID: (N_("the ids are of type {kind}; expected text or whole numbers"),
                  N_("Write {name} as text in the export")),
    contract.DATE: (N_("the times are of type {kind}; expected dates or times"),
                    N_("Write {name} as a timestamp in the export, or deliver the table as CSV")),
    contract.NUMBER: (N_("the values are of type {kind}; expected numbers"),
                      N_("Write {name} as a number in the export, or deliver the table as CSV")),
    contract.FLAG: (N_("the values are of type {kind}; expected yes and no"),
                    N_("Write {name} as true/false, 0/1 or yes/no in the export")),
    contract.TEXT: (N_("the labels are of type {kind}; expected text"), N_("Write {name} as text in the export")),
}  # fmt: skip


def _fits(kind: str, dtype: Any) -> bool:
    whole = dtype.is_integer() or (isinstance(dtype, nw.Decimal) and dtype.scale == 0)
    text = isinstance(dtype, (nw.String, nw.Categorical, nw.Enum))
    return {
        contract.ID: text or whole,
        contract.TEXT: text or whole,
        contract.DATE: isinstance(dtype, (nw.Date, nw.Datetime)),
        contract.NUMBER: dtype.is_numeric(),
        contract.FLAG: text or whole or isinstance(dtype, nw.Boolean),
    }[kind]


def in_one_form(lazy: nw.LazyFrame, columns: Sequence[LazyColumn], *, tidy: Set[str] = frozenset()) -> nw.LazyFrame:
    """Return the frame with text trimmed, codes for unknown empty, labels ours and flags true or false.

    Parameters
    ----------
    lazy : columns by the kit's names, every x_at with its x_epoch.
    columns : what is known of each.
    tidy : columns that were seen to be in that form already; the engine has nothing to do for them.

    Returns
    -------
    The same columns, and beside them, each where it applies: name__untidy (the cell had blanks around it or said
    nothing), name__coded (it held a code for unknown), name__wrong (the text of a flag that says neither yes nor no)
    and name__theirs (the client's label).
    """
    for step in (_untidy, _plain, _coded, _without_codes, _theirs, _ours, _wrong, _flags):
        made = [expression for column in columns if column.name not in tidy for expression in step(column)]
        lazy = lazy.with_columns(*made) if made else lazy
    return lazy


def can_be_tidy(column: LazyColumn) -> bool:
    """Say whether a column could be in its form as it stands: text without codes and labels, or plain numbers."""
    if codes_of(column) or labels_of(column):
        return False
    if column.kind == contract.NUMBER:
        return isinstance(column.dtype, nw.Float64)
    return column.kind in (contract.ID, contract.TEXT) and isinstance(column.dtype, nw.String)


def _untidy(column: LazyColumn) -> list[nw.Expr]:
    if not can_be_tidy(column):
        return []
    cell = nw.col(column.name)
    odd = cell.is_nan() if column.kind == contract.NUMBER else (cell != cell.str.strip_chars()) | (cell == "")
    return [odd.alias(column.name + UNTIDY)]


def _plain(column: LazyColumn) -> list[nw.Expr]:
    cell = nw.col(column.name)
    if column.is_text:
        return [cell.cast(nw.String).str.strip_chars()]
    return [cell.cast(nw.Float64)] if column.kind == contract.NUMBER else []


def _coded(column: LazyColumn) -> list[nw.Expr]:
    codes = codes_of(column)
    if not codes:
        return []
    cell = nw.col(column.epoch if column.kind == contract.DATE else column.name)
    return [cell.is_in(codes).fill_null(value=False).alias(column.name + CODED)]


def codes_of(column: LazyColumn) -> list[Any]:
    """Return the codes for unknown as the column holds them; a code that cannot stand in it is left out.

    Examples
    --------
    >>> codes_of(LazyColumn("score", "cijfer", nw.Float64(), codes=[99, "n.v.t."]))
    [99.0]
    """
    if column.is_text:
        return [text_of(code).strip() for code in column.codes]
    read = {contract.NUMBER: _number, contract.DATE: _epoch}.get(column.kind)
    found = [read(code) for code in column.codes] if read else []
    return [code for code in found if code is not None]


def _number(code: Any) -> float | None:
    try:
        return float(code)
    except (TypeError, ValueError):
        return None


def _epoch(code: Any) -> int | None:
    try:
        return seconds_of(pd.Timestamp(code).to_pydatetime())
    except (TypeError, ValueError):
        return None


def seconds_of(moment: dt.datetime) -> int:
    """Return the whole seconds since 1970 of a wall time.

    Examples
    --------
    >>> seconds_of(dt.datetime(1970, 1, 2))
    86400
    """
    return (moment.replace(tzinfo=None) - dt.datetime(1970, 1, 1)) // dt.timedelta(seconds=1)


def _without_codes(column: LazyColumn) -> list[nw.Expr]:
    """Return the cells that say something: no code for unknown, no empty text, and no number that is none."""
    keep = []
    if codes_of(column):
        keep.append(~nw.col(column.name + CODED))
    if column.is_text:
        keep.append(nw.col(column.name) != "")
    elif column.kind == contract.NUMBER:
        keep.append(~nw.col(column.name).is_nan())
    if not keep:
        return []
    names = [column.name, column.epoch] if column.kind == contract.DATE else [column.name]
    return [nw.when(*keep).then(nw.col(name)).alias(name) for name in names]


def _theirs(column: LazyColumn) -> list[nw.Expr]:
    return [nw.col(column.name).alias(column.name + THEIRS)] if labels_of(column) else []


def labels_of(column: LazyColumn) -> dict[str, str]:
    """Return the client's labels and ours, of a column that holds text."""
    return {clean(theirs): ours for theirs, ours in (column.labels or {}).items()} if column.is_text else {}


def _ours(column: LazyColumn) -> list[nw.Expr]:
    labels = labels_of(column)
    return [_mapped(column.name, labels, nw.String)] if labels else []


def _mapped(name: str, ours: Mapping[str, Any], dtype: Any) -> nw.Expr:
    return nw.col(name).replace_strict(list(ours), list(ours.values()), default=nw.col(name), return_dtype=dtype)


def _wrong(column: LazyColumn) -> list[nw.Expr]:
    if not _is_flag_text(column):
        return []
    text = nw.col(column.name)
    return [nw.when(~text.str.to_lowercase().is_in(list(_SAYS))).then(text).alias(column.name + WRONG)]


def _flags(column: LazyColumn) -> list[nw.Expr]:
    if not _is_flag_text(column):
        return []
    text = nw.col(column.name).str.to_lowercase()
    yes, no = ([word for word, says in _SAYS.items() if says is answer] for answer in (True, False))
    return [nw.when(text.is_in(yes)).then(nw.lit(True)).when(text.is_in(no)).then(nw.lit(False)).alias(column.name)]


def _is_flag_text(column: LazyColumn) -> bool:
    return column.kind == contract.FLAG and column.is_text


_SAYS = {**FLAGS, "y": True, "j": True, "n": False}
