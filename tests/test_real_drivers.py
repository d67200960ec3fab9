"""Three real clients: a score that separates, ratings that go together, and a handful of complaints."""

from __future__ import annotations

from typing import Any

import pytest

import cxkit as cx

PLAIN: dict[str, Any] = {
    "audience": "consultant", "cross_sell": {}, "held": {}, "product_value_eur_year": {},
    "combination_value_eur_year": {}, "themes": [], "contact_counts": [], "driver_groups": {}, "negative_control": "",
    "scores": [], "value_plus": [], "value_minus": [],
}  # fmt: skip
RATINGS = (
    "Inflight_wifi_service", "Departure_Arrival_time_convenient", "Ease_of_Online_booking", "Gate_location",
    "Food_and_drink", "Online_boarding", "Seat_comfort", "Inflight_entertainment", "On-board_service",
    "Leg room_service", "Baggage_handling", "Checkin_service", "Inflight_service", "Cleanliness",
)  # fmt: skip


def rating(header: str) -> str:
    return header.lower().replace("-", "_").replace(" ", "_") + "_rating"


def result_of(given: dict[str, Any]):
    settings = cx.DriverModelling.check(PLAIN | given)
    tables = cx.load(settings)
    found = cx.driver_modelling(tables.customers, tables.responses, tables.contacts, settings=settings)
    return cx.protect(found, settings=settings, tables=tables)


@pytest.fixture(scope="module")
def telco(real_data):
    book = (str(real_data / "telco_q3" / "Telco_customer_churn_") + "{}.xlsx").format
    return result_of(
        {
            "client": "telco",
            "sources": {"customers": [book("services"), book("status")], "responses": book("status")},
            "columns": {
                "customers": {
                    "Customer ID": "customer_id", "Tenure in Months": "tenure_months", "Contract": "contract",
                    "Churn Label": "churned", "Monthly Charge": "revenue_eur_month",
                    "Number of Referrals": "referrals_n", "Customer Status": "status",
                },
                "responses": {"Customer ID": "customer_id", "Satisfaction Score": "score"},
            },
            "constants": {"responses": {"metric": "satisfaction", "responded_at": "2018-09-30"}},
            "known_until": "2018-09-30", "outcome_months": 3,
            "value_revenue": ["revenue_eur_month"], "gross_margin": 0.4,
            "features": ["tenure_months", "contract", "referrals_n", "status"],
            "scores": ["satisfaction"], "score_scale": [1, 5], "reliability": 0.7,
            "what_ifs": [["satisfaction", 1.0, "all"], ["referrals_n", 1.0, "contract=Month-to-Month"]],
        }
    )  # fmt: skip


def test_the_score_that_separates_is_named_and_has_no_odds(telco):
    """Fault 70: scores 1 and 2 all left, 4 and 5 nobody."""
    stops = telco.result.stops.set_index(["model", "driver"])
    table = stops.loc[("answered", "satisfaction"), "table"]
    assert table == (("1", 0, 922), ("2", 0, 518), ("3", 2236, 429), ("4", 1789, 0), ("5", 1149, 0))
    odds = telco.result.drivers.set_index("driver").loc["satisfaction", "odds_ratio"]
    assert odds != odds
    assert "Satisfaction" in repr(cx.drivers.stop_notes(telco))


def test_a_status_that_only_leavers_have_gives_the_outcome_away(telco):
    """Fault 79: the customer's status is known after the outcome."""
    stops = telco.result.stops
    leak = stops[(stops["driver"] == "status") & (stops["model"] == "all")].iloc[0]
    assert leak["reason"] == "leakage" and leak["value"] == pytest.approx(1, abs=0.02) and leak["left_out"]


def test_what_the_score_would_bring_is_not_told(telco):
    what_if = telco.result.what_ifs.set_index("driver").loc["satisfaction"]
    assert (what_if["status"], what_if["reason"]) == ("not_computable", "separation")
    assert what_if["eur_year"] != what_if["eur_year"]


