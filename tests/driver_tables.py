"""Three customers, their answers and their contacts, small enough to count by head."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd
from touchpoint_logs import checked

from cxkit.settings.drivers import DriverModelling

UNTIL = "2025-12-31"
SETTINGS = {
    "cross_sell": {"stove": "took_stove"},
    "held": {"stove": "has_stove", "solar": "has_solar"},
    "product_value_eur_year": {"stove": [1.0, 2.0, 3.0], "solar": [1.0, 2.0, 3.0]},
    "combination_value_eur_year": {},
    "features": ["tenure_months", "segment"],
    "themes": ["price"],
    "contact_counts": ["first_contacts_n", "repeat_contacts_n", "first_contacts_n:bill"],
    "driver_groups": {},
}
ANSWERED, UNANSWERED = True, False


def settings(**given: Any) -> DriverModelling:
    """Return settings that fit the tables below, with what a test changes."""
    return DriverModelling.check(SETTINGS | given)


def customers(**columns: Any) -> pd.DataFrame:
    """Return customers a, b and c at the end of 2025: a left in February, b took a stove, c had one."""
    frame = pd.DataFrame(
        {
            "customer_id": pd.Series(["a", "b", "c"], dtype="str"),
            "snapshot_at": pd.Timestamp(UNTIL),
            "churned": pd.array([True, False, False], dtype="boolean"),
            "churned_at": pd.to_datetime(["2026-02-03", None, None]),
            "took_stove": pd.array([False, True, True], dtype="boolean"),
            "has_stove": pd.array([False, False, True], dtype="boolean"),
            "has_solar": pd.array([True, False, None], dtype="boolean"),
            "has_moved": pd.array([False, True, None], dtype="boolean"),
            "margin_eur_year": [100.0, 50.0, None],
            "cost_to_serve_eur_year": [10.0, 5.0, 1.0],
            "tenure_months": [12.0, 3.0, 48.0],
            "segment": pd.Series(["Basic", "Premium", None], dtype="str"),
        }
    )
    return frame.assign(**columns)


def responses(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Return answers (customer, moment, metric, score, theme); by default a's three and b's one."""
    rows = rows or (
        ("a", "2025-10-01 09:00", "NPS", 6.0, None),
        ("a", "2025-11-15 09:00", "nps", 9.0, "Price; service"),
        ("a", "2026-01-01 00:00", "NPS", 0.0, None),
        ("b", "2025-12-31 18:00", "NPS", 7.0, "service"),
        ("b", "2025-12-31 19:00", "CES", 2.0, "price"),
    )
    frame = pd.DataFrame(rows, columns=["customer_id", "responded_at", "metric", "score", "theme"])
    texts = {name: frame[name].astype("str") for name in ("customer_id", "metric", "theme")}
    made = frame.assign(**texts, responded_at=pd.to_datetime(frame["responded_at"]), score=frame["score"].astype(float))
    return made.assign(response_id=[f"r{place:03d}" for place in range(len(made))])


def contacts() -> pd.DataFrame:
    """Return thirteen contacts; with seven days for a repeat and twelve months, a has 3 first and 2 repeats, b 1 and 2.

    An answered contact without an end lasts no time.
    """
    rows = [
        ("c01", "a", "bill", "2024-12-30 10:00", None, ANSWERED),  # before contacts count
        ("c02", "a", "bill", "2025-01-03 10:00", "2025-01-03 10:05", ANSWERED),  # repeats c01
        ("c03", "a", "bill", "2025-01-10 10:05", "2025-01-10 10:10", ANSWERED),  # repeats c02, to the second
        ("c04", "a", "bill", "2025-01-17 10:10:01", None, ANSWERED),  # a second too late for a repeat
        ("c05", "a", "fault", "2025-01-18 09:00", None, ANSWERED),  # another topic
        ("c06", "a", "bill", "2025-12-31 23:59:59", None, ANSWERED),  # the last second
        ("c07", "a", "bill", "2026-01-01 00:00", None, ANSWERED),  # after the last day
        ("c08", "b", "fault", "2025-03-01 09:00", None, UNANSWERED),
        ("c09", "b", "fault", "2025-03-02 09:00", None, ANSWERED),  # nothing before it was answered
        ("c10", "b", "fault", "2025-03-03 09:00", "2025-04-02 09:00", ANSWERED),  # repeats c09
        ("c11", "b", "fault", "2025-04-05 09:00", None, ANSWERED),  # three days after the end of c10
        ("c12", None, "bill", "2025-05-01 09:00", None, ANSWERED),
        ("c13", "z", "bill", "2025-05-01 09:00", None, ANSWERED),  # no customer of ours
    ]
    names = ["contact_id", "customer_id", "topic", "started_at", "closed_at", "answered"]
    frame = pd.DataFrame(rows, columns=names).assign(channel="phone")
    moments = {name: pd.to_datetime(frame[name], format="ISO8601") for name in ("started_at", "closed_at")}
    return frame.astype({"customer_id": "str"}).assign(**moments)


def lifted(frame: pd.DataFrame, engine: Any) -> nw.LazyFrame:
    """Return contacts as the checked lazy frame of an engine."""
    return engine.lift(checked(frame))
