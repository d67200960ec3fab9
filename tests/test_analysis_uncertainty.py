"""Draws of what is not known for sure, against what is known of their distributions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.uncertainty import (
    DRAWS,
    constant,
    correlated_normals,
    interval,
    pert,
    pert_mean,
    share_between,
    stream,
    volume,
    volume_of,
)

MANY = 200_000
ranges = st.lists(st.floats(0, 1000), min_size=3, max_size=3).map(sorted)


def test_pert_has_its_mean_and_variance():
    """0, 3, 12: mean (0 + 12 + 12) / 6 = 4; variance (4 - 0) (12 - 4) / 7 = 32 / 7."""
    drawn = pert(0.0, 3.0, 12.0, rng=stream(1, "pert"), draws=MANY)
    assert drawn[0] == pert_mean(0.0, 3.0, 12.0) == 4.0
    se_of_mean = (32 / 7 / MANY) ** 0.5
    assert drawn[1:].mean() == pytest.approx(4.0, abs=4 * se_of_mean)
    assert drawn[1:].var() == pytest.approx(32 / 7, rel=0.02)


def test_pert_is_a_beta_between_its_ends():
    """Lowest = likely = 0 and highest 1 is Beta(1, 5): P(X <= 0.2) = 1 - 0.8^5."""
    drawn = pert(0.0, 0.0, 1.0, rng=stream(1, "beta"), draws=MANY)[1:]
    assert (drawn <= 0.2).mean() == pytest.approx(1 - 0.8**5, abs=0.005)


@given(ranges)
def test_pert_stays_within_its_range(bounds):
    low, likely, high = bounds
    drawn = pert(low, likely, high, rng=stream(1, "range"), draws=50)
    slack = 1e-9 * max(high, 1e-300)
    assert drawn.shape == (51,)
    assert (drawn >= low - slack).all()
    assert (drawn <= high + slack).all()


def test_a_range_without_width_is_a_constant():
    np.testing.assert_array_equal(pert(0.1, 0.1, 0.1, rng=stream(1, "x")), constant(0.1))


def test_twice_the_range_gives_twice_every_draw():
    once, twice = (pert(k * 0.05, k * 0.1, k * 0.2, rng=stream(1, "x")) for k in (1, 2))
    np.testing.assert_allclose(twice, 2 * once)


def test_a_volume_has_mean_one_and_the_variance_asked_for():
    drawn = volume(0.04, rng=stream(1, "volume"), draws=MANY)
    assert drawn[0] == 1.0
    assert drawn[1:].mean() == pytest.approx(1.0, abs=4 * 0.2 / MANY**0.5)
    assert drawn[1:].var() == pytest.approx(0.04, rel=0.02)
    assert (drawn >= 0).all()


def test_a_volume_with_a_known_interval():
    """1,000 between 804 and 1,196: a standard error of 100, a relative variance of 0.01."""
    drawn = volume_of(1000.0, 804.0036, 1195.9964, rng=stream(1, "events"), draws=MANY)
    assert drawn[1:].std() == pytest.approx(0.1, rel=0.02)
    np.testing.assert_array_equal(volume_of(0.0, 0.0, 0.0, rng=stream(1, "none")), constant(1.0))


def test_a_share_keeps_within_its_limits():
    drawn = share_between(0.1, 0.2, rng=stream(1, "excess"), draws=MANY)
    assert drawn[0] == 0.1
    assert (drawn.min(), drawn[1:].max() <= 1.0) == (0.0, True)
    assert (drawn[1:] == 0).mean() == pytest.approx(0.3085, abs=0.005)  # P(Z < -0.5)
    np.testing.assert_array_equal(share_between(0.4, 0.0, rng=stream(1, "sure")), constant(0.4))


def test_a_stream_depends_on_its_seed_and_names_only():
    first = stream(1, "fewer_contacts", "bill").random(5)
    stream(1, "anything", "else").random(99)
    np.testing.assert_array_equal(stream(1, "fewer_contacts", "bill").random(5), first)
    for other in (
        stream(2, "fewer_contacts", "bill"),
        stream(1, "fewer_contacts", "b"),
        stream(1, "fewer_contactsbill"),
    ):
        assert not np.isclose(other.random(5), first).any()


def test_streams_are_not_correlated():
    one, two = (stream(1, "fewer_contacts", name).normal(size=MANY) for name in ("bill", "move"))
    assert np.corrcoef(one, two)[0, 1] == pytest.approx(0.0, abs=4 / MANY**0.5)


def test_an_interval_leaves_the_point_estimate_out_of_the_percentiles():
    assert interval(np.array([1000.0, *np.arange(41.0)])) == (1000.0, 1.0, 39.0)
    assert len(constant(3.0)) == 1 + DRAWS


def test_correlated_normals_have_the_correlation_asked_for():
    asked = np.array([[1.0, 0.6, 0.0], [0.6, 1.0, -0.3], [0.0, -0.3, 1.0]])
    drawn = correlated_normals(asked, seed=1, names=[("a",), ("b",), ("c",)], draws=100_000)
    assert np.corrcoef(drawn) == pytest.approx(asked, abs=0.02)
    assert drawn.std(axis=1) == pytest.approx(np.ones(3), abs=0.02)


def test_a_quantity_by_itself_keeps_its_own_stream():
    asked = np.array([[1.0, 0.0, 0.8], [0.0, 1.0, 0.0], [0.8, 0.0, 1.0]])
    drawn = correlated_normals(asked, seed=1, names=[("a",), ("b",), ("c",)], draws=50)
    assert drawn[1] == pytest.approx(stream(1, "b").standard_normal(50))
