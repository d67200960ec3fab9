"""Which CX group a customer is in, and what a group is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxkit.analysis.value import Z, dominance, mean_interval, t_quantile
from cxkit.language import N_

NOT_KNOWN = N_("(not known)")
REST = N_("(other)")


def answers_to(responses: pd.DataFrame, *, metric: str) -> pd.DataFrame:
    """Return the answers to one metric, whatever capitals its name is written in.

    Parameters
    ----------
    responses : answers, with metric.
    metric : the metric to keep.

    Examples
    --------
    >>> answers_to(pd.DataFrame({"metric": ["nps", "CES"], "score": [8, 3]}), metric="NPS")["score"].tolist()
    [8]
    """
    return responses[responses["metric"].str.casefold() == metric.casefold()]


def latest_answers(responses: pd.DataFrame, *, metric: str) -> pd.DataFrame:
    """Return one answer per customer: the latest to this metric.

    Parameters
    ----------
    responses : customer_id, responded_at, metric, score, response_id.
    metric : the metric to keep, in any case.

    Returns
    -------
    The rows of `responses` that count; ties in time are settled by response_id, and no date is never the latest.
    """
    ordered = answers_to(responses, metric=metric).sort_values(
        ["responded_at", "response_id"], kind="stable", na_position="first"
    )
    return ordered.drop_duplicates("customer_id", keep="last").reset_index(drop=True)


def band_of(scores: pd.Series, bands: Mapping[str, Sequence[int]], *, rounding: str = "refuse") -> pd.Series:
    """Return the group of each score; a score in no band is missing.

    Parameters
    ----------
    scores : scores, none unknown.
    bands : group name to [lowest, highest] score, both included.
    rounding : for scores with decimals: 'nearest' (halves up), 'down', or 'refuse' (such a score is missing).

    Examples
    --------
    >>> nps = {"detractor": [0, 6], "passive": [7, 8], "promoter": [9, 10]}
    >>> band_of(pd.Series([6, 8.5, 9.0]), nps).fillna("-").tolist()
    ['detractor', '-', 'promoter']
    >>> band_of(pd.Series([8.5]), nps, rounding="nearest").tolist()
    ['promoter']
    """
    rounded = whole_scores(scores, rounding=rounding)
    group = pd.Series(pd.NA, index=scores.index, dtype="str")
    for name, (low, high) in bands.items():
        group = group.mask((rounded >= low) & (rounded <= high), name)
    return group


def whole_scores(scores: pd.Series, *, rounding: str) -> pd.Series:
    """Return scores brought to whole ones: 'nearest' (halves up) or 'down'; with 'refuse' the others are missing.

    >>> whole_scores(pd.Series([6.5, 8.4]), rounding="nearest").tolist()
    [7.0, 8.0]
    """
    if rounding == "refuse":
        return scores.where(scores % 1 == 0)
    return np.floor(scores + 0.5) if rounding == "nearest" else np.floor(scores)


def group_means(valued: pd.DataFrame, *, order: Sequence[str], compare_with: Sequence[str] = ()) -> pd.DataFrame:
    """Return what a customer of each group is worth, as observed.

    Parameters
    ----------
    valued : one row per customer: group, forward_value_eur, value_eur and, for groups made by score, score.
    order : group names in the order of the report.
    compare_with : other euro columns whose group mean stands beside.

    Returns
    -------
    One row per group that has customers: group, customers_n, share, score_mean, forward_eur_mean with
    forward_eur_se, _low, _high (95 %, t), abs_eur, top2_share; and for value_eur (all components), every column of
    compare_with and share_of_wallet where customers have it: <column>_mean over those of whom it is known,
    <column>_n how many they are, <column>_top2_share what two of them hold (0-1).
    """
    rows = []
    for name in order:
        part = valued[valued["group"] == name]
        if len(part):
            rows.append(_group_row(name, part, len(valued), compare_with))
    return pd.DataFrame(rows)


def _group_row(name: str, part: pd.DataFrame, all_n: int, compare_with: Sequence[str]) -> dict[str, object]:
    forward = mean_interval(part["forward_value_eur"])
    return {
        "group": name,
        "customers_n": len(part),
        "share": len(part) / all_n,
        "score_mean": float(part["score"].mean()) if "score" in part else np.nan,
        "forward_eur_mean": forward["mean"],
        "forward_eur_se": forward["se"],
        "forward_eur_low": forward["low"],
        "forward_eur_high": forward["high"],
        "abs_eur": forward["abs_eur"],
        "top2_share": forward["top2_share"],
    } | _beside(part, ["value_eur", *compare_with, *_wallet(part)])


def _beside(part: pd.DataFrame, columns: Sequence[str]) -> dict[str, float]:
    """Return the mean of columns that may be unknown of some customers, and over whom it is taken."""
    row: dict[str, float] = {}
    for column in columns:
        known = part[column].dropna()
        row |= {
            f"{column}_mean": float(known.mean()),
            f"{column}_n": len(known),
            f"{column}_top2_share": dominance(known)["top2_share"],
        }
    return row


def _wallet(part: pd.DataFrame) -> list[str]:
    """Return the column with the customer's share of wallet, where customers have it."""
    return [column for column in ("share_of_wallet",) if column in part]


