"""What other weights would do to the ranks."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def scenarios(opportunities: pd.DataFrame, criteria: pd.DataFrame, *, weights: Mapping[str, float]) -> pd.DataFrame:
    """Return the ranks under other weights."""
    raise NotImplementedError
