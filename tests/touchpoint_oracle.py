"""The touchpoint reductions once more, slow and plain: sums over the rows of `touchpoint_oracle_rows`."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections import Counter
from typing import Any

import pandas as pd
from statsmodels.stats.proportion import proportion_confint
from touchpoint_oracle_rows import (
    DAY,
    HOUR,
    Row,
    contacts_of,
    counting,
    is_followed,
    is_repeat,
    mean,
    period,
    records,
    visits_of,
    year_factor,
)

Z = 1.959963984540054  # 95 %, two-sided


def reduced(log: dict[str, pd.DataFrame], s) -> dict[str, dict[Any, Row]]:
    """Return every number of a log, by reduction and key."""
    rows, factor = contacts_of(log, s), year_factor(log, s)
    days = sorted({*s.repeat_sensitivity_days, s.repeat_contact_days})
    return {
        "volumes": volumes(rows),
        "topics": topics(rows, log, s),
        "channels": channels(rows),
        "repeats": {day: repeats(rows, s, day, factor) for day in days if eligible(rows, s)},
        "switches": switches(rows, s, factor),
        "pages": pages(rows, log, s),
        "events": events(log, s),
        "months": months(rows),
        "cells": cells(rows, s),
    }


def customers_n(rows: list[Row]) -> int:
    """Return how many known customers the rows are of."""
    return len({row["customer_id"] for row in rows if row.get("customer_id") is not None})


def top2_share(rows: list[Row]) -> float:
    """Return the share of the rows that is of the two customers with most of them."""
    known = Counter(row["customer_id"] for row in rows if row.get("customer_id") is not None)
    return sum(n for _, n in known.most_common(2)) / sum(known.values()) if known else math.nan


def volumes(rows: list[Row]) -> dict[tuple, Row]:
    """Return volume, times and cost in the period per topic, channel and department."""
    found = {}
    inside = [row for row in rows if row["in_period"]]
    for key in {_volume_key(row) for row in inside}:
        here = [row for row in inside if _volume_key(row) == key]
        answered = [row for row in here if row["answered"]]
        found[key] = _counted(here) | {
            "handled_n": sum(row["measured_seconds"] is not None for row in answered),
            "cost_eur": sum(row["cost"] for row in answered),
            "marginal_eur": sum(row["marginal"] for row in answered),
        }
    return found


def _share(n: int, of_n: int) -> float:
    return n / of_n if of_n else math.nan


def topics(rows: list[Row], log, s) -> dict[str, Row]:
    """Return volume, times, cost a year, repeats and experience per topic with an answered contact in the period."""
    found, factor, felt = {}, year_factor(log, s), scores(rows, log, s)
    nobody = {"answers_n": 0, "answers_customers_n": 0, "score_mean": math.nan, "negative_share": math.nan}
    for topic in {row["topic"] for row in counting(rows)}:
        here = [row for row in rows if row["in_period"] and row["topic"] == topic]
        answered = [row for row in here if row["answered"]]
        again = sum(is_repeat(row, s.repeat_contact_days) for row in answered)
        found[topic] = _counted(here) | {
            "cost_eur_year": factor * sum(row["cost"] for row in answered),
            "marginal_eur_year": factor * sum(row["marginal"] for row in answered),
            "cost_per_contact_eur": mean([row["cost"] for row in answered]),
            "repeats_n": again,
            "repeat_share": _share(again, sum(row["customer_id"] is not None for row in answered)),
            **felt.get(topic, nobody),
        }
    return found


def _counted(rows: list[Row]) -> Row:
    answered = [row for row in rows if row["answered"]]
    return {
        "contacts_n": len(answered),
        "unanswered_n": len(rows) - len(answered),
        "customers_n": customers_n(answered),
        "top2_share": top2_share(answered),
        "handling_seconds_mean": mean([row["measured_seconds"] for row in answered]),
        "talk_seconds_mean": mean([row.get("talk_seconds") or None for row in answered]),
        "lead_hours_mean": mean([_lead_hours(row) for row in answered]),
    }


def _volume_key(row: Row) -> tuple:
    return row["topic"], row["channel"], row.get("department") or ""


def _lead_hours(row: Row) -> float | None:
    closed = row.get("closed_epoch")
    return None if closed is None else (closed - row["started_epoch"]) / HOUR


def channels(rows: list[Row]) -> dict[str, Row]:
    """Return what a contact costs per channel, in the period."""
    found, inside = {}, counting(rows)
    for channel in {row["channel"] for row in inside}:
        here = [row for row in inside if row["channel"] == channel]
        found[channel] = {
            "contacts_n": len(here),
            "customers_n": customers_n(here),
            "top2_share": top2_share(here),
            "handling_seconds_mean": mean([row["measured_seconds"] for row in here]),
            "seconds": mean([row["seconds"] for row in here]),
            "imputed_n": sum(row["imputed"] for row in here),
            "time_eur": mean([row["time_eur"] for row in here]),
            "fixed_eur": mean([row["cost"] - row["time_eur"] for row in here]),
            "cost_per_contact_eur": mean([row["cost"] for row in here]),
            "marginal_per_contact_eur": mean([row["marginal"] for row in here]),
        }
    return found


def eligible(rows: list[Row], s) -> list[Row]:
    """Return the contacts of which both the history and the sequel are in the log, whatever the number of days."""
    most = max([*s.repeat_sensitivity_days, s.repeat_contact_days]) * DAY
    begin = min(row["started_epoch"] for row in rows) // DAY * DAY
    end = (max(row["started_epoch"] for row in rows) // DAY + 1) * DAY
    known = [row for row in counting(rows) if row.get("customer_id") is not None]
    return [row for row in known if row["started_epoch"] >= begin + most and row["end_epoch"] <= end - most]


def repeats(rows: list[Row], s, days: int, factor: float) -> Row:
    """Return the share of repeats and of first contacts that were enough, each with its 95 % interval."""
    mine = eligible(rows, s)
    firsts = [row for row in mine if not is_repeat(row, days)]
    share, low, high = ratio([(row["customer_id"], is_repeat(row, days)) for row in mine])
    followed, followed_low, followed_high = ratio([(row["customer_id"], is_followed(row, days)) for row in firsts])
    again = [row for row in counting(rows) if is_repeat(row, days)]
    return {
        "eligible_n": len(mine),
        "customers_n": customers_n(mine),
        "repeat_share": share,
        "repeat_low": low,
        "repeat_high": high,
        "fcr": 1 - followed,
        "fcr_low": 1 - followed_high,
        "fcr_high": 1 - followed_low,
        "repeats_n": len(again),
        "cost_eur_year": factor * sum(row["cost"] for row in again),
    }


def ratio(marks: list[tuple[str, bool]]) -> tuple[float, float, float]:
    """Return the share of marks that are set and its 95 % interval, with customers as clusters."""
    if not marks:
        return math.nan, math.nan, math.nan
    share = sum(mark for _, mark in marks) / len(marks)
    squares = 0.0
    if share in (0.0, 1.0):
        each = [sum(other == customer for other, _ in marks) for customer in {customer for customer, _ in marks}]
        effective_n = len(marks) ** 2 / sum(n * n for n in each)
        return share, *proportion_confint(share * effective_n, effective_n, method="wilson")
    for customer in {customer for customer, _ in marks}:
        mine = [mark for other, mark in marks if other == customer]
        squares += (sum(mine) - share * len(mine)) ** 2
    half = Z * math.sqrt(squares) / len(marks)
    return share, max(share - half, 0.0), min(share + half, 1.0)


def switches(rows: list[Row], s, factor: float) -> dict[str, Row]:
    """Return the switches of the period per ordered pair of channels."""
    found, inside = {}, counting(rows)
    for pair in {row["switch"] for row in inside if row["switch"]}:
        here = [row for row in inside if row["switch"] == pair]
        found[" > ".join(pair)] = {
            "contacts_n": len(here),
            "customers_n": customers_n(here),
            "top2_share": top2_share(here),
            "share": len(here) / begun if (begun := sum(row["channel"] == pair[0] for row in inside)) else math.nan,
            "unwanted": list(pair) in s.switch_pairs,
            "cost_eur_year": factor * sum(row["cost"] for row in here),
        }
    return found


def pages(rows: list[Row], log, s) -> dict[str, Row]:
    """Return contacts after and before visits, per page, in the period; nothing where no contact names a customer."""
    if all(row.get("customer_id") is None for row in rows):
        return {}
    found, inside, (first, last) = {}, counting(rows), period(log, s)
    for url in s.pages:
        after = [row for row in inside if row["page_after"] == url]
        before = [row for row in inside if row["page_before"] == url]
        naive = year_factor(log, s) * sum(row["cost"] for row in after)
        found[url] = {
            "visits_n": sum(v["url"] == url and first <= _day(v["visited_epoch"]) <= last for v in visits_of(log, s)),
            "after_n": len(after),
            "before_n": len(before),
            "excess_n": len(after) - len(before),
            "customers_n": customers_n(after),
            "top2_share": top2_share(after),
            "naive_eur_year": naive,
            "cost_eur_year": naive / len(after) * (len(after) - len(before)) if after else math.nan,
        }
    return found


def _day(epoch: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=epoch // DAY)


def events(log, s) -> dict[str, Row]:
    """Return number and cost of the other events of the period, per kind."""
    first, last = period(log, s)
    inside = [row for row in records(log.get("cost_events")) if first <= row["occurred_at"].date() <= last]
    return {
        kind: {
            "events_n": len(here),
            "customers_n": customers_n(here),
            "top2_share": _top2_of_cost(here),
            "cost_eur_year": year_factor(log, s) * sum(row["cost_eur"] for row in here),
        }
        for kind in {row["kind"] for row in inside}
        if (here := [row for row in inside if row["kind"] == kind])
    }


def _top2_of_cost(events: list[Row]) -> float:
    cost = [sum(e["cost_eur"] for e in events if e["customer_id"] == who) for who in {e["customer_id"] for e in events}]
    return sum(sorted(cost)[-2:]) / sum(cost)


def scores(rows: list[Row], log, s) -> dict[str, Row]:
    """Return the scores that belong to the topics of the period's contacts."""
    low, high = s.score_scale
    pairs = []
    for contact, score in _felt(rows, log, s):
        if contact is not None and contact["in_period"] and contact["answered"] and low <= score <= high:
            pairs.append((contact["topic"], contact.get("customer_id"), score))
    found = {}
    for topic in {topic for topic, _, _ in pairs}:
        here = [(customer, score) for other, customer, score in pairs if other == topic]
        found[topic] = {
            "answers_n": len(here),
            "answers_customers_n": len({customer for customer, _ in here if customer is not None}),
            "score_mean": mean([score for _, score in here]),
            "negative_share": mean([score <= s.negative_score_max for _, score in here]),
        }
    return found


