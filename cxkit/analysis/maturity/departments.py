"""Departments side by side, and whether the highest and the lowest surely differ."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cxkit.analysis.maturity.means import means
from cxkit.result import CONFIDENCE

DEPARTMENT_COLUMNS = ["department", "dimension", "mean", "low", "high", "raters_n"]
DIFFERENCE_COLUMNS = ["dimension", "highest", "lowest", "difference", "low", "high", "status", "departments_n",
                      "raters_n"]  # fmt: skip


def departments(
    scores: pd.DataFrame, of_rater: pd.Series, *, chosen: Sequence[str] = (), within: tuple[float, float]
) -> pd.DataFrame:
    """Return the mean of every department on every dimension, raters counting equally.

    Parameters
    ----------
    scores : raters by dimensions.
    of_rater : department of each rater; '' is no department.
    chosen : departments to look at, in this order; empty: all, by name.
    within : lowest and highest score of the scale.

    Returns
    -------
    department, dimension ('all' first), mean, low, high, se, raters_n (who scored that dimension).
    """
    names = list(chosen) or sorted(set(of_rater) - {""})
    found = [
        means(scores[of_rater == name], groups=None, within=within)
        .frame.rename_axis("dimension").reset_index().assign(department=name)
        for name in names
    ]  # fmt: skip
    columns = [*DEPARTMENT_COLUMNS[:-1], "se", "raters_n"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def differences(by_department: pd.DataFrame, *, minimum_n: int) -> pd.DataFrame:
    """Return how far the highest and the lowest department lie apart on each dimension.

    Parameters
    ----------
    by_department : department, dimension, mean, se, raters_n, from `departments`.
    minimum_n : departments with fewer raters are not compared.

    Returns
    -------
    DIFFERENCE_COLUMNS, one row per dimension with two departments or more; raters_n is of all departments compared.

    Notes
    -----
    Tukey-Kramer over all pairs of departments (95 % together), with the spread within departments pooled: whoever
    looks for the largest difference has looked at all of them.
    """
    enough = by_department[by_department["mean"].notna() & (by_department["raters_n"] >= minimum_n)]
    rows = [_difference(dimension, own) for dimension, own in enough.groupby("dimension", sort=False) if len(own) > 1]
    return pd.DataFrame(rows, columns=DIFFERENCE_COLUMNS)


def _difference(dimension: str, own: pd.DataFrame) -> dict[str, object]:
    own = own.set_index("department")
    highest, lowest = own["mean"].idxmax(), own["mean"].idxmin()
    if highest == lowest:
        highest, lowest = own.index[0], own.index[1]
    difference = own.loc[highest, "mean"] - own.loc[lowest, "mean"]
    half = _half_width(own["se"], own["raters_n"].astype(float), highest, lowest)
    return {
        "dimension": dimension, "highest": highest, "lowest": lowest, "difference": difference,
        "low": difference - half, "high": difference + half,
        "status": "shown" if difference - half > 0 else "no_difference",
        "departments_n": len(own), "raters_n": int(own["raters_n"].sum()),
    }  # fmt: skip


def _half_width(se: pd.Series, raters_n: pd.Series, one: str, other: str) -> float:
    """Return half the width of the Tukey-Kramer interval of a pair; nan when nobody knows the spread within."""
    df = (raters_n - 1).sum()
    if df < 1:
        return np.nan
    pooled = ((raters_n - 1) * se.fillna(0) ** 2 * raters_n).sum() / df
    return _critical(len(se), df) * float(np.sqrt(pooled / 2 * (1 / raters_n[one] + 1 / raters_n[other])))


@functools.lru_cache(maxsize=64)
def _critical(departments_n: int, df: float) -> float:
    """Return the studentized range that so many departments stay below 95 % of the time when none differs."""
    return float(stats.studentized_range.ppf(CONFIDENCE, departments_n, df))
