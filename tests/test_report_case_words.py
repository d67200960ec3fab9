"""Settings of the business case in words: what they hold for, in which order, and what a zero says."""

import pytest

from cxkit.language import Language
from cxkit.report.assumption_words import in_effect, value_words
from cxkit.report.case_words import result_beginning
from cxkit.settings.roi import BusinessCase

EN = Language("en")
WORDS = {
    "saving_": "savings on contacts",
    "saving_extra_work:HR": "extra work (HR)",
    "what_if_value": "effects of drivers",
    "what_if_value:NPS:all:churn": "effects of drivers (NPS, churn)",
    "what_if_value:theme:prijs": "effects of drivers (theme prijs)",
    "what_if_value:all": "effects of drivers",
    "Lagere retourkosten": "Lagere retourkosten",
}


@pytest.mark.parametrize(("name", "words"), WORDS.items())
def test_the_beginning_of_a_name_says_which_results_it_is_about(name, words):
    assert result_beginning(name, language=EN) == words


def words(name, value, unit=""):
    return value_words(name, value, unit=unit, language=EN)


def test_growth_is_told_year_by_year_and_never_as_a_range():
    assert words("ramp_up", [0.4, 0.8, 1.0], "share") == "40%, 80%, 100%"
    assert words("ramp_up", [1.0], "share") == "100%"


def test_a_chance_is_one_number_or_one_per_result():
    assert words("success_probability", 0.7, "share") == "70%"
    assert words("success_probability", {"saving_": 0.8, "Beurs": 0.5}) == "savings on contacts: 80%; Beurs: 50%"


def test_departments_are_a_list_or_one_per_result():
    assert words("departments", ["IT", "HR"]) == "IT and HR"
    assert words("departments", {"saving_": "Klantenservice"}) == "savings on contacts: Klantenservice"


def test_aims_and_figures_are_told_in_words():
    assert words("aims", {"eigen": [6.0, 5.5, 7.0]}) == "eigen now 6.0, expected 5.5 to 7.0"
    assert words("industry_figures", "cx_returns") == "those of the kit"


def test_a_zero_that_says_something_is_an_assumption_and_one_that_does_nothing_is_not():
    settings = BusinessCase(pause_year=0, tax_rate=0.0, gross_margin_share=0.4)
    for name in ("tax_rate", "kept_customer_stays", "count_capacity"):
        assert in_effect(settings, name)
    for name in ("pause_year", "pause_decay", "pause_costs_left", "gross_margin_share", "salvage_share"):
        assert not in_effect(settings, name)
