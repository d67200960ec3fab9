"""What the programme costs: every line in every year, what is capitalised of it, and how sure the amounts are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from cxkit.analysis.business_case.levels import inflation, price_index
from cxkit.analysis.depreciation import schedule
from cxkit.analysis.uncertainty import DRAWS, PERT_WEIGHT, constant, pert_mean, stream
from cxkit.settings.roi import BusinessCase

CATEGORIES = ("training", "technology", "operating", "measuring", "effort")
LABEL = "assumed"
COLUMNS = [
    "line", "category", "department", "year", "amount_eur", "low_eur", "high_eur", "likely_eur", "capitalised",
    "lifetime_years", "hours", "rate_eur_hour", "counted", "label", "notes",
]  # fmt: skip


def cost_lines(costs: pd.DataFrame, *, settings: BusinessCase) -> pd.DataFrame:
    """Return every cost in every year in which it falls, in prices of today.

    Parameters
    ----------
    costs : checked: line, category; amount_eur or hours and rate_eur_hour; may hold year (blank: every year from 1),
        lowest_eur, highest_eur, capitalised, lifetime_years, department, notes.
    settings : horizon_years; count_capacity, without which faster work is shown and not counted.

    Returns
    -------
    COLUMNS, one row per line and year up to the last one: amount_eur (the mean of its range), low_eur and high_eur
    (lowest and highest; the amount without a range), likely_eur (as typed), hours and rate_eur_hour (nan: no effort),
    counted (False: faster work that does not count), label.
    """
    raise NotImplementedError


def after_the_end(costs: pd.DataFrame, *, settings: BusinessCase) -> pd.DataFrame:
    """Return how many rows of costs fall after the last year: table, reason, rows_n."""
    raise NotImplementedError


@dataclass(frozen=True)
class Costs:
    """What is spent in year 0 to the last year T, as the estimate and its draws, in the prices that are shown.

    Parameters
    ----------
    expensed, invested, depreciation, salvage : [draws + 1, T + 1], all 0 or above: what is not capitalised; what is;
        what is written off of that; what it fetches at the end of its life.
    gains : [draws + 1, T + 1]: faster work that counts, a saving.
    by_category : category to its own Costs; together they are the whole.
    """

    expensed: np.ndarray
    invested: np.ndarray
    depreciation: np.ndarray
    salvage: np.ndarray
    gains: np.ndarray
    by_category: Mapping[str, Costs]

    @property
    def spent(self) -> np.ndarray:
        """Return what is spent in each year, capitalised or not."""
        raise NotImplementedError

    def scaled(self, category: str, share: float) -> Costs:
        """Return the costs with those of one category times a share."""
        raise NotImplementedError

    def at_end(self, category: str) -> tuple[float, float]:
        """Return the P2.5 and P97.5 of what a category costs over all years, as shares of what is expected."""
        raise NotImplementedError

    def paused(self, year: int, *, share_left: float) -> Costs:
        """Return the costs when a year's running costs fall to a share; what is invested stays."""
        raise NotImplementedError


def cost_draws(lines: pd.DataFrame, *, settings: BusinessCase, draws: int = DRAWS) -> Costs:
    """Return the costs as the estimate and its draws, year by year, in the prices that are shown."""
    raise NotImplementedError


def cost_table(lines: pd.DataFrame, held: Costs) -> pd.DataFrame:
    """Return the costs by category and year: category, year, amount_eur, low_eur, high_eur, capitalised_eur, label."""
    raise NotImplementedError


def effort(lines: pd.DataFrame, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the internal effort: line, department, hours_year, rate_eur_hour, eur_year, counted, label."""
    raise NotImplementedError
