"""Folds that follow the customer, log odds out of fold, and what brings them in line."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis.drivers.logistic import expit, fit_logistic
from cxkit.analysis.drivers.lots import lots
from cxkit.analysis.drivers.recalibration import folds, out_of_fold, recalibrate


def customers(n):
    return [f"C{number:06d}" for number in range(n)]


def simulated(n, beta, seed):
    """Return columns (constant, normal ones) and an outcome with known log odds."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=(n, len(beta) - 1))])
    return x, (rng.random(n) < expit(x @ beta)).astype(float)


def test_a_customer_keeps_the_fold_whoever_else_is_there():
    everyone = folds(customers(500), seed=7)
    some = [3, 400, 17]
    assert folds([customers(500)[place] for place in some], seed=7).tolist() == everyone[some].tolist()


def test_folds_are_about_equal_and_differ_by_seed():
    parts = folds(customers(20_000), seed=7)
    assert np.bincount(parts).tolist() == pytest.approx([4000] * 5, abs=4 * (20_000 * 0.2 * 0.8) ** 0.5)
    assert (parts == folds(customers(20_000), seed=8)).mean() == pytest.approx(0.2, abs=0.02)


def test_lots_for_other_purposes_have_nothing_to_do_with_each_other():
    one, other = (lots(customers(5000), seed=1, purpose=name) / 2.0**64 for name in ("one", "other"))
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / 5000**0.5
    assert one.mean() == pytest.approx(0.5, abs=4 * (1 / 12 / 5000) ** 0.5)


def test_out_of_fold_of_a_flag_by_hand():
    """Fold 0 is told by fold 1: without the flag 1 of 3 left, with it 2 of 3; odds 1/2 and 2."""
    flag = np.array([0, 1, 0, 0, 0, 1, 1, 1.0])
    y = np.array([0, 1, 1, 0, 0, 1, 1, 0.0])
    parts = np.array([0, 0, 1, 1, 1, 1, 1, 1])
    linear = out_of_fold(np.column_stack([np.ones(8), flag]), y, parts)
    np.testing.assert_allclose(np.exp(linear[:2]), [0.5, 2.0])


def test_out_of_fold_is_a_fit_without_the_fold():
    x, y = simulated(400, [-1.0, 0.5, -0.3], seed=1)
    parts = folds(customers(400), seed=3)
    linear = out_of_fold(x, y, parts)
    for fold in range(5):
        inside = parts == fold
        np.testing.assert_allclose(linear[inside], fit_logistic(x[~inside], y[~inside]).linear(x[inside]))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_the_rows_does_not_matter(seed):
    x, y = simulated(200, [-0.5, 0.8], seed=11)
    names, order = np.array(customers(200)), np.random.default_rng(seed).permutation(200)
    linear = out_of_fold(x, y, folds(names, seed=3))
    shuffled = out_of_fold(x[order], y[order], folds(names[order], seed=3))
    np.testing.assert_allclose(shuffled, linear[order], atol=1e-9)


def test_a_label_seen_in_one_fold_only_counts_for_nothing_there():
    x, y = simulated(300, [-0.5, 0.7], seed=5)
    parts = folds(customers(300), seed=1)
    rare = np.zeros(300)
    rare[np.flatnonzero(parts == 2)[:4]] = 1.0
    linear = out_of_fold(np.column_stack([x, rare]), y, parts)
    np.testing.assert_allclose(linear[parts == 2], out_of_fold(x, y, parts)[parts == 2])
    assert np.isfinite(linear).all()


def test_a_copy_of_a_column_changes_nothing():
    x, y = simulated(300, [-0.5, 0.7, 0.2], seed=5)
    parts = folds(customers(300), seed=1)
    copied = np.column_stack([x, 3 * x[:, 1] - x[:, 2] + 5])
    np.testing.assert_allclose(out_of_fold(copied, y, parts), out_of_fold(x, y, parts))


