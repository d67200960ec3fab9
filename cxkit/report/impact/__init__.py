"""The report of impact_measurement: its sentences, tables and figures."""

from cxkit.report.impact.baseline_words import baseline_note, baseline_table, baseline_words
from cxkit.report.impact.check_table import check_table
from cxkit.report.impact.doubts import doubts, next_steps
from cxkit.report.impact.effect_tables import euro_table, pilot_table, reading_table
from cxkit.report.impact.event_study_figure import event_study_figure
from cxkit.report.impact.expected_figure import expected_figure
from cxkit.report.impact.factors_figure import factors_figure
from cxkit.report.impact.followed_tables import (
    event_table,
    factor_table,
    factor_words,
    guardrail_table,
    guardrail_words,
    spill_table,
    spill_words,
)
from cxkit.report.impact.pilot_figure import pilot_figure
from cxkit.report.impact.sizing_tables import look_table, looks_words, sizing_table, sizing_words
from cxkit.report.impact.verdict_words import advice_words, verdict_rule_words, verdict_words
from cxkit.report.impact.words import answer, misleading_words, review_note, title

__all__ = [
    "advice_words",
    "answer",
    "baseline_note",
    "baseline_table",
    "baseline_words",
    "check_table",
    "doubts",
    "euro_table",
    "event_study_figure",
    "event_table",
    "expected_figure",
    "factor_table",
    "factor_words",
    "factors_figure",
    "guardrail_table",
    "guardrail_words",
    "look_table",
    "looks_words",
    "misleading_words",
    "next_steps",
    "pilot_figure",
    "pilot_table",
    "reading_table",
    "review_note",
    "sizing_table",
    "sizing_words",
    "spill_table",
    "spill_words",
    "title",
    "verdict_rule_words",
    "verdict_words",
]
