"""No euro counts twice: the rules one by one, and what holds whatever the lines."""

import hypothesis
import numpy as np
import pandas as pd
import pytest
from benefits_made import Case, leaving, line, moved
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.business_case_result import OVERLAP_STEPS, STEPS
from cxkit.analysis.case.taken import far_smaller
from cxkit.analysis.ledger import Ledger, better_reading, left_beside

SUPERSEDED = ("weaker_reading", "same_effect", "unknown_customers")
X, Y = ("n", "x"), ("n", "y")


def test_levers_move_a_customer_together_less_than_one_by_one():
    ledger = Ledger(pd.concat([moved("x", "churn", {"K1": (0.5, 50.0), "K2": (0.4, 40.0)}),
                               moved("y", "churn", {"K1": (0.2, 20.0)})]))  # fmt: skip
    assert ledger.moved("churn", ((X, 1.0), (Y, 0.5))).to_dict() == pytest.approx({"K1": 1 - 0.5 * 0.9, "K2": 0.4})
    assert ledger.moved("churn", ((("n", "unknown"), 1.0),)).empty


def test_a_chance_of_leaving_is_no_benefit_and_in_no_pot():
    ledger = Ledger(pd.concat([leaving({"K1": 0.3}), moved("x", "churn", {"K1": (0.5, 50.0)})]))
    assert not ledger.holds("leaving", ("n", "as now"))
    assert ledger.leaving.to_dict() == {"K1": 0.3}


def test_the_share_of_leavers_is_counted_customer_by_customer():
    ledger = Ledger(pd.concat([leaving({"K1": 0.5, "K2": 0.1}), moved("x", "churn", {"K1": (0.4, 40.0)}),
                               moved("calls", "contact_cost", {"K1": (1, 30.0), "K2": (1, 10.0)})]))  # fmt: skip
    calls = ("n", "calls")
    assert ledger.share_of_leavers(calls, ()) == pytest.approx((30 * 0.5 + 10 * 0.1) / 40)
    assert ledger.share_of_leavers(calls, ((X, 0.5),)) == pytest.approx((30 * 0.5 * 0.8 + 10 * 0.1) / 40)


def test_customers_without_a_chance_leave_as_the_others_do():
    ledger = Ledger(pd.concat([leaving({"K1": 0.5, "K2": 0.1}), moved("calls", "contact_cost", {"K3": (1, 30.0)})]))
    assert ledger.share_of_leavers(("n", "calls"), ()) == pytest.approx(0.3)
    assert ledger.share_of_leavers(("n", "unknown"), ()) == pytest.approx(0.3)


def test_without_any_chance_nobody_is_known_to_leave():
    assert Ledger(moved("calls", "contact_cost", {"K1": (1, 30.0)})).share_of_leavers(("n", "calls"), ()) == 0
    assert Ledger(None).share_of_leavers(("n", "calls"), ()) == 0


def readings(*lines):
    return better_reading(pd.DataFrame(lines)).tolist()


def test_of_two_readings_the_better_evidence_stays_not_the_larger():
    found, typed = line("b", "churn", 5, lever="NPS +1"), line("a", "churn", 9, lever="nps +1", evidence="assumed")
    assert readings(found, typed) == ["b", "b"]
    assert readings(found, typed | {"evidence": "measured"}) == ["a", "a"]


def test_on_a_tie_the_smaller_amount_stays_then_the_name():
    one, other = line("b", "churn", 5, lever="l"), line("a", "churn", 9, lever="l")
    assert readings(one, other) == ["b", "b"]
    assert readings(one, other | {"eur_year": 5}) == ["a", "a"]


def test_another_mechanism_or_lever_is_another_effect():
    assert readings(line("a", "churn", 5), line("b", "cross_sell: t", 5, lever="a"), line("c", "churn", 5)) == list(
        "abc"
    )