def test_folds_that_separate_by_themselves_give_finite_log_odds():
    """Everyone with the flag left but one, who is in fold 0: the other folds alone have no finite maximum."""
    x, y = simulated(300, [-0.5, 0.7], seed=5)
    parts = folds(customers(300), seed=1)
    flagged = np.concatenate([np.flatnonzero(parts == fold)[:2] for fold in range(5)])
    flag = np.zeros(300)
    flag[flagged] = 1.0
    y[flagged] = 1.0
    y[flagged[0]] = 0.0
    whole = np.column_stack([x, flag])
    assert fit_logistic(whole, y).converged
    assert not fit_logistic(whole[parts != 0], y[parts != 0]).converged
    linear = out_of_fold(whole, y, parts)
    with_flag, alike = linear[flagged[:2]], out_of_fold(x, y, parts)[flagged[:2]]
    assert (with_flag - alike > 1).all()
    assert (with_flag < 10).all()


def test_recalibrate_two_groups_by_hand():
    """Told odds of 1/2 and 2, observed 2 and 8 of 10, so 1/4 and 4: slope 2, variance 2 (1/2 + 1/8) / (2 ln 2)^2."""
    linear = np.repeat([-np.log(2), np.log(2)], 10)
    y = np.array([1] * 2 + [0] * 8 + [1] * 8 + [0] * 2, float)
    again = recalibrate(linear, y)
    se = (2 * (1 / 2 + 1 / 8)) ** 0.5 / (2 * np.log(2))
    assert (again.intercept, again.slope, again.slope_se) == pytest.approx((0.0, 2.0, se), abs=1e-9)
    assert again.slope_low == pytest.approx(2 - 1.959964 * se)
    assert again.intercept_high == pytest.approx(1.959964 * again.intercept_se)
    np.testing.assert_allclose(again.probability(linear[[0, -1]]), [0.2, 0.8])


def test_recalibrated_probabilities_add_up_to_what_was_observed():
    x, y = simulated(2000, [-1.5, 0.6, 0.2], seed=9)
    linear = out_of_fold(x, y, folds(customers(2000), seed=1))
    again = recalibrate(linear, y)
    assert again.probability(linear).sum() == pytest.approx(y.sum())
    assert (again.probability(linear) * linear).sum() == pytest.approx((y * linear).sum())


def test_a_scaled_linear_predictor_gives_the_slope_the_other_way():
    x, y = simulated(2000, [-1.0, 0.8], seed=2)
    linear = x @ [-1.0, 0.8]
    once, thrice = recalibrate(linear, y), recalibrate(3 * linear + 1, y)
    assert thrice.slope == pytest.approx(once.slope / 3)
    np.testing.assert_allclose(thrice.linear(3 * linear + 1), once.linear(linear))


def test_many_columns_for_few_customers_need_a_slope_below_one():
    slopes = []
    for seed in range(10):
        x, y = simulated(300, [-1.0, 0.5, *[0.0] * 15], seed=seed)
        slopes.append(recalibrate(out_of_fold(x, y, folds(customers(300), seed=1)), y).slope)
    assert np.mean(slopes) < 0.8


def test_nothing_to_recalibrate_by_is_unknown():
    assert np.isnan(recalibrate(np.zeros(10), np.array([0.0, 1.0] * 5)).slope)
    assert np.isnan(recalibrate(np.arange(10.0), np.zeros(10)).slope)
    assert np.isnan(recalibrate(np.arange(10.0), (np.arange(10) > 4).astype(float)).slope_low)


def test_the_interval_holds_the_true_slope_as_often_as_it_says():
    """True log odds are 0.3 + 0.8 x linear; 400 samples of 500: 95 % within 3.3 standard errors of 1.1 %."""
    held = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        linear = rng.normal(-1, 1, 500)
        again = recalibrate(linear, (rng.random(500) < expit(0.3 + 0.8 * linear)).astype(float))
        held.append((again.slope_low <= 0.8 <= again.slope_high, again.intercept_low <= 0.3 <= again.intercept_high))
    np.testing.assert_allclose(np.mean(held, axis=0), 0.95, atol=0.036)
