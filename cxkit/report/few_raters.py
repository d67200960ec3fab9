"""What a client may see of raters: nothing about fewer than the smallest group, and nothing that gives them away."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.maturity.departments import departments as department_means
from cxkit.analysis.maturity.departments import differences
from cxkit.analysis.maturity_result import MaturityResult
from cxkit.report.disclosure import blanked
from cxkit.report.subtraction import is_few
from cxkit.result import Finding

ALL = "all"
LEFT_OUT = "[…]"
CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?<![\w.,])(?:\+|\(?0)\d*(?:[\s()./-]{0,2}\d){8,14}(?!\d)"  # a telephone number: from + or 0 on
    r"|(?<![\w.,])\d{9,15}(?!\d)"  # a long number without marks
)
OTHER_WEIGHTS = ("other_mean", "other_stage")


def protect_raters(result: MaturityResult, *, audience: str, minimum_n: int) -> MaturityResult:
    """Return a maturity result as its reader may see it; a consultant sees all.

    Parameters
    ----------
    result : of maturity_assessment.
    audience : 'client' or 'consultant'.
    minimum_n : smallest number of raters a shown group may have.

    Returns
    -------
    The result whose frames have a column `hidden`. For a client: departments of too few raters hold no figures, nor
    those by which the rest of a known total would be too few; the mean with the other weights goes along, since two
    kinds of mean tell two departments apart. Of a dimension scored by too few, a second one goes along. A rater's own
    mean is never shown: `raters` holds means of at least so many neighbours. Remarks stand in an order of their own,
    without e-mail addresses and telephone numbers.

    Raises
    ------
    ValueError : a frame has no raters_n: whoever made it must decide.
    """
    frames = {
        f.name: getattr(result, f.name) for f in fields(result) if isinstance(getattr(result, f.name), pd.DataFrame)
    }
    frames = {name: frame for name, frame in frames.items() if name not in result.counts_only}
    for name, frame in frames.items():
        if "raters_n" not in frame:
            raise ValueError(f"{name} has no raters_n: say in counts_only that it needs none")
    if audience == "consultant":
        return replace(result, **{name: blanked(frame, _rows(frame, False)) for name, frame in frames.items()})
    if bool(is_few(result.overall["raters_n"], minimum_n).any()):
        return _all_hidden(result, frames)
    frames |= {"differences": _among_shown(result, minimum_n)}
    masks = _masks(frames, minimum_n)
    shown = {
        name: blanked(_named(name, frame, masks), masks[name]) for name, frame in frames.items() if name != "raters"
    }
    apart = bool(masks["departments"].any())
    shown["overall"] = _without_other_weights(shown["overall"]) if apart else shown["overall"]
    bundles = bundled(result.raters, minimum_n=minimum_n)
    shown["raters"] = bundles.assign(hidden=bundles["dimension"].isin(_hidden_dimensions(frames, masks)))
    findings = tuple(_finding(f, frames, masks, minimum_n, apart=apart) for f in result.findings)
    return replace(result, **shown, evidence=told_apart(result.evidence), findings=findings)


def _rows(frame: pd.DataFrame, value: bool) -> pd.Series:
    return pd.Series(value, index=frame.index, dtype=bool)


def _all_hidden(result: MaturityResult, frames: Mapping[str, pd.DataFrame]) -> MaturityResult:
    """Return the result of too few raters: names of dimensions and stages, and no figure."""
    masks = {name: _rows(frame, True) for name, frame in frames.items()}
    shown = {name: blanked(_named(name, frame, masks), masks[name]) for name, frame in frames.items()}
    shown |= {name: shown[name].iloc[:0] for name in ("raters", "blockers", "actions")}
    findings = tuple(finding.hidden() for finding in result.findings)
    return replace(result, **shown, evidence=result.evidence.iloc[:0], findings=findings)


def _among_shown(result: MaturityResult, minimum_n: int) -> pd.DataFrame:
    """Return the differences between the departments that are shown; a hidden one cannot be highest or lowest."""
    rows = result.departments
    gone = hidden_departments(rows, _totals(vars(result)), minimum_n=minimum_n)
    shown = [name for name in dict.fromkeys(rows["department"]) if name not in gone]
    if not gone or len(shown) < 2:
        return result.differences.iloc[:0] if gone else result.differences
    scores = result.raters.pivot(index="rater", columns="dimension", values="mean")
    scores = scores[[name for name in result.dimensions["dimension"] if name in scores]]
    of_rater = result.raters.drop_duplicates("rater").set_index("rater")["department"].reindex(scores.index)
    again = department_means(scores, of_rater, chosen=shown, within=(-math.inf, math.inf))
    return differences(again, minimum_n=minimum_n)


def _masks(frames: Mapping[str, pd.DataFrame], minimum_n: int) -> dict[str, pd.Series]:
    """Return per frame which rows are hidden."""
    dimensions, items = frames["dimensions"], frames["items"]
    gone = with_second(dimensions.set_index("dimension")["raters_n"], minimum_n)
    departments = hidden_departments(frames["departments"], _totals(frames), minimum_n=minimum_n)
    masks = {
        name: (frame["dimension"].isin(gone) if "dimension" in frame else _rows(frame, False))
        | is_few(frame["raters_n"].astype(float), minimum_n)
        for name, frame in frames.items()
    }
    masks["items"] |= is_few(items["known_n"].astype(float), minimum_n)
    masks["departments"] |= frames["departments"]["department"].isin(departments)
    masks["differences"] |= frames["differences"][["highest", "lowest"]].isin(departments).any(axis=1)
    masks["actions"] |= frames["actions"]["item"].isin(items.loc[masks["items"], "item"])
    masks["changes"] |= _hidden_changes(frames["changes"], minimum_n)
    return masks


def _totals(frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the raters of each dimension and of all."""
    by_dimension = frames["dimensions"].set_index("dimension")["raters_n"].astype(float)
    return pd.concat([by_dimension, pd.Series({ALL: float(frames["overall"]["raters_n"].iloc[0])})])


