"""The tables of driver_modelling in euros and effects, as texts in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.cells import HIDDEN, money, table_of, written
from cxkit.report.drivers.checks import CHECKED, LITTLE_OVERLAP, READING_WORDS, agreed, few_alike
from cxkit.report.drivers.names import (
    amount_words,
    change_words,
    count_words,
    driver_words,
    outcome_words,
    points_plus_minus,
    points_range,
    points_words,
    reported_rows,
    segment_words,
    step_words,
)
from cxkit.report.drivers.reasons import product_name
from cxkit.report.drivers.words import EUR, RANGED, SAVED, label_words
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, supported_step
from cxkit.report.show import Prose, Table
from cxkit.report.wording import euro_column, sentence_start
from cxkit.settings.driver_rules import ALL

POINTS = ("points", "low", "high")
WHAT_IF_POINTS = ("points", "points_low", "points_high")
REASONS = {
    "separation": N_("parts customers completely"),
    "leakage": N_("known only afterwards"),
    "one_class": N_("all did the same"),
    "few_events": N_("too few cases"),
    "collinear": N_("goes with another driver"),
    "not_converged": N_("no model"),
    "no_customers": N_("no customers"),
    "no_reliability": N_("reliability not known"),
    "unreliable": N_("score too unreliable"),
    "one_value": N_("the same for all customers"),
    "labels": N_("cannot be raised or lowered"),
    "too_few_customers": N_("too few customers"),
    "no_better_than_chance": N_("no better than chance"),
}
PAIR = ["driver", "segment", "outcome"]  # which what-if, and for which outcome


def reason_words(reason: str, report: Report) -> str:
    """Return why there is no figure, in a few words."""
    return report.language(REASONS.get(reason, N_("not computed")))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame."""
    return frame.to_dict("records")


def interval_heading(frame: pd.DataFrame, report: Report) -> str:
    """Return the heading over intervals in euros; where some rest on an assumption they are ranges."""
    _, assumed = report.language, frame["label"].isin(RANGED)
    if not assumed.any():
        return _("95% interval")
    return _("Range under assumptions") if assumed.all() else _("95% interval or range")


def cells(rows: pd.DataFrame, known: str, write: Callable[[dict[str, Any]], str]) -> list[str]:
    """Return a text per row: a dash where it is hidden, nothing where column `known` is not known."""
    return [
        HIDDEN if row["hidden"] else write(row) if row[known] == row[known] else "" for row in records(rows)
    ]  # fmt: skip


def why_not(rows: pd.DataFrame, texts: list[str], report: Report) -> list[str]:
    """Return texts with, where nothing could be computed, the reason instead."""
    return [
        reason_words(row["reason"], report) if row["status"] == "not_computable" and not row["hidden"] else text
        for row, text in zip(records(rows), texts, strict=True)
    ]  # fmt: skip


def what_if_table(report: Report) -> Table | Prose:
    """Return per change and outcome: who changes, customers kept or won a year, and euros a year."""
    _, rows = report.language, report.result.what_ifs
    if rows.empty:
        return Prose(_("No change was set."))
    eur, ranges = money(rows, EUR, report)
    columns = {
        _("What changes"): [_changed(row, report) for row in records(rows)],
        _("Who"): [segment_words(name, report) for name in rows["segment"]],
        _("Outcome"): [outcome_words(name, report) for name in rows["outcome"]],
        _("%-points"): plus_minus(rows, WHAT_IF_POINTS, report),
        _("Kept or won"): _counts(rows, report),
        _("€ a year"): why_not(rows, _with_ranges(eur, ranges, report), report),
        _("€ per 1,000"): _per_1000(rows, report),
        _("Rests on"): [label_words(row, report) for row in records(rows)],
    }
    if set(rows["segment"]) == {ALL}:
        del columns[_("Who")]
    frame = pd.DataFrame(columns)
    notes = (
        _("In the first column: customers of whom the driver can still move within its scale."),
        _("Kept or won: customers a year."),
        _(
            "In brackets: {interval}. € per 1,000: a year, per 1,000 of the customers the change is about.",
            interval=interval_heading(rows, report),
        ),
    )
    words = {_("What changes"), _("Who"), _("Outcome"), _("Rests on")}
    numeric = tuple(name for name in frame.columns if name not in words)
    return table_of(report, frame, rows, numeric=numeric, notes=notes)


