"""What a reader could get back by subtracting what is shown from a total, and what is hidden along to prevent it."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

DOMINANCE = 0.9
COUNTS = ("contacts_n", "base_n_year")  # of frames in which one customer can stand in several rows
LINES = ("topic", "channel")
LEAST_LENGTH = 1e-8
MOST_CELLS = 1000  # so many hidden cells are checked in a second


def is_few(n: pd.Series, minimum_n: int) -> pd.Series:
    """Say per row whether it holds someone, but fewer than may be shown.

    >>> is_few(pd.Series([0, 9, 10]), 10).tolist()
    [False, True, False]
    """
    return (n > 0) & (n < minimum_n)


def small_or_dominated(frame: pd.DataFrame, *, minimum_n: int) -> pd.Series:
    """Say per row whether it stands for too few customers, or two of them hold more than nine tenths of its value.

    >>> rows = pd.DataFrame({"customers_n": [9, 10, 10], "top2_share": [0.2, 0.900, 0.901]})
    >>> small_or_dominated(rows, minimum_n=10).tolist()
    [True, False, True]
    """
    return (frame["customers_n"] < minimum_n) | (frame["top2_share"].fillna(0) > DOMINANCE)


def hidden_parts(parts: pd.DataFrame, *, minimum_n: int, hidden: pd.Series | None = None) -> pd.Series:
    """Say per row of a partition (its total is known) whether it is hidden, the second cell included.

    Parameters
    ----------
    parts : customers_n, top2_share and, for dominance of what is hidden together, abs_eur; contacts_n (or
        base_n_year) where one customer can stand in several parts.
    hidden : rows that are hidden already for another reason.

    Notes
    -----
    The smallest parts follow until at least two are hidden that together are neither small nor dominated, so that
    what a reader gets by subtracting the rest from the total is no small group either. Parts that share customers
    are together as many customers as the largest of them at least, and no more is counted on.

    Examples
    --------
    >>> parts = pd.DataFrame({"customers_n": [5, 40, 300], "top2_share": [0.5, 0.1, 0.1], "abs_eur": [50, 400, 3e3]})
    >>> hidden_parts(parts, minimum_n=10).tolist()
    [True, True, False]
    >>> hidden_parts(parts.assign(customers_n=[5, 6, 300], contacts_n=[9, 9, 800]), minimum_n=10).tolist()
    [True, True, True]
    """
    small = small_or_dominated(parts, minimum_n=minimum_n)
    hidden = small if hidden is None else small | hidden
    by_size = parts["customers_n"].sort_values(kind="stable").index
    for row in by_size:
        if not hidden.any() or safe_together(parts[hidden], minimum_n):
            return hidden
        if not hidden[row]:
            hidden = hidden.where(hidden.index != row, True)
    return hidden


def safe_together(parts: pd.DataFrame, minimum_n: int) -> bool:
    """Say whether hidden parts can be subtracted back without harm; top2_share of their union is bounded from above.

    >>> parts = pd.DataFrame({"customers_n": [1, 40], "top2_share": [1.0, 0.1], "base_n_year": [2, 90]})
    >>> safe_together(parts, 10), safe_together(parts.head(1), 10)
    (True, False)
    """
    customers, counts = parts["customers_n"], [name for name in COUNTS if name in parts]
    together = customers.max() if counts else customers.sum()
    if len(parts) < 2 or not together >= minimum_n:
        return False
    sizes = parts[next((name for name in ("abs_eur", *counts) if name in parts), "customers_n")]
    total = sizes.sum()
    return bool(total == 0 or (parts["top2_share"] * sizes).sum() / total <= DOMINANCE)


def hidden_days(
    rows: pd.DataFrame, *, minimum_n: int, hidden: pd.Series | None = None, kept: float | None = None
) -> pd.Series:
    """Say per number of days whether it is hidden: repeats within fewer days are among those within more.

    Parameters
    ----------
    rows : days, repeats_n, eligible_n, repeat_share.
    hidden : rows that are hidden already for another reason.
    kept : the days that stay where there is a choice.

    Notes
    -----
    Of two neighbours that differ by fewer repeats than the smallest group, the one of fewer days goes, until none do.

    Examples
    --------
    >>> rows = pd.DataFrame({"days": [3, 7], "repeats_n": [30, 31], "eligible_n": 200, "repeat_share": [0.1, 0.1]})
    >>> hidden_days(rows, minimum_n=10).tolist(), hidden_days(rows, minimum_n=10, kept=3).tolist()
    ([True, False], [False, True])
    """
    hidden = pd.Series(False, index=rows.index) if hidden is None else hidden
    by_days = rows.assign(eligible_repeats_n=(rows["repeat_share"] * rows["eligible_n"]).round()).sort_values("days")
    while True:
        shown = by_days[~hidden.loc[by_days.index]]
        more = shown[["repeats_n", "eligible_repeats_n"]].diff().shift(-1)
        close = ((more > 0) & (more < minimum_n)).any(axis=1).to_numpy()
        if not close.any():
            return hidden
        fewer, longer = shown.index[close.argmax()], shown.index[close.argmax() + 1]
        gone = longer if shown.loc[fewer, "days"] == kept else fewer
        hidden = hidden | (hidden.index == gone)


def hidden_cells(
    cells: pd.DataFrame, *, minimum_n: int, hidden: pd.Series, hidden_names: Collection[str] = ()
) -> pd.Series:
    """Say per cell of topics by channels (both totals are known) whether it is hidden.

    Parameters
    ----------
    cells : topic, channel, contacts_n, customers_n, top2_share; several rows per topic and channel are allowed.
    hidden : cells that are hidden already for another reason.
    hidden_names : topics and channels whose own total is hidden.

    Notes
    -----
    Along every topic and every channel the smallest cells follow as in `hidden_parts`. When a small cell, topic or
    channel could still be computed by combining totals, or more than MOST_CELLS are hidden, all cells are hidden.
    """
    hidden = hidden | small_or_dominated(cells, minimum_n=minimum_n)
    before = ~hidden
    while not hidden.equals(before) and hidden.sum() <= MOST_CELLS:
        before = hidden
        for line in LINES:
            for _, part in cells.groupby(line, sort=False):
                followed = hidden_parts(part, minimum_n=minimum_n, hidden=hidden[part.index])
                hidden = hidden | followed.reindex(cells.index, fill_value=False)
    if hidden.sum() > MOST_CELLS or _small_is_computable(cells[hidden], minimum_n, set(hidden_names)):
        return pd.Series(True, index=cells.index)
    return hidden


def _small_is_computable(cells: pd.DataFrame, minimum_n: int, hidden_names: set[str]) -> bool:
    """Say whether known totals determine a small cell, or the total of a hidden topic or channel of which some cell is.

    A sum of cells is determined when it is a combination of the known sums: when it lies in their row space, and so
    is as long as its projection on it.
    """
    if cells.empty:
        return False
    sums = {
        name: (cells[line] == name).to_numpy(float) for line in LINES for name in cells[line].drop_duplicates()
    }  # fmt: skip
    known = np.vstack([np.ones(len(cells)), *(row for name, row in sums.items() if name not in hidden_names)])
    _, lengths, directions = np.linalg.svd(known, full_matrices=False)
    space = directions[lengths > LEAST_LENGTH * lengths.max()]
    small = small_or_dominated(cells, minimum_n=minimum_n).to_numpy()
    secret = np.array([row for name, row in sums.items() if name in hidden_names]).reshape(-1, len(cells))
    apart = [1 - (space[:, small] ** 2).sum(axis=0), secret.sum(axis=1) - ((secret @ space.T) ** 2).sum(axis=1)]
    return bool((np.concatenate(apart) < LEAST_LENGTH).any())
