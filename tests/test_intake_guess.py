"""What a folder of client files seems to hold."""

import pytest

from cxkit.demo.files import LIST_FILES, PILOT_FILES, lists_as_sent, pilots_as_sent, write_table
from cxkit.errors import DataError
from cxkit.intake.column_guess import BY_CONTENT, BY_PART
from cxkit.intake.contract import TABLES
from cxkit.intake.guess import TableGuess, as_settings, guess_columns
from cxkit.intake.guess_words import LIST_WORDS
from cxkit.settings import Engagement

CUSTOMERS = "Klantnummer;Segment;Brutomarge jaar;Looptijd (maanden);Schoenmaat\n1;A;12,50;12;41\n2;B;8;24;42\n"
RESPONSES = "Klantnummer;Datum;Cijfer;KPI\n1;2024-01-31;8;NPS\n"
CONTACTS = "Contact-ID,Customer ID,Channel,Topic,Created at\n1,1,phone,bill,2024-01-31 10:00\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in {"a.csv": CUSTOMERS, "b.csv": RESPONSES, "c.csv": CONTACTS, "leeg.csv": ""}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_each_file_is_recognised_by_its_headers(folder):
    assert [guess.table for guess in guess_columns(folder)] == ["customers", "responses", "contacts", ""]


def test_columns_are_recognised_in_dutch_and_english(folder):
    customers, responses, contacts, _ = guess_columns(folder)
    assert customers.mapping == {
        "Klantnummer": "customer_id",
        "Segment": "segment",
        "Brutomarge jaar": "margin_eur_year",
        "Looptijd (maanden)": "tenure_months",
    }
    assert responses.mapping["Cijfer"] == "score"
    assert contacts.mapping["Created at"] == "started_at"
    assert [column.name for column in customers.columns if column.column == "Schoenmaat"] == [""]


def test_a_broken_file_carries_its_fault(folder):
    assert "empty" in guess_columns(folder)[3].fault.text()


def test_doubt_is_told(tmp_path):
    (tmp_path / "k.csv").write_text("klantnr;datum;cijfer per gesprek;kpi\n1;gisteren;8;NPS\n", encoding="utf-8")
    reasons = {guess.column: guess.reason for guess in guess_columns(tmp_path)[0].columns}
    assert reasons["datum"] == BY_CONTENT
    assert reasons["cijfer per gesprek"] == BY_PART


@pytest.mark.parametrize("header", ["opgezegd", "churn", "Gestopt"])
def test_a_column_that_says_who_left_is_recognised(tmp_path, header):
    (tmp_path / "k.csv").write_text(f"klantnr;{header}\n1;ja\n2;nee\n", encoding="utf-8")
    (guess,) = guess_columns(tmp_path)
    assert (guess.mapping[header], guess.columns[1].certain) == ("churned", True)


def test_a_rate_is_not_taken_for_a_flag(tmp_path):
    (tmp_path / "k.csv").write_text("klantnr;churnrate_jaar\n1;0,12\n2;0,3\n", encoding="utf-8")
    assert guess_columns(tmp_path)[0].mapping == {"klantnr": "customer_id"}


def test_a_table_below_a_title_is_recognised_with_the_row_of_its_headers(tmp_path):
    (tmp_path / "k.csv").write_text("Export juni;;\n\nklantnr;segment;looptijd\n1;A;3\n", encoding="utf-8")
    (guess,) = guess_columns(tmp_path)
    assert guess.source("k.csv") == {"file": "k.csv", "header_row": 3}


def test_a_call_log_with_its_moments_in_two_columns_is_recognised(tmp_path):
    (tmp_path / "k.csv").write_text(
        "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Average Talk Duration,Satisfaction rating\n"
        "1,X,2025-01-31,09:12:58,bill,Y,N,120,3\n",
        encoding="utf-8",
    )
    (guess,) = guess_columns(tmp_path)
    assert guess.table == "contacts"
    assert guess.mapping == {
        "Call Id": "contact_id", "Date": "started_date", "Time": "started_time", "Topic": "topic",
        "Answered (Y/N)": "answered", "Resolved": "resolved", "Average Talk Duration": "talk_seconds",
        "Satisfaction rating": "score",
    }  # fmt: skip


