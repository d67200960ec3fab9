"""The effect period by period, before the start as well: whether pilot and control ran alike until then."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.impact.reading import CONFIDENCE, Reading


def event_study(panel: pd.DataFrame, *, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Return period, steps, estimate, low, high, reference: pilot less control against the last periods before."""
    raise NotImplementedError


def pre_trend(panel: pd.DataFrame) -> float:
    """Return the p-value of no difference in course between the arms before the start; nan where it cannot be told."""
    raise NotImplementedError


def placebo(panel: pd.DataFrame) -> Reading:
    """Return the effect of a pilot made up to have begun halfway the periods before the start."""
    raise NotImplementedError


def level_difference(units: pd.DataFrame) -> float:
    """Return how far the means before lie apart, pilot less control, in standard deviations; nan of none."""
    raise NotImplementedError
