"""The report of cx_group_valuation: its sentences, tables and figures."""

from cxkit.report.valuation.doubts import doubts, next_steps
from cxkit.report.valuation.figures import group_figure, matrix_figure, reading_figure, wave_figure
from cxkit.report.valuation.tables import (
    answered_table,
    group_table,
    matrix_table,
    reading_table,
    sensitivity_table,
    wave_table,
)
from cxkit.report.valuation.words import (
    answer,
    answered_words,
    group_words,
    matrix_words,
    reading_words,
    score_words,
    title,
    wave_words,
)

__all__ = [
    "answer",
    "answered_table",
    "answered_words",
    "doubts",
    "group_figure",
    "group_table",
    "group_words",
    "matrix_figure",
    "matrix_table",
    "matrix_words",
    "next_steps",
    "reading_figure",
    "reading_table",
    "reading_words",
    "score_words",
    "sensitivity_table",
    "title",
    "wave_figure",
    "wave_table",
    "wave_words",
]
