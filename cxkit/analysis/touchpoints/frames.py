"""Contacts as every reduction needs them: the period, the measured seconds, a customer's contacts one after another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import pandas as pd
from narwhals import selectors

from cxkit.settings.touchpoint_rules import ARROW
from cxkit.settings.touchpoints import TouchpointSavings

DAY = 86_400
HOUR = 3_600
YEAR_DAYS = 365
WHOLE_YEAR = (365, 366)
ORDER = ("started_epoch", "contact_id")
CHAIN = ("customer_id", "topic")


@dataclass(frozen=True)
class Period:
    """What is counted, and the log it is part of; moments in seconds since 1970 of the wall time.

    start, end : first second that counts, and the first one that no longer does.
    log_start, log_end : midnight before the first contact of the log, and after its last.
    """

    start: int
    end: int
    log_start: int
    log_end: int

    @property
    def days_n(self) -> int:
        """Return the number of days that count."""
        return (self.end - self.start) // DAY

    @property
    def year_factor(self) -> float:
        """Return what makes a sum over the period a sum over a year."""
        return 1.0 if self.days_n in WHOLE_YEAR else YEAR_DAYS / self.days_n

    @property
    def first_day(self) -> dt.date:
        """Return the first day that counts."""
        return date_of(self.start)

    @property
    def last_day(self) -> dt.date:
        """Return the last day that counts."""
        return date_of(self.end - 1)

    def holds(self, column: str = "started_epoch") -> nw.Expr:
        """Return the condition that a moment counts."""
        return (nw.col(column) >= self.start) & (nw.col(column) < self.end)


def date_of(epoch: int) -> dt.date:
    """Return the day of a moment in seconds since 1970."""
    return dt.datetime.fromtimestamp(epoch, dt.UTC).date()


def _midnight(date: dt.date) -> int:
    return int(dt.datetime.combine(date, dt.time(), dt.UTC).timestamp())


def period_of(first_epoch: int, last_epoch: int, *, settings: TouchpointSavings) -> Period:
    """Return the period that counts in a log from its first to its last contact.

    Parameters
    ----------
    first_epoch, last_epoch : moments of the first and the last contact, in seconds since 1970.
    settings : count_from and count_until; empty for the last 365 days of the log, or all of a shorter one.

    Examples
    --------
    >>> log = period_of(0, 799 * DAY + 5, settings=TouchpointSavings())
    >>> (log.log_end - log.log_start) // DAY, log.days_n, log.year_factor
    (800, 365, 1.0)
    """
    log_start, log_end = first_epoch // DAY * DAY, (last_epoch // DAY + 1) * DAY
    end = log_end
    if settings.count_until:
        end = _midnight(dt.date.fromisoformat(settings.count_until)) + DAY
    start = max(log_start, end - YEAR_DAYS * DAY)
    if settings.count_from:
        start = _midnight(dt.date.fromisoformat(settings.count_from))
    return Period(start, end, log_start, log_end)


def collected(lazy: nw.LazyFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return what the engine computed as a small pandas frame, sorted by its keys; DuckDB sums integers to decimals."""
    frame = lazy.collect("pyarrow").with_columns(selectors.by_dtype(nw.Decimal).cast(nw.Int64)).to_pandas()
    return frame.sort_values(list(by), ignore_index=True) if by else frame


