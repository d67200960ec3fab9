"""What the tables and figures of a valuation show: no amount without a difference, no title beyond the data."""

import re

import pytest
from engagements import by_score, customers, spread
from matplotlib import pyplot as plt
from reports import FIGURES, captioned, in_dutch, report_of
from valuations import CASES, report, told

import cxkit as cx
from cxkit.report.show import NoChart
from cxkit.report.valuation import figures

V = cx.valuation
LABELS = [
    "<script>alert(1)</script>",
    '=HYPERLINK("x")',
    "$x$ and $y$",
    "[x](javascript:alert(1))",
    "a|b",
    "no end " * 43,
    "x" * 300,
    "\N{GRINNING FACE} blij",
]


def including_zero(frame):
    return frame[(frame["low_eur"] <= 0) & (frame["high_eur"] >= 0)]


@pytest.mark.parametrize("name", CASES)
def test_no_amount_stands_where_the_interval_includes_zero(name):
    shown, result = report(name), report(name).result
    table = V.matrix_table(shown).frame.set_index("From ↓ to →")
    for row in including_zero(result.matrix[result.matrix["reading"] == result.headline]).to_dict("records"):
        assert table.loc[row["from"], row["to"]] == "no difference"
        assert f"{row['from']} → {row['to']} no difference" in told(name).english["matrix_figure"] or len(table) > 6
    amounts = V.reading_table(shown).frame.iloc[:, 1]
    for row in including_zero(result.readings).index:
        assert amounts[row] == "no difference shown"
    assert told(name).english["reading_figure"].count("no difference shown (") == len(including_zero(result.readings))
    for frame, table in ((result.waves, V.wave_table(shown)), (result.sensitivity, V.sensitivity_table(shown))):
        for row in including_zero(frame).index:
            assert table.frame.iloc[row, 1] == "no difference shown"


@pytest.mark.parametrize("name", CASES)
def test_no_title_has_an_amount_when_the_answer_has_none(name):
    if report(name).result.verdict in ("difference", "reversed"):
        return
    title = captioned("reading_figure", report(name)).split("\n")[0]
    assert not re.search(r"holds up|larger|a difference is shown", title)
    assert "€" not in title


def title(figure: str, name: str) -> str:
    return told(name).english[figure].split("\n")[0]


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("up", "The difference holds up"),
        ("lifetime", "As observed, a difference is shown"),
        ("reversed", "As observed, a difference is shown"),
        ("no difference", "No reading shows a difference"),
        ("not monotone", "Value does not rise with the score"),
        ("by segment", "As observed, a difference is shown"),
        ("hidden", "No reading can be shown."),
    ],
)
def test_the_finding_of_the_readings(name, finding):
    assert title("reading_figure", name) == finding


READINGS = {
    "falls away": ([(100, 60, 140), (5, -35, 45)], "At equal covariates, no difference is shown"),
    "turns round": ([(100, 60, 140), (-80, -120, -40)], "At equal covariates, the difference turns round"),
    "appears": ([(5, -35, 45), (100, 60, 140)], "At equal covariates, a difference is shown"),
    "holds": ([(100, 60, 140), (90, 50, 130)], "The difference holds up"),
    "shrinks": ([(100, 60, 140), (42, 32, 52)], "About 40% of the observed difference holds up"),
    "all but goes": ([(100, 60, 140), (3, 1, 5)], "About 3% of the observed difference holds up"),
    "grows": ([(100, 60, 140), (200, 150, 250)], "The difference is larger than it looks"),
    "down, shrinks": ([(-100, -140, -60), (-42, -52, -32)], "About 40% of the observed difference holds up"),
}


@pytest.mark.parametrize("name", READINGS)
def test_a_title_says_no_more_than_its_interval_bears_out(name):
    values, finding = READINGS[name]
    rows = report("by segment, adjusted").result.readings.head(2).drop(columns=["value_eur", "low_eur", "high_eur"])
    rows = rows.assign(
        **{column: [v[i] for v in values] for i, column in enumerate(("value_eur", "low_eur", "high_eur"))}
    )
    rows = rows.assign(status=["no_difference" if v[1] <= 0 <= v[2] else "shown" for v in values])
    assert figures._reading_title(rows, report("by segment, adjusted")) == finding


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("not monotone", "As observed, value does not rise evenly with the score"),
        ("lifetime", "As observed, group promoter is worth €143 more per customer than group detractor"),
        ("by segment", "As observed, group B is worth €50 more per customer than group A"),
    ],
)
def test_the_finding_of_the_groups(name, finding):
    assert title("group_figure", name) == finding


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("not monotone", "Value rises between some groups and falls between others"),
        ("to date", "From detractor to promoter is worth €5,000 per 100 customers"),
        ("hidden", "Too few groups can be shown to compare them."),
    ],
)
def test_the_finding_of_the_grid(name, finding):
    assert title("matrix_figure", name) == finding