def with_second(raters_n: pd.Series, minimum_n: int) -> set[str]:
    """Return which parts of a plain mean are hidden: those of few raters, and a second one where there is one.

    Examples
    --------
    >>> sorted(with_second(pd.Series({"a": 9, "b": 2, "c": 8}), 3)), with_second(pd.Series({"a": 9, "b": 8}), 3)
    (['b', 'c'], set())
    """
    few = is_few(raters_n.astype(float), minimum_n)
    if few.sum() != 1:
        return set(raters_n.index[few])
    others = raters_n[~few & (raters_n > 0)].sort_values(kind="stable")
    return {*raters_n.index[few], *others.index[:1]}


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


def _hidden_changes(changes: pd.DataFrame, minimum_n: int) -> pd.Series:
    """Say per change whether too few scored it in the earlier wave."""
    if changes.empty:
        return _rows(changes, False)
    earlier_n = changes.set_index("dimension")["earlier_n"].astype(float)
    gone = with_second(earlier_n.drop(ALL, errors="ignore"), minimum_n)
    return changes["dimension"].isin(gone) | is_few(changes["earlier_n"].astype(float), minimum_n)


def _hidden_dimensions(frames: Mapping[str, pd.DataFrame], masks: Mapping[str, pd.Series]) -> set[str]:
    return set(frames["dimensions"].loc[masks["dimensions"], "dimension"])


def _named(name: str, frame: pd.DataFrame, masks: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Return a frame whose words give nothing away either: hidden departments, and dimensions that are behind."""
    hidden = masks[name]
    if name == "differences":
        return frame.assign(**{end: frame[end].astype(object).mask(hidden, "") for end in ("highest", "lowest")})
    if name == "steps":
        return frame.assign(behind=[() if gone else row for gone, row in zip(hidden, frame["behind"], strict=True)])
    return frame


def _without_other_weights(overall: pd.DataFrame) -> pd.DataFrame:
    return overall.assign(**dict.fromkeys(OTHER_WEIGHTS, float("nan")))


def bundled(raters: pd.DataFrame, *, minimum_n: int) -> pd.DataFrame:
    """Return means of neighbouring raters, at least so many together, instead of raters.

    Parameters
    ----------
    raters : dimension, mean; a row per rater.
    minimum_n : smallest number of raters in a bundle.

    Returns
    -------
    rater (number of the bundle within its dimension), department (''), dimension, mean, raters_n.

    Examples
    --------
    >>> rows = pd.DataFrame({"dimension": "a", "mean": [3.0, 0.0, 1.0, 2.0, 1.0]})
    >>> bundled(rows, minimum_n=2)[["mean", "raters_n"]].values.tolist()
    [[0.6666666666666666, 3.0], [2.5, 2.0]]
    """
    columns = ["rater", "department", "dimension", "mean", "raters_n"]
    rows = []
    for dimension, own in raters.dropna(subset="mean").groupby("dimension", sort=False):
        values = own["mean"].sort_values().to_numpy()
        parts = np.array_split(values, len(values) // minimum_n) if len(values) >= minimum_n else []
        rows += [(place, "", dimension, float(part.mean()), len(part)) for place, part in enumerate(parts, start=1)]
    return pd.DataFrame(rows, columns=columns)


def told_apart(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return remarks without contact details, per item in an order that says nothing about who wrote them."""
    masked = evidence.assign(evidence=[without_contact(text) for text in evidence["evidence"]])
    order = {item: place for place, item in enumerate(dict.fromkeys(evidence["item"]))}
    by_item = masked.sort_values("evidence", kind="stable").sort_values(
        "item", key=lambda items: items.map(order), kind="stable"
    )
    return by_item.reset_index(drop=True)


def without_contact(text: str) -> str:
    """Return a remark without e-mail addresses and telephone numbers.

    >>> without_contact("Bel 06-12345678 of mail j.jansen@voorbeeld.nl vóór 01-02-2025.")
    'Bel […] of mail […] vóór 01-02-2025.'
    """
    return CONTACT.sub(LEFT_OUT, str(text))


def _finding(
    finding: Finding, frames: Mapping[str, pd.DataFrame], masks: Mapping[str, pd.Series], minimum_n: int, *, apart: bool
) -> Finding:
    """Return a figure as a client may see it: hidden where its row is, or where too few raters stand behind it."""
    few = float(finding.notes.get("raters_n") or 0)
    if 0 < few < minimum_n or _is_of_hidden_row(finding.name, frames, masks):
        return finding.hidden()
    kept = {name: value for name, value in finding.notes.items() if not (apart and name in OTHER_WEIGHTS)}
    return replace(finding, notes=kept)


OF_FINDINGS = {
    "maturity_dimension": ("dimensions", "dimension"),
    "maturity_change": ("changes", "dimension"),
    "agreement": ("agreement", "dimension"),
    "maturity_action": ("actions", "item"),
}


def _is_of_hidden_row(name: str, frames: Mapping[str, pd.DataFrame], masks: Mapping[str, Any]) -> bool:
    kind, _, about = name.partition(":")
    if kind not in OF_FINDINGS:
        return False
    frame, column = OF_FINDINGS[kind]
    if kind == "agreement":
        about = about.rpartition(":")[0]
    hidden = set(frames[frame].loc[masks[frame], column])
    if kind == "maturity_action":
        hidden |= set(frames["items"].loc[masks["items"], "item"])
    return about in hidden
