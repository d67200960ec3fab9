"""The benefits of a business case: which results and typed lines bring one, and how many euros."""

import pandas as pd
import pytest
from benefits_made import Case, line, settings

from cxkit.analysis.case.lines import COLUMNS, benefit_lines, category
from cxkit.analysis.case.taken import gross_lines
from cxkit.result import EarlierResults, Finding, NotebookResults

TYPED = {
    "line": "Word of mouth", "category": "word_of_mouth", "expected_eur_year": 3_000.0, "lowest_eur_year": None,
    "highest_eur_year": None, "basis": "margin", "gross_margin_share": None, "rests_on": "assumed", "lever": None,
    "mechanism": None, "success_probability": None, "from_year": None, "department": None, "customers_n": None,
}  # fmt: skip


def figure(name, estimate=100.0, **given):
    return Finding(name, **{"unit": "EUR", "period": "year", "low": 50.0, "high": 180.0, "label": "estimated",
                            "estimate": estimate} | given)  # fmt: skip


def found(*findings, effects=None, **given):
    """Return lines by name, and why the others are aside."""
    results = NotebookResults("n", "demo", "2025", "en", "client", "", findings)
    typed = None if effects is None else pd.DataFrame([TYPED | row for row in effects])
    lines, aside = benefit_lines(typed, EarlierResults({"n": results}), settings=settings(**given))
    assert list(lines.columns) == COLUMNS
    return lines.set_index("line"), aside.set_index("finding")["reason"].to_dict()


@pytest.mark.parametrize(
    ("name", "kind", "basis"),
    [
        ("shift_value", "value_shift", "margin"),
        ("what_if_value:NPS:all:churn", "churn", "margin"),
        ("what_if_value:NPS:segment=small:solar", "cross_sell", "margin"),
        ("saving_fewer_contacts:bill", "contact_saving", "saving"),
        ("saving_fewer_events:refund", "other_saving", "saving"),
        ("saving_residual_dearer:bill", "burden", "saving"),
        ("saving_extra_work:HR", "burden", "saving"),
    ],
)
def test_a_finding_is_a_benefit_of_its_kind(name, kind, basis):
    assert found(figure(name))[0].loc[name, ["category", "basis"]].tolist() == [kind, basis]


@pytest.mark.parametrize(
    "name", ["shift_value_observed", "contact_savings", "what_if_points:NPS:all:churn", "driver_gain:churn", "nps",
             "saving_unheard_of:bill", "page_cost:/bill"],
)  # fmt: skip
def test_other_figures_are_no_benefit_and_not_missed(name):
    lines, aside = found(figure(name))
    assert lines.empty and not aside and category(name) == ""


def test_a_line_takes_over_what_the_finding_says():
    row = found(figure("what_if_value:NPS:all:churn", lever="NPS +1 (all)", mechanism="churn", customers_n=40))[0].iloc[
        0
    ]
    told = ["notebook", "lever", "mechanism", "label", "status", "customers_n", "eur_year", "low_eur", "high_eur"]
    assert row[told].tolist() == ["n", "NPS +1 (all)", "churn", "estimated", "shown", 40, 100, 50, 180]
    assert pd.isna(row["likely_eur"]) and (row["part"], row["success_probability"], row["from_year"]) == (1, 1, 1)


def test_the_part_that_the_programme_brings_about_counts():
    rows = found(figure("what_if_value:NPS:all:churn"), figure("shift_value"), parts={"what_if_value:NPS": 0.6},
                 success_probability={"what_if_value": 0.7})[0]  # fmt: skip
    assert rows.loc["what_if_value:NPS:all:churn", ["part", "eur_year", "low_eur", "high_eur"]].tolist() == [
        0.6, 60, 30, 108,
    ]  # fmt: skip
    assert rows["success_probability"].to_dict() == {"shift_value": 1, "what_if_value:NPS:all:churn": 0.7}


