"""The demo client's raters: what they answer to the questionnaire in two years, and how mature it truly is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.demo.remarks import REMARKS
from cxkit.settings.instrument import Instrument, load_instrument

QUESTIONNAIRE = "cx_maturity"
WAVES = ("2024", "2025")
TRUE_MEANS = {
    "2024": {"leadership": 1.5, "understanding": 1.5, "design": 1.2, "measurement": 0.8, "governance": 1.1,
             "culture": 0.6},
    "2025": {"leadership": 1.9, "understanding": 1.8, "design": 1.5, "measurement": 1.2, "governance": 1.4,
             "culture": 0.6},
}  # fmt: skip
"""What each dimension is worth on the scale of the questionnaire, to a department and a rater with factor 1."""
DEPARTMENT_FACTOR = {"Klantenservice": 0.9, "Marketing": 1.25, "IT": 0.7, "Directie": 1.275, "Finance": 1.0}
ITEM_FACTOR = {
    "leadership": (1.15, 1.2, 1.0, 0.75, 0.9),
    "understanding": (1.25, 0.8, 1.0, 1.05, 0.9),
    "design": (1.1, 1.05, 0.9, 1.0, 0.95),
    "measurement": (1.45, 0.6, 0.65, 0.9, 1.4),
    "governance": (0.85, 1.1, 1.15, 0.9, 1.0),
    "culture": (1.1, 0.9, 0.8, 1.3, 0.9),
}
"""Of the items of a dimension in their order; they average 1."""
BLANK_SHARE = 0.02
SAME_ROUNDING_SHARE = 0.6
"""Share of the items that a rater rounds as the year before: who saw 1.4 as 1 sees 1.5 as 1, more often than not."""


@dataclass(frozen=True)
class Participant:
    """One who fills in the form.

    Parameters
    ----------
    role, department : as typed on the form.
    leaning : factor on every score, 1 for one without a leaning.
    waves : measurements in which the rater took part.
    misreads : reversed item that the rater answers as if it were not; '' for none.
    """

    role: str
    department: str
    leaning: float
    waves: tuple[str, ...] = WAVES
    misreads: str = ""


RATERS = (
    Participant("teamleider ochtend", "Klantenservice", 0.7, misreads="governance_5"),
    Participant("teamleider avond", "Klantenservice", 1.1),
    Participant("kwaliteitscoach", "Klantenservice", 1.3),
    Participant("senior medewerker", "Klantenservice", 0.9, ("2025",)),
    Participant("marketeer", "Marketing", 1.15),
    Participant("klantonderzoeker", "Marketing", 0.85),
    Participant("webredacteur", "Marketing", 1.0, ("2025",)),
    Participant("product owner", "IT", 1.2),
    Participant("applicatiebeheerder", "IT", 0.7, misreads="governance_5"),
    Participant("data-analist", "IT", 1.1, ("2025",)),
    Participant("directeur klant", "Directie", 1.1),
    Participant("directeur operatie", "Directie", 0.9, ("2025",)),
    Participant("controller", "Finance", 0.85),
    Participant("business partner", "Finance", 1.15, ("2025",)),
)


def rater_answers(*, seed: int = 2025) -> pd.DataFrame:
    """Return what every rater answers to every item, in every measurement the rater took part in.

    Parameters
    ----------
    seed : seed of how raters round, and of what they leave blank.

    Returns
    -------
    One row per rater, measurement and item: wave, role, department, item, score (as typed, so reverse items are not
    turned; NaN when left blank), evidence ('' without a remark).
    """
    instrument = load_instrument(QUESTIONNAIRE)
    rng = np.random.default_rng([seed, 21])
    shape = len(RATERS), len(instrument.items)
    first, again, same, blank = (rng.random(shape) for _ in range(4))
    rounding = {"2024": first, "2025": np.where(same < SAME_ROUNDING_SHARE, first, again)}
    return pd.concat(
        [
            _filled_in(rater, wave, instrument, rounding[wave][row], blank[row] < BLANK_SHARE)
            for wave in WAVES
            for row, rater in enumerate(RATERS)
            if wave in rater.waves
        ],
        ignore_index=True,
    )


def _filled_in(
    rater: Participant, wave: str, instrument: Instrument, rounding: np.ndarray, blank: np.ndarray
) -> pd.DataFrame:
    """Return one form. A score is the expected one, rounded up as often as its fraction says: right on average."""
    factor = DEPARTMENT_FACTOR[rater.department] * rater.leaning
    usual = [TRUE_MEANS[wave][name] * part for name, parts in ITEM_FACTOR.items() for part in parts]
    score = np.floor(np.array(usual) * factor + rounding)
    turned = np.array([item.reverse and item.key != rater.misreads for item in instrument.items])
    typed = np.where(turned, instrument.lowest + instrument.highest - score, score)
    said = [REMARKS.get((wave, rater.role, item.key), "") for item in instrument.items]
    return pd.DataFrame(
        {
            "wave": wave,
            "role": rater.role,
            "department": rater.department,
            "item": [item.key for item in instrument.items],
            "score": np.where(blank, np.nan, typed),
            "evidence": said,
        }
    )


def true_maturity(wave: str) -> pd.DataFrame:
    """Return the expected score of each dimension, over all who took part and within each department.

    Parameters
    ----------
    wave : measurement, one of WAVES.

    Returns
    -------
    department ('all' first), dimension, mean (on the scale of the questionnaire; misread items not counted in).

    Examples
    --------
    Customer service in 2025: .9 of 1.9, its four raters leaning 1 on average.

    >>> truth = true_maturity("2025").set_index(["department", "dimension"])["mean"]
    >>> float(truth["Klantenservice", "leadership"].round(2))
    1.71
    """
    took_part = [rater for rater in RATERS if wave in rater.waves]
    rows = []
    for department in ("all", *DEPARTMENT_FACTOR):
        factors = [
            DEPARTMENT_FACTOR[rater.department] * rater.leaning
            for rater in took_part
            if department in ("all", rater.department)
        ]
        rows += [(department, name, mean * float(np.mean(factors))) for name, mean in TRUE_MEANS[wave].items()]
    return pd.DataFrame(rows, columns=["department", "dimension", "mean"])
