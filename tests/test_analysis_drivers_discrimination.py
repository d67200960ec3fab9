"""Area under the curve, precision and lift: by hand, against scikit-learn, and as often right as they say."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from cxkit.analysis.drivers.discrimination import auc, average_precision, drawn, top_decile_lift
from cxkit.analysis.drivers.logistic import expit

FOUR = np.array([0, 0, 1, 1.0]), np.array([0.1, 0.4, 0.35, 0.8])
coarse = st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=6, max_size=60).filter(
    lambda rows: 2 <= sum(left for left, _ in rows) <= len(rows) - 2
)


def columns(rows):
    return np.array([left for left, _ in rows], float), np.array([score for _, score in rows]) / 7


def simulated(n, seed, *, spread=1.0):
    rng = np.random.default_rng(seed)
    linear = rng.normal(-1.5, spread, n)
    return (rng.random(n) < expit(linear)).astype(float), expit(linear)


def test_auc_of_four_by_hand():
    """Placements 1/2 and 1, and 1 and 1/2: each variance 1/8, halved and added 1/8; log odds ln 3 -+ 3.6957."""
    area, low, high = auc(*FOUR)
    half = 1.959964 * 0.125**0.5 / (0.75 * 0.25)
    assert area == 0.75
    assert (low, high) == pytest.approx((1 / (1 + np.exp(half) / 3), 1 / (1 + np.exp(-half) / 3)))


@settings(deadline=None)
@given(coarse)
def test_auc_is_that_of_all_pairs_and_of_sklearn(rows):
    y, p = columns(rows)
    pairs = [(one > other) + 0.5 * (one == other) for one, other in product(p[y == 1], p[y == 0])]
    assert auc(y, p)[0] == pytest.approx(np.mean(pairs))
    assert auc(y, p)[0] == pytest.approx(roc_auc_score(y, p))


@settings(deadline=None)
@given(coarse)
def test_the_interval_of_auc_turns_round_with_the_probabilities(rows):
    y, p = columns(rows)
    (area, low, high), turned = auc(y, p), auc(y, -p)
    assert turned == pytest.approx((1 - area, 1 - high, 1 - low))
    assert 0 <= low <= area <= high <= 1


def test_auc_without_a_fault_is_not_certain():
    """Ten against ten: the limit solves (1 - a)^2 = z^2 a (1 - a) / 100 (1 + 9 (1 - a) / (2 - a) + 9 a / (1 + a))."""
    area, low, high = auc(np.repeat([0.0, 1.0], 10), np.arange(20.0))
    spread = low * (1 - low) / 100 * (1 + 9 * (1 - low) / (2 - low) + 9 * low / (1 + low))
    assert (area, high) == (1.0, 1.0)
    assert (1 - low) ** 2 == pytest.approx(1.959964**2 * spread)
    assert 0.7 < low < 0.9


def test_auc_of_one_number_for_all_is_a_half():
    assert auc(np.array([0, 0, 1, 1.0]), np.ones(4)) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize("y", [[0, 0, 0], [1, 1, 1], [0, 0, 1], []])
def test_auc_needs_two_of_each(y):
    assert np.isnan(auc(np.array(y, float), np.arange(float(len(y))))).all()


def test_auc_holds_the_truth_as_often_as_it_says():
    """Normal scores 1 apart: the truth is P(Z < 1 / sqrt 2) = 0.7602; 400 samples: 95 % within 3.3 x 1.1 %."""
    held = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        y = np.repeat([0.0, 1.0], [150, 30])
        _, low, high = auc(y, rng.normal(y, 1.0))
        held.append(low <= 0.76025 <= high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.036)


@settings(deadline=None)
@given(coarse)
def test_average_precision_is_that_of_sklearn(rows):
    y, p = columns(rows)
    assert average_precision(y, p) == pytest.approx(average_precision_score(y, p))


def test_average_precision_of_chance_is_the_share():
    assert average_precision(np.array([1, 0, 0, 1, 0.0]), np.ones(5)) == pytest.approx(0.4)


def test_lift_by_hand():
    """Of 20 customers 4 left; of the two at the top 1: a half against a fifth."""
    y = np.zeros(20)
    y[[1, 5, 6, 19]] = 1
    assert top_decile_lift(y, np.arange(20, 0, -1.0)) == pytest.approx(2.5)


def test_customers_alike_at_the_edge_share_the_top_decile():
    """Top 2 of 20: one sure place, and one place among 4 alike of whom 2 left: (1 + 1/4 x 2) / 2 against 4 / 20."""
    p = np.array([9.0, 5, 5, 5, 5, *[1.0] * 15])
    y = np.zeros(20)
    y[[0, 2, 4, 15]] = 1
    assert top_decile_lift(y, p) == pytest.approx((1.5 / 2) / 0.2)


def test_lift_of_one_number_for_all_is_one():
    assert top_decile_lift(np.array([1, 0, 0, 1, 0.0]), np.ones(5)) == pytest.approx(1.0)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_draws_do_not_depend_on_the_order_of_the_rows(seed):
    y, p = simulated(200, 1)
    order = np.random.default_rng(seed).permutation(200)
    one, again = drawn(y, p.round(2), seed=1, draws=20), drawn(y[order], p[order].round(2), seed=1, draws=20)
    for measure in ("pr_auc", "top_decile_lift"):
        np.testing.assert_allclose(one[measure], again[measure])


def test_groups_of_many_customers_give_the_interval_that_single_ones_give(monkeypatch):
    y, p = simulated(6000, 3)
    grouped = drawn(y, p, seed=1)
    monkeypatch.setattr("cxkit.analysis.drivers.discrimination.MOST_GROUPS", 6000)
    single = drawn(y, p, seed=1)
    for measure in ("pr_auc", "top_decile_lift"):
        assert grouped[measure][0] == single[measure][0]
        assert grouped[measure][2] - grouped[measure][1] == pytest.approx(
            single[measure][2] - single[measure][1], rel=0.2
        )
        assert grouped[measure][1] < grouped[measure][0] < grouped[measure][2]


def test_draws_are_another_for_another_seed():
    y, p = simulated(200, 1)
    assert drawn(y, p, seed=1, draws=20)["pr_auc"][1:] != drawn(y, p, seed=2, draws=20)["pr_auc"][1:]


def test_the_bootstrap_holds_the_truth_as_often_as_it_says():
    """Truth from 400,000 customers; 100 samples of 600: 95 % less at most 3.3 x 2.2 %."""
    y, p = simulated(400_000, 0)
    truth = {"pr_auc": average_precision(y, p), "top_decile_lift": top_decile_lift(y, p)}
    held = {measure: [] for measure in truth}
    for seed in range(1, 101):
        found = drawn(*simulated(600, seed), seed=1, draws=200)
        for measure, (_, low, high) in found.items():
            held[measure].append(low <= truth[measure] <= high)
    assert np.mean(held["pr_auc"]) > 0.87
    assert np.mean(held["top_decile_lift"]) > 0.87
