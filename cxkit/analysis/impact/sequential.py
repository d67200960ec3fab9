"""Looks in between: how much of the chance of a false alarm each look spends, and what it then takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from cxkit.analysis.impact.prepare import PilotData
from cxkit.analysis.impact.reading import CONFIDENCE, Reading

ALPHA = 1 - CONFIDENCE
LOOKS = ["pilot", "look_at", "share", "bound", "spent", "taken", "estimate", "z"]
LIMIT = ["bound", "spent"]
FARTHEST_Z = 8.0  # no bound lies beyond this: what it would spend is below what a computer can tell from 0
EXTENDED = 0.02
"""Two-sided chance of a false alarm added by all that is measured after the end planned first, however far it moves."""
NODES = (48, 800)  # points in a numerical integral, at least and at most


def spent(share: float, alpha: float = ALPHA) -> float:
    """Return how much of alpha may be spent once a share of the information is there.

    Parameters
    ----------
    share : of all information planned, 0-1.
    alpha : two-sided chance of a false alarm over all looks.

    Notes
    -----
    Lan & DeMets (1983), O'Brien-Fleming-type, each side alpha / 2: 4 × (1 − Φ(z(1 − alpha / 4) / √share)).

    Examples
    --------
    >>> round(spent(1.0), 4), round(spent(0.5), 4), spent(0.0)
    (0.05, 0.0031, 0.0)
    """
    if share <= 0:
        return 0.0
    return float(min(alpha, 4 * stats.norm.sf(stats.norm.isf(alpha / 4) / math.sqrt(min(share, 1.0)))))


def bounds(shares: Sequence[float], alpha: float = ALPHA) -> np.ndarray:
    """Return how far from 0 (in standard errors) an effect must lie at each look.

    Parameters
    ----------
    shares : of the information there at each look, rising, above 0 up to 1.
    alpha : two-sided chance of a false alarm over all looks.

    Returns
    -------
    z of each look, at most FARTHEST_Z.

    Notes
    -----
    The looks share their data, so that z at two looks correlates with √(share earlier / share later); the chance to
    cross first at a look is integrated numerically (Armitage, McPherson & Rowe 1969; Reboussin, DeMets, Kim & Lan
    2000).

    Examples
    --------
    >>> bounds([0.5, 1.0]).round(4).tolist()
    [2.9626, 1.9686]
    """
    rising = tuple(map(float, shares))
    return np.array(_bounds(rising, tuple(spent(share, alpha) for share in rising)))


def crossing(shares: Sequence[float], limits: Sequence[float], drift: float = 0.0) -> float:
    """Return the chance that z crosses its bound on either side at one look at least.

    Parameters
    ----------
    shares : as in `bounds`.
    limits : z of each look.
    drift : mean of z when all information is there; 0 of no effect.

    Examples
    --------
    >>> round(crossing([1.0], [1.959964], drift=2.801585), 3)
    0.8
    """
    nodes, density, earlier, crossed = np.zeros(1), np.ones(1), 0.0, 0.0
    for share, limit in zip(shares, limits, strict=True):
        spread, edge, move = math.sqrt(share - earlier), limit * math.sqrt(share), drift * (share - earlier)
        beyond = special.ndtr((nodes + move - edge) / spread) + special.ndtr((-edge - nodes - move) / spread)
        crossed += float(density @ beyond)
        nodes, density = _onward(nodes, density, edge, spread, move=move)
        earlier = share
    return crossed


def inflation(shares: Sequence[float], alpha: float = ALPHA, power: float = 0.8) -> float:
    """Return how many times more units it takes to show the same effect with looks in between.

    Parameters
    ----------
    shares : of the information at each look; the last is 1.
    alpha : two-sided chance of a false alarm over all looks.
    power : chance to show the effect at one of the looks.

    Examples
    --------
    >>> inflation([1.0]), round(inflation([0.5, 1.0]), 4)
    (1.0, 1.0037)
    """
    drift = _drift(tuple(map(float, shares)), alpha, power)
    return (drift / _drift((1.0,), alpha, power)) ** 2


def looks_of(
    data: PilotData, *, alpha: float = ALPHA, earlier: Sequence[str] = (), ends: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the looks at a pilot: those planned, now or when it was frozen, the one taken now and the end.

    Parameters
    ----------
    data : the pilot.
    alpha : two-sided chance of a false alarm over all looks.
    earlier : days of looks that were planned when the pilot was frozen, as 2025-01-31; they stay looks.
    ends : last days that were planned when it was frozen; each before the present one is a look.

    Returns
    -------
    pilot, look_at, share (of the information planned), bound (z), spent (of alpha, by then), taken (bool), estimate, z
        (both nan: for the one who estimates to fill in, with `z_of`); by look_at.

    Notes
    -----
    Information is counted in unit-periods measured after the start: those there, over the periods planned × the units
    of the fullest period; at the end all of it. Periods of one unit resemble each other, so that looks share more
    than this says: the bounds are then on the safe side. A pilot read between two looks takes a look of its own; a
    reading in between that was never planned and is over cannot be seen here.

    At the end planned first all of alpha may have been spent, and who moves it has seen what there was. So until then
    alpha is spent as was planned, and all that is measured after it adds EXTENDED × (1 − information by then / now),
    with every period taken for a look: however often the end is moved, alpha + EXTENDED is not passed.
    """
    step, periods_n, fullest = _planned(data)
    start, end = pd.Timestamp(data.plan.starts_at), pd.Timestamp(data.plan.ends_at)
    days = {day for day in map(pd.Timestamp, (*data.plan.looks, *earlier, *ends)) if start < day < end}
    if data.stage == "running" and not any(data.last_at <= day < data.last_at + step for day in days):
        days.add(min(data.last_at + step - pd.Timedelta(days=1), end))
    rows = [_look(data, day, step, periods_n, fullest) for day in sorted(days)]
    rows.append({"look_at": end, "share": 1.0, "taken": data.stage == "ended"})
    looks = pd.DataFrame(rows).assign(pilot=data.name, estimate=math.nan, z=math.nan)
    looks = looks.assign(share=looks["share"].cummax())
    at_an_end = looks["look_at"].isin(list(map(pd.Timestamp, ends))) & looks["share"].gt(0)
    first_end = float(looks.loc[at_an_end, "share"].min()) if at_an_end.any() else 1.0
    limits = _limits(looks["share"], alpha, first_end=first_end, periods_n=periods_n)
    bound, by_then = (looks["share"].map(dict(zip(limits["share"], limits[part], strict=True))) for part in LIMIT)
    return looks.assign(bound=bound, spent=by_then)[LOOKS]


