"""Contacts, visits and cost events through the strict reader: what counts, what is set aside, what is refused."""

import datetime as dt

import pandas as pd
import pytest

from cxkit.errors import DataError
from cxkit.intake import load
from cxkit.intake.raw import Column
from cxkit.intake.times import to_seconds, to_times
from cxkit.settings.touchpoints import TouchpointSavings

CONTACTS = """id,klant,start,einde,kanaal,onderwerp,duur,beantwoord
1,K1,2025-01-01 09:00,2025-01-01 09:05,telefoon,factuur,300,J
2,K2,2025-01-02 10:00,2025-01-02 09:00,chat,storing,90000,N
3,,2025-01-03 11:00,,telefoon,factuur,,J
4,K1,,,telefoon,factuur,60,J
"""
COLUMNS = {
    "contacts": {
        "id": "contact_id", "klant": "customer_id", "start": "started_at", "einde": "ended_at", "kanaal": "channel",
        "onderwerp": "topic", "duur": "handling_seconds", "beantwoord": "answered",
    },
    "visits": {"klant": "customer_id", "moment": "visited_at", "pagina": "url"},
    "cost_events": {"klant": "customer_id", "datum": "occurred_date", "soort": "kind", "bedrag": "cost_eur"},
    "customers": {"klant": "customer_id"},
    "responses": {"klant": "customer_id", "cijfer": "score", "datum": "responded_at"},
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    """Return a function that loads tables given as text or as a frame of a workbook."""

    def read(frames=None, columns=None, constants=None, **tables):
        sources = {}
        for name, content in tables.items():
            path = tmp_path / f"{name}.{'csv' if isinstance(content, str) else 'xlsx'}"
            if isinstance(content, str):
                path.write_text(content, encoding="utf-8")
            else:
                content.to_excel(path, index=False)
            sources[name] = str(path)
        named = {name: (columns or {}).get(name, COLUMNS[name]) for name in tables}
        settings = TouchpointSavings(client="proef", sources=sources, columns=named, constants=constants or {})
        return load(settings, frames=frames)

    return read


def held(lazy) -> pd.DataFrame:
    return lazy.collect("pyarrow").to_pandas().sort_values("contact_id", ignore_index=True)


def said(tables) -> str:
    return "\n".join(note.text() for note in tables.notes)


def faults(read, **given) -> str:
    with pytest.raises(DataError) as caught:
        read(**given)
    return str(caught.value)


def test_contacts_without_a_start_are_set_aside_and_those_without_a_customer_count(read):
    tables = read(contacts=CONTACTS)
    contacts = held(tables.contacts)
    assert contacts["contact_id"].tolist() == ["1", "2", "3"]
    assert contacts["answered"].tolist() == [True, False, True]
    (line,) = tables.rows.to_dict("records")
    assert (line["rows_in"], line["rows_used"], line["reason"]) == (4, 3, "no date")
    assert tables.rows_n == {"contacts": 3}
    assert tables.customers is None and tables.responses_lazy is None


def test_an_end_before_the_start_becomes_missing_and_a_long_handling_time_is_told(read):
    tables = read(contacts=CONTACTS)
    assert held(tables.contacts)["ended_at"].isna().tolist() == [False, True, True]
    assert "ends before the start of the contact, which are left out: 1" in said(tables)
    assert "handling times above 24 hours, which count as not measured: 1" in said(tables)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2025-01-01 09:00,", "1989-12-31 09:00,", 'row 2, column "start": "1989-12-31 09:00" lies outside 1990-01-01'),
        ("2025-01-01 09:00,", f"{dt.date.today().year + 2}-01-01,", "lies outside 1990-01-01"),
        (",300,", ",-1,", 'row 2, column "duur": "-1" is below 0'),
        ("2,K2,", "1,K2,", "ids that stand on more than one row: 1"),
    ],
)
def test_what_cannot_be_so_is_refused(read, old, new, words):
    assert words in faults(read, contacts=CONTACTS.replace(old, new))


def test_a_table_that_cannot_be_missed_is_asked_for(read):
    words = faults(read, visits="klant,moment,pagina\nK1,2025-01-01 09:00,/a\n")
    assert "sources names no file for contacts. Add contacts: path to sources." in words


def test_visits_and_cost_events_need_a_customer_and_a_moment(read):
    tables = read(
        contacts=CONTACTS,
        visits="klant,moment,pagina\nK1,2025-01-01 08:00,/a\n,2025-01-01 08:00,/a\nK2,,/b\n",
        cost_events="klant,datum,soort,bedrag\nK1,2025-02-01,refund,10\nK2,,refund,5\n",
    )
    aside = tables.rows[tables.rows["table"] != "contacts"]
    assert aside[["table", "rows_in", "rows_set_aside", "reason"]].to_numpy().tolist() == [
        ["visits", 3, 1, "no customer id"], ["visits", 2, 1, "no date"], ["cost_events", 2, 1, "no date"],
    ]  # fmt: skip
    assert tables.rows_n == {"contacts": 3, "visits": 1, "cost_events": 1}
    events = tables.cost_events.collect("pyarrow").to_pandas()
    assert events["occurred_at"].tolist() == [pd.Timestamp(2025, 2, 1)]


