"""Cronbach, intraclass correlations and item-rest: published figures, pingouin as judge, answers that say nothing."""

import warnings
from unittest import mock

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from cxkit.analysis.agreement import FEW_ITEMS, FEW_RATERS, SAME_TOTALS, cronbach, icc, item_rest

NONE = np.nan
TYPES = ["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]
# Shrout & Fleiss 1979, Psychological Bulletin 86, table 2: six targets, four judges
SIX_TARGETS = pd.DataFrame([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
# pingouin.read_dataset("icc"): eight wines, four judges
WINES = pd.DataFrame(
    [[1, 2, 0, 1], [1, 3, 3, 2], [3, 8, 1, 4], [6, 4, 3, 3], [6, 5, 5, 6], [7, 5, 6, 2], [8, 7, 7, 9], [9, 9, 9, 8]]
)
# pingouin.read_dataset("cronbach_wide_missing"): twelve people, eleven questions
WITH_BLANKS = pd.DataFrame(
    [
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0],
        [NONE, 0, 1, 1, NONE, 1, 1, 1, 1, 0, 0],
        [1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0],
        [1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0],
        [0, 1, NONE, 0, 1, 1, 1, 1, 0, 0, 0],
        [1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0],
        [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0],
        [0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0],
        [1, 0, 0, 1, 0, 1, 0, 0, NONE, 0, 0],
        [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
    ]
)
MATRICES = st_numpy.arrays(
    float,
    st_numpy.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=7),
    elements=st.integers(0, 4).map(float),
)
HOLED = st_numpy.arrays(
    float,
    st_numpy.array_shapes(min_dims=2, max_dims=2, max_side=7),
    elements=st.one_of(st.integers(0, 4).map(float), st.just(NONE)),
)


def by_pingouin(scores):
    """Return the six intraclass correlations and their limits as pingouin has them."""
    long = scores.rename_axis("target").reset_index().melt(id_vars="target", var_name="judge", value_name="score")
    twelve_digits = mock.patch.dict(pingouin.options, {"round.column.CI95": 12})
    with warnings.catch_warnings(), twelve_digits:
        warnings.simplefilter("ignore", FutureWarning)  # of pandas, about what pingouin asks of it
        warnings.simplefilter("ignore", DeprecationWarning)
        found = pingouin.intraclass_corr(long, targets="target", raters="judge", ratings="score")
    return found["ICC"].to_numpy(), np.vstack(found["CI95"])


def likert(raters_n, items_n, *, seed=1, own=1.0, noise=0.8):
    """Return scores 0-4 that go together over items as far as `own` (sd of raters) exceeds the noise."""
    rng = np.random.default_rng(seed)
    level = 2 + own * rng.normal(size=(raters_n, 1)) + rng.normal(0, 0.5, items_n)
    return pd.DataFrame(np.clip(np.round(level + rng.normal(0, noise, (raters_n, items_n))), 0, 4))


def test_alpha_of_pingouins_example():
    """methods.md section 2, row 21: docstring of pingouin.cronbach_alpha, tested there against psych of R."""
    long = pingouin.read_dataset("cronbach_alpha")
    found = cronbach(long.pivot(index="Subj", columns="Items", values="Scores"))
    assert found.estimate == pytest.approx(0.5917188485995826, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((0.195, 0.840), abs=5e-4)
    assert (found.raters_n, found.items_n, found.reason) == (15, 10, "")


@pytest.mark.parametrize(
    ("blanks", "alpha", "limits", "raters_n"),
    [("listwise", 0.801694915, (0.533, 0.947), 9), ("pairwise", 0.732660835, (0.435, 0.909), 12)],
)
def test_alpha_with_blanks(blanks, alpha, limits, raters_n):
    """methods.md section 2, row 21: docstring of pingouin.cronbach_alpha, as psych of R.

    Its listwise limits (.581, .933) still count the three people left out; ours are of the nine, as is its alpha.
    """
    found = cronbach(WITH_BLANKS, blanks=blanks)
    assert found.estimate == pytest.approx(alpha, abs=5e-9)
    assert (found.low, found.high) == pytest.approx(limits, abs=5e-4)
    assert (found.raters_n, found.items_n) == (raters_n, 11)


@pytest.mark.parametrize(
    ("scores", "published", "digits"),
    [
        (SIX_TARGETS, [0.17, 0.29, 0.71, 0.44, 0.62, 0.91], 2),  # Shrout & Fleiss 1979, table 4
        (WINES, [0.728, 0.728, 0.729, 0.914, 0.914, 0.915], 3),  # docstring of pingouin.intraclass_corr
    ],
    ids=["Shrout & Fleiss", "wines"],
)
def test_published_intraclass_correlations(scores, published, digits):
    """methods.md section 2, row 22."""
    found = icc(scores)
    assert found["type"].tolist() == TYPES
    assert found["icc"].to_numpy() == pytest.approx(published, abs=0.5 * 10**-digits)


def test_published_limits_of_the_wines():
    """Docstring of pingouin.intraclass_corr: F and 95 % limits."""
    found = icc(WINES)
    printed = [(0.43, 0.93)] * 3 + [(0.75, 0.98)] * 3
    assert found[["low", "high"]].to_numpy() == pytest.approx(np.array(printed), abs=5e-3)
    assert found["f"].to_numpy() == pytest.approx([11.680, 11.787, 11.787] * 2, abs=5e-4)
    assert found["df1"].tolist() == [7] * 6
    assert found["df2"].tolist() == [24, 21, 21] * 2


@pytest.mark.parametrize("scores", [SIX_TARGETS, WINES, likert(5, 12, own=0.3, noise=0.5)])
def test_intraclass_correlations_as_pingouin(scores):
    estimates, limits = by_pingouin(scores)
    found = icc(scores)
    assert found["icc"].to_numpy() == pytest.approx(estimates, abs=1e-9)
    assert found[["low", "high"]].to_numpy() == pytest.approx(limits, abs=1e-9)


def test_a_coefficient_below_0_as_pingouin_but_for_type_2():
    scores = pd.DataFrame([[0, 1, 3], [3, 0, 2], [1, 3, 1], [2, 2, 0]])
    estimates, limits = by_pingouin(scores)
    found = icc(scores)
    assert found["icc"].to_numpy()[:4] == pytest.approx(estimates[:4], abs=1e-9)
    assert (found["icc"] < 0).all()
    assert estimates[4] > 1  # the same scores have an ICC(A,k) of 4.67 there; here there is none
    assert found.loc[4, "icc"] == -np.inf
    assert found.loc[[0, 2], ["low", "high"]].to_numpy() == pytest.approx(limits[[0, 2]], abs=1e-9)
    assert found.loc[1, "low"] < found.loc[1, "icc"] < found.loc[1, "high"] < 0


@given(MATRICES)
@settings(max_examples=150, deadline=None)
def test_intraclass_correlations_of_any_scores(values):
    """Never above 1, and limits on either side."""
    found = icc(pd.DataFrame(values)).set_index("type")
    known = found[np.isfinite(found["icc"])]
    assert (known["icc"] <= 1 + 1e-12).all()
    with_limits = known[known["low"].notna() & known["high"].notna()]
    assert (with_limits["low"] <= with_limits["icc"] + 1e-9).all()
    assert (with_limits["icc"] <= with_limits["high"] + 1e-9).all()


@given(MATRICES, st.sampled_from([1e-6, 3.0, 1e6]), st.integers(-100, 100))
@settings(max_examples=40, deadline=None)
def test_the_scale_does_not_matter(values, unit, start):
    assume(np.ptp(values) > 0)
    here, there = pd.DataFrame(values), pd.DataFrame((values + start) * unit)
    pd.testing.assert_frame_equal(icc(here), icc(there), rtol=1e-5, atol=1e-7)
    assert cronbach(there)[:3] == pytest.approx(cronbach(here)[:3], rel=1e-5, abs=1e-7, nan_ok=True)


def test_judges_who_differ_in_level_only():
    """Targets 1 to 4, the second judge one point higher.

    Mean squares: targets 2 x 5 / 3, judges 4 x 0.5, rest 0. Absolute: 10/3 / (10/3 + 2 x 2 / 4) = 10 / 13.
    """
    found = icc(pd.DataFrame({"one": [1, 2, 3, 4], "other": [2, 3, 4, 5]})).set_index("type")
    assert found.loc["3,1", ["icc", "low", "high"]].tolist() == [1.0, 1.0, 1.0]
    assert found.loc["2,1", "icc"] == pytest.approx(10 / 13)
    assert found.loc["2,k", "icc"] == pytest.approx(20 / 23)
    assert found.loc["2,1", "low"] < 10 / 13 < found.loc["2,1", "high"] < 1


def test_judges_who_contradict_each_other_have_no_mean_to_rely_on():
    """Rest large, targets and judges equal: the step-up of pingouin would give 1.5 here."""
    found = icc(pd.DataFrame([[0, 4], [4, 0], [1, 3], [3, 1]])).set_index("type")["icc"]
    assert found["2,1"] < -1
    assert found["2,k"] == -np.inf


@pytest.mark.parametrize("scores", [[[2, 2], [2, 2]], [[2, 2, 2]] * 5])
def test_scores_that_are_all_the_same_say_nothing(scores):
    assert icc(pd.DataFrame(scores))["icc"].isna().all()


@pytest.mark.parametrize("scores", [[[1, 2, 3]], [[1], [2]], [[1, NONE], [2, 3]]])
def test_intraclass_correlations_need_a_full_table(scores):
    with pytest.raises(ValueError, match="without blanks"):
        icc(pd.DataFrame(scores))


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ([[1], [2], [3]], FEW_ITEMS),
        ([[1, NONE], [2, NONE], [3, NONE]], FEW_ITEMS),
        ([[1, 2, 3]], FEW_RATERS),
        ([[1, NONE], [NONE, 2], [3, 3]], FEW_RATERS),
        ([[NONE, NONE], [NONE, NONE]], FEW_ITEMS),
        ([[2, 2], [2, 2], [2, 2]], SAME_TOTALS),
        ([[1, 3], [2, 2], [3, 1]], SAME_TOTALS),
    ],
)
def test_why_there_is_no_alpha(scores, reason):
    found = cronbach(pd.DataFrame(scores, dtype=float))
    assert np.isnan(found[:3]).all()
    assert found.reason == reason


def test_listwise_limits_are_those_of_the_raters_left():
    complete = WITH_BLANKS.dropna()
    assert cronbach(WITH_BLANKS) == cronbach(complete)
    assert cronbach(complete)[1:3] == pytest.approx(pingouin.cronbach_alpha(complete)[1], abs=5e-4)


def test_an_item_nobody_scored_is_left_out():
    scores = likert(9, 4)
    assert cronbach(scores.assign(empty=NONE)) == cronbach(scores)


def test_items_that_are_the_same_have_alpha_1():
    found = cronbach(pd.DataFrame({"a": [1, 2, 4.0], "b": [1, 2, 4.0]}))
    assert found[:3] == pytest.approx((1, 1, 1))


def test_items_that_go_apart_have_a_negative_alpha():
    """Variances 5 / 3 and 5 / 3, covariance -1: 2 x (1 - (10 / 3) / (4 / 3)) = -3."""
    found = cronbach(pd.DataFrame({"a": [1, 2, 3, 4.0], "b": [3, 4, 2, 1.0]}))
    expected = pingouin.cronbach_alpha(pd.DataFrame({"a": [1, 2, 3, 4.0], "b": [3, 4, 2, 1.0]}))[0]
    assert found.estimate == pytest.approx(expected)
    assert found.low < found.estimate < found.high < 1


def test_unknown_blanks_are_refused():
    with pytest.raises(ValueError, match="listwise"):
        cronbach(WITH_BLANKS, blanks="mean")


@given(HOLED, st.sampled_from(["listwise", "pairwise"]))
@settings(max_examples=100, deadline=None)
def test_alpha_of_any_answers(values, blanks):
    """At most 1 without blanks, nan exactly when there is a reason, and never a warning (they are errors here)."""
    found = cronbach(pd.DataFrame(values), blanks=blanks)
    assert bool(found.reason) == bool(np.isnan(found.estimate))
    if blanks == "listwise" and not found.reason:
        assert found.estimate <= 1 + 1e-12
    if not found.reason and found.estimate <= 1:
        assert found.low <= found.estimate + 1e-9


def test_feldts_interval_holds_the_truth():
    """Parallel normal items, reliability of the sum of five 5 x .4 / (1 + 4 x .4): 400 groups of 14 raters."""
    rng = np.random.default_rng(4)
    truth = 5 * 0.4 / (1 + 4 * 0.4)
    held = 0
    for _ in range(400):
        scores = np.sqrt(0.4) * rng.normal(size=(14, 1)) + np.sqrt(0.6) * rng.normal(size=(14, 5))
        found = cronbach(pd.DataFrame(scores))
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 400 <= 0.98


def test_item_rest_is_the_correlation_with_the_sum_of_the_others():
    scores = likert(14, 5)
    found = item_rest(scores).set_index("item")
    for item in scores:
        others = scores.drop(columns=item).sum(axis="columns")
        expected = pingouin.corr(scores[item], others)
        assert found.loc[item, "correlation"] == pytest.approx(expected["r"].iloc[0])
        column = next(name for name in expected if name.startswith("CI95"))
        assert (found.loc[item, "low"], found.loc[item, "high"]) == pytest.approx(
            tuple(expected[column].iloc[0]), abs=6e-3
        )
    assert not found["flagged"].any()


def test_an_item_read_the_wrong_way_round_is_flagged():
    scores = likert(20, 5, noise=0.5)
    found = item_rest(scores.assign(turned=4 - scores[0])).set_index("item")
    assert found["flagged"].tolist() == [False] * 5 + [True]
    assert found.loc["turned", "high"] < 0


def test_a_skipped_item_does_not_make_a_rater_high():
    """Items a level apart: skipping the low one leaves the rater's rest where it was."""
    level = np.array([0.0, 1, 2, 3, 4, 5])
    scores = pd.DataFrame({"item": level, "high": level + 10, "low": level - 10})
    found = item_rest(scores.assign(low=[-10.0, -9, NONE, NONE, -6, -5])).set_index("item")
    assert found.loc["item", "correlation"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("scores", "correlations"),
    [
        ({"a": [1.0, 2, 3, 4]}, [NONE]),
        ({"a": [1.0, 2], "b": [2.0, 1]}, [NONE, NONE]),
        ({"a": [1.0, 1, 1], "b": [1.0, 2, 3]}, [NONE, NONE]),
        ({"a": [1.0, 2, 3], "b": [3.0, 2, 1]}, [-1, -1]),
        ({"a": [NONE, NONE, NONE], "b": [3.0, 2, 1]}, [NONE, NONE]),
        ({"a": [1.0, NONE, 2, NONE], "b": [NONE, 2.0, NONE, 3]}, [NONE, NONE]),
    ],
    ids=["one item", "two raters", "no variance", "three raters", "nobody scored", "nobody scored both"],
)
def test_item_rest_at_the_edges(scores, correlations):
    found = item_rest(pd.DataFrame(scores))
    assert found["correlation"].to_numpy() == pytest.approx(correlations, nan_ok=True)
    assert found[["low", "high"]].isna().all(axis=None)
    assert not found["flagged"].any()


@given(HOLED)
@settings(max_examples=100, deadline=None)
def test_item_rest_of_any_answers(values):
    found = item_rest(pd.DataFrame(values))
    known = found.dropna()
    assert found["item"].tolist() == list(range(values.shape[1]))
    assert known["correlation"].between(-1, 1).all()
    assert ((known["low"] <= known["correlation"] + 1e-12) & (known["correlation"] <= known["high"] + 1e-12)).all()
    assert found["flagged"].dtype == bool
