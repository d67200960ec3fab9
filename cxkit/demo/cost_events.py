"""The demo client's costs that are no contacts: compensation paid, returned mail, complaints handled."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.demo.moments import DAY_SECONDS, YEAR_BEGINS, YEARS, timestamps
from cxkit.demo.population import Population

EVENTS_PER_CUSTOMER_YEAR = {"compensatie": 0.06, "retour": 0.03, "klacht": 0.02}
EVENT_EUR_MEAN = {"compensatie": 35.0, "retour": 9.5, "klacht": 85.0}
EVENT_EUR_SHAPE = 4.0  # of a gamma distribution: the standard deviation is half the mean
EVENT_EUR_LEAST = 1.0


def event_cost_eur_year() -> dict[str, float]:
    """Return what the events of each kind are expected to cost, in euros per customer and year."""
    return {kind: EVENTS_PER_CUSTOMER_YEAR[kind] * EVENT_EUR_MEAN[kind] for kind in EVENT_EUR_MEAN}


def cost_events(made: Population, *, seed: int = 2025) -> pd.DataFrame:
    """Return the cost events of a population's customers, as many in each year.

    Parameters
    ----------
    made : the population; every customer is as likely as another.
    seed : seed of the days, amounts and customers.

    Returns
    -------
    One row per event, oldest first: event_id, customer_id, occurred_at (a day), kind, cost_eur (cents at most).
    """
    rng = np.random.default_rng([seed, 2])
    year_n = {kind: round(rate * len(made.customers)) for kind, rate in EVENTS_PER_CUSTOMER_YEAR.items()}
    kind = np.repeat(list(year_n), [n * len(YEARS) for n in year_n.values()])
    usual = np.repeat(list(EVENT_EUR_MEAN.values()), [n * len(YEARS) for n in year_n.values()]) - EVENT_EUR_LEAST
    year = np.concatenate([np.arange(n * len(YEARS)) % len(YEARS) for n in year_n.values()])
    day = rng.integers(YEAR_BEGINS[year], YEAR_BEGINS[year + 1])
    amount = EVENT_EUR_LEAST + usual * rng.gamma(EVENT_EUR_SHAPE, 1 / EVENT_EUR_SHAPE, size=len(kind))
    customer = rng.integers(0, len(made.customers), size=len(kind))
    order = np.argsort(day, kind="stable")
    return pd.DataFrame(
        {
            "event_id": [f"K{number:05d}" for number in range(1, len(kind) + 1)],
            "customer_id": made.customers["customer_id"].to_numpy()[customer[order]],
            "occurred_at": timestamps(day[order] * DAY_SECONDS),
            "kind": kind[order],
            "cost_eur": np.round(amount[order], 2),
        }
    )
