"""Settings in words: weights, results of other notebooks, and what does nothing is left out."""

from cxkit.language import Language
from cxkit.report.assumption_words import in_effect, value_words
from cxkit.settings.ranking import OpportunityRanking

EN, NL = Language("en"), Language("nl")


def test_weights_are_shares_of_their_total_heaviest_first():
    words = value_words("weights", {"effort": 1.0, "euros": 3.0, "time": 0.0}, unit="", language=EN)
    assert words == "euros 75%; little effort 25%"


def test_notebooks_are_named_by_what_they_are_about():
    words = value_words("results_of", ["touchpoint_savings", "maturity_assessment"], unit="", language=EN)
    assert words == "contacts and maturity"


def test_a_budget_of_nothing_is_an_assumption_too():
    assert in_effect(OpportunityRanking(budget_eur=0.0), "budget_eur")


def test_a_discount_rate_counts_where_there_is_no_lifetime_value():
    assert in_effect(OpportunityRanking(), "discount_rate_year")
