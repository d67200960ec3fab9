"""The figures of maturity_assessment as findings for the results file, the stage first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxkit.result import Finding
from cxkit.settings.instrument import Instrument

ESTIMATED = "estimated"
NO_ANSWERS, TOO_FEW, INCLUDES_ZERO = "dimension_without_answers", "too_few", "interval_includes_zero"


def findings(
    overall: pd.DataFrame, dimensions: pd.DataFrame, changes: pd.DataFrame, agreement: pd.DataFrame,
    actions: pd.DataFrame, *, instrument: Instrument, rule: str,
) -> tuple[Finding, ...]:  # fmt: skip
    """Return every figure the results file holds.

    Parameters
    ----------
    overall, dimensions, changes, agreement, actions : of the result.
    instrument : names of the stages, texts of the items.
    rule : what decided the stage.
    """
    whole = overall.to_dict("records")[0]
    texts = {item.key: dict(item.text) for item in instrument.items}
    return (
        _stage(whole, instrument, rule),
        _points("maturity_mean", whole, other_mean=whole["other_mean"], to_next=whole["to_next"]),
        *(_points(f"maturity_dimension:{row['dimension']}", row, stage=row["stage"] + 1)
          for row in dimensions.to_dict("records")),
        *(_change(row) for row in changes.to_dict("records")),
        *(_agreement(row) for row in agreement.to_dict("records")),
        *(_action(row, texts[row["item"]]) for row in actions.to_dict("records")),
    )  # fmt: skip


def _stage(whole: Mapping[str, Any], instrument: Instrument, rule: str) -> Finding:
    """Return the stage as a number, 1 first."""
    notes = {"rule": rule, "raters_n": whole["raters_n"]}
    if whole["stage"] < 0:
        return Finding("maturity_stage", unit="stage", label=ESTIMATED, status="not_computable", reason=NO_ANSWERS,
                       notes=notes)  # fmt: skip
    known = whole["stage_low"] >= 0
    return Finding(
        "maturity_stage",
        unit="stage",
        estimate=whole["stage"] + 1,
        low=whole["stage_low"] + 1 if known else None,
        high=whole["stage_high"] + 1 if known else None,
        label=ESTIMATED,
        notes={"stage": instrument.stages[whole["stage"]].name, **notes, "share": _known(whole["stage_share"])},
    )


def _points(name: str, row: Mapping[str, Any], **notes: Any) -> Finding:
    notes = {key: _known(value) for key, value in notes.items()} | {"raters_n": row["raters_n"]}
    if _known(row["mean"]) is None:
        return Finding(name, unit="points", label=ESTIMATED, status="not_computable", reason=NO_ANSWERS, notes=notes)
    return Finding(name, unit="points", estimate=row["mean"], low=row["low"], high=row["high"], label=ESTIMATED,
                   notes=notes)  # fmt: skip


def _change(row: Mapping[str, Any]) -> Finding:
    """Return a change; without an estimate when the interval includes zero."""
    shown = row["status"] == "shown"
    reasons = {"shown": "", "no_difference": INCLUDES_ZERO, "not_computable": TOO_FEW}
    return Finding(
        f"maturity_change:{row['dimension']}",
        unit="points",
        estimate=row["change"] if shown else None,
        low=row["low"],
        high=row["high"],
        label=ESTIMATED,
        status=row["status"],
        reason=reasons[row["status"]],
        notes={name: _known(row[name]) for name in ("earlier_mean", "mean", "both_n", "earlier_n", "raters_n")},
    )


def _agreement(row: Mapping[str, Any]) -> Finding:
    none = row["status"] == "not_computable"
    return Finding(
        f"agreement:{row['dimension']}:{row['measure']}",
        unit="coefficient",
        estimate=None if none else row["estimate"],
        low=row["low"],
        high=row["high"],
        label=ESTIMATED,
        status="not_computable" if none else "shown",
        reason=(row["reason"] or TOO_FEW) if none else "",
        notes={"warned": row["status"] == "warned", "items_n": int(row["items_n"]), "raters_n": int(row["raters_n"])},
    )


def _action(row: Mapping[str, Any], text: Mapping[str, str]) -> Finding:
    """Return what one statement adds to its dimension when it reaches the next score."""
    kept = ("dimension", "kind", "hard", "target", "raters_n", "rank")
    notes = {name: row[name] for name in kept} | {"text": text, "mean": row["mean"], "toward": row["toward"] + 1}
    return Finding(
        f"maturity_action:{row['item']}", unit="points", estimate=row["points"], label=ESTIMATED, notes=notes
    )


def _known(value: Any) -> Any:
    """Return the value, or None where it is nan."""
    return None if value is None or value != value else value
