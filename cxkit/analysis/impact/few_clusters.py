"""Tests and intervals for a comparison of few clusters: by permutation of the lots, or by the wild bootstrap."""

from __future__ import annotations

import numpy as np


def smallest_p(n_pilot: int, n_control: int) -> float:
    """Return the smallest two-sided p-value that a randomisation test of so many clusters can give."""
    raise NotImplementedError


def randomisation_p(pilot: np.ndarray, control: np.ndarray, *, shift: float = 0.0, seed: int = 0) -> float:
    """Return the two-sided p-value of a difference of means `shift`, over the ways in which lots could have fallen."""
    raise NotImplementedError


def randomisation_interval(
    pilot: np.ndarray, control: np.ndarray, *, confidence: float = 0.95, seed: int = 0
) -> tuple[float, float]:
    """Return the shifts that the randomisation test does not reject."""
    raise NotImplementedError


def wild_interval(
    values: np.ndarray, design: np.ndarray, clusters: np.ndarray, *, confidence: float = 0.95, seed: int = 0
) -> tuple[float, float, float]:
    """Return the interval and p-value (low, high, p) of the last coefficient by the wild cluster bootstrap-t."""
    raise NotImplementedError
