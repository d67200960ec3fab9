"""Three readings of what a group is worth: as observed, adjusted, and corrected for error in the score.

Every reading is the same thing, group means with their covariance, so that one function values a shift in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.reliability import (
    LOWEST_RELIABILITY,
    error_variance,
    reliable_share,
    residual,
    share,
    spread,
    spread_given,
)
from cxkit.analysis.value import Z

OBSERVED, ADJUSTED, CORRECTED = "observed", "adjusted", "corrected"
LEVEL_CUSTOMERS = 20  # customers a score needs to be judged by itself
CUSTOMERS_PER_COLUMN = 10  # customers there must be for every column held equal


@dataclass(frozen=True)
class Reading:
    """Group means under one reading.

    name : observed, adjusted or corrected.
    means : euros per customer, by group.
    covariance : of those means, group x group.
    reason : why there are no means; empty when there are.
    """

    name: str
    means: pd.Series
    covariance: pd.DataFrame
    reason: str = ""

    @property
    def computed(self) -> bool:
        """Say whether there are means."""
        return not self.reason


def not_computed(name: str, reason: str) -> Reading:
    """Return a reading without means, with the reason why."""
    return Reading(name, pd.Series(dtype=float), pd.DataFrame(), reason)


def as_observed(groups: pd.DataFrame) -> Reading:
    """Return the group means as they are; groups are independent, so the covariance is diagonal.

    Parameters
    ----------
    groups : group, forward_eur_mean, forward_eur_se.
    """
    means = groups.set_index("group")["forward_eur_mean"]
    variances = groups["forward_eur_se"].to_numpy() ** 2
    return Reading(OBSERVED, means, pd.DataFrame(np.diag(variances), index=means.index, columns=means.index))


def design(frame: pd.DataFrame, covariates: Sequence[str]) -> pd.DataFrame:
    """Return covariates as numbers: numeric ones as they are, labels as 0/1 with the commonest as reference.

    A column with one value only is equal by itself and gives no column.

    >>> design(pd.DataFrame({"segment": ["a", "a", "b"], "months": [1.0, 2.0, 3.0]}), ["segment", "months"])
       segment=b  months
    0        0.0     1.0
    1        0.0     2.0
    2        1.0     3.0
    """
    parts = [_columns_of(frame[name]) for name in covariates]
    return pd.concat(parts, axis=1) if parts else pd.DataFrame(index=frame.index)


def _is_amount(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _columns_of(values: pd.Series) -> pd.DataFrame:
    if _is_amount(values):
        return values.astype(float).to_frame() if values.nunique() > 1 else pd.DataFrame(index=values.index)
    labels = values.astype("str")
    levels = labels.value_counts().index[1:]
    columns = {f"{values.name}={level}": (labels == level).astype(float) for level in levels}
    return pd.DataFrame(columns, index=values.index)


def too_many_columns(valued: pd.DataFrame, covariates: Sequence[str]) -> bool:
    """Say whether the covariates take more columns than the customers can bear, as a postcode would."""
    known = valued.dropna(subset=list(covariates))
    columns_n = sum(1 if _is_amount(known[name]) else known[name].nunique() for name in covariates)
    return columns_n * CUSTOMERS_PER_COLUMN > len(known)


def adjusted(valued: pd.DataFrame, *, order: Sequence[str], covariates: Sequence[str], base: pd.DataFrame) -> Reading:
    """Return what each group would be worth if all groups had the covariates of the whole customer base.

    Parameters
    ----------
    valued : one row per customer with an answer: group, forward_value_eur and the covariates.
    order : groups to report.
    covariates : columns that lie before the score.
    base : the customers to standardise to, with the covariates.

    Notes
    -----
    Standardisation (g-formula): a linear model of value on group and covariates, predicted for every customer of
    the base in each group in turn, averaged; standard errors robust to unequal spread (HC1), the base as given.
    A group of one customer has no standard error: the model fits it without a residual.
    """
    import statsmodels.api as sm

    known = valued.dropna(subset=[*covariates, "forward_value_eur"])
    known = known[known["group"].isin(order)]
    if too_many_columns(known, covariates):
        return not_computed(ADJUSTED, "many_labels")
    indicators = pd.DataFrame({name: (known["group"] == name).astype(float) for name in order})
    x = design(known, covariates)
    centre = _base_means(base, x.columns, covariates)
    matrix = pd.concat([indicators, x - centre], axis=1)
    if np.linalg.matrix_rank(matrix.to_numpy()) < matrix.shape[1]:
        return not_computed(ADJUSTED, "collinear")
    fit = sm.OLS(known["forward_value_eur"].to_numpy(), matrix).fit(cov_type="HC1")
    covariance = fit.cov_params().loc[list(order), list(order)]
    alone = [name for name in order if indicators[name].sum() < 2]
    covariance.loc[alone, :] = covariance.loc[:, alone] = np.nan
    return Reading(ADJUSTED, fit.params[list(order)], covariance)


def _base_means(base: pd.DataFrame, columns: pd.Index, covariates: Sequence[str]) -> pd.Series:
    known = base.dropna(subset=list(covariates))
    return pd.Series({name: _base_mean(known, name) for name in columns}, dtype=float)


def _base_mean(base: pd.DataFrame, name: str) -> float:
    if name in base:
        return float(base[name].mean())
    column, _, level = name.partition("=")
    return float((base[column].astype("str") == level).mean())


@dataclass(frozen=True)
class ScoreSlope:
    """What one point of true satisfaction is worth, and what it rests on.

    slope_eur : euros per customer per point of score, after adjusting, before the correction.
    corrected_eur : slope_eur / reliability_given.
    corrected_se : its standard error; the uncertainty of an estimated reliability included.
    reliability : share of the variance of answers that is true satisfaction.
    reliability_given : the same among customers alike in the covariates.
    reliability_low, reliability_high : 95 % interval of `reliability`, or the stated range.
    customers_n, repeated_n : customers in the model, and those who answered more than once.
    """

    slope_eur: float
    corrected_eur: float
    corrected_se: float
    reliability: float
    reliability_given: float
    reliability_low: float
    reliability_high: float
    customers_n: int
    repeated_n: int


def score_slope(
    valued: pd.DataFrame,
    *,
    covariates: Sequence[str],
    pairs: pd.DataFrame | None = None,
    reliability: float = 0.0,
    reliability_se: float = 0.0,
) -> ScoreSlope:
    """Return what a point of score is worth at equal covariates, corrected for the error in one answer.

    Parameters
    ----------
    valued : one row per customer: customer_id, score, forward_value_eur and the covariates.
    covariates : columns that lie before the score.
    pairs : customer_id and difference between two answers of one customer close in time; estimates the error.
    reliability : stated reliability of the score (0-1), used when there are no pairs.
    reliability_se : how unsure that stated reliability is; a stated range is taken as 95 %.

    Notes
    -----
    Regression calibration (Carroll, Ruppert, Stefanski & Crainiceanu): slope / reliability given the covariates,
    which is 1 - error variance / variance of the score given the covariates. Error variance: half the mean squared
    difference of the pairs, or (1 - reliability) x variance of the score. Standard error by the delta method over
    customers, so that the customers with two answers count once in both parts.

    Raises
    ------
    ValueError : there are neither pairs nor a stated reliability: nothing to correct with.
    """
    if not reliability and (pairs is None or pairs.empty):
        raise ValueError("score_slope needs pairs of answers, or a stated reliability above 0")
    known = valued.dropna(subset=["score", "forward_value_eur", *covariates])
    parts = _slope_parts(known, covariates)
    scores = known["score"].to_numpy(float)
    error, error_influence = error_variance(scores, known["customer_id"], pairs, reliability)
    total, total_influence = spread(scores)
    given, given_influence = reliable_share(error, error_influence, parts.variance, parts.variance_influence)
    overall, overall_influence = reliable_share(error, error_influence, total, total_influence)
    overall_se = reliability_se or _se(overall_influence)
    corrected_eur, corrected_se = np.nan, np.nan
    if given > 0:
        corrected_eur = parts.slope / given
        influence = (parts.slope_influence - corrected_eur * given_influence) / given
        stated_se = corrected_eur / given * total / parts.variance * reliability_se
        corrected_se = float(np.hypot(_se(influence) * parts.freedom_factor, stated_se))
    return ScoreSlope(
        slope_eur=parts.slope,
        corrected_eur=corrected_eur,
        corrected_se=corrected_se,
        reliability=share(overall),
        reliability_given=given,
        reliability_low=share(overall - Z * overall_se),
        reliability_high=share(overall + Z * overall_se),
        customers_n=len(known),
        repeated_n=0 if pairs is None else int(known["customer_id"].isin(pairs["customer_id"]).sum()),
    )


@dataclass(frozen=True)
class _SlopeParts:
    slope: float
    slope_influence: np.ndarray
    variance: float
    variance_influence: np.ndarray
    freedom_factor: float


def _slope_parts(known: pd.DataFrame, covariates: Sequence[str]) -> _SlopeParts:
    """Return the slope of value on score at equal covariates (Frisch-Waugh) and the influence of each customer.

    Where the covariates determine the score, there is no slope and the variance is 0.
    """
    x = design(known, covariates).to_numpy(float)
    x = np.column_stack([np.ones(len(known)), x])
    given = spread_given(known["score"].to_numpy(float), x)
    n, score = len(known), given.residual
    if not given.variance:
        return _SlopeParts(np.nan, np.zeros(n), 0.0, np.zeros(n), np.nan)
    value = residual(known["forward_value_eur"].to_numpy(float), x)
    slope = float(score @ value / (score @ score))
    return _SlopeParts(
        slope=slope,
        slope_influence=score * (value - slope * score) / (score @ score / n),
        variance=given.variance,
        variance_influence=given.influence,
        freedom_factor=float(np.sqrt(n / (given.freedom - 1))),
    )


def _se(influence: np.ndarray) -> float:
    return float(np.sqrt(np.mean(influence**2) / len(influence)))


def straight_line_p(valued: pd.DataFrame, *, covariates: Sequence[str], scale: Sequence[float]) -> float:
    """Return how well the data bear a straight line from score to value, as a p-value; small means they do not.

    Parameters
    ----------
    valued : one row per customer: score, forward_value_eur and the covariates.
    covariates : columns held equal.
    scale : lowest and highest possible score. Who scores at an end may be beyond it, so the ends are no part of the
        line, and a ceiling is no curve.

    Returns
    -------
    p of a joint Wald test (HC1) of every score's own level beside the line; 1.0 with fewer than three scores within
    the scale that enough customers gave.
    """
    import statsmodels.api as sm

    known = valued.dropna(subset=["score", "forward_value_eur", *covariates])
    counts = known["score"].value_counts()
    levels = sorted(counts.index[(counts >= LEVEL_CUSTOMERS) & ~counts.index.isin(scale)])[1:-1]
    ends = [end for end in scale if (known["score"] == end).any()]
    own = pd.DataFrame({f"score={level:g}": (known["score"] == level).astype(float) for level in [*levels, *ends]})
    x = pd.concat([own, known["score"], design(known, covariates)], axis=1).assign(constant=1.0).astype(float)
    if not levels or np.linalg.matrix_rank(x.to_numpy()) < x.shape[1]:
        return 1.0
    fit = sm.OLS(known["forward_value_eur"].to_numpy(), x.to_numpy()).fit(cov_type="HC1")
    if not fit.ssr > 0:
        return 1.0
    return float(fit.wald_test(np.eye(len(levels), x.shape[1]), scalar=True, use_f=False).pvalue)


def corrected(slope: ScoreSlope, groups: pd.DataFrame) -> Reading:
    """Return group means along the corrected slope: what true satisfaction alone makes of the score's distances.

    Parameters
    ----------
    slope : of `score_slope`.
    groups : group, score_mean, customers_n, forward_eur_mean.
    """
    if not slope.reliability_given >= LOWEST_RELIABILITY:
        return not_computed(CORRECTED, "unreliable")
    frame = groups.set_index("group")
    weights = frame["customers_n"] / frame["customers_n"].sum()
    distance = frame["score_mean"] - (weights * frame["score_mean"]).sum()
    means = (weights * frame["forward_eur_mean"]).sum() + slope.corrected_eur * distance
    covariance = np.outer(distance, distance) * slope.corrected_se**2
    return Reading(CORRECTED, means, pd.DataFrame(covariance, index=means.index, columns=means.index))
