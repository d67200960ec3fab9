"""The whole of maturity_assessment: from answers to a stage, what blocks the next one, and what the file hands on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from maturity_forms import answers, everywhere, questionnaire, seven_points

from cxkit.analysis.maturity_assessment import check, maturity_assessment
from cxkit.errors import NotEnoughData, SettingsError
from cxkit.settings.maturity import MaturityAssessment

SMALL = questionnaire(reverse=["design_2"])


class Own(MaturityAssessment):
    """Settings whose questionnaire is not read from a file."""

    @property
    def questionnaire(self):
        return FORMS[self.instrument]


FORMS = {"cx_maturity": SMALL, "seven": seven_points()}


def settings(**given) -> Own:
    return Own.model_construct(**given)


def held_back() -> pd.DataFrame:
    """Return five raters: culture 0.6 on average, design 3."""
    given = everywhere(SMALL, {"culture": [0, 1, 1, 1, 0], "design": [3, 3, 3, 4, 2]})
    frame = answers(given)
    departments = dict(zip(given, ["IT", "IT", "IT", "Sales", None], strict=True))
    return frame.assign(department=frame["respondent"].map(departments))


def test_a_dimension_far_behind_holds_the_stage_back():
    """Culture 0.6 is Interested, design 3 is Engaged, the mean 1.8 is Committed: Invested by the gate."""
    found = maturity_assessment(held_back(), settings=settings())
    row = found.overall.iloc[0]
    assert row["mean"] == pytest.approx(1.8)
    assert (row["stage_mean"], row["stage_gate"], row["stage"], row["next_stage"]) == (2, 1, 1, 2)
    assert (row["to_next"], row["raters_n"]) == (0.0, 5)
    assert found.dimensions["mean"].tolist() == [pytest.approx(0.6), pytest.approx(3.0)]
    assert found.dimensions["to_next"].tolist() == [pytest.approx(0.2), pytest.approx(0.2)]
    assert found.blockers[["target", "dimension", "needed", "kind"]].values.tolist() == [[2, "culture", 0.8, "gate"]]
    assert found.actions["item"].tolist() == ["culture_1", "culture_2"]
    assert found.verdict in ("staged", "between")


def test_the_rule_of_the_settings_goes_before_that_of_the_questionnaire():
    found = maturity_assessment(held_back(), settings=settings(stage_rule="mean"))
    assert found.overall.loc[0, "stage"] == 2
    assert found.facts["rule"] == "mean"
    assert not any(found.steps["behind"])


def test_a_reverse_item_counts_turned():
    found = maturity_assessment(held_back(), settings=settings()).items.set_index("item")
    assert found.loc["design_2", "mean"] == found.loc["design_1", "mean"] == 3.0
    assert found["reverse"].to_dict() == {"culture_1": False, "culture_2": False, "design_1": False, "design_2": True}


def test_raters_who_agree_give_one_stage_for_sure():
    given = answers(everywhere(SMALL, {"culture": [2, 2, 2, 2], "design": [2, 2, 2, 2]}))
    found = maturity_assessment(given, settings=settings())
    assert found.verdict == "staged"
    assert found.overall.loc[0, ["stage", "stage_low", "stage_high"]].tolist() == [2, 2, 2]
    assert found.overall.loc[0, "stage_share"] == 1.0


def test_raters_who_differ_give_several_stages():
    given = answers(everywhere(SMALL, {"culture": [0, 4, 1, 3], "design": [0, 4, 1, 3]}))
    found = maturity_assessment(given, settings=settings())
    assert found.verdict == "between"
    stage = found.findings[0]
    assert stage.name == "maturity_stage"
    assert (stage.estimate, stage.notes["stage"]) == (3.0, "Committed")
    assert stage.low < stage.high


def test_one_rater_gives_a_stage_without_interval():
    found = maturity_assessment(answers(everywhere(SMALL, {"culture": [2], "design": [3]})), settings=settings())
    assert found.verdict == "one_rater"
    row = found.overall.iloc[0]
    assert (row["stage"], row["stage_low"], row["stage_high"]) == (3, -1, -1)
    assert np.isnan(row["low"])
    assert found.findings[0].estimate == 4.0
    assert found.findings[0].low is None


def test_one_rater_who_left_a_dimension_blank_has_no_stage():
    given = answers(everywhere(SMALL, {"culture": [2], "design": [3]}))
    found = maturity_assessment(given[given["item"].str.startswith("culture")], settings=settings())
    assert found.verdict == "not_computable"
    assert (found.overall.loc[0, "stage_low"], found.overall.loc[0, "stage_high"]) == (-1, -1)


def test_raters_who_agree_give_intervals_without_width():
    given = answers(everywhere(SMALL, {"culture": [2, 2, 2], "design": [3, 3, 3]}))
    found = maturity_assessment(given, settings=settings())
    assert found.overall.loc[0, ["low", "mean", "high"]].tolist() == [2.5] * 3
    assert found.overall.loc[0, ["stage_low", "stage", "stage_high"]].tolist() == [3] * 3
    assert found.dimensions["spread"].tolist() == [0.0, 0.0]


def test_the_top_leaves_the_lowest_items_without_a_stage_to_reach():
    given = answers(everywhere(SMALL, {"culture": [4, 4, 3], "design": [4, 4, 4]}))
    found = maturity_assessment(given, settings=settings())
    assert found.overall.loc[0, "next_stage"] == -1
    assert found.actions[["item", "kind", "toward"]].values.tolist() == [["culture_1", "", -1], ["culture_2", "", -1]]


def test_small_departments_are_not_compared():
    given = everywhere(SMALL, {"culture": [0, 1, 1, 3, 3, 4, 4, 2], "design": [2] * 8})
    names = dict(zip(given, ["IT"] * 3 + ["Sales"] * 3 + ["Finance"] * 2, strict=True))
    frame = answers(given).assign(department=lambda own: own["respondent"].map(names))
    found = maturity_assessment(frame, settings=settings(minimum_raters_n=3)).differences
    assert found["departments_n"].unique().tolist() == [2]
    assert not found[["highest", "lowest"]].isin(["Finance"]).any(axis=None)
    assert maturity_assessment(frame, settings=settings(minimum_raters_n=4)).differences.empty


def test_blanks_of_a_dimension_are_no_raters_of_its_change():
    frame = two_waves()
    often = frame["respondent"].isin(["rater 0", "rater 1", "rater 2"])
    found = maturity_assessment(frame[often | ~frame["item"].str.startswith("design")], settings=settings())
    changed = found.changes.set_index("dimension")[["both_n", "earlier_n", "raters_n"]]
    assert changed.loc["design"].tolist() == [3, 3, 3]
    assert changed.loc["all"].tolist() == changed.loc["culture"].tolist() == [4, 4, 5]


def test_a_dimension_without_answers_gives_no_stage():
    frame = held_back()
    found = maturity_assessment(frame[frame["item"].str.startswith("culture")], settings=settings())
    assert found.verdict == "not_computable"
    assert found.overall.loc[0, "stage"] == -1
    assert found.blockers.empty
    assert not found.steps["reached"].any()
    assert found.dimensions["raters_n"].tolist() == [5, 0]
    assert found.findings[0].reason == "dimension_without_answers"
    assert set(found.actions["item"]) == {"culture_1", "culture_2"}


def test_departments_counting_equally_is_the_other_mean_and_the_other_way_round():
    over_raters = maturity_assessment(held_back(), settings=settings()).overall.iloc[0]
    over_departments = maturity_assessment(held_back(), settings=settings(average_over="departments")).overall.iloc[0]
    assert over_departments["mean"] == pytest.approx(np.mean([(2 / 3 + 1 + 0) / 3, (3 + 4 + 2) / 3]))
    assert over_raters["other_mean"] == pytest.approx(over_departments["mean"])
    assert over_departments["other_mean"] == pytest.approx(over_raters["mean"])


def test_facts_count_what_was_and_was_not_answered():
    frame = held_back()
    frame.loc[0, "score"] = np.nan
    frame = frame.drop(index=1).assign(evidence="")
    frame.loc[[0, 2, 3], "evidence"] = ["zonder cijfer", "=SOM(A1)", " "]
    found = maturity_assessment(frame, settings=settings())
    expected = {"wave": "", "earlier_wave": "", "raters_n": 5, "departments_n": 2, "items_n": 4, "answers_n": 18,
                "blank_n": 2, "evidence_n": 2, "rule": "gate", "next_stage": 2, "hard_stage": 2,
                "unknown_department_n": 1}  # fmt: skip
    assert found.facts == expected
    assert found.evidence.values.tolist() == [
        ["culture_1", "culture", "zonder cijfer"],
        ["design_1", "design", "=SOM(A1)"],
    ]
    assert found.items.set_index("item")["evidence_n"].to_dict() == {
        "culture_1": 1, "culture_2": 0, "design_1": 1, "design_2": 0
    }  # fmt: skip
    assert found.rows.values.tolist() == [["answers", "no score", 1]]


def test_remarks_stand_in_an_order_that_tells_nothing_of_their_rater():
    frame = held_back().assign(evidence=[f"remark {n:02}" for n in range(20, 0, -1)])
    there = maturity_assessment(frame, settings=settings()).evidence
    back = maturity_assessment(frame.iloc[::-1], settings=settings()).evidence
    pd.testing.assert_frame_equal(there, back)
    assert there.columns.tolist() == ["item", "dimension", "evidence"]


def test_raters_are_dots_without_a_name():
    found = maturity_assessment(held_back(), settings=settings()).raters
    assert sorted(found["rater"].unique()) == [1, 2, 3, 4, 5]
    assert len(found) == 10
    assert not found.astype(str).map(lambda text: "rater" in text).to_numpy().any()


def two_waves() -> pd.DataFrame:
    then = answers(everywhere(SMALL, {"culture": [0, 0, 0, 1], "design": [2, 2, 2, 2]}), wave="2024")
    now = answers(everywhere(SMALL, {"culture": [1, 1, 1, 2, 2], "design": [2, 2, 3, 2, 1]}), wave="2025")
    older = answers(everywhere(SMALL, {"culture": [0], "design": [0]}), wave="2023")
    return pd.concat([now, older, then], ignore_index=True)


def test_the_latest_measurement_is_compared_with_the_one_before():
    found = maturity_assessment(two_waves(), settings=settings())
    assert (found.facts["wave"], found.facts["earlier_wave"], found.facts["raters_n"]) == ("2025", "2024", 5)
    changed = found.changes.set_index("dimension")
    assert changed.index.tolist() == ["all", "culture", "design"]
    assert changed.loc["culture", ["earlier_mean", "mean"]].tolist() == [0.25, 1.4]
    assert changed.loc["culture", ["status", "both_n", "earlier_n"]].tolist() == ["shown", 4, 4]
    assert changed.loc["culture", ["earlier_stage", "stage"]].tolist() == [0, 1]
    assert changed.loc["all", "stage"] == found.overall.loc[0, "stage"]
    assert found.rows.values.tolist() == [["answers", "another measurement", 4]]


def test_the_first_measurement_has_no_change():
    found = maturity_assessment(two_waves(), settings=settings(wave="2023"))
    assert found.changes.empty
    assert found.changes.columns.tolist()[:3] == ["dimension", "earlier_mean", "mean"]
    assert found.facts["earlier_wave"] == ""


def test_a_change_without_a_difference_gives_no_estimate():
    found = {finding.name: finding for finding in maturity_assessment(two_waves(), settings=settings()).findings}
    assert found["maturity_change:culture"].estimate == pytest.approx(1.15)
    design = found["maturity_change:design"]
    assert (design.status, design.estimate, design.reason) == ("no_difference", None, "interval_includes_zero")
    assert design.low <= 0 <= design.high


def test_names_that_are_not_there_are_refused_all_at_once():
    frame = two_waves().assign(department="Marketing")
    wrong = settings(wave="2026", earlier_wave="2022", departments=["Marketng", "Marketing"])
    with pytest.raises(SettingsError) as error:
        check(frame, settings=wrong)
    text = str(error.value)
    assert len(error.value.faults) == 3
    assert "wave names 2026" in text
    assert "earlier_wave names 2022" in text
    assert "Did you mean Marketing?" in text


def test_a_measurement_without_scores_is_too_little():
    frame = two_waves()
    frame.loc[frame["wave"] == "2025", "score"] = np.nan
    with pytest.raises(NotEnoughData, match="the measurement 2025 holds no score"):
        check(frame, settings=settings())
    with pytest.raises(NotEnoughData, match="the answers hold no score"):
        check(held_back().assign(score=np.nan), settings=settings())
    with pytest.raises(NotEnoughData, match="the answers hold no score"):
        check(held_back().iloc[:0], settings=settings())


def test_what_check_accepts_the_analysis_accepts():
    check(two_waves(), settings=settings())
    assert maturity_assessment(two_waves(), settings=settings()).verdict


def test_another_instrument_needs_no_other_code():
    """Seven points, four stages, three dimensions, no gate, no hard stage: means 4, 2 and 6, so Growing."""
    form = FORMS["seven"]
    given = everywhere(form, {"purpose": [4, 4, 4], "people": [2, 2, 2], "process": [6, 6, 6]})
    found = maturity_assessment(answers(given), settings=settings(instrument="seven"))
    row = found.overall.iloc[0]
    assert (row["mean"], row["stage"], row["stage_gate"], row["next_stage"], row["to_next"]) == (4.0, 1, 1, 2, 1.0)
    assert found.dimensions["stage"].tolist() == [1, 0, 2]
    assert found.steps["name"].tolist() == ["Starting", "Growing", "Leading", "Shining"]
    assert found.blockers[["dimension", "kind", "short"]].values.tolist() == [
        ["people", "mean", 3.0],
        ["purpose", "mean", 1.0],
    ]
    assert found.actions[["item", "target", "points"]].iloc[0].tolist() == ["people_1", 3, 0.5]
    assert not found.actions["hard"].any()
    assert found.facts["hard_stage"] == -1
    assert found.facts["rule"] == "mean"


def test_neither_the_order_of_rows_nor_extra_columns_matter():
    frame = two_waves().assign(
        department=lambda f: f["respondent"].map(lambda name: "IT" if name < "rater 3" else "Sales")
    )
    one = maturity_assessment(frame, settings=settings())
    other = maturity_assessment(frame.sample(frac=1, random_state=3).assign(extra=1), settings=settings())
    for name in ("overall", "dimensions", "items", "blockers", "departments", "differences", "raters", "changes",
                 "actions", "agreement"):  # fmt: skip
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=False, atol=1e-12)
    assert one.findings == other.findings


def test_the_input_stays_as_it_was():
    frame = two_waves()
    before = frame.copy(deep=True)
    maturity_assessment(frame, settings=settings())
    pd.testing.assert_frame_equal(frame, before)


def test_every_frame_says_how_many_raters_stand_behind_a_row():
    found = maturity_assessment(two_waves().assign(department="IT"), settings=settings())
    for name in ("overall", "dimensions", "steps", "blockers", "items", "departments", "differences", "raters",
                 "agreement", "changes", "actions"):  # fmt: skip
        assert "raters_n" in getattr(found, name).columns, name


def test_the_results_file_holds_every_figure_and_no_rater():
    found = maturity_assessment(two_waves(), settings=settings()).findings
    names = [finding.name for finding in found]
    assert names[:4] == ["maturity_stage", "maturity_mean", "maturity_dimension:culture", "maturity_dimension:design"]
    assert {"maturity_change:all", "agreement:all:alpha", "agreement:culture:krippendorff"} <= set(names)
    assert all(finding.label == "estimated" and finding.customers_n is None for finding in found)
    assert all(finding.notes["raters_n"] for finding in found)
    action = next(finding for finding in found if finding.name.startswith("maturity_action:culture"))
    assert action.notes["text"]["nl"] == action.name.removeprefix("maturity_action:")
    assert action.notes["dimension"] == "culture"
    assert action.notes["toward"] >= 2
    assert "rater 0" not in repr(found)


def test_the_questionnaire_of_the_kit_is_assessed():
    form = MaturityAssessment().questionnaire
    given = everywhere(form, {dimension.key: [1, 2, 2, 1] for dimension in form.dimensions})
    found = maturity_assessment(answers(given), settings=MaturityAssessment())
    assert found.overall.loc[0, "mean"] == pytest.approx(1.5)
    assert found.steps.loc[found.overall.loc[0, "stage"], "name"] == "Invested"
    assert found.steps.loc[found.steps["hard"], "name"].tolist() == ["Committed"]
