"""The tables that back the models: quality, blanks, drivers that go together, and what stops a model."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.cells import HIDDEN, table_of, written
from cxkit.report.drivers.names import (
    driver_words,
    level_words,
    outcome_words,
    reported_rows,
)
from cxkit.report.drivers.tables import plus_minus, records
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, supported_step
from cxkit.report.show import Prose, Table
from cxkit.report.wording import sentence_start

MEASURES = {
    "auc": N_("AUC"),
    "pr_auc": N_("PR-AUC"),
    "brier": N_("Brier score"),
    "brier_skill": N_("Brier skill"),
    "intercept": N_("Calibration intercept"),
    "slope": N_("Calibration slope"),
    "top_decile_lift": N_("Lift of the top tenth"),
}
MODELS = {"all": N_("all customers"), "answered": N_("customers who answered")}
ESTIMATE = ("estimate", "low", "high")
MOST_PLACES = 4


def measured(value: float, low: float, high: float, report: Report) -> str:
    """Return a measure with its interval, rounded to what that supports, four decimals at most."""
    _ = report.language
    if value != value:
        return ""
    if low != low:
        return _.number(value, decimals=3)
    places = min(decimals(supported_step(low, high)), MOST_PLACES)
    ends = {name: _.number(end, decimals=places) for name, end in (("value", value), ("low", low), ("high", high))}
    return _("{value} ({low} to {high})", **ends)


def quality_table(report: Report) -> Table | Prose:
    """Return per measure how well each model does on customers it had not seen, beside what no model would give."""
    _, rows = report.language, report.result.quality
    if rows.empty:
        return Prose(_("How well the model does cannot be shown."))
    pairs = rows[["outcome", "model"]].drop_duplicates().itertuples(index=False, name=None)
    names = [name for name in MEASURES if (rows["measure"] == name).any()]
    columns = {_("Measure"): [_(MEASURES[name]) for name in names]}
    for outcome, model in pairs:
        own = rows[(rows["outcome"] == outcome) & (rows["model"] == model)].set_index("measure")
        heading = f"{sentence_start(outcome_words(outcome, report))}, {_(MODELS[model])}"
        columns[heading] = [_cell(own.loc[name].to_dict(), report) if name in own.index else "" for name in names]
    frame = pd.DataFrame(columns)
    return table_of(
        report, frame, rows, notes=(_("In brackets: the 95% interval. On customers the model had not seen."),)
    )


def _cell(row: dict[str, Any], report: Report) -> str:
    return HIDDEN if row["hidden"] else measured(*(row[name] for name in ESTIMATE), report)


def model_table(report: Report) -> Table | Prose:
    """Return per model its customers, cases, columns, cases per column, and what it was recalibrated by."""
    _, rows = report.language, report.result.outcomes
    if rows.empty:
        return Prose(_("No model was made."))
    away = rows["hidden"].astype(bool)
    frame = pd.DataFrame({
        _("Model"): [f"{sentence_start(outcome_words(row['outcome'], report))}, {_(MODELS[row['model']])}" for row in records(rows)],  # noqa: E501
        _("Customers"): written(rows["customers_n"], _.number, away),
        _("Cases"): written(rows["events_n"], _.number, away),
        _("Share"): written(rows["base_share"], lambda v: _.share(v, decimals=1), away),
        _("Columns"): written(rows["columns_n"], _.number, away),
        _("Cases per column"): written(rows["events_per_column"], _.number, away),
        _("Condition number"): written(rows["condition_number"], lambda v: _.number(v, decimals=1), away),
        _("Slope"): written(rows["slope"], lambda v: _.number(v, decimals=2), away),
        _("Intercept"): written(rows["intercept"], lambda v: _.number(v, decimals=2), away),
    })  # fmt: skip
    return table_of(
        report, frame, rows, notes=(_("Slope and intercept: what chances are corrected by before they meet euros."),)
    )


def missing_table(report: Report) -> Table | Prose:
    """Return per driver how many customers it is known of, and the effect when its blanks are filled in."""
    _, rows = report.language, reported_rows(report.result.drivers, report)
    if rows.empty:
        return Prose()
    away, every = rows["hidden"].astype(bool), records(rows)
    effects = [("points", "low", "high"), ("imputed_points", "imputed_low", "imputed_high")]
    own, filled = (plus_minus(rows, names, report) for names in effects)
    frame = pd.DataFrame({
        _("Driver"): [sentence_start(level_words(row, report)) for row in every],
        _("Outcome"): [outcome_words(name, report) for name in rows["outcome"]],
        _("Customers"): written(rows["given_n"], _.number, away),
        _("Known of"): written(rows["known_n"], _.number, away),
        _("Left out"): written(rows["dropped_n"], _.number, away),
        _("Effect (percentage points)"): own,
        _("With blanks filled in"): filled,
    })  # fmt: skip
    note = _("With blanks filled in: by the mean, with a flag beside it; only where something was blank.")
    return table_of(report, frame, rows, numeric=tuple(frame.columns[2:]), notes=(note,))


def collinear_table(report: Report) -> Table | Prose:
    """Return how far each driver follows from the others (VIF), per model."""
    _, rows = report.language, report.result.drivers
    if rows.empty or rows["vif"].isna().all():
        return Prose()
    names = list(dict.fromkeys(rows["driver"]))
    columns = {_("Driver"): [sentence_start(driver_words(name, report)) for name in names]}
    first = rows.drop_duplicates(["outcome", "model", "driver"])
    for (outcome, model), own in first.groupby(["outcome", "model"], sort=False):
        vif = {row["driver"]: HIDDEN if row["hidden"] else _vif(row["vif"], report) for row in records(own)}
        heading = f"{sentence_start(outcome_words(outcome, report))}, {_(MODELS[model])}"
        columns[heading] = [vif.get(name, "") for name in names]
    note = _(
        "Variance inflation (VIF): 1 when a driver says something of its own; from 5 on others say nearly the same."
    )
    return table_of(report, pd.DataFrame(columns), rows, notes=(note,))


def _vif(value: float, report: Report) -> str:
    return report.language.number(value, decimals=1) if value == value else ""
