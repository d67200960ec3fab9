"""The whole way from settings to tables: what a client delivers, and what comes out of it."""

import os
from pathlib import Path

import pandas as pd
import pytest

from cxkit.errors import DataError
from cxkit.intake import load
from cxkit.settings import GroupValuation

COLUMNS = {
    "customers": {"klantnr": "customer_id", "segment": "segment", "marge": "margin_eur_year", "sinds": "acquired_at"},
    "responses": {"klantnr": "customer_id", "kpi": "metric", "cijfer": "score", "datum": "responded_at"},
}
CUSTOMERS = "klantnr;segment;marge;sinds\n001;A;1.234,50;31-01-2024\n002;B;12,50;01-02-2024\n003;B;-3;03-02-2024\n"
RESPONSES = "klantnr;kpi;cijfer;datum\n001;NPS;8;2024-03-01\n002;NPS;;2024-03-01\n003;NPS;3;2024-03-02\n"


@pytest.fixture
def engagement(tmp_path):
    """Return a function that writes files and gives the settings of an engagement with them."""

    def make(customers=CUSTOMERS, responses=RESPONSES, **settings):
        sources = {"customers": str(tmp_path / "klanten.csv")}
        (tmp_path / "klanten.csv").write_text(customers, encoding="utf-8", newline="")
        if responses:
            sources["responses"] = str(tmp_path / "antwoorden.csv")
            (tmp_path / "antwoorden.csv").write_text(responses, encoding="utf-8", newline="")
        return GroupValuation(**{"client": "proef", "sources": sources, "columns": COLUMNS, **settings})

    return make


def test_a_sound_delivery_becomes_typed_tables(engagement):
    tables = load(engagement())
    assert tables.customers["customer_id"].tolist() == ["001", "002", "003"]
    assert tables.customers["margin_eur_year"].tolist() == [1234.5, 12.5, -3.0]
    assert tables.customers["acquired_at"].tolist()[0] == pd.Timestamp(2024, 1, 31)
    assert [str(t) for t in tables.customers.dtypes] == ["str", "str", "float64", "datetime64[us]"]
    assert tables.responses["score"].tolist() == [8.0, 3.0]
    assert isinstance(tables.customers.index, pd.RangeIndex)


def test_faults_of_all_tables_come_in_one_error(engagement):
    with pytest.raises(DataError) as caught:
        load(engagement(CUSTOMERS.replace("12,50", "n.v.t."), RESPONSES.replace(";3;", ";11;")))
    text = str(caught.value)
    assert 'klanten.csv, row 3, column "marge": "n.v.t." is not a number.' in text
    assert 'antwoorden.csv, row 4, column "cijfer": 11 is outside the scale 0 to 10.' in text
    assert text.endswith("Nothing was written.")


def test_constants_fill_a_column_the_file_lacks(engagement):
    columns = {**COLUMNS, "responses": {"klantnr": "customer_id", "cijfer": "score"}}
    constants = {"responses": {"metric": "NPS", "responded_at": "2024-03-01"}}
    tables = load(engagement(columns=columns, constants=constants))
    assert tables.responses["responded_at"].unique().tolist() == [pd.Timestamp(2024, 3, 1)]
    assert tables.responses["metric"].unique().tolist() == ["NPS"]


def test_answers_without_a_metric_count_as_the_metric_of_the_settings(engagement):
    columns = {**COLUMNS, "responses": {"klantnr": "customer_id", "cijfer": "score", "datum": "responded_at"}}
    tables = load(engagement(columns=columns, metric="Aanbeveling"))
    assert tables.responses["metric"].tolist() == ["Aanbeveling", "Aanbeveling"]
    assert "antwoorden.csv: no column is mapped to metric, so every answer counts as Aanbeveling" in [
        note.text() for note in tables.notes
    ]
    with pytest.raises(DataError, match="99 is outside the scale"):
        load(engagement(responses=RESPONSES.replace(";3;", ";99;"), columns=columns))


def test_a_constant_goes_before_the_metric_of_the_settings(engagement):
    columns = {**COLUMNS, "responses": {"klantnr": "customer_id", "cijfer": "score", "datum": "responded_at"}}
    tables = load(engagement(columns=columns, constants={"responses": {"metric": "CES"}}))
    assert set(tables.responses["metric"]) == {"CES"}


