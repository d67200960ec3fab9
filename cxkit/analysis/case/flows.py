"""Euros year by year: the accounting view with depreciation, and the cash view without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from cxkit.analysis.case.costs import Costs
from cxkit.analysis.case.intervals import interval_of
from cxkit.analysis.case.levels import inflation, levels_of, moments, price_index
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
    def expected(self) -> Flows:
        """Return the estimate alone, without draws."""
        return Flows(**{each.name: getattr(self, each.name)[:1] for each in fields(self)})

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
    result below 0 gives tax back. Faster work that counts, of the costs, is a saving.
    """
    each = levels_of(lines, settings) if levels is None else levels
    shape = costs.expensed.shape
    margin, savings = (effect_share * _brought(lines, held, each, basis, shape) for basis in (MARGIN, SAVING))
    index = price_index(settings)
    margin, savings = margin * index, savings * index + effect_share * costs.gains
    spent = {name: cost_share * getattr(costs, name) for name in ("expensed", "invested", "depreciation", "salvage")}
    result = margin + savings - spent["expensed"] - spent["depreciation"]
    return Flows(margin, savings, **spent, tax=settings.tax_rate * result + 0.0)  # no -0.0


def _brought(
    lines: pd.DataFrame, held: Mapping[str, np.ndarray], levels: np.ndarray, basis: str, shape: tuple[int, int]
) -> np.ndarray:
    """Return what the lines of a basis bring, in prices of today, summed in the order of their names."""
    rows = sorted(zip(lines["line"], lines["basis"], levels, strict=True), key=lambda row: row[0])
    own = [np.outer(held[line], level) for line, kind, level in rows if kind == basis and line in held]
    return sum(own, np.zeros(shape))


def book_value(held: Flows, settings: BusinessCase) -> np.ndarray:
    """Return what is not yet written off at the end of each year, [draws + 1, T + 1], in the prices that are shown."""
    nominal = inflation(settings) / price_index(settings)
    left = (held.invested - held.depreciation - held.salvage) * nominal
    return np.cumsum(left, axis=1) / nominal


def accounting_table(held: Flows, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the accounting view, year by year.

    Parameters
    ----------
    held : of `flows`.
    settings : prices and inflation, in which the book value is told.

    Returns
    -------
    year (0 the start), extra_margin_eur, cost_savings_eur, operating_cost_eur (all that is not capitalised),
    depreciation_eur, result_eur, tax_eur, result_after_tax_eur, book_value_eur (at the end of the year).
    """
    columns = {
        "extra_margin_eur": held.margin, "cost_savings_eur": held.savings, "operating_cost_eur": held.expensed,
        "depreciation_eur": held.depreciation, "result_eur": held.result, "tax_eur": held.tax,
        "result_after_tax_eur": held.result - held.tax, "book_value_eur": book_value(held, settings),
    }  # fmt: skip
    return pd.DataFrame({"year": range(held.margin.shape[1])} | {name: all_[0] for name, all_ in columns.items()})


def cash_table(held: Flows, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the cash view, year by year, and its running totals.

    Parameters
    ----------
    held : of `flows`.
    settings : discount rate and timing.

    Returns
    -------
    year (0 the start), benefits_eur, costs_eur (not capitalised), investment_eur (less what it fetches at the end of
    its life), tax_eur, net_eur with net_low and net_high (95 % of draws), discounted_eur, cumulative_eur with
    cumulative_low and cumulative_high, discounted_cumulative_eur.
    """
    net, total = held.net, np.cumsum(held.net, axis=1)
    discounted = net[0] * (1 + settings.rate) ** -moments(settings)
    (net_eur, net_low, net_high), (total_eur, total_low, total_high) = (_limits(values) for values in (net, total))
    return pd.DataFrame(
        {
            "year": range(net.shape[1]), "benefits_eur": held.benefits[0], "costs_eur": held.expensed[0],
            "investment_eur": (held.invested - held.salvage)[0], "tax_eur": held.tax[0], "net_eur": net_eur,
            "net_low": net_low, "net_high": net_high, "discounted_eur": discounted, "cumulative_eur": total_eur,
            "cumulative_low": total_low, "cumulative_high": total_high,
            "discounted_cumulative_eur": np.cumsum(discounted),
        }
    )  # fmt: skip


def _limits(values: np.ndarray) -> tuple[list[float], list[float], list[float]]:
    """Return the estimate and the limits of each year."""
    return tuple(map(list, zip(*(interval_of(year) for year in values.T), strict=True)))
