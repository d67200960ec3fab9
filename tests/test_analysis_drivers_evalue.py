import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.drivers.evalue import e_value

RATIOS = st.floats(0.01, 100.0)


def test_the_published_figure():
    """VanderWeele & Ding (2017), Annals of Internal Medicine 167(4): risk ratio 3.9 (lower limit 1.8): 7.26 and 3.0."""
    evalue, limit = e_value(3.9, 1.8, 8.7)
    assert (round(evalue, 2), round(limit, 1)) == (7.26, 3.0)


def test_two_by_head():
    """2 + sqrt(2) = 3.414; no effect takes nothing to explain."""
    assert e_value(2.0, 2.0, 2.0) == (pytest.approx(3.41421356), pytest.approx(3.41421356))
    assert e_value(1.0, 0.5, 2.0) == (1.0, 1.0)


def test_the_limit_nearest_to_no_effect_counts():
    """Of a ratio below 1 that is the upper limit: 0.5 is 2 the other way round."""
    assert e_value(0.25, 0.1, 0.5)[1] == pytest.approx(3.41421356)
    assert e_value(4.0, 2.0, 10.0)[1] == pytest.approx(3.41421356)


@pytest.mark.parametrize(("ratio", "low", "high"), [(1.5, 0.9, 2.0), (0.8, 0.5, 1.2), (1.5, 1.0, 2.0)])
def test_an_interval_that_holds_no_effect_gives_one(ratio, low, high):
    evalue, limit = e_value(ratio, low, high)
    assert evalue > 1
    assert limit == 1.0


@given(RATIOS, st.floats(1.0, 3.0))
def test_a_ratio_and_its_inverse_are_as_strong(ratio, spread):
    up, down = e_value(ratio, ratio / spread, ratio * spread), e_value(1 / ratio, 1 / (ratio * spread), spread / ratio)
    assert down == pytest.approx(up)


@given(RATIOS, RATIOS)
def test_a_stronger_effect_takes_a_stronger_cause(one, other):
    near, far = sorted((max(one, 1 / one), max(other, 1 / other)))
    assert 1 <= e_value(near, near, near)[0] <= e_value(far, far, far)[0]


@given(RATIOS, st.floats(0.0, 3.0), st.floats(0.0, 3.0))
def test_the_interval_takes_no_more_than_the_ratio(ratio, below, above):
    evalue, limit = e_value(ratio, ratio * np.exp(-below), ratio * np.exp(above))
    assert 1 <= limit <= evalue + 1e-9


def test_what_is_unknown_stays_unknown():
    assert np.isnan(e_value(np.nan, np.nan, np.nan)).all()
    evalue, limit = e_value(2.0, np.nan, np.nan)
    assert evalue == pytest.approx(3.41421356)
    assert np.isnan(limit)


def test_nobody_left_at_all_takes_an_endlessly_strong_cause():
    assert e_value(0.0, 0.0, 0.5) == (np.inf, pytest.approx(3.41421356))


@pytest.mark.parametrize(("ratio", "low", "high"), [(-0.1, -0.2, 0.1), (2.0, 2.5, 3.0), (2.0, 1.0, 1.5)])
def test_a_ratio_outside_its_interval_is_refused(ratio, low, high):
    with pytest.raises(ValueError, match="e_value needs"):
        e_value(ratio, low, high)
