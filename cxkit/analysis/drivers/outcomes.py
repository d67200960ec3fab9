"""What customers did in the outcome window, and which products they had before it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.drivers import checks
from cxkit.analysis.drivers.contacts import ONE_DAY
from cxkit.errors import DataError
from cxkit.language import N_
from cxkit.settings.drivers import CHURN, DriverModelling

HELD = "held:"
NO_OUTCOME, GONE = N_("outcome not known"), N_("left before the outcome window")
LEFT_LATER = N_("left after the outcome window: counts as stayed")
HELD_UNKNOWN = N_("not known whether they had the product: no part of its model")
Aside = list[tuple[str, str, int]]


def outcomes_of(
    customers: pd.DataFrame, last_day: pd.Series, *, settings: DriverModelling
) -> tuple[pd.DataFrame, Aside]:
    """Return what each customer did in the outcome window, and of how many that is not known or not counted.

    Parameters
    ----------
    customers : the outcome columns, and churned_at when there is one.
    last_day : last day before the window, per customer.
    settings : outcomes and outcome_months.

    Returns
    -------
    A column per outcome, by name: 1.0, 0.0 or nan; all nan for who had left before the window. Then table, reason and
    number of what was set aside.

    Raises
    ------
    DataError : most of those who left had left before the window.
    """
    known = pd.DataFrame({name: as_numbers(customers[column]) for name, column in settings.outcomes.items()})
    aside = [("customers", NO_OUTCOME, int(known.isna().all(axis=1).sum()))]
    if not settings.churn or "churned_at" not in customers:
        return known, aside
    left_at = customers["churned_at"].dt.normalize().where(known[CHURN] == 1)
    gone, later = left_at <= last_day, left_at >= _window_ends(last_day, settings.outcome_months)
    gone_n, dated_n = int(gone.sum()), int(left_at.notna().sum())
    if gone_n > dated_n / 2:
        fault = checks.left_before(gone_n, dated_n, settings=settings, until=last_day.max())
        raise DataError(fault, language=settings.language)
    known[CHURN] = known[CHURN].mask(later, 0.0)
    aside += [("customers", GONE, gone_n), ("customers", LEFT_LATER, int(later.sum()))]
    return known.mask(gone), aside


def _window_ends(last_day: pd.Series, months: int) -> pd.Series:
    """Return the first day after each customer's outcome window."""
    return last_day.map({day: day + ONE_DAY + pd.DateOffset(months=months) for day in last_day.unique()})


def as_numbers(flags: pd.Series) -> pd.Series:
    """Return numbers, or yes and no as 1.0 and 0.0; nan where unknown.

    >>> as_numbers(pd.Series([True, False, None], dtype="boolean")).tolist()
    [1.0, 0.0, nan]
    """
    values = flags.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return pd.Series(values, index=flags.index, name=flags.name)


def eligible(outcomes: pd.DataFrame, customers: pd.DataFrame, *, settings: DriverModelling) -> pd.DataFrame:
    """Return outcomes; a product's only of customers who are known not to have had it before.

    Parameters
    ----------
    outcomes : of `outcomes_of`, of the same customers.
    customers : the columns that `settings.held` names.
    """
    had = {name: as_numbers(customers[column]) for name, column in settings.held.items() if name in outcomes}
    return outcomes.assign(**{name: outcomes[name].where(had[name] == 0) for name in had})


def held_before(customers: pd.DataFrame, *, settings: DriverModelling) -> tuple[pd.DataFrame, Aside]:
    """Return per product held:<product>, 1.0 for who had it before the window, and of how many that is not known."""
    had = {name: as_numbers(customers[column]) for name, column in settings.held.items()}
    frame = pd.DataFrame(had, index=customers.index)
    unknown = frame[[name for name in had if name in settings.cross_sell]].isna().any(axis=1)
    return frame.fillna(0.0).add_prefix(HELD), [("customers", HELD_UNKNOWN, int(unknown.sum()))]
