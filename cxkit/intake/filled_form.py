"""One filled-in answer form: where it holds what, and everything that is wrong with it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cxkit.errors import DataError, Fault
from cxkit.forms import HEADINGS, LABELS
from cxkit.intake.answers import CORRECT, unknown_item, wrong_scores
from cxkit.intake.files import read_bytes
from cxkit.intake.labels import clean
from cxkit.intake.raw import shown, text_of
from cxkit.intake.workbook import read_sheets
from cxkit.language import N_
from cxkit.settings.instrument import Instrument

Row = Sequence[Any]
NEEDED = ("item", "score", "evidence")
TAKE_OUT = N_("Fill in the form itself, or take this file out of the folder")
OTHER_QUESTIONNAIRE = N_("the form is of questionnaire {found}, expected {expected}")
NAME_IT = N_("Name that questionnaire in instrument, or take the form out of the folder")
CODES_NAMED = 5
WHOLE = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class FilledForm:
    """What one form holds.

    Parameters
    ----------
    file, sheet : its name and that of its sheet.
    role, department, wave, code : what the rater says about himself, in one form; '' when blank.
    answers : one row per item, indexed by row of the file: item, score (float, nan when blank), evidence (as typed,
        missing when blank).
    text_scores_n : scores that stood as text and were read as numbers.
    faults : everything that is wrong with it.
    sha256 : of its bytes.
    """

    file: str
    sheet: str = ""
    role: str = ""
    department: str = ""
    wave: str = ""
    code: str = ""
    answers: pd.DataFrame | None = None
    text_scores_n: int = 0
    faults: tuple[Fault, ...] = ()
    sha256: str = ""


def read_form(path: Path, instrument: Instrument) -> FilledForm:
    """Return what one form holds, with everything that is wrong with it.

    Parameters
    ----------
    path : the workbook.
    instrument : the questionnaire it must be of.
    """
    try:
        data = read_bytes(path)
        sheets = read_sheets(data, file=path.name)
    except DataError as error:
        return FilledForm(path.name, faults=tuple(error.faults))
    found = [(name, cells, head) for name, cells in sheets.items() if (head := _head_of(cells)) is not None]
    if len(found) != 1:
        return FilledForm(path.name, faults=(_no_form(path.name, [name for name, *_ in found]),))
    form = _form(*found[0], instrument, path.name)
    return replace(form, sha256=hashlib.sha256(data).hexdigest())


def is_form(path: Path) -> bool:
    """Say whether a workbook holds an answer form, of whichever questionnaire."""
    try:
        sheets = read_sheets(read_bytes(path), file=path.name)
    except DataError:
        return False
    return any(_head_of(cells) is not None and "questionnaire" in _about(cells) for cells in sheets.values())


def _no_form(file: str, sheets: list[str]) -> Fault:
    if not sheets:
        return Fault(N_("this is no answer form of the kit"), TAKE_OUT, file=file)
    return Fault(N_("the workbook holds several forms, on sheets {sheets}"), N_("Keep one form in each workbook"),
                 file=file, values={"sheets": ", ".join(sheets)})  # fmt: skip


def _head_of(cells: Sequence[Row]) -> int | None:
    """Return the row of the headings, counted from 0; None when the sheet has none."""
    return next((i for i, row in enumerate(cells) if {"item", "score"} <= _columns(row).keys()), None)


def _columns(row: Row) -> dict[str, int]:
    """Return the column of each heading of a row, in whichever language it stands."""
    names = {clean(text).casefold(): name for name, texts in HEADINGS.items() for text in texts.values()}
    texts = [_text(cell).casefold() for cell in row]
    return {names[text]: column for column, text in reversed(list(enumerate(texts))) if text in names}


def _form(sheet: str, cells: Sequence[Row], head: int, instrument: Instrument, file: str) -> FilledForm:
    columns = _columns(cells[head])
    about = _about(cells[:head]) | _about(cells[head + 1 :], names=("questionnaire", "version"))
    form = FilledForm(file, sheet, *(about.get(name, "") for name in ("role", "department", "wave", "code")))
    faults = [*_other_questionnaire(about, instrument), *_nobody(form)]
    faults += [
        Fault(N_("the column {heading} is missing"), N_("Fill in the form as it was sent"),
              values={"heading": " / ".join(dict.fromkeys(HEADINGS[name].values()))})
        for name in NEEDED if name not in columns
    ]  # fmt: skip
    if not any(fault.found == OTHER_QUESTIONNAIRE for fault in faults) and set(NEEDED) <= columns.keys():
        table = _table(cells, head, columns)
        heading = {name: _text(cells[head][column]) for name, column in columns.items()}
        cells = pd.Series([_number_of(cell) for cell in table["score"]], index=table.index, dtype=object)
        scores, found = _scores(cells, instrument, heading["score"])
        was_text = [isinstance(cell, str) for cell in table["score"]]
        text_scores_n = sum(isinstance(cell, int) for cell in cells[was_text])
        faults += [*_wrong_items(table, instrument, heading["item"]), *found]
        form = replace(form, answers=table.assign(score=scores), text_scores_n=text_scores_n)
    return replace(form, faults=tuple(replace(fault, file=file, sheet=sheet) for fault in faults))


def _about(cells: Sequence[Row], names: Sequence[str] = tuple(LABELS)) -> dict[str, str]:
    """Return what stands to the right of each label, in one form; a cell beside a label is never itself a label."""
    labels = {clean(text).casefold(): name for name in names for text in LABELS[name].values()}
    found: dict[str, str] = {}
    for row in cells:
        column = 0
        while column < len(row):
            name = labels.get(_text(row[column]).casefold(), "")
            if name:
                found.setdefault(name, _text(row[column + 1]) if column + 1 < len(row) else "")
            column += 2 if name else 1
    return found


def _other_questionnaire(about: Mapping[str, str], instrument: Instrument) -> Iterator[Fault]:
    found = f"{about.get('questionnaire', '')} {about.get('version', '')}".strip()
    expected = f"{clean(instrument.name)} {clean(instrument.version)}"
    if found != expected:
        yield Fault(OTHER_QUESTIONNAIRE, NAME_IT, values={"found": found or '""', "expected": expected})


def _nobody(form: FilledForm) -> Iterator[Fault]:
    """Yield the fault of a form that does not say whose it is."""
    if not form.role and not form.code:
        yield Fault(N_("no role is filled in"), N_("Fill in the role of the rater"))


def _table(cells: Sequence[Row], head: int, columns: Mapping[str, int]) -> pd.DataFrame:
    """Return the rows with a code or a score, up to the foot of the form, indexed by row of the file."""
    lines: dict[int, dict[str, Any]] = {}
    feet = {clean(text).casefold() for name in ("questionnaire", "version") for text in LABELS[name].values()}
    for row, line in enumerate(cells[head + 1 :], start=head + 2):
        item, score, evidence = (line[columns[name]] for name in NEEDED)
        if _text(item).casefold() in feet:
            break
        if _text(item) or _text(score) or _text(evidence):
            lines[row] = {"item": _text(item) or None, "score": score, "evidence": _typed(evidence)}
    frame = pd.DataFrame.from_dict(lines, orient="index", columns=list(NEEDED), dtype=object)
    return frame.assign(**{name: frame[name].astype("str") for name in ("item", "evidence")})


def _scores(cells: pd.Series, instrument: Instrument, heading: str) -> tuple[pd.Series, list[Fault]]:
    """Return the scores as numbers, nan where blank, with the faults of those that are none."""

    def fault(found: str, remedy: str, where: pd.Series, **values: object) -> Fault:
        return Fault(found, remedy, column=heading, rows=tuple(where.index[where]), values=values)

    blank = cells.map(lambda cell: not _text(cell)).astype(bool)
    number = cells.map(lambda cell: isinstance(cell, int | float) and not isinstance(cell, bool)).astype(bool)
    scores = pd.to_numeric(cells.where(number), errors="coerce").astype("float64")
    wrong = ~blank & ~number
    faults = wrong_scores(scores, instrument, fault)
    if wrong.any():
        values = {"value": shown(cells[wrong].iloc[0]), "low": instrument.lowest, "high": instrument.highest}
        faults.append(
            fault(N_("{value} is no score, expected a number from {low} to {high}"), CORRECT, wrong, **values)
        )
    return scores, faults


def _number_of(cell: Any) -> Any:
    """Return a cell whose text is a whole number as that number; any other cell as it is.

    >>> _number_of(" 3 "), _number_of("3.0"), _number_of(4)
    (3, '3.0', 4)
    """
    return int(_text(cell)) if isinstance(cell, str) and WHOLE.fullmatch(_text(cell)) else cell


def _wrong_items(table: pd.DataFrame, instrument: Instrument, heading: str) -> list[Fault]:
    """Return the faults of codes that are blank, not of the questionnaire, there twice or not there."""
    items = table["item"]
    keys = [item.key for item in instrument.items]
    faults = []
    if items.isna().any():
        faults.append(Fault(N_("an answer stands on a row without a code"), N_("Put it beside its statement"),
                            column=heading, rows=tuple(items.index[items.isna()])))  # fmt: skip
    for code in items[items.notna() & ~items.isin(keys)].unique():
        found, remedy, values = unknown_item(code, instrument)
        faults.append(Fault(found, remedy, column=heading, rows=tuple(items.index[items == code]), values=values))
    twice = items.isin(keys) & items.duplicated(keep=False)
    if twice.any():
        faults.append(Fault(N_("a statement stands more than once"), N_("Keep one row of each statement"),
                            column=heading, rows=tuple(items.index[twice])))  # fmt: skip
    missing = [key for key in keys if key not in set(items)]
    if missing:
        listed = ", ".join(missing[:CODES_NAMED]) + (", …" if len(missing) > CODES_NAMED else "")
        faults.append(Fault(N_("statements that are missing: {n} ({listed})"), N_("Fill in the form as it was sent"),
                            column=heading, values={"n": len(missing), "listed": listed}))  # fmt: skip
    return faults


def _text(cell: Any) -> str:
    """Return a cell as text in one form; '' when it is blank."""
    return "" if cell is None else clean(text_of(cell))


def _typed(cell: Any) -> str | None:
    """Return a remark as it was typed, with the line breaks of a workbook as plain ones; None when it is blank."""
    if not _text(cell):
        return None
    return re.sub(r"_x000D_\n?", "\n", text_of(cell))
