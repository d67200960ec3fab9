"""A real client: a telephone company's workbooks, in which a higher score is not worth more."""

from __future__ import annotations

import pytest
from reports import english, in_dutch, plain, texts

import cxkit as cx
from cxkit.intake import load
from cxkit.settings import GroupValuation

V = cx.valuation
MEANS = {"1": 829, "2": 753, "3": 1371, "4": 1410, "5": 1046}
COLUMNS = {
    "customers": {
        "Customer ID": "customer_id",
        "Tenure in Months": "tenure_months",
        "Senior Citizen": "senior",
        "Zip Code": "zip",
        "Population": "population",
        "Total Revenue": "revenue_eur",
        "Total Refunds": "refunds_eur",
        "CLTV": "cltv_eur",
    },
    "responses": {"Customer ID": "customer_id", "Satisfaction Score": "score"},
}


def settings(folder) -> GroupValuation:
    file = "{}/telco_q3/Telco_customer_churn_{}.xlsx".format
    workbooks = [file(folder, name) for name in ("demographics", "location", "services", "status")]
    population = {"file": file(folder, "population"), "join_on": "Zip Code"}
    return GroupValuation.check(
        {
            "client": "telco",
            "client_name": "Telco",
            "period": "2018 Q3",
            "sources": {"customers": [*workbooks, population], "responses": workbooks[-1]},
            "columns": COLUMNS,
            "constants": {"responses": {"metric": "satisfaction", "responded_at": "2018-09-30"}},
            "value_plus": [],
            "value_minus": ["refunds_eur"],
            "value_revenue": ["revenue_eur"],
            "gross_margin": 0.4,
            "acquisition_cost": [],
            "compare_with": ["cltv_eur"],
            "metric": "satisfaction",
            "metric_kind": "other",
            "score_scale": [1, 5],
            "shifts": [["3", "5", 100]],
            "adjust_for": ["tenure_months", "senior"],
            "reliability": 0.7,
            "reliability_range": [0.5, 0.85],
        }
    )


@pytest.fixture(scope="module")
def report(real_data):
    checked = settings(real_data)
    tables = load(checked)
    result = cx.group_valuation(tables.customers, tables.responses, settings=checked)
    return cx.protect(result, settings=checked, tables=tables)


@pytest.fixture(scope="module")
def told(report):
    return texts(report)


def test_a_higher_score_is_not_worth_more(report):
    result = report.result
    headline = result.findings[0]
    assert (result.verdict, result.headline) == ("not_monotone", "adjusted")
    assert (headline.name, headline.status, headline.estimate) == ("shift_value", "not_monotone", None)
    assert ("3", "5") in result.facts["falls"]
    assert report.ledger.empty


def test_the_groups_are_worth_what_a_pivot_table_says(report):
    groups = report.result.groups.set_index("group")
    assert groups["forward_eur_mean"].round().astype(int).to_dict() == MEANS
    assert groups["customers_n"].sum() == 7043


def test_no_gain_stands_where_the_interval_includes_zero(report):
    matrix, table = report.result.matrix, V.matrix_table(report).frame.set_index("From ↓ to →")
    own = matrix[matrix["reading"] == report.result.headline]
    unsure = own[(own["low_eur"] <= 0) & (own["high_eur"] >= 0)]
    assert not unsure.empty
    for row in unsure.to_dict("records"):
        assert table.loc[row["from"], row["to"]] == "no difference"
    readings = V.reading_table(report).frame.iloc[:, 1].tolist()
    assert all(cell.startswith("-€") or cell == "not computed" for cell in readings)


def test_the_clients_own_lifetime_value_stands_beside(report):
    frame = V.group_table(report).frame
    assert frame["CLTV (€)"].tolist() == ["€4,158", "€4,104", "€4,473", "€4,514", "€4,381"]


def test_every_row_of_every_workbook_is_accounted_for(report):
    lines = cx.rows_used(report).frame.to_numpy().tolist()
    assert [line[0].partition("churn_")[2] for line in lines] == [
        "demographics.xlsx", "location.xlsx", "services.xlsx", "status.xlsx", "population.xlsx", "status.xlsx",
    ]  # fmt: skip
    assert lines[4][1:] == ["1,671", "1,625", "46", "no row to join with"]
    assert all(line[1:4] == ["7,043", "7,043", "0"] for line in lines if "population" not in line[0])


def test_the_answer_in_english(told):
    assert told["answer"] == (
        "Customer value does not rise with the score: 5 is worth less than 3. So no amount is claimed for a shift "
        "upwards; amounts further on hold only between the groups they name.\n"
        "No rising value shown, between €120 and €210 less per customer to date, a range under assumptions"
    )


def test_the_answer_in_dutch(report):
    dutch = texts(in_dutch(report))
    sentence, amount = plain(dutch["answer"]).split("\n")
    assert sentence == (
        "De klantwaarde stijgt niet met de score: 5 is minder waard dan 3. Daarom is er geen bedrag voor een "
        "verschuiving omhoog; bedragen verderop gelden alleen tussen de groepen die erbij staan."
    )
    assert amount.startswith("Geen stijgende waarde aangetoond, tussen € 120 en € 210")
    assert amount.endswith("een bandbreedte onder aannames")
    left = {name: english(text) for name, text in dutch.items() if english(text)}
    assert not left


def test_what_rests_on_an_assumed_margin_is_never_called_sure(told):
    shown = " ".join(text for name, text in told.items() if name != "score_words")
    assert "95%" not in shown
