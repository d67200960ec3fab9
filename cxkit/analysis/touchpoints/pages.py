"""Contacts that follow a visit to a page, and how many more they are than those that come before one."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pandas as pd

from cxkit.analysis.touchpoints.frames import HOUR, Period, collected, of_customers, per_customer
from cxkit.analysis.value import Z
from cxkit.settings.touchpoints import TouchpointSavings


def page_visits(
    visits: nw.LazyFrame | None, contacts: nw.LazyFrame, *, settings: TouchpointSavings
) -> nw.LazyFrame | None:
    """Return the visits to the pages that are looked at: visit_id, customer_id, visited_epoch, page; or None.

    Parameters
    ----------
    visits : checked visits, or None: then contacts that carry the address of such a page are the visits.
    contacts : of `frames.prepared`.
    settings : pages.
    """
    if not settings.pages:
        return None
    if visits is None:
        visits = contacts.select("customer_id", "url", visit_id="contact_id", visited_epoch="started_epoch")
    of_pages = visits.filter(nw.col("url").is_in(settings.pages), ~nw.col("customer_id").is_null())
    return of_pages.select("visit_id", "customer_id", "visited_epoch", page="url")


def contacts_after(
    contacts: nw.LazyFrame, visits: nw.LazyFrame, *, settings: TouchpointSavings, before: bool = False
) -> nw.LazyFrame:
    """Return the answered contacts within some hours after a visit of the same customer, or before one.

    Parameters
    ----------
    contacts : of `frames.prepared`; those that carry one of the pages themselves are visits and do not count.
    visits : of `page_visits`.
    settings : page_within_hours.
    before : the contacts before a visit instead, as a measure of how many would come anyway.

    Returns
    -------
    contact_id, customer_id, started_epoch, page; each contact once, with the visit nearest to it.
    """
    answered = contacts.filter(
        nw.col("answered"), ~nw.col("customer_id").is_null(), ~nw.col("url").is_in(settings.pages)
    ).select("contact_id", "customer_id", "started_epoch")
    gap = nw.col("started_epoch") - nw.col("visited_epoch")
    limit = settings.page_within_hours * HOUR
    near = (gap < 0) & (gap >= -limit) if before else (gap >= 0) & (gap <= limit)
    return (
        answered.join(visits, on="customer_id", how="inner")
        .filter(near)
        .unique(["contact_id"], keep="first" if before else "last", order_by=["visited_epoch", "visit_id"])
        .select("contact_id", "customer_id", "started_epoch", "page")
    )


def pages(
    contacts: nw.LazyFrame, visits: nw.LazyFrame, *, period: Period, settings: TouchpointSavings, dispersion: float
) -> pd.DataFrame:
    """Return per page the contacts that follow a visit, and by how many they exceed those that come before one.

    Contacts before a visit cannot be caused by it: as many would have come after it anyway. The excess is what the
    page causes. Its interval takes both counts as Poisson, times the dispersion.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    visits : of `page_visits`.
    period : what counts, by the moment of the contact (of the visit, for visits_n).
    settings : page_within_hours.
    dispersion : of `frames.dispersion`.

    Returns
    -------
    url, visits_n, after_n, before_n, excess_n, excess_low, excess_high, customers_n, top2_share (of those after).
    """
    after = contacts_after(contacts, visits, settings=settings).filter(period.holds())
    before = contacts_after(contacts, visits, settings=settings, before=True).filter(period.holds())
    counts = [
        _count(visits.filter(period.holds("visited_epoch")), "visits_n"),
        _count(after, "after_n"),
        _count(before, "before_n"),
        of_customers(per_customer(after, by=["page"]), by=["page"]).set_index("page"),
    ]
    frame = pd.concat(counts, axis=1).reindex(settings.pages)
    frame = frame.fillna({"visits_n": 0, "after_n": 0, "before_n": 0, "customers_n": 0})
    excess = frame["after_n"] - frame["before_n"]
    half = Z * np.sqrt(dispersion * (frame["after_n"] + frame["before_n"]))
    found = frame.assign(excess_n=excess, excess_low=excess - half, excess_high=excess + half)
    return found.rename_axis("url").reset_index()


def _count(rows: nw.LazyFrame, name: str) -> pd.Series:
    return collected(rows.group_by("page").agg(**{name: nw.len()})).set_index("page")[name]
