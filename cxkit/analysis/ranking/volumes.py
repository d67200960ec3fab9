"""How many contacts or customers an opportunity touches, and how many of their scores are negative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from cxkit.analysis.ranking.yields import ALL
from cxkit.result import EarlierResults, Finding

UNKNOWN = float("nan")
ON_TOPICS = ("fewer_contacts", "fewer_repeats", "shorter_handling")
COUNTED = {
    "fewer_after_page": ("page_cost", "after_n"),
    "fewer_switches": ("switch_cost", "contacts_n"),
}


@dataclass(frozen=True)
class Reach:
    """What earlier results tell of topics, pages, switches and other costs.

    contacts_n, negative : by topic.
    others : by kind of benefit and scope, contacts or customers.
    """

    contacts_n: Mapping[str, float] = field(default_factory=dict)
    negative: Mapping[str, float] = field(default_factory=dict)
    others: Mapping[tuple[str, str], float] = field(default_factory=dict)


def reach(earlier: EarlierResults) -> Reach:
    """Return what earlier results tell of how many contacts, customers and negative scores stand behind what."""
    found = [finding for results in earlier.results.values() for finding in results.findings]
    topics = _about(found, "topic_cost")
    counts = {topic: _number(finding.notes.get("contacts_n")) for topic, finding in topics.items()}
    shares = {topic: _number(finding.estimate) for topic, finding in _about(found, "topic_negative_share").items()}
    others = {
        (kind, scope): _number(finding.notes.get(note))
        for kind, (start, note) in COUNTED.items()
        for scope, finding in _about(found, start).items()
    }
    events = {("fewer_events", kind): _number(f.customers_n) for kind, f in _about(found, "event_cost").items()}
    return Reach(_known(counts), _known(shares), _known(others | events))


def _about(found: list[Finding], start: str) -> dict[str, Finding]:
    return {f.name.partition(":")[2]: f for f in found if f.name.startswith(f"{start}:")}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else UNKNOWN


def _known(values: dict) -> dict:
    return {name: value for name, value in values.items() if value == value}


def of_topic(topic: str, known: Reach) -> tuple[float, float]:
    """Return the contacts of a topic and the share of its scores that is negative; of all topics together for 'all'.

    Parameters
    ----------
    topic : name of a topic, or 'all'.
    known : of `reach`.

    Returns
    -------
    Contacts and share (0-1), nan where unknown. The share of all topics weighs each topic by its contacts; topics
    without scores are left out of it.

    Examples
    --------
    >>> of_topic("all", Reach({"bill": 300.0, "move": 100.0}, {"bill": 0.4, "move": 0.2}))
    (400.0, 0.35)
    """
    if topic != ALL:
        return known.contacts_n.get(topic, UNKNOWN), known.negative.get(topic, UNKNOWN)
    both = [name for name in sorted(known.contacts_n) if name in known.negative]
    scored = sum(known.contacts_n[name] for name in both)
    negative = sum(known.contacts_n[name] * known.negative[name] for name in both)
    return sum(known.contacts_n.values()) or UNKNOWN, negative / scored if scored else UNKNOWN


def of_benefits(held: pd.DataFrame, known: Reach) -> tuple[float, float]:
    """Return contacts or customers, and the negative share, of the benefit that touches most of them.

    Parameters
    ----------
    held : rows of `yields.benefits` an opportunity rests on.
    known : of `reach`.
    """
    each = [_of_benefit(row, known) for row in held.to_dict("records")]
    return max((numbers for numbers in each if numbers[0] == numbers[0]), default=(UNKNOWN, UNKNOWN), key=_size)


def _size(numbers: tuple[float, float]) -> tuple[float, float]:
    contacts_n, share = numbers
    return contacts_n, share if share == share else -1.0


def _of_benefit(row: Mapping[str, object], known: Reach) -> tuple[float, float]:
    if row["kind"] in ON_TOPICS:
        return of_topic(str(row["scope"]), known)
    if row["kind"] in ("what_if", "shift"):
        return float(row["customers_n"]), UNKNOWN
    return known.others.get((row["kind"], row["scope"]), UNKNOWN), UNKNOWN


def with_reach(listed: pd.DataFrame, known: Reach) -> pd.DataFrame:
    """Return opportunities whose volume and negative share are those of the topic they name, where they give none.

    Parameters
    ----------
    listed : topic ('' none), volume_n, negative_share (nan not given), found_n and found_share (of what they rest on).
    known : of `reach`.

    Returns
    -------
    The opportunities with volume_n and negative_share filled: what the list gives, else of its topic, else found.
    """
    topics = pd.DataFrame(
        [of_topic(topic, known) if topic else (UNKNOWN, UNKNOWN) for topic in listed["topic"]],
        columns=["volume_n", "negative_share"], index=listed.index, dtype=float,
    )  # fmt: skip
    found = {"volume_n": listed["found_n"], "negative_share": listed["found_share"]}
    return listed.assign(**{name: listed[name].fillna(topics[name]).fillna(found[name]) for name in found})
