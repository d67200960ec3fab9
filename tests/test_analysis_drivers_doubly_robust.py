import numpy as np
import pytest

from cxkit.analysis.drivers.doubly_robust import FEWEST_ALIKE, doubly_robust, level_cuts
from cxkit.analysis.drivers.logistic import expit, fit_logistic


def shifted(x, y, *, moved, who=None, folds=None, seed=0):
    who = np.ones(len(y), bool) if who is None else who
    folds = np.random.default_rng(seed).integers(0, 5, len(y)) if folds is None else folds
    return doubly_robust(x, y, fit=fit_logistic(x, y), place=x.shape[1] - 1, moved=moved, who=who, folds=folds)


def calls(seed, *, n, bend=0.0):
    """Return columns, one call less (none below 0), who left, and the true change of the chance of these customers.

    Who complains by nature calls more and leaves more. With `bend` the first call counts for more than the next, which
    a model that is linear in calls cannot see.
    """
    rng = np.random.default_rng(seed)
    nature, member = rng.normal(size=n), (rng.random(n) < 0.3).astype(float)
    count = rng.poisson(np.exp(-0.3 + 0.5 * nature)).astype(float)
    moved = -np.minimum(count, 1.0)

    def chance(count):
        return expit(-2.2 + 0.4 * count + 0.5 * nature + 0.3 * member - bend * np.maximum(count - 1, 0))

    y = (rng.random(n) < chance(count)).astype(float)
    truth = float(np.mean(chance(count + moved) - chance(count)))
    return np.column_stack([np.ones(n), nature, member, count]), moved, y, truth


def test_two_groups_by_head():
    """A flag alone: without it 20 of 100 left, with it 60 of 200; without the flag all 300 would leave as the 100 do.

    Every customer is as likely as the group, so (w - 1)(y - m) adds up to 0 in each group, whatever the fold.
    """
    flag = np.repeat([0.0, 1.0], [100, 200])
    y = np.tile([1.0, 0, 0, 0, 0], 20).tolist() + np.tile([1.0, 1, 1, 0, 0, 0, 0, 0, 0, 0], 20).tolist()
    folds = np.repeat(np.arange(5), 20).tolist() + np.repeat(np.arange(5), 40).tolist()
    found = shifted(np.column_stack([np.ones(300), flag]), np.array(y), moved=-flag, folds=np.array(folds))
    without, with_ = 0.2, 0.3
    assert found.points == pytest.approx((without - with_) * 200 / 300)
    variance = (2**2 * 100 * without * (1 - without) + (-1) ** 2 * 200 * with_ * (1 - with_)) / 300**2
    assert (found.high - found.low) / 2 == pytest.approx(1.959964 * np.sqrt(variance))
    assert found.customers_n == 300
    assert found.enough_alike


def test_a_wrong_model_is_put_right_by_the_weights():
    """Calls after the first count for nothing: the logistic model alone misses that, the second method does not."""
    found, plugged = [], []
    for seed in range(40):
        x, moved, y, truth = calls(seed, n=3_000, bend=0.4)
        estimate, fit = shifted(x, y, moved=moved, seed=seed), fit_logistic(x, y)
        found.append((estimate.points - truth, estimate.low <= truth <= estimate.high))
        plugged.append(np.mean(fit.probability(x + moved[:, None] * [0, 0, 0, 1]) - fit.probability(x)) - truth)
    assert abs(np.mean(plugged)) > 0.006
    assert abs(np.mean([error for error, _ in found])) < 0.002
    assert np.mean([covers for _, covers in found]) >= 0.85


def test_intervals_hold_the_truth():
    held = []
    for seed in range(60):
        x, moved, y, truth = calls(seed, n=1_000)
        found = shifted(x, y, moved=moved, seed=seed)
        held.append(found.low <= truth <= found.high)
    assert 0.88 <= np.mean(held) <= 1.0


def test_a_segment_is_of_its_own_customers():
    """Outside the segment nobody moves and nothing is added; the truth is that of the segment."""
    x, moved, y, _ = calls(3, n=6_000)
    who = x[:, 2] == 1
    found = shifted(x, y, moved=np.where(who, moved, 0.0), who=who)
    everybody = shifted(x, y, moved=moved)
    assert found.customers_n == who.sum()
    assert found.high - found.low > everybody.high - everybody.low
    assert abs(found.points - everybody.points) < 0.02


def test_neither_order_nor_unit_matters():
    x, moved, y, _ = calls(4, n=1_500)
    folds = np.random.default_rng(1).integers(0, 5, 1_500)
    found = shifted(x, y, moved=moved, folds=folds)
    order = np.random.default_rng(2).permutation(1_500)
    again = shifted(x[order], y[order], moved=moved[order], folds=folds[order])
    scale = np.array([1.0, 1e6, 1.0, 10.0])
    scaled = shifted(x * scale, y, moved=10 * moved, folds=folds)
    for other in (again, scaled):
        assert [other.points, other.low, other.high] == pytest.approx([found.points, found.low, found.high], rel=1e-6)


def test_nothing_like_it_is_told():
    """Every member has three calls, nobody else any: who members would be with one call less, no customer shows."""
    rng = np.random.default_rng(6)
    member = (rng.random(2_000) < 0.3).astype(float)
    count = np.where(rng.random(2_000) < 0.9, 3 * member, 3 * (1 - member))
    x = np.column_stack([np.ones(2_000), member, count])
    y = (rng.random(2_000) < 0.2).astype(float)
    assert shifted(x, y, moved=-np.minimum(count, 3.0)).enough_alike
    lonely = np.column_stack([np.ones(2_000), member, np.where(member == 1, 3 + count, count)])
    assert not shifted(lonely, y, moved=np.where(member == 1, -lonely[:, 2], 0.0)).enough_alike


def test_few_alike_are_told():
    """One in a hundred has the flag; were all to have it, those forty would stand for all four thousand."""
    rng = np.random.default_rng(7)
    flag = (np.arange(4_000) % 100 == 0).astype(float)
    x, y = np.column_stack([np.ones(4_000), flag]), (rng.random(4_000) < 0.2).astype(float)
    found = shifted(x, y, moved=1 - flag)
    assert found.alike_n == pytest.approx(40, abs=1)
    assert FEWEST_ALIKE == 50
    assert found.imbalance < 0.01
    assert not found.enough_alike


def test_levels_have_enough_customers():
    """60 of 1,200 and 20 for each of two columns; what is left over joins the level before it."""
    values = np.repeat([0.0, 1.0, 2.0, 3.0, 9.0], [800, 250, 80, 65, 5])
    assert level_cuts(values, columns_n=2).tolist() == [1.0, 2.0, 3.0]
    assert level_cuts(values, columns_n=4).tolist() == [1.0, 2.0]
    assert level_cuts(np.zeros(50), columns_n=2).tolist() == []
