"""The stage by mean and by gate at every boundary, how sure it is, and what blocks the stages above."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from maturity_forms import STARTS, everywhere, questionnaire, seven_points

from cxkit.analysis.maturity import stages
from cxkit.analysis.maturity.actions import actions
from cxkit.analysis.maturity.blockers import blockers, steps, targets
from cxkit.analysis.maturity.means import means

SMALL = questionnaire()
JUST = 1e-6


def dimensions(**by_name: float) -> pd.DataFrame:
    """Return the frame of dimensions with these means."""
    mean = list(by_name.values())
    return pd.DataFrame({
        "dimension": list(by_name), "mean": mean, "low": np.nan, "high": np.nan,
        "stage": stages.stage_of(mean, SMALL.starts), "raters_n": 5,
    })  # fmt: skip


@pytest.mark.parametrize("number, start", list(enumerate(STARTS.values())))
def test_a_stage_starts_at_its_start(number, start):
    assert stages.stage_of(start, SMALL.starts) == number
    assert stages.stage_of(start + JUST, SMALL.starts) == number
    assert stages.stage_of(start - JUST, SMALL.starts) == max(number - 1, 0)


def test_rounding_of_sums_does_not_move_a_boundary():
    assert sum([0.1] * 8) < 0.8
    assert stages.stage_of(sum([0.1] * 8), SMALL.starts) == 1


def test_no_mean_is_no_stage():
    assert stages.stage_of(np.nan, SMALL.starts) == -1
    assert stages.decided(np.array([[1.0, np.nan]]), SMALL, rule="gate").tolist() == [-1]
    assert stages.decided(np.array([[1.0, np.nan]]), SMALL, rule="mean").tolist() == [-1]


@pytest.mark.parametrize("number, start", list(enumerate(STARTS.values()))[1:])
def test_the_mean_rule_at_every_boundary(number, start):
    for shift, expected in ((-JUST, number - 1), (0.0, number), (JUST, number)):
        means = np.array([[start + shift - 0.4, start + shift + 0.4]])
        assert stages.decided(means, SMALL, rule="mean").tolist() == [expected]


@pytest.mark.parametrize("number, start", list(enumerate(STARTS.values()))[1:4])
def test_the_gate_holds_at_every_boundary(number, start):
    """One dimension around a start, the other at the top: no further than one stage above the lower one."""
    for shift, lower in ((-JUST, number - 1), (0.0, number), (JUST, number)):
        means = np.array([[start + shift, 4.0]])
        by_mean = int(stages.plain(means, SMALL)[0])
        assert stages.decided(means, SMALL, rule="gate").tolist() == [min(by_mean, lower + 1)]


def test_the_gate_by_hand():
    """Means 0.5 and 3.5: mean 2.0 is Committed, the lower is Interested, so Invested at most."""
    means = np.array([[0.5, 3.5]])
    assert (stages.plain(means, SMALL)[0], stages.gated(means, SMALL)[0]) == (2, 1)
    strict, loose = questionnaire(gate_stages=0), questionnaire(gate_stages=2)
    assert (stages.gated(means, strict)[0], stages.gated(means, loose)[0]) == (0, 2)


def test_every_pair_of_means_on_a_grid_follows_the_rule_in_words():
    grid = np.arange(0, 41) / 10

    def named(mean: float) -> int:
        return sum(round(mean, 6) >= start for start in STARTS.values()) - 1

    for a, b in itertools.product(grid, grid):
        expected = min(named((a + b) / 2), min(named(a), named(b)) + 1)
        assert stages.gated(np.array([[a, b]]), SMALL)[0] == expected


def drawn_and_se(scores: pd.DataFrame, groups: pd.Series | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the drawn deviations of every mean, 'all' first, and the standard error of every mean."""
    found = means(scores, groups=groups, within=(-9, 9))
    rng = np.random.default_rng(3)
    return stages.drawn_deviations(found.influence, groups, draws=4_000, rng=rng), found.frame["se"].to_numpy()


