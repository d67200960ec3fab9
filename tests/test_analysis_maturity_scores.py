"""Answers become a table of raters by items, and means with the interval that raters give."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maturity_forms import answers, questionnaire
from scipy import stats

from cxkit.analysis.maturity.means import means
from cxkit.analysis.maturity.scores import answer_matrix, departments_of, dimension_scores

T_2 = stats.t.ppf(0.975, 2)


def test_a_reverse_item_is_turned_on_the_scale():
    form = questionnaire(reverse=["culture_2"])
    matrix = answer_matrix(answers({"a": {"culture_1": 3, "culture_2": 3}}), form)
    assert matrix.loc["a", ["culture_1", "culture_2"]].tolist() == [3.0, 1.0]
    other = questionnaire(lowest=1, highest=7, starts={"One": 1.0, "Two": 4.0}, reverse=["culture_1"])
    assert answer_matrix(answers({"a": {"culture_1": 7}}), other).loc["a", "culture_1"] == 1.0


def test_every_item_has_a_column_and_who_scored_nothing_no_row():
    given = answers({"b": {"design_1": 2}, "a": {"culture_1": np.nan}, "c": {"culture_2": 1}})
    matrix = answer_matrix(given, questionnaire())
    assert matrix.columns.tolist() == ["culture_1", "culture_2", "design_1", "design_2"]
    assert matrix.index.tolist() == ["b", "c"]
    assert int(matrix.notna().sum().sum()) == 2


def test_a_rater_s_dimension_is_the_mean_of_what_the_rater_scored():
    given = answers({"a": {"culture_1": 1, "culture_2": 4}, "b": {"culture_1": 3}})
    scores = dimension_scores(answer_matrix(given, questionnaire()), questionnaire())
    assert scores["culture"].tolist() == [2.5, 3.0]
    assert scores["design"].isna().all()


def test_departments_are_known_per_rater_or_empty():
    frame = answers({"a": {"culture_1": 1}, "b": {"culture_1": 1}})
    assert departments_of(frame, pd.Index(["a", "b"])).tolist() == ["", ""]
    named = frame.assign(department=["IT", None])
    assert departments_of(named, pd.Index(["a", "b"])).tolist() == ["IT", ""]


def test_the_interval_of_a_mean_is_students_t_over_raters():
    found = means(pd.DataFrame({"culture": [1.0, 2.0, 3.0]}), groups=None, within=(0, 4)).frame.loc["culture"]
    assert found["mean"] == 2.0
    assert found["spread"] == pytest.approx(1.0)
    assert 2.0 - T_2 / np.sqrt(3) < 0
    assert (found["low"], found["high"]) == (0.0, 4.0)
    wide = means(pd.DataFrame({"culture": [1.0, 2.0, 3.0]}), groups=None, within=(-10, 10)).frame.loc["culture"]
    assert wide["high"] - 2.0 == pytest.approx(T_2 / np.sqrt(3))


def test_a_rater_who_is_high_on_everything_counts_once():
    """Two dimensions that move together: the mean over them is as unsure as each."""
    both = means(pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1.0, 2.0, 3.0]}), groups=None, within=(-9, 9)).frame
    assert both.loc["all", "se"] == pytest.approx(both.loc["a", "se"])
    against = means(pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [3.0, 2.0, 1.0]}), groups=None, within=(-9, 9)).frame
    assert against.loc["all", "se"] == pytest.approx(0.0)
    assert against.loc["all", "mean"] == 2.0


def test_the_overall_mean_is_over_dimensions_not_over_raters():
    scores = pd.DataFrame({"a": [1.0, 1.0, 1.0, 1.0], "b": [3.0, np.nan, np.nan, 3.0]})
    assert means(scores, groups=None, within=(0, 4)).frame.loc["all", "mean"] == 2.0


def test_departments_count_equally_when_asked():
    scores, of_rater = pd.DataFrame({"a": [1.0, 1.0, 1.0, 4.0, 2.0]}), pd.Series(["IT", "IT", "IT", "Finance", ""])
    assert means(scores, groups=None, within=(0, 4)).frame.loc["a", "mean"] == pytest.approx(9 / 5)
    assert means(scores, groups=of_rater, within=(0, 4)).frame.loc["a", "mean"] == pytest.approx((1 + 4 + 2) / 3)


def test_departments_are_strata_of_the_interval():
    """Within IT 1 and 3 (variance 2 / 2 = 1), within Finance 2 and 2: variance of the mean (1 + 0) / 4."""
    scores, of_rater = pd.DataFrame({"a": [1.0, 3.0, 2.0, 2.0]}), pd.Series(["IT", "IT", "Finance", "Finance"])
    found = means(scores, groups=of_rater, within=(-9, 9)).frame.loc["a"]
    assert (found["se"], found["df"]) == (pytest.approx(0.5), 2)


def test_departments_of_one_rater_vary_as_departments_do():
    scores, of_rater = pd.DataFrame({"a": [1.0, 2.0, 3.0]}), pd.Series(["IT", "Finance", "Directie"])
    found = means(scores, groups=of_rater, within=(-9, 9)).frame.loc["a"]
    assert (found["se"], found["df"]) == (pytest.approx(1 / np.sqrt(3)), 2)


def test_one_rater_gives_a_mean_without_interval():
    found = means(pd.DataFrame({"a": [2.0], "b": [3.0]}), groups=None, within=(0, 4)).frame
    assert found["mean"].tolist() == [2.5, 2.0, 3.0]
    assert found[["low", "high"]].isna().all().all()


def test_a_dimension_scored_by_one_rater_leaves_the_whole_without_interval():
    scores = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [2.0, np.nan, np.nan]})
    found = means(scores, groups=None, within=(0, 4)).frame
    assert found["low"].notna().to_dict() == {"all": False, "a": True, "b": False}
    assert found.loc["all", "mean"] == 2.0


def test_only_raters_who_scored_something_count():
    scores = pd.DataFrame({"a": [1.0, 2.0, np.nan, np.nan], "b": [2.0, 3.0, 3.0, np.nan]})
    found = means(scores, groups=pd.Series(["IT", "IT", "IT", "Finance"]), within=(0, 4))
    assert found.frame["raters_n"].to_dict() == {"all": 3, "a": 2, "b": 3}
    assert found.frame["df"].to_dict() == {"all": 2, "a": 1, "b": 2}
    assert found.scored["all"].tolist() == [True, True, True, False]


def test_an_empty_dimension_leaves_the_whole_without_mean():
    found = means(pd.DataFrame({"a": [1.0, 2.0], "b": [np.nan, np.nan]}), groups=None, within=(0, 4)).frame
    assert found["mean"].isna().to_dict() == {"all": True, "a": False, "b": True}


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=2, max_size=9), st.randoms())
@settings(max_examples=15, deadline=None)
def test_the_order_of_raters_does_not_matter(rows, random):
    scores = pd.DataFrame(rows, columns=["a", "b", "c"], dtype=float)
    order = random.sample(range(len(rows)), len(rows))
    of_rater = pd.Series(["IT", "Finance"] * 5)[: len(rows)]
    for groups in (None, of_rater):
        one = means(scores, groups=groups, within=(0, 4)).frame
        other = means(scores.loc[order], groups=None if groups is None else groups.loc[order], within=(0, 4)).frame
        pd.testing.assert_frame_equal(one, other, atol=1e-9)


OF_RATER = pd.Series(["IT"] * 4 + ["Finance"] * 3 + ["Directie"] * 5 + ["Sales"])


@pytest.mark.parametrize("groups, least", [(None, 0.94), (OF_RATER, 0.925)], ids=["raters", "departments"])
def test_the_interval_holds_the_truth_as_often_as_it_says(groups, least):
    """Three thousand samples of thirteen raters with blanks; with departments from five raters to one a little less."""
    rng = np.random.default_rng(7)
    scores = pd.DataFrame(2 + rng.normal(0, 0.7, (13, 3_000))).mask(rng.random((13, 3_000)) < 0.1)
    found = means(scores, groups=groups, within=(-99, 99)).frame.drop(index="all")
    assert least <= ((found["low"] <= 2) & (found["high"] >= 2)).mean() <= 0.96


def test_the_interval_of_the_whole_holds_the_truth():
    """A hundred samples of raters who are high or low on everything, so that dimensions move together."""
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(100):
        scores = pd.DataFrame(rng.normal(2, 0.5, (12, 1)) + rng.normal(0, 0.6, (12, 3)))
        row = means(scores.mask(rng.random(scores.shape) < 0.1), groups=None, within=(-99, 99)).frame.loc["all"]
        held += row["low"] <= 2 <= row["high"]
    assert 90 <= held <= 99
