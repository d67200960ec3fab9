"""Rows of dots or bars with their intervals, in groups, with an amount per row at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxkit.report.theme import COLOURS
from cxkit.report.wording import shortened

NAME_LETTERS = 26  # of a label beside a figure, per line
HEAD_LETTERS = 62  # of a heading, which runs on over the figure
ROW_INCHES, HEAD_INCHES = 0.46, 1.75
BETWEEN = 0.3  # rows between groups
HALF_BAR = 0.25


@dataclass(frozen=True)
class Row:
    """One row of a figure.

    label : what stands at the left.
    value, low, high : the dot or the bar and its interval; low and high may be nan.
    text : what stands at the right.
    colour : of dot, bar and interval.
    bold : whether label and text are set in bold.
    """

    label: str
    value: float
    low: float
    high: float
    text: str
    colour: str
    bold: bool = False


@dataclass(frozen=True)
class Group:
    """Rows under one heading; an empty heading takes no room."""

    heading: str
    rows: tuple[Row, ...]


def grouped(groups: Sequence[Group], *, bars: bool = False) -> tuple[Any, list[tuple[float, float]]]:
    """Draw groups of rows from the top down.

    Parameters
    ----------
    groups : in order.
    bars : bars from zero instead of dots.

    Returns
    -------
    The axes, and per group where its rows begin and end along the y axis.
    """
    from matplotlib import pyplot as plt

    heads, lines, spans, at = [], [], [], 0.0
    for group in groups:
        if group.heading:
            heads.append((at, group.heading))
            at += 1
        spans.append((at - 0.5, at + len(group.rows) - 0.5))
        lines += [(at + place, row) for place, row in enumerate(group.rows)]
        at += len(group.rows) + (BETWEEN if group.heading else 0.0)
    _figure, axes = plt.subplots(figsize=(6.72, HEAD_INCHES + ROW_INCHES * at))
    for place, row in lines:
        _draw(axes, place, row, bars=bars)
    axes.axvline(0, color=COLOURS["ink"], linewidth=1, zorder=1)
    _labels(axes, lines, heads)
    axes.set_ylim(at - 0.5, -0.6)
    _beside(axes, lines)
    return axes, spans


def _draw(axes: Any, place: float, row: Row, *, bars: bool) -> None:
    if bars:
        axes.barh(place, row.value, height=2 * HALF_BAR, color=row.colour, zorder=2)
    if row.low == row.low:
        line = {"color": COLOURS["ink"], "linewidth": 1.2} if bars else {
            "color": row.colour, "linewidth": 2.5, "alpha": 0.55}  # fmt: skip
        axes.plot([row.low, row.high], [place, place], solid_capstyle="butt", zorder=3, **line)
    if not bars:
        axes.plot([row.value], [place], "o", color=row.colour, markersize=7, zorder=4)


def _labels(axes: Any, lines: Sequence[tuple[float, Row]], heads: Sequence[tuple[float, str]]) -> None:
    """Write labels at the left, aligned to the left, and headings of groups in bold above their rows."""
    names = [shortened(row.label, letters=NAME_LETTERS, lines=2) for _, row in lines]
    axes.set_yticks([place for place, _ in lines], names)
    for label, (_, row) in zip(axes.get_yticklabels(), lines, strict=True):
        label.set(fontweight="bold" if row.bold else "normal", linespacing=1.05, ha="left")
    away = _widest(axes.get_yticklabels()) + 10
    axes.tick_params(axis="y", labelcolor=COLOURS["ink"], pad=away)
    for place, name in heads:
        axes.annotate(
            shortened(name, letters=HEAD_LETTERS), (0, place), (-away, 0), xycoords=axes.get_yaxis_transform(),
            textcoords="offset points", ha="left", va="center", fontweight="bold", color=COLOURS["ink"], zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 2}, annotation_clip=False,
        )  # fmt: skip
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.locator_params(axis="x", nbins=5)
    axes.margins(x=0.05)


def _beside(axes: Any, texts: Sequence[tuple[float, Row]]) -> None:
    """Write a text per row at the right of the axes, right-aligned in a column of its own."""
    right = axes.secondary_yaxis("right")
    right.set_yticks([place for place, _ in texts], [row.text for _, row in texts])
    right.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
    right.spines["right"].set_visible(False)
    for label, (_, row) in zip(right.get_yticklabels(), texts, strict=True):
        label.set(fontweight="bold" if row.bold else "normal", ha="right")
    right.tick_params(axis="y", pad=_widest(right.get_yticklabels()) + 6)


def _widest(labels: Sequence[Any]) -> float:
    """Return the width of the widest text, in points."""
    return max(label.get_window_extent().width / label.get_figure(root=True).dpi * 72 for label in labels)
