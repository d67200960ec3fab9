"""What an opportunity is worth over the years, and what certainty about it would be worth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxkit.settings.ranking import OpportunityRanking


def decision(
    opportunities: pd.DataFrame, euros: Mapping[str, np.ndarray], *, settings: OpportunityRanking
) -> pd.DataFrame:
    """Return the opportunities with what they cost, what they leave over the horizon and what certainty is worth."""
    raise NotImplementedError


def evpi(works: np.ndarray, fails: float, success: float) -> float:
    """Return what knowing everything before deciding would be worth at most."""
    raise NotImplementedError
