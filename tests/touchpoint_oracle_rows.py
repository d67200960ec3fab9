"""Contacts one by one, slow and plain: what each costs, what it repeats, switches from and follows.

A log is a dict of pandas frames by table name, as a client holds them: `contacts`, and where there are any `visits`,
`responses` and `cost_events`. Nothing of the kit's analysis is used here.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from typing import Any

import pandas as pd

DAY, HOUR = 86400, 3600
UNKNOWN = "(unknown)"
Row = dict[str, Any]


def records(frame: pd.DataFrame | None) -> list[Row]:
    """Return the rows as dicts, None where nothing is known; moments also as seconds of the wall clock."""
    if frame is None:
        return []
    rows = [{name: None if pd.isna(held) else held for name, held in row.items()} for row in frame.to_dict("records")]
    for row in rows:
        for name in [name for name in row if name.endswith("_at")]:
            row[name[:-3] + "_epoch"] = None if row[name] is None else calendar.timegm(row[name].timetuple())
    return rows


def period(log, s) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that count."""
    days = [row["started_at"].date() for row in records(log["contacts"])]
    last = dt.date.fromisoformat(s.count_until) if s.count_until else max(days)
    if s.count_from:
        return dt.date.fromisoformat(s.count_from), last
    return max(min(days), last - dt.timedelta(days=364)), last


def year_factor(log, s) -> float:
    """Return what a sum over the period is multiplied by to stand for a year."""
    first, last = period(log, s)
    days_n = (last - first).days + 1
    return 1.0 if days_n in (365, 366) else 365 / days_n


def contacts_of(log, s) -> list[Row]:
    """Return every contact of the log with its cost, its neighbours, its switch and its page."""
    rows, (first, last) = records(log["contacts"]), period(log, s)
    for row in rows:
        row["topic"] = row["topic"] or UNKNOWN
        if "department" in row:
            row["department"] = row["department"] or UNKNOWN
        row["answered"] = True if row.get("answered") is None else bool(row["answered"])
        row["in_period"] = first <= row["started_at"].date() <= last
        row["measured_seconds"] = _measured(row, s)
        row["end_epoch"] = _end(row)
    _imputed(rows)
    for row in rows:
        _costed(row, s)
    _in_order(rows)
    for row in rows:
        row["switch"] = _switch(row, s, resolved_known="resolved" in log["contacts"])
    _after_pages(rows, log, s)
    return rows


def _measured(row: Row, s) -> float | None:
    """Return the handling time, else talk time and after-call work; 0 seconds are no measurement."""
    if row.get("handling_seconds"):
        return row["handling_seconds"]
    return row["talk_seconds"] + s.wrap_up_seconds if row.get("talk_seconds") else None


def _end(row: Row) -> int:
    for name in ("closed_epoch", "ended_epoch"):
        if row.get(name) is not None:
            return row[name]
    return row["started_epoch"] + (row["measured_seconds"] or 0)


def _imputed(rows: list[Row]) -> None:
    """Give a contact that was not measured, and one without a cost, the mean of its channel in the period."""
    for row in rows:
        same = [other for other in counting(rows) if other["channel"] == row["channel"]]
        usual = mean([other["measured_seconds"] for other in same])
        row["imputed"] = row["measured_seconds"] is None and usual == usual
        row["seconds"] = row["measured_seconds"] or (usual if usual == usual else 0.0)
        row["given_eur"] = row.get("cost_eur")
        if row["given_eur"] is None:
            row["given_eur"] = mean([other.get("cost_eur") for other in same])


def _costed(row: Row, s) -> None:
    rate = s.hourly_rate_eur_by_department.get(row.get("department"), s.hourly_rate_eur)
    worked = s.occupancy * (1 - s.shrinkage) if s.rate_basis == "paid hour" else s.occupancy
    fixed = s.fixed_cost_eur.get(row["channel"], 0.0)
    row["hours"] = row["seconds"] / 3600 / s.concurrency.get(row["channel"], 1.0)
    if s.cost_from == "handling time":
        row["time_eur"] = row["hours"] * rate / worked
        row["cost"] = row["time_eur"] + fixed
        row["marginal"] = row["time_eur"] + s.fixed_cost_saved * fixed
    else:
        row["time_eur"] = 0.0
        row["cost"] = row["given_eur"] if s.cost_from == "column" else s.cost_per_contact_eur[row["channel"]]
        row["marginal"] = s.given_cost_saved * row["cost"]


def _in_order(rows: list[Row]) -> None:
    """Put the contact before and after beside each answered contact of a known customer, on the same topic."""
    for row in rows:
        row["before"] = row["after"] = None
    known = [row for row in rows if row["answered"] and row.get("customer_id") is not None]
    for row in known:
        mine = [r for r in known if (r["customer_id"], r["topic"]) == (row["customer_id"], row["topic"])]
        mine.sort(key=lambda r: (r["started_epoch"], r["contact_id"]))
        at = [r["contact_id"] for r in mine].index(row["contact_id"])
        row["before"] = mine[at - 1] if at > 0 else None
        row["after"] = mine[at + 1] if at + 1 < len(mine) else None


def is_repeat(row: Row, days: int) -> bool:
    """Say whether a contact comes within so many days of the end of the one before."""
    return row["before"] is not None and row["started_epoch"] - row["before"]["end_epoch"] <= days * DAY


def is_followed(row: Row, days: int) -> bool:
    """Say whether the next contact starts within so many days of the end of this one."""
    return row["after"] is not None and row["after"]["started_epoch"] <= row["end_epoch"] + days * DAY


def _switch(row: Row, s, *, resolved_known: bool) -> tuple[str, str] | None:
    before = row["before"]
    if before is None or before["channel"] == row["channel"]:
        return None
    if row["started_epoch"] - before["started_epoch"] > s.switch_within_hours * HOUR:
        return None
    if resolved_known and before["resolved"] is not None and bool(before["resolved"]):
        return None
    return before["channel"], row["channel"]


def visits_of(log, s) -> list[Row]:
    """Return the visits to the pages of the settings; without visits, the contacts that carry such a page."""
    if log.get("visits") is not None:
        found = records(log["visits"])
    else:
        found = [
            {**row, "visit_id": row["contact_id"], "visited_epoch": row["started_epoch"]}
            for row in records(log["contacts"])
        ]
    return [row for row in found if row.get("url") in s.pages and row.get("customer_id") is not None]


def _after_pages(rows: list[Row], log, s) -> None:
    visits, within = visits_of(log, s), s.page_within_hours * HOUR
    from_contacts = log.get("visits") is None
    for row in rows:
        row["page_after"] = row["page_before"] = ""
        if not row["answered"] or row.get("customer_id") is None or (from_contacts and row.get("url") in s.pages):
            continue
        mine = [v for v in visits if v["customer_id"] == row["customer_id"]]
        gaps = [(row["started_epoch"] - v["visited_epoch"], v) for v in mine]
        earlier = [v for gap, v in gaps if 0 <= gap <= within]
        later = [v for gap, v in gaps if 0 < -gap <= within]
        if earlier:
            row["page_after"] = max(earlier, key=lambda v: (v["visited_epoch"], v["visit_id"]))["url"]
        if later:
            row["page_before"] = min(later, key=lambda v: (v["visited_epoch"], v["visit_id"]))["url"]


def counting(rows: list[Row]) -> list[Row]:
    """Return the answered contacts of the period."""
    return [row for row in rows if row["answered"] and row["in_period"]]


def mean(values: list[float | None]) -> float:
    """Return the mean of what is known, NaN without any."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else math.nan
