"""What could make a verdict wrong, and what to do next."""

from __future__ import annotations

from cxkit.report.reader import Report
from cxkit.report.show import Prose


def doubts(report: Report) -> Prose:
    """Return what could make the verdicts wrong."""
    return Prose()


def next_steps(report: Report) -> Prose:
    """Return what to do next."""
    return Prose()
