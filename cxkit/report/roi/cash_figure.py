"""The figure of when the programme has earned itself back."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.report.reader import Report
from cxkit.report.roi.cash_tables import has_any_range
from cxkit.report.roi.drawing import NAMED_YEARS, WIDE, Mark, line_boxes, words_at_ends, words_beside, year_axis
from cxkit.report.roi.figure_words import range_words, ranged
from cxkit.report.roi.names import has_range, measure, takes_nothing, unranged, years_words
from cxkit.report.roi.words import payback_words, time_words
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import BAND_ALPHA, COLOURS, euro_axis, themed, titled
from cxkit.report.wording import run_from

TOGETHER = ("cumulative_eur", "cumulative_low", "cumulative_high")
DOT_POINTS = 8.0


def cash_figure(report: Report) -> Chart | NoChart:
    """Return the cash of all years so far, with its interval, and when it rises above zero to stay."""
    _, rows = report.language, report.result.cash
    if rows.empty:
        return NoChart(_("There is no cash flow to draw."))
    back = payback_years(report)
    with themed():
        axes = _line(rows, back, report)
        titled(axes.figure, _title(rows, back, report), _subtitle(report))
        _labelled(axes, rows, back, report)
    return chart(axes.figure, alt=_alt(rows, report))


def payback_years(report: Report) -> float:
    """Return after how many years it is earned back; nan when it is not, or when nothing has to be."""
    payback = measure(report, "payback")
    return float(payback["value"]) if payback["status"] == "shown" and payback["value"] > 0 else float("nan")


def _line(rows: pd.DataFrame, back: float, report: Report) -> Any:
    """Draw the cash so far as a line with its band, and a mark where it crosses zero."""
    from matplotlib import pyplot as plt

    _ = report.language
    _figure, axes = plt.subplots(figsize=(WIDE, 4.5))
    years, together = rows["year"].tolist(), rows["cumulative_eur"].astype(float)
    low, high = (rows[name].astype(float).fillna(together) for name in TOGETHER[1:])
    axes.fill_between(years, low, high, color=COLOURS["accent"], alpha=BAND_ALPHA, linewidth=0, zorder=1)
    axes.axhline(0, color=COLOURS["ink"], linewidth=1, zorder=2)
    axes.plot(years, together, color=COLOURS["accent"], linewidth=2.5, zorder=3)
    axes.plot(years, together, "o", color=COLOURS["accent"], markersize=5, zorder=3)
    if back == back:
        axes.plot([back], [0], "o", color="white", markeredgecolor=COLOURS["ink"], markeredgewidth=2,
                  markersize=DOT_POINTS, zorder=4)  # fmt: skip
    axes.margins(x=0.04, y=0.08)
    axes.locator_params(axis="y", nbins=6)
    year_axis(axes, years, report)
    last = rows.iloc[-1]
    words_at_ends(axes, [ranged(last, TOGETHER, report)], (last["year"], [last[TOGETHER[0]]]), ["accent"])
    euro_axis(axes.yaxis, _.code)
    return axes


def _labelled(axes: Any, rows: pd.DataFrame, back: float, report: Report) -> None:
    """Say beside the line after how long it is earned back, and how deep it goes."""
    _ = report.language
    deepest = rows.loc[rows[TOGETHER[0]].astype(float).idxmin()]
    marks = []
    if back == back:
        marks.append(Mark(_("about {time}", time=time_words(back, report)), (back, 0.0), DOT_POINTS / 2, bold=True))
    if deepest["year"] != rows["year"].iloc[-1] and len(rows) <= NAMED_YEARS + 1:
        marks.append(Mark(ranged(deepest, TOGETHER, report), (deepest["year"], deepest[TOGETHER[0]])))
    lines = [(rows["year"], rows[name]) for name in TOGETHER if rows[name].notna().all()]
    lines.append((axes.get_xlim(), (0.0, 0.0)))
    words_beside(axes, marks, [lambda x=x, y=y: line_boxes(axes, list(x), list(y)) for x, y in lines])


def _title(rows: pd.DataFrame, back: float, report: Report) -> str:
    _, years = report.language, years_words(report)
    if takes_nothing(report):
        return _("It takes no money, so there is nothing to earn back")
    if measure(report, "payback")["status"] != "shown":
        return _("Not earned back within {years}", years=years)
    if back != back:
        return _("It never costs more than it has brought")
    time = time_words(back, report)
    if rows["cumulative_low"].iloc[-1] < 0 or unranged(report):
        return _("Expected to be earned back after about {time}", time=time)
    return _("Earned back after about {time}", time=time)


def _subtitle(report: Report) -> str:
    _ = report.language
    if not has_any_range(report.result.cash):
        return _("Cash of all years so far, in €")
    return _("Cash of all years so far, in €; light band: {interval}", interval=range_words(report))


def _alt(rows: pd.DataFrame, report: Report) -> str:
    _, parts = report.language, []
    for row in rows.to_dict("records"):
        told = _("year {n}: {amount}", n=_.number(row["year"]), amount=ranged(row, TOGETHER, report))
        low, high = (row[name] for name in TOGETHER[1:])
        parts.append(f"{told} ({run_from(low, high, language=_)})" if has_range(low, high) else told)
    told = _("Cash of all years so far, by year: {parts}.", parts="; ".join(parts))
    return told if takes_nothing(report) else f"{told} {payback_words(report)}"
