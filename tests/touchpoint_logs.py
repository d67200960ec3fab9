"""Random logs of contacts with all the trouble real ones have, and logs as the checked frames of DuckDB."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import narwhals as nw
import pandas as pd
from ten_contacts import settings as ten_settings
from touchpoint_oracle_rows import UNKNOWN

from cxkit.settings.notebooks import TouchpointSavings

CHANNELS, TOPICS, PAGES = ("chat", "email", "phone"), ("bill", "fault", "move", None), ("/bill", "/help", "/other")
DST_HOURS = ("2025-03-30 02:30", "2025-03-30 03:30", "2025-10-26 02:30", "2025-10-26 02:45", "2025-10-26 03:30")
FIRST = dt.datetime(2024, 11, 20, 8, 0)
SETTINGS = {
    "hourly_rate_eur": 42.0,
    "hourly_rate_eur_by_department": {"Back office": 55.0},
    "rate_basis": "paid hour",
    "occupancy": 0.8,
    "shrinkage": 0.25,
    "fixed_cost_eur": {"phone": 0.35, "email": 0.05},
    "wrap_up_seconds": 30.0,
    "repeat_sensitivity_days": [1, 3, 14],
    "switch_pairs": [["chat", "phone"], ["email", "phone"]],
    "switch_within_hours": 36,
    "pages": ["/bill", "/help"],
    "page_within_hours": 12,
    "answer_within_days": 10,
}


def settings(**given: Any) -> TouchpointSavings:
    """Return settings that use every term of a cost, with what a test changes."""
    return ten_settings(**(SETTINGS | given))


def random_log(seed: int, *, contacts_n: int = 400, customers_n: int = 60) -> dict[str, pd.DataFrame]:
    """Return a log of 400 days with ties, unknown customers, gaps in every column and moments at every boundary."""
    rng = random.Random(seed)
    people = [f"k{i:03d}" for i in range(customers_n)]
    rows: list[dict[str, Any]] = []
    while len(rows) < contacts_n:
        rows += _dossier(rng, rng.choice(people))
    rows = rows[:contacts_n]
    rng.shuffle(rows)
    for i, row in enumerate(rows):
        row["contact_id"] = f"c{i:05d}"
    contacts = pd.DataFrame(rows)[
        [
            "contact_id", "customer_id", "started_at", "closed_at", "channel", "topic", "department", "url",
            "handling_seconds", "talk_seconds", "answered", "resolved",
        ]
    ]  # fmt: skip
    return {
        "contacts": contacts,
        "visits": _visits(rng, rows),
        "responses": _responses(rng, rows),
        "cost_events": _cost_events(rng, people),
    }


def _dossier(rng: random.Random, customer: str) -> list[dict[str, Any]]:
    """Return one to five contacts of one customer on one topic, each close to a boundary or not."""
    start = FIRST + dt.timedelta(minutes=rng.randrange(400 * 24 * 60))
    if rng.random() < 0.05:
        start = dt.datetime.fromisoformat(rng.choice(DST_HOURS))
    topic, rows = rng.choice(TOPICS), []
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
        rows.append(_contact(rng, customer, topic, start))
        end = rows[-1]["closed_at"] or start + dt.timedelta(seconds=rows[-1]["handling_seconds"] or 0)
        steps = (0, 3600, 36 * 3600, 36 * 3600 + 1, 86400, 2 * 86400, 5 * 86400, 20 * 86400)
        exact = end + dt.timedelta(days=rng.choice((1, 3, 7, 14)), seconds=rng.choice((0, 0, 1)))
        start = exact if rng.random() < 0.3 else start + dt.timedelta(seconds=rng.choice(steps))
    return rows


def _contact(rng: random.Random, customer: str, topic: str | None, start: dt.datetime) -> dict[str, Any]:
    open_seconds = rng.choice((None, None, None, None, 0, 300, 7200, 3 * 86400))
    handled = rng.choice((None, 0.0, 60.0, 240.0, 360.0, 361.0, 900.0))
    return {
        "customer_id": None if rng.random() < 0.08 else customer,
        "started_at": start,
        "closed_at": None if open_seconds is None else start + dt.timedelta(seconds=open_seconds),
        "channel": rng.choice(CHANNELS),
        "topic": topic,
        "department": rng.choice(("Front office", "Back office", None)),
        "url": rng.choice((None, "/other")),
        "handling_seconds": handled,
        "talk_seconds": rng.choice((None, 0.0, 200.0)) if handled in (None, 0.0) else rng.choice((None, 180.0)),
        "answered": rng.random() > 0.07,
        "resolved": rng.choice((True, False, False, None)),
    }


def without_visits(log: dict[str, pd.DataFrame], seed: int) -> dict[str, pd.DataFrame]:
    """Return the log without visits, a third of whose contacts say on which page they began."""
    rng = random.Random(seed)
    urls = [rng.choice((None, None, None, None, *PAGES)) for _ in range(len(log["contacts"]))]
    kept = {name: frame for name, frame in log.items() if name != "visits"}
    return kept | {"contacts": log["contacts"].assign(url=urls)}


def _visits(rng: random.Random, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return up to three visits around a third of the contacts, some exactly at a boundary, and of people unknown."""
    found = []
    for row in rows:
        for _ in range(rng.choice((0, 0, 0, 0, 1, 3))):
            gap = rng.choice((0, 1, 600, 12 * 3600, 12 * 3600 + 1, 30 * 3600)) * rng.choice((1, -1))
            found.append(
                (row["customer_id"] or "k999", row["started_at"] - dt.timedelta(seconds=gap), rng.choice(PAGES))
            )
    ids = [f"v{i:05d}" for i in range(len(found))]
    rng.shuffle(ids)
    frame = pd.DataFrame(found, columns=["customer_id", "visited_at", "url"])
    return frame.assign(visit_id=ids)[["visit_id", "customer_id", "visited_at", "url"]]


