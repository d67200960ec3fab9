import pandas as pd
import pytest
from earlier_made import action, earlier, euros, listed, of_reference, saving, shift, topic, what_if

from cxkit.analysis.ledger import same_effect
from cxkit.analysis.ranking.candidates import COLUMNS, candidates
from cxkit.analysis.ranking.yields import COLUMNS as YIELD_COLUMNS
from cxkit.errors import DataError
from cxkit.result import EarlierResults, Finding
from cxkit.settings.ranking import OpportunityRanking

SETTINGS = OpportunityRanking()
NOTHING = EarlierResults()


def found(opportunities, results, settings=SETTINGS):
    return candidates(opportunities, results, settings=settings)


def one(frame: pd.DataFrame, opportunity: str) -> pd.Series:
    rows = frame[frame["opportunity"] == opportunity]
    assert len(rows) == 1
    return rows.iloc[0]


def refused(opportunities, results) -> list[str]:
    with pytest.raises(DataError) as refusal:
        found(opportunities, results)
    return [fault.text() for fault in refusal.value.faults]


def test_nothing_at_all_is_two_empty_frames():
    opportunities, yields = found(None, NOTHING)
    assert opportunities.empty and list(opportunities) == COLUMNS
    assert yields.empty and list(yields) == YIELD_COLUMNS


def test_results_without_a_list_are_opportunities_by_themselves():
    results = earlier(
        cx_group_valuation=[shift(50.0), euros("customer_value", 9.0)],
        driver_modelling=[what_if("NPS", "churn", 10.0), what_if("NPS", "solar", 5.0), euros("driver_gain", 15.0)],
        maturity_assessment=[action("item_3")],
        touchpoint_savings=[euros("contact_savings", 30.0), saving("fewer_contacts", "bill", 30.0)],
    )
    opportunities, yields = found(None, results)
    kinds = opportunities.set_index("opportunity")[["origin", "kind", "scope"]].T.to_dict("list")
    assert kinds == {
        "shift_value": ["cx_group_valuation", "shift", ""],
        "what_if_value:NPS:all": ["driver_modelling", "what_if", "NPS"],
        "maturity_action:item_3": ["maturity_assessment", "maturity", "item_3"],
        "saving_fewer_contacts:bill": ["touchpoint_savings", "fewer_contacts", "bill"],
    }
    assert yields.groupby("opportunity")["eur_year"].sum().to_dict() == {
        "shift_value": 50.0, "what_if_value:NPS:all": 15.0, "saving_fewer_contacts:bill": 30.0,
    }  # fmt: skip


def test_a_hidden_what_if_still_belongs_to_its_driver():
    """Notes are taken out of a hidden figure: the name and the mechanism have to tell."""
    results = earlier(driver_modelling=[what_if("NPS", "solar: roof", 5.0).hidden(), what_if("NPS", "churn", 7.0)])
    opportunities, yields = found(None, results)
    assert opportunities["opportunity"].tolist() == ["what_if_value:NPS:all"]
    assert yields["counted"].tolist() == [False, True]
    assert yields["eur_year"].isna().tolist() == [True, False]


def test_what_the_list_rests_on_is_no_opportunity_by_itself():
    results = earlier(driver_modelling=[what_if("NPS", "churn", 10.0), what_if("NPS", "solar", 6.0)])
    row = {"opportunity": "Course", "source": "what_if_value:NPS:all:churn", "source_share": 0.5, "effort_days": 3}
    opportunities, yields = found(listed(row), results)
    assert opportunities["opportunity"].tolist() == ["Course", "what_if_value:NPS:all"]
    assert yields[["opportunity", "share", "eur_year"]].to_numpy().tolist() == [
        ["Course", 0.5, 5.0], ["what_if_value:NPS:all", 1.0, 6.0],
    ]  # fmt: skip


