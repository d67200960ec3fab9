"""A difference between two arms whose units stand in clusters: estimate, error by cluster, degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.impact.prepare import PILOT


@dataclass(frozen=True)
class ClusterSums:
    """What a comparison of two arms needs of each cluster.

    sums : sum of the values of its units.
    sizes : how many units.
    treated : whether it stands in the pilot; a cluster with units in both arms counts as two.
    """

    sums: np.ndarray
    sizes: np.ndarray
    treated: np.ndarray

    @property
    def counts(self) -> tuple[int, int]:
        """Return how many clusters stand in the pilot and in the control."""
        return int(self.treated.sum()), int((~self.treated).sum())

    @property
    def problem(self) -> str:
        """Return why no effect can be told, as in `Reading.reason`; '' when one can."""
        if not self.treated.any() or self.treated.all():
            return "no_control" if self.treated.any() else "too_few_units"
        if min(self.counts) < 2:
            return "too_few_units"
        return "" if spread(self) > 0 else "no_spread"


def cluster_sums(rows: pd.DataFrame, values: pd.Series) -> ClusterSums:
    """Return the sums of some values by cluster.

    Parameters
    ----------
    rows : cluster, arm; one row per unit.
    values : of the same rows; none blank.

    Examples
    --------
    >>> rows = pd.DataFrame({"cluster": ["x", "x", "y"], "arm": ["pilot", "pilot", "control"]})
    >>> cluster_sums(rows, pd.Series([1.0, 2.0, 5.0])).sums.tolist()
    [5.0, 3.0]
    """
    by = values.groupby([rows["arm"], rows["cluster"]], sort=True).agg(["sum", "count"])
    treated = np.asarray(by.index.get_level_values(0) == PILOT, dtype=bool)
    return ClusterSums(by["sum"].to_numpy(float), by["count"].to_numpy(float), treated)


def difference(of: ClusterSums) -> tuple[float, float, float]:
    """Return the mean of the pilot's units less that of the control's, its standard error and degrees of freedom.

    Notes
    -----
    The error is that of a regression on the arm with errors by cluster, each arm's part times G / (G - 1) for its G
    clusters; where every cluster holds one unit it is Welch's. Degrees of freedom after Satterthwaite: clusters - 2
    where both arms hold as many and spread alike, fewer where they do not.

    Examples
    --------
    >>> of = ClusterSums(np.array([1.0, 3.0, 0.0, 2.0]), np.ones(4), np.array([True, True, False, False]))
    >>> [round(x, 4) for x in difference(of)]
    [1.0, 1.4142, 2.0]
    """
    (pilot, of_pilot), (control, of_control) = (
        arm_mean(of.sums, of.sizes, of.treated), arm_mean(of.sums, of.sizes, ~of.treated),
    )  # fmt: skip
    return float(pilot - control), *error([float(of_pilot), float(of_control)], list(of.counts))


def error(variances: list[float], counts: list[int]) -> tuple[float, float]:
    """Return the standard error of a sum of independent parts, and its degrees of freedom after Satterthwaite.

    >>> error([1.0, 1.0], [11, 11])
    (1.4142135623730951, 20.0)
    """
    total = sum(variances)
    parts = sum(v * v / (n - 1) for v, n in zip(variances, counts, strict=True))
    return float(np.sqrt(total)), total * total / parts if parts > 0 else float("nan")


def spread(of: ClusterSums) -> float:
    """Return the variance of the difference, 0 where rounding is all there is."""
    largest = float(np.abs(of.sums / of.sizes).max())
    variance = float(sum(arm_mean(of.sums, of.sizes, member)[1] for member in (of.treated, ~of.treated)))
    return variance if variance > (1e-12 * largest) ** 2 else 0.0


def arm_mean(sums: np.ndarray, sizes: np.ndarray, member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return an arm's mean per unit and its variance by cluster, along the last axis."""
    units, clusters = (sizes * member).sum(axis=-1), member.sum(axis=-1)
    mean = (sums * member).sum(axis=-1) / units
    rest = (sums - sizes * np.asarray(mean)[..., None]) * member
    return mean, clusters / (clusters - 1) * (rest**2).sum(axis=-1) / units**2
