"""The whole of notebook touchpoint_savings: checked tables and settings in, one result out."""

from __future__ import annotations

import narwhals as nw
import pandas as pd

from cxkit.analysis.touchpoint_result import TouchpointResult
from cxkit.analysis.touchpoints import costs, events, frames, satisfaction, season, tables, volumes
from cxkit.analysis.touchpoints.causes import Causes, causes
from cxkit.analysis.touchpoints.facts import facts
from cxkit.analysis.touchpoints.findings import findings
from cxkit.analysis.touchpoints.ledger import ledger_lines
from cxkit.analysis.touchpoints.log import Log, ready
from cxkit.analysis.touchpoints.savings import Savings, savings
from cxkit.language import N_
from cxkit.settings.notebooks import TouchpointSavings

OUTSIDE, NOT_ANSWERED = N_("outside the period"), N_("not answered: counted apart")


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
    SettingsError : the period lies outside the log, a setting names a topic, channel, page or kind that is not there,
        or a channel has no cost.
    NotEnoughData : no answered contact in the period.
    """
    log = ready(contacts, visits, cost_events, settings=settings)
    by_topic, everyone = (frames.per_customer(log.answered, by=by) for by in (["topic"], []))
    dispersion, year = frames.dispersion(everyone), {"year_factor": log.period.year_factor}
    customers_n = int(everyone["customers_n"].sum()) if log.with_customer else None
    why = causes(log, by_topic, settings=settings, dispersion=dispersion)
    other = events.events(cost_events, period=log.period)
    saved = _saved(why, other, settings, log.period.year_factor)
    felt, score_source = _felt(log, responses, settings)
    topics = tables.topic_table(
        tables.spread(log.volumes, by_topic), why.cells, frames.of_customers(by_topic, by=["topic"]), why.repeaters,
        felt, saved.by_topic, settings=settings, **year,
    )  # fmt: skip
    channels = _channels(log, settings, dispersion)
    by_month = volumes.months(log.contacts, period=log.period)
    lines = tables.line_table(saved.lines, topics, why, other)
    verdict = _verdict(saved)
    totals = tables.total_table(saved.totals, verdict=verdict, customers_n=customers_n)
    known = facts(log, topics, season.season(by_month), score_source, customers_n=customers_n, settings=settings,
                  dispersion=dispersion, **year)  # fmt: skip
    return TouchpointResult(
        verdict=verdict,
        topics=topics,
        volumes=tables.volume_table(log.volumes, volumes.customers_by(log.answered, volumes.KEYS)),
        channels=channels,
        repeats=why.repeats,
        switches=why.switches,
        pages=why.pages,
        events=other,
        months=by_month,
        lines=lines,
        totals=totals,
        rows=_rows(log, known["contacts_n"], known["unanswered_n"]),
        findings=findings(verdict, topics, channels, why, other, lines, totals, known, settings=settings),
        ledger=ledger_lines(why.contacts, why.cells, why.pages, lines, period=log.period, settings=settings),
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
    ready(contacts, visits, cost_events, settings=settings)


def _saved(why: Causes, other: pd.DataFrame, settings: TouchpointSavings, year_factor: float) -> Savings:
    """Return what is saved; the spread of the cells holds their dispersion already."""
    return savings(
        tables.cells_of(why.cells, settings=settings),
        pages=None if why.pages.empty else why.pages,
        events=None if other.empty else other,
        settings=settings,
        year_factor=year_factor,
        dispersion=1.0,
    )


def _felt(log: Log, responses: nw.LazyFrame | None, settings: TouchpointSavings) -> tuple[pd.DataFrame, str]:
    """Return how topics were felt, and where the scores come from ('' when there are none)."""
    scores, source = satisfaction.scored(log.contacts, responses, settings=settings)
    felt = satisfaction.satisfaction(scores, period=log.period, settings=settings)
    return felt, source if felt["answers_n"].sum() else ""


def _channels(log: Log, settings: TouchpointSavings, dispersion: float) -> pd.DataFrame:
    frame = costs.channel_costs(log.volumes, log.terms, settings=settings, dispersion=dispersion)
    return tables.with_customers(frame, volumes.customers_by(log.answered, ["channel"]), on=["channel"])


def _verdict(saved: Savings) -> str:
    if (saved.lines["status"] == "not_computable").all():
        return "not_computable"
    net = saved.totals.set_index("name").loc["net"]
    if net["low_eur"] > 0:
        return "saving"
    return "loss" if net["high_eur"] < 0 else "no_difference"


def _rows(log: Log, contacts_n: int, unanswered_n: int) -> pd.DataFrame:
    """Return the contacts that take no part in costs and savings, and why."""
    rows = [("contacts", OUTSIDE, log.rows_n - contacts_n), ("contacts", NOT_ANSWERED, unanswered_n)]
    return pd.DataFrame([row for row in rows if row[2]], columns=["table", "reason", "rows_n"])
