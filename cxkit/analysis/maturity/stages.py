"""The stage that means lead to: by the overall mean, or by the mean with a gate; and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cxkit.analysis.maturity.means import means
from cxkit.analysis.maturity.scores import ALL
from cxkit.analysis.uncertainty import PERCENTILES, stream
from cxkit.analysis.value import Z
from cxkit.result import CONFIDENCE
from cxkit.settings.instrument import Instrument

DRAWS = 2_000
TOLERANCE = 1e-9  # a mean that is a start but for the rounding of sums is that start
NONE = -1


def stage_of(means: np.ndarray | float, starts: Sequence[float]) -> np.ndarray:
    """Return the stage of each mean: the highest that starts at it or below; -1 for nan.

    Parameters
    ----------
    means : scores on the scale of the questionnaire.
    starts : scores at which the stages start, lowest first.

    Examples
    --------
    >>> stage_of([0.0, 0.79, 0.8, 4.0, float("nan")], [0.0, 0.8, 1.6, 2.4, 3.2])
    array([ 0,  0,  1,  4, -1])
    """
    means = np.asarray(means, dtype=float)
    stages = np.searchsorted(np.asarray(starts) - TOLERANCE, means, side="right") - 1
    return np.where(np.isnan(means), NONE, np.maximum(stages, 0))


def gated(dimension_means: np.ndarray, instrument: Instrument) -> np.ndarray:
    """Return the stage that the mean over dimensions leads to when no dimension may be far behind.

    Parameters
    ----------
    dimension_means : one row per case, one column per dimension.
    instrument : starts of the stages, and how many stages a dimension may be behind.

    Returns
    -------
    min(stage of the mean, lowest stage of a dimension + gate_stages) per row; -1 where a dimension is missing.
    """
    by_mean = plain(dimension_means, instrument)
    weakest = stage_of(dimension_means, instrument.starts).min(axis=1)
    return np.where(by_mean == NONE, NONE, np.minimum(by_mean, weakest + instrument.gate_stages))


def plain(dimension_means: np.ndarray, instrument: Instrument) -> np.ndarray:
    """Return the stage of the mean over dimensions, per row; -1 where a dimension is missing."""
    return stage_of(np.asarray(dimension_means).mean(axis=1), instrument.starts)


def decided(dimension_means: np.ndarray, instrument: Instrument, *, rule: str) -> np.ndarray:
    """Return the stage per row, as the rule ('gate' or 'mean') decides."""
    return (gated if rule == "gate" else plain)(dimension_means, instrument)


def stage_draws(
    scores: pd.DataFrame, instrument: Instrument, *, rule: str, groups: pd.Series | None, seed: int, draws: int = DRAWS
) -> np.ndarray:
    """Return the stage in draws of raters with replacement; empty with one rater.

    Parameters
    ----------
    scores : raters by dimensions, nan where a rater has no score.
    instrument, rule : what leads from means to a stage.
    groups : department of each rater, when departments count equally.
    seed : seed of the run.

    Notes
    -----
    With few raters the spread itself is unsure: drawn means lie t / 1.96 as far from the mean as they were drawn, t
    being Student's for the degrees of freedom of that mean, as in its interval. A dimension that gives no interval
    keeps its mean in every draw.
    """
    if len(scores) < 2:
        return np.array([], dtype=int)
    found = means(scores, groups=groups, within=(instrument.lowest, instrument.highest))
    own = found.frame.drop(index=ALL)
    away = drawn_deviations(found.influence[own.index], groups, draws=draws, rng=stream(seed, "maturity", "stage"))
    wider = stats.t.ppf((1 + CONFIDENCE) / 2, own["df"].clip(lower=1)) / Z
    drawn = np.clip(own["mean"].to_numpy() + wider * away, instrument.lowest, instrument.highest)
    return decided(drawn, instrument, rule=rule)


def drawn_deviations(
    influence: pd.DataFrame, groups: pd.Series | None, *, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Return how far drawn means lie from the means, by draws of raters with replacement.

    Parameters
    ----------
    influence : raters by columns, from `means`.
    groups : department of each rater, when departments count equally; raters are drawn within their department.

    Returns
    -------
    Draws by columns, points.

    Notes
    -----
    Of n raters each draw takes n - 1, in every department on its own, so that a mean varies by s2 / n, as it should
    (Rao & Wu 1988, JASA 83); without blanks and departments that is the mean over the raters drawn. The only rater of a
    department has nobody to be drawn instead: that influence is drawn from a normal distribution.
    """
    effects = influence.to_numpy()
    strata = [slice(None)] if groups is None else [(groups == name).to_numpy() for name in sorted(groups.unique())]
    return sum(_drawn_effect(effects[own], draws, rng) for own in strata)


def _drawn_effect(effects: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Return what the raters of one stratum do to the means in each draw; its variance is that of their influence."""
    n = len(effects)
    if n == 1:
        return rng.standard_normal((draws, 1)) * effects
    taken = rng.multinomial(n - 1, np.full(n, 1 / n), draws)
    return np.sqrt(n / (n - 1)) * (taken - (n - 1) / n) @ effects


def stage_interval(stage: int, draws: np.ndarray) -> tuple[int, int, float]:
    """Return the lowest and highest stage in 95 % of draws, the stage itself among them, and the share of draws in it.

    >>> stage_interval(1, np.array([1] * 90 + [2] * 10))
    (1, 2, 0.9)
    """
    if stage == NONE or not len(draws):
        return NONE, NONE, np.nan
    low = np.percentile(draws, PERCENTILES[0], method="lower")
    high = np.percentile(draws, PERCENTILES[1], method="higher")
    return min(int(low), stage), max(int(high), stage), float((draws == stage).mean())


def to_next(mean: float, next_stage: int, instrument: Instrument) -> float:
    """Return the points a mean is short of the next stage: 0 when it is there, nan when there is no next stage."""
    if next_stage == NONE or np.isnan(mean):
        return np.nan
    short = instrument.starts[next_stage] - mean
    return max(short, 0.0) if short > TOLERANCE else 0.0


def next_of(stage: int, instrument: Instrument) -> int:
    """Return the stage after this one; -1 at the top, or when there is no stage."""
    return stage + 1 if NONE < stage < len(instrument.stages) - 1 else NONE


def hard_of(instrument: Instrument) -> int:
    """Return the number of the stage that is hard to reach; -1 when the questionnaire names none."""
    names = [stage.name for stage in instrument.stages]
    return names.index(instrument.hard_stage) if instrument.hard_stage in names else NONE