def confidence_now(looks: pd.DataFrame) -> float:
    """Return the confidence of the interval at the latest look taken: 2Φ(bound) − 1.

    Parameters
    ----------
    looks : of `looks_of`.

    Examples
    --------
    >>> confidence_now(pd.DataFrame({"bound": [2.9626, 1.9686], "taken": [True, False]}))
    0.9969...
    """
    bound = looks.loc[looks["taken"].astype(bool), "bound"]
    return 1 - 2 * float(stats.norm.sf(bound.iloc[-1])) if len(bound) else CONFIDENCE


def z_of(reading: Reading) -> float:
    """Return what an estimate is in standard normal errors, to lay beside a bound; nan without one.

    Parameters
    ----------
    reading : its p-value is taken over, whichever distribution that came from.
    """
    p = reading.p
    return math.nan if math.isnan(p) else math.copysign(float(stats.norm.isf(p / 2)), reading.estimate)


def planned_periods(data: PilotData) -> int:
    """Return how many periods are to be measured from a pilot's first day to its last."""
    return _planned(data)[1]


def _planned(data: PilotData) -> tuple[pd.Timedelta, int, int]:
    """Return the length of a period, how many are planned after the start, and the units of the fullest one."""
    start, end = pd.Timestamp(data.plan.starts_at), pd.Timestamp(data.plan.ends_at)
    periods = data.panel["period"].drop_duplicates().sort_values()
    step = periods.diff().median() if len(periods) > 1 else pd.Timedelta(days=1)
    after = periods[periods.ge(start)]
    first = after.iloc[0] if len(after) else start
    periods_n = len(after) if data.stage == "ended" else max(int((end - first) / step) + 1, len(after))
    fullest = data.panel.loc[data.panel["after"].astype(bool), "period"].value_counts()
    return step, periods_n, int(fullest.iloc[0]) if len(fullest) else 0


