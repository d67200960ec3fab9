"""Looks in between: how much of the chance of a false alarm each look spends, and what it then takes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import optimize, stats

from cxkit.analysis.impact.prepare import PilotData, units_of
from cxkit.analysis.impact.randomised import cuped
from cxkit.analysis.impact.reading import CONFIDENCE, Reading

ALPHA = 1 - CONFIDENCE
LOOKS = ["pilot", "look_at", "share", "bound", "spent", "taken", "estimate", "z"]
FARTHEST_Z = 8.0  # no bound lies beyond this: what it would spend is below what a computer can tell from 0
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


def bounds(shares: Sequence[float], alpha: float = ALPHA, *, ended: bool = False) -> np.ndarray:
    """Return how far from 0 (in standard errors) an effect must lie at each look.

    Parameters
    ----------
    shares : of the information there at each look, rising, above 0 up to 1.
    alpha : two-sided chance of a false alarm over all looks.
    ended : the last look is the end, whatever its share: all that is left of alpha is spent on it.

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
    spend = [spent(share, alpha) for share in shares]
    if ended:
        spend[-1] = alpha
    found: list[float] = []
    nodes, density, earlier = np.zeros(1), np.ones(1), 0.0
    for share, step in zip(shares, np.diff([0.0, *spend]), strict=True):
        spread = math.sqrt(share - earlier)
        bound = _bound(nodes, density, share, spread, step)
        found.append(bound)
        nodes, density = _onward(nodes, density, bound * math.sqrt(share), spread)
        earlier = share
    return np.array(found)


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
        beyond = stats.norm.sf((edge - nodes - move) / spread) + stats.norm.cdf((-edge - nodes - move) / spread)
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
    if len(shares) == 1:
        return 1.0
    return (_drift(shares, bounds(shares, alpha), power) / _drift([1.0], bounds([1.0], alpha), power)) ** 2


def looks_of(
    data: PilotData, *, alpha: float = ALPHA, read: Callable[[PilotData], Reading] | None = None
) -> pd.DataFrame:
    """Return the looks at a pilot: those planned, the one taken now and the end.

    Parameters
    ----------
    data : the pilot.
    alpha : two-sided chance of a false alarm over all looks.
    read : how the effect is estimated from what was there at a look; `cuped` when left out.

    Returns
    -------
    pilot, look_at, share (of the information planned), bound (z), spent (of alpha, by then), taken (bool), estimate,
        z (of the estimate: its p-value as a normal one; nan where there is none); by look_at.

    Notes
    -----
    Information is counted in unit-periods measured after the start: those there, over the periods planned × the units
    of the fullest period. Periods of one unit resemble each other, so that looks share more than this says: the
    bounds are then on the safe side. A pilot read between two looks takes a look of its own.
    """
    step, periods_n, fullest = _planned(data)
    reached = data.last_at + step if pd.notna(data.last_at) else pd.NaT
    rows = [_look(data, pd.Timestamp(day), step, periods_n, fullest) for day in sorted(set(data.plan.looks))]
    end = pd.Timestamp(data.plan.ends_at)
    if data.stage == "running" and not any(reached - step <= row["look_at"] < reached for row in rows):
        rows.append(_look(data, min(reached - pd.Timedelta(days=1), end), step, periods_n, fullest))
    rows.append({"look_at": end, "share": 1.0, "taken": data.stage == "ended"})
    looks = pd.DataFrame(rows).sort_values("look_at", ignore_index=True).assign(pilot=data.name)
    looks = _with_bounds(looks[looks["share"].gt(0) & ~looks["share"].duplicated(keep="last")], alpha)
    readings = [_read(data, row, read or (lambda part: cuped(part.units))) for row in looks.itertuples()]
    looks["estimate"] = [reading.estimate if reading else math.nan for reading in readings]
    looks["z"] = [_z(reading) for reading in readings]
    return looks[LOOKS].reset_index(drop=True)


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


def until(data: PilotData, day: pd.Timestamp) -> PilotData:
    """Return a pilot's measurements as they were on a day: periods that began after it are left out."""
    panel = data.panel[data.panel["period"].le(day)]
    return replace(data, panel=panel, units=units_of(panel), last_at=panel["period"].max(), stage="running")


def planned_periods(data: PilotData) -> int:
    """Return how many periods are to be measured from a pilot's first day to its last."""
    return _planned(data)[1]


def _planned(data: PilotData) -> tuple[pd.Timedelta, int, int]:
    """Return the length of a period, how many are planned after the start, and the units of the fullest one."""
    start, end = pd.Timestamp(data.plan.starts_at), pd.Timestamp(data.plan.ends_at)
    periods = data.panel["period"].drop_duplicates().sort_values()
    step = periods.diff().median() if len(periods) > 1 else end - start
    after = periods[periods.ge(start)]
    first = after.iloc[0] if len(after) else start
    periods_n = max(int((end - first) / step) + 1, len(after))
    in_part = data.panel[data.panel["after"]] if len(after) else data.panel
    return step, len(after) if data.stage == "ended" else periods_n, int(in_part["period"].value_counts().max() or 0)


def _look(data: PilotData, day: pd.Timestamp, step: pd.Timedelta, periods_n: int, fullest: int) -> dict[str, object]:
    taken = pd.notna(data.last_at) and data.stage != "planned" and bool(data.last_at + step > day)
    there = int((data.panel["after"] & data.panel["period"].le(day)).sum())
    if taken:
        return {"look_at": day, "share": min(there / (periods_n * fullest), 1.0), "taken": True}
    periods = int((day - pd.Timestamp(data.plan.starts_at)) / step) + 1
    return {"look_at": day, "share": min(periods / periods_n, 1.0), "taken": False}


def _with_bounds(looks: pd.DataFrame, alpha: float) -> pd.DataFrame:
    shares = looks["share"].cummax().to_numpy(float)
    keep = np.diff(shares, prepend=0.0) > 0
    looks, shares = looks[keep], shares[keep]
    return looks.assign(
        taken=looks["taken"].astype(bool), bound=bounds(shares, alpha), spent=[spent(share, alpha) for share in shares]
    )


def _read(data: PilotData, row: object, read: Callable[[PilotData], Reading]) -> Reading | None:
    return read(until(data, row.look_at)) if row.taken else None


def _z(reading: Reading | None) -> float:
    if reading is None or math.isnan(reading.p):
        return math.nan
    return math.copysign(float(stats.norm.isf(reading.p / 2)), reading.estimate)


def _bound(nodes: np.ndarray, density: np.ndarray, share: float, spread: float, step: float) -> float:
    def too_much(z: float) -> float:
        return 2 * float(density @ stats.norm.sf((z * math.sqrt(share) - nodes) / spread)) - step

    if too_much(FARTHEST_Z) >= 0:
        return FARTHEST_Z
    return float(optimize.brentq(too_much, 0.0, FARTHEST_Z, xtol=1e-10))


def _onward(
    nodes: np.ndarray, density: np.ndarray, edge: float, spread: float, *, move: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the sum may be after a look without crossing, and the chance of each place (weights included)."""
    n = int(min(max(NODES[0], math.ceil(math.pi * 2 * edge / spread)), NODES[1]))
    at, weight = np.polynomial.legendre.leggauss(n)
    there = at * edge
    chance = stats.norm.pdf(there[:, None] - nodes[None, :] - move, scale=spread) @ density
    return there, chance * weight * edge


def _drift(shares: Sequence[float], limits: np.ndarray, power: float) -> float:
    return float(optimize.brentq(lambda drift: crossing(shares, limits, drift) - power, 0.0, 20.0, xtol=1e-9))
