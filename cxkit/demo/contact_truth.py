"""How many contacts of the demo were caused by what, beside how many look like it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxkit.demo.contacts import contacts
from cxkit.demo.cost_events import cost_events
from cxkit.demo.population import Population
from cxkit.demo.visits import visits


@dataclass(frozen=True)
class ContactTruth:
    """What was made, and what satisfies the definitions, within a period; answered contacts, unless named otherwise.

    answered_n : answered contacts.
    unanswered_n : contacts that were not answered.
    repeats : per topic: contacts_n, counted_n (a contact of the customer on the topic ended at most so many days
        before), caused_n (made as a repeat) and chance_n (counted, and caused by nothing).
    switches : per from_channel and to_channel: counted_n (the contact of the customer on the topic before it was on
        the other channel, unresolved, and started at most so many hours before) and caused_n (made as a switch).
    pages : per url: visits_n and caused_n (made as a call that a visit causes).
    events : per kind: events_n and cost_eur.
    """

    answered_n: int
    unanswered_n: int
    repeats: pd.DataFrame
    switches: pd.DataFrame
    pages: pd.DataFrame
    events: pd.DataFrame


def contact_truth(
    made: Population,
    *,
    seed: int = 2025,
    since: str = "2025-01-01",
    until: str = "2025-12-31",
    repeat_days: int = 7,
    switch_hours: int = 24,
) -> ContactTruth:
    """Return the truth about a population's contacts, visits and cost events.

    Parameters
    ----------
    made : the population.
    seed : seed of the log, the visits and the events.
    since, until : first and last day of the period; what came before still counts as history.
    repeat_days : a contact within so many days of the end of the one before looks like a repeat.
    switch_hours : a contact within so many hours of the start of the one before may look like a switch.
    """
    everything, all_visits = contacts(made, seed=seed), visits(made, seed=seed)
    log = _within(with_previous(everything), "started_at", since, until)
    heard = log[log["answered"]]
    events = _within(cost_events(made, seed=seed), "occurred_at", since, until)
    return ContactTruth(
        answered_n=len(heard),
        unanswered_n=len(log) - len(heard),
        repeats=_repeats(heard, repeat_days),
        switches=_switches(heard, everything.set_index("contact_id")["channel"], switch_hours),
        pages=_pages(heard, _within(all_visits, "visited_at", since, until), all_visits.set_index("visit_id")["url"]),
        events=events.groupby("kind", as_index=False).agg(events_n=("kind", "size"), cost_eur=("cost_eur", "sum")),
    )


def with_previous(log: pd.DataFrame) -> pd.DataFrame:
    """Return a log with what came before each contact: of the same customer, on the same topic, answered.

    Parameters
    ----------
    log : one row per contact, of which those that are not answered or have no customer neither have nor are one.

    Returns
    -------
    The same rows with previous_channel, previous_started_at, previous_ended_at and previous_resolved; null where
    there is none.
    """
    ordered = log[log["answered"] & log["customer_id"].notna()].sort_values(["started_at", "contact_id"])
    names = ["channel", "started_at", "ended_at", "resolved"]
    before = ordered.groupby(["customer_id", "topic"])[names].shift(1)
    return log.join(before.add_prefix("previous_"))


def _within(table: pd.DataFrame, moment: str, since: str, until: str) -> pd.DataFrame:
    after_last = pd.Timestamp(until) + pd.Timedelta(days=1)
    return table[(table[moment] >= pd.Timestamp(since)) & (table[moment] < after_last)]


def _repeats(heard: pd.DataFrame, days: int) -> pd.DataFrame:
    repeats = (heard["started_at"] - heard["previous_ended_at"]) <= pd.Timedelta(days=days)
    flags = pd.DataFrame(
        {
            "topic": heard["topic"],
            "contacts_n": 1,
            "counted_n": repeats,
            "caused_n": heard["cause"] == "repeat",
            "chance_n": repeats & (heard["cause"] == ""),
        }
    )
    return flags.groupby("topic", as_index=False).sum()


def _switches(heard: pd.DataFrame, channel_of: pd.Series, hours: int) -> pd.DataFrame:
    """Return counted and made switches; what was made goes from the channel of the contact that caused it."""
    soon = (heard["started_at"] - heard["previous_started_at"]) <= pd.Timedelta(hours=hours)
    other = heard["previous_channel"].notna() & (heard["previous_channel"] != heard["channel"])
    counted = heard[soon & other & heard["previous_resolved"].eq(False)]
    caused = heard[heard["cause"] == "switch"]
    pairs = {
        "counted_n": (counted["previous_channel"], counted["channel"]),
        "caused_n": (caused["caused_by"].map(channel_of), caused["channel"]),
    }
    counts = {
        name: pd.DataFrame({"from_channel": before.to_numpy(), "to_channel": after.to_numpy()}).value_counts()
        for name, (before, after) in pairs.items()
    }
    return pd.DataFrame(counts).fillna(0).astype(int).sort_index().reset_index()


def _pages(heard: pd.DataFrame, seen: pd.DataFrame, url_of: pd.Series) -> pd.DataFrame:
    caused = heard.loc[heard["cause"] == "page", "caused_by"].map(url_of)
    counts = {"visits_n": seen["url"].value_counts(), "caused_n": caused.value_counts()}
    return pd.DataFrame(counts).fillna(0).astype(int).sort_index().rename_axis("url").reset_index()