def _limits(shares: pd.Series, alpha: float, *, first_end: float, periods_n: int) -> pd.DataFrame:
    """Return the bound of each share and what is spent by then: share, bound, spent.

    first_end : share of the information that was there at the end planned first; 1 where that is the present end.
    """
    known = [share for share in shares.unique() if share > 0]
    between = [period / periods_n for period in range(1, periods_n) if period / periods_n > first_end]
    apart = [share for share in between if min(abs(share - one) for one in known) > 0.5 / periods_n]
    rising = sorted([*known, *apart])
    spend = [spent(share / first_end, alpha) + EXTENDED * max(0.0, 1 - first_end / share) for share in rising]
    found = pd.DataFrame({"share": rising, "bound": _bounds(tuple(rising), tuple(spend)), "spent": spend})
    return pd.concat([pd.DataFrame({"share": [0.0], "bound": [FARTHEST_Z], "spent": [0.0]}), found])


def _look(data: PilotData, day: pd.Timestamp, step: pd.Timedelta, periods_n: int, fullest: int) -> dict[str, object]:
    if data.stage != "planned" and data.last_at + step > day:
        there = int((data.panel["after"] & data.panel["period"].le(day)).sum())
        return {"look_at": day, "share": min(there / (periods_n * fullest), 1.0), "taken": True}
    periods = int((day - pd.Timestamp(data.plan.starts_at)) / step) + 1
    return {"look_at": day, "share": min(periods / periods_n, 1.0), "taken": False}


@lru_cache(maxsize=512)
def _bounds(shares: tuple[float, ...], spend: tuple[float, ...]) -> tuple[float, ...]:
    found: list[float] = []
    nodes, density, earlier = np.zeros(1), np.ones(1), 0.0
    for share, step in zip(shares, np.diff(spend, prepend=0.0), strict=True):
        spread = math.sqrt(share - earlier)
        bound = _bound(nodes, density, share, spread, step)
        found.append(bound)
        nodes, density = _onward(nodes, density, bound * math.sqrt(share), spread)
        earlier = share
    return tuple(found)


def _bound(nodes: np.ndarray, density: np.ndarray, share: float, spread: float, step: float) -> float:
    def too_much(z: float) -> float:
        return 2 * float(density @ special.ndtr((nodes - z * math.sqrt(share)) / spread)) - step

    if too_much(FARTHEST_Z) >= 0:
        return FARTHEST_Z
    return float(optimize.brentq(too_much, 0.0, FARTHEST_Z, xtol=1e-10))


def _onward(
    nodes: np.ndarray, density: np.ndarray, edge: float, spread: float, *, move: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the sum may be after a look without crossing, and the chance of each place (weights included)."""
    n = min(max(NODES[0], 16 * math.ceil(math.pi * edge / spread / 8)), NODES[1])
    at, weight = _legendre(n)
    there = at * edge
    apart = (there[:, None] - nodes[None, :] - move) / spread
    chance = np.exp(-(apart**2) / 2) @ density / (spread * math.sqrt(2 * math.pi))
    return there, chance * weight * edge


@lru_cache(maxsize=64)
def _legendre(n: int) -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(n)


@lru_cache(maxsize=512)
def _drift(shares: tuple[float, ...], alpha: float, power: float) -> float:
    limits = bounds(shares, alpha)
    return float(optimize.brentq(lambda drift: crossing(shares, limits, drift) - power, 0.0, 20.0, xtol=1e-9))
