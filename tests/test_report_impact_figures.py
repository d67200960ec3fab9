"""How the figures of impact_measurement look and what they say: nothing over anything else, every figure's own."""

import importlib
from dataclasses import replace

import impact_made as made_up
import numpy as np
import pandas as pd
import pytest
from figure_words import boxes_of, check_words_apart, drawing
from impact_made import CALLED, OWNER, REPEATS, reported
from matplotlib import pyplot as plt
from matplotlib import rc_context
from matplotlib.colors import to_hex

from cxkit.report.impact.drawing import days
from cxkit.report.show import NoChart
from cxkit.report.theme import COLOURS

FIGURES = ("factors_figure", "pilot_figure", "expected_figure", "event_study_figure")
MODULES = {name: importlib.import_module(f"cxkit.report.impact.{name}") for name in FIGURES}
CASES = {
    "made": made_up.made(), "running": made_up.running(), "hidden": made_up.hidden(), "long": made_up.renamed(),
    "planned": made_up.only_planned(), "alone": made_up.stopped("no_control"),
    "few": made_up.stopped("too_few_units"), "harm": made_up.made("harm"), "exceeded": made_up.made("exceeded"),
}  # fmt: skip
LOSS, GAIN, BLUE, GREY = (COLOURS[name].lower() for name in ("loss", "gain", "accent", "muted"))


@pytest.fixture(scope="module")
def drawn():
    """Return a function that draws a figure once, and hands over the figure itself, with its title and alt text."""

    def draw(name, result, **given):
        return getattr(MODULES[name], name)(reported(result, **given))

    made = {}
    with pytest.MonkeyPatch.context() as patch, rc_context({"figure.max_open_warning": 0}):
        for own in drawing(patch, MODULES.values(), draw):

            def once(name, result, own=own, **given):
                key = (name, id(result), *given.items())
                if key not in made:
                    made[key] = (*own(name, result, **given), result)  # with the result, so that its id stays its own
                return made[key][:3]

            yield once


def told(figure):
    return [text for text, _box in boxes_of(figure)]


class Told(Exception):
    """What a figure says above itself, before it is laid out."""


def captions(name, result):
    """Return title and subtitle of a figure, without drawing it."""

    def tell(_drawn, title, subtitle):
        raise Told(title, subtitle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MODULES[name], "titled", tell)
        patch.setattr(MODULES[name], "_panel", lambda *given: None, raising=False)
        with pytest.raises(Told) as said:
            getattr(MODULES[name], name)(reported(result))
    plt.close()
    return said.value.args


def lines_of(axes, colour):
    """Return the courses drawn in a colour, as their heights."""
    solid = [line for line in axes.lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 2]
    return [line.get_ydata() for line in solid if to_hex(line.get_color()) == colour]


def with_rows(result, name, rows, **values):
    """Return a result with other values in rows of a frame."""
    frame = getattr(result, name)
    changed = {column: frame[column].where(~rows, value) for column, value in values.items()}
    return replace(result, **{name: frame.assign(**changed)})


@pytest.mark.parametrize(
    ("case", "name", "language"),
    [
        *(("made", name, "nl") for name in FIGURES), *(("long", name, "nl") for name in FIGURES[1:]),
        ("running", "pilot_figure", "nl"), ("planned", "factors_figure", "nl"), ("alone", "pilot_figure", "en"),
        ("hidden", "expected_figure", "nl"), ("few", "pilot_figure", "nl"), ("few", "expected_figure", "nl"),
    ],
)  # fmt: skip
def test_no_words_lie_over_others_or_outside_the_figure(drawn, case, name, language):
    figure, _title, alt = drawn(name, CASES[case], language=language)
    check_words_apart(figure)
    assert alt.endswith(".")


@pytest.mark.parametrize("name", FIGURES)
def test_a_result_of_nothing_gives_words_and_no_figure(name):
    found = getattr(MODULES[name], name)(reported(made_up.nothing()))
    assert isinstance(found, NoChart) and repr(found).endswith(".")


@pytest.mark.parametrize("name", FIGURES[1:])
def test_a_pilot_that_has_not_begun_is_not_drawn(name):
    assert isinstance(getattr(MODULES[name], name)(reported(CASES["planned"])), NoChart)


def test_a_hidden_pilot_has_no_course_and_no_realised_share(drawn):
    for name in ("pilot_figure", "event_study_figure"):
        figure, _title, alt = drawn(name, CASES["hidden"])
        assert len(figure.axes) == 1 and CALLED not in alt
    figure, _title, alt = drawn("expected_figure", CASES["hidden"])
    assert f"{CALLED}: hidden, expected 50% to 150%." in alt
    shares = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert shares == pytest.approx([0.892])


