"""The demo client's contact log of two years, in which it is known what caused what.

Base contacts arise by themselves. A part of the population's contacts_n (BASE_SHARE of it, by chance) are base
contacts by phone, chat and e-mail in the last year of the log, and somewhat fewer in the year before. What else is in
the log comes on top: repeats, switches and calls that a page causes, website contacts, and a handful of contacts of
people who are no customers. So a customer's answered contacts other than on the website number about 0.86 times
contacts_n in 2025; contacts_n, and the cost to serve that follows from it, hold letters and shop visits as well.

At most one contact follows from a base contact, none follows from a contact that was itself caused, and a caused
contact takes the place of no other. So the log in which nothing of a kind is caused is the log without those rows.
The unhappy contact more about some topics; joining dates are not in it: a customer contacts throughout.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.demo.contact_details import CHANNELS, TOPICS, detailed
from cxkit.demo.moments import (
    DAY_SECONDS,
    LOG_FIRST_DAY,
    OPEN_SECONDS,
    SEASON,
    YEAR_BEGINS,
    delays,
    drawn_days,
    later,
    opening_moment,
    share_of_last_year,
    timestamps,
)
from cxkit.demo.population import MEAN_SATISFACTION, Population
from cxkit.demo.visits import CALLING_PAGE, visits

BASE_SHARE = 0.76  # base contacts by phone, chat and e-mail in 2025 for each of the population's contacts_n
CHANNEL_SHARE = {"telefoon": 0.55, "chat": 0.25, "e-mail": 0.2}  # of these base contacts
WEBSITE_PER_CUSTOMER_YEAR = 0.17  # base contacts on the website in 2025
PROSPECT_CONTACTS_YEAR = 20  # without a customer id, about a contract
STRANGER_IDS = ("9000001", "9000002", "9000003", "9000004")  # customers that klanten.csv does not hold
STRANGER_CONTACTS_YEAR = 4

TOPIC_SHARE = {"factuur": 0.3, "meterstand": 0.24, "contract": 0.2, "verhuizing": 0.14, "storing": 0.12}
"""Of the base contacts of a customer with mean satisfaction."""
TOPIC_PER_POINT = {"factuur": 0.45, "storing": 0.6}
"""Log odds of the topic for each point of true satisfaction below the mean."""

UNRESOLVED_SHARE = {"factuur": 0.34, "meterstand": 0.2, "contract": 0.2, "verhuizing": 0.25, "storing": 0.4}
"""Of answered contacts, 0-1."""
REPEAT_SHARE = {"factuur": 0.2, "meterstand": 0.06, "contract": 0.07, "verhuizing": 0.1, "storing": 0.24}
"""Of answered base contacts, 0-1: they cause a repeat on the same channel; all of them are unresolved."""
REPEAT_DELAY_DAYS = {"mean": 2.0, "most": 7.0}  # opening days after the end of the contact
SWITCH_SHARE = {"website": 0.5, "chat": 0.4}
"""Of answered unresolved base contacts on the channel that cause no repeat, 0-1: they cause a phone call."""
SWITCH_DELAY_HOURS = {"mean": 2.0, "most": 10.0}  # opening hours after the end of the contact
PAGE_CALL_SHARE = 0.04  # of the visits to the page that makes customers call, 0-1: they cause a call about factuur
PAGE_DELAY_HOURS = {"mean": 3.0, "most": 11.9}  # opening hours after the visit


def contacts(
    made: Population, *, seed: int = 2025, repeats: bool = True, switches: bool = True, page_causes: bool = True
) -> pd.DataFrame:
    """Return the contact log of a population, or what it would have been had nothing of a kind been caused.

    Parameters
    ----------
    made : the population; contacts_n and true_satisfaction say how often a customer contacts, and what about.
    seed : seed of every random number; with one seed a contact is the same in each of the possible logs.
    repeats : whether contacts cause repeats.
    switches : whether contacts on the website and by chat cause phone calls.
    page_causes : whether visits to the page cause phone calls.

    Returns
    -------
    One row per contact, oldest first: contact_id, customer_id (None for prospects), started_at, ended_at, channel,
    topic, department, answered, resolved, talk_seconds (null by e-mail and on the website), handling_seconds (null on
    the website); and the truth, which no client file holds: cause ("", repeat, switch or page) and caused_by (the id
    of the contact or visit).
    """
    log = _log(made, seed)
    absent = [cause for cause, kept in (("repeat", repeats), ("switch", switches), ("page", page_causes)) if not kept]
    return log[~log["cause"].isin(absent)].reset_index(drop=True)


def _log(made: Population, seed: int) -> pd.DataFrame:
    """Return the whole log; a cause is a row of the base contacts, or a row of the visits."""
    base = _detailed(_base(made, np.random.default_rng([seed, 3])), seed, part=4)
    seen = visits(made, seed=seed)
    repeats = _detailed(_repeats(base, np.random.default_rng([seed, 5])), seed, part=6)
    switches = _detailed(_switches(base, np.random.default_rng([seed, 7])), seed, part=8)
    calls = _detailed(_page_calls(made, seen, np.random.default_rng([seed, 9])), seed, part=10)
    everything = pd.concat([base, repeats, switches, calls], ignore_index=True)
    order = np.argsort(everything["start"].to_numpy(), kind="stable")
    order = order[everything["start"].to_numpy()[order] < YEAR_BEGINS[-1] * DAY_SECONDS]
    contact_id = np.empty(len(everything), dtype=object)
    contact_id[order] = [f"C{number:06d}" for number in range(1, len(order) + 1)]
    caused_by = _caused_by(everything, contact_id, seen["visit_id"].to_numpy())
    return _labelled(everything.assign(contact_id=contact_id, caused_by=caused_by).iloc[order], made)


def _detailed(drawn: pd.DataFrame, seed: int, *, part: int) -> pd.DataFrame:
    return detailed(drawn, np.random.default_rng([seed, part]), unresolved_share=UNRESOLVED_SHARE)


def _base(made: Population, rng: np.random.Generator) -> pd.DataFrame:
    """Return who contacts in which year, on what channel, about what and when."""
    customer, year, channel = (np.concatenate(parts) for parts in zip(*_who(made, rng), strict=True))
    topic = _topic(made, customer, rng.random(len(customer)))
    chance, day = rng.random(len(topic)), np.empty(len(topic), dtype=np.int64)
    for code, name in enumerate(TOPICS):
        here = topic == code
        day[here] = drawn_days(chance[here], SEASON[name], year[here])
    start = opening_moment(day, rng.random(len(topic)))
    return pd.DataFrame({"customer": customer, "start": start, "channel": channel, "topic": topic, "cause": ""})


def _who(made: Population, rng: np.random.Generator):
    """Yield customer, year and channel of the base contacts; strangers come after the customers, prospects are -1."""
    people, contacts_n = np.arange(len(made.customers)), made.customers["contacts_n"].astype(int).to_numpy()
    strangers = len(people) + np.arange(len(STRANGER_IDS))
    for year, grown in enumerate(share_of_last_year()):
        called = np.repeat(people, rng.binomial(contacts_n, BASE_SHARE * grown))
        called = np.concatenate(
            [called, rng.choice(strangers, STRANGER_CONTACTS_YEAR), np.full(PROSPECT_CONTACTS_YEAR, -1)]
        )
        shares = [CHANNEL_SHARE.get(channel, 0.0) for channel in CHANNELS]
        yield called, np.full(len(called), year), rng.choice(len(CHANNELS), size=len(called), p=shares)
        clicked = np.repeat(people, rng.poisson(WEBSITE_PER_CUSTOMER_YEAR * grown, size=len(people)))
        yield clicked, np.full(len(clicked), year), np.full(len(clicked), CHANNELS.index("website"))


def _topic(made: Population, customer: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return the topic of each contact: the unhappier, the more often a topic of TOPIC_PER_POINT."""
    below = MEAN_SATISFACTION - made.customers["true_satisfaction"].to_numpy()
    below = np.concatenate([below, np.zeros(len(STRANGER_IDS) + 1)])
    odds = np.stack([TOPIC_SHARE[topic] * np.exp(TOPIC_PER_POINT.get(topic, 0.0) * below) for topic in TOPICS], axis=1)
    reached = np.cumsum(odds / odds.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    topic = (chance[:, None] >= reached[customer]).sum(axis=1)
    return np.where(customer == -1, TOPICS.index("contract"), topic)


def _repeats(base: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the repeats: the number that leaves a contact unresolved decides, so a repeat follows the unresolved."""
    chance = rng.random(len(base))
    by_topic = np.array([REPEAT_SHARE[topic] for topic in TOPICS])[base["topic"]]
    causes = _may_cause(base) & (base["trouble"] < by_topic)
    most = {name: days * OPEN_SECONDS for name, days in REPEAT_DELAY_DAYS.items()}
    wait = delays(chance[causes], mean_seconds=most["mean"], most_seconds=most["most"] - 1)
    return _following(base[causes], wait, "repeat")


def _switches(base: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the phone calls of those whom the website or chat left without an answer, and who did not come back."""
    chance, again = rng.random(len(base)), rng.random(len(base))
    by_topic = np.array([REPEAT_SHARE[topic] for topic in TOPICS])[base["topic"]]
    by_channel = np.array([SWITCH_SHARE.get(channel, 0.0) for channel in CHANNELS])[base["channel"]]
    unresolved = ~base["resolved"] & (base["trouble"] >= by_topic)
    causes = _may_cause(base) & unresolved & (chance < by_channel)
    wait = _hours(again[causes], SWITCH_DELAY_HOURS)
    return _following(base[causes], wait, "switch").assign(channel=CHANNELS.index("telefoon"))


def _may_cause(base: pd.DataFrame) -> pd.Series:
    return base["answered"] & (base["customer"] >= 0)


def _following(causes: pd.DataFrame, wait: np.ndarray, cause: str) -> pd.DataFrame:
    start = later(causes["end"].to_numpy(), wait)
    followed = causes[["customer", "channel", "topic"]].assign(start=start, cause=cause, by=causes.index)
    return followed.reset_index(drop=True)


def _page_calls(made: Population, seen: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    chance, again = rng.random(len(seen)), rng.random(len(seen))
    causes = ((seen["url"] == CALLING_PAGE) & (chance < PAGE_CALL_SHARE)).to_numpy()
    visited = ((seen["visited_at"] - LOG_FIRST_DAY) // pd.Timedelta(seconds=1)).to_numpy()[causes]
    return pd.DataFrame(
        {
            "customer": pd.Index(made.customers["customer_id"]).get_indexer(seen["customer_id"][causes]),
            "start": later(visited, _hours(again[causes], PAGE_DELAY_HOURS)),
            "channel": CHANNELS.index("telefoon"),
            "topic": TOPICS.index("factuur"),
            "cause": "page",
            "by": np.flatnonzero(causes),
        }
    )


def _hours(chance: np.ndarray, hours: dict[str, float]) -> np.ndarray:
    return delays(chance, mean_seconds=hours["mean"] * 3600, most_seconds=hours["most"] * 3600)


def _caused_by(everything: pd.DataFrame, contact_id: np.ndarray, visit_id: np.ndarray) -> np.ndarray:
    """Return the id of the contact or visit that caused each contact; empty where nothing did."""
    found = np.full(len(everything), "", dtype=object)
    for source, causes in ((contact_id, ("repeat", "switch")), (visit_id, ("page",))):
        here = everything["cause"].isin(causes).to_numpy()
        found[here] = source[everything["by"].to_numpy()[here].astype(np.int64)]
    return found


def _labelled(log: pd.DataFrame, made: Population) -> pd.DataFrame:
    """Return the log with words for the codes, and dates for the moments."""
    ids = np.array([*made.customers["customer_id"], *STRANGER_IDS, None], dtype=object)
    return pd.DataFrame(
        {
            "contact_id": log["contact_id"].astype("str"),
            "customer_id": pd.Series(ids[log["customer"]], index=log.index, dtype="str"),
            "started_at": timestamps(log["start"].to_numpy()),
            "ended_at": timestamps(log["end"].to_numpy()),
            "channel": np.array(CHANNELS)[log["channel"]],
            "topic": np.array(TOPICS)[log["topic"]],
            **{name: log[name] for name in ("department", "answered", "resolved", "talk_seconds", "handling_seconds")},
            "cause": log["cause"],
            "caused_by": log["caused_by"].astype("str"),
        }
    ).reset_index(drop=True)
