"""The one place that keeps small groups, and groups two customers dominate, from a reader who may not see them.

It works on what analysis hands over: frames with customers_n (distinct customers) and top2_share (of absolute
value). A second group goes with the first when the reader could subtract it back from the total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from cxkit.result import Finding

DOMINANCE = 0.9
GROUP_COLUMNS = ("group", "from", "to")
TOP2_COLUMNS = ("top2_share", "abs_eur")  # together they tell what two customers bring
BESIDE_TOP2 = "_top2_share"
R = TypeVar("R")


def small_or_dominated(frame: pd.DataFrame, *, minimum_n: int) -> pd.Series:
    """Say per row whether it stands for too few customers, or two of them hold more than nine tenths of its value.

    >>> rows = pd.DataFrame({"customers_n": [9, 10, 10], "top2_share": [0.2, 0.900, 0.901]})
    >>> small_or_dominated(rows, minimum_n=10).tolist()
    [True, False, True]
    """
    return (frame["customers_n"] < minimum_n) | (frame["top2_share"].fillna(0) > DOMINANCE)


def hidden_parts(parts: pd.DataFrame, *, minimum_n: int) -> pd.Series:
    """Say per row of a partition (its total is known) whether it is hidden, the second cell included.

    Parameters
    ----------
    parts : customers_n, top2_share and, for dominance of what is hidden together, abs_eur.

    Notes
    -----
    The smallest parts follow until at least two are hidden that together are neither small nor dominated, so that
    what a reader gets by subtracting the rest from the total is no small group either.

    Examples
    --------
    >>> parts = pd.DataFrame({"customers_n": [5, 40, 300], "top2_share": [0.5, 0.1, 0.1], "abs_eur": [50, 400, 3e3]})
    >>> hidden_parts(parts, minimum_n=10).tolist()
    [True, True, False]
    """
    hidden = small_or_dominated(parts, minimum_n=minimum_n)
    by_size = parts["customers_n"].sort_values(kind="stable").index
    for row in by_size:
        if not hidden.any() or _safe_together(parts[hidden], minimum_n):
            return hidden
        if not hidden[row]:
            hidden = hidden.where(hidden.index != row, True)
    return hidden


def _safe_together(parts: pd.DataFrame, minimum_n: int) -> bool:
    """Say whether hidden parts can be subtracted back without harm; top2_share of their union is bounded from above."""
    if len(parts) < 2 or parts["customers_n"].sum() < minimum_n:
        return False
    sizes = parts["abs_eur"] if "abs_eur" in parts else parts["customers_n"]
    total = sizes.sum()
    return bool(total == 0 or (parts["top2_share"] * sizes).sum() / total <= DOMINANCE)


def blanked(frame: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    """Return a frame whose hidden rows hold no figures, with a column `hidden` that says which."""
    numbers = frame.select_dtypes("number").columns
    kept = {name: frame[name].astype(float).mask(hidden, np.nan) for name in numbers}
    return frame.assign(**kept, hidden=hidden.astype(bool))


def without_thin_columns(frame: pd.DataFrame, hidden: pd.Series, *, minimum_n: int) -> pd.DataFrame:
    """Return a frame without the means of columns that are not known of enough customers, in every row.

    Parameters
    ----------
    frame : customers_n and, per column that may be unknown of some, <column>_mean, <column>_n, <column>_top2_share.
    hidden : the rows that are hidden anyway.

    Notes
    -----
    A column goes when in a shown row it is known of too few customers, unknown of too few (who could be subtracted
    back from a mean over all), or two customers hold more than nine tenths of it; where it is known of nobody, there
    is nothing to hide.

    Examples
    --------
    >>> row = pd.DataFrame({"customers_n": [50], "clv_mean": [80.0], "clv_n": [1], "clv_top2_share": [1.0]})
    >>> without_thin_columns(row, pd.Series([False]), minimum_n=10)["clv_mean"].tolist()
    [nan]
    """
    shown = frame[~hidden]
    columns = [name.removesuffix(BESIDE_TOP2) for name in frame.columns if name.endswith(BESIDE_TOP2)]
    thin = [column for column in columns if _is_thin(shown, column, minimum_n)]
    blank = [f"{column}{end}" for column in thin for end in ("_mean", "_n", BESIDE_TOP2)]
    return frame.assign(**dict.fromkeys(blank, np.nan))


def _is_thin(shown: pd.DataFrame, column: str, minimum_n: int) -> bool:
    known, unknown = shown[f"{column}_n"], shown["customers_n"] - shown[f"{column}_n"]
    few = [(n > 0) & (n < minimum_n) for n in (known, unknown)]
    return bool((few[0] | few[1] | (shown[f"{column}{BESIDE_TOP2}"] > DOMINANCE)).any())


def protect_result(result: R, *, audience: str, minimum_n: int) -> R:
    """Return a notebook's result as its reader may see it; a consultant sees all.

    Parameters
    ----------
    result : dataclass of frames and findings; `partitions` names the frames whose rows add up to a known total and
        the column that names a row, `counts_only` the frames that hold no customers' figures.
    audience : 'client' or 'consultant'.
    minimum_n : smallest number of customers a shown row may have.

    Raises
    ------
    ValueError : a frame has no customers_n and is not named in `counts_only`: whoever made it must decide.
    """
    frames = {
        f.name: getattr(result, f.name) for f in fields(result) if isinstance(getattr(result, f.name), pd.DataFrame)
    }
    frames = {name: frame for name, frame in frames.items() if name not in result.counts_only}
    for name, frame in frames.items():
        if "customers_n" not in frame or "top2_share" not in frame:
            raise ValueError(f"{name} has no customers_n and top2_share: say in counts_only that it needs none")
    if audience == "consultant":
        return replace(result, **{name: blanked(frame, _nowhere(frame)) for name, frame in frames.items()})
    masks = {name: _mask(frame, name in result.partitions, minimum_n) for name, frame in frames.items()}
    names = _hidden_names(frames, masks, result.partitions)
    masks = {name: masks[name] | _mentions(frame, names) for name, frame in frames.items()}
    thinned = {name: without_thin_columns(frame, masks[name], minimum_n=minimum_n) for name, frame in frames.items()}
    shown = {name: blanked(_without_top2(frame), masks[name]) for name, frame in thinned.items()}
    found = tuple(_finding(f, names, minimum_n) for f in result.findings)
    return replace(result, **shown, findings=found, facts=_facts(result, names))


def _nowhere(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(False, index=frame.index)


def _mask(frame: pd.DataFrame, is_partition: bool, minimum_n: int) -> pd.Series:
    if frame.empty:
        return _nowhere(frame)
    rule = hidden_parts if is_partition else small_or_dominated
    return rule(frame, minimum_n=minimum_n)


def _hidden_names(
    frames: Mapping[str, pd.DataFrame], masks: Mapping[str, pd.Series], partitions: Mapping[str, str]
) -> set[str]:
    return {str(label) for name, column in partitions.items() for label in frames[name].loc[masks[name], column]}


def _mentions(frame: pd.DataFrame, names: set[str]) -> pd.Series:
    columns = [column for column in GROUP_COLUMNS if column in frame]
    named = frame[columns].isin(names).any(axis=1) if columns else _nowhere(frame)
    return named | frame["groups"].map(lambda row: bool(names & set(row))).astype(bool) if "groups" in frame else named


def _without_top2(frame: pd.DataFrame) -> pd.DataFrame:
    held = [name for name in frame.columns if name in TOP2_COLUMNS or name.endswith(BESIDE_TOP2)]
    return frame.assign(**dict.fromkeys(held, np.nan))


def _finding(finding: Finding, names: set[str], minimum_n: int) -> Finding:
    """Return the figure as a client may see it: hidden, or without the share of two customers."""
    counts = (finding.customers_n, finding.notes.get("smallest_n"))
    small = any(n is not None and n < minimum_n for n in counts)
    dominated = (finding.top2_share or 0) > DOMINANCE
    hidden = small or dominated or _about(finding) & names
    return finding.hidden() if hidden else replace(finding, top2_share=None)


def _about(finding: Finding) -> set[str]:
    """Return the groups a finding speaks of, or the parts it compares or adds up."""
    moved = {str(name) for line in finding.notes.get("shifts", []) for name in line[:2]}
    return moved | set(finding.notes.get("parts", [])) | {str(v) for k, v in finding.notes.items() if k == "group"}


def _facts(result: Any, names: set[str]) -> dict[str, Any]:
    """Return the facts without pairs of a hidden group."""
    return {name: _without(value, names) if isinstance(value, list) else value for name, value in result.facts.items()}


def _without(pairs: Sequence[tuple], names: set[str]) -> list[tuple]:
    return [pair for pair in pairs if not names & set(map(str, pair))]
