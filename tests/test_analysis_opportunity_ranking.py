"""The whole of opportunity_ranking on small results: what it hands the report, and what it refuses."""

from dataclasses import replace

import pandas as pd
import pytest
from ranking_sets import checked, moved

from cxkit.analysis.opportunity_ranking import check, opportunity_ranking
from cxkit.analysis.ranking_result import RankingResult
from cxkit.errors import DataError, NotEnoughData
from cxkit.result import EarlierResults, Finding, NotebookResults
from cxkit.settings.ranking import EARLIER

NAN = float("nan")
EUROS = {"unit": "EUR", "period": "year", "label": "estimated"}
SAVING = Finding("saving_fewer_contacts:bill", estimate=10_000.0, low=8_000.0, high=12_000.0, mechanism="contact_cost",
                 lever="fewer_contacts: bill", notes={"scope": "bill"}, **EUROS)  # fmt: skip
CALLS = Finding("what_if_value:calls:all:churn", estimate=5_000.0, low=4_000.0, high=6_000.0, mechanism="churn",
                lever="calls -1 (all)", **EUROS)  # fmt: skip
SCORE = Finding("what_if_value:NPS:all:churn", estimate=4_000.0, low=3_000.0, high=5_000.0, mechanism="churn",
                lever="NPS +1 (all)", **EUROS)  # fmt: skip
ACTIONS = [
    Finding(f"maturity_action:{item}", unit="points", estimate=points, label="estimated",
            notes={"dimension": "culture", "hard": hard, "rank": rank, "text": {"en": f"We do {item}"}})
    for item, points, hard, rank in (("a", 0.2, False, 3), ("b", 0.4, False, 1), ("c", 0.1, True, 2))
]  # fmt: skip
NPS = Finding("nps", unit="points", period="2025", estimate=-31.0, low=-33.0, high=-29.0, customers_n=900)
LEDGER = pd.concat(
    [moved("calls -1 (all)", "churn", {"K1": (0.5, 2_500.0), "K2": (0.5, 2_500.0)}),
     moved("NPS +1 (all)", "churn", {"K1": (0.4, 2_000.0), "K3": (0.4, 2_000.0)})]
).assign(notebook="driver_modelling")  # fmt: skip
LISTED = pd.DataFrame(
    {
        "opportunity": ["Clear bill", "Call back", "Programme", "App", "Rules"],
        "source": ["saving_fewer_contacts:bill", "what_if_value:calls", "what_if_value:NPS", None, None],
        "expected_eur_year": [NAN, NAN, NAN, 50_000.0, NAN],
        "effort_days": [5.0, 20.0, 25.0, 400.0, None],
        "after": [None, "Clear bill", None, None, None],
    }
)
PEOPLE = pd.DataFrame({"stakeholder": ["IT", "Desk"], "opportunity": ["App", "Call back"], "effect": ["loss", "gain"]})
BRANDS = pd.DataFrame({"brand": ["A"], "metric": ["NPS"], "year": [2025.0], "score": [-50.0], "n": [400.0]})


def results(notebook, *findings):
    return NotebookResults(notebook, "acme", "2025", "en", "client", "", findings)


def earlier(**changes):
    given = {
        "cx_group_valuation": results("cx_group_valuation", NPS),
        "touchpoint_savings": results("touchpoint_savings", SAVING),
        "driver_modelling": results("driver_modelling", CALLS, SCORE),
        "maturity_assessment": results("maturity_assessment", *ACTIONS),
    }
    return EarlierResults(**{"results": given, "ledger": LEDGER, **changes})


def ranked(listed=LISTED, people=PEOPLE, brands=BRANDS, known=None, **settings) -> RankingResult:
    given = {"success_probability": 1.0, "day_rate_eur": 100.0, **settings}
    return opportunity_ranking(listed, people, brands, known or earlier(), settings=checked(**given))


@pytest.fixture(scope="module")
def found() -> RankingResult:
    return ranked()


def test_what_pays_and_fits_is_chosen_and_its_overlap_is_taken_off(found):
    assert found.verdict == "ranked"
    assert found.chosen["opportunity"].tolist() == ["Clear bill", "Call back", "Programme"]
    totals = found.totals.set_index("name")["eur_year"]
    assert totals["gross"] == pytest.approx(19_000)
    assert totals["overlap"] == pytest.approx(4_500 - 5_000 * (1 - 0.5 * 0.6))
    assert found.chosen["extra_eur_year"].tolist() == pytest.approx([10_000, 5_000, 3_000])
    assert found.facts["unknown_overlap_n"] == 0


def test_the_roadmap_holds_the_set_and_the_foundations_for_the_hard_stage_first(found):
    foundations = found.roadmap[found.roadmap["step"] == "foundation"]
    assert foundations["opportunity"].tolist() == ["maturity_action:c", "maturity_action:b", "maturity_action:a"]
    assert foundations["phase"].tolist() == [1, 2, 3]
    days = found.roadmap.groupby("opportunity")["days"].sum()
    assert days[["Clear bill", "Call back", "Programme"]].tolist() == [5, 20, 25]


def test_the_statements_of_foundations_come_along(found):
    assert found.facts["maturity_items"]["b"] == {"en": "We do b"}


def test_the_lists_come_along(found):
    assert found.stakeholders["verdict"].tolist() == ["not_now", "do_now"]
    assert found.market["status"].tolist() == ["", "ahead"]
    assert found.market["brand"].tolist()[0] == "Lichtstad Energie"


