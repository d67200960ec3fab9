"""What a client sees of raters: nothing about fewer than three, and nothing from which it could be worked out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maturity_made import DEPARTMENTS, made, reported

from cxkit.report.few_raters import bundled, hidden_departments, protect_raters
from cxkit.report.remarks import own_names, told_apart, without_contact, without_names


def safe(result, audience="client"):
    return protect_raters(result, audience=audience, minimum_n=3)


def seen(frame, column):
    return list(dict.fromkeys(frame.loc[~frame["hidden"].astype(bool), column]))


def by_name(result):
    return {finding.name: finding for finding in result.findings}


def test_a_consultant_sees_all():
    result = made()
    shown = safe(result, "consultant")
    frames = [getattr(shown, name) for name in ("overall", "dimensions", "items", "departments", "raters", "actions")]
    assert not any(frame["hidden"].any() for frame in frames)
    assert shown.findings == result.findings and shown.evidence.equals(result.evidence)
    assert len(shown.raters) == len(result.raters)


def test_departments_of_two_are_hidden_whole():
    """Finance and Directie have two raters each: together four, whose mean may be known."""
    result = safe(made())
    assert seen(result.departments, "department") == ["Klantenservice", "Marketing", "IT"]
    gone = result.departments[result.departments["hidden"]]
    assert gone[["mean", "low", "high", "raters_n"]].isna().all(axis=None)


def test_a_second_department_goes_when_the_first_could_be_worked_out():
    """Nine raters; without a shown b the reader would know the two of c."""
    result = safe(made(departments={"a": 4, "b": 3, "c": 2}))
    assert seen(result.departments, "department") == ["a"]


def test_the_rest_of_a_total_may_be_raters_without_department():
    rows = made(departments={"a": 4, "b": 3, "c": 2}).departments
    totals = rows.groupby("dimension")["raters_n"].sum() + 1
    assert hidden_departments(rows, totals, minimum_n=3) == {"c"}
    alone = rows[rows["department"] != "c"]
    assert hidden_departments(alone, totals - 1, minimum_n=3) == {"b"}


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(0, 4))
def test_whatever_is_subtracted_leaves_nobody_or_enough(sizes, unknown):
    rows = pd.DataFrame({"department": [f"d{i}" for i in range(len(sizes))], "dimension": "all", "raters_n": sizes})
    gone = hidden_departments(rows, pd.Series({"all": float(sum(sizes) + unknown)}), minimum_n=3)
    shown = rows[~rows["department"].isin(gone)]
    rest = sum(sizes) + unknown - shown["raters_n"].sum()
    assert not ((shown["raters_n"] > 0) & (shown["raters_n"] < 3)).any()
    assert rest == 0 or rest >= 3 or shown["raters_n"].sum() == 0


def test_the_mean_with_other_weights_goes_with_a_hidden_department():
    """Two kinds of mean are two equations: with one and three raters hidden, both could be solved."""
    shown = safe(made(departments={"a": 4, "b": 3, "c": 1}))
    assert shown.overall[["other_mean", "other_stage"]].isna().all(axis=None)
    assert "other_mean" not in by_name(shown)["maturity_mean"].notes
    all_seen = safe(made(departments={"a": 4, "b": 3}))
    assert all_seen.overall["other_mean"].notna().all()
    assert "other_mean" in by_name(all_seen)["maturity_mean"].notes


def test_a_hidden_department_is_never_named_as_highest_or_lowest():
    result = safe(made())
    named = set(result.differences["highest"]) | set(result.differences["lowest"])
    assert named <= {"Klantenservice", "Marketing", "IT"} and len(result.differences) == 7
    assert result.differences["dimension"].tolist()[:2] == ["all", "leadership"]
    insight = result.differences.set_index("dimension").loc["insight"]
    assert (insight["highest"], insight["lowest"]) == ("Marketing", "Klantenservice")
    assert insight["difference"] == pytest.approx(0.95) and insight["departments_n"] == 3


def test_no_rater_stands_alone():
    result = safe(made())
    assert (result.raters["raters_n"] >= 3).all() and set(result.raters["department"]) == {""}
    assert result.raters.groupby("dimension")["raters_n"].sum().eq(14).all()
    whole = result.raters.assign(sum=result.raters["mean"] * result.raters["raters_n"])
    means = whole.groupby("dimension")["sum"].sum() / 14
    assert means["culture"] == pytest.approx(made().dimensions.set_index("dimension").loc["culture", "mean"])


@given(st.lists(st.floats(0, 4), min_size=1, max_size=30), st.integers(2, 5))
def test_bundles_hold_enough_neighbours(values, minimum_n):
    bundles = bundled(pd.DataFrame({"dimension": "a", "mean": values}), minimum_n=minimum_n)
    assert bundles["raters_n"].sum() in (0, len(values)) and (bundles["raters_n"] >= minimum_n).all()
    assert bundles["mean"].is_monotonic_increasing or np.allclose(np.sort(bundles["mean"]), bundles["mean"])


def test_too_few_raters_leave_no_figure():
    result = safe(made(departments={"a": 2}))
    assert result.overall["hidden"].all() and result.evidence.empty and result.raters.empty
    for frame in (result.overall, result.dimensions, result.items, result.departments, result.steps, result.changes):
        assert frame.select_dtypes("number").isna().all(axis=None)
    assert not any(result.steps["behind"])
    assert all(finding.status == "hidden" and finding.estimate is None for finding in result.findings)


def two_scored(name):
    """Return a result of which one dimension was scored by two raters only."""
    result = made()
    few = result.dimensions["raters_n"].mask(result.dimensions["dimension"] == name, 2)
    return replace(result, dimensions=result.dimensions.assign(raters_n=few))


def test_a_dimension_of_few_takes_a_second_one_along():
    """The overall mean is the plain mean of the dimensions: one hidden alone could be worked out."""
    result = safe(two_scored("culture"))
    gone = set(result.dimensions.loc[result.dimensions["hidden"], "dimension"])
    assert "culture" in gone and len(gone) == 2
    findings = by_name(result)
    for dimension in gone:
        names = (f"maturity_dimension:{dimension}", f"maturity_change:{dimension}", f"agreement:{dimension}:alpha")
        assert all(findings[name].status == "hidden" for name in names)
    hidden_actions = [f.name for f in result.findings if f.name.startswith("maturity_action:culture")]
    assert not hidden_actions
    assert findings["maturity_mean"].status == "shown"
    for frame in (result.items, result.blockers, result.actions, result.changes, result.agreement):
        assert frame.loc[frame["dimension"].isin(gone), "hidden"].all()
    assert result.raters.loc[result.raters["dimension"].isin(gone), "hidden"].all()


def test_a_statement_of_few_is_hidden_with_its_action():
    result = made()
    few = result.items["known_n"].mask(result.items["item"] == "design_1", 2)
    shown = safe(replace(result, items=result.items.assign(known_n=few)))
    assert seen(shown.items, "item").count("design_1") == 0
    assert "maturity_action:design_1" not in by_name(shown) and "maturity_action:design_1" in by_name(result)


def test_two_dimensions_of_the_same_two_raters_take_a_third_along():
    """Six times the overall mean less the four shown would be a figure about two people."""
    result = made()
    few = result.dimensions["raters_n"].mask(result.dimensions["dimension"].isin(["culture", "design"]), 2)
    shown = safe(replace(result, dimensions=result.dimensions.assign(raters_n=few)))
    assert shown.dimensions["hidden"].sum() == 3


def test_a_hidden_dimension_is_named_nowhere_as_behind():
    result = made()
    assert any("culture" in row for row in result.steps["behind"]) and "culture" in set(result.blockers["dimension"])
    shown = safe(two_scored("culture"))
    gone = set(shown.dimensions.loc[shown.dimensions["hidden"], "dimension"])
    for frame in (shown.blockers, shown.actions, shown.evidence, shown.raters):
        assert len(frame) and not gone & set(frame["dimension"])
    assert not gone & {key for row in shown.steps["behind"] for key in row} and any(shown.steps["behind"])
    assert shown.actions["rank"].tolist() == list(range(1, len(shown.actions) + 1))


def test_a_second_statement_goes_along_with_one_of_few():
    """The dimension's mean and the other four would give it back."""
    result = made()
    counts = dict(zip(result.items["item"], result.items["known_n"], strict=True)) | {"design_1": 2, "design_4": 9}
    shown = safe(replace(result, items=result.items.assign(known_n=result.items["item"].map(counts))))
    assert set(shown.items.loc[shown.items["hidden"], "item"]) == {"design_1", "design_4"}
    assert not shown.dimensions["hidden"].any()


