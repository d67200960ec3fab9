"""Whether coders agree on units when some answers are missing: Krippendorff's alpha."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.uncertainty import PERCENTILES

LEVELS = ("nominal", "ordinal", "interval", "ratio")
LEAST_UNITS = 3  # below which drawing units again says nothing


def krippendorff(scores: pd.DataFrame, *, level: str = "ordinal") -> float:
    """Return how much coders agree on units, between chance (0) and perfect (1), missing answers allowed.

    Parameters
    ----------
    scores : coders x units, numbers; nan for no answer. Units with fewer than two answers do not count.
    level : what differences mean: 'nominal' (equal or not), 'ordinal' (how many answers lie between), 'interval', or
        'ratio' (values of 0 or more).

    Returns
    -------
    alpha; below 0 when coders agree less than by chance; nan when no unit has two answers, or all answers are the same.

    Raises
    ------
    ValueError : level is none of the four.

    Notes
    -----
    1 - observed / expected disagreement, from the coincidences of values within units (Krippendorff 2011). Where units
    hardly differ, alpha is low however close the coders are: there is little to agree on.

    Examples
    --------
    Two coders, four units, one of which they do not agree on; coincidences 4 of 0, 2 of 1, and once 0 beside 1:

    >>> scores = pd.DataFrame([[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    >>> round(krippendorff(scores, level="nominal"), 4)  # 1 - 7 x 2 / (2 x 5 x 3)
    0.5333
    """
    found = _alphas(*coincidences(scores), weights=None, level=level)
    return float(found[0])


def krippendorff_interval(
    scores: pd.DataFrame, *, draws: int, rng: np.random.Generator, level: str = "ordinal"
) -> tuple[float, float]:
    """Return the 95 % interval of Krippendorff's alpha, by drawing units again.

    Parameters
    ----------
    scores, level : as of `krippendorff`.
    draws : how often the units are drawn again, with replacement.
    rng : generator, from `uncertainty.stream`.

    Returns
    -------
    low, high; nan with fewer than 3 units that have two answers. Draws in which all answers are the same are passed by.

    Notes
    -----
    Percentiles of alpha over draws of whole units; each draw has coincidences of its own, and with 'ordinal' also its
    own differences. With few units the interval is rough, and rather too narrow.

    Examples
    --------
    >>> scores = pd.DataFrame([[0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0]])
    >>> krippendorff_interval(scores, draws=100, rng=np.random.default_rng(1))
    (1.0, 1.0)
    """
    by_unit, values = coincidences(scores)
    units_n = len(by_unit)
    if units_n < LEAST_UNITS or len(values) < 2:
        return np.nan, np.nan
    weights = rng.multinomial(units_n, np.full(units_n, 1 / units_n), size=draws)
    alphas = _alphas(by_unit, values, weights=weights, level=level)
    low, high = np.percentile(alphas[~np.isnan(alphas)], PERCENTILES)
    return float(low), float(high)


def coincidences(scores: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return how often values stand beside each other in each unit with two answers, and those values, lowest first.

    Parameters
    ----------
    scores : coders x units; nan for no answer.

    Returns
    -------
    (units, values, values), of a unit with m answers together m; and (values,).

    Examples
    --------
    >>> found, values = coincidences(pd.DataFrame({"a": [1.0, 2.0, 2.0], "b": [1.0, np.nan, np.nan]}))
    >>> values, found.tolist()  # of 'a': each pair counts 1 / (3 - 1)
    (array([1., 2.]), [[[0.0, 1.0], [1.0, 1.0]]])
    """
    answers = scores.to_numpy(float)
    answers = answers[:, (~np.isnan(answers)).sum(axis=0) >= 2]
    values = np.unique(answers[~np.isnan(answers)])
    counts = (answers.T[:, :, None] == values).sum(axis=1).astype(float)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(len(values))
    return pairs / np.maximum(counts.sum(axis=1) - 1, 1)[:, None, None], values


def _alphas(by_unit: np.ndarray, values: np.ndarray, *, weights: np.ndarray | None, level: str) -> np.ndarray:
    """Return alpha for every row of weights of units (one row of ones when None)."""
    taken = np.ones((1, len(by_unit))) if weights is None else weights
    together = np.tensordot(taken, by_unit, axes=1)
    totals = together.sum(axis=2)
    apart = _differences(totals, values, level)
    observed = (together * apart).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * apart).sum(axis=(1, 2))
    left = (totals.sum(axis=1) - 1) * observed
    return 1 - np.divide(left, expected, out=np.full(len(taken), np.nan), where=expected > 0)


def _differences(totals: np.ndarray, values: np.ndarray, level: str) -> np.ndarray:
    """Return the squared difference between every two values, (draws or 1, values, values)."""
    if level == "nominal":
        return 1 - np.eye(len(values))[None]
    if level == "ordinal":
        middles = totals.cumsum(axis=1) - totals / 2
        return (middles[:, :, None] - middles[:, None, :]) ** 2
    difference, total = values[:, None] - values, values[:, None] + values
    if level == "interval":
        return difference[None] ** 2
    if level == "ratio":
        return np.divide(difference, total, out=np.zeros_like(total), where=total != 0)[None] ** 2
    raise ValueError(f"level is one of {', '.join(LEVELS)}, not {level!r}")
