"""How the figures of maturity_assessment look: nothing over anything else, everything inside the picture."""

import numpy as np
import pytest
from figure_words import boxes_of, check_words_apart, drawing
from matplotlib.colors import to_hex
from maturity_made import HIGH, made, reported, seven_point

import cxkit.report.maturity as M
from cxkit.report.maturity import department_figures, figures, ladder
from cxkit.report.theme import COLOURS

DRAWN = ("dimension_figure", "ladder_figure", "department_figure", "change_figure")
OWN = {"means": {"repair": 3.5, "elevate": 3.2, "lead": 2.6}, "form": seven_point(), "flagged": ()}
CASES = {
    "usual": {},
    "own questionnaire": OWN,
    "highest": {"means": HIGH},
    "many departments": {"departments": {f"Afdeling {i} met een lange naam": 3 for i in range(9)}},
}


@pytest.fixture
def captioned(monkeypatch):
    """Return a function that draws a figure of a case and hands over the figure itself, with its title and alt text."""

    def draw(name, case, **given):
        instrument = "own" if "form" in CASES[case] else "cx_maturity"
        return getattr(M, name)(reported(made(**CASES[case]), instrument=instrument, **given))

    yield from drawing(monkeypatch, (figures, department_figures, ladder), draw)


@pytest.fixture
def drawn(captioned):
    """Return a function that draws a figure of a case and hands over the figure alone."""
    return lambda *args, **given: captioned(*args, **given)[0]


@pytest.mark.parametrize(
    ("case", "name"), [*(("usual", name) for name in DRAWN), *(("own questionnaire", name) for name in DRAWN),
                       ("highest", "ladder_figure"), ("many departments", "department_figure")],
)  # fmt: skip
def test_no_words_lie_over_others_or_outside_the_figure(drawn, case, name):
    figure = drawn(name, case, language="nl")
    check_words_apart(figure)


def test_every_stage_stands_over_its_band(drawn):
    names = {text for text, _ in boxes_of(drawn("dimension_figure", "usual"))}
    assert {"Interested", "Invested", "Committed", "Engaged", "Embedded"} <= names
    assert "Elevating\neverywhere" in {text for text, _ in boxes_of(drawn("dimension_figure", "own questionnaire"))}


def test_only_the_dimension_that_holds_back_is_marked(drawn):
    labels = drawn("dimension_figure", "usual").axes[0].get_yticklabels()
    marked = [label.get_text() for label in labels if to_hex(label.get_color()) == COLOURS["loss"].lower()]
    assert marked == ["Culture and employees"]


@pytest.mark.parametrize(("audience", "dots_n"), [("client", 4), ("consultant", 14)])
def test_a_client_sees_dots_of_three_people_or_more(drawn, audience, dots_n):
    """Fourteen people by three: four bundles."""
    figure = drawn("dimension_figure", "usual", audience=audience)
    assert [len(dots.get_offsets()) for dots in figure.axes[0].collections] == [dots_n] * 6


def test_dots_that_lie_close_are_stacked():
    values = np.array([1.0, 1.0, 1.0, 2.0, 1.05])
    places = figures.stacked(values, 0.1)
    assert sorted(places[[0, 1, 2, 4]]) == [0, 1, 2, 3] and places[3] == 0


def test_the_ladder_has_one_full_step(drawn):
    bars = drawn("ladder_figure", "usual").axes[0].patches
    full = [bar for bar in bars if bar.get_fill() and to_hex(bar.get_facecolor()) == COLOURS["accent"].lower()
            and bar.get_alpha() == 1.0]  # fmt: skip
    assert len(full) == 1 and full[0].get_height() == ladder.LOWEST_STEP + 1


def test_each_department_has_a_panel_and_no_more_than_eight(drawn):
    names = [axes.get_title() for axes in drawn("department_figure", "usual").axes if axes.get_visible()]
    assert [name for name in names if name] == ["Klantenservice", "Marketing", "IT"]
    assert sum(bool(axes.get_title()) for axes in drawn("department_figure", "many departments").axes) == 8


def test_the_change_of_a_dimension_stands_beside_where_it_came_from(drawn):
    texts = {text for text, _ in boxes_of(drawn("change_figure", "usual"))}
    assert {"1.5 → 1.8", "1.1 → 0.6"} <= texts
