"""Difference in differences: what changed in the pilot beyond what changed in the control."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

import numpy as np
import pandas as pd

from cxkit.analysis.impact.clusters import ClusterSums, cluster_sums, difference, error
from cxkit.analysis.impact.few_clusters import randomisation_interval, randomisation_p, wild_interval
from cxkit.analysis.impact.prepare import CONTROL, PILOT, units_of
from cxkit.analysis.impact.reading import CONFIDENCE, Reading, no_reading, t_reading

MANY_CLUSTERS = 40
HALF = 0.5


def did(units: pd.DataFrame, *, confidence: float = CONFIDENCE, by_lot: bool = False, seed: int = 0) -> Reading:
    """Return the mean change of the pilot's units less that of the control's.

    Parameters
    ----------
    units : unit, cluster, arm, before, after; units not seen both before and after are left out.
    confidence : of the interval, 0-1.
    by_lot : whether clusters went to the arms by lot; decides on the inference of few clusters.
    seed : of the draws of few clusters.

    Returns
    -------
    Reading 'did'. From 40 clusters on a t interval with errors by cluster; of fewer the effects that a randomisation
    test (by lot) or the wild cluster bootstrap does not reject; 'too_few_units' where these reject none.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": range(8), "cluster": range(8), "arm": ["pilot"] * 4 + ["control"] * 4,
    ...     "before": 5.0, "after": [9.0, 8.0, 9.0, 10.0, 6.0, 5.0, 7.0, 6.0]})
    >>> found = did(units, by_lot=True)
    >>> found.estimate, round(found.p, 4), found.inference
    (3.0, 0.0286, 'randomisation')
    """
    both = units[units["before"].notna() & units["after"].notna()]
    if both.empty:
        return no_reading("did", "no_before", units_n=len(both))
    return compared(
        "did", cluster_sums(both, both["after"] - both["before"]), confidence=confidence, by_lot=by_lot, seed=seed
    )


def compared(name: str, of: ClusterSums, *, confidence: float, by_lot: bool, seed: int) -> Reading:
    """Return the difference of two arms as a reading, with the inference that their number of clusters asks for."""
    size = {"units_n": int(of.sizes.sum()), "clusters_n": len(of.sums)}
    if of.problem:
        return no_reading(name, of.problem, **size)
    estimate, se, df = difference(of)
    found = t_reading(name, estimate, se, df, **size, confidence=confidence, inference="cluster")
    if len(of.sums) >= MANY_CLUSTERS:
        return found
    if by_lot:
        low, high = randomisation_interval(of, confidence=confidence, seed=seed)
        p = randomisation_p(of, seed=seed)
    else:
        low, high, p = wild_interval(of, confidence=confidence, seed=seed)
    if not (isfinite(low) and isfinite(high)):
        return no_reading(name, "too_few_units", **size)
    return replace(found, low=low, high=high, p=p, inference="randomisation" if by_lot else "wild")


def did_sections(panel: pd.DataFrame, *, confidence: float = CONFIDENCE, seed: int = 0) -> Reading:
    """Return the difference of the differences of four means, where other units are seen before than after.

    Parameters
    ----------
    panel : unit, cluster, arm, after, value; one row per unit and period.
    confidence : of the interval, 0-1.
    seed : of the draws of few clusters.

    Returns
    -------
    Reading 'did_sections': the coefficient of pilot x after in a regression on both and their product, with errors by
    cluster. Where fewer than 40 clusters are there, and half of them or more are seen both before and after, the
    clusters are compared as `did` compares units.

    Examples
    --------
    >>> cells = [("pilot", False, 4.0), ("pilot", True, 9.0), ("control", False, 5.0), ("control", True, 6.0)]
    >>> rows = [(f"{arm}{after}{i}", arm, after, mean + i) for arm, after, mean in cells for i in (-1, 1)]
    >>> panel = pd.DataFrame(rows, columns=["unit", "arm", "after", "value"]).assign(cluster=lambda p: p["unit"])
    >>> did_sections(panel).estimate
    4.0
    """
    size = {"units_n": panel["unit"].nunique(), "clusters_n": panel[["arm", "cluster"]].drop_duplicates().shape[0]}
    clusters = units_of(panel.assign(unit=panel["cluster"]))
    if size["clusters_n"] < MANY_CLUSTERS and clusters[["before", "after"]].notna().all(axis=1).mean() >= HALF:
        return replace(did(clusters, confidence=confidence, seed=seed), name="did_sections", units_n=size["units_n"])
    arms = [panel[panel["arm"].eq(arm)] for arm in (PILOT, CONTROL)]
    if problem := _sections_problem(panel, arms):
        return no_reading("did_sections", problem, **size)
    (pilot, of_pilot, pilot_n), (control, of_control, control_n) = (_change(arm) for arm in arms)
    se, df = error([of_pilot, of_control], [pilot_n, control_n])
    if not se > 0:
        return no_reading("did_sections", "no_spread", **size)
    return t_reading("did_sections", pilot - control, se, df, **size, confidence=confidence, inference="cluster")


def _sections_problem(panel: pd.DataFrame, arms: list[pd.DataFrame]) -> str:
    if any(arm.empty for arm in arms):
        return "no_control"
    if panel["after"].all() or any(arm["after"].all() for arm in arms):
        return "no_before"
    few = any(arm.groupby("after")["cluster"].nunique().reindex([False, True], fill_value=0).min() < 2 for arm in arms)
    return "too_few_units" if few else ""


def _change(arm: pd.DataFrame) -> tuple[float, float, int]:
    side = arm.groupby("after")["value"]
    means, n = side.mean(), side.transform("count")
    score = (arm["value"] - side.transform("mean")) / n * np.where(arm["after"], 1, -1)
    by_cluster = score.groupby(arm["cluster"]).sum()
    clusters = len(by_cluster)
    variance = clusters / (clusters - 1) * float((by_cluster**2).sum())
    return float(means[True] - means[False]), variance, clusters
