"""Answers to a maturity questionnaire, checked against it: known items, scores on its scale, one per rater and wave."""

from __future__ import annotations

from cxkit.intake.reading import TableRead
from cxkit.settings.notebooks import Engagement


def checked_answers(read: TableRead, settings: Engagement) -> TableRead:
    """Return the answers without rows that cannot count, with what came up."""
    return read