def test_lines_set_apart_share_no_customers():
    lines = pd.DataFrame([line("x", "list", 5), line("y", "list", 5), line("z", "contact_cost", 5),
                          line("v", "contact_cost", 5)]).assign(chance=1.0)  # fmt: skip
    assert left_beside(lines, Ledger(None), apart=["list"])[0]["kept"].tolist() == [1, 1, 1, 1]
    assert left_beside(lines, Ledger(None))[1] == ("x", "y")


def test_the_weaker_reading_is_taken_out_whole():
    case = Case([line("found", "churn", 5, lever="l"), line("typed", "churn", 9, lever="l", evidence="assumed")])
    assert case.of("typed")[["kept", "net_eur_year", "reason"]].tolist() == [0, 0, "weaker_reading"]
    assert case.taken.iloc[0].tolist() == ["typed", "weaker_reading", 9, ("found",)]
    assert case.steps.to_dict("split")["data"] == [["gross", 14], ["weaker_reading", -9], ["net", 5], ["counted", 5]]


def test_a_value_shift_beside_drivers_is_one_effect():
    lines = [line("shift", "value_shift", 100), line("x", "churn", 30), line("y", "cross_sell: t", 5),
             line("calls", "contact_cost", 7)]  # fmt: skip
    case = Case(lines)  # a tie: the drivers say who and through what
    assert case.taken.to_numpy().tolist() == [["shift", "same_effect", 100, ("x", "y")]]
    lines[2]["evidence"] = "assumed"
    assert Case(lines).step("same_effect") == -100  # most of their euros are estimated, as the shift is
    lines[1]["evidence"] = "assumed"
    case = Case(lines)
    assert case.step("same_effect") == -35 and case.step("net") == 107


def test_levers_on_the_same_customers_save_each_only_once():
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0)}), moved("y", "churn", {"K1": (0.2, 20.0)})]
    case = Case([line("x", "churn", 50), line("y", "churn", 20)], ledger)
    assert case.step("net") == pytest.approx(60)
    assert case.of("x")["kept"] == pytest.approx(60 / 70)
    assert case.taken["step"].unique().tolist() == ["same_customers"]
    assert case.taken["beside"].tolist() == [("y",), ("x",)]


def test_overlap_is_of_the_parts_that_are_to_come_about():
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0)}), moved("y", "churn", {"K1": (0.2, 20.0)})]
    case = Case([line("x", "churn", 30, part=0.6), line("y", "churn", 20)], ledger)
    assert case.step("net") == pytest.approx(100 * (1 - 0.7 * 0.8))


def test_overlap_comes_before_chance():
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0)}), moved("y", "churn", {"K1": (0.2, 20.0)})]
    chances = [line("x", "churn", 50, success_probability=0.5), line("y", "churn", 20, success_probability=0.5)]
    case = Case(chances, ledger)
    assert case.step("net") == pytest.approx(60)
    assert case.step("counted") == pytest.approx(100 * (1 - 0.75 * 0.9))


def test_who_one_lever_fails_to_keep_the_other_can():
    """Two levers that each keep half, each with a chance of half: 1 - 0.75^2 of 100 is kept, not half of 75."""
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0)}), moved("y", "churn", {"K1": (0.5, 50.0)})]
    case = Case([line("x", "churn", 50, success_probability=0.5), line("y", "churn", 50, success_probability=0.5)],
                ledger)  # fmt: skip
    assert (case.step("net"), case.step("counted")) == pytest.approx((75, 43.75))
    assert case.step("chance") == pytest.approx(-31.25)
    assert case.lines["kept"].tolist() == pytest.approx([0.75, 0.75])
    assert case.lines["kept_expected"].tolist() == pytest.approx([0.875, 0.875])


