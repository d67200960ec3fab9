"""Euros year by year: the accounting view with depreciation, and the cash view without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.business_case.costs import Costs
from cxkit.analysis.business_case.levels import inflation, levels_of, moments, price_index
from cxkit.analysis.discounting import present_value
from cxkit.analysis.uncertainty import PERCENTILES
from cxkit.settings.roi import BusinessCase

MARGIN, SAVING = "margin", "saving"


@dataclass(frozen=True)
class Flows:
    """Euros of year 0 (the start) to the last year T, as the estimate and its draws, in the prices that are shown.

    Parameters
    ----------
    margin, savings : [draws + 1, T + 1]: extra margin, and costs saved less extra work.
    expensed, invested, depreciation, salvage : [draws + 1, T + 1], 0 or above: what is not capitalised, what is, what
        is written off of that, what it fetches at the end of its life.
    tax : [draws + 1, T + 1], on the result; below 0 when it is given back.
    """

    margin: np.ndarray
    savings: np.ndarray
    expensed: np.ndarray
    invested: np.ndarray
    depreciation: np.ndarray
    salvage: np.ndarray
    tax: np.ndarray

    @property
    def benefits(self) -> np.ndarray:
        """Return extra margin and savings."""
        return self.margin + self.savings

    @property
    def result(self) -> np.ndarray:
        """Return the result before tax: benefits - what is not capitalised - depreciation."""
        return self.benefits - self.expensed - self.depreciation

    @property
    def costs(self) -> np.ndarray:
        """Return what is spent, capitalised or not, less what is sold at the end of its life."""
        return self.expensed + self.invested - self.salvage

    @property
    def net_before_tax(self) -> np.ndarray:
        """Return the cash of each year before tax."""
        return self.benefits - self.costs

    @property
    def net(self) -> np.ndarray:
        """Return the cash of each year."""
        return self.net_before_tax - self.tax


def flows(
    lines: pd.DataFrame,
    held: Mapping[str, np.ndarray],
    costs: Costs,
    *,
    settings: BusinessCase,
    levels: np.ndarray | None = None,
    effect_share: float = 1.0,
    cost_share: float = 1.0,
) -> Flows:
    """Return what comes in and goes out, year by year.

    Parameters
    ----------
    lines : benefit lines: line, basis ('margin' or 'saving'), from_year, mechanism.
    held : line to what it brings a year at full effect, everything taken out: the estimate, then the draws; lines
        that are not in it bring nothing.
    costs : of `cost_draws`, with as many draws.
    settings : horizon, ramp-up, prices, tax_rate.
    levels : [lines, T + 1] instead of those of the settings.
    effect_share, cost_share : every benefit, and every cost, times this share.

    Notes
    -----
    Tax is tax_rate x (benefits - what is not capitalised - depreciation), so on the margin and on its shield alike; a
    result below 0 gives tax back.
    """
    raise NotImplementedError


def accounting_table(held: Flows, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the accounting view: year and the euros of each year, with depreciation and what is not yet written off."""
    raise NotImplementedError


def cash_table(held: Flows, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the cash view: year and the euros of each year, without depreciation, and their running totals."""
    raise NotImplementedError
