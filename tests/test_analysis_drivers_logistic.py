import hypothesis
import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.drivers.logistic import expit, fit_from_sums, fit_logistic, influence, inverse

CLOSE = {"rtol": 1e-8, "atol": 1e-10}


def customers(seed=0, n=2_000, *, base=-2.0):
    """Return a constant, a number, a flag, a rare count and a score, and who left."""
    rng = np.random.default_rng(seed)
    x = np.column_stack(
        [np.ones(n), rng.normal(40, 12, n), rng.random(n) < 0.3, rng.poisson(0.3, n), rng.integers(0, 11, n)]
    ).astype(float)
    y = rng.random(n) < expit(base + 0.02 * x[:, 1] + 0.5 * x[:, 2] + 0.4 * x[:, 3] - 0.2 * x[:, 4])
    return x, y.astype(float)


def by_statsmodels(x, y, **kwargs):
    return sm.Logit(y, x).fit(disp=0, tol=1e-14, maxiter=100, **kwargs)


@pytest.mark.parametrize("seed", range(4))
def test_the_fit_is_that_of_statsmodels(seed):
    x, y = customers(seed)
    fit, oracle = fit_logistic(x, y), by_statsmodels(x, y)
    assert fit.converged
    np.testing.assert_allclose(fit.coefficients, oracle.params, **CLOSE)
    np.testing.assert_allclose(fit.covariance, oracle.cov_params(), **CLOSE)
    np.testing.assert_allclose(fit.probability(x), oracle.predict(), **CLOSE)
    assert fit.log_likelihood == pytest.approx(oracle.llf, rel=1e-12)
    assert fit.null_log_likelihood == pytest.approx(oracle.llnull, rel=1e-9)
    assert fit.pseudo_r2 == pytest.approx(oracle.prsquared, rel=1e-8)
    assert (fit.n, fit.events_n) == (2_000, y.sum())


def test_two_groups_give_the_odds_of_their_table():
    """10 of 50 against 30 of 60: odds 0.25 and 1, so a ratio of 4; se² of its log = 1/10 + 1/40 + 1/30 + 1/30."""
    x = np.column_stack([np.ones(110), np.repeat([0.0, 1.0], [50, 60])])
    y = np.concatenate([np.repeat([1.0, 0.0], [10, 40]), np.repeat([1.0, 0.0], [30, 30])])
    fit = fit_logistic(x, y)
    np.testing.assert_allclose(np.exp(fit.coefficients), [0.25, 4.0], rtol=1e-12)
    assert fit.covariance[1, 1] == pytest.approx(1 / 10 + 1 / 40 + 1 / 30 + 1 / 30, rel=1e-12)


def test_the_sandwich_is_that_of_statsmodels():
    x, y = customers(1)
    oracle = by_statsmodels(x, y, cov_type="HC0")
    moved = influence(fit_logistic(x, y), x, y)
    np.testing.assert_allclose(moved.T @ moved, oracle.cov_params(), **CLOSE)
    np.testing.assert_allclose(moved.sum(axis=0), 0.0, atol=1e-10)


def test_leaving_a_customer_out_moves_the_coefficients_by_the_influence():
    """To first order, that is: by 1/n of the whole the two differ by the leverage of one customer in 2,000."""
    x, y = customers(2)
    fit = fit_logistic(x, y)
    moved = influence(fit, x, y)
    for customer in np.flatnonzero(y)[:5]:
        without = fit_logistic(np.delete(x, customer, 0), np.delete(y, customer))
        np.testing.assert_allclose(fit.coefficients - without.coefficients, moved[customer], rtol=0.05, atol=1e-6)


def test_weights_are_customers_counted_more_often():
    x, y = customers(3, n=500)
    weights = np.random.default_rng(3).poisson(1.0, len(y)).astype(float)
    repeated = fit_logistic(np.repeat(x, weights.astype(int), axis=0), np.repeat(y, weights.astype(int)))
    weighted = fit_logistic(x, y, weights=weights)
    np.testing.assert_allclose(weighted.coefficients, repeated.coefficients, **CLOSE)
    np.testing.assert_allclose(weighted.information, repeated.information, **CLOSE)
    assert (weighted.n, weighted.events_n) == (repeated.n, repeated.events_n)


@pytest.mark.parametrize("start", ["near", "absurd"])
def test_a_start_leads_to_the_same_place(start):
    x, y = customers(4)
    cold = fit_logistic(x, y)
    there = cold.coefficients * 1.05 if start == "near" else np.full(5, -40.0)
    warm = fit_logistic(x, y, start=there)
    assert warm.converged
    np.testing.assert_allclose(warm.coefficients, cold.coefficients, **CLOSE)
    assert start == "absurd" or warm.iterations_n <= cold.iterations_n