@pytest.mark.parametrize("source", ["what_if_value:NPS:all", "what_if_value:NPS", "what_if_value"])
def test_the_beginning_of_a_name_takes_all_that_go_on_from_there(source):
    results = earlier(driver_modelling=[what_if("NPS", "churn", 10.0), what_if("NPS", "solar", 6.0)])
    opportunities, yields = found(listed({"opportunity": "Course", "source": source}), results)
    assert opportunities["opportunity"].tolist() == ["Course"]
    assert yields["eur_year"].sum() == 16.0


def test_a_beginning_ends_at_a_colon():
    results = earlier(
        touchpoint_savings=[saving("fewer_contacts", "bill", 10.0), saving("fewer_contacts", "bills", 6.0)]
    )
    opportunities, _ = found(listed({"opportunity": "A", "source": "saving_fewer_contacts:bill"}), results)
    assert opportunities["opportunity"].tolist() == ["A", "saving_fewer_contacts:bills"]


def test_a_source_named_twice_counts_once():
    row = {"opportunity": "A", "source": "what_if_value:NPS; what_if_value:NPS:all:churn"}
    _, yields = found(listed(row), earlier(driver_modelling=[what_if("NPS", "churn", 10.0)]))
    assert yields["eur_year"].tolist() == [10.0]


def test_blanks_of_the_list_are_filled_where_a_blank_has_a_meaning():
    opportunities, _ = found(listed({"opportunity": "A", "cost_eur": None}), NOTHING)
    row = one(opportunities, "A")
    filled = row[["source_share", "cost_eur", "running_eur_year", "success_probability", "pilot_cost_eur"]]
    assert filled.tolist() == [1.0, 0.0, 0.0, SETTINGS.success_probability, SETTINGS.pilot_cost_eur]
    assert row[["effort_days", "lead_months", "volume_n", "negative_share", "expected_eur_year"]].isna().all()
    assert (row["after"], row["excludes"], row["department"], row["rests_on"]) == ((), (), "", "assumed")


def test_what_the_list_gives_is_kept():
    given = {"opportunity": "A", "success_probability": 0.2, "pilot_cost_eur": 0.0, "cost_eur": 7.0, "department": "IT"}
    row = one(found(listed(given, {"opportunity": "B", "after": "A", "excludes": "A"}), NOTHING)[0], "A")
    assert {name: row[name] for name in given} == given


def test_a_range_of_its_own_is_a_pert_distribution():
    given = {"expected_eur_year": 3000.0, "lowest_eur_year": 0.0, "highest_eur_year": 12000.0, "rests_on": "estimated"}
    _, yields = found(listed({"opportunity": "App", **given}), NOTHING)
    line = yields.iloc[0]
    assert line[["eur_year", "low_eur", "high_eur", "likely_eur"]].tolist() == [4000.0, 0.0, 12000.0, 3000.0]
    assert line[["notebook", "finding", "mechanism", "label", "counted"]].tolist() == [
        "",
        "App",
        "list",
        "estimated",
        True,
    ]


def test_an_amount_without_a_range_is_taken_as_known():
    _, yields = found(listed({"opportunity": "App", "expected_eur_year": 3000.0}), NOTHING)
    assert yields[["eur_year", "low_eur", "high_eur"]].to_numpy().tolist() == [[3000.0] * 3]


def test_a_benchmark_never_counts():
    row = {"opportunity": "App", "expected_eur_year": 3000.0, "rests_on": "benchmark"}
    _, yields = found(listed(row), NOTHING)
    assert yields[["counted", "reason"]].to_numpy().tolist() == [[False, "benchmark"]]


# --- what a finding claims ------------------------------------------------------------------------------------------


def test_no_difference_counts_from_the_middle_of_its_interval():
    none = euros("x", None, low=-2.0, high=8.0, status="no_difference", reason="interval_includes_zero")
    results = earlier(
        driver_modelling=[what_if("NPS", "churn", None, low=-2.0, high=8.0, status=none.status, reason="x")]
    )
    _, yields = found(None, results)
    assert yields[["eur_year", "status", "counted"]].to_numpy().tolist() == [[3.0, "no_difference", True]]


