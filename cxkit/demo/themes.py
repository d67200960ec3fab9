"""What the demo client's customers write with their score, coded as themes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.demo.population import MEAN_SATISFACTION, Population

PRICE = "prijs"
PRICE_SHARE = 0.17  # of customers with mean satisfaction, 0-1: they find it dear, and say so in every answer
PRICE_PER_POINT = 0.5
"""Log odds of finding it dear for each point of true satisfaction below the mean."""
OTHER_SHARE = {"wachttijd": 0.12, "service": 0.2}  # of the answers of customers with mean satisfaction, 0-1
OTHER_PER_POINT = {"wachttijd": 0.6, "service": -0.3}
"""Log odds of the theme for each point of true satisfaction below the mean: the satisfied praise the service."""
SEPARATOR = ";"


def themes(made: Population, *, seed: int = 2025) -> pd.Series:
    """Return the themes of each answer of a population.

    Parameters
    ----------
    made : the population.
    seed : seed of who says what.

    Returns
    -------
    One text per answer, on the index of its responses: themes joined by ';', empty when an answer says nothing.
    """
    customer = pd.Index(made.customers["customer_id"]).get_indexer(made.responses["customer_id"])
    rng = np.random.default_rng([seed, 13])
    named = {PRICE: finds_it_dear(made, seed=seed)[customer]}
    for theme, share in OTHER_SHARE.items():
        chance = by_odds(share, OTHER_PER_POINT[theme] * _below(made)[customer])
        named[theme] = rng.random(len(customer)) < chance
    said = pd.Series("", index=made.responses.index, name="theme")
    for theme, names_it in named.items():
        said = said + np.where(names_it, theme + SEPARATOR, "")
    return said.str.removesuffix(SEPARATOR)


def finds_it_dear(made: Population, *, seed: int = 2025) -> np.ndarray:
    """Return who finds it dear: of every customer, whether they answered or not."""
    chance = by_odds(PRICE_SHARE, PRICE_PER_POINT * _below(made))
    return np.random.default_rng([seed, 12]).random(len(chance)) < chance


def by_odds(share: float, log_odds: np.ndarray) -> np.ndarray:
    """Return a share whose log odds are changed by an amount per customer.

    Examples
    --------
    >>> by_odds(0.5, np.log([1.0, 3.0])).tolist()
    [0.5, 0.75]
    """
    return 1 / (1 + (1 - share) / share * np.exp(-log_odds))


def _below(made: Population) -> np.ndarray:
    return MEAN_SATISFACTION - made.customers["true_satisfaction"].to_numpy()
