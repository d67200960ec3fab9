"""The success factors over time: the course of each, and the band in which it lay before anything was tried."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cxkit.analysis.impact.prepare import PANEL, panel_of
from cxkit.baseline import Baseline
from cxkit.settings.impact import ImpactMeasurement
from cxkit.settings.pilots import SuccessFactor

ALL = "all"
SERIES = ["metric", "pilot", "arm", "period", "mean", "low", "high", "units_n", "customers_n"]
BANDS = [
    "metric", "mean", "low", "high", "periods_n", "target", "better", "unit", "frozen", "latest", "latest_at",
    "outside", "improved",
]  # fmt: skip
CONFIDENCE = 0.95
BAND_N = 3
"""Fewer periods than this make no band."""


def series(measurements: pd.DataFrame, *, settings: ImpactMeasurement) -> pd.DataFrame:
    """Return the course of every success factor and neighbouring journey: of the whole, and per arm of each pilot.

    Parameters
    ----------
    measurements : unit, period, metric, value, and where given pilot, arm, customers_n.
    settings : success factors and pilots.

    Returns
    -------
    SERIES, in the order of the settings and by period: mean over units with its 95 % interval (t; nan of one unit). The
    whole is what no pilot claims, such as a figure of the whole firm; of a neighbouring journey that is no success
    factor there are arms only.
    """
    planned, parts = settings.planned, []
    neighbours = [metric for plan in planned.values() for metric in plan.spill_over]
    for metric in dict.fromkeys((*settings.factors, *neighbours)):
        rows = measurements[measurements["metric"].eq(metric) & measurements["value"].notna()]
        if metric in settings.factors:
            whole = rows[rows["pilot"].isna()] if "pilot" in rows else rows
            parts.append(_course(whole.assign(arm=ALL), metric, ""))
        for name, plan in planned.items():
            if metric in (plan.metric, *plan.guardrails, *plan.spill_over):
                of_arms = panel_of(measurements, name, metric, plan, selecting=True)
                parts.append(_course(_with_customers(of_arms, rows, name, plan.units), metric, name))
    return pd.concat(parts, ignore_index=True)[SERIES] if parts else pd.DataFrame(columns=SERIES)


def customers_in(rows: pd.DataFrame, *, units: str) -> pd.Series:
    """Return how many customers stand behind each row; nan where nobody says.

    >>> customers_in(pd.DataFrame({"unit": ["a", "b"]}), units="customers").tolist()
    [1.0, 1.0]
    """
    told = rows["customers_n"].astype(float) if "customers_n" in rows else pd.Series(np.nan, index=rows.index)
    return told.fillna(1.0) if units == "customers" else told


def _with_customers(panel: pd.DataFrame, rows: pd.DataFrame, name: str, units: str) -> pd.DataFrame:
    of_pilot = rows[rows["pilot"].eq(name)] if "pilot" in rows else rows
    known = of_pilot[["unit", "period"]].assign(customers_n=customers_in(of_pilot, units=units))
    return panel[PANEL].merge(known, on=["unit", "period"], how="left", validate="one_to_one")


def _course(rows: pd.DataFrame, metric: str, pilot: str) -> pd.DataFrame:
    """Return the mean of each arm and period with its interval."""
    told = rows if "customers_n" in rows else rows.assign(customers_n=np.nan)
    found = told.groupby(["arm", "period"], sort=True).agg(
        mean=("value", "mean"), sd=("value", "std"), units_n=("unit", "nunique"), known=("customers_n", "count"),
        customers_n=("customers_n", "sum"),
    ).reset_index()  # fmt: skip
    n = found["units_n"]
    half = stats.t.ppf(0.5 + CONFIDENCE / 2, np.maximum(n - 1, 1)) * found["sd"] / np.sqrt(n)
    return found.assign(
        metric=metric, pilot=pilot, low=found["mean"] - half, high=found["mean"] + half,
        customers_n=found["customers_n"].where(found["known"] > 0),
    )[SERIES]  # fmt: skip


def bands(followed: pd.DataFrame, baseline: Baseline | None, *, settings: ImpactMeasurement) -> pd.DataFrame:
    """Return the band in which each success factor of the whole lay before anything was tried, and where it is now.

    Parameters
    ----------
    followed : of `series`.
    baseline : what was frozen; its periods make the band. Without one, those before the first pilot begins.
    settings : success factors and pilots.

    Returns
    -------
    BANDS, one row per success factor that is followed as a whole: the mean of its periods and the band in which a next
    one lies by chance, mean ± t × sd × √(1 + 1/n), nan of fewer than 3 periods.
    """
    first = min((plan.starts_at for plan in settings.planned.values()), default="")
    rows = []
    for metric, factor in settings.factors.items():
        whole = followed[followed["metric"].eq(metric) & followed["arm"].eq(ALL)].sort_values("period")
        if len(whole):
            until = _frozen_until(baseline, metric)
            rows.append(_band(whole, metric, factor, until or first, frozen=bool(until)))
    return pd.DataFrame(rows, columns=BANDS)


def _frozen_until(baseline: Baseline | None, metric: str) -> str:
    """Return the last day of the periods that were frozen; '' where the metric was not."""
    return str(baseline.factors[metric]["last"]) if baseline and metric in baseline.factors else ""


def _band(whole: pd.DataFrame, metric: str, factor: SuccessFactor, until: str, *, frozen: bool) -> dict[str, Any]:
    known = (
        whole[whole["period"] <= pd.Timestamp(until)]
        if frozen
        else whole[whole["period"] < pd.Timestamp(until or "2262")]
    )
    mean, low, high = band_of(known["mean"])
    latest, at = float(whole["mean"].iloc[-1]), whole["period"].iloc[-1]
    better = latest > high if factor.better == "higher" else latest < low
    return {
        "metric": metric, "mean": mean, "low": low, "high": high, "periods_n": len(known),
        "target": np.nan if factor.target is None else factor.target, "better": factor.better, "unit": factor.unit,
        "frozen": frozen, "latest": latest, "latest_at": at, "outside": bool(latest < low or latest > high),
        "improved": bool(better),
    }  # fmt: skip


def band_of(values: pd.Series) -> tuple[float, float, float]:
    """Return the mean of periods, and the band in which a next one lies by chance 95 times in 100.

    >>> [round(float(end), 2) for end in band_of(pd.Series([1.0, 2.0, 3.0]))]
    [2.0, -2.97, 6.97]
    """
    n = len(values)
    mean = float(values.mean()) if n else np.nan
    if n < BAND_N:
        return mean, np.nan, np.nan
    half = float(stats.t.ppf(0.5 + CONFIDENCE / 2, n - 1) * values.std() * np.sqrt(1 + 1 / n))
    return mean, mean - half, mean + half