@pytest.mark.parametrize("status", ["not_computable", "not_monotone", "hidden"])
def test_what_claims_no_amount_yields_none(status):
    _, yields = found(None, earlier(cx_group_valuation=[shift(None, low=1.0, high=2.0, status=status, reason="x")]))
    assert yields["eur_year"].isna().all()
    assert yields[["status", "counted", "reason"]].to_numpy().tolist() == [[status, False, ""]]


def test_euros_that_are_not_a_year_yield_none():
    _, yields = found(None, earlier(cx_group_valuation=[shift(50.0, period="lifetime")]))
    assert yields[["counted", "reason"]].to_numpy().tolist() == [[False, "other_period"]]
    assert yields["eur_year"].isna().all()


# --- the same effect ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shifted", "churn", "solar", "stays"),
    [
        ("estimated", "estimated", "estimated", "drivers"),
        ("measured", "estimated", "estimated", "shift"),
        ("estimated", "estimated", "assumed", "drivers"),
        ("estimated", "assumed", "estimated", "shift"),
        ("assumed", "estimated", "estimated", "drivers"),
        ("assumed", "measured", "assumed", "drivers"),
    ],
)
def test_of_a_shift_and_drivers_the_better_label_counts(shifted, churn, solar, stays):
    results = earlier(
        cx_group_valuation=[shift(50.0, label=shifted)],
        driver_modelling=[what_if("NPS", "churn", 10.0, label=churn), what_if("NPS", "solar", 5.0, label=solar)],
    )
    _, yields = found(listed({"opportunity": "A", "source": "shift_value; what_if_value:NPS"}), results)
    assert yields["counted"].tolist() == [stays == "shift", stays == "drivers", stays == "drivers"]
    assert yields["reason"].tolist() == ["" if kept else "same_effect" for kept in yields["counted"]]


def test_a_reading_without_an_amount_takes_nothing_away():
    results = earlier(
        cx_group_valuation=[shift(50.0, label="assumed")],
        driver_modelling=[what_if("NPS", "churn", None, status="not_computable", reason="x", label="measured")],
    )
    _, yields = found(listed({"opportunity": "A", "source": "shift_value; what_if_value:NPS"}), results)
    assert yields.set_index("finding")["counted"].to_dict() == {
        "shift_value": True, "what_if_value:NPS:all:churn": False,
    }  # fmt: skip


def test_a_benchmark_takes_nothing_away():
    results = earlier(
        cx_group_valuation=[shift(50.0, label="assumed")],
        driver_modelling=[
            what_if("NPS", "churn", 10.0, label="benchmark"),
            what_if("NPS", "solar", 5.0, label="benchmark"),
        ],
    )
    _, yields = found(listed({"opportunity": "A", "source": "shift_value; what_if_value:NPS"}), results)
    assert yields["reason"].tolist() == ["", "benchmark", "benchmark"]
    alone = same_effect(yields.assign(label=["benchmark", "assumed", "assumed"]))
    assert alone.tolist() == [True, True, True]


def test_two_opportunities_each_keep_their_own_reading():
    """What they hold in common is for the set as a whole, not for one of them."""
    results = earlier(cx_group_valuation=[shift(50.0)], driver_modelling=[what_if("NPS", "churn", 10.0)])
    assert found(None, results)[1]["counted"].all()


# --- volume and satisfaction ----------------------------------------------------------------------------------------


