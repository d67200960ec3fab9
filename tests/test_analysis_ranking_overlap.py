"""What opportunities bring together: no euro twice, never less than the largest, in whatever order."""

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ranking_sets import held, line, moved, opportunities

from cxkit.analysis.ledger import Ledger
from cxkit.analysis.ranking.overlap import together, total_table

SEGMENT = {"K1": (0.5, 50.0), "K2": (0.2, 20.0)}


def of_set(lines, euros, *, chances=None, ledger=None, names=None):
    yields = pd.DataFrame(lines)
    rows = {name: {"success_probability": (chances or {}).get(name, 1.0)} for name in yields["opportunity"].unique()}
    known = Ledger(pd.concat(ledger, ignore_index=True) if ledger else None)
    return together(opportunities(rows), yields, held(euros), known, names=names or list(rows))


def test_yields_with_nothing_in_common_add_up():
    found = of_set([line("a", "x", "contact_cost"), line("b", "y", "contact_cost"), line("c", "c", "list")],
                   {"x": 10, "y": 20, "c": 5})  # fmt: skip
    assert (found.gross_eur, found.net_eur, found.unknown) == (35, 35, ())


def test_each_yield_counts_times_the_chance_that_it_works():
    found = of_set([line("a", "x", "contact_cost"), line("b", "y", "contact_cost")], {"x": 10, "y": 20},
                   chances={"a": 0.5, "b": 0.25})  # fmt: skip
    assert found.net_eur == pytest.approx(10)


def test_one_finding_is_never_taken_more_than_whole():
    both = [line("a", "x", "contact_cost"), line("b", "x", "contact_cost", share=0.5)]
    found = of_set(both, {"x": 10})
    assert (found.gross_eur, found.net_eur) == (15, 10)
    assert of_set([line("a", "x", "contact_cost", share=0.3), line("b", "x", "contact_cost", share=0.5)],
                  {"x": 10}).net_eur == pytest.approx(8)  # fmt: skip


def test_of_one_finding_the_best_chance_counts_first():
    both = [line("a", "x", "contact_cost"), line("b", "x", "contact_cost", share=0.5)]
    assert of_set(both, {"x": 10}, chances={"a": 0.5, "b": 0.9}).net_eur == pytest.approx(10 * (0.5 * 0.9 + 0.5 * 0.5))
    assert of_set(both, {"x": 10}, chances={"a": 0.9, "b": 0.5}).net_eur == pytest.approx(9)


def test_two_levers_on_the_same_customers_save_each_only_once():
    lines = [line("a", "x", "churn"), line("b", "y", "churn")]
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0)}), moved("y", "churn", {"K1": (0.2, 20.0)})]
    found = of_set(lines, {"x": 50, "y": 20}, ledger=ledger)
    assert found.net_eur == pytest.approx(100 * (1 - 0.5 * 0.8))
    assert found.gross_eur == 70
    assert found.unknown == ()


def test_levers_on_different_customers_add_up():
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0)}), moved("y", "churn", {"K2": (0.2, 20.0)})]
    found = of_set([line("a", "x", "churn"), line("b", "y", "churn")], {"x": 50, "y": 20}, ledger=ledger)
    assert found.net_eur == pytest.approx(70)


def test_overlap_counts_with_the_chances_for_both_must_work_to_meet():
    lines = [line("a", "x", "churn"), line("b", "y", "churn")]
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0)}), moved("y", "churn", {"K1": (0.2, 20.0)})]
    found = of_set(lines, {"x": 50, "y": 20}, chances={"a": 0.5, "b": 0.5}, ledger=ledger)
    assert found.net_eur == pytest.approx(100 * (1 - 0.75 * 0.9))


def test_weights_count_customers_for_those_who_did_not_answer():
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0), "K2": (0.1, 10.0)}, weight=3.0),
              moved("y", "churn", {"K1": (0.2, 20.0)}, weight=3.0)]  # fmt: skip
    found = of_set([line("a", "x", "churn"), line("b", "y", "churn")], {"x": 180, "y": 60}, ledger=ledger)
    assert found.net_eur == pytest.approx(3 * (100 * 0.6 + 10))


def test_churn_and_each_product_are_pots_of_their_own():
    lines = [line("a", "x", "churn"), line("b", "y", "cross_sell: t"), line("c", "z", "cross_sell: s")]
    assert of_set(lines, {"x": 50, "y": 20, "z": 5}).net_eur == 75


def test_of_levers_on_unknown_customers_only_the_largest_counts():
    lines = [line("a", "x", "churn"), line("b", "y", "churn"), line("c", "z", "churn")]
    found = of_set(lines, {"x": 50, "y": 60, "z": 20})
    assert (found.net_eur, found.unknown) == (60, ("x", "y", "z"))
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0)}), moved("z", "churn", {"K2": (0.2, 20.0)})]
    found = of_set(lines, {"x": 50, "y": 60, "z": 20}, ledger=ledger)
    assert (found.net_eur, found.unknown) == (70, ("y",))