def prepared(contacts: nw.LazyFrame, *, settings: TouchpointSavings) -> nw.LazyFrame:
    """Return contacts with the columns every reduction uses, whatever columns the client's log has.

    Parameters
    ----------
    contacts : checked contacts.
    settings : wrap_up_seconds is added to talk time where no handling time is known.

    Returns
    -------
    contact_id, customer_id, topic, channel, department, url (texts; department and url '' when absent), started_at,
    started_epoch, end_epoch, answered, resolved (booleans), seconds (measured handling time, null where it was not
    measured, 0 or over a day), talk_seconds, lead_seconds, given_eur, score.
    """
    columns = set(contacts.collect_schema().names())
    return contacts.select(
        "contact_id", "topic", "channel", "started_at", "started_epoch",
        customer_id=_column(columns, "customer_id", nw.String),
        department=_text(columns, "department"),
        url=_text(columns, "url"),
        answered=nw.col("answered").fill_null(True) if "answered" in columns else nw.lit(True),
        resolved=nw.col("resolved").fill_null(False) if "resolved" in columns else nw.lit(False),
        seconds=_seconds(columns, settings.wrap_up_seconds),
        talk_seconds=_positive(columns, "talk_seconds"),
        given_eur=_column(columns, "cost_eur", nw.Float64),
        score=_column(columns, "score", nw.Float64),
        closed=nw.coalesce(*_ends(columns)) if _ends(columns) else nw.lit(None, dtype=nw.Int64),
        lead_end=nw.col("closed_epoch") if "closed_epoch" in columns else nw.lit(None, dtype=nw.Int64),
    ).with_columns(
        end_epoch=nw.coalesce(
            "closed", nw.col("started_epoch") + nw.coalesce("seconds", nw.lit(0.0)).floor().cast(nw.Int64)
        ),
        lead_seconds=nw.col("lead_end") - nw.col("started_epoch"),
    )  # fmt: skip


def _column(columns: set[str], name: str, dtype: type[nw.dtypes.DType]) -> nw.Expr:
    return nw.col(name) if name in columns else nw.lit(None, dtype=dtype)


def _text(columns: set[str], name: str) -> nw.Expr:
    return nw.col(name).fill_null("") if name in columns else nw.lit("")


def _positive(columns: set[str], name: str) -> nw.Expr:
    """Return a time that was measured; 0 seconds of a contact that took place was not, and over a day is a slip."""
    if name not in columns:
        return nw.lit(None, dtype=nw.Float64)
    return nw.when(nw.col(name) > 0, nw.col(name) <= DAY).then(nw.col(name).cast(nw.Float64))


def _seconds(columns: set[str], wrap_up_seconds: float) -> nw.Expr:
    talk = _positive(columns, "talk_seconds") + wrap_up_seconds
    return nw.coalesce(_positive(columns, "handling_seconds"), talk)


def _ends(columns: set[str]) -> list[str]:
    return [name for name in ("closed_epoch", "ended_epoch") if name in columns]


def sums() -> dict[str, nw.Expr]:
    """Return the sums from which costs follow, of the contacts of a group."""
    return {
        "contacts_n": nw.len(),
        "measured_n": nw.col("seconds").count(),
        "seconds": nw.col("seconds").sum(),
        "seconds2": (nw.col("seconds") * nw.col("seconds")).sum(),
        "given_n": nw.col("given_eur").count(),
        "given_eur": nw.col("given_eur").sum(),
        "given_eur2": (nw.col("given_eur") * nw.col("given_eur")).sum(),
    }


def chained(contacts: nw.LazyFrame, *, before: Sequence[str] = (), after: Sequence[str] = ()) -> nw.LazyFrame:
    """Return the answered contacts of known customers, each with what came before and after it on the same topic.

    Parameters
    ----------
    contacts : of `prepared`.
    before : columns to take from the contact before, as previous_<name>.
    after : columns to take from the contact after, as next_<name>.
    """
    known = contacts.filter(nw.col("answered"), ~nw.col("customer_id").is_null())
    shifted = {f"previous_{name}": (name, 1) for name in before} | {f"next_{name}": (name, -1) for name in after}
    return known.with_columns(
        **{new: nw.col(old).shift(by).over(*CHAIN, order_by=list(ORDER)) for new, (old, by) in shifted.items()}
    )


def within_days(days: Sequence[int]) -> nw.Expr:
    """Return the smallest of these numbers of days within which a contact repeats the one before; 0 when none.

    Parameters
    ----------
    days : rising numbers of days; the frame holds previous_end_epoch.
    """
    gap = nw.col("started_epoch") - nw.col("previous_end_epoch")
    bucket = nw.lit(0)
    for day in reversed(days):
        bucket = nw.when(gap <= day * DAY).then(nw.lit(day)).otherwise(bucket)
    return bucket


