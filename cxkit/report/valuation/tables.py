"""The tables of cx_group_valuation, as texts in the reader's language."""

from __future__ import annotations

import functools
from typing import Any

import pandas as pd

from cxkit.analysis.valuation_findings import label
from cxkit.language import N_, Language
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table
from cxkit.report.valuation.words import READING_WORDS, REASON_WORDS, in_period
from cxkit.report.wording import (
    LABEL_WORDS,
    column_words,
    euros,
    interval_words,
    listed,
    mean_euros,
    plain_euros,
    plus_minus,
    run_from,
    sentence_start,
)

HIDDEN = "–"
PER_PERIOD = {
    "year": N_("€ a year per customer"),
    "to date": N_("€ to date per customer"),
    "lifetime": N_("€ over the lifetime per customer"),
}


def per_customer(report: Report) -> str:
    """Return the unit of a mean per customer with its period: '€ a year per customer'."""
    _, settings = report.language, report.settings
    if settings.value_period == "horizon":
        return _.plural("€ over {n} year per customer", "€ over {n} years per customer", settings.horizon_years)
    return _(PER_PERIOD[settings.value_period])


def interval_heading(report: Report) -> str:
    """Return the heading over intervals; what rests on an assumption has a range, not a confidence interval."""
    _ = report.language
    assumed = label("observed", report.settings) == "assumed"
    return _("Range under assumptions") if assumed else _("95% interval")


def group_table(report: Report) -> Table:
    """Return what a customer of each group is worth, with interval, number of customers and score."""
    _, groups = report.language, report.result.groups
    mean, interval = per_customer(report), interval_heading(report)
    columns = {
        _("Group"): [_(name) for name in groups["group"]],
        _("Customers"): _numbers(groups["customers_n"], _),
        _("Share"): [_shown(v, _.share) for v in groups["share"]],
        mean: _means(groups, _),
        interval: _intervals(groups, _),
    }
    beside = _beside(report)
    columns |= {heading: [_shown(v, write) for v in groups[f"{name}_mean"]] for name, heading, write in beside}
    frame = pd.DataFrame(columns)
    notes = [note for name, heading, write in beside for note in _known_note(groups, name, heading, report)]
    return Table(frame, numeric=tuple(frame.columns[1:]), notes=(*_hidden_note(groups, report), *notes))


def _beside(report: Report) -> list[tuple[str, str, Any]]:
    """Return the columns beside the value: name, heading, and how its means are written."""
    _, settings = report.language, report.settings
    euro = functools.partial(plain_euros, language=_)
    beside = [("value_eur", _("After acquisition cost (one-off)"), euro)] if settings.acquisition_cost else []
    beside += [(name, sentence_start(column_words(name, language=_)), euro) for name in settings.compare_with]
    if "share_of_wallet_mean" in report.result.groups:
        beside.append(("share_of_wallet", _("Share of wallet"), _.share))
    return beside


def _known_note(groups: pd.DataFrame, name: str, heading: str, report: Report) -> list[str]:
    """Return of how many customers a column is known where that is not all of a group, or why it is not shown."""
    _ = report.language
    shown = groups[~groups["hidden"]]
    if shown[f"{name}_n"].isna().any():
        return [
            _(
                "{column}: not shown to protect customers (known or unknown of too few, or two hold nearly all)",
                column=heading,
            )
        ]
    part = shown[shown[f"{name}_n"] < shown["customers_n"]]
    if part.empty:
        return []
    known = [
        _("{n} customers in group {group}", n=_.number(row[f"{name}_n"]), group=_(row["group"]))
        for row in part.to_dict("records")
    ]
    return [
        _("{column}: the mean of those of whom it is known, {known}", column=heading, known=listed(known, language=_))
    ]


def _numbers(values: pd.Series, _: Language) -> list[str]:
    return [_shown(v, _.number) for v in values]


def _shown(value: float, write: Any) -> str:
    return write(value) if value == value else HIDDEN


def _means(frame: pd.DataFrame, _: Language) -> list[str]:
    return [_shown(row["forward_eur_mean"], lambda v, row=row: mean_euros(row, language=_)) for row in _rows(frame)]


def _intervals(frame: pd.DataFrame, _: Language) -> list[str]:
    ends = [(row["forward_eur_low"], row["forward_eur_high"]) for row in _rows(frame)]
    return [run_from(low, high, language=_) if low == low else HIDDEN for low, high in ends]


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")


def _hidden_note(frame: pd.DataFrame, report: Report) -> tuple[str, ...]:
    if not frame["hidden"].any():
        return ()
    _ = report.language
    return (_("– hidden to protect customers (too few, or two of them hold nearly all)"),)


