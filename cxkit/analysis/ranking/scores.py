"""Scores and ranks, with ties, and how sure a rank is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd


def scored(opportunities: pd.DataFrame, *, weights: Mapping[str, float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the opportunities with score and rank, and the points behind each score."""
    raise NotImplementedError


def rank_draws(
    opportunities: pd.DataFrame, criteria: pd.DataFrame, euros: Mapping[str, np.ndarray], *, top_k: int
) -> pd.DataFrame:
    """Return the opportunities with how far their rank can shift when the euros do."""
    raise NotImplementedError
