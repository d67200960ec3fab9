from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from drivers_made import PRODUCT, made, stop
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.driver_modelling import driver_modelling
from cxkit.report.disclosure import protect_result, without_few_cells
from cxkit.report.few_drivers import FINDINGS, finding_names
from cxkit.settings.drivers import DriverModelling

LEAST = 10


def for_client(result):
    return protect_result(result, audience="client", minimum_n=LEAST)


def changed(result, frame, where, **values):
    """Return a result in which rows of a frame hold other values."""
    rows = getattr(result, frame).copy()
    which = np.logical_and.reduce([rows[name] == value for name, value in where.items()])
    for name, value in values.items():
        rows.loc[which, name] = value
    return replace(result, **{frame: rows})


def result_of(*what_ifs, **more):
    """Return a made-up result of what-ifs (driver, segment, customers, who can change)."""
    lines = [(number, driver, -1.0, segment, 210.0, 60.0, 38.0, 20.0)
             for number, (driver, segment, _, _) in enumerate(what_ifs)]  # fmt: skip
    result = made(what_ifs=lines, **more)
    for number, (_, _, customers_n, changed_n) in enumerate(what_ifs):
        result = changed(result, "what_ifs", {"what_if": number}, customers_n=customers_n, changed_n=changed_n)
    return result


def hidden(result, frame):
    rows = getattr(for_client(result), frame)
    return rows["hidden"].tolist()


def test_a_result_of_many_customers_is_shown_in_full():
    shown, whole = for_client(made()), made()
    for name in (*FINDINGS, "outcomes"):
        frame, own = getattr(shown, name), getattr(whole, name)
        assert not frame["hidden"].any()
        pd.testing.assert_frame_equal(
            frame.drop(columns=["hidden", "top2_share"]), own.drop(columns="top2_share"), check_dtype=False
        )


def test_a_consultant_sees_what_analysis_handed_over():
    result = result_of(("repeat_contacts_n", "segment=VIP", 6, 6), ("repeat_contacts_n", "all", 20_000, 5))
    shown = protect_result(result, audience="consultant", minimum_n=LEAST)
    for name in (*FINDINGS, "outcomes"):
        pd.testing.assert_frame_equal(
            getattr(shown, name).drop(columns="hidden"), getattr(result, name), check_dtype=False
        )
    assert shown.findings == result.findings


lines = st.lists(
    st.tuples(st.integers(0, 40) | st.just(500), st.integers(0, 40) | st.just(500)), min_size=1, max_size=6
)  # fmt: skip


@given(lines)
def test_no_cell_of_few_can_be_subtracted_from_the_totals_of_a_cross_table(counts):
    table = tuple((str(place), *pair) for place, pair in enumerate(counts))
    shown = without_few_cells(pd.DataFrame({"table": [table]}), minimum_n=LEAST)["table"].iloc[0]
    away = [place for place, line in enumerate(shown) if line[1] is None]
    assert all(line in (whole, (whole[0], None, None)) for line, whole in zip(shown, table, strict=True))
    for column in (1, 2):
        assert all(line[column] is None or line[column] == 0 or line[column] >= LEAST for line in shown)
        back = sum(line[column] for line in table) - sum(line[column] or 0 for line in shown)
        assert not 0 < back < LEAST or len(away) == len(table)


def test_the_table_of_the_reviewer_does_not_give_its_small_line_back():
    table = (("1", 4, 0), ("2", 0, 56), ("3", 1890, 800), ("4", 120, 0), ("5", 130, 0))
    shown = without_few_cells(pd.DataFrame({"table": [table]}), minimum_n=LEAST)["table"].iloc[0]
    assert 2144 - sum(line[1] or 0 for line in shown) >= LEAST


def test_what_a_hidden_change_saves_is_in_no_sum():
    both = (("repeat_contacts_n", "segment=VIP", 6, 6), ("repeat_contacts_n", "segment=Premium", 300, 200))
    for what_ifs in (both[:1], both):
        shown = for_client(result_of(*what_ifs))
        assert shown.together["hidden"].all() and shown.together["gross_eur_year"].isna().all()


def test_a_change_hidden_for_one_outcome_hides_that_outcome_and_all_together():
    result = changed(made(), "what_ifs", {"what_if": 0, "outcome": PRODUCT}, changed_n=5)
    shown = for_client(result).together.set_index("outcome")["hidden"]
    assert shown.to_dict() == {"churn": False, PRODUCT: True, "all": True}


def test_changes_that_are_safe_together_leave_the_sum():
    """VIP 6, Premium 300 and Basic 19,694 are everybody: with Basic shown, Premium goes with VIP."""
    result = result_of(*(("repeat_contacts_n", f"segment={name}", n, n)
                         for name, n in (("VIP", 6), ("Premium", 300), ("Basic", 19_694))))  # fmt: skip
    shown = for_client(result)
    assert shown.what_ifs.groupby("segment")["hidden"].all().to_dict() == {
        "segment=Basic": False, "segment=Premium": True, "segment=VIP": True,
    }  # fmt: skip
    assert not shown.together["hidden"].any()


