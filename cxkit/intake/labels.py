"""Texts, ids and yes/no flags: one form for each label, and nothing invisible in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.paste import pasted
from cxkit.intake.raw import Column, Note, Outcome, as_text
from cxkit.language import N_

FLAGS = dict.fromkeys(("yes", "ja", "true", "1", "y", "j"), True)
FLAGS |= dict.fromkeys(("no", "nee", "false", "0", "n"), False)
ERROR_CELLS = (
    "#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!",
    "#N/B", "#DEEL/0!", "#WAARDE!", "#VERW!", "#NAAM?", "#GETAL!", "#LEEG!",
)  # fmt: skip
LABELS_JUDGED, LABELS_NAMED = 100, 5
_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|â‚¬|\ufffd|[\u0080-\u009f]")
_ODD = "[^ -~]|  |^ | $"
_SCIENTIFIC = r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+"


def cleaned(cells: pd.Series) -> pd.Series:
    """Return texts in one form: NFC, trimmed, single spaces, nothing invisible; an empty text becomes missing.

    Examples
    --------
    >>> cleaned(pd.Series(["Cafe\\u0301\\u200b ", "a\\xa0b", " "], dtype="str")).tolist()
    ['Café', 'a b', nan]
    """
    odd = cells.str.contains(_ODD, na=False)
    if not odd.any():
        return cells.mask(cells == "")
    forms = {text: clean(text) for text in cells[odd].unique()}
    tidy = cells.where(~odd, cells[odd].map(forms))
    return tidy.mask(tidy == "")


def clean(text: str) -> str:
    """Return one text in NFC, with plain single spaces and without control and zero-width characters."""
    visible = "".join(c if unicodedata.category(c) not in ("Cc", "Cf") else " " if c in "\t\r\n" else "" for c in text)
    return " ".join(unicodedata.normalize("NFC", visible).split())


def to_text(column: Column) -> Outcome:
    """Return a column as labels; a fault where letters were garbled on the way, a note where labels were trimmed."""
    text = as_text(column.cells)
    values = cleaned(text)
    garbled = _garbled(text)
    changed = text.notna() & values.notna() & (text != values)
    faults = [_garbled_fault(column, garbled)] if garbled.any() else []
    notes = [column.note(N_("labels trimmed or brought into one form: {n}"), n=int(changed.sum()))]
    return Outcome(values, tuple(faults), tuple(notes) if changed.any() else ())


def to_remarks(column: Column) -> Outcome:
    """Return a column as remarks, to the letter; a fault where letters were garbled on the way."""
    text = as_text(column.cells)
    garbled = _garbled(text)
    return Outcome(text, (_garbled_fault(column, garbled),) if garbled.any() else ())


def to_ids(column: Column) -> Outcome:
    """Return a column as ids, which are always text; a fault where a spreadsheet rounded them."""
    outcome = to_text(column)
    rounded = outcome.values.str.fullmatch(_SCIENTIFIC, na=False)
    if not rounded.any():
        return outcome
    fault = column.fault(N_("a spreadsheet has rounded the number to a power of ten"),
                         N_("Export it again with this column as text"), rounded)  # fmt: skip
    return Outcome(outcome.values, (*outcome.faults, fault), outcome.notes)


def to_flags(column: Column) -> Outcome:
    """Return a column as true and false (pandas boolean); only yes/no, ja/nee, y/n, j/n, true/false and 1/0."""
    text = cleaned(as_text(column.cells)).str.lower()
    values = text.map(FLAGS, na_action="ignore").astype("boolean")
    wrong = text.notna() & values.isna()
    if not wrong.any():
        return Outcome(values)
    listed = ", ".join(sorted(text.dropna().unique())[:5])
    fault = column.fault(N_("{value} says neither yes nor no (values in the column: {listed})"),
                         N_("Say in labels of {name} which value means yes and which means no"), wrong,
                         listed=listed)  # fmt: skip
    return Outcome(values, (fault,))


def without_missing(column: Column, codes: list[object]) -> tuple[Column, tuple[Note, ...]]:
    """Return the column with blank cells and declared codes missing, and a note on the codes."""
    text = as_text(column.cells).str.strip()
    coded = text.isin([as_text(pd.Series([code], dtype=object)).iloc[0] for code in codes])
    blank = text.isna() | (text == "") | coded
    notes = (column.note(N_("cells with a code for unknown ({codes}): {n}"), n=int(coded.sum()),
                         codes=", ".join(str(code) for code in codes)),)  # fmt: skip
    cells = column.cells.where(~blank) if blank.any() else column.cells
    return column.with_cells(cells), notes if coded.any() else ()


def relabelled(column: Column, labels: Mapping[str, str]) -> tuple[Column, tuple[Note, ...]]:
    """Return the column with the client's labels replaced by ours, and a note on labels that do not occur."""
    if not labels:
        return column, ()
    text = cleaned(as_text(column.cells))
    ours = {clean(theirs): label for theirs, label in labels.items()}
    absent = sorted(set(ours) - set(text.dropna().unique()))
    note = column.note(N_("labels that do not occur: {labels}"), labels=", ".join(absent))
    return column.with_cells(text.replace(ours)), (note,) if absent else ()


def near_labels(column: Column, values: pd.Series, *, table: str, minimum_n: int) -> tuple[Note, ...]:
    """Return a note on labels that differ only in capitals or blanks, with the setting that would join them.

    Parameters
    ----------
    column, values : a column and its labels; columns with so many labels that they are no groups are not judged.
    table : name of its table.
    minimum_n : smallest number of rows that is named.
    """
    counts = values.value_counts(sort=False).sort_index()
    if not 1 < len(counts) <= LABELS_JUDGED:
        return ()
    forms = counts.groupby([_joined_form(label) for label in counts.index], sort=False)
    groups = [group for _, group in forms if len(group) > 1][:LABELS_NAMED]
    if not groups:
        return ()
    ours = {label: group.idxmax() for group in groups for label in group.index if label != group.idxmax()}
    listed = "; ".join(", ".join(_counted(label, n, minimum_n) for label, n in group.items()) for group in groups)
    return (column.note(N_("labels that differ only in capitals or blanks count apart: {listed}; "
                           "to join them, write labels: {setting}"),
                        listed=listed, setting=pasted({table: {column.name: ours}})),)  # fmt: skip


def _joined_form(label: str) -> str:
    return "".join(label.casefold().split())


def _counted(label: str, n: int, minimum_n: int) -> str:
    """Return a label with its number of rows; of a small group only that it is small, as clients read this too."""
    return f"{label} ({n if n >= minimum_n else f'< {minimum_n}'})"


def error_cells(column: Column) -> tuple[Column, list[Fault]]:
    """Return the column without Excel's error values, and a fault that lists them."""
    if not (column.cells.dtype == "str" or column.cells.dtype == object):
        return column, []
    wrong = column.cells.isin(ERROR_CELLS)
    if not wrong.any():
        return column, []
    fault = column.fault(N_("{value} is an error of Excel"), N_("Mend the formula, or empty the cell"), wrong)
    return column.with_cells(column.cells.where(~wrong)), [fault]


def _garbled(text: pd.Series) -> pd.Series:
    foreign = text[text.str.contains("[^\x00-\x7f]", na=False)]
    return text.isin([label for label in foreign.unique() if _MOJIBAKE.search(label)])


def _garbled_fault(column: Column, garbled: pd.Series) -> Fault:
    return column.fault(
        N_("letters were garbled in {value}: the text was read in another encoding than it was written in"),
        N_("Export the file again as CSV UTF-8, or set encoding of this source"),
        garbled,
    )
