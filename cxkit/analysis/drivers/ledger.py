"""Which customer brings which euro: the lines of driver_modelling for the ledger."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxkit.analysis.drivers.findings import lever, mechanism
from cxkit.analysis.drivers.values import worth
from cxkit.analysis.drivers.what_if import Shift
from cxkit.settings.drivers import CHURN, DriverModelling

COLUMNS = ("customer_id", "lever", "mechanism", "effect", "eur_year", "weight")


def ledger_lines(shifts: Sequence[Shift], what_ifs: pd.DataFrame, *, settings: DriverModelling) -> pd.DataFrame:
    """Return per customer and what-if the euros a year that the change is expected to bring of this customer.

    Parameters
    ----------
    shifts : the what-ifs that were computed.
    what_ifs : of the result; a what-if whose euros are not shown has no lines.
    settings : values of products.

    Returns
    -------
    customer_id, lever ('NPS +1 (all)'), mechanism ('churn', 'cross_sell: product'), effect (churn: the share, 0-1, of
    this customer's chance of leaving that goes away; for a product the rise of the chance of taking it), eur_year,
    weight (1: every customer of the model is there). Changes are each as if alone; together they are not their sum.
    """
    shown = set(what_ifs.loc[what_ifs["status"] == "shown", ["what_if", "outcome"]].itertuples(index=False, name=None))
    parts = [_lines(shift, settings) for shift in shifts if (shift.what_if.number, shift.model.outcome) in shown]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


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