def test_contacts_of_unknown_customers_count_unless_they_are_most(read):
    tables = read(contacts=CONTACTS, customers="klant\nK1\nK9\n")
    assert "contacts of customers who are not in customers.csv, which count: 1" in said(tables)
    assert tables.rows_n["contacts"] == 3
    words = faults(read, contacts=CONTACTS, customers="klant\nK8\nK9\n")
    assert "0 of 3 rows (0%) are found in customers.csv; expected at least half" in words


def test_the_responses_stand_in_the_engine_of_the_contacts(read):
    answers = "klant,cijfer,datum\nK1,8,2025-01-04\nK2,3,2025-01-05\n"
    tables = read(contacts=CONTACTS, responses=answers)
    lifted = tables.responses_lazy.collect("pyarrow").to_pandas().sort_values("response_id")
    assert lifted["score"].tolist() == tables.responses["score"].tolist() == [8.0, 3.0]
    assert lifted["responded_epoch"].tolist() == [1_735_948_800, 1_736_035_200]


def test_a_frame_the_caller_holds_takes_the_place_of_a_source(read):
    frame = pd.DataFrame(
        {"contact_id": ["1", "2"], "started_at": pd.to_datetime(["2025-01-01 09:00", "2025-01-02 10:00"]),
         "channel": ["chat", "chat"], "topic": ["factuur", "storing"]}
    )  # fmt: skip
    assert held(read(frames={"contacts": frame}).contacts)["topic"].tolist() == ["factuur", "storing"]


PARTED = {"contacts": {"Datum": "started_date", "Tijd": "started_time", "kanaal": "channel", "onderwerp": "topic"}}


@pytest.mark.parametrize("workbook", [False, True])
def test_a_date_and_a_time_in_two_columns_make_one_moment(read, workbook):
    cells = {"Datum": ["2025-01-31", "2025-02-01"], "Tijd": ["09:12:58", "9:12"], "kanaal": ["a", "a"],
             "onderwerp": ["b", "c"]}  # fmt: skip
    frame = pd.DataFrame(cells)
    given = frame.assign(Tijd=[dt.time(9, 12, 58), dt.time(9, 12)]) if workbook else frame.to_csv(index=False)
    tables = read(contacts=given, columns=PARTED)
    contacts = tables.contacts.collect("pyarrow").to_pandas().sort_values("topic")
    assert contacts["started_at"].tolist() == [pd.Timestamp(2025, 1, 31, 9, 12, 58), pd.Timestamp(2025, 2, 1, 9, 12)]
    assert not {"started_date", "started_time"} & set(contacts.columns)


def test_a_date_alone_is_midnight_and_told(read):
    columns = {"contacts": {name: held for name, held in PARTED["contacts"].items() if name != "Tijd"}}
    tables = read(contacts="Datum,kanaal,onderwerp\n2025-01-31,a,b\n", columns=columns)
    assert tables.contacts.collect("pyarrow").to_pandas()["started_at"].tolist() == [pd.Timestamp(2025, 1, 31)]
    assert 'column "Datum": no contact has a time of the day' in said(tables)


@pytest.mark.parametrize(
    ("header", "tijd", "words"),
    [
        ("Datum,Tijd", "25:00", 'row 2, column "Tijd": "25:00" is no time of the day. Write times as 09:12:58'),
        ("Dag,Tijd", "9:12", "started_time is a time of the day, and no column is mapped to started_date"),
    ],
)
def test_a_wrong_time_is_refused(read, header, tijd, words):
    there = (*header.split(","), "kanaal", "onderwerp")
    columns = {"contacts": {name: kit for name, kit in PARTED["contacts"].items() if name in there}}
    assert words in faults(read, contacts=f"{header},kanaal,onderwerp\n2025-01-31,{tijd},a,b\n", columns=columns)


def column(cells, *, name="talk_seconds", dtype="str", sheet=""):
    return Column(pd.Series(cells, index=range(2, len(cells) + 2), dtype=dtype), name, "duur", "c.csv", sheet)


@pytest.mark.parametrize("text", ["0:03:23", "00:03:23"])
def test_a_duration_becomes_seconds(text):
    outcome = to_seconds(column([text, None, "1:00:00"]))
    assert outcome.values.fillna(-1).tolist() == [203.0, -1.0, 3600.0]
    assert [note.text() for note in outcome.notes] == ['c.csv, column "duur": durations converted to seconds: 2']


def test_a_duration_with_two_readings_is_never_guessed():
    (fault,) = to_seconds(column(["0:03:23", "3:23"])).faults
    assert fault.rows == (3,)
    assert "Write durations as 0:03:23, or in seconds" in fault.text()


def test_times_excel_made_of_durations_are_read_when_they_hold_seconds():
    assert to_seconds(column([dt.time(0, 3, 23), dt.time(0, 4)], dtype=object)).values.tolist() == [203.0, 240.0]
    (fault,) = to_seconds(column([dt.time(3, 23), dt.time(0, 45)], dtype=object)).faults
    assert fault.rows == (2, 3)


def test_seconds_and_durations_in_one_column_are_refused():
    (fault,) = to_seconds(column(["0:03:23", "0:04:00", "203", "0"])).faults
    assert fault.rows == (4,)


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [(dt.time(9, 12, 58), 33_178), (dt.datetime(2025, 1, 31, 9, 12), 33_120), (0.5, 43_200), ("23:59", 86_340)],
)
def test_a_time_of_the_day_comes_as_text_or_as_excel_keeps_it(cell, seconds):
    assert to_times(column([cell], name="started_time", dtype=object)).values.tolist() == [seconds]
