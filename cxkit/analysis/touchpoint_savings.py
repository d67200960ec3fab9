"""The whole of notebook touchpoint_savings: checked tables and settings in, one result out."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cxkit.analysis.touchpoint_result import TouchpointResult
from cxkit.analysis.touchpoints import (
    checks,
    costs,
    events,
    frames,
    pages,
    repeats,
    satisfaction,
    season,
    switches,
    tables,
    volumes,
)
from cxkit.analysis.touchpoints.facts import facts
from cxkit.analysis.touchpoints.findings import findings
from cxkit.analysis.touchpoints.ledger import ledger_lines
from cxkit.analysis.touchpoints.savings import Savings, savings
from cxkit.errors import NotEnoughData
from cxkit.settings.notebooks import TouchpointSavings


@dataclass(frozen=True)
class Log:
    """A client's contact log, made ready: what is counted, and what its contacts cost.

    columns : columns of the client's log.
    contacts : of `frames.prepared`.
    period : what counts.
    volumes : of `volumes.volumes`, with costs.
    terms : of `costs.channel_terms`.
    visits : of `pages.page_visits`; None where there are none to look at.
    page_source : of `pages.source_of_visits`.
    with_customer : whether contacts carry customer ids.
    """

    columns: frozenset[str]
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


@dataclass(frozen=True)
class Causes:
    """What brought contacts about, as far as customer ids tell; frames are empty where they cannot.

    contacts : of `switches.with_causes`.
    cells : the period's contacts by topic, channel, department and cause, with costs.
    repeats, switches, pages : of `tables`.
    repeaters : topic, customers_n, top2_share of customers who had to contact again.
    """

    contacts: nw.LazyFrame
    cells: pd.DataFrame
    repeats: pd.DataFrame
    switches: pd.DataFrame
    pages: pd.DataFrame
    repeaters: pd.DataFrame


def touchpoint_savings(
    contacts: nw.LazyFrame,
    responses: nw.LazyFrame | None = None,
    visits: nw.LazyFrame | None = None,
    cost_events: nw.LazyFrame | None = None,
    *,
    settings: TouchpointSavings,
) -> TouchpointResult:
    """Return what contacts cost, which of them need not be, and what fewer and shorter contacts save a year.

    Whose and what: the answered contacts of the period and the cost events in it; the yearly marginal cost that falls
    away when each lever avoids its share of the contacts it works on, against the same contacts without the levers,
    scaled to a year, less what the remaining contacts and the extra work cost more.

    Parameters
    ----------
    contacts : checked contacts of the data contract, in any engine.
    responses, visits, cost_events : checked tables in the same engine, or None.
    settings : checked settings.

    Raises
    ------
    SettingsError : a setting names a topic, channel, page or kind that is not there, or a channel has no cost.
    NotEnoughData : no answered contact in the period.
    """
    log = _log(contacts, visits, cost_events, settings)
    by_topic = frames.per_customer(log.answered, by=["topic"])
    everyone = frames.per_customer(log.answered, by=[])
    spread = {"year_factor": log.period.year_factor, "dispersion": frames.dispersion(everyone)}
    causes = _causes(log, settings, spread)
    other = events.events(cost_events, period=log.period)
    saved = _saved(causes, other, settings, spread)
    felt, score_source = _felt(log, responses, settings)
    by_customers = frames.of_customers(by_topic, by=["topic"])
    topics = tables.topic_table(
        log.volumes, causes.cells, by_customers, felt, saved.by_topic, settings=settings, **spread
    )
    by_month = volumes.months(log.contacts, period=log.period)
    lines = tables.line_table(saved.lines, topics, causes, other)
    customers_n = int(everyone["customers_n"].sum()) if log.with_customer else None
    trend = season.season(by_month)
    known = facts(log, topics, trend, score_source, customers_n=customers_n, settings=settings, **spread)
    verdict = _verdict(saved)
    channels = _channels(log, settings, spread)
    totals = tables.total_table(saved.totals, customers_n=customers_n)
    return TouchpointResult(
        verdict=verdict,
        topics=topics,
        volumes=tables.volume_table(log.volumes, volumes.customers_by(log.answered, volumes.KEYS)),
        channels=channels,
        repeats=causes.repeats,
        switches=causes.switches,
        pages=causes.pages,
        events=other,
        months=by_month,
        lines=lines,
        totals=totals,
        rows=pd.DataFrame(columns=["table", "reason", "rows_n"]),
        findings=findings(verdict, topics, channels, causes, other, lines, totals, known, settings=settings),
        ledger=ledger_lines(causes.contacts, causes.cells, causes.pages, lines, period=log.period, settings=settings),
        facts=known,
    )


def check(
    contacts: nw.LazyFrame,
    responses: nw.LazyFrame | None,
    visits: nw.LazyFrame | None,
    cost_events: nw.LazyFrame | None,
    *,
    settings: TouchpointSavings,
) -> None:
    """Raise what `touchpoint_savings` would raise, without the costly part: for who asks before a kernel starts."""
    _log(contacts, visits, cost_events, settings)


def _log(
    contacts: nw.LazyFrame, visits: nw.LazyFrame | None, cost_events: nw.LazyFrame | None, settings: TouchpointSavings
) -> Log:
    columns = frozenset(contacts.collect_schema().names())
    ready = frames.prepared(contacts, settings=settings)
    first, last, known_n = volumes.span(ready)
    period = frames.period_of(first, last, settings=settings)
    counted = volumes.volumes(ready, period=period)
    if not counted["contacts_n"].sum():
        raise NotEnoughData(checks.no_contacts(period), language=settings.language)
    page_source = pages.source_of_visits(visits, columns if known_n else frozenset(), settings=settings)
    of_pages = pages.page_visits(visits, ready, page_source, settings=settings)
    checks.names(
        counted,
        kinds=_distinct(cost_events, "kind") if settings.fewer_events else None,
        pages=_distinct(of_pages, "page"),
        settings=settings,
    )
    terms = costs.channel_terms(
        counted[counted["contacts_n"] > 0], settings=settings, has_handling="handling_seconds" in columns
    )
    costed = costs.with_costs(counted, terms, settings=settings)
    return Log(columns, ready, period, costed, terms, of_pages, page_source, bool(known_n))


def _distinct(table: nw.LazyFrame | None, column: str) -> list[str] | None:
    """Return the values of a column; None without a table."""
    return None if table is None else frames.collected(table.select(column).unique(), by=[column])[column].tolist()


def _causes(log: Log, settings: TouchpointSavings, spread: dict[str, float]) -> Causes:
    days, again = frames.compared_days(settings, log.period), settings.repeat_contact_days
    after = None
    if log.visits is not None:
        after = pages.contacts_after(log.contacts, log.visits, log.page_source, period=log.period, settings=settings)
    contacts = switches.with_causes(log.contacts, after, period=log.period, days=days, settings=settings)
    cells = costs.with_costs(switches.cells(contacts), log.terms, settings=settings)
    if not log.with_customer:
        return Causes(
            contacts, cells, *(tables.NOTHING[name] for name in ("repeats", "switches", "pages", "repeaters"))
        )
    counted = repeats.repeats(log.contacts, period=log.period, days=days)
    made = switches.customers_of_switches(log.contacts, period=log.period, settings=settings)
    return Causes(
        contacts,
        cells,
        tables.repeat_table(counted, cells, **spread),
        tables.switch_table(made, cells, log.volumes, settings=settings, **spread),
        _pages(log, cells, settings, spread),
        switches.customers_of_repeats(log.contacts, period=log.period, days=again),
    )


def _pages(log: Log, cells: pd.DataFrame, settings: TouchpointSavings, spread: dict[str, float]) -> pd.DataFrame:
    if log.visits is None:
        return tables.NOTHING["pages"]
    after = pages.pages(
        log.contacts, log.visits, log.page_source, period=log.period, settings=settings,
        dispersion=spread["dispersion"],
    )  # fmt: skip
    return tables.page_table(after, cells, year_factor=log.period.year_factor)


def _saved(causes: Causes, other: pd.DataFrame, settings: TouchpointSavings, spread: dict[str, float]) -> Savings:
    return savings(
        tables.cells_of(causes.cells, settings=settings),
        pages=None if causes.pages.empty else causes.pages,
        events=None if other.empty else other,
        settings=settings,
        **spread,
    )


def _felt(log: Log, responses: nw.LazyFrame | None, settings: TouchpointSavings) -> tuple[pd.DataFrame, str]:
    """Return how topics were felt, and where the scores come from ('' when there are none)."""
    scores, source = satisfaction.scored(log.contacts, responses, settings=settings)
    felt = satisfaction.satisfaction(scores, period=log.period, settings=settings)
    return felt, source if felt["answers_n"].sum() else ""


def _channels(log: Log, settings: TouchpointSavings, spread: dict[str, float]) -> pd.DataFrame:
    frame = costs.channel_costs(log.volumes, log.terms, settings=settings, dispersion=spread["dispersion"])
    return tables.with_customers(frame, volumes.customers_by(log.answered, ["channel"]), on=["channel"])


def _verdict(saved: Savings) -> str:
    if (saved.lines["status"] == "not_computable").all():
        return "not_computable"
    net = saved.totals.set_index("name").loc["net"]
    if net["low_eur"] > 0:
        return "saving"
    return "loss" if net["high_eur"] < 0 else "no_difference"