def test_all_but_one_outcome_do_not_tell_the_hidden_one():
    result = changed(made(), "together", {"outcome": PRODUCT}, top2_share=0.95)
    assert for_client(result).together.set_index("outcome")["hidden"].to_dict() == {
        "churn": False, PRODUCT: True, "all": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "gone"),
    [
        ([("segment=Basic", 19_994, 900)], ["segment=Basic"]),
        ([("segment=Basic", 19_990, 900)], []),
        ([("segment=Basic", 20_000, 1000)], []),
        ([("segment=Basic", 19_000, 995)], ["segment=Basic"]),
        ([("segment=Basic", 19_694, 900), ("segment=Premium", 300, 50)], ["segment=Premium"]),
        ([("region=North", 500, 90), ("segment=Premium", 505, 70)], ["region=North"]),
        ([("segment=Basic", 500, 90), ("segment=Premium", 505, 70)], []),
    ],
)
def test_segments_that_leave_few_of_all_are_hidden(segments, gone):
    lines = [("repeat_contacts_n", "all", 20_000, 1000), *(("repeat_contacts_n", *line) for line in segments)]
    shown = for_client(result_of(*lines, outcomes=("churn",)))
    assert shown.what_ifs.loc[shown.what_ifs["hidden"], "segment"].tolist() == gone
    assert set(shown.causes.loc[shown.causes["hidden"], "segment"]) == set(gone)
    assert shown.together["hidden"].all() == bool(gone)


@pytest.mark.parametrize(("changed_n", "away"), [(0, False), (9, True), (10, False)])
def test_a_change_that_moves_few_is_hidden(changed_n, away):
    result = changed(made(outcomes=("churn",)), "what_ifs", {"what_if": 0}, changed_n=changed_n)
    assert hidden(result, "what_ifs") == [away, False]


def test_how_many_can_change_is_not_told_where_few_cannot():
    result = changed(made(outcomes=("churn",)), "what_ifs", {"what_if": 0}, changed_n=19_995)
    shown = for_client(result).what_ifs
    assert np.isnan(shown["changed_n"].iloc[0]) and shown["eur_year"].notna().all()


@pytest.mark.parametrize(("level_n", "away"), [(0, False), (4, True), (9, True), (10, False)])
def test_a_label_or_flag_of_few_has_no_figures(level_n, away):
    result = made()
    result = replace(result, drivers=result.drivers.assign(level_n=5000.0))
    result = changed(result, "drivers", {"driver": "theme:prijs"}, level_n=level_n)
    shown = for_client(result).drivers
    few = shown["driver"] == "theme:prijs"
    assert (shown["hidden"] == (few & away)).all()
    assert shown.loc[few, ["odds_ratio", "mean", "points", "customers_n"]].isna().all(axis=None) == away
    assert shown["level_n"].isna().all()


@pytest.mark.parametrize(("performance", "away"), [(4 / 7400, True), (1 - 4 / 7400, True), (0.5, False), (1.0, False)])
def test_how_well_few_are_done_is_not_told(performance, away):
    result = changed(made(), "importance", {"driver": "theme:prijs"}, performance=performance)
    shown = for_client(result).importance
    own = shown[shown["driver"] == "theme:prijs"]
    assert own["performance"].isna().all() == away and own["share"].notna().all()


def test_a_model_of_few_events_has_its_effects_but_no_counts_and_no_amounts():
    result = changed(made(), "outcomes", {"outcome": "churn", "model": "all"}, events_n=4)
    shown = for_client(result)
    row = shown.outcomes.iloc[0]
    assert row[["events_n", "base_share", "events_per_column"]].isna().all() and row["customers_n"] == 20_000
    rows = shown.what_ifs
    assert rows.loc[rows["hidden"], ["driver", "outcome"]].to_numpy().tolist() == [["repeat_contacts_n", "churn"]]
    assert shown.together.set_index("outcome")["hidden"].to_dict() == {"churn": True, PRODUCT: False, "all": True}
    assert not shown.drivers["hidden"].any()


def test_few_events_are_not_told_by_what_stops_a_model():
    stops = [stop("few_events", value=4.0, model="all"), stop("collinear", value=31.0, model="all")]
    result = changed(made(stops=stops), "outcomes", {"outcome": "churn", "model": "all"}, events_n=4)
    assert for_client(result).stops["value"].isna().tolist() == [True, False]


def test_few_events_of_those_who_did_not_answer_are_not_told():
    result = changed(made(), "outcomes", {"outcome": "churn", "model": "answered"}, events_n=1797)
    assert for_client(result).outcomes["events_n"].isna().tolist() == [False, True, False, False]


def test_bins_of_few_events_go_with_another():
    result = made(outcomes=("churn",), answered=False)
    events = [3, 5, 12, 15, 20, 30, 40, 60, 80, 120]
    shown = for_client(replace(result, calibration=result.calibration.assign(events_n=events))).calibration
    assert shown["hidden"].tolist() == [True, True, True, *[False] * 7]
    back = sum(events) - shown["events_n"].sum()
    assert back == 20


