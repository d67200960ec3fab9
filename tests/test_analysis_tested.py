"""What pilots measured replaces what they tested: amounts, labels, ledger lines, and nothing else."""

import pandas as pd
import pytest
from earlier_made import earlier, euros, realised, saving, what_if
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.pilot_claims import claims
from cxkit.analysis.tested import COLUMNS, as_tested
from cxkit.result import EarlierResults, NotebookResults

REPEATS, CHURN, THERMOSTAT = "saving_fewer_repeats:all", "what_if_value:NPS:all:churn", "what_if_value:NPS:all:thermo"


def repeats(estimate=9_000.0, half=1_000.0, **other):
    return saving("fewer_repeats", "all", estimate, half, notes={"capacity_eur": 6_000.0}, **other)


def held(*pilots, savings=(), drivers=(), ledger=None) -> EarlierResults:
    found = earlier(touchpoint_savings=[repeats(), *savings], driver_modelling=list(drivers))
    own = NotebookResults("impact_measurement", "demo", "2025", "en", "client", "", tuple(pilots))
    return EarlierResults({**found.results, "impact_measurement": own}, ledger=ledger)


def finding(results, name):
    return next(one for own in results.results.values() for one in own.findings if one.name == name)


def lines(*rows):
    names = ["notebook", "customer_key", "lever", "mechanism", "effect", "eur_year", "weight"]
    return pd.DataFrame(rows, columns=names)


def test_the_pilots_amount_interval_and_label_take_the_place_of_the_estimate():
    after, frame = as_tested(held(realised("owner", 6_000, 2_000, tests=(REPEATS,))))
    one = finding(after, REPEATS)
    assert (one.estimate, one.low, one.high, one.label, one.status) == (6_000, 4_000, 8_000, "measured", "shown")
    assert one.notes["capacity_eur"] == 4_000  # two thirds of 6,000, as the euros
    assert [one.notes[name] for name in ("tested_by", "untested_eur_year", "untested_label", "expected_eur_year")] == [
        "owner", 9_000, "assumed", 9_000]  # fmt: skip
    assert (one.lever, one.mechanism, one.customers_n) == ("fewer_repeats: all", "contact_cost", 1000)
    row = frame.iloc[0]
    assert (row["finding"], row["pilot"], row["verdict"], row["used"], row["reason"]) == (
        REPEATS, "owner", "achieved", True, "")  # fmt: skip
    assert (row["before_eur_year"], row["after_eur_year"], row["label_before"], row["label_after"]) == (
        9_000, 6_000, "assumed", "measured")  # fmt: skip


def test_without_pilots_the_very_same_results_come_back():
    before = earlier(touchpoint_savings=[repeats()])
    after, frame = as_tested(before)
    assert after is before
    assert list(frame.columns) == COLUMNS
    assert frame.empty


def test_what_a_pilot_tests_together_is_shared_by_estimate_whether_named_in_full_or_by_its_beginning():
    drivers = [what_if("NPS", "churn", 3_000, 500), what_if("NPS", "thermo", 1_000, 500)]
    after, _ = as_tested(held(realised("call", 2_000, 400, tests=("what_if_value:NPS",)), drivers=drivers))
    assert [finding(after, name).estimate for name in (CHURN, THERMOSTAT)] == [1_500, 500]
    assert [finding(after, name).low for name in (CHURN, THERMOSTAT)] == [1_200, 400]


@pytest.mark.parametrize(
    ("expected", "far"),
    [(4_499.0, True), (4_500.0, False), (18_000.0, False), (18_001.0, True), (1_000_000.0, True), (None, False)],
)
def test_what_was_expected_of_a_pilot_is_held_against_what_it_tests(expected, far):
    pilot = realised("owner", 6_000, 2_000, tests=(REPEATS,), expected_eur_year=expected)
    after, frame = as_tested(held(pilot))
    assert frame[["used", "far", "label_after"]].to_numpy().tolist() == [[True, far, "assumed" if far else "measured"]]
    assert finding(after, REPEATS).label == ("assumed" if far else "measured")


def test_what_was_expected_is_held_against_all_that_a_pilot_tests_together():
    drivers = [what_if("NPS", "churn", 6_000, 500), what_if("NPS", "thermo", 2_000, 500)]
    _, frame = as_tested(held(realised("call", 6_000, 400, tests=("what_if_value:NPS",)), drivers=drivers))
    assert frame["expected_eur_year"].tolist() == [6_750, 2_250]  # 9,000 expected, in proportion to the estimates
    assert frame["far"].tolist() == [False, False]


def test_nothing_is_far_from_a_result_without_an_amount():
    unsure = what_if("NPS", "churn", None, status="no_difference", reason="no_difference", low=-900.0, high=1_300.0)
    _, frame = as_tested(held(realised("call", 600, 100, tests=(CHURN,)), drivers=[unsure]))
    assert frame[["used", "far", "label_after"]].to_numpy().tolist() == [[True, False, "measured"]]


