"""What other weights would do to the ranks."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxkit.analysis.ranking.scores import FULL, ranks, weight_shares
from cxkit.settings.ranking import CRITERIA


def scenarios(criteria: pd.DataFrame, *, weights: Mapping[str, float]) -> pd.DataFrame:
    """Return the ranks under other weights.

    Parameters
    ----------
    criteria : of `scores.scored`.
    weights : of the settings.

    Returns
    -------
    scenario ('base', 'only:<criterion>', 'without:<criterion>', 'double:<criterion>'), opportunity, rank.
    """
    names = list(dict.fromkeys(criteria["opportunity"]))
    points = criteria.pivot(index="opportunity", columns="criterion", values="points").loc[names]
    frames = [
        pd.DataFrame({"scenario": name, "opportunity": names, "rank": _ranks(points, given)})
        for name, given in others(weights).items()
    ]
    return pd.concat(frames, ignore_index=True)


def _ranks(points: pd.DataFrame, weights: Mapping[str, float]) -> list[int]:
    if points.empty:
        return []
    return ranks(FULL * points[list(CRITERIA)].to_numpy() @ weight_shares(weights).to_numpy()).tolist()


def others(weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Return the weights to try: as given, one criterion alone, one left out, one twice as heavy.

    Criteria without weight are tried alone only; one that has all the weight cannot be left out.

    >>> list(others({"euros": 1.0, "effort": 1.0}))[6:]
    ['without:euros', 'double:euros', 'without:effort', 'double:effort']
    """
    given = {name: float(weights.get(name, 0.0)) for name in CRITERIA}
    tried = {"base": given} | {f"only:{name}": {name: 1.0} for name in CRITERIA}
    for name, weight in given.items():
        if weight and weight < sum(given.values()):
            tried |= {f"without:{name}": given | {name: 0.0}, f"double:{name}": given | {name: 2 * weight}}
    return tried
