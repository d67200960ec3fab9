"""What came true of what was tried: one reason in the summary, made from what the pilots realised."""

from __future__ import annotations

from typing import Any

from cxkit.analysis.summary_pilots import JUDGED
from cxkit.report.reader import Report
from cxkit.report.summary.names import euro_words, told, turned, with_interval
from cxkit.report.wording import listed
from cxkit.result import Finding

HIDDEN, PLANNED = "hidden", "planned"


def pilot_words(report: Report) -> str:
    """Return how many pilots brought what was expected, how many did not, and what the largest brings; '' of none."""
    _, rows = report.language, report.result.pilots
    if rows.empty:
        return ""
    if (rows["status"] == HIDDEN).all():
        return _("What pilots brought is hidden, because too few people stand behind it.")
    counted = _counted(rows["verdict"].tolist(), report)
    judged = rows[rows["verdict"].isin(JUDGED)]
    if judged.empty:
        return _("What was expected has not been shown in a pilot yet.")
    first = _("Of what was tried, {parts}.", parts=listed(counted, language=_))
    return " ".join(filter(None, [first, _amount_words(judged.to_dict("records")[0], report), _open_words(report)]))


def _counted(verdicts: list[str], report: Report) -> list[str]:
    """Return how many pilots brought more than expected, what was expected, and less."""
    _ = report.language
    more, same, less = (verdicts.count(verdict) for verdict in JUDGED)
    parts = [
        _.plural("{n} pilot brought more than was expected", "{n} pilots brought more than was expected", more)
        * bool(more),
        _.plural("{n} pilot brought what was expected", "{n} pilots brought what was expected", same) * bool(same),
        _.plural("{n} pilot fell short", "{n} pilots fell short", less) * bool(less),
    ]
    return list(filter(None, parts))


def _amount_words(row: dict[str, Any], report: Report) -> str:
    """Return what the pilot with the largest amount brings once rolled out; nothing where none is shown."""
    _, found = report.language, told(report, row["finding"])
    if found is None or not found.estimate or row["eur_year"] != row["eur_year"]:
        return ""
    if found.estimate < 0:
        return _("Rolled out, “{name}” would lose about {amount}.", name=row["pilot"],
                 amount=with_interval(turned(found), report))  # fmt: skip
    brings = _("Rolled out, “{name}” would bring about {amount}.", name=row["pilot"],
               amount=with_interval(found, report))  # fmt: skip
    return " ".join(filter(None, [brings, _instead(row, found, report)]))


def _instead(row: dict[str, Any], found: Finding, report: Report) -> str:
    """Return that the business case starts from the amount, not from what was expected."""
    _, expected = report.language, found.notes.get("expected_eur_year")
    if not row["replaces"] or not expected:
        return ""
    return _("The business case starts from that amount, not from the {amount} that was expected of it.",
             amount=euro_words(Finding("expected", unit="EUR", period="year", estimate=expected), report))  # fmt: skip


def _open_words(report: Report) -> str:
    """Return how many pilots cannot be judged, or not yet."""
    _, rows = report.language, report.result.pilots
    n = int((~rows["verdict"].isin((*JUDGED, PLANNED)) & rows["status"].ne(HIDDEN)).sum())
    return _.plural("Of {n} pilot it is not clear what it brought.", "Of {n} pilots it is not clear what they brought.",
                    n) * bool(n)  # fmt: skip
