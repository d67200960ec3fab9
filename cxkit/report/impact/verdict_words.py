"""What is concluded about each pilot, by which rule, and what to do with it."""

from __future__ import annotations

from cxkit.report.reader import Report
from cxkit.report.show import Prose


def verdict_words(report: Report) -> Prose:
    """Return one sentence per pilot: its verdict, realised against expected, and how sure that is."""
    return Prose()


def verdict_rule_words(report: Report) -> Prose:
    """Return the rule by which verdicts are given."""
    return Prose()


def advice_words(report: Report) -> Prose:
    """Return what to do with each pilot, and why."""
    return Prose()