def _felt(rows: list[Row], log, s) -> list[tuple[Row | None, float]]:
    """Return the contact an answer is about, and the score."""
    if log.get("responses") is None:
        return [(row, row["score"]) for row in rows if row.get("score") is not None]
    answers = [row for row in records(log["responses"]) if row["metric"] == s.metric and row["score"] is not None]
    if "contact_id" in log["responses"]:
        by_id = {row["contact_id"]: row for row in rows}
        return [
            (
                by_id.get(answer["contact_id"]) if answer["contact_id"] else _last_contact(answer, rows, s),
                answer["score"],
            )
            for answer in answers
        ]
    return [(_last_contact(answer, rows, s), answer["score"]) for answer in answers]


def _last_contact(answer: Row, rows: list[Row], s) -> Row | None:
    mine = [
        row for row in rows
        if row["answered"] and row.get("customer_id") is not None and row["customer_id"] == answer["customer_id"]
        and 0 <= answer["responded_epoch"] - row["started_epoch"] <= s.answer_within_days * DAY
    ]  # fmt: skip
    return max(mine, key=lambda row: (row["started_epoch"], row["contact_id"]), default=None)


def months(rows: list[Row]) -> dict[tuple[int, int], Row]:
    """Return the contacts per month of the whole log."""
    found, days = {}, _days_of(rows)
    for month in {(row["started_at"].year, row["started_at"].month) for row in rows}:
        here = [row for row in rows if (row["started_at"].year, row["started_at"].month) == month]
        answered = [row for row in here if row["answered"]]
        days_n = sum((day.year, day.month) == month for day in days)
        found[month] = {
            "days_n": days_n,
            "whole": days_n == calendar.monthrange(*month)[1],
            "per_day": len(here) / days_n,
            "contacts_n": len(answered),
            "unanswered_n": len(here) - len(answered),
            "customers_n": customers_n(answered),
            "top2_share": top2_share(answered),
            "handling_seconds_mean": mean([row["measured_seconds"] for row in answered]),
        }
    return found