@pytest.mark.parametrize(("dropped_n", "away"), [(3, True), (0, False), (30, False)])
def test_how_many_are_left_out_is_not_told_where_they_are_few(dropped_n, away):
    result = made(outcomes=("churn",), answered=False)
    kept = result.drivers.assign(known_n=20_000, dropped_n=0, customers_n=20_000 - dropped_n)
    result = replace(result, drivers=kept, outcomes=result.outcomes.assign(customers_n=20_000 - dropped_n))
    result = changed(result, "drivers", {"driver": "tenure_months"}, known_n=20_000 - dropped_n, dropped_n=dropped_n)
    shown = for_client(result)
    assert shown.drivers[["known_n", "dropped_n", "customers_n"]].isna().all(axis=None) == away
    assert shown.outcomes["customers_n"].isna().all() == away
    assert shown.drivers["points"].notna().all() and shown.what_ifs["eur_year"].notna().all()


def test_the_few_who_hold_a_product_are_not_the_difference_of_two_outcomes():
    result = made(answered=False)
    for name in ("outcomes", "drivers"):
        result = changed(result, name, {"outcome": PRODUCT}, customers_n=19_995)
    shown = for_client(changed(result, "drivers", {"outcome": PRODUCT}, given_n=19_995))
    for name in ("outcomes", "drivers", "what_ifs", "causes", "quality"):
        frame = getattr(shown, name)
        assert frame.loc[frame["outcome"] == PRODUCT, "customers_n"].isna().all(), name
        assert frame.loc[frame["outcome"] == "churn", "customers_n"].notna().all(), name
    own = shown.what_ifs[shown.what_ifs["outcome"] == PRODUCT]
    assert own["eur_year"].notna().all() and own[["points", "eur_per_1000"]].isna().all(axis=None)


def test_the_number_of_answers_is_not_told_where_all_but_few_answered():
    result = made()
    facts = result.facts | {"answered_n": 19_995}
    assert for_client(replace(result, facts=facts)).facts["answered_n"] == 0


@pytest.fixture(scope="module")
def analysed():
    """Return what driver_modelling finds of 1,500 customers: 4 VIP, 300 Premium, a flag with 5 yes."""
    random, n = np.random.default_rng(1), 1500
    months = random.integers(1, 100, n).astype(float)
    left = random.random(n) < 1 / (1 + np.exp(0.5 + 0.02 * months))
    left[[0, 5]], left[[1, 6]] = True, False
    segments = np.select([np.arange(n) < 4, np.arange(n) < 304], ["VIP", "Premium"], "Basic")
    customers = pd.DataFrame({
        "customer_id": pd.Series([f"c{i:05d}" for i in range(n)], dtype="str"),
        "snapshot_at": pd.Timestamp("2025-12-31"), "churned": pd.array(left, dtype="boolean"),
        "margin_eur_year": random.gamma(2, 100, n), "cost_to_serve_eur_year": 5.0, "tenure_months": months,
        "segment": pd.Series(segments, dtype="str"),
        "has_boat": pd.array(np.isin(np.arange(n), [5, 6, 7, 8, 9]), dtype="boolean"),
    })  # fmt: skip
    settings = DriverModelling.check({
        "cross_sell": {}, "held": {}, "product_value_eur_year": {}, "combination_value_eur_year": {}, "scores": [],
        "features": ["tenure_months", "segment", "has_boat"], "themes": [], "contact_counts": [], "driver_groups": {},
        "negative_control": "",
        "what_ifs": [["tenure_months", 6.0, "segment=Basic"], ["tenure_months", 6.0, "segment=VIP"]],
    })  # fmt: skip
    return driver_modelling(customers, None, None, settings=settings)


def test_analysis_says_of_how_many_each_column_tells(analysed):
    rows = analysed.drivers.set_index(["driver", "level"])["level_n"]
    assert rows["segment", "VIP"] == 4 and rows["segment", "Premium"] == 300 and rows["has_boat", ""] == 5
    assert rows["tenure_months", ""] > 1400


def test_findings_follow_the_frames(analysed):
    shown = for_client(analysed)
    by_name = {finding.name: finding for finding in shown.findings}
    names = {name for frame in FINDINGS for name in finding_names(frame, getattr(analysed, frame))}
    assert names == set(by_name)
    gone = {name for frame in FINDINGS for name in finding_names(frame, getattr(analysed, frame)[getattr(shown, frame)["hidden"]])}  # fmt: skip # noqa: E501
    assert gone == {name for name, finding in by_name.items() if finding.status == "hidden"}
    assert {"driver_gain", "driver_gain:churn", "what_if_value:tenure_months:segment=VIP:churn",
            "driver_points:churn:all:segment=VIP", "driver_points:churn:all:has_boat"} <= gone  # fmt: skip
    assert all(by_name[name].estimate is None and not by_name[name].notes for name in gone)
    assert "what_if_value:tenure_months:segment=Basic:churn" not in gone
