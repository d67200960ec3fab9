"""Which drivers tell most about an outcome: shares of R², how sure their order is, and what chance alone reaches."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxkit.analysis.dominance import TINY, correlations, johnson, lmg
from cxkit.analysis.drivers.design import LABELS, Design
from cxkit.analysis.mcfadden import mcfadden_shapley, standardised
from cxkit.analysis.uncertainty import PERCENTILES, stream

DRAWS = 400
BLOCKS_N = 400
LMG_N = 20  # drivers or groups of which every subset is looked at
NOISE_SUMS_N = 4_000
SURE_N = 14  # of which that is done again in every draw
MCFADDEN_N = 10  # of which every subset gets a logistic fit
MCFADDEN_FITS = 2**24  # customers times subsets of those fits; beyond, fewer customers
TOP = 3
DIGITS = 9  # shares that are equal to so many digits have the same rank
COLUMNS = (
    "driver", "share", "low", "high", "rank", "rank_low", "rank_high", "top3_share", "noise_share", "second_share",
    "sign", "method", "second_method",
)  # fmt: skip
TEXTS = ("driver", "method", "second_method")


def importance(
    design: Design,
    y: np.ndarray,
    *,
    groups: Mapping[str, Sequence[str]],
    customer_id: Sequence[str],
    seed: int,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """Return which share of what the drivers explain together is each one's, and how sure their order is.

    Parameters
    ----------
    design : of the customers of one model.
    y : (n,), 0.0 or 1.0, both present.
    groups : drivers that count as one, by name of the group; drivers the design lacks are passed over.
    customer_id : (n,), by which the customers are drawn again, so that the order of rows does not matter.
    seed, draws : of the bootstrap.

    Returns
    -------
    One row per driver or group, the largest share first: driver; share of R² (0-1, together 1); low, high (95 %); rank
    (1 is the largest; equal shares have the same), rank_low, rank_high (95 %), top3_share (of the draws in which it is
    among the first three); noise_share, below which as many random columns stay in 97.5 % of draws; second_share, by
    McFadden's R² of logistic fits; sign of its coefficient beside all others (0 for labels, and for groups whose
    columns point both ways); method (lmg, or johnson beyond 20), second_method (mcfadden to 10, else '').

    Raises
    ------
    ValueError : y has one value only.

    Notes
    -----
    LMG on the correlations of columns and outcome (Grömping 2006), so no unit matters; the columns of a label enter
    together. Intervals, ranks and noise to 14 drivers or groups with LMG, and always with Johnson; nan otherwise.
    Customers fall by a hash of their id into at most 400 blocks, and each draw takes every block a Poisson(1) number of
    times. The share of a driver without any effect is never below 0, so its interval does not reach it: whether a
    driver tells anything is seen from the noise, the share of as many independent normal columns as the driver has, in
    these very customers. (A driver without effect of its own that goes with others does get a part of theirs.)
    Duplicates share evenly. Where 2^g fits on all customers are too many, McFadden's shares are of fewer, by hash.

    Examples
    --------
    Two drivers that always agree share everything:

    >>> from cxkit.analysis.drivers.design import design
    >>> calls = [0.0, 1.0, 2.0, 3.0] * 5
    >>> made = design(pd.DataFrame({"calls": calls, "mails": calls}), kinds={"calls": "count", "mails": "count"})
    >>> found = importance(made, np.array([0.0, 0.0, 1.0, 1.0] * 5), groups={}, customer_id=range(20), seed=1, draws=9)
    >>> found[["driver", "share", "rank"]].round(6).to_dict("list")
    {'driver': ['calls', 'mails'], 'share': [0.5, 0.5], 'rank': [1, 1]}
    """
    if np.ptp(y) == 0:
        raise ValueError("the outcome has one value only")
    members = members_of(design, groups)
    if not members:
        return pd.DataFrame(columns=[*COLUMNS], dtype=float).astype(dict.fromkeys(TEXTS, "str"))
    order = _by_hash(customer_id, seed)
    x, outcome = design.x[order], np.asarray(y, float)[order]
    places = {name: _places(design, drivers) for name, drivers in members.items()}
    found = importance_of_sums(block_sums(x, outcome), design.columns[1:], places, seed=seed, draws=draws)
    found["second_share"], found["second_method"] = _second(x, outcome, places, found["driver"])
    labelled = [name for name, drivers in members.items() if any(design.kinds[driver] == LABELS for driver in drivers)]
    found["sign"] = found["sign"].where(~found["driver"].isin(labelled), 0)
    return found[[*COLUMNS]]


def members_of(design: Design, groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the drivers of the design by name of their group, or by their own."""
    group_of = {driver: name for name, drivers in groups.items() for driver in drivers}
    members: dict[str, list[str]] = {}
    for driver in design.drivers:
        members.setdefault(group_of.get(driver, driver), []).append(driver)
    return members


