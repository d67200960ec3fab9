"""Realised beside expected, and every estimate."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.cells import HIDDEN as DASH
from cxkit.report.cells import HIDDEN_NOTE
from cxkit.report.impact.names import (
    HIDDEN,
    VERDICTS,
    advice_cell,
    known,
    minus,
    pilot_heading,
    signed_change,
    signed_run,
    typed_signed,
)
from cxkit.report.impact.verdict_words import ratio_words
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table
from cxkit.report.wording import LABEL_WORDS, euro_column, run_column

READINGS = {
    "welch": N_("pilot against control group, afterwards"),
    "cuped": N_("pilot against control group, corrected for what was so before"),
    "did": N_("change of the pilot less that of the control group"),
    "did_sections": N_("change of the averages, with others measured before than after"),
    "stepped": N_("those that have it against those that do not yet"),
    "its": N_("against its own course before, drawn on"),
    "pilot_before_after": N_("pilot after against before"),
    "control_before_after": N_("control group after against before"),
}
NO_READING = {
    "too_few_units": N_("too few"),
    "no_spread": N_("too little spread"),
    "no_before": N_("nothing measured before"),
    "no_control": N_("no control group"),
    "too_few_periods": N_("too few periods"),
}


def pilot_table(report: Report) -> Table | Prose:
    """Return per pilot what was expected, what came of it, the verdict and the advice."""
    _, rows = report.language, report.result.pilots.to_dict("records")
    if not rows:
        return Prose()
    frame = pd.DataFrame({
        _("Pilot, and what it is judged on"): [pilot_heading(row, report) for row in rows],
        _("Verdict"): [_(VERDICTS[row["verdict"]]) for row in rows],
        _("Advice"): [advice_cell(row, report) or DASH for row in rows],
        _("Expected"): [typed_signed(row["expected"], row["unit"], report) for row in rows],
        _("Realised"): [_realised(row, report) for row in rows],
        _("95% interval"): [_interval(row, report) for row in rows],
        _("Of expected"): [_hidden_or(row, ratio_words(row, report)) for row in rows],
    })  # fmt: skip
    return Table(frame, numeric=tuple(frame.columns[3:]), notes=tuple(_hidden_note(report)))


def _realised(row: dict[str, Any], report: Report) -> str:
    return _hidden_or(row, signed_change(row["estimate"], row["low"], row["high"], row["unit"], report))


def _interval(row: dict[str, Any], report: Report) -> str:
    return _hidden_or(row, signed_run(row["low"], row["high"], row["unit"], report))


def _hidden_or(row: dict[str, Any], text: str) -> str:
    return DASH if row["verdict"] == HIDDEN else text


def _hidden_note(report: Report) -> list[str]:
    hidden = report.result.pilots["verdict"].eq(HIDDEN).any()
    return [report.language(HIDDEN_NOTE)] if hidden else []


def euro_table(report: Report) -> Table | Prose:
    """Return per pilot the euros a year that were expected and those that were realised, once rolled out."""
    _, pilots = report.language, report.result.pilots
    rows = [row for row in pilots.to_dict("records") if known(row["expected_eur_year"])]
    if not rows:
        return Prose()
    unknown = dict.fromkeys(("eur_year", "eur_low", "eur_high"), float("nan"))
    shown = [row | unknown if row["verdict"] == "unclear" else row for row in rows]
    realised = euro_column([(row["eur_year"], row["eur_low"], row["eur_high"]) for row in shown], language=_)
    runs = [minus(text) for text in run_column([(row["eur_low"], row["eur_high"]) for row in shown], language=_)]
    frame = pd.DataFrame({
        _("Pilot"): [row["pilot"] for row in rows],
        _("Expected (€ a year)"): [_.euro(row["expected_eur_year"]) for row in rows],
        _("Realised (€ a year)"): [
            minus(text) or _none_words(row, report) for row, text in zip(rows, realised, strict=True)
        ],
        _("95% interval"): runs,
        _("Rests on"): [_(LABEL_WORDS[row["eur_label"]]) if row["eur_label"] else "" for row in rows],
    })  # fmt: skip
    note = _("What the effect is worth in a year once rolled out: the euros expected, times the share that came true.")
    return Table(frame, numeric=tuple(frame.columns[1:4]), notes=(note, *_hidden_note(report)))


def _none_words(row: dict[str, Any], report: Report) -> str:
    """Return why there are no euros: hidden, not begun, or no difference shown."""
    if row["verdict"] == HIDDEN:
        return DASH
    _ = report.language
    if row["verdict"] == "planned":
        return _("not measured yet")
    return _("no difference shown") if _judged(row) else _("cannot be judged")


def _judged(row: dict[str, Any]) -> bool:
    return row["verdict"] != "unclear" or row["reason"] in ("interval", "running")


def reading_table(report: Report) -> Table | Prose:
    """Return every estimate of every pilot: the one that answers, those beside it, and those that mislead."""
    _, readings = report.language, report.result.readings
    pilots = {row["pilot"]: row for row in report.result.pilots.to_dict("records")}
    rows = [row | {"unit": pilots[row["pilot"]]["unit"], "verdict": pilots[row["pilot"]]["verdict"],
                   "metric": pilots[row["pilot"]]["metric"]}
            for row in readings.to_dict("records") if row["pilot"] in pilots]  # fmt: skip
    if not rows:
        return Prose()
    frame = pd.DataFrame({
        _("Pilot, and what it is judged on"): [pilot_heading(row, report) for row in rows],
        _("How it is estimated"): [_(READINGS.get(row["reading"], row["reading"])) for row in rows],
        _("Effect"): [_realised(row, report) for row in rows],
        _("Interval"): [_interval(row, report) for row in rows],
        _("Measured"): [_hidden_or(row, _.number(row["units_n"]) if known(row["units_n"]) else "") for row in rows],
        _("Use"): [_role(row, report) for row in rows],
    })  # fmt: skip
    note = _(
        "Measured: of how many there are figures, in both groups. An estimate that misleads is shown as a warning only."
    )
    return Table(frame, numeric=tuple(frame.columns[2:5]), notes=(note, *_hidden_note(report)))


def _role(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    if row["reason"] and not known(row["estimate"]):
        return _(NO_READING.get(row["reason"], N_("cannot be said")))
    if row["misleading"]:
        return _("misleads")
    return _("the answer") if row["main"] else _("beside it")
