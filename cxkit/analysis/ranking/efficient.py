"""Opportunities than which none asks less effort and brings as much."""

from __future__ import annotations

import pandas as pd


def efficient(opportunities: pd.DataFrame) -> pd.DataFrame:
    """Return the opportunities with whether each is efficient."""
    raise NotImplementedError
