"""What brought contacts about, as far as customer ids tell: a contact before, a switch of channel, a page."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cxkit.analysis.touchpoints import costs, frames, pages, repeats, switches, tables
from cxkit.analysis.touchpoints.log import Log
from cxkit.settings.touchpoints import TouchpointSavings


@dataclass(frozen=True)
class Causes:
    """What brought contacts about; frames are empty where no contact names a customer.

    contacts : of `switches.with_causes`.
    cells : the period's contacts by topic, channel, department and cause, with costs and `tables.spread`.
    repeats, switches, pages : of `tables`.
    repeaters : topic, customers_n, top2_share of customers who had to contact again.
    """

    contacts: nw.LazyFrame
    cells: pd.DataFrame
    repeats: pd.DataFrame
    switches: pd.DataFrame
    pages: pd.DataFrame
    repeaters: pd.DataFrame


def causes(log: Log, by_topic: pd.DataFrame, *, settings: TouchpointSavings, dispersion: float) -> Causes:
    """Return what brought the contacts of a log about.

    Parameters
    ----------
    log : of `log.ready`.
    by_topic : of `frames.per_customer` by topic.
    settings : days of a repeat, hours of a switch and of a page.
    dispersion : of `frames.dispersion` over all topics.
    """
    days, held = frames.compared_days(settings, log.period), {"period": log.period, "settings": settings}
    after = None
    if log.visits is not None:
        after = pages.contacts_after(log.contacts, log.visits, log.page_source, **held)
    contacts = switches.with_causes(log.contacts, after, days=days, **held)
    cells = tables.spread(costs.with_costs(switches.cells(contacts), log.terms, settings=settings), by_topic)
    if not log.with_customer:
        return Causes(
            contacts, cells, *(tables.NOTHING[name] for name in ("repeats", "switches", "pages", "repeaters"))
        )
    counted = repeats.repeats(log.contacts, period=log.period, days=days)
    made = switches.customers_of_switches(log.contacts, **held)
    year = {"year_factor": log.period.year_factor}
    return Causes(
        contacts,
        cells,
        tables.repeat_table(counted, cells, **year),
        tables.switch_table(made, cells, log.volumes, settings=settings, **year),
        _pages(log, cells, settings, dispersion),
        switches.customers_of_repeats(log.contacts, period=log.period, days=settings.repeat_contact_days),
    )


def _pages(log: Log, cells: pd.DataFrame, settings: TouchpointSavings, dispersion: float) -> pd.DataFrame:
    if log.visits is None:
        return tables.NOTHING["pages"]
    held = {"period": log.period, "settings": settings, "dispersion": dispersion}
    after = pages.pages(log.contacts, log.visits, log.page_source, **held)
    return tables.page_table(after, cells, year_factor=log.period.year_factor)
