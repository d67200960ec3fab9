"""Euros that are not known for sure, as draws: each finding once, whoever rests on it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxkit.analysis.uncertainty import DRAWS


def drawn(yields: pd.DataFrame, *, seed: int, draws: int = DRAWS) -> dict[tuple[str, str], np.ndarray]:
    """Return the draws of every finding that counts, by notebook and name."""
    raise NotImplementedError


def euro_draws(yields: pd.DataFrame, held: Mapping[tuple[str, str], np.ndarray]) -> dict[str, np.ndarray]:
    """Return what each opportunity brings a year when it works, as draws."""
    raise NotImplementedError


def summed(opportunities: pd.DataFrame, yields: pd.DataFrame, euros: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return the opportunities with what they bring a year when they work."""
    raise NotImplementedError
