"""The sums of a model from the engine that holds the customers: one query per pass, in little memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw
import numpy as np

from cxkit.analysis.drivers.logistic import LogisticSums, Sums

LINEAR, SMALL, PROBABILITY, STEEPNESS = "__linear", "__small", "__probability", "__steepness"
WEIGHTED = "__weighted"
COUNT, EVENTS, LIKELIHOOD = "__n", "__events", "__likelihood"


def logistic_sums(lazy: nw.LazyFrame, columns: Sequence[str], outcome: str) -> Sums:
    """Return what adds up the sums of a logistic model in the engine, for `fit_from_sums`.

    Parameters
    ----------
    lazy : one row per customer, of any engine; no blanks in the columns used.
    columns : numbers, whole numbers or booleans, in the order of the coefficients after the constant.
    outcome : column with 0 or 1, or a boolean.

    Returns
    -------
    From coefficients (1 + columns,) to `LogisticSums`, by one query that returns one row.

    Notes
    -----
    Every exponential is of a number below 0, so nothing overflows: p = 1 / (1 + e) or e / (1 + e) with e = exp(-|l|),
    p (1 - p) = e / (1 + e)², log(1 + exp(l)) = max(l, 0) + log(1 + e).
    """
    x, y = _names("x", len(columns)), "__y"
    held = lazy.select(*_as_numbers(x, columns), nw.col(outcome).cast(nw.Float64).alias(y))
    k = 1 + len(columns)

    def sums(beta: np.ndarray) -> LogisticSums:
        row = _one_row(_with_probability(held, x, beta).select(*_sum_expressions(x, y)))
        return LogisticSums(
            gradient=np.array([row[f"__g{i}"] for i in range(k)]),
            information=_square(row, k),
            log_likelihood=row[LIKELIHOOD],
            n=row[COUNT],
            events_n=row[EVENTS],
        )

    return sums


def covariance_sums(lazy: nw.LazyFrame, columns: Sequence[str]) -> tuple[int, np.ndarray, np.ndarray]:
    """Return number, means and covariance of columns, added up in the engine.

    Parameters
    ----------
    lazy : one row per customer, of any engine; no blanks in the columns used.
    columns : numbers, whole numbers or booleans.

    Returns
    -------
    n; mean (p,); covariance (p, p) with n - 1, nan with fewer than two customers.

    Notes
    -----
    For customers whom only the engine holds: `importance` draws blocks of customers again, which takes their sums by
    block, and makes those of the columns the model has in memory already.
    Two queries, the second about the means of the first, with what rounding left of them taken off (Chan, Golub &
    LeVeque 1983, The American Statistician 37, 242-247).
    """
    x, p = _names("x", len(columns)), len(columns)
    held = lazy.select(*_as_numbers(x, columns))
    first = _one_row(held.select(nw.len().alias(COUNT), *(nw.col(name).mean() for name in x)))
    n = int(first[COUNT])
    if n < 2:
        return n, np.array([first[name] for name in x]), np.full((p, p), np.nan)
    means = np.array([first[name] for name in x])
    about = held.select(*((nw.col(name) - float(mean)).alias(name) for name, mean in zip(x, means, strict=True)))
    row = _one_row(about.select(*(nw.col(name).sum() for name in x), *_products(x, x)))
    left = np.array([row[name] for name in x])
    return n, means + left / n, (_square(row, p) - np.outer(left, left) / n) / (n - 1)


def _names(stem: str, n: int) -> list[str]:
    return [f"__{stem}{i}" for i in range(n)]


def _square(row: Mapping[str, float], k: int) -> np.ndarray:
    """Return the sums of products of k columns as a symmetric matrix."""
    return np.array([[row[f"__p{min(i, j)}_{max(i, j)}"] for j in range(k)] for i in range(k)]).reshape(k, k)


def _as_numbers(names: Sequence[str], columns: Sequence[str]) -> Iterator[nw.Expr]:
    return (nw.col(column).cast(nw.Float64).alias(name) for name, column in zip(names, columns, strict=True))


def _with_probability(held: nw.LazyFrame, x: Sequence[str], beta: np.ndarray) -> nw.LazyFrame:
    """Return the customers with their log odds, probability and p (1 - p)."""
    linear = nw.lit(float(beta[0]))
    for name, coefficient in zip(x, beta[1:], strict=True):
        linear = linear + nw.col(name) * float(coefficient)
    small, told = nw.col(SMALL), nw.col(LINEAR) >= 0
    return (
        held.with_columns(linear.alias(LINEAR))
        .with_columns((-nw.col(LINEAR).abs()).exp().alias(SMALL))
        .with_columns(
            (nw.when(told).then(nw.lit(1.0)).otherwise(small) / (1.0 + small)).alias(PROBABILITY),
            (small / ((1.0 + small) * (1.0 + small))).alias(STEEPNESS),
        )
        .with_columns((nw.col(STEEPNESS) * nw.col(name)).alias(f"{WEIGHTED}{name}") for name in x)
    )


def _sum_expressions(x: Sequence[str], y: str) -> list[nw.Expr]:
    residual, linear = nw.col(y) - nw.col(PROBABILITY), nw.col(LINEAR)
    log_likelihood = nw.col(y) * linear - (linear + linear.abs()) / 2 - (1.0 + nw.col(SMALL)).log()
    return [
        nw.len().alias(COUNT),
        nw.col(y).sum().alias(EVENTS),
        log_likelihood.sum().alias(LIKELIHOOD),
        residual.sum().alias("__g0"),
        *((residual * nw.col(name)).sum().alias(f"__g{i}") for i, name in enumerate(x, start=1)),
        *_products([STEEPNESS, *(f"{WEIGHTED}{name}" for name in x)], ["", *x]),
    ]


def _products(left: Sequence[str], right: Sequence[str]) -> Iterator[nw.Expr]:
    """Return the sums of left i x right j, j up to i, as `_square` reads them; the right column '' is 1."""
    for j, other in enumerate(right):
        for i in range(j, len(left)):
            product = nw.col(left[i]) * nw.col(other) if other else nw.col(left[i])
            yield product.sum().alias(f"__p{j}_{i}")


def _one_row(lazy: nw.LazyFrame) -> dict[str, float]:
    row = lazy.collect("pyarrow").to_native().to_pylist()[0]
    return {name: float(value or 0.0) for name, value in row.items()}
