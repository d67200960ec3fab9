"""How units vary before a pilot, between each other and from period to period."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Variation:
    """How much units differ, as means over as many periods as are measured after the start.

    sd : standard deviation of those means; nan where nothing before says.
    sd_before : that of the means over the periods before.
    rho : correlation of the two, of units of assignment; 0 where units are measured once.
    icc : how much units of one unit of assignment resemble each other, 0-1.
    cluster_n : units per unit of assignment (harmonic mean: each counts once).
    zero_one : every value is 0 or 1, and every unit measured once.
    """

    sd: float
    sd_before: float
    rho: float
    icc: float
    cluster_n: float
    zero_one: bool


def variation_of(panel: pd.DataFrame, *, after_n: int, selected: bool = False) -> Variation:
    """Return how units vary in the periods before a pilot.

    Parameters
    ----------
    panel : of `prepare.panel_of`; the arm is empty of units that are not assigned yet.
    after_n : periods to be measured after the start.
    selected : the units were picked by a rule, such as a low score.

    Notes
    -----
    A value is taken as unit + period of its arm + remainder. The variance of units and that of the remainder
    follow from the mean squares (as in a two-way analysis of variance); a mean over k periods varies by unit +
    remainder / k, and two means over different periods correlate through the unit alone. Remainders that hang on over
    periods make this correlation a guess. Units measured once say how much they vary in all, and rho is 0.

    Units picked by a score vary less in the period of that score than later. Of such units sd is that of one value in
    the period before in which they vary most, and rho is 0: on the safe side.

    Examples
    --------
    >>> values = [1.0, 3.0, 3.0, 5.0, 8.0, 10.0]
    >>> panel = pd.DataFrame({"unit": [*"aabbcc"], "cluster": [*"aabbcc"], "arm": "pilot", "period": [1, 2] * 3,
    ...                       "value": values, "after": False})
    >>> found = variation_of(panel, after_n=2)
    >>> round(found.sd, 4), round(found.rho, 4)
    (3.6056, 1.0)
    """
    before = panel[~panel["after"].astype(bool)]
    if before["unit"].nunique() < 2:
        return Variation(math.nan, math.nan, 0.0, 0.0, 1.0, zero_one=False)
    seen = before.groupby("unit")["value"].count()
    per_unit = float(seen.mean())
    later = max(after_n * per_unit / before["period"].nunique(), 1.0)
    units = _means(before, "unit")
    unit, rest = _components(before, "unit")
    cluster_n = 1 / float((1 / units.groupby("cluster").size()).mean())
    icc = icc_of(_within_arm(units), units["cluster"]) if cluster_n > 1 else 0.0
    once = bool(seen.max() == 1)
    widest = max(_components(rows, "unit")[0] for _, rows in before.groupby("period")) if selected else 0.0
    return Variation(
        sd=math.sqrt(max(unit + rest / later, widest)), sd_before=math.sqrt(unit + rest / per_unit),
        rho=0.0 if once or selected else _rho(before, later), icc=icc, cluster_n=cluster_n,
        zero_one=once and bool(before["value"].isin((0, 1)).all()),
    )  # fmt: skip


def icc_of(values: pd.Series, clusters: pd.Series) -> float:
    """Return how much units of one cluster resemble each other, 0-1.

    Parameters
    ----------
    values : one per unit.
    clusters : of each unit.

    Notes
    -----
    From the analysis of variance: (between − within) / (between + (m − 1) × within), m = (N − ΣN² / N) / (k − 1)
    (Donner & Koval 1980); below 0 counts as 0. Nan with one cluster, or no cluster of several units.

    Examples
    --------
    >>> icc_of(pd.Series([1.0, 3.0, 5.0, 7.0]), pd.Series([*"aabb"])).__round__(4)
    0.7778
    """
    frame = pd.DataFrame({"value": np.asarray(values, float), "cluster": np.asarray(clusters)})
    sizes = frame.groupby("cluster")["value"].agg(["size", "mean"])
    n, k = int(sizes["size"].sum()), len(sizes)
    if k < 2 or n == k:
        return math.nan
    between = float((sizes["size"] * (sizes["mean"] - frame["value"].mean()) ** 2).sum()) / (k - 1)
    within = float(((frame["value"] - frame["cluster"].map(sizes["mean"])) ** 2).sum()) / (n - k)
    m = (n - float((sizes["size"] ** 2).sum()) / n) / (k - 1)
    below = between + (m - 1) * within
    return max((between - within) / below, 0.0) if below > 0 else 0.0


def _rho(before: pd.DataFrame, later: float) -> float:
    """Return the correlation of the mean over the periods before with that over later ones, of units of assignment."""
    who = ["cluster", "arm", "period"]
    clusters = before.groupby(who)["value"].mean().reset_index()
    unit, rest = _components(clusters, "cluster")
    per_unit = float(clusters.groupby("cluster")["value"].count().mean())
    if unit + rest == 0:
        return 0.0
    return unit / math.sqrt((unit + rest / per_unit) * (unit + rest / later))


def _components(rows: pd.DataFrame, who: str) -> tuple[float, float]:
    """Return the variance between units and that of the remainder; all of it between where each is measured once."""
    arm = rows["arm"]
    counts = rows.groupby(who)["value"].transform("count")
    units_n, arms_n = rows[who].nunique(), arm.nunique()
    if counts.max() == 1:
        left = rows["value"] - rows.groupby(arm)["value"].transform("mean")
        shared = bool(rows["value"].isin((0, 1)).all())
        return float((left**2).sum()) / (len(rows) if shared else max(len(rows) - arms_n, 1)), 0.0
    left = rows["value"] - rows.groupby([arm, "period"])["value"].transform("mean")
    means = left.groupby(rows[who]).transform("mean")
    cells = rows.groupby([arm, "period"]).ngroups
    within_df = len(rows) - units_n - (cells - arms_n)
    between = float((means**2).sum()) / max(units_n - arms_n, 1)
    within = float(((left - means) ** 2).sum()) / within_df if within_df > 0 else 0.0
    return max(between - within, 0.0) / float(counts.groupby(rows[who]).first().mean()), within


def _means(before: pd.DataFrame, who: str) -> pd.DataFrame:
    return before.groupby([who, "cluster", "arm"])["value"].mean().reset_index()


def _within_arm(units: pd.DataFrame) -> pd.Series:
    return units["value"] - units.groupby(units["arm"])["value"].transform("mean")
