"""What tests of figures share: the figures as they are drawn, and the words in them with the room these take."""

import itertools

import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Annotation, Text

from cxkit.report.show import Chart


def drawing(monkeypatch: pytest.MonkeyPatch, modules, draw):
    """Yield a function that draws as `draw` does and hands over the figure itself, its title and its alt text."""
    kept, titles = [], []

    def keep(figure, alt):
        kept.append(figure)
        return Chart(b"", alt, 0)

    for module in modules:
        real = module.titled
        monkeypatch.setattr(module, "chart", keep)
        monkeypatch.setattr(module, "titled", lambda d, t, s, real=real: (titles.append(t), real(d, t, s)))

    def drawn(*args, **given):
        found = draw(*args, **given)
        return kept[-1], titles[-1], found.alt

    yield drawn
    plt.close("all")


def boxes_of(figure):
    """Return the words of a figure that are shown, each with its box in pixels."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    for text in texts:
        if isinstance(text, Annotation):
            text.update_positions(renderer)
    off = {id(label) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for label in undrawn(axes, axis)}
    return [(text.get_text(), Text.get_window_extent(text)) for text in texts if id(text) not in off]


def undrawn(axes, axis):
    """Return the labels of ticks that are not drawn: beyond the ends of an axis, or of axes that show none."""
    low, high = sorted(axis.get_view_interval())
    hidden = not axes.get_visible() or not axes.axison
    away = [tick for tick in [*axis.majorTicks, *axis.minorTicks] if hidden or not low <= tick.get_loc() <= high]
    return [label for tick in away for label in (tick.label1, tick.label2)]


def check_words_apart(figure) -> None:
    """Fail when words lie over other words, or outside the figure."""
    boxes = boxes_of(figure)
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes:
        assert box.x0 >= -1 and box.x1 <= width + 1 and box.y0 >= -1 and box.y1 <= height + 1, text
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        assert not first.padded(-1).overlaps(second.padded(-1)), (one, other)
