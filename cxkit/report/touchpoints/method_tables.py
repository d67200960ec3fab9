"""The tables of touchpoint_savings that back a single finding: switches, pages, other costs and months."""

from __future__ import annotations

import pandas as pd

from cxkit.report.cells import HIDDEN, money, table_of, written
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table
from cxkit.report.touchpoints.tables import COST, cost_heading, interval_heading
from cxkit.report.wording import euro_column


def switch_table(report: Report) -> Table | Prose:
    """Return how often customers went from one channel to another about the same topic, and what that cost."""
    _, switches = report.language, report.result.switches
    rows = switches[~switches["hidden"] | switches["unwanted"].astype(bool)]
    if rows.empty:
        return Prose()
    away = rows["hidden"]
    eur, ranges = money(rows, COST, report)
    frame = pd.DataFrame({
        _("From"): rows["from_channel"],
        _("To"): rows["to_channel"],
        _("Contacts"): written(rows["contacts_n"], _.number, away),
        _("Share"): written(rows["share"], lambda v: _.share(v, decimals=1), away),
        _("Unwanted"): [_("yes") if unwanted else _("no") for unwanted in rows["unwanted"]],
        _("Cost (€ a year)"): eur,
        cost_heading(report): ranges,
    })  # fmt: skip
    numeric = tuple(frame.columns[i] for i in (2, 3, 5, 6))
    return table_of(
        report, frame, rows, numeric=numeric, notes=(_("Share: of the contacts on the channel it began with."),)
    )


def page_table(report: Report) -> Table | Prose:
    """Return contacts after and before a visit to a page, and what the difference costs."""
    _, rows = report.language, report.result.pages
    if rows.empty:
        return Prose()
    away = rows["hidden"]
    eur, ranges = money(rows, COST, report)
    half = (rows["high_eur"] - rows["low_eur"]) / 2
    naive = rows["naive_eur_year"]
    seeming = euro_column([*zip(naive, naive - half, naive + half, strict=True)], language=_)
    frame = pd.DataFrame({
        _("Page"): rows["url"],
        _("Visits"): written(rows["visits_n"], _.number, away),
        _("Contacts after"): written(rows["after_n"], _.number, away),
        _("Contacts before"): written(rows["before_n"], _.number, away),
        _("More after"): written(rows["excess_n"], _.number, away),
        _("More after, 95% interval"): _count_ranges(rows, report),
        _("All after (€ a year)"): written(seeming, str, away),
        _("More after (€ a year)"): eur,
        cost_heading(report): ranges,
    })  # fmt: skip
    return table_of(report, frame, rows)


def _count_ranges(rows: pd.DataFrame, report: Report) -> list[str]:
    _ = report.language
    return [
        HIDDEN if gone else (_("{low} to {high}", low=_.number(low), high=_.number(high)) if low == low else "")
        for low, high, gone in zip(rows["excess_low"], rows["excess_high"], rows["hidden"], strict=True)
    ]


def event_table(report: Report) -> Table | Prose:
    """Return what other costs there are a year, per kind."""
    _, rows = report.language, report.result.events
    if rows.empty:
        return Prose()
    eur, ranges = money(rows, COST, report)
    frame = pd.DataFrame({
        _("Kind"): rows["kind"],
        _("Number"): written(rows["events_n"], _.number, rows["hidden"]),
        _("Cost (€ a year)"): eur,
        interval_heading("measured", report): ranges,
    })  # fmt: skip
    return table_of(report, frame, rows)


def month_table(report: Report) -> Table:
    """Return the contacts of every month of the log."""
    _, rows = report.language, report.result.months
    away = rows["hidden"]
    frame = pd.DataFrame({
        _("Month"): [f"{month:%Y-%m}" for month in rows["month"]],
        _("Contacts"): written(rows["contacts_n"], _.number, away),
        _("Not answered"): written(rows["unanswered_n"], _.number, away),
        _("Days in the log"): written(rows["days_n"], _.number, away),
        _("Contacts a day"): written(rows["per_day"], lambda v: _.number(v, decimals=1), away),
        _("Seconds"): written(rows["handling_seconds_mean"], _.number, away),
    })  # fmt: skip
    return table_of(report, frame, rows)