def test_together_levers_never_count_for_less_than_the_largest():
    """The euros are not as the effects are: 101 x (1 - 0.5 x 0.1) / 1.4 would be 69, less than the 100 of x alone."""
    ledger = [moved("x", "churn", {"K1": (0.5, 100.0)}), moved("y", "churn", {"K1": (0.9, 1.0)})]
    assert Case([line("x", "churn", 100), line("y", "churn", 1)], ledger).step("net") == pytest.approx(100)


def test_what_is_expected_never_passes_what_counts_when_all_come_about():
    """Beside z, 101 falls to 101 x (1 - 0.9 x 0.9 x 0.1) / 1.1; were z nearly sure to fail, x and y would keep 95."""
    levers = {"x": (0.1, 50.0), "y": (0.1, 50.0), "z": (0.9, 1.0)}
    ledger = [moved(lever, "churn", {"K1": found}) for lever, found in levers.items()]
    sure = [line("x", "churn", 50), line("y", "churn", 50), line("z", "churn", 1, success_probability=0.001)]
    case = Case(sure, ledger)
    assert case.step("net") == pytest.approx(101 * 0.919 / 1.1)
    assert case.step("counted") == pytest.approx(case.step("net"))
    assert case.step("chance") <= 1e-9


def test_known_levers_stand_beside_an_unknown_one_for_what_they_bring_together():
    """They add up to 100 and bring 50 together, so 60 of which nobody knows who it moves counts instead."""
    ledger = [moved("x", "churn", {"K1": (1.0, 50.0)}), moved("y", "churn", {"K1": (1.0, 50.0)})]
    known = [line("x", "churn", 50), line("y", "churn", 50)]
    assert Case([*known, line("typed", "churn", 60, notebook="")], ledger).step("net") == pytest.approx(60)
    assert Case([*known, line("typed", "churn", 40, notebook="")], ledger).step("net") == pytest.approx(50)


def test_of_unknown_customers_the_better_evidence_counts_not_the_larger_amount():
    """Spelt in another way a lever is another one: nobody knows whether they are the same."""
    ledger = [moved("NPS +1 (all)", "churn", {"K1": (0.5, 50.0)})]
    found = line("found", "churn", 50, lever="NPS +1 (all)")
    typed = line("typed", "churn", 90, lever="NPS + 1 (all)", notebook="", evidence="assumed")
    case = Case([found, typed], ledger)
    assert (case.step("net"), case.took("typed")) == (50, {"unknown_customers": 90})


def test_of_unknown_customers_with_equal_evidence_the_larger_expected_amount_counts():
    case = Case([line("a", "churn", 50, success_probability=0.1), line("b", "churn", 49)])
    assert case.step("counted") == 49
    case = Case([line("b", "churn", 50), line("a", "churn", 50)])
    assert case.took("b") == {"unknown_customers": 50}


SAVINGS = [line("calls", "contact_cost", 60, category="contact_saving", lever="fewer_contacts: bill", capacity_eur=30),
           line("moves", "contact_cost", 30, category="contact_saving", lever="fewer_contacts: move")]  # fmt: skip


def test_a_typed_saving_on_contacts_stands_beside_those_of_the_results_as_one():
    pilot = line("pilot", "contact_cost", 80, notebook="")
    case = Case([*SAVINGS, pilot])
    assert case.took("pilot") == {"unknown_customers": 80}
    assert case.taken.set_index("line")["beside"]["pilot"] == ("calls", "moves")
    case = Case([*SAVINGS, pilot | {"evidence": "measured"}])
    assert case.step("net") == 80 and case.of("moves")["reason"] == "unknown_customers"


def test_a_typed_reading_of_a_saving_on_contacts_takes_its_place_among_them():
    pilot = line("pilot", "contact_cost", 80, lever="Fewer_contacts:  bill", notebook="", evidence="measured")
    case = Case([*SAVINGS, pilot])
    assert case.took("calls") == {"weaker_reading": 60}
    assert case.step("net") == 110


