"""A roll-out in steps: each step against those whose turn has not come yet."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.impact.reading import CONFIDENCE, Reading


def stepped(panel: pd.DataFrame, *, confidence: float = CONFIDENCE) -> Reading:
    """Return the mean effect over the unit-periods with the pilot, against units not yet started."""
    raise NotImplementedError
