"""The report of touchpoint_savings: its sentences, tables and figures."""

from cxkit.report.touchpoints.bars import cost_figure, saving_figure
from cxkit.report.touchpoints.doubts import doubts, next_steps, review_note
from cxkit.report.touchpoints.figures import month_figure, repeat_figure
from cxkit.report.touchpoints.method_tables import event_table, month_table, page_table, switch_table
from cxkit.report.touchpoints.quadrant import quadrant_figure
from cxkit.report.touchpoints.reasons import (
    demand_words,
    event_words,
    month_words,
    page_words,
    repeat_words,
    switch_words,
    topic_words,
)
from cxkit.report.touchpoints.tables import (
    capacity_table,
    cost_table,
    repeat_table,
    saving_table,
    topic_table,
    volume_table,
)
from cxkit.report.touchpoints.words import answer, cash_words, cost_words, naive_words, title

__all__ = [
    "answer",
    "capacity_table",
    "cash_words",
    "cost_figure",
    "cost_table",
    "cost_words",
    "demand_words",
    "doubts",
    "event_table",
    "event_words",
    "month_figure",
    "month_table",
    "month_words",
    "naive_words",
    "next_steps",
    "page_table",
    "page_words",
    "quadrant_figure",
    "repeat_figure",
    "repeat_table",
    "repeat_words",
    "review_note",
    "saving_figure",
    "saving_table",
    "switch_table",
    "switch_words",
    "title",
    "topic_table",
    "topic_words",
    "volume_table",
]
