"""Customers with outcomes and drivers: every cell of three customers worked out by head."""

import numpy as np
import pandas as pd
import pytest
from driver_tables import UNTIL, contacts, customers, lifted, responses, settings
from pandas.testing import assert_frame_equal

from cxkit.analysis.drivers.rows import driver_rows, members
from cxkit.errors import DataError, NotEnoughData
from cxkit.settings import DriverModelling

NAN = np.nan


@pytest.fixture
def log(duckdb_engine):
    return lifted(contacts(), duckdb_engine)


def aside(rows):
    return {(table, reason): n for table, reason, n in rows.aside}


def without_contacts(held=None, asked=None, **given):
    chosen = settings(**{"contact_counts": [], "what_ifs": [["NPS", 1.0, "all"]]} | given)
    return driver_rows(
        customers() if held is None else held, responses() if asked is None else asked, None, settings=chosen
    )


def test_every_cell_of_three_customers(log):
    rows = driver_rows(customers(), responses(), log, settings=settings())
    expected = pd.DataFrame(
        {
            "customer_id": ["a", "b", "c"],
            "value_eur_year": [90.0, 45.0, NAN],
            "churn": [1.0, 0.0, 0.0],
            "stove": [0.0, 1.0, NAN],  # c had one
            "tenure_months": [12.0, 3.0, 48.0],
            "segment": ["Basic", "Premium", None],
            "first_contacts_n": [3.0, 1.0, 0.0],
            "repeat_contacts_n": [2.0, 2.0, 0.0],
            "first_contacts_n:bill": [2.0, 0.0, 0.0],
            "NPS": [9.0, 7.0, NAN],
            "theme:price": [1.0, 0.0, NAN],
            "held:stove": [0.0, 0.0, 1.0],
            "held:solar": [1.0, 0.0, 0.0],
            "negative_control": [0.0, 1.0, NAN],
        }
    ).astype({"customer_id": "str", "segment": "str"})
    assert_frame_equal(rows.frame, expected)


def test_kinds_and_how_far_a_driver_can_go(log):
    rows = driver_rows(customers(), responses(), log, settings=settings())
    assert rows.kinds == {
        "tenure_months": "number", "segment": "labels", "first_contacts_n": "count", "repeat_contacts_n": "count",
        "first_contacts_n:bill": "count", "NPS": "score", "theme:price": "flag",
    }  # fmt: skip
    assert list(rows.kinds) == settings().drivers
    assert rows.scales["tenure_months"] == (3.0, 48.0)
    assert rows.scales["repeat_contacts_n"] == (0.0, np.inf)
    assert rows.scales["NPS"] == (0.0, 10.0) and rows.scales["theme:price"] == (0.0, 1.0)
    assert "segment" not in rows.scales


def test_what_was_left_out_is_counted(log):
    rows = driver_rows(customers(), responses(), log, settings=settings())
    assert aside(rows) == {
        ("contacts", "begun after the last day drivers may know of"): 1,
        ("contacts", "begun before contacts count"): 1,
        ("contacts", "not answered"): 1,
        ("contacts", "of no known customer"): 1,
        ("contacts", "of a customer who takes no part"): 1,
        ("responses", "answer after the last day drivers may know of"): 1,
        ("responses", "answer to another metric"): 1,
        ("responses", "earlier answer of the same customer"): 1,
    }
    counted = sum(n for (table, _), n in aside(rows).items() if table == "contacts")
    assert counted + rows.frame[["first_contacts_n", "repeat_contacts_n"]].sum().sum() == len(contacts())


def test_pairs_are_of_answers_before_the_last_day(log):
    rows = driver_rows(customers(), responses(), log, settings=settings())
    assert rows.pairs["NPS"].to_dict("list") == {"customer_id": ["a"], "difference": [3.0]}
    assert rows.known_until == pd.Timestamp(UNTIL) and rows.contacts_known


def test_the_order_of_every_table_does_not_matter(duckdb_engine):
    frames = []
    for seed in range(3):
        held, asked, log = (
            frame.sample(frac=1.0, random_state=seed) for frame in (customers(), responses(), contacts())
        )
        rows = driver_rows(held, asked, lifted(log, duckdb_engine), settings=settings())
        frames.append(rows.frame)
    assert frames[0].equals(frames[1]) and frames[1].equals(frames[2])


def test_without_contacts_and_answers_there_are_features_only():
    held = customers()
    rows = driver_rows(
        held, None, None, settings=settings(contact_counts=[], scores=[], themes=[], what_ifs=[])
    )  # fmt: skip
    assert list(rows.kinds) == ["tenure_months", "segment"] and rows.aside == () and not rows.contacts_known


