"""The figure of what a pause costs: the cash so far as planned, and with a year of pause in it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.report.reader import Report
from cxkit.report.roi.drawing import WIDE, words_at_ends, year_axis
from cxkit.report.roi.figure_words import range_words, ranged
from cxkit.report.roi.names import amount, has_range, two_digits
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import BAND_ALPHA, COLOURS, euro_axis, themed, titled
from cxkit.report.wording import run_from

PLANNED, PAUSED = "planned_cumulative_eur", "paused_cumulative_eur"
COST = ("pause_cost_eur", "pause_cost_low", "pause_cost_high")


def pause_figure(report: Report) -> Chart | NoChart:
    """Return the cash of all years so far, as planned and with a pause."""
    _, rows, cost = report.language, report.result.pause, report.result.facts.get("pause_cost_eur", float("nan"))
    if rows.empty or not report.settings.pause_year or cost != cost:
        return NoChart(_("There is no pause to draw.") if report.settings.pause_year else _("No pause was asked for."))
    with themed():
        axes = _lines(rows, report)
        titled(axes.figure, _title(report), _subtitle(report))
    return chart(axes.figure, alt=_alt(rows, report))


def _lines(rows: pd.DataFrame, report: Report) -> Any:
    """Draw both lines, and the year of the pause as a light band."""
    from matplotlib import pyplot as plt

    _, year = report.language, report.settings.pause_year
    _figure, axes = plt.subplots(figsize=(WIDE, 4.3))
    axes.axvspan(year - 1, year, color=COLOURS["warning"], alpha=BAND_ALPHA, linewidth=0, zorder=0)
    axes.axhline(0, color=COLOURS["ink"], linewidth=1, zorder=1)
    years = rows["year"].tolist()
    for name, colour in ((PLANNED, "muted"), (PAUSED, "loss")):
        axes.plot(years, rows[name], "o-", color=COLOURS[colour], linewidth=2.5, markersize=5, zorder=3)
    axes.margins(x=0.04, y=0.1)
    axes.locator_params(axis="y", nbins=6)
    year_axis(axes, years, report)
    _ends(axes, rows, report)
    euro_axis(axes.yaxis, _.code)
    return axes


def _ends(axes: Any, rows: pd.DataFrame, report: Report) -> None:
    _, last = report.language, rows.iloc[-1]
    words = [
        _("as planned\n{amount}", amount=two_digits(last[PLANNED], report)),
        _("with a pause\n{amount}", amount=two_digits(last[PAUSED], report)),
    ]
    words_at_ends(axes, words, (last["year"], [last[PLANNED], last[PAUSED]]), ["soft", "loss"])


def _title(report: Report) -> str:
    _, facts, year = report.language, report.result.facts, report.language.number(report.settings.pause_year)
    cost, low, high = (facts[name] for name in COST)
    if cost < 0:
        return _("A pause in year {year} saves about {amount}", year=year, amount=amount(-cost, -high, -low, report))
    told = amount(cost, low, high, report)
    if not low > 0 and _ranged(report):
        return _("A pause in year {year} costs about {amount}, but that is not sure", year=year, amount=told)
    return _("A pause in year {year} costs about {amount}", year=year, amount=told)


def _subtitle(report: Report) -> str:
    _ = report.language
    if not _ranged(report):
        return _("Cash of all years so far, in €; light band: the year of the pause")
    return _(
        "Cash of all years so far, in €; light band: the year of the pause; its cost in euros of now: {ends} ({interval})",  # noqa: E501
        ends=_cost_ends(report), interval=range_words(report),
    )  # fmt: skip


def _ranged(report: Report) -> bool:
    return has_range(*(report.result.facts[name] for name in COST[1:]))


def _cost_ends(report: Report) -> str:
    facts = report.result.facts
    return run_from(facts["pause_cost_low"], facts["pause_cost_high"], language=report.language)


def _alt(rows: pd.DataFrame, report: Report) -> str:
    _ = report.language
    parts = [
        _("year {n}: {planned} as planned, {paused} with a pause", n=_.number(row["year"]),
          planned=two_digits(row[PLANNED], report), paused=two_digits(row[PAUSED], report))
        for row in rows.to_dict("records")
    ]  # fmt: skip
    told, cost = "; ".join(parts), ranged(report.result.facts, COST, report)
    if not _ranged(report):
        return _("Cash of all years so far: {parts}. The pause costs {amount}.", parts=told, amount=cost)
    return _("Cash of all years so far: {parts}. The pause costs {amount} ({ends}).", parts=told, amount=cost,
             ends=_cost_ends(report))  # fmt: skip