def test_a_dimension_goes_when_no_second_statement_is_left():
    result = made()
    own = result.items["dimension"] == "design"
    counts = result.items["known_n"].mask(own, [2] * len(own))
    shown = safe(replace(result, items=result.items.assign(known_n=counts)))
    gone = set(shown.dimensions.loc[shown.dimensions["hidden"], "dimension"])
    assert "design" in gone and len(gone) == 2


def test_remarks_on_what_is_hidden_are_left_out():
    result = made()
    item = result.evidence["item"].iloc[0]
    few = result.items["known_n"].mask(result.items["item"] == item, 2)
    shown = safe(replace(result, items=result.items.assign(known_n=few)))
    assert item not in set(shown.evidence["item"]) and len(shown.evidence)


def test_hidden_rows_tell_nothing_in_words():
    shown = safe(made(departments={"a": 2}))
    assert not shown.steps["reached"].any() and not shown.steps["is_next"].any()
    assert set(shown.agreement["status"]) == {"hidden"} == set(shown.changes["status"])
    assert shown.verdict == "hidden" and not [f for f in shown.findings if f.name.startswith("maturity_action:")]


@pytest.mark.parametrize(("n", "given"), [(3, False), (5, False), (11, True)])
def test_an_interval_takes_twice_the_smallest_group(n, given):
    """Five fewer filled it in before: of eleven, six."""
    shown = safe(made(departments={"a": n}))
    for frame in (shown.overall, shown.dimensions, shown.items, shown.departments, shown.changes):
        assert frame["low"].notna().any() == given and frame["no_interval"].all() != given
    assert shown.overall["stage_low"].notna().all() == shown.dimensions["spread"].notna().all() == given
    stage = by_name(shown)["maturity_stage"]
    assert stage.status == "shown" and (stage.low is not None) == (stage.high is not None) == given
    assert all((f.low is None) or given for f in shown.findings)