def test_a_lever_alone_in_its_pot_needs_no_ledger():
    assert of_set([line("a", "x", "churn")], {"x": 50}).unknown == ()


def test_a_value_shift_holds_churn_and_cross_sell_already():
    lines = [line("a", "s", "value_shift"), line("b", "x", "churn"), line("c", "y", "contact_cost")]
    assert of_set(lines, {"s": 100, "x": 30, "y": 5}).net_eur == 35
    lines[0]["label"] = "measured"
    assert of_set(lines, {"s": 100, "x": 30, "y": 5}).net_eur == 105
    assert of_set(lines, {"s": 100, "x": 30, "y": 5}, names=["a", "c"]).net_eur == 105


def test_lines_that_do_not_count_are_left_out():
    assert of_set([line("a", "x", "churn"), line("a", "y", "list", counted=False)], {"x": 5, "y": 9}).gross_eur == 5


def test_burdens_come_off():
    lines = [line("a", "x", "contact_cost"), line("a", "dearer", "contact_cost", share=0.5)]
    assert of_set(lines, {"x": 10, "dearer": -4}).net_eur == 8


def test_the_table_shows_gross_overlap_and_net_with_their_intervals():
    draws = {"x": [10, 8, 12, 8, 12], "y": [4, 4, 4, 4, 4]}
    found = of_set([line("a", "x", "contact_cost"), line("b", "x", "contact_cost"), line("c", "y", "list")], draws)
    totals = total_table(found, held(draws), dict.fromkeys("abc", np.ones(5))).set_index("name")
    assert totals["eur_year"].to_dict() == {"gross": 24, "overlap": 10, "net": 14}
    assert totals.loc["net", ["low_eur", "high_eur"]].tolist() == pytest.approx([12, 16])
    assert totals["label"].unique().tolist() == ["estimated"]


def test_a_chance_makes_the_total_an_assumption():
    found = of_set([line("a", "x", "contact_cost", label="measured")], {"x": 1}, chances={"a": 0.7})
    assert total_table(found, held({"x": 1}), {"a": np.array(0.7)})["label"].tolist() == ["assumed"] * 3


def test_in_the_interval_of_a_total_an_opportunity_works_or_fails():
    found = of_set([line("a", "x", "contact_cost")], {"x": 10}, chances={"a": 0.5})
    works = {"a": np.array([0.5, 1, 0, 1, 0])}
    net = total_table(found, held({"x": [10] * 5}), works).set_index("name").loc["net"]
    assert net[["eur_year", "low_eur", "high_eur"]].tolist() == [5, 0, 10]


def test_an_empty_set_brings_nothing():
    found = together(opportunities({"a": {}}), pd.DataFrame([line("a", "x", "churn")]), held({"x": 1}), Ledger(None),
                     names=[])  # fmt: skip
    assert (found.gross_eur, found.net_eur) == (0, 0)
    assert total_table(found, {}, {}).empty


shares = st.floats(0.05, 1)
cases = st.lists(
    st.tuples(st.sampled_from("xyz"), shares, shares, st.lists(st.floats(0.01, 1), min_size=3, max_size=3)),
    min_size=1, max_size=5,
)  # fmt: skip


@hypothesis.settings(max_examples=30, deadline=None)
@given(cases, st.randoms(use_true_random=False))
def test_net_lies_between_the_largest_line_and_the_sum_in_any_order(drawn, rng):
    """Ledger properties (a), (b), (c) and (e): net <= gross, net >= every line, order plays no part."""
    effects = {finding: effect for finding, _, _, effect in drawn}
    worth = np.array([300.0, 200.0, 100.0])
    ledger = [moved(name, "churn", {f"K{i}": (e, e * worth[i]) for i, e in enumerate(effect)})
              for name, effect in effects.items()]  # fmt: skip
    euros = {name: float(np.dot(effect, worth)) for name, effect in effects.items()}
    lines = [line(f"o{i}", finding, "churn", share=share) for i, (finding, share, _, _) in enumerate(drawn)]
    chances = {f"o{i}": chance for i, (_, _, chance, _) in enumerate(drawn)}
    found = of_set(lines, euros, chances=chances, ledger=ledger)
    largest = max(chances[one["opportunity"]] * one["share"] * euros[one["finding"]] for one in lines)
    assert largest - 1e-6 <= found.net_eur <= found.gross_eur + 1e-6
    assert found.net_eur <= worth.sum() + 1e-6  # (e) no more is saved than there is to lose
    shuffled = rng.sample(lines, len(lines))
    assert of_set(shuffled, euros, chances=chances, ledger=ledger[::-1]).net_eur == pytest.approx(found.net_eur)


def test_identical_lines_collapse():
    ledger = [moved("x", "churn", SEGMENT)]
    found = of_set([line("a", "x", "churn"), line("b", "x", "churn")], {"x": 70}, ledger=ledger)
    assert found.net_eur == 70
