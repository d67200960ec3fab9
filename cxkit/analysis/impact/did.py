"""Difference in differences: what changed in the pilot beyond what changed in the control."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.impact.reading import CONFIDENCE, Reading


def did(units: pd.DataFrame, *, confidence: float = CONFIDENCE, by_lot: bool = False, seed: int = 0) -> Reading:
    """Return the mean change of the pilot's units less that of the control's."""
    raise NotImplementedError


def did_sections(panel: pd.DataFrame, *, confidence: float = CONFIDENCE, seed: int = 0) -> Reading:
    """Return the difference of the differences of four means, where other units are seen before and after."""
    raise NotImplementedError


def four_means(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the means of pilot and control, before and after: arm, after, mean, se, rows_n."""
    raise NotImplementedError
