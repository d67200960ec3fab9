"""What a pilot did besides: to the metrics that must not suffer, and to neighbouring journeys."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.effect import effect_of
from cxkit.analysis.impact.prepare import panel_of
from cxkit.settings.pilots import Pilot, SuccessFactor

GUARDRAILS = ["metric", "estimate", "low", "high", "margin", "status"]
SPILL_OVER = ["metric", "estimate", "low", "high", "shown"]


def guardrails(
    measurements: pd.DataFrame,
    name: str,
    plan: Pilot,
    factors: dict[str, SuccessFactor],
    *,
    confidence: float,
    seed: int,
) -> pd.DataFrame:
    """Return what a pilot did to the metrics that must not suffer by it.

    Parameters
    ----------
    measurements : as in `prepare.panel_of`.
    name, plan : the pilot, with the change for the worse allowed of each metric.
    factors : which way of each metric is better.
    confidence, seed : as in `effect.effect_of`.

    Returns
    -------
    GUARDRAILS: the effect in the metric's own direction, and whether the guardrail is held (its worse end lies within
    the margin), broken (else, the whole interval is worse than none), open (else) or not_computable.
    """
    rows = []
    for metric, margin in plan.guardrails.items():
        found = effect_of(panel_of(measurements, name, metric, plan), plan, confidence=confidence, seed=seed)
        better = 1 if factors[metric].better == "higher" else -1
        status = guardrail_status(found.low, found.high, margin=margin, better=better)
        rows.append((metric, found.estimate, found.low, found.high, margin, status))
    return pd.DataFrame(rows, columns=GUARDRAILS)


def guardrail_status(low: float, high: float, *, margin: float, better: int) -> str:
    """Return whether a metric that must not suffer did.

    Parameters
    ----------
    low, high : interval of the effect on it.
    margin : change for the worse allowed, 0 or more.
    better : 1 where higher is better, else -1.

    Examples
    --------
    >>> guardrail_status(-0.1, 0.3, margin=0.2, better=1), guardrail_status(-0.5, -0.3, margin=0.2, better=1)
    ('held', 'broken')
    >>> guardrail_status(-0.5, 0.3, margin=0.2, better=1), guardrail_status(-0.1, 0.3, margin=0.2, better=-1)
    ('open', 'open')
    """
    if np.isnan(low) or np.isnan(high):
        return "not_computable"
    worst, best = sorted((better * low, better * high))
    if worst >= -margin:
        return "held"
    return "broken" if best < 0 else "open"


def spill_over(measurements: pd.DataFrame, name: str, plan: Pilot, *, confidence: float, seed: int) -> pd.DataFrame:
    """Return what a pilot did to the metrics of neighbouring journeys: SPILL_OVER; shown when 0 lies outside."""
    rows = []
    for metric in plan.spill_over:
        found = effect_of(panel_of(measurements, name, metric, plan), plan, confidence=confidence, seed=seed)
        rows.append((metric, found.estimate, found.low, found.high, bool(found.low > 0 or found.high < 0)))
    return pd.DataFrame(rows, columns=SPILL_OVER)
