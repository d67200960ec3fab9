"""Who is kept apart, and how good probabilities are: by hand, against scikit-learn, as often right as they say."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from cxkit.analysis.drivers.discrimination import auc, drawn
from cxkit.analysis.drivers.logistic import expit
from cxkit.analysis.drivers.quality import (
    MEASURES,
    QUALITY_COLUMNS,
    brier,
    brier_skill,
    calibration_curve,
    calibration_in_the_large,
    held_out,
    out_of_time,
    quality,
)
from cxkit.analysis.drivers.recalibration import folds, recalibrate


def customers(n):
    return np.array([f"C{number:06d}" for number in range(n)])


def simulated(n, seed, *, intercept=0.0, slope=1.0):
    """Return outcomes of which the true log odds are intercept + slope x those told, and what is told."""
    rng = np.random.default_rng(seed)
    linear = rng.normal(-1.5, 1.0, n)
    return (rng.random(n) < expit(intercept + slope * linear)).astype(float), expit(linear)


def test_the_same_share_of_who_left_and_who_stayed_is_kept_apart():
    y = np.repeat([0.0, 1.0], [91, 9])
    test = held_out(customers(100), y, share=0.3, seed=5)
    assert (test.sum(), y[test].sum()) == (27 + 3, 3)
    assert (test != held_out(customers(100), y, share=0.3, seed=6)).any()


def test_who_is_kept_apart_follows_the_customer_and_not_the_row():
    names, y = customers(400), (np.arange(400) % 7 == 0).astype(float)
    order = np.random.default_rng(1).permutation(400)
    test = held_out(names, y, share=0.25, seed=5)
    assert held_out(names[order], y[order], share=0.25, seed=5).tolist() == test[order].tolist()


def test_who_is_kept_apart_has_nothing_to_do_with_the_fold():
    test = held_out(customers(5000), np.zeros(5000), share=0.3, seed=5)
    by_fold = pd.Series(test).groupby(folds(customers(5000), seed=5)).mean()
    np.testing.assert_allclose(by_fold, 0.3, atol=4 * (0.21 / 1000) ** 0.5)


def test_one_snapshot_gives_no_split_in_time():
    assert out_of_time(pd.to_datetime(pd.Series(["2025-12-31"] * 3))) is None


def test_quality_has_every_measure_once_in_order():
    table = quality(*simulated(300, 1), seed=1)
    assert table["measure"].tolist() == list(MEASURES)
    assert table.columns.tolist() == list(QUALITY_COLUMNS)
    assert ((table["low"] < table["estimate"]) & (table["estimate"] < table["high"])).all()


def test_references_are_what_no_model_gives():
    """A quarter left: 1/4 x 3/4; a number for all gives just the references."""
    y = np.array([1, 0, 0, 0.0] * 5)
    references = quality(y, np.linspace(0.1, 0.5, 20), seed=1).set_index("measure")["reference"]
    assert references.to_dict() == {
        "auc": 0.5, "pr_auc": 0.25, "brier": 0.1875, "brier_skill": 0.0, "intercept": 0.0, "slope": 1.0,
        "top_decile_lift": 1.0,
    }  # fmt: skip
    none = quality(y, np.full(20, 0.25), seed=1).set_index("measure")["estimate"]
    np.testing.assert_allclose(none.drop("slope"), references.drop("slope"), atol=1e-12)
    assert np.isnan(none["slope"])


def test_quality_is_made_of_its_measures():
    y, p = simulated(300, 1)
    table = quality(y, p, seed=1).set_index("measure")[["estimate", "low", "high"]]
    linear = np.log(p / (1 - p))
    again = recalibrate(linear, y)
    np.testing.assert_allclose(table.loc["slope"], (again.slope, again.slope_low, again.slope_high))
    np.testing.assert_allclose(table.loc["intercept"], calibration_in_the_large(linear, y), atol=1e-9)
    np.testing.assert_allclose(table.loc["brier_skill"], brier_skill(y, p))
    np.testing.assert_allclose(table.loc["auc"], auc(y, p))
    np.testing.assert_allclose(table.loc["pr_auc"], drawn(y, p, seed=1)["pr_auc"])


def test_brier_by_hand():
    """Errors .01 .16 .4225 .04: mean .158125; t with 3 degrees 3.1824; never below 0."""
    y, p = np.array([0, 0, 1, 1.0]), np.array([0.1, 0.4, 0.35, 0.8])
    errors = np.array([0.01, 0.16, 0.4225, 0.04])
    half = 3.182446 * errors.std(ddof=1) / 2
    assert brier(y, p) == pytest.approx((0.158125, 0.0, 0.158125 + half))
    assert brier(y, p)[0] == pytest.approx(brier_score_loss(y, p))
    assert brier_skill(y, p)[0] == pytest.approx(1 - 0.158125 / 0.25)


def test_calibration_in_the_large_of_one_probability_by_hand():
    """Told 1 in 5, 4 of 10 left: log odds ln(2/3) - ln(1/4) too low; variance 1 / (10 x 0.4 x 0.6)."""
    added, low, high = calibration_in_the_large(np.full(10, np.log(0.25)), np.repeat([1.0, 0.0], [4, 6]))
    assert added == pytest.approx(np.log(8 / 3))
    assert (high - added, added - low) == pytest.approx([1.959964 / 2.4**0.5] * 2)


def test_sure_and_wrong_is_still_a_number():
    table = quality(np.array([0, 0, 1, 1, 1.0]), np.array([0.0, 1.0, 0.0, 1.0, 1.0]), seed=1).set_index("measure")
    assert np.isfinite(table["estimate"]).all()
    assert table.loc["brier", "estimate"] == pytest.approx(0.4)


@pytest.mark.parametrize("left_n", [0, 1, 9, 10])
def test_quality_of_one_class_is_unknown(left_n):
    table = quality(np.repeat([1.0, 0.0], [left_n, 10 - left_n]), np.linspace(0.1, 0.9, 10), seed=1)
    assert table["estimate"].isna().all()
    assert table["reference"].notna().all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_the_rows_does_not_matter(seed):
    y, p = simulated(150, 2)
    order = np.random.default_rng(seed).permutation(150)
    pd.testing.assert_frame_equal(quality(y, p, seed=1), quality(y[order], p[order], seed=1))
    pd.testing.assert_frame_equal(calibration_curve(y, p), calibration_curve(y[order], p[order]))


def test_intervals_hold_the_truth_as_often_as_they_say():
    """True log odds 0.2 + 0.8 x those told; 300 samples of 500: 95 % within 3.3 x 1.3 %. Skill from 400,000."""
    y, p = simulated(400_000, 0, intercept=0.2, slope=0.8)
    linear = np.log(p / (1 - p))
    truth = {"slope": 0.8, "brier_skill": brier_skill(y, p)[0], "large": calibration_in_the_large(linear, y)[0]}
    held = {name: [] for name in truth}
    for seed in range(1, 301):
        y, p = simulated(500, seed, intercept=0.2, slope=0.8)
        again = recalibrate(np.log(p / (1 - p)), y)
        found = {
            "slope": (again.slope, again.slope_low, again.slope_high),
            "brier_skill": brier_skill(y, p),
            "large": calibration_in_the_large(np.log(p / (1 - p)), y),
        }
        for name, (_, low, high) in found.items():
            held[name].append(low <= truth[name] <= high)
    for name, hits in held.items():
        assert np.mean(hits) == pytest.approx(0.95, abs=0.043), name


def test_bins_of_equal_number_by_hand():
    """Six customers in three bins of two; Wilson of 1 of 2 is 0.0945 to 0.9055."""
    curve = calibration_curve(np.array([0, 0, 1, 0, 1, 1.0]), np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.7]), bins=3)
    assert curve["customers_n"].tolist() == [2, 2, 2]
    assert curve["predicted"].tolist() == pytest.approx([0.15, 0.35, 0.6])
    assert curve["observed"].tolist() == [0.0, 0.5, 1.0]
    assert curve.loc[1, ["low", "high"]].tolist() == pytest.approx([0.0945, 0.9055], abs=1e-4)
    assert curve["events_n"].tolist() == [0, 1, 2]


def test_customers_of_equal_probability_are_in_one_bin():
    """Twelve alike and eight above: the twelve have mean rank 6.5, place 3 of 0-9."""
    p = np.array([0.1] * 12 + [0.2 + place / 100 for place in range(8)])
    curve = calibration_curve((p > 0.2).astype(float), p)
    assert curve["bin"].tolist() == [3, 6, 7, 8, 9]
    assert curve["customers_n"].tolist() == [12, 2, 2, 2, 2]


def test_a_curve_of_nobody_is_empty():
    assert calibration_curve(np.array([]), np.array([])).empty
