"""A challenger wins where there are no straight lines, and nowhere else."""

import numpy as np
import pandas as pd
import pytest

from cxkit.analysis.drivers import challenger as room
from cxkit.analysis.drivers.challenger import challenger
from cxkit.analysis.drivers.design import design
from cxkit.analysis.drivers.logistic import expit, fit_logistic
from cxkit.analysis.drivers.quality import held_out
from cxkit.analysis.drivers.recalibration import Recalibration, recalibrate

N = 3000


@pytest.fixture(autouse=True)
def few_trees(monkeypatch):
    monkeypatch.setattr(room, "ROUNDS", 25)


def engagement(kind, seed=1):
    """Return who they are, their columns, the outcome, who is kept apart and what the logistic model says of all."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(N, 3))
    crossed = {"straight": 0.9 * x[:, 0] - 0.5 * x[:, 1], "crossed": 2.0 * np.sign(x[:, 0] * x[:, 1])}[kind]
    y = (rng.random(N) < expit(-1.0 + crossed)).astype(float)
    names = np.array([f"C{number:05d}" for number in range(N)])
    made = design(pd.DataFrame(x, columns=["a", "b", "c"]), kinds=dict.fromkeys("abc", "number"))
    test = held_out(names, y, share=0.3, seed=1)
    return names, made, y, test, fit_logistic(made.x[~test], y[~test]).probability(made.x)


def row(names, made, y, test, p, *, seed=1):
    return challenger(made, y, test, fit_probability=p, customer_id=names, seed=seed)


def test_it_wins_where_drivers_work_crosswise():
    found = row(*engagement("crossed"))
    assert found["accepted"] is True
    assert found["low"] > 0.02
    assert found["auc_challenger"] > found["auc"] + 0.1


def test_it_does_not_win_on_a_straight_line():
    found = row(*engagement("straight"))
    assert found["accepted"] is False
    assert found["low"] < 0


def test_the_gain_is_the_difference_of_the_scores_of_those_kept_apart():
    names, made, y, test, p = engagement("straight")
    found = row(names, made, y, test, p)
    assert found["brier"] == pytest.approx(np.mean((y[test] - p[test]) ** 2))
    assert found["gain"] == pytest.approx(found["brier"] - found["brier_challenger"])
    assert found["low"] < found["gain"] < found["high"]
    assert row(names, made, y, test, np.where(test, p, np.nan)) == found


def test_the_order_of_the_rows_does_not_matter():
    names, made, y, test, p = engagement("crossed")
    order = np.random.default_rng(3).permutation(N)
    again = row(names[order], made.of(order), y[order], test[order], p[order])
    assert again == pytest.approx(row(names, made, y, test, p))


def test_a_series_with_another_index_is_read_by_place():
    names, made, y, test, p = engagement("straight")
    series = pd.Series(names, index=np.arange(N)[::-1] + 7)
    assert row(series, made, y, test, p) == row(names, made, y, test, p)


def test_it_learns_from_no_more_customers_than_told(monkeypatch):
    parts = engagement("crossed")
    whole = row(*parts)
    monkeypatch.setattr(room, "MOST_CUSTOMERS", 600)
    fewer = row(*parts)
    assert fewer["brier"] == whole["brier"]
    assert fewer["brier_challenger"] > whole["brier_challenger"]


def test_its_probabilities_are_recalibrated(monkeypatch):
    """Trees that learn all by heart tell customers too far apart, but for the recalibration."""
    monkeypatch.setattr(room, "FOREST", {"learning_rate": 0.5, "max_leaf_nodes": 31, "min_samples_leaf": 2})
    monkeypatch.setattr(room, "_deviances", lambda stages, y: -np.arange(len(stages)))
    _, made, y, test, _ = engagement("straight")
    parts = np.arange((~test).sum()) % 5
    p = room.boosted(made.x[~test, 1:], y[~test], made.x[test, 1:], folds=parts)
    assert recalibrate(np.log(p / (1 - p)), y[test]).slope_low > 0.5
    monkeypatch.setattr(room.recalibration, "recalibrate", lambda linear, y: Recalibration(0.0, 1.0, *[0.0] * 6))
    raw = room.boosted(made.x[~test, 1:], y[~test], made.x[test, 1:], folds=parts)
    assert recalibrate(np.log(raw / (1 - raw)), y[test]).slope_high < 0.5


def test_nothing_to_compare_is_unknown_and_not_accepted():
    names, made, y, test, p = engagement("straight")
    for other in (np.zeros(N, bool), ~test & (y == 1)):
        found = row(names, made, y, other, p)
        assert np.isnan(found["gain"])
        assert found["accepted"] is False
