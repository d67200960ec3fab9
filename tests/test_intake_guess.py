"""What a folder of client files seems to hold."""

import pytest

from cxkit.errors import DataError
from cxkit.intake.guess import BY_CONTENT, BY_PART, as_settings, guess_columns

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
