"""What executive_summary gathers from the results of the other notebooks."""

import pandas as pd
import pytest
from summary_made import (
    CASE,
    DRIVERS,
    GROUPS,
    IMPACT,
    LINES,
    MATURITY,
    RANKING,
    SAVINGS,
    earlier,
    findings,
    only,
    otherwise,
    settings,
    without_amount,
)

from cxkit.analysis.executive_summary import check, executive_summary
from cxkit.errors import NotEnoughData
from cxkit.result import EarlierResults
from cxkit.settings.summary import EARLIER


def summed(found=None, *, stale=None, **given):
    return executive_summary(earlier(found, stale=stale), settings=settings(**given))


def doubts(result):
    return list(zip(result.doubts["kind"], result.doubts["finding"], strict=True))


def test_every_notebook_that_ran_has_its_headline_as_it_was_handed_on():
    rows = summed().headlines.set_index("notebook")
    assert list(rows.index) == list(EARLIER)
    assert rows["finding"].tolist() == [
        "shift_value", "contact_savings", "driver_gain", "maturity_stage", "realised:Eén eigenaar per vraag",
        "ranking_net", "business_case_npv",
    ]  # fmt: skip
    assert rows.loc[SAVINGS, ["estimate", "low", "high", "label"]].tolist() == [29_700, 22_300, 37_100, "assumed"]


def test_a_notebook_that_did_not_run_is_absent_and_has_no_headline():
    result = summed(only(GROUPS, SAVINGS), stale={SAVINGS: "other_settings"})
    assert result.headlines["notebook"].tolist() == [GROUPS, SAVINGS]
    assert result.absent.to_numpy().tolist() == [
        [SAVINGS, "other_settings"], [DRIVERS, "not_run"], [MATURITY, "not_run"], [IMPACT, "not_run"],
        [RANKING, "not_run"], [CASE, "not_run"],
    ]  # fmt: skip


def test_the_verdict_is_that_of_the_business_case():
    assert summed(findings("does_not_pay")).verdict == "does_not_pay"
    assert summed(only(GROUPS, RANKING)).verdict == "no_case"


def test_labels_share_the_euros_that_count_burdens_by_their_size():
    # 14,000 estimated; 6,000 + 3,000 assumed; a burden of 2,000 measured: 25,000 in all
    rows = summed().labels.set_index("label")
    assert list(rows.index) == ["measured", "estimated", "assumed"]
    assert rows["share"].tolist() == pytest.approx([2 / 25, 14 / 25, 9 / 25])
    assert rows["lines_n"].tolist() == [1, 1, 2]


def test_lines_are_those_that_count_largest_first():
    rows = summed().lines
    assert rows["line"].tolist() == [line[0] for line in LINES]
    assert rows["eur_year"].tolist() == [14_000, 6_000, 3_000, -2_000]


def test_first_steps_are_of_the_chosen_set_what_is_sure_before_what_is_tested_then_by_rank():
    rows = summed(steps_n=4).steps
    assert rows["opportunity"].tolist() == [
        "saving_fewer_contacts:factuur", "what_if_value:NPS:all", "Welkomstgesprek", "Terugbellen binnen twee dagen",
    ]  # fmt: skip
    assert rows["verdict"].tolist() == ["do_now"] * 3 + ["validate"]
    assert rows["kind"].tolist() == ["fewer_contacts", "what_if", "", ""]
    assert rows["lever"].tolist() == ["", "NPS +1 (all)", "", ""]
    assert len(summed().steps) == 3


def test_what_is_outside_the_chosen_set_is_no_first_step():
    rows = summed(otherwise("ranking_net", notes={"opportunities": ["Welkomstgesprek"]})).steps
    assert rows["opportunity"].tolist() == ["Welkomstgesprek"]


@pytest.mark.parametrize(
    "changes",
    [
        {"estimate": None, "low": None, "high": None, "status": "not_computable", "reason": "none_chosen",
         "notes": {"opportunities": []}},
        {"estimate": -100.0},
        {"notes": {"opportunities": []}},
    ],
)  # fmt: skip
def test_where_nothing_fits_or_none_pays_there_is_no_first_step(changes):
    assert summed(otherwise("ranking_net", **changes)).steps.empty


def test_of_a_hidden_set_every_step_worth_doing_may_be_named():
    net = next(one for one in findings()[RANKING] if one.name == "ranking_net").hidden()
    found = findings() | {RANKING: (net, *findings()[RANKING][1:])}
    assert summed(found, steps_n=6).steps["opportunity"].tolist() == summed(steps_n=6).steps["opportunity"].tolist()


