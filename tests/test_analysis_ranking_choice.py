"""The set that fits the budget: greedy per day of effort, with what overlaps counted once."""

import pandas as pd
import pytest
from ranking_sets import checked, held, line, moved, opportunities

from cxkit.analysis.ranking.choice import choice


def chosen(rows, euros, *, lines=None, ledger=None, **settings):
    lines = lines or [line(name, name, "list") for name in rows]
    return choice(opportunities(rows), pd.DataFrame(lines), held(euros), ledger, settings=checked(**settings))


def names(found):
    return found.chosen["opportunity"].tolist()


def test_most_per_day_goes_first_and_no_effort_before_all():
    rows = {"a": {"effort_days": 10}, "b": {"effort_days": 2}, "c": {"effort_days": 0}}
    found = chosen(rows, {"a": 100, "b": 50, "c": 1})
    assert names(found) == ["c", "b", "a"]
    assert found.chosen["eur_so_far"].tolist() == [1, 51, 151]
    assert found.chosen["days_so_far"].tolist() == [0, 2, 12]
    assert found.together.net_eur == 151


def test_both_budgets_hold():
    rows = {"a": {"effort_days": 10, "cost_eur": 5}, "b": {"effort_days": 8, "cost_eur": 6}, "c": {"effort_days": 5}}
    euros = {"a": 100, "b": 70, "c": 10}
    assert names(chosen(rows, euros, budget_days=18)) == ["a", "b"]
    assert names(chosen(rows, euros, budget_days=17)) == ["a", "c"]
    assert names(chosen(rows, euros, budget_eur=10)) == ["a", "c"]
    assert names(chosen(rows, euros, budget_eur=11)) == ["a", "b", "c"]


def test_costs_and_running_costs_count_and_what_adds_nothing_stays_out():
    rows = {"a": {"effort_days": 1}, "b": {"effort_days": 1, "cost_eur": 30.0},
            "c": {"effort_days": 1, "running_eur_year": 30.0}, "d": {"effort_days": 3}}  # fmt: skip
    euros = {"a": 21, "b": 50, "c": 50, "d": 60}
    assert names(chosen(rows, euros, day_rate_eur=20.0)) == ["a"]
    assert names(chosen(rows, euros, day_rate_eur=19.0)) == ["a", "d", "b", "c"]


def test_only_what_is_worth_doing_or_piloting_is_chosen():
    rows = {"a": {"verdict": "not_now"}, "b": {"verdict": "validate"}, "c": {"verdict": "not_judged"}}
    assert names(chosen(rows, {"a": 9, "b": 5, "c": 9})) == ["b"]


def test_an_opportunity_waits_for_those_it_must_follow_but_not_for_a_foundation():
    rows = {"a": {"after": ("b",)}, "b": {}, "c": {"after": ("d",)}, "d": {"verdict": "not_now"},
            "e": {"after": ("f",)}, "f": {"verdict": "foundation", "effort_days": float("nan")}}  # fmt: skip
    found = chosen(rows, {"a": 100, "b": 1, "c": 100, "e": 50}, lines=[line(n, n, "list") for n in "abce"])
    assert names(found) == ["e", "b", "a"]


@pytest.mark.parametrize("excludes", [{"a": ("b",), "b": ()}, {"a": (), "b": ("a",)}])
def test_what_excludes_each_other_is_not_chosen_together(excludes):
    rows = {name: {"excludes": excludes[name]} for name in "ab"}
    assert names(chosen(rows, {"a": 5, "b": 6})) == ["b"]


def test_the_same_euros_are_not_paid_for_twice():
    rows = {"a": {"effort_days": 1}, "b": {"effort_days": 2}}
    lines = [line("a", "x", "list"), line("b", "x", "list")]
    assert names(chosen(rows, {"x": 10}, lines=lines, day_rate_eur=1.0)) == ["a"]


def test_extra_is_what_is_added_beyond_the_overlap():
    ledger = pd.concat([moved("x", "churn", {"K": (0.5, 50.0)}), moved("y", "churn", {"K": (0.2, 20.0)})])
    found = chosen({"a": {}, "b": {}}, {"x": 50, "y": 20}, ledger=ledger,
                   lines=[line("a", "x", "churn"), line("b", "y", "churn")])  # fmt: skip
    assert found.chosen["extra_eur_year"].tolist() == pytest.approx([50, 10])
    assert found.chosen["eur_so_far"].tolist() == pytest.approx([50, 60])


def test_order_of_rows_and_unit_of_money_play_no_part():
    rows = {name: {"effort_days": days, "rank": 1.0} for name, days in (("a", 3), ("b", 3), ("c", 5))}
    euros = {"a": 30, "b": 30, "c": 51}
    first = names(chosen(rows, euros))
    assert first == ["c", "a", "b"]
    assert names(chosen(dict(reversed(rows.items())), {k: v * 1000 for k, v in euros.items()})) == first


def test_nothing_to_choose_gives_an_empty_table():
    found = chosen({"a": {"verdict": "not_now"}}, {"a": 5})
    assert found.chosen.empty
    assert found.together.net_eur == 0


def test_what_excludes_more_than_it_brings_is_not_taken_for_its_few_days():
    """Training brings most per day but shuts out a chatbot that leaves more."""
    rows = {"training": {"effort_days": 10, "excludes": ("chatbot",)}, "chatbot": {"effort_days": 25}}
    found = chosen(rows, {"training": 11, "chatbot": 19})
    assert names(found) == ["chatbot"]
    assert found.left_out == {"training": "excluded"}


def test_it_is_said_why_something_worth_doing_is_not_in_the_set():
    rows = {
        "a": {"effort_days": 10, "excludes": ("b",)}, "b": {"effort_days": 5}, "c": {"after": ("d",)},
        "d": {"verdict": "not_now"}, "e": {"effort_days": 95}, "f": {"effort_days": 1, "cost_eur": 9.0},
    }  # fmt: skip
    found = chosen(rows, {"a": 100, "b": 1, "c": 5, "e": 1, "f": 5}, budget_days=100)
    assert names(found) == ["a"]
    assert found.left_out == {"b": "excluded", "c": "waits", "e": "no_room", "f": "adds_nothing"}
