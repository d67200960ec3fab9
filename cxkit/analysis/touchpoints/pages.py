"""Contacts that follow a visit to a page, and how many more they are than those that come before one."""

from __future__ import annotations

from collections.abc import Set

import narwhals as nw
import numpy as np
import pandas as pd

from cxkit.analysis.touchpoints.frames import HOUR, Period, collected, of_customers, per_customer
from cxkit.analysis.value import Z
from cxkit.settings.touchpoints import TouchpointSavings

FROM_VISITS, FROM_CONTACTS, NOWHERE = "visits", "contacts", ""


def source_of_visits(visits: nw.LazyFrame | None, columns: Set[str], *, settings: TouchpointSavings) -> str:
    """Return where visits come from: the table of visits, or else contacts that carry an address; '' for nowhere.

    Parameters
    ----------
    visits : checked visits, or None.
    columns : columns of the client's log.
    settings : pages.
    """
    if not settings.pages or "customer_id" not in columns:
        return NOWHERE
    return FROM_VISITS if visits is not None else FROM_CONTACTS if "url" in columns else NOWHERE


def page_visits(
    visits: nw.LazyFrame | None, contacts: nw.LazyFrame, source: str, *, settings: TouchpointSavings
) -> nw.LazyFrame | None:
    """Return the visits to the pages that are looked at: visit_id, customer_id, visited_epoch, page; or None.

    Parameters
    ----------
    visits : checked visits, or None.
    contacts : of `frames.prepared`; with source 'contacts' those that carry such a page are the visits.
    source : of `source_of_visits`.
    settings : pages.
    """
    if source == NOWHERE:
        return None
    if source == FROM_CONTACTS:
        visits = contacts.select("customer_id", "url", visit_id="contact_id", visited_epoch="started_epoch")
    of_pages = visits.filter(nw.col("url").is_in(settings.pages), ~nw.col("customer_id").is_null())
    return of_pages.select("visit_id", "customer_id", "visited_epoch", page="url")


def contacts_near(
    contacts: nw.LazyFrame, visits: nw.LazyFrame, source: str, *, period: Period, settings: TouchpointSavings
) -> nw.LazyFrame:
    """Return the period's answered contacts within some hours of a visit of the same customer, after it or before it.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    visits : of `page_visits`.
    source : of `source_of_visits`; with 'contacts' those that carry one of the pages are visits and do not count.
    period : what counts, by the moment of the contact.
    settings : page_within_hours.

    Returns
    -------
    contact_id, customer_id, page, after (whether the contact follows the visit): each contact at most once on either
    side, with the visit nearest to it (of two as near, the one with the higher visit_id). A contact at the very moment
    of a visit follows it.
    """
    answered = contacts.filter(period.holds(), nw.col("answered"), ~nw.col("customer_id").is_null())
    if source == FROM_CONTACTS:
        answered = answered.filter(~nw.col("url").is_in(settings.pages))
    answered = answered.select("contact_id", "customer_id", "started_epoch")
    limit = settings.page_within_hours * HOUR
    gap = nw.col("gap")
    pairs = answered.join(visits, on="customer_id", how="inner").with_columns(
        gap=nw.col("started_epoch") - nw.col("visited_epoch")
    )
    near = pairs.filter(gap >= -limit, gap <= limit).with_columns(after=gap >= 0, closeness=-gap.abs())
    nearest = near.unique(["contact_id", "after"], keep="last", order_by=["closeness", "visit_id"])
    return nearest.select("contact_id", "customer_id", "page", "after")


def contacts_after(
    contacts: nw.LazyFrame, visits: nw.LazyFrame, source: str, *, period: Period, settings: TouchpointSavings
) -> nw.LazyFrame:
    """Return the period's contacts that follow a visit: contact_id, page; see `contacts_near`."""
    near = contacts_near(contacts, visits, source, period=period, settings=settings)
    return near.filter(nw.col("after")).select("contact_id", "page")


def pages(
    contacts: nw.LazyFrame, visits: nw.LazyFrame, source: str, *, period: Period, settings: TouchpointSavings,
    dispersion: float,
) -> pd.DataFrame:  # fmt: skip
    """Return per page the contacts that follow a visit, and by how many they exceed those that come before one.

    Contacts before a visit cannot be caused by it: as many would have come after it anyway. The excess is what the
    page causes. Its interval takes both counts as Poisson, times the dispersion.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    visits : of `page_visits`.
    source : of `source_of_visits`.
    period : what counts, by the moment of the contact (of the visit, for visits_n).
    settings : page_within_hours.
    dispersion : of `frames.dispersion`.

    Returns
    -------
    url, visits_n, after_n, before_n, excess_n, excess_low, excess_high, customers_n, top2_share (of those after).
    """
    near = contacts_near(contacts, visits, source, period=period, settings=settings)
    counts = per_customer(near, by=["page", "after"])
    of_after = of_customers(counts[counts["after"]], by=["page"]).set_index("page")
    frame = pd.concat(
        [
            _visits_n(visits.filter(period.holds("visited_epoch"))),
            _contacts_n(counts[counts["after"]]).rename("after_n"),
            _contacts_n(counts[~counts["after"]]).rename("before_n"),
            of_after,
        ],
        axis=1,
    ).reindex(settings.pages)
    frame = frame.fillna({"visits_n": 0, "after_n": 0, "before_n": 0, "customers_n": 0})
    excess = frame["after_n"] - frame["before_n"]
    half = Z * np.sqrt(dispersion * (frame["after_n"] + frame["before_n"]))
    found = frame.assign(excess_n=excess, excess_low=excess - half, excess_high=excess + half)
    return found.rename_axis("url").reset_index()


def _visits_n(visits: nw.LazyFrame) -> pd.Series:
    return collected(visits.group_by("page").agg(visits_n=nw.len())).set_index("page")["visits_n"]


def _contacts_n(counts: pd.DataFrame) -> pd.Series:
    """Return the contacts per page, from customers by their number of contacts."""
    return (counts["each_n"] * counts["customers_n"]).groupby(counts["page"]).sum()
