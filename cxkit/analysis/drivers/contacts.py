"""How often each customer was in contact before the outcome window: all contacts, first ones and repeats, by topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cxkit.analysis.touchpoints.frames import DAY, chained, collected, prepared
from cxkit.settings.touchpoints import TouchpointSavings

CONTACTS, FIRST, REPEAT = "contacts_n", "first_contacts_n", "repeat_contacts_n"
EARLY, LATE = "early_n", "late_n"
ONE_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class LogSpan:
    """What a contact log holds as a whole.

    first_day, last_day : days of the first and the last contact; None when there is none.
    rows_n : its contacts.
    unanswered_n : contacts nobody answered.
    anonymous_n : answered contacts without a customer.
    named_n : answered contacts with a customer.
    topics : topics of the answered contacts with a customer, by name.
    """

    first_day: pd.Timestamp | None
    last_day: pd.Timestamp | None
    rows_n: int
    unanswered_n: int
    anonymous_n: int
    named_n: int
    topics: tuple[str, ...]


def log_span(contacts: nw.LazyFrame) -> LogSpan:
    """Return what a contact log holds as a whole.

    Parameters
    ----------
    contacts : checked contacts of the data contract, in any engine.
    """
    log = prepared(contacts, settings=TouchpointSavings())
    answered, known = nw.col("answered"), ~nw.col("customer_id").is_null()
    row = collected(
        log.select(
            first=nw.col("started_epoch").min(),
            last=nw.col("started_epoch").max(),
            rows_n=nw.len(),
            answered_n=_count(answered),
            named_n=_count(answered & known),
        )
    ).iloc[0]
    topics = collected(log.filter(answered, known).select("topic").unique(), by=["topic"])["topic"]
    rows_n, answered_n, named_n = (int(row[name]) for name in ("rows_n", "answered_n", "named_n"))
    return LogSpan(
        first_day=_day(row["first"]),
        last_day=_day(row["last"]),
        rows_n=rows_n,
        unanswered_n=rows_n - answered_n,
        anonymous_n=answered_n - named_n,
        named_n=named_n,
        topics=tuple(topics.dropna()),
    )


def _day(epoch: float) -> pd.Timestamp | None:
    return None if pd.isna(epoch) else pd.Timestamp(int(epoch) // DAY * DAY, unit="s")


def _count(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).count()


def window(until: pd.Timestamp, *, months: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the moments between which contacts count: the first that does, and the first that no longer does.

    Parameters
    ----------
    until : last day that counts.
    months : length of the window.

    Examples
    --------
    >>> [str(moment.date()) for moment in window(pd.Timestamp("2025-12-31"), months=12)]
    ['2025-01-01', '2026-01-01']
    """
    end = until.normalize() + ONE_DAY
    return end - pd.DateOffset(months=months), end


def contact_counts(
    contacts: nw.LazyFrame, *, counts: Sequence[str], until: pd.Timestamp, months: int, repeat_days: int
) -> pd.DataFrame:
    """Return how many contacts each customer of the log had in the months up to a last day.

    Parameters
    ----------
    contacts : checked contacts of the data contract, in any engine.
    counts : contacts_n, first_contacts_n or repeat_contacts_n; of one topic as first_contacts_n:topic.
    until : last day that counts.
    months : length of the window up to it.
    repeat_days : a contact repeats the one before of the same customer and topic when it starts within so many days of
        its end; the one before may lie before the window.

    Returns
    -------
    customer_id; a column per count; contacts_n; early_n and late_n (contacts before and after the window). Answered
    contacts of known customers; a customer without any has no row.

    Notes
    -----
    A repeat is that of `touchpoints.repeats`; every contact that counts is a first one or a repeat.
    """
    start, end = (_epoch(moment) for moment in window(until, months=months))
    chain = chained(prepared(contacts, settings=TouchpointSavings()), before=["end_epoch"])
    gap = nw.col("started_epoch") - nw.col("previous_end_epoch")
    marked = chain.with_columns(repeat=gap.fill_null(repeat_days * DAY + 1) <= repeat_days * DAY)
    began = nw.col("started_epoch")
    counted = (began >= start) & (began < end)
    names = {f"n{place}": name for place, name in enumerate(dict.fromkeys([*counts, CONTACTS]))}
    each = marked.group_by("customer_id").agg(
        **{place: _count(counted & _kind(name)) for place, name in names.items()},
        **{EARLY: _count(began < start), LATE: _count(began >= end)},
    )
    return collected(each, by=["customer_id"]).rename(columns=names)


def _epoch(moment: pd.Timestamp) -> int:
    return int((moment - pd.Timestamp(0)) // pd.Timedelta(seconds=1))


def _kind(name: str) -> nw.Expr:
    """Return the condition that a contact is one of a count."""
    count, _, topic = name.partition(":")
    is_kind = {CONTACTS: nw.lit(True), FIRST: ~nw.col("repeat"), REPEAT: nw.col("repeat")}[count]
    return is_kind & (nw.col("topic") == topic) if topic else is_kind