def test_volume_and_satisfaction_come_from_what_an_opportunity_is_about():
    results = earlier(
        driver_modelling=[what_if("NPS", "churn", 10.0, customers_n=70)],
        touchpoint_savings=[
            *topic("bill", 300, 0.4), *topic("move", 100, 0.2),
            saving("fewer_contacts", "bill", 1.0), saving("fewer_repeats", "all", 1.0),
            saving("shorter_handling", "move", 1.0), saving("fewer_after_page", "/bill", 1.0),
            saving("fewer_switches", "web > phone", 1.0), saving("fewer_events", "return", 1.0),
            euros("page_cost:/bill", 5.0, notes={"after_n": 33}),
            euros("switch_cost:web > phone", 5.0, notes={"contacts_n": 22}),
            euros("event_cost:return", 5.0, customers_n=11),
        ],
    )  # fmt: skip
    opportunities, _ = found(None, results)
    held = {row["kind"]: (row["volume_n"], row["negative_share"]) for row in opportunities.to_dict("records")}
    none = float("nan")
    assert held == {
        "fewer_contacts": (300.0, 0.4), "fewer_repeats": (400.0, pytest.approx(0.35)), "shorter_handling": (100.0, 0.2),
        "fewer_after_page": (33.0, pytest.approx(none, nan_ok=True)),
        "fewer_switches": (22.0, pytest.approx(none, nan_ok=True)),
        "fewer_events": (11.0, pytest.approx(none, nan_ok=True)),
        "what_if": (70.0, pytest.approx(none, nan_ok=True)),
    }  # fmt: skip


def test_the_list_goes_before_its_topic_and_its_topic_before_what_it_rests_on():
    results = earlier(
        touchpoint_savings=[*topic("bill", 300, 0.4), *topic("move", 100, 0.2), saving("fewer_contacts", "bill", 1.0)]
    )
    rows = [
        {"opportunity": "A", "source": "saving_fewer_contacts:bill"},
        {"opportunity": "B", "source": "saving_fewer_contacts:bill", "topic": "move"},
        {"opportunity": "C", "source": "saving_fewer_contacts:bill", "topic": "move", "volume_n": 7.0},
    ]
    opportunities, _ = found(listed(*rows), results)
    assert opportunities[["volume_n", "negative_share"]].to_numpy().tolist() == [[300.0, 0.4], [100.0, 0.2], [7.0, 0.2]]


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_source_that_no_result_has_is_refused_with_the_nearest():
    results = earlier(touchpoint_savings=[saving("fewer_contacts", "factuur", 10.0)])
    assert refused(listed({"opportunity": "A", "source": "saving_fewer_contacts:factur"}), results) == [
        'column "source": opportunity "A" rests on saving_fewer_contacts:factur, and no result has that name. '
        "Did you mean saving_fewer_contacts:factuur?"
    ]


@pytest.mark.parametrize("source", ["contact_savings", "saving_residual_dearer:factuur", "topic_cost:factuur"])
def test_totals_burdens_and_costs_are_no_source(source):
    results = earlier(touchpoint_savings=[
        saving("fewer_contacts", "factuur", 10.0), euros("contact_savings", 10.0),
        saving("residual_dearer", "factuur", -1.0), *topic("factuur", 10, 0.5),
    ])  # fmt: skip
    assert source in refused(listed({"opportunity": "A", "source": source}), results)[0]


def test_a_source_whose_notebook_was_not_run_yields_nothing_yet():
    opportunities, yields = found(listed({"opportunity": "A", "source": "saving_fewer_contacts:bill"}), earlier())
    assert yields.empty
    assert one(opportunities, "A")[["kind", "scope"]].tolist() == ["fewer_contacts", "bill"]


def test_a_name_that_is_no_beginning_is_refused_whatever_was_run():
    assert "saved_contacts" in refused(listed({"opportunity": "A", "source": "saved_contacts"}), earlier())[0]


def test_euros_are_given_once():
    row = {"opportunity": "A", "source": "saving_fewer_contacts:bill", "expected_eur_year": 10.0}
    assert refused(listed(row), earlier()) == [
        'column "expected_eur_year": opportunity "A" rests on saving_fewer_contacts:bill and has expected euros of its '
        "own as well. Keep one of the two."
    ]


