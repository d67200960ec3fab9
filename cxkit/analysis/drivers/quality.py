"""How good probabilities are for customers the model has not seen."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from cxkit.analysis.drivers.discrimination import UNKNOWN, Estimate, auc, drawn, ranks
from cxkit.analysis.drivers.logistic import expit
from cxkit.analysis.drivers.lots import lots
from cxkit.analysis.drivers.recalibration import recalibrate
from cxkit.analysis.value import Z, t_quantile, wilson

MEASURES = ("auc", "pr_auc", "brier", "brier_skill", "intercept", "slope", "top_decile_lift")
QUALITY_COLUMNS = ("measure", "estimate", "low", "high", "reference")
CURVE_COLUMNS = ("bin", "predicted", "observed", "low", "high", "customers_n", "events_n")
SURE = 1e-12  # how near to 0 and 1 a probability is taken to come


def held_out(customer_id: Iterable[str], y: np.ndarray, *, share: float, seed: int) -> np.ndarray:
    """Return which customers are kept apart as a test: the same share of who left and of who stayed, by lot.

    Parameters
    ----------
    customer_id : one per customer.
    y : (n,) 0.0 or 1.0.
    share : 0-1.
    seed : of the lots, which follow from customer_id and not from the order of the rows.

    Returns
    -------
    (n,) bool, True for who is kept apart.

    Examples
    --------
    >>> y = np.repeat([0.0, 1.0], [70, 30])
    >>> test = held_out([str(number) for number in range(100)], y, share=0.3, seed=1)
    >>> int(test.sum()), int(y[test].sum())
    (30, 9)
    """
    draws = lots(customer_id, seed=seed, purpose="held_out")
    mask = np.zeros(len(y), bool)
    for outcome in (0.0, 1.0):
        places = np.flatnonzero(y == outcome)
        mask[places[np.argsort(draws[places], kind="stable")][: round(share * len(places))]] = True
    return mask


def out_of_time(snapshot_at: pd.Series) -> np.ndarray | None:
    """Return which customers are of the latest snapshot, as a bool (n,); None when there is one snapshot only.

    >>> out_of_time(pd.to_datetime(pd.Series(["2024-12-31", "2025-12-31", "2024-12-31"]))).tolist()
    [False, True, False]
    """
    if snapshot_at.nunique() < 2:
        return None
    return (snapshot_at == snapshot_at.max()).to_numpy(bool)


def quality(y: np.ndarray, p: np.ndarray, *, seed: int) -> pd.DataFrame:
    """Return how good probabilities are, each measure with its 95 % interval.

    Parameters
    ----------
    y : (n,) 0.0 or 1.0, of customers the model has not seen.
    p : (n,) their probabilities, 0-1.
    seed : of the bootstrap of pr_auc and top_decile_lift.

    Returns
    -------
    measure, estimate, low, high, reference (what no model at all would give), one row each:

    auc : chance that who left was given more than who stayed.
    pr_auc : average precision; reference the share who left.
    brier : mean (y - p)²; reference share x (1 - share).
    brier_skill : 1 - brier / reference.
    intercept : what has to be added to all log odds for as many to leave as did (calibration in the large).
    slope : of the outcome on the log odds; below 1, customers are told too far apart.
    top_decile_lift : how many times more often the top decile left than all.

    All nan with fewer than two of either class; slope nan where the log odds tell the classes apart without a fault.

    Notes
    -----
    Brier (1950); Steyerberg et al. (2010), Epidemiology 21, 128-138, for all of them; intercept with the slope held at
    1: Van Calster et al. (2019), BMC Medicine 17, 230.

    Examples
    --------
    >>> table = quality(np.array([0, 0, 1, 1.0]), np.array([0.1, 0.4, 0.35, 0.8]), seed=1).set_index("measure")
    >>> table.loc[["auc", "brier"], ["estimate", "reference"]].values.round(6).tolist()
    [[0.75, 0.5], [0.158125, 0.25]]
    """
    share = float(y.mean()) if len(y) else np.nan
    references = dict(zip(MEASURES, (0.5, share, share * (1 - share), 0.0, 0.0, 1.0, 1.0), strict=True))
    found = _measured(y, p, seed=seed) if min(y.sum(), len(y) - y.sum()) >= 2 else dict.fromkeys(MEASURES, UNKNOWN)
    rows = [(measure, *found[measure], references[measure]) for measure in MEASURES]
    return pd.DataFrame(rows, columns=list(QUALITY_COLUMNS))


def _measured(y: np.ndarray, p: np.ndarray, *, seed: int) -> dict[str, Estimate]:
    likely = np.clip(p, SURE, 1 - SURE)
    linear = np.log(likely / (1 - likely))
    again = recalibrate(linear, y)
    return {
        "auc": auc(y, p), "brier": brier(y, p), "brier_skill": brier_skill(y, p),
        "intercept": calibration_in_the_large(linear, y),
        "slope": (again.slope, again.slope_low, again.slope_high),
    } | drawn(y, p, seed=seed)  # fmt: skip


def brier(y: np.ndarray, p: np.ndarray) -> Estimate:
    """Return the mean of (y - p)² with its 95 % t-interval, not below 0.

    >>> round(brier(np.array([0.0, 1.0]), np.array([0.1, 0.7]))[0], 4)
    0.05
    """
    errors = (y - p) ** 2
    half = _half(errors)
    return float(errors.mean()), max(float(errors.mean()) - half, 0.0), float(errors.mean()) + half


def brier_skill(y: np.ndarray, p: np.ndarray) -> Estimate:
    """Return which share of the Brier score of no model is gone: 1 - brier / (share x (1 - share)), with its interval.

    Notes
    -----
    Ratio of two means over the same customers: the delta method on their difference.

    Examples
    --------
    >>> round(brier_skill(np.array([0.0, 1.0]), np.array([0.1, 0.7]))[0], 4)
    0.8
    """
    errors, none = (y - p) ** 2, (y - y.mean()) ** 2
    left = errors.mean() / none.mean()
    half = _half((errors - left * none) / none.mean())
    return float(1 - left), float(1 - left - half), float(1 - left + half)


def _half(values: np.ndarray) -> float:
    """Return half the width of the 95 % t-interval of a mean."""
    return float(t_quantile(len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))


def calibration_in_the_large(linear: np.ndarray, y: np.ndarray) -> Estimate:
    """Return what has to be added to all log odds for as many to leave as did, with Wald's 95 % interval.

    Told a half, 3 of 4 left: the log odds are log 3 too low.

    >>> round(calibration_in_the_large(np.zeros(4), np.array([1, 1, 1, 0.0]))[0], 4)
    1.0986
    """
    from scipy.optimize import brentq

    events_n, widest = y.sum(), np.abs(linear).max() + 50.0
    added = brentq(lambda a: expit(a + linear).sum() - events_n, -widest, widest)
    p = expit(added + linear)
    half = Z / np.sqrt((p * (1 - p)).sum())
    return float(added), float(added - half), float(added + half)


def calibration_curve(y: np.ndarray, p: np.ndarray, *, bins: int = 10) -> pd.DataFrame:
    """Return what was predicted and what was observed, in groups of equal number by probability.

    Parameters
    ----------
    y : (n,) 0.0 or 1.0, of customers the model has not seen.
    p : (n,) their probabilities, 0-1.
    bins : number of groups; customers of equal probability are in one, so some may be missing.

    Returns
    -------
    bin (0 lowest), predicted (mean probability), observed (share), low, high (Wilson's 95 % interval of the share),
    customers_n, events_n.

    Examples
    --------
    >>> curve = calibration_curve(np.array([0, 0, 1, 1.0]), np.array([0.1, 0.3, 0.3, 0.9]), bins=2)
    >>> curve[["bin", "predicted", "observed", "customers_n"]].values.tolist()
    [[0.0, 0.1, 0.0, 1.0], [1.0, 0.5, 0.6666666666666666, 3.0]]
    """
    place = np.floor((ranks(p) - 0.5) / max(len(p), 1) * bins).astype(int)
    known = pd.DataFrame({"bin": place, "p": p, "y": y})
    table = known.groupby("bin").agg(predicted=("p", "mean"), events_n=("y", "sum"), customers_n=("y", "size"))
    shares = [wilson(*counts) for counts in zip(table["events_n"], table["customers_n"], strict=True)]
    limits = pd.DataFrame(shares, columns=["observed", "low", "high"], index=table.index)
    made = table.join(limits).reset_index().astype({"events_n": int})
    return made[list(CURVE_COLUMNS)]
