"""The figure that sets the three routes to euros side by side, and what is left of them when every euro counts once."""

from __future__ import annotations

import math

from cxkit.language import N_
from cxkit.report.drivers.drawing import HEAD_INCHES, Group, Row, grouped
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.summary.names import ROUTES, ranged, size_words, told
from cxkit.report.theme import COLOURS, euro_axis, themed, titled
from cxkit.result import Finding

TOGETHER = {
    "ledger_gross": N_("All benefits added up"),
    "ledger_net": N_("Each euro once"),
    "ledger_counted": N_("What counts"),
}
"""What the business case says of all routes and own estimates together."""
COUNTED, GROSS = "ledger_counted", "ledger_gross"
NO_AMOUNT = {"no_difference": N_("not shown"), "not_monotone": N_("not shown"), "hidden": N_("hidden")}
YEAR = "year"
ROW_INCHES = 0.36


def route_figure(report: Report) -> Chart | NoChart:
    """Return the interval of each route to euros, and of what they bring together when no euro counts twice."""
    _, alone, together = report.language, _routes(report), _together(report)
    if not any(row.value == row.value or row.low == row.low for row in (*alone, *together)):
        return NoChart(_("No result holds euros a year to set side by side."))
    heads = (_("Each route by itself"), _("Together, in the business case")) if alone and together else ("", "")
    shown = [Group(head, rows) for head, rows in zip(heads, (alone, together), strict=True) if rows]
    with themed():
        axes, _spans = grouped(shown)
        axes.figure.set_figheight(HEAD_INCHES + ROW_INCHES * (len(alone) + len(together) + len(shown)))
        euro_axis(axes.xaxis, _.code)
        titled(axes.figure, _title(report), _subtitle(report))
    parts = "; ".join(f"{row.label}: {row.text}" for group in shown for row in group.rows)
    return chart(
        axes.figure, alt=_("Euros a year of each route and together, with their ranges: {parts}.", parts=parts)
    )


def _routes(report: Report) -> tuple[Row, ...]:
    """Return one row per route whose result is in euros a year."""
    _, rows = report.language, report.result.headlines
    found = [
        (notebook, told(report, name))
        for notebook, name in zip(rows["notebook"], rows["finding"], strict=True)
        if notebook in ROUTES
    ]
    return tuple(
        _row(_(ROUTES[notebook]), one, "soft", report) for notebook, one in found if one.period == YEAR
    )  # fmt: skip


def _together(report: Report) -> tuple[Row, ...]:
    _, found = report.language, [(words, told(report, name)) for name, words in TOGETHER.items()]
    return tuple(
        _row(_(words), one, "accent" if one.name == COUNTED else "muted", report)
        for words, one in found
        if one is not None and one.estimate is not None
    )


def _row(name: str, finding: Finding, colour: str, report: Report) -> Row:
    """Return a row; an amount that is not shown keeps its interval."""
    low, high = (finding.low, finding.high) if ranged(finding) else (math.nan, math.nan)
    strong = finding.name == COUNTED
    if finding.estimate is None:
        text = report.language(NO_AMOUNT.get(finding.status, "–"))
        return Row(name, math.nan, low, high, text, COLOURS["quiet"])
    return Row(name, finding.estimate, low, high, size_words(finding, report), COLOURS[colour], strong)


def _title(report: Report) -> str:
    """Return the finding: what counts beside what adding up would say."""
    _, counted, gross = report.language, told(report, COUNTED), told(report, GROSS)
    if counted and gross and counted.estimate is not None and gross.estimate is not None:
        words = {"counted": size_words(counted, report), "gross": size_words(gross, report)}
        if words["counted"] == words["gross"]:
            return _("Together, all benefits come to about {counted} a year", **words)
        return _("Of {gross} a year added up, {counted} counts", **words)
    if len(_routes(report)) > 1:
        return _("The routes overlap: they may not be added up")
    return _("What the one route that was looked at brings")


def _subtitle(report: Report) -> str:
    _ = report.language
    said = _("€ a year at full effect, before costs; line: how far it can be off")
    if told(report, COUNTED):
        return said + "; " + _("together: own estimates too, and only what the programme is to bring about")
    return said