def test_what_cannot_be_left_out_says_how_to_give_its_one_value(engagement):
    columns = {**COLUMNS, "responses": {"klantnr": "customer_id", "cijfer": "score"}}
    with pytest.raises(DataError) as caught:
        load(engagement(columns=columns))
    assert [fault.text() for fault in caught.value.faults] == [
        "antwoorden.csv: no column is mapped to responded_at; found: klantnr, kpi, cijfer, datum. Write "
        '"client column: responded_at" in columns.responses, or its one value as '
        'constants: {responses: {responded_at: "2025-01-31"}}.'
    ]


def test_the_row_of_the_file_stands_in_for_a_response_id(engagement):
    tables = load(engagement())
    assert tables.responses["response_id"].tolist() == ["2", "4"]
    assert "the row of the file stands in for response_id" in "\n".join(note.text() for note in tables.notes)


def test_without_columns_the_headers_must_be_the_kits_own_names(engagement):
    customers = "customer_id;segment;margin_eur_year;Opmerking intern\n1;A;10;x\n2;B;20;y\n"
    tables = load(engagement(customers, "", columns={}))
    assert tables.customers.columns.tolist() == ["customer_id", "segment", "margin_eur_year"]
    assert tables.responses is None
    with pytest.raises(DataError, match="no column is mapped to customer_id; found: klantnr"):
        load(engagement(responses="", columns={}))


def test_columns_that_are_not_mapped_are_not_read(engagement):
    tables = load(engagement(CUSTOMERS.replace("sinds", "vrij").replace("31-01-2024", "1.234"), columns={
        **COLUMNS, "customers": {"klantnr": "customer_id", "segment": "segment"},
    }))  # fmt: skip
    assert tables.customers.columns.tolist() == ["customer_id", "segment"]


def test_each_file_has_its_hash(engagement):
    hashes = load(engagement()).hashes
    assert sorted(hashes) == ["antwoorden.csv", "klanten.csv"]
    assert all(len(digest) == 64 for digest in hashes.values())


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"sources": {"costumers": "a.csv"}}, "sources names costumers, which is no table. Did you mean customers?"),
        ({"sources": {"responses": "a.csv"}}, "sources names no file for customers"),
        ({"sources": {"customers": {"sheet": "x"}}}, "sources.customers names no file"),
        ({"sources": {"customers": {"file": "a.csv", "sep": ";"}}}, "sep is not an option of a file"),
        ({"sources": {"customers": {"file": "a.csv", "sheet": 1}}}, "sources.customers: sheet is no text"),
        ({"sources": {"customers": {"file": "a.csv", "header_row": "4"}}}, "sources.customers: header_row is '4'"),
        ({"sources": {"customers": {"file": "a.csv", "header_row": 0}}}, "header_row is 0, expected a row of the file"),
        ({"missing_codes": {"customers": {"segmnt": ["x"]}}}, "missing_codes.customers names segmnt"),
        ({"labels": {"customers": {"klas": {"a": "b"}}}}, "labels.customers names klas"),
        ({"constants": {"customers": {"segment": "A"}}}, "segment stands in columns.customers and in constants"),
        ({"columns": {"customers": {"klantnr": "customer_id", "segment": "Segment!"}}}, "as name of the kit"),
        ({"columns": {"customers": {"segment": "segment"}}}, "no column is mapped to customer_id"),
        (
            {"columns": {"customers": {"klantnr": "customer_id", "segment": "a", "marge": "a"}}},
            "columns segment, marge are all mapped to a",
        ),
    ],
)
def test_settings_that_do_not_fit_the_files_are_named(engagement, settings, words):
    with pytest.raises(DataError) as caught:
        load(engagement(**settings))
    assert words in str(caught.value)


def test_a_column_without_a_type_is_a_number_only_without_doubt(engagement):
    columns = {"customers": {"klantnr": "customer_id", "segment": "zip", "marge": "income", "sinds": "remark"}}
    content = "klantnr;segment;marge;sinds\n1;0123;12,5;1\n2;4567;8;2\n3;8901;9;vaak\n"
    tables = load(engagement(content, "", columns=columns))
    assert [str(t) for t in tables.customers.dtypes] == ["str", "str", "float64", "str"]
    assert 'column "sinds": read as labels; cells that are no number: 1, the first in row 4' in [
        note.text().removeprefix("klanten.csv, ") for note in tables.notes
    ]


