"""How figures look: the finding above them, euros along them, and nothing left changed behind them."""

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from cxkit.report import theme

LONG = "The benefit grows for three years and then levels off, because new promoters become fewer every year"


@pytest.fixture
def axes():
    with theme.themed():
        figure, axes = plt.subplots()
        axes.plot([0, 1], [0, 1])
        yield axes
    plt.close(figure)


def boxes(figure):
    """Return where each text of the figure and its axes stand, as shares of the figure."""
    figure.canvas.draw()
    inverted = figure.transFigure.inverted()
    texts = [text.get_window_extent().transformed(inverted) for text in figure.texts]
    return texts, [axes.get_tightbbox().transformed(inverted) for axes in figure.axes]


def test_the_theme_ends_with_its_block():
    before = dict(matplotlib.rcParams)
    with theme.themed():
        assert matplotlib.rcParams["axes.grid.axis"] == "y"
    assert dict(matplotlib.rcParams) == before


def test_the_grid_is_horizontal_and_there_is_no_box(axes):
    assert [side for side, spine in axes.spines.items() if spine.get_visible()] == ["bottom"]
    axes.figure.canvas.draw()
    assert any(line.get_visible() for line in axes.get_ygridlines())
    assert not any(line.get_visible() for line in axes.get_xgridlines())


@pytest.mark.parametrize("title", ["Short", LONG, LONG * 3, "w" * 200])
def test_a_title_is_whole_inside_the_figure_and_above_the_axes(axes, title):
    theme.titled(axes, title, "Gross margin per year in euros")
    (top, below), (drawn,) = boxes(axes.figure)
    assert axes.figure.texts[0].get_text().replace("\n", "").replace(" ", "") == title.replace(" ", "")
    assert -0.005 <= top.x0 < 0.02 and top.x1 <= 1.005
    assert top.y1 <= 1.005
    assert top.y0 >= below.y1
    assert below.y0 >= drawn.y1


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.integers(5, 40))
def test_every_line_fits_and_no_letter_is_lost(text, width):
    lines = theme._lines(text, lambda line: len(line) <= width)
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_figure_can_be_titled_too(axes):
    theme.titled(axes.figure, "Finding", "In euros")
    assert [text.get_text() for text in axes.figure.texts] == ["Finding", "In euros"]


@pytest.mark.parametrize(
    ("language", "ticks", "labels"),
    [
        ("en", [0, 1000, 20000], ["€0", "€1,000", "€20,000"]),
        ("nl", [-500, 0, 1000], ["€ -500", "€ 0", "€ 1.000"]),
        ("en", [0, 0.5, 1], ["€0.00", "€0.50", "€1.00"]),
    ],
)
def test_an_axis_in_euros_speaks_the_language(axes, language, ticks, labels):
    axes.set_yticks(ticks)
    theme.euro_axis(axes.yaxis, language)
    assert [tick.get_text().replace("\xa0", " ") for tick in axes.get_yticklabels()] == labels