def test_a_factor_shows_its_course_its_band_its_target_and_its_latest_value(drawn):
    result = CASES["made"]
    figure, title, alt = drawn("factors_figure", result)
    panel = figure.axes[0]
    whole = result.series[(result.series["metric"] == REPEATS) & (result.series["pilot"] == "")]
    assert lines_of(panel, COLOURS["ink"].lower())[0] == pytest.approx(whole["mean"].to_numpy())
    band = next(patch for patch in panel.patches)
    assert (band.get_y(), band.get_y() + band.get_height()) == pytest.approx((0.233, 0.261))
    assert [line.get_ydata()[0] for line in panel.lines if to_hex(line.get_color()) == GAIN][0] == 0.2
    assert title == "Better than before: herhaalverkeer; worse: contacten per 100 klanten"
    assert "now 22.4%; target 20%" in told(figure)
    assert alt.startswith("Success factors over time: herhaalverkeer 22.4% in December 2025, by chance 23.3% to 26.1%")


def test_the_latest_value_is_coloured_by_whether_it_is_better(drawn):
    figure, _title, _alt = drawn("factors_figure", CASES["made"])
    dots = [to_hex(line.get_color()) for axes in figure.axes[:3] for line in axes.lines if line.get_markersize() == 9]
    assert dots == [GAIN, COLOURS["soft"].lower(), LOSS]


@pytest.mark.parametrize(
    ("outside", "improved", "title"),
    [
        (False, False, "Now no success factor lies outside what chance explains"),
        (True, True, "Better than before: NPS"), (True, False, "Worse than before: NPS"),
    ],
)  # fmt: skip
def test_the_title_says_which_factors_left_their_band(outside, improved, title):
    bands = CASES["made"].bands
    own = bands["metric"].eq("NPS")
    changed = bands.assign(outside=own & outside, improved=own & improved)
    assert captions("factors_figure", replace(CASES["made"], bands=changed))[0] == title


def test_events_are_numbered_in_the_order_of_the_list_and_those_outside_are_not_told(drawn):
    result = CASES["made"]
    figure, _title, _alt = drawn("factors_figure", result)
    words = "\n".join(told(figure))
    assert "1: Nieuwe website, 1 October 2024" in words and "(only where the pilot ran)" in words
    late = result.events.assign(date=pd.Timestamp("2031-01-01"))
    assert "numbers: events" in captions("factors_figure", result)[1]
    assert "numbers: events" not in captions("factors_figure", replace(result, events=late))[1]


def test_a_factor_measured_by_a_pilot_only_shows_both_arms(drawn):
    result = CASES["made"]
    figure, _title, _alt = drawn("factors_figure", result)
    own = result.series[result.series["metric"] == made_up.MINUTES]
    for arm, colour in (("pilot", BLUE), ("control", GREY)):
        line = lines_of(figure.axes[4], colour)[0]
        assert line == pytest.approx(own.loc[own["arm"] == arm, "mean"].to_numpy())


def test_factors_that_only_pilots_measure_are_drawn_without_a_band(drawn):
    figure, title, alt = drawn("factors_figure", made_up.only_arms())
    assert title == "Pilot and control group on what only pilots measure" and "grey band" not in " ".join(told(figure))
    assert not [patch for axes in figure.axes for patch in axes.patches]
    assert "afhandeltijd 7." in alt and " with the pilot and " in alt
    check_words_apart(figure)


def test_a_start_at_the_edge_of_a_panel_collides_with_nothing(drawn):
    """A pilot of which only the first weeks are measured has no room for words after its start."""
    found = CASES["made"]
    early = found.series[found.series["period"] <= "2025-05-12"]
    figure, _title, _alt = drawn("pilot_figure", replace(found, series=early))
    check_words_apart(figure)
    late = found.series[found.series["period"] >= "2025-04-28"]
    figure, _title, _alt = drawn("pilot_figure", replace(found, series=late))
    check_words_apart(figure)


def test_a_hidden_band_leaves_the_factor_out(drawn):
    series = CASES["made"].series
    result = with_rows(CASES["made"], "series", series["pilot"].eq("") & series["metric"].eq("NPS"), customers_n=5.0)
    assert "NPS" in drawn("factors_figure", CASES["made"])[2]
    assert "NPS" not in drawn("factors_figure", result)[2]