def test_a_typed_saving_whose_result_only_the_ledger_knows_takes_its_place_too():
    ledger = [moved("fewer_contacts: bill", "contact_cost", {"K1": (1, 60.0)})]
    pilot = line("pilot", "contact_cost", 80, lever="fewer_contacts: Bill", notebook="")
    assert Case([SAVINGS[1], pilot], ledger).step("net") == 110


def test_a_side_that_brings_less_than_half_of_what_goes_is_told():
    shift = line("shift", "value_shift", 1000)
    small = Case([shift, line("x", "churn", 10, evidence="measured")])
    assert far_smaller(small.taken, small.lines) == ("drivers", 10, 1000)
    other = Case([shift | {"eur_year": 4, "evidence": "measured"}, line("x", "churn", 10)])
    assert far_smaller(other.taken, other.lines) == ("value_shift", 4, 10)
    half = Case([shift, line("x", "churn", 500)])
    assert far_smaller(half.taken, half.lines) is None
    alone = Case([shift])
    assert far_smaller(alone.taken, alone.lines) is None


def test_of_levers_on_unknown_customers_only_the_largest_counts():
    case = Case([line("x", "churn", 50), line("y", "churn", 60), line("z", "churn", 20)])
    assert case.steps.set_index("step")["eur_year"].to_dict() == {
        "gross": 130, "unknown_customers": -70, "net": 60, "counted": 60,
    }  # fmt: skip
    assert case.taken["beside"].unique().tolist() == [("y",)]


def test_a_typed_reading_of_a_known_lever_moves_its_customers():
    """Measured 20 of what the model says is 50: 0.4 of its effect of 0.5 on K1, beside y on the same customer."""
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0)}), moved("y", "churn", {"K1": (0.2, 20.0)})]
    typed = line("pilot", "churn", 20, lever="X", notebook="", evidence="measured")
    case = Case([line("x", "churn", 50), line("y", "churn", 20), typed], ledger)
    assert case.took("x") == {"weaker_reading": 50}
    assert case.step("net") == pytest.approx(100 * (1 - (1 - 0.4 * 0.5) * 0.8))


def test_a_typed_amount_beyond_the_whole_finding_moves_nobody_known():
    ledger = [moved("x", "churn", {"K1": (0.5, 50.0)}), moved("y", "churn", {"K1": (0.2, 20.0)})]
    typed = line("pilot", "churn", 80, lever="x", notebook="", evidence="measured")
    case = Case([line("x", "churn", 50), line("y", "churn", 20), typed], ledger)
    assert (case.step("net"), case.took("y")) == (80, {"unknown_customers": 20})


def test_savings_on_contacts_lose_what_leavers_would_have_asked():
    ledger = [leaving({"K1": 0.5, "K2": 0.1}), moved("x", "churn", {"K1": (0.4, 40.0)}),
              moved("calls", "contact_cost", {"K1": (1, 30.0), "K2": (1, 10.0)})]  # fmt: skip
    lines = [line("calls", "contact_cost", 40, category="contact_saving"), line("x", "churn", 40),
             line("refunds", "contact_cost", 8, category="other_saving")]  # fmt: skip
    case = Case(lines, ledger)
    assert case.took("calls") == pytest.approx({"leaves": 30 * 0.5 * 0.6 + 1})
    assert case.taken["beside"].tolist() == [()]
    assert case.took("refunds") == {}
    lines[1]["success_probability"] = 0.5
    assert Case(lines, ledger).took("calls") == pytest.approx({"leaves": 30 * 0.5 * 0.8 + 1})


def test_churn_lines_that_do_not_count_keep_nobody():
    ledger = [leaving({"K1": 0.5}), moved("x", "churn", {"K1": (0.4, 40.0)}),
              moved("calls", "contact_cost", {"K1": (1, 30.0)})]  # fmt: skip
    lines = [line("calls", "contact_cost", 30, category="contact_saving"), line("x", "churn", 40),
             line("shift", "value_shift", 90, evidence="measured")]  # fmt: skip
    assert Case(lines, ledger).took("calls") == pytest.approx({"leaves": 15})


