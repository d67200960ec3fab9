"""Draws of what is not known for sure, against what is known of their distributions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.uncertainty import (
    DRAWS,
    bent,
    constant,
    correlated_normals,
    interval,
    pert,
    pert_mean,
    share_between,
    stream,
    two_sided,
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


def drawn_between(estimate, low, high):
    return two_sided(estimate, low, high, rng=stream(1, "figure"), draws=MANY)


@pytest.mark.parametrize(
    ("estimate", "low", "high"),
    [(10.0, 4.0, 30.0), (1.0, 0.7, 2.5), (24.0, 4.0, 30.0), (-10.0, -30.0, -4.0), (10.0, 4.0, 16.0)],
)
def test_the_interval_and_the_mean_of_a_figure_come_back(estimate, low, high):
    """The median lies on the side of the estimate that is nearer to an end; without skew it is the estimate."""
    drawn, width = drawn_between(estimate, low, high), high - low
    assert interval(drawn) == pytest.approx((estimate, low, high), abs=0.012 * width)
    assert drawn[1:].mean() == pytest.approx(estimate, abs=0.005 * width)
    off, skew = float(np.median(drawn[1:])) - estimate, (low + high) / 2 - estimate
    assert off == pytest.approx(0.0, abs=0.005 * width) if not skew else off * skew < 0


def test_more_skew_than_a_lognormal_has_keeps_the_ends_and_not_the_mean():
    """1 between 0.5 and 20 never becomes a loss: no draw is below 0.5 - 19.5 / (exp(2 z s) - 1) = 0.4906."""
    drawn = drawn_between(1.0, 0.5, 20.0)
    assert interval(drawn) == pytest.approx((1.0, 0.5, 20.0), rel=0.03)
    assert drawn[1:].mean() == pytest.approx(0.5 + 0.1461 * 19.5, rel=0.02) and drawn.min() > 0.49
    outside = drawn_between(0.2, 0.5, 20.0)
    assert outside[0] == 0.2 and np.array_equal(outside[1:], drawn[1:])


def test_a_mirrored_figure_is_drawn_mirrored():
    away = np.array([-2.0, -0.5, 0.0, 1.0, 3.0])
    assert bent(-10.0, -30.0, -4.0, away=away) == pytest.approx(-bent(10.0, 4.0, 30.0, away=-away))


def test_hardly_any_skew_is_hardly_anything_but_normal():
    away = np.linspace(-3, 3, 7)
    exact = bent(10.0, 8.0, 12.0, away=away)
    assert exact[1:] == pytest.approx(10 + 2 / 1.959964 * away)
    for off in (1e-3, 1e-5, 1e-7, -1e-4):
        assert bent(10.0, 8.0, 12.0 + off, away=away) == pytest.approx(exact, abs=4 * abs(off))


@given(st.floats(-0.2, 1.2), st.floats(0.01, 1e6), st.floats(-1e6, 1e6))
def test_draws_run_from_low_to_high_as_their_normals_do(towards, width, low):
    away = np.array([-4.0, -1.959964, -1.0, 0.0, 1.0, 1.959964, 4.0])
    drawn = bent(low + towards * width, low, low + width, away=away)
    assert drawn[[2, 6]] == pytest.approx([low, low + width], abs=1e-5 * width + 1e-9 * abs(low))
    assert (np.diff(drawn[1:]) > 0).all()


def test_a_figure_without_width_is_known():
    assert bent(5.0, 5.0, 5.0, away=np.zeros(2)).tolist() == [5.0] * 3
    assert bent(5.0, float("nan"), 9.0, away=np.zeros(2)).tolist() == [5.0] * 3


def test_quantities_that_are_one_are_drawn_as_one():
    asked = np.array([[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]])
    drawn = correlated_normals(asked, seed=1, names=[("a",), ("b",), ("c",)], draws=20_000)
    assert drawn[0] == pytest.approx(drawn[1], abs=1e-9)
    assert np.corrcoef(drawn) == pytest.approx(asked, abs=0.02) and drawn.std() == pytest.approx(1.0, abs=0.02)


def test_correlated_normals_have_the_correlation_asked_for():
    asked = np.array([[1.0, 0.6, 0.0], [0.6, 1.0, -0.3], [0.0, -0.3, 1.0]])
    drawn = correlated_normals(asked, seed=1, names=[("a",), ("b",), ("c",)], draws=100_000)
    assert np.corrcoef(drawn) == pytest.approx(asked, abs=0.02)
    assert drawn.std(axis=1) == pytest.approx(np.ones(3), abs=0.02)


def test_a_quantity_by_itself_keeps_its_own_stream():
    asked = np.array([[1.0, 0.0, 0.8], [0.0, 1.0, 0.0], [0.8, 0.0, 1.0]])
    drawn = correlated_normals(asked, seed=1, names=[("a",), ("b",), ("c",)], draws=50)
    assert drawn[1] == pytest.approx(stream(1, "b").standard_normal(50))
