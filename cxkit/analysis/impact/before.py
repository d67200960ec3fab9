"""What counts as before: of a frozen pilot only what was frozen, so that nobody can change it afterwards."""

from __future__ import annotations

import pandas as pd

from cxkit.baseline import WHOLE, Baseline
from cxkit.settings.pilots import Pilot


def frozen_before(measurements: pd.DataFrame, name: str, plan: Pilot, baseline: Baseline | None) -> pd.DataFrame:
    """Return the measurements without what a pilot's baseline could not hold: periods after it and before the start.

    Parameters
    ----------
    measurements : unit, period, metric, value, and where given pilot.
    name, plan : the pilot.
    baseline : what was frozen; None leaves all.

    Notes
    -----
    A metric of which nothing was frozen keeps its rows: that is told by the checks of the baseline.

    Examples
    --------
    >>> rows = pd.DataFrame({"metric": "m", "pilot": "p", "period": pd.to_datetime(["2025-01-01"])})
    >>> plan = Pilot(metric="m", starts_at="2025-02-01", ends_at="2025-03-01", decided_at="2025-01-01", expected=1.0,
    ...              expected_low=0.0, expected_high=2.0, smallest_worth=1.0)
    >>> len(frozen_before(rows, "p", plan, None))
    1
    """
    late = pd.Series(False, index=measurements.index)
    of_pilot = measurements["pilot"].eq(name) if "pilot" in measurements else ~late
    for metric in (plan.metric, *plan.guardrails, *plan.spill_over):
        held = (baseline.data if baseline else {}).get(metric, {})
        kept = held.get(name, held.get(WHOLE))
        if kept:
            between = measurements["period"].gt(pd.Timestamp(kept["last"])) & measurements["period"].lt(
                pd.Timestamp(plan.starts_at)
            )
            late |= of_pilot & measurements["metric"].eq(metric) & between
    return measurements[~late]
