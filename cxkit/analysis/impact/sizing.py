"""How many units a pilot needs, and what can be seen with those there are."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.impact.prepare import PilotData
from cxkit.analysis.impact.sequential import ALPHA


def needed_per_arm(
    effect: float, *, sd: float, power: float, alpha: float = ALPHA, rho: float = 0.0, icc: float = 0.0,
    cluster_n: float = 1.0, looks_inflation: float = 1.0,
) -> float:  # fmt: skip
    """Return the units per arm with which an effect is shown with a given chance."""
    raise NotImplementedError


def power_of(
    effect: float, units_n: float, *, sd: float, alpha: float = ALPHA, rho: float = 0.0, icc: float = 0.0,
    cluster_n: float = 1.0, looks_inflation: float = 1.0,
) -> float:  # fmt: skip
    """Return the chance to show an effect with so many units per arm."""
    raise NotImplementedError


def detectable(
    units_n: float, *, sd: float, power: float, alpha: float = ALPHA, rho: float = 0.0, icc: float = 0.0,
    cluster_n: float = 1.0, looks_inflation: float = 1.0,
) -> float:  # fmt: skip
    """Return the smallest effect (above 0) that so many units per arm show with a given chance."""
    raise NotImplementedError


def icc_of(values: pd.Series, clusters: pd.Series) -> float:
    """Return how much units of one cluster resemble each other, 0-1."""
    raise NotImplementedError


def sizing(data: PilotData, *, power: float, kind: str, looks: pd.DataFrame) -> dict[str, object]:
    """Return the columns of ImpactResult.sizing for one pilot."""
    raise NotImplementedError