@pytest.mark.parametrize("verdict", ["unclear", "planned"])
def test_without_a_verdict_nothing_changes(verdict):
    before = held(realised("owner", 6_000, 2_000, tests=(REPEATS,), verdict=verdict, replaces=False))
    after, frame = as_tested(before)
    assert after.results == before.results
    assert frame[["used", "reason"]].to_numpy().tolist() == [[False, "no_verdict"]]


def test_a_pilot_without_a_gain_leaves_no_amount_and_no_ledger_lines():
    ledger = lines(("touchpoint_savings", "a", "fewer_repeats: all", "contact_cost", 0.2, 9_000.0, 1.0),
                   ("driver_modelling", "a", "NPS +1 (all)", "churn", 0.1, 50.0, 1.0))  # fmt: skip
    after, frame = as_tested(held(realised("owner", None, 2_000, tests=(REPEATS,), verdict="missed"), ledger=ledger))
    one = finding(after, REPEATS)
    assert (one.estimate, one.low, one.high) == (None, -2_000, 2_000)
    assert (one.status, one.reason) == ("no_difference", "tested_no_gain")
    assert after.ledger["notebook"].tolist() == ["driver_modelling"]
    assert frame["after_eur_year"].isna().all()


def test_a_loss_is_told_as_one():
    after, _ = as_tested(held(realised("owner", -3_000, 1_000, tests=(REPEATS,), verdict="missed")))
    assert (finding(after, REPEATS).estimate, finding(after, REPEATS).reason) == (None, "tested_harm")
    assert finding(after, REPEATS).high == -2_000


def test_a_smaller_gain_than_expected_is_counted_as_measured():
    after, _ = as_tested(held(realised("owner", 900, 300, tests=(REPEATS,), verdict="missed")))
    assert finding(after, REPEATS).estimate == 900


def test_ledger_lines_go_with_the_euros_and_move_nobody_more_than_wholly():
    ledger = lines(("touchpoint_savings", "a", "fewer_repeats: all", "contact_cost", 0.2, 6_000.0, 1.0),
                   ("touchpoint_savings", "b", "fewer_repeats: all", "contact_cost", 0.7, 3_000.0, 1.0),
                   ("touchpoint_savings", "b", "fewer_contacts: bill", "contact_cost", 0.7, 3_000.0, 1.0))  # fmt: skip
    after, _ = as_tested(held(realised("owner", 18_000, 2_000, tests=(REPEATS,), verdict="exceeded"), ledger=ledger))
    assert after.ledger["eur_year"].tolist() == [12_000, 6_000, 3_000]
    assert after.ledger["effect"].tolist() == [0.4, 1.0, 0.7]
    assert ledger["eur_year"].tolist() == [6_000, 3_000, 3_000]


def test_ledger_lines_of_a_result_without_an_amount_come_to_what_was_measured():
    ledger = lines(("driver_modelling", "a", "NPS +1 (all)", "churn", 0.1, 100.0, 2.0))
    unsure = what_if("NPS", "churn", None, status="no_difference", reason="no_difference", low=-900.0, high=1_300.0)
    after, _ = as_tested(held(realised("call", 600, 100, tests=(CHURN,)), drivers=[unsure], ledger=ledger))
    assert (finding(after, CHURN).estimate, finding(after, CHURN).status, finding(after, CHURN).reason) == (
        600, "shown", "")  # fmt: skip
    assert after.ledger["eur_year"].tolist() == [300]


def test_the_dearer_contacts_of_a_topic_go_with_the_saving_on_it():
    burden = saving("residual_dearer", "bill", -600.0, 200.0, notes={"capacity_eur": -90.0})
    extra = saving("extra_work", "HR", -500.0, 100.0)
    savings = [saving("fewer_contacts", "bill", 4_000, 500), burden, extra]
    after, frame = as_tested(
        held(realised("plain bill", 1_000, 200, tests=("saving_fewer_contacts:bill",)), savings=savings)
    )
    dearer = finding(after, burden.name)
    assert (dearer.estimate, dearer.low, dearer.high, dearer.label) == (-150, -200, -100, "assumed")
    assert dearer.notes["capacity_eur"] == -22.5
    assert finding(after, extra.name) == extra
    assert frame.set_index("finding").loc[burden.name, "reason"] == "follows"
    none = realised("plain bill", None, 200, tests=("saving_fewer_contacts:bill",), verdict="missed")
    assert finding(as_tested(held(none, savings=savings))[0], burden.name).estimate is None


def test_of_two_pilots_that_by_lot_counts_else_the_narrower_interval():
    lot = realised("lot", 5_000, 3_000, tests=(REPEATS,))
    chosen = realised("chosen", 7_000, 500, tests=(REPEATS,), by_lot=False, label="estimated")
    narrow = realised("narrow", 6_000, 400, tests=(REPEATS,), by_lot=False, label="estimated")
    after, frame = as_tested(held(chosen, narrow, lot))
    assert finding(after, REPEATS).estimate == 5_000
    assert frame.set_index("pilot")["reason"].to_dict() == {"lot": "", "chosen": "other_pilot", "narrow": "other_pilot"}
    assert finding(as_tested(held(chosen, narrow))[0], REPEATS).notes["tested_by"] == "narrow"


