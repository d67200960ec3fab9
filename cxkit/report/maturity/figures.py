"""The figures of maturity_assessment by dimension: means with their people over the stages, and changes."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd

from cxkit.report.drivers.drawing import Group, Row, grouped
from cxkit.report.maturity.names import (
    ALL,
    dimension_name,
    form,
    line_words,
    on_scale,
    overall,
    score,
    score_range,
    shown_rows,
    signed,
    stage_name,
)
from cxkit.report.maturity.words import has_stage, mean_words
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import listed, shortened

NAME_LETTERS = 24  # of a label beside a figure, per line
TITLE_LETTERS = 44  # of a dimension in a title
ROW_INCHES, HEAD_INCHES = 0.56, 1.9
DOT_POINTS, CLOSE = 5.0, 0.06  # size of a faint dot, and the share of the scale within which two dots are stacked
BELOW, STEP_ROWS, MOST_ROWS = 0.2, 0.11, 0.5  # rows between a mean and its people, between stacked dots, and at most
FAINT = "#BCC4CC"
BAND_POINTS, BAND_LINES = 10, 3


def dimension_figure(report: Report) -> Chart | NoChart:
    """Return every dimension with its mean, interval and people, over the stages of the scale."""
    _, rows = report.language, shown_rows(report.result.dimensions)
    rows = rows[rows["mean"].notna()] if len(rows) else rows
    if rows.empty:
        return NoChart(_("Dimensions cannot be shown."))
    rows, held = rows.reset_index(drop=True), set(_held_back(report))
    with themed():
        axes = _dimension_rows(rows, held, report)
        titled(axes.figure, _dimension_title(report), _dimension_subtitle(rows, report))
        _bands(axes, report)
    parts = "; ".join(
        f"{dimension_name(row['dimension'], report)} {mean_words(row, report)}" for row in rows.to_dict("records")
    )
    return chart(axes.figure, alt=_("Mean score by dimension: {parts}.", parts=parts))


def _held_back(report: Report) -> list[str]:
    """Return the dimensions that are too far behind for the next stage."""
    rows = shown_rows(report.result.blockers)
    if rows.empty or not has_stage(report):
        return []
    following = overall(report)["stage"] + 1
    return list(rows.loc[(rows["kind"] == "gate") & (rows["target"] == following), "dimension"])


def _dimension_rows(rows: pd.DataFrame, held: set[str], report: Report) -> Any:
    """Draw a row per dimension from the top down: faint dots for people, the mean and its interval over them."""
    from matplotlib import pyplot as plt

    _ = report.language
    _figure, axes = plt.subplots(figsize=(6.72, HEAD_INCHES + ROW_INCHES * len(rows)))
    dots = shown_rows(report.result.raters)
    for at, row in enumerate(rows.to_dict("records")):
        own = dots.loc[dots["dimension"] == row["dimension"]] if len(dots) else dots
        _faint(axes, at, own, report)
        colour = COLOURS["loss"] if row["dimension"] in held else COLOURS["accent"]
        mean_mark(axes, at, row, colour, report)
    names = [shortened(dimension_name(key, report), letters=NAME_LETTERS, lines=2) for key in rows["dimension"]]
    axes.set_yticks(range(len(rows)), names)
    axes.tick_params(axis="y", labelcolor=COLOURS["ink"])
    axes.set_ylim(len(rows) - 0.2, -0.4)
    scale_axis(axes, report)
    right = axes.secondary_yaxis("right")
    right.set_yticks(range(len(rows)), [score(mean, language=_) for mean in rows["mean"]])
    right.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
    right.spines["right"].set_visible(False)
    for key, *labels in zip(rows["dimension"], axes.get_yticklabels(), right.get_yticklabels(), strict=True):
        if key in held:
            plt.setp(labels, fontweight="bold", color=COLOURS["loss"])
    return axes


def scale_axis(axes: Any, report: Report, *, ticks: int = 8) -> None:
    """Write the scale along the x axis: its whole points, from its lowest to its highest."""
    _, asked = report.language, form(report)
    room = (0.02 if ticks > 4 else 0.05) * (asked.highest - asked.lowest)
    axes.set_xlim(asked.lowest - room, asked.highest + room)
    points = range(asked.lowest, asked.highest + 1, max(1, -(-(asked.highest - asked.lowest) // ticks)))
    axes.set_xticks(list(points), [_.number(point) for point in points])
    axes.grid(visible=False)


def mean_mark(axes: Any, at: float, row: dict[str, Any], colour: str, report: Report) -> None:
    """Draw a mean and its interval, no further than the scale goes."""
    if row["low"] == row["low"]:
        ends = [on_scale(row[end], report) for end in ("low", "high")]
        axes.plot(ends, [at, at], color=colour, linewidth=2, solid_capstyle="butt", zorder=4)
    axes.plot([row["mean"]], [at], "o", color=colour, markersize=8, markeredgecolor="white", zorder=5)


def _faint(axes: Any, at: float, own: pd.DataFrame, report: Report) -> None:
    """Draw people as faint dots below the mean, stacked where they would lie over each other."""
    if own.empty:
        return
    asked = form(report)
    values = own["mean"].astype(float).to_numpy()
    places = stacked(values, CLOSE * (asked.highest - asked.lowest))
    step = min(STEP_ROWS, MOST_ROWS / max(places.max(), 1))
    sizes = DOT_POINTS**2 * np.sqrt(own["raters_n"].astype(float).to_numpy())
    axes.scatter(values, at + BELOW + places * step, s=sizes, color=FAINT, linewidths=0, zorder=3)


def stacked(values: np.ndarray, close: float) -> np.ndarray:
    """Return how many places each dot stands below its line: more than none where dots lie close together.

    >>> stacked(np.array([1.0, 1.1, 3.0, 1.0]), 0.2).tolist()
    [0.0, 2.0, 0.0, 1.0]
    """
    places = np.zeros(len(values))
    taken: list[tuple[float, int]] = []
    for at in np.argsort(values, kind="stable"):
        near = {place for value, place in taken if abs(value - values[at]) < close}
        free = next(place for place in range(len(values)) if place not in near)
        places[at] = free
        taken.append((values[at], free))
    return places


def _bands(axes: Any, report: Report) -> None:
    """Shade every second stage and write the stages above; their numbers where names do not fit."""
    asked = form(report)
    left, right = axes.get_xlim()
    starts = [left, *(stage.start for stage in asked.stages[1:]), right]
    spans = [*zip(starts[:-1], starts[1:], strict=True)]
    for number, (start, end) in enumerate(spans):
        axes.axvspan(start, end, color=COLOURS["grid"] if number % 2 else "white", alpha=0.55, linewidth=0, zorder=0)
    axes.figure.canvas.draw()
    labels = [_band_label(axes, span, stage.name) for span, stage in zip(spans, asked.stages, strict=True)]
    if not all(_fitted(axes, label, span) for label, span in zip(labels, spans, strict=True)):
        for number, label in enumerate(labels, start=1):
            label.set_text(str(number))


def _band_label(axes: Any, span: tuple[float, float], name: str) -> Any:
    return axes.annotate(
        name, (sum(span) / 2, 1), (0, 4), xycoords=axes.get_xaxis_transform(), textcoords="offset points", ha="center",
        va="bottom", fontsize=BAND_POINTS, color=COLOURS["soft"], annotation_clip=False, linespacing=1.1,
    )  # fmt: skip


def _fitted(axes: Any, label: Any, span: tuple[float, float]) -> bool:
    """Break a label into as few lines as fit its stage, and say whether it fits at all."""
    name = label.get_text()
    ends = axes.transData.transform([(span[0], 0), (span[1], 0)])[:, 0]
    for letters in range(len(name), 2, -1):
        lines = textwrap.wrap(name, letters, break_long_words=False)
        label.set_text("\n".join(lines))
        if len(lines) > BAND_LINES:
            return False
        label.set_va("baseline" if len(lines) == 1 else "bottom")
        if label.get_window_extent().width <= ends[1] - ends[0] - 2:
            return True
    return False


def _dimension_title(report: Report) -> str:
    _, held = report.language, _held_back(report)
    if held and has_stage(report):
        names = [shortened(dimension_name(key, report), letters=TITLE_LETTERS) for key in held[:2]]
        following = stage_name(overall(report)["stage"] + 1, report)
        return _("{dimensions}: too far behind for {stage}", dimensions=listed(names, language=_), stage=following)
    rows = shown_rows(report.result.dimensions).dropna(subset="mean").sort_values("mean", kind="stable")
    if len(rows) > 1:
        return _(
            "{highest} stands highest, {lowest} lowest",
            highest=shortened(dimension_name(rows["dimension"].iloc[-1], report), letters=TITLE_LETTERS),
            lowest=shortened(dimension_name(rows["dimension"].iloc[0], report), letters=TITLE_LETTERS),
        )
    return _("How each dimension scores")


def _dimension_subtitle(rows: pd.DataFrame, report: Report) -> str:
    _, asked, dots = report.language, form(report), shown_rows(report.result.raters)
    told = _("Mean score from {low} to {high}", low=_.number(asked.lowest), high=_.number(asked.highest))
    each = []
    if len(dots) and report.settings.audience == "client":
        each = [_("faint dot: {n} people or more together", n=_.number(int(dots["raters_n"].min())))]
    elif len(dots):
        each = [_("faint dot: a person")]
    return "; ".join([told, *line_words(rows, report), *each])


def change_figure(report: Report) -> Chart | NoChart:
    """Return the change of every dimension since the earlier measurement, with intervals."""
    _, rows = report.language, shown_rows(report.result.changes)
    rows = rows[rows["change"].notna()] if len(rows) else rows
    if rows.empty:
        return NoChart(_("There is no earlier measurement to compare with."))
    ordered = pd.concat([rows[rows["dimension"] != ALL], rows[rows["dimension"] == ALL]])
    lines = tuple(_change_row(row, report) for row in ordered.to_dict("records"))
    with themed():
        axes, _spans = grouped([Group("", lines)])
        axes.locator_params(axis="x", nbins=5, steps=[1, 2, 5, 10])
        axes.xaxis.set_major_formatter(lambda value, position: signed(round(value, 6), language=_))
        axes.set_xlabel(_("Points"))
        titled(axes.figure, _change_title(rows, report), _change_subtitle(rows, report))
    parts = "; ".join(
        f"{line.label}: {signed(line.value, language=_)}"
        + (f" ({score_range(line.low, line.high, language=_)})" if line.low == line.low else "")
        for line in lines
    )
    return chart(axes.figure, alt=_("Change of the mean score by dimension: {parts}.", parts=parts))


def _change_row(row: dict[str, Any], report: Report) -> Row:
    _, whole = report.language, row["dimension"] == ALL
    colour = COLOURS["muted"]
    if row["status"] == "shown":
        colour = COLOURS["accent"] if row["change"] > 0 else COLOURS["loss"]
    text = f"{score(row['earlier_mean'], language=_)} → {score(row['mean'], language=_)}"
    values = (float(row[name]) for name in ("change", "low", "high"))
    return Row(dimension_name(row["dimension"], report), *values, text, colour, whole)


def _change_title(rows: pd.DataFrame, report: Report) -> str:
    _, facts = report.language, report.result.facts
    whole = rows[rows["dimension"] == ALL]
    parts = {"earlier": facts["earlier_wave"], "wave": facts["wave"]}
    if whole.empty or (whole["status"] != "shown").all():
        return _("Between {earlier} and {wave} the average shows no difference", **parts)
    points = score(abs(float(whole["change"].iloc[0])), language=_)
    if float(whole["change"].iloc[0]) > 0:
        return _("The average rose by {points} points since {earlier}", points=points, **parts)
    return _("The average fell by {points} points since {earlier}", points=points, **parts)


def _change_subtitle(rows: pd.DataFrame, report: Report) -> str:
    _, facts = report.language, report.result.facts
    told = _("Change of the mean score, {earlier} to {wave}", earlier=facts["earlier_wave"], wave=facts["wave"])
    grey = [] if (rows["status"] == "shown").all() else [_("grey: no difference shown")]
    return "; ".join([told, *line_words(rows, report), *grey])
