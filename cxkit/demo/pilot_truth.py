"""What the demo client's pilots truly do, from potential outcomes: the same units with the pilot and without."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.demo.pilots import CALLS, CALLS_START, OWNER, OWNER_STARTS, PILOT, WAVES, panel, picked, team_levels


def pilot_truth(*, seed: int = 2025) -> pd.DataFrame:
    """Return the true effect of each pilot on each metric: the pilot's units with it less the same units without.

    Parameters
    ----------
    seed : seed of every random number, as `measurements` takes it.

    Returns
    -------
    pilot, metric, effect (per unit and period, in the unit of the metric).

    Examples
    --------
    >>> pilot_truth().query("metric == 'herhaalverkeer'")["effect"].round(4).tolist()
    [-0.035]
    """
    rows = [*_owner_truth(seed), (CALLS, "cijfer", _call_truth(seed))]
    return pd.DataFrame(rows, columns=["pilot", "metric", "effect"])


def _owner_truth(seed: int) -> list[tuple[str, str, float]]:
    levels = team_levels(seed=seed)
    effect = levels["level"] - team_levels(seed=seed, with_pilot=False)["level"]
    works = (levels["arm"] == PILOT) & (levels["period"] >= OWNER_STARTS)
    return [
        (OWNER, str(metric), float(each))
        for metric, each in effect[works].groupby(levels["metric"], sort=False).mean().items()
    ]


def _call_truth(seed: int) -> float:
    made, without = panel(seed=seed), panel(seed=seed, with_pilot=False)
    rows = np.ix_(picked(made) & made.in_pilot, WAVES >= CALLS_START)
    return float((made.scores[rows] - without.scores[rows]).mean())