def test_known_until_takes_the_place_of_the_snapshot():
    rows = without_contacts(known_until="2025-11-30")
    assert rows.frame["NPS"].isna().tolist() == [False, True, True]
    assert rows.facts["snapshot_after"] == pd.Timestamp(UNTIL)
    assert without_contacts().facts["snapshot_after"] is None


def test_each_customer_has_a_last_day_when_snapshots_differ(duckdb_engine):
    held = customers(snapshot_at=pd.to_datetime(["2025-06-30", UNTIL, None]), churned_at=pd.NaT)
    asked = responses(
        ("a", "2025-06-01", "NPS", 2.0, None),
        ("a", "2025-10-01", "NPS", 8.0, None),
        ("b", "2025-10-01", "NPS", 5.0, None),
    )
    rows = driver_rows(held, asked, lifted(contacts(), duckdb_engine), settings=settings(themes=[]))
    assert rows.frame["NPS"].tolist()[:2] == [2.0, 5.0]
    assert rows.frame.loc[0, ["first_contacts_n", "repeat_contacts_n"]].tolist() == [3, 2]  # c01 to c05 from 2024-07-01
    assert rows.frame.loc[1, ["first_contacts_n", "repeat_contacts_n"]].tolist() == [1, 2]
    assert rows.frame["snapshot_at"].tolist() == [pd.Timestamp("2025-06-30"), pd.Timestamp(UNTIL)]
    assert rows.known_until == pd.Timestamp(UNTIL) and rows.facts["snapshots_n"] == 2
    assert aside(rows)["contacts", "begun after the last day drivers may know of"] == 2  # c06 and c07
    assert rows.frame["customer_id"].tolist() == ["a", "b"]
    assert aside(rows)["customers", "snapshot not known"] == 1
    assert aside(rows)["contacts", "of a customer who takes no part"] == 1


def test_who_has_no_snapshot_takes_part_when_one_last_day_is_given():
    rows = without_contacts(customers(snapshot_at=pd.to_datetime([UNTIL, UNTIL, None])), known_until=UNTIL)
    assert rows.frame["customer_id"].tolist() == ["a", "b", "c"]
    assert ("customers", "snapshot not known") not in aside(rows)


def test_who_had_left_before_is_set_aside_and_who_left_late_stayed():
    held = customers(
        churned=pd.array([True, True, True], dtype="boolean"),
        churned_at=pd.to_datetime([UNTIL, "2026-06-30", "2026-07-01"]),
    )
    rows = without_contacts(held)
    assert rows.frame[["customer_id", "churn"]].to_numpy().tolist() == [["b", 1.0], ["c", 0.0]]
    assert aside(rows)["customers", "left before the outcome window"] == 1
    assert aside(rows)["customers", "left after the outcome window: counts as stayed"] == 1


def test_a_window_of_other_length_ends_elsewhere():
    held = customers(
        churned=pd.array([True, False, True], dtype="boolean"),
        churned_at=pd.to_datetime(["2026-01-31", None, "2026-02-01"]),
    )
    assert without_contacts(held, outcome_months=1).frame["churn"].tolist() == [1.0, 0.0, 0.0]


def test_when_most_had_left_before_the_data_are_refused():
    held = customers(
        churned=pd.array([True, True, True], dtype="boolean"),
        churned_at=pd.to_datetime(["2025-01-01", "2025-12-31", "2026-02-01"]),
    )
    with pytest.raises(DataError, match="2 of 3 customers who left, by churned, had left by 2025-12-31"):
        without_contacts(held)


def test_customers_without_any_outcome_take_no_part():
    held = customers(
        churned=pd.array([None, False, True], dtype="boolean"), took_stove=pd.array([None, None, None], dtype="boolean")
    )
    rows = without_contacts(held)
    assert rows.frame["customer_id"].tolist() == ["b", "c"]
    assert aside(rows)["customers", "outcome not known"] == 1
    assert aside(rows).get(("customers", "not known whether they had the product: no part of its model")) is None


def test_nobody_with_an_outcome_is_not_enough():
    held = customers(churned=pd.array([None] * 3, dtype="boolean"))
    with pytest.raises(NotEnoughData, match="no customer has a known outcome in churned"):
        without_contacts(held, cross_sell={})


def test_a_product_is_for_who_is_known_not_to_have_it():
    rows = without_contacts(customers(has_stove=pd.array([None, False, True], dtype="boolean")))
    assert rows.frame["stove"].isna().tolist() == [True, False, True]
    assert rows.frame["held:stove"].tolist() == [0.0, 0.0, 1.0]
    assert aside(rows)["customers", "not known whether they had the product: no part of its model"] == 1


