"""The demo client's visits to two pages: one makes some of its visitors call, the other makes nobody call.

Who contacts much also visits much, all year round. Yet no one visits more often just before a contact than just
after it, so the contacts in the day before a visit say how many would have come in the day after it anyway.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.demo.moments import DAY_SECONDS, SEASON, drawn_days, share_of_last_year, timestamps
from cxkit.demo.population import Population

CALLING_PAGE, QUIET_PAGE = "/mijn/factuur", "/mijn/meterstand"
VISITS_PER_CUSTOMER_YEAR = {CALLING_PAGE: 1.0, QUIET_PAGE: 0.5}  # in the last year of the log
SEASON_OF_PAGE = {CALLING_PAGE: "factuur", QUIET_PAGE: "meterstand"}
VISITS_FROM_HOUR, VISITS_UNTIL_HOUR = 7, 23


def visits(made: Population, *, seed: int = 2025) -> pd.DataFrame:
    """Return the visits of a population's customers.

    Parameters
    ----------
    made : the population; customers with twice its contacts_n + 1 visit twice as often.
    seed : seed of the moments and of who visits.

    Returns
    -------
    One row per visit, oldest first: visit_id, customer_id, visited_at, url.
    """
    rng = np.random.default_rng([seed, 1])
    parts = [_of_page(made, url, rng) for url in VISITS_PER_CUSTOMER_YEAR]
    made_visits = pd.concat(parts).sort_values("moment", kind="stable", ignore_index=True)
    return pd.DataFrame(
        {
            "visit_id": [f"B{number:06d}" for number in range(1, len(made_visits) + 1)],
            "customer_id": made.customers["customer_id"].to_numpy()[made_visits["customer"]],
            "visited_at": timestamps(made_visits["moment"].to_numpy()),
            "url": made_visits["url"],
        }
    )


def _of_page(made: Population, url: str, rng: np.random.Generator) -> pd.DataFrame:
    last_year_n = VISITS_PER_CUSTOMER_YEAR[url] * len(made.customers)
    years_n = np.round(share_of_last_year() * last_year_n).astype(int)
    year = np.repeat(np.arange(len(years_n)), years_n)
    reached = np.cumsum(1 + made.customers["contacts_n"].to_numpy())
    day = drawn_days(rng.random(len(year)), SEASON[SEASON_OF_PAGE[url]], year)
    second = rng.integers(VISITS_FROM_HOUR * 3600, VISITS_UNTIL_HOUR * 3600, size=len(year))
    customer = np.searchsorted(reached, rng.random(len(year)) * reached[-1], side="right")
    return pd.DataFrame({"customer": customer, "moment": day * DAY_SECONDS + second, "url": url})
