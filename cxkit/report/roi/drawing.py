"""What figures of the business case share: rows with an amount beside, years along the bottom, words beside marks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxkit.report.labels import placed
from cxkit.report.reader import Report
from cxkit.report.roi.names import year_words
from cxkit.report.theme import COLOURS, euro_axis
from cxkit.report.wording import shortened

WIDE = 6.72  # inches, as wide as the text
NAME_LETTERS = 27  # of a label beside a row, per line
ROW_INCHES, HEAD_INCHES = 0.46, 1.55
NAMED_YEARS = 5  # years that fit as words below a figure
AXIS_INCHES = 1.0  # the least that amounts along the y axis take
END_GAP = 0.065  # of a line of text, as share of the height of the axes
LETTER_INCHES = 0.085  # of an amount below an axis
LINE_PIXELS, LINE_PIECES = 3.0, 48
SIDE_INCHES = 0.05  # of white beside the words at the left, which are wider when saved than when measured


@dataclass(frozen=True)
class Mark:
    """Words to be set beside a point: at in the units of the axes, radius of its dot in points."""

    words: str
    at: tuple[float, float]
    radius: float = 4.0
    bold: bool = False


def row_axes(
    labels: Sequence[str], texts: Sequence[str], *, bold: Sequence[int] = (), head: float = HEAD_INCHES
) -> Any:
    """Return axes with one row per label from the top down, and a text per row in a column at the right.

    Parameters
    ----------
    labels, texts : at the left, in two lines at most, and at the right.
    bold : places of the rows set in bold.
    head : inches that title, subtitle and the axis below take.
    """
    from matplotlib import pyplot as plt

    n = len(labels)
    _figure, axes = plt.subplots(figsize=(WIDE, head + ROW_INCHES * n))
    axes.set_yticks(range(n), [shortened(name, letters=NAME_LETTERS, lines=2) for name in labels])
    right = axes.secondary_yaxis("right")
    right.set_yticks(range(n), texts)
    right.spines["right"].set_visible(False)
    for column, side in ((axes, "left"), (right, "right")):
        for place, label in enumerate(column.get_yticklabels()):
            label.set(fontweight="bold" if place in bold else "normal", linespacing=1.05, ha=side)
        column.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
        column.tick_params(axis="y", pad=widest(column.get_yticklabels()) + 8)
    axes.set_ylim(n - 0.5, -0.5)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.margins(x=0.04)
    return axes


def euros_below(axes: Any, report: Report, *, most: int = 4) -> None:
    """Write the axis below a figure in euros, with as many ticks as there is room for.

    Parameters
    ----------
    axes : with words at the left and right at most, all bars drawn.
    report : whose language counts.
    most : spaces between ticks.
    """
    words = max((report.language.euro(end) for end in axes.get_xlim()), key=len)
    beside = sum(widest(column.get_yticklabels()) for column in (axes, *axes.child_axes)) / 72
    room, tick = WIDE - beside - 0.5, LETTER_INCHES * len(words) + 0.15
    axes.locator_params(axis="x", nbins=max(1, min(most, int(room / tick))))
    euro_axis(axes.xaxis, report.language.code)


def widest(labels: Sequence[Any]) -> float:
    """Return the width of the widest text, in points."""
    widths = [label.get_window_extent().width / label.get_figure(root=True).dpi * 72 for label in labels]
    return max(widths, default=0.0)


def year_axis(axes: Any, years: Sequence[int], report: Report) -> None:
    """Write the years along the bottom, the start and each year by name; many years by their number."""
    if len(years) <= NAMED_YEARS + 1:
        axes.set_xticks(years, [year_words(year, report) for year in years])
        return
    step = 1 if len(years) <= 13 else 5
    axes.set_xticks([year for year in years if year % step == 0])
    _ = report.language
    axes.set_xlabel(_("Year (0: the start)"))


def words_beside(axes: Any, marks: Sequence[Mark], taken: Sequence[Any] = ()) -> None:
    """Write words beside marks, none over another, nor over marks and lines.

    Parameters
    ----------
    axes : drawn and titled; it is no longer laid out afterwards.
    marks : in the order in which they choose their place.
    taken : boxes not to be covered besides, in pixels, or functions that return these once all is laid out.
    """
    figure = axes.get_figure(root=True)
    figure.get_layout_engine().set(w_pad=SIDE_INCHES)
    figure.canvas.draw()
    figure.set_layout_engine("none")  # the axes stay where the words were measured
    boxes = [box for item in taken for box in (item() if callable(item) else [item])]
    boxes += [_dot_box(axes, mark) for mark in marks]
    inside = axes.get_window_extent()
    for mark in marks:
        boxes.append(placed(axes, mark.words, mark.at, boxes, inside, radius=mark.radius, bold=mark.bold))
    for label in axes.texts:
        if label.get_bbox_patch() is None:
            label.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.8})


def words_at_ends(axes: Any, words: Sequence[str], at: tuple[float, Sequence[float]], colours: Sequence[str]) -> None:
    """Write what lines end in at their right ends, one below the other where ends lie close together.

    Parameters
    ----------
    axes : drawn; its x axis is made longer by the room the words take.
    words : one per line, in one or two lines of text.
    at : x of all ends, and y of each.
    colours : names of the theme's colours, one per line.
    """
    x, ends = at
    low, high = axes.get_ylim()
    gap = END_GAP * max(text.count("\n") + 1 for text in words) * (high - low)
    places = list(ends)
    for before, place in itertools.pairwise(sorted(range(len(ends)), key=ends.__getitem__)):
        places[place] = max(places[place], places[before] + gap)
    for text, y, colour in zip(words, places, colours, strict=True):
        axes.annotate(text, (x, y), (9, 0), textcoords="offset points", ha="left", va="center", fontweight="bold",
                      color=COLOURS[colour], linespacing=1.1, annotation_clip=False,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    widest = max(label.get_window_extent().width for label in axes.texts[-len(words) :]) / axes.get_figure().dpi
    share = (widest + 0.2) / (WIDE - AXIS_INCHES)
    start = axes.get_xlim()[0]
    axes.set_xlim(start, x + (x - start) * share / (1 - share))


def line_boxes(axes: Any, x: Sequence[float], y: Sequence[float]) -> list[Any]:
    """Return boxes along a line, in pixels, so that no words come to stand on it."""
    from matplotlib.transforms import Bbox

    at = np.linspace(0, len(x) - 1, LINE_PIECES + 1)
    places = axes.transData.transform(np.column_stack([np.interp(at, range(len(x)), values) for values in (x, y)]))
    pieces = (np.sort(piece, axis=0) for piece in itertools.pairwise(places))
    return [Bbox(piece).padded(LINE_PIXELS / 2) for piece in pieces]


def _dot_box(axes: Any, mark: Mark) -> Any:
    from matplotlib.transforms import Bbox

    (x, y), half = axes.transData.transform(mark.at), mark.radius * axes.get_figure(root=True).dpi / 72
    return Bbox([[x - half, y - half], [x + half, y + half]])
