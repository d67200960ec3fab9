"""How what is capitalised is written off over its life."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

MONTHS = 12
EXCEL_DECIMALS = 3  # Excel's DB rounds its rate


def schedule(cost: float, *, salvage: float, life_years: int, method: str = "straight line") -> np.ndarray:
    """Return what is written off in each year of a life.

    Parameters
    ----------
    cost : what was paid, in euros.
    salvage : what is left at the end of the life, in euros; 0 to `cost`.
    life_years : whole years, 1 or more.
    method : 'straight line', 'declining' or 'sum of years'.

    Returns
    -------
    One amount per year, in euros; together cost - salvage, whatever the method.

    Raises
    ------
    ValueError : a life below one year, or an unknown method.

    Notes
    -----
    declining: twice the straight-line share of what is left, from the year in which that is more straight line over
    the years that remain (Excel's VDB); never below the salvage value. sum of years: (n, n - 1, ... 1) / (1 + ... + n).

    Examples
    --------
    >>> schedule(60_000.0, salvage=0.0, life_years=3).tolist()
    [20000.0, 20000.0, 20000.0]
    >>> schedule(60_000.0, salvage=0.0, life_years=3, method="sum of years").tolist()
    [30000.0, 20000.0, 10000.0]
    >>> schedule(40_000.0, salvage=0.0, life_years=4, method="declining").tolist()
    [20000.0, 10000.0, 5000.0, 5000.0]
    """
    if life_years < 1 or method not in METHODS:
        raise ValueError(f"a life of {life_years} years, method {method!r}; expected 1 or more, one of {[*METHODS]}")
    return METHODS[method](float(cost), float(salvage), int(life_years))


def _straight_line(cost: float, salvage: float, life: int) -> np.ndarray:
    return np.full(life, (cost - salvage) / life)


def _sum_of_years(cost: float, salvage: float, life: int) -> np.ndarray:
    return (cost - salvage) * np.arange(life, 0, -1) / (life * (life + 1) / 2)


def _declining(cost: float, salvage: float, life: int) -> np.ndarray:
    amounts, book = np.zeros(life), cost
    for year in range(life):
        amounts[year] = min(max(2 / life * book, (book - salvage) / (life - year)), book - salvage)
        book -= amounts[year]
    return amounts


METHODS: dict[str, Callable[[float, float, int], np.ndarray]] = {
    "straight line": _straight_line, "declining": _declining, "sum of years": _sum_of_years,
}  # fmt: skip


def declining_balance(cost: float, *, salvage: float, life_years: int, months: int = MONTHS) -> np.ndarray:
    """Return what Excel's DB writes off in each year: a fixed share of what is left, the share in three decimals.

    Parameters
    ----------
    cost, salvage : in euros, above 0.
    life_years : whole years.
    months : months of the first year, 1-12; with fewer than 12 a last, partial year follows.

    Notes
    -----
    rate = 1 - (salvage / cost)^(1 / life), rounded to three decimals, so that the total need not be cost - salvage.

    Examples
    --------
    >>> [round(float(amount), 2) for amount in declining_balance(1e6, salvage=1e5, life_years=6, months=7)[:2]]
    [186083.33, 259639.42]
    """
    rate = round(1 - (salvage / cost) ** (1 / life_years), EXCEL_DECIMALS)
    parts = [months / MONTHS, *[1.0] * (life_years - 1), *([(MONTHS - months) / MONTHS] if months < MONTHS else [])]
    amounts, book = [], cost
    for part in parts:
        amounts.append(book * rate * part)
        book -= amounts[-1]
    return np.array(amounts)


def double_declining(cost: float, *, salvage: float, life_years: int, factor: float = 2.0) -> np.ndarray:
    """Return what Excel's DDB writes off in each year: factor / life of what is left, never below the salvage value.

    >>> float(double_declining(2_400.0, salvage=300.0, life_years=10)[0])
    480.0
    """
    amounts, book = [], cost
    for _ in range(life_years):
        amounts.append(min(book * min(factor / life_years, 1.0), max(book - salvage, 0.0)))
        book -= amounts[-1]
    return np.array(amounts)
