"""How the figures of touchpoint_savings look: nothing over anything else, no title beyond the data."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from figure_words import check_words_apart, drawing
from matplotlib.text import Annotation
from touchpoints_made import LONG_NAMES, TOPICS, made, reported

import cxkit as cx
from cxkit.report.show import NoChart
from cxkit.report.theme import COLOURS
from cxkit.report.touchpoints import bars, figures, quadrant

T = cx.touchpoints
DRAWN = ("quadrant_figure", "saving_figure", "cost_figure", "repeat_figure", "month_figure")


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a figure and hands over the figure itself, with its title and alt text."""

    def draw(name, result, **given):
        return getattr(T, name)(reported(result, **given))

    yield from drawing(monkeypatch, (quadrant, bars, figures), draw)


def crowded(n):
    """Return topics whose marks lie close together, with long names."""
    names = [f"{name} {i}" for i, name in zip(range(n), itertools.cycle(LONG_NAMES), strict=False)]
    result = made(topics={name: 3000 + 40 * i for i, name in enumerate(names)})
    share = np.resize([0.30, 0.31, 0.33, 0.36], n)
    felt = result.topics.assign(negative_share=share, negative_low=share - 0.05, negative_high=share + 0.05)
    return replace(result, topics=felt)


RESULTS = {
    "usual": made(),
    "long names": made(topics=LONG_NAMES),
    "long log": made(long_log=True),
    "without answers": replace(made(), topics=made().topics.assign(negative_share=[0.4, 0.2, 0.1, np.nan, np.nan])),
    "crowded": crowded(10),
    "no difference": made("no_difference"),
    "loss": made("loss"),
}


@pytest.mark.parametrize(
    ("case", "name"),
    [
        *(("usual", name) for name in DRAWN), *(("long names", name) for name in ("quadrant_figure", "cost_figure")),
        ("without answers", "quadrant_figure"), ("crowded", "quadrant_figure"), ("crowded", "cost_figure"),
        ("long log", "month_figure"), ("no difference", "saving_figure"), ("loss", "saving_figure"),
    ],
)  # fmt: skip
def test_no_words_lie_over_others_or_outside_the_figure(drawn, case, name):
    figure, _title, _alt = drawn(name, RESULTS[case], language="nl")
    check_words_apart(figure)


def test_every_topic_of_the_quadrants_stands_beside_its_mark(drawn):
    figure, _title, _alt = drawn("quadrant_figure", made())
    assert set(TOPICS) <= {text.get_text() for text in figure.findobj(Annotation)}


def test_the_quadrant_of_many_and_bad_is_named_for_topics_beyond_their_interval(drawn):
    """Medians: 5100 contacts and 25 %; factuur has 9000 and at least 37 %, storing only 2100."""
    _figure, title, alt = drawn("quadrant_figure", made())
    assert title == "Contacts about factuur are many and badly felt"
    assert "factuur: 9,000 contacts a year, 42% (95%: 37% to 47%) negative" in alt
    result = made()
    unsure = replace(result, topics=result.topics.assign(negative_low=0.0))
    assert drawn("quadrant_figure", unsure)[1] == "No topic is both large and clearly felt worse than the others"


def test_a_topic_without_answers_is_named_below(drawn):
    figure, _title, _alt = drawn("quadrant_figure", RESULTS["without answers"])
    assert figure.axes[0].get_xlabel() == "Contacts a year\nToo few answers: verhuizing and storing"


def test_the_mark_that_saves_most_is_largest():
    areas = quadrant._areas(pd.Series([19_000, 1_900, -500, np.nan]))
    assert areas == [900.0, pytest.approx(144.0), 60.0, 60.0]


def test_without_answers_or_repeats_there_is_no_figure():
    assert isinstance(T.quadrant_figure(reported(made(with_answers=False))), NoChart)
    assert isinstance(T.repeat_figure(reported(made(with_customer=False, review=True))), NoChart)
    assert isinstance(T.saving_figure(reported(made("not_computable"))), NoChart)
    assert isinstance(T.cost_figure(reported(made(topics={"a": 5, "b": 4}))), NoChart)


def test_the_steps_lead_from_gross_to_net():
    """37,000 less 6,700 twice, plus 1,700, less 1,500 and 9,500: 21,000."""
    steps = bars._steps(reported(made()).result.totals.set_index("name")).set_index("name")
    assert steps["end"].to_dict() == {
        "gross": 37_000, "overlap": 30_300, "events": 32_000, "residual_dearer": 30_500, "extra_work": 21_000,
        "net": 21_000,
    }  # fmt: skip
    assert steps.loc["net", "start"] == 0 and steps.loc["overlap", "eur_year"] == -6_700
    assert (steps["low_eur"] <= steps["eur_year"]).all() and (steps["eur_year"] <= steps["high_eur"]).all()


def test_a_step_of_nothing_is_left_out():
    steps = bars._steps(reported(made(with_events=False)).result.totals.set_index("name"))
    assert "events" not in set(steps["name"])


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        ("saving", "About €21,000 a year is left when each euro counts once and extra work is paid"),
        ("no_difference", "It is not sure that more is saved than it takes"),
        ("loss", "It takes more than it saves"),
    ],
)
def test_the_title_of_the_saving(drawn, verdict, title):
    assert drawn("saving_figure", made(verdict))[1] == title


def test_the_costliest_topic_is_named_alone_only_beyond_the_next(drawn):
    assert drawn("cost_figure", made())[1] == "Contacts about factuur cost most"
    result = made()
    near = replace(result, topics=result.topics.assign(high_eur=result.topics["cost_eur_year"].max()))
    assert drawn("cost_figure", near)[1] == "Contacts about factuur and meterstand cost most"


def test_at_most_seven_topics_are_drawn_and_the_figure_says_so(drawn):
    figure, _title, alt = drawn("cost_figure", crowded(10))
    assert alt.count(";") == 6
    assert "the 7 largest topics" in " ".join(text.get_text() for text in figure.texts).replace("\n", " ")


def test_the_chosen_days_are_in_the_accent(drawn):
    figure, title, _alt = drawn("repeat_figure", made())
    assert title == "15% of the contacts repeat one of the 7 days before"
    coloured = [t.get_text() for t in figure.findobj(Annotation) if t.get_color() == COLOURS["accent"]]
    assert coloured == ["15%"]


def test_a_trend_is_drawn_only_when_it_is_shown(drawn):
    figure, title, _alt = drawn("month_figure", made(long_log=True))
    assert title == "Apart from the season, contacts grow by 6% a year"
    dashed = [line for line in figure.axes[0].lines if line.get_linestyle() == "--"]
    assert len(dashed) == 1
    figure, title, _alt = drawn("month_figure", made())
    assert title == "The log is too short to tell growth from the season"
    assert [line for line in figure.axes[0].lines if line.get_linestyle() == "--"] == []


def test_a_picture_is_drawn_with_words_for_who_cannot_see_it():
    for name in DRAWN:
        drawn = getattr(T, name)(reported(made()))
        assert drawn.width == 672 and drawn.png[:4] == b"\x89PNG" and len(drawn.alt) > 40