def test_visits_and_cost_events_are_recognised(tmp_path):
    (tmp_path / "a.csv").write_text("bezoeknr;klantnr;moment;pagina\n1;K1;2024-05-01 08:00;/a\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("kostennr;klantnr;datum;soort;bedrag\n1;K1;2024-05-01;x;10\n", encoding="utf-8")
    assert [guess.table for guess in guess_columns(tmp_path)] == ["visits", "cost_events"]


def test_answers_with_a_topic_are_no_contacts(tmp_path):
    (tmp_path / "a.csv").write_text("klantnr;datum;cijfer;onderwerp\nK1;2024-05-01;8;factuur\n", encoding="utf-8")
    assert [guess.table for guess in guess_columns(tmp_path)] == ["responses"]


def test_guesses_become_settings(folder):
    settings = as_settings(guess_columns(folder))
    assert settings["sources"]["customers"] == str(folder / "a.csv")
    assert settings["columns"]["responses"]["Datum"] == "responded_at"


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(DataError, match="no table file found"):
        guess_columns(tmp_path)


def guess_of(folder, text: str) -> TableGuess:
    """Return the guess for one file that holds this text."""
    (folder / "a.csv").write_text(text, encoding="utf-8")
    (guess,) = guess_columns(folder)
    return guess


def test_every_list_of_the_demo_is_recognised_with_all_its_columns_and_no_doubt(tmp_path):
    for name, table in (lists_as_sent() | pilots_as_sent()).items():
        write_table(table, tmp_path / name)
    found = {guess.file.name: guess for guess in guess_columns(tmp_path)}
    assert {guess.table: name for name, guess in found.items()} == LIST_FILES | PILOT_FILES
    for guess in found.values():
        assert guess.mapping == Engagement().columns[guess.table]
        assert all(column.certain for column in guess.columns)


@pytest.mark.parametrize("table", LIST_WORDS)
def test_a_list_with_the_kits_own_names_is_recognised_and_each_name_is_its_own(tmp_path, table):
    names = list(LIST_WORDS[table])
    assert {*TABLES[table].required} <= {*names} == {*Engagement().columns[table].values()}
    assert guess_of(tmp_path, ";".join(names) + "\n").table == table
    assert guess_of(tmp_path, ";".join(names) + "\n").mapping == {name: name for name in names}


ENGLISH = {
    "costs": "Cost item,Category,Year,Amount,Lowest,Highest,Capitalised\nCourse,training,0,10,5,15,no\n",
    "effects": "Benefit,Category,Expected per year,Lowest,Highest,Basis\nLoyal,loyalty,10,5,15,margin\n",
    "opportunities": "Improvement,Expected per year,Effort (days),Lead time (months)\nCall back,1000,3,2\n",
    "stakeholders": "Stakeholder,Opportunity,Effect,Hours per year,Must agree\nIT,Call back,loss,10,yes\n",
    "competitors": "Brand,Metric,Year,Score,Sample size,Source\nA,NPS,2024,3,20,panel\n",
    "measurements": "Store,Month,Metric,Value,Pilot,Group,Customers\nA,2025-03,NPS,3.5,Calls,control,20\n",
    "events": "Date,Event,Pilot,Remarks\n2025-03-17,Outage,Calls,Two days\n",
}


@pytest.mark.parametrize("table", ENGLISH)
def test_english_headers_of_the_lists_are_recognised(tmp_path, table):
    guess = guess_of(tmp_path, ENGLISH[table])
    assert guess.table == table
    assert all(column.certain for column in guess.columns)


def test_hours_stand_in_for_an_amount(tmp_path):
    guess = guess_of(tmp_path, "kostenpost;soort;uren;uurtarief\nTeam;inzet;10;50\n")
    assert guess.mapping == {"kostenpost": "line", "soort": "category", "uren": "hours", "uurtarief": "rate_eur_hour"}


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("klantnr;datum;kostenpost;soort;bedrag\nK1;01-02-2024;x;retour;10\n", "cost_events"),
        ("event_id,customer_id,occurred_at,kind,cost_eur\n1,K1,2024-05-01,x,10\n", "cost_events"),
        ("klantnr;omschrijving;soort;bedrag\nK1;x;opleiding;10\n", "customers"),
        ("klantnr;kans;slagingskans;jaar\nK1;a;0,3;2024\n", "customers"),
        ("klantnr;datum;cijfer;merk;kpi;jaar\nK1;01-02-2024;8;A;NPS;2024\n", "responses"),
    ],
)
def test_a_file_of_customers_is_none_of_the_lists(tmp_path, text, table):
    assert guess_of(tmp_path, text).table == table


