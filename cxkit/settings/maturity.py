"""Settings of maturity_assessment: which questionnaire, which measurement, and when a stage is reached."""

from __future__ import annotations

from typing import ClassVar

from cxkit.language import N_
from cxkit.settings.engagement import Engagement
from cxkit.settings.fields import setting
from cxkit.settings.instrument import Instrument, load_instrument
from cxkit.settings.maturity_rules import departments_problem, instrument_problem, waves_problem


class MaturityAssessment(Engagement):
    """Settings of maturity_assessment: which questionnaire, which measurement, and when a stage is reached."""

    choices: ClassVar = {"stage_rule": ("", "gate", "mean"), "average_over": ("raters", "departments")}
    rules: ClassVar = (instrument_problem, waves_problem, departments_problem)
    tables: ClassVar[tuple[str, ...]] = ("answers",)
    needed: ClassVar[tuple[str, ...]] = ("answers",)

    instrument: str = setting(
        "cx_maturity", "questionnaire: cx_maturity, or the path of a file of your own", title=N_("Questionnaire")
    )
    wave: str = setting("", "which measurement is reported; empty: the latest", title=N_("Measurement"))
    earlier_wave: str = setting(
        "", "measurement it is compared with; empty: the one before it", title=N_("Compared with")
    )
    stage_rule: str = setting(
        "", "what decides the stage: mean, gate (mean, but no dimension far behind) or empty: as the questionnaire says",
        title=N_("The stage follows from"),
    )  # fmt: skip
    average_over: str = setting(
        "raters", "what counts equally in a mean: raters or departments", title=N_("Counted equally")
    )
    minimum_raters_n: int = setting(
        3, "smallest number of raters a shown group may have", title=N_("Smallest group of raters shown"),
        unit="raters", ge=2, le=100,
    )  # fmt: skip
    alpha_warning_below: float = setting(
        0.667, "agreement below this is warned about, 0-1", title=N_("Agreement is called weak below"), ge=0, le=1
    )
    actions_n: int = setting(6, "how many actions are listed", title=N_("Actions listed"), unit="actions", ge=1, le=50)
    departments: list[str] = setting([], "departments that are compared; empty: all", title=N_("Departments compared"))
    seed: int = setting(2025, "seed of the draws behind the interval of the stage", ge=0)

    @property
    def questionnaire(self) -> Instrument:
        """Return the questionnaire the settings name."""
        return load_instrument(self.instrument)

    @property
    def rule(self) -> str:
        """Return what decides the stage: 'gate' or 'mean'."""
        return self.stage_rule or self.questionnaire.rule
