"""Changes of segments that a reader could subtract from one another, or from all customers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxkit.report.subtraction import is_few, safe_together

ALL = "all"
MODEL = ["outcome", "model"]


def hidden_segments(
    what_ifs: pd.DataFrame, hidden: pd.Series, *, totals: Mapping[tuple[str, str], float], minimum_n: int
) -> pd.Series:
    """Say per what-if whether it is hidden, so that no few are what shown ones differ by.

    Parameters
    ----------
    what_ifs : outcome, model, driver, segment ('all' or column=value), customers_n, changed_n.
    hidden : rows that are hidden already.
    totals : customers of each model.

    Notes
    -----
    All customers less the shown segments of one column must be none or enough, as must be the difference of a segment
    and one of another column, which may hold it. The same goes for the customers a driver can still move of.

    Examples
    --------
    >>> rows = pd.DataFrame({"outcome": "churn", "model": "all", "driver": "NPS", "segment": ["all", "kind=Basic"],
    ...                      "customers_n": [2000, 1994], "changed_n": [900, 890]})
    >>> hidden_segments(rows, pd.Series([False, False]), totals={("churn", "all"): 2000.0}, minimum_n=10).tolist()
    [False, True]
    """
    for model, own in what_ifs.groupby(MODEL):
        hidden = hidden | _hidden(own, "customers_n", hidden, totals.get(model), minimum_n)
        for _, same in own.groupby("driver"):
            moved_n = same.loc[(same["segment"] == ALL) & ~hidden[same.index], "changed_n"].max()
            hidden = hidden | _hidden(same, "changed_n", hidden, moved_n, minimum_n)
    return hidden


def _hidden(rows: pd.DataFrame, n: str, hidden: pd.Series, total_n: float | None, minimum_n: int) -> pd.Series:
    """Say per row whether it goes, by one kind of number."""
    segments = rows[~hidden[rows.index] & (rows["segment"] != ALL)].drop_duplicates("segment")
    sizes = segments.set_index("segment")[n].astype(float)
    sizes = sizes[sizes > 0].sort_values()
    gone = _left_over(sizes, total_n, minimum_n) | _nested(sizes, minimum_n)
    found = rows["segment"].isin(gone)
    return found.reindex(hidden.index, fill_value=False)


def _left_over(sizes: pd.Series, total_n: float | None, minimum_n: int) -> set[str]:
    """Return the smallest segment of each column whose shown segments leave few of the total."""
    by_column = sizes.groupby(sizes.index.map(column_of).to_numpy())
    return {str(own.index[0]) for _, own in by_column if _is_few(_rest(total_n, own.sum()), minimum_n)}


def _nested(sizes: pd.Series, minimum_n: int) -> set[str]:
    """Return the segments that a larger one of another column exceeds by few."""
    return {
        str(small)
        for small, n in sizes.items()
        for large, most in sizes.items()
        if column_of(small) != column_of(large) and _is_few(most - n, minimum_n)
    }


def column_of(segment: str) -> str:
    """Return the column a segment is named by.

    >>> column_of("region=North")
    'region'
    """
    return segment.partition("=")[0]


def _rest(total_n: float | None, shown_n: float) -> float:
    return float("nan") if total_n is None else total_n - shown_n


def _is_few(n: float, minimum_n: int) -> bool:
    return bool(is_few(pd.Series([n]), minimum_n).iloc[0])


def safe_outcome(
    rows: pd.DataFrame, hidden: pd.Series, *, totals: Mapping[tuple[str, str], float], minimum_n: int
) -> bool:
    """Say whether the hidden what-ifs of an outcome can be subtracted back, all at once, without harm.

    Parameters
    ----------
    rows : the what-ifs of one outcome: model, driver, change, segment, customers_n, changed_n, eur_year, top2_share.
    hidden : which of them are hidden.
    totals : customers of each model.

    Notes
    -----
    One set of them that is safe is enough: the others cannot be told apart from it.
    """
    if not hidden.any():
        return True
    sets = rows.groupby([*MODEL, "driver", "change", rows["segment"].map(column_of)])
    return any(_safe(own, hidden[own.index], totals.get(key[:2]), minimum_n) for key, own in sets)


def _safe(rows: pd.DataFrame, hidden: pd.Series, total_n: float | None, minimum_n: int) -> bool:
    """Say whether segments of one column, hidden for one change, are neither few together nor leave few others."""
    parts = rows[hidden].drop_duplicates("segment")
    rest = _rest(total_n, rows.drop_duplicates("segment")["customers_n"].astype(float).sum())
    made = parts.assign(
        customers_n=parts["changed_n"].astype(float),
        abs_eur=parts["eur_year"].astype(float).abs(),
        top2_share=parts["top2_share"].astype(float).fillna(0.0),
    )
    return safe_together(made[["customers_n", "abs_eur", "top2_share"]], minimum_n) and not _is_few(rest, minimum_n)
