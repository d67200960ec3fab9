"""Customers who had to go from one channel to another for the same thing, and groups of contacts by why they came."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import pandas as pd

from cxkit.analysis.touchpoints.frames import (
    Period,
    chained,
    collected,
    of_customers,
    per_customer,
    sums,
    switched,
    within_days,
)
from cxkit.settings.touchpoints import TouchpointSavings

BEFORE = ("end_epoch", "started_epoch", "channel", "resolved")
CAUSES = ["topic", "channel", "department", "repeat_days", "switch", "page"]


def with_causes(
    contacts: nw.LazyFrame, after_page: nw.LazyFrame | None, *, period: Period, days: Sequence[int],
    settings: TouchpointSavings,
) -> nw.LazyFrame:  # fmt: skip
    """Return the period's answered contacts with what brought them about: a contact before, a switch, a page.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    after_page : contact_id and page of the contacts that follow a visit, or None.
    period : what counts; contacts before it count as the contact before.
    days : rising numbers of days for repeats.
    settings : hours of a switch.

    Returns
    -------
    The contacts with repeat_days (smallest of `days` within which it repeats the one before, 0 when none), switch
    ('from > to' or '') and page (url or ''). Contacts without a customer have none of these.
    """
    chain = chained(contacts, before=BEFORE).filter(period.holds())
    chain = chain.with_columns(repeat_days=within_days(days), switch=switched(settings))
    unknown = contacts.filter(period.holds(), nw.col("answered"), nw.col("customer_id").is_null()).with_columns(
        repeat_days=nw.lit(0), switch=nw.lit("")
    )
    columns = [*unknown.collect_schema().names()]
    every = nw.concat([chain.select(*columns), unknown.select(*columns)])
    if after_page is None:
        return every.with_columns(page=nw.lit(""))
    return every.join(after_page, on="contact_id", how="left").with_columns(nw.col("page").fill_null(""))


def cells(causes: nw.LazyFrame) -> pd.DataFrame:
    """Return the sums of contacts by topic, channel, department and what brought them about.

    Parameters
    ----------
    causes : of `with_causes`.

    Returns
    -------
    topic, channel, department, repeat_days, switch, page, the sums of `frames.sums`, and known_n (contacts that name a
    customer).
    """
    return collected(causes.group_by(*CAUSES).agg(**sums(), known_n=nw.col("customer_id").count()), by=CAUSES)


def customers_of_switches(contacts: nw.LazyFrame, *, period: Period, settings: TouchpointSavings) -> pd.DataFrame:
    """Return per switch the customers who made it: switch, customers_n, top2_share."""
    chain = chained(contacts, before=BEFORE[1:]).with_columns(switch=switched(settings))
    made = chain.filter(period.holds(), nw.col("switch") != "")
    return of_customers(per_customer(made, by=["switch"]), by=["switch"])


def customers_of_repeats(contacts: nw.LazyFrame, *, period: Period, days: int) -> pd.DataFrame:
    """Return per topic the customers who had to contact again: topic, customers_n, top2_share."""
    chain = chained(contacts, before=BEFORE[:1]).with_columns(repeat_days=within_days([days]))
    again = chain.filter(period.holds(), nw.col("repeat_days") > 0)
    return of_customers(per_customer(again, by=["topic"]), by=["topic"])