def pool_small(group: pd.Series, *, order: Sequence[str], minimum_n: int, neighbours: bool) -> pd.Series:
    """Return the groups with every small one pooled.

    Parameters
    ----------
    group : group per customer.
    order : group names; by score when `neighbours`.
    minimum_n : customers a group must have.
    neighbours : True joins a small group with the smaller of its neighbours ('9 + 10'); False puts the small ones
        together as '(other)'.

    Examples
    --------
    >>> pool_small(pd.Series(["9", "9", "10"]), order=["9", "10"], minimum_n=2, neighbours=True).tolist()
    ['9 + 10', '9 + 10', '9 + 10']
    """
    counts = group.value_counts().reindex(order, fill_value=0)
    if not neighbours:
        return group.mask(group.map(counts).fillna(minimum_n) < minimum_n, REST)
    parts = [([name], n) for name, n in counts.items() if n]
    while len(parts) > 1 and min(n for _, n in parts) < minimum_n:
        parts = _join_smallest(parts)
    names = {name: " + ".join(members) for members, _ in parts for name in members}
    return group.map(names)


def _join_smallest(parts: list[tuple[list[str], int]]) -> list[tuple[list[str], int]]:
    i = min(range(len(parts)), key=lambda k: parts[k][1])
    beside = [k for k in (i - 1, i + 1) if 0 <= k < len(parts)]
    first, second = sorted((i, min(beside, key=lambda k: parts[k][1])))
    joined = (parts[first][0] + parts[second][0], parts[first][1] + parts[second][1])
    return [*parts[:first], joined, *parts[second + 1 :]]


def net_promoter_score(scores: pd.Series) -> dict[str, float]:
    """Return the Net Promoter Score of 0-10 scores with its 95 % interval, in points.

    Parameters
    ----------
    scores : scores 0-10; unknown ones do not count, promoters are 9-10 and detractors 0-6.

    Returns
    -------
    estimate (share of promoters - share of detractors, x 100), low, high, customers_n.

    Notes
    -----
    Adjusted Wald: three answers are added, three quarters of one to promoters and to detractors each;
    variance (p + d - (p - d)^2) / n (Rocks 2016, The American Statistician 70(4)).

    Examples
    --------
    >>> nps = net_promoter_score(pd.Series([10] * 291 + [8] * 476 + [3] * 395))
    >>> round(nps["estimate"], 3), round((nps["high"] - nps["low"]) / 2, 3)
    (-8.95, 4.381)
    """
    known = scores.dropna()
    n, promoters, detractors = len(known), int((known >= 9).sum()), int((known <= 6).sum())
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = Z * np.sqrt((p + d - (p - d) ** 2) / (n + 3))
    estimate = (promoters - detractors) / n if n else np.nan
    return {
        "estimate": 100 * estimate,
        "low": max(float(100 * (p - d - half)), -100.0),
        "high": min(float(100 * (p - d + half)), 100.0),
        "customers_n": n,
    }


def answered_or_not(values: pd.DataFrame, *, answered: pd.Series) -> pd.DataFrame:
    """Return the value of customers who answered beside those who did not.

    Parameters
    ----------
    values : customer_id, forward_value_eur of every customer with a known value.
    answered : customer_id of those who answered.

    Returns
    -------
    Rows answered and not_answered, as far as there are any: part, customers_n, forward_eur_mean, forward_eur_se,
    forward_eur_low, forward_eur_high (95 %, t), abs_eur, top2_share.
    """
    is_in = values["customer_id"].isin(answered)
    parts = {"answered": values[is_in], "not_answered": values[~is_in]}
    rows = [{"part": name, **mean_interval(part["forward_value_eur"])} for name, part in parts.items() if len(part)]
    return pd.DataFrame(rows).rename(columns={name: f"forward_eur_{name}" for name in ("mean", "se", "low", "high")})


def answered_gap(parts: pd.DataFrame) -> dict[str, float] | None:
    """Return the difference in value between who answered and who did not, with its 95 % Welch interval.

    Parameters
    ----------
    parts : of `answered_or_not`.

    Returns
    -------
    mean, low, high, customers_n (of the smaller part) and top2_share; None when everyone answered.
    """
    if len(parts) < 2:
        return None
    a, b = parts.to_dict("records")
    difference = a["forward_eur_mean"] - b["forward_eur_mean"]
    half = t_quantile(_welch_freedom(a, b)) * float(np.hypot(a["forward_eur_se"], b["forward_eur_se"]))
    return {
        "mean": difference,
        "low": difference - half,
        "high": difference + half,
        "customers_n": min(a["customers_n"], b["customers_n"]),
        "top2_share": max(a["top2_share"], b["top2_share"]),
    }


def _welch_freedom(a: dict[str, float], b: dict[str, float]) -> float:
    """Return the Welch-Satterthwaite degrees of freedom; unknown when a part has fewer than two customers."""
    parts = [(x["forward_eur_se"] ** 2, x["customers_n"] - 1) for x in (a, b)]
    below = sum(v**2 / n for v, n in parts if n > 0)
    return sum(v for v, _ in parts) ** 2 / below if below > 0 and all(n > 0 for _, n in parts) else np.nan
