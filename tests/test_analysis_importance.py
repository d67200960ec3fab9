"""The ranking of drivers: shares, intervals, ranks and what chance reaches."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis import importance as module
from cxkit.analysis.drivers.design import design
from cxkit.analysis.importance import COLUMNS, block_sums, importance, importance_of_sums, noise_shares, shares_of

KINDS = {"tenure": "number", "segment": "labels", "bills": "count", "faults": "count", "NPS": "score", "price": "flag"}
GROUPS = {"contacts": ["bills", "faults"]}


def customers(rows_n=600, *, seed=1):
    """Return drivers, outcome and ids; NPS matters most, segment and price not at all."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "tenure": rng.normal(40, 15, rows_n),
            "segment": rng.choice(["home", "office", "shop"], rows_n),
            "bills": rng.poisson(0.6, rows_n).astype(float),
            "faults": rng.poisson(0.3, rows_n).astype(float),
            "NPS": rng.integers(0, 11, rows_n).astype(float),
            "price": (rng.random(rows_n) < 0.2).astype(float),
        }
    )
    linear = 0.5 - 0.4 * (frame["NPS"] - 5) + 0.5 * frame["bills"] + 0.3 * frame["faults"] - 0.02 * frame["tenure"]
    left = (rng.random(rows_n) < 1 / (1 + np.exp(-linear))).to_numpy(float)
    return frame, left, [f"C{number:05d}" for number in range(rows_n)]


def found(frame, left, ids, *, kinds=None, groups=GROUPS, seed=2025, draws=60):
    return importance(design(frame, kinds=kinds or KINDS), left, groups=groups, customer_id=ids, seed=seed, draws=draws)


def by_driver(table):
    return table.set_index("driver").sort_index()


