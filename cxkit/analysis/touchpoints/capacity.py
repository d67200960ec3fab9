"""What freed time is in full-time jobs, and which part of a saving leaves the payroll."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxkit.settings.touchpoints import TouchpointSavings

FLOOR_SLACK = 1e-9  # 0.3 / 0.1 is 2.9999999999999996 to a computer, and three steps to anyone else


@dataclass(frozen=True)
class Cash:
    """A net saving in two parts that add up to it; each an array, point estimate first.

    cashable_eur, cashable_fte : what can be taken out of the books, and the jobs in it (never below 0).
    capacity_eur, capacity_fte : what remains as time; a shortage of hours shows as negative FTE.
    """

    cashable_eur: np.ndarray
    cashable_fte: np.ndarray
    capacity_eur: np.ndarray
    capacity_fte: np.ndarray


def handling_fte(hours: np.ndarray | float, settings: TouchpointSavings) -> np.ndarray | float:
    """Return handling hours a year as full-time jobs: / occupancy gives productive hours, / hours of one FTE jobs."""
    return worked_fte(hours / settings.occupancy, settings)


def worked_fte(hours: np.ndarray | float, settings: TouchpointSavings) -> np.ndarray | float:
    """Return productive hours a year as full-time jobs."""
    return hours / settings.productive_hours_fte_year


def whole_steps(fte: np.ndarray, *, share: float, step: float) -> np.ndarray:
    """Return the jobs that can be taken out: `share` of those freed, in whole steps, never below 0.

    >>> whole_steps(np.array([0.98, 1.0, 1.99, -3.0]), share=0.5, step=0.5)
    array([0. , 0.5, 0.5, 0. ])
    """
    return np.floor(np.maximum(fte, 0.0) * share / step + FLOOR_SLACK) * step


def cash(fte: np.ndarray, *, time_eur: np.ndarray, other_eur: np.ndarray, share: float, step: float) -> Cash:
    """Return which part of a net saving can be cashed, and which part is freed time.

    Parameters
    ----------
    fte : jobs freed, net; may be negative.
    time_eur : net saving that is time (of contacts, dearer remaining contacts, extra work); may be negative.
    other_eur : saving that is no time: costs avoided, lines and licences, given costs.
    share : share of the freed time that can be taken out of the payroll, 0-1.
    step : smallest part of a job that can be taken out, in FTE.

    Notes
    -----
    Cashable = other + time x (jobs taken out / jobs freed). Time that costs more than it frees must be paid: it
    counts in cashable in full, whatever the jobs, and nothing is left as capacity. Whole steps make cashable a step
    function: its interval can be wide or of width 0, and its point estimate can lie at the edge of it.

    Examples
    --------
    >>> parts = cash(np.array([3.0]), time_eur=np.array([90.0]), other_eur=np.array([5.0]), share=0.5, step=1.0)
    >>> float(parts.cashable_eur[0]), float(parts.capacity_eur[0])
    (35.0, 60.0)
    """
    out = whole_steps(fte, share=share, step=step)
    part = np.divide(out, fte, out=np.zeros_like(fte), where=fte > 0)
    cashed_time = np.where(time_eur < 0, time_eur, np.minimum(part, 1.0) * time_eur)
    return Cash(other_eur + cashed_time, out, time_eur - cashed_time, fte - out)