THIRTEEN = pd.DataFrame(np.random.default_rng(5).normal([1, 2, 3], 0.7, (13, 3)), columns=["a", "b", "c"])
UNEVEN = pd.Series(["IT"] * 4 + ["Finance"] * 3 + ["Directie"] * 2 + ["Sales"] * 3 + ["Legal"])
FAR_APART = THIRTEEN.add(UNEVEN.map({"IT": 0, "Finance": 1, "Directie": 2, "Sales": -1, "Legal": 1}), axis=0)
BLANKS = THIRTEEN.mask(np.random.default_rng(6).random(THIRTEEN.shape) < 0.15)
EACH_ITS_OWN = pd.Series([f"department {number}" for number in range(13)])


@pytest.mark.parametrize("groups", [None, UNEVEN, EACH_ITS_OWN], ids=["raters", "departments", "each its own"])
@pytest.mark.parametrize("scores", [THIRTEEN, FAR_APART, BLANKS], ids=["alike", "far apart", "blanks"])
def test_drawn_means_vary_as_their_standard_error_says(scores, groups):
    """Departments far apart too: who draws raters across departments lets those differences in."""
    drawn, se = drawn_and_se(scores, groups)
    np.testing.assert_allclose(drawn.std(axis=0), se, rtol=0.15)
    np.testing.assert_allclose(drawn.mean(axis=0), 0, atol=4 * se.max() / np.sqrt(len(drawn)))


def test_draws_without_blanks_are_the_means_of_the_raters_drawn():
    scores = np.array([[0.0], [1.0], [5.0]])
    influence = means(pd.DataFrame(scores), groups=None, within=(-9, 9)).influence[[0]]
    drawn = stages.drawn_deviations(influence, None, draws=50, rng=np.random.default_rng(3))
    taken = np.random.default_rng(3).multinomial(2, [1 / 3] * 3, 50)
    np.testing.assert_allclose(2 + drawn, taken @ scores / 2, atol=1e-12)


def test_departments_that_agree_within_give_one_mean_in_every_draw():
    """Everybody of IT says 1 and everybody of Finance 3: raters drawn within them leave the mean at 2."""
    scores = pd.DataFrame({"culture": [1.0] * 3 + [3.0] * 4, "design": [1.0] * 3 + [3.0] * 4})
    of_rater = pd.Series(["IT"] * 3 + ["Finance"] * 4)
    np.testing.assert_allclose(drawn_and_se(scores, of_rater)[0], 0, atol=1e-12)
    drawn = stages.stage_draws(scores, SMALL, rule="mean", groups=of_rater, seed=1)
    assert set(drawn) == {2}
    assert len(set(stages.stage_draws(scores, SMALL, rule="mean", groups=None, seed=1))) > 1


@pytest.mark.parametrize("groups", [None, UNEVEN], ids=["raters", "departments"])
def test_the_interval_of_the_stage_is_that_of_the_mean(groups):
    """One dimension: the share of draws at or above a start is that of Student's t, its ends those of the interval."""
    one = FAR_APART[["a"]]
    row = means(one, groups=groups, within=(0, 4)).frame.loc["a"]
    for end, share in ((row["low"], 0.975), (row["high"], 0.025)):
        form = questionnaire({"a": 2}, starts={"below": 0.0, "above": end}, hard_stage="")
        drawn = stages.stage_draws(one, form, rule="mean", groups=groups, seed=1)
        assert (drawn == 1).mean() == pytest.approx(share, abs=0.02)


def test_the_interval_of_the_stage():
    sure = pd.DataFrame({"culture": [2.0] * 5, "design": [2.1] * 5})
    drawn = stages.stage_draws(sure, SMALL, rule="gate", groups=None, seed=1)
    assert len(drawn) == stages.DRAWS
    assert stages.stage_interval(2, drawn) == (2, 2, 1.0)
    unsure = pd.DataFrame({"culture": [0.4, 1.6, 2.8, 1.2], "design": [0.6, 1.8, 2.4, 1.6]})
    low, high, share = stages.stage_interval(1, stages.stage_draws(unsure, SMALL, rule="gate", groups=None, seed=1))
    assert low < high
    assert 0 < share < 1


