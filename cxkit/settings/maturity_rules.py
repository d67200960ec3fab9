"""Which settings of maturity_assessment make no sense together; each rule raises what is wrong and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxkit.errors import SettingsError
from cxkit.language import N_
from cxkit.settings.fields import quoted, unusable, wrong
from cxkit.settings.instrument import load_instrument

if TYPE_CHECKING:
    from cxkit.settings.maturity import MaturityAssessment


def instrument_problem(s: MaturityAssessment) -> None:
    """Refuse a questionnaire that is not there or is not sound."""
    try:
        load_instrument(s.instrument)
    except SettingsError as error:
        raise unusable(
            error,
            N_("the questionnaire {instrument} cannot be used: {fault}"),
            N_("the questionnaire {instrument} cannot be used: {fault} ({n} more)"),
            N_("Correct that file, or take cx_maturity"),
            language=s.language,
            instrument=s.instrument,
        ) from None


def waves_problem(s: MaturityAssessment) -> None:
    """Refuse a measurement that is compared with itself."""
    if s.wave and s.wave == s.earlier_wave:
        raise wrong(
            N_("wave and earlier_wave are both {wave}"), N_("Name two measurements, or leave one empty"),
            wave=quoted(s.wave),
        )  # fmt: skip


def departments_problem(s: MaturityAssessment) -> None:
    """Refuse a department that is named twice."""
    twice = sorted({name for name in s.departments if s.departments.count(name) > 1})
    if twice:
        raise wrong(N_("departments names {names} twice"), N_("Name each once"), names=", ".join(twice))
