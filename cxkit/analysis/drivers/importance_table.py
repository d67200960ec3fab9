"""Which drivers matter most, beside how well they are doing now."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxkit.analysis.drivers.design import COUNT, FLAG, SCORE
from cxkit.analysis.drivers.models import ANSWERED, OutcomeModel
from cxkit.analysis.importance import importance
from cxkit.settings.drivers import CHURN, DriverModelling

COLUMNS = (
    "outcome", "model", "driver", "share", "low", "high", "rank", "rank_low", "rank_high", "top3_share", "noise_share",
    "second_share", "sign", "performance", "method", "second_method", "customers_n", "top2_share",
)  # fmt: skip


def importance_table(models: Sequence[OutcomeModel], *, settings: DriverModelling) -> pd.DataFrame:
    """Return the importance of every driver per outcome, as `DriverResult.importance`: in its largest model."""
    parts = []
    for outcome in dict.fromkeys(model.outcome for model in models):
        own = [
            model for model in models if model.outcome == outcome and model.computed and len(model.design.drivers) > 1
        ]
        if own:
            parts.append(_of_model(max(own, key=lambda model: model.model == ANSWERED), settings))
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return frame.reindex(columns=list(COLUMNS))


def _of_model(model: OutcomeModel, settings: DriverModelling) -> pd.DataFrame:
    found = importance(
        model.design, model.y, groups=settings.driver_groups, customer_id=model.customer_id, seed=settings.seed
    )
    members = {name: settings.driver_groups.get(name, [name]) for name in found["driver"]}
    return found.assign(
        outcome=model.outcome,
        model=model.model,
        performance=[
            performance(model, members[name], sign=sign)
            for name, sign in zip(found["driver"], found["sign"], strict=True)
        ],
        customers_n=len(model.y),
        top2_share=np.nan,
    )


def performance(model: OutcomeModel, drivers: Sequence[str], *, sign: int) -> float:
    """Return how well a driver is doing now, 0-1, 1 best; nan where that has no meaning.

    Parameters
    ----------
    model : its customers.
    drivers : the driver, or the members of a group.
    sign : whether the driver raises (1) or lowers (-1) the outcome.

    Notes
    -----
    Scores: the mean as a place on the scale. Counts and flags: the share of customers who have none, where having it
    makes the outcome worse, else the share who have it. Labels, numbers and mixed groups: nan.
    """
    kinds = {model.kinds.get(name) for name in drivers}
    values = model.rows[list(drivers)] if kinds <= {COUNT, FLAG, SCORE} and len(kinds) == 1 else pd.DataFrame()
    if values.empty:
        return np.nan
    if kinds == {SCORE}:
        low, high = model.scales[drivers[0]]
        return float((values.mean(axis=1).mean() - low) / (high - low))
    worse = sign > 0 if model.outcome == CHURN else sign < 0
    has = float((values > 0).any(axis=1).mean())
    return 1 - has if worse else has
