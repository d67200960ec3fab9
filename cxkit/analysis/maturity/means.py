"""Means over raters or over departments, with the interval that the spread between raters gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxkit.analysis.maturity.scores import ALL
from cxkit.result import CONFIDENCE


@dataclass(frozen=True)
class Means:
    """Means of some columns, and what each rater does to them.

    Parameters
    ----------
    frame : by column ('all' first): mean, low, high, se, df, spread (sd over raters), raters_n.
    influence : raters by columns; the squares of a column add up to the variance of its mean.
    scored : raters by columns, bool: whether the rater scored it; of 'all', whether the rater scored anything.
    """

    frame: pd.DataFrame
    influence: pd.DataFrame
    scored: pd.DataFrame


def means(scores: pd.DataFrame, *, groups: pd.Series | None, within: tuple[float, float]) -> Means:
    """Return the mean of every column, and of all columns together.

    Parameters
    ----------
    scores : raters by columns, nan where a rater has no score.
    groups : department of each rater, when departments count equally ('' is a department too); None: raters do.
    within : lowest and highest score of the scale; no interval goes beyond it.

    Returns
    -------
    Mean, interval and influence by column; 'all' is the plain mean over the columns, nan when one of them is empty.

    Notes
    -----
    Student's t (95 %) over raters. Rater r with score x, one of n in department g, one of G departments, has influence
    sqrt(n / (n - 1)) (x - mean_g) / (G n): the variance of a mean is s2 / n, and departments are strata. The only rater
    of a department is set against the mean over departments instead, with G for n: nobody knows the spread within. The
    influence on 'all' is the mean over columns, so that a rater who is high on everything counts as one rater. Degrees
    of freedom: raters who scored the column less their strata, all departments of one rater being one stratum; of
    'all', raters who scored anything.

    Examples
    --------
    >>> scores = pd.DataFrame({"culture": [1.0, 2.0, 3.0]})
    >>> means(scores, groups=None, within=(0, 4)).frame.loc["culture", ["mean", "se", "df"]].round(3).tolist()
    [2.0, 0.577, 2.0]
    """
    strata = np.zeros(len(scores), dtype=int) if groups is None else pd.factorize(groups.to_numpy(dtype=object))[0]
    found, effects, df = _columns(scores.to_numpy(dtype=float), strata)
    influence = pd.DataFrame(effects, index=scores.index, columns=scores.columns)
    influence.insert(0, ALL, effects.mean(axis=1))
    scored = scores.notna()
    scored.insert(0, ALL, scored.any(axis=1))
    whole = _freedom(np.bincount(strata[scored[ALL]])[:, np.newaxis])[0] if df.all() else 0
    frame = pd.DataFrame(
        {
            "mean": [found.mean(), *found],
            "df": [whole, *df],
            "spread": [scores.mean(axis=1).std(), *scores.std()],
            "raters_n": scored.sum().to_numpy(),
        },
        index=influence.columns,
    )
    return Means(_with_interval(frame, influence, within), influence, scored)


def _columns(scores: np.ndarray, strata: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the mean of each column, the influence of each rater on it, and its degrees of freedom."""
    known = ~np.isnan(scores)
    member = (strata == np.arange(strata.max(initial=0) + 1)[:, np.newaxis]).astype(float)
    sizes = member @ known
    own = _ratio(member @ np.nan_to_num(scores), sizes)
    groups_n = (sizes > 0).sum(axis=0)
    mean = _ratio(np.nan_to_num(own).sum(axis=0), groups_n)
    raters_n, centre = sizes[strata], own[strata]
    alone = raters_n == 1
    of_n = np.where(alone, groups_n, raters_n)
    factor = np.sqrt(_ratio(of_n, of_n - 1))
    effects = factor * _ratio(scores - np.where(alone, mean, centre), groups_n * raters_n)
    return mean, np.where(known, np.nan_to_num(effects), 0.0), _freedom(sizes)


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Return above / below; nan where below is 0 or less."""
    return np.divide(above, below, out=np.full(np.shape(below), np.nan), where=np.asarray(below) > 0)


def _freedom(sizes: np.ndarray) -> np.ndarray:
    """Return the degrees of freedom per column, from the number of raters by stratum and column."""
    return (sizes.sum(axis=0) - (sizes > 1).sum(axis=0) - (sizes == 1).any(axis=0)).astype(int)


def _with_interval(frame: pd.DataFrame, influence: pd.DataFrame, within: tuple[float, float]) -> pd.DataFrame:
    sure = frame["df"] > 0
    se = np.sqrt((influence**2).sum()).where(sure)
    half = stats.t.ppf((1 + CONFIDENCE) / 2, frame["df"].where(sure, 1)) * se
    low, high = ((frame["mean"] + sign * half).clip(*within) for sign in (-1, 1))
    return frame.assign(low=low, high=high, se=se)
