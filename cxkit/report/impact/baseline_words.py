"""What was frozen beforehand, and what is wrong with it."""

from __future__ import annotations

from cxkit.report.reader import Report
from cxkit.report.show import Note, Prose, Table


def baseline_words(report: Report) -> Prose:
    """Return what was frozen, when and by which role, or what is wrong with it."""
    return Prose()


def baseline_note(report: Report) -> Note | Prose:
    """Return the warning that a baseline or an expectation does not hold; nothing when all do."""
    return Prose()


def baseline_table(report: Report) -> Table | Prose:
    """Return the success factors as they were frozen."""
    return Prose()
