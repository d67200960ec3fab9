"""Answers to a maturity questionnaire, checked against it: known items, scores on its scale, one per rater and wave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake import rows
from cxkit.intake.headers import nearest
from cxkit.intake.raw import shown
from cxkit.intake.reading import TableRead
from cxkit.language import N_
from cxkit.settings.instrument import Instrument
from cxkit.settings.notebooks import Engagement

NO_ROW_SCORED = (N_("no row has a score"), N_("Map the column that holds it"))
CORRECT = N_("Correct the score, or name the questionnaire that was used in instrument")
CORRECT_CODE = N_("Correct the code, or name the questionnaire that was used in instrument")


def checked_answers(read: TableRead, settings: Engagement) -> TableRead:
    """Return the answers that have a score or a remark, with what came up.

    Parameters
    ----------
    read : answers with respondent, item, score and, as far as they are there, wave, department and evidence.
    settings : settings with the questionnaire.

    Returns
    -------
    TableRead whose rows have a wave ('' when nobody named one); rows without score and remark are set aside.
    """
    frame = read.kept.frame
    if "wave" not in frame:
        frame = frame.assign(wave=pd.Series("", index=frame.index, dtype="str"))
    faults = _faults(replace(read, kept=replace(read.kept, frame=frame)), settings.questionnaire)
    kept = replace(read.kept, frame=frame.assign(wave=frame["wave"].fillna("")))
    if not read.faults:
        faults += rows.none_filled(kept, "score", *NO_ROW_SCORED, header=read.headers.get("score", "score"))
    blank = kept.frame["score"].isna()
    if "evidence" in kept.frame:
        blank &= kept.frame["evidence"].isna()
    return replace(read, kept=kept.without(blank, rows.NO_SCORE), faults=(*read.faults, *faults))


def _faults(read: TableRead, instrument: Instrument) -> list[Fault]:
    frame = read.kept.frame
    named = [name for name in ("respondent", "item") if not read.faults]
    faults = [
        fault_of(read, name)(N_("the cell is blank"), N_("Fill it in, or remove the row"), frame[name].isna())
        for name in named if frame[name].isna().any()
    ]  # fmt: skip
    faults += _unknown_items(read, instrument)
    faults += wrong_scores(frame["score"], instrument, fault_of(read, "score"))
    return [*faults, *_some_without_wave(read), *_twice(read)]


def fault_of(read: TableRead, name: str) -> Callable[..., Fault]:
    """Return what makes a fault of one column: what was found, what to do, the rows where it is so, and its values."""
    kept = read.kept

    def made(found: str, remedy: str, where: pd.Series, **values: object) -> Fault:
        return Fault(found, remedy, file=kept.file, sheet=kept.sheet, column=read.headers.get(name, name),
                     rows=tuple(int(row) for row in where.index[where]), values=values)  # fmt: skip

    return made


def wrong_scores(scores: pd.Series, instrument: Instrument, fault: Callable[..., Fault]) -> list[Fault]:
    """Return the faults of scores that are no whole number or not on the scale of the questionnaire.

    Parameters
    ----------
    scores : float, indexed by file row; nan where it is blank.
    instrument : the questionnaire.
    fault : makes a fault from what was found, what to do, where, and values.
    """
    low, high = instrument.lowest, instrument.highest
    outside = (scores < low) | (scores > high)
    broken = scores.notna() & ~outside & (scores % 1 != 0)
    found = []
    if outside.any():
        found.append(fault(N_("{value} is outside the scale {low} to {high}"), CORRECT, outside,
                           value=shown(float(scores[outside].iloc[0])), low=low, high=high))  # fmt: skip
    if broken.any():
        found.append(fault(N_("{value} is no whole score"), CORRECT, broken,
                           value=shown(float(scores[broken].iloc[0]))))  # fmt: skip
    return found


def unknown_item(code: str, instrument: Instrument) -> tuple[str, str, dict[str, object]]:
    """Return what was found, what to do and the values of the fault of an item that the questionnaire does not have."""
    near = nearest(code, [item.key for item in instrument.items])
    values = {"item": shown(code), "name": instrument.name, "near": near}
    remedy = N_("Did you mean {near}?") if near else CORRECT_CODE
    return N_("{item} is no item of questionnaire {name}"), remedy, values


def _unknown_items(read: TableRead, instrument: Instrument) -> list[Fault]:
    items = read.kept.frame["item"]
    known = {item.key for item in instrument.items}
    faults = []
    for code in items[items.notna() & ~items.isin(known)].unique():
        found, remedy, values = unknown_item(code, instrument)
        faults.append(fault_of(read, "item")(found, remedy, items == code, **values))
    return faults


def _some_without_wave(read: TableRead) -> list[Fault]:
    """Return the fault when some answers name their measurement and others do not."""
    blank = read.kept.frame["wave"].isna()
    if blank.all() or not blank.any():
        return []
    return [
        fault_of(read, "wave")(N_("no measurement is named, though other rows name one"),
                               N_("Fill it in on every row"), blank)
    ]  # fmt: skip


def _twice(read: TableRead) -> list[Fault]:
    """Return the fault of raters who scored one item more than once in one measurement."""
    frame = read.kept.frame
    scored = frame[frame["score"].notna() & frame["respondent"].notna() & frame["item"].notna()]
    twice = scored.duplicated(["respondent", "item", "wave"], keep=False).reindex(frame.index, fill_value=False)
    if not twice.any():
        return []
    return [
        fault_of(read, "item")(N_("a rater scored the same item more than once in one measurement"),
                               N_("Keep one answer, or give each rater an own name"), twice)
    ]  # fmt: skip
