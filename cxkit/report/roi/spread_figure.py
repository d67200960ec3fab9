"""The figure of how the net present value can turn out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.report.reader import Report
from cxkit.report.roi.drawing import WIDE, euros_below
from cxkit.report.roi.figure_words import range_words, ranged
from cxkit.report.roi.names import HARDLY, SURE, has_range, measure, two_digits, unranged, years_words
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import run_from

NPV = ("value", "low", "high")
LOSS, GAIN = "loss", "accent"
SIDE_HEIGHT = 0.68  # of the words at both sides, as share of the height
FAR = 1.5  # times the width of all bars, from which zero is not drawn any more


def spread_figure(report: Report) -> Chart | NoChart:
    """Return how often each net present value comes out of the draws, with its middle and its interval."""
    _, rows, npv = report.language, report.result.spread, measure(report, "npv")
    if rows.empty or npv["low"] != npv["low"]:
        return NoChart(_("How the net present value can turn out cannot be shown."))
    if unranged(report):
        return NoChart(_("No ranges were given, so nobody knows how the net present value can turn out."))
    if not has_range(npv["low"], npv["high"]):
        return NoChart(_("In nearly every case the net present value comes out at {amount}.",
                         amount=two_digits(npv["low"], report)))  # fmt: skip
    middle = median_of(rows)
    with themed():
        axes = _bars(rows)
        _limits(axes, npv, middle, report)
        titled(axes.figure, _title(report), _subtitle(report))
        _sides(axes, report)
    return chart(axes.figure, alt=_alt(npv, middle, report))


def median_of(spread: pd.DataFrame) -> float:
    """Return the value half of the draws lie below, from a histogram: draws lie evenly within a bar.

    Parameters
    ----------
    spread : low_eur, high_eur, draws_n, from low to high.

    Examples
    --------
    >>> median_of(pd.DataFrame({"low_eur": [0.0, 10.0], "high_eur": [10.0, 20.0], "draws_n": [100, 200]}))
    12.5
    """
    sums = spread["draws_n"].cumsum()
    place = int((sums >= sums.iloc[-1] / 2).to_numpy().argmax())
    bar = spread.iloc[place]
    within = (sums.iloc[-1] / 2 - (sums.iloc[place] - bar["draws_n"])) / bar["draws_n"]
    return float(bar["low_eur"] + within * (bar["high_eur"] - bar["low_eur"]))


def _bars(rows: pd.DataFrame) -> Any:
    """Draw the histogram, what lies below zero in another colour."""
    from matplotlib import pyplot as plt

    _figure, axes = plt.subplots(figsize=(WIDE, 4.4))
    for row in rows.to_dict("records"):
        zero = min(max(0.0, row["low_eur"]), row["high_eur"])
        for start, end, colour in ((row["low_eur"], zero, LOSS), (zero, row["high_eur"], GAIN)):
            axes.bar(start, row["draws_n"], end - start, align="edge", color=COLOURS[colour], alpha=0.75, linewidth=0)
    axes.set_ylim(0, 1.42 * rows["draws_n"].max())
    _across(axes, float(rows["low_eur"].min()), float(rows["high_eur"].max()))
    axes.set_yticks([])
    axes.grid(visible=False)
    return axes


def _across(axes: Any, low: float, high: float) -> None:
    """Let the axis hold every bar, and zero unless it lies far away."""
    far = FAR * (high - low)
    ends = (min(low, 0.0) if low < far else low, max(high, 0.0) if -high < far else high)
    room = 0.03 * (ends[1] - ends[0])
    axes.set_xlim(ends[0] - room, ends[1] + room)


def _limits(axes: Any, npv: dict[str, Any], middle: float, report: Report) -> None:
    """Draw zero, and above the bars the interval with its ends and its middle."""
    top = axes.get_ylim()[1]
    if axes.get_xlim()[0] <= 0 <= axes.get_xlim()[1]:
        axes.vlines(0, 0, 0.74 * top, color=COLOURS["ink"], linewidth=1.4, zorder=3)
    height = 0.84 * top
    axes.plot([npv["low"], npv["high"]], [height] * 2, color=COLOURS["ink"], linewidth=1.6, zorder=3)
    for at in (npv["low"], middle, npv["high"]):
        axes.vlines(at, 0, height, color=COLOURS["soft"], linewidth=1, linestyle=(0, (3, 3)), zorder=2)
    axes.plot([middle], [height], "o", color=COLOURS["ink"], markersize=7, zorder=4)
    axes.plot([npv["low"], npv["high"]], [height] * 2, "|", color=COLOURS["ink"], markersize=10, markeredgewidth=1.6)
    for at, bold in ((npv["low"], False), (middle, True), (npv["high"], False)):
        words = ranged({**npv, "value": at}, NPV, report)
        axes.annotate(words, (at, height), (0, 8), textcoords="offset points", ha="center", va="bottom",
                      fontweight="bold" if bold else "normal", annotation_clip=False)  # fmt: skip
    euros_below(axes, report, most=6)


def _sides(axes: Any, report: Report) -> None:
    """Say at both sides of zero how often it comes out there."""
    _, pays = report.language, report.result.facts["pays_share"]
    sides = (
        (0.0, "left", 1 - pays, LOSS, _("{share} below zero", share=_.share(1 - pays))),
        (1.0, "right", pays, GAIN, _("{share} above zero", share=_.share(pays))),
    )
    for at, side, share, colour, words in sides:
        if share > 0:
            axes.text(
                at, SIDE_HEIGHT, words, transform=axes.transAxes, ha=side, va="top", color=COLOURS[colour],
                fontweight="bold", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5}, zorder=5,
            )  # fmt: skip


def _title(report: Report) -> str:
    _, pays = report.language, report.result.facts["pays_share"]
    if pays > SURE:
        return _("It brings more than it costs in nearly every case")
    if pays < HARDLY:
        return _("It brings more than it costs in hardly any case")
    return _("It brings more than it costs in {n} of 100 cases", n=_.number(100 * pays))


def _subtitle(report: Report) -> str:
    return report.language(
        "Net present value over {years}, in €; a higher bar comes out more often; line: {interval}, dot: the middle",
        years=years_words(report), interval=range_words(report),
    )  # fmt: skip


def _alt(npv: dict[str, Any], middle: float, report: Report) -> str:
    _ = report.language
    return _(
        "Net present value as it can turn out: {ends}, the middle at {middle}; above zero in {share} of the cases.",
        ends=run_from(npv["low"], npv["high"], language=_), middle=ranged({**npv, "value": middle}, NPV, report),
        share=_.share(report.result.facts["pays_share"]),
    )  # fmt: skip