def test_pilots_that_test_the_same_by_its_beginning_are_added_up_once_and_the_surer_one_counts():
    lot = realised("lot", 5_000, 3_000, tests=(CHURN,))
    chosen = realised("chosen", 7_000, 500, tests=("what_if_value:NPS",), by_lot=False)
    other = realised("other", 900, 100, tests=("what_if_value:NPS2",), by_lot=False)
    free = realised("free", 800, 900, replaces=False)
    found = [chosen, free, other, lot]
    assert claims(found) == claims(found[::-1]) == ("lot", "other", "free")
    assert claims([realised("both", 9_000, 4_000, tests=(CHURN, REPEATS)), lot, realised("last", 9_000, 5_000,
                   tests=(REPEATS,))]) == ("lot",)  # both is surer of the repeats than last  # fmt: skip
    assert claims([chosen, realised("narrow", 5_000, 300, tests=(CHURN,), by_lot=False)]) == ("narrow",)


def test_what_has_no_verdict_claims_nothing_and_what_replaces_comes_first():
    running = realised("running", 5_000, 100, tests=(REPEATS,), replaces=False)
    ended = realised("ended", 5_000, 900, tests=(REPEATS,), by_lot=False)
    unclear = realised("unclear", 5_000, 10, tests=(REPEATS,), verdict="unclear", replaces=False)
    assert claims([running, ended, unclear]) == ("ended",)
    assert claims([running, unclear]) == ("running",)
    assert claims([unclear, unclear.hidden()]) == ()


def test_a_pilot_that_shows_no_gain_leaves_nothing_to_one_that_is_less_sure():
    none = realised("none", None, 2_000, tests=(REPEATS,), verdict="missed")
    gain = realised("gain", 6_000, 500, tests=(REPEATS,), by_lot=False)
    assert claims([gain, none]) == ("none",)
    assert finding(as_tested(held(gain, none))[0], REPEATS).notes["tested_by"] == "none"


def test_what_cannot_be_replaced_is_named_with_its_reason():
    hidden = saving("fewer_contacts", "bill", 4_000, 500).hidden()
    names = (hidden.name, "saving_fewer_repeats", "saving_fewer_pages:x", "contact_savings")
    pilots = [realised("owner", 6_000, 2_000, tests=names)]
    after, frame = as_tested(held(*pilots, savings=[hidden, euros("contact_savings", 99.0)]))
    assert dict(zip(frame["finding"], frame["reason"], strict=True)) == {
        hidden.name: "hidden", REPEATS: "", "saving_fewer_pages:x": "unknown", "contact_savings": "unknown",
    }  # fmt: skip
    assert finding(after, hidden.name) == hidden
    assert finding(after, "contact_savings").estimate == 99.0


def test_a_hidden_pilot_replaces_nothing():
    before = held(realised("owner", 6_000, 2_000, tests=(REPEATS,)).hidden())
    assert as_tested(before)[0] is before


def test_what_is_made_from_the_results_rests_on_those_that_were_given():
    before = held(realised("owner", 6_000, 2_000, tests=(REPEATS,)))
    hashes = before.findings_hashes
    after, _ = as_tested(before)
    assert before.findings_hashes == hashes
    assert after.findings_hashes != hashes


@st.composite
def piloted(draw):
    """Return savings with amounts above 0, and pilots that test some of them."""
    amounts = draw(st.lists(st.floats(1.0, 1e5), min_size=1, max_size=4))
    savings = [saving("fewer_contacts", f"t{n}", eur, eur / 2) for n, eur in enumerate(amounts)]
    names = st.lists(st.sampled_from([one.name for one in savings]), min_size=1, unique=True)
    some = draw(st.lists(st.tuples(st.floats(10.0, 1e5), st.floats(0.1, 9.0), st.booleans(), names), max_size=3))
    pilots = [
        realised(f"p{n}", eur, half, by_lot=lot, tests=tuple(own)) for n, (eur, half, lot, own) in enumerate(some)
    ]
    return savings, pilots


@given(piloted())
def test_a_pilots_euros_add_up_over_what_it_tests_and_nothing_else_changes(case):
    savings, pilots = case
    before = held(*pilots, savings=savings)
    after, frame = as_tested(before)
    used = frame[frame["used"]]
    for pilot in pilots:
        own = used[used["pilot"] == pilot.notes["pilot"]]
        if len(own) == len(pilot.notes["tests"]):
            assert own["after_eur_year"].sum() == pytest.approx(pilot.estimate, rel=1e-6)
    assert used["finding"].is_unique
    assert set(claims(pilots)) <= set(used["pilot"])
    untouched = [one for one in (repeats(), *savings) if one.name not in set(used["finding"])]
    assert all(finding(after, one.name) == one for one in untouched)


@given(piloted())
def test_the_order_of_pilots_plays_no_part(case):
    savings, pilots = case
    one, other = (as_tested(held(*order, savings=savings)) for order in (pilots, pilots[::-1]))
    assert [own.findings for name, own in one[0].results.items() if name != "impact_measurement"] == [
        own.findings for name, own in other[0].results.items() if name != "impact_measurement"]  # fmt: skip
    pd.testing.assert_frame_equal(one[1], other[1])
