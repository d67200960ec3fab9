"""The words every report shares: amounts, intervals, periods, names of columns, shortened labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.language import Language
from cxkit.report.wording import (
    between,
    column_words,
    euros,
    how_sure,
    interval_words,
    listed,
    over_period,
    plus_minus,
    run_from,
    shortened,
)

EN, NL = Language("en"), Language("nl")
AMOUNTS = st.floats(-1e7, 1e7, allow_nan=False)


def test_dutch_amounts_have_a_space_that_does_not_break():
    assert euros(12_544, 16_741, 14_643, language=NL) == "€\u00a015.000"
    assert between(12_544, 16_741, language=NL) == "tussen €\u00a013.000 en €\u00a017.000"
    assert run_from(-450, 1200, language=NL) == "€\u00a0-500 tot €\u00a01.200"
    assert plus_minus(12_544, 16_741, 14_643, language=NL) == "€\u00a015.000 ± €\u00a02.000"


def test_small_amounts_keep_cents_and_no_more():
    assert euros(1.234, 1.254, 1.2441, language=EN) == "€1.24"
    assert run_from(0.5, 3.5, language=EN) == "€0.5 to €3.5"


@given(AMOUNTS, st.floats(0.01, 1e6))
def test_an_interval_without_zero_is_not_written_with_a_zero(low, width):
    if low <= 0 <= low + width:
        return
    assert not {"€0", "€0.0", "€0.00", "-€0"} & set(between(low, low + width, language=EN).split())


def test_an_end_that_rounds_to_zero_keeps_a_digit():
    assert between(-7.1, -0.16, language=EN) == "between -€7 and -€0.2"


@pytest.mark.parametrize(
    ("period", "english", "dutch"),
    [
        ("year", "€10 a year", "€10 per jaar"),
        ("to date", "€10 to date", "€10 tot nu toe"),
        ("lifetime", "€10 over the customer's lifetime", "€10 over de hele klantduur"),
    ],
)
def test_an_amount_says_its_period(period, english, dutch):
    assert (over_period("€10", period, language=EN), over_period("€10", period, language=NL)) == (english, dutch)


@pytest.mark.parametrize("words", [how_sure, interval_words])
def test_what_is_assumed_has_a_range_and_no_confidence(words):
    assert words("assumed", language=EN) == "a range under assumptions"
    assert words("assumed", language=NL) == "een bandbreedte onder aannames"
    assert all("95%" in words(label, language=EN) for label in ("measured", "estimated", "benchmark"))


@pytest.mark.parametrize(
    ("name", "english", "dutch"),
    [
        ("cost_to_serve_eur_year", "cost to serve (€ a year)", "servicekosten (€ per jaar)"),
        ("fee_eur_month", "fee (€ a month)", "vergoeding (€ per maand)"),
        ("margin_eur_quarter", "margin (€ a quarter)", "marge (€ per kwartaal)"),
        ("refunds_eur", "refunds (€)", "terugbetalingen (€)"),
        ("tenure_months", "tenure (months)", "looptijd (maanden)"),
        ("cltv_eur", "CLTV (€)", "CLTV (€)"),
        ("segment", "segment", "segment"),
        ("wijk_nummer", "wijk nummer", "wijk nummer"),
    ],
)
def test_a_column_in_words(name, english, dutch):
    assert (column_words(name, language=EN), column_words(name, language=NL)) == (english, dutch)


def test_lists_in_words():
    assert [listed(["a", "b", "c"][:n], language=NL) for n in range(4)] == ["", "a", "a en b", "a, b en c"]


@given(st.text(min_size=1, max_size=400), st.integers(5, 40), st.integers(1, 3))
def test_a_shortened_label_fits(text, letters, lines):
    made = shortened(text, letters=letters, lines=lines).split("\n")
    assert len(made) <= lines
    assert all(len(line) <= letters for line in made)


@given(st.text(alphabet="abc de", min_size=1, max_size=20).map(str.strip).filter(bool))
def test_a_label_that_fits_is_left_as_it_is(text):
    assert shortened(text, letters=20) == " ".join(text.split(" ")) or "  " in text


def test_a_label_that_does_not_fit_ends_in_dots():
    assert shortened("x" * 300, letters=20) == "x" * 19 + "…"
    assert shortened("x" * 300, letters=20, lines=2) == "x" * 20 + "\n" + "x" * 19 + "…"


def test_a_label_of_blanks_only_takes_no_lines():
    assert shortened(" \n ", letters=5) == ""
