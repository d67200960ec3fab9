"""The report of maturity_assessment: its sentences, tables and figures."""

from cxkit.report.maturity.department_figures import department_figure
from cxkit.report.maturity.doubts import doubts, next_steps, questionnaire_note
from cxkit.report.maturity.evidence import evidence_table
from cxkit.report.maturity.figures import change_figure, dimension_figure
from cxkit.report.maturity.ladder import ladder_figure
from cxkit.report.maturity.reasons import agreement_words, change_words, department_words, disagreement_words
from cxkit.report.maturity.tables import (
    action_table,
    agreement_table,
    change_table,
    department_table,
    dimension_table,
    item_table,
    ladder_table,
)
from cxkit.report.maturity.words import action_words, answer, blocker_words, stage_words, title

__all__ = [
    "action_table",
    "action_words",
    "agreement_table",
    "agreement_words",
    "answer",
    "blocker_words",
    "change_figure",
    "change_table",
    "change_words",
    "department_figure",
    "department_table",
    "department_words",
    "dimension_figure",
    "dimension_table",
    "disagreement_words",
    "doubts",
    "evidence_table",
    "item_table",
    "ladder_figure",
    "ladder_table",
    "next_steps",
    "questionnaire_note",
    "stage_words",
    "title",
]
