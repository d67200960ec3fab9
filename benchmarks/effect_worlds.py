"""Pilots whose truth is known: what every unit would have done without the pilot, and what the pilot adds.

No estimator is imported here: the truth of a world follows from how it is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

FIRST_AT = "2025-01-06"
LAST_DETRACTOR = 6
WAVES_BEFORE, WAVES_AFTER, PICKED_IN = 2, 3, 1
"""Waves of answers: an earlier one and the one that selects detractors; and those with the pilot."""


@dataclass(frozen=True)
class World:
    """One pilot, unit by unit and period by period.

    without : units × periods, what would have been without the pilot.
    added : units × periods, what the pilot adds to it; 0 before a unit's start and outside the pilot.
    in_pilot : units, whether a unit got the pilot.
    cluster : units, unit of assignment.
    before_n : periods before the pilot's first day.
    days : length of a period.
    assigned : units, period in which each started (the number of periods of those that never did); None: all at once.
    picked_in : period by whose values units were picked, which is no before; None of none.
    plan : settings of the pilot beside its dates, its metric and what is expected.
    """

    without: np.ndarray
    added: np.ndarray
    in_pilot: np.ndarray
    cluster: np.ndarray
    before_n: int
    days: int = 7
    assigned: np.ndarray | None = None
    picked_in: int | None = None
    plan: dict[str, Any] = field(default_factory=dict)

    @property
    def values(self) -> np.ndarray:
        """Return what is measured."""
        return self.without + self.added

    @property
    def periods(self) -> pd.DatetimeIndex:
        """Return the first day of each period."""
        return pd.date_range(FIRST_AT, periods=self.without.shape[1], freq=f"{self.days}D")

    @property
    def truth(self) -> float:
        """Return the mean effect on the pilot's units, over the periods measured with it."""
        starts = np.full(len(self.without), self.before_n) if self.assigned is None else self.assigned
        after = np.arange(self.without.shape[1]) >= starts[:, None]
        return float(self.added[self.in_pilot[:, None] & after].mean())

    def measurements(self, until: int | None = None) -> pd.DataFrame:
        """Return the rows a client would send: unit, period, metric, value, pilot, arm, cluster, assigned_at.

        Parameters
        ----------
        until : periods measured so far; all when left out.
        """
        units_n, periods_n = self.without[:, :until].shape
        unit = np.repeat(np.arange(units_n), periods_n)
        rows = pd.DataFrame(
            {
                "unit": np.char.add("u", unit.astype(str)),
                "period": np.tile(self.periods[:until], units_n),
                "metric": "m",
                "value": self.values[:, :until].ravel(),
                "pilot": "p",
                "arm": np.where(self.in_pilot, "pilot", "control")[unit],
                "cluster": np.char.add("c", self.cluster[unit].astype(str)),
            }
        )
        if self.assigned is not None:
            first = self.periods.append(self.periods[-1:] + pd.Timedelta(days=self.days))
            rows["assigned_at"] = first[self.assigned][unit]
        return rows

    def units(self, until: int | None = None) -> pd.DataFrame:
        """Return the mean before and after of each unit, as `prepare.units_of` makes it of the same rows."""
        known = [period for period in range(self.before_n) if period != self.picked_in]
        before, after = self.values[:, known], self.values[:, self.before_n : until]
        return pd.DataFrame(
            {
                "unit": np.arange(len(before)),
                "cluster": self.cluster,
                "arm": np.where(self.in_pilot, "pilot", "control"),
                "before": before.mean(axis=1) if before.shape[1] else np.nan,
                "after": after.mean(axis=1),
                "before_n": before.shape[1],
                "after_n": after.shape[1],
            }
        )

    def dates(self) -> dict[str, str]:
        """Return the pilot's first and last day, and the day on which its expectation was set."""
        periods = [str(day.date()) for day in self.periods]
        last = self.periods[-1] + pd.Timedelta(days=self.days - 1)
        decided = self.periods[self.before_n] - pd.Timedelta(days=14)
        dates = {"starts_at": periods[self.before_n], "ends_at": str(last.date()), "decided_at": str(decided.date())}
        return dates | ({} if self.picked_in is None else {"selected_at": periods[self.picked_in]})


def by_lot(
    seed: int, *, effect: float = 0.0, clusters_n: int = 60, cluster_n: int = 1, before_n: int = 4, after_n: int = 8,
    cluster_sd: float = 0.0, unit_sd: float = 1.0, noise_sd: float = 1.0, euros: bool = False,
) -> World:  # fmt: skip
    """Return a pilot by lot: half of the units of assignment get it.

    Parameters
    ----------
    effect : added to every value of the pilot from its start on.
    clusters_n, cluster_n : units of assignment, and units in each.
    before_n, after_n : weeks.
    cluster_sd, unit_sd, noise_sd : standard deviations between units of assignment, between units, of one value.
    euros : values are amounts, most small and a few large, of about the same variance.
    """
    rng = np.random.default_rng(seed)
    units_n, periods_n = clusters_n * cluster_n, before_n + after_n
    cluster = np.repeat(np.arange(clusters_n), cluster_n)
    own = _amounts(rng, unit_sd, units_n) if euros else rng.normal(0, unit_sd, units_n)
    own = own + rng.normal(0, cluster_sd, clusters_n)[cluster]
    season = 0.5 * np.sin(np.arange(periods_n))
    without = 7 + own[:, None] + season + rng.normal(0, noise_sd, (units_n, periods_n))
    in_pilot = _half(rng, clusters_n)[cluster]
    return World(without, effect * _treated(in_pilot, before_n, periods_n), in_pilot, cluster, before_n)


