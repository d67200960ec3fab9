"""Models judged as they meet the euros: recalibrated, on customers they have not seen."""

from __future__ import annotations

import numpy as np
import pytest
from what_ifs_made import checked, customers, model_of

from cxkit.analysis.drivers import recalibration
from cxkit.analysis.drivers.judged import calibration_table, challenger_table, judged_models, quality_table
from cxkit.analysis.drivers.logistic import expit, fit_logistic

BOTH = {"tenure": "number", "repeat_contacts_n": "count"}


@pytest.fixture(scope="module")
def small():
    """Return a model of few customers with many columns of noise, which tells them too far apart."""
    frame = customers(3, n=1_200)
    noise = np.random.default_rng(4).normal(size=(1_200, 12))
    frame = frame.assign(**{f"noise{place}": noise[:, place] for place in range(12)})
    kinds = BOTH | {f"noise{place}": "number" for place in range(12)}
    return model_of(frame, kinds, recalibrated=True)


def test_what_is_judged_is_recalibrated_among_those_it_was_made_from(small):
    (judged,) = judged_models([small], settings=checked(seed=1))
    x, seen = small.design.x, ~judged.apart
    fit = fit_logistic(x[seen], small.y[seen])
    parts = recalibration.folds(small.customer_id[seen], seed=1)
    again = recalibration.recalibrate(recalibration.out_of_fold(x[seen], small.y[seen], parts), small.y[seen])
    assert again.slope < 0.95
    np.testing.assert_allclose(judged.probability, expit(again.intercept + again.slope * fit.linear(x)), rtol=1e-9)


def test_those_kept_apart_have_no_part_in_the_model_that_is_judged(small):
    (judged,) = judged_models([small], settings=checked(seed=1))
    places = np.flatnonzero(judged.apart)
    turned = small.rows.assign(left=small.y)
    turned.loc[places, list(BOTH)] = turned.loc[places[::-1], list(BOTH)].to_numpy()
    (other,) = judged_models([model_of(turned, small.kinds, recalibrated=True)], settings=checked(seed=1))
    seen = ~judged.apart
    assert (other.apart == judged.apart).all()
    np.testing.assert_allclose(other.probability[seen], judged.probability[seen], rtol=1e-12)


def test_a_model_that_tells_nothing_is_judged_as_the_mean_chance():
    """Everybody the mean chance: nothing told apart, nothing gained over no model, and no figure breaks."""
    frame = customers(5, n=1_500)
    frame["left"] = (np.random.default_rng(6).random(1_500) < 0.2).astype(float)
    judged = judged_models([model_of(frame, BOTH, recalibrated=True)], settings=checked(seed=1))
    assert np.ptp(judged[0].probability) < 1e-12
    table = quality_table(judged, settings=checked(seed=1)).set_index("measure")
    assert table.loc["auc", ["estimate", "low", "high"]].tolist() == [0.5, 0.5, 0.5]
    assert table.loc["brier_skill", "estimate"] == pytest.approx(0, abs=1e-3)
    assert table.loc["top_decile_lift", "estimate"] == pytest.approx(1)
    assert calibration_table(judged)["customers_n"].sum() == judged[0].apart.sum()


def test_the_challenge_is_of_the_recalibrated_model(small, monkeypatch):
    from cxkit.analysis.drivers import challenger

    monkeypatch.setattr(challenger, "ROUNDS", 5)
    (judged,) = judged_models([small], settings=checked(seed=1))
    (row,) = challenger_table([judged], settings=checked(seed=1)).to_dict("records")
    apart = judged.apart
    assert row["brier"] == pytest.approx(np.mean((small.y[apart] - judged.probability[apart]) ** 2))
    assert row["customers_n"] == apart.sum()
