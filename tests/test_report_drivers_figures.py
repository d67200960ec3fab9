"""How the figures of driver_modelling look: nothing over anything else, nothing cut off, no title beyond the data."""

from dataclasses import replace

import numpy as np
import pytest
from drivers_made import PRODUCT, made, reported, with_long_names
from figure_words import check_words_apart, drawing
from matplotlib.text import Annotation, Text

import cxkit.report.drivers as D
from cxkit.report.drivers import figures, importance_figures
from cxkit.report.theme import COLOURS

DRAWN = ("what_if_figure", "effect_figure", "importance_figure", "quadrant_figure", "calibration_figure")


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a figure and hands over the figure itself, with its title and alt text."""

    def draw(name, result, **given):
        return getattr(D, name)(reported(result, **given))

    yield from drawing(monkeypatch, (figures, importance_figures), draw)


def close_together():
    """Return a result whose drivers matter nearly alike and are done nearly alike."""
    result = made(outcomes=("churn",))
    n = len(result.importance)
    share = np.linspace(0.15, 0.13, n)
    rows = result.importance.assign(
        share=share, low=share - 0.02, high=share + 0.02, performance=np.linspace(0.6, 0.63, n)
    )
    return replace(result, importance=rows)


LONG, LONG_SETTINGS = with_long_names(made())
CASES = {
    "usual": (made(), {}),
    "long names": (LONG, LONG_SETTINGS),
    "churn only": (made(outcomes=("churn",)), {}),
    "loss": (made("loss"), {}),
    "no difference": (made("no_difference"), {}),
    "close together": (close_together(), {}),
}


@pytest.mark.parametrize(
    ("case", "name"),
    [
        *((case, name) for case in ("usual", "long names", "churn only") for name in DRAWN),
        ("loss", "what_if_figure"), ("no difference", "what_if_figure"), ("close together", "quadrant_figure"),
        ("close together", "importance_figure"),
    ],
)  # fmt: skip
def test_no_words_lie_over_others_or_outside_the_figure(drawn, case, name):
    result, given = CASES[case]
    figure, _title, _alt = drawn(name, result, language="nl", **given)
    check_words_apart(figure)


def test_a_change_that_is_not_shown_is_grey_and_has_no_amount(drawn):
    """More thermostats by higher NPS scores: 58 a year, give or take 70."""
    figure, title, alt = drawn("what_if_figure", made())
    assert title == "Together, the changes are worth about €90,000 a year"
    assert "Taking thermostaat, Higher NPS scores: not shown (-€300 to €3,500)" in alt
    colours = [line.get_color() for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert colours.count(COLOURS["muted"]) == 1 and colours.count(COLOURS["accent"]) == len(colours) - 1


def test_the_amounts_of_one_outcome_have_no_heading(drawn):
    figure, _title, alt = drawn("what_if_figure", made(outcomes=("churn",)))
    assert "Leaving" not in alt and alt.count("€") == 9 + 1
    assert {label.get_text() for label in figure.axes[0].get_yticklabels()} == {
        "Fewer repeat contacts", "Higher NPS scores", "Together",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        ("loss", "The changes cost about €90,000 a year"),
        ("no_difference", "No change is shown to be worth money"),
    ],
)
def test_the_title_of_the_amounts_follows_the_verdict(drawn, verdict, title):
    assert drawn("what_if_figure", made(verdict))[1] == title


def test_effects_are_drawn_in_percentage_points_largest_first(drawn):
    figure, title, alt = drawn("effect_figure", made(outcomes=("churn",)))
    assert title == "The largest effects on leaving: theme prijs and repeat contacts"
    dots = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert np.allclose(dots, [3.8, 2.7, -2.1, -1.9, -1.2, -1.1, 0.9, 0.6])
    assert "Tenure (months), +31: -2.1 (-2.5 to -1.7)" in alt


def test_of_two_outcomes_the_five_largest_effects_each_are_drawn(drawn):
    figure, _title, alt = drawn("effect_figure", made())
    assert len([line for line in figure.axes[0].lines if line.get_marker() == "o"]) == 10
    assert "Taking thermostaat, Theme prijs: not shown" in alt


def test_what_random_columns_reach_crosses_each_row(drawn):
    result = made()
    noise = [0.01 + 0.001 * place for place in range(len(result.importance))]
    figure, title, _alt = drawn(
        "importance_figure", replace(result, importance=result.importance.assign(noise_share=noise))
    )
    dashed = [line for line in figure.axes[0].lines if line.get_linestyle() == "--"]
    assert len(dashed) == 12 and {line.get_xdata()[0] for line in dashed} <= set(noise)
    heights = [line.get_ydata()[1] - line.get_ydata()[0] for line in dashed]
    assert heights == [1.0] * 12
    assert title == "What goes with leaving most: repeat contacts"


def test_ranks_that_are_not_sure_are_told(drawn):
    figure, _title, _alt = drawn("importance_figure", made(outcomes=("churn",)))
    ranks = [text.get_text() for text in figure.findobj(Text)]
    assert "3 (2 to 4)" in ranks and "1" in ranks


def test_drivers_no_better_than_chance_make_no_finding(drawn):
    result = made(outcomes=("churn",))
    weak = replace(result, importance=result.importance.assign(noise_share=0.5))
    assert drawn("importance_figure", weak)[1] == "No driver tells more about leaving than chance would"


def test_much_to_gain_is_named_in_the_quadrant(drawn):
    figure, title, alt = drawn("quadrant_figure", made())
    assert title == "Much to gain: NPS"
    assert {"NPS", "Repeat contacts", "Theme prijs"} <= {text.get_text() for text in figure.findobj(Annotation)}
    assert "NPS: 24% (95%: 17% to 31%) of what the drivers explain, done at 62%" in alt
    best = made()
    best = replace(best, importance=best.importance.assign(performance=best.importance["share"]))
    assert drawn("quadrant_figure", best)[1] == "No driver both matters much and is done badly"


def test_chances_are_drawn_per_outcome_with_the_line_of_equality(drawn):
    figure, title, alt = drawn("calibration_figure", made())
    assert title == "The chances the model gives are what happens" and len(figure.axes) == 2
    for axes in figure.axes:
        line = axes.lines[0]
        assert np.array_equal(line.get_xdata(), line.get_ydata())
    assert "leaving: 2.3% given, 2.5% happened" in alt
    off = made()
    off = replace(off, calibration=off.calibration.assign(predicted=2 * off.calibration["predicted"]))
    assert drawn("calibration_figure", off)[1] == f"For leaving and taking {PRODUCT}, some chances are off"