def test_a_change_from_few_raters_takes_a_second_one_along():
    result = made()
    few = result.changes["earlier_n"].mask(result.changes["dimension"] == "design", 1)
    shown = safe(replace(result, changes=result.changes.assign(earlier_n=few)))
    gone = set(shown.changes.loc[shown.changes["hidden"], "dimension"])
    assert "design" in gone and len(gone) == 2 and "all" not in gone


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("mail jan.de.vries@voorbeeld.nl!", "mail […]!"),
        ("bel 020 123 45 67 of +31 (0)6 1234 5678", "bel […] of […]"),
        ("06-12345678", "[…]"),
        ("nummer 123456789", "nummer […]"),
        ("in 2024-2025, op 01-02-2025, voor € 1.250.000", "in 2024-2025, op 01-02-2025, voor € 1.250.000"),
        ("=A1+\n\"één\" 😀", "=A1+\n\"één\" 😀"),
    ],
)  # fmt: skip
def test_contact_details_are_left_out_of_remarks(typed, told):
    assert without_contact(typed) == told


def test_the_words_by_which_raters_are_known_are_left_out_of_remarks():
    answers = pd.DataFrame({"respondent": ["vlinder 7", "vlinder", "j.de.wit", "manager | it", "r1", "42", None]})
    names = own_names(answers)
    assert names == ("vlinder 7", "j.de.wit", "vlinder") and own_names(None) == ()
    typed = "Groet, VLINDER\n7. Vlinders zijn mooi (vlinder!). Manager r1 zegt: jxdexwit, J.de.Wit, 42"
    told = "Groet, […]. Vlinders zijn mooi ([…]!). Manager r1 zegt: jxdexwit, […], 42"
    assert without_names(typed, names) == told
    assert without_names(typed, ()) == typed
    assert without_names("Rene\u0301 zei het", ["ren\u00e9"]) == "[…] zei het"


def test_the_order_of_remarks_says_nothing_about_their_writer():
    rows = pd.DataFrame({"item": ["b", "b", "a", "a"], "dimension": "d", "evidence": ["z", "y", "q", "p"]})
    assert told_apart(rows)["evidence"].tolist() == ["y", "z", "p", "q"]
    assert told_apart(rows.iloc[[1, 0, 3, 2]]).equals(told_apart(rows))


def test_a_frame_without_raters_is_refused():
    result = made()
    with pytest.raises(ValueError, match="items has no raters_n"):
        safe(replace(result, items=result.items.drop(columns="raters_n")))


def test_the_report_protects_by_the_smallest_group_of_raters():
    assert reported(made()).hidden_n == 2
    assert reported(made(), audience="consultant").hidden_n == 0
    assert reported(made(), minimum_raters_n=2).hidden_n == 0
    assert reported(made(departments={"a": 4})).hidden_n == 0
    assert sum(DEPARTMENTS.values()) == 14
