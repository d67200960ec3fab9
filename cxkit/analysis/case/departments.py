"""Which department gains and which has to give: the same euros as in the cash view, by who feels them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.case.levels import levels_of, price_index
from cxkit.analysis.case.lines import BURDEN
from cxkit.settings.roi import BusinessCase

COLUMNS = ("department", "owner", "kind", "eur_year")

EXTRA_WORK = "extra_work"


def departments(lines: pd.DataFrame, costs: pd.DataFrame, *, settings: BusinessCase) -> pd.DataFrame:
    """Return what every department gains and gives, as a mean over the years of the business case.

    Parameters
    ----------
    lines : benefit lines with department, basis, category, from_year and net_eur_year.
    costs : of `costs.cost_lines`: department, category, year, amount_eur, and whether it counts.
    settings : levels, prices and owners.

    Returns
    -------
    COLUMNS, the largest department first: kind is 'margin', 'saving', 'extra_work' or a category of costs; gains are
    above 0. The sum times the years is the cash over all years before tax and salvage.
    """
    parts = pd.concat([_gains(lines, settings), _burdens(costs, settings)], ignore_index=True)
    summed = parts.groupby(["department", "kind"], as_index=False, sort=True)["eur_year"].sum()
    summed = summed[summed["eur_year"] != 0]
    owned = summed.assign(owner=[settings.owners.get(name, "") for name in summed["department"]])
    size = owned.groupby("department")["eur_year"].transform(lambda eur: eur.abs().sum())
    order = owned.assign(size=size).sort_values(["size", "department", "kind"], ascending=[False, True, True])
    return order[list(COLUMNS)].reset_index(drop=True)


def _gains(lines: pd.DataFrame, settings: BusinessCase) -> pd.DataFrame:
    level = levels_of(lines, settings) * price_index(settings)
    kinds = lines["basis"].mask(lines["category"] == BURDEN, EXTRA_WORK)
    eur = lines["net_eur_year"].to_numpy(float) * level.sum(axis=1) / settings.horizon_years
    return pd.DataFrame({"department": lines["department"].fillna(""), "kind": kinds, "eur_year": eur})


def _burdens(costs: pd.DataFrame, settings: BusinessCase) -> pd.DataFrame:
    index = price_index(settings)
    eur = -costs["amount_eur"].to_numpy(float) * index[costs["year"].to_numpy(int)] / settings.horizon_years
    eur = np.where(costs["counted"], eur, 0.0)
    return pd.DataFrame({"department": costs["department"].fillna(""), "kind": costs["category"], "eur_year": eur})
