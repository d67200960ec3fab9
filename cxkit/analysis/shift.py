"""What it is worth when customers move from one CX group to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from cxkit.analysis.readings import Reading
from cxkit.analysis.value import Z

ROUNDING = 1e-12  # a difference below this share of the means is what a computer makes of zero


@dataclass(frozen=True)
class ShiftValue:
    """What a set of shifts is worth together.

    total_eur : euros over the period of the means.
    low_eur, high_eur : 95 % interval; unknown (NaN) when the means carry no standard error.
    """

    total_eur: float
    low_eur: float
    high_eur: float


def shift_value(
    groups: pd.DataFrame, *, shifts: Sequence[Sequence], covariance: pd.DataFrame | None = None
) -> ShiftValue:
    """Return what it is worth when customers take on the mean value of another group.

    Whose and what: `customers` of the group `from` become worth, on average, what the group `to` is worth, against
    staying as they are, over the period of the means.

    Parameters
    ----------
    groups : group, value_eur_mean and, for an interval, value_eur_se (groups independent).
    shifts : [from, to, customers] per shift.
    covariance : covariance of the means, group x group, instead of value_eur_se.

    Notes
    -----
    V = sum of n_ij (v_j - v_i); delta method, the n_ij given: Var V = c' S c with c_k = dV/dv_k.

    Examples
    --------
    >>> groups = pd.DataFrame({"group": ["8", "10"], "customers_n": [400, 250], "value_eur_mean": [800.0, 1000.0]})
    >>> shift_value(groups, shifts=[["8", "10", 100]]).total_eur
    20000.0
    >>> shift_value(groups, shifts=[["10", "8", 100]]).total_eur
    -20000.0
    """
    if covariance is None and "value_eur_se" in groups:
        spread = np.diag(groups["value_eur_se"].to_numpy(float) ** 2)
    else:
        spread = np.full((len(groups), len(groups)), np.nan) if covariance is None else covariance.to_numpy(float)
    moved = _moved(groups["group"].tolist(), shifts)
    return _value_of(moved, groups["value_eur_mean"].to_numpy(float), spread)


def _moved(groups: list[str], shifts: Sequence[Sequence]) -> np.ndarray:
    """Return how many customers each group gains (+) or loses (-)."""
    moved = np.zeros(len(groups))
    for start, end, customers in shifts:
        moved[groups.index(start)] -= customers
        moved[groups.index(end)] += customers
    return moved


def _value_of(moved: np.ndarray, means: np.ndarray, covariance: np.ndarray) -> ShiftValue:
    """Return what the moves are worth; groups nobody moves to or from do not count, known or not."""
    touched = moved != 0
    c, means, covariance = moved[touched], means[touched], covariance[np.ix_(touched, touched)]
    total = float(c @ means)
    if abs(total) <= ROUNDING * float(np.abs(c) @ np.abs(means)):
        total = 0.0
    half = Z * float(np.sqrt(max(c @ covariance @ c, 0.0)))
    return ShiftValue(total, total - half, total + half)


def reading_value(reading: Reading, *, shifts: Sequence[Sequence]) -> ShiftValue:
    """Return what shifts are worth under one reading."""
    if not reading.computed:
        return ShiftValue(np.nan, np.nan, np.nan)
    moved = _moved(reading.means.index.tolist(), shifts)
    return _value_of(moved, reading.means.to_numpy(float), reading.covariance.to_numpy(float))


def shift_status(value: ShiftValue) -> str:
    """Return 'shown', 'no_difference' when the interval includes 0, or 'not_computable' without an interval.

    >>> shift_status(ShiftValue(5.0, -1.0, 11.0))
    'no_difference'
    """
    if not np.isfinite([value.total_eur, value.low_eur, value.high_eur]).all():
        return "not_computable"
    return "no_difference" if value.low_eur <= 0 <= value.high_eur else "shown"


def shift_matrix(readings: Sequence[Reading], *, groups: pd.DataFrame, customers_n: int) -> pd.DataFrame:
    """Return what moving a number of customers is worth, for every pair of groups, up and down, in each reading.

    Parameters
    ----------
    readings : those that are computed count.
    groups : group, customers_n, top2_share and, by score, score_mean; in the order of the report.
    customers_n : customers moved in each pair.

    Returns
    -------
    One row per reading and ordered pair: reading, from, to, direction (up, down), moved_n, value_eur, low_eur,
    high_eur, status, customers_n (of the smaller group), top2_share (of the more dominated one).
    """
    facts = groups.set_index("group")[["customers_n", "top2_share"]].to_dict("index")
    pairs = [pair for one, two in combinations(facts, 2) for pair in ((one, two, "up"), (two, one, "down"))]
    return pd.DataFrame(
        [_matrix_row(r, facts, pair, customers_n) for r in readings if r.computed for pair in pairs],
        columns=["reading", "from", "to", "direction", "moved_n", "value_eur", "low_eur", "high_eur", "status",
                 "customers_n", "top2_share"],
    )  # fmt: skip


def _matrix_row(
    reading: Reading, facts: Mapping[str, Mapping[str, float]], pair: tuple[str, str, str], customers_n: int
) -> tuple:
    start, end, direction = pair
    value = reading_value(reading, shifts=[[start, end, customers_n]])
    one, two = facts[start], facts[end]
    return (
        reading.name, start, end, direction, customers_n, value.total_eur, value.low_eur, value.high_eur,
        shift_status(value), int(min(one["customers_n"], two["customers_n"])),
        float(max(one["top2_share"], two["top2_share"])),
    )  # fmt: skip


def falls_with_score(reading: Reading, order: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of groups in which the higher score is worth less, beyond chance.

    Parameters
    ----------
    reading : group means with covariance.
    order : groups from low to high score.

    Notes
    -----
    Every pair is tested one-sided; the 5 % is shared over the pairs (Bonferroni), so that many groups do not
    make a fall by chance.
    """
    from scipy.stats import norm

    pairs = list(combinations(order, 2))
    limit = norm.ppf(0.05 / len(pairs)) if pairs else 0.0
    return [pair for pair in pairs if _z_of_rise(reading, *pair) < limit]


def _z_of_rise(reading: Reading, low: str, high: str) -> float:
    value = reading_value(reading, shifts=[[low, high, 1]])
    se = (value.high_eur - value.low_eur) / (2 * Z)
    if se == 0 and value.total_eur:
        return float(np.copysign(np.inf, value.total_eur))
    return value.total_eur / se if se > 0 else 0.0
