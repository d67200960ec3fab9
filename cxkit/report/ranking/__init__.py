"""The report of opportunity_ranking: its sentences, tables and figures."""

from cxkit.report.ranking.doubts import absent_note, doubts, next_steps, review_note
from cxkit.report.ranking.figures import map_figure
from cxkit.report.ranking.market import market_figure, market_words
from cxkit.report.ranking.reasons import foundation_words, stop_words
from cxkit.report.ranking.roadmap import roadmap_figure, roadmap_table
from cxkit.report.ranking.stability import rank_words, stability_figure, weight_table, weight_words
from cxkit.report.ranking.stakeholders import agreement_table, stakeholder_table, stakeholder_words
from cxkit.report.ranking.tables import (
    choice_table,
    criterion_table,
    ranking_table,
    stop_table,
    yield_table,
)
from cxkit.report.ranking.words import (
    answer,
    class_rule_words,
    class_words,
    first_steps_words,
    overlap_words,
    title,
)
from cxkit.report.tested import tested_table

__all__ = [
    "absent_note",
    "agreement_table",
    "answer",
    "choice_table",
    "class_rule_words",
    "class_words",
    "criterion_table",
    "doubts",
    "first_steps_words",
    "foundation_words",
    "map_figure",
    "market_figure",
    "market_words",
    "next_steps",
    "overlap_words",
    "rank_words",
    "ranking_table",
    "review_note",
    "roadmap_figure",
    "roadmap_table",
    "stability_figure",
    "stakeholder_table",
    "stakeholder_words",
    "stop_table",
    "stop_words",
    "tested_table",
    "title",
    "weight_table",
    "weight_words",
    "yield_table",
]