def test_the_label_tells_of_what_is_assumed_and_the_evidence_of_the_figure_itself():
    rows = found(figure("shift_value"), figure("what_if_value:NPS:all:churn"), figure("saving_fewer_contacts:bill"),
                 effects=[{"rests_on": "measured", "success_probability": 0.5},
                          {"line": "Sure", "rests_on": "measured"}],
                 parts={"what_if_value": 0.5}, success_probability={"shift_value": 0.5})[0]  # fmt: skip
    assert rows[["evidence", "label"]].T.to_dict("list") == {
        "shift_value": ["estimated", "assumed"],
        "what_if_value:NPS:all:churn": ["estimated", "assumed"],
        "saving_fewer_contacts:bill": ["estimated", "estimated"],
        "Word of mouth": ["measured", "assumed"],
        "Sure": ["measured", "measured"],
    }


def test_the_chance_comes_with_the_setting_that_gave_it():
    rows = found(figure("saving_fewer_contacts:bill"), figure("saving_fewer_contacts:move"), figure("shift_value"),
                 effects=[{"success_probability": 0.5}],
                 success_probability={"saving_": 0.8, "saving_fewer_contacts:bill": 0.6})[0]  # fmt: skip
    assert rows["chance_key"].to_dict() == {
        "saving_fewer_contacts:bill": "saving_fewer_contacts:bill", "saving_fewer_contacts:move": "saving_",
        "shift_value": "", "Word of mouth": "",
    }  # fmt: skip


BURDENED = (figure("saving_fewer_contacts:bill", 300.0), figure("saving_fewer_contacts:move", 100.0),
            figure("saving_residual_dearer:bill", -30.0), figure("saving_extra_work:HR", -40.0))  # fmt: skip


def test_burdens_follow_their_savings():
    """Extra work is done for (300 x 0.5 + 100 x 1) / 400 of the savings, and is sure."""
    given = {"parts": {"saving_fewer_contacts:bill": 0.5},
             "success_probability": {"saving_": 0.8, "saving_fewer_contacts:bill": 0.6}}  # fmt: skip
    rows = found(*BURDENED, **given)[0]
    told = ["part", "success_probability", "chance_key", "eur_year"]
    assert rows.loc["saving_residual_dearer:bill", told].tolist() == [0.5, 0.6, "saving_fewer_contacts:bill", -15]
    assert rows.loc["saving_extra_work:HR", told].tolist() == [0.625, 1, "", -25]


def test_a_key_that_names_a_burden_goes_before_its_savings():
    both = {"saving_residual_dearer": 0.9, "saving_extra_work": 0.7, "saving_fewer_contacts": 0.5}
    rows = found(*BURDENED, parts=both, success_probability=both)[0]
    told = ["part", "success_probability", "chance_key"]
    assert rows.loc["saving_residual_dearer:bill", told].tolist() == [0.9, 0.9, "saving_residual_dearer"]
    assert rows.loc["saving_extra_work:HR", told].tolist() == [0.7, 0.7, "saving_extra_work"]


def test_without_any_saving_there_is_no_burden():
    lines, aside = found(*BURDENED, parts={"saving_fewer_contacts": 0.0})
    assert lines.empty and set(aside.values()) == {"part_0"} and len(aside) == len(BURDENED)


def test_what_has_no_chance_is_set_aside():
    lines, aside = found(*BURDENED[:3], effects=[{"success_probability": 0.0}], success_probability={
        "saving_fewer_contacts:bill": 0.0})  # fmt: skip
    assert lines.index.tolist() == ["saving_fewer_contacts:move"]
    assert aside == dict.fromkeys(
        ["saving_fewer_contacts:bill", "saving_residual_dearer:bill", "Word of mouth"], "chance_0"
    )


BILL = figure("saving_fewer_contacts:bill", lever="fewer_contacts: bill", mechanism="contact_cost",
              notes={"capacity_eur": 60.0})  # fmt: skip
CHURN_OF_NPS = figure("what_if_value:NPS:all:churn", lever="NPS +1 (all)", mechanism="churn")
SOLAR_OF_NPS = figure("what_if_value:NPS:all:Solar", lever="NPS +1 (all)", mechanism="cross_sell: Solar")


