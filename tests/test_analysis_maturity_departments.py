"""Departments side by side, and the largest difference among them against Tukey's own procedure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxkit.analysis.maturity.departments import departments, differences

SCORES = pd.DataFrame(
    {"culture": [1.0, 2.0, 3.0, 3.0, 4.0, 2.0, 4.0], "design": [1.0, 1.0, np.nan, 2.0, 3.0, 2.0, 2.0]}
)
OF_RATER = pd.Series(["IT", "IT", "IT", "Sales", "Sales", "", "Finance"])


def test_each_department_has_its_own_mean_and_interval():
    found = departments(SCORES, OF_RATER, within=(-9, 9)).set_index(["department", "dimension"])
    assert found.index.tolist()[:3] == [("Finance", "all"), ("Finance", "culture"), ("Finance", "design")]
    assert found.loc[("IT", "all"), "mean"] == 1.5
    assert found.loc[("IT", "design"), "raters_n"] == 2
    half = stats.t.ppf(0.975, 2) / np.sqrt(3)
    assert found.loc[("IT", "culture"), ["low", "high"]].tolist() == [pytest.approx(2 - half), pytest.approx(2 + half)]
    assert found.loc["Finance", "low"].isna().all()
    assert "" not in found.index.get_level_values("department")


def test_chosen_departments_come_in_their_order():
    found = departments(SCORES, OF_RATER, chosen=["Sales", "IT"], within=(0, 4))
    assert found["department"].unique().tolist() == ["Sales", "IT"]


def test_without_departments_there_are_no_rows():
    nobody = departments(SCORES, pd.Series("", index=SCORES.index), within=(0, 4))
    assert nobody.empty
    assert differences(nobody, minimum_n=2).empty


def test_the_largest_difference_has_the_interval_of_tukey():
    rng = np.random.default_rng(2)
    samples = [rng.normal(mean, 0.5, n) for mean, n in ((1.0, 4), (1.4, 6), (2.6, 5))]
    scores = pd.DataFrame({"culture": np.concatenate(samples)})
    of_rater = pd.Series(np.repeat(["a", "b", "c"], [4, 6, 5]))
    found = (
        differences(departments(scores, of_rater, within=(-9, 9)), minimum_n=3).set_index("dimension").loc["culture"]
    )
    published = stats.tukey_hsd(*samples).confidence_interval(0.95)
    assert (found["highest"], found["lowest"]) == ("c", "a")
    assert found["difference"] == pytest.approx(samples[2].mean() - samples[0].mean())
    assert (found["low"], found["high"]) == (pytest.approx(published.low[2, 0]), pytest.approx(published.high[2, 0]))
    assert (found["status"], found["departments_n"], found["raters_n"]) == ("shown", 3, 15)


def test_a_department_of_few_raters_is_not_compared():
    by_department = departments(SCORES, OF_RATER, within=(0, 4))
    assert differences(by_department, minimum_n=3).empty
    found = differences(by_department, minimum_n=2)
    assert found["highest"].unique().tolist() == ["Sales"]
    assert found["departments_n"].tolist() == [2, 2, 2]
    assert found["raters_n"].tolist() == [5, 5, 4]


def test_equal_departments_differ_by_nothing():
    scores, of_rater = pd.DataFrame({"culture": [1.0, 2.0, 1.0, 2.0]}), pd.Series(["a", "a", "b", "b"])
    found = differences(departments(scores, of_rater, within=(0, 4)), minimum_n=2).iloc[0]
    assert (found["highest"], found["lowest"], found["difference"], found["status"]) == ("a", "b", 0.0, "no_difference")


def test_departments_that_do_not_differ_are_said_to_differ_seldom():
    """Four departments of four: the largest of six differences is called a difference in about 5 % of samples."""
    rng = np.random.default_rng(5)
    scores = pd.DataFrame(rng.normal(2, 0.6, (16, 600)), columns=[f"d{n}" for n in range(600)])
    of_rater = pd.Series(np.repeat(list("abcd"), 4))
    found = differences(departments(scores, of_rater, within=(-9, 9)), minimum_n=3)
    assert 0.03 <= (found["status"] == "shown").mean() <= 0.07