def test_freed_time_is_taken_out_of_a_saving_and_extra_work_counts_in_full():
    saving = line("calls", "contact_cost", 100, category="contact_saving", capacity_eur=60, success_probability=0.8)
    burden = line("work", "contact_cost", -30, category="burden", capacity_eur=-20, success_probability=0.8)
    case = Case([saving, burden])
    assert case.took("calls") == pytest.approx({"capacity": 60, "chance": 8})
    assert case.took("work") == pytest.approx({"burden": 30, "chance": -6})
    assert case.steps["step"].tolist() == ["gross", "net", "capacity", "burden", "chance", "counted"]
    assert case.steps["eur_year"].tolist() == pytest.approx([100, 100, -60, -30, -2, 8])
    assert case.lines["net_eur_year"].tolist() == pytest.approx([32, -24])
    assert case.lines["reason"].tolist() == ["capacity", ""]


def test_freed_time_counts_when_it_is_asked_to():
    saving = line("calls", "contact_cost", 100, category="contact_saving", capacity_eur=60)
    burden = line("work", "contact_cost", -30, category="burden", capacity_eur=-20)
    assert Case([saving, burden], count_capacity=True).step("counted") == 70


def test_no_lines_count_for_nothing():
    case = Case([])
    assert case.lines.empty and case.taken.empty
    assert case.steps.to_numpy().tolist() == [["gross", 0], ["net", 0], ["counted", 0]]


WORTH = np.array([300.0, 200.0, 100.0])  # what each of three customers costs when it leaves
share = st.floats(0.05, 1)
effects = st.lists(st.floats(0.01, 1), min_size=3, max_size=3)
mechanisms = st.sampled_from(["churn", "churn", "cross_sell: t", "value_shift", "contact_cost"])
labels = st.sampled_from(["measured", "estimated", "assumed"])
worths = st.lists(st.floats(1, 500), min_size=3, max_size=3)  # euros of a lever that are not as its effects are
found_lines = st.tuples(st.sampled_from("uvwxyz"), mechanisms, labels, share, share, effects, worths)
typed_lines = st.tuples(st.sampled_from("uvwxyzqr"), mechanisms, labels, share, st.floats(1, 900))


def drawn_case(found, typed, as_effects=False):
    """Return lines and ledger: findings of known customers, and typed lines that may read the same levers.

    With as_effects every customer is worth WORTH, whatever the lever.
    """
    by_lever = {(lever, mechanism): rest for lever, mechanism, *rest in found}
    lines, ledger = [], []
    for (lever, mechanism), (label, part, chance, effect, worth) in by_lever.items():
        euros = np.multiply(effect, WORTH) if as_effects else np.array(worth)
        given = {"lever": lever, "evidence": label, "part": part, "success_probability": chance}
        lines.append(line(f"{lever} {mechanism}", mechanism, part * float(euros.sum()), **given))
        customers = {f"K{i}": (e, float(eur)) for i, (e, eur) in enumerate(zip(effect, euros, strict=True))}
        ledger.append(moved(lever, mechanism, customers))
    for place, (lever, mechanism, label, chance, eur) in enumerate(typed):
        given = {"lever": lever, "evidence": label, "success_probability": chance, "notebook": ""}
        lines.append(line(f"typed {place}", mechanism, eur, **given))
    ledger.append(leaving({"K0": 0.3, "K1": 0.2, "K2": 0.1}))
    return lines, ledger


known_cases = st.lists(found_lines, max_size=5)
cases = st.builds(drawn_case, known_cases, st.lists(typed_lines, max_size=3))
quick = hypothesis.settings(max_examples=20, deadline=None)