def test_the_stage_is_as_unsure_as_the_mean_with_few_raters():
    """Raters at 1.2, 1.5 and 1.5: no draw of them reaches 1.6, Student's t does (1.4, 0.97 to 1.83)."""
    few = pd.DataFrame({"culture": [1.2, 1.5, 1.5], "design": [1.2, 1.5, 1.5]})
    drawn = stages.stage_draws(few, SMALL, rule="mean", groups=None, seed=1)
    assert stages.stage_interval(1, drawn)[:2] == (1, 2)
    assert (drawn == 2).mean() == pytest.approx(4 / 9, abs=0.04)  # both draws take one of the two at 1.5


def test_the_interval_of_the_stage_holds_the_stage():
    assert stages.stage_interval(2, np.array([1] * 1000)) == (1, 2, 0.0)


def test_one_rater_has_no_draws():
    one = pd.DataFrame({"culture": [2.0], "design": [2.0]})
    drawn = stages.stage_draws(one, SMALL, rule="gate", groups=None, seed=1)
    low, high, share = stages.stage_interval(2, drawn)
    assert (low, high, np.isnan(share)) == (-1, -1, True)


def test_a_dimension_of_one_rater_keeps_its_mean_in_every_draw():
    scores = pd.DataFrame({"culture": [2.0, 2.0, 2.0], "design": [2.0, np.nan, np.nan]})
    drawn = stages.stage_draws(scores, SMALL, rule="gate", groups=None, seed=1)
    assert len(drawn) == stages.DRAWS
    assert set(drawn) == {2}


def test_a_dimension_without_answers_gives_no_stage_in_any_draw():
    scores = pd.DataFrame({"culture": [2.0, 1.0, 2.0], "design": [np.nan] * 3})
    assert set(stages.stage_draws(scores, SMALL, rule="gate", groups=None, seed=1)) == {-1}


def test_points_to_the_next_stage():
    assert stages.to_next(1.2, 2, SMALL) == pytest.approx(0.4)
    assert stages.to_next(1.7, 2, SMALL) == 0.0
    assert np.isnan(stages.to_next(3.9, -1, SMALL))
    assert [stages.next_of(stage, SMALL) for stage in (-1, 0, 3, 4)] == [-1, 1, 4, -1]
    assert stages.hard_of(SMALL) == 2
    assert stages.hard_of(seven_points()) == -1


def test_targets_are_the_next_stage_and_the_hard_one_above_it():
    assert [targets(stage, SMALL) for stage in (-1, 0, 1, 2, 4)] == [[], [1, 2], [2], [3], []]


def test_a_dimension_too_far_behind_blocks_though_the_mean_is_there():
    """Culture 0.5, design 3.5: the mean 2.0 is enough for Committed, culture must come to Invested."""
    found = blockers(dimensions(culture=0.5, design=3.5), SMALL, mean=2.0, stage=1, rule="gate")
    assert found[["target", "dimension", "needed", "kind"]].values.tolist() == [[2, "culture", 0.8, "gate"]]
    assert found["short"].tolist() == [pytest.approx(0.3)]


def test_without_a_gate_only_the_mean_blocks():
    assert blockers(dimensions(culture=0.5, design=3.5), SMALL, mean=2.0, stage=2, rule="mean")["kind"].tolist() == [
        "mean"
    ]
    found = blockers(dimensions(culture=0.5, design=2.5), SMALL, mean=1.5, stage=1, rule="mean")
    assert found[["dimension", "needed", "kind"]].values.tolist() == [["culture", 1.6, "mean"]]


def test_gate_comes_first_and_then_the_farthest_below():
    form = questionnaire({"a": 2, "b": 2, "c": 2})
    found = blockers(dimensions(a=1.4, b=0.5, c=0.9), form, mean=2.8 / 3, stage=1, rule="gate")
    assert found[["dimension", "kind"]].values.tolist() == [["b", "gate"], ["b", "mean"], ["c", "mean"], ["a", "mean"]]


