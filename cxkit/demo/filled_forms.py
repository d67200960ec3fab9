"""The answer forms of the demo client's raters, filled in as workbooks, one for each rater and measurement."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from cxkit import forms
from cxkit.demo.raters import QUESTIONNAIRE, RATERS, WAVES, rater_answers
from cxkit.settings.engagement import Engagement
from cxkit.settings.instrument import Instrument, load_instrument

LANGUAGE = "nl"
BEGINNING = "volwassenheid"


def form_names() -> list[str]:
    """Return the names of the files, measurement by measurement.

    Examples
    --------
    >>> form_names()[0], len(form_names())
    ('volwassenheid 2024 teamleider ochtend.xlsx', 23)
    """
    return [_name(wave, rater.role) for wave in WAVES for rater in RATERS if wave in rater.waves]


def _name(wave: str, role: str) -> str:
    return f"{BEGINNING} {wave} {role}.xlsx"


def write_forms(folder: Path) -> None:
    """Write every filled-in form into a folder, in place of those of another generator.

    Parameters
    ----------
    folder : made when it does not exist; a form under a name of the kit's own that no rater has any more is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    instrument = load_instrument(QUESTIONNAIRE)
    for (wave, role, department), filled in rater_answers().groupby(["wave", "role", "department"], sort=False):
        rater = forms.Rater(role=role, department=department, answers=_as_typed(filled))
        _write_whole(folder / _name(wave, role), instrument, wave, rater)
    for path in folder.glob(f"{BEGINNING} *.xlsx"):
        if path.name not in form_names():
            path.unlink(missing_ok=True)


def _as_typed(filled: pd.DataFrame) -> dict[str, tuple[int | None, str]]:
    """Return one form's scores and remarks by item; a score that was left blank is None."""
    cells = zip(filled["item"], filled["score"], filled["evidence"], strict=True)
    return {item: (None if pd.isna(score) else int(score), evidence) for item, score, evidence in cells}


def _write_whole(path: Path, instrument: Instrument, wave: str, rater: forms.Rater) -> None:
    """Write beside the target and move it into place, so that two runs at once never see half a form."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    client_name = Engagement().client_name
    forms.write_form(part, instrument, language=LANGUAGE, client_name=client_name, wave=wave, rater=rater)
    part.replace(path)
