"""The report of roi: its sentences, tables and figures."""

from cxkit.report.roi.aims_figure import aims_figure
from cxkit.report.roi.beside import (
    aims_table,
    aims_words,
    figures_table,
    figures_words,
    market_table,
    market_words,
)
from cxkit.report.roi.cash_figure import cash_figure
from cxkit.report.roi.cash_tables import accounting_table, cash_table, irr_words, measure_table
from cxkit.report.roi.cost_tables import cost_table, department_table, department_words, effort_table
from cxkit.report.roi.curve_figure import npv_curve_figure
from cxkit.report.roi.department_figure import department_figure
from cxkit.report.roi.doubts import absent_note, doubts, next_steps
from cxkit.report.roi.ledger_tables import aside_table, ledger_table, ledger_words, taken_table
from cxkit.report.roi.pause_figure import pause_figure
from cxkit.report.roi.risk_words import (
    break_even_table,
    break_even_words,
    pause_words,
    tornado_words,
    two_way_table,
    waiting_words,
)
from cxkit.report.roi.spread_figure import spread_figure
from cxkit.report.roi.tornado_figure import tornado_figure
from cxkit.report.roi.waterfall_figure import waterfall_figure
from cxkit.report.roi.words import answer, measures_words, naive_words, review_note, title
from cxkit.report.tested import tested_table

__all__ = [
    "absent_note",
    "accounting_table",
    "aims_figure",
    "aims_table",
    "aims_words",
    "answer",
    "aside_table",
    "break_even_table",
    "break_even_words",
    "cash_figure",
    "cash_table",
    "cost_table",
    "department_figure",
    "department_table",
    "department_words",
    "doubts",
    "effort_table",
    "figures_table",
    "figures_words",
    "irr_words",
    "ledger_table",
    "ledger_words",
    "market_table",
    "market_words",
    "measure_table",
    "measures_words",
    "naive_words",
    "next_steps",
    "npv_curve_figure",
    "pause_figure",
    "pause_words",
    "review_note",
    "spread_figure",
    "taken_table",
    "tested_table",
    "title",
    "tornado_figure",
    "tornado_words",
    "two_way_table",
    "waiting_words",
    "waterfall_figure",
]