@pytest.fixture(scope="module")
def airline(real_data):
    return result_of(
        {
            "client": "airline",
            "sources": {"customers": str(real_data / "airline" / "airline_passenger_satisfaction_test.csv")},
            "columns": {
                "customers": {
                    "id": "customer_id", "satisfaction": "took_another", "Class": "cabin", "Type_of_Travel": "travel",
                    "Departure_Delay_in_Minutes": "departure_delay", "Arrival_Delay_in_Minutes": "arrival_delay",
                    **{header: rating(header) for header in RATINGS},
                }
            },
            "labels": {"customers": {"took_another": {"satisfied": "yes", "neutral or dissatisfied": "no"}}},
            "missing_codes": {"customers": {rating(header): [0] for header in RATINGS}},
            "churn": "", "cross_sell": {"another": "took_another"},
            "product_value_eur_year": {"another": [5.0, 10.0, 20.0]}, "known_until": "2020-01-01",
            "features": ["travel", "cabin", "departure_delay", "arrival_delay", *map(rating, RATINGS)],
            "driver_groups": {"delays": ["departure_delay", "arrival_delay"]},
            "what_ifs": [[rating("Inflight_wifi_service"), 1.0, "all"]],
        }
    )  # fmt: skip


def test_delays_that_go_together_are_named_with_their_correlation(airline):
    pair = airline.result.stops.iloc[0]
    assert (pair["reason"], {pair["driver"], pair["other"]}) == ("collinear", {"departure_delay", "arrival_delay"})
    assert pair["value"] == pytest.approx(0.965, abs=0.0006) and not pair["left_out"]
    assert "delays" in set(airline.result.importance["driver"])


def test_not_applicable_is_not_a_rating_of_zero(airline):
    drivers = airline.result.drivers.set_index("driver")
    assert drivers.loc[rating("Inflight_wifi_service"), "dropped_n"] == 813
    assert drivers.loc[rating("Departure_Arrival_time_convenient"), "dropped_n"] == 1381
    assert drivers["mean"].dropna().loc[lambda means: means.index.str.endswith("_rating")].between(1, 5).all()


def test_a_challenger_that_predicts_better_is_told(airline):
    row = airline.result.challengers.iloc[0]
    assert row["accepted"] and row["low"] > 0 and row["brier_challenger"] < row["brier"]


@pytest.fixture(scope="module")
def shop(real_data):
    return result_of(
        {
            "client": "shop",
            "sources": {"customers": str(real_data / "customer_personality" / "marketing_campaign.csv")},
            "columns": {
                "customers": {
                    "ID": "customer_id", "Response": "took_offer", "Complain": "has_complained", "Income": "income",
                    "Recency": "recency_days", "NumWebVisitsMonth": "web_visits_n",
                    "NumCatalogPurchases": "catalogue_n", "NumStorePurchases": "store_n", "Kidhome": "children_n",
                }
            },
            "churn": "", "cross_sell": {"offer": "took_offer"}, "product_value_eur_year": {"offer": [5.0, 10.0, 20.0]},
            "known_until": "2014-06-30",
            "features": ["income", "recency_days", "web_visits_n", "catalogue_n", "store_n", "children_n",
                         "has_complained"],
            "what_ifs": [["has_complained", -1.0, "all"], ["web_visits_n", 1.0, "all"]],
        }
    )  # fmt: skip


def test_twenty_one_complaints_show_no_effect_and_the_report_says_so(shop):
    what_if = shop.result.what_ifs.set_index("driver").loc["has_complained"]
    assert (what_if["changed_n"], what_if["status"]) == (21, "no_difference")
    finding = next(f for f in shop.result.findings if f.name == "what_if_value:has_complained:all:offer")
    assert (finding.estimate, finding.status, finding.reason) == (None, "no_difference", "interval_includes_zero")


def test_customers_without_an_income_are_counted_not_lost_in_silence(shop):
    income = shop.result.drivers.set_index("driver").loc["income"]
    assert (income["given_n"], income["known_n"], income["dropped_n"]) == (2240, 2216, 24)
    assert income["imputed_low"] == income["imputed_low"]


def test_a_product_that_is_only_assumed_makes_the_euros_assumed(shop):
    assert set(shop.result.what_ifs["label"]) == {"assumed"}
    assert "assumed" in repr(cx.drivers.answer(shop))
