"""Opportunities than which none asks less effort and brings as much."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.ranking.classes import JUDGED

DIGITS = 10


def efficient(opportunities: pd.DataFrame) -> pd.DataFrame:
    """Return the opportunities with whether each is efficient: no other gives more for less.

    Parameters
    ----------
    opportunities : verdict, affordable (bool), effort_days, expected_eur_year.

    Returns
    -------
    Added: efficient (bool), True for the judged and affordable that no other such one dominates: as little effort and
    as many expected euros, and one of the two strictly better. Equals stay together.

    Examples
    --------
    >>> held = pd.DataFrame({"verdict": "do_now", "affordable": True, "effort_days": [5.0, 9.0, 9.0, 9.0],
    ...                      "expected_eur_year": [100.0, 100.0, 300.0, 300.0]})
    >>> efficient(held)["efficient"].tolist()
    [True, False, True, True]
    """
    eligible = opportunities["verdict"].isin(JUDGED) & opportunities["affordable"]
    held = opportunities[eligible]
    found = pd.Series(False, index=opportunities.index)
    found[held.index] = ~dominated(held["effort_days"].to_numpy(float), held["expected_eur_year"].to_numpy(float))
    return opportunities.assign(efficient=found)


def dominated(effort: np.ndarray, euros: np.ndarray) -> np.ndarray:
    """Say of each opportunity whether another asks no more effort and brings no less, one of the two strictly.

    Parameters
    ----------
    effort : days.
    euros : in any currency unit; differences beyond ten digits of the largest are none.
    """
    if not len(effort):
        return np.zeros(0, dtype=bool)
    euros = np.round(euros / (np.abs(euros).max() or 1.0), DIGITS)
    less, more = effort[:, None] - effort[None, :], euros[None, :] - euros[:, None]
    return ((less >= 0) & (more >= 0) & ((less > 0) | (more > 0))).any(axis=1)
