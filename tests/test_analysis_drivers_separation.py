import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.drivers import separation
from cxkit.analysis.drivers.design import design
from cxkit.analysis.drivers.logistic import fit_logistic
from cxkit.analysis.drivers.separation import Separation, separations

N = 1_000
KINDS = {"months": "number", "calls": "count", "score": "score", "moved": "flag", "segment": "labels"}


def customers(seed=0, n=N):
    """Return customers of whom nothing is separated, and who left."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "months": rng.gamma(2.0, 20.0, n),
            "calls": rng.poisson(0.6, n).astype(float),
            "score": rng.integers(1, 6, n).astype(float),
            "moved": (rng.random(n) < 0.1).astype(float),
            "segment": rng.choice(["home", "small", "large"], n, p=[0.6, 0.3, 0.1]),
        }
    )
    return frame, (rng.random(n) < 0.25).astype(float)


def found(frame, y, kinds=KINDS):
    return separations(design(frame, kinds=kinds), np.asarray(y, float))


def test_nothing_is_named_when_nothing_is_separated():
    assert found(*customers()) == []


def test_a_score_that_tells_who_left_is_named():
    """Fault 70, as telco_q3: who gave a 1 or 2 left, who gave a 4 or 5 did not, of the threes some did."""
    frame, y = customers()
    y = np.where(frame["score"] == 3, y, frame["score"] < 3)
    (one,) = found(frame, y)
    left = pd.crosstab(frame["score"], y)
    assert (one.driver, one.kind, one.others) == ("score", "quasi", ())
    assert one.table == tuple((f"{score:g}", int(row[0.0]), int(row[1.0])) for score, row in left.iterrows())
    assert [row[1] for row in one.table[:2]] == [0, 0] and [row[2] for row in one.table[3:]] == [0, 0]


def test_a_score_that_tells_everything_is_complete():
    frame, _ = customers()
    (one,) = found(frame, frame["score"] <= 2)
    assert (one.driver, one.kind) == ("score", "complete")


def test_a_flag_nobody_left_with_is_named():
    """Fault 71: a dummy with one outcome only."""
    frame, y = customers()
    y = np.where(frame["moved"] == 1, 0.0, y)
    assert found(frame, y) == [
        Separation(
            "moved",
            "quasi",
            (
                ("0", int(((frame["moved"] == 0) & (y == 0)).sum()), int((y == 1).sum())),
                ("1", int((frame["moved"] == 1).sum()), 0),
            ),
        )
    ]


@pytest.mark.parametrize("level", ["home", "large"])
def test_a_label_with_one_outcome_is_named_whether_it_is_the_reference_or_not(level):
    frame, y = customers()
    y = np.where(frame["segment"] == level, 1.0, y)
    (one,) = found(frame, y)
    assert (one.driver, one.kind) == ("segment", "quasi")
    assert one.table[0] == (level, 0, int((frame["segment"] == level).sum()))
    assert sum(row[1] + row[2] for row in one.table) == N


def test_labels_that_tell_everything_are_complete():
    frame, _ = customers()
    (one,) = found(frame, frame["segment"] == "small")
    assert (one.driver, one.kind) == ("segment", "complete")


def test_a_rare_count_is_no_separation():
    """Two customers called nine times and both left: one straight line through all counts is still found."""
    frame, y = customers()
    frame.loc[:1, "calls"], y[:2] = 9.0, 1.0
    assert found(frame, y) == []


def test_a_number_is_told_by_where_the_outcomes_meet():
    frame, _ = customers()
    edge = np.sort(frame["months"])[700]
    (one,) = found(frame, frame["months"] >= edge)
    assert (one.driver, one.kind) == ("months", "complete")
    below = f"{np.sort(frame['months'])[699]:.4g}"
    assert one.table == ((f"≤ {below}", 700, 0), (f"≥ {edge:.4g}", 0, 300))


def test_several_drivers_are_each_named():
    frame, y = customers()
    y = np.where(frame["moved"] == 1, 0.0, np.where(frame["segment"] == "large", 0.0, y))
    assert [one.driver for one in found(frame, y)] == ["moved", "segment"]


def test_two_drivers_that_only_separate_together_are_named_together():
    frame, _ = customers()
    first, second = found(frame, frame["months"] - 20 * frame["score"] > 0.5)
    assert (first.driver, first.others, first.kind) == ("months", ("score",), "complete")
    assert (second.driver, second.others) == ("score", ("months",))
    assert len(first.table) <= 12 and sum(row[1] + row[2] for row in first.table) == N


def test_two_flags_of_which_a_difference_decides_are_named_together():
    """Nobody left who has b without a; each flag alone has leavers and stayers on both sides."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"a": rng.random(N) < 0.5, "b": rng.random(N) < 0.5, "c": rng.normal(size=N)}).astype(float)
    frame.loc[(frame["a"] == 1) & (frame["b"] == 0), "b"] = 1.0
    y = np.where((frame["a"] == 0) & (frame["b"] == 1), 0.0, rng.random(N) < 0.5)
    pair = found(frame, y, {"a": "flag", "b": "flag", "c": "number"})
    assert [(one.driver, one.kind, one.others) for one in pair] == [("a", "quasi", ("b",)), ("b", "quasi", ("a",))]