def test_facts_count_what_the_words_need(found):
    counts = {name: found.facts[f"{name}_n"] for name in ("opportunities", "judged", "do_now", "validate", "not_now")}
    assert counts == {"opportunities": 8, "judged": 4, "do_now": 3, "validate": 0, "not_now": 1}
    assert found.facts["dependent_n"] == 0
    listed = pd.concat([LISTED, LISTED.iloc[:1].assign(opportunity="Other bill")], ignore_index=True)
    assert ranked(listed).facts["dependent_n"] == 2


def test_the_yields_are_those_of_the_contract(found):
    assert found.yields.columns.tolist() == [
        "opportunity", "notebook", "finding", "lever", "mechanism", "share", "eur_year", "low_eur", "high_eur",
        "label", "status", "counted", "reason",
    ]  # fmt: skip


def test_absent_and_stale_notebooks_are_told_apart():
    known = earlier(absent={"maturity_assessment": "not_run"}, stale={"touchpoint_savings": "other_data"})
    assert ranked(known=known).absent.values.tolist() == [
        ["touchpoint_savings", "other_data"], ["maturity_assessment", "not_run"],
    ]  # fmt: skip


def test_order_of_rows_changes_nothing(found):
    other = ranked(LISTED.iloc[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(found.opportunities, other.opportunities)
    pd.testing.assert_frame_equal(found.chosen, other.chosen)
    pd.testing.assert_frame_equal(found.totals, other.totals)
    pd.testing.assert_frame_equal(found.roadmap, other.roadmap)


def times(finding, factor):
    if finding.unit != "EUR":
        return finding
    return replace(finding, **{name: getattr(finding, name) * factor for name in ("estimate", "low", "high")})


def test_the_unit_of_money_changes_no_order(found):
    known = earlier()
    known = replace(
        known,
        results={name: replace(one, findings=tuple(times(finding, 50) for finding in one.findings))
                 for name, one in known.results.items()},
        ledger=LEDGER.assign(eur_year=LEDGER["eur_year"] * 50),
    )  # fmt: skip
    listed = LISTED.assign(expected_eur_year=LISTED["expected_eur_year"] * 50)
    other = ranked(listed, known=known, day_rate_eur=5_000.0, pilot_cost_eur=250_000.0, budget_eur=3_750_000.0)
    same = ["opportunity", "rank", "verdict", "reason", "efficient", "top_share", "rank_low", "rank_high"]
    pd.testing.assert_frame_equal(found.opportunities[same], other.opportunities[same])
    pd.testing.assert_frame_equal(found.roadmap, other.roadmap)
    assert other.totals["eur_year"].tolist() == pytest.approx([50 * eur for eur in found.totals["eur_year"]])


def test_without_a_list_the_results_are_opportunities_that_nobody_judged_yet():
    alone = ranked(None, None, None)
    assert alone.verdict == "not_judged"
    assert alone.chosen.empty
    assert alone.totals.empty
    assert alone.stakeholders.empty
    assert alone.market.empty
    assert alone.facts["opportunities_n"] == 6


def test_a_list_alone_is_ranked_too():
    listed = pd.DataFrame({"opportunity": ["App"], "expected_eur_year": [50_000.0], "effort_days": [10.0]})
    alone = ranked(listed, None, None, EarlierResults(absent=dict.fromkeys(EARLIER, "not_run")))
    assert alone.verdict == "ranked"
    assert alone.totals["eur_year"].tolist() == pytest.approx([50_000, 0, 50_000])
    assert alone.absent["reason"].unique().tolist() == ["not_run"]


def test_when_nothing_pays_nothing_is_chosen():
    assert ranked(day_rate_eur=10_000.0).verdict == "none_pays"


def test_nothing_at_all_is_told():
    with pytest.raises(NotEnoughData, match="no opportunity to rank"):
        ranked(None, None, None, EarlierResults())
    with pytest.raises(NotEnoughData, match="no opportunity to rank"):
        check(None, None, None, settings=checked(results_of=[]))
    check(None, None, None, settings=checked())


def test_a_stakeholder_of_an_unknown_opportunity_is_refused():
    people = PEOPLE.assign(opportunity=["Apps", "Call back"])
    with pytest.raises(DataError, match="Did you mean App"):
        ranked(people=people)
    with pytest.raises(DataError, match="Did you mean App"):
        check(LISTED, people, None, settings=checked())


def test_faults_speak_the_language_of_the_report():
    with pytest.raises(DataError) as caught:
        ranked(LISTED.assign(after=[None, "Cler bill", None, None, None]), language="nl")
    assert caught.value.language == "nl"


def test_the_check_judges_no_name_that_a_result_may_have():
    listed = LISTED.assign(after=["what_if_value:calls:all", "Clear bill", None, None, None],
                           source=["saving_fewer_contacts:other", None, None, None, None])  # fmt: skip
    people = PEOPLE.assign(opportunity=["maturity_action:z", "Call back"])
    check(listed, people, BRANDS, settings=checked())


def test_the_check_sees_circles_and_unknown_names():
    listed = LISTED.assign(after=["Call back", "Clear bill", "Ap", None, None])
    with pytest.raises(DataError) as caught:
        check(listed, None, None, settings=checked())
    assert len(caught.value.faults) == 2
