"""The agreement of raters per dimension: which answers each measure takes, what is warned about, what is not known."""

import numpy as np
import pandas as pd
import pytest

from cxkit.analysis.agreement import FEW_ITEMS, FEW_RATERS, SAME_TOTALS, cronbach, icc, item_rest
from cxkit.analysis.krippendorff import krippendorff
from cxkit.analysis.maturity.agreement_table import (
    BELOW_LOWEST,
    COLUMNS,
    CONTRADICTING,
    FEW_OF_ALL,
    NO_TWO,
    SAME_ANSWERS,
    agreement_table,
    item_rests,
)

NONE = np.nan
MEASURES = ["alpha", "icc", "icc_single", "krippendorff"]
DIMENSION_OF = {f"{dimension}_{number}": dimension for dimension in ("strategy", "culture") for number in range(1, 6)}


def answers(raters_n=12, *, seed=2, blanks=0.0):
    """Return raters x items, 0-4: items differ, raters differ, and there is some noise."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 0.6, (raters_n, 1)) + np.linspace(0.5, 3.5, len(DIMENSION_OF))
    scores = np.clip(np.round(level + rng.normal(0, 0.6, level.shape)), 0, 4)
    scores = np.where(rng.random(scores.shape) < blanks, np.nan, scores)
    return pd.DataFrame(scores, columns=list(DIMENSION_OF), index=[f"rater {number}" for number in range(raters_n)])


def table(matrix, dimension_of=DIMENSION_OF, *, warn_below=0.667, seed=1, draws=60):
    found = agreement_table(matrix, dimension_of, seed=seed, warn_below=warn_below, draws=draws)
    assert tuple(found.columns) == COLUMNS
    return found.set_index(["dimension", "measure"])


def one_dimension(scores):
    matrix = pd.DataFrame(scores, dtype=float)
    return matrix.rename(columns=str), {str(item): "culture" for item in matrix.columns}


def test_every_dimension_has_every_measure():
    found = table(answers())
    assert found.index.tolist() == [(name, measure) for name in ("all", "strategy", "culture") for measure in MEASURES]
    assert found["raters_n"].tolist() == [12] * 12
    assert found["items_n"].tolist() == [10] * 4 + [5] * 8


def test_alpha_is_of_items_and_the_others_are_of_raters():
    matrix = answers()
    found = table(matrix).loc["culture"]
    scores = matrix[[item for item, dimension in DIMENSION_OF.items() if dimension == "culture"]]
    assert found.loc["alpha", ["estimate", "low", "high"]].tolist() == pytest.approx(list(cronbach(scores)[:3]))
    between = icc(scores.T).set_index("type")
    assert found.loc["icc", ["estimate", "low", "high"]].tolist() == pytest.approx(
        between.loc["2,k", ["icc", "low", "high"]].tolist()
    )
    assert found.loc["icc_single", "estimate"] == pytest.approx(between.loc["2,1", "icc"])
    assert found.loc["krippendorff", "estimate"] == pytest.approx(krippendorff(scores))


def test_consistent_raters_on_levels_of_their_own_have_alpha_but_do_not_agree():
    matrix, dimension_of = one_dimension([[0, 0, 0], [2, 2, 2], [4, 4, 4], [1, 1, 1]])
    found = table(matrix, dimension_of).loc["culture"]
    assert found.loc["alpha", "estimate"] == pytest.approx(1)
    assert found.loc["icc_single", "estimate"] == pytest.approx(0)
    assert found.loc["krippendorff", "estimate"] < 0
    assert found["status"].tolist() == ["shown", "warned", "warned", "warned"]


def test_raters_who_agree_on_items_that_differ_have_no_alpha_but_agree():
    matrix, dimension_of = one_dimension([[0, 1, 2, 4]] * 5)
    found = table(matrix, dimension_of).loc["culture"]
    assert found.loc["alpha", ["status", "reason"]].tolist() == ["not_computable", SAME_TOTALS]
    assert found.loc[MEASURES[1:], ["estimate", "low", "high"]].to_numpy(float) == pytest.approx(np.ones((3, 3)))


def test_the_limit_of_the_warning_itself_is_not_warned_about():
    matrix = answers()
    estimate = table(matrix).loc[("culture", "alpha"), "estimate"]
    assert table(matrix, warn_below=estimate).loc[("culture", "alpha"), "status"] == "shown"
    assert table(matrix, warn_below=estimate + 1e-9).loc[("culture", "alpha"), "status"] == "warned"


def test_blanks_cost_alpha_raters_and_krippendorff_nothing():
    matrix = answers()
    matrix.iloc[0, 5:9] = NONE  # one rater skips most of culture
    found = table(matrix).loc["culture"]
    assert found["raters_n"].to_dict() == {"alpha": 11, "icc": 11, "icc_single": 11, "krippendorff": 12}
    assert found["items_n"].tolist() == [5] * 4


def test_an_item_many_skip_costs_the_intraclass_correlation_that_item():
    matrix = answers()
    matrix.iloc[:6, 5] = NONE
    found = table(matrix).loc["culture"]
    assert found.loc["icc", ["raters_n", "items_n"]].tolist() == [12, 4]
    assert found.loc["alpha", ["raters_n", "items_n"]].tolist() == [6, 5]


def test_what_rests_on_fewer_than_half_of_the_raters_is_not_known():
    matrix = answers()
    matrix.iloc[:7, 5] = NONE
    found = table(matrix).loc["culture"]
    assert found.loc["alpha", ["status", "reason", "raters_n"]].tolist() == ["not_computable", FEW_OF_ALL, 12]
    assert found.loc[MEASURES[1:], "reason"].tolist() == ["", "", ""]
    for place in range(7):
        matrix.iloc[place, 5 + place % 5] = NONE
    found = table(matrix).loc["culture"]
    assert found["reason"].tolist() == [FEW_OF_ALL, FEW_OF_ALL, FEW_OF_ALL, ""]
    assert table(matrix).loc["strategy", "reason"].tolist() == [""] * 4


def test_an_intraclass_correlation_below_minus_one_is_no_figure():
    matrix, dimension_of = one_dimension([[0, 4, 2, 2], [3, 2, 3, 2]])
    assert icc(matrix.T).set_index("type").loc["2,k", "icc"] < -1
    found = table(matrix, dimension_of).loc["culture"]
    assert found.loc["icc", ["status", "reason"]].tolist() == ["not_computable", BELOW_LOWEST]
    assert found.loc["icc", ["estimate", "low", "high"]].isna().all()
    assert found.loc["icc_single", "estimate"] >= -1


@pytest.mark.parametrize(
    ("scores", "reasons"),
    [
        ([[1, 2, 3]], [FEW_RATERS, FEW_RATERS, FEW_RATERS, NO_TWO]),
        ([[1], [2], [3]], [FEW_ITEMS, FEW_ITEMS, FEW_ITEMS, ""]),
        ([[2, 2], [2, 2], [2, 2]], [SAME_TOTALS, SAME_ANSWERS, SAME_ANSWERS, SAME_ANSWERS]),
        ([[1, NONE], [NONE, 2]], [FEW_RATERS, FEW_RATERS, FEW_RATERS, NO_TWO]),
        ([[NONE, NONE], [NONE, NONE]], [FEW_ITEMS, FEW_ITEMS, FEW_ITEMS, NO_TWO]),
        ([[0, 4, 1, 3], [4, 0, 3, 1]], [SAME_TOTALS, CONTRADICTING, BELOW_LOWEST, ""]),
    ],
    ids=["one rater", "one item", "all the same", "nothing shared", "nothing at all", "opposites"],
)
def test_why_a_measure_is_not_known(scores, reasons):
    found = table(*one_dimension(scores)).loc["culture"]
    assert found["reason"].tolist() == reasons
    unknown = found[found["reason"] != ""]
    assert (unknown["status"] == "not_computable").all()
    assert unknown[["estimate", "low", "high"]].isna().all(axis=None)
    assert np.isfinite(found.loc[found["reason"] == "", "estimate"]).all()


def test_limits_are_never_minus_infinity():
    found = table(answers(3, seed=8))
    limits = found[["low", "high"]].to_numpy(float)
    assert not np.isinf(limits).any()
    assert (found["low"].dropna() >= np.minimum(found["estimate"], -1)[found["low"].notna()]).all()


def test_an_item_nobody_scored_may_be_absent_or_empty():
    matrix = answers().drop(columns="culture_5")
    pd.testing.assert_frame_equal(table(matrix), table(matrix.assign(culture_5=NONE)))
    assert table(matrix).loc[("culture", "alpha"), "items_n"] == 4
    assert item_rests(matrix, DIMENSION_OF)["item"].tolist() == list(DIMENSION_OF)


def test_a_dimension_nobody_scored_is_named():
    matrix = answers()[[item for item, dimension in DIMENSION_OF.items() if dimension == "strategy"]]
    found = table(matrix).loc["culture"]
    assert (found["status"] == "not_computable").all()
    assert found["raters_n"].tolist() == [0] * 4


def test_the_order_of_raters_and_items_does_not_matter():
    matrix = answers(blanks=0.1)
    turned = matrix.iloc[::-1, ::-1]
    pd.testing.assert_frame_equal(table(matrix), table(turned))
    order_of_items = dict(reversed(DIMENSION_OF.items()))
    pd.testing.assert_frame_equal(table(matrix).sort_index(), table(matrix, order_of_items).sort_index())
    pd.testing.assert_frame_equal(item_rests(matrix, DIMENSION_OF), item_rests(turned, DIMENSION_OF))


def test_the_matrix_is_left_as_it_was():
    matrix = answers(blanks=0.1)
    before = matrix.copy()
    table(matrix)
    item_rests(matrix, DIMENSION_OF)
    pd.testing.assert_frame_equal(matrix, before)


def test_items_are_held_against_the_rest_of_their_own_dimension():
    matrix = answers(30)
    matrix["culture_3"] = 4 - matrix["culture_3"]  # two raters in three read it the wrong way round
    found = item_rests(matrix, DIMENSION_OF)
    assert found.columns.tolist() == ["item", "item_rest", "low", "high", "flagged"]
    culture = [item for item, dimension in DIMENSION_OF.items() if dimension == "culture"]
    assert found.loc[5:, "item_rest"].tolist() == pytest.approx(item_rest(matrix[culture])["correlation"].tolist())
    assert found.loc[found["flagged"], "item"].tolist() == ["culture_3"]
