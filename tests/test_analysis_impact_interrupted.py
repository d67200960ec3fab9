"""Interrupted time series: without noise, beside statsmodels, and with a known truth."""

import numpy as np
import pandas as pd
import pytest

from cxkit.analysis.impact.interrupted import design, interrupted, long_run, newey_west

WEEKS = pd.date_range("2024-01-01", periods=40, freq="7D")
MONTHS = pd.date_range("2022-01-01", periods=36, freq="MS")


def series(values, periods=WEEKS, start=26):
    return pd.DataFrame({"period": periods, "value": values, "after": np.arange(len(periods)) >= start})


def ar1(rng, n, rho):
    noise = rng.normal(size=n)
    for i in range(1, n):
        noise[i] += rho * noise[i - 1]
    return noise


def test_a_step_on_a_trend_is_found_and_an_effect_that_grows_is_told_by_its_mean():
    """No noise but a millionth: a trend of 0.3 a week; a step of 2; then 2 and a tenth more every week of 14: 2.65."""
    weeks, tiny = np.arange(40), 1e-6 * np.random.default_rng(1).normal(size=40)
    step = interrupted(series(0.3 * weeks + 2.0 * (weeks >= 26) + tiny))
    grown = interrupted(series(0.3 * weeks + (2.0 + 0.1 * (weeks - 26)) * (weeks >= 26) + tiny))
    assert (step.estimate, grown.estimate) == pytest.approx((2.0, 2.65), abs=1e-4)
    assert (step.name, step.inference, step.df) == ("its", "hac", 15.0)


def test_a_mean_after_less_one_before_would_take_the_trend_for_an_effect():
    weeks = np.arange(40)
    found = interrupted(series(0.3 * weeks + np.random.default_rng(1).normal(size=40)))
    assert found.low < 0 < found.high
    assert 0.3 * (weeks[26:].mean() - weeks[:26].mean()) > found.high


def test_a_yearly_wave_is_taken_out_where_two_years_lie_before():
    day = np.asarray((MONTHS - MONTHS[0]).days, dtype=float)
    wave = 5.0 * np.sin(2 * np.pi * day / 365.25 + 0.7)
    tiny = 1e-6 * np.random.default_rng(1).normal(size=36)
    found = interrupted(series(wave + 1.0 * (np.arange(36) >= 24) + tiny, MONTHS, 24))
    assert found.estimate == pytest.approx(1.0, abs=1e-4)
    assert design(MONTHS, np.arange(36) >= 24).shape[1] == 6
    assert design(MONTHS, np.arange(36) >= 22).shape[1] == 4


@pytest.mark.parametrize(("n", "start"), [(40, 26), (25, 15), (120, 80)])
def test_errors_are_those_of_newey_and_west(n, start):
    import statsmodels.api as sm

    rng = np.random.default_rng(n)
    periods = pd.date_range("2024-01-01", periods=n, freq="D")
    values = ar1(rng, n, 0.5) + 0.01 * np.arange(n)
    columns = design(periods, np.arange(n) >= start)
    lags = int(4 * (n / 100) ** (2 / 9))
    theirs = sm.OLS(values, columns).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
    inverse = np.linalg.inv(columns.T @ columns)
    ours = inverse @ long_run(columns * theirs.resid[:, None], lags=lags) @ inverse
    assert ours == pytest.approx(theirs.cov_params())


def test_several_units_are_their_mean_and_the_control_is_left_out():
    rng = np.random.default_rng(5)
    values = rng.normal(size=(3, 40))
    parts = [
        series(v).assign(unit=u, cluster=u, arm=a)
        for v, u, a in zip(values, "abc", ["pilot", "pilot", "control"], strict=True)
    ]
    found, alone = interrupted(pd.concat(parts)), interrupted(series(values[:2].mean(axis=0)))
    assert (found.estimate, found.se) == pytest.approx((alone.estimate, alone.se))
    assert (found.units_n, found.clusters_n) == (2, 2)


@pytest.mark.parametrize(("n", "start"), [(11, 7), (10, 8), (40, 40), (40, 0)])
def test_too_few_periods_before_or_after_give_no_figure(n, start):
    assert interrupted(series(np.arange(float(n)), WEEKS[:n], start)).reason == "too_few_periods"


@pytest.mark.parametrize("values", [np.full(40, 3.0), np.arange(40) * 0.1, np.zeros(40)])
def test_a_series_without_noise_has_no_spread(values):
    assert interrupted(series(values)).reason == "no_spread"


@pytest.mark.parametrize(("rho", "least"), [(0.0, 0.87), (0.4, 0.80)])
def test_the_interval_holds_the_truth_nearly_as_often_as_it_says(rho, least):
    """Newey-West errors are somewhat too small in short series whose noise goes on (40 periods, 250 draws)."""
    weeks = np.arange(40)
    held = 0
    for seed in range(250):
        values = 0.1 * weeks + 1.5 * (weeks >= 26) + ar1(np.random.default_rng(seed), 40, rho)
        found = interrupted(series(values))
        held += found.low <= 1.5 <= found.high
    assert least <= held / 250 < 1


def test_a_period_that_draws_the_line_towards_itself_is_taken_as_without_it():
    """Residuals over 1 less their leverage, as statsmodels tells it, between Newey and West's weights."""
    import statsmodels.api as sm

    values, columns = ar1(np.random.default_rng(3), 25, 0.5), design(WEEKS[:25], np.arange(25) >= 15)
    fit = sm.OLS(values, columns).fit()
    left_out = fit.resid / (1 - fit.get_influence().hat_matrix_diag)
    inverse = np.linalg.inv(columns.T @ columns)
    spread = inverse @ long_run(columns * left_out[:, None], lags=2) @ inverse
    estimate, se, df = newey_west(values, columns)
    assert (estimate, se, df) == pytest.approx((fit.params[0], spread[0, 0] ** 0.5, 12.5))
    plain = inverse @ long_run(columns * fit.resid[:, None], lags=2) @ inverse
    assert se > 1.05 * plain[0, 0] ** 0.5
