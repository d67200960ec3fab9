"""Counts of contacts before the outcome window, redone by head and by a slow loop."""

import datetime as dt

import pandas as pd
import pytest
from driver_tables import UNTIL, contacts, lifted
from touchpoint_logs import random_log

from cxkit.analysis.drivers.contacts import contact_counts, log_span, window

COUNTS = [
    "contacts_n", "first_contacts_n", "repeat_contacts_n", "first_contacts_n:bill", "repeat_contacts_n:bill",
    "contacts_n:fault",
]  # fmt: skip


def counted(log, engine, *, until=UNTIL, months=12, repeat_days=7, counts=COUNTS):
    lazy = lifted(log, engine)
    return contact_counts(
        lazy, counts=counts, until=pd.Timestamp(until), months=months, repeat_days=repeat_days
    ).set_index("customer_id")


def test_thirteen_contacts_counted_by_head(any_engine):
    found = counted(contacts(), any_engine)
    assert found.index.tolist() == ["a", "b", "z"]
    assert found.loc["a", COUNTS].tolist() == [5, 3, 2, 2, 2, 1]
    assert found.loc["b", COUNTS].tolist() == [3, 1, 2, 0, 0, 3]
    assert found[["early_n", "late_n"]].to_numpy().tolist() == [[1, 1], [0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("given", "first_n", "repeats_n"),
    [
        ({"repeat_days": 8}, 2, 3),  # c04 repeats c03
        ({"repeat_days": 3}, 5, 0),  # four days lie between c01 and c02, seven between c02 and c03
        ({"months": 13}, 4, 2),  # c01 counts, and nothing came before it
        ({"until": "2026-01-01"}, 3, 3),  # c07 counts, a second after c06
        ({"until": "2025-01-10"}, 1, 2),
        ({"until": "2025-01-10", "months": 1}, 1, 2),  # from 2024-12-11
    ],
)
def test_what_counts_moves_with_the_settings(duckdb_engine, given, first_n, repeats_n):
    found = counted(contacts(), duckdb_engine, **given).loc["a"]
    assert (found["first_contacts_n"], found["repeat_contacts_n"]) == (first_n, repeats_n)


def slow_counts(log, *, until, months, repeat_days):
    """Return first contacts and repeats per customer by going through the log row by row."""
    start, end = window(pd.Timestamp(until), months=months)
    before, found = {}, {}
    rows = log[log["answered"] & log["customer_id"].notna()].sort_values(["started_at", "contact_id"])
    for row in rows.to_dict("records"):
        key = (row["customer_id"], row["topic"] if isinstance(row["topic"], str) else None)
        again = key in before and row["started_at"] - before[key] <= dt.timedelta(days=repeat_days)
        if start <= row["started_at"] < end:
            counts = found.setdefault(row["customer_id"], [0, 0])
            counts[again] += 1
        before[key] = end_of(row)
    return found


def end_of(row):
    if pd.notna(row["closed_at"]):
        return row["closed_at"]
    seconds = next((row[name] for name in ("handling_seconds", "talk_seconds") if row[name] > 0), 0)
    return row["started_at"] + dt.timedelta(seconds=seconds)


@pytest.mark.parametrize("seed", range(3))
def test_counts_equal_those_of_a_slow_loop(duckdb_engine, seed):
    log = random_log(seed)["contacts"]
    given = {"until": f"2025-{4 + 3 * seed:02d}-15", "months": (2, 6, 12)[seed], "repeat_days": (1, 7, 14)[seed]}
    counts = ["first_contacts_n", "repeat_contacts_n"]
    found = counted(log, duckdb_engine, counts=counts, **given)
    slow = pd.DataFrame.from_dict(slow_counts(log, **given), orient="index", columns=counts)
    assert slow["repeat_contacts_n"].sum() > 5
    assert found[counts].loc[slow.index].equals(slow.astype(found[counts].dtypes))
    assert found.drop(slow.index)[counts].eq(0).all(axis=None)
    assert (found["contacts_n"] == found[counts].sum(axis=1)).all()


def test_counts_do_not_depend_on_the_order_of_the_log(duckdb_engine):
    log = contacts()
    assert counted(log, duckdb_engine).equals(counted(log.sample(frac=1.0, random_state=1), duckdb_engine))


def test_what_a_log_holds_as_a_whole(duckdb_engine):
    span = log_span(lifted(contacts(), duckdb_engine))
    assert (span.first_day, span.last_day) == (pd.Timestamp("2024-12-30"), pd.Timestamp("2026-01-01"))
    assert (span.rows_n, span.unanswered_n, span.anonymous_n, span.named_n) == (13, 1, 1, 11)
    assert span.topics == ("bill", "fault")


def test_an_empty_log_holds_nothing(duckdb_engine):
    span = log_span(lifted(contacts().iloc[:0], duckdb_engine))
    assert span.first_day is None and span.last_day is None and span.topics == ()


def test_a_log_without_customers_names_none(duckdb_engine):
    assert log_span(lifted(contacts().drop(columns="customer_id"), duckdb_engine)).named_n == 0
