"""Scores and ranks, with ties, and how sure a rank is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from cxkit.analysis.uncertainty import PERCENTILES
from cxkit.settings.ranking import CRITERIA

FULL = 100.0
DIGITS = 10
NO_EUROS = np.array([0.0, 0.0])


def scored(opportunities: pd.DataFrame, *, weights: Mapping[str, float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the opportunities with score and rank, and the points behind each score.

    Parameters
    ----------
    opportunities : opportunity, verdict, eur_year, expected_eur_year, negative_share, volume_n, effort_days,
        lead_months; nan where unknown.
    weights : by criterion, 0 or more, not all 0; a criterion without one counts 0.

    Returns
    -------
    opportunities : added score (0-100) and rank (1 best; ties share the best; nan for foundations and without
        a yield), in the order of rank, then name.
    criteria : opportunity, criterion, weight (share of all), value (nan unknown), points (0-1; unknown 0).

    Notes
    -----
    Points are shares of the largest: of euros a year (at least 0), of contacts or customers with a negative score, of
    contacts or customers; of effort and time one less that share.
    """
    ranked = opportunities[has_rank(opportunities)]
    values = _values(ranked)
    points, shares = _points(values), weight_shares(weights)
    score = FULL * points.to_numpy() @ shares.to_numpy()
    found = opportunities.assign(score=np.nan, rank=np.nan)
    found.loc[ranked.index, "score"] = score
    found.loc[ranked.index, "rank"] = ranks(score)
    criteria = pd.DataFrame(
        {
            "opportunity": np.repeat(ranked["opportunity"].to_numpy(), len(CRITERIA)),
            "criterion": list(CRITERIA) * len(ranked),
            "weight": np.tile(shares.to_numpy(), len(ranked)),
            "value": values.to_numpy().ravel(),
            "points": points.to_numpy().ravel(),
        }
    )
    return found.sort_values(["rank", "opportunity"], ignore_index=True), criteria


def has_rank(opportunities: pd.DataFrame) -> pd.Series:
    """Say which opportunities have a rank: those with a yield; what it takes may still have to be asked."""
    return opportunities["eur_year"].notna() & opportunities["verdict"].ne("foundation")


def weight_shares(weights: Mapping[str, float]) -> pd.Series:
    """Return the share of each criterion in all weights, in the order of the criteria.

    >>> weight_shares({"euros": 3, "effort": 1}).tolist()
    [0.75, 0.0, 0.0, 0.25, 0.0]
    """
    given = pd.Series({name: float(weights.get(name, 0.0)) for name in CRITERIA})
    return given / given.sum()


def ranks(score: np.ndarray) -> np.ndarray:
    """Return ranks, 1 for the highest score; equal scores share the best rank. Rows of a matrix are ranked apart.

    >>> ranks(np.array([50.0, 80.0, 80.0, 10.0])).tolist()
    [3, 1, 1, 4]
    """
    return rankdata(-np.round(score, DIGITS), method="min", axis=-1).astype(int)


def _values(ranked: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "euros": ranked["expected_eur_year"],
            "satisfaction": ranked["negative_share"] * ranked["volume_n"],
            "volume": ranked["volume_n"],
            "effort": ranked["effort_days"],
            "time": ranked["lead_months"],
        }
    )[list(CRITERIA)].astype(float)


def _points(values: pd.DataFrame) -> pd.DataFrame:
    """Return points of 0-1 by criterion; unknown values have none."""
    share = {name: share_of_largest(values[name].to_numpy()) for name in values}
    less = {name: 1 - share[name] for name in ("effort", "time")}
    return pd.DataFrame(share | less, index=values.index).fillna(0.0)[list(values)]


def share_of_largest(values: np.ndarray) -> np.ndarray:
    """Return values as a share of the largest, at least 0; nan stays; all 0 when no value is above 0.

    >>> share_of_largest(np.array([50.0, 200.0, -3.0])).tolist()
    [0.25, 1.0, 0.0]
    """
    at_least = np.maximum(values, 0.0)
    largest = np.nanmax(at_least, axis=-1, keepdims=True, initial=0.0)
    return at_least / np.where(largest > 0, largest, 1.0)


def rank_draws(
    opportunities: pd.DataFrame, criteria: pd.DataFrame, euros: Mapping[str, np.ndarray], *, top_k: int
) -> pd.DataFrame:
    """Return the opportunities with how far their rank can shift when the euros do.

    Parameters
    ----------
    opportunities, criteria : of `scored`.
    euros : of `draws.euro_draws`; the other criteria stay as they are.
    top_k : how many ranks are the top.

    Returns
    -------
    Added: rank_low and rank_high (P2.5 and P97.5 of the rank over the draws, rounded outward; nan without a rank) and
    top_share (share of draws with a rank of at most top_k, 0-1).
    """
    names = list(dict.fromkeys(criteria["opportunity"]))
    if not names:
        return opportunities.assign(rank_low=np.nan, rank_high=np.nan, top_share=np.nan)
    drawn = ranks(_score_draws(opportunities, criteria, euros, names))
    low, high = np.percentile(drawn, PERCENTILES, axis=0)
    found = pd.DataFrame(
        {"rank_low": np.floor(low), "rank_high": np.ceil(high), "top_share": (drawn <= top_k).mean(axis=0)}, index=names
    )
    return opportunities.assign(**{name: opportunities["opportunity"].map(found[name]) for name in found})


def _score_draws(
    opportunities: pd.DataFrame, criteria: pd.DataFrame, euros: Mapping[str, np.ndarray], names: list[str]
) -> np.ndarray:
    """Return the scores by draw and opportunity: points of the euros drawn again, the others as they are."""
    success = opportunities.set_index("opportunity")["success_probability"]
    expected = [success[name] * euros.get(name, NO_EUROS)[1:] for name in names]
    points = share_of_largest(np.stack(np.broadcast_arrays(*expected), axis=-1))
    parts = criteria.assign(part=FULL * criteria["weight"] * criteria["points"])
    others = parts[parts["criterion"] != "euros"].groupby("opportunity", sort=False)["part"].sum()[names]
    weight = criteria.loc[criteria["criterion"] == "euros", "weight"].iloc[0]
    return FULL * weight * points + others.to_numpy()