def test_parquet_gives_the_same_table_as_text(engagement, tmp_path):
    expected = load(engagement(responses="")).customers
    expected.rename(columns={"customer_id": "klantnr", "margin_eur_year": "marge", "acquired_at": "sinds"}).to_parquet(
        tmp_path / "klanten.parquet"
    )
    tables = load(engagement(responses="", sources={"customers": str(tmp_path / "klanten.parquet")}))
    pd.testing.assert_frame_equal(tables.customers, expected)


def test_a_workbook_gives_the_same_table_as_text(engagement, tmp_path):
    expected = load(engagement(responses="")).customers
    named = expected.rename(columns={"customer_id": "klantnr", "margin_eur_year": "marge", "acquired_at": "sinds"})
    named.to_excel(tmp_path / "klanten.xlsx", index=False)
    tables = load(engagement(responses="", sources={"customers": str(tmp_path / "klanten.xlsx")}))
    pd.testing.assert_frame_equal(tables.customers, expected)


def test_the_demo_makes_its_files_when_they_are_not_there(tmp_path, monkeypatch):
    (tmp_path / "environment.yml").write_text("name: x\n")
    (tmp_path / "params").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cxkit.demo.ensure", _write_demo)
    settings = GroupValuation(columns=COLUMNS)
    assert len(load(settings).customers) == 3


def _write_demo(folder):
    folder.mkdir(parents=True)
    (folder / "klanten.csv").write_text(CUSTOMERS, encoding="utf-8")
    (folder / "antwoorden.csv").write_text(RESPONSES, encoding="utf-8")
    return [folder / "klanten.csv", folder / "antwoorden.csv"]


def test_a_file_of_several_is_pasted_without_the_name_of_its_table(engagement, tmp_path):
    (tmp_path / "extra.csv").write_text("Titel;;\nklantnr;kans;x\n001;0,5;y\n002;0,4;y\n")
    sources = {
        "customers": [str(tmp_path / "klanten.csv"), {"file": str(tmp_path / "extra.csv"), "join_on": "klantnr"}]
    }
    with pytest.raises(DataError) as caught:
        load(engagement(responses="", sources=sources))
    (words,) = [fault.text() for fault in caught.value.faults]
    assert words.endswith(f"write in sources: {{file: {tmp_path}/extra.csv, join_on: klantnr, header_row: 2}}.")


def test_one_broken_file_of_two_tables_is_told_once(engagement, tmp_path):
    sources = {"customers": str(tmp_path / "leeg.csv"), "responses": str(tmp_path / "leeg.csv")}
    (tmp_path / "leeg.csv").write_text("")
    with pytest.raises(DataError) as caught:
        load(engagement(sources=sources))
    assert len(caught.value.faults) == 1


@pytest.mark.skipif("CXKIT_REAL_DATA" not in os.environ, reason="CXKIT_REAL_DATA does not name the folder of real data")
def test_four_real_workbooks_join_to_one_table():
    folder = Path(os.environ["CXKIT_REAL_DATA"]) / "telco_q3"
    name = str(folder / "Telco_customer_churn_{}.xlsx").format
    settings = GroupValuation(
        client="proef",
        metric="satisfaction",
        metric_kind="other",
        score_scale=[1, 5],
        shifts=[["1", "2", 10]],
        sources={
            "customers": [
                name("demographics"),
                name("location"),
                {"file": name("population"), "join_on": "Zip Code"},
                name("status"),
            ],
            "responses": name("status"),
        },
        columns={
            "customers": {"Customer ID": "customer_id", "Population": "inhabitants", "CLTV": "clv_eur"},
            "responses": {"Customer ID": "customer_id", "Satisfaction Score": "score"},
        },
        constants={"responses": {"metric": "satisfaction", "responded_at": "2018-09-30"}},
    )
    tables = load(settings)
    assert len(tables.customers) == len(tables.responses) == 7043
    assert tables.customers.isna().sum().sum() == 0
    assert tables.rows.loc[tables.rows["file"].str.contains("population"), "rows_set_aside"].item() == 46


@pytest.mark.skipif("CXKIT_REAL_DATA" not in os.environ, reason="CXKIT_REAL_DATA does not name the folder of real data")
def test_two_date_styles_in_a_real_file_are_counted():
    file = Path(os.environ["CXKIT_REAL_DATA"]) / "customer_personality" / "marketing_campaign.csv"
    columns = {"customers": {"ID": "customer_id", "Dt_Customer": "acquired_at"}}
    settings = GroupValuation(client="proef", sources={"customers": str(file)}, columns=columns)
    with pytest.raises(DataError, match="dates are written in 2 styles"):
        load(settings)
