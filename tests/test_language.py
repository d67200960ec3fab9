import datetime as dt
import io

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from cxkit import language
from cxkit.delivery.translate import po_text
from cxkit.language import LANGUAGES, LOCALE_DIR, Language, catalogue, read_catalogue

NBSP = "\u00a0"
BABEL = {"en": "en_GB", "nl": "nl_NL"}
codes = st.sampled_from(LANGUAGES)
cents = st.integers(-(10**13), 10**13)


@pytest.mark.parametrize(
    ("amount", "decimals", "english", "dutch"),
    [
        (1234.5, 2, "€1,234.50", "€ 1.234,50"),
        (-1234.5, 2, "-€1,234.50", "€ -1.234,50"),
        (-1234, 0, "-€1,234", "€ -1.234"),
        (0, 0, "€0", "€ 0"),
        (-0.0, 2, "€0.00", "€ 0,00"),
        (-0.4, 0, "€0", "€ 0"),
        (-0.004, 2, "€0.00", "€ 0,00"),
        (123_456_789_012, 0, "€123,456,789,012", "€ 123.456.789.012"),
        (1e15, 0, "€1,000,000,000,000,000", "€ 1.000.000.000.000.000"),
    ],
)
def test_euros_as_each_language_writes_them(amount, decimals, english, dutch):
    assert Language("en").euro(amount, decimals=decimals) == english
    assert Language("nl").euro(amount, decimals=decimals) == dutch.replace("€ ", f"€{NBSP}")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.5, 0, "1"), (2.5, 0, "3"), (-2.5, 0, "-3"), (1234.5, 0, "1,235"), (1.005, 2, "1.01"), (0.499999, 0, "0")],
)
def test_a_half_goes_away_from_zero_as_in_a_workbook(value, decimals, text):
    assert Language("en").number(value, decimals=decimals) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(0.285, 0, "29%"), (0.1234, 1, "12,3%"), (-0.05, 0, "-5%"), (1, 0, "100%")]
)
def test_shares(value, decimals, text):
    assert Language("nl").share(value, decimals=decimals) == text


@given(codes, cents)
def test_a_number_is_read_back_as_it_was_written(code, n):
    text = Language(code).number(n / 100, decimals=2)
    assert parse_decimal(text, locale=BABEL[code], strict=True) * 100 == n


@given(codes, cents)
def test_an_amount_is_read_back_as_it_was_written(code, n):
    text = Language(code).euro(n / 100, decimals=2).replace("€", "").replace(NBSP, "")
    assert parse_decimal(text, locale=BABEL[code], strict=True) * 100 == n


@given(codes, st.integers(-(10**6), 10**6))
def test_a_share_is_read_back_as_it_was_written(code, n):
    text = Language(code).share(n / 10_000, decimals=2).removesuffix("%")
    assert parse_decimal(text, locale=BABEL[code], strict=True) * 100 == n


def test_dates_in_words():
    day = dt.date(2026, 3, 5)
    assert [Language(code).date(day) for code in LANGUAGES] == ["5 March 2026", "5 maart 2026"]


def test_a_message_in_dutch_with_its_places_filled():
    assert Language("nl")("row {row}", row=9) == "rij 9"
    assert Language("en")("row {row}", row=9) == "row 9"


def test_a_message_that_is_not_in_the_catalogue_stays_english():
    assert Language("nl")("no such message {n}", n=1) == "no such message 1"


@pytest.fixture
def dutch(monkeypatch):
    known = {"{n} row of {file}": ("{n} rij van {file}", "{n} rijen van {file}")}
    monkeypatch.setattr(language, "catalogue", lambda code: known if code == "nl" else {})


@pytest.mark.parametrize(
    ("code", "n", "text"),
    [
        ("nl", 0, "0 rijen van x"),
        ("nl", 1, "1 rij van x"),
        ("nl", 1200, "1.200 rijen van x"),
        ("en", 0, "0 rows of x"),
        ("en", 1, "1 row of x"),
        ("en", 1200, "1,200 rows of x"),
    ],
)
def test_one_or_many(dutch, code, n, text):
    assert Language(code).plural("{n} row of {file}", "{n} rows of {file}", n, file="x") == text


def by_babel(text):
    """Return what a catalogue holds, read by Babel: the witness of our own, faster reader."""
    messages = read_po(io.BytesIO(text.encode("utf-8")), locale="nl")
    ready = [m for m in messages if m.id and not m.fuzzy and m.string and all(m.string)]
    return {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in ready}


def test_the_catalogue_is_read_as_babel_reads_it():
    text = (LOCALE_DIR / "nl" / "cxkit.po").read_text(encoding="utf-8")
    assert read_catalogue(text) == by_babel(text) == catalogue("nl")
    assert len(catalogue("nl")) > 100


signs = st.sampled_from('ab é€"\\\n\t#{}%')
words, messages = st.text(signs, max_size=12), st.text(signs, min_size=1, max_size=12)
entries = st.one_of(st.tuples(messages, words), st.tuples(st.tuples(messages, words), st.tuples(words, words)))


@given(st.lists(st.tuples(entries, st.booleans())))
def test_any_catalogue_is_read_as_babel_reads_it(given_entries):
    written = Catalog(locale="nl")
    for (message, translation), fuzzy in given_entries:
        written.add(message, translation, flags=["fuzzy"] if fuzzy else [])
    assert read_catalogue(po_text(written)) == by_babel(po_text(written))
