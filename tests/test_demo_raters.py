"""The demo's raters answer around a known truth: unbiased, with blanks, remarks and an item that two misread."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxkit.demo.raters import (
    DEPARTMENT_FACTOR,
    ITEM_FACTOR,
    QUESTIONNAIRE,
    RATERS,
    TRUE_MEANS,
    WAVES,
    rater_answers,
    true_maturity,
)
from cxkit.demo.remarks import REMARKS
from cxkit.settings.instrument import load_instrument
from cxkit.settings.maturity import MaturityAssessment

REVERSE = {"understanding_5", "governance_5"}
MISREAD = "governance_5"


@pytest.fixture(scope="module")
def instrument():
    return load_instrument(QUESTIONNAIRE)


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return rater_answers()


def turned(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answers with reverse items turned, and the dimension of each."""
    score = np.where(answers["item"].isin(REVERSE), 4 - answers["score"], answers["score"])
    return answers.assign(score=score, dimension=answers["item"].str.rsplit("_", n=1).str[0])


def rater_means(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of each rater by dimension, both waves below each other."""
    return turned(answers).groupby(["wave", "department", "role", "dimension"])["score"].mean().unstack()


def test_the_answers_belong_to_the_questionnaire(instrument, answers):
    assert [dimension.key for dimension in instrument.dimensions] == list(ITEM_FACTOR)
    assert {item.key for item in instrument.items if item.reverse} == REVERSE
    assert (answers.groupby(["wave", "role"])["item"].agg(list).map(tuple)
            == tuple(item.key for item in instrument.items)).all()  # fmt: skip
    assert set(answers["score"].dropna()) <= set(range(instrument.lowest, instrument.highest + 1))


def test_nine_of_fourteen_raters_took_part_before_and_two_departments_are_too_small_to_show():
    departments = pd.Series([rater.department for rater in RATERS]).value_counts()
    limit = MaturityAssessment.model_fields["minimum_raters_n"].default
    assert len(RATERS) == len({(rater.role, rater.department) for rater in RATERS}) == 14
    assert sum(rater.waves == WAVES for rater in RATERS) == 9 and all("2025" in rater.waves for rater in RATERS)
    assert departments.to_dict() == {"Klantenservice": 4, "Marketing": 3, "IT": 3, "Directie": 2, "Finance": 2}
    assert set(departments[departments < limit].index) == {"Directie", "Finance"}


def test_factors_average_one_and_no_expected_score_leaves_the_scale(instrument):
    """So nothing is cut off, and the truth of a dimension is its constant times the factors of who took part."""
    assert all(np.mean(factors) == pytest.approx(1) for factors in ITEM_FACTOR.values())
    largest = max(mean * max(ITEM_FACTOR[name]) for means in TRUE_MEANS.values() for name, mean in means.items())
    factors = [DEPARTMENT_FACTOR[rater.department] * rater.leaning for rater in RATERS]
    assert largest * max(factors) < instrument.highest
    assert np.mean(factors) == pytest.approx(1)


def test_the_truth_by_head():
    """2024, Klantenservice: leanings .7, 1.1 and 1.3, so .9 x 1.0333 x 1.5; all: the mean of nine factors."""
    truth = true_maturity("2024").set_index(["department", "dimension"])["mean"]
    assert truth["Klantenservice", "leadership"] == pytest.approx(0.9 * 3.1 / 3 * 1.5)
    nine = 0.9 * (0.7 + 1.1 + 1.3) + 1.25 * (1.15 + 0.85) + 0.7 * (1.2 + 0.7) + 1.275 * 1.1 + 0.85
    assert truth["all", "culture"] == pytest.approx(0.6 * nine / 9)


def test_the_truth_is_invested_with_culture_before_committed(instrument):
    truth = true_maturity("2025").set_index(["department", "dimension"])["mean"]["all"]
    stages = {stage.name: stage.start for stage in instrument.stages}
    assert (instrument.hard_stage, instrument.gate_stages) == ("Committed", 1)
    assert stages["Invested"] < truth.mean() < stages["Committed"]
    assert truth[truth < stages["Invested"]].index.tolist() == ["culture"]
    assert truth[truth < stages["Committed"]].index.tolist() == ["design", "measurement", "governance", "culture"]


def test_answers_are_right_on_average():
    """Over twenty seeds, each rater's mean by dimension; blanks are as likely anywhere; without the misread item."""
    drawn = [rater_answers(seed=seed) for seed in range(20)]
    of_seeds = [rater_means(answers[answers["item"] != MISREAD]) for answers in drawn]
    found = sum(of_seeds) / len(of_seeds)
    noise = pd.concat(of_seeds).groupby(level=[0, 1, 2]).std() / np.sqrt(len(of_seeds))
    for rater in RATERS:
        for wave in rater.waves:
            factor = DEPARTMENT_FACTOR[rater.department] * rater.leaning
            expected = pd.Series(TRUE_MEANS[wave]) * factor
            expected["governance"] *= np.mean(ITEM_FACTOR["governance"][:4])
            away = found.loc[(wave, rater.department, rater.role)] - expected
            assert (away.abs() < 5 * noise.loc[(wave, rater.department, rater.role)]).all(), (rater.role, wave)


@pytest.mark.parametrize("wave", WAVES)
def test_the_demo_is_near_its_truth(answers, wave):
    truth = true_maturity(wave).set_index(["department", "dimension"])["mean"].unstack()
    means = rater_means(answers).loc[wave]
    assert (means.mean() - truth.loc["all"]).abs().max() < 0.12
    three = means.groupby("department").mean() - truth.drop(index="all")
    assert three.loc[["Klantenservice", "Marketing", "IT"]].abs().max(axis=None) < 0.25


def test_everything_rose_but_culture(answers):
    """By two standard errors and more; without the misread item, which hides the rise of its dimension."""
    means = rater_means(answers[answers["item"] != MISREAD])
    change = (means.loc["2025"] - means.loc["2024"]).dropna()
    error = change.std() / np.sqrt(len(change))
    assert len(change) == 9
    assert abs(change["culture"].mean()) < error["culture"]
    others = change.drop(columns="culture")
    assert (others.mean() > 2 * error.drop("culture")).all()


def test_two_raters_misread_one_reverse_item(answers):
    """They type their low score as if it were not turned: the lowest of the other items, the highest of this one."""
    who = {rater.role for rater in RATERS if rater.misreads}
    scores = turned(answers).pivot(index=["wave", "role"], columns="item", values="score").loc["2025"]
    rest = scores[[f"governance_{n}" for n in range(1, 5)]].mean(axis=1)
    assert len(who) == 2 and {rater.misreads for rater in RATERS} == {"", MISREAD}
    assert (scores.loc[list(who), MISREAD] == scores[MISREAD].max()).all() and (rest[list(who)] <= 1).all()
    assert scores[MISREAD].corr(rest) < 0
    assert scores[MISREAD].drop(list(who)).corr(rest.drop(list(who))) > 0


def test_some_items_are_blank_and_every_remark_lands(instrument, answers):
    assert 0.01 < answers["score"].isna().mean() < 0.06
    said = answers[answers["evidence"] != ""].set_index(["wave", "role", "item"])["evidence"]
    assert said.to_dict() == REMARKS
    hard = ("\n", '"', "=", "é", "👍")
    assert all(any(part in remark for remark in REMARKS.values()) for part in hard)
    assert any(remark.startswith("=") for remark in REMARKS.values())


def test_a_seed_always_gives_the_same_answers(answers):
    pd.testing.assert_frame_equal(rater_answers(), answers)
    assert not rater_answers(seed=3)["score"].equals(answers["score"])
