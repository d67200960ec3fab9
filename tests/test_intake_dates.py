"""Dates: what is written is read back, in any style a column shows, and never the wrong way round."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cxkit.intake.dates import to_dates
from cxkit.intake.raw import Column

STYLES = {
    "iso": "{0:%Y-%m-%d}", "iso with time": "{0:%Y-%m-%d} 00:00", "compact": "{0:%Y%m%d}", "dutch": "{0:%d-%m-%Y}",
    "dutch short": "{0.day}-{0.month}-{0.year}", "points": "{0:%d.%m.%Y}", "american": "{0:%m/%d/%Y}",
}  # fmt: skip


def column(values, *, dtype="str", name="acquired_at"):
    return Column(pd.Series(values, index=range(2, len(values) + 2), dtype=dtype), name, "sinds", "klanten.csv")


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=30, deadline=None)
@given(days=st.lists(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), min_size=1, max_size=12))
def test_dates_round_trip_in_every_style(style, days):
    days = [*days, dt.date(2024, 1, 31)]  # one day above 12, so that the column shows its order
    outcome = to_dates(column([STYLES[style].format(day) for day in days]))
    assert outcome.faults == ()
    assert [stamp.date() for stamp in outcome.values] == days


@settings(max_examples=30, deadline=None)
@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_with_two_readings_is_never_guessed(day):
    assume(day.day <= 12)
    outcome = to_dates(column([f"{day:%d-%m-%Y}"]))
    assert [fault.rows for fault in outcome.faults] == [(2,)]


def test_a_declared_order_is_followed_against_the_look_of_the_column():
    outcome = to_dates(column(["31-01-2024", "01-02-2024"]), order="month first")
    assert [fault.rows for fault in outcome.faults] == [(2,)]
    assert outcome.values.tolist()[1] == pd.Timestamp(2024, 1, 2)


@pytest.mark.parametrize("serial", ["20000", "45292", "45292.5", "60000"])
def test_day_numbers_are_dates_since_1900(serial):
    expected = pd.Timestamp(1899, 12, 30) + pd.Timedelta(days=float(serial))
    assert to_dates(column([serial])).values.tolist() == [expected]


@pytest.mark.parametrize("text", ["19999", "60001", "2024", "1-1-24", "31 jan 2024", "2024-1-1x", "12:30"])
def test_what_is_no_date_is_named(text):
    assert [fault.rows for fault in to_dates(column([text])).faults] == [(2,)]


@pytest.mark.parametrize(
    ("sound", "text"),
    [
        ("2024-01-31", "2024-02-30"),
        ("30-11-2024", "31-11-2024"),
        ("2024-01-31", "2023-02-29"),
        ("2024-01-31", "2024-01-31 24:30"),
    ],
)
def test_what_does_not_exist_is_named(sound, text):
    faults = to_dates(column([sound, text])).faults
    assert [(fault.found, fault.rows) for fault in faults] == [("{value} is no existing date", (3,))]


@pytest.mark.parametrize(
    ("text", "hour"), [("2024-01-31 9:05:07", 9), ("2024-01-31T14:05:07.25", 14), ("31-01-2024 9:05", 9)]
)
def test_times_keep_their_hour(text, hour):
    outcome = to_dates(column([text]))
    assert outcome.faults == ()
    assert outcome.values.dt.hour.tolist() == [hour]


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2024-07-01T23:30:00Z", "2024-07-02 01:30"),
        ("2024-01-01 12:00+0100", "2024-01-01 12:00"),
        ("2024-10-27T00:30:00Z", "2024-10-27 02:30"),
        ("2024-10-27T01:30:00Z", "2024-10-27 02:30"),
    ],
)
def test_a_zone_becomes_local_time(text, local):
    assert to_dates(column([text])).values.tolist() == [pd.Timestamp(local)]


def test_a_zone_that_does_not_exist_is_named():
    assert len(to_dates(column(["2024-07-01T23:30:00+99:00"])).faults) == 1


def test_dates_of_a_sheet_stay_dates():
    stamps = [dt.datetime(2024, 4, 3), None, dt.datetime(2024, 4, 4, 12, 30)]
    outcome = to_dates(column(stamps, dtype=object))
    assert outcome.faults == ()
    assert outcome.values.tolist()[0] == pd.Timestamp(2024, 4, 3)
    assert outcome.values.isna().tolist() == [False, True, False]


def test_an_implausible_date_of_a_sheet_is_named():
    outcome = to_dates(column(pd.to_datetime(["1893-05-01", "2024-01-01"]), dtype=None))
    assert [fault.rows for fault in outcome.faults] == [(2,)]
