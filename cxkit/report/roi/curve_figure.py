"""The figure of the net present value at other discount rates, for a cash flow without one rate of return."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import Language
from cxkit.report.reader import Report
from cxkit.report.roi.drawing import WIDE, Mark, line_boxes, words_beside
from cxkit.report.roi.names import measure, takes_nothing, two_digits, years_words
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, euro_axis, themed, titled
from cxkit.report.wording import listed

MOST_NAMED = 4
DOT_POINTS = 8.0


def npv_curve_figure(report: Report) -> Chart | NoChart:
    """Return the net present value at other discount rates; no words where one rate of return says it."""
    rows = report.result.npv_curve
    if measure(report, "irr")["status"] == "shown" or rows.empty or takes_nothing(report):
        return NoChart()
    with themed():
        axes = _curve(rows, report)
        titled(axes.figure, _title(report), _subtitle(report))
        _labelled(axes, rows, report)
    return chart(axes.figure, alt=_alt(rows, report))


def crossings(report: Report) -> list[float]:
    """Return the rates at which the net present value is zero, as far as the curve is drawn."""
    rates = report.result.npv_curve["rate"]
    return [rate for rate in report.result.facts["irr_values"] if rates.min() <= rate <= rates.max()]


def _at_rate(rows: pd.DataFrame, rate: float) -> float:
    """Return the net present value at a rate, read from the curve."""
    import numpy as np

    return float(np.interp(rate, rows["rate"], rows["npv_eur"]))


def _curve(rows: pd.DataFrame, report: Report) -> Any:
    """Draw the curve, the discount rate that is used, and where the curve crosses zero."""
    from matplotlib import pyplot as plt

    _, rate = report.language, report.result.facts["rate"]
    _figure, axes = plt.subplots(figsize=(WIDE, 4.3))
    axes.axhline(0, color=COLOURS["ink"], linewidth=1, zorder=1)
    axes.plot(rows["rate"], rows["npv_eur"], color=COLOURS["quiet"], linewidth=2.5, zorder=2)
    axes.plot([rate], [_at_rate(rows, rate)], "o", color=COLOURS["accent"], markersize=DOT_POINTS, zorder=4)
    roots = crossings(report)
    axes.plot(roots, [0.0] * len(roots), "o", color="white", markeredgecolor=COLOURS["ink"], markeredgewidth=2,
              markersize=DOT_POINTS, zorder=3)  # fmt: skip
    axes.margins(x=0.03, y=0.12)
    axes.locator_params(nbins=6)
    axes.xaxis.set_major_formatter(lambda value, position: _.share(round(value, 6)))
    axes.set_xlabel(_("Discount rate"))
    euro_axis(axes.yaxis, _.code)
    return axes


def _labelled(axes: Any, rows: pd.DataFrame, report: Report) -> None:
    """Name the rate that is used, and those at which nothing is left."""
    _, rate = report.language, report.result.facts["rate"]
    at = _at_rate(rows, rate)
    used = _("{rate}, as used: {amount}", rate=_.share(rate), amount=two_digits(at, report))
    marks = [Mark(used, (rate, at), DOT_POINTS / 2, bold=True)]
    marks += [Mark(_share(root, _), (root, 0.0), DOT_POINTS / 2) for root in crossings(report)[:MOST_NAMED]]
    lines = [(rows["rate"], rows["npv_eur"]), (axes.get_xlim(), (0.0, 0.0))]
    words_beside(axes, marks, [lambda x=x, y=y: line_boxes(axes, list(x), list(y)) for x, y in lines])


def _share(rate: float, _: Language) -> str:
    return _.share(rate, decimals=0 if abs(rate) >= 0.1 else 1)


def _title(report: Report) -> str:
    _, roots = report.language, report.result.facts["irr_values"]
    if not roots:
        return _("At no discount rate is exactly nothing left")
    rates = listed([_share(root, _) for root in roots[:MOST_NAMED]], language=_)
    return _("Nothing is left at {rates}: there is no single rate of return", rates=rates)


def _subtitle(report: Report) -> str:
    _ = report.language
    return _("Net present value over {years}, in €, at other discount rates", years=years_words(report))


def _alt(rows: pd.DataFrame, report: Report) -> str:
    _ = report.language
    ends = [rows.iloc[0], rows.iloc[-1]]
    told = [(row["rate"], row["npv_eur"]) for row in ends] + [(root, 0.0) for root in crossings(report)]
    told.append((report.result.facts["rate"], _at_rate(rows, report.result.facts["rate"])))
    parts = [_("{rate}: {amount}", rate=_share(rate, _), amount=two_digits(eur, report)) for rate, eur in sorted(told)]
    return _("Net present value by discount rate: {parts}.", parts="; ".join(parts))
