"""A challenger that knows no straight lines: does it predict customers nobody has seen any better?"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager

import numpy as np

from cxkit.analysis.drivers import recalibration
from cxkit.analysis.drivers.design import Design
from cxkit.analysis.drivers.discrimination import auc
from cxkit.analysis.drivers.logistic import expit
from cxkit.analysis.drivers.lots import lots
from cxkit.analysis.value import t_quantile

ROUNDS = 80  # trees at most; how many are kept is chosen by cross-fitting
MOST_CUSTOMERS = 200_000  # customers it learns from at most, by lot
FOREST = {"learning_rate": 0.1, "max_leaf_nodes": 15, "min_samples_leaf": 20, "l2_regularization": 1.0}


def challenger(
    design: Design,
    y: np.ndarray,
    held_out: np.ndarray,
    *,
    fit_probability: np.ndarray,
    customer_id: Iterable[str],
    seed: int,
) -> dict[str, float | bool]:
    """Return whether gradient boosting predicts the customers kept apart better than the logistic model.

    Parameters
    ----------
    design : columns of n customers.
    y : (n,) 0.0 or 1.0.
    held_out : (n,) bool, the customers neither model has seen.
    fit_probability : (n,) probability by the logistic model made without them, 0-1; only theirs are used.
    customer_id : one per customer.
    seed : of folds and lots.

    Returns
    -------
    brier, brier_challenger, gain (the first less the second), low, high (95 % interval of the gain, paired by
    customer), auc, auc_challenger, and accepted: whether the interval lies above 0. All nan and not accepted with
    fewer than two of either class on either side.

    Notes
    -----
    Histogram gradient boosting (scikit-learn) of at most 200,000 customers; number of trees and recalibration (Platt)
    by cross-fitting in five folds among those it learns from. Customers are put in the order of their lots first, so
    the order of the rows does not matter.
    """
    draws = lots(customer_id, seed=seed, purpose="challenger")
    learned = np.flatnonzero(~held_out)
    learned = learned[np.argsort(draws[learned], kind="stable")][:MOST_CUSTOMERS]
    names, x = np.asarray(customer_id, dtype=object), design.x[:, 1:]
    if min(_fewest(y[learned]), _fewest(y[held_out])) < 2 or not x.shape[1]:
        return _compared(y[:0], y[:0], y[:0])
    parts = recalibration.folds(names[learned], seed=seed)
    predicted = boosted(x[learned], y[learned], x[held_out], folds=parts)
    return _compared(y[held_out], fit_probability[held_out], predicted)


def _fewest(y: np.ndarray) -> float:
    return min(y.sum(), len(y) - y.sum())


def boosted(x: np.ndarray, y: np.ndarray, others: np.ndarray, *, folds: np.ndarray) -> np.ndarray:
    """Return the probabilities of other customers by gradient boosting, recalibrated.

    Parameters
    ----------
    x, y : (n, k) columns without a constant, and (n,) 0.0 or 1.0, of the customers it learns from.
    others : (m, k) columns of the customers it predicts.
    folds : (n,) fold of each customer it learns from.

    Returns
    -------
    (m,) probabilities, 0-1.
    """
    with _one_thread():
        stages = _out_of_fold_stages(x, y, folds)
        best = int(np.argmin(_deviances(stages, y)))
        linear = _model(best + 1).fit(x, y).decision_function(others)
    again = recalibration.recalibrate(stages[best], y)
    if np.isnan(again.slope):
        return expit(linear)
    return again.probability(linear)


def _one_thread() -> AbstractContextManager:
    """Return a block in which trees grow in one thread: on a busy machine more of them wait for each other."""
    import sklearn.ensemble  # noqa: F401  what it loads is what is limited
    from sklearn.utils.parallel import ThreadpoolController

    return ThreadpoolController().limit(limits=1, user_api="openmp")


def _model(rounds: int):
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(max_iter=rounds, early_stopping=False, random_state=0, **FOREST)


def _out_of_fold_stages(x: np.ndarray, y: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Return the log odds of each customer after each tree, by forests made without that customer's fold."""
    stages = np.zeros((ROUNDS, len(y)), dtype=np.float32)
    for fold in np.unique(folds):
        inside = folds == fold
        if _fewest(y[~inside]) < 1:
            continue
        grown = _model(ROUNDS).fit(x[~inside], y[~inside])
        stages[:, inside] = [linear.ravel() for linear in grown.staged_decision_function(x[inside])]
    return stages


def _deviances(stages: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the mean logarithmic loss after each tree."""
    signs = 1 - 2 * y
    return np.array([np.logaddexp(0.0, signs * linear).mean() for linear in stages])


def _compared(y: np.ndarray, p: np.ndarray, challenging: np.ndarray) -> dict[str, float | bool]:
    """Return two sets of probabilities side by side; nan without customers."""
    if not len(y):
        names = ("brier", "brier_challenger", "gain", "low", "high", "auc", "auc_challenger")
        return dict.fromkeys(names, np.nan) | {"accepted": False}
    errors, others = (y - p) ** 2, (y - challenging) ** 2
    gains = errors - others
    gain, half = float(gains.mean()), float(t_quantile(len(y) - 1) * gains.std(ddof=1) / np.sqrt(len(y)))
    return {
        "brier": float(errors.mean()), "brier_challenger": float(others.mean()),
        "gain": gain, "low": gain - half, "high": gain + half,
        "auc": auc(y, p)[0], "auc_challenger": auc(y, challenging)[0], "accepted": gain - half > 0,
    }  # fmt: skip