def test_separation_beside_collinear_columns_is_still_named():
    frame, y = customers()
    frame["days"] = frame["months"] * 30
    y = np.where(frame["moved"] == 1, 0.0, y)
    assert [one.driver for one in found(frame, y, KINDS | {"days": "number"})] == ["moved"]
    assert found(frame, customers()[1], KINDS | {"days": "number"}) == []


def test_one_class_is_no_separation():
    frame, y = customers()
    assert found(frame, 0 * y) == []


def test_the_table_of_many_labels_begins_with_the_empty_ones():
    frame, y = customers()
    frame["segment"] = [f"s{i % 40:02d}" for i in range(N)]
    y = np.where(frame["segment"] == "s39", 1.0, y)
    (one,) = found(frame, y)
    assert one.table[0] == ("s39", 0, 25) and len(one.table) == 12


@given(st.integers(0, 10_000))
@hypothesis.settings(max_examples=60, deadline=None)
def test_separation_is_found_where_the_linear_programme_has_a_direction(seed):
    """Few customers, so that about half of the models are separated; the programme is solved whole, by another way."""
    from scipy.optimize import linprog

    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.integers(0, 3, (14, 3)).astype(float), columns=["a", "b", "c"])
    y = (rng.random(14) < 0.5).astype(float)
    made = design(frame, kinds=dict.fromkeys("abc", "count"))
    hypothesis.assume(0 < y.sum() < 14)
    signed = (2 * y - 1)[:, None] * made.x
    whole = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(14), bounds=(-1, 1))
    assert bool(separations(made, y)) == (whole.fun < -1e-6)


@given(st.integers(0, 1_000), st.lists(st.floats(-4, 4), min_size=2, max_size=2))
@hypothesis.settings(max_examples=15, deadline=None)
def test_neither_the_order_of_the_rows_nor_units_matter(seed, exponents):
    frame, y = customers(n=200)
    y = np.where(frame["moved"] == 1, 0.0, y)
    order = np.random.default_rng(seed).permutation(len(y))
    scaled = frame.assign(months=frame["months"] * 10 ** exponents[0], calls=frame["calls"] * 10 ** exponents[1])
    assert found(scaled.iloc[order].reset_index(drop=True), y[order]) == found(frame, y)


def test_a_fit_that_converged_needs_no_search(monkeypatch):
    frame, y = customers()
    made = design(frame, kinds=KINDS)
    fit = fit_logistic(made.x, y)
    monkeypatch.setattr(separation, "_alone", None)
    assert separations(made, y, fit=fit) == []
