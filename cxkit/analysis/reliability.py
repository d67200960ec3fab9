"""How much of one answer is true satisfaction: repeated answers, their error, and the reliability that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.groups import answers_to
from cxkit.analysis.value import Z

LOWEST_RELIABILITY = 0.2
LEAST_PAIRS = 30  # customers who answered twice, below which their differences say too little
SAME = 1e-6  # spread that is left, as a share of what there was, below which it is rounding


@dataclass(frozen=True)
class Reliability:
    """What share of the variance of one answer is true satisfaction, and what that rests on.

    given : among customers alike in the other drivers; 0 or less when those explain all of the score but its error.
    influence : (n,), what each customer adds to `given`; the sum of its squares is the sampling variance.
    stated_se : standard error of `given` that comes from a stated range; 0 without one.
    low, high : 95 % interval of `given`, cut at 0 and 1; nan when a stated reliability has no range.
    overall : among all customers.
    repeated_n : customers who answered more than once; 0 when the reliability is stated.
    """

    given: float
    influence: np.ndarray
    stated_se: float
    low: float
    high: float
    overall: float
    repeated_n: int


def reliability_given(
    scores: np.ndarray,
    others: np.ndarray,
    *,
    customer_id: pd.Series,
    pairs: pd.DataFrame | None = None,
    stated: float = 0.0,
    stated_range: Sequence[float] = (),
) -> Reliability:
    """Return the reliability of one answer among customers alike in the other drivers.

    Parameters
    ----------
    scores : (n,) one score per customer, none unknown.
    others : (n, k) the other drivers as numbers, a constant first.
    customer_id : of those customers.
    pairs : of `answer_pairs`; estimates the error when no reliability is stated.
    stated : stated reliability of the score among all customers (0-1); 0 for none.
    stated_range : lowest and highest plausible value of it, taken as 95 %; empty when it is certain.

    Raises
    ------
    ValueError : there are neither pairs nor a stated reliability.

    Notes
    -----
    1 - error variance / variance of the score given the others. Error variance: half the mean squared difference of
    the pairs, or (1 - stated) x variance of the score.

    Examples
    --------
    >>> scores = np.array([2.0, 4.0, 6.0, 8.0])  # variance 20 / 3; alike in the others: 10 - 2 x 3 = 8 / 2
    >>> others = np.column_stack([np.ones(4), [0, 0, 1, 1]])
    >>> found = reliability_given(scores, others, customer_id=pd.Series(list("abcd")), stated=0.9)
    >>> round(found.given, 4), found.overall  # 1 - 0.1 x (20 / 3) / 2
    (0.6667, 0.9)
    """
    estimated = not stated
    if estimated and (pairs is None or pairs.empty):
        raise ValueError("reliability_given needs pairs of answers, or a stated reliability above 0")
    given_others = spread_given(scores, others)
    total = spread(scores)
    error = error_variance(scores, customer_id, pairs if estimated else None, stated)
    given, influence = reliable_share(*error, given_others.variance, given_others.influence)
    overall, _ = reliable_share(*error, *total)
    influence = influence / len(scores)
    low, high = stated_range or (0.0, 0.0)
    stated_se = (high - low) / (2 * Z) * (total[0] / given_others.variance if given_others.variance else 0.0)
    half = Z * np.hypot(np.sqrt(np.sum(influence**2)), stated_se) if estimated or stated_range else np.nan
    return Reliability(
        given=given,
        influence=influence,
        stated_se=stated_se,
        low=share(given - half),
        high=share(given + half),
        overall=share(overall),
        repeated_n=int(customer_id.isin(pairs["customer_id"]).sum()) if estimated else 0,
    )


def answer_pairs(responses: pd.DataFrame, *, metric: str, within_days: int) -> pd.DataFrame:
    """Return the last two answers, given at different times, of each customer who answered twice within some days.

    Parameters
    ----------
    responses : customer_id, responded_at, metric, score, response_id.
    metric : metric to look at.
    within_days : two answers further apart may differ because satisfaction changed.

    Returns
    -------
    customer_id, difference (last score - the one before).
    """
    asked = answers_to(responses, metric=metric).dropna(subset=["score"])
    asked = asked.sort_values(["responded_at", "response_id"], kind="stable")
    asked = asked.drop_duplicates(["customer_id", "responded_at"], keep="last")  # one line exported twice is no repeat
    before = asked.groupby("customer_id")[["score", "responded_at"]].shift()
    pairs = pd.DataFrame(
        {
            "customer_id": asked["customer_id"],
            "difference": asked["score"] - before["score"],
            "days": (asked["responded_at"] - before["responded_at"]).dt.days,
        }
    ).drop_duplicates("customer_id", keep="last")
    close = pairs[pairs["days"] <= within_days]
    return close[["customer_id", "difference"]].reset_index(drop=True)


def error_variance(
    scores: np.ndarray, customer_id: pd.Series, pairs: pd.DataFrame | None, reliability: float
) -> tuple[float, np.ndarray]:
    """Return the error variance of one answer, and n times what each customer adds to it.

    Parameters
    ----------
    scores, customer_id : of the customers.
    pairs : of `answer_pairs`; None or empty to take the stated reliability.
    reliability : stated, 0-1.

    Examples
    --------
    >>> pairs = pd.DataFrame({"customer_id": ["a", "b"], "difference": [2.0, 0.0]})
    >>> error_variance(np.array([7.0, 8.0, 9.0]), pd.Series(["a", "b", "c"]), pairs, 0.0)
    (1.0, array([ 1.5, -1.5,  0. ]))
    """
    if pairs is None or pairs.empty:
        total, influence = spread(scores)
        return (1 - reliability) * total, (1 - reliability) * influence
    half_square = customer_id.map(pairs.set_index("customer_id")["difference"]).to_numpy(float) ** 2 / 2
    twice = ~np.isnan(half_square)
    error = float(half_square[twice].mean())
    return error, np.where(twice, (half_square - error) * len(scores) / twice.sum(), 0.0)


def reliable_share(
    error: float, error_influence: np.ndarray, variance: float, variance_influence: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return 1 - error / variance and n times what each customer adds to it; 0 where scores do not differ."""
    if variance == 0:
        return 0.0, np.zeros_like(variance_influence)
    return 1 - error / variance, error / variance**2 * variance_influence - error_influence / variance