@given(st.lists(st.floats(-8, 8), min_size=4, max_size=4), st.integers(0, 1000))
@hypothesis.settings(max_examples=30)
def test_neither_units_nor_the_order_of_the_rows_matter(exponents, seed):
    x, y = customers(5, n=300)
    scale = np.concatenate([[1.0], 10.0 ** np.array(exponents)])
    order = np.random.default_rng(seed).permutation(len(y))
    plain, scaled = fit_logistic(x, y), fit_logistic((x * scale)[order], y[order])
    assert scaled.converged
    np.testing.assert_allclose(scaled.coefficients * scale, plain.coefficients, rtol=1e-7)
    np.testing.assert_allclose(scaled.covariance * np.outer(scale, scale), plain.covariance, rtol=1e-7, atol=1e-12)


def test_a_column_far_from_zero_is_fitted():
    """A moment in seconds since 1970, within one day: its mean is 20,000 times its standard deviation."""
    x, y = customers(6)
    far = x.copy()
    far[:, 1] += 1.7e5 * x[:, 1].std()
    fit, plain = fit_logistic(far, y), fit_logistic(x, y)
    assert fit.converged
    np.testing.assert_allclose(fit.coefficients[1:], plain.coefficients[1:], rtol=1e-5)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_one_class_does_not_converge(share):
    x, y = customers(0, n=100)
    fit = fit_logistic(x, np.full_like(y, share))
    assert not fit.converged and np.isnan(fit.pseudo_r2)


@pytest.mark.parametrize("wrong", ["duplicate", "sum", "nothing"])
def test_collinear_columns_do_not_converge(wrong):
    x, y = customers(0)
    more = {"duplicate": 3 * x[:, 2], "sum": 2 + x[:, 1] - x[:, 4], "nothing": 0 * y}[wrong]
    fit = fit_logistic(np.column_stack([x, more]), y)
    assert not fit.converged and np.isnan(fit.covariance).any()


def test_nothing_is_raised_for_blanks_and_infinities():
    x, y = customers(0, n=50)
    for value in (np.nan, np.inf):
        x[3, 1] = value
        with np.errstate(invalid="ignore"):
            assert not fit_logistic(x, y).converged


def test_separation_does_not_converge():
    """Faults 70 and 71: a score that tells who left, and a flag nobody with it left."""
    rng = np.random.default_rng(0)
    score = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0], 200)
    flag = (np.arange(1000) % 50 == 0).astype(float)
    left = rng.random(1000) < 0.3
    complete = fit_logistic(np.column_stack([np.ones(1000), score]), (score <= 2).astype(float))
    quasi = fit_logistic(np.column_stack([np.ones(1000), score, flag]), np.where(flag == 1, 0.0, left))
    assert not complete.converged and not quasi.converged


def test_a_rare_flag_that_is_not_separated_converges():
    x = np.column_stack([np.ones(20_000), np.arange(20_000) < 3])
    y = (np.arange(20_000) % 10 == 1).astype(float)
    fit = fit_logistic(x, y)
    assert fit.converged
    np.testing.assert_allclose(np.exp(fit.coefficients[0] + fit.coefficients[1]), 0.5, rtol=1e-9)


def test_outcomes_of_one_in_five_hundred_converge():
    x, y = customers(7, n=20_000, base=-7.5)
    assert 10 < y.sum() < 60
    np.testing.assert_allclose(fit_logistic(x, y).coefficients, by_statsmodels(x, y).params, rtol=1e-7)


def test_the_inverse_does_not_mind_units():
    matrix = np.array([[2.0, 0.5], [0.5, 1.0]])
    scale = np.array([1e8, 1e-8])
    np.testing.assert_allclose(inverse(matrix * np.outer(scale, scale)) * np.outer(scale, scale), inverse(matrix))


def test_the_loop_needs_nothing_but_the_sums():
    """The outcome is a coin: 3 of 4. One column, so the answer is log 3 and its information 4 x 3/4 x 1/4."""
    from cxkit.analysis.drivers.logistic import LogisticSums

    def sums(beta):
        p = 1 / (1 + np.exp(-beta[0]))
        return LogisticSums(
            np.array([3 - 4 * p]), np.array([[4 * p * (1 - p)]]), 3 * np.log(p) + np.log(1 - p), 4.0, 3.0
        )

    fit = fit_from_sums(sums, 1)
    assert fit.converged
    np.testing.assert_allclose([fit.coefficients[0], fit.information[0, 0]], [np.log(3), 0.75], rtol=1e-10)
