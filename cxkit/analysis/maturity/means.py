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
    """

    frame: pd.DataFrame
    influence: pd.DataFrame


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
    of freedom: raters less strata, all departments of one rater being one stratum.

    Examples
    --------
    >>> scores = pd.DataFrame({"culture": [1.0, 2.0, 3.0]})
    >>> means(scores, groups=None, within=(0, 4)).frame.loc["culture", ["mean", "se", "df"]].round(3).tolist()
    [2.0, 0.577, 2.0]
    """
    strata = pd.Series(ALL, index=scores.index) if groups is None else groups
    columns = {name: _column(scores[name].dropna(), strata) for name in scores}
    influence = pd.DataFrame(
        {name: effect.reindex(scores.index, fill_value=0.0) for name, (_, effect, _) in columns.items()},
        index=scores.index,
    )
    influence.insert(0, ALL, influence.mean(axis=1))
    rows = {name: {"mean": mean, "df": df, "spread": scores[name].std(), "raters_n": scores[name].count()}
            for name, (mean, _, df) in columns.items()}  # fmt: skip
    frame = pd.DataFrame([_together(rows, scores, strata), *rows.values()], index=influence.columns)
    return Means(_with_interval(frame, influence, within), influence)


def _column(known: pd.Series, strata: pd.Series) -> tuple[float, pd.Series, int]:
    """Return the mean of one column, each rater's influence on it, and its degrees of freedom."""
    by = known.groupby(strata[known.index])
    groups_n, raters_n, own = by.ngroups, by.transform("size"), by.transform("mean")
    mean = float(by.mean().mean()) if groups_n else np.nan
    alone = raters_n == 1
    of_n = raters_n.where(~alone, groups_n)
    factor = np.sqrt(of_n / (of_n - 1).where(of_n > 1))
    return mean, factor * (known - own.where(~alone, mean)) / (groups_n * raters_n), freedom(strata[known.index])


def freedom(strata: pd.Series) -> int:
    """Return the degrees of freedom that raters leave: their number less that of their strata.

    >>> freedom(pd.Series(["IT", "IT", "IT", "Finance", "Directie"]))
    3
    """
    sizes = strata.value_counts()
    return int(len(strata) - (sizes > 1).sum() - (sizes == 1).any())


def _together(rows: dict[str, dict], scores: pd.DataFrame, strata: pd.Series) -> dict[str, float]:
    """Return the row of all columns together."""
    mean = float(np.mean([row["mean"] for row in rows.values()]))
    least = min(row["df"] for row in rows.values())
    return {
        "mean": mean,
        "df": freedom(strata) if least > 0 else 0,
        "spread": scores.mean(axis=1).std(),
        "raters_n": len(scores),
    }


def _with_interval(frame: pd.DataFrame, influence: pd.DataFrame, within: tuple[float, float]) -> pd.DataFrame:
    sure = frame["df"] > 0
    se = np.sqrt((influence**2).sum()).where(sure)
    half = stats.t.ppf((1 + CONFIDENCE) / 2, frame["df"].where(sure, 1)) * se
    low, high = ((frame["mean"] + sign * half).clip(*within) for sign in (-1, 1))
    return frame.assign(low=low, high=high, se=se)