def test_groups_that_do_not_differ_have_no_gain_in_a_title():
    flat = by_score({3: spread(100, 50), 7: spread(100.2, 50), 9: spread(100.1, 50)})
    same = report_of(*flat)
    assert captioned("group_figure", same).startswith("As observed, the groups do not differ beyond chance")
    assert captioned("matrix_figure", same).startswith("No shift upwards shows a gain")


def test_waves_show_the_difference_when_each_does_in_the_same_direction():
    assert title("wave_figure", "two waves") == "Not every wave shows the difference"
    waves = report("two waves").result.waves.assign(status="shown")
    for values, every in (([10.0, 20.0], True), ([10.0, -20.0], False)):
        finding = figures._wave_title(waves.assign(value_eur=values), report("two waves"))
        assert (finding == "Every wave shows the difference") is every


@pytest.mark.parametrize("name", ["up", "to date", "lifetime", "horizon", "assumed", "by segment"])
def test_every_figure_says_period_and_kind_of_interval(name):
    period = {"to date": "to date", "lifetime": "lifetime", "horizon": "over 5 years"}.get(name, "a year")
    for figure in ("group_figure", "reading_figure", "matrix_figure"):
        subtitle = told(name).english[figure].split("\n")[1]
        assert period in subtitle
        assert "the 95% interval" in subtitle or "a range under assumptions" in subtitle


def laid_out(name: str, shown) -> tuple:
    """Return a figure's texts with their boxes in pixels, and its width and height."""
    kept = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "chart", lambda figure, alt: kept.append(figure))
        made = getattr(V, name)(shown)
    if isinstance(made, NoChart):
        return [], 0, 0
    (figure,) = kept
    figure.canvas.draw()
    (axes,) = figure.axes
    ticks = [tick.label1 for tick in axes.yaxis._update_ticks()] + [
        tick.label2 if axes.xaxis.get_ticks_position() == "top" else tick.label1 for tick in axes.xaxis._update_ticks()
    ]
    texts = [*figure.texts, *axes.texts, axes.xaxis.label, axes.yaxis.label, *ticks]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text()]
    width, height = figure.canvas.get_width_height()
    plt.close(figure)
    return boxes, width, height


@pytest.fixture(scope="module")
def hostile():
    """Return the report of a client with odd names of segments; the first six fit in the grid."""
    held = customers([m for i in range(6) for m in spread(100 + 20 * i, 30)])
    held = held.assign(segment=[label for label in LABELS[:6] for _ in range(30)])
    return report_of(held, None, group_by="segment", shifts=[[LABELS[0], LABELS[5], 10]])


@pytest.fixture(scope="module")
def many():
    """Return the report of a client with more segments than a grid holds, one with a name of 300 letters."""
    held = customers([m for i in range(8) for m in spread(100 + 20 * i, 30)])
    held = held.assign(segment=[label for label in LABELS for _ in range(30)])
    return report_of(held, None, group_by="segment", shifts=[[LABELS[0], LABELS[6], 10]])


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")
@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("name", ["up", "two waves", "by segment, none", "hostile", "many"])
def test_every_text_lies_in_the_picture_and_none_covers_another(figure, name, hostile, many):
    shown = {"hostile": hostile, "many": many}.get(name) or report(name)
    boxes, width, height = laid_out(figure, in_dutch(shown))
    for text, box in boxes:
        assert box.x0 >= -1 and box.x1 <= width + 1, text
        assert box.y0 >= -1 and box.y1 <= height + 1, text
    covering = [
        (one, two)
        for i, (one, a) in enumerate(boxes)
        for two, b in boxes[i + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]
    assert not covering


def test_a_name_of_300_letters_is_whole_in_the_table_and_short_in_the_figure(many):
    assert "x" * 300 in repr(V.group_table(many))
    assert "x" * 300 in V.group_figure(many).alt
    assert "x" * 50 not in captioned("reading_figure", many).split("\n")[1]