def _with_ranges(eur: list[str], ranges: list[str], report: Report) -> list[str]:
    """Return amounts with their intervals in brackets; what is hidden or unknown has none."""
    _ = report.language
    return [
        _("{amount} ({range})", amount=amount, range=between) if between and between != HIDDEN else amount
        for amount, between in zip(eur, ranges, strict=True)
    ]


def _changed(row: dict[str, Any], report: Report) -> str:
    """Return a driver with the amount it changes by and for how many, as 'NPS: 1 point higher per answer (5,601)'."""
    words = f"{sentence_start(driver_words(row['driver'], report))}: {amount_words(row, report)}"
    if row["hidden"] or row["changed_n"] != row["changed_n"]:
        return words
    return f"{words} ({report.language.number(row['changed_n'])})"


def plus_minus(rows: pd.DataFrame, names: tuple[str, str, str], report: Report) -> list[str]:
    """Return changes of the chance in percentage points, each with half its interval."""
    return cells(
        rows, names[0], lambda row: points_plus_minus(*(row[name] for name in names), language=report.language)
    )  # fmt: skip


def _counts(rows: pd.DataFrame, report: Report) -> list[str]:
    return cells(rows, SAVED[0], lambda row: count_words(*(row[name] for name in SAVED), language=report.language))


def _per_1000(rows: pd.DataFrame, report: Report) -> list[str]:
    """Return euros per 1,000 customers, each rounded as its amount a year is."""
    scale = rows["eur_per_1000"] / rows["eur_year"].where(rows["eur_year"] != 0)
    scaled = [tuple(row[name] * times for name in EUR) for row, times in zip(records(rows), scale, strict=True)]
    texts = euro_column(
        [(eur, *sorted(ends)) if ends[0] == ends[0] else (eur, *ends) for eur, *ends in scaled],
        language=report.language,
    )
    return [HIDDEN if gone else text for gone, text in zip(rows["hidden"], texts, strict=True)]


def effect_table(report: Report) -> Table | Prose:
    """Return per outcome and driver its effect in percentage points with its interval, and its odds ratio."""
    _, rows = report.language, reported_rows(report.result.drivers, report)
    if rows.empty:
        return Prose(_("No effect of a driver can be given."))
    rows = rows.reset_index(drop=True)
    away = rows["hidden"].astype(bool)
    frame = pd.DataFrame({
        _("Driver"): [sentence_start(f"{driver_words(row['driver'], report)} {row['level']}".strip()) for row in records(rows)],  # noqa: E501
        _("Outcome"): [outcome_words(name, report) for name in rows["outcome"]],
        _("Change"): ["" if row["hidden"] else step_words(row, report) for row in records(rows)],
        _("Customers"): written(rows["customers_n"], _.number, away),
        _("Effect (percentage points)"): why_not(rows, _points(rows, report), report),
        _("95% interval"): _intervals(rows, report),
        _("Odds ratio"): _odds(rows, report),
    })  # fmt: skip
    months = _.number(report.settings.outcome_months)
    note = _("Effect: on the chance within {months} months, other drivers held equal.", months=months)
    return table_of(report, frame, rows, numeric=tuple(frame.columns[3:]), notes=(note,))


def _places(rows: pd.DataFrame) -> int:
    """Return the decimals of effects in percentage points: those of the surest, two at most."""
    known = rows[rows["low"].notna()]
    steps = [supported_step(100 * row["low"], 100 * row["high"]) for row in records(known)]
    return min(max((decimals(step) for step in steps), default=1), 2)


def _points(rows: pd.DataFrame, report: Report) -> list[str]:
    _, places = report.language, _places(rows)

    def write(row: dict[str, Any]) -> str:
        return points_words(*(row[name] for name in POINTS), language=_, signed=True, places=places)

    return cells(rows, "points", write)


def _intervals(rows: pd.DataFrame, report: Report) -> list[str]:
    _, places = report.language, _places(rows)
    return cells(rows, "low", lambda row: points_range(row["low"], row["high"], language=_, places=places))


def _odds(rows: pd.DataFrame, report: Report) -> list[str]:
    """Return odds ratios with their interval; none where there is no effect to give."""
    _ = report.language

    def write(row: dict[str, Any]) -> str:
        ends = {name: _.number(row[f"odds_{name}"], decimals=2) for name in ("ratio", "low", "high")}
        return "" if row["status"] == "not_computable" else _("{ratio} ({low} to {high})", **ends)

    return cells(rows, "odds_ratio", write)


