"""How the figures of roi look and what they say: nothing over anything else, every amount the result's own."""

import importlib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from figure_words import boxes_of, check_words_apart, drawing
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from roi_made import flat, free, made, measure_of, nothing, renamed, reported, with_irr

from cxkit.report.roi.department_figure import SHARPEST, department_matrix, shade
from cxkit.report.roi.names import two_digits
from cxkit.report.show import Chart, NoChart
from cxkit.report.theme import COLOURS

FIGURES = {  # function to its module
    "waterfall_figure": "waterfall_figure", "cash_figure": "cash_figure", "tornado_figure": "tornado_figure",
    "spread_figure": "spread_figure", "department_figure": "department_figure", "npv_curve_figure": "curve_figure",
    "pause_figure": "pause_figure", "aims_figure": "aims_figure",
}  # fmt: skip
MODULES = {name: importlib.import_module(f"cxkit.report.roi.{module}") for name, module in FIGURES.items()}
LOSS, GAIN = COLOURS["loss"].lower(), COLOURS["accent"].lower()


def larger(result, times):
    """Return a result of a firm so many times as large."""
    euros = ("eur", "low", "high", "npv_low", "npv_high")
    frames = {}
    for name in ("steps", "totals", "cash", "spread", "tornado", "pause", "departments", "npv_curve"):
        frame = getattr(result, name)
        columns = [c for c in frame if c.endswith(("_eur", "_eur_year", *euros)) or c == "eur_year"]
        frames[name] = frame.assign(**{column: frame[column] * times for column in columns})
    measures = result.measures
    own = measures["unit"] == "EUR"
    frames["measures"] = measures.assign(
        **{c: measures[c].where(~own, measures[c] * times) for c in ("value", "low", "high", "naive")}
    )
    cost = {name: result.facts[name] * times for name in ("pause_cost_eur", "pause_cost_low", "pause_cost_high")}
    return replace(result, **frames, facts=result.facts | cost)


def longer(result, years):
    """Return a result that looks so many years ahead; the last year repeats itself."""

    def repeated(frame):
        last = frame.iloc[[-1]]
        later = [last.assign(year=year) for year in range(int(last["year"].iloc[0]) + 1, years + 1)]
        return pd.concat([frame, *later], ignore_index=True)

    return replace(result, cash=repeated(result.cash), pause=repeated(result.pause))


def with_aims(result, rows):
    """Return a result with other aims: name to now, lowest and highest expected."""
    frame = pd.DataFrame([(name, *scores) for name, scores in rows.items()], columns=["aim", "now", "low", "high"])
    return replace(result, aims=frame.assign(change_low=frame["low"] - frame["now"],
                                             change_high=frame["high"] - frame["now"]))  # fmt: skip


