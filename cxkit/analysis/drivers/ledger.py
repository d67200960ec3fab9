"""Which customer brings which euro: the lines of driver_modelling for the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxkit.analysis.drivers.findings import lever, mechanism
from cxkit.analysis.drivers.values import worth
from cxkit.analysis.drivers.what_if import Shift, over_windows
from cxkit.analysis.ledger import AS_NOW, LEAVING
from cxkit.settings.drivers import CHURN, DriverModelling

if TYPE_CHECKING:
    from cxkit.analysis.drivers.models import OutcomeModel

COLUMNS = ("customer_id", "lever", "mechanism", "effect", "eur_year", "weight")


def ledger_lines(
    shifts: Sequence[Shift], what_ifs: pd.DataFrame, models: Sequence[OutcomeModel], *, settings: DriverModelling
) -> pd.DataFrame:
    """Return per customer and what-if the euros a year that the change is expected to bring of this customer.

    Parameters
    ----------
    shifts : the what-ifs that were computed.
    what_ifs : of the result; a what-if whose euros are not shown has no lines.
    models : of every outcome; those that were computed.
    settings : values of products.

    Returns
    -------
    customer_id, lever ('NPS +1 (all)'), mechanism ('churn', 'cross_sell: product'), effect (churn: the share, 0-1, of
    this customer's chance of leaving that goes away; for a product the rise of the chance of taking it), eur_year,
    weight (1: every customer of the model is there). Changes are each as if alone; together they are not their sum.
    Then the customers of the widest model of churn as they are: lever AS_NOW, mechanism LEAVING, effect the chance of
    leaving in a year, eur_year 0: no benefit, but what a saving on a customer's contacts has to be seen beside.
    """
    shown = set(what_ifs.loc[what_ifs["status"] == "shown", ["what_if", "outcome"]].itertuples(index=False, name=None))
    parts = [_lines(shift, settings) for shift in shifts if (shift.what_if.number, shift.model.outcome) in shown]
    parts += _leaving([model for model in models if model.outcome == CHURN and model.computed], settings)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _leaving(models: Sequence[OutcomeModel], settings: DriverModelling) -> list[pd.DataFrame]:
    """Return each customer's chance of leaving in a year, of the model with most customers."""
    if not models:
        return []
    widest = max(models, key=lambda model: len(model.rows))
    return [
        pd.DataFrame(
            {
                "customer_id": widest.customer_id.to_numpy(),
                "lever": AS_NOW,
                "mechanism": LEAVING,
                "effect": over_windows(widest.probability, settings.outcomes_a_year),
                "eur_year": 0.0,
                "weight": 1.0,
            },
            columns=list(COLUMNS),
        )
    ]


def _lines(shift: Shift, settings: DriverModelling) -> pd.DataFrame:
    shift = shift.over(settings.outcomes_a_year)
    outcome, saved = shift.model.outcome, shift.saved
    value = worth(shift.model.rows, outcome=outcome, settings=settings)
    rows = (saved != 0) & value.known
    named = {"driver": shift.what_if.driver, "change": shift.what_if.change, "segment": shift.what_if.segment}
    return pd.DataFrame(
        {
            "customer_id": shift.model.customer_id.to_numpy()[rows],
            "lever": lever(named),
            "mechanism": mechanism(outcome),
            "effect": (saved / shift.probability if outcome == CHURN else saved)[rows],
            "eur_year": (saved * value.eur)[rows],
            "weight": np.ones(int(rows.sum())),
        },
        columns=list(COLUMNS),
    )
