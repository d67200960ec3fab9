"""A log of ten contacts that can be worked out by head, and the settings that go with it.

An hour costs 36 EUR, so a second 0.01 EUR. A telephone call costs 0.40 EUR besides, of which half falls away; on chat
one person handles two contacts at once. Customers A and B, and two contacts of nobody known. The two of nobody lie
on the first and the last day of 2025, so that the log is exactly one year and every sum is a sum per year.

    id   start              who  channel  topic  seconds  cost                   what it is
    c01  2025-01-01 09:00   ?    phone    fault  240      2.40 + 0.40 = 2.80
    c02  2025-03-03 10:00   A    chat     bill   240      2.40 / 2    = 1.20     followed by c03
    c03  2025-03-03 12:00   A    phone    bill   360      3.60 + 0.40 = 4.00     repeat, switch chat > phone
    c04  2025-03-05 12:00   A    phone    bill   360      4.00                   repeat, two days after c03
    c05  2025-03-06 09:00   B    phone    fault  480      4.80 + 0.40 = 5.20
    c06  2025-03-07 14:30   B    phone    bill   360      4.00                   20 minutes after a visit to /bill
    c07  2025-03-07 15:00   B    chat     bill   -        -                      not answered
    c08  2025-03-20 09:00   A    phone    bill   600      6.00 + 0.40 = 6.40     15 days after c04: no repeat
    c09  2025-03-25 10:00   B    chat     fault  360      3.60 / 2    = 1.80     19 days after c05
    c10  2025-12-31 09:00   ?    chat     bill   not measured: (240 + 360) / 2 = 300, so 3.00 / 2 = 1.50
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.settings.notebooks import TouchpointSavings

_CONTACTS = """
c01 2025-01-01T09:00 ? phone fault 240 yes 2025-01-01T10:00
c02 2025-03-03T10:00 A chat  bill  240 yes 2025-03-03T10:04
c03 2025-03-03T12:00 A phone bill  360 yes 2025-03-03T12:06
c04 2025-03-05T12:00 A phone bill  360 yes 2025-03-05T12:06
c05 2025-03-06T09:00 B phone fault 480 yes 2025-03-06T12:00
c06 2025-03-07T14:30 B phone bill  360 yes 2025-03-07T14:36
c07 2025-03-07T15:00 B chat  bill  ?   no  ?
c08 2025-03-20T09:00 A phone bill  600 yes 2025-03-20T09:10
c09 2025-03-25T10:00 B chat  fault 360 yes 2025-03-25T11:00
c10 2025-12-31T09:00 ? chat  bill  ?   yes ?
"""
SETTINGS = {
    "cost_from": "handling time",
    "hourly_rate_eur": 36.0,
    "rate_basis": "productive hour",
    "occupancy": 1.0,
    "shrinkage": 0.0,
    "concurrency": {"chat": 2.0},
    "fixed_cost_eur": {"phone": 0.4},
    "fixed_cost_saved": 0.5,
    "repeat_contact_days": 7,
    "repeat_sensitivity_days": [1, 3, 7],
    "switch_pairs": [["chat", "phone"]],
    "switch_within_hours": 24,
    "pages": ["/bill"],
    "page_within_hours": 24,
    "failure_topics": ["fault"],
    "answer_within_days": 30,
    "fewer_contacts": {},
    "fewer_after_page": {},
    "fewer_repeats": {},
    "fewer_switches": {},
    "shorter_handling": {},
    "fewer_events": {},
    "extra_work_hours_year": {},
    "residual_dearer": [0.0, 0.0, 0.0],
}


def settings(**given: Any) -> TouchpointSavings:
    """Return the settings of the ten contacts, with what a test changes."""
    return TouchpointSavings.check(SETTINGS | given)


def log() -> dict[str, pd.DataFrame]:
    """Return contacts, visits, responses and cost events as a client holds them."""
    return {"contacts": contacts(), "visits": visits(), "responses": responses(), "cost_events": cost_events()}


def contacts() -> pd.DataFrame:
    """Return the ten contacts."""
    names = ["contact_id", "started_at", "customer_id", "channel", "topic", "handling_seconds", "answered", "closed_at"]
    rows = [[None if held == "?" else held for held in line.split()] for line in _CONTACTS.split("\n") if line]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(
        started_at=pd.to_datetime(frame["started_at"]),
        closed_at=pd.to_datetime(frame["closed_at"]),
        handling_seconds=frame["handling_seconds"].astype(float),
        answered=frame["answered"] == "yes",
    )


def visits() -> pd.DataFrame:
    """Return three visits: one that a call follows, one a day too early, one to another page."""
    return _dated(
        ["visit_id", "customer_id", "visited_at", "url"],
        ["v1", "B", "2025-03-07 14:10", "/bill"],
        ["v2", "A", "2025-03-19 08:59", "/bill"],
        ["v3", "A", "2025-03-20 08:00", "/other"],
    )


def responses() -> pd.DataFrame:
    """Return four answers: on c03, on c06 (c07 was not answered), on c09, and one that is too late to be on any."""
    return _dated(
        ["response_id", "customer_id", "responded_at", "metric", "score"],
        ["r1", "A", "2025-03-04 09:00", "NPS", 3.0],
        ["r2", "B", "2025-03-08 09:00", "NPS", 9.0],
        ["r3", "B", "2025-03-26 09:00", "NPS", 7.0],
        ["r4", "A", "2025-06-01 09:00", "NPS", 8.0],
    )


def cost_events() -> pd.DataFrame:
    """Return three other costs."""
    return _dated(
        ["event_id", "customer_id", "occurred_at", "kind", "cost_eur"],
        ["e1", "A", "2025-03-10", "compensation", 25.0],
        ["e2", "B", "2025-04-10", "compensation", 15.0],
        ["e3", "B", "2025-05-10", "engineer", 90.0],
    )


def _dated(names: list[str], *rows: list[Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in names if name.endswith("_at")})