def _days_of(rows: list[Row]) -> list[dt.date]:
    """Return every day from the first to the last contact."""
    days = [row["started_at"].date() for row in rows]
    return [min(days) + dt.timedelta(days=i) for i in range((max(days) - min(days)).days + 1)]


def cells(rows: list[Row], s) -> dict[tuple, Row]:
    """Return the sums over the answered contacts of the period that every saving is made of."""
    found: dict[tuple, Row] = {}
    for row in counting(rows):
        unwanted = row["switch"] is not None and list(row["switch"]) in s.switch_pairs
        switch = " > ".join(row["switch"]) if unwanted else ""
        key = row["topic"], is_repeat(row, s.repeat_contact_days), switch, row["page_after"]
        cell = found.setdefault(
            key, dict.fromkeys(("contacts_n", "hours", "cost_eur", "time_eur", "marginal_eur", "marginal_eur2"), 0.0)
        )
        cell["contacts_n"] += 1
        cell["marginal_eur2"] += row["marginal"] ** 2
        for name, held in (("hours", "hours"), ("cost_eur", "cost"), ("time_eur", "time_eur"),
                           ("marginal_eur", "marginal")):  # fmt: skip
            cell[name] += row[held]
    for (topic, *_), cell in found.items():
        cell["marginal_eur2"] *= dispersion([row for row in counting(rows) if row["topic"] == topic])
    return found


def dispersion(rows: list[Row]) -> float:
    """Return the sum of squares of the customers' contacts over their sum; 1 when no contact names a customer."""
    each: dict[str, int] = {}
    for row in rows:
        if row["customer_id"] is not None:
            each[row["customer_id"]] = each.get(row["customer_id"], 0) + 1
    return sum(n * n for n in each.values()) / sum(each.values()) if each else 1.0
