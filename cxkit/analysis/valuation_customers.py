"""Who counts in a valuation: customers with what they are worth, each in a CX group."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis import groups as grouping
from cxkit.analysis import valuation_checks as checks
from cxkit.analysis import value as valuing
from cxkit.errors import SettingsError
from cxkit.language import N_
from cxkit.settings.notebooks import GroupValuation


def valued_customers(customers: pd.DataFrame, *, settings: GroupValuation) -> pd.DataFrame:
    """Return the customers with forward_value_eur and value_eur as the settings make them up."""
    checks.columns(customers, settings)
    value = valuing.customer_value(
        customers,
        plus=settings.value_plus,
        minus=settings.value_minus,
        revenue=settings.value_revenue,
        gross_margin=settings.gross_margin,
        acquisition=settings.acquisition_cost,
    )
    forward = _expected(value["forward_value_eur"], customers, settings)
    spent = value["forward_value_eur"] - value["value_eur"]
    return customers.assign(forward_value_eur=forward, value_eur=forward - spent)


def _expected(forward: pd.Series, customers: pd.DataFrame, settings: GroupValuation) -> pd.Series:
    if settings.use_churn_probability:
        forward = valuing.with_churn(forward, customers["churn_probability"])
    if settings.clv_timing:
        forward = forward * valuing.clv_multiple(
            retention_rate_year=settings.retention_rate_year,
            discount_rate_year=settings.discount_rate_year,
            timing=settings.clv_timing,
            horizon_years=settings.horizon_years,
        )
    if settings.use_cross_sell_probability:
        probability = customers["cross_sell_probability"]
        forward = valuing.with_cross_sell(forward, probability, value_eur=settings.cross_sell_value_eur)
    return forward


def without_few_unlabelled(
    known: pd.DataFrame, settings: GroupValuation
) -> tuple[pd.DataFrame, list[tuple[str, str, int]]]:
    """Return the customers without those whose label is blank, when they are too few to show, and what was set aside.

    As a group of their own they would be hidden, and a second group with them; enough of them make '(not known)'.
    """
    if settings.group_by == "score":
        return known, []
    blank = known[settings.group_by].isna()
    if not 0 < blank.sum() < settings.minimum_group_n:
        return known, []
    return known[~blank].reset_index(drop=True), [("customers", N_("group not known"), int(blank.sum()))]


def grouped(
    known: pd.DataFrame, responses: pd.DataFrame | None, *, settings: GroupValuation
) -> tuple[pd.DataFrame, list[tuple[str, str, int]]]:
    """Return the customers that are in a group, with group and score, and what was set aside and why."""
    if settings.group_by != "score":
        return _pooled(known.assign(group=labels_of(known[settings.group_by])), settings), []
    if responses is None:
        raise SettingsError(checks.no_responses(), language=settings.language)
    latest = grouping.latest_answers(responses, metric=settings.metric)
    if latest.empty:
        raise SettingsError(checks.no_such_metric(responses, settings), language=settings.language)
    latest = latest.dropna(subset=["score"])
    bands = grouping.band_of(latest["score"], settings.bands, rounding=settings.score_rounding)
    if bands.isna().any():
        raise SettingsError(checks.no_band(latest.loc[bands.isna(), "score"], settings), language=settings.language)
    scored = latest[["customer_id", "score"]].assign(group=bands)
    valued = known.merge(scored, on="customer_id", how="inner", validate="one_to_one")
    asked = grouping.answers_to(responses, metric=settings.metric)
    aside = [
        ("responses", N_("earlier answer of the same customer"), len(asked) - len(latest)),
        ("responses", N_("answer to another metric"), len(responses) - len(asked)),
        ("responses", N_("customer without a known value"), len(latest) - len(valued)),
    ]
    return _pooled(valued, settings), aside


def labels_of(values: pd.Series) -> pd.Series:
    """Return a column as names of groups: whole numbers without a decimal point, yes and no in words.

    Examples
    --------
    >>> labels_of(pd.Series([1.0, 2.0, None])).tolist()
    ['1', '2', '(not known)']
    >>> labels_of(pd.Series([True, False])).tolist()
    ['yes', 'no']
    """
    known = values.dropna()
    if pd.api.types.is_bool_dtype(values):
        labels = known.map({True: N_("yes"), False: N_("no")})
    elif pd.api.types.is_numeric_dtype(values) and (known % 1 == 0).all():
        labels = known.astype("int64")
    else:
        labels = known
    return labels.astype("str").reindex(values.index).fillna(grouping.NOT_KNOWN)


def _pooled(valued: pd.DataFrame, settings: GroupValuation) -> pd.DataFrame:
    if settings.small_groups != "pool":
        return valued
    pooled = grouping.pool_small(
        valued["group"],
        order=order_of(valued, settings),
        minimum_n=settings.minimum_group_n,
        neighbours=settings.group_by == "score",
    )
    return valued.assign(group=pooled)


def order_of(valued: pd.DataFrame, settings: GroupValuation) -> list[str]:
    """Return the group names in the order of the report: by score, or the largest first."""
    if settings.group_by == "score":
        present = valued.groupby("group")["score"].mean().sort_values().index.tolist()
        return list(settings.bands) if set(present) <= set(settings.bands) else present
    return valued["group"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index.tolist()
