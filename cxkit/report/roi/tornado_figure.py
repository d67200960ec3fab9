"""The figure of what moves the net present value most."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.roi.drawing import row_axes
from cxkit.report.roi.names import input_words, measure, two_digits, years_words
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, euro_axis, themed, titled
from cxkit.report.wording import listed, run_from, shortened

MOST_INPUTS, MOST_IN_TITLE = 8, 2
HEAD_INCHES = 2.1
TITLE_LETTERS = 40
TIMES = ("ramp_up", "success_probability")  # moved as so many times what is assumed
NPV_ENDS = ["npv_low", "npv_high"]


def tornado_figure(report: Report) -> Chart | NoChart:
    """Return how far the net present value moves when one input moves and all others stay, the largest first."""
    _, rows, npv = report.language, report.result.tornado, measure(report, "npv")["value"]
    if rows.empty or npv != npv:
        return NoChart(_("There is no input to move."))
    shown = rows.head(MOST_INPUTS)
    labels = [input_words(row, report) for row in shown.to_dict("records")]
    texts = [range_text(row, report) for row in shown.to_dict("records")]
    with themed():
        axes = row_axes(labels, texts, bold=[0], head=HEAD_INCHES)
        _bars(axes, shown, npv)
        euro_axis(axes.xaxis, _.code)
        titled(axes.figure, _title(rows, npv, report), _subtitle(len(rows) - len(shown), report))
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


def _title(rows: pd.DataFrame, npv: float, report: Report) -> str:
    _, ends = report.language, rows[NPV_ENDS].to_numpy(float)
    turning = ((ends < 0) if npv > 0 else (ends > 0)).any(axis=1)
    named = rows[turning].head(MOST_IN_TITLE) if turning.any() else rows.head(1)
    inputs = listed([_short(row, report) for row in named.to_dict("records")], language=_)
    if not turning.any():
        kept = N_("{input}: matters most, but no single input turns it into a loss") if npv > 0 else N_(
            "{input}: matters most, but no single input turns it into a gain")  # fmt: skip
        return _(kept, input=inputs)
    if turning.sum() > MOST_IN_TITLE:
        many = N_("{n} inputs can each turn it into a loss alone") if npv > 0 else N_(
            "{n} inputs can each turn it into a gain alone")  # fmt: skip
        return _(many, n=_.number(int(turning.sum())))
    turned = N_("Can alone turn it into a loss: {inputs}") if npv > 0 else N_("Can alone turn it into a gain: {inputs}")
    return _(turned, inputs=inputs)


def _short(row: dict[str, Any], report: Report) -> str:
    return shortened(input_words(row, report), letters=TITLE_LETTERS)


def _subtitle(more: int, report: Report) -> str:
    _ = report.language
    told = _(
        "Net present value over {years} when one input moves as at the right; line: as expected, dashed: just earned back",  # noqa: E501
        years=years_words(report),
    )  # fmt: skip
    if not more:
        return told
    return told + "; " + _.plural("{n} that matters less is left out", "{n} that matter less are left out", more)


def _alt(rows: pd.DataFrame, labels: list[str], npv: float, report: Report) -> str:
    _ = report.language
    parts = [
        _("{input}, {range}: {low} to {high}", input=label, range=range_text(row, report),
          **{end: two_digits(row[f"npv_{end}"], report) for end in ("low", "high")})
        for label, row in zip(labels, rows.to_dict("records"), strict=True)
    ]  # fmt: skip
    return _("Net present value when one input moves, {npv} as expected: {parts}.", npv=two_digits(npv, report),
             parts="; ".join(parts))  # fmt: skip
