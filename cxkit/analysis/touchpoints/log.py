"""A client's contact log made ready to be counted: its period, its costs, and what it can tell."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cxkit.analysis.touchpoints import checks, costs, frames, pages, volumes
from cxkit.errors import NotEnoughData, SettingsError
from cxkit.settings.touchpoints import TouchpointSavings


@dataclass(frozen=True)
class Log:
    """A contact log, made ready.

    columns : columns of the client's log.
    rows_n : its contacts, answered or not, in the period or not.
    contacts : of `frames.prepared`.
    period : what counts.
    volumes : of `volumes.volumes`, with costs.
    terms : of `costs.channel_terms`.
    visits : of `pages.page_visits`; None where there are none to look at.
    page_source : of `pages.source_of_visits`.
    with_customer : whether contacts carry customer ids.
    """

    columns: frozenset[str]
    rows_n: int
    contacts: nw.LazyFrame
    period: frames.Period
    volumes: pd.DataFrame
    terms: pd.DataFrame
    visits: nw.LazyFrame | None
    page_source: str
    with_customer: bool

    @property
    def answered(self) -> nw.LazyFrame:
        """Return the answered contacts of the period."""
        return self.contacts.filter(self.period.holds(), nw.col("answered"))


def ready(
    contacts: nw.LazyFrame, visits: nw.LazyFrame | None, cost_events: nw.LazyFrame | None, *,
    settings: TouchpointSavings,
) -> Log:  # fmt: skip
    """Return a contact log made ready.

    Parameters
    ----------
    contacts, visits, cost_events : checked tables; the last two may be None.
    settings : period, costs, pages, and the names the data must hold.

    Raises
    ------
    SettingsError : the period lies outside the log, a name is not in the data, or a channel has no cost; all at once.
    NotEnoughData : no answered contact in the period.
    """
    columns = frozenset(contacts.collect_schema().names())
    log = frames.prepared(contacts, settings=settings)
    first, last, rows_n, known_n = volumes.span(log)
    period = frames.period_of(first, last, settings=settings)
    checks.period(period, settings=settings)
    counted = volumes.volumes(log, period=period)
    if not counted["contacts_n"].sum():
        raise NotEnoughData(checks.no_contacts(period), language=settings.language)
    page_source = pages.source_of_visits(visits, columns if known_n else frozenset(), settings=settings)
    of_pages = pages.page_visits(visits, log, page_source, settings=settings)
    faults = checks.names(
        counted,
        kinds=_distinct(cost_events, "kind") if settings.fewer_events else None,
        pages=_distinct(of_pages, "page"),
        settings=settings,
    )
    terms = costs.channel_terms(
        counted[counted["contacts_n"] > 0], settings=settings, has_handling="handling_seconds" in columns
    )
    faults += costs.without_cost(terms, settings=settings)
    if faults:
        raise SettingsError(faults, language=settings.language)
    costed = costs.with_costs(counted, terms, settings=settings)
    return Log(columns, rows_n, log, period, costed, terms, of_pages, page_source, bool(known_n))


def _distinct(table: nw.LazyFrame | None, column: str) -> list[str] | None:
    """Return the values of a column; None without a table."""
    return None if table is None else frames.collected(table.select(column).unique(), by=[column])[column].tolist()
