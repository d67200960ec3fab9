"""A roll-out in steps: each step against those whose turn has not come yet."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

import numpy as np
import pandas as pd

from cxkit.analysis.impact.did import MANY_CLUSTERS
from cxkit.analysis.impact.few_clusters import ALIKE, inverted
from cxkit.analysis.impact.reading import CONFIDENCE, Reading, no_reading, t_reading

DRAWS = 499


def stepped(panel: pd.DataFrame, *, confidence: float = CONFIDENCE, seed: int = 0) -> Reading:
    """Return the mean effect over the unit-periods with the pilot, against units not yet started.

    Parameters
    ----------
    panel : of `prepare.panel_of`: unit, cluster, period, value, starts_at (blank of those who never start).
    confidence : of the interval, 0-1.
    seed : of the draws of few clusters.

    Returns
    -------
    Reading 'stepped'. From 40 clusters on a t interval with errors by cluster; of fewer the effects not rejected when
    the days of starting are dealt out anew over the clusters. 'no_control' where nobody waits while another has begun.

    Notes
    -----
    Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), with units not yet treated as comparison: per group
    and period the change of those who started, from the mean of their periods before, less that of those who wait.
    A regression on unit and period would take units that began earlier as a control. Periods not seen of a unit are
    left out; where these differ between units, a course that all share is not wholly taken out.

    Examples
    --------
    >>> begins = {"a": 2, "b": 2, "c": 3, "d": 4}
    >>> rows = [(u, u, pd.Timestamp(2025, m, 1), m + 5.0 * (m >= s), pd.Timestamp(2025, s, 1), "pilot")
    ...     for u, s in begins.items() for m in range(1, 5)]
    >>> panel = pd.DataFrame(rows, columns=["unit", "cluster", "period", "value", "starts_at", "arm"])
    >>> round(average_effect(*grid(panel)[:2])[0], 6)
    5.0
    """
    values, starts, clusters = grid(panel)
    size = {"units_n": len(values), "clusters_n": len(np.unique(clusters))}
    estimate, influence = average_effect(values, starts)
    if not isfinite(estimate):
        return no_reading("stepped", "no_before" if not (starts > 0).any() else "no_control", **size)
    by_cluster = np.bincount(clusters, weights=influence)
    n = len(by_cluster)
    if n < 4:
        return no_reading("stepped", "too_few_units", **size)
    se = float(np.sqrt(n / (n - 1) * (by_cluster**2).sum()))
    if n >= MANY_CLUSTERS:
        if not se > 0:
            return no_reading("stepped", "no_spread", **size)
        return t_reading("stepped", estimate, se, n - 1.0, **size, confidence=confidence, inference="cluster")
    low, high, p = _dealt_anew(values, starts, clusters, estimate, confidence, seed)
    if not (isfinite(low) and isfinite(high)):
        return no_reading("stepped", "too_few_units", **size)
    found = no_reading("stepped", "", **size)
    return replace(found, estimate=estimate, low=low, high=high, p=p, confidence=confidence, inference="randomisation")


def stepped_study(panel: pd.DataFrame, *, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Return the effect by periods since each unit's own start, against the last period before it.

    Parameters
    ----------
    panel, confidence : as in `stepped`.

    Returns
    -------
    period (blank), steps, estimate, low, high (t intervals with errors by cluster), reference (steps -1).
    """
    values, starts, clusters = grid(panel)
    n = clusters.max() + 1
    rows = []
    for step, (estimate, influence) in _by_step(values, starts).items():
        by_cluster = np.bincount(clusters, weights=influence, minlength=n)
        se = float(np.sqrt(n / (n - 1) * (by_cluster**2).sum())) if n > 1 else 0.0
        found = t_reading("step", estimate, se, n - 1.0, units_n=0, clusters_n=0, confidence=confidence) if se else None
        rows.append(
            (pd.NaT, step, estimate, found.low if found else np.nan, found.high if found else np.nan, step == -1)
        )
    frame = pd.DataFrame(rows, columns=["period", "steps", "estimate", "low", "high", "reference"])
    return frame.sort_values("steps", ignore_index=True)


def in_steps(panel: pd.DataFrame) -> bool:
    """Return whether units of a panel begin on several days."""
    return "starts_at" in panel and panel["starts_at"].nunique() > 1


