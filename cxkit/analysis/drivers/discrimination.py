"""How well probabilities tell who left from who stayed: area under the curve, precision, lift of the top decile."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.uncertainty import PERCENTILES, stream
from cxkit.analysis.value import Z

DRAWS = 400
MOST_GROUPS = 2_000  # groups of alike customers that are drawn, however many customers there are
TOP = 0.1

Estimate = tuple[float, float, float]
UNKNOWN: Estimate = (np.nan, np.nan, np.nan)


def auc(y: np.ndarray, p: np.ndarray) -> Estimate:
    """Return the chance that who left was given a higher probability than who stayed, with its 95 % interval.

    Parameters
    ----------
    y : (n,) 0.0 or 1.0.
    p : (n,) any number that rises with the chance of 1.

    Returns
    -------
    Estimate, low, high, 0-1; all nan with fewer than two of either class. Equal numbers count half.

    Notes
    -----
    Variance by DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837-845, from ranks; interval on the log-odds
    scale. At 0 or 1 that variance is 0; the limit is then method 5 of Newcombe (2006), Statistics in Medicine 25,
    559-573.

    Examples
    --------
    Of four pairs, one the wrong way round:

    >>> auc(np.array([0, 0, 1, 1.0]), np.array([0.1, 0.4, 0.35, 0.8]))[0]
    0.75
    """
    with_p, without_p = p[y == 1], p[y == 0]
    if min(len(with_p), len(without_p)) < 2:
        return UNKNOWN
    together = ranks(np.concatenate([with_p, without_p]))
    above = (together[: len(with_p)] - ranks(with_p)) / len(without_p)
    below = 1 - (together[len(with_p) :] - ranks(without_p)) / len(with_p)
    area = float(above.mean())
    if area in (0.0, 1.0):
        limit = _newcombe_limit(len(with_p), len(without_p))
        return (1.0, limit, 1.0) if area else (0.0, 0.0, 1 - limit)
    variance = above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below)
    middle, half = np.log(area / (1 - area)), Z * np.sqrt(variance) / (area * (1 - area))
    return area, float(1 / (1 + np.exp(half - middle))), float(1 / (1 + np.exp(-half - middle)))


def ranks(values: np.ndarray) -> np.ndarray:
    """Return the rank of each number, from 1; equal numbers share the mean of theirs.

    >>> ranks(np.array([0.3, 0.1, 0.3])).tolist()
    [2.5, 1.0, 2.5]
    """
    return pd.Series(values).rank().to_numpy(float)


def _newcombe_limit(m: int, n: int) -> float:
    """Return the lowest area that goes with no pair the wrong way round among m x n."""
    from scipy.optimize import brentq

    def beyond(area: float) -> float:
        more = (m + n) / 2 - 1
        spread = area * (1 - area) / (m * n) * (1 + more * (1 - area) / (2 - area) + more * area / (1 + area))
        return (1 - area) - Z * np.sqrt(spread)

    return float(brentq(beyond, 0.0, 1 - 1e-12))


def average_precision(y: np.ndarray, p: np.ndarray) -> float:
    """Return the area under the curve of precision against recall, 0-1; nan when nobody left.

    Notes
    -----
    Sum over the distinct probabilities, from high to low, of precision x the recall gained there (no interpolation).

    Examples
    --------
    From high to low: left, stayed, left, stayed; precision 1 and 2/3 where recall rises.

    >>> round(average_precision(np.array([0, 0, 1, 1.0]), np.array([0.1, 0.4, 0.35, 0.8])), 4)
    0.8333
    """
    return float(_average_precision(*_from_high_to_low(y, p)))


def top_decile_lift(y: np.ndarray, p: np.ndarray) -> float:
    """Return how many times more often customers of the top decile left than all do; nan when nobody left.

    Notes
    -----
    The top decile is the tenth of the customers with the highest probabilities; customers of equal probability at its
    edge are in it in part, all with the same share.

    Examples
    --------
    Ten customers, two left, one of them at the top: 1 of 1 against 2 of 10.

    >>> top_decile_lift(np.array([1, 0, 0, 0, 1, 0, 0, 0, 0, 0.0]), np.arange(1, 0, -0.1))
    5.0
    """
    return _lift(*_from_high_to_low(y, p))


def drawn(y: np.ndarray, p: np.ndarray, *, seed: int, draws: int = DRAWS) -> dict[str, Estimate]:
    """Return average precision and lift of the top decile with bootstrap intervals.

    Parameters
    ----------
    y : (n,) 0.0 or 1.0, both there.
    p : (n,) probabilities.
    seed, draws : of the bootstrap.

    Returns
    -------
    pr_auc and top_decile_lift: estimate, low, high.

    Notes
    -----
    Poisson bootstrap by percentiles, over groups of customers of about the same probability (each its own up to
    2,000), so the order of the rows does not matter; what the groups round off is put back.
    """
    grouped = _from_high_to_low(y, p, most=MOST_GROUPS)
    events, others = grouped[0], grouped[1] - grouped[0]
    rng = stream(seed, "quality")
    events, others = (rng.poisson(counts, (draws, len(counts))) for counts in (events, others))
    possible = events.sum(axis=1) > 0
    events, customers = events[possible], (events + others)[possible]
    precision = average_precision(y, p), _average_precision(*grouped), _average_precision(events, customers)
    lifts = np.array([_lift(*draw) for draw in zip(events, customers, strict=True)])
    lift = top_decile_lift(y, p), _lift(*grouped), lifts
    return {"pr_auc": _percentiles(*precision), "top_decile_lift": _percentiles(*lift)}


def _percentiles(estimate: float, grouped: float, draws: np.ndarray) -> Estimate:
    low, high = np.percentile(draws, PERCENTILES) + (estimate - grouped)
    return estimate, float(low), float(high)


def _from_high_to_low(y: np.ndarray, p: np.ndarray, *, most: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return events and customers per distinct probability, or per one of so many groups, from high to low."""
    group = ranks(-p) - 0.5
    if most:
        group = np.floor(group / len(p) * most)
    _, place = np.unique(group, return_inverse=True)
    return np.bincount(place, weights=y), np.bincount(place).astype(float)


def _average_precision(events: np.ndarray, customers: np.ndarray) -> np.ndarray:
    """Return the average precision of each row of counts, from high to low."""
    found, seen = np.cumsum(events, axis=-1), np.cumsum(customers, axis=-1)
    precision = found / np.maximum(seen, 1)
    all_n = found[..., -1]
    return (events * precision).sum(axis=-1) / np.where(all_n > 0, all_n, np.nan)


def _lift(events: np.ndarray, customers: np.ndarray) -> float:
    found, seen = np.cumsum(events), np.cumsum(customers)
    if not found[-1]:
        return np.nan
    at_top = np.interp(TOP * seen[-1], np.r_[0, seen], np.r_[0, found])
    return float(at_top / found[-1] / TOP)
