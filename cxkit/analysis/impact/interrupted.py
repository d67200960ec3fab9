"""Interrupted time series: what changed at the start beyond trend and season, where there is no control."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.impact.reading import CONFIDENCE, Reading


def interrupted(panel: pd.DataFrame, *, confidence: float = CONFIDENCE) -> Reading:
    """Return the change of level after the start, beyond the trend (and season) of before."""
    raise NotImplementedError
