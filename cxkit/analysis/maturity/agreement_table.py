"""How far the answers of several raters can be relied on, per dimension: agreement, and items that go the other way."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxkit.analysis.agreement import FEW_ITEMS, FEW_RATERS, Coefficient, cronbach, icc, item_rest
from cxkit.analysis.krippendorff import krippendorff, krippendorff_interval
from cxkit.analysis.uncertainty import stream
from cxkit.language import N_

ALL = "all"
DRAWS = 1_000
LOWEST = -1.0  # limits below it say no more than that there is no agreement
COLUMNS = ("dimension", "measure", "estimate", "low", "high", "items_n", "raters_n", "status", "reason")
SAME_ANSWERS = N_("all answers are the same")
CONTRADICTING = N_("people contradict each other so much that their average tells nothing")
NO_TWO = N_("no statement was scored by two people")
FEW_OF_ALL = N_("fewer than half of the people scored every statement")
BELOW_LOWEST = N_("people contradict each other more than can be measured with so few")


def agreement_table(
    matrix: pd.DataFrame, dimension_of: Mapping[str, str], *, seed: int, warn_below: float, draws: int = DRAWS
) -> pd.DataFrame:
    """Return how far items go together and raters agree, over the whole questionnaire and per dimension.

    Parameters
    ----------
    matrix : raters x items, reverse items turned, nan for no answer; an item nobody scored may be absent.
    dimension_of : item -> its dimension, in the order of the questionnaire.
    seed, draws : of the draws of items behind the interval of Krippendorff's alpha.
    warn_below : estimates below it are warned about, 0-1.

    Returns
    -------
    One row per dimension ('all' first) and measure: dimension; measure ('alpha': do items go together over raters;
    'icc', 'icc_single', 'krippendorff': do raters agree over items); estimate, low, high (95 %; at least -1 where the
    estimate is); items_n, raters_n (that the figure rests on; where there is none, those with any answer); status
    ('shown', 'warned', 'not_computable'); reason ('' unless not computable).

    Notes
    -----
    Alpha is of the raters who scored every item. The intraclass correlations need answers without blanks: the raters
    who scored every item, or the items that every rater scored, whichever holds more answers. Krippendorff's alpha
    takes all answers. The three measures of raters are low as well where the items of a dimension hardly differ. Alpha
    and the intraclass correlations are not computable on fewer than half of the raters with any answer, nor is an
    intraclass correlation below -1, which says no more than that raters contradict each other.

    Examples
    --------
    >>> matrix = pd.DataFrame({"a": [0.0, 1.0, 2.0], "b": [1.0, 2.0, 3.0], "c": [0.0, 1.0, 2.0], "d": [2.0, 3.0, 4.0]})
    >>> dimension_of = {"a": "culture", "b": "culture", "c": "culture", "d": "culture"}
    >>> found = agreement_table(matrix, dimension_of, seed=1, warn_below=0.667).set_index(["dimension", "measure"])
    >>> [float(round(value, 4)) for value in found.loc["culture", "estimate"]]  # ICC: 2.75 / (2.75 + 12 / 4)
    [1.0, 0.7333, 0.4783, 0.3074]
    >>> found.loc["culture", "status"].tolist()
    ['shown', 'shown', 'warned', 'warned']
    """
    rows = []
    for dimension, items in _items_of(dimension_of).items():
        scores = _scored(matrix, items)
        rng = stream(seed, "maturity", "agreement", dimension)
        found = _coefficients(scores, draws=draws, rng=rng)
        rows += [_row(dimension, measure, coefficient, scores, warn_below) for measure, coefficient in found.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def item_rests(matrix: pd.DataFrame, dimension_of: Mapping[str, str]) -> pd.DataFrame:
    """Return how each item goes with the rest of its dimension, over raters.

    Parameters
    ----------
    matrix, dimension_of : as of `agreement_table`.

    Returns
    -------
    One row per item of dimension_of, in that order: item, item_rest (correlation; nan where it cannot be known), low,
    high (95 %), flagged (bool: surely negative).

    Examples
    --------
    >>> matrix = pd.DataFrame({"a": [1, 2, 3, 4.0], "b": [1, 2, 3, 4.0], "c": [3, 3, 2, 2.0]})
    >>> item_rests(matrix, dict.fromkeys("abc", "culture"))["item_rest"].round(3).tolist()
    [0.949, 0.949, -0.894]
    """
    items = _items_of(dimension_of)
    parts = [item_rest(matrix.reindex(columns=items[key])) for key in items if key != ALL]
    found = pd.concat(parts, ignore_index=True).rename(columns={"correlation": "item_rest"})
    order = {item: place for place, item in enumerate(dimension_of)}
    return found.sort_values("item", key=lambda item: item.map(order), ignore_index=True)


def _items_of(dimension_of: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the items of all dimensions together, then of each."""
    items = {ALL: list(dimension_of)}
    for item, dimension in dimension_of.items():
        items.setdefault(dimension, []).append(item)
    return items


