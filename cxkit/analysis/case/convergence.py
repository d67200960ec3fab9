"""How many draws are enough: until more of them would hardly move the limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from cxkit.analysis.uncertainty import DRAWS

MOST = 64_000
BATCHES = 20
PERCENTILES = (2.5, 50.0, 97.5)
ENOUGH = 0.01  # share of the width of the interval that its limits may be off by

Case = TypeVar("Case")


@dataclass(frozen=True)
class Settled(Generic[Case]):
    """What came out with as many draws as it took.

    case : what was made with that many draws.
    draws : how many.
    error_eur : Monte Carlo error (one standard error) of P2.5, P50 or P97.5, the largest of the three.
    converged : whether that is below ENOUGH of the interval's width.
    """

    case: Case
    draws: int
    error_eur: float
    converged: bool


def settled(
    make: Callable[[int], Case], value: Callable[[Case], np.ndarray], *, draws: int = DRAWS, most: int = MOST
) -> Settled[Case]:
    """Return a case with twice the draws, and twice again, until the limits of its value stand still.

    Parameters
    ----------
    make : draws to the case with that many.
    value : the case to the figure that has to stand still: the estimate, then the draws.
    draws : to begin with.
    most : never more than this.

    Examples
    --------
    >>> settled(lambda draws: np.zeros(1 + draws), lambda case: case, draws=40)
    Settled(case=array([0., 0., ..., 0.]), draws=40, error_eur=0.0, converged=True)
    """
    while True:
        case = make(draws)
        drawn = value(case)[1:]
        error, width = limit_error(drawn), float(np.ptp(np.percentile(drawn, PERCENTILES)))
        converged = error <= ENOUGH * width
        if converged or 2 * draws > most:
            return Settled(case, draws, error, converged)
        draws *= 2


def limit_error(drawn: np.ndarray) -> float:
    """Return how far P2.5, P50 or P97.5 of draws can be off because there are not more of them: the largest error.

    Parameters
    ----------
    drawn : draws, in any unit; in the order in which they were drawn.

    Notes
    -----
    Batch means: the percentile in each of 20 batches, their standard deviation divided by the square root of 20.
    """
    each = np.percentile(
        np.stack(np.array_split(drawn[: len(drawn) // BATCHES * BATCHES], BATCHES)), PERCENTILES, axis=1
    )
    return float((each.std(axis=1, ddof=1) / np.sqrt(BATCHES)).max())