@pytest.mark.parametrize(
    ("text", "between"),
    [
        ("datum;kostenpost;soort;bedrag\n01-02-2024;x;retour;10\n", ("costs", "cost_events")),
        ("kostennr;kostenpost;soort;bedrag\n1;x;retour;10\n", ("costs",)),
        ("klant;kostenpost;soort;bedrag\nJ;x;retour;10\n", ("costs",)),
        ("omschrijving;soort;bedrag\nDoos;retour;10\n", ("costs",)),
        ("omschrijving;soort;bedrag;verwacht\nx;y;10;3\n", ("costs", "effects")),
        ("Opportunity,Amount,Stage,Probability\nA,1000,won,0.3\n", ("opportunities",)),
        ("kans;toelichting\nTerugbellen;beter\n", ("opportunities",)),
        ("datum;merk;cijfer;kpi\n01-02-2024;A;8;NPS\n", ("competitors",)),
    ],
)
def test_a_file_that_may_be_a_list_is_named_and_not_guessed(tmp_path, text, between):
    guess = guess_of(tmp_path, text)
    assert (guess.table, guess.between, guess.mapping) == ("", between, {})
    assert as_settings([guess]) == {"sources": {}, "columns": {}}


@pytest.mark.parametrize(
    ("text", "table", "between"),
    [
        ("team;week;kpi;waarde\nA;2025-W12;NPS;3\n", "measurements", ()),
        ("klantnr;periode;kpi;waarde\nK1;2025-03;NPS;3\n", "measurements", ()),
        ("klantnummer;datum;kpi;waarde;pilot;groep\nK1;01-02-2025;NPS;3;Bellen;proef\n", "measurements", ()),
        ("team;datum;kpi;waarde\nA;01-02-2025;NPS;3\n", "measurements", ()),
        ("klantnr;datum;kpi;cijfer\nK1;01-02-2025;NPS;3\n", "responses", ()),
        ("klantnr;datum;kpi;cijfer;waarde\nK1;01-02-2025;NPS;3;5\n", "responses", ()),
        ("klantnr;geboortedatum;kpi;waarde\nK1;01-02-1970;NPS;3\n", "customers", ()),
        ("klantnr;datum;waarde;segment\nK1;01-02-2025;3;A\n", "customers", ()),
        ("datum;gebeurtenis\n01-02-2025;Storing\n", "events", ()),
        ("date,event,count\n2025-02-01,click,3\n", "", ("events",)),
    ],
)
def test_measurements_are_told_by_what_when_and_whom_and_events_by_more_than_that_name(tmp_path, text, table, between):
    guess = guess_of(tmp_path, text)
    assert (guess.table, guess.between) == (table, between)


def test_what_was_measured_of_customers_is_by_customer_and_in_their_teams(tmp_path):
    guess = guess_of(tmp_path, "team;klantnummer;datum;kpi;waarde;pilot;groep\nA;K1;01-02-2025;NPS;3;Bellen;proef\n")
    assert guess.mapping == {
        "klantnummer": "unit", "datum": "period", "kpi": "metric", "waarde": "value", "pilot": "pilot",
        "groep": "arm", "team": "cluster",
    }  # fmt: skip
    assert all(column.certain for column in guess.columns)


@pytest.mark.parametrize(
    ("category", "table"), [("opleiding", "costs"), ("Technologie", "costs"), ("loyaliteit", "effects"), ("x", "")]
)
def test_what_the_categories_are_tells_costs_and_effects_apart(tmp_path, category, table):
    text = f"omschrijving;soort;bedrag;bedrag per jaar\nEen;{category};10;12\nTwee;{category};11;13\n"
    assert guess_of(tmp_path, text).table == table


@pytest.mark.parametrize(
    "text", ["segment;kans\nA;0,3\nB;0,4\n", "Line,Category,Amount\n1,x,5\n2,x,5\n", "product;soort;prijs\nA;b;3\n"]
)
def test_other_files_are_no_list(tmp_path, text):
    guess = guess_of(tmp_path, text)
    assert (guess.table, guess.between) == ("", ())


def test_unknown_categories_of_costs_are_told(tmp_path):
    guess = guess_of(tmp_path, "kostenpost;soort;jaar;bedrag;activeren\nCursus;diversen;0;10;nee\n")
    assert guess.table == "costs"
    assert {column.column: column.reason for column in guess.columns}["soort"] == BY_CONTENT


def test_a_supplier_is_no_lever(tmp_path):
    guess = guess_of(tmp_path, "bate;soort;verwacht_jaar;leverancier\nTrouw;loyaliteit;10;A\n")
    assert guess.table == "effects" and "leverancier" not in guess.mapping