def reading_table(report: Report) -> Table:
    """Return the headline shift in its three readings, with label and status."""
    _, rows = report.language, report.result.readings.to_dict("records")
    headings = [_("Reading"), in_period("€", report), interval_heading(report), _("Rests on")]
    lines = [(sentence_start(_(READING_WORDS[row["reading"]])), *_reading_cells(row, report)) for row in rows]
    notes = tuple(
        sentence_start(_("{reading}: {reason}.", reading=_(READING_WORDS[row["reading"]]), reason=_(REASON_WORDS[row["reason"]])))  # noqa: E501
        for row in rows if row["reason"]
    )  # fmt: skip
    if label("observed", report.settings) != "assumed" and label("corrected", report.settings) == "assumed":
        notes += (_("Where a reading is assumed, its interval is a range under assumptions."),)
    frame = pd.DataFrame(lines, columns=headings)
    return Table(frame, numeric=tuple(headings[1:3]), notes=notes + _hidden_note(report.result.readings, report))


def _reading_cells(row: dict[str, Any], report: Report) -> tuple[str, str, str]:
    _ = report.language
    if row["hidden"] or row["value_eur"] != row["value_eur"] or row["low_eur"] != row["low_eur"]:
        return HIDDEN if row["hidden"] else _("not computed"), "", ""
    interval = run_from(row["low_eur"], row["high_eur"], language=_)
    rests_on = _(LABEL_WORDS[label(row["reading"], report.settings)])
    if row["status"] == "no_difference":
        return _("no difference shown"), interval, rests_on
    return euros(row["low_eur"], row["high_eur"], row["value_eur"], language=_), interval, rests_on


def matrix_table(report: Report) -> Table:
    """Return what moving a number of customers is worth between every two groups, up and down."""
    _, matrix = report.language, report.result.matrix
    own = matrix[matrix["reading"] == report.result.headline]
    names = report.result.groups["group"].tolist()
    cells = {(row["from"], row["to"]): matrix_cell(row, report) for row in own.to_dict("records")}
    first = _("From ↓ to →")
    frame = pd.DataFrame(
        [{first: _(start)} | {_(end): cells.get((start, end), "") for end in names} for start in names]
    )
    return Table(
        frame,
        title=matrix_caption(report),
        numeric=tuple(_(name) for name in names),
        notes=_hidden_note(own, report),
    )


def matrix_caption(report: Report) -> str:
    """Return what the amounts between two groups are: unit, period, customers, interval and reading."""
    _, reading = report.language, report.result.headline
    return _(
        "{unit} per {n} customers who move, ± half of {interval}; {reading}",
        unit=sentence_start(in_period("€", report)),
        n=_.number(report.settings.shift_customers_n), reading=_(READING_WORDS[reading]),
        interval=interval_words(label(reading, report.settings), language=_),
    )  # fmt: skip


def matrix_cell(row: dict[str, Any], report: Report) -> str:
    """Return one shift of the matrix as text: amount ± half its interval, or why there is none."""
    _ = report.language
    if row["hidden"]:
        return HIDDEN
    if row["status"] == "not_computable":
        return _("not computed")
    if row["status"] == "no_difference":
        return _("no difference")
    return plus_minus(row["low_eur"], row["high_eur"], row["value_eur"], language=_)


def answered_table(report: Report) -> Table | Prose:
    """Return the value of customers who answered beside those who did not; nothing when there is one part."""
    _, parts = report.language, report.result.answered
    if len(parts) < 2:
        return Prose()
    words = {"answered": _("Answered"), "not_answered": _("Did not answer")}
    frame = pd.DataFrame(
        {
            _("Customers who"): [words[part] for part in parts["part"]],
            _("Customers"): _numbers(parts["customers_n"], _),
            per_customer(report): _means(parts, _),
            interval_heading(report): _intervals(parts, _),
        }
    )
    return Table(frame, numeric=tuple(frame.columns[1:]), notes=_hidden_note(parts, report))


def wave_table(report: Report) -> Table | Prose:
    """Return the headline shift wave after wave; nothing when there are no waves to compare."""
    if report.result.waves.empty:
        return Prose()
    return _shift_table(report, report.result.waves, "wave", N_("Wave"))


def sensitivity_table(report: Report) -> Table | Prose:
    """Return the adjusted shift with columns held equal that may come after the score."""
    _ = report.language
    frame = report.result.sensitivity
    if frame.empty:
        return Prose(_("No column that may come after the score was held equal as well."))
    named = frame.assign(held_equal=[column_words(name, language=_) for name in frame["held_equal"]])
    return _shift_table(report, named, "held_equal", N_("Also held equal"))


def _shift_table(report: Report, rows: pd.DataFrame, name: str, heading: str) -> Table:
    _ = report.language
    cells = [_matrix_parts(row, report) for row in rows.to_dict("records")]
    headings = [_(heading), in_period("€", report), interval_heading(report)]
    frame = pd.DataFrame([(row, *cell) for row, cell in zip(rows[name], cells, strict=True)], columns=headings)
    return Table(frame, numeric=tuple(headings[1:]), notes=_hidden_note(rows, report))


def _matrix_parts(row: dict[str, Any], report: Report) -> tuple[str, str]:
    _ = report.language
    if row["hidden"]:
        return HIDDEN, HIDDEN
    if row["low_eur"] != row["low_eur"]:
        return _("not computed"), ""
    interval = run_from(row["low_eur"], row["high_eur"], language=_)
    if row["status"] == "no_difference":
        return _("no difference shown"), interval
    return euros(row["low_eur"], row["high_eur"], row["value_eur"], language=_), interval