def grid(panel: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return values by unit and period, the period in which each unit starts (their number: never), and its cluster."""
    wide = panel.pivot_table(index="unit", columns="period", values="value", aggfunc="mean")
    who = panel.groupby("unit").agg(starts_at=("starts_at", "first"), cluster=("cluster", "first")).loc[wide.index]
    never = who["starts_at"].isna().to_numpy()
    first = np.searchsorted(wide.columns.to_numpy(), who["starts_at"].to_numpy(dtype=wide.columns.dtype))
    return wide.to_numpy(float), np.where(never, wide.shape[1], first), pd.factorize(who["cluster"])[0]


def average_effect(values: np.ndarray, starts: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the mean effect over the unit-periods with the pilot, and what each unit adds to its error.

    Parameters
    ----------
    values : units x periods; nan where not seen.
    starts : period in which a unit starts, counted from 0; the number of periods of those who never do.
    """
    total, count, influence = 0.0, 0, np.zeros(len(values))
    for group in _groups(values, starts):
        gaps, n, moved = group_gaps(values, starts, group, base=slice(0, group))
        total += float((gaps * n)[group:].sum())
        count += int(n[group:].sum())
        influence += (moved * n)[:, group:].sum(axis=1)
    return (total / count, influence / count) if count else (float("nan"), influence)


def group_gaps(
    values: np.ndarray, starts: np.ndarray, group: int, *, base: slice
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what those who start in one period changed beyond those who wait, period by period.

    Parameters
    ----------
    values, starts : as in `average_effect`.
    group : period in which they start.
    base : periods from whose mean changes are taken.

    Returns
    -------
    gaps by period (0 where nobody can be compared), how many units each rests on, what each unit adds to its error
    (times the root of n / (n - 1) for the n units of its group).
    """
    change, there = _since(values, base)
    own = there & (starts == group)[:, None]
    waiting = there & (starts[:, None] > np.maximum(np.arange(values.shape[1]), group))
    both = (own.sum(axis=0) > 0) & (waiting.sum(axis=0) > 0)
    (of_own, rest), (of_waiting, rest_waiting) = _about(change, own), _about(change, waiting)
    return (of_own - of_waiting) * both, own.sum(axis=0) * both, (rest - rest_waiting) * both


def _since(values: np.ndarray, base: slice) -> tuple[np.ndarray, np.ndarray]:
    """Return what values rose by from the mean of some periods (0 where not known), and where that is known."""
    seen = np.isfinite(values)
    known = seen[:, base].sum(axis=1, keepdims=True)
    mean = np.where(seen, values, 0.0)[:, base].sum(axis=1, keepdims=True) / np.maximum(known, 1)
    there = seen & (known > 0)
    return np.where(there, values - mean, 0.0), there


def _about(change: np.ndarray, member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = np.maximum(member.sum(axis=0), 1)
    mean = (change * member).sum(axis=0) / n
    return mean, (change - mean) * member / n * np.sqrt(n / np.maximum(n - 1, 1))


def _groups(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    found = np.unique(starts)
    return found[(found > 0) & (found < values.shape[1])]


def _by_step(values: np.ndarray, starts: np.ndarray) -> dict[int, tuple[float, np.ndarray]]:
    total: dict[int, float] = {}
    count: dict[int, int] = {}
    influence: dict[int, np.ndarray] = {}
    for group in _groups(values, starts):
        gaps, n, moved = group_gaps(values, starts, group, base=slice(group - 1, group))
        for period in np.flatnonzero(n):
            step = int(period - group)
            total[step] = total.get(step, 0.0) + float(gaps[period] * n[period])
            count[step] = count.get(step, 0) + int(n[period])
            influence[step] = influence.get(step, 0.0) + moved[:, period] * n[period]
    return {step: (total[step] / count[step], influence[step] / count[step]) for step in total}


def _dealt_anew(
    values: np.ndarray, starts: np.ndarray, clusters: np.ndarray, estimate: float, confidence: float, seed: int
) -> tuple[float, float, float]:
    """Return interval and p-value (low, high, p) over starts dealt out anew over the clusters.

    The estimate is linear in the values, so that one pass over the draws serves every effect that is tested.
    """
    first = np.array([starts[clusters == c].min() for c in range(clusters.max() + 1)])
    with_pilot = np.where(np.isfinite(values), np.arange(values.shape[1]) >= starts[:, None], np.nan)
    groups = _groups(values, starts)
    changes = {group: _changes(values, with_pilot, group) for group in groups}
    rng = np.random.default_rng(seed)
    drawn = np.array([_dealt(changes, rng.permutation(first)[clusters]) for _ in range(DRAWS)])
    drawn = drawn[np.isfinite(drawn).all(axis=1)]

    def p_of(effect: float) -> float:
        far = np.abs(drawn[:, 0] - effect * drawn[:, 1]) >= abs(estimate - effect) * ALIKE
        return float((1 + far.sum()) / (1 + len(drawn)))

    step = float(np.std(drawn[:, 0] - estimate * drawn[:, 1])) or abs(estimate) or 1.0
    return (*inverted(p_of, (estimate, step), confidence=confidence), p_of(0.0))


def _changes(values: np.ndarray, with_pilot: np.ndarray, group: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what both rose by since the periods before a group's start, and where that is known."""
    found = [_since(x, slice(0, group)) for x in (values, with_pilot)]
    return np.stack([change for change, _ in found]), found[0][1]


def _dealt(changes: dict[int, tuple[np.ndarray, np.ndarray]], starts: np.ndarray) -> tuple[float, float]:
    """Return the mean effect on both by one way to deal out the starts; nan where nobody can be compared."""
    total, count = np.zeros(2), 0
    for group, (change, there) in changes.items():
        late = np.arange(group, there.shape[1])
        own = there[:, late] & (starts == group)[:, None]
        waiting = there[:, late] & (starts[:, None] > late)
        own_n, waiting_n = own.sum(axis=0), waiting.sum(axis=0)
        both = (own_n > 0) & (waiting_n > 0)
        moved = (change[:, :, late] * own).sum(axis=1)
        waited = (change[:, :, late] * waiting).sum(axis=1) * (own_n / np.maximum(waiting_n, 1))
        total += ((moved - waited) * both).sum(axis=1)
        count += int(own_n[both].sum())
    return tuple(total / count) if count else (np.nan, np.nan)
