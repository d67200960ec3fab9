"""Reports of small engagements, and every text that a reader finds in one."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pandas as pd
import pytest
from engagements import checked

import cxkit as cx
from cxkit.report.reader import Report
from cxkit.report.show import Chart
from cxkit.report.valuation import figures

SENTENCES = ("score_words", "group_words", "reading_words", "answered_words", "wave_words", "doubts", "next_steps")
FIGURES = ("group_figure", "reading_figure", "matrix_figure", "wave_figure")
TABLES = ("group_table", "reading_table", "matrix_table", "answered_table", "wave_table", "sensitivity_table")
ENGLISH = re.compile(
    r"\b(the|and|are|not|no|than|that|this|with|from|who|more|less|worth|value|customers?|range|shown|higher|year|"
    r"between|answers?|difference|assumptions?|reading|amount|rests|corrected|observed|shift|holds?|told|none)\b",
    re.IGNORECASE,
)  # words of a sentence; Dutch has is, of, was and in too
STAYS_ENGLISH = ("customer lifetime value", "share of wallet", "net promoter score")
UNFINISHED = re.compile(r"[{}]|\b(nan|NaN|None|inf|NaT|<NA>)\b")


def report_of(customers: pd.DataFrame, responses: pd.DataFrame | None, **given: Any) -> Report:
    """Return the report of a small engagement whose files were read without a remark."""
    settings = checked(**given)
    result = cx.group_valuation(customers, responses, settings=settings)
    columns = ["table", "file", "rows_in", "rows_used", "rows_set_aside", "reason"]
    tables = SimpleNamespace(rows=pd.DataFrame(columns=columns), notes=[], customers=customers, responses=responses)
    return cx.protect(result, settings=settings, tables=tables)


def in_dutch(report: Report) -> Report:
    """Return the same report for a Dutch reader."""
    return Report(
        report.notebook, report.result, report.settings.model_copy(update={"language": "nl"}), report.tables, None
    )


def texts(report: Report) -> dict[str, str]:
    """Return every cell of a report as its reader finds it in plain text, by name, figures with title and alt text.

    The figures are not drawn: that takes longest and says nothing.
    """
    cells = {name: repr(getattr(cx.valuation, name)(report)) for name in ("answer", *SENTENCES, *TABLES)}
    cells |= {name: captioned(name, report) for name in FIGURES}
    cells |= {"matrix_words": repr(cx.valuation.matrix_words(report)), "rows": repr(cx.rows_used(report))}
    return cells | {"title": cx.valuation.title(report.settings), "assumptions": repr(cx.assumptions(report))}


def captioned(name: str, report: Report) -> str:
    """Return a figure's title, subtitle and alt text, a line each."""
    captions: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for drawing in ("_dots", "_grid", "euro_axis"):
            patch.setattr(figures, drawing, MagicMock())
        patch.setattr(figures, "titled", lambda drawn, title, subtitle: captions.extend([title, subtitle]))
        patch.setattr(figures, "chart", lambda figure, alt: Chart(b"", alt, 0))
        drawn = getattr(cx.valuation, name)(report)
    return "\n".join([*captions, repr(drawn)])


def english(text: str) -> set[str]:
    """Return the English words left in a Dutch text, but for the terms that stay English."""
    for term in STAYS_ENGLISH:
        text = re.sub(term, "", text, flags=re.IGNORECASE)
    return {match.group() for match in ENGLISH.finditer(text)}


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ")