def test_the_euros_rest_on_evidence_and_how_much_comes_about_is_told_apart():
    name = "ledger_line:what_if_value:NPS:all:churn"
    result = summed(otherwise(name, label="assumed", notes={"evidence": "estimated", "success_probability": 0.6}))
    assert result.labels["share"].tolist() == pytest.approx([2 / 25, 14 / 25, 9 / 25])
    assert result.lines.set_index("line").loc["what_if_value:NPS:all:churn", "label"] == "assumed"
    assert result.facts["assumed_to_come_about"]
    assert summed(otherwise(name, notes={"part": 0.5})).facts["assumed_to_come_about"]
    assert not summed(otherwise(name, notes={"part": 1.0, "success_probability": 1.0})).facts["assumed_to_come_about"]


def test_doubts_come_gravest_first():
    result = summed(without_amount("shift_value"), stale={RANKING: "other_data", SAVINGS: "other_results"})
    assert doubts(result) == [
        ("stale", SAVINGS), ("stale", RANKING), ("failing", "business_case_npv"),
        ("tornado", "what_if_value:NPS:all:churn"), ("cause", "driver_gain"), ("no_difference", "shift_value"),
        ("agreement", "agreement:all:krippendorff"),
    ]  # fmt: skip
    values = result.doubts.set_index("kind")["value"]
    assert values["failing"] == pytest.approx(0.12)
    assert values["tornado"] == 36_000
    assert values["agreement"] == 0.4


def test_assumed_euros_are_a_doubt_from_half_of_what_counts():
    # 9,000 of 25,000 is assumed; with the largest line assumed it is 23,000 of 25,000
    found = otherwise("ledger_line:what_if_value:NPS:all:churn", label="assumed")
    assert "assumed" not in set(summed().doubts["kind"])
    rows = summed(found).doubts.set_index("kind")
    assert rows.loc["assumed", "value"] == pytest.approx(23 / 25)


def test_drivers_are_no_doubt_when_nothing_that_counts_rests_on_them():
    found = findings()
    found[CASE] = tuple(one for one in found[CASE] if one.mechanism != "churn")
    assert "cause" not in set(summed(found).doubts["kind"])
    assert "cause" in set(summed(only(DRIVERS)).doubts["kind"])


def test_a_case_that_all_but_always_pays_has_no_doubt_of_failing():
    notes = {"verdict": "pays", "pays_share": 0.999, "horizon_years": 3}
    assert "failing" not in set(summed(otherwise("business_case_npv", notes=notes)).doubts["kind"])


def test_a_case_that_does_not_pay_has_the_doubt_that_it_may():
    for verdict, kind in (("pays", "failing"), ("may_not_pay", "paying"), ("does_not_pay", None), ("no_benefit", None)):
        kinds = set(summed(findings(verdict)).doubts["kind"]) & {"failing", "paying"}
        assert kinds == ({kind} if kind else set()), verdict
    rows = summed(findings("may_not_pay")).doubts.set_index("kind")
    assert rows.loc["paying", "value"] == 0.36


def test_findings_are_the_headlines_then_what_is_told_beside_them_unchanged():
    result, given = summed(), {one.name: one for own in findings().values() for one in own}
    names = [one.name for one in result.findings]
    assert names[:7] == result.headlines["finding"].tolist()
    assert len(names) == len(set(names))
    assert all(given[one.name] == one for one in result.findings)
    assert [name for name in names if name.startswith("maturity_action:")] == ["maturity_action:first"]


def test_facts_are_those_of_the_business_case_and_the_ranking():
    assert summed().facts == {"horizon_years": 3, "pays_share": 0.88, "chosen_n": 4, "assumed_to_come_about": False,
                               "metric": "NPS"}  # fmt: skip
    assert summed(only(SAVINGS)).facts == {"horizon_years": 0, "pays_share": None, "chosen_n": 0,
                                            "assumed_to_come_about": False, "metric": ""}  # fmt: skip


def test_without_any_result_it_says_what_to_run():
    with pytest.raises(NotEnoughData, match="there are no results to sum up"):
        executive_summary(EarlierResults(absent=dict.fromkeys(EARLIER, "not_run")), settings=settings())
    with pytest.raises(NotEnoughData, match="results_of"):
        check(settings=settings(results_of=[]))
    check(settings=settings())


def test_one_notebook_is_enough():
    for notebook in EARLIER:
        result = summed(only(notebook))
        assert result.headlines["notebook"].tolist() == [notebook]
        assert result.ledger is None


def test_frames_have_their_columns_also_when_empty():
    whole, little = summed(), summed(only(MATURITY))
    for name, frame in vars(whole).items():
        if isinstance(frame, pd.DataFrame):
            assert list(getattr(little, name).columns) == list(frame.columns), name
