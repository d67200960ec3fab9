import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import statsmodels.api as sm

from cxkit.analysis.drivers.engine_sums import covariance_sums, logistic_sums
from cxkit.analysis.drivers.logistic import expit, fit_from_sums, fit_logistic

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table.*is deprecated:DeprecationWarning")  # of ibis
COLUMNS = ["months", "calls", "moved", "year"]


def customers(seed=0, n=5_000):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "months": rng.gamma(2.0, 20.0, n),
            "calls": rng.poisson(0.8, n),
            "moved": rng.random(n) < 0.2,
            "year": rng.integers(2005, 2026, n),
        }
    )
    linear = -1.5 - 0.01 * frame["months"] + 0.4 * frame["calls"] + 0.5 * frame["moved"]
    return frame.assign(left=rng.random(n) < expit(linear.to_numpy()))


def on_duckdb(frame, folder):
    return nw.from_native(duckdb.from_df(frame)).lazy()


def from_parquet(frame, folder):
    frame.to_parquet(folder / "customers.parquet", row_group_size=1000)
    return nw.from_native(duckdb.read_parquet(str(folder / "customers.parquet"))).lazy()


def in_pandas(frame, folder):
    return nw.from_native(frame).lazy()


def in_ibis(frame, folder):
    ibis = pytest.importorskip("ibis", reason="the extra warehouse is not installed")

    table = pa.Table.from_pandas(frame, preserve_index=False)
    return nw.from_native(ibis.duckdb.connect().create_table("customers", table)).lazy()


def matrix(frame):
    return np.column_stack([np.ones(len(frame)), frame[COLUMNS].to_numpy(float)])


@pytest.mark.parametrize("place", [on_duckdb, from_parquet, in_pandas, in_ibis])
def test_the_engine_finds_what_statsmodels_finds(place, tmp_path):
    frame = customers()
    fit = fit_from_sums(logistic_sums(place(frame, tmp_path), COLUMNS, "left"), 5)
    oracle = sm.Logit(frame["left"].to_numpy(float), matrix(frame)).fit(disp=0, tol=1e-10)
    assert fit.converged
    np.testing.assert_allclose(fit.coefficients, oracle.params, rtol=1e-6)
    np.testing.assert_allclose(fit.covariance, oracle.cov_params(), rtol=1e-6)
    assert fit.log_likelihood == pytest.approx(oracle.llf, rel=1e-10)
    assert (fit.n, fit.events_n) == (5_000, frame["left"].sum())


@pytest.mark.parametrize("size", [0.1, 30.0])
def test_every_sum_is_that_of_numpy_wherever_the_coefficients_are(size, tmp_path):
    """At 30 log odds per call the exponentials would overflow in the naive form."""
    frame = customers(1, n=400)
    beta = size * np.array([-1.0, 0.05, 1.0, -2.0, 1e-4])
    found = logistic_sums(on_duckdb(frame, tmp_path), COLUMNS, "left")(beta)
    x, y = matrix(frame), frame["left"].to_numpy(float)
    p = expit(x @ beta)
    np.testing.assert_allclose(found.gradient, x.T @ (y - p), rtol=1e-9)
    expected = x.T @ ((p * expit(-x @ beta))[:, None] * x)
    np.testing.assert_allclose(found.information, expected, rtol=1e-9)
    likelihood = -np.logaddexp(0, np.where(y == 1, -1, 1) * (x @ beta)).sum()
    assert found.log_likelihood == pytest.approx(likelihood, rel=1e-9)


def test_log_odds_of_thousands_do_not_overflow(tmp_path):
    frame = customers(1, n=400)
    found = logistic_sums(on_duckdb(frame, tmp_path), COLUMNS, "left")(np.array([0.0, 50.0, 0.0, 0.0, -100.0]))
    assert np.isfinite(found.log_likelihood) and np.isfinite(found.gradient).all()


def test_the_sums_by_hand(tmp_path):
    """Two customers at coefficients 0: p = 1/2, p (1 - p) = 1/4; x = 1 left, x = 3 did not."""
    frame = pd.DataFrame({"x": [1.0, 3.0], "left": [1, 0]})
    found = logistic_sums(on_duckdb(frame, tmp_path), ["x"], "left")(np.zeros(2))
    np.testing.assert_allclose(found.gradient, [0.0, 0.5 - 1.5])
    np.testing.assert_allclose(found.information, [[0.5, 1.0], [1.0, 2.5]])
    assert found.log_likelihood == pytest.approx(-2 * np.log(2))
    assert (found.n, found.events_n) == (2, 1)


def test_separation_in_the_engine_does_not_converge(tmp_path):
    frame = customers(2, n=500)
    frame["left"] &= ~frame["moved"]
    assert not fit_from_sums(logistic_sums(on_duckdb(frame, tmp_path), COLUMNS, "left"), 5).converged


def test_a_model_of_the_constant_alone(tmp_path):
    frame = customers(3, n=300)
    fit = fit_from_sums(logistic_sums(on_duckdb(frame, tmp_path), [], "left"), 1)
    share = frame["left"].mean()
    assert fit.coefficients[0] == pytest.approx(np.log(share / (1 - share)), rel=1e-9)
    assert fit.pseudo_r2 == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("place", [on_duckdb, from_parquet, in_pandas, in_ibis])
def test_the_covariance_is_that_of_numpy(place, tmp_path):
    frame = customers(4)
    n, mean, covariance = covariance_sums(place(frame, tmp_path), [*COLUMNS, "left"])
    numbers = frame[[*COLUMNS, "left"]].to_numpy(float)
    assert n == 5_000
    np.testing.assert_allclose(mean, numbers.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(covariance, np.cov(numbers, rowvar=False), rtol=1e-10)


def test_a_mean_a_hundred_million_times_the_spread_leaves_the_covariance_right(tmp_path):
    """Sums of squares would lose all sixteen digits."""
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(1_000, 2))
    frame = pd.DataFrame(noise + [1e8, -1e8], columns=["a", "b"])
    n, mean, covariance = covariance_sums(on_duckdb(frame, tmp_path), ["a", "b"])
    np.testing.assert_allclose(covariance, np.cov(frame.to_numpy() - [1e8, -1e8], rowvar=False), rtol=1e-6)


def test_one_customer_has_no_covariance(tmp_path):
    n, mean, covariance = covariance_sums(on_duckdb(pd.DataFrame({"a": [2.0]}), tmp_path), ["a"])
    assert n == 1 and mean.tolist() == [2.0] and np.isnan(covariance).all()


def test_engine_and_numpy_take_the_same_road(tmp_path):
    frame = customers(5)
    by_engine = fit_from_sums(logistic_sums(on_duckdb(frame, tmp_path), COLUMNS, "left"), 5)
    in_memory = fit_logistic(matrix(frame), frame["left"].to_numpy(float))
    assert by_engine.iterations_n == in_memory.iterations_n
    np.testing.assert_allclose(by_engine.coefficients, in_memory.coefficients, rtol=1e-9)
