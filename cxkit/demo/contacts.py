"""The demo client's contact log: as many contacts per customer as the population says, spread over the year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.demo.population import FIRST_DAY, Population

CHANNELS = {"telefoon": 0.55, "chat": 0.25, "e-mail": 0.2}
TOPICS = {"factuur": 0.35, "meterstand": 0.25, "contract": 0.2, "verhuizing": 0.12, "storing": 0.08}
HANDLING_SECONDS = {"telefoon": 420, "chat": 600, "e-mail": 360}


def contacts(made: Population, *, seed: int = 2025) -> pd.DataFrame:
    """Return the contact log of a population.

    Parameters
    ----------
    made : the population; contacts_n says how many contacts a customer had.
    seed : seed of the moments, channels and topics.

    Returns
    -------
    One row per contact, oldest first: contact_id, customer_id, started_at, channel, topic, handling_seconds.
    """
    rng = np.random.default_rng(seed)
    customer_id = made.customers["customer_id"].repeat(made.customers["contacts_n"].astype(int))
    n = len(customer_id)
    channel = rng.choice(list(CHANNELS), size=n, p=list(CHANNELS.values()))
    usual = pd.Series(channel).map(HANDLING_SECONDS).to_numpy()
    log = pd.DataFrame(
        {
            "customer_id": customer_id.to_numpy(),
            "started_at": FIRST_DAY + pd.to_timedelta(_minutes(rng, n), unit="min"),
            "channel": channel,
            "topic": rng.choice(list(TOPICS), size=n, p=list(TOPICS.values())),
            "handling_seconds": np.round(usual * rng.lognormal(-0.08, 0.4, size=n)),
        }
    ).sort_values(["started_at", "customer_id"], ignore_index=True)
    return log.assign(contact_id=[f"C{number:06d}" for number in range(1, n + 1)])


def _minutes(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return minutes into the year: any day, between eight and eight."""
    return rng.integers(0, 365, size=n) * 1440 + rng.integers(8 * 60, 20 * 60, size=n)
