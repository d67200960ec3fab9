"""Pilots whose units went by lot: the difference with the control, and whether the lot was fair."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cxkit.analysis.impact.few_clusters import smallest_p
from cxkit.analysis.impact.prepare import CONTROL, PILOT
from cxkit.analysis.impact.reading import CONFIDENCE, Reading, no_reading, t_reading

ROUNDING = 1e-12  # a spread below this share of the values is rounding
Pair = tuple[np.ndarray, np.ndarray]


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
    (_, pilot), (_, control), sizes = _arms(units)
    lacking = _lacking(pilot, control)
    if lacking:
        return no_reading("welch", lacking, **sizes)
    variances = [values.var(ddof=1) / len(values) for values in (pilot, control)]
    se = float(np.sqrt(sum(variances)))
    if _flat(se, pilot, control):
        return no_reading("welch", "no_spread", **sizes)
    df = _satterthwaite(variances, [len(pilot), len(control)])
    return t_reading("welch", pilot.mean() - control.mean(), se, df, confidence=confidence,
                     inference=_inference(sizes), **sizes)  # fmt: skip


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
    *arms, sizes = _arms(units)
    lacking = _lacking(*(after for _, after in arms))
    known = sum(int((~np.isnan(before)).sum()) for before, _ in arms)
    n = sizes["clusters_n"]
    if lacking or known < 3 or n < 4:
        return no_reading("cuped", lacking or ("no_before" if known < 3 else "too_few_units"), **sizes)
    theta, ss = _theta(arms)
    grand = np.nanmean(np.concatenate([before for before, _ in arms]))
    centred = [np.nan_to_num(before - grand) for before, _ in arms]
    left = [after - theta * x for (_, after), x in zip(arms, centred, strict=True)]
    variances = [values.var(ddof=1) / len(values) * (n - 2) / (n - 3) for values in left]
    pooled = sum(((values - values.mean()) ** 2).sum() for values in left) / (n - 3)
    apart = centred[0].mean() - centred[1].mean()
    se = float(np.sqrt(sum(variances) + (pooled * apart**2 / ss if ss > 0 else 0.0)))
    if _flat(se, *(after for _, after in arms)):
        return no_reading("cuped", "no_spread", **sizes)
    df = max(_satterthwaite(variances, [len(values) for values in left]) - 1, 1.0)
    return t_reading("cuped", left[0].mean() - left[1].mean(), se, df, confidence=confidence,
                     inference=_inference(sizes), **sizes)  # fmt: skip


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
    earlier = units.assign(after=units["before"])
    reading = welch(earlier)
    if reading.reason:
        return float("nan"), float("nan")
    (_, pilot), (_, control), _ = _arms(earlier)
    return reading.estimate / float(np.sqrt((pilot.var(ddof=1) + control.var(ddof=1)) / 2)), reading.p


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
    share lost in the pilot less share lost in the control; two-sided p of Fisher's exact test, of the shares of the
        units of assignment where these hold several units. Both nan when an arm has no units with a value before, or
        nothing is measured after the start.
    """
    known = units[units["before"].notna()]
    counts = [[int(part["after"].isna().sum()), int(part["after"].notna().sum())]
              for part in (known[known["arm"].eq(arm)] for arm in (PILOT, CONTROL))]  # fmt: skip
    if min(map(sum, counts)) == 0 or counts[0][1] + counts[1][1] == 0:
        return float("nan"), float("nan")
    if known["cluster"].duplicated().any():
        return shares_apart(known, known["after"].isna().astype(float))
    lost = [gone / (gone + left) for gone, left in counts]
    return lost[0] - lost[1], float(stats.fisher_exact(counts).pvalue)


def shares_apart(units: pd.DataFrame, shares: pd.Series) -> tuple[float, float]:
    """Return how far the mean share of the pilot's units of assignment lies above that of the control's, and its p.

    Parameters
    ----------
    units : of `prepare.units_of`.
    shares : of each of its rows, 0-1.

    Returns
    -------
    difference; two-sided p of Welch. Where no share varies within an arm: 1 of arms that are alike, else the smallest
        p that swapping units of assignment can give. Both nan with fewer than two of these in an arm.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": [*"abcdef"], "cluster": [*"abcdef"], "arm": ["pilot"] * 3 + ["control"] * 3,
    ...                       "before": 1.0})
    >>> shares_apart(units, pd.Series([0.5] * 3 + [1.0] * 3))
    (-0.5, 0.1)
    """
    found = welch(units.assign(after=shares))
    if found.reason and found.reason != "no_spread":
        return float("nan"), float("nan")
    (_, pilot), (_, control), _ = _arms(units.assign(after=shares))
    apart = float(pilot.mean() - control.mean())
    if not found.reason:
        return apart, found.p
    alike = _flat(abs(apart), pilot, control) or not apart
    return apart, 1.0 if alike else smallest_p(len(pilot), len(control))


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
    columns = ["cluster", "arm", "before", "after"]
    if not measured["cluster"].duplicated().any():
        return measured[columns].sort_values(["cluster", "arm"], ignore_index=True)
    return measured.groupby(columns[:2], sort=True)[columns[2:]].mean().reset_index()


def _arms(units: pd.DataFrame) -> tuple[Pair, Pair, dict[str, int]]:
    """Return before and after of the units of assignment of both arms, and how many units and of these there are."""
    clusters = by_cluster(units)
    of = clusters["arm"].to_numpy()
    before, after = clusters["before"].to_numpy(float), clusters["after"].to_numpy(float)
    pilot, control = ((before[of == arm], after[of == arm]) for arm in (PILOT, CONTROL))
    return pilot, control, {"units_n": int(units["after"].notna().sum()), "clusters_n": len(clusters)}


def _lacking(pilot: np.ndarray, control: np.ndarray) -> str:
    if not len(control):
        return "no_control"
    return "too_few_units" if min(len(pilot), len(control)) < 2 else ""


def _theta(arms: Sequence[Pair]) -> tuple[float, float]:
    """Return by how much the value after rises with the one before, within the arms, and the squares it rests on."""
    seen = [~np.isnan(before) for before, _ in arms]
    known = [(before[there], after[there]) for (before, after), there in zip(arms, seen, strict=True) if there.any()]
    moved = [(before - before.mean(), after - after.mean()) for before, after in known]
    ss = float(sum((before**2).sum() for before, _ in moved))
    if _flat(np.sqrt(ss), *(before for before, _ in known)):
        return 0.0, 0.0
    return float(sum((before * after).sum() for before, after in moved)) / ss, ss


def _satterthwaite(variances: Sequence[float], sizes: Sequence[int]) -> float:
    below = sum(v**2 / (n - 1) for v, n in zip(variances, sizes, strict=True))
    return float(sum(variances) ** 2 / below) if below > 0 else float(sum(sizes) - len(sizes))


def _flat(spread: float, *values: np.ndarray) -> bool:
    return bool(spread <= ROUNDING * max(np.abs(part).max(initial=0.0) for part in values))


def _inference(sizes: dict[str, int]) -> str:
    return "cluster" if sizes["units_n"] > sizes["clusters_n"] else "welch"
