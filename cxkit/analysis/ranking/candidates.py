"""What could be done: the list of the consultant, and what the results hold that the list does not name."""

from __future__ import annotations

import pandas as pd

from cxkit.result import EarlierResults
from cxkit.settings.ranking import OpportunityRanking


def candidates(
    opportunities: pd.DataFrame | None, earlier: EarlierResults, *, settings: OpportunityRanking
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what could be done, and what each of these would bring."""
    raise NotImplementedError
