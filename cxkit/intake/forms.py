"""A folder of filled-in answer forms, read strictly into the answers table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from cxkit import paths
from cxkit.errors import Fault
from cxkit.intake.convert import Reading, convert
from cxkit.intake.filled_form import FilledForm, read_form
from cxkit.intake.raw import Column, Note
from cxkit.intake.reading import TableRead
from cxkit.intake.rows import Kept
from cxkit.language import N_
from cxkit.settings.notebooks import Engagement

ENDINGS = (".xlsx", ".xlsm")
LEFT_BY_PROGRAMS = ("desktop.ini", "thumbs.db")
TEXTS = ("department", "wave")
COLUMNS = ("answer_id", "respondent", "department", "item", "wave", "score", "evidence")


def is_forms(source: Any) -> bool:
    """Say whether a source of answers is a folder of forms: {forms: folder}."""
    return isinstance(source, dict) and "forms" in source


def read_forms(settings: Engagement) -> TableRead:
    """Return the answers of every form in the folder, with every fault of every form.

    Parameters
    ----------
    settings : sources.answers as {forms: folder}; labels, missing codes and constants of department and wave.

    Returns
    -------
    TableRead of one row per form and statement: answer_id, respondent, department, item, wave, score (nan when blank),
    evidence (as typed). A respondent is the rater's own word, or else role and department, capitals or not.
    """
    files, faults = form_files(settings.sources["answers"])
    forms = [read_form(path, settings.questionnaire) for path in files]
    faults += [fault for form in forms for fault in form.faults]
    sound = [form for form in forms if form.answers is not None]
    raters, found, notes = _raters(sound, settings)
    faults += [*found, *_same_rater(raters), *_some_without_wave(raters)]
    if faults or not sound:
        return TableRead(faults=tuple(faults))
    folder = paths.resolve(settings.sources["answers"]["forms"]).name
    kept = Kept(_answers(sound, raters), "answers", folder)
    hashes = {folder: fingerprint_of(form.sha256 for form in forms)}
    return TableRead(kept, notes=(*notes, *_text_scores(sound, folder)), hashes=hashes)


def _text_scores(forms: Iterable[FilledForm], folder: str) -> tuple[Note, ...]:
    """Return a note on scores that stood as text, of all forms together."""
    n = sum(form.text_scores_n for form in forms)
    message = N_("scores that stood as text and were read as numbers: {n}")
    return (Note(message, {"n": n}, file=folder, column="score"),) if n else ()


def fingerprint_of(digests: Iterable[str]) -> str:
    """Return one hash of the hashes of all forms; their names, which may be those of people, are not handed on."""
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()


def form_files(source: dict[str, Any]) -> tuple[list[Path], list[Fault]]:
    """Return the workbooks of a folder {forms: folder} in order of name, with what is wrong and what else is there."""
    options = [str(option) for option in source if option != "forms"]
    if options:
        return [], [Fault(N_("sources.{table}: {option} is not an option beside forms"), N_("Write {{forms: folder}}"),
                          values={"table": "answers", "option": options[0]})]  # fmt: skip
    if not isinstance(source["forms"], str) or not source["forms"]:
        return [], [Fault(N_("sources.{table}: {option} is no text"), N_("Write it between quotes"),
                          values={"table": "answers", "option": "forms"})]  # fmt: skip
    folder = paths.resolve(source["forms"])
    if not folder.is_dir():
        return [], [Fault(N_("there is no folder {folder} with forms"), N_("Correct the path in sources"),
                          values={"folder": folder.name})]  # fmt: skip
    found = sorted(path for path in folder.iterdir() if not is_left(path.name))
    files = [path for path in found if path.is_file() and path.suffix.lower() in ENDINGS]
    faults = [_not_read(path) for path in found if path not in files]
    if not found:
        faults.append(Fault(N_("there is no form in folder {folder}"), N_("Put the filled-in forms there"),
                            values={"folder": folder.name}))  # fmt: skip
    return files, faults


def is_left(name: str) -> bool:
    """Say whether a program left a file behind that is nobody's form."""
    return name.startswith((".", "~$")) or name.casefold() in LEFT_BY_PROGRAMS


def _not_read(path: Path) -> Fault:
    if path.is_dir():
        return Fault(N_("forms in a folder within the folder are not read"), N_("Put every form in the folder itself"),
                     file=path.name)  # fmt: skip
    return Fault(N_("this is no form, which ends in .xlsx"), N_("Save it as .xlsx, or take it out of the folder"),
                 file=path.name)  # fmt: skip


def _raters(forms: Sequence[FilledForm], settings: Engagement) -> tuple[pd.DataFrame, list[Fault], tuple[Note, ...]]:
    """Return one row per form: file, respondent, department, wave; with the faults and notes of their labels."""
    index = pd.RangeIndex(len(forms))
    frame = pd.DataFrame({"file": [form.file for form in forms]}, index=index, dtype="str")
    reading = Reading(
        settings.missing_codes.get("answers", {}),
        settings.labels.get("answers", {}),
        table="answers",
        minimum_n=settings.minimum_raters_n,
    )
    faults: list[Fault] = []
    notes: list[Note] = []
    for name in TEXTS:
        given = [getattr(form, name) or settings.constants.get("answers", {}).get(name) for form in forms]
        folder = Path(settings.sources["answers"]["forms"]).name
        outcome = convert(Column(pd.Series(given, index=index, dtype=object), name, name, folder), reading)
        frame[name] = outcome.values.astype("str")
        faults += [replace(fault, file=forms[row].file, rows=()) for fault in outcome.faults for row in fault.rows]
        notes += outcome.notes
    respondents = [_respondent(form, department) for form, department in zip(forms, frame["department"], strict=True)]
    return frame.assign(respondent=pd.Series(respondents, index=index, dtype="str")), faults, tuple(notes)


def _respondent(form: FilledForm, department: Any) -> str:
    """Return who filled a form in: the rater's own word, or else role and department."""
    where = "" if pd.isna(department) else str(department)
    return (form.code or f"{form.role} | {where}").casefold()


def _same_rater(raters: pd.DataFrame) -> list[Fault]:
    """Return a fault for each rater of whom the folder holds several forms of one measurement."""
    keys = [raters["respondent"], raters["wave"].fillna("")]
    groups = [group["file"].tolist() for _, group in raters.groupby(keys, sort=False) if len(group) > 1]
    return [
        Fault(N_("forms of one rater in one measurement: {files}"),
              N_("Take the one that does not count out of the folder; of different people, fill in a role or an own "
                 "word that tells them apart"), file=files[0], values={"files": ", ".join(files)})
        for files in groups
    ]  # fmt: skip


def _some_without_wave(raters: pd.DataFrame) -> list[Fault]:
    blank = raters["wave"].isna()
    if blank.all() or not blank.any():
        return []
    return [
        Fault(N_("no measurement is filled in, though other forms name one"), N_("Fill it in"), file=file)
        for file in raters.loc[blank, "file"]
    ]


def _answers(forms: Sequence[FilledForm], raters: pd.DataFrame) -> pd.DataFrame:
    """Return the answers of every form below each other."""
    frames = [
        form.answers.assign(answer_id=[f"{form.file} {row}" for row in form.answers.index],
                            **{name: rater[name] for name in ("respondent", *TEXTS)})
        for form, rater in zip(forms, _rows(raters), strict=True)
    ]  # fmt: skip
    frame = pd.concat(frames, ignore_index=True)
    texts = {name: frame[name].astype("str") for name in COLUMNS if name != "score"}
    return frame.assign(**texts)[list(COLUMNS)]


def _rows(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    return frame.to_dict("records")
