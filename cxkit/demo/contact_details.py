"""What becomes of a contact of the demo: whether it is answered and resolved, who handles it and how long it takes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.demo.moments import later

CHANNELS = ("telefoon", "chat", "e-mail", "website")
TOPICS = ("factuur", "meterstand", "contract", "verhuizing", "storing")
DEPARTMENT = {
    "factuur": "Facturatie",
    "meterstand": "Klantenservice",
    "contract": "Klantenservice",
    "verhuizing": "Klantenservice",
    "storing": "Backoffice",
}
UNANSWERED_SHARE = {"telefoon": 0.06, "chat": 0.03}  # of contacts on the channel, 0-1
WAITED_SECONDS = (20, 300)  # before one who is not answered gives up
TALK_SECONDS = {"telefoon": 330, "chat": 520}  # mean
AFTER_SECONDS = {"telefoon": 90, "chat": 60, "e-mail": 360}  # mean work after the talk; by e-mail all of it
TOPIC_TIMES = {"factuur": 1.05, "meterstand": 0.8, "contract": 1.2, "verhuizing": 0.95, "storing": 1.1}
"""Talk and work of a topic, as a multiple of the channel's mean."""
TIME_SPREAD = 0.4  # standard deviation of the logarithm of talk and work
LONGEST_SECONDS = 3600  # of talk
SESSION_SECONDS = (60, 600)  # on the website
REPLY_HOURS_MEAN = 5.0  # opening hours until an e-mail is answered


def detailed(drawn: pd.DataFrame, rng: np.random.Generator, *, unresolved_share: dict[str, float]) -> pd.DataFrame:
    """Return contacts with their details.

    Parameters
    ----------
    drawn : start (seconds since the first day of the log), channel and topic (places in CHANNELS and TOPICS).
    rng : the source of its random numbers.
    unresolved_share : of answered contacts by topic, 0-1.

    Returns
    -------
    The same rows with answered, resolved, department, talk_seconds, handling_seconds, end (seconds since the first day
    of the log) and trouble (0-1: below the unresolved share of the topic the contact is unresolved).
    """
    channel, topic, n = drawn["channel"].to_numpy(), drawn["topic"].to_numpy(), len(drawn)
    answered = rng.random(n) >= _of(UNANSWERED_SHARE, CHANNELS, 0.0)[channel]
    trouble = rng.random(n)
    usual = _of(TOPIC_TIMES, TOPICS)[topic]
    talk = np.minimum(np.round(_of(TALK_SECONDS, CHANNELS)[channel] * usual * _around_one(rng, n)), LONGEST_SECONDS)
    after = np.round(_of(AFTER_SECONDS, CHANNELS)[channel] * usual * _around_one(rng, n))
    handling = np.where(np.isnan(talk), after, talk + after)
    end = _end(drawn["start"].to_numpy(), channel, answered, talk, rng)
    return drawn.assign(
        answered=answered,
        resolved=answered & (trouble >= _of(unresolved_share, TOPICS)[topic]),
        department=np.array([DEPARTMENT[name] for name in TOPICS])[topic],
        talk_seconds=np.where(answered, talk, 0.0),
        handling_seconds=np.where(answered, handling, 0.0),
        end=end,
        trouble=trouble,
    )


def _end(
    start: np.ndarray, channel: np.ndarray, answered: np.ndarray, talk: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return the end: of the talk, of the session, of the wait of who gives up, or the moment of the reply."""
    waited = rng.integers(*WAITED_SECONDS, size=len(start))
    session = rng.integers(*SESSION_SECONDS, size=len(start))
    replied = later(start, 60 + (rng.exponential(REPLY_HOURS_MEAN * 3600, size=len(start))).astype(np.int64))
    end = start + np.where(np.isnan(talk), session, talk).astype(np.int64)
    end = np.where(channel == CHANNELS.index("e-mail"), replied, end)
    return np.where(answered, end, start + waited)


def _of(values: dict[str, float], names: tuple[str, ...], absent: float = np.nan) -> np.ndarray:
    return np.array([values.get(name, absent) for name in names], dtype=float)


def _around_one(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.lognormal(-(TIME_SPREAD**2) / 2, TIME_SPREAD, size=n)
