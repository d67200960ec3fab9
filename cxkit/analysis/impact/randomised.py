"""Pilots whose units went by lot: the difference with the control, and whether the lot was fair."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from cxkit.analysis.impact.prepare import CONTROL, PILOT
from cxkit.analysis.impact.reading import CONFIDENCE, Reading, no_reading, t_reading

ROUNDING = 1e-12  # a spread below this share of the values is rounding


def welch(units: pd.DataFrame, *, confidence: float = CONFIDENCE) -> Reading:
    """Return the difference after the start between pilot and control.

    Parameters
    ----------
    units : of `prepare.units_of`.
    confidence : of the interval, 0-1.

    Notes
    -----
    Welch (1947), on the means of the units of assignment: where a cluster holds several units it counts once.
    Units not measured after the start play no part.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": [*"abcd"], "cluster": [*"abcd"], "arm": ["pilot", "pilot", "control", "control"],
    ...                       "before": float("nan"), "after": [4.0, 6.0, 1.0, 3.0]})
    >>> found = welch(units)
    >>> found.estimate, round(found.se, 4), found.df
    (3.0, 1.4142, 2.0)
    """
    clusters = by_cluster(units)
    pilot, control = (_arm(clusters, arm)["after"].to_numpy(float) for arm in (PILOT, CONTROL))
    lacking = _lacking(pilot, control)
    if lacking:
        return no_reading("welch", lacking, **_sizes(units, clusters))
    variances = pilot.var(ddof=1) / len(pilot), control.var(ddof=1) / len(control)
    se = float(np.sqrt(sum(variances)))
    if _flat(se, clusters["after"]):
        return no_reading("welch", "no_spread", **_sizes(units, clusters))
    df = _satterthwaite(variances, (len(pilot), len(control)))
    return t_reading(
        "welch", pilot.mean() - control.mean(), se, df, confidence=confidence, inference=_inference(units),
        **_sizes(units, clusters),
    )  # fmt: skip


def cuped(units: pd.DataFrame, *, confidence: float = CONFIDENCE) -> Reading:
    """Return the difference after the start, less what the difference before it predicts.

    Parameters
    ----------
    units : of `prepare.units_of`; a unit without a value before counts as one at the mean.
    confidence : of the interval, 0-1.

    Notes
    -----
    Deng, Xu, Kohavi & Walker (2013): value after − θ × (value before − mean), θ = cov / var within the arms, pooled,
    on the means of the units of assignment. Its variance is that of Welch × (1 − ρ²). θ is itself estimated: the
    variance grows by (n − 2) / (n − 3) and by s² × (difference before)² / SSx, and a degree of freedom goes; with
    arms of one size this is the analysis of covariance.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": [*"abcdef"], "cluster": [*"abcdef"], "arm": ["pilot"] * 3 + ["control"] * 3,
    ...                       "before": [1.0, 2.0, 3.0, 1.0, 2.0, 3.0], "after": [3.0, 4.0, 6.0, 1.0, 3.0, 3.0]})
    >>> round(cuped(units).estimate, 4), round(welch(units).se, 4), round(cuped(units).se, 4)
    (2.0, 1.1055, 0.4907)
    """
    clusters = by_cluster(units)
    sizes = _sizes(units, clusters)
    arms = [_arm(clusters, arm) for arm in (PILOT, CONTROL)]
    lacking = _lacking(*arms)
    known = sum(int(arm["before"].notna().sum()) for arm in arms)
    n = sum(map(len, arms))
    if lacking or known < 3 or n < 4:
        return no_reading("cuped", lacking or ("no_before" if known < 3 else "too_few_units"), **sizes)
    theta, ss = _theta(arms)
    grand = float(pd.concat(arms)["before"].mean())
    centred = [arm["before"].fillna(grand) - grand for arm in arms]
    left = [(arm["after"] - theta * x).to_numpy() for arm, x in zip(arms, centred, strict=True)]
    grown = (n - 2) / (n - 3)
    variances = [float(values.var(ddof=1)) / len(values) * grown for values in left]
    before = centred[0].mean() - centred[1].mean()
    pooled = sum(float(((values - values.mean()) ** 2).sum()) for values in left) / (n - 3)
    se = float(np.sqrt(sum(variances) + (pooled * before**2 / ss if ss > 0 else 0.0)))
    if _flat(se, clusters["after"]):
        return no_reading("cuped", "no_spread", **sizes)
    df = max(_satterthwaite(variances, [len(values) for values in left]) - 1, 1.0)
    return t_reading(
        "cuped", left[0].mean() - left[1].mean(), se, df, confidence=confidence, inference=_inference(units), **sizes
    )


def balance(units: pd.DataFrame) -> tuple[float, float]:
    """Return how far apart the arms lay before the start, in standard deviations, and the p-value of no difference.

    Parameters
    ----------
    units : of `prepare.units_of`.

    Returns
    -------
    standardised difference (pilot less control, over the root of the mean of both variances); two-sided p of Welch.
        Both nan with fewer than two units of assignment in an arm or no spread.
    """
    reading = welch(units.assign(after=units["before"]))
    if reading.reason:
        return float("nan"), float("nan")
    clusters = by_cluster(units.assign(after=units["before"]))
    spread = np.sqrt(np.mean([_arm(clusters, arm)["after"].var(ddof=1) for arm in (PILOT, CONTROL)]))
    return reading.estimate / float(spread), reading.p


def sample_ratio(units: pd.DataFrame, expected_share: float = 0.5) -> float:
    """Return the p-value that the lot would share out the units of assignment as unevenly as this.

    Parameters
    ----------
    units : of `prepare.units_of`.
    expected_share : of the units of assignment that was to get the pilot, 0-1.

    Notes
    -----
    Exact binomial test of the numbers in both arms; nan when there are none.

    Examples
    --------
    >>> units = pd.DataFrame({"cluster": range(10), "arm": ["pilot"] * 9 + ["control"]})
    >>> round(sample_ratio(units), 4)
    0.0215
    """
    arms = units.drop_duplicates(["cluster", "arm"])["arm"]
    pilot_n, control_n = int(arms.eq(PILOT).sum()), int(arms.eq(CONTROL).sum())
    if pilot_n + control_n == 0:
        return float("nan")
    return float(stats.binomtest(pilot_n, pilot_n + control_n, expected_share).pvalue)


def attrition(units: pd.DataFrame) -> tuple[float, float]:
    """Return how much more of the pilot's units than of the control's are no longer measured, and its p-value.

    Parameters
    ----------
    units : of `prepare.units_of`; those with a value before count.

    Returns
    -------
    share lost in the pilot less share lost in the control; two-sided p of Fisher's exact test. Both nan when an arm
        has no units with a value before, or nothing is measured after the start.
    """
    known = units[units["before"].notna()]
    counts = [[int(part["after"].isna().sum()), int(part["after"].notna().sum())]
              for part in (known[known["arm"].eq(arm)] for arm in (PILOT, CONTROL))]  # fmt: skip
    if min(map(sum, counts)) == 0 or counts[0][1] + counts[1][1] == 0:
        return float("nan"), float("nan")
    lost = [gone / (gone + left) for gone, left in counts]
    return lost[0] - lost[1], float(stats.fisher_exact(counts).pvalue)


def by_cluster(units: pd.DataFrame) -> pd.DataFrame:
    """Return the mean before and after of each unit of assignment, over its units measured after the start.

    Parameters
    ----------
    units : of `prepare.units_of`.

    Returns
    -------
    cluster, arm, before, after.
    """
    measured = units[units["after"].notna()]
    return measured.groupby(["cluster", "arm"], sort=True)[["before", "after"]].mean().reset_index()


def _arm(clusters: pd.DataFrame, arm: str) -> pd.DataFrame:
    return clusters[clusters["arm"].eq(arm)]


def _lacking(pilot: pd.DataFrame | np.ndarray, control: pd.DataFrame | np.ndarray) -> str:
    if not len(control):
        return "no_control"
    return "too_few_units" if min(len(pilot), len(control)) < 2 else ""


def _theta(arms: list[pd.DataFrame]) -> tuple[float, float]:
    known = [arm.dropna(subset=["before"]) for arm in arms]
    moved = [arm[["before", "after"]] - arm[["before", "after"]].mean() for arm in known]
    ss = sum(float((arm["before"] ** 2).sum()) for arm in moved)
    if _flat(np.sqrt(ss), pd.concat(known)["before"]):
        return 0.0, 0.0
    return sum(float((arm["before"] * arm["after"]).sum()) for arm in moved) / ss, ss


def _satterthwaite(variances: list[float] | tuple[float, ...], sizes: list[int] | tuple[int, ...]) -> float:
    below = sum(v**2 / (n - 1) for v, n in zip(variances, sizes, strict=True))
    return float(sum(variances) ** 2 / below) if below > 0 else float(sum(sizes) - len(sizes))


def _flat(spread: float, values: pd.Series) -> bool:
    return bool(spread <= ROUNDING * max(float(values.abs().max()), np.finfo(float).tiny))


def _sizes(units: pd.DataFrame, clusters: pd.DataFrame) -> dict[str, int]:
    return {"units_n": int(units["after"].notna().sum()), "clusters_n": len(clusters)}


def _inference(units: pd.DataFrame) -> str:
    measured = units[units["after"].notna()]
    return "cluster" if measured["cluster"].duplicated().any() else "welch"
