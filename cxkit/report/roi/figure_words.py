"""Words that figures of the business case share: amounts, and what their bands and lines stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxkit.report.ranking.names import RANGED
from cxkit.report.reader import Report
from cxkit.report.roi.names import amount
from cxkit.report.roi.words import case_label
from cxkit.report.wording import interval_words

EUR_YEAR = ("eur_year", "low_eur", "high_eur")


def ranged(row: Mapping[str, Any], ends: tuple[str, str, str], report: Report) -> str:
    """Return an amount of a row rounded to what its interval supports, to two digits where it has none.

    Parameters
    ----------
    row : holds the amount and the ends of its interval.
    ends : the names of amount, low and high in it.
    report : whose language counts.
    """
    return amount(*(float(row[name]) for name in ends), report)


def range_words(report: Report, label: str | None = None) -> str:
    """Return what a band or a line of euros stands for, by what these rest on; by default the whole business case."""
    told = case_label(report) if label is None else label
    return interval_words("assumed" if told in RANGED else told, language=report.language)
