"""Settings of driver_modelling: what makes no sense is refused in words, all of it at once."""

from __future__ import annotations

import pytest

from cxkit.errors import SettingsError
from cxkit.settings import DriverModelling


def said(**given) -> str:
    with pytest.raises(SettingsError) as error:
        DriverModelling.check(given)
    return str(error.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"churn": "", "cross_sell": {}}, "neither churn nor cross_sell names an outcome. Name a customer column"),
        (
            {"cross_sell": {"churn": "took_it"}, "product_value_eur_year": {"churn": [1.0, 2.0, 3.0]}},
            "cross_sell holds a product named churn",
        ),
        ({"held": {"a": "churned"}}, "churned is named for two things: an outcome, or a product that was held"),
        ({"known_until": "31-12-2025"}, "known_until is '31-12-2025', expected a date. Write it as 2025-01-31."),
        (
            {"value_revenue": ["revenue_eur_year"]},
            "value_revenue names revenue_eur_year, but gross_margin is not given",
        ),
        ({"value_plus": ["revenue_eur_year"]}, "value_plus names revenue_eur_year, and revenue is no value"),
        ({"value_plus": [], "value_minus": []}, "no column makes up a customer's value"),
        ({"value_plus": ["margin_eur"]}, "margin_eur is no amount a year. Take columns that end in _eur_year"),
        ({"value_plus": ["margin_eur_year", "margin_eur_year"]}, "margin_eur_year counts twice"),
        ({"cross_sell": {"boiler": "took_boiler"}}, "product_value_eur_year says nothing of boiler"),
        (
            {"combination_value_eur_year": {"thermostaat + boiler": [1.0, 2.0, 3.0]}},
            "combination 'thermostaat + boiler' names boiler, which product_value_eur_year lacks",
        ),
        (
            {"product_value_eur_year": {"thermostaat": [3.0, 2.0, 1.0], "zonnepanelen": [1.0, 1.0, 1.0]}},
            "product_value_eur_year of thermostaat is [3.0, 2.0, 1.0], expected a range",
        ),
        ({"contact_counts": ["calls_n"], "driver_groups": {}}, "contact_counts names calls_n, which is no count"),
        (
            {"contact_counts": ["contacts_n", "first_contacts_n", "repeat_contacts_n"], "driver_groups": {}},
            "contact_counts holds contacts_n with its two parts",
        ),
        (
            {"features": [], "contact_counts": [], "scores": [], "themes": [], "what_ifs": [], "driver_groups": {}},
            "there is no driver",
        ),
        ({"features": ["segment", "segment"]}, "segment counts twice. Name each driver once."),
        ({"features": ["churned"]}, "churned is an outcome, or known only after it"),
        ({"features": ["customer_id"]}, "customer_id is an id or a date and cannot drive anything"),
        ({"score_scale": [10, 0]}, "score_scale is [10, 0]. Write [lowest, highest]"),
        ({"driver_groups": {"all": ["nothing"]}}, "driver_groups names nothing, which is no driver"),
        ({"driver_groups": {"segment": ["NPS"]}}, "driver_groups names a group segment, and that is a driver"),
        (
            {"reliability": 0.9, "reliability_range": [0.5, 0.8]},
            "reliability_range [0.5, 0.8] does not hold reliability",
        ),
        ({"what_ifs": [["NPS", 0, "all"]]}, "what-if ['NPS', 0, 'all'] is not [driver, by how much, who]"),
        ({"what_ifs": [["NSP", 1.0, "all"]]}, "what-if ['NSP', 1.0, 'all'] changes NSP, which is no driver"),
        ({"what_ifs": [["NPS", 1.0, "Premium"]]}, "what-if ['NPS', 1.0, 'Premium'] does not say who"),
        (
            {"what_ifs": [["NPS", 1.0, "all"], ["NPS", 2.0, "all"]]},
            "what_ifs changes NPS more than once for the same customers: all; all. Change a driver once for all",
        ),
        (
            {"what_ifs": [["NPS", 1.0, "all"], ["NPS", 2.0, "segment=Premium"]]},
            "what_ifs changes NPS more than once for the same customers: all; segment=Premium",
        ),
        (
            {"what_ifs": [["NPS", 1.0, "segment=Start"], ["NPS", 1.0, "region=north"]]},
            "what_ifs changes NPS more than once for the same customers",
        ),
        ({"outcome_months": 0}, "outcome_months"),
        ({"holdout_share": 0.9}, "holdout_share"),
        ({"product_value_label": "guessed"}, "product_value_label is 'guessed'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(given, message):
    assert message in said(**given)


def test_all_faults_are_told_at_once():
    lines = said(known_until="soon", features=["churned"], what_ifs=[["NSP", 1.0, "all"]]).splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["known_until", "churned", "what-if"]


def test_outcomes_and_drivers_by_name():
    settings = DriverModelling.check({})
    assert settings.outcomes == {"churn": "churned", "thermostaat": "took_thermostat"}
    assert settings.drivers[-3:] == ["repeat_contacts_n", "NPS", "theme:prijs"]
    assert settings.answer_drivers == ["NPS", "theme:prijs"]
    assert settings.outcomes_a_year == 2


def test_without_churn_no_value_of_a_customer_is_needed():
    assert DriverModelling.check({"churn": "", "value_plus": [], "value_minus": []}).outcomes == {
        "thermostaat": "took_thermostat"
    }


def test_a_driver_may_change_differently_for_each_value_of_one_column():
    lines = [["NPS", 1.0, "segment=Start"], ["NPS", 2.0, "segment=Premium"]]
    assert DriverModelling.check({"what_ifs": lines}).what_ifs == lines
