"""Twenty thousand customers whose value and contacts follow from satisfaction by known coefficients.

Nothing here estimates and nothing of cxkit that estimates is imported: the truth in euros comes from making the
same customers twice with the same random numbers, once with their satisfaction raised (potential outcomes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

SEGMENTS = ("Start", "Comfort", "Premium")
SNAPSHOT = pd.Timestamp("2025-12-31")
FIRST_DAY = pd.Timestamp("2025-01-01")

MEAN_SATISFACTION = 6.7
SATISFACTION_SD = 1.0  # spread of true satisfaction among customers alike in tenure and segment
ANSWER_SD = 0.85  # how much one answer strays from the customer's true satisfaction
MARGIN_EUR_PER_POINT = 14.0  # margin a year that one point of true satisfaction brings
CONTACTS_PER_POINT = -0.22  # contacts a year
CONTACT_COST_EUR = 7.5
TENURE_ON_SATISFACTION = 0.008  # points per month: long-standing customers are happier ...
TENURE_ON_MARGIN = 0.85  # ... and worth more for other reasons: the confounding


@dataclass(frozen=True)
class Noise:
    """Every random number of the population, so that it can be made again under another satisfaction.

    That of churn decides who leaves, in the outcomes.
    """

    segment: np.ndarray
    tenure: np.ndarray
    satisfaction: np.ndarray
    margin: np.ndarray
    contacts: np.ndarray
    churn: np.ndarray
    response: np.ndarray
    answers: np.ndarray
    days: np.ndarray
    repeats: np.ndarray


@dataclass(frozen=True)
class Population:
    """The customers and their answers.

    customers : one row per customer, with true_satisfaction, which no client file holds.
    responses : one row per answer.
    noise : the random numbers it was made from.
    """

    customers: pd.DataFrame
    responses: pd.DataFrame
    noise: Noise


def population(*, seed: int = 2025, customers_n: int = 20_000) -> Population:
    """Return the demo engagement for a seed.

    Parameters
    ----------
    seed : seed of every random number.
    customers_n : number of customers.
    """
    noise = _draw(np.random.default_rng(seed), customers_n)
    customers = _customers(noise, raised_points=0.0)
    return Population(customers, _responses(customers, noise), noise)


def value_of_raising_satisfaction(made: Population, customer_ids: pd.Series, *, points: float) -> float:
    """Return what raising true satisfaction is worth on average, in euros per customer and year.

    Parameters
    ----------
    made : the population as it is.
    customer_ids : the customers whose satisfaction is raised.
    points : by how much, in points of the 0-10 scale.
    """
    raised = _customers(made.noise, raised_points=points)
    rows = made.customers["customer_id"].isin(customer_ids).to_numpy()
    return float(np.mean(_forward_value(raised)[rows] - _forward_value(made.customers)[rows]))


def _forward_value(customers: pd.DataFrame) -> np.ndarray:
    return (customers["margin_eur_year"] - customers["cost_to_serve_eur_year"]).to_numpy()


def _draw(rng: np.random.Generator, n: int) -> Noise:
    return Noise(
        segment=rng.choice(len(SEGMENTS), size=n, p=[0.45, 0.4, 0.15]),
        tenure=rng.gamma(2.2, 28.0, size=n),
        satisfaction=rng.normal(size=n),
        margin=rng.normal(size=n),
        contacts=rng.random(n),
        churn=rng.random(n),
        response=rng.random(n),
        answers=rng.normal(size=(n, 2)),
        days=rng.random((n, 2)),
        repeats=rng.random(n),
    )


def _customers(noise: Noise, *, raised_points: float) -> pd.DataFrame:
    tenure = np.clip(np.round(noise.tenure), 1, 240)
    satisfaction = _true_satisfaction(noise, tenure) + raised_points
    margin = _margin(noise, tenure, satisfaction)
    contacts_n = _contacts(noise, satisfaction)
    return pd.DataFrame(
        {
            "customer_id": [f"{number:07d}" for number in range(1, len(tenure) + 1)],
            "segment": np.array(SEGMENTS)[noise.segment],
            "tenure_months": tenure,
            "true_satisfaction": satisfaction,
            "margin_eur_year": margin,
            "contacts_n": contacts_n,
            "cost_to_serve_eur_year": 18.0 + CONTACT_COST_EUR * contacts_n,
            "acquisition_cost_eur": np.array([45.0, 60.0, 95.0])[noise.segment],
        }
    )


def _true_satisfaction(noise: Noise, tenure: np.ndarray) -> np.ndarray:
    by_segment = np.array([-0.15, 0.05, 0.3])[noise.segment]
    by_tenure = TENURE_ON_SATISFACTION * (tenure - 60)
    return MEAN_SATISFACTION + by_segment + by_tenure + SATISFACTION_SD * noise.satisfaction


def _margin(noise: Noise, tenure: np.ndarray, satisfaction: np.ndarray) -> np.ndarray:
    by_segment = np.array([150.0, 195.0, 310.0])[noise.segment]
    by_satisfaction = MARGIN_EUR_PER_POINT * (satisfaction - MEAN_SATISFACTION)
    return by_segment + by_satisfaction + TENURE_ON_MARGIN * (tenure - 60) + 55.0 * noise.margin


def _contacts(noise: Noise, satisfaction: np.ndarray) -> np.ndarray:
    """Return contacts a year: the expected number, rounded up or down by chance, so that its mean is exact."""
    expected = np.maximum(1.9 + CONTACTS_PER_POINT * (satisfaction - MEAN_SATISFACTION), 0.0)
    return np.floor(expected + noise.contacts)


def _responses(customers: pd.DataFrame, noise: Noise) -> pd.DataFrame:
    """Return the answers: three in ten customers answer, the satisfied and long-standing somewhat more often."""
    satisfaction, tenure = customers["true_satisfaction"], customers["tenure_months"]
    logit = -0.9 + 0.12 * (satisfaction - MEAN_SATISFACTION) + 0.002 * (tenure - 60)
    answered = noise.response < 1 / (1 + np.exp(-logit))
    first = _answers(customers, noise, answered, which=0)
    again = _answers(customers, noise, answered & (noise.repeats < 0.25), which=1)
    both = pd.concat([first, again]).sort_values(["responded_at", "customer_id"], ignore_index=True)
    return both.assign(response_id=[f"R{number:06d}" for number in range(1, len(both) + 1)])


def _answers(customers: pd.DataFrame, noise: Noise, rows: np.ndarray, *, which: int) -> pd.DataFrame:
    felt = customers["true_satisfaction"] + ANSWER_SD * noise.answers[:, which]
    days = np.floor(noise.days[:, 0] * 280) + which * np.floor(20 + noise.days[:, 1] * 60)
    responded_at = FIRST_DAY + pd.to_timedelta(days, unit="D")
    return pd.DataFrame(
        {
            "customer_id": customers["customer_id"],
            "responded_at": responded_at,
            "metric": "NPS",
            "score": np.clip(np.round(felt), 0, 10),
            "wave": np.where(responded_at.month <= 6, "2025-1", "2025-2"),
        }
    )[np.asarray(rows)]
