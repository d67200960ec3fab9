"""Whether items go together over raters (Cronbach), and whether raters agree over items (intraclass correlation)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from cxkit.analysis.value import Z
from cxkit.language import N_

BLANKS = ("listwise", "pairwise")
TINY = 1e-12  # a sum of squares below this share of the total is rounding
TAIL = 0.025
LEAST_FOR_INTERVAL = 4  # raters; Fisher's z has variance 1 / (n - 3)
FEW_ITEMS = N_("fewer than two statements were scored")
FEW_RATERS = N_("fewer than two people scored every statement")
SAME_TOTALS = N_("people do not differ in their average")


class Coefficient(NamedTuple):
    """A coefficient with its 95 % interval, the raters and items behind it, and why there is none ('' if there is)."""

    estimate: float
    low: float
    high: float
    raters_n: int
    items_n: int
    reason: str = ""


class MeanSquares(NamedTuple):
    """Mean squares of targets x judges without blanks; `within` holds judges and rest together."""

    targets: float
    judges: float
    rest: float
    within: float
    targets_n: int
    judges_n: int


def cronbach(scores: pd.DataFrame, *, blanks: str = "listwise") -> Coefficient:
    """Return how well items go together: Cronbach's alpha, with Feldt's interval.

    Parameters
    ----------
    scores : raters x items, reverse items turned, nan for no answer; an item without any answer is left out.
    blanks : 'listwise' takes the raters who scored every item; 'pairwise' takes each covariance over the raters who
        scored both items, and the interval as if all had.

    Returns
    -------
    estimate (at most 1, may be negative), low, high (95 %), raters_n, items_n, reason (where estimate is nan).

    Raises
    ------
    ValueError : blanks is neither of the two.

    Notes
    -----
    k / (k - 1) x (1 - sum of variances / variance of the sum); limits 1 - (1 - alpha) x F with n - 1 and
    (n - 1) (k - 1) degrees of freedom (Feldt, Woodruff & Salih 1987). It is about items, not about raters: raters who
    disagree strongly on the level give a high alpha when each is consistent.

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1.0, 3.0, 2.0]})  # variances 1, covariance 1 / 2
    >>> found = cronbach(scores)
    >>> round(found.estimate, 4), found.raters_n, found.items_n  # 2 x (1 - 2 / 3)
    (0.6667, 3, 2)
    """
    if blanks not in BLANKS:
        raise ValueError(f"blanks is one of {', '.join(BLANKS)}, not {blanks!r}")
    known = scores.dropna(axis="columns", how="all").dropna(how="any" if blanks == "listwise" else "all")
    raters_n, items_n = known.shape
    if items_n < 2 or raters_n < 2:
        return Coefficient(np.nan, np.nan, np.nan, raters_n, items_n, FEW_ITEMS if items_n < 2 else FEW_RATERS)
    covariance = (known - known.min()).cov().to_numpy()
    total, own = covariance.sum(), np.trace(covariance)
    if np.isnan(total):
        return Coefficient(np.nan, np.nan, np.nan, raters_n, items_n, FEW_RATERS)
    if total <= TINY * own:
        return Coefficient(np.nan, np.nan, np.nan, raters_n, items_n, SAME_TOTALS)
    alpha = items_n / (items_n - 1) * (1 - own / total)
    freedom = raters_n - 1, (raters_n - 1) * (items_n - 1)
    low, high = 1 - (1 - alpha) * stats.f.isf([TAIL, 1 - TAIL], *freedom)
    return Coefficient(float(alpha), float(low), float(high), raters_n, items_n)


def icc(scores: pd.DataFrame) -> pd.DataFrame:
    """Return how much judges agree on targets: the six intraclass correlations, with their intervals.

    Parameters
    ----------
    scores : targets x judges without blanks, at least two of each.

    Returns
    -------
    type ('1,1', '2,1', '3,1' for one judge; '1,k', '2,k', '3,k' for the mean of all judges), icc, low, high (95 %), f,
    df1, df2. 1: every target has judges of its own; 2: the judges are a sample and must agree on the level (McGraw &
    Wong: A); 3: these judges only, their level does not matter (C). nan where a value is not determined, as for scores
    that are all the same; '2,k' is -inf when judges contradict each other so much that their mean tells nothing.

    Raises
    ------
    ValueError : there are blanks, or fewer than two targets or judges.

    Notes
    -----
    Shrout & Fleiss 1979, intervals by their F; that of type 2 by Satterthwaite's degrees of freedom (McGraw & Wong
    1996, '2,k' as the step-up of '2,1'), for an estimate below 0 those of 0, as theirs come to nothing there. Targets
    with equal means have no interval. All fall when the targets hardly differ, however close the judges are.

    Examples
    --------
    >>> found = icc(pd.DataFrame({"one": [1.0, 2.0, 3.0], "other": [2.0, 3.0, 4.0]})).set_index("type")["icc"]
    >>> round(float(found["3,1"]), 4), round(float(found["2,1"]), 4)  # 2 / 2; mean squares 2 / (2 + 2 x 1.5 / 3)
    (1.0, 0.6667)
    """
    squares = mean_squares(scores)
    alike, absolute, ordered = _one_way(squares), _absolute(squares), _consistent(squares)
    pairs = {"1": alike, "2": absolute, "3": ordered}
    rows = [(f"{name},1", *single, *test) for name, (single, _, test) in pairs.items()]
    rows += [(f"{name},k", *average, *test) for name, (_, average, test) in pairs.items()]
    return pd.DataFrame(rows, columns=["type", "icc", "low", "high", "f", "df1", "df2"])


def mean_squares(scores: pd.DataFrame) -> MeanSquares:
    """Return the mean squares of targets x judges; what is only rounding is 0.

    >>> mean_squares(pd.DataFrame({"one": [1.0, 2.0, 3.0], "other": [2.0, 3.0, 4.0]}))[:4]
    (2.0, 1.5, 0.0, 0.5)
    """
    values = scores.to_numpy(float)
    targets_n, judges_n = values.shape
    if targets_n < 2 or judges_n < 2 or np.isnan(values).any():
        raise ValueError("icc needs at least two targets and two judges, without blanks")
    values = values - values.mean()
    total = float((values**2).sum())
    targets = float(judges_n * (values.mean(axis=1) ** 2).sum())
    judges = float(targets_n * (values.mean(axis=0) ** 2).sum())
    rest = float(((values - values.mean(axis=1, keepdims=True) - values.mean(axis=0)) ** 2).sum())
    targets, judges, rest = (part if part > TINY * total else 0.0 for part in (targets, judges, rest))
    return MeanSquares(
        targets=targets / (targets_n - 1),
        judges=judges / (judges_n - 1),
        rest=rest / ((targets_n - 1) * (judges_n - 1)),
        within=(judges + rest) / (targets_n * (judges_n - 1)),
        targets_n=targets_n,
        judges_n=judges_n,
    )


def _one_way(squares: MeanSquares):
    return _from_f(squares.targets, squares.within, squares, squares.targets_n * (squares.judges_n - 1))


def _consistent(squares: MeanSquares):
    return _from_f(squares.targets, squares.rest, squares, (squares.targets_n - 1) * (squares.judges_n - 1))


def _from_f(targets: float, error: float, squares: MeanSquares, df2: int):
    """Return the two coefficients that are a function of one F, with limits, and that F with its freedom."""
    k, df1 = squares.judges_n, squares.targets_n - 1
    if targets == error == 0:
        return (np.nan,) * 3, (np.nan,) * 3, (np.nan, df1, df2)
    f = targets / error if error else np.inf
    ratios = (f, f / stats.f.isf(TAIL, df1, df2), f * stats.f.isf(TAIL, df2, df1)) if f else (f, np.nan, np.nan)
    single = tuple(1.0 if np.isinf(ratio) else float((ratio - 1) / (ratio + k - 1)) for ratio in ratios)
    average = tuple(_mean_of(value, k) for value in single)
    return single, average, (float(f), df1, df2)


def _absolute(squares: MeanSquares):
    targets, judges, rest, _, n, k = squares
    df1, df2 = n - 1, (n - 1) * (k - 1)
    variance = targets + (k - 1) * rest + k * (judges - rest) / n
    test = (np.nan if targets == rest == 0 else targets / rest if rest else np.inf, df1, df2)
    if variance <= TINY * max(targets, judges, rest):
        return (np.nan,) * 3, (np.nan,) * 3, test
    estimate = (targets - rest) / variance
    single = (estimate, *_absolute_limits(estimate, squares))
    return tuple(map(float, single)), tuple(_mean_of(value, k) for value in single), test


def _absolute_limits(estimate: float, squares: MeanSquares) -> tuple[float, float]:
    targets, judges, rest, _, n, k = squares
    if targets == 0:
        return np.nan, np.nan
    if judges == rest == 0:
        return 1.0, 1.0
    true = max(estimate, 0.0)
    by_judges, by_rest = k * true * judges, (n * (1 + (k - 1) * true) - k * true) * rest
    freedom = (n - 1) * (k - 1) * (by_judges + by_rest) ** 2 / ((n - 1) * by_judges**2 + by_rest**2)
    above, below = stats.f.isf(TAIL, n - 1, freedom), stats.f.isf(TAIL, freedom, n - 1)
    error = k * judges + (k * n - k - n) * rest
    return (
        n * (targets - above * rest) / (above * error + n * targets),
        n * (below * targets - rest) / (error + n * below * targets),
    )


def _mean_of(single: float, judges_n: int) -> float:
    """Return the reliability of a mean of judges from that of one (Spearman-Brown)."""
    left = 1 + (judges_n - 1) * single
    return -np.inf if left <= TINY else float(judges_n * single / left)


def item_rest(scores: pd.DataFrame) -> pd.DataFrame:
    """Return how each item goes with the other items of its dimension, over raters.

    Parameters
    ----------
    scores : raters x items of one dimension, reverse items turned, nan for no answer.

    Returns
    -------
    item, correlation (-1 to 1; nan where an item or the rest does not vary, or with fewer than 3 raters), low, high
    (95 %, nan with fewer than 4 raters), flagged (bool: high is below 0, so surely negative: perhaps read the wrong way
    round).

    Notes
    -----
    The rest is the rater's mean over the other items scored, each item taken from its own mean, so that a rater who
    skips the items that score low is no higher for it. Interval by Fisher's z, standard error 1 / sqrt(n - 3).

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [1, 2, 3, 4.0], "b": [1, 2, 3, 4.0], "c": [4, 3, 2, 1.0]})
    >>> [float(round(value, 4)) for value in item_rest(scores)["correlation"].fillna(0)]  # a + c never varies
    [0.0, 0.0, -1.0]
    """
    taken = scores - scores.mean()
    total, scored_n = taken.sum(axis="columns"), taken.notna().sum(axis="columns")
    rows = []
    for item in taken.columns:
        others_n = scored_n - taken[item].notna()
        rest = (total - taken[item]) / others_n.where(others_n > 0)
        rows.append((item, *_correlation(taken[item], rest)))
    found = pd.DataFrame(rows, columns=["item", "correlation", "low", "high"])
    return found.astype({"correlation": float, "low": float, "high": float}).assign(flagged=found["high"] < 0)


def _correlation(one: pd.Series, other: pd.Series) -> tuple[float, float, float]:
    both = one.notna() & other.notna()
    x, y = one[both].to_numpy(float), other[both].to_numpy(float)
    if len(x) < 3 or np.ptp(x) <= TINY or np.ptp(y) <= TINY:
        return np.nan, np.nan, np.nan
    correlation = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    if len(x) < LEAST_FOR_INTERVAL:
        return correlation, np.nan, np.nan
    if 1 - abs(correlation) < TINY:
        return correlation, correlation, correlation
    middle, half = np.arctanh(correlation), Z / np.sqrt(len(x) - 3)
    return correlation, float(np.tanh(middle - half)), float(np.tanh(middle + half))