MADE = {verdict: made(verdict) for verdict in ("pays", "may_pay", "may_not_pay", "does_not_pay", "no_benefit")}
RESULTS = MADE | {
    "long names": renamed(MADE["may_pay"]), "large": larger(MADE["may_pay"], 400), "long": longer(MADE["may_pay"], 20),
    "no rate": with_irr(MADE["may_pay"], "none"), "two rates": with_irr(MADE["may_pay"], "several"),
}  # fmt: skip


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a figure and hands over the figure itself, with its title and alt text."""

    def draw(name, result, **given):
        return getattr(MODULES[name], name)(reported(result, **given))

    yield from drawing(monkeypatch, MODULES.values(), draw)


def told(figure):
    return [text for text, _box in boxes_of(figure)]


@pytest.mark.parametrize(
    ("case", "name"),
    [
        *(("may_pay", name) for name in ("waterfall_figure", "cash_figure", "spread_figure")),
        *(("may_pay", name) for name in ("pause_figure", "aims_figure")), ("two rates", "npv_curve_figure"),
        *(("long names", name) for name in ("tornado_figure", "department_figure")),
        *(("large", name) for name in ("waterfall_figure", "cash_figure", "tornado_figure", "spread_figure")),
        *(("large", name) for name in ("department_figure", "pause_figure")), ("long", "cash_figure"),
        *(("does_not_pay", name) for name in ("cash_figure", "spread_figure", "pause_figure")),
        ("pays", "spread_figure"),
    ],
)  # fmt: skip
def test_no_words_lie_over_others_or_outside_the_figure(drawn, case, name):
    figure, _title, alt = drawn(name, RESULTS[case], language="nl")
    check_words_apart(figure)
    assert alt.endswith(".")


@pytest.mark.parametrize("name", FIGURES)
def test_a_result_of_nothing_gives_words_and_no_figure(name):
    found = getattr(MODULES[name], name)(reported(nothing()))
    assert isinstance(found, NoChart)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("result", [flat("pays"), flat("does_not_pay"), free(), nothing()])
def test_every_figure_is_drawn_or_says_why_not(name, result):
    found = getattr(MODULES[name], name)(reported(result, aims={}))
    assert isinstance(found, Chart | NoChart)


def test_without_ranges_no_spread_is_drawn_and_no_band_named(drawn):
    found = MODULES["spread_figure"].spread_figure(reported(flat()))
    assert repr(found) == "No ranges were given, so nobody knows how the net present value can turn out."
    _figure, title, alt = drawn("cash_figure", flat())
    assert title.startswith("Expected to be earned back") and " to €" not in alt
    for name in ("waterfall_figure", "pause_figure"):
        assert "(" not in drawn(name, flat())[2]


def test_a_sure_outcome_but_for_a_small_chance_is_said_in_words():
    result = flat()
    lines = result.lines.assign(success_probability=0.99)
    found = MODULES["spread_figure"].spread_figure(reported(replace(result, lines=lines)))
    usual = two_digits(measure_of(result, "npv"), reported(result))
    assert repr(found) == f"In nearly every case the net present value comes out at {usual}."


def test_the_waterfall_goes_down_from_all_added_up_to_what_counts(drawn):
    figure, title, alt = drawn("waterfall_figure", RESULTS["may_pay"])
    steps = RESULTS["may_pay"].steps.set_index("step")["eur_year"]
    bars = [bar for bar in figure.axes[0].patches if isinstance(bar, Rectangle)]
    assert [bar.get_width() for bar in bars] == pytest.approx(steps.tolist())
    assert bars[0].get_x() == bars[-1].get_x() == 0
    taken = [bar for bar, step in zip(bars, steps.index, strict=True) if step not in ("gross", "net", "counted")]
    assert {to_hex(bar.get_facecolor()) for bar, eur in zip(taken, steps.drop(["gross", "net", "counted"]), strict=True)
            if eur < 0} == {LOSS}  # fmt: skip
    assert taken[-1].get_x() + taken[-1].get_width() == pytest.approx(steps["counted"])
    assert title == f"Of every €100 that adding up would give, €{round(100 * steps['counted'] / steps['gross'])} counts"
    assert alt.startswith("What counts of the benefits, in € a year: All results added up €")


def test_steps_that_take_nothing_are_not_drawn():
    rows = pd.DataFrame(
        {"step": ["gross", "same_customers", "net", "leaves", "counted"], "eur_year": [9.0, 0, 9, -2, 7]}
    )
    placed = MODULES["waterfall_figure"].placed_steps(rows)
    assert placed[["step", "start", "end"]].to_numpy().tolist() == [
        ["gross", 0, 9], ["net", 0, 9], ["leaves", 9, 7], ["counted", 0, 7]]  # fmt: skip


def test_nothing_counts_is_said(drawn):
    _figure, title, _alt = drawn("waterfall_figure", RESULTS["no_benefit"])
    assert title == "Of what adding up would give, nothing is left"


def test_the_payback_stands_where_the_cash_crosses_zero(drawn):
    result = RESULTS["may_pay"]
    figure, title, alt = drawn("cash_figure", result)
    back = result.measures.set_index("name").loc["payback", "value"]
    crossing = np.interp(0, result.cash["cumulative_eur"], result.cash["year"])
    mark = [line for line in figure.axes[0].lines if line.get_markerfacecolor() == "white"]
    assert [float(x) for x in mark[0].get_xdata()] == pytest.approx([back]) and back == pytest.approx(
        crossing, abs=1e-9
    )
    assert f"about {round(12 * back)} months" in told(figure)
    assert title == f"Expected to be earned back after about {round(12 * back)} months"
    assert alt.endswith(f"It earns itself back after about {round(12 * back)} months.")


def test_what_is_surely_earned_back_is_said_without_reserve(drawn):
    _figure, title, _alt = drawn("cash_figure", RESULTS["pays"])
    assert title.startswith("Earned back after about")


def test_what_is_not_earned_back_has_no_mark(drawn):
    figure, title, _alt = drawn("cash_figure", RESULTS["does_not_pay"])
    assert title == "Not earned back within 3 years"
    assert not [line for line in figure.axes[0].lines if line.get_markerfacecolor() == "white"]


def test_the_tornado_puts_the_largest_first_and_worse_apart_from_better(drawn):
    result = RESULTS["may_pay"]
    figure, title, _alt = drawn("tornado_figure", result)
    npv = result.measures.set_index("name").loc["npv", "value"]
    bars = [bar for bar in figure.axes[0].patches if isinstance(bar, Rectangle)]
    widths = np.abs([bar.get_width() for bar in bars]).reshape(-1, 2).sum(axis=1)
    assert len(widths) == 8 and (np.diff(widths) <= 1e-6).all()
    assert all(to_hex(bar.get_facecolor()) == (LOSS if bar.get_width() < 0 else GAIN) for bar in bars)
    assert {round(bar.get_x(), 6) for bar in bars} == {round(npv, 6)}
    assert title == "“Chance that it comes about” matters most, but no single assumption turns it into a loss"


def test_costs_that_rise_lie_on_the_worse_side(drawn):
    rows = RESULTS["may_pay"].tornado.query("kind == 'cost'")
    figure, _title, _alt = drawn("tornado_figure", replace(RESULTS["may_pay"], tornado=rows))
    first, second = [bar for bar in figure.axes[0].patches if isinstance(bar, Rectangle)][:2]
    assert (to_hex(first.get_facecolor()), to_hex(second.get_facecolor())) == (GAIN, LOSS)


def test_an_assumption_that_turns_it_is_named(drawn):
    result, npv = RESULTS["may_pay"], RESULTS["may_pay"].measures.set_index("name").loc["npv", "value"]
    tornado = result.tornado.assign(npv_low=np.where(result.tornado["input"] == "ramp_up", -1.0, npv))
    _figure, title, _alt = drawn("tornado_figure", replace(result, tornado=tornado))
    assert title == "Can alone turn it into a loss: Share of the effect reached, year by year"
    _figure, title, _alt = drawn("tornado_figure", replace(result, tornado=tornado.assign(npv_low=-1.0)))
    assert title == f"{len(tornado)} assumptions can each turn it into a loss alone"


def test_the_range_of_an_assumption_is_written_in_its_own_unit():
    text, report = MODULES["tornado_figure"].range_text, reported(RESULTS["may_pay"])
    row = {"low_value": 0.06, "high_value": 0.1, "kind": "setting"}
    assert text(row | {"input": "discount_rate_year"}, report) == "6.0% to 10.0%"
    assert (
        text({"low_value": 0.75, "high_value": 1.25, "kind": "setting", "input": "ramp_up"}, report) == "-25% to +25%"
    )
    assert text({"low_value": 9_000.0, "high_value": 19_000.0, "kind": "line", "input": "x"}, report) == (
        "€9,000 to €19,000")  # fmt: skip


def test_the_spread_divides_at_zero_and_says_how_often(drawn):
    result = RESULTS["may_pay"]
    figure, title, alt = drawn("spread_figure", result)
    bars = [bar for bar in figure.axes[0].patches if isinstance(bar, Rectangle) and bar.get_width() > 0]
    assert all((bar.get_x() + bar.get_width() <= 1e-6) == (to_hex(bar.get_facecolor()) == LOSS) for bar in bars)
    areas = sum(bar.get_width() * bar.get_height() for bar in bars)
    width = (result.spread["high_eur"] - result.spread["low_eur"]).iloc[0]
    assert areas == pytest.approx(width * result.spread["draws_n"].sum())
    share = result.facts["pays_share"]
    assert title == f"It brings more than it costs in {round(100 * share)} of 100 cases"
    assert {f"{round(100 * share)}% above zero", f"{round(100 * (1 - share))}% below zero"} <= set(told(figure))
    assert f"above zero in {round(100 * share)}% of the cases." in alt


def test_the_middle_of_a_histogram_has_half_on_both_sides():
    rng = np.random.default_rng(3)
    draws = rng.normal(5_000, 2_000, 20_001)
    counts, edges = np.histogram(draws, 60)
    spread = pd.DataFrame({"low_eur": edges[:-1], "high_eur": edges[1:], "draws_n": counts})
    assert MODULES["spread_figure"].median_of(spread) == pytest.approx(np.median(draws), abs=20)


def test_nearly_never_and_nearly_always_are_no_hundred_percent(drawn):
    result = RESULTS["may_pay"]
    for share, words in ((0.999, "nearly every"), (0.001, "hardly any")):
        _figure, title, _alt = drawn("spread_figure", replace(result, facts=result.facts | {"pays_share": share}))
        assert title == f"It brings more than it costs in {words} case"


def test_cells_of_departments_add_up_to_the_net():
    table = department_matrix(RESULTS["may_pay"].departments)
    assert table["net"].sum() == pytest.approx(RESULTS["may_pay"].departments["eur_year"].sum())
    assert table["net"].tolist() == sorted(table["net"], reverse=True)
    assert list(table.columns) == ["margin", "saving", "extra_work", "effort", "costs", "net"]


def test_small_departments_stand_together():
    rows = pd.DataFrame([(f"Afdeling {n}", "", "margin", 100.0 * n) for n in range(1, 13)],
                        columns=["department", "owner", "kind", "eur_year"])  # fmt: skip
    table = department_matrix(rows)
    assert len(table) == 8 and table.loc["others", "net"] == sum(100 * n for n in range(1, 6))


def test_departments_that_give_more_are_named_the_largest_first(drawn):
    figure, title, alt = drawn("department_figure", RESULTS["may_pay"])
    nets = department_matrix(RESULTS["may_pay"].departments)["net"]
    assert title == "IT, HR and Backoffice give more than they gain"
    assert nets.idxmin() == "IT" and (nets < 0).sum() == 3
    assert "Together" in told(figure) and "No department named: extra margin" in alt


def luminance(colour):
    """Return how light a colour is to the eye, 0 black to 1 white (WCAG 2)."""
    parts = np.array(colour)
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("name", ["accent", "loss"])
def test_amounts_can_be_read_in_the_sharpest_cell(name):
    cell, ink = (luminance(shade(COLOURS[colour], share)) for colour, share in ((name, SHARPEST), ("ink", 1.0)))
    assert (cell + 0.05) / (ink + 0.05) >= 4.5


@pytest.mark.parametrize("status", ["none", "several"])
def test_the_curve_is_drawn_only_without_one_rate_of_return(drawn, status):
    _figure, title, _alt = drawn("npv_curve_figure", with_irr(RESULTS["may_pay"], status))
    assert (
        title
        == {
            "none": "At no discount rate is exactly nothing left",
            "several": "Nothing is left at 12% and 87%: there is no single rate of return",
        }[status]
    )
    quiet = MODULES["npv_curve_figure"].npv_curve_figure(reported(RESULTS["may_pay"]))
    assert isinstance(quiet, NoChart) and repr(quiet) == ""


def test_the_curve_marks_the_rate_that_is_used(drawn):
    result = RESULTS["two rates"]
    figure, _title, _alt = drawn("npv_curve_figure", result)
    npv = np.interp(0.08, result.npv_curve["rate"], result.npv_curve["npv_eur"])
    mark = next(
        line for line in figure.axes[0].lines if len(line.get_xdata()) == 1 and line.get_color() == COLOURS["accent"]
    )
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (0.08, pytest.approx(npv))


def test_a_pause_shows_both_ends_and_its_cost(drawn):
    figure, title, _alt = drawn("pause_figure", RESULTS["may_pay"])
    assert title.startswith("A pause in year 2 costs about €")
    assert sum(text.startswith(("as planned\n", "with a pause\n")) for text in told(figure)) == 2
    unasked = MODULES["pause_figure"].pause_figure(reported(RESULTS["may_pay"], pause_year=0))
    assert repr(unasked) == "No pause was asked for."


@pytest.mark.parametrize(
    ("cost", "words"),
    [((-900.0, -1400.0, -400.0), "saves about €900"), ((900.0, -400.0, 2200.0), "but that is not sure")],
)
def test_a_pause_that_saves_or_may_cost_nothing_says_so(drawn, cost, words):
    facts = dict(zip(("pause_cost_eur", "pause_cost_low", "pause_cost_high"), cost, strict=True))
    result = RESULTS["may_pay"]
    _figure, title, _alt = drawn("pause_figure", replace(result, facts=result.facts | facts))
    assert words in title


def test_aims_stand_on_their_own_scale_the_largest_change_first(drawn):
    rows = {"trust": (6.0, 6.0, 6.2), "reputation": (6.1, 6.5, 7.1), "Eigen doel": (5.0, 4.0, 4.5)}
    figure, title, _alt = drawn("aims_figure", with_aims(RESULTS["may_pay"], rows))
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Reputation", "Customers' trust", "Eigen doel"]
    assert axes.get_xlim()[0] < 0 and axes.get_xlim()[1] > 10
    assert title == "Expected to rise most: reputation"
    assert [text for text in told(figure) if text.startswith(("+", "-", "0.0"))] == [
        "+0.4 to +1.0",
        "0.0 to +0.2",
        "-1.0 to -0.5",
    ]  # noqa: E501


def test_no_aim_that_rises_is_said(drawn):
    _figure, title, _alt = drawn("aims_figure", with_aims(RESULTS["may_pay"], {"trust": (6.0, 5.0, 6.0)}))
    assert title == "No aim beside the euros is expected to rise"


def test_what_cannot_be_drawn_says_why():
    found = MODULES["cash_figure"].cash_figure(reported(nothing()))
    assert isinstance(found, NoChart) and repr(found)
