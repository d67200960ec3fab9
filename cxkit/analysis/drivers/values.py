"""What an outcome is worth: the customer who stays, and the product that is taken beside what is held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.uncertainty import constant, interval, pert, stream
from cxkit.analysis.value import mean_interval
from cxkit.settings.driver_rules import TOGETHER
from cxkit.settings.drivers import CHURN, DriverModelling

HELD = "held:"
PRODUCT_COLUMNS = (
    "combination", "value_eur_mean", "low", "high", "stated_eur_year", "stated_low", "stated_high", "customers_n",
    "top2_share",
)  # fmt: skip


@dataclass(frozen=True)
class Worth:
    """What one outcome less (churn) or more (a product) is worth a year, per customer.

    eur : (n,) point value of each customer; 0 where it is not known.
    known : (n,) bool, whether it is.
    parts : (n, c), what each customer counts for in each part: one part with the customer's own euros (churn), or one
        part per combination held with 1 for who holds it.
    drawn : (c, 1 + draws), what one unit of each part is worth: the point value, then its draws.
    """

    eur: np.ndarray
    known: np.ndarray
    parts: np.ndarray
    drawn: np.ndarray


def worth(rows: pd.DataFrame, *, outcome: str, settings: DriverModelling) -> Worth:
    """Return what an outcome is worth of each customer.

    Parameters
    ----------
    rows : one row per customer: value_eur_year, held:<product>.
    outcome : churn, or the product that is taken.
    settings : values of products.

    Notes
    -----
    A customer's own value is taken as given. A customer of unknown value counts 0 and is told apart.

    Examples
    --------
    >>> rows = pd.DataFrame({"value_eur_year": [200.0, np.nan]})
    >>> made = worth(rows, outcome="churn", settings=DriverModelling.check({}))
    >>> made.eur.tolist(), made.known.tolist()
    ([200.0, 0.0], [True, False])
    """
    if outcome == CHURN:
        value = rows["value_eur_year"].to_numpy(float)
        known = ~np.isnan(value)
        eur = np.where(known, value, 0.0)
        return Worth(eur, known, eur[:, None], constant(1.0)[None, :])
    held = combinations_held(rows)
    names = sorted(held.unique())
    gained = product_values(names, product=outcome, settings=settings)
    parts = np.column_stack([held.to_numpy() == name for name in names]).astype(float)
    drawn = np.vstack([gained[name] for name in names])
    return Worth(parts @ drawn[:, 0], np.ones(len(rows), bool), parts, drawn)


def product_values(combinations: Iterable[str], *, product: str, settings: DriverModelling) -> dict[str, np.ndarray]:
    """Return what taking a product is worth a year to who holds each combination: the point value, then its draws.

    Parameters
    ----------
    combinations : what is held, as 'a + b'; '' for nothing.
    product : the product that is taken.
    settings : values of products and of combinations that are not worth the sum.

    Notes
    -----
    m(held and product) - m(held), with m of `set_value`; every range is drawn once and used wherever its product is.

    Examples
    --------
    >>> given = {"product_value_eur_year": {"a": [1, 2, 3], "b": [8, 10, 12]}, "cross_sell": {"b": "took_b"},
    ...          "combination_value_eur_year": {"a + b": [9, 10, 11]}, "held": {"a": "has_a"}}
    >>> made = product_values(["", "a"], product="b", settings=DriverModelling.check(given))
    >>> float(made[""][0]), float(made["a"][0])
    (10.0, 8.0)
    """
    drawn = drawn_values(settings)
    held = {name: parts_of(name) for name in combinations}
    return {name: set_value(parts | {product}, drawn) - set_value(parts, drawn) for name, parts in held.items()}


def drawn_values(settings: DriverModelling) -> dict[str, np.ndarray]:
    """Return every stated value by product, and by combination with its products in order of name."""
    stated = settings.product_value_eur_year | {
        combination(parts_of(name)): given for name, given in settings.combination_value_eur_year.items()
    }
    return {
        name: pert(*given, rng=stream(settings.seed, "product_value", name)) for name, given in sorted(stated.items())
    }


def set_value(held: frozenset[str], drawn: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return what products together are worth: a stated combination counts before the sum of its parts.

    The largest stated combination is taken out first (of equal ones the first by name), then the next of what is left;
    the rest are added one by one. A product without a stated value counts 0.

    >>> drawn = {"a": np.array([2.0]), "b": np.array([10.0]), "c": np.array([5.0]), "a + b": np.array([11.0])}
    >>> float(set_value(frozenset("abc"), drawn)[0]), float(set_value(frozenset("ac"), drawn)[0])
    (16.0, 7.0)
    """
    total = constant(0.0, draws=len(next(iter(drawn.values()))) - 1) if drawn else np.zeros(1)
    for name in sorted(drawn, key=lambda name: (-len(parts_of(name)), name)):
        if parts_of(name) <= held:
            total = total + drawn[name]
            held = held - parts_of(name)
    return total


def parts_of(name: str) -> frozenset[str]:
    """Return the products of a combination.

    >>> sorted(parts_of("b + a")), sorted(parts_of(""))
    (['a', 'b'], [])
    """
    return frozenset(name.split(TOGETHER)) if name else frozenset()


def combination(products: Iterable[str]) -> str:
    """Return products as one name, in order of name: 'a + b'; '' for none."""
    return TOGETHER.join(sorted(products))


def combinations_held(rows: pd.DataFrame) -> pd.Series:
    """Return which products each customer holds, as one name.

    >>> combinations_held(pd.DataFrame({"held:b": [1.0, 1.0, 0.0], "held:a": [0.0, 1.0, 0.0]})).tolist()
    ['b', 'a + b', '']
    """
    columns = sorted(name for name in rows.columns if name.startswith(HELD))
    names = pd.Series("", index=rows.index, dtype="str")
    for column in columns:
        has = rows[column] == 1
        joined = names.where(names == "", names + TOGETHER) + column.removeprefix(HELD)
        names = names.mask(has, joined)
    return names


def combination_table(rows: pd.DataFrame, *, settings: DriverModelling) -> pd.DataFrame:
    """Return what customers who hold each combination are worth, beside the value the settings state for it.

    Parameters
    ----------
    rows : one row per customer: value_eur_year, held:<product>.
    settings : values of products.

    Returns
    -------
    One row per combination held, as `DriverResult.products`: combination, value_eur_mean, low, high, stated_eur_year,
    stated_low, stated_high (mean of the range and P2.5-P97.5 of its draws; nan where a product has no stated value),
    customers_n, top2_share. The mean is of customers whose value is known.
    """
    held = combinations_held(rows)
    drawn = drawn_values(settings)
    lines = [_combination_row(name, rows.loc[held == name, "value_eur_year"], drawn) for name in sorted(held.unique())]
    return pd.DataFrame(lines, columns=list(PRODUCT_COLUMNS))


def _combination_row(name: str, value_eur: pd.Series, drawn: Mapping[str, np.ndarray]) -> dict[str, object]:
    mean = mean_interval(value_eur.dropna())
    stated = (np.nan, np.nan, np.nan)
    if name and parts_of(name) <= set(drawn):
        stated = interval(set_value(parts_of(name), drawn))
    return {
        "combination": name, "value_eur_mean": mean["mean"], "low": mean["low"], "high": mean["high"],
        "stated_eur_year": stated[0], "stated_low": stated[1], "stated_high": stated[2],
        "customers_n": mean["customers_n"], "top2_share": mean["top2_share"],
    }  # fmt: skip
