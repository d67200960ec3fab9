"""How many units a pilot needs, and what can be seen with those there are."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from cxkit.analysis.impact.prepare import CONTROL, PILOT, PilotData
from cxkit.analysis.impact.sequential import ALPHA, inflation, planned_periods
from cxkit.analysis.impact.variation import Variation, variation_of

FEWEST = 2.0
"""Units of assignment an arm needs at least, for its spread to be known."""
MOST = 1e9


def power_of(
    effect: float, units_n: float, *, sd: float, alpha: float = ALPHA, rho: float = 0.0, icc: float = 0.0,
    cluster_n: float = 1.0, looks_inflation: float = 1.0, normal: bool = False,
) -> float:  # fmt: skip
    """Return the chance to show an effect with so many units in each arm.

    Parameters
    ----------
    effect : difference between the arms, in the unit of the metric; its sign plays no part.
    units_n : units per arm.
    sd : standard deviation of units, above 0.
    alpha : two-sided chance of a false alarm.
    rho : correlation of the value after with the one before, of what is compared (the means of clusters where these
        hold several units).
    icc : how much units of one unit of assignment resemble each other, 0-1.
    cluster_n : units per unit of assignment.
    looks_inflation : of `sequential.inflation`.
    normal : take the spread as known, as with shares of many customers.

    Notes
    -----
    Two arms of one size, t test on the units of assignment (noncentral t, both sides; Cohen 1988), with the variance
    × (1 − rho²) (Deng et al. 2013) × (1 + (cluster_n − 1) × icc) (Kish 1965), and units_n / looks_inflation for n.

    Examples
    --------
    >>> round(power_of(0.5, 64, sd=1.0), 4)
    0.8015
    """
    n = units_n / looks_inflation
    variance = sd**2 * (1 - rho**2) * design_effect(icc, cluster_n)
    if not n / cluster_n > 1 or not sd > 0 or math.isnan(variance):
        return math.nan
    shift = abs(effect) / math.sqrt(2 * variance / n) if variance > 0 else math.inf
    if math.isinf(shift):
        return 1.0 if effect else alpha
    if normal:
        limit = float(stats.norm.isf(alpha / 2))
        return float(special.ndtr(shift - limit) + special.ndtr(-shift - limit))
    df = 2 * (n / cluster_n - 1)
    limit = float(stats.t.isf(alpha / 2, df))
    return _beyond(limit, df, shift) + _beyond(limit, df, -shift)


def needed_per_arm(
    effect: float, *, sd: float, power: float, alpha: float = ALPHA, rho: float = 0.0, icc: float = 0.0,
    cluster_n: float = 1.0, looks_inflation: float = 1.0, normal: bool = False,
) -> float:  # fmt: skip
    """Return how many units per arm it takes to show an effect with a given chance, not rounded up.

    Parameters
    ----------
    power : chance to show it, 0-1.
    effect, sd, alpha, rho, icc, cluster_n, looks_inflation, normal : as in `power_of`.

    Returns
    -------
    Units, at least FEWEST units of assignment; inf of no effect, nan without a spread.

    Examples
    --------
    >>> round(needed_per_arm(0.5, sd=1.0, power=0.8), 3)
    63.766
    """
    given = {"sd": sd, "alpha": alpha, "rho": rho, "icc": icc, "cluster_n": cluster_n, "normal": normal}
    fewest = FEWEST * cluster_n
    if math.isnan(power_of(effect, fewest, **given)):
        return math.nan
    if effect == 0 or power_of(effect, MOST * cluster_n, **given) < power:
        return math.inf
    if power_of(effect, fewest, **given) >= power:
        return fewest * looks_inflation
    found = optimize.brentq(
        lambda log_n: power_of(effect, math.exp(log_n), **given) - power,
        math.log(fewest), math.log(MOST * cluster_n), xtol=1e-13,
    )  # fmt: skip
    return math.exp(found) * looks_inflation


def detectable(
    units_n: float, *, sd: float, power: float, alpha: float = ALPHA, rho: float = 0.0, icc: float = 0.0,
    cluster_n: float = 1.0, looks_inflation: float = 1.0, normal: bool = False,
) -> float:  # fmt: skip
    """Return the smallest effect, above 0, that so many units per arm show with a given chance; nan of too few.

    Parameters
    ----------
    units_n, power : units per arm; chance to show it.
    sd, alpha, rho, icc, cluster_n, looks_inflation, normal : as in `power_of`.

    Examples
    --------
    >>> round(detectable(64, sd=1.0, power=0.8), 4)
    0.4991
    """
    given = {"sd": sd, "alpha": alpha, "rho": rho, "icc": icc, "cluster_n": cluster_n, "normal": normal}
    given |= {"looks_inflation": looks_inflation}
    if math.isnan(power_of(0.0, units_n, **given)):
        return math.nan
    spread = sd * math.sqrt(2 * design_effect(icc, cluster_n) * looks_inflation / units_n * (1 - rho**2))
    if spread == 0:
        return 0.0
    upper = 8.0
    while power_of(upper * spread, units_n, **given) < power:
        upper *= 2
    return spread * optimize.brentq(
        lambda effect: power_of(effect * spread, units_n, **given) - power, 0.0, upper, xtol=1e-12
    )


def design_effect(icc: float, cluster_n: float) -> float:
    """Return how many times larger the variance is because units come in clusters: 1 + (cluster_n − 1) × icc.

    >>> design_effect(0.05, 21)
    2.0
    """
    return 1 + (cluster_n - 1) * icc


def sizing(data: PilotData, *, power: float, kind: str, looks: pd.DataFrame) -> dict[str, object]:
    """Return how many units a pilot needs for the smallest effect worth having, and what those there are can show.

    Parameters
    ----------
    data : the pilot; its variation is taken from the periods before it starts.
    power : chance to show the effect, 0-1.
    kind : 'mean', 'share' or 'euros'.
    looks : of `looks_of`.

    Returns
    -------
    Columns of ImpactResult.sizing: metric, kind, smallest_worth, sd, icc, cluster_n, rho, design_effect, needed_n,
        have_n, power_now, detectable, expected_power, units_n (measured before the start: sd is theirs). Nan where the
        periods before say nothing, and without a control (a difference between arms is what is sized).

    Notes
    -----
    sd, icc and rho are of unit means over as many periods as are measured after the start (see `variation_of`). By
    lot, the value before is taken into account (1 − rho²); else each unit's change is compared, which varies by
    1 + r² − 2 × rho × r of sd² (r: sd before over sd after). Shares whose values are all 0 or 1 have sd √(p(1 − p)).
    power_now, detectable and expected_power are with the smaller arm there is, and where there are no arms yet
    expected_power with needed_n.
    """
    plan = data.plan
    found = variation_of(data.panel, after_n=planned_periods(data), selected=bool(plan.selected_by))
    given = {
        "alpha": ALPHA,
        "icc": found.icc,
        "cluster_n": found.cluster_n,
        "looks_inflation": _inflation(looks, power),
    }
    given |= {"normal": kind == "share" and found.zero_one} | _spread(found, by_lot=plan.design == "randomised")
    have_n, have = _have(data, found.cluster_n)
    needed = math.nan if plan.design == "alone" else needed_per_arm(plan.smallest_worth, power=power, **given)
    needed_n = _rounded_up(needed, found.cluster_n)
    can = have if plan.design != "alone" else math.nan
    return {
        "metric": plan.metric, "kind": kind, "smallest_worth": plan.smallest_worth, "sd": found.sd, "icc": found.icc,
        "cluster_n": found.cluster_n, "rho": found.rho, "design_effect": design_effect(found.icc, found.cluster_n),
        "needed_n": needed_n, "have_n": have_n, "power_now": power_of(plan.smallest_worth, can, **given),
        "detectable": detectable(can, power=power, **given),
        "expected_power": power_of(plan.expected, can if have_n else needed_n, **given),
        "units_n": int(data.panel.loc[~data.panel["after"], "unit"].nunique()),
    }  # fmt: skip


def _beyond(limit: float, df: float, shift: float) -> float:
    """Return the chance that a noncentral t lies above a limit; far from it the chance is 0 or 1."""
    chance = float(special.nctdtr(df, -shift, -limit))
    return chance if not math.isnan(chance) else float(shift > limit)


def _spread(found: Variation, *, by_lot: bool) -> dict[str, float]:
    """Return the spread that counts: by lot what the value before leaves of it, else that of a unit's change."""
    if by_lot or math.isnan(found.sd):
        return {"sd": found.sd, "rho": found.rho}
    r = found.sd_before / found.sd if found.sd > 0 else 1.0
    return {"sd": found.sd * math.sqrt(1 + r**2 - 2 * found.rho * r), "rho": 0.0}


def _inflation(looks: pd.DataFrame, power: float) -> float:
    shares = looks["share"].round(4)
    return inflation(tuple(shares[shares.gt(0)].unique()), ALPHA, power)


def _have(data: PilotData, cluster_n: float) -> tuple[int, float]:
    """Return the units of the smaller arm, and what they count for: its units of assignment × units per each."""
    seen = "after" if data.stage != "planned" else "before"
    units = data.units[data.units[seen].notna()]
    arms = [units[units["arm"].eq(arm)] for arm in (PILOT, CONTROL)]
    fewest = min(arm["cluster"].nunique() for arm in arms)
    return min(map(len, arms)), fewest * cluster_n if fewest else math.nan


def _rounded_up(units_n: float, cluster_n: float) -> float:
    """Return units rounded up to whole units of assignment."""
    if not np.isfinite(units_n):
        return math.nan
    return float(math.ceil(math.ceil(units_n / cluster_n - 1e-9) * cluster_n - 1e-9))
