"""Small engagements for tests of the valuation: scores and values as a test wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxkit.settings.notebooks import GroupValuation


def checked(**given: Any) -> GroupValuation:
    """Return checked settings for margin only, nothing held equal, unless a test says otherwise."""
    bare = {"value_minus": [], "acquisition_cost": [], "adjust_for": [], "shifts": [["detractor", "passive", 1]]}
    return GroupValuation.check(bare | given)


def answers(scores: Sequence[float], *, metric: str = "NPS", day: str = "2025-03-01", **columns: Any) -> pd.DataFrame:
    """Return one answer per customer, customers numbered from 1."""
    n = len(scores)
    return pd.DataFrame(
        {
            "response_id": [f"{metric}-{day}-{i}" for i in range(1, n + 1)],
            "customer_id": customer_ids(n),
            "responded_at": pd.Timestamp(day),
            "metric": pd.Series([metric] * n, dtype="str"),
            "score": np.asarray(scores, dtype=float),
        }
    ).assign(**columns)


def customers(margins: Sequence[float], **columns: Any) -> pd.DataFrame:
    """Return customers numbered from 1 with a margin a year."""
    frame = pd.DataFrame({"customer_id": customer_ids(len(margins)), "margin_eur_year": np.asarray(margins, float)})
    return frame.assign(**columns)


def customer_ids(n: int) -> pd.Series:
    """Return n customer ids with leading zeros."""
    return pd.Series([f"{i:06d}" for i in range(1, n + 1)], dtype="str")


def by_score(margins: Mapping[int, Sequence[float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return customers and answers from the margins of the customers who gave each score."""
    scores = [score for score, values in margins.items() for _ in values]
    return customers([value for values in margins.values() for value in values]), answers(scores)


def spread(mean: float, n: int, *, sd: float = 10.0) -> np.ndarray:
    """Return n values with exactly this mean, evenly spread."""
    return mean + sd * np.linspace(-1.5, 1.5, n)


def surveyed(
    seed: int, *, n: int = 3000, answer_sd: float = 1.0, eur_per_point: float = 20.0, ceiling: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return customers whose margin follows true satisfaction and tenure, all of whom answered twice in a month.

    True satisfaction has standard deviation 1.2 at equal tenure; tenure raises both it and the margin.
    """
    rng = np.random.default_rng(seed)
    tenure = rng.gamma(2.0, 30.0, n).round()
    true = 6.0 + 0.01 * (tenure - 60) + 1.2 * rng.normal(size=n)
    margin = 300 + eur_per_point * (true - 6) + 1.5 * (tenure - 60) + 40 * rng.normal(size=n)
    given = [true + answer_sd * rng.normal(size=n) for _ in range(2)]
    if ceiling:
        given = [np.clip(np.round(scores), 0, 10) for scores in given]
    held = customers(margin, tenure_months=tenure)
    return held, pd.concat([answers(given[0]), answers(given[1], day="2025-03-20")], ignore_index=True)