def _responses(rng: random.Random, rows: list[dict[str, Any]]) -> pd.DataFrame:
    found = []
    for row in rng.sample(rows, k=len(rows) // 4):
        after = dt.timedelta(seconds=rng.choice((-3600, 0, 3600, 2 * 86400, 10 * 86400, 10 * 86400 + 1)))
        metric = rng.choice(("NPS", "NPS", "NPS", "CSAT"))
        score = float(rng.choice((0, 3, 6, 7, 9, 10)))
        found.append((row["customer_id"] or "k999", row["started_at"] + after, metric, score, row["contact_id"]))
    frame = pd.DataFrame(found, columns=["customer_id", "responded_at", "metric", "score", "contact_id"])
    return frame.assign(response_id=[f"r{i:04d}" for i in range(len(found))])


def _cost_events(rng: random.Random, people: list[str]) -> pd.DataFrame:
    moments = [FIRST + dt.timedelta(minutes=rng.randrange(400 * 24 * 60)) for _ in range(40)]
    return pd.DataFrame(
        {
            "event_id": [f"e{i:03d}" for i in range(40)],
            "customer_id": [rng.choice(people) for _ in range(40)],
            "occurred_at": moments,
            "kind": [rng.choice(("compensation", "engineer")) for _ in range(40)],
            "cost_eur": [float(rng.choice((5, 12.5, 90))) for _ in range(40)],
        }
    )


def checked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table as intake checks it: moments with their seconds beside them, no topic or department empty."""
    frame = frame.copy()
    for name in [name for name in frame.columns if name.endswith("_at")]:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        seconds = (frame[name] - pd.Timestamp(0)) // pd.Timedelta(seconds=1)
        frame[name[:-3] + "_epoch"] = seconds.astype("Int64")
    for name in {"topic", "department"} & set(frame.columns):
        frame[name] = frame[name].astype("str").fillna(UNKNOWN)
    for name in {"answered", "resolved"} & set(frame.columns):
        frame[name] = frame[name].astype("boolean")
    for name in [name for name in frame.columns if name.endswith("_seconds") or name in ("score", "cost_eur")]:
        frame[name] = frame[name].astype(float)
    return frame


def in_duckdb(log: dict[str, pd.DataFrame], connection: Any) -> dict[str, nw.LazyFrame]:
    """Return the tables of a log as checked frames on a DuckDB connection."""
    import pyarrow as pa

    return {
        name: nw.from_native(connection.from_arrow(pa.Table.from_pandas(checked(frame), preserve_index=False)))
        for name, frame in log.items()
    }
