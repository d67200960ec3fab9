"""The report of driver_modelling: its sentences, tables and figures."""

from cxkit.report.drivers.checks import cause_words, challenger_words, quality_words
from cxkit.report.drivers.doubts import doubts, next_steps
from cxkit.report.drivers.figures import calibration_figure, effect_figure, what_if_figure
from cxkit.report.drivers.importance_figures import importance_figure, quadrant_figure
from cxkit.report.drivers.method_tables import collinear_table, missing_table, model_table, quality_table
from cxkit.report.drivers.reasons import effect_words, importance_words, pair_words, product_words
from cxkit.report.drivers.stops import stop_notes, stop_table
from cxkit.report.drivers.tables import cause_table, effect_table, product_table, what_if_table
from cxkit.report.drivers.words import answer, cap_words, part_words, title, together_words

__all__ = [
    "answer",
    "calibration_figure",
    "cap_words",
    "cause_table",
    "cause_words",
    "challenger_words",
    "collinear_table",
    "doubts",
    "effect_figure",
    "effect_table",
    "effect_words",
    "importance_figure",
    "importance_words",
    "missing_table",
    "model_table",
    "next_steps",
    "pair_words",
    "part_words",
    "product_table",
    "product_words",
    "quadrant_figure",
    "quality_table",
    "quality_words",
    "stop_notes",
    "stop_table",
    "title",
    "together_words",
    "what_if_figure",
    "what_if_table",
]
