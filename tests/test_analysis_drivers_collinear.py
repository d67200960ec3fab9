"""Drivers that go together: hand cases, statsmodels as oracle, and R's generalised factors by their definition."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from statsmodels.stats.outliers_influence import variance_inflation_factor

from cxkit.analysis.drivers.collinear import condition_number, copies, pairs, vif
from cxkit.analysis.drivers.design import design

RNG = np.random.default_rng(4)


def made(n=400, **more):
    """Return a number, a count that follows it, and three labels."""
    rng = np.random.default_rng(7)
    a = rng.normal(50, 12, n)
    frame = pd.DataFrame({"a": a, "b": np.round(0.2 * a + rng.normal(0, 2, n)), "c": rng.normal(0, 1, n)})
    frame["segment"] = np.where(a + rng.normal(0, 10, n) > 60, "high", np.where(frame["c"] > 0, "mid", "low"))
    return frame.assign(**more)


def of(frame, **kinds):
    return design(frame, kinds={name: kinds.get(name, "labels" if name == "segment" else "number") for name in frame})


def test_a_pair_is_told_with_its_correlation():
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0], "b": [2.0, 4.0, 5.0, 9.0], "c": [1.0, -1.0, -1.0, 1.0]})
    found = pairs(of(frame), limit=0.9)  # cov 3.6667, sd 1.2910 and 2.9439
    assert found[["driver", "other"]].values.tolist() == [["a", "b"]]
    assert found["correlation"][0] == pytest.approx(11 / np.sqrt(5 * 26))


def test_pairs_are_ordered_by_strength_whatever_the_sign():
    frame = made()
    frame = frame.assign(d=-frame["a"] + 0.1 * RNG.normal(size=len(frame)), e=frame["c"] + 0.5 * frame["b"])
    found = pairs(of(frame), limit=0.5)
    assert (found["driver"][0], found["other"][0]) == ("a", "d") and found["correlation"][0] < -0.99
    assert found["correlation"].abs().is_monotonic_decreasing


def test_labels_go_with_a_flag_that_repeats_one_of_them():
    frame = made()
    frame = frame.assign(is_high=(frame["segment"] == "high").astype(float))
    found = pairs(of(frame, is_high="flag"))
    assert found[["driver", "other"]].values.tolist() == [["segment", "is_high"]]
    assert found["correlation"][0] == pytest.approx(1.0)
    assert vif(of(frame))["segment"] == vif(of(frame))["is_high"] == np.inf and vif(of(frame))["c"] < 3
    assert copies(of(frame)) == [("is_high", "segment")]


def test_the_correlation_of_labels_is_the_multiple_one():
    frame = made()[["a", "segment"]]
    own = design(frame, kinds={"a": "number", "segment": "labels"})
    fitted = own.x[:, [0, 2, 3]] @ np.linalg.lstsq(own.x[:, [0, 2, 3]], own.x[:, 1], rcond=None)[0]
    found = pairs(own, limit=0.1)["correlation"][0]
    assert found == pytest.approx(np.corrcoef(fitted, own.x[:, 1])[0, 1])


def test_inflation_equals_statsmodels():
    own = of(made()[["a", "b", "c"]])
    for place, name in enumerate(own.drivers, start=1):
        assert vif(own)[name] == pytest.approx(variance_inflation_factor(own.x, place), rel=1e-9)


def test_inflation_of_labels_is_the_generalised_one():
    own = of(made())
    correlation = np.corrcoef(own.x[:, 1:], rowvar=False)
    labels, others = correlation[3:, 3:], correlation[:3, :3]
    gvif = np.linalg.det(labels) * np.linalg.det(others) / np.linalg.det(correlation)
    assert vif(own)["segment"] == pytest.approx((gvif ** (1 / 4)) ** 2)


def test_delays_of_the_airline_kind_inflate_each_other():
    n, r = 20_000, 0.965
    x = np.random.default_rng(3).multivariate_normal([0, 0], [[1, r], [r, 1]], n)
    own = of(pd.DataFrame(x, columns=["departure", "arrival"]))
    assert pairs(own)["correlation"][0] == pytest.approx(r, abs=0.002)
    assert vif(own)["arrival"] == pytest.approx(1 / (1 - pairs(own)["correlation"][0] ** 2))


def test_the_condition_number_is_that_of_the_scaled_columns():
    own = of(made())
    scaled = own.x / np.linalg.norm(own.x, axis=0)
    assert condition_number(own) == pytest.approx(np.linalg.cond(scaled))


def test_copies_are_told_in_order_and_nothing_else():
    frame = made(200)[["a", "b", "c"]]
    frame = frame.assign(total=frame["a"] + frame["b"], twice=2 * frame["c"] + 3, near=frame["a"] + frame["c"] / 1e3)
    own = of(frame)
    assert copies(own) == [("total", "a"), ("twice", "c"), ("near", "a")]
    assert copies(of(frame.drop(columns="c"))) == [("total", "a"), ("near", "a")]
    assert condition_number(own) == np.inf and vif(own)["twice"] == np.inf
    assert copies(of(made())) == []


@hypothesis_settings(max_examples=25)
@given(st.floats(1e-6, 1e6), st.floats(-100, 100), st.integers(0, 99))
def test_scale_place_and_row_order_do_not_matter(scale, shift, seed):
    frame = made(120)
    other = frame.assign(a=frame["a"] * scale + shift * scale).sample(frac=1.0, random_state=seed)
    first, second = of(frame), of(other)
    assert list(vif(first).values()) == pytest.approx(list(vif(second).values()), rel=1e-6)
    assert pairs(first, limit=0.3)["correlation"].tolist() == pytest.approx(
        pairs(second, limit=0.3)["correlation"].tolist(), rel=1e-6
    )
    assert copies(second) == []


def test_a_column_that_does_not_vary_among_some_goes_with_nothing():
    frame = made()
    own = of(frame).of((frame["segment"] != "high").to_numpy())
    assert pairs(own, limit=0.999).empty
    assert all(np.isfinite(list(vif(own).values())))


def test_one_driver_is_inflated_by_nothing():
    own = of(made()[["a"]])
    assert vif(own) == {"a": pytest.approx(1.0)} and pairs(own).empty and copies(own) == []
