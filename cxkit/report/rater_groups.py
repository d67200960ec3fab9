"""Which groups of raters are hidden, and of which no interval is given, so that nobody's scores can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from cxkit.report.subtraction import is_few

ALL = "all"
SPREADS = ("low", "high", "spread", "stage_low", "stage_high", "stage_share", "item_rest")


def least_with_interval(minimum_n: int) -> int:
    """Return from how many raters an interval is given.

    A mean, its interval and n are a sum and a sum of squares of scores on a grid: of three raters only their own scores
    fit both.

    >>> least_with_interval(3)
    6
    """
    return 2 * minimum_n


def with_second(raters_n: pd.Series, minimum_n: int, *, also: Collection[str] = ()) -> set[str]:
    """Return which parts of a plain mean are hidden: those of few raters, and the smallest other one.

    Parameters
    ----------
    raters_n : raters by part.
    minimum_n : smallest number of raters shown.
    also : parts that are hidden for another reason.

    Notes
    -----
    The smallest other one goes along with two of few raters too: they may be of the same two people.

    Examples
    --------
    >>> sorted(with_second(pd.Series({"a": 9, "b": 2, "c": 8}), 3)), with_second(pd.Series({"a": 9, "b": 8}), 3)
    (['b', 'c'], set())
    >>> sorted(with_second(pd.Series({"a": 2, "b": 2, "c": 8, "d": 9}), 3))
    ['a', 'b', 'c']
    """
    few = is_few(raters_n.astype(float), minimum_n) | raters_n.index.isin(list(also))
    if not few.any():
        return set()
    others = raters_n[~few & (raters_n > 0)].sort_values(kind="stable")
    return {*raters_n.index[few], *others.index[:1]}


def hidden_items(items: pd.DataFrame, minimum_n: int) -> tuple[set[str], set[str]]:
    """Return the statements that are hidden, and the dimensions in which none is left to hide along.

    Parameters
    ----------
    items : item, dimension, known_n.

    Examples
    --------
    >>> rows = pd.DataFrame({"item": ["a1", "a2", "a3", "b1"], "dimension": ["a", "a", "a", "b"]})
    >>> found = hidden_items(rows.assign(known_n=[2, 9, 8, 1]), 3)
    >>> sorted(found[0]), found[1]
    (['a1', 'a3', 'b1'], {'b'})
    """
    gone: set[str] = set()
    whole: set[str] = set()
    for dimension, own in items.groupby("dimension", sort=False):
        known_n = own.set_index("item")["known_n"].astype(float)
        hidden = with_second(known_n, minimum_n)
        gone |= hidden
        if hidden and len(hidden) == is_few(known_n, minimum_n).sum():
            whole.add(str(dimension))
    return gone, whole


def hidden_departments(departments: pd.DataFrame, totals: pd.Series, *, minimum_n: int) -> set[str]:
    """Return the departments that are hidden, whole, so that no few raters are what is left of a total.

    Parameters
    ----------
    departments : department, dimension, raters_n.
    totals : raters per dimension and of 'all', those without a department or of others included.
    minimum_n : smallest number of raters shown.

    Examples
    --------
    >>> rows = pd.DataFrame({"department": ["a", "b", "c"], "dimension": "all", "raters_n": [4, 3, 2]})
    >>> sorted(hidden_departments(rows, pd.Series({"all": 9.0}), minimum_n=3))
    ['b', 'c']
    >>> sorted(hidden_departments(rows, pd.Series({"all": 10.0}), minimum_n=3))
    ['c']
    """
    counts = departments.pivot(index="department", columns="dimension", values="raters_n").astype(float).fillna(0.0)
    gone = set(counts.index[counts.apply(is_few, minimum_n=minimum_n).any(axis=1)])
    by_size = counts.max(axis=1).sort_values(kind="stable").index
    for department in by_size:
        rest = totals.reindex(counts.columns) - counts.drop(index=list(gone)).sum()
        if not is_few(rest, minimum_n).any():
            break
        gone.add(department)
    return {str(name) for name in gone}


def totals_of(frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the raters of each dimension and of all."""
    by_dimension = frames["dimensions"].set_index("dimension")["raters_n"].astype(float)
    return pd.concat([by_dimension, pd.Series({ALL: float(frames["overall"]["raters_n"].iloc[0])})])


def without_intervals(
    frames: Mapping[str, pd.DataFrame], *, hidden_names: Collection[str], minimum_n: int
) -> dict[str, pd.DataFrame]:
    """Return frames without intervals and spreads of groups of few raters, with a column `no_interval` that says where.

    Parameters
    ----------
    frames : of a MaturityResult, by name, with their raters_n.
    hidden_names : departments that are hidden whole.
    minimum_n : smallest number of raters shown; intervals need twice as many.

    Notes
    -----
    Sums of squares add up as sums do: a department has no interval either when those that have one leave too few of
    the total, and a difference has none when it pools the spread of too few people without an interval of their own.
    """
    least_n = least_with_interval(minimum_n)
    masks = {name: is_few(frame["raters_n"].astype(float), least_n) for name, frame in frames.items()}
    for name, count in (("items", "known_n"), ("changes", "earlier_n")):
        masks[name] |= is_few(frames[name][count].astype(float), least_n)
    rows = frames["departments"]
    masks["departments"] |= rows["department"].isin(
        hidden_departments(rows, totals_of(frames), minimum_n=least_n) if len(rows) else set()
    )
    pooled = rows[masks["departments"] & ~rows["department"].isin(hidden_names)]
    pooled_n = pooled.groupby("dimension")["raters_n"].sum()
    of_pool = frames["differences"]["dimension"].map(pooled_n).astype(float).fillna(0.0)
    masks["differences"] |= is_few(of_pool, least_n)
    return {name: _bare(frame, masks[name].astype(bool)) for name, frame in frames.items()}


def _bare(frame: pd.DataFrame, few: pd.Series) -> pd.DataFrame:
    """Return a frame without spreads where few; a measure of agreement, which is one of spread, with one decimal."""
    gone = {name: frame[name].astype(float).mask(few) for name in SPREADS if name in frame}
    if "estimate" in frame:
        estimate = frame["estimate"].astype(float)
        gone["estimate"] = estimate.where(~few, estimate.round(1))
    return frame.assign(**gone, no_interval=few)
