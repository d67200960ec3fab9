"""The tables of opportunity_ranking: the ranking, the set that fits the budget, and what the figures come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.drivers.names import roughly
from cxkit.report.ranking.names import (
    LIST,
    RANGED,
    REASONS,
    VERDICTS,
    days_words,
    finding_words,
    label_words,
    names,
    notebook_words,
)
from cxkit.report.reader import Report
from cxkit.report.rounding import rounded, supported_step
from cxkit.report.show import Prose, Table
from cxkit.report.wording import euro_column, plain_euros

MOST_ROWS = 25
EUR = ("eur_year", "low_eur", "high_eur")
CRITERIA = {
    "euros": N_("Euros"),
    "satisfaction": N_("Satisfaction"),
    "volume": N_("Volume"),
    "effort": N_("Effort"),
    "time": N_("Time"),
}
YIELD_REASONS = {
    "same_effect": N_("no: the same effect counts elsewhere"),
    "benchmark": N_("no: a benchmark is shown, never counted"),
    "other_period": N_("no: it is no amount a year"),
    "tested_no_gain": N_("no: a pilot showed no gain"),
    "tested_harm": N_("no: a pilot showed a loss"),
}


def known(values: Sequence[Any], write: Callable[[Any], str]) -> list[str]:
    """Return values as texts, nothing where unknown."""
    return [write(value) if value == value and value is not None else "" for value in values]


def money(frame: pd.DataFrame, ends: tuple[str, str, str], report: Report) -> tuple[list[str], list[str]]:
    """Return a column of amounts and one of their intervals, in whole euros and rounded to what the interval supports."""  # noqa: E501
    _ = report.language
    amounts, ranges = [], []
    for eur, low, high in frame[list(ends)].astype(float).itertuples(index=False, name=None):
        step = max(supported_step(low, high), 1.0) if low == low else 1.0
        told = [_.euro(rounded(value, step)) if value == value else "" for value in (eur, low, high)]
        amounts.append(told[0])
        ranges.append(_("{low} to {high}", low=told[1], high=told[2]) if low < high else "")
    return amounts, ranges


def interval_heading(labels: pd.Series, report: Report) -> str:
    """Return the heading over intervals: a range where something is assumed, the 95 % interval where nothing is."""
    _, ranged = report.language, labels[labels != ""].isin(RANGED)
    if ranged.all():
        return _("Range under assumptions")
    return _("95% interval or range") if ranged.any() else _("95% interval")


def ranking_table(report: Report) -> Table | Prose:
    """Return every opportunity, best rank first: its euros, what it takes, and what to do with it."""
    _, written = report.language, names(report)
    rows = report.result.opportunities
    rows = rows[rows["verdict"] != "foundation"]
    if rows.empty:
        return Prose()
    shown = rows.head(MOST_ROWS)
    _amounts, ranges = money(shown, EUR, report)
    frame = pd.DataFrame({
        _("Rank"): known(shown["rank"], _.number),
        _("Opportunity"): [written[name] for name in shown["opportunity"]],
        _("What to do"): [_class_words(row, report) for row in shown.to_dict("records")],
        _("Expected (€ a year)"): _rounded(shown["expected_eur_year"], report),
        _("If it works (€ a year)"): ranges,
        _("Chance of success"): known(shown["success_probability"], _.share),
        _("Effort (days)"): known(shown["effort_days"], lambda days: days_words(days, report)),
        _("Cost (€)"): known(shown["cost_eur"].where(_stated(shown)), lambda eur: plain_euros(eur, language=_)),
        _("Ready after (months)"): known(shown["lead_months"], lambda months: days_words(months, report)),
    })  # fmt: skip
    notes = [_("Expected: what it brings times the chance that it works. Cost: once, effort not counted.")]
    more = len(rows) - len(shown)
    notes += [_.plural("{n} lower ranked opportunity is left out.", "{n} lower ranked opportunities are left out.", more)  # noqa: E501
              ] * bool(more)  # fmt: skip
    numeric = tuple(frame.columns[i] for i in (0, 3, 4, 5, 6, 7, 8))
    return Table(frame, numeric=numeric, notes=tuple(notes))


def _stated(rows: pd.DataFrame) -> pd.Series:
    """Say per row whether somebody has said what it takes: results know what an opportunity brings, not its cost."""
    return (rows["origin"] == LIST) | rows["effort_days"].notna()


def _class_words(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    told = _(VERDICTS[row["verdict"]])
    return f"{told}: {_(REASONS[row['reason']])}" if row["reason"] in REASONS else told


def choice_table(report: Report) -> Table | Prose:
    """Return the set that fits the budget in the order of choice, with running totals."""
    _, rows, written = report.language, report.result.chosen, names(report)
    if rows.empty:
        return Prose()
    frame = pd.DataFrame({
        _("Opportunity"): [written[name] for name in rows["opportunity"]],
        _("What to do"): [_(VERDICTS[verdict]) for verdict in rows["verdict"]],
        _("Effort (days)"): known(rows["effort_days"], lambda days: days_words(days, report)),
        _("Effort so far (days)"): known(rows["days_so_far"], lambda days: days_words(days, report)),
        _("Cost (€)"): known(rows["cost_eur"], lambda eur: plain_euros(eur, language=_)),
        _("Cost so far (€)"): known(rows["cost_so_far"], lambda eur: plain_euros(eur, language=_)),
        _("Adds (€ a year)"): _rounded(rows["extra_eur_year"], report),
        _("So far (€ a year)"): _rounded(rows["eur_so_far"], report),
    })  # fmt: skip
    note = _(
        "In the order of choice: first what leaves most per day of effort. What an earlier one already brings is not counted again."  # noqa: E501
    )  # noqa: E501
    return Table(frame, numeric=tuple(frame.columns[2:]), notes=(note, *_left_out(report)))


LEFT_OUT = {
    "excluded": N_("Left out, since it cannot go with another one of these: {names}."),
    "waits": N_("Left out, since what must come before it is not in: {names}."),
    "no_room": N_("Left out, since it does not fit in what is left of the budget: {names}."),
    "adds_nothing": N_("Left out, since beside the others it adds less than it takes: {names}."),
}


def _left_out(report: Report) -> list[str]:
    """Return which opportunities worth doing are not in the set, and why."""
    _, written, why = report.language, names(report), report.result.facts["left_out"]
    found = {reason: [written[name] for name in why if why[name] == reason] for reason in LEFT_OUT}
    return [_(LEFT_OUT[reason], names="; ".join(found[reason])) for reason in LEFT_OUT if found[reason]]


def _rounded(values: pd.Series, report: Report) -> list[str]:
    """Return amounts rounded alike, so that they add up to the eye: to about a hundredth of the largest."""
    half = float(values.abs().max()) / 50 if values.notna().any() else 0.0
    return euro_column([(value, value - half, value + half) for value in values], language=report.language)


def stop_table(report: Report) -> Table | Prose:
    """Return what certainty would be worth at most beside what a pilot costs, per judged opportunity."""
    _, written = report.language, names(report)
    rows = report.result.opportunities
    rows = rows[rows["evpi_eur"].notna() & rows["verdict"].isin(["do_now", "validate", "not_now"])]
    if rows.empty:
        return Prose()
    frame = pd.DataFrame({
        _("Opportunity"): [written[name] for name in rows["opportunity"]],
        _("Pays in so many cases"): known(rows["pays_share"], _.share),
        _("Certainty is worth at most (€)"): _two_digits(rows["evpi_eur"], report),
        _("A pilot costs (€)"): known(rows["pilot_cost_eur"], lambda eur: plain_euros(eur, language=_)),
        _("What that says"): [_stop_words(row, report) for row in rows.to_dict("records")],
    })  # fmt: skip
    note = _(
        "Pays: over {n} years it brings more than it takes; failing counts as well.",
        n=_.number(report.settings.horizon_years),
    )  # noqa: E501
    return Table(frame, numeric=tuple(frame.columns[1:4]), notes=(note,))


def _two_digits(values: pd.Series, report: Report) -> list[str]:
    return [report.language.euro(roughly(value)) for value in values]


def _stop_words(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    if row["tested"]:
        return _("tested in a pilot")
    if row["verdict"] == "validate":
        return _("a pilot may pay")
    if row["reason"] == "over_budget":
        return _("too large for the budget")
    return _("stop studying: do it") if row["verdict"] == "do_now" else _("stop studying: leave it")


def yield_table(report: Report) -> Table | Prose:
    """Return which finding each euro comes from, and what is not counted because something else already counts it."""
    _, written, rows = report.language, names(report), report.result.yields
    if rows.empty:
        return Prose()
    eur, ranges = money(rows, EUR, report)
    frame = pd.DataFrame({
        _("Opportunity"): [written.get(name, name) for name in rows["opportunity"]],
        _("Comes from"): [finding_words(row, report) for row in rows.to_dict("records")],
        _("Source"): [notebook_words(name, report) for name in rows["notebook"]],
        _("Share taken"): known(rows["share"], _.share),
        _("If it works (€ a year)"): eur,
        interval_heading(rows["label"], report): ranges,
        _("Rests on"): [label_words(label, report) for label in rows["label"]],
        _("Counted"): [_counted_words(row, report) for row in rows.to_dict("records")],
    })  # fmt: skip
    return Table(frame, numeric=tuple(frame.columns[i] for i in (3, 4, 5)))


def _counted_words(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    return _("yes") if row["counted"] else _(YIELD_REASONS.get(row["reason"], "no"))


def criterion_table(report: Report) -> Table | Prose:
    """Return the points each opportunity has on each criterion, and the score they add up to."""
    _, written, rows = report.language, names(report), report.result.criteria
    if rows.empty:
        return Prose()
    points = rows.pivot_table(index="opportunity", columns="criterion", values="points", sort=False)
    weights = rows.groupby("criterion")["weight"].first()
    own = report.result.opportunities.set_index("opportunity").loc[points.index]
    columns = {_("Opportunity"): [written[name] for name in points.index]}
    for name in (criterion for criterion in CRITERIA if criterion in points):
        heading = _("{criterion} ({weight})", criterion=_(CRITERIA[name]), weight=_.share(weights[name]))
        columns[heading] = [_.number(100 * value) for value in points[name]]
    columns[_("Score")] = known(own["score"], _.number)
    frame = pd.DataFrame(columns)
    note = _(
        "Points of 0 to 100 on each criterion: 100 is the best in this list; the weight of each in brackets. What is not known has 0 points. Volume counts contacts of some, and customers of others."  # noqa: E501
    )  # noqa: E501
    return Table(frame, numeric=tuple(frame.columns[1:]), notes=(note,))
