"""What the programme costs in every year, as the estimate and its draws: at once, or written off over a life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from cxkit.analysis.case.levels import inflation, price_index
from cxkit.analysis.depreciation import schedule
from cxkit.analysis.uncertainty import DRAWS, PERT_WEIGHT, constant, pert_mean, stream
from cxkit.settings.roi import BusinessCase

LABEL = "assumed"
COLUMNS = [
    "line", "category", "department", "year", "amount_eur", "low_eur", "high_eur", "likely_eur", "capitalised",
    "lifetime_years", "hours", "rate_eur_hour", "counted", "label", "notes",
]  # fmt: skip
KINDS = ("expensed", "invested", "depreciation", "salvage", "gains")


def cost_lines(costs: pd.DataFrame, *, settings: BusinessCase) -> pd.DataFrame:
    """Return every cost in every year in which it falls, in prices of today.

    Parameters
    ----------
    costs : checked: line, category; amount_eur or hours and rate_eur_hour; may hold year (0 the start; blank: every
        year from 1), lowest_eur, highest_eur, capitalised, lifetime_years, department, notes.
    settings : horizon_years; count_capacity, without which faster work is shown and not counted.

    Returns
    -------
    COLUMNS, one row per line and year up to the last one: amount_eur (the mean of its range), low_eur and high_eur
    (lowest and highest; the amount without a range), likely_eur (as typed, or hours x rate), hours and rate_eur_hour
    (nan: no effort), counted (False: faster work that does not count), label.

    Examples
    --------
    >>> typed = pd.DataFrame({"line": ["course", "licence"], "category": ["training", "operating"],
    ...                       "year": [0, None], "amount_eur": [9000.0, 500.0]})
    >>> cost_lines(typed, settings=BusinessCase(horizon_years=2, pause_year=0))[["line", "year", "amount_eur"]]
          line  year  amount_eur
    0   course     0      9000.0
    1  licence     1       500.0
    2  licence     2       500.0
    """
    every = _every_year(costs, settings)
    every = every[every["year"] <= settings.horizon_years]
    hours, rate, typed = (_numbers(every, name) for name in ("hours", "rate_eur_hour", "amount_eur"))
    likely = typed.fillna(hours * rate)
    low, high = _numbers(every, "lowest_eur").fillna(likely), _numbers(every, "highest_eur").fillna(likely)
    return pd.DataFrame(
        {
            "line": every["line"], "category": every["category"], "department": _words(every, "department"),
            "year": every["year"].astype(int), "amount_eur": pert_mean(low, likely, high), "low_eur": low,
            "high_eur": high, "likely_eur": likely, "capitalised": _flags(every, "capitalised"),
            "lifetime_years": _numbers(every, "lifetime_years"), "hours": hours, "rate_eur_hour": rate,
            "counted": ~(hours < 0) | settings.count_capacity, "label": LABEL, "notes": _words(every, "notes"),
        }
    )[COLUMNS].reset_index(drop=True)  # fmt: skip


def _every_year(costs: pd.DataFrame, settings: BusinessCase) -> pd.DataFrame:
    always = [*range(1, settings.horizon_years + 1)]
    years = [always if year != year else [year] for year in _numbers(costs, "year")]
    return costs.assign(year=pd.Series(years, index=costs.index, dtype=object)).explode("year", ignore_index=True)


def _numbers(costs: pd.DataFrame, column: str) -> pd.Series:
    held = costs[column] if column in costs else pd.Series(np.nan, index=costs.index)
    return pd.to_numeric(held).astype(float)


def _words(costs: pd.DataFrame, column: str) -> pd.Series:
    held = costs[column].astype(object) if column in costs else pd.Series("", index=costs.index, dtype=object)
    return held.where(held.notna(), "").astype(str)


def _flags(costs: pd.DataFrame, column: str) -> pd.Series:
    held = costs[column] if column in costs else pd.Series(False, index=costs.index)
    return held.eq(True).fillna(False).astype(bool)


@dataclass(frozen=True)
class Costs:
    """What is spent in year 0 (the start) to the last year T, as the estimate and its draws, in the prices shown.

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
    by_category: Mapping[str, Costs] = field(default_factory=dict)

    @property
    def spent(self) -> np.ndarray:
        """Return what is spent in each year, capitalised or not."""
        return self.expensed + self.invested

    @property
    def expected(self) -> Costs:
        """Return the estimate alone, without draws."""
        own = {category: costs.expected for category, costs in self.by_category.items()}
        return Costs(**{kind: getattr(self, kind)[:1] for kind in KINDS}, by_category=own)

    def paused(self, year: int, *, share_left: float, gains_left: float) -> Costs:
        """Return the costs of a programme that is paused in one year; the start stays.

        Parameters
        ----------
        year : of the pause, 0 for none.
        share_left : what is left of what is not capitalised in that year, 0-1.
        gains_left : what is left of faster work in that year, 0-1.
        """
        if not year:
            return self
        if not self.by_category:
            expensed, gains = self.expensed.copy(), self.gains.copy()
            expensed[:, year] *= share_left
            gains[:, year] *= gains_left
            return replace(self, expensed=expensed, gains=gains)
        own = self.by_category.items()
        return together({name: costs.paused(year, share_left=share_left, gains_left=gains_left) for name, costs in own})


