"""Measurements of made-up pilots, whose truth is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxkit.settings.impact import ImpactMeasurement
from cxkit.settings.pilots import Pilot

STARTS, ENDS = "2025-05-01", "2025-08-31"
PLAN = {
    "metric": "score", "starts_at": STARTS, "ends_at": ENDS, "expected": 1.0, "expected_low": 0.5, "expected_high": 1.5,
    "smallest_worth": 0.4, "decided_by": "Hoofd klantenservice", "decided_at": "2025-04-01",
}  # fmt: skip
FACTORS = {"score": {"better": "higher", "unit": "points"}, "minutes": {"better": "lower", "unit": "minutes"}}


def plan(**given: Any) -> Pilot:
    """Return a pilot that is expected to raise a score by one point."""
    return Pilot.check(PLAN | given)


def settings(pilots: dict[str, dict[str, Any]] | None = None, **given: Any) -> ImpactMeasurement:
    """Return settings with one pilot, p, unless others are given."""
    held = {"p": PLAN} if pilots is None else pilots
    return ImpactMeasurement.check({"success_factors": FACTORS, "pilots": held, **given})


def measured(
    effect: float = 1.0, *, units_n: int = 60, spread: float = 1.0, noise: float = 0.5, seed: int = 1,
    metric: str = "score", pilot: str = "p", cluster_n: int = 1, level: float = 0.0, first: str = "2025-01-01",
) -> pd.DataFrame:  # fmt: skip
    """Return measurements of units of which half get the pilot, which adds the effect from May on.

    Parameters
    ----------
    effect : added to every value of the pilot's units after the start.
    units_n : in both arms together; odd ones get the pilot.
    spread, noise : standard deviation between units, and of one value around its unit.
    cluster_n : units per unit of assignment.
    level : by how much the pilot's units stand higher all along.
    first : first month; the last one is August.
    """
    months = pd.date_range(first, "2025-08-01", freq="MS")
    rng = np.random.default_rng(seed)
    number = np.arange(units_n)
    in_pilot = (number // cluster_n) % 2 == 1
    own = rng.normal(7, spread, units_n) + level * in_pilot
    after = months >= STARTS
    values = own[:, None] + rng.normal(0, noise, (units_n, len(months))) + effect * np.outer(in_pilot, after)
    rows = pd.DataFrame(values, index=[f"u{n:04d}" for n in number], columns=months)
    long = rows.rename_axis("unit").melt(ignore_index=False, var_name="period", value_name="value").reset_index()
    arm = dict(zip(rows.index, np.where(in_pilot, "pilot", "control"), strict=True))
    cluster = dict(zip(rows.index, [f"c{n // cluster_n}" for n in number], strict=True))
    own_cluster = {} if cluster_n == 1 else {"cluster": long["unit"].map(cluster)}
    return long.assign(metric=metric, pilot=pilot, arm=long["unit"].map(arm), **own_cluster)
