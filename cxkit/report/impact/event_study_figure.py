"""The event_study figure of impact_measurement."""

from __future__ import annotations

from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart


def event_study_figure(report: Report) -> Chart | NoChart:
    """Return nothing yet."""
    return NoChart("")