def _places(design: Design, drivers: Sequence[str]) -> tuple[int, ...]:
    return tuple(place for driver in drivers for place in design.places[driver])


def _by_hash(customer_id: Sequence[str], seed: int) -> np.ndarray:
    """Return the places of the customers in an order that follows from seed and id only."""
    key = str(seed).encode()
    hashes = [hashlib.blake2b(str(one).encode(), key=key, digest_size=8).digest() for one in customer_id]
    return np.argsort(np.array([int.from_bytes(one) for one in hashes], np.uint64), kind="stable")


def block_sums(x: np.ndarray, y: np.ndarray, *, blocks_n: int = BLOCKS_N) -> np.ndarray:
    """Return the cross products of constant, columns and outcome in each block of adjacent customers.

    Parameters
    ----------
    x : (n, k), a constant first.
    y : (n,).

    Returns
    -------
    (blocks, k + 1, k + 1), of columns and outcome brought to mean 0 and sd 1 (a constant to 0).

    Examples
    --------
    >>> block_sums(np.array([[1.0, 10.0], [1.0, 30.0]]), np.array([0.0, 1.0]), blocks_n=2)[1]
    array([[1., 1., 1.],
           [1., 1., 1.],
           [1., 1., 1.]])
    """
    told = standardised(np.column_stack([x, y]))
    bounds = np.linspace(0, len(told), min(blocks_n, len(told)) + 1).astype(int)
    return np.stack([told[low:high].T @ told[low:high] for low, high in itertools.pairwise(bounds)])


def importance_of_sums(
    sums: np.ndarray, columns: Sequence[str], places: Mapping[str, Sequence[int]], *, seed: int, draws: int = DRAWS
) -> pd.DataFrame:
    """Return what `importance` does, from cross products by block of customers, without the second method.

    Parameters
    ----------
    sums : (blocks, k + 2, k + 2), cross products of the constant, the k columns and the outcome; as of `block_sums`.
    columns : names of the k columns, which the random numbers follow.
    places : driver or group to the places of its columns in `sums`, from 1.
    seed, draws : of the bootstrap.

    Returns
    -------
    As of `importance`, with the sign of label drivers as their columns have it.
    """
    names, groups = list(places), list(places.values())
    method = "lmg" if len(groups) <= LMG_N else "johnson"
    total = sums.sum(axis=0)
    share = shares_of(total, groups, method=method)
    found = pd.DataFrame({"driver": names, "share": share, "rank": ranks(share)})
    found["sign"] = _signs(total, groups)
    found["noise_share"] = np.nan
    found[["low", "high", "rank_low", "rank_high", "top3_share"]] = np.nan
    if draws and (len(groups) <= SURE_N or method == "johnson"):
        drawn = shares_of(_drawn_again(sums, seed=seed, draws=draws), groups, method=method)
        found = found.assign(**_spread(drawn[np.isfinite(drawn).all(axis=1)]))
        found["noise_share"] = noise_shares(total, columns, groups, method=method, seed=seed, draws=draws)
    found["method"], found["second_method"], found["second_share"] = method, "", np.nan
    return found.sort_values("rank", kind="stable", ignore_index=True)[[*COLUMNS]]


def shares_of(sums: np.ndarray, groups: Sequence[Sequence[int]], *, method: str) -> np.ndarray:
    """Return the share of R² of each group of columns (..., g), from cross products (..., k + 2, k + 2).

    nan where the columns explain nothing at all.
    """
    together = _correlations_of(sums)
    rxx, rxy = together[..., :-1, :-1], together[..., :-1, -1]
    own = [[place - 1 for place in group] for group in groups]
    if method == "lmg":
        parts = lmg(rxx, rxy, groups=own)
    else:
        weights = johnson(rxx, rxy)
        parts = np.stack([weights[..., group].sum(axis=-1) for group in own], axis=-1)
    return _of_all(parts)


def _of_all(parts: np.ndarray) -> np.ndarray:
    """Return parts (..., g) as shares of their sum; nan where there is nothing to share."""
    parts = np.maximum(parts, 0)
    r2 = parts.sum(axis=-1, keepdims=True)
    return np.divide(parts, r2, out=np.full_like(parts, np.nan), where=r2 > TINY)


def _correlations_of(sums: np.ndarray) -> np.ndarray:
    mean = sums[..., 0, 1:] / sums[..., 0, 0, None]
    square = sums[..., 1:, 1:] / sums[..., 0, 0, None, None]
    return correlations(square - mean[..., :, None] * mean[..., None, :])