@quick
@given(cases)
def test_net_lies_between_the_largest_line_and_the_sum_and_every_euro_has_its_reason(case):
    """Properties (a) net <= gross, (b) net >= the largest line that is not superseded, before burdens and chance.

    Line by line and summed, what adds up less what is taken out is what counts, and that is no more than net.
    """
    case = Case(*case)
    superseded = case.taken.loc[case.taken["step"].isin(SUPERSEDED), "line"]
    left = case.lines.loc[~case.lines["line"].isin(superseded), "eur_year"]
    assert case.step("net") >= max(left, default=0) - 1e-6
    assert case.lines["kept"].between(0, 1 + 1e-9).all()
    assert case.step("net") <= case.step("gross") + 1e-6
    assert set(case.taken["step"]) <= set(STEPS)
    gone = case.lines["line"].map(case.taken.groupby("line")["eur_year"].sum().to_dict()).fillna(0.0).astype(float)
    assert (case.lines["eur_year"] - gone - case.lines["net_eur_year"]).abs().max() < 1e-6 or case.lines.empty
    assert case.step("counted") == pytest.approx(case.step("gross") - case.taken["eur_year"].sum())
    assert case.step("chance") <= 1e-6


@quick
@given(cases, st.randoms(use_true_random=False))
def test_order_plays_no_part(case, rng):
    """Property (c), of lines and of ledger."""
    lines, ledger = case
    one, other = Case(lines, ledger), Case(rng.sample(lines, len(lines)), ledger[::-1])
    for name in ("kept", "leaves_share", "net_eur_year"):
        amounts = [found.lines.set_index("line")[name].sort_index() for found in (one, other)]
        assert amounts[0].tolist() == pytest.approx(amounts[1].tolist())
    assert sorted(one.taken["step"]) == sorted(other.taken["step"])


@quick
@given(cases)
def test_identical_lines_collapse(case):
    """Property (d): the same reading once more changes what adds up, and nothing of what counts."""
    lines, ledger = case
    twice = [*lines, *(row | {"line": f"{row['line']} again"} for row in lines)]
    one, two = Case(lines, ledger), Case(twice, ledger)
    assert two.step("gross") == pytest.approx(2 * one.step("gross"))
    assert two.step("net") == pytest.approx(one.step("net"))
    assert two.step("counted") == pytest.approx(one.step("counted"))


@quick
@given(known_cases)
def test_no_more_is_saved_than_there_is_to_lose(found):
    """Property (e): of churn each customer is kept 1 - product of (1 - part x effect), so at most once.

    What counts is the same with each effect also times its chance. Who is kept is worth what WORTH says.
    """
    lines, ledger = drawn_case(found, [], as_effects=True)
    known = [row for row in lines if row["mechanism"] == "churn"]
    case = Case(known, ledger)
    effect = {lever: np.array(effects) for lever, mechanism, _, _, _, effects, _ in found if mechanism == "churn"}
    lost = [
        np.prod(
            [1 - effect[row["lever"]] * row["part"] * times for row, times in zip(known, of_each, strict=True)], axis=0
        )
        for of_each in ([1.0] * len(known), [row["success_probability"] for row in known])
    ]
    net, counted = (float(np.dot(1 - left, WORTH)) if known else 0.0 for left in lost)
    assert case.step("net") == pytest.approx(net)
    assert case.step("counted") == pytest.approx(counted)
    assert case.step("net") <= WORTH.sum()


@quick
@given(cases, st.floats(0.01, 1000))
def test_the_unit_of_money_plays_no_part(case, unit):
    lines, ledger = case
    one = Case(lines, ledger)
    other = Case([row | {"eur_year": row["eur_year"] * unit} for row in lines],
                 [rows.assign(eur_year=rows["eur_year"] * unit) for rows in ledger])  # fmt: skip
    assert other.lines["net_eur_year"].tolist() == pytest.approx((one.lines["net_eur_year"] * unit).tolist())


def test_the_overlap_steps_come_first():
    assert STEPS[: len(OVERLAP_STEPS)] == OVERLAP_STEPS