def compared_days(settings: TouchpointSavings, period: Period) -> list[int]:
    """Return the numbers of days that are compared, rising, the chosen one among them.

    One that the log is too short for is left out: with it no contact would have that many days before and after it.

    Examples
    --------
    >>> compared_days(TouchpointSavings(), Period(0, 40 * DAY, 0, 40 * DAY))
    [1, 3, 7, 14]
    """
    log_days = (period.log_end - period.log_start) // DAY
    others = {day for day in settings.repeat_sensitivity_days if 2 * day < log_days}
    return sorted({*others, settings.repeat_contact_days})


def switched(settings: TouchpointSavings) -> nw.Expr:
    """Return 'from > to' where a contact follows an unresolved one on another channel soon enough, else ''."""
    gap = nw.col("started_epoch") - nw.col("previous_started_epoch")
    is_switch = (
        (nw.col("previous_channel") != nw.col("channel"))
        & (gap <= settings.switch_within_hours * HOUR)
        & ~nw.col("previous_resolved")
    )
    return nw.when(is_switch).then(nw.concat_str("previous_channel", nw.lit(ARROW), "channel")).otherwise(nw.lit(""))


def per_customer(contacts: nw.LazyFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Return how many customers have how many contacts, per group: a small frame from which much follows.

    Parameters
    ----------
    contacts : rows with a customer_id that may be null.
    by : columns that make the groups.

    Returns
    -------
    The columns of `by`, each_n (contacts of one customer), customers_n (customers with that many).
    """
    known = contacts.filter(~nw.col("customer_id").is_null())
    each = known.group_by(*by, "customer_id").agg(each_n=nw.len())
    return collected(each.group_by(*by, "each_n").agg(customers_n=nw.len()), by=[*by, "each_n"])


def of_customers(counts: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Return per group how many customers there are and which share of the contacts the two busiest have.

    Parameters
    ----------
    counts : of `per_customer`.
    by : columns that make the groups.

    Returns
    -------
    The columns of `by`, customers_n, top2_share (0-1).

    Examples
    --------
    >>> counts = pd.DataFrame({"topic": ["a", "a"], "each_n": [1, 6], "customers_n": [3, 1]})
    >>> of_customers(counts, by=["topic"]).to_dict("records")
    [{'topic': 'a', 'customers_n': 4, 'top2_share': 0.7777777777777778}]
    """
    rows = [dict(zip(by, key, strict=True)) | _of_group(group) for key, group in counts.groupby(list(by))]
    return pd.DataFrame(rows, columns=[*by, "customers_n", "top2_share"])


def _of_group(group: pd.DataFrame) -> Mapping[str, float]:
    rows = group.sort_values("each_n", ascending=False)
    total = float((rows["each_n"] * rows["customers_n"]).sum())
    two = rows.loc[rows.index.repeat(rows["customers_n"].clip(upper=2)), "each_n"].head(2).sum()
    return {"customers_n": int(rows["customers_n"].sum()), "top2_share": float(two) / total}


def dispersion(counts: pd.DataFrame) -> float:
    """Return how much more contacts vary than chance alone would make them, since customers contact more than once.

    With compound Poisson arrivals the variance of the number of contacts is the sum of the squares of the customers'
    contacts, so this is that sum over the number of contacts: 1 when nobody contacts twice.

    Parameters
    ----------
    counts : of `per_customer`, all contacts together or by group; empty gives 1.

    Examples
    --------
    >>> dispersion(pd.DataFrame({"each_n": [1, 3], "customers_n": [3, 1]}))
    2.0
    """
    contacts_n = (counts["each_n"] * counts["customers_n"]).sum()
    if not contacts_n:
        return 1.0
    return float((counts["each_n"] ** 2 * counts["customers_n"]).sum() / contacts_n)