def cost_draws(lines: pd.DataFrame, *, settings: BusinessCase, draws: int = DRAWS) -> Costs:
    """Return what is spent year by year, in the prices that are shown.

    Parameters
    ----------
    lines : of `cost_lines`.
    settings : prices, inflation_year, depreciation, salvage_share, horizon_years, seed.
    draws : how many, 0 for the estimate alone; the first ones are the same however many there are.

    Returns
    -------
    Costs. Each line is drawn once from its own stream, so that its years move together. What is bought in a year is
    written off from the year after, at what it cost; in real prices inflation wears that down. Lines that do not count
    are left out; faster work is under gains.
    """
    counted = lines[lines["counted"]].sort_values(["line", "year"])
    by_category = {
        str(category): _drawn(own, settings, draws) for category, own in counted.groupby("category", sort=True)
    }
    return together(by_category, shape=(1 + draws, settings.horizon_years + 1))


def together(by_category: Mapping[str, Costs], *, shape: tuple[int, int] | None = None) -> Costs:
    """Return the whole of costs by category; without a category nothing, in the shape given."""
    parts = [by_category[category] for category in sorted(by_category)]
    return Costs(**{kind: _sum([getattr(part, kind) for part in parts], shape) for kind in KINDS},
                 by_category=dict(by_category))  # fmt: skip


def _sum(arrays: Sequence[np.ndarray], shape: tuple[int, int] | None) -> np.ndarray:
    return sum(arrays) if arrays else np.zeros(shape)


def _drawn(lines: pd.DataFrame, settings: BusinessCase, draws: int) -> Costs:
    """Return the costs of one category."""
    index, shown = price_index(settings), price_index(settings) / inflation(settings)
    held = {kind: np.zeros((1 + draws, settings.horizon_years + 1)) for kind in KINDS}
    places = _places(lines, settings, draws)
    for row in lines.to_dict("records"):
        year, amount = row["year"], _amount(row, places.get((row["line"], _towards_high(row))), draws)
        if row["capitalised"]:
            held["invested"][:, year] += amount * index[year]
            written_off, left = _worn(row, settings)
            paid = amount * inflation(settings)[year]
            held["depreciation"] += np.outer(paid, written_off * shown)
            held["salvage"] += np.outer(paid, left * shown)
        elif row["hours"] < 0:
            held["gains"][:, year] -= amount * index[year]
        else:
            held["expensed"][:, year] += amount * index[year]
    return Costs(**held)


def _places(lines: pd.DataFrame, settings: BusinessCase, draws: int) -> dict[tuple[str, float], np.ndarray]:
    """Return by line, and by where the likely amount lies in its range, how far up the range each draw is, 0-1.

    All ranges of a line are drawn at the same ranks; the place at a rank is that of PERT, as in `uncertainty.pert`.
    """
    ranges = {(row["line"], _towards_high(row)) for row in lines.to_dict("records") if row["high_eur"] > row["low_eur"]}
    return {
        (line, towards): betaincinv(
            1 + PERT_WEIGHT * towards,
            1 + PERT_WEIGHT * (1 - towards),
            stream(settings.seed, "cost", line).random(draws),
        )
        for line, towards in ranges
    }


def _towards_high(row: Mapping) -> float:
    width = row["high_eur"] - row["low_eur"]
    return (row["likely_eur"] - row["low_eur"]) / width if width else 0.0


def _amount(row: Mapping, place: np.ndarray | None, draws: int) -> np.ndarray:
    """Return the mean of a range, then the draws; without a range the amount."""
    if place is None:
        return constant(row["likely_eur"], draws=draws)
    return np.concatenate([[row["amount_eur"]], row["low_eur"] + (row["high_eur"] - row["low_eur"]) * place])


def _worn(row: Mapping, settings: BusinessCase) -> tuple[np.ndarray, np.ndarray]:
    """Return which share of what was paid is written off, and sold, in each year up to the last one."""
    last, life = settings.horizon_years, int(row["lifetime_years"])
    written_off, left = np.zeros(last + 1), np.zeros(last + 1)
    shares = schedule(1.0, salvage=settings.salvage_share, life_years=life, method=settings.depreciation)
    years = np.arange(row["year"] + 1, row["year"] + life + 1)
    within = years <= last
    written_off[years[within]] = shares[within]
    if years[-1] <= last:
        left[years[-1]] = settings.salvage_share
    return written_off, left