@pytest.mark.parametrize(
    ("typed", "mechanism"),
    [
        ({"lever": "nps  +1 (ALL)"}, "churn"),
        ({"lever": "NPS +1 (all)", "category": "loyalty"}, "churn"),
        ({"lever": "NPS +1 (all)", "mechanism": "cross_sell:solar"}, "cross_sell: Solar"),
        ({"lever": "NPS +1 (all)", "mechanism": "Contact_cost"}, "contact_cost"),
        ({"lever": "NPS +1 (all)", "mechanism": "who knows"}, "churn"),
        ({"lever": "Fewer_contacts:bill"}, "contact_cost"),
        ({"lever": "own", "mechanism": " CHURN "}, "churn"),
        ({"lever": "own", "mechanism": "Value_Shift"}, "value_shift"),
        ({"lever": "own", "mechanism": "CROSS_SELL:  Heat pump"}, "cross_sell: Heat pump"),
        ({"lever": "own", "mechanism": "Own  way"}, "Own way"),
    ],
)
def test_a_typed_line_works_as_the_result_it_reads(typed, mechanism):
    row = found(BILL, CHURN_OF_NPS, SOLAR_OF_NPS, effects=[typed])[0].loc["Word of mouth"]
    assert row["mechanism"] == mechanism
    assert row["lever"] in ("NPS +1 (all)", "fewer_contacts: bill", "own")


def test_a_typed_reading_of_a_saving_frees_as_much_time_in_each_euro():
    pilot = {"lever": "fewer_contacts: bill", "basis": "saving", "rests_on": "measured"}
    lines, _ = found(BILL, effects=[pilot])
    assert lines.loc["Word of mouth", "capacity_eur"] == pytest.approx(0.6 * 3_000)
    case = Case(lines.reset_index().to_dict("records"))
    assert (case.step("net"), case.step("capacity")) == pytest.approx((3_000, -1_800))
    assert found(BILL, effects=[pilot | {"mechanism": "churn"}])[0].loc["Word of mouth", "capacity_eur"] == 0


def test_of_revenue_only_the_gross_margin_is_a_benefit():
    rows = found(figure("shift_value", label="measured"), figure("saving_fewer_contacts:bill"), value_basis="revenue",
                 gross_margin_share=0.4)[0]  # fmt: skip
    assert rows.loc["shift_value", ["eur_year", "high_eur", "evidence"]].tolist() == [40, 72, "assumed"]
    assert rows.loc["saving_fewer_contacts:bill", ["eur_year", "label"]].tolist() == [100, "estimated"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"estimate": None, "status": "no_difference", "reason": "interval_includes_zero"}, "no_difference"),
        ({"estimate": None, "status": "not_monotone", "reason": "falls"}, "not_monotone"),
        ({"estimate": None, "status": "not_computable", "reason": "too_few"}, "not_computable"),
        ({"estimate": None, "status": "hidden", "reason": "small_group"}, "hidden"),
        ({"estimate": None, "status": "review", "reason": "nobody_knows"}, "not_computable"),
        ({"period": "to date"}, "other_period"),
        ({"period": "lifetime"}, "other_period"),
        ({"unit": "EUR per customer"}, "other_period"),
        ({"label": "benchmark"}, "benchmark"),
    ],
)
def test_a_result_without_yearly_euros_of_its_own_brings_no_line_but_a_reason(given, reason):
    lines, aside = found(figure("shift_value", **given))
    assert lines.empty and aside == {"shift_value": reason}


def test_a_result_the_programme_does_not_touch_is_set_aside():
    assert found(figure("shift_value"), parts={"shift_value": 0.0})[1] == {"shift_value": "part_0"}


def test_a_result_that_a_person_must_look_at_is_a_line():
    assert found(figure("shift_value", status="review"))[0].loc["shift_value", "status"] == "review"


def test_departments_gain_by_the_beginning_of_a_name_and_extra_work_names_its_own():
    rows = found(figure("saving_fewer_contacts:bill"), figure("saving_extra_work:Back office", -9.0),
                 figure("shift_value"), departments={"saving_": "Service"})[0]  # fmt: skip
    assert rows["department"].to_dict() == {
        "saving_fewer_contacts:bill": "Service", "saving_extra_work:Back office": "Back office", "shift_value": "",
    }  # fmt: skip


