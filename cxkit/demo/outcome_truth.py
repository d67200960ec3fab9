"""What an intervention changes for the demo client, from the generator itself: leavers, takers and euros a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.demo.outcomes import OUTCOME_MONTHS, outcomes
from cxkit.demo.population import Population

TAKEN_EUR_YEAR = {"alone": 24.0, "with solar": 35.0}  # what a thermostat brings, by what the customer has
WINDOWS_A_YEAR = 12 / OUTCOME_MONTHS


@dataclass(frozen=True)
class OutcomeTruth:
    """What an intervention changes for the customers it concerns; expected numbers, of a year.

    leavers_n_year, takers_n_year : how many leave, or take a thermostat, as it is.
    fewer_leavers_n_year, more_takers_n_year : how many leave less, or take it more, under the intervention.
    kept_eur_year : what the customers who stay are worth: margin less cost to serve.
    taken_eur_year : what the thermostats taken more are worth.
    """

    leavers_n_year: float
    fewer_leavers_n_year: float
    kept_eur_year: float
    takers_n_year: float
    more_takers_n_year: float
    taken_eur_year: float


def value_of_fewer_repeats(
    made: Population,
    log: pd.DataFrame,
    *,
    fewer: float = 1.0,
    customer_ids: Sequence[str] | None = None,
    seed: int = 2025,
) -> OutcomeTruth:
    """Return what fewer repeat contacts change, first contacts as they are.

    Parameters
    ----------
    made : the population.
    log : its contacts.
    fewer : repeat contacts less for each customer, as far as there are any.
    customer_ids : whom it concerns; None for every customer.
    seed : as the outcomes were made with.
    """
    before = outcomes(made, log, seed=seed)
    after = outcomes(made, log, seed=seed, fewer_repeats=fewer)
    return _difference(made, before, after, _rows(made, customer_ids))


def value_of_raising(
    made: Population,
    log: pd.DataFrame,
    *,
    points: float | np.ndarray,
    customer_ids: Sequence[str],
    seed: int = 2025,
) -> OutcomeTruth:
    """Return what more satisfaction changes, contacts and themes as they are.

    Parameters
    ----------
    made : the population.
    log : its contacts.
    points : points of true satisfaction more: of all, or one for each of customer_ids.
    customer_ids : whom it concerns.
    seed : as the outcomes were made with.
    """
    raised = pd.Series(points, index=pd.Index(customer_ids))
    by_customer = raised.reindex(made.customers["customer_id"], fill_value=0.0).to_numpy(float)
    before = outcomes(made, log, seed=seed)
    after = outcomes(made, log, seed=seed, raised_points=by_customer)
    return _difference(made, before, after, _rows(made, customer_ids))


def _rows(made: Population, customer_ids: Sequence[str] | None) -> np.ndarray:
    c = made.customers["customer_id"]
    return np.ones(len(c), dtype=bool) if customer_ids is None else c.isin(list(customer_ids)).to_numpy()


def _difference(made: Population, before: pd.DataFrame, after: pd.DataFrame, rows: np.ndarray) -> OutcomeTruth:
    c = made.customers
    worth = (c["margin_eur_year"] - c["cost_to_serve_eur_year"]).to_numpy()
    taken = np.where(before["has_solar"], TAKEN_EUR_YEAR["with solar"], TAKEN_EUR_YEAR["alone"])
    leaving, taking = (_of_a_year(before[name]) for name in ("churn_probability_true", "taking_probability_true"))
    stay = leaving - _of_a_year(after["churn_probability_true"])
    take = _of_a_year(after["taking_probability_true"]) - taking
    sums = (leaving, stay, worth * stay, taking, take, taken * take)
    return OutcomeTruth(*(float(each[rows].sum()) for each in sums))


def _of_a_year(chance: pd.Series) -> np.ndarray:
    """Return the chance over a year of windows alike; who has left or taken it does not do so again."""
    return 1 - (1 - chance.to_numpy(float)) ** WINDOWS_A_YEAR
