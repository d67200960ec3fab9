"""What pilots tested, in the ranking and in the business case: sure, of full size, and without a pilot left to do."""

import functools

import numpy as np
import pandas as pd
import pytest
from earlier_made import earlier, realised, saving, what_if
from ranking_sets import checked

from cxkit.analysis.business_case import business_case
from cxkit.analysis.opportunity_ranking import opportunity_ranking
from cxkit.settings.roi import BusinessCase

REPEATS, CHURN = "saving_fewer_repeats:all", "what_if_value:NPS:all:churn"
LISTED = pd.DataFrame({
    "opportunity": ["One owner", "Both", "Training"],
    "source": [REPEATS, f"{REPEATS};{CHURN}", CHURN],
    "source_share": [1.0, 0.5, 0.5],
    "effort_days": [5.0, 5.0, 5.0],
    "cost_eur": [2_000.0, 2_000.0, 2_000.0],
    "success_probability": [0.6, 0.6, 0.6],
})  # fmt: skip
COSTS = pd.DataFrame({"line": ["tool"], "category": ["technology"], "year": [0], "amount_eur": [1000.0]})


def results(*pilots):
    return earlier(
        touchpoint_savings=[saving("fewer_repeats", "all", 9_000.0, 7_000.0, notes={"capacity_eur": 0.0})],
        driver_modelling=[what_if("NPS", "churn", 4_000.0, 3_500.0)], impact_measurement=list(pilots),
    )  # fmt: skip


def ranked(*pilots, listed=LISTED):
    found = opportunity_ranking(
        listed, None, None, results(*pilots), settings=checked(pilot_cost_eur=10.0, pilot_months=1)
    )
    return found, found.opportunities.set_index("opportunity")


@functools.cache
def case_of(estimate=None, half=0.0, verdict=""):
    pilots = [realised("owner", estimate, half, tests=(REPEATS,), verdict=verdict)] if verdict else []
    own = {
        "success_probability": {"saving_": 0.5},
        "parts": {"saving_": 0.5, "what_if_value": 0.5},
        "market_metric": "",
    }
    return business_case(COSTS, None, None, results(*pilots), settings=BusinessCase(**own))


def test_what_was_tested_wholly_has_no_chance_and_no_pilot_any_more():
    rows = ranked(realised("owner", 6_000, 5_000, tests=(REPEATS,)))[1]
    assert rows["tested"].to_dict() == {"One owner": "gain", "Both": "", "Training": ""}
    assert rows["success_probability"].to_dict() == {"One owner": 1.0, "Both": 0.6, "Training": 0.6}
    assert rows.loc["One owner", ["eur_year", "expected_eur_year", "label"]].tolist() == [6_000, 6_000, "measured"]
    assert np.isnan(rows.loc["One owner", "pilot_cost_eur"])
    assert rows.loc["One owner", ["verdict", "reason"]].tolist() == ["do_now", "pays"]
    assert ranked()[1].loc["One owner", "verdict"] == "validate"


def test_part_of_what_was_tested_is_another_thing_with_a_chance_and_a_pilot_of_its_own():
    pilot = realised("owner", 6_000, 5_000, tests=(REPEATS,), label="measured")
    found, rows = ranked(pilot, listed=LISTED.assign(source_share=0.5))
    told = ["tested", "success_probability", "eur_year", "expected_eur_year", "label", "pilot_cost_eur"]
    assert rows.loc["One owner", told].tolist() == ["", 0.6, 3_000, 1_800, "assumed", 10.0]
    assert rows.loc["Training", "label"] == "estimated"  # of nothing that was tested, as before
    labels = found.yields.set_index(["opportunity", "finding"])["label"]
    assert labels["Both", REPEATS] == "assumed"
    assert labels["Both", CHURN] == "estimated"


def test_what_showed_no_gain_is_not_now_and_brings_nothing_to_others():
    found, rows = ranked(realised("owner", None, 800, tests=(REPEATS,), verdict="missed"))
    assert rows.loc["One owner", ["verdict", "reason", "tested"]].tolist() == ["not_now", "tested_no_gain", "no_gain"]
    assert np.isnan(rows.loc["One owner", "eur_year"])
    assert rows.loc["Both", "eur_year"] == pytest.approx(2_000)  # half of the churn that is left
    of_pilot = found.yields[found.yields["finding"] == REPEATS]
    assert not of_pilot["counted"].any()
    assert set(of_pilot["reason"]) == {"tested_no_gain"}
    named = {one.name: one for one in found.findings}
    assert named["ranking_value:One owner"].reason == "tested_no_gain"
    assert "One owner" not in set(found.roadmap["opportunity"])


def test_the_ranking_is_the_same_where_nothing_was_tested():
    unclear = realised("owner", 6_000, 5_000, tests=(REPEATS,), verdict="unclear", replaces=False)
    before, after = ranked()[0], ranked(unclear)[0]
    pd.testing.assert_frame_equal(before.opportunities, after.opportunities)
    assert before.findings == after.findings


def test_a_tested_line_counts_in_full_and_is_sure():
    lines = case_of(6_000, 2_000, "achieved").lines.set_index("line")
    row = lines.loc[REPEATS]
    assert row[["part", "success_probability", "chance_key"]].tolist() == [1.0, 1.0, ""]
    assert row[["eur_year", "low_eur", "high_eur"]].tolist() == [6_000, 4_000, 8_000]
    assert row[["evidence", "label"]].tolist() == ["measured", "measured"]
    assert case_of().lines.set_index("line").loc[REPEATS, ["eur_year", "label"]].tolist() == [4_500, "assumed"]
    drawn = ["net_low_eur", "net_high_eur"]  # the number of draws follows from all lines together
    other = case_of().lines.set_index("line").loc[CHURN].drop(drawn)
    pd.testing.assert_series_equal(lines.loc[CHURN].drop(drawn), other)


def test_gross_holds_the_measured_amount_and_nothing_is_taken_out_for_the_estimate():
    steps = case_of(6_000, 2_000, "achieved").steps.set_index("step")["eur_year"]
    assert steps["gross"] == pytest.approx(6_000 + 2_000)


@pytest.mark.parametrize(("estimate", "reason"), [(None, "tested_no_gain"), (-3_000, "tested_harm")])
def test_a_line_whose_pilot_showed_no_gain_is_set_aside(estimate, reason):
    case = case_of(estimate, 1_000, "missed")
    assert REPEATS not in set(case.lines["line"])
    assert case.aside[["finding", "reason"]].to_numpy().tolist() == [[REPEATS, reason]]
    assert case.tested["reason"].tolist() == [reason]


def test_a_part_of_0_leaves_out_what_was_tested_too():
    found = business_case(
        COSTS, None, None, results(realised("owner", 6_000, 2_000, tests=(REPEATS,))),
        settings=BusinessCase(parts={"saving_": 0.0}, success_probability={}, market_metric=""),
    )  # fmt: skip
    assert found.aside[["finding", "reason"]].to_numpy().tolist() == [[REPEATS, "part_0"]]
