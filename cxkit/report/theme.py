"""How every figure looks: its colours, its letters, its title, its euros."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cxkit.language import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

# after Okabe and Ito: colour-blind readers tell them apart
COLOURS = {
    "ink": "#1F2933",
    "soft": "#52606D",
    "muted": "#7B8794",
    "quiet": "#CBD2D9",
    "grid": "#E4E7EB",
    "accent": "#0072B2",
    "loss": "#D55E00",
    "gain": "#009E73",
    "warning": "#E69F00",
}
BAND_ALPHA = 0.15
PIXELS_PER_INCH = 100
FIGURE_INCHES = (6.72, 4.2)
FONTS = ["Inter", "Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans"]
TITLE_POINTS = 15
TEXT_POINTS = 12


def _rc() -> dict[str, object]:
    from cycler import cycler

    ink, soft, muted, grid = (COLOURS[name] for name in ("ink", "soft", "muted", "grid"))
    letters = {
        "font.family": ["sans-serif", "DejaVu Sans"],
        "font.sans-serif": FONTS,
        "font.size": TEXT_POINTS,
        "axes.labelsize": TEXT_POINTS,
        "xtick.labelsize": TEXT_POINTS,
        "ytick.labelsize": TEXT_POINTS,
        "text.parse_math": False,
    }
    colours = {
        "text.color": ink,
        "axes.labelcolor": soft,
        "xtick.labelcolor": ink,
        "ytick.labelcolor": soft,
        "axes.edgecolor": grid,
        "grid.color": grid,
        "axes.prop_cycle": cycler(color=[COLOURS["accent"], muted, COLOURS["loss"], COLOURS["gain"]]),
    }
    lines = {
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "grid.linewidth": 0.8,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "xtick.major.pad": 6,
        "ytick.major.pad": 6,
        "lines.linewidth": 2,
    }
    size = {"figure.figsize": FIGURE_INCHES, "figure.constrained_layout.use": True, "savefig.bbox": None}
    return letters | colours | lines | size


@contextmanager
def themed() -> Iterator[None]:
    """Draw in the look of the reports for as long as the block lasts."""
    import matplotlib

    with matplotlib.rc_context(_rc()):
        yield


def titled(drawn: Axes | Figure, title: str, subtitle: str) -> None:
    """Put the finding above a figure and, below it, what is drawn.

    Parameters
    ----------
    drawn : the figure, or axes in it.
    title : the finding; wrapped to the figure's width.
    subtitle : what is drawn, its unit and its period; wrapped likewise.
    """
    figure = drawn.get_figure(root=True)
    top = _written(figure, title, 0, size=TITLE_POINTS, weight="bold", color=COLOURS["ink"])
    top = _written(figure, subtitle, top + 0.06, size=TEXT_POINTS, color=COLOURS["soft"])
    room = 1 - (top + 0.15) / figure.get_figheight()
    figure.set_layout_engine("constrained", rect=(0, 0, 1, room), w_pad=0, h_pad=0.02)


def _written(figure: Figure, text: str, top_inches: float, **font) -> float:
    """Write a text at the left edge and return how many inches from the top it ends."""
    lines = _lines(text, lambda line: _width_inches(figure, line, font) <= figure.get_figwidth())
    y = 1 - top_inches / figure.get_figheight()
    written = figure.text(0, y, "\n".join(lines), va="top", ha="left", linespacing=1.25, parse_math=False, **font)
    return top_inches + written.get_window_extent().height / figure.dpi


def _lines(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Return a text in as few lines as fit, each word whole unless it is wider than the figure."""
    for letters in range(min(len(text), 120), 1, -1):
        lines = textwrap.wrap(text, letters)
        if all(map(fits, lines)):
            return lines
    return [text]


def _width_inches(figure: Figure, line: str, font: dict) -> float:
    from matplotlib.font_manager import FontProperties

    face = FontProperties(size=font["size"], weight=font.get("weight", "normal"))
    width, _, _ = figure.canvas.get_renderer().get_text_width_height_descent(line, face, ismath=False)
    return width / figure.dpi


def euro_axis(axis: Axis, language: str) -> None:
    """Write an axis in euros, with cents on every tick when one tick needs them.

    Parameters
    ----------
    axis : `axes.xaxis` or `axes.yaxis`.
    language : 'en' or 'nl'.
    """
    _ = Language(language)

    def written(value: float, position: int | None = None) -> str:
        whole = all(round(tick, 6).is_integer() for tick in map(float, axis.get_majorticklocs()))
        return _.euro(value, decimals=0 if whole else 2)

    axis.set_major_formatter(written)
