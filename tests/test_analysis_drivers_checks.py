"""What driver_modelling cannot start with: every name the tables do not hold, all at once."""

import numpy as np
import pandas as pd
import pytest
from driver_tables import contacts, customers, lifted, responses, settings

from cxkit.analysis.drivers.rows import driver_rows
from cxkit.errors import SettingsError

ALONE = {"contact_counts": [], "what_ifs": []}


def refused(owners=None, asked=None, log=None, **given):
    tables = (customers() if owners is None else owners, responses() if asked is None else asked, log)
    with pytest.raises(SettingsError) as told:
        driver_rows(*tables, settings=settings(**given))
    return str(told.value), told.value.faults


def test_everything_that_is_wrong_is_told_at_once(duckdb_engine):
    log = lifted(contacts(), duckdb_engine)
    text, faults = refused(
        log=log, churn="churn", cross_sell={"stove": "tok_stove"}, held={"stove": "has_stoves"},
        value_minus=["costs_eur_year"], features=["tenure", "segment"], scores=["NPs ", "CSAT"], themes=["prize"],
        negative_control="moved",
        contact_counts=["contacts_n", "first_contacts_n:bil"], driver_groups={},
        what_ifs=[["contacts_n", -1.0, "segment=Premum"], ["CSAT", 1.0, "regoin=north"]],
    )  # fmt: skip
    assert len(faults) == 12
    for found in (
        "churn names column churn, which customers do not have. Did you mean churned?",
        "cross_sell names column tok_stove, which customers do not have. Did you mean took_stove?",
        "held names column has_stoves, which customers do not have. Did you mean has_stove?",
        "negative_control names column moved, which customers do not have. Did you mean has_moved?",
        "value_minus names column costs_eur_year, which customers do not have.",
        "features names column tenure, which customers do not have. Did you mean tenure_months?",
        "what_ifs names segment=Premum, which the data do not hold. Did you mean segment=Premium?",
        "what_ifs names column regoin, which customers do not have.",
        "scores names NPs , which the data do not hold. Did you mean NPS?",
        "scores names CSAT, which the data do not hold. The data hold: CES, NPS, nps.",
        "themes names prize, which the data do not hold. Did you mean price?",
        "contact_counts names bil, which the data do not hold. Did you mean bill?",
    ):
        assert found in text


def test_the_tables_that_drivers_come_from_must_be_there():
    with pytest.raises(SettingsError) as told:
        driver_rows(customers(), None, None, settings=settings())
    text = str(told.value)
    assert "scores names drivers, and there is no table responses" in text
    assert "contact_counts names drivers, and there is no table contacts" in text
    with pytest.raises(SettingsError, match="themes names drivers, and there is no table responses"):
        driver_rows(customers(), None, None, settings=settings(scores=[], **ALONE))


def test_answers_must_code_themes():
    text, _ = refused(asked=responses().drop(columns="theme"), **ALONE)
    assert "themes names drivers, and responses have no column theme" in text


def test_a_label_driver_has_thirty_labels_at_most():
    held = pd.concat([customers().iloc[[1]].assign(customer_id=f"{i}", segment=f"p{i}") for i in range(31)])
    text, _ = refused(held, **ALONE)
    assert "features names column segment, which holds 31 labels; at most 30 can be told apart" in text
    held["segment"] = held["segment"].where(held["segment"] != "p30")
    held["churned"] = (held["customer_id"] == "0").astype("boolean")
    assert driver_rows(held, responses(), None, settings=settings(**ALONE)).kinds["segment"] == "labels"


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ({"churned": "ja"}, "churn names column churned, which does not hold yes and no only"),
        ({"took_stove": [0.0, 1.0, 2.0]}, "cross_sell names column took_stove, which does not hold yes and no only"),
        ({"margin_eur_year": "much"}, "value_plus names column margin_eur_year, which holds text"),
        ({"tenure_months": np.nan}, "features names column tenure_months, which is empty"),
        ({"tenure_months": pd.Timestamp("2025-01-01")}, "features names column tenure_months, which holds dates"),
        ({"snapshot_at": pd.NaT}, "known_until is empty, and customers have no snapshot_at"),
    ],
)  # fmt: skip
def test_columns_must_hold_what_they_stand_for(column, found):
    text, faults = refused(customers(**column), **ALONE)
    assert found in text and len(faults) == 1


def test_too_many_snapshots_cannot_be_told_apart():
    days = pd.date_range("2025-12-01", periods=25)
    held = pd.concat([customers(snapshot_at=day) for day in days], ignore_index=True)
    held = held.assign(customer_id=[f"{place}" for place in range(len(held))])
    text, faults = refused(held, **ALONE)
    assert "snapshot_at of the customers holds 25 days; at most 24 can be told apart" in text and len(faults) == 1


def test_numbers_0_and_1_are_yes_and_no():
    held = customers(churned=[1, 0, 0])
    assert driver_rows(held, responses(), None, settings=settings(**ALONE)).frame["churn"].tolist() == [1.0, 0.0, 0.0]


def test_labels_cannot_be_raised():
    text, _ = refused(contact_counts=[], what_ifs=[["segment", 1.0, "all"]])
    assert "what_ifs changes segment, which holds labels" in text


def test_customers_are_not_named_by_what_they_did_later():
    text, _ = refused(contact_counts=[], what_ifs=[["NPS", 1.0, "churned=yes"]])
    assert "what_ifs names customers by churned, which is an outcome" in text
    text, faults = refused(
        customers(churn_reason="price"), contact_counts=[], what_ifs=[["NPS", 1.0, "churn_reason=price"]]
    )
    assert "what_ifs names customers by churn_reason, which is an outcome, or known only after it" in text
    assert len(faults) == 1


def test_a_name_cannot_stand_for_two_things():
    text, _ = refused(
        contact_counts=[], what_ifs=[], cross_sell={"segment": "took_stove"}, held={},
        product_value_eur_year={"segment": [1.0, 2.0, 3.0]},
    )  # fmt: skip
    assert "segment is the name of two things" in text


def test_scores_must_be_on_the_scale():
    asked = responses(("a", "2025-10-01", "NPS", 80.0, "price"), ("b", "2025-10-01", "NPS", 90.0, None),
                      ("c", "2025-10-01", "NPS", 9.0, None))  # fmt: skip
    text, _ = refused(asked=asked, **ALONE)
    assert "most scores of NPS lie outside the scale 0 to 10, as 80 does" in text


def test_the_log_must_name_customers(duckdb_engine):
    log = lifted(contacts().drop(columns="customer_id"), duckdb_engine)
    text, faults = refused(log=log)
    assert "no answered contact names its customer" in text and len(faults) == 1


@pytest.mark.parametrize("until", ["2024-12-29", "2028-01-01"])
def test_the_log_must_be_of_the_time_that_counts(duckdb_engine, until):
    held = customers(churned_at=pd.NaT)
    text, _ = refused(held, log=lifted(contacts(), duckdb_engine), known_until=until, scores=[], themes=[], what_ifs=[])
    assert "the contact log runs from 2024-12-30 to 2026-01-01, and contacts count from" in text