def _scored(matrix: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """Return the items and raters that have answers; items by name, so that their order does not matter."""
    known = matrix[sorted(item for item in items if item in matrix.columns)].astype(float)
    return known.dropna(how="all").dropna(axis="columns", how="all")


def _coefficients(scores: pd.DataFrame, *, draws: int, rng: np.random.Generator) -> dict[str, Coefficient]:
    complete = {"alpha": cronbach(scores), **_icc(scores)}
    return {
        **{measure: _of_enough(found, len(scores)) for measure, found in complete.items()},
        "krippendorff": _krippendorff(scores, draws=draws, rng=rng),
    }


def _of_enough(found: Coefficient, raters_n: int) -> Coefficient:
    """Return a coefficient, or why there is none when fewer than half of the raters stand behind it."""
    if found.reason or 2 * found.raters_n >= raters_n:
        return found
    return _none(found.raters_n, found.items_n, FEW_OF_ALL)


def _icc(scores: pd.DataFrame) -> dict[str, Coefficient]:
    block = _without_blanks(scores)
    raters_n, items_n = block.shape
    measures = {"icc": "2,k", "icc_single": "2,1"}
    if raters_n < 2 or items_n < 2:
        reason = FEW_ITEMS if scores.shape[1] < 2 else FEW_RATERS
        return {measure: _none(raters_n, items_n, reason) for measure in measures}
    found = icc(block.T).set_index("type")
    same = SAME_ANSWERS if np.ptp(block.to_numpy()) == 0 else CONTRADICTING
    estimates = found["icc"]
    reasons = {
        measure: same if not np.isfinite(estimates[kind]) else BELOW_LOWEST if estimates[kind] < LOWEST else ""
        for measure, kind in measures.items()
    }
    return {
        measure: _none(raters_n, items_n, reasons[measure])
        if reasons[measure]
        else Coefficient(*found.loc[kind, ["icc", "low", "high"]], raters_n, items_n)
        for measure, kind in measures.items()
    }


def _without_blanks(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the raters who scored every item, or the items every rater scored: what holds more, raters when equal."""
    blocks = scores.dropna(), scores.dropna(axis="columns")
    return max(blocks, key=lambda block: block.size if min(block.shape) >= 2 else 0)


def _krippendorff(scores: pd.DataFrame, *, draws: int, rng: np.random.Generator) -> Coefficient:
    shared = scores.loc[:, scores.notna().sum() >= 2].dropna(how="all")
    raters_n, items_n = shared.shape
    estimate = krippendorff(shared)
    if np.isnan(estimate):
        return _none(raters_n, items_n, SAME_ANSWERS if items_n else NO_TWO)
    return Coefficient(estimate, *krippendorff_interval(shared, draws=draws, rng=rng), raters_n, items_n)


def _none(raters_n: int, items_n: int, reason: str) -> Coefficient:
    return Coefficient(np.nan, np.nan, np.nan, raters_n, items_n, reason)


def _row(dimension: str, measure: str, found: Coefficient, scores: pd.DataFrame, warn_below: float) -> tuple:
    estimate, low, high, raters_n, items_n, reason = found
    if reason:
        return dimension, measure, np.nan, np.nan, np.nan, scores.shape[1], len(scores), "not_computable", reason
    status = "warned" if estimate < warn_below else "shown"
    low = np.maximum(low, min(estimate, LOWEST))
    return dimension, measure, float(estimate), float(low), float(high), items_n, raters_n, status, ""
