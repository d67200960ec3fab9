"""The figure of what moves the net present value most."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.roi.drawing import euros_below, row_axes
from cxkit.report.roi.names import input_words, measure, two_digits, years_words
from cxkit.report.roi.risk_words import turning
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import listed, run_from, shortened

MOST_INPUTS, MOST_IN_TITLE = 8, 2
HEAD_INCHES = 2.1
TITLE_LETTERS = 46
TIMES = ("ramp_up", "success_probability")  # moved as so many times what is assumed
TURNS_LOSS = (
    N_("“{name}” matters most, but no single assumption turns it into a loss"),
    N_("Can alone turn it into a loss: {names}"),
    N_("{n} assumptions can each turn it into a loss alone"),
)
TURNS_GAIN = (
    N_("“{name}” matters most, but no single assumption turns it into a gain"),
    N_("Can alone turn it into a gain: {names}"),
    N_("{n} assumptions can each turn it into a gain alone"),
)
NPV_ENDS = ["npv_low", "npv_high"]


def tornado_figure(report: Report) -> Chart | NoChart:
    """Return how far the net present value moves when one input moves and all others stay, the largest first."""
    _, rows, npv = report.language, report.result.tornado, measure(report, "npv")["value"]
    if rows.empty or npv != npv:
        return NoChart(_("There is no assumption to move."))
    shown = rows.head(MOST_INPUTS)
    labels = [input_words(row, report) for row in shown.to_dict("records")]
    texts = [range_text(row, report) for row in shown.to_dict("records")]
    with themed():
        axes = row_axes(labels, texts, bold=[0], head=HEAD_INCHES)
        _bars(axes, shown, npv)
        euros_below(axes, report)
        if more := len(rows) - len(shown):
            axes.set_xlabel(_.plural("{n} that matters less is left out", "{n} that matter less are left out", more))
        titled(axes.figure, _title(npv, report), _subtitle(report))
    return chart(axes.figure, alt=_alt(shown, labels, npv, report))


def range_text(row: dict[str, Any], report: Report) -> str:
    """Return between which values an input is moved: euros, a share, or so much less and more than assumed."""
    _, low, high = report.language, row["low_value"], row["high_value"]
    if row["kind"] != "setting":
        return run_from(low, high, language=_)
    if row["input"] in TIMES:
        return _("{low} to {high}", low=_.share(low - 1), high="+" + _.share(high - 1))
    return _("{low} to {high}", low=_.share(low, decimals=1), high=_.share(high, decimals=1))


def _bars(axes: Any, rows: pd.DataFrame, npv: float) -> None:
    """Draw from what is expected to both ends, worse in another colour than better, zero and what is expected."""
    for place, ends in enumerate(rows[NPV_ENDS].to_numpy(float)):
        for end in ends:
            colour = COLOURS["loss" if end < npv else "accent"]
            axes.barh(place, end - npv, left=npv, height=0.52, color=colour, alpha=0.85, zorder=2)
    axes.axvline(npv, color=COLOURS["muted"], linewidth=1.2, zorder=3)
    axes.axvline(0, color=COLOURS["ink"], linewidth=1.4, linestyle=(0, (4, 2)), zorder=3)


def _title(npv: float, report: Report) -> str:
    _, found = report.language, turning(report)
    rows = found[:MOST_IN_TITLE] or report.result.tornado.head(1).to_dict("records")
    named = listed([_short(row, report) for row in rows], language=_)
    kept, turned, many = TURNS_LOSS if npv > 0 else TURNS_GAIN
    if not found:
        return _(kept, name=named)
    return _(turned, names=named) if len(found) <= MOST_IN_TITLE else _(many, n=_.number(len(found)))


def _short(row: dict[str, Any], report: Report) -> str:
    return shortened(input_words(row, report), letters=TITLE_LETTERS)


def _subtitle(report: Report) -> str:
    return report.language(
        "Net present value over {years} when one assumption moves (how far: at the right); line: as expected, dashed: just earned back",  # noqa: E501
        years=years_words(report),
    )  # fmt: skip


def _alt(rows: pd.DataFrame, labels: list[str], npv: float, report: Report) -> str:
    _ = report.language
    parts = [
        _("{input}, {range}: {low} to {high}", input=label, range=range_text(row, report),
          **{end: two_digits(row[f"npv_{end}"], report) for end in ("low", "high")})
        for label, row in zip(labels, rows.to_dict("records"), strict=True)
    ]  # fmt: skip
    return _("Net present value when one assumption moves, {npv} as expected: {parts}.", npv=two_digits(npv, report),
             parts="; ".join(parts))  # fmt: skip