def spread(values: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the variance of values, and n times what each adds to it.

    >>> spread(np.array([1.0, 3.0]))
    (2.0, array([-1., -1.]))
    """
    squares = (values - values.mean()) ** 2
    variance = float(squares.sum() / (len(values) - 1))
    return variance, squares - variance


@dataclass(frozen=True)
class SpreadGiven:
    """What differs in a score between customers alike in the others.

    residual : (n,) the score less what the others say of it.
    variance : of it; 0 where the others determine the score.
    influence : (n,), n times what each customer adds to the variance.
    freedom : customers less columns.
    """

    residual: np.ndarray
    variance: float
    influence: np.ndarray
    freedom: int


def spread_given(scores: np.ndarray, others: np.ndarray) -> SpreadGiven:
    """Return the spread of a score among customers alike in the others (n, k), a constant first."""
    n = len(scores)
    freedom = n - int(np.linalg.matrix_rank(others))
    left = residual(scores, others)
    if freedom < 2 or left.std() <= SAME * scores.std():
        return SpreadGiven(left, 0.0, np.zeros(n), freedom)
    variance = float(left @ left / freedom)
    return SpreadGiven(left, variance, left**2 - variance, freedom)


def residual(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return y less its least-squares fit on the columns of x."""
    return y - x @ np.linalg.lstsq(x, y, rcond=None)[0]


def share(value: float) -> float:
    """Return a share cut at 0 and 1; nan stays nan."""
    return float(np.clip(value, 0.0, 1.0))