def test_bringing_every_blocker_to_what_it_needs_reaches_the_target():
    rng = np.random.default_rng(11)
    form = questionnaire({"a": 2, "b": 2, "c": 2})
    for each in rng.uniform(0, 4, (60, 3)):
        for rule in ("gate", "mean"):
            stage = int(stages.decided(each[np.newaxis], form, rule=rule)[0])
            frame = dimensions(**dict(zip("abc", each, strict=True)))
            found = blockers(frame, form, mean=each.mean(), stage=stage, rule=rule)
            for target, own in found.groupby("target"):
                needed = own.groupby("dimension")["needed"].max()
                raised = frame.set_index("dimension")["mean"].combine(needed, max, fill_value=0).to_numpy()
                assert stages.decided(raised[np.newaxis], form, rule=rule)[0] >= target
            assert (stage == 4) == (not targets(stage, form))


def test_the_ladder_says_what_each_step_is_short_of():
    found = steps(dimensions(culture=0.5, design=3.5), SMALL, mean=2.0, stage=1, rule="gate", raters_n=5)
    assert found["reached"].tolist() == [True, True, False, False, False]
    assert found["hard"].tolist() == [False, False, True, False, False]
    assert found["is_next"].tolist() == [False, False, True, False, False]
    assert found["mean_short"].round(6).tolist() == [0.0, 0.0, 0.0, 0.4, 1.2]
    assert found["behind"].tolist() == [(), (), ("culture",), ("culture",), ("culture",)]
    plain = steps(dimensions(culture=0.5, design=3.5), SMALL, mean=2.0, stage=2, rule="mean", raters_n=5)
    assert not any(plain["behind"])


ITEMS = pd.DataFrame({
    "item": ["culture_1", "culture_2", "design_1", "design_2"],
    "dimension": ["culture", "culture", "design", "design"],
    "mean": [0.3, 0.7, 3.0, 4.0], "flagged": False, "raters_n": 5,
})  # fmt: skip


def blocking(mean: float, stage: int, **means: float) -> pd.DataFrame:
    return blockers(dimensions(**means), SMALL, mean=mean, stage=stage, rule="gate")


def test_actions_raise_the_blocking_dimension_lowest_first():
    found = actions(ITEMS, blocking(2.0, 1, culture=0.5, design=3.5), SMALL, actions_n=6)
    assert found["item"].tolist() == ["culture_1", "culture_2"]
    assert found["rank"].tolist() == [1, 2]
    assert found["target"].tolist() == [1, 1]
    assert found["points"].tolist() == [pytest.approx(0.35), pytest.approx(0.15)]
    assert (found["kind"].unique(), found["toward"].unique(), found["hard"].all()) == (["gate"], [2], True)


def test_the_target_is_the_next_whole_score_above():
    items = ITEMS.assign(mean=[1.0, 0.9999999999, 1.2, 1.5])
    found = actions(items, blocking(1.1, 1, culture=1.0, design=1.2), SMALL, actions_n=6).set_index("item")
    assert found["target"].to_dict() == {"culture_1": 2, "culture_2": 2, "design_1": 2, "design_2": 2}


def test_an_item_that_goes_against_its_dimension_is_no_action():
    items = ITEMS.assign(flagged=[True, False, False, False])
    found = actions(items, blocking(2.0, 1, culture=0.5, design=3.5), SMALL, actions_n=6)
    assert found["item"].tolist() == ["culture_2"]


def test_the_number_of_actions_is_a_setting():
    assert actions(ITEMS, blocking(2.0, 1, culture=0.5, design=3.5), SMALL, actions_n=1)["item"].tolist() == [
        "culture_1"
    ]


def test_when_nothing_blocks_the_lowest_items_are_left():
    nothing = blocking(3.5, 4, culture=3.4, design=3.6)
    found = actions(ITEMS.assign(mean=[3.8, 3.1, 3.2, 4.0]), nothing, SMALL, actions_n=6)
    assert found["item"].tolist() == ["culture_2", "design_1", "culture_1"]
    assert found[["toward", "kind", "hard"]].drop_duplicates().values.tolist() == [[-1, "", False]]


def test_everyone_helper_turns_reverse_items():
    form = questionnaire(reverse=["culture_2"])
    given = everywhere(form, {"culture": [3, 1], "design": [2, 2]})
    assert given["rater 0"] == {"culture_1": 3, "culture_2": 1, "design_1": 2, "design_2": 2}
