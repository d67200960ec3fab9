"""The reductions of touchpoint_savings as the notebook runs them: cxkit's functions on checked lazy frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import narwhals as nw
import pandas as pd
import scipy.stats  # noqa: F401  (cxkit imports it at first use, and imports are not measured)
from engine_terms import ASKED, Terms, epoch

from cxkit.analysis.touchpoints import costs, pages, repeats, satisfaction, switches, volumes
from cxkit.analysis.touchpoints.frames import Period, compared_days, prepared
from cxkit.analysis.value import Z
from cxkit.intake.tables import lazy_tables
from cxkit.settings import TouchpointSavings

LAZY = ("contacts", "visits")


@dataclass(frozen=True)
class Opened:
    """The lazy frames of a folder: contacts as `frames.prepared` makes them, visits and responses as checked."""

    contacts: nw.LazyFrame
    visits: nw.LazyFrame
    responses: nw.LazyFrame
    period: Period


def opened(folder: Path, terms: Terms, *, memory_limit_gb: float) -> Opened:
    """Return the checked lazy frames of a folder, by the door that notebooks use; responses by its engine alone.

    Raises
    ------
    AssertionError : the door refuses a table.
    """
    sources = {name: str((folder / f"{name}.parquet").resolve()) for name in LAZY}
    settings = TouchpointSavings.check(
        ASKED | {"sources": sources, "columns": {}, "memory_limit_gb": memory_limit_gb or 0.0}
    )
    door = lazy_tables(settings, {})
    assert not door.faults, door.faults
    native = door.engine.connection.read_parquet(str(folder / "responses.parquet"))
    moments = (terms.period_from, terms.log_end, terms.log_start, terms.log_end)
    return Opened(
        contacts=prepared(door.frames["contacts"], settings=terms.settings),
        visits=door.frames["visits"],
        responses=door.engine.with_epochs(nw.from_native(native)),
        period=Period(*map(epoch, moments)),
    )


def _volumes(tables: Opened, terms: Terms) -> pd.DataFrame:
    sums = volumes.volumes(tables.contacts, period=tables.period)
    found = costs.channel_terms(sums, settings=terms.settings, has_handling=True)
    costed = costs.with_costs(sums, found, settings=terms.settings)
    counted = tables.contacts.filter(tables.period.holds(), nw.col("answered"))
    customers = volumes.customers_by(counted, volumes.KEYS)
    return costed.merge(customers, on=volumes.KEYS)


def _repeats(tables: Opened, terms: Terms) -> pd.DataFrame:
    found = repeats.repeats(tables.contacts, period=tables.period, days=compared_days(terms.settings, tables.period))
    return found.assign(
        repeat_se=(found["repeat_high"] - found["repeat_low"]) / 2 / Z,
        fcr_se=(found["fcr_high"] - found["fcr_low"]) / 2 / Z,
    )


def _switches(tables: Opened, terms: Terms) -> pd.DataFrame:
    return switches.customers_of_switches(tables.contacts, period=tables.period, settings=terms.settings)


def _pages(tables: Opened, terms: Terms) -> pd.DataFrame:
    return pages.pages(
        tables.contacts, _to_pages(tables, terms), pages.FROM_VISITS, period=tables.period, settings=terms.settings,
        dispersion=1.0,
    )  # fmt: skip


def _to_pages(tables: Opened, terms: Terms) -> nw.LazyFrame:
    return pages.page_visits(tables.visits, tables.contacts, pages.FROM_VISITS, settings=terms.settings)


def _satisfaction(tables: Opened, terms: Terms) -> pd.DataFrame:
    scores, _ = satisfaction.scored(tables.contacts, tables.responses, settings=terms.settings)
    return satisfaction.satisfaction(scores, period=tables.period, settings=terms.settings)


def _months(tables: Opened, terms: Terms) -> pd.DataFrame:
    return volumes.months(tables.contacts, period=tables.period)


def _cells(tables: Opened, terms: Terms) -> pd.DataFrame:
    shared = {"period": tables.period, "settings": terms.settings}
    after = pages.contacts_after(tables.contacts, _to_pages(tables, terms), pages.FROM_VISITS, **shared)
    days = compared_days(terms.settings, tables.period)
    sums = switches.cells(switches.with_causes(tables.contacts, after, days=days, **shared))
    found = costs.channel_terms(sums, settings=terms.settings, has_handling=True)
    return costs.with_costs(sums, found, settings=terms.settings)


REDUCTIONS: dict[str, Callable[[Opened, Terms], pd.DataFrame]] = {
    "volumes": _volumes,
    "repeats": _repeats,
    "switches": _switches,
    "pages": _pages,
    "satisfaction": _satisfaction,
    "months": _months,
    "cells": _cells,
}
