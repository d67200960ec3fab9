"""Words beside marks in a figure, none over another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from cxkit.report.theme import COLOURS

LABEL_POINTS = 11
NEXT_TO, STEPS_AWAY = 4.0, (1.0, 2.5, 4.5, 7.0, 10.0, 14.0)  # points between a mark and its label, in steps
SIDES = {
    0: ("left", "center"), 180: ("right", "center"), 45: ("left", "bottom"), 315: ("left", "top"),
    135: ("right", "bottom"), 225: ("right", "top"), 90: ("center", "bottom"), 270: ("center", "top"),
}  # fmt: skip


def placed(
    axes: Any, name: str, at: tuple[float, float], taken: Sequence[Any], inside: Any, *, radius: float, bold: bool
) -> Any:
    """Write a label where it covers least of what is there, with a thin line to its mark when it stands further off.

    Parameters
    ----------
    axes : drawn already, and no longer laid out.
    name : the label.
    at : the middle of its mark, in the units of the axes.
    taken : boxes that are not to be covered, in pixels.
    inside : the box the label is to stay in, in pixels.
    radius : of the mark, in points.
    bold : whether the label is set in bold.

    Returns
    -------
    The box of the label, in pixels.
    """
    best, label = math.inf, None
    for far, offset, side in _offsets(radius):
        tried = axes.annotate(
            name, at, offset, textcoords="offset points", color=COLOURS["ink"], linespacing=1.1, fontsize=LABEL_POINTS,
            fontweight="bold" if bold else "normal", annotation_clip=False, zorder=2, **side,
            arrowprops={"arrowstyle": "-", "color": COLOURS["quiet"], "shrinkB": radius} if far else None,
        )  # fmt: skip
        covered = _covered(_box(tried), taken, inside)
        if covered < best - 1:
            if label is not None:
                label.remove()
            best, label = covered, tried
        else:
            tried.remove()
        if best == 0:
            break
    return _box(label)


def _box(label: Any) -> Any:
    """Return the box of a label, without the line to its mark, in pixels."""
    from matplotlib.text import Text

    label.update_positions(label.get_figure(root=True).canvas.get_renderer())
    return Text.get_window_extent(label)


def _offsets(radius: float) -> Iterator[tuple[bool, tuple[float, float], dict[str, str]]]:
    """Yield where a label can stand: near first, right and left before above and below; in points from the mark."""
    for step in STEPS_AWAY:
        for angle, (across, along) in SIDES.items():
            away, turn = radius + NEXT_TO * step * (1 if step == 1 else 2), math.radians(angle)
            yield step > 1, (away * math.cos(turn), away * math.sin(turn)), {"ha": across, "va": along}


def _covered(box: Any, taken: Sequence[Any], inside: Any) -> float:
    """Return how much of a label's box lies over others or outside the axes, in pixels squared."""
    from matplotlib.transforms import Bbox

    both, out = [Bbox.intersection(box, other) for other in taken], Bbox.intersection(box, inside)
    outside = box.width * box.height - (out.width * out.height if out is not None else 0.0)
    return sum(b.width * b.height for b in both if b is not None) + (outside if outside > 1 else 0.0)