def noisy(rows_n, drivers_n, *, seed=1, weight=1.0):
    """Return independent normal drivers, the first of which matters."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(rows_n), rng.normal(size=(rows_n, drivers_n))])
    return x, (rng.random(rows_n) < 1 / (1 + np.exp(1 - weight * x[:, 1]))).astype(float)


def singles(drivers_n):
    return {f"driver {place}": (place,) for place in range(1, drivers_n + 1)}


def test_two_independent_drivers_by_hand():
    """Eight customers, two flags in every combination twice; of those with neither, one, other, both 0, 1, 1, 2 left.

    Each flag has covariance 1/8 with the outcome and variance 1/4, the outcome 1/4, so r² = (1/8)² / (1/16) = 1/4.
    """
    frame = pd.DataFrame({"calls": [0, 0, 1, 1, 0, 0, 1, 1.0], "mails": [0, 0, 0, 0, 1, 1, 1, 1.0]})
    left = np.array([0, 0, 1, 0, 1, 0, 1, 1.0])
    table = found(frame, left, range(8), kinds={"calls": "flag", "mails": "flag"}, groups={})
    assert table["share"].tolist() == pytest.approx([0.5, 0.5])
    assert table["second_share"].tolist() == pytest.approx([0.5, 0.5])
    assert table["rank"].tolist() == [1, 1]
    assert table["sign"].tolist() == [1, 1]


def test_one_row_per_driver_or_group_the_largest_first():
    table = found(*customers())
    assert tuple(table) == COLUMNS
    assert set(table["driver"]) == {"tenure", "segment", "contacts", "NPS", "price"}
    assert table["driver"][0] == "NPS"
    assert table["rank"].tolist() == [1, 2, 3, 4, 5]
    assert table["share"].is_monotonic_decreasing
    assert table[["share", "second_share"]].sum().tolist() == pytest.approx([1, 1])
    assert set(table["method"]) == {"lmg"}
    assert set(table["second_method"]) == {"mcfadden"}


def test_the_first_is_first_in_every_draw_and_the_last_two_change_places():
    table = by_driver(found(*customers(2000), draws=200))
    assert table.loc["NPS", ["rank_low", "rank_high", "top3_share"]].tolist() == [1, 1, 1]
    assert table.loc[["segment", "price"], "rank_high"].tolist() == [5, 5]
    assert table.loc[["segment", "price"], "rank_low"].min() >= 3
    assert table.loc["price", "top3_share"] < 0.1
    assert (table["low"] < table["high"]).all()


def test_signs_are_beside_all_other_drivers():
    frame, left, ids = customers(2000)
    frame["mails"] = frame["bills"] - left + np.random.default_rng(2).normal(size=2000)
    table = by_driver(found(frame, left, ids, kinds=KINDS | {"mails": "count"}, groups={"both": ["bills", "mails"]}))
    assert table.loc[["NPS", "tenure", "faults"], "sign"].tolist() == [-1, -1, 1]
    assert table.loc[["segment", "both"], "sign"].tolist() == [0, 0]


def test_a_group_of_columns_with_one_direction_has_its_sign():
    assert by_driver(found(*customers(2000))).loc["contacts", "sign"] == 1


def test_drivers_that_the_design_lacks_are_passed_over():
    frame, left, ids = customers()
    table = found(frame.assign(faults=1.0), left, ids)
    assert set(table["driver"]) == {"tenure", "segment", "contacts", "NPS", "price"}


def test_duplicates_share_evenly_and_have_one_rank():
    frame, left, ids = customers()
    table = by_driver(found(frame.assign(again=frame["NPS"]), left, ids, kinds=KINDS | {"again": "score"}))
    assert table.loc["NPS", "share"] == pytest.approx(table.loc["again", "share"])
    assert table.loc["NPS", "second_share"] == pytest.approx(table.loc["again", "second_share"], abs=1e-6)
    assert table.loc[["NPS", "again"], "rank"].tolist() == [1, 1]
    assert table.loc["tenure" if table.loc["tenure", "rank"] == 3 else "contacts", "rank"] == 3
    assert not table.drop(columns=["method", "second_method"]).isna().any(axis=None)


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 1000),
    powers=st.lists(st.integers(-8, 8), min_size=5, max_size=5),
    order=st.permutations(list(KINDS)),
)
def test_units_and_the_order_of_rows_and_columns_do_not_matter(seed, powers, order):
    frame, left, ids = customers(200)
    rows = np.random.default_rng(seed).permutation(len(frame))
    other = frame.copy()
    numbers = ["tenure", "bills", "faults", "NPS", "price"]
    other[numbers] = other[numbers] * 10.0 ** np.array(powers)
    told = by_driver(found(frame, left, ids, draws=20))
    turned = found(
        other.iloc[rows].reset_index(drop=True), left[rows], [ids[row] for row in rows],
        kinds={name: KINDS[name] for name in order}, draws=20,
    )  # fmt: skip
    pd.testing.assert_frame_equal(by_driver(turned), told, rtol=1e-6, atol=1e-7)


def test_the_order_of_rows_changes_not_one_digit():
    frame, left, ids = customers()
    rows = np.random.default_rng(3).permutation(len(frame))
    turned = found(frame.iloc[rows], left[rows], [ids[row] for row in rows])
    pd.testing.assert_frame_equal(turned, found(frame, left, ids), check_exact=True)


def test_another_seed_moves_the_intervals_and_not_the_shares():
    one, other = found(*customers()), found(*customers(), seed=7)
    np.testing.assert_allclose(one["share"], other["share"], rtol=1e-9)
    assert (one["low"] != other["low"]).all()
    assert (one["noise_share"] != other["noise_share"]).all()


def test_blocks_of_customers_give_the_sums_of_all():
    x, y = noisy(1001, 3)
    sums = block_sums(x, y)
    assert sums.shape == (400, 5, 5)
    np.testing.assert_allclose(sums.sum(axis=0), block_sums(x, y, blocks_n=1)[0], atol=1e-9)
    assert sorted(set(sums[:, 0, 0])) == [2, 3]


@pytest.mark.parametrize(
    ("drivers_n", "method", "known"), [(14, "lmg", True), (15, "lmg", False), (21, "johnson", True)]
)
def test_the_number_of_drivers_decides_what_is_computed(drivers_n, method, known):
    x, y = noisy(300, drivers_n)
    columns = [f"column {place}" for place in range(drivers_n)]
    table = importance_of_sums(block_sums(x, y), columns, singles(drivers_n), seed=1, draws=5)
    assert set(table["method"]) == {method}
    assert table["share"].sum() == pytest.approx(1)
    told = ["low", "high", "rank_low", "rank_high", "top3_share", "noise_share"]
    assert table[told].notna().all(axis=None) == known
    assert table[told].isna().all(axis=None) != known


def test_mcfadden_is_left_out_beyond_ten():
    x, y = noisy(300, 11)
    frame = pd.DataFrame(x[:, 1:], columns=[f"d{place}" for place in range(11)])
    table = found(frame, y, range(300), kinds=dict.fromkeys(frame, "number"), groups={}, draws=2)
    assert table["second_share"].isna().all()
    assert set(table["second_method"]) == {""}


def test_mcfadden_takes_fewer_customers_where_all_are_too_many(monkeypatch):
    whole = found(*customers(3000))
    monkeypatch.setattr(module, "MCFADDEN_FITS", 2**5 * 1500)
    half = found(*customers(3000))
    np.testing.assert_allclose(half["share"], whole["share"], rtol=1e-12)
    assert (half["second_share"] != whole["second_share"]).all()
    np.testing.assert_allclose(half["second_share"], whole["second_share"], atol=0.08)


def test_an_outcome_of_one_value_is_refused():
    frame, left, ids = customers()
    with pytest.raises(ValueError, match="one value"):
        found(frame, np.ones_like(left), ids)


def test_no_drivers_give_an_empty_table():
    frame, left, ids = customers(20)
    table = found(frame.assign(NPS=7.0), left, ids, kinds={"NPS": "score"}, groups={})
    assert tuple(table) == COLUMNS
    assert table.empty


def test_drivers_that_explain_nothing_have_no_share():
    frame = pd.DataFrame({"calls": [0.0, 1.0] * 4})
    table = found(frame, np.array([0, 0, 1, 1.0] * 2), range(8), kinds={"calls": "flag"}, groups={}, draws=0)
    assert table["share"].isna().all()


def test_a_useless_driver_seldom_passes_the_noise():
    """A number and a label of five levels without effect pass in 2.5 % of 240: 15 or more has chance 0.2 %."""
    passed = np.zeros(2)
    groups = [(1,), (2,), (3, 4, 5, 6)]
    for seed in range(240):
        rng = np.random.default_rng(seed)
        x, y = noisy(500, 2, seed=seed, weight=0.5)
        levels = rng.integers(0, 5, 500)
        x = np.column_stack([x, *(levels == level for level in range(1, 5))])
        total = block_sums(x, y, blocks_n=1)[0]
        noise = noise_shares(total, list("abcdef"), groups, method="lmg", seed=seed, draws=200)
        passed += shares_of(total, groups, method="lmg")[1:] > noise[1:]
    assert passed.max() < 15


def test_the_noise_is_that_of_columns_really_added():
    x, y = noisy(400, 2)
    total = block_sums(x, y, blocks_n=1)[0]
    (said, _) = noise_shares(total, ["a", "b"], [(1,), (2,)], method="lmg", seed=1, draws=4000)
    rng = np.random.default_rng(8)
    own = shares_of(total, [(1,), (2,)], method="lmg")
    assert own.sum() == pytest.approx(1)
    really = []
    for _ in range(2000):
        sums = block_sums(np.column_stack([x, rng.normal(size=400)]), y, blocks_n=1)[0]
        share = shares_of(sums, [(1,), (2,), (3,)], method="lmg")[-1]
        really.append(share / (1 - share))
    assert said == pytest.approx(np.percentile(really, 97.5), rel=0.15)


def test_intervals_hold_the_share_in_95_percent():
    """Of 80 intervals of a driver whose share is known from 200,000 customers, 70 or fewer has chance 0.6 %."""

    def sums_of(rows_n, seed):
        rng = np.random.default_rng(seed)
        common = rng.normal(size=rows_n)
        x = np.column_stack([np.ones(rows_n), common + rng.normal(size=rows_n), common + rng.normal(size=rows_n)])
        y = (rng.random(rows_n) < 1 / (1 + np.exp(1 - 0.8 * x[:, 1] - 0.4 * x[:, 2]))).astype(float)
        return block_sums(x, y)

    truth = shares_of(sums_of(200_000, 999).sum(axis=0), [(1,), (2,)], method="lmg")[0]
    held = 0
    for seed in range(80):
        table = by_driver(importance_of_sums(sums_of(1500, seed), ["a", "b"], singles(2), seed=seed, draws=100))
        held += table.loc["driver 1", "low"] <= truth <= table.loc["driver 1", "high"]
    assert held > 70


def test_every_draw_counts_customers_and_not_rows_of_the_table():
    """Shares of a table in which every customer stands in one of 400 blocks vary as those of a plain bootstrap."""
    x, y = noisy(1200, 2, weight=0.6)
    ours = by_driver(importance_of_sums(block_sums(x, y), ["a", "b"], singles(2), seed=1, draws=600))
    rng = np.random.default_rng(4)
    plain = []
    for _ in range(600):
        rows = rng.integers(0, 1200, 1200)
        plain.append(shares_of(block_sums(x[rows], y[rows], blocks_n=1)[0], [(1,), (2,)], method="lmg")[0])
    low, high = np.percentile(plain, [2.5, 97.5])
    assert ours.loc["driver 1", "low"] == pytest.approx(low, abs=0.03)
    assert ours.loc["driver 1", "high"] == pytest.approx(high, abs=0.03)


def test_ranks_of_equal_shares_are_equal():
    shares = np.array([[0.3, 0.3, 0.4], [0.5, 0.25, 0.25]])
    assert module.ranks(shares).tolist() == [[2, 2, 1], [1, 2, 2]]
    for one, other in itertools.pairwise(np.sort(module.ranks(np.array([0.1, 0.1 + 1e-12, 0.8])))):
        assert one in (1, 2) and other == 2
