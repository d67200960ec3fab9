"""Models judged on customers they have not seen, and challenged by a more flexible one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.drivers import recalibration
from cxkit.analysis.drivers.challenger import challenger
from cxkit.analysis.drivers.logistic import expit, fit_logistic
from cxkit.analysis.drivers.models import OutcomeModel, line_of
from cxkit.analysis.drivers.quality import calibration_curve, held_out, out_of_time, quality
from cxkit.settings.drivers import DriverModelling

HELD_OUT, OUT_OF_TIME = "held_out", "out_of_time"
LEAST_EVENTS = 10  # among the customers kept apart, below which nothing is judged
QUALITY_COLUMNS = (
    "outcome", "model", "measure", "estimate", "low", "high", "reference", "split", "events_n", "customers_n",
    "top2_share",
)  # fmt: skip
CALIBRATION_COLUMNS = (
    "outcome", "model", "bin", "predicted", "observed", "low", "high", "events_n", "customers_n", "top2_share"
)  # fmt: skip
CHALLENGER_COLUMNS = (
    "outcome", "model", "brier", "brier_challenger", "gain", "low", "high", "auc", "auc_challenger", "accepted",
    "customers_n", "top2_share",
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """A model made without some customers, and what it says of these.

    model : the model that is judged.
    apart : (n,) bool, the customers it has not seen.
    probability : (n,) what the model made and recalibrated without them gives everyone.
    split : held_out or out_of_time.
    """

    model: OutcomeModel
    apart: np.ndarray
    probability: np.ndarray
    split: str


def judged_models(models: Sequence[OutcomeModel], *, settings: DriverModelling) -> list[Judged]:
    """Return each model with what it says of customers it has not seen; none where too few of them have the outcome."""
    found = (_judged(model, settings) for model in models if model.computed)
    return [judged for judged in found if judged is not None]


def _judged(model: OutcomeModel, settings: DriverModelling) -> Judged | None:
    later = out_of_time(model.rows["snapshot_at"]) if "snapshot_at" in model.rows else None
    apart, split = later, OUT_OF_TIME
    if later is None or _events(model, later) < LEAST_EVENTS or _events(model, ~later) < LEAST_EVENTS:
        apart = held_out(model.customer_id, model.y, share=settings.holdout_share, seed=settings.seed)
        split = HELD_OUT
    probability = _unseen(model, apart, seed=settings.seed)
    if _events(model, apart) < LEAST_EVENTS or probability is None:
        return None
    return Judged(model, apart, probability, split)


def _unseen(model: OutcomeModel, apart: np.ndarray, *, seed: int) -> np.ndarray | None:
    """Return what a model gives everyone that is made and recalibrated as ours, without those kept apart."""
    x, y = model.design.x, model.y[~apart]
    x = x[:, np.append(True, x[~apart, 1:].std(axis=0) > 0)]
    fit = fit_logistic(x[~apart], y)
    if not fit.converged:
        return None
    parts = recalibration.folds(model.customer_id[~apart], seed=seed)
    intercept, slope = line_of(recalibration.recalibrate(recalibration.out_of_fold(x[~apart], y, parts), y), y)
    return expit(intercept + slope * fit.linear(x))


def _events(model: OutcomeModel, rows: np.ndarray) -> float:
    return float(min(model.y[rows].sum(), (1 - model.y[rows]).sum()))


def quality_table(judged: Sequence[Judged], *, settings: DriverModelling) -> pd.DataFrame:
    """Return how well each model tells who leaves, as `DriverResult.quality`."""
    parts = [
        quality(each.model.y[each.apart], each.probability[each.apart], seed=settings.seed).assign(
            **_about(each), split=each.split, events_n=int(each.model.y[each.apart].sum())
        )
        for each in judged
    ]
    return _together(parts, QUALITY_COLUMNS)


def calibration_table(judged: Sequence[Judged]) -> pd.DataFrame:
    """Return predicted beside observed shares, tenth by tenth, as `DriverResult.calibration`."""
    parts = []
    for each in judged:
        curve = calibration_curve(each.model.y[each.apart], each.probability[each.apart])
        parts.append(curve.assign(outcome=each.model.outcome, model=each.model.model, top2_share=np.nan))
    return _together(parts, CALIBRATION_COLUMNS)


def challenger_table(judged: Sequence[Judged], *, settings: DriverModelling) -> pd.DataFrame:
    """Return whether a more flexible model does better, as `DriverResult.challengers`: one row per outcome."""
    largest: dict[str, Judged] = {}
    for each in judged:
        if each.split == HELD_OUT and each.model.outcome not in largest:
            largest[each.model.outcome] = each
    rows = [
        _about(each)
        | challenger(
            each.model.design, each.model.y, each.apart, fit_probability=each.probability,
            customer_id=each.model.customer_id, seed=settings.seed,
        )
        for each in largest.values()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(CHALLENGER_COLUMNS))


def _about(each: Judged) -> dict[str, object]:
    return {
        "outcome": each.model.outcome, "model": each.model.model, "customers_n": int(each.apart.sum()),
        "top2_share": np.nan,
    }  # fmt: skip


def _together(parts: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return frame.reindex(columns=list(columns))
