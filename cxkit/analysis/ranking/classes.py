"""Do now, validate first or not now: the rule."""

from __future__ import annotations

import pandas as pd

from cxkit.settings.ranking import OpportunityRanking


def classes(opportunities: pd.DataFrame, *, settings: OpportunityRanking) -> pd.DataFrame:
    """Return the opportunities with what to do about each, and why."""
    raise NotImplementedError
