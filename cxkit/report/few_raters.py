"""What a client may see of raters: nothing about fewer than the smallest group, and nothing that gives them away."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.maturity.departments import departments as department_means
from cxkit.analysis.maturity.departments import differences
from cxkit.analysis.maturity_result import MaturityResult
from cxkit.report.disclosure import blanked
from cxkit.report.rater_groups import (
    ALL,
    hidden_departments,
    hidden_items,
    least_with_interval,
    totals_of,
    with_second,
    without_intervals,
)
from cxkit.report.remarks import told_apart
from cxkit.report.subtraction import is_few
from cxkit.result import Finding

OTHER_WEIGHTS = ("other_mean", "other_stage")
SAME = 1e-9  # points within which two means are one
HIDDEN_WORDS = {"status": "hidden", "reason": "", "flagged": False, "highest": "", "lowest": "", "reached": False,
                "is_next": False}  # fmt: skip


def protect_raters(result: MaturityResult, *, audience: str, minimum_n: int) -> MaturityResult:
    """Return a maturity result as its reader may see it; a consultant sees all.

    Parameters
    ----------
    result : of maturity_assessment.
    audience : 'client' or 'consultant'.
    minimum_n : smallest number of raters a shown group may have.

    Returns
    -------
    The result whose frames have the columns `hidden` and `no_interval`. For a client:

    - departments of too few raters hold no figures, nor those by which the rest of a known total would be too few; the
      mean with the other weights goes along, since two kinds of mean tell two departments apart;
    - of dimensions, or statements of one, that too few scored, the smallest other one goes along; what names a hidden
      one elsewhere (blockers, actions, remarks) is left out;
    - no interval and no spread of fewer than twice the minimum, and their findings have one decimal: a mean with its
      interval gives back what each of three people scored;
    - a rater's own mean is never shown: `raters` holds means of at least so many neighbours. When a department is
      hidden, it is empty unless these add up to means that are shown anyway;
    - remarks stand in an order of their own, without e-mail addresses and telephone numbers.

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
        return replace(
            result, **{n: blanked(frame, _rows(frame, False)).assign(no_interval=False) for n, frame in frames.items()}
        )
    if bool(is_few(result.overall["raters_n"], minimum_n).any()):
        return _all_hidden(result, frames)
    frames |= {"differences": _among_shown(result, minimum_n)}
    masks = _masks(frames, minimum_n)
    gone, apart = _hidden_dimensions(frames, masks), bool(masks["departments"].any())
    names = set(frames["departments"].loc[masks["departments"], "department"])
    bare = without_intervals(frames, hidden_names=names, minimum_n=minimum_n)
    shown = {name: _protected(name, frame, masks[name], gone) for name, frame in bare.items() if name != "raters"}
    shown["overall"] = _without_other_weights(shown["overall"]) if apart else shown["overall"]
    shown["raters"] = _bundles(result, gone, minimum_n=minimum_n, apart=apart)
    unsure = bool(shown["overall"]["no_interval"].any())
    return replace(
        result,
        **shown,
        verdict="hidden" if unsure else result.verdict,
        evidence=_remarks(result.evidence, frames["items"].loc[masks["items"], "item"], gone),
        findings=_findings(result, frames, masks, minimum_n, apart=apart),
    )


def _rows(frame: pd.DataFrame, value: bool) -> pd.Series:
    return pd.Series(value, index=frame.index, dtype=bool)


def _all_hidden(result: MaturityResult, frames: Mapping[str, pd.DataFrame]) -> MaturityResult:
    """Return the result of too few raters: names of dimensions and stages, and no figure."""
    shown = {
        name: _protected(name, frame, _rows(frame, True), set()).assign(no_interval=True)
        for name, frame in frames.items()
    }
    shown |= {name: shown[name].iloc[:0] for name in ("raters", "blockers", "actions")}
    findings = tuple(finding.hidden() for finding in result.findings if not finding.name.startswith(ACTION))
    return replace(result, **shown, verdict="hidden", evidence=result.evidence.iloc[:0], findings=findings)


def _among_shown(result: MaturityResult, minimum_n: int) -> pd.DataFrame:
    """Return the differences between the departments that are shown; a hidden one cannot be highest or lowest."""
    rows = result.departments
    gone = hidden_departments(rows, totals_of(vars(result)), minimum_n=minimum_n)
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
    few_items, whole = hidden_items(items, minimum_n)
    gone = with_second(dimensions.set_index("dimension")["raters_n"], minimum_n, also=whole)
    departments = hidden_departments(frames["departments"], totals_of(frames), minimum_n=minimum_n)
    masks = {
        name: (frame["dimension"].isin(gone) if "dimension" in frame else _rows(frame, False))
        | is_few(frame["raters_n"].astype(float), minimum_n)
        for name, frame in frames.items()
    }
    masks["items"] |= items["item"].isin(few_items)
    masks["departments"] |= frames["departments"]["department"].isin(departments)
    masks["differences"] |= frames["differences"][["highest", "lowest"]].isin(departments).any(axis=1)
    masks["actions"] |= frames["actions"]["item"].isin(items.loc[masks["items"], "item"])
    masks["changes"] |= _hidden_changes(frames["changes"], minimum_n)
    return masks


