"""The same log gives the same numbers through every door, and they are those of the plain loops of the oracle."""

from __future__ import annotations

import datetime as dt

import duckdb
import pandas as pd
import pytest
import touchpoint_oracle as oracle
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from touchpoint_engines import DOORS, checked_by
from touchpoint_logs import in_duckdb, random_log, settings, without_visits
from touchpoint_numbers import differences, numbers

NO_DEPARTMENT = {"hourly_rate_eur_by_department": {}}
IBIS_ON_DUCKDB = "ignore:fetch_arrow_table.*is deprecated:DeprecationWarning"
BARE = {
    "hourly_rate_eur_by_department": {},
    "fixed_cost_eur": {},
    "concurrency": {},
    "switch_pairs": [],
    "failure_topics": [],
}


def answers_in_doubt(log):
    """Return a log whose answers do not say which contact they are about."""
    given = log["responses"].drop(columns="contact_id")
    return log | {"responses": given.drop_duplicates(["customer_id", "responded_at", "metric", "score"])}


@pytest.fixture(scope="module")
def log():
    """Return four hundred contacts."""
    return answers_in_doubt(random_log(20250330))


@pytest.fixture(scope="module")
def expected(log):
    """Return the numbers of the oracle."""
    return oracle.reduced(log, settings())


def test_the_log_holds_what_it_is_meant_to_try(log, expected):
    contacts, visits = log["contacts"], log["visits"]
    assert len(contacts) == 400
    assert contacts["started_at"].duplicated().any()
    assert contacts["started_at"].isin([pd.Timestamp("2025-03-30 02:30"), pd.Timestamp("2025-10-26 02:30")]).any()
    for name in ("customer_id", "topic", "department", "closed_at", "handling_seconds", "resolved"):
        assert contacts[name].isna().any(), name
    assert (contacts["handling_seconds"] == 0).any()
    assert not contacts["answered"].all()
    assert set(visits["customer_id"]) - set(contacts["customer_id"].dropna())
    assert len(expected["switches"]) == 6
    assert all(page["after_n"] and page["before_n"] for page in expected["pages"].values())
    assert all(0 < row["repeat_share"] < 1 and 0 < row["fcr"] < 1 for row in expected["repeats"].values())
    assert any(key[1] and key[2] and key[3] for key in expected["cells"])


@pytest.mark.filterwarnings(IBIS_ON_DUCKDB)
@pytest.mark.parametrize("door", list(DOORS))
def test_every_door_gives_the_numbers_of_the_oracle(door, log, expected, tmp_path, request):
    if door == "spark":
        request.getfixturevalue("spark")
    if door == "ibis":
        pytest.importorskip("ibis", reason="the extra warehouse is not installed")
    frames, s = checked_by(door, log, tmp_path, settings)
    assert differences(numbers(frames, s), expected) == []


@pytest.mark.parametrize("kind", ["answers name contacts", "no visits", "few columns", "part of a year", "given cost"])
def test_logs_that_lack_something(kind):
    log, asked = random_log(7), {}
    if kind == "no visits":
        log = without_visits(log, 7)
    elif kind == "few columns":
        lacking = ["answered", "resolved", "closed_at", "department", "talk_seconds", "url"]
        log, asked = log | {"contacts": log["contacts"].drop(columns=lacking)}, NO_DEPARTMENT
        del log["cost_events"], log["responses"]
    elif kind == "part of a year":
        asked = {"count_from": "2025-02-01", "count_until": "2025-06-30"}
    elif kind == "given cost":
        costs = [None if i % 9 == 0 else i % 7 + 0.5 for i in range(len(log["contacts"]))]
        log = log | {"contacts": log["contacts"].assign(cost_eur=costs)}
        asked = {"cost_from": "column", "given_cost_saved": 0.4}
    s = settings(**asked)
    with duckdb.connect() as connection:
        assert differences(numbers(in_duckdb(log, connection), s), oracle.reduced(log, s)) == []


@st.composite
def small_logs(draw):
    """Return up to twelve contacts of two customers within some days, and visits and answers among them."""
    hours = st.integers(0, 24 * 12)
    n = draw(st.integers(1, 12))
    start = dt.datetime(2025, 3, 28)

    def moments(count):
        return [start + dt.timedelta(hours=draw(hours)) for _ in range(count)]

    def one_of(count, *values):
        return [draw(st.sampled_from(values)) for _ in range(count)]

    started = moments(n)
    opened = one_of(n, None, 0, 1, 30)
    contacts = pd.DataFrame(
        {
            "contact_id": [f"c{i:02d}" for i in draw(st.permutations(range(n)))],
            "customer_id": one_of(n, "A", "A", "B", None),
            "started_at": started,
            "closed_at": [
                None if h is None else at + dt.timedelta(hours=h) for at, h in zip(started, opened, strict=True)
            ],
            "channel": one_of(n, "chat", "phone"),
            "topic": one_of(n, "bill", "bill", None),
            "handling_seconds": [300.0, *one_of(n - 1, None, 0.0, 120.0, 3600.0)],
            "answered": [True, *one_of(n - 1, True, True, True, False)],
            "resolved": one_of(n, True, False, None),
        }
    )
    visits_n, answers_n = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    visits = pd.DataFrame(
        {
            "visit_id": [f"v{i}" for i in draw(st.permutations(range(visits_n)))],
            "customer_id": one_of(visits_n, "A", "B", "C"),
            "visited_at": moments(visits_n),
            "url": ["/bill", *one_of(visits_n - 1, "/bill", "/help")],
        }
    )
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i}" for i in range(answers_n)],
            "customer_id": one_of(answers_n, "A", "B", "C"),
            "responded_at": moments(answers_n),
            "metric": "NPS",
            "score": one_of(answers_n, 0.0, 6.0, 10.0),
        }
    )
    return {"contacts": contacts, "visits": visits, "responses": responses}


@given(log=small_logs())
@trials(
    max_examples=8,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a run takes a second: too long to look for the smallest log
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_small_logs_of_any_kind(log):
    measured = log["contacts"][log["contacts"]["answered"] & (log["contacts"]["handling_seconds"] > 0)]
    log["contacts"]["channel"] = log["contacts"]["channel"].where(
        log["contacts"]["channel"].isin(measured["channel"]), measured["channel"].iloc[0]
    )
    s = settings(**BARE, pages=["/bill"], repeat_contact_days=2, repeat_sensitivity_days=[1, 2], answer_within_days=3)
    with duckdb.connect() as connection:
        assert differences(numbers(in_duckdb(log, connection), s), oracle.reduced(log, s)) == []
