"""Customers and euros a year that a change saves, with intervals over model and value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from cxkit.analysis.drivers.values import Worth
from cxkit.analysis.uncertainty import PERCENTILES, stream
from cxkit.analysis.value import Z
from cxkit.settings.drivers import CHURN, DriverModelling

Estimate = tuple[float, float, float]


class Saving(Protocol):
    """What a what-if, or several together, save: per customer, and what each customer adds to a weighted sum of it."""

    @property
    def saved(self) -> np.ndarray: ...

    def influence(self, weights: np.ndarray) -> np.ndarray: ...


def base_and_cap(probability: np.ndarray, made: Worth, outcome: str) -> tuple[float, float]:
    """Return the leavers or takers as it is, by the probability of each customer, and what they cost or bring.

    Only leavers of positive value cost: nobody gains by keeping the others.
    """
    value = np.maximum(made.eur, 0.0) if outcome == CHURN else made.eur
    return float(probability.sum()), float((probability * value).sum())


def normal(estimate: float, influence: np.ndarray) -> Estimate:
    """Return an estimate with its 95 % interval, from what each customer adds to it.

    >>> [round(x, 3) for x in normal(1.0, np.array([0.3, -0.4]))]
    [1.0, 0.02, 1.98]
    """
    half = Z * float(np.sqrt(np.sum(influence**2)))
    return float(estimate), float(estimate) - half, float(estimate) + half


def capped(figures: Estimate, cap: float, outcome: str) -> Estimate:
    """Return a figure and its interval, of churn no higher than the cap.

    >>> capped((5.0, 1.0, 9.0), 8.0, "churn"), capped((5.0, 1.0, 9.0), 8.0, "solar")
    ((5.0, 1.0, 8.0), (5.0, 1.0, 9.0))
    """
    return tuple(min(figure, cap) for figure in figures) if outcome == CHURN else figures


def euros(
    savings: Sequence[tuple[Saving, Worth]],
    *,
    who: Sequence[np.ndarray],
    name: str,
    settings: DriverModelling,
    places: Sequence[np.ndarray] | None = None,
    customers_n: int = 0,
) -> Estimate:
    """Return the euros that savings of a year bring, with a 95 % interval over model and value.

    Parameters
    ----------
    savings : what is saved, and what it is worth; of different outcomes when there are several.
    who : per saving (n,) bool, whose.
    name : names the random numbers.
    settings : seed.
    places : per saving where its customers stand among customers_n, when there are several.

    Notes
    -----
    The totals T of the parts (euros of leavers, takers by combination held) are joint normal with the covariance S of
    their influences; a value v per part gives a normal total with mean v'T and variance v'S v, one draw for each draw
    of the values. Nothing is drawn when every value is given.
    """
    known = [made.known & group for (_, made), group in zip(savings, who, strict=True)]
    if not any(group.any() for group in known):
        return np.nan, np.nan, np.nan
    totals, influences, drawn = [], [], []
    for at, (saving, made) in enumerate(savings):
        parts = made.parts * who[at][:, None]
        totals += (saving.saved @ parts).tolist()
        each = [saving.influence(part) for part in parts.T]
        influences += each if places is None else [_placed(one, places[at], customers_n) for one in each]
        drawn.append(made.drawn)
    values, stacked, total = np.vstack(drawn), np.array(influences), np.array(totals)
    spread = stacked @ stacked.T
    sd = np.sqrt(np.maximum(np.einsum("cd,ce,ed->d", values, spread, values), 0.0))
    centre = total @ values
    if np.ptp(values, axis=1).max() == 0:
        return float(centre[0]), float(centre[0] - Z * sd[0]), float(centre[0] + Z * sd[0])
    rng = stream(settings.seed, "what_if", name)
    low, high = np.percentile(centre[1:] + sd[1:] * rng.standard_normal(len(centre) - 1), PERCENTILES)
    return float(centre[0]), float(low), float(high)


def _placed(each: np.ndarray, places: np.ndarray, customers_n: int) -> np.ndarray:
    wide = np.zeros(customers_n + 1)
    wide[places], wide[-1] = each[:-1], each[-1]
    return wide


def status_of(eur: Estimate, saved: Estimate) -> str:
    """Return whether a difference is shown: by the euros, or by the customers when no value is known.

    >>> status_of((5.0, 1.0, 9.0), (1.0, -1.0, 3.0)), status_of((np.nan,) * 3, (1.0, -1.0, 3.0))
    ('shown', 'no_difference')
    """
    _, low, high = saved if np.isnan(eur[0]) else eur
    return "no_difference" if low <= 0 <= high else "shown"