def ranks(shares: np.ndarray) -> np.ndarray:
    """Return the rank of each share (..., g), 1 the largest; equal shares have the same.

    >>> ranks(np.array([0.2, 0.5, 0.2, 0.1]))
    array([2, 1, 2, 4])
    """
    told = np.round(shares, DIGITS)
    return 1 + (told[..., None, :] > told[..., :, None]).sum(axis=-1)


def _drawn_again(sums: np.ndarray, *, seed: int, draws: int) -> np.ndarray:
    times = stream(seed, "importance", "blocks").poisson(1, (draws, len(sums))).astype(float)
    times[times.sum(axis=1) == 0] = 1
    return np.tensordot(times, sums, axes=1)


def _spread(drawn: np.ndarray) -> dict[str, np.ndarray]:
    """Return the intervals of shares and ranks over draws (m, g)."""
    if not len(drawn):
        return {}
    drawn_ranks = ranks(drawn)
    low, high = np.percentile(drawn, PERCENTILES, axis=0)
    rank_low, rank_high = np.percentile(drawn_ranks, PERCENTILES, axis=0, method="inverted_cdf")
    top = (drawn_ranks <= TOP).mean(axis=0)
    return {"low": low, "high": high, "rank_low": rank_low, "rank_high": rank_high, "top3_share": top}


def noise_shares(
    total: np.ndarray, columns: Sequence[str], groups: Sequence[Sequence[int]], *, method: str, seed: int, draws: int
) -> list[float]:
    """Return what as many random columns as a group has add in 97.5 % of draws at most, as a share of R² without them.

    One random column enters these very customers in each draw; several are sums of such draws, as what independent
    columns add is independent but for terms of 1/n.
    """
    drawn = shares_of(
        _with_noise(total, columns, seed=seed, draws=draws), [*groups, (len(columns) + 1,)], method=method
    )
    odds = drawn[:, -1] / (1 - drawn[:, -1])
    reached = {}
    for size in {len(group) for group in groups}:
        rng = stream(seed, "noise", "columns", str(size))
        several = odds if size == 1 else rng.choice(odds, (NOISE_SUMS_N, size)).sum(axis=1)
        reached[size] = min(float(np.percentile(several, PERCENTILES[1])), 1.0)
    return [reached[len(group)] for group in groups]


def _with_noise(total: np.ndarray, columns: Sequence[str], *, seed: int, draws: int) -> np.ndarray:
    """Return the cross products (m, k + 3, k + 3) with an independent normal column before the outcome.

    Its products with the other columns are normal with covariance `total`; what is left of its square is chi-squared.
    """
    variance, direction = np.linalg.eigh(total)
    told = variance > TINY * variance[-1]
    root = (direction * np.sqrt(np.where(told, variance, 0))) @ direction.T
    normal = np.stack([stream(seed, "noise", name).normal(size=draws) for name in ("const", *columns, "outcome")])
    rest = stream(seed, "noise").chisquare(max(total[0, 0] - told.sum(), 1), draws)
    within = direction[:, told].T @ normal
    q = len(total)
    whole = np.empty((draws, q + 1, q + 1))
    whole[:, :q, :q] = total
    whole[:, q, :q] = whole[:, :q, q] = (root @ normal).T
    whole[:, q, q] = (within**2).sum(axis=0) + rest
    order = [*range(q - 1), q, q - 1]
    return whole[:, order][:, :, order]


def _signs(total: np.ndarray, groups: Sequence[Sequence[int]]) -> list[int]:
    """Return the sign of each group's coefficients beside all other columns; 0 where they point both ways."""
    together = _correlations_of(total)
    coefficients = np.linalg.pinv(together[:-1, :-1], rcond=TINY, hermitian=True) @ together[:-1, -1]
    told = np.sign(np.round(coefficients, DIGITS)).astype(int)
    return [int(one.pop()) if len(one := {*told[[place - 1 for place in group]]}) == 1 else 0 for group in groups]


def _second(
    x: np.ndarray, y: np.ndarray, places: Mapping[str, Sequence[int]], drivers: pd.Series
) -> tuple[np.ndarray, str]:
    """Return the shares by McFadden's R² in the order asked, and the name of the method."""
    few = slice(MCFADDEN_FITS >> len(places))
    if len(places) > MCFADDEN_N or np.ptp(y[few]) == 0:
        return np.full(len(drivers), np.nan), ""
    parts = mcfadden_shapley(x[few], y[few], groups=list(places.values()))
    return drivers.map(dict(zip(places, _of_all(parts), strict=True))).to_numpy(float), "mcfadden"
