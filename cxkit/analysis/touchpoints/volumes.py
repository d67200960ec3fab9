"""How many contacts there are, how long they take, and when: per topic, channel, department and month."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pandas as pd

from cxkit.analysis.touchpoints.frames import HOUR, Period, collected, of_customers, per_customer, sums

KEYS = ["topic", "channel", "department"]


def span(contacts: nw.LazyFrame) -> tuple[int, int]:
    """Return the moments of the first and the last contact of a log, in seconds since 1970."""
    ends = contacts.select(first=nw.col("started_epoch").min(), last=nw.col("started_epoch").max())
    row = collected(ends).iloc[0]
    return int(row["first"]), int(row["last"])


def volumes(contacts: nw.LazyFrame, *, period: Period) -> pd.DataFrame:
    """Return the contacts of the period per topic, channel and department.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    period : what counts.

    Returns
    -------
    topic, channel, department, contacts_n (answered), unanswered_n, the sums of `frames.sums` over answered contacts,
    handling_seconds_mean, talk_seconds_mean, lead_hours_mean (from start to closing).
    """
    answered = nw.col("answered")
    measured = {
        name: nw.when(answered).then(nw.col(name)) for name in ("seconds", "talk_seconds", "lead_seconds", "given_eur")
    }
    counted = contacts.filter(period.holds()).with_columns(**measured, answered_n=answered.cast(nw.Int64))
    frame = collected(
        counted.group_by(*KEYS).agg(
            **{
                **sums(), "contacts_n": nw.col("answered_n").sum(), "all_n": nw.len(),
                "talk": nw.col("talk_seconds").mean(), "lead": nw.col("lead_seconds").mean(),
            }
        ),
        by=KEYS,
    )  # fmt: skip
    return frame.drop(columns=["all_n", "talk", "lead"]).assign(
        unanswered_n=frame["all_n"] - frame["contacts_n"],
        handling_seconds_mean=frame["seconds"] / frame["measured_n"].where(frame["measured_n"] > 0),
        talk_seconds_mean=frame["talk"].astype(float),
        lead_hours_mean=frame["lead"].astype(float) / HOUR,
    )


def customers_by(contacts: nw.LazyFrame, by: list[str], *, period: Period) -> pd.DataFrame:
    """Return per group the customers with an answered contact in the period, and the share of the two busiest.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    by : columns that make the groups.
    period : what counts.

    Returns
    -------
    The columns of `by`, customers_n, top2_share.
    """
    return of_customers(per_customer(contacts.filter(period.holds(), nw.col("answered")), by=by), by=by)


def months(contacts: nw.LazyFrame, *, period: Period) -> pd.DataFrame:
    """Return the contacts per month over the whole log.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    period : its log_start and log_end say which months are whole.

    Returns
    -------
    month (first day), contacts_n (answered), unanswered_n, customers_n, top2_share, days_n (of the month in the log),
    whole (bool), per_day (contacts a day, answered or not), handling_seconds_mean.
    """
    by_month = contacts.with_columns(year=nw.col("started_at").dt.year(), of_year=nw.col("started_at").dt.month())
    answered = nw.col("answered")
    counted = by_month.group_by("year", "of_year").agg(
        all_n=nw.len(), contacts_n=answered.cast(nw.Int64).sum(),
        handling_seconds_mean=nw.when(answered).then(nw.col("seconds")).mean(),
    )  # fmt: skip
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
        }
    )


def _days_in_log(first: pd.Series, period: Period) -> pd.Series:
    start, end = (pd.Timestamp(epoch, unit="s") for epoch in (period.log_start, period.log_end))
    after = first + pd.offsets.MonthBegin(1)
    return (np.minimum(after, end) - np.maximum(first, start)).dt.days