def test_the_pilot_stands_beside_its_control_with_its_start(drawn):
    result = CASES["made"]
    figure, title, alt = drawn("pilot_figure", result)
    panel, own = figure.axes[0], result.series[result.series["pilot"].eq(OWNER) & result.series["metric"].eq(REPEATS)]
    for arm, colour in (("pilot", BLUE), ("control", GREY)):
        assert lines_of(panel, colour)[0] == pytest.approx(own.loc[own["arm"] == arm, "mean"].to_numpy())
    start = days(["2025-05-05"])[0]
    assert any(list(line.get_xdata()) == [start, start] for line in panel.lines)
    assert title == f"Better than its control group: {OWNER}"
    assert "herhaalverkeer: 4.5 percentage points lower (between 2.8 and 6.1)" in told(figure)
    assert {"pilot", "control", "before", "after the start"} <= set(told(figure))
    assert f"{OWNER}, herhaalverkeer: 4.5 percentage points lower" in alt


def test_without_a_better_pilot_the_title_claims_none():
    assert captions("pilot_figure", CASES["running"])[0] == "No pilot is shown to do better than its control group"


def test_a_hidden_point_breaks_the_line(drawn):
    result = CASES["made"]
    rows = result.series["pilot"].eq(OWNER) & result.series["metric"].eq(REPEATS) & result.series["period"].isin(
        made_up.WEEKS[[20, 30]])  # fmt: skip
    few = with_rows(result, "series", rows, customers_n=4.0)
    few = with_rows(few, "series", ~rows & few.series["pilot"].eq(OWNER), customers_n=300.0)
    figure, _title, _alt = drawn("pilot_figure", few)
    line = lines_of(figure.axes[0], BLUE)[0]
    assert np.flatnonzero(np.isnan(line)).tolist() == [17, 20, 30]


def test_realised_lies_beside_expected_as_a_share_of_it(drawn):
    figure, title, alt = drawn("expected_figure", CASES["made"])
    axes = figure.axes[0]
    bars = [tuple(line.get_xdata()) for line in axes.lines if line.get_linewidth() == 8]
    assert np.ravel(bars) == pytest.approx([0.4, 1.6, 0.5, 1.5])
    real = [tuple(line.get_xdata()) for line in axes.lines if line.get_linewidth() == 2.5]
    assert np.ravel(real) == pytest.approx([0.566, 1.218, -0.12, 0.24])
    worth = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "D"]
    assert worth == pytest.approx([0.4, 0.5])
    assert title == f"As expected: {OWNER}"
    assert f"{OWNER}: as expected, expected 40% to 160%, realised 90% (60% to 120%)" in alt


@pytest.mark.parametrize(("case", "title"), [("exceeded", "More than expected: "), ("harm", "Not as expected: ")])
def test_the_title_says_how_it_turned_out(case, title):
    assert captions("expected_figure", CASES[case])[0].startswith(title + OWNER)


def test_an_effect_far_out_does_not_press_the_others_together(drawn):
    far = with_rows(CASES["made"], "pilots", CASES["made"].pilots["pilot"].eq(CALLED), ratio=-40.0, ratio_low=-60.0,
                    ratio_high=-20.0)  # fmt: skip
    figure, _title, alt = drawn("expected_figure", far)
    assert figure.axes[0].get_xlim()[0] > -4 and "realised −4,000%" in alt


def test_differences_stand_per_period_grey_before_and_blue_after(drawn):
    result = CASES["made"]
    figure, title, alt = drawn("event_study_figure", result)
    own = result.event_study[result.event_study["pilot"] == OWNER]
    for after, colour in ((False, GREY), (True, BLUE)):
        dots = [line.get_ydata() for line in figure.axes[0].lines
                if to_hex(line.get_color()) == colour and line.get_marker() == "o"]  # fmt: skip
        assert dots[0] == pytest.approx(own.loc[(own["steps"] >= 0) == after, "estimate"].to_numpy())
    assert title == "Before the start nothing shows that pilot and control group moved apart"
    apart = ((own["low"] > 0) | (own["high"] < 0)) & (own["steps"] >= 0)
    assert f"{OWNER}, differs in 0 of 17 periods before the start and {apart.sum()} of 25 after it" in alt


def test_moving_apart_before_the_start_is_the_title():
    title, _subtitle = captions("event_study_figure", made_up.stopped("pre_trend"))
    assert title == f"Already moved apart before the start: {CALLED}"


def test_without_a_check_nothing_is_claimed_of_before():
    result = CASES["made"]
    unchecked = replace(result, checks=result.checks.iloc[:0])
    assert captions("event_study_figure", unchecked)[0] == "How pilot and control group differ in each period"
