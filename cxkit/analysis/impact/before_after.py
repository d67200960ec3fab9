"""One arm against itself before: shown to warn, never to judge by."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.impact.reading import CONFIDENCE, Reading


def before_after(units: pd.DataFrame, arm: str, *, confidence: float = CONFIDENCE) -> Reading:
    """Return the mean change of one arm's units, as '<arm>_before_after'."""
    raise NotImplementedError