def shares_by_lot(seed: int, *, effect: float = 0.0, customers_n: int = 400, share: float = 0.3) -> World:
    """Return a pilot by lot among customers who each are 0 or 1, once before and once after.

    Parameters
    ----------
    effect : added to the chance of a 1.
    share : chance of a 1 without the pilot.
    """
    rng = np.random.default_rng(seed)
    luck = rng.random((customers_n, 2))
    in_pilot = _half(rng, customers_n)
    treated = _treated(in_pilot, 1, 2)
    without = (luck < share).astype(float)
    with_it = np.where(treated, luck < share + effect, without).astype(float)
    return World(without, with_it - without, in_pilot, np.arange(customers_n), 1)


def detractors(
    seed: int, *, customers_n: int = 1500, control: str = "same rule", effect: float = 0.0, region: float = 0.0
) -> World:
    """Return a pilot among customers who gave a low score, not by lot: those of one half of the regions.

    Parameters
    ----------
    customers_n : who are asked in every wave.
    control : 'same rule' (who gave a low score too, in the other regions) or 'others' (who gave a higher one there).
    effect : added to the scores from the start on.
    region : by how much the pilot's regions stand higher.

    Notes
    -----
    A score is what a customer thinks (mean 7, sd 1.2) and the mood of the day (sd 1.4), so that those picked by a low
    score rise by themselves in the next wave.
    """
    rng = np.random.default_rng(seed)
    in_region = rng.random(customers_n) < 0.5
    thinks = rng.normal(7, 1.2, customers_n) + region * in_region
    scores = np.clip(np.round(thinks[:, None] + rng.normal(0, 1.4, (customers_n, WAVES_BEFORE + WAVES_AFTER))), 0, 10)
    low = scores[:, PICKED_IN] <= LAST_DETRACTOR
    chosen = low if control == "same rule" else np.where(in_region, low, ~low)
    scores, in_pilot = scores[chosen], in_region[chosen]
    rule = {"design": "chosen", "selected_by": "score 0-6", "control_by_same_rule": control == "same rule"}
    added = effect * _treated(in_pilot, WAVES_BEFORE, scores.shape[1])
    return World(scores, added, in_pilot, np.arange(len(scores)), WAVES_BEFORE, days=91, picked_in=PICKED_IN,
                 plan=rule)  # fmt: skip


def chosen(
    seed: int, *, effect: float = 0.0, clusters_n: int = 60, before_n: int = 4, after_n: int = 8, apart: float = 0.0
) -> World:
    """Return a pilot that was not drawn by lot, with a control that ran alike.

    Parameters
    ----------
    apart : by how much the pilot's units stand higher all along, in standard deviations of units.
    """
    made = by_lot(seed, effect=effect, clusters_n=clusters_n, before_n=before_n, after_n=after_n)
    return World(made.without + apart * made.in_pilot[:, None], made.added, made.in_pilot, made.cluster, before_n,
                 plan={"design": "chosen"})  # fmt: skip


def in_steps(seed: int, *, effect: float = 0.0, clusters_n: int = 48, before_n: int = 6, steps_n: int = 3) -> World:
    """Return a roll-out in steps by lot: as many units start every fourth week; the last group never does."""
    rng = np.random.default_rng(seed)
    periods_n = before_n + 4 * steps_n
    group = rng.permutation(np.arange(clusters_n) % (steps_n + 1))
    assigned = np.where(group == steps_n, periods_n, before_n + 4 * group)
    without = 7 + rng.normal(0, 1, clusters_n)[:, None] + 0.5 * np.sin(np.arange(periods_n))
    without = without + rng.normal(0, 1, without.shape)
    in_pilot = group < steps_n
    treated = np.arange(periods_n) >= assigned[:, None]
    return World(without, effect * treated, in_pilot, np.arange(clusters_n), before_n, assigned=assigned,
                 plan={"design": "stepped"})  # fmt: skip


def alone(seed: int, *, effect: float = 0.0, before_n: int = 60, after_n: int = 20, hangs_on: float = 0.3) -> World:
    """Return a pilot without a control: ten teams, a trend, and weeks that hang on to the one before."""
    rng = np.random.default_rng(seed)
    periods_n, units_n = before_n + after_n, 10
    luck = rng.normal(0, 0.3, periods_n)
    for week in range(1, periods_n):
        luck[week] += hangs_on * luck[week - 1]
    course = 7 + 0.01 * np.arange(periods_n) + luck
    without = course + rng.normal(0, 1, units_n)[:, None] + rng.normal(0, 0.3, (units_n, periods_n))
    everyone = np.ones(units_n, dtype=bool)
    added = effect * _treated(everyone, before_n, periods_n)
    return World(without, added, everyone, np.arange(units_n), before_n, plan={"design": "alone"})


def _half(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.permutation(np.arange(n) % 2 == 1)


def _treated(in_pilot: np.ndarray, before_n: int, periods_n: int) -> np.ndarray:
    return np.outer(in_pilot, np.arange(periods_n) >= before_n)


def _amounts(rng: np.random.Generator, sd: float, n: int) -> np.ndarray:
    """Return skewed amounts (lognormal, sigma 1) with a standard deviation."""
    return sd * rng.lognormal(0, 1, n) / np.sqrt((np.e - 1) * np.e)