def test_a_product_nobody_is_said_to_hold_is_for_all():
    chosen = settings(contact_counts=[], what_ifs=[], held={"solar": "has_solar"})
    rows = driver_rows(customers(), responses(), None, settings=chosen)
    assert rows.frame["stove"].tolist() == [0.0, 1.0, 1.0]


def test_the_latest_score_that_was_given_counts():
    asked = responses(
        ("a", "2025-10-01", "NPS", 6.0, None),
        ("a", "2025-11-01", "NPS", NAN, "price"),
        ("b", "2025-11-01", "NPS", 99.0, None),
        ("b", None, "NPS", 3.0, None),
        ("c", "2025-11-01", "NPS", 10.0, "Service"),
        ("c", "2025-11-01", "NPS", 4.0, "PRICE"),
    )
    rows = without_contacts(asked=asked)
    assert rows.frame["NPS"].fillna(-1).tolist() == [6.0, -1.0, 4.0]
    assert rows.frame["theme:price"].tolist() == [1.0, 0.0, 1.0]
    counted = {reason: n for (table, reason), n in aside(rows).items() if table == "responses"}
    assert counted == {
        "answer without a score": 1, "score outside the scale": 1, "answer without a date": 1,
        "earlier answer of the same customer": 1,
    }  # fmt: skip


def test_themes_without_scores_are_of_any_metric():
    rows = without_contacts(scores=[], what_ifs=[["theme:price", -1.0, "all"]])
    assert rows.frame["theme:price"].tolist()[:2] == [1.0, 1.0]  # b's last answer is to CES


def test_features_are_told_apart_by_what_they_hold():
    held = customers(devices_n=[0, 1, 1], has_app=[0, 1, None], loyal=pd.array([True, None, False], dtype="boolean"))
    rows = without_contacts(held, features=["devices_n", "has_app", "loyal", "tenure_months"])
    assert [rows.kinds[name] for name in ("devices_n", "has_app", "loyal", "tenure_months")] == [
        "count", "flag", "flag", "number",
    ]  # fmt: skip
    assert rows.frame["loyal"].fillna(-1).tolist() == [1.0, -1.0, 0.0]


def test_no_value_columns_leave_value_unknown():
    rows = without_contacts(churn="", value_plus=[], value_minus=[])
    assert rows.frame["value_eur_year"].isna().all() and "churn" not in rows.frame


def test_revenue_counts_in_margin_a_year():
    held = customers(revenue_eur_month=[10.0, 20.0, 30.0])
    rows = without_contacts(held, value_plus=[], value_minus=[], value_revenue=["revenue_eur_month"], gross_margin=0.5)
    assert rows.frame["value_eur_year"].tolist() == [60.0, 120.0, 180.0]


@pytest.mark.parametrize(
    ("segment", "found"),
    [
        ("all", [True, True, True]),
        ("segment=Premium", [False, True, False]),
        ("region=north", [True, False, False]),
        ("has_solar=yes", [True, False, False]),
        ("has_solar=no", [False, True, False]),
        ("tenure_months=48", [False, False, True]),
    ],
)
def test_who_a_what_if_means(segment, found):
    held = customers(region=pd.Series(["north", "south", None], dtype="str"))
    rows = without_contacts(held, what_ifs=[["NPS", 1.0, segment]])
    assert members(rows.frame, segment).tolist() == found


def test_a_log_that_begins_late_or_ends_early_is_told(duckdb_engine):
    log = contacts()
    late = lifted(log[log["started_at"] >= "2025-03-01"], duckdb_engine)
    early = lifted(log[log["started_at"] < "2025-06-01"], duckdb_engine)
    told = [driver_rows(customers(), responses(), part, settings=settings()).facts for part in (late, early)]
    assert told[0]["log_from"] == pd.Timestamp("2025-03-01") and told[0]["log_until"] is None
    assert told[1]["log_from"] is None and told[1]["log_until"] == pd.Timestamp("2025-05-01")


@pytest.mark.parametrize("left", [True, False])
def test_an_outcome_in_which_all_did_the_same_is_refused_in_words(left):
    held = pd.DataFrame({"customer_id": ["a", "b", "c"], "churned": left, "months_n": [1.0, 2.0, 3.0]})
    plain = {
        "cross_sell": {}, "held": {}, "features": ["months_n"], "scores": [], "themes": [], "contact_counts": [],
        "driver_groups": {}, "negative_control": "", "what_ifs": [], "value_minus": [],
        "churn": "churned",
    }  # fmt: skip
    chosen = DriverModelling.check(plain | {"value_plus": ["margin_eur_year"], "known_until": "2025-12-31"})
    with pytest.raises(NotEnoughData, match="churned: all 3 customers did the same"):
        driver_rows(held.assign(margin_eur_year=1.0), None, None, settings=chosen)
