"""What a report cell shows: as HTML, as plain text, and with labels a client made up."""

import base64
import io
import struct
import subprocess
import sys

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from PIL import Image

from cxkit.report.show import Answer, Chart, Masthead, Note, Prose, Table, chart
from cxkit.report.theme import COLOURS, themed

HOSTILE = ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "$x$", "a|b", "[x](javascript:alert(1))"]


def soup(shown) -> BeautifulSoup:
    return BeautifulSoup(shown._repr_html_(), "html.parser")


def groups() -> pd.DataFrame:
    return pd.DataFrame({"Group": ["8", "10", "All"], "Customers": ["400", "250", "650"]})


def test_importing_needs_no_drawing():
    code = "import sys, cxkit.report.show; sys.exit('matplotlib' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_answer_shows_its_four_parts():
    page = soup(Answer("€20,000", "between €12,000 and €31,000", "It is worth €20,000.", "estimated", "shown"))
    assert page.section["class"][:2] == ["cx-answer", "cx-shown"]
    shown = {css: page.select_one(css).text for css in (".cx-sentence", ".cx-euro", ".cx-interval", ".cx-tag")}
    assert list(shown.values()) == ["It is worth €20,000.", "€20,000", "between €12,000 and €31,000", "estimated"]


def test_an_answer_without_a_figure_leaves_out_what_it_lacks():
    answer = Answer("No difference shown", "", "", "", "none")
    assert [span["class"] for span in soup(answer).select("span")] == [["cx-euro"]]
    assert repr(answer) == "No difference shown"


def test_an_amount_stands_out_more_than_words_in_its_place():
    style = {tone: soup(Answer("x", "", "", "", tone)).span["style"] for tone in ("shown", "none", "hidden")}
    assert "2.2em" in style["shown"]
    assert style["none"] == style["hidden"] != style["shown"]


def test_a_table_can_be_read_aloud():
    page = soup(Table(groups(), title="Customers per group", notes=("One note.",), numeric=("Customers",), total=True))
    assert [cell["scope"] for cell in page.select("thead th")] == ["col", "col"]
    assert [cell.text for cell in page.select("tbody th[scope=row]")] == ["8", "10", "All"]
    assert page.figcaption.text == "Customers per group"
    assert page.select_one(".cx-notes").text == "One note."
    assert page.select_one(".cx-scroll")["aria-label"] == "Customers per group"


def test_figures_stand_right_and_the_total_apart():
    page = soup(Table(groups(), numeric=("Customers",), total=True))
    assert {cell["style"] for cell in page.select(".cx-number")} == {"text-align:right"}
    assert len(page.select(".cx-number")) == 4
    assert [row.text for row in page.select(".cx-total")] == ["All650"]


def test_a_table_without_rows_or_total_is_still_a_table():
    empty = groups().iloc[:0]
    assert soup(Table(empty, total=True)).select("tbody tr") == []
    assert repr(Table(empty)) == "Group  Customers"
    assert soup(Table(groups())).select(".cx-total") == []


def test_a_table_leaves_the_frame_as_it_was():
    frame = groups()
    Table(frame, title="x", numeric=("Customers",), total=True)._repr_html_()
    pd.testing.assert_frame_equal(frame, groups())


def test_head_and_note_and_prose():
    head = soup(Masthead("What it is worth", "Lichtstad Energie", "", "5 March 2026", "Draft"))
    assert (head.h1.text, head.p.text) == ("What it is worth", "Lichtstad Energie · 5 March 2026 · Draft")
    note = soup(Note("One in four answered.", "doubt")).aside
    assert (note["role"], note["class"][:2], note.text) == ("note", ["cx-note", "cx-doubt"], "One in four answered.")
    assert [p.text for p in soup(Prose("One.", "Two.")).select("p")] == ["One.", "Two."]


@pytest.mark.parametrize("label", HOSTILE)
def test_what_a_client_typed_stays_text(label):
    frame = pd.DataFrame({label: [label]})
    shown = [
        Answer(label, label, label, label, "shown"),
        Table(frame, title=label, notes=(label,)),
        Prose(label),
        Note(label),
        Masthead(label, label, label, label, label),
    ]
    for one in shown:
        page = soup(one)
        assert not page.select("script, img, a, [onerror]")
        assert label in page.text
        assert "mathjax_ignore" in page.find()["class"]


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_characters="\r")))  # HTML has one kind of line break
def test_any_text_comes_through_whole(text):
    assume(not text or text.strip(" \t\n\f"))  # the reader of these tests makes one blank of blanks alone
    for shown in (Prose(text), Note(text)):
        assert soup(shown).text == text


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1), min_size=1))
def test_a_printed_table_has_a_line_per_row_and_lines_of_one_width(labels):
    frame = pd.DataFrame({"Group": labels, "n": ["1"] * len(labels)})
    lines = repr(Table(frame, numeric=("n",))).split("\n")
    assert len(lines) == len(labels) + 1
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize(
    "make",
    [lambda: Answer("€1", "", "", "", "loud"), lambda: Note("x", "joke"), lambda: Table(groups(), numeric=("Euro",))],
)
def test_a_misspelt_choice_is_refused(make):
    with pytest.raises(ValueError, match="is not one of"):
        make()


def drawn(label: str = "Promoter"):
    with themed():
        figure, axes = plt.subplots()
        axes.bar([label], [1])
    return figure


def test_a_chart_is_drawn_once_at_twice_its_width_and_closed():
    figure = drawn()
    made = chart(figure, alt=" One bar ")
    width, height = struct.unpack(">II", made.png[16:24])
    assert (made.width, width, height) == (672, 1344, 840)
    assert not plt.fignum_exists(figure.number)


def test_a_chart_carries_its_words_and_nothing_that_varies():
    made = chart(drawn(), alt="One bar")
    data, metadata = made._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == made.png
    assert (repr(made), data["text/plain"]) == ("One bar", "One bar")
    assert metadata == {"image/png": {"alt": "One bar", "width": 672}}
    assert made == chart(drawn(), alt="One bar")
    assert b"Software" not in made.png


def test_a_chart_keeps_its_white_its_ink_and_its_accent():
    picture = Image.open(io.BytesIO(chart(drawn(), alt="One bar").png)).convert("RGB")
    colours = {"#{:02X}{:02X}{:02X}".format(*colour) for _, colour in picture.getcolors()}
    assert {"#FFFFFF", COLOURS["accent"], COLOURS["ink"]} <= colours


@pytest.mark.parametrize("alt", ["", " "])
def test_a_chart_without_words_is_refused(alt):
    figure = drawn()
    with pytest.raises(ValueError, match="alt text"):
        chart(figure, alt=alt)
    plt.close(figure)


@pytest.mark.parametrize("label", [*HOSTILE, r"$\frac$", "\U0001f600"])
def test_a_chart_draws_any_label_as_typed(label):
    assert isinstance(chart(drawn(label), alt="One bar"), Chart)
