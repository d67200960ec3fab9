"""The effect period by period, before the start as well: whether pilot and control ran alike until then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from cxkit.analysis.impact.clusters import ClusterSums, difference, error
from cxkit.analysis.impact.did import HALF, did, did_sections
from cxkit.analysis.impact.prepare import CONTROL, PILOT, units_of
from cxkit.analysis.impact.reading import CONFIDENCE, Reading, no_reading, t_reading
from cxkit.analysis.impact.stepped import in_steps, stepped_study

COLUMNS = ["period", "steps", "estimate", "low", "high", "reference"]


def event_study(panel: pd.DataFrame, *, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Return how far pilot and control lie apart in each period, beyond how far over the periods before.

    Parameters
    ----------
    panel : of `prepare.panel_of`.
    confidence : of each interval by itself, 0-1.

    Returns
    -------
    period, steps (periods since the start, -1 is the last before), estimate, low, high (t intervals with errors by
    cluster; nan where an arm has fewer than two clusters, and of a single period of reference), reference. Of a
    roll-out in steps, steps count from each unit's own start, so that no single period goes with them (blank).

    Notes
    -----
    The reference is the mean of all periods before the start, as that of the estimate is: a few of them would lend
    their luck to every other period. Where fewer than half of the units are seen in both, other units are compared, and
    the reference is the last period before.

    Examples
    --------
    >>> rows = [(u, p, v + 2 * (u in "ab") * (p == 3)) for u, v in zip("abcd", (1, 2, 3, 4)) for p in (1, 2, 3)]
    >>> panel = pd.DataFrame(rows, columns=["unit", "month", "value"]).assign(cluster=lambda p: p["unit"])
    >>> panel["arm"] = np.where(panel["unit"].isin(["a", "b"]), "pilot", "control")
    >>> panel["period"] = pd.to_datetime("2025-0" + panel["month"].astype(str) + "-01")
    >>> panel["after"] = panel["month"] > 2
    >>> event_study(panel)[["steps", "estimate", "reference"]].to_numpy().tolist()
    [[-2, 0.0, True], [-1, 0.0, True], [0, 2.0, False]]
    """
    if in_steps(panel):
        return stepped_study(panel, confidence=confidence)[COLUMNS]
    periods = np.sort(panel["period"].unique())
    before = int((periods < panel.loc[panel["after"], "period"].min()).sum()) if panel["after"].any() else len(periods)
    if not before:
        return pd.DataFrame(columns=COLUMNS)
    within = _seen_twice(panel)
    reference = periods[:before] if within else periods[before - 1 : before]
    gaps = _within(panel, reference, confidence) if within else _sections(panel, reference, confidence)
    rows = [
        (period, step - before, *gaps.get(period, (np.nan,) * 3), bool(np.isin(period, reference)))
        for step, period in enumerate(periods)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def pre_trend(panel: pd.DataFrame) -> float:
    """Return the p-value of no difference in course between the arms before the start; nan where it cannot be told.

    Parameters
    ----------
    panel : of `prepare.panel_of`. Of a roll-out in steps, units that began early are held against those that began
        late, over the periods before the first of all.

    Notes
    -----
    The slopes of both arms over time are compared (each unit about its own mean where units are seen more than once),
    with errors by cluster. A joint test of every period would need more clusters than periods.

    Examples
    --------
    >>> rise = {"a": 1, "b": 1.1, "c": 0, "d": 0.1}
    >>> panel = pd.DataFrame([(u, u, "pilot" if u in "ab" else "control", p, r * p.day) for u, r in rise.items()
    ...     for p in pd.date_range("2025-01-01", periods=3)], columns=["unit", "cluster", "arm", "period", "value"])
    >>> round(pre_trend(panel.assign(after=False)), 3)
    0.005
    """
    early = before_start(panel)
    slopes = [_slope(early[early["arm"].eq(arm)]) for arm in (PILOT, CONTROL)]
    if any(slope is None for slope in slopes):
        return float("nan")
    (pilot, of_pilot, pilot_n), (control, of_control, control_n) = slopes
    se, df = error([of_pilot, of_control], [pilot_n, control_n])
    if not se > 0:
        return float("nan")
    return t_reading("pre_trend", pilot - control, se, df, units_n=0, clusters_n=0, confidence=CONFIDENCE).p


def placebo(panel: pd.DataFrame, *, seed: int = 0) -> Reading:
    """Return the effect of a pilot made up to have begun halfway the periods before the start.

    Parameters
    ----------
    panel : of `prepare.panel_of`; of a roll-out in steps as in `pre_trend`.
    seed : of the draws of few clusters.

    Returns
    -------
    Reading 'placebo'; 'too_few_periods' where fewer than two periods lie before the start.
    """
    early = before_start(panel)
    periods = np.sort(early["period"].unique())
    if len(periods) < 2:
        return _named(no_reading("placebo", "too_few_periods"))
    made_up = early.assign(after=early["period"].ge(periods[len(periods) // 2]))
    if _seen_twice(made_up):
        return _named(did(units_of(made_up), seed=seed))
    return _named(did_sections(made_up, seed=seed))


def level_difference(units: pd.DataFrame) -> float:
    """Return how far the means before lie apart, pilot less control, in standard deviations.

    Parameters
    ----------
    units : arm, before.

    Returns
    -------
    The difference over the root of the mean of both variances; 0 where neither varies and both are equal, infinite
    where they are not; nan where an arm has fewer than two units with a before.

    Examples
    --------
    >>> units = pd.DataFrame({"arm": ["pilot"] * 3 + ["control"] * 3, "before": [2.0, 3.0, 4.0, 1.0, 2.0, 3.0]})
    >>> level_difference(units)
    1.0
    """
    before = [units.loc[units["arm"].eq(arm), "before"] for arm in (PILOT, CONTROL)]
    gap, sd = before[0].mean() - before[1].mean(), np.sqrt((before[0].var() + before[1].var()) / 2)
    if sd > 0 or np.isnan(sd):
        return float(gap / sd)
    return 0.0 if gap == 0 else float(np.copysign(np.inf, gap))


def before_start(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the periods before anybody began, in two arms: of a roll-out in steps those early and those late.

    Parameters
    ----------
    panel : of `prepare.panel_of`.
    """
    if not in_steps(panel):
        return panel[~panel["after"]]
    starts = panel["starts_at"]
    firsts = starts.groupby(panel["cluster"]).first().sort_values()
    late = starts.isna() | starts.gt(firsts.iloc[(len(firsts) - 1) // 2])
    late = late if late.any() else starts.eq(starts.max())
    early = panel.assign(arm=np.where(late, CONTROL, PILOT))
    return early[panel["period"].lt(starts.min())]


def _named(reading: Reading) -> Reading:
    return replace(reading, name="placebo")


def _seen_twice(panel: pd.DataFrame) -> bool:
    units = units_of(panel)
    after = units["after"].notna()
    return bool(units.loc[after, "before"].notna().mean() >= HALF) if after.any() else panel["unit"].duplicated().any()


def _within(panel: pd.DataFrame, reference: np.ndarray, confidence: float) -> dict[np.datetime64, tuple]:
    who = ["unit", "cluster", "arm"]
    values = panel.pivot_table(index=who, columns="period", values="value", aggfunc="mean")
    change = values.sub(values[list(reference)].mean(axis=1), axis=0).to_numpy(float)
    rows = values.index.to_frame(index=False)
    code, clusters = pd.factorize(pd.MultiIndex.from_frame(rows[["arm", "cluster"]]))
    treated = np.asarray(clusters.get_level_values(0) == PILOT, dtype=bool)
    periods = values.columns.to_numpy()
    return {period: _gap(code, column, treated, confidence) for period, column in zip(periods, change.T, strict=True)}


def _gap(code: np.ndarray, values: np.ndarray, treated: np.ndarray, confidence: float) -> tuple[float, float, float]:
    seen = np.isfinite(values)
    sizes = np.bincount(code[seen], minlength=len(treated))
    there = sizes > 0
    sums = np.bincount(code[seen], weights=values[seen], minlength=len(treated))
    of = ClusterSums(sums[there], sizes[there].astype(float), treated[there])
    if 0 in of.counts:
        return np.nan, np.nan, np.nan
    if of.problem:
        means = [of.sums[member].sum() / of.sizes[member].sum() for member in (of.treated, ~of.treated)]
        return float(means[0] - means[1]), np.nan, np.nan
    found = t_reading("gap", *difference(of), units_n=0, clusters_n=0, confidence=confidence)
    return found.estimate, found.low, found.high


def _sections(panel: pd.DataFrame, reference: np.ndarray, confidence: float) -> dict[np.datetime64, tuple]:
    found = {reference[0]: (0.0, np.nan, np.nan)}
    base = panel[panel["period"].isin(reference)].assign(after=False)
    for period, rows in panel[~panel["period"].isin(reference)].groupby("period"):
        reading = did_sections(pd.concat([base, rows.assign(after=True)]), confidence=confidence)
        found[np.datetime64(period)] = (reading.estimate, reading.low, reading.high)
    return found


def _slope(rows: pd.DataFrame) -> tuple[float, float, int] | None:
    """Return an arm's slope per day, its variance by cluster and the number of clusters; None where there is none."""
    if rows["cluster"].nunique() < 2 or rows["period"].nunique() < 2:
        return None
    days = (rows["period"] - rows["period"].min()).dt.days.astype(float)
    about = rows["unit"] if rows.groupby("unit")["period"].nunique().ge(2).mean() >= HALF else rows["arm"]
    x, y = (column - column.groupby(about).transform("mean") for column in (days, rows["value"]))
    total = float((x**2).sum())
    slope = float((x * y).sum()) / total
    scores = (x * (y - slope * x)).groupby(rows["cluster"]).sum()
    return slope, len(scores) / (len(scores) - 1) * float((scores**2).sum()) / total**2, len(scores)
