"""What a reader could get back by subtracting what is shown from a total, and what is hidden along to prevent it."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

DOMINANCE = 0.9
COUNTS = ("contacts_n", "base_n_year")  # of frames in which one customer can stand in several rows
LINES = ("topic", "channel")


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
        if not hidden.any() or _safe_together(parts[hidden], minimum_n):
            return hidden
        if not hidden[row]:
            hidden = hidden.where(hidden.index != row, True)
    return hidden


def _safe_together(parts: pd.DataFrame, minimum_n: int) -> bool:
    """Say whether hidden parts can be subtracted back without harm; top2_share of their union is bounded from above."""
    customers, counts = parts["customers_n"], [name for name in COUNTS if name in parts]
    together = customers.max() if counts else customers.sum()
    if len(parts) < 2 or not together >= minimum_n:
        return False
    sizes = parts[next((name for name in ("abs_eur", *counts) if name in parts), "customers_n")]
    total = sizes.sum()
    return bool(total == 0 or (parts["top2_share"] * sizes).sum() / total <= DOMINANCE)


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
    channel could still be computed by combining totals, all cells are hidden.
    """
    hidden = hidden | small_or_dominated(cells, minimum_n=minimum_n)
    before = ~hidden
    while not hidden.equals(before):
        before = hidden
        for line in LINES:
            for _, part in cells.groupby(line, sort=False):
                followed = hidden_parts(part, minimum_n=minimum_n, hidden=hidden[part.index])
                hidden = hidden | followed.reindex(cells.index, fill_value=False)
    if _small_is_computable(cells[hidden], minimum_n, set(hidden_names)):
        return pd.Series(True, index=cells.index)
    return hidden


def _small_is_computable(cells: pd.DataFrame, minimum_n: int, hidden_names: set[str]) -> bool:
    """Say whether known totals determine a small cell, or the total of a hidden topic or channel of which some cell is.

    A sum of cells is determined when it is a combination of the known sums: when it lies in their row space.
    """
    if cells.empty:
        return False
    sums = {
        name: (cells[line] == name).to_numpy(float) for line in LINES for name in cells[line].drop_duplicates()
    }  # fmt: skip
    known = np.vstack([np.ones(len(cells)), *(row for name, row in sums.items() if name not in hidden_names)])
    space = np.linalg.pinv(known) @ known
    small = small_or_dominated(cells, minimum_n=minimum_n).to_numpy()
    secret = [*np.eye(len(cells))[small], *(row for name, row in sums.items() if name in hidden_names)]
    return any(np.allclose(row @ space, row, atol=1e-8) for row in secret)
