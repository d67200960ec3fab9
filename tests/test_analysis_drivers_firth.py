"""Firth's penalty: by hand, against its definition, and what is offered of a driver that separates."""

import numpy as np
import pandas as pd
import pytest
from engagements import customer_ids
from scipy.optimize import minimize
from what_ifs_made import model_of

from cxkit.analysis.drivers import firth as room
from cxkit.analysis.drivers.firth import CHI2, firth_odds, firth_of
from cxkit.analysis.drivers.logistic import expit, fit_logistic
from cxkit.analysis.drivers.models import Stop


def log_odds(x, y):
    """Return the coefficient of every column."""
    return np.log([firth_odds(x, y, place)[0] for place in range(x.shape[1])])


def penalised(beta, x, y):
    """Return the log likelihood plus half the log of the determinant of the information, as it is defined."""
    linear = x @ beta
    p = expit(linear)
    information = x.T @ ((p * (1 - p))[:, None] * x)
    return y @ linear - np.logaddexp(0, linear).sum() + 0.5 * np.linalg.slogdet(information)[1]


def separated(seed=0, n=120):
    """Return a number and a flag with which nobody left."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(5, 2, n), rng.random(n) < 0.15]).astype(float)
    y = (rng.random(n) < expit(-1 + 0.2 * x[:, 1])) & (x[:, 2] == 0)
    return x, y.astype(float)


def table(without, with_it):
    """Return a flag and an outcome from (stayed, left) without the flag and with it."""
    flag = np.repeat([0.0, 0.0, 1.0, 1.0], [*without, *with_it])
    y = np.repeat([0.0, 1.0, 0.0, 1.0], [*without, *with_it])
    return np.column_stack([np.ones(len(flag)), flag]), y


@pytest.mark.parametrize(("without", "with_it"), [((40, 10), (30, 30)), ((40, 10), (25, 0)), ((40, 0), (0, 7))])
def test_half_a_customer_is_added_to_each_cell_of_a_table(without, with_it):
    """Firth (1993) section 3: the saturated table is Haldane's, with 1/2 in every cell; also where one is empty."""
    x, y = table(without, with_it)
    odds = (without[1] + 0.5) / (without[0] + 0.5)
    ratio = (with_it[1] + 0.5) / (with_it[0] + 0.5) / odds
    np.testing.assert_allclose(np.exp(log_odds(x, y)), [odds, ratio], rtol=1e-6)


def test_the_penalised_likelihood_is_at_its_highest():
    x, y = separated()
    highest = minimize(lambda beta: -penalised(beta, x, y), np.zeros(3), method="BFGS", options={"gtol": 1e-7})
    assert not fit_logistic(x, y).converged
    np.testing.assert_allclose(log_odds(x, y), highest.x, atol=1e-4)


def test_the_interval_ends_where_the_penalised_likelihood_has_fallen_by_half_of_chi_squared():
    x, y = separated(1)
    odds, low, high = firth_odds(x, y, 2)
    best = penalised(log_odds(x, y), x, y)
    assert 0 < low < odds < high < 1
    for end in (low, high):
        held = np.log(end)
        rest = minimize(lambda b: -penalised(np.array([b[0], b[1], held]), x, y), np.zeros(2), method="BFGS")  # noqa: B023
        assert 2 * (best + rest.fun) == pytest.approx(CHI2, abs=1e-4)


def test_with_many_customers_the_penalty_does_not_matter():
    rng = np.random.default_rng(2)
    x = np.column_stack([np.ones(20_000), rng.normal(size=20_000)])
    y = (rng.random(20_000) < expit(-1 + 0.5 * x[:, 1])).astype(float)
    plain = fit_logistic(x, y)
    np.testing.assert_allclose(log_odds(x, y), plain.coefficients, atol=2e-3)
    odds, low, high = firth_odds(x, y, 1)
    se = np.sqrt(plain.covariance[1, 1])
    np.testing.assert_allclose(np.log([low, high]), plain.coefficients[1] + 1.96 * se * np.array([-1, 1]), atol=3e-3)


def test_units_do_not_matter():
    x, y = separated(3)
    scale = np.array([1.0, 1e6, 0.25])
    np.testing.assert_allclose(log_odds(x * scale, y) * scale, log_odds(x, y), rtol=1e-5)
    ours = np.log(firth_odds(x, y, 2))
    np.testing.assert_allclose(np.log(firth_odds(x * scale, y, 2)) * 0.25, ours, rtol=1e-4)


@pytest.mark.parametrize("wrong", ["collinear", "one class"])
def test_no_fit_without_what_it_needs(wrong):
    x, y = separated()
    if wrong == "collinear":
        x = np.column_stack([x, 2 * x[:, 1]])
    else:
        y = np.zeros_like(y)
    assert np.isnan(firth_odds(x, y, 2)).all()


def parted(**how):
    """Return a model that left out a flag with which nobody left, beside a label and a number."""
    x, y = separated(n=400)
    frame = pd.DataFrame({"customer_id": customer_ids(400), "number": x[:, 1], "flag": x[:, 2], "left": y})
    frame["label"] = np.where(frame["flag"] == 1, "a", "b")
    stops = tuple(Stop("separation", name, left_out=True) for name in ("flag", "label"))
    kinds = {"number": "number", "flag": "flag", "label": "labels"}
    return model_of(frame, kinds, stops=stops, **how)


def test_a_driver_that_separates_has_odds_by_a_table_of_two_by_two():
    model = parted(computed=False)
    odds, low, high = firth_of(model, "flag")
    with_it, without = model.rows["flag"] == 1, model.rows["flag"] == 0
    assert model.y[with_it].sum() == 0
    left_n = model.y[without].sum()
    assert odds == pytest.approx(
        0.5 / (with_it.sum() + 0.5) * (without.sum() - left_n + 0.5) / (left_n + 0.5), rel=1e-6
    )
    assert 0 < low < odds < high < 1


def test_labels_other_drivers_and_very_many_customers_have_no_such_odds(monkeypatch):
    model = parted(computed=False)
    assert firth_of(model, "label") is None
    assert firth_of(model, "number") is None
    monkeypatch.setattr(room, "MOST_CUSTOMERS", 399)
    assert firth_of(model, "flag") is None
