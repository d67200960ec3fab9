"""Who gains and loses, the market, and the figures that are handed on."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from ranking_sets import checked, opportunities

from cxkit.analysis.opportunity_ranking import left_over
from cxkit.analysis.ranking.findings import findings
from cxkit.analysis.ranking.market import market
from cxkit.analysis.ranking.stakeholders import COLUMNS, stakeholders, unknown_opportunities
from cxkit.result import EarlierResults, Finding, NotebookResults

JUDGED = opportunities({"bill": {"verdict": "do_now"}, "app": {"verdict": "not_now"}})
NAN = float("nan")


def people(*rows):
    return pd.DataFrame(rows, columns=["stakeholder", "opportunity", "effect", "hours_year", "must_agree"])


def test_stakeholders_stand_together_with_what_is_to_be_done():
    listed = people(
        ("IT", "app", "loss", 40.0, True), ("Desk", "bill", "gain", NAN, pd.NA), ("IT", "bill", "none", 0, False)
    )
    frame = stakeholders(listed, JUDGED)
    assert frame.columns.tolist() == list(COLUMNS)
    assert frame["stakeholder"].tolist() == ["IT", "IT", "Desk"]
    assert frame["opportunity"].tolist() == ["bill", "app", "bill"]
    assert frame["verdict"].tolist() == ["do_now", "not_now", "do_now"]
    assert frame["must_agree"].tolist() == [False, True, False]
    assert frame["notes"].tolist() == ["", "", ""]
    assert math.isnan(frame["hours_year"][2])
    assert listed["stakeholder"].tolist() == ["IT", "Desk", "IT"]


def test_a_list_of_names_and_effects_alone_will_do():
    frame = stakeholders(people(("IT", "app", "loss", 1.0, True))[["stakeholder", "opportunity", "effect"]], JUDGED)
    assert frame["must_agree"].tolist() == [False]
    assert stakeholders(None, JUDGED).columns.tolist() == list(COLUMNS)


def test_opportunities_of_stakeholders_that_are_not_there_are_told_with_the_nearest():
    listed = people(("IT", "App", "loss", 1, True), ("HR", "App", "gain", 1, True), ("IT", "qqq", "loss", 1, True))
    near, far = (fault.text() for fault in unknown_opportunities(listed, ["bill", "app"]))
    assert near == (
        'the list of stakeholders names opportunity "App" (of IT, HR), which is not there. Did you mean app?'
    )
    assert far.endswith("Choose from: bill, app.")


def earlier(name="nps", estimate=20.0, low=17.0, high=23.0, **notes):
    status = {} if estimate is not None else {"status": "hidden", "reason": "small_group"}
    own = Finding(name, unit="points", period="2025", estimate=estimate, low=low, high=high, customers_n=900,
                  notes=notes, **status)  # fmt: skip
    results = NotebookResults("cx_group_valuation", "acme", "2025", "en", "client", "", (own,))
    return EarlierResults(results={"cx_group_valuation": results})


def brands(*rows):
    return pd.DataFrame(rows, columns=["brand", "metric", "year", "score", "n"])


def of_market(competitors, known=None, **settings):
    return market(competitors, known or earlier(), settings=checked(client_name="Us", **settings))


def test_own_score_stands_among_those_of_competitors():
    listed = brands(("A", "nps", 2025, 40.0, 400.0), ("B", "NPS", 2025, 0.0, 400.0), ("C", "NPS", 2025, 18.0, 400.0),
                    ("D", "NPS", 2025, 90.0, NAN))  # fmt: skip
    frame, aside = of_market(listed)
    assert frame["brand"].tolist() == ["D", "A", "Us", "C", "B"]
    assert frame["status"].tolist() == ["unknown", "behind", "", "no_difference", "ahead"]
    assert frame.set_index("brand").loc["Us", ["score", "low", "high", "n", "year", "own"]].tolist() == [
        20.0, 17.0, 23.0, 900, 2025, True,
    ]  # fmt: skip
    assert aside == []


def test_the_interval_of_an_nps_is_the_widest_at_its_score():
    frame, _ = of_market(brands(("A", "NPS", 2025, 60.0, 400.0), ("B", "NPS", 2025, 99.0, 1.0)))
    row = frame.set_index("brand").loc["A"]
    assert row["high"] - row["score"] == pytest.approx(1.959964 * 100 * math.sqrt((1 - 0.36) / 400), abs=1e-4)
    assert row["score"] - row["low"] == pytest.approx(row["high"] - row["score"])
    assert frame.set_index("brand").loc["B", "high"] == 100


def test_other_metrics_and_earlier_years_are_set_aside_and_counted():
    listed = brands(("A", "CES", 2025, 4.0, NAN), ("A", "NPS", 2024, 4.0, NAN), ("a", "NPS", 2025, 5.0, NAN))
    frame, aside = of_market(listed)
    assert frame.loc[~frame["own"], "score"].tolist() == [5.0]
    assert aside == [("competitors", "another metric than the one compared on", 1),
                     ("competitors", "an earlier year of the same brand", 1)]  # fmt: skip


def test_a_score_is_compared_with_ones_own_on_the_same_metric_only():
    listed = brands(("A", "CSAT", 2025, 4.0, 300.0))
    scale = {"market_metric": "csat", "score_scale": [1, 5]}
    frame, _ = of_market(listed, earlier("score_mean", 3.5, 3.4, 3.6), **scale)
    assert frame[["brand", "status"]].values.tolist() == [["A", "unknown"]]
    frame, _ = of_market(listed, earlier("score_mean", 3.5, 3.4, 3.6, metric="CSAT"), **scale)
    assert frame[["brand", "status"]].values.tolist() == [["A", "unknown"], ["Us", ""]]
    assert frame["low"].isna().tolist() == [True, False]


def test_without_an_own_score_the_competitors_stand_alone():
    frame, _ = of_market(brands(("A", "NPS", 2025, 4.0, 300.0)), earlier(estimate=None, low=None, high=None))
    assert frame["status"].tolist() == ["unknown"]
    assert not frame["own"].any()
    frame, _ = of_market(brands(("A", "NPS", 2025, 4.0, 300.0)), EarlierResults())
    assert frame["brand"].tolist() == ["A"]


@pytest.mark.parametrize("listed", [None, brands(("A", "CES", 2025, 4.0, NAN))])
def test_without_competitors_there_is_no_market(listed):
    assert of_market(listed)[0].empty
    assert of_market(brands(("A", "NPS", 2025, 4.0, NAN)), market_metric="")[0].empty


VALUE = {
    "rank_low": 1.0, "rank_high": 2.0, "top_share": 0.9, "score": 50.0, "total_cost_eur": 10.0, "pays_share": 0.6,
    "evpi_eur": 3.0, "pilot_cost_eur": 5.0, "expected_eur_year": 70.0, "expected_low": 50.0, "expected_high": 90.0,
    "label": "estimated", "yield_status": "shown",
}  # fmt: skip
TOTALS = pd.DataFrame(
    {"name": ["gross", "overlap", "net"], "eur_year": [80.0, 10.0, 70.0], "low_eur": 1.0, "high_eur": 99.0,
     "label": "assumed"}
)  # fmt: skip


def handed_on(rows, chosen=(), totals=TOTALS, left=None):
    return findings(opportunities(rows), pd.DataFrame({"opportunity": list(chosen)}), totals, left or {})


def test_the_set_and_every_opportunity_are_handed_on():
    found = handed_on({"a": VALUE, "b": VALUE | {"success_probability": 0.7}}, ["a"])
    assert [finding.name for finding in found] == [
        "ranking_net", "ranking_gross", "ranking_overlap", "ranking_value:a", "ranking_value:b",
    ]  # fmt: skip
    assert (found[0].estimate, found[0].status, found[0].notes["opportunities"]) == (70.0, "shown", ["a"])
    assert (found[3].estimate, found[3].low, found[3].label, found[3].lever) == (70.0, 50.0, "estimated", "")
    assert found[4].label == "assumed"
    assert found[3].notes["effort_days"] == 10.0


def test_what_nobody_could_check_must_be_looked_at():
    found = handed_on({"a": VALUE | {"yield_status": "review"}, "b": VALUE}, ["a"])
    assert [finding.status for finding in found] == ["review"] * 4 + ["shown"]


def test_a_total_whose_interval_holds_zero_claims_no_amount():
    net = handed_on({"a": VALUE}, ["a"], TOTALS.assign(low_eur=-1.0))[0]
    assert (net.estimate, net.low, net.high, net.status) == (None, -1.0, 99.0, "no_difference")


def test_no_estimate_is_handed_on_where_none_is_claimed():
    blank = dict.fromkeys(("expected_eur_year", "expected_low", "expected_high", "net_eur", "rank"), NAN)
    rows = {"a": VALUE | {"yield_status": "no_difference"},
            "b": VALUE | blank | {"verdict": "foundation", "reason": "maturity", "label": ""}}  # fmt: skip
    found = handed_on(rows, totals=TOTALS.iloc[:0])
    assert (found[0].name, found[0].status, found[0].reason) == ("ranking_net", "not_computable", "none_chosen")
    assert (found[1].estimate, found[1].low, found[1].status) == (None, 50.0, "no_difference")
    assert (found[2].estimate, found[2].status, found[2].reason) == (None, "not_computable", "maturity")
    assert found[2].notes["rank"] is None
    json.dumps([dict(finding.notes) for finding in found], allow_nan=False)


def test_what_the_set_leaves_is_handed_on_also_where_it_may_be_a_loss():
    left = {"once_eur": 60.0, "running_eur_year": 2.0, "left_eur": 10.0, "left_low_eur": -20.0, "left_high_eur": 50.0,
            "left_pays_share": 0.6}  # fmt: skip
    found = next(f for f in handed_on({"a": VALUE}, ["a"], left=left) if f.name == "ranking_left")
    assert (found.estimate, found.low, found.high, found.period, found.label) == (10, -20, 50, "horizon", "assumed")
    assert found.notes == {"once_eur": 60.0, "running_eur_year": 2.0, "left_pays_share": 0.6}


def test_what_is_left_counts_from_when_each_is_ready_and_after_all_costs():
    """100 a year from the start and 100 from half the year on, one of two draws failing: 150 less 60 once."""
    rows = {"a": {"total_cost_eur": 60.0}, "b": {"total_cost_eur": 0.0, "lead_months": 6.0}}
    euros = {"a": np.array([100.0, 100.0, 100.0]), "b": np.array([100.0, 200.0, 0.0])}
    left = left_over(opportunities(rows), euros, settings=checked())
    assert left["left_eur"] == 90.0 and left["once_eur"] == 60.0 and left["left_pays_share"] == 1.0
    assert left["left_low_eur"] == pytest.approx(42.5, abs=1) and left["left_high_eur"] == pytest.approx(137.5, abs=1)
    assert left_over(opportunities(rows), {}, settings=checked()) == {}