def test_freed_time_comes_along_with_its_part():
    saving = figure("saving_fewer_contacts:bill", notes={"capacity_eur": 60.0})
    assert found(saving, parts={"saving_": 0.5})[0]["capacity_eur"].tolist() == [30]


def test_lines_stand_largest_first():
    rows = found(figure("saving_extra_work:HR", -5.0), figure("shift_value", 3.0), effects=[{}])[0]
    assert rows.index.tolist() == ["Word of mouth", "shift_value", "saving_extra_work:HR"]


def test_a_typed_amount_without_a_range_is_what_it_is():
    row = found(effects=[{}])[0].iloc[0]
    assert row[["eur_year", "low_eur", "high_eur", "likely_eur"]].tolist() == [3_000] * 4
    told = ["notebook", "finding", "lever", "mechanism", "label", "success_probability", "from_year", "part"]
    assert row[told].tolist() == ["", "", "Word of mouth", "Word of mouth", "assumed", 1, 1, 1]


def test_a_typed_range_counts_for_its_mean():
    ends = {"lowest_eur_year": 0.0, "highest_eur_year": 12_000.0, "from_year": 2.0, "success_probability": 0.5,
            "department": "HR", "customers_n": 12.0}  # fmt: skip
    row = found(effects=[ends])[0].iloc[0]
    assert row[["eur_year", "low_eur", "high_eur", "likely_eur"]].tolist() == [4_000, 0, 12_000, 3_000]
    assert row[["from_year", "success_probability", "department", "customers_n"]].tolist() == [2, 0.5, "HR", 12]


def test_typed_revenue_counts_for_its_own_gross_margin():
    row = found(effects=[{"basis": "revenue", "gross_margin_share": 0.3, "highest_eur_year": 6_000.0}])[0].iloc[0]
    assert row["basis"] == "margin"
    assert row[["eur_year", "likely_eur", "high_eur"]].tolist() == pytest.approx([1_050, 900, 1_800])


@pytest.mark.parametrize(
    ("kind", "mechanism"),
    [("loyalty", "churn"), ("satisfaction", "value_shift"), ("returns", "Word of mouth"), ("other", "Word of mouth")],
)
def test_a_typed_line_works_by_what_its_category_says(kind, mechanism):
    assert found(effects=[{"category": kind}])[0]["mechanism"].tolist() == [mechanism]
    assert found(effects=[{"category": kind, "mechanism": " own "}])[0]["mechanism"].tolist() == ["own"]


def test_typed_satisfaction_beside_a_driver_is_the_same_effect():
    effects = pd.DataFrame([TYPED | {"line": "Satisfied", "category": "satisfaction", "expected_eur_year": 900.0}])
    results = NotebookResults("n", "demo", "2025", "en", "client", "", (figure("what_if_value:NPS:all:churn",
                                                                               mechanism="churn"),))  # fmt: skip
    lines, _ = benefit_lines(effects, EarlierResults({"n": results}), settings=settings())
    case = Case(lines.to_dict("records"))
    assert case.took("Satisfied") == {"same_effect": 900}


def test_no_two_lines_bear_the_same_name():
    rows = found(figure("shift_value", 5_000.0), effects=[{"line": "shift_value", "mechanism": "own"}])[0]
    assert rows.index.tolist() == ["shift_value", "shift_value (2)"]


def test_without_results_and_list_there_are_no_lines():
    lines, aside = found()
    assert lines.empty and not aside


def test_adding_up_holds_every_benefit_whole_and_no_burden():
    lines = [line("a", "churn", 50, success_probability=0.5), line("b", "churn", 60),
             line("work", "contact_cost", -9, category="burden")]  # fmt: skip
    case = Case(lines)
    naive = gross_lines(case.lines)
    assert set(naive.columns) == set(case.lines.columns)
    assert naive["net_eur_year"].sum() == case.step("gross") == 110
    assert naive["success_probability"].tolist() == [1, 1] and naive["counted"].all()
    assert case.lines["success_probability"].tolist() == [0.5, 1, 1]
