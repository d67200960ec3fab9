"""Krippendorff's alpha: the published example, all pairs counted one by one, and what must hold for any answers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from cxkit.analysis.krippendorff import LEVELS, coincidences, krippendorff, krippendorff_interval

NONE = np.nan
# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability": four observers, twelve units
FOUR_OBSERVERS = pd.DataFrame(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
)
PUBLISHED = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}  # in the same paper
MATRICES = st_numpy.arrays(
    float,
    st_numpy.array_shapes(min_dims=2, max_dims=2, max_side=6),
    elements=st.one_of(st.integers(0, 4).map(float), st.just(NONE)),
)


def by_pairs(scores, level):
    """Return alpha from every pair of answers, one by one: within units, and over all."""
    units = [column[~np.isnan(column)] for column in scores.to_numpy(float).T]
    units = [unit for unit in units if len(unit) >= 2]
    answers = np.concatenate(units) if units else np.array([])

    def apart(one, other):
        if level == "ordinal":
            low, high = min(one, other), max(one, other)
            between = ((answers >= low) & (answers <= high)).sum()
            return float(one != other) * (between - ((answers == low).sum() + (answers == high).sum()) / 2) ** 2
        by_level = {"nominal": float(one != other), "interval": (one - other) ** 2}
        return by_level.get(level, ((one - other) / (one + other)) ** 2 if one + other else 0.0)

    within = sum(sum(apart(a, b) for a in unit for b in unit) / (len(unit) - 1) for unit in units)
    over_all = sum(apart(a, b) for a in answers for b in answers)
    return 1 - (len(answers) - 1) * within / over_all if over_all else np.nan


@pytest.mark.parametrize(("level", "alpha"), PUBLISHED.items())
def test_the_published_example(level, alpha):
    """methods.md section 2, row 20: Krippendorff 2011."""
    assert krippendorff(FOUR_OBSERVERS, level=level) == pytest.approx(alpha, abs=5e-4)


def test_the_coincidences_of_the_published_example():
    """Krippendorff 2011 prints the matrix of coincidences: diagonal 7, 10, 8, 4, 3, margins 9, 13, 10, 5, 3."""
    found, values = coincidences(FOUR_OBSERVERS)
    assert values.tolist() == [1, 2, 3, 4, 5]
    assert np.diag(found.sum(axis=0)) == pytest.approx([7, 10, 8, 4, 3])
    assert found.sum(axis=(0, 2)) == pytest.approx([9, 13, 10, 5, 3])


@given(MATRICES, st.sampled_from(LEVELS))
@settings(max_examples=150, deadline=None)
def test_every_pair_counted_one_by_one(values, level):
    scores = pd.DataFrame(values)
    assert krippendorff(scores, level=level) == pytest.approx(by_pairs(scores, level), nan_ok=True)


@given(MATRICES, st.sampled_from(LEVELS), st.randoms())
@settings(max_examples=50, deadline=None)
def test_the_order_of_coders_and_units_does_not_matter(values, level, random):
    coders, units = list(range(values.shape[0])), list(range(values.shape[1]))
    random.shuffle(coders)
    random.shuffle(units)
    here, there = pd.DataFrame(values), pd.DataFrame(values[np.ix_(coders, units)])
    assert krippendorff(there, level=level) == pytest.approx(krippendorff(here, level=level), nan_ok=True)


@given(MATRICES)
@settings(max_examples=50, deadline=None)
def test_ordinal_knows_no_distances(values):
    """Any rising transformation of the scale leaves ordinal alpha as it is."""
    scores = pd.DataFrame(values)
    assert krippendorff(np.exp(scores)) == pytest.approx(krippendorff(scores), nan_ok=True)


def test_coders_who_agree_have_1_and_by_chance_0():
    unit_values = np.tile([0.0, 1.0, 2.0, 3.0, 4.0], 4)
    assert krippendorff(pd.DataFrame([unit_values] * 3)) == pytest.approx(1)
    by_chance = pd.DataFrame(np.random.default_rng(5).integers(0, 5, size=(6, 3_000)).astype(float))
    assert krippendorff(by_chance) == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize(
    "scores",
    [
        [[1.0, 2.0, 3.0]],
        [[NONE, NONE], [NONE, NONE]],
        [[2.0, 2.0], [2.0, 2.0]],
        [[1.0, NONE], [NONE, 2.0]],
        np.empty((0, 0)),
        np.empty((3, 0)),
    ],
    ids=["one coder", "all missing", "all the same", "no unit shared", "empty", "no units"],
)
def test_what_cannot_be_known_is_nan(scores):
    for level in LEVELS:
        assert np.isnan(krippendorff(pd.DataFrame(scores), level=level))
    assert np.isnan(krippendorff_interval(pd.DataFrame(scores), draws=20, rng=np.random.default_rng(1))).all()


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="nominal"):
        krippendorff(FOUR_OBSERVERS, level="rank")


def test_the_interval_by_hand_from_draws_of_units_and_coders_left_out():
    rng, again = np.random.default_rng(3), np.random.default_rng(3)
    low, high = krippendorff_interval(FOUR_OBSERVERS, draws=300, rng=rng)
    shared = FOUR_OBSERVERS.drop(columns=11)  # one answer only
    weights = again.multinomial(11, np.full(11, 1 / 11), size=300)
    drawn = [krippendorff(shared.iloc[:, np.repeat(range(11), row)]) for row in weights]
    without = np.array([krippendorff(shared.drop(index=coder)) for coder in range(4)])
    variance = np.var(drawn, ddof=1) * 11 / 10 + 3 / 4 * ((without - without.mean()) ** 2).sum()
    half = 3.182446 * np.sqrt(variance)  # Student's t with 3 degrees of freedom
    estimate = krippendorff(FOUR_OBSERVERS)
    assert low == pytest.approx(estimate - half, abs=1e-6)
    assert high == min(estimate + half, 1)


@pytest.mark.parametrize("scores", [[[0.0, 1.0]] * 4, [[0.0, 1.0, 2.0, 3.0]] * 2], ids=["two units", "two coders"])
def test_two_units_or_two_coders_have_no_interval(scores):
    scores = pd.DataFrame(scores)
    assert krippendorff(scores) == pytest.approx(1)
    assert np.isnan(krippendorff_interval(scores, draws=20, rng=np.random.default_rng(1))).all()


def test_one_coder_who_makes_all_the_difference_leaves_no_interval():
    scores = pd.DataFrame([[2.0, 2.0, 2.0, 2.0]] * 3 + [[2.0, 1.0, 2.0, 3.0]])
    assert np.isnan(krippendorff_interval(scores, draws=20, rng=np.random.default_rng(1))).all()


def test_draws_with_one_value_only_are_passed_by():
    scores = pd.DataFrame([[0.0, 0.0, 0.0, 0.0, 1.0]] * 3)
    assert krippendorff_interval(scores, draws=200, rng=np.random.default_rng(1)) == (1.0, 1.0)


def test_coders_may_share_a_name():
    named = FOUR_OBSERVERS.set_axis(["a", "a", "b", "c"])
    found = [
        krippendorff_interval(scores, draws=50, rng=np.random.default_rng(1)) for scores in (FOUR_OBSERVERS, named)
    ]
    assert found[0] == found[1]


def made(coders_n, units_n, rng):
    """Return scores 0-4 of coders with a level of their own, a twentieth missing."""
    scores = (
        2 + rng.normal(0, 0.8, units_n) + rng.normal(0, 0.4, (coders_n, 1)) + rng.normal(0, 0.7, (coders_n, units_n))
    )
    return pd.DataFrame(np.where(rng.random(scores.shape) < 0.05, np.nan, np.clip(np.round(scores), 0, 4)))


@pytest.mark.parametrize(("coders_n", "units_n"), [(14, 5), (8, 30)])
def test_the_interval_holds_the_truth(coders_n, units_n):
    """Truth: the mean alpha of 60 engagements with 300 units; then 80 engagements as small as ours."""
    rng = np.random.default_rng(11)
    truth = np.mean([krippendorff(made(14, 300, rng)) for _ in range(60)])
    held = []
    for _ in range(80):
        low, high = krippendorff_interval(made(coders_n, units_n, rng), draws=200, rng=rng)
        held.append(low <= truth <= high)
    assert np.mean(held) >= 0.88
