"""What is followed over time, what else happened, and what else changed."""

from __future__ import annotations

from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table


def factor_table(report: Report) -> Table | Prose:
    """Return per success factor its value now, the band it lay in before, and its aim."""
    return Prose()


def factor_words(report: Report) -> Prose:
    """Return which success factors are better, worse, or within what chance does."""
    return Prose()


def event_table(report: Report) -> Table | Prose:
    """Return outside events in order of time, with the pilots they touched."""
    return Prose()


def guardrail_table(report: Report) -> Table | Prose:
    """Return the metrics that must not suffer, with the change allowed and the change found."""
    return Prose()


def guardrail_words(report: Report) -> Prose:
    """Return whether what must not suffer did."""
    return Prose()


def spill_table(report: Report) -> Table | Prose:
    """Return what each pilot did to neighbouring journeys."""
    return Prose()


def spill_words(report: Report) -> Prose:
    """Return whether neighbouring journeys changed with the pilot."""
    return Prose()
