"""The figure that sets what an opportunity takes against what it brings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxkit.language import Language
from cxkit.report.labels import placed
from cxkit.report.ranking.names import EXPECTED, VERDICTS, amount, days_words, names
from cxkit.report.ranking.words import named
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, euro_axis, themed, titled
from cxkit.report.wording import over_period, shortened

MARKS = {
    "do_now": ("o", "accent", 90.0),
    "validate": ("D", "warning", 80.0),
    "not_now": ("s", "muted", 60.0),
}
"""Class to the shape, the colour and the area of its mark, in points squared."""
MOST_MARKS = 12
FAR = 1.5  # times the largest effort of the others, from which an effort over the budget is not drawn
LABEL_LETTERS = 20
SIDE_INCHES = 0.05  # of white beside the words at the left, which are wider when saved than when measured
BELOW_LETTERS = 76
TITLE_LETTERS = 40


def map_figure(report: Report) -> Chart | NoChart:
    """Return effort against expected euros a year with intervals; shape and colour of a mark say what to do."""
    _, rows = report.language, report.result.opportunities
    rows = rows[rows["verdict"].isin(list(MARKS)) & rows["effort_days"].notna() & rows["expected_eur_year"].notna()]
    if rows.empty:
        return NoChart(_("No opportunity has both an amount and an effort to set against each other."))
    far = _too_far(rows, report)
    near = rows[~far].head(MOST_MARKS).reset_index(drop=True)
    with themed():
        axes = _marks(near, _)
        axes.set_xlabel(_below(rows[far], len(rows) - int(far.sum()) - len(near), report))
        titled(axes.figure, _title(near, report), _subtitle(near, report))
        _labelled(axes, near, report)
    return chart(axes.figure, alt=_alt(rows, report))


def _too_far(rows: pd.DataFrame, report: Report) -> pd.Series:
    """Say per row whether it takes more days than there are, and so many that the others would be squeezed."""
    within = rows.loc[rows["effort_days"] <= report.settings.budget_days, "effort_days"]
    return rows["effort_days"] > max(report.settings.budget_days, FAR * within.max()) if len(within) else (
        rows["effort_days"] < 0)  # fmt: skip


def _marks(rows: pd.DataFrame, _: Language) -> Any:
    """Draw a mark per opportunity with its interval, and a line along those nothing else beats."""
    from matplotlib import pyplot as plt

    _figure, axes = plt.subplots(figsize=(6.72, 5.6))
    axes.axhline(0, color=COLOURS["ink"], linewidth=1, zorder=1)
    best = rows[rows["efficient"].astype(bool)].sort_values("effort_days")
    axes.plot(best["effort_days"], best["expected_eur_year"], color=COLOURS["quiet"], linewidth=1.5, zorder=1)
    handles = []
    for verdict, (shape, colour, area) in MARKS.items():
        own = rows[rows["verdict"] == verdict]
        if own.empty:
            continue
        x, y = own["effort_days"].astype(float), own["expected_eur_year"].astype(float)
        axes.vlines(x, own["expected_low"].astype(float), own["expected_high"].astype(float), colors=COLOURS[colour],
                    linewidth=2.2, alpha=0.55, zorder=2)  # fmt: skip
        handles.append(axes.scatter(x, y, s=area, color=COLOURS[colour], marker=shape, edgecolors="white", linewidths=1,
                                    zorder=3, label=_(VERDICTS[verdict])))  # fmt: skip
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, borderpad=0,
                handletextpad=0.2, columnspacing=1.6)  # fmt: skip
    _frame(axes, rows, _)
    return axes


def _frame(axes: Any, rows: pd.DataFrame, _: Language) -> None:
    ends = rows[list(EXPECTED)].astype(float)
    bottom, top = min(0.0, ends.min().min()), ends.max().max()
    room = 0.08 * (top - bottom) or 1.0
    axes.set_ylim(bottom - room, top + room)
    axes.set_xlim(0, 1.18 * float(rows["effort_days"].max()) or 1)
    axes.xaxis.set_major_formatter(lambda value, position: _.number(value))
    axes.locator_params(axis="x", nbins=6, integer=True)
    axes.locator_params(axis="y", nbins=6)
    euro_axis(axes.yaxis, _.code)


def _below(far: pd.DataFrame, more: int, report: Report) -> str:
    """Return the words under the figure: the unit, and what is too large to be drawn."""
    _, written = report.language, names(report)
    lines = [_("Effort, in days")]
    if len(far):
        told = [
            _("{name} ({days} days, {amount})", name=written[row["opportunity"]], days=days_words(row["effort_days"], report),  # noqa: E501
              amount=over_period(amount(row, EXPECTED, report), "year", language=_))
            for row in far.head(3).to_dict("records")
        ]  # fmt: skip
        lines.append(shortened(_("Too large to draw: {names}", names="; ".join(told)), letters=BELOW_LETTERS, lines=2))
    if more:
        lines.append(_.plural("{n} lower ranked is left out", "{n} lower ranked are left out", more))
    return "\n".join(lines)


def _title(rows: pd.DataFrame, report: Report) -> str:
    _ = report.language
    now = rows[rows["verdict"] == "do_now"].sort_values("expected_eur_year", ascending=False, kind="stable")
    if now.empty:
        return _("No improvement is sure enough to do now")
    return _(
        "Worth most of what can be done now: {names}",
        names=named(now["opportunity"].head(2).tolist(), report, letters=TITLE_LETTERS),
    )


def _subtitle(rows: pd.DataFrame, report: Report) -> str:
    _ = report.language
    told = _(
        "Expected, € a year, against days of effort, {period}; line through a mark: how far that average can be off",
        period=report.settings.period,
    )
    if rows["efficient"].sum() > 1:
        return told + "; " + _("grey line: with that effort nothing brings more")
    return told


def _labelled(axes: Any, rows: pd.DataFrame, report: Report) -> None:
    """Write each opportunity beside its mark, none over another."""
    figure, written = axes.get_figure(), names(report)
    figure.get_layout_engine().set(w_pad=SIDE_INCHES)
    figure.canvas.draw()
    figure.set_layout_engine("none")  # the axes stay where the labels were measured
    taken, inside = [_zero_box(axes), *_mark_boxes(axes, rows)], axes.get_window_extent()
    for row in rows.sort_values("effort_days", kind="stable").to_dict("records"):
        name = shortened(written[row["opportunity"]], letters=LABEL_LETTERS, lines=2)
        at = (row["effort_days"], row["expected_eur_year"])
        radius = math.sqrt(MARKS[row["verdict"]][2]) / 2
        taken.append(placed(axes, name, at, taken, inside, radius=radius, bold=row["verdict"] == "do_now"))
    for label in axes.texts:
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5})


def _mark_boxes(axes: Any, rows: pd.DataFrame) -> list[Any]:
    """Return the boxes of marks and of their intervals, in pixels."""
    from matplotlib.transforms import Bbox

    boxes, unit = [], axes.get_figure().dpi / 72
    for row in rows.to_dict("records"):
        x, y = axes.transData.transform((row["effort_days"], row["expected_eur_year"]))
        half = math.sqrt(MARKS[row["verdict"]][2]) / 2 * unit
        boxes.append(Bbox([[x - half, y - half], [x + half, y + half]]))
        if row["expected_low"] == row["expected_low"]:
            boxes += _line_box(axes, row, x)
    return boxes


def _zero_box(axes: Any) -> Any:
    """Return the box of the line of zero euros, in pixels."""
    from matplotlib.transforms import Bbox

    edges, zero = axes.get_window_extent(), axes.transData.transform((0, 0))[1]
    return Bbox([[edges.x0, zero - 1], [edges.x1, zero + 1]])


def _line_box(axes: Any, row: dict[str, Any], x: float) -> Sequence[Any]:
    from matplotlib.transforms import Bbox

    ends = [axes.transData.transform((row["effort_days"], row[end]))[1] for end in EXPECTED[1:]]
    return [Bbox([[x - 2, ends[0]], [x + 2, ends[1]]])]


def _alt(rows: pd.DataFrame, report: Report) -> str:
    _, written = report.language, names(report)
    parts = [
        _("{name}: {days} days, {amount}, {verdict}", name=written[row["opportunity"]],
          days=days_words(row["effort_days"], report), verdict=_(VERDICTS[row["verdict"]]),
          amount=over_period(amount(row, EXPECTED, report), "year", language=_))
        for row in rows.to_dict("records")
    ]  # fmt: skip
    return _("Days of effort against expected euros, by opportunity: {parts}.", parts="; ".join(parts))
