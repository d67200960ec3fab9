"""The one place that keeps small groups, and groups two customers dominate, from a reader who may not see them.

It works on what analysis hands over: frames with customers_n (distinct customers) and top2_share (of absolute
value). A second group goes with the first when the reader could subtract it back from the total. Where nobody knows
which customer had which contact, customers are at most as many as contacts, and what is shown needs a person's eye.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from cxkit.report.few_contacts import BESIDE_CONTACTS, without_few_known, without_few_repeats
from cxkit.report.few_drivers import (
    hidden_findings,
    hidden_n,
    hidden_of_drivers,
    without_few_answered,
    without_few_of_drivers,
)
from cxkit.report.subtraction import (
    DOMINANCE,
    hidden_cells,
    hidden_days,
    hidden_parts,
    is_few,
    safe_together,
    small_or_dominated,
)
from cxkit.result import Finding

GROUP_COLUMNS = (
    "group", "from", "to", "topic", "channel", "from_channel", "to_channel", "url", "kind", "scope",
    "segment", "combination",
)  # fmt: skip
NAMES_BESIDE = {"pages": "url", "events": "kind"}  # frames without a known total, whose hidden names go elsewhere too
ADDED_UP = ("lines", "months")  # frames that name no group, but whose rows add up to a total that is shown
AT_MOST = ("contacts_n", "events_n", "after_n", "answers_n")  # customers are at most so many
ABOUT = (*GROUP_COLUMNS, "total", "days")  # notes of a finding that name what it is about
OF_FAILURE = ("failure_share", "failure_cost_eur_year")
TOP2_COLUMNS = ("top2_share", "abs_eur")  # together they tell what two customers bring
BESIDE_TOP2 = "_top2_share"
SWITCH = " > "
NET = "net"
R = TypeVar("R")


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
    counted = {name: _with_most(frame, minimum_n) for name, frame in frames.items()}
    masks = {name: _mask(name, frame, result.partitions, minimum_n) for name, frame in counted.items()}
    names = _hidden_names(frames, masks, {**NAMES_BESIDE, **result.partitions})
    masks = {name: masks[name] | _mentions(frame, names) for name, frame in counted.items()}
    masks |= {name: _followed(name, frame, masks[name], names, minimum_n) for name, frame in counted.items()}
    masks |= _told_elsewhere(counted, masks, kept=result.facts.get("repeat_days"), minimum_n=minimum_n)
    masks |= hidden_of_drivers(frames, masks, minimum_n)
    frames |= without_few_repeats(frames, masks, minimum_n)
    told = without_few_of_drivers(frames, total_n=result.facts.get("customers_n"), minimum_n=minimum_n)
    gone, uncounted = hidden_findings(frames, told, masks)
    thinned = {name: without_thin_columns(frame, masks[name], minimum_n=minimum_n) for name, frame in told.items()}
    thinned = {name: without_few_known(frame, minimum_n=minimum_n) for name, frame in thinned.items()}
    thinned = {name: without_few_cells(frame, minimum_n=minimum_n) for name, frame in thinned.items()}
    shown = {name: blanked(_without_top2(frame), masks[name]) for name, frame in thinned.items()}
    apart = names | _hidden_names(frames, masks, {"lines": "scope", "totals": "name", "repeats": "days"})
    safe = (f.hidden() if f.name in gone else _finding(f, apart, minimum_n) for f in result.findings)
    found = tuple(replace(f, customers_n=None) if f.name in uncounted else f for f in safe)
    return replace(result, **shown, findings=found, facts=_facts(result, names, frames, masks, minimum_n))


def _nowhere(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(False, index=frame.index)


def _with_most(frame: pd.DataFrame, minimum_n: int) -> pd.DataFrame:
    """Return a frame in which unknown numbers of customers are what they are at most: the number of contacts.

    A row of no customers has nobody to protect, unless it holds a few unanswered contacts; its number becomes nan.
    """
    most = next((name for name in AT_MOST if name in frame), "customers_n")
    customers_n = frame["customers_n"].astype(float).fillna(frame[most].astype(float))
    customers_n = customers_n.where(customers_n != 0)
    if "unanswered_n" in frame:
        unanswered_n = frame["unanswered_n"].astype(float)
        customers_n = customers_n.fillna(unanswered_n.where(is_few(unanswered_n, minimum_n)))
    return frame.assign(customers_n=customers_n)


def _mask(name: str, frame: pd.DataFrame, partitions: Mapping[str, str], minimum_n: int) -> pd.Series:
    if frame.empty:
        return _nowhere(frame)
    rule = hidden_parts if name in partitions or name in ADDED_UP else small_or_dominated
    hidden = rule(frame, minimum_n=minimum_n)
    return hidden | is_few(frame["repeat_customers_n"], minimum_n) if name == "repeats" else hidden


def _hidden_names(
    frames: Mapping[str, pd.DataFrame], masks: Mapping[str, pd.Series], columns: Mapping[str, str]
) -> set[str]:
    named = {name: column for name, column in columns.items() if name in frames}
    return {str(label) for name, column in named.items() for label in frames[name].loc[masks[name], column]}


def _mentions(frame: pd.DataFrame, names: set[str]) -> pd.Series:
    """Say per row whether it names a hidden group, also as an end of a switch 'from > to'."""
    columns = [column for column in GROUP_COLUMNS if column in frame]
    named = _nowhere(frame)
    for column in columns:
        parts = frame[column].map(lambda label: {str(label), *str(label).split(SWITCH)})
        named |= parts.map(lambda own: bool(own & names)).astype(bool)
    return named | frame["groups"].map(lambda row: bool(names & set(row))).astype(bool) if "groups" in frame else named


def _followed(name: str, frame: pd.DataFrame, mask: pd.Series, names: set[str], minimum_n: int) -> pd.Series:
    """Return which rows are hidden with those that go along, so that none can be subtracted back from a total."""
    if name == "pages" and len(frame):
        return mask | is_few(frame["before_n"], minimum_n) & ~(frame["customers_n"] >= minimum_n)
    if frame.empty or not mask.any():
        return mask
    if name == "lines":
        return hidden_parts(frame, minimum_n=minimum_n, hidden=mask)
    if name == "volumes":
        return hidden_cells(frame, minimum_n=minimum_n, hidden=mask, hidden_names=names)
    if name == "totals":
        return mask | (frame["name"] != NET)
    return mask


def _told_elsewhere(
    frames: Mapping[str, pd.DataFrame], masks: Mapping[str, pd.Series], *, kept: float | None, minimum_n: int
) -> dict[str, pd.Series]:
    """Return which days and totals are hidden because they would tell what is hidden elsewhere."""
    found = {}
    if "repeats" in frames and len(frames["repeats"]):
        found["repeats"] = hidden_days(frames["repeats"], minimum_n=minimum_n, hidden=masks["repeats"], kept=kept)
    if "totals" in frames and masks["lines"].any():
        gone = frames["lines"][masks["lines"]]
        found["totals"] = masks["totals"] | _tells_a_line(frames["totals"]["name"], gone, minimum_n)
    return found


def _tells_a_line(names: pd.Series, gone: pd.DataFrame, minimum_n: int) -> pd.Series:
    """Say per total whether hidden lines that are not safe together could be got from it.

    Each kind of lever has its own total: when one of those tells too much, only the net saving over all may be shown.
    """
    by_total = gone.groupby(gone["lever"].where(gone["lever"].isin(BESIDE_CONTACTS), "contacts_net"))
    safe_each = all(safe_together(part, minimum_n) for _, part in by_total)
    return (names != NET) & (not safe_each) | (not safe_together(gone, minimum_n))


def without_few_cells(frame: pd.DataFrame, *, minimum_n: int) -> pd.DataFrame:
    """Return a frame whose cross tables hold no cell of a few customers, and no second cell that gives it away.

    Parameters
    ----------
    frame : its column `table`, where it has one, holds tuples of (label, without_n, with_n).

    Examples
    --------
    >>> rows = pd.DataFrame({"table": [(("1", 0, 900), ("2", 3, 500), ("3", 400, 0), ("4", 700, 60))]})
    >>> without_few_cells(rows, minimum_n=10)["table"].iloc[0]
    (('1', 0, 900), ('2', None, None), ('3', None, None), ('4', 700, 60))
    """
    if "table" not in frame:
        return frame
    return frame.assign(table=[_without_few_lines(table, minimum_n) for table in frame["table"]])


def _without_few_lines(table: Sequence[tuple[str, int, int]], minimum_n: int) -> tuple[tuple, ...]:
    """Return the lines of a cross table; the totals of both columns are known."""
    counts = pd.DataFrame([line[1:] for line in table], columns=[0, 1])
    hidden, before = _nowhere(counts), None
    while before is None or not hidden.equals(before):
        before = hidden
        for column in counts:
            hidden = hidden_n(counts[column], hidden, minimum_n=minimum_n)
    return tuple((line[0], None, None) if away else line for line, away in zip(table, hidden, strict=True))


def _without_top2(frame: pd.DataFrame) -> pd.DataFrame:
    held = [name for name in frame.columns if name in TOP2_COLUMNS or name.endswith(BESIDE_TOP2)]
    return frame.assign(**dict.fromkeys(held, np.nan))


def _finding(finding: Finding, names: set[str], minimum_n: int) -> Finding:
    """Return the figure as a client may see it: hidden, or without the share of two customers."""
    known = finding.customers_n is not None
    counts = (
        finding.customers_n,
        finding.notes.get("smallest_n"),
        *(finding.notes.get(n) for n in AT_MOST if not known),
    )
    small = any(n is not None and n < minimum_n for n in counts)
    dominated = (finding.top2_share or 0) > DOMINANCE
    hidden = small or dominated or _about(finding) & names
    return finding.hidden() if hidden else replace(finding, top2_share=None)


def _about(finding: Finding) -> set[str]:
    """Return the groups a finding speaks of, or the parts it compares or adds up."""
    moved = {str(name) for line in finding.notes.get("shifts", []) for name in line[:2]}
    own = {str(value) for name, value in finding.notes.items() if name in ABOUT}
    return moved | set(finding.notes.get("parts", [])) | own | {part for name in own for part in name.split(SWITCH)}


def _facts(
    result: Any, names: set[str], frames: Mapping[str, pd.DataFrame], masks: Mapping[str, pd.Series], minimum_n: int
) -> dict[str, Any]:
    """Return the facts without pairs of a hidden group, and without a share that would give a hidden topic away."""
    facts = {name: _without(value, names) if isinstance(value, list) else value for name, value in result.facts.items()}
    if "topics" in frames and frames["topics"].loc[masks["topics"], "demand"].nunique() > 1:
        facts |= dict.fromkeys(OF_FAILURE)
    return facts | without_few_answered(facts, minimum_n) if "what_ifs" in frames else facts


def _without(pairs: Sequence[tuple], names: set[str]) -> list[tuple]:
    return [pair for pair in pairs if not names & set(map(str, pair))]
