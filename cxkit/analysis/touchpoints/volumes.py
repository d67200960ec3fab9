"""How many contacts there are, how long they take, and when: per topic, channel, department and month."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pandas as pd

from cxkit.analysis.touchpoints.frames import HOUR, Period, collected, of_customers, per_customer, sums

KEYS = ["topic", "channel", "department"]


def span(contacts: nw.LazyFrame) -> tuple[int, int, int, int]:
    """Return the moments of the first and the last contact of a log (seconds since 1970), its contacts, and how many
    of them name a customer.

    A log without any contact gives zeros.
    """
    ends = contacts.select(
        first=nw.col("started_epoch").min(),
        last=nw.col("started_epoch").max(),
        rows_n=nw.len(),
        known_n=nw.col("customer_id").count(),
    )
    row = collected(ends).iloc[0].fillna(0)
    return tuple(int(row[name]) for name in ("first", "last", "rows_n", "known_n"))


def volumes(contacts: nw.LazyFrame, *, period: Period) -> pd.DataFrame:
    """Return the contacts of the period per topic, channel and department.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    period : what counts.

    Returns
    -------
    topic, channel, department, contacts_n (answered), unanswered_n, the sums of `frames.sums` over answered contacts,
    talk_n, talk_seconds, lead_n, lead_seconds (sums over the contacts that have them; lead time is from start to
    closing), and the means of `mean_times`.
    """
    answered = nw.col("answered")
    measured = ("seconds", "talk_seconds", "lead_seconds", "given_eur")
    counted = contacts.filter(period.holds()).with_columns(
        **{name: nw.when(answered).then(nw.col(name)) for name in measured}, answered_n=answered.cast(nw.Int64)
    )
    times = {
        f"{name}_n": nw.col(f"{name}_seconds").count() for name in ("talk", "lead")
    } | {f"{name}_seconds": nw.col(f"{name}_seconds").sum() for name in ("talk", "lead")}  # fmt: skip
    found = counted.group_by(*KEYS).agg(
        **{**sums(), **times, "contacts_n": nw.col("answered_n").sum(), "all_n": nw.len()}
    )
    frame = collected(found, by=KEYS)
    unanswered = frame["all_n"] - frame["contacts_n"]
    return mean_times(frame.drop(columns="all_n").assign(unanswered_n=unanswered))


def mean_times(frame: pd.DataFrame) -> pd.DataFrame:
    """Return groups of contacts with their mean times, each over the contacts that have it.

    Parameters
    ----------
    frame : measured_n, seconds, talk_n, talk_seconds, lead_n, lead_seconds.

    Returns
    -------
    The frame with handling_seconds_mean, talk_seconds_mean, lead_hours_mean; nan where none has one.
    """
    return frame.assign(
        handling_seconds_mean=_mean(frame["seconds"], frame["measured_n"]),
        talk_seconds_mean=_mean(frame["talk_seconds"], frame["talk_n"]),
        lead_hours_mean=_mean(frame["lead_seconds"], frame["lead_n"]) / HOUR,
    )


def _mean(total: pd.Series, n: pd.Series) -> pd.Series:
    return total.astype(float) / n.where(n > 0)


def customers_by(contacts: nw.LazyFrame, by: list[str]) -> pd.DataFrame:
    """Return per group the customers, and the share of the contacts that the two busiest have.

    Parameters
    ----------
    contacts : the contacts that count, such as those answered in the period.
    by : columns that make the groups.

    Returns
    -------
    The columns of `by`, customers_n, top2_share.
    """
    return of_customers(per_customer(contacts, by=by), by=by)


def months(contacts: nw.LazyFrame, *, period: Period) -> pd.DataFrame:
    """Return the contacts per month over the whole log.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    period : its log_start and log_end say which months are whole.

    Returns
    -------
    month (first day), contacts_n (answered), unanswered_n, customers_n, top2_share, days_n (of the month in the log),
    whole (bool), per_day (contacts a day, answered or not), handling_seconds_mean, measured_n.
    """
    by_month = contacts.with_columns(year=nw.col("started_at").dt.year(), of_year=nw.col("started_at").dt.month())
    answered = nw.col("answered")
    counted = by_month.group_by("year", "of_year").agg(
        all_n=nw.len(),
        contacts_n=answered.cast(nw.Int64).sum(),
        measured_n=nw.when(answered).then(nw.col("seconds")).count(),
        handling_seconds_mean=nw.when(answered).then(nw.col("seconds")).mean(),
    )
    frame = collected(counted, by=["year", "of_year"])
    customers = of_customers(per_customer(by_month.filter(answered), by=["year", "of_year"]), by=["year", "of_year"])
    frame = frame.merge(customers, on=["year", "of_year"], how="left")
    first = pd.to_datetime({"year": frame["year"], "month": frame["of_year"], "day": 1})
    days = _days_in_log(first, period)
    return pd.DataFrame(
        {
            "month": first,
            "contacts_n": frame["contacts_n"],
            "unanswered_n": frame["all_n"] - frame["contacts_n"],
            "customers_n": frame["customers_n"],
            "top2_share": frame["top2_share"],
            "days_n": days,
            "whole": days == first.dt.days_in_month,
            "per_day": frame["all_n"] / days,
            "handling_seconds_mean": frame["handling_seconds_mean"].astype(float),
            "measured_n": frame["measured_n"],
        }
    )


def _days_in_log(first: pd.Series, period: Period) -> pd.Series:
    start, end = (pd.Timestamp(epoch, unit="s") for epoch in (period.log_start, period.log_end))
    after = first + pd.offsets.MonthBegin(1)
    return (np.minimum(after, end) - np.maximum(first, start)).dt.days