def test_a_maturity_action_may_have_euros_of_its_own():
    row = {"opportunity": "A", "source": "maturity_action:item_3", "expected_eur_year": 10.0}
    opportunities, yields = found(listed(row), earlier(maturity_assessment=[action("item_3"), action("item_4")]))
    assert opportunities[["opportunity", "kind", "scope"]].to_numpy().tolist() == [
        ["A", "maturity", "item_3"], ["maturity_action:item_4", "maturity", "item_4"],
    ]  # fmt: skip
    assert yields[["opportunity", "eur_year"]].to_numpy().tolist() == [["A", 10.0]]


def test_the_list_cannot_take_the_name_of_a_result_it_does_not_rest_on():
    results = earlier(cx_group_valuation=[shift(10.0)])
    assert "has the name of a result" in refused(listed({"opportunity": "shift_value"}), results)[0]
    opportunities, _ = found(listed({"opportunity": "shift_value", "source": "shift_value"}), results)
    assert opportunities["origin"].tolist() == ["list"]


def test_opportunities_that_are_not_there_are_refused_all_at_once():
    rows = [{"opportunity": "Invoice", "after": "Page"}, {"opportunity": "Pages", "excludes": "shift_value; Aap"}]
    assert refused(listed(*rows), earlier(cx_group_valuation=[shift(1.0)])) == [
        'column "after": opportunity "Invoice" names "Page", which is no opportunity. Did you mean Pages?',
        'column "excludes": opportunity "Pages" names "Aap", which is no opportunity. '
        "Choose from: Invoice, Pages, shift_value.",
    ]


def test_opportunities_that_wait_for_each_other_are_refused_once():
    rows = [
        {"opportunity": "A", "after": "B"}, {"opportunity": "B", "after": "C"}, {"opportunity": "C", "after": "A"},
        {"opportunity": "D", "after": "A"}, {"opportunity": "E", "after": "E"},
        {"opportunity": "F", "excludes": "A; F"},
    ]  # fmt: skip
    assert refused(listed(*rows), NOTHING) == [
        'column "after": these opportunities wait for each other: A, B, C. Take one of them out of the column after.',
        'column "after": opportunity "E" waits for itself. Take it out of its own column after.',
        'column "excludes": opportunity "F" excludes itself. Take it out of its own column excludes.',
    ]


def test_a_fork_is_no_circle():
    rows = [{"opportunity": "A"}, {"opportunity": "B", "after": "A"}, {"opportunity": "C", "after": "A; B"}]
    assert found(listed(*rows), NOTHING)[0]["after"].tolist() == [(), ("A",), ("A", "B")]


def test_nothing_given_is_changed():
    rows = listed({"opportunity": "A", "source": "shift_value", "after": ""})
    before = rows.copy(deep=True)
    found(rows, earlier(cx_group_valuation=[shift(1.0)]))
    pd.testing.assert_frame_equal(rows, before)


# --- the demo engagement --------------------------------------------------------------------------------------------


def test_contact_yields_of_the_demo_add_up_to_its_saving():
    results = of_reference()
    _, yields = found(None, results)
    total = yields.loc[yields["mechanism"] == "contact_cost", "eur_year"].sum()
    assert total == pytest.approx(results.results["touchpoint_savings"].find("contact_savings").estimate, rel=1e-8)


def test_a_list_that_takes_half_bears_half_of_the_burdens():
    results = of_reference()
    whole = found(listed({"opportunity": "A", "source": "saving_fewer_repeats:all"}), results)[1]
    half = found(listed({"opportunity": "A", "source": "saving_fewer_repeats:all", "source_share": 0.5}), results)[1]
    amounts = [frame[frame["opportunity"] == "A"].set_index("finding")["eur_year"] for frame in (whole, half)]
    assert len(amounts[0]) == 7
    assert (amounts[0] / 2).to_dict() == pytest.approx(amounts[1].to_dict())


def test_a_finding_of_an_unknown_kind_makes_no_opportunity():
    found_later = Finding("saving_magic:bill", unit="EUR", period="year", estimate=1.0)
    assert found(None, earlier(touchpoint_savings=[found_later]))[0].empty
