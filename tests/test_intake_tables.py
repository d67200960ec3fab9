"""The whole way from settings to tables: what a client delivers, and what comes out of it."""

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
