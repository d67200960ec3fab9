"""What was made in the demo's contact log is what the analysis finds in it."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pytest
from touchpoint_logs import in_duckdb

from cxkit.analysis.touchpoints import events, frames, pages, repeats, season, switches, volumes
from cxkit.demo import contact_truth, contacts, cost_events, population, visits
from cxkit.demo.moments import TREND_SHARE_YEAR
from cxkit.demo.visits import CALLING_PAGE, QUIET_PAGE
from cxkit.settings.notebooks import TouchpointSavings

BEGAN_2024, BEGAN_2025, ENDED_2025 = (int(pd.Timestamp(f"{year}-01-01").timestamp()) for year in (2024, 2025, 2026))


@pytest.fixture(scope="module")
def made():
    return population()


@pytest.fixture(scope="module")
def truth(made):
    return contact_truth(made)


@pytest.fixture(scope="module")
def counted(made):
    """The demo as the engine holds it: prepared contacts, visits and events, the period, and the settings."""
    s = TouchpointSavings()
    tables = {
        "contacts": contacts(made).drop(columns=["cause", "caused_by"]),
        "visits": visits(made),
        "cost_events": cost_events(made),
    }
    connection = duckdb.connect()
    held = in_duckdb(tables, connection)
    prepared = frames.prepared(held["contacts"], settings=s)
    yield prepared, held, frames.Period(BEGAN_2025, ENDED_2025, BEGAN_2024, ENDED_2025), s
    connection.close()


def test_the_analysis_counts_the_repeats_there_are(counted, truth):
    prepared, _, period, s = counted
    found = repeats.repeats(prepared, period=period, days=[7]).iloc[0]
    assert found["repeats_n"] == truth.repeats["counted_n"].sum()


def test_counted_repeats_are_those_made_and_a_few_by_chance(truth):
    """What is counted beyond what was made: chance, calls after a switch, and calls after a page."""
    r = truth.repeats.sum(numeric_only=True)
    other = r["counted_n"] - r["caused_n"] - r["chance_n"]
    assert 0 < r["chance_n"] < 0.06 * r["counted_n"]
    assert truth.switches["caused_n"].sum() <= other < truth.switches["caused_n"].sum() + 100


def test_the_analysis_counts_the_switches_there_are(counted, truth):
    prepared, _, period, s = counted
    cells = switches.cells(switches.with_causes(prepared, None, period=period, days=[7], settings=s))
    found = cells[cells["switch"] != ""].groupby("switch")["contacts_n"].sum().to_dict()
    pairs = truth.switches[truth.switches["counted_n"] > 0]
    known = dict(zip(pairs["from_channel"] + " > " + pairs["to_channel"], pairs["counted_n"], strict=True))
    assert found == known
    unwanted = pairs[pairs["caused_n"] > 0]
    assert len(unwanted) == 2
    assert (unwanted["counted_n"] / unwanted["caused_n"]).to_numpy() == pytest.approx(1, abs=0.03)


def test_the_excess_after_a_page_covers_what_it_causes(counted, truth):
    prepared, held, period, s = counted
    both = s.model_copy(update={"pages": [CALLING_PAGE, QUIET_PAGE]})
    seen = pages.page_visits(held["visits"], prepared, pages.FROM_VISITS, settings=both)
    found = pages.pages(prepared, seen, pages.FROM_VISITS, period=period, settings=both, dispersion=1.5)
    found = found.set_index("url")
    caused = truth.pages.set_index("url")["caused_n"]
    assert found["visits_n"].to_dict() == truth.pages.set_index("url")["visits_n"].to_dict()
    assert (found["excess_low"] <= caused).all() and (caused <= found["excess_high"]).all()
    assert found.loc[CALLING_PAGE, "excess_low"] > 0.8 * caused[CALLING_PAGE]
    assert found.loc[CALLING_PAGE, "after_n"] > 1.1 * caused[CALLING_PAGE]


def test_the_trend_is_found_apart_from_the_season(counted):
    prepared, _, period, s = counted
    both_years = replace(period, start=period.log_start)
    found = season.season(volumes.months(prepared, period=both_years))
    assert found["trend_status"] == "shown"
    assert found["trend_low"] <= TREND_SHARE_YEAR <= found["trend_high"]
    assert int(np.argmax(found["seasonal"])) == 0


def test_costs_besides_contacts_are_found(counted, truth):
    _, held, period, _ = counted
    found = events.events(held["cost_events"], period=period).set_index("kind")
    known = truth.events.set_index("kind")
    assert found["events_n"].to_dict() == known["events_n"].to_dict()
    assert found["cost_eur_year"].to_numpy() == pytest.approx(known["cost_eur"].to_numpy())
