"""The report of executive_summary: its sentences, table and figure."""

from cxkit.report.summary.doubts import absent_note, doubt_words, steps_words
from cxkit.report.summary.figures import route_figure
from cxkit.report.summary.reasons import reason_words
from cxkit.report.summary.tables import headline_table
from cxkit.report.summary.words import answer, label_words, review_note, title

__all__ = [
    "absent_note",
    "answer",
    "doubt_words",
    "headline_table",
    "label_words",
    "reason_words",
    "review_note",
    "route_figure",
    "steps_words",
    "title",
]
