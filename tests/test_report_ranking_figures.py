"""How the figures of opportunity_ranking look: nothing over anything else, every class told apart by its shape."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from figure_words import boxes_of, check_words_apart, drawing
from matplotlib.text import Annotation
from ranking_made import made, renamed, reported

import cxkit.report.ranking as R
from cxkit.report.ranking import figures, market, roadmap, stability

DRAWN = ("map_figure", "stability_figure", "roadmap_figure", "market_figure")


def long_plan():
    """Return a result whose roadmap runs over eight phases."""
    result = made()
    own = result.roadmap
    later = [own.assign(phase=own["phase"] + step, order=own["order"] + 100 * step) for step in (0, 3, 5)]
    return replace(result, roadmap=pd.concat(later, ignore_index=True))


def crowded():
    """Return a result whose opportunities lie close together."""
    result = made()
    n = len(result.opportunities)
    eur = np.resize([10_000.0, 10_400.0, 9_700.0, 10_900.0], n)
    return replace(result, opportunities=result.opportunities.assign(
        expected_eur_year=eur, expected_low=0.6 * eur, expected_high=1.5 * eur,
        effort_days=result.opportunities["effort_days"].where(result.opportunities["effort_days"].isna(),
                                                              np.resize([20.0, 22.0, 25.0, 21.0], n))))  # fmt: skip


RESULTS = {"usual": made(), "long names": renamed(made()), "long plan": long_plan(), "crowded": crowded()}


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a figure and hands over the figure itself, with its title and alt text."""

    def draw(name, result, **given):
        return getattr(R, name)(reported(result, **given))

    yield from drawing(monkeypatch, (figures, market, roadmap, stability), draw)


@pytest.mark.parametrize(
    ("case", "name"),
    [
        *(("usual", name) for name in DRAWN), *(("long names", name) for name in DRAWN[:3]),
        ("long plan", "roadmap_figure"), ("crowded", "map_figure"),
    ],
)  # fmt: skip
def test_no_words_lie_over_others_or_outside_the_figure(drawn, case, name):
    figure, _title, _alt = drawn(name, RESULTS[case], language="nl")
    check_words_apart(figure)


def test_every_class_has_a_shape_of_its_own():
    shapes, colours, _areas = zip(*figures.MARKS.values(), strict=True)
    assert len(set(shapes)) == len(set(colours)) == 3


def test_what_is_far_over_the_budget_is_named_below_and_not_drawn(drawn):
    figure, title, alt = drawn("map_figure", made())
    axes = figure.axes[0]
    assert axes.get_xlim()[1] < 100
    assert axes.get_xlabel() == "Effort, in days\nToo large to draw: Nieuwe app (260 days, €40,000 a year)"
    assert title.startswith("Worth most of what can be done now: Terugbellen binnen twee dagen and Factuur")
    assert "Nieuwe app: 260 days" in alt


def test_each_mark_has_its_interval_and_a_label(drawn):
    figure, _title, _alt = drawn("map_figure", made())
    axes = figure.axes[0]
    segments = [line for lines in axes.collections[::2] for line in lines.get_segments()]
    assert len(segments) == 7 and all(line[0][1] < line[1][1] for line in segments)
    assert len([text for text in axes.findobj(Annotation) if text.get_text()]) == 7


def test_ranks_run_from_the_first_to_the_last(drawn):
    figure, _title, _alt = drawn("stability_figure", made())
    assert figure.axes[0].get_xlim() == (0.5, 9.5)
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == [str(n) for n in range(1, 10)]


def test_a_phase_shows_its_months_and_its_days(drawn):
    """Days of the first phase: 4 + 10 + 15 + 15 + 16."""
    figure, _title, _alt = drawn("roadmap_figure", made())
    told = [text for text, _box in boxes_of(figure)]
    assert {"months 1–3", "months 7–9", "60 days", "58 days", "31 days", "roll out"} <= set(told)


def test_the_scale_of_the_market_holds_every_interval(drawn):
    figure, _title, alt = drawn("market_figure", made())
    low, high = figure.axes[0].get_xlim()
    assert low < -31 and high > 18.9
    assert "Zonkracht (2025): 12 (5 to 19)" in alt and "Stadsgas (2023): -2;" in alt
