"""One arm against itself before: shown to warn, never to judge by."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.impact.reading import CONFIDENCE, Reading, no_reading, t_reading


def before_after(units: pd.DataFrame, arm: str, *, confidence: float = CONFIDENCE) -> Reading:
    """Return the mean change of one arm's units.

    Parameters
    ----------
    units : cluster, arm, before, after; units not seen both before and after are left out.
    arm : 'pilot' or 'control'.
    confidence : of the interval, 0-1.

    Returns
    -------
    Reading '<arm>_before_after', a t interval with errors by cluster.

    Notes
    -----
    It holds whatever else changed, and regression to the mean where units were picked for a low value.

    Examples
    --------
    >>> units = pd.DataFrame({"cluster": list("abc"), "arm": "pilot", "before": 1.0, "after": [2.0, 3.0, 4.0]})
    >>> found = before_after(units, "pilot")
    >>> found.estimate, round(found.se, 4), found.df
    (2.0, 0.5774, 2.0)
    """
    name = f"{arm}_before_after"
    both = units[units["arm"].eq(arm) & units["before"].notna() & units["after"].notna()]
    if both.empty:
        return no_reading(name, "no_before")
    change = both["after"] - both["before"]
    rest = (change - change.mean()).groupby(both["cluster"]).sum()
    size = {"units_n": len(both), "clusters_n": len(rest)}
    if len(rest) < 2:
        return no_reading(name, "too_few_units", **size)
    se = float(np.sqrt(len(rest) / (len(rest) - 1) * (rest**2).sum())) / len(both)
    if not se > 0:
        return no_reading(name, "no_spread", **size)
    df = float(len(rest) - 1)
    return t_reading(name, float(change.mean()), se, df, **size, confidence=confidence, inference="cluster")