def _hidden_changes(changes: pd.DataFrame, minimum_n: int) -> pd.Series:
    """Say per change whether too few scored it in the earlier wave."""
    if changes.empty:
        return _rows(changes, False)
    earlier_n = changes.set_index("dimension")["earlier_n"].astype(float)
    gone = with_second(earlier_n.drop(ALL, errors="ignore"), minimum_n)
    return changes["dimension"].isin(gone) | is_few(changes["earlier_n"].astype(float), minimum_n)


def _hidden_dimensions(frames: Mapping[str, pd.DataFrame], masks: Mapping[str, pd.Series]) -> set[str]:
    return set(frames["dimensions"].loc[masks["dimensions"], "dimension"])


def _protected(name: str, frame: pd.DataFrame, hidden: pd.Series, gone: Collection[str]) -> pd.DataFrame:
    """Return a frame whose hidden rows tell nothing in words either, and that names no hidden dimension as behind."""
    if name in ("blockers", "actions"):
        shown = frame[~hidden].reset_index(drop=True)
        ranked = {"rank": np.arange(1, len(shown) + 1)} if "rank" in shown else {}
        return blanked(shown.assign(**ranked), _rows(shown, False))
    told = {word: frame[word].astype(object).mask(hidden, empty) for word, empty in HIDDEN_WORDS.items()
            if word in frame and hidden.any()}  # fmt: skip
    if name == "steps":
        told["behind"] = [
            () if away else tuple(key for key in row if key not in gone)
            for away, row in zip(hidden, frame["behind"], strict=True)
        ]
    return blanked(frame.assign(**told), hidden)


def _bundles(result: MaturityResult, gone: Collection[str], *, minimum_n: int, apart: bool) -> pd.DataFrame:
    """Return bundles of raters of shown dimensions; none when their total says more of a hidden department."""
    rows = bundled(result.raters, minimum_n=minimum_n)
    rows = rows[~rows["dimension"].isin(gone)]
    plain = result.raters.groupby("dimension")["mean"].mean().drop(index=list(gone), errors="ignore")
    known = result.dimensions.set_index("dimension")["mean"].reindex(plain.index).astype(float)
    shown = rows.iloc[:0] if apart and bool(((plain - known).abs() > SAME).any()) else rows
    return shown.reset_index(drop=True).assign(hidden=False, no_interval=False)


def _remarks(evidence: pd.DataFrame, items: Collection[str], dimensions: Collection[str]) -> pd.DataFrame:
    """Return the remarks on what is shown."""
    return told_apart(evidence[~evidence["item"].isin(items) & ~evidence["dimension"].isin(dimensions)])


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


def _findings(
    result: MaturityResult, frames: Mapping[str, pd.DataFrame], masks: Mapping[str, pd.Series], minimum_n: int, *,
    apart: bool,
) -> tuple[Finding, ...]:  # fmt: skip
    """Return the figures as a client may see them; a hidden action is left out, the others are numbered anew."""
    shown = [_finding(finding, frames, masks, minimum_n, apart=apart) for finding in result.findings]
    shown = [finding for finding in shown if not (finding.name.startswith(ACTION) and finding.status == "hidden")]
    ranks = {f.name: place for place, f in enumerate((f for f in shown if f.name.startswith(ACTION)), start=1)}
    return tuple(
        replace(f, notes={**f.notes, "rank": ranks[f.name]}) if f.name in ranks and "rank" in f.notes else f
        for f in shown
    )


def _finding(
    finding: Finding, frames: Mapping[str, pd.DataFrame], masks: Mapping[str, pd.Series], minimum_n: int, *, apart: bool
) -> Finding:
    """Return a figure as a client may see it: hidden where its row is, bare where too few raters stand behind it."""
    few = float(finding.notes.get("raters_n") or 0)
    if 0 < few < minimum_n or _is_of_hidden_row(finding.name, frames, masks):
        return finding.hidden()
    kept = {name: value for name, value in finding.notes.items() if not (apart and name in OTHER_WEIGHTS)}
    counts = [float(finding.notes.get(name) or 0) for name in ("raters_n", "earlier_n")]
    if any(0 < n < least_with_interval(minimum_n) for n in counts):
        return _bare_finding(replace(finding, notes=kept))
    return replace(finding, notes=kept)


def _bare_finding(finding: Finding) -> Finding:
    """Return a figure about few raters: without its interval, with one decimal, its notes likewise."""
    notes = {name: round(value, 1) if isinstance(value, float) else value for name, value in finding.notes.items()
             if name != "share"}  # fmt: skip
    estimate = None if finding.estimate is None else round(finding.estimate, 1)
    return replace(finding, estimate=estimate, low=None, high=None, notes=notes)


ACTION = "maturity_action:"
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