NOTE = N_("Change of the chance within the outcome window in percentage points, ± half of the 95% interval.")
CAUSE_NOTES: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    N_("Scores held equal too: among customers who answered only, so other customers than in the columns beside it."):
        lambda rows: (rows["reading"] == "with_scores") & rows["points"].notna(),
    N_("Few alike: too few customers are like those after the change, so this figure confirms nothing."):
        lambda rows: (rows["reason"] == LITTLE_OVERLAP) & ~rows["hidden"].astype(bool),
    N_("Passed: with the driver shuffled, and on something that no driver can change, there is no effect, as it should. One in 20 fails by chance alone."):  # noqa: E501
        lambda rows: rows["reading"].isin(CHECKED),
}  # fmt: skip


def cause_table(report: Report) -> Table | Prose:
    """Return per change and outcome the effect as observed, adjusted and corrected side by side, and the checks."""
    _, rows = report.language, report.result.causes
    if rows.empty:
        return Prose(_("No effect can be checked."))
    pairs = rows.drop_duplicates(PAIR, ignore_index=True)
    frame = pd.DataFrame([_cause_line(row, report) for row in records(pairs)])
    frame = frame[[name for name in frame.columns if (frame[name] != "").any()]]
    by_pair = rows.groupby(PAIR, sort=False)["hidden"]
    source = pd.DataFrame({"hidden": by_pair.any().to_numpy(bool)})
    notes = [_(NOTE), *(_(note) for note, says in CAUSE_NOTES.items() if says(rows).any())]
    return table_of(report, frame, source, numeric=tuple(frame.columns[2:]), notes=notes)


def _cause_line(pair: dict[str, Any], report: Report) -> dict[str, str]:
    """Return one line of the causes: a column per reading, and how strong something unknown would have to be."""
    _, rows = report.language, report.result.causes
    own = rows[(rows[PAIR] == [pair[name] for name in PAIR]).all(axis=1)]
    found = {row["reading"]: _cause_cell(row, report) for row in records(own)}
    return {
        _("What changes"): sentence_start(change_words(pair, report)),
        _("Outcome"): outcome_words(pair["outcome"], report),
        **{sentence_start(_(words)): found.get(reading, "") for reading, words in READING_WORDS.items()},
        _("E-value (limit)"): _evalue(pair, report),
    }


def _cause_cell(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    if row["hidden"]:
        return HIDDEN
    if row["status"] == "not_computable" or row["points"] != row["points"]:
        return reason_words(row["reason"], report)
    if row["reading"] in CHECKED and agreed(row) is not None:
        return _("passed") if agreed(row) else _("failed")
    points = points_plus_minus(row["points"], row["low"], row["high"], language=_)
    return _("{points} (few alike)", points=points) if few_alike(row) else points


def _evalue(pair: dict[str, Any], report: Report) -> str:
    _, rows = report.language, report.result.what_ifs
    own = rows[(rows[PAIR] == [pair[name] for name in PAIR]).all(axis=1)]
    if own.empty or own["hidden"].any():
        return HIDDEN if len(own) else ""
    value, limit = own[["evalue", "evalue_limit"]].iloc[0]
    if value != value:
        return ""
    return _("{value} ({limit})", value=_.number(value, decimals=1), limit=_.number(limit, decimals=1))


def product_table(report: Report) -> Table | Prose:
    """Return what customers are worth per combination of products they hold, beside what the settings say of it."""
    _, rows = report.language, report.result.products
    if rows.empty:
        return Prose(_("Which products customers hold is not known."))
    eur, ranges = money(rows, ("value_eur_mean", "low", "high"), report)
    stated, around = money(rows, ("stated_eur_year", "stated_low", "stated_high"), report)
    frame = pd.DataFrame({
        _("Products"): [sentence_start(product_name(name, report)) for name in rows["combination"]],
        _("Customers"): written(rows["customers_n"], _.number, rows["hidden"].astype(bool)),
        _("Worth (€ a year)"): eur,
        _("95% interval"): ranges,
        _("Stated for the products (€ a year)"): stated,
        _("Range under assumptions"): around,
    })  # fmt: skip
    return table_of(report, frame, rows)
