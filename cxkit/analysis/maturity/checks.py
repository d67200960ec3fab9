"""Whether the answers bear out the settings: measurements and departments that are not there."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxkit.analysis.maturity import waves
from cxkit.analysis.maturity.scores import answer_matrix, departments_of
from cxkit.analysis.not_there import not_there
from cxkit.errors import Fault, NotEnoughData, SettingsError
from cxkit.language import N_
from cxkit.settings.instrument import Instrument
from cxkit.settings.maturity import MaturityAssessment


@dataclass(frozen=True)
class Wave:
    """One measurement: its name, its answers, the scores of its raters, and the department of each."""

    name: str
    answers: pd.DataFrame
    matrix: pd.DataFrame
    of_rater: pd.Series

    @property
    def departments(self) -> list[str]:
        """Return the departments that raters named, by name."""
        return sorted(set(self.of_rater) - {""})


def ready(answers: pd.DataFrame, *, settings: MaturityAssessment) -> tuple[Wave, Wave | None]:
    """Return the measurement that is reported, and the one it is compared with when there is one.

    Parameters
    ----------
    answers : respondent, item, score (nan when blank), and department, wave, evidence when known.
    settings : which measurements and departments.

    Raises
    ------
    SettingsError : a measurement or a department of the settings is not in the answers; all of them at once.
    NotEnoughData : a measurement holds no score.
    """
    named = waves.with_wave(answers)
    known = waves.in_order(named["wave"])
    faults = [
        not_there(setting, name, known)
        for setting in ("wave", "earlier_wave") if (name := getattr(settings, setting)) and name not in known
    ]  # fmt: skip
    if not faults and not known:
        raise NotEnoughData(_no_score(""), language=settings.language)
    chosen = () if faults else waves.compared(known, wave=settings.wave, earlier_wave=settings.earlier_wave)
    found = [None if name is None else _wave(named, name, settings.questionnaire) for name in chosen]
    among = found[0].departments if found else _departments(named)
    faults += [not_there("departments", name, among) for name in settings.departments if name not in among]
    if faults:
        raise SettingsError(faults, language=settings.language)
    empty = [_no_score(wave.name) for wave in found if wave is not None and wave.matrix.empty]
    if empty:
        raise NotEnoughData(empty, language=settings.language)
    return found[0], found[1]


def _wave(named: pd.DataFrame, name: str, instrument: Instrument) -> Wave:
    own = named[named["wave"] == name]
    matrix = answer_matrix(own, instrument)
    return Wave(name, own, matrix, departments_of(own, matrix.index))


def _departments(named: pd.DataFrame) -> list[str]:
    return sorted(set(departments_of(named, pd.Index(named["respondent"].unique()))) - {""})


def _no_score(wave: str) -> Fault:
    remedy = N_("Give filled-in forms, or the table of answers with a score in each row")
    if not wave:
        return Fault(N_("the answers hold no score"), remedy)
    return Fault(N_("the measurement {wave} holds no score"), remedy, values={"wave": wave})
