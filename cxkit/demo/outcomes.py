"""What the demo client's customers do in the six months after the snapshot, by known coefficients.

Who leaves depends on true satisfaction, tenure, segment, on finding it dear and on the contacts of the year before:
first contacts about some topics a little, repeat contacts much. Contacts are counted as the definition has it, so
this driver is measured without error; satisfaction is seen through a score that strays from it. Who takes a
thermostat depends on satisfaction, tenure, repeat contacts and solar panels. Who moves house depends on tenure and
segment only: no contact and no satisfaction changes it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.demo.population import MEAN_SATISFACTION, SEGMENTS, SNAPSHOT, Population
from cxkit.demo.themes import by_odds, finds_it_dear

OUTCOME_MONTHS = 6
COUNTED_MONTHS = 12
REPEAT_DAYS = 7
FIRST, REPEAT = "first_contacts_n", "repeat_contacts_n"

# Shares of customers who have nothing that changes the odds: mean satisfaction, 60 months, Comfort, no contact
CHURN_SHARE, TAKERS_SHARE, MOVERS_SHARE = 0.058, 0.08, 0.06  # in the outcome window, 0-1
SOLAR_SHARE, THERMOSTAT_SHARE = 0.25, 0.2  # held at the snapshot, 0-1

# Log odds: per point, per month, per contact, or of who has it against who has not
CHURN_BY = {"satisfaction": -0.3, "tenure": -0.008, "dear": 0.5, REPEAT: 0.4}
CHURN_BY_TOPIC = {"factuur": 0.05, "storing": 0.08}
CHURN_BY_SEGMENT = {"Start": 0.15, "Comfort": 0.0, "Premium": -0.2}
TAKING_BY = {"satisfaction": 0.25, "tenure": 0.004, "solar": 0.7, REPEAT: -0.35}
MOVING_BY_TENURE, MOVING_BY_SEGMENT = -0.006, {"Start": 0.4, "Comfort": 0.0, "Premium": -0.3}
HOLDING_BY_TENURE, HOLDING_BY_SEGMENT = 0.004, {"Start": -0.4, "Comfort": 0.0, "Premium": 0.5}


def outcomes(
    made: Population,
    log: pd.DataFrame,
    *,
    seed: int = 2025,
    fewer_repeats: float = 0.0,
    raised_points: float | np.ndarray = 0.0,
) -> pd.DataFrame:
    """Return what customers had at the snapshot and did after it, or would have done under an intervention.

    Parameters
    ----------
    made : the population.
    log : its contacts.
    seed : seed of every random number; with one seed a customer's luck is the same under every intervention.
    fewer_repeats : repeat contacts less for each customer, as far as there are any.
    raised_points : points of true satisfaction more, of all or per customer; contacts and themes stay as they are.

    Returns
    -------
    One row per customer: customer_id, churned, churned_at (a day of the window; null when they stayed), has_thermostat,
    has_solar, took_thermostat, has_moved; and the truth, which no client file holds: churn_probability_true and
    taking_probability_true (0 of who has one already), of the window.
    """
    c, counts = made.customers, contact_counts(made, log)
    rng = np.random.default_rng([seed, 11])
    chance = {name: rng.random(len(c)) for name in ("day", "solar", "thermostat", "taking", "moving")}
    counts[REPEAT] = np.maximum(counts[REPEAT] - fewer_repeats, 0.0)
    above = c["true_satisfaction"].to_numpy() + raised_points - MEAN_SATISFACTION
    holding = HOLDING_BY_TENURE * _months(made) + _of_segment(made, HOLDING_BY_SEGMENT)
    solar = chance["solar"] < by_odds(SOLAR_SHARE, holding)
    held = chance["thermostat"] < by_odds(THERMOSTAT_SHARE, holding)
    leaving = _leaving(made, counts, above, finds_it_dear(made, seed=seed))
    taking = np.where(held, 0.0, _taking(made, counts, above, solar))
    moving = by_odds(MOVERS_SHARE, MOVING_BY_TENURE * _months(made) + _of_segment(made, MOVING_BY_SEGMENT))
    churned = made.noise.churn < leaving
    return pd.DataFrame(
        {
            "customer_id": c["customer_id"],
            "churned": churned,
            "churned_at": pd.Series(_days_after(chance["day"]), index=c.index).where(churned),
            "has_thermostat": held,
            "has_solar": solar,
            "took_thermostat": chance["taking"] < taking,
            "has_moved": chance["moving"] < moving,
            "churn_probability_true": leaving,
            "taking_probability_true": taking,
        }
    )


def contact_counts(made: Population, log: pd.DataFrame) -> pd.DataFrame:
    """Return the answered contacts of each customer in the year up to the snapshot, counted as the definition has it.

    Parameters
    ----------
    made : the population.
    log : its contacts, oldest first; a contact of the year may repeat one from before it.

    Returns
    -------
    One row per customer, in the population's order: first_contacts_n, first_contacts_n:topic for the topics that
    matter, and repeat_contacts_n (ones that started within seven days of the end of the customer's contact before it
    on the same topic).
    """
    place = pd.Index(made.customers["customer_id"]).get_indexer(log["customer_id"])
    known = log["answered"].to_numpy() & (place >= 0)
    heard, place = log[known], place[known]
    previous_end = heard.groupby([place, heard["topic"]])["ended_at"].shift(1)
    repeats = (heard["started_at"] - previous_end) <= pd.Timedelta(days=REPEAT_DAYS)
    after_last = SNAPSHOT + pd.Timedelta(days=1)
    first = after_last - pd.DateOffset(months=COUNTED_MONTHS)
    counted = heard["started_at"].between(first, after_last, inclusive="left")
    kinds = {FIRST: counted & ~repeats, REPEAT: counted & repeats}
    kinds |= {f"{FIRST}:{topic}": kinds[FIRST] & (heard["topic"] == topic) for topic in CHURN_BY_TOPIC}
    numbers = {name: np.bincount(place[rows], minlength=len(made.customers)) for name, rows in kinds.items()}
    return pd.DataFrame(numbers).astype(float)


def _leaving(made: Population, counts: pd.DataFrame, above: np.ndarray, dear: np.ndarray) -> np.ndarray:
    """Return the probability that a customer leaves in the window."""
    by_contacts = CHURN_BY[REPEAT] * counts[REPEAT] + sum(
        effect * counts[f"{FIRST}:{topic}"] for topic, effect in CHURN_BY_TOPIC.items()
    )
    by_customer = CHURN_BY["tenure"] * _months(made) + _of_segment(made, CHURN_BY_SEGMENT) + CHURN_BY["dear"] * dear
    return by_odds(CHURN_SHARE, CHURN_BY["satisfaction"] * above + by_customer + by_contacts.to_numpy())


def _taking(made: Population, counts: pd.DataFrame, above: np.ndarray, solar: np.ndarray) -> np.ndarray:
    """Return the probability that a customer without a thermostat takes one in the window."""
    by_customer = TAKING_BY["tenure"] * _months(made) + TAKING_BY["solar"] * solar
    by_contacts = TAKING_BY[REPEAT] * counts[REPEAT].to_numpy()
    return by_odds(TAKERS_SHARE, TAKING_BY["satisfaction"] * above + by_customer + by_contacts)


def _months(made: Population) -> np.ndarray:
    return made.customers["tenure_months"].to_numpy() - 60.0


def _of_segment(made: Population, effects: dict[str, float]) -> np.ndarray:
    return np.array([effects[segment] for segment in SEGMENTS])[made.noise.segment]


def _days_after(chance: np.ndarray) -> np.ndarray:
    """Return a day of the outcome window for each chance."""
    last = SNAPSHOT + pd.DateOffset(months=OUTCOME_MONTHS)
    days = 1 + np.floor(chance * (last - SNAPSHOT).days)
    return (SNAPSHOT + pd.to_timedelta(days, unit="D")).to_numpy()
