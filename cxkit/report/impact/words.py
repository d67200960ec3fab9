"""What impact_measurement says first: what came true, and what each pilot did."""

from __future__ import annotations

from cxkit.report.reader import Report
from cxkit.report.show import Answer, Note, Prose
from cxkit.settings.impact import ImpactMeasurement


def title(settings: ImpactMeasurement) -> str:
    """Return the title of the report."""
    return "Realised against expected"


def answer(report: Report) -> Answer:
    """Return the answer: what came true, with the euros a year of pilots that show a gain."""
    return Answer("", "", "", "", "none")


def review_note(report: Report) -> Note | Prose:
    """Return the warning that nobody knows how many customers stand behind some pilots; nothing when all are known."""
    return Prose()


def misleading_words(report: Report) -> Prose:
    """Return what comparing each pilot with itself before would have said, and why that is no answer."""
    return Prose()
