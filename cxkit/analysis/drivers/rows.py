"""One row per customer: outcomes, value and every driver as known on the last day before the outcome window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxkit.analysis.drivers import answers, checks
from cxkit.analysis.drivers.contacts import CONTACTS, EARLY, LATE, ONE_DAY, LogSpan, contact_counts, log_span, window
from cxkit.analysis.drivers.design import COUNT, FLAG, LABELS, NUMBER, SCORE
from cxkit.analysis.reliability import answer_pairs
from cxkit.analysis.value import customer_value
from cxkit.errors import DataError, NotEnoughData, SettingsError
from cxkit.language import N_
from cxkit.settings.driver_rules import ALL
from cxkit.settings.drivers import CHURN, THEME, DriverModelling

HELD = checks.HELD
NO_OUTCOME, GONE = N_("outcome not known"), N_("left before the outcome window")
LEFT_LATER = N_("left after the outcome window: counts as stayed")
HELD_UNKNOWN = N_("not known whether they had the product: no part of its model")
Aside = list[tuple[str, str, int]]


@dataclass(frozen=True)
class DriverRows:
    """Customers with outcomes, value and drivers.

    frame : one row per customer with a known outcome, by customer_id: customer_id; value_eur_year (nan unknown); each
        outcome by name (1.0, 0.0, nan unknown, or for a product: had it before); each driver by name (numbers; text for
        labels; nan unknown); held:<product> (1.0, 0.0; unknown is 0.0); negative_control when there is one; every
        customer column that a what-if names (text, or numbers with 0 and 1 for no and yes); snapshot_at when customers
        differ in it.
    kinds : driver to number, count, score, flag or labels, in the order of the settings.
    scales : driver to the lowest and highest value it can take; labels have none.
    pairs : metric to customer_id and difference of two answers of one customer close in time.
    known_until : last day drivers may know of; with several, the latest.
    aside : table, reason, rows_n: what was left out.
    contacts_known : whether contacts were counted.
    facts : log_from (first day of the contact log, when that is later than contacts should count from; else None),
        log_until (its last day, when that is over a week before known_until; else None), snapshot_after (snapshot_at of
        the customers, when features are as of a later day than known_until; else None), snapshots_n.
    """

    frame: pd.DataFrame
    kinds: Mapping[str, str]
    scales: Mapping[str, tuple[float, float]]
    pairs: Mapping[str, pd.DataFrame]
    known_until: pd.Timestamp
    aside: tuple[tuple[str, str, int], ...]
    contacts_known: bool
    facts: Mapping[str, Any] = field(default_factory=dict)


def driver_rows(
    customers: pd.DataFrame,
    responses: pd.DataFrame | None,
    contacts: nw.LazyFrame | None,
    *,
    settings: DriverModelling,
) -> DriverRows:
    """Return customers with outcomes, value and drivers; nothing that came after the last day drivers may know of.

    Parameters
    ----------
    customers, responses : checked tables of the data contract; responses may be None without scores and themes.
    contacts : checked contacts in any engine; None without contact counts.
    settings : outcomes, value, drivers and what is changed.

    Raises
    ------
    SettingsError : a setting names what the tables do not hold, or what cannot be a driver; all faults at once.
    DataError : most of those who left had left before the outcome window.
    NotEnoughData : no customer has an outcome.

    Notes
    -----
    With several snapshot_at (and no known_until) each customer's drivers are known until that customer's own.
    """
    span = log_span(contacts) if contacts is not None and settings.contact_counts else None
    _check(customers, responses, span, settings)
    ordered = customers.sort_values("customer_id", kind="stable", ignore_index=True)
    last_day = pd.Series(last_days(ordered, settings).to_numpy(), index=ordered["customer_id"])
    outcomes, aside = _outcomes(ordered, last_day.reset_index(drop=True), settings)
    base = ordered[outcomes.notna().any(axis=1)].reset_index(drop=True)
    if base.empty:
        raise NotEnoughData(checks.no_outcome(settings), language=settings.language)
    last_day = last_day[base["customer_id"]]
    held, held_aside = _held(base, settings)
    counts, contact_aside = _counts(contacts, span, last_day, settings)
    said, pairs, answer_aside = _answers(responses, last_day, settings)
    features = {name: driver_values(base[name]) for name in settings.features}
    frame = pd.concat(
        [
            base[["customer_id"]].assign(value_eur_year=_value(base, settings)),
            _eligible(outcomes.loc[outcomes.notna().any(axis=1)].reset_index(drop=True), base, settings),
            pd.DataFrame({name: values for name, (values, _) in features.items()}, index=base.index),
            counts,
            said.reindex(base["customer_id"]).reset_index(drop=True),
            held,
            _others(base, last_day, settings),
        ],
        axis=1,
    )
    kinds = (
        {name: kind for name, (_, kind) in features.items()}
        | dict.fromkeys(settings.contact_counts, COUNT)
        | dict.fromkeys(settings.scores, SCORE)
        | dict.fromkeys(settings.theme_drivers, FLAG)
    )
    return DriverRows(
        frame=frame,
        kinds=kinds,
        scales={name: _scale(frame[name], kind, settings) for name, kind in kinds.items() if kind != LABELS},
        pairs=pairs,
        known_until=last_day.max(),
        aside=tuple(line for line in (*aside, *held_aside, *contact_aside, *answer_aside) if line[2]),
        contacts_known=bool(settings.contact_counts),
        facts=_facts(customers, span, last_day, settings),
    )


def _check(
    customers: pd.DataFrame, responses: pd.DataFrame | None, span: LogSpan | None, settings: DriverModelling
) -> None:
    faults = checks.customers(customers, settings=settings)
    dated = bool(settings.known_until) or ("snapshot_at" in customers and customers["snapshot_at"].notna().any())
    until = last_days(customers, settings).max() if dated and len(customers) else None
    faults += checks.answers(responses, settings=settings)
    faults += checks.contacts(span, until=until, settings=settings)
    if faults:
        raise SettingsError(faults, language=settings.language)


def last_days(customers: pd.DataFrame, settings: DriverModelling) -> pd.Series:
    """Return per customer the last day drivers may know of: known_until, or the snapshot, or the latest when blank."""
    if settings.known_until:
        return pd.Series(pd.Timestamp(settings.known_until), index=customers.index)
    days = customers["snapshot_at"].dt.normalize()
    return days.fillna(days.max())


def _outcomes(customers: pd.DataFrame, last_day: pd.Series, settings: DriverModelling) -> tuple[pd.DataFrame, Aside]:
    """Return each outcome as 1.0, 0.0 or nan, all nan for who takes no part, and how many that are."""
    known = pd.DataFrame({name: as_numbers(customers[column]) for name, column in settings.outcomes.items()})
    unknown_n = int(known.isna().all(axis=1).sum())
    aside = [("customers", NO_OUTCOME, unknown_n)]
    if not settings.churn or "churned_at" not in customers:
        return known, aside
    left_at = customers["churned_at"].dt.normalize().where(known[CHURN] == 1)
    gone, later = left_at <= last_day, left_at >= _window_ends(last_day, settings)
    if gone.sum() > left_at.notna().sum() / 2:
        fault = checks.left_before(int(gone.sum()), int(left_at.notna().sum()), settings=settings, until=last_day.max())
        raise DataError(fault, language=settings.language)
    known[CHURN] = known[CHURN].mask(later, 0.0)
    aside += [("customers", GONE, int(gone.sum())), ("customers", LEFT_LATER, int(later.sum()))]
    return known.mask(gone), aside


def _window_ends(last_day: pd.Series, settings: DriverModelling) -> pd.Series:
    """Return the first day that is no longer in each customer's outcome window."""
    ends = {day: day + ONE_DAY + pd.DateOffset(months=settings.outcome_months) for day in last_day.unique()}
    return last_day.map(ends)


def as_numbers(flags: pd.Series) -> pd.Series:
    """Return yes and no as 1.0 and 0.0, nan where unknown."""
    return flags.astype("Float64").to_numpy(dtype=float, na_value=np.nan) + pd.Series(0.0, index=flags.index)


def _eligible(outcomes: pd.DataFrame, customers: pd.DataFrame, settings: DriverModelling) -> pd.DataFrame:
    """Return outcomes, a product's only of customers who did not have it before."""
    had = {product: as_numbers(customers[column]) for product, column in settings.held.items()}
    return outcomes.assign(
        **{name: outcomes[name].where(had[name] == 0) for name in outcomes if name != CHURN and name in had}
    )


def _held(customers: pd.DataFrame, settings: DriverModelling) -> tuple[pd.DataFrame, Aside]:
    had = pd.DataFrame({product: as_numbers(customers[column]) for product, column in settings.held.items()},
                       index=customers.index)  # fmt: skip
    unknown_n = int(had[[name for name in had if name in settings.cross_sell]].isna().any(axis=1).sum())
    return had.fillna(0.0).add_prefix(HELD), [("customers", HELD_UNKNOWN, unknown_n)]


def _value(customers: pd.DataFrame, settings: DriverModelling) -> pd.Series:
    """Return what each customer is worth a year; unknown when no column makes it up."""
    if not settings.value_columns:
        return pd.Series(np.nan, index=customers.index)
    return customer_value(
        customers,
        plus=settings.value_plus,
        minus=settings.value_minus,
        revenue=settings.value_revenue,
        gross_margin=settings.gross_margin,
    )["forward_value_eur"].astype(float)


def driver_values(values: pd.Series) -> tuple[pd.Series, str]:
    """Return a customer column as a driver, and what kind of driver it is.

    Yes and no are flags, and so are the numbers 0 and 1; a name that ends in _n is a count; text is labels.

    Examples
    --------
    >>> driver_values(pd.Series([3, 1], name="tenure_months"))[1], driver_values(pd.Series([3], name="devices_n"))[1]
    ('number', 'count')
    """
    if not pd.api.types.is_numeric_dtype(values):
        return values.astype("str"), LABELS
    numbers = as_numbers(values)
    if str(values.name).endswith("_n"):
        return numbers, COUNT
    return numbers, FLAG if checks.is_flag(values) else NUMBER


def _counts(
    contacts: nw.LazyFrame | None, span: LogSpan | None, last_day: pd.Series, settings: DriverModelling
) -> tuple[pd.DataFrame, Aside]:
    """Return the counts of each customer, by the customer's own last day, and which contacts take no part."""
    wanted = list(settings.contact_counts)
    if contacts is None or span is None:
        return pd.DataFrame(index=range(len(last_day))), []
    parts = []
    for until, members in last_day.groupby(last_day):
        counted = contact_counts(
            contacts, counts=wanted, until=until, months=settings.contact_months,
            repeat_days=settings.repeat_contact_days,
        )  # fmt: skip
        parts.append(counted.set_index("customer_id").reindex(members.index))
    each = pd.concat(parts).reindex(last_day.index).fillna(0.0).astype(float)
    ours_n = int(each[[CONTACTS, EARLY, LATE]].sum().sum())
    aside = [
        ("contacts", N_("begun after the last day drivers may know of"), int(each[LATE].sum())),
        ("contacts", N_("begun before contacts count"), int(each[EARLY].sum())),
        ("contacts", N_("not answered"), span.unanswered_n),
        ("contacts", N_("of no known customer"), span.anonymous_n),
        ("contacts", N_("of a customer who takes no part"), span.named_n - ours_n),
    ]
    return each[wanted].reset_index(drop=True), aside


def _answers(
    responses: pd.DataFrame | None, last_day: pd.Series, settings: DriverModelling
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], Aside]:
    """Return scores and themes by customer, pairs of answers by metric, and which answers take no part."""
    if responses is None or not settings.answer_drivers:
        return pd.DataFrame(index=last_day.index[:0]), {}, []
    known, aside = answers.known_answers(responses, last_day, metrics=settings.scores, scale=settings.score_scale)
    latest, earlier_n = answers.scores(known, metrics=settings.scores)
    themes = answers.themes(known, names=settings.themes).add_prefix(THEME) if settings.themes else pd.DataFrame()
    pairs = {
        metric: answer_pairs(known, metric=metric, within_days=settings.repeat_within_days)
        for metric in settings.scores
    }
    said = pd.concat([latest, themes], axis=1).reindex(columns=settings.answer_drivers)
    return said, pairs, [*aside, ("responses", answers.EARLIER, earlier_n)]


def _others(customers: pd.DataFrame, last_day: pd.Series, settings: DriverModelling) -> pd.DataFrame:
    """Return the negative control, the columns that what-ifs name and that are no drivers, and the snapshots."""
    named = {line[2].partition("=")[0]: None for line in settings.what_ifs if line[2] != ALL}
    columns = {name: driver_values(customers[name])[0] for name in named if name not in settings.drivers}
    if settings.negative_control:
        columns["negative_control"] = as_numbers(customers[settings.negative_control])
    if last_day.nunique() > 1:
        columns["snapshot_at"] = last_day.reset_index(drop=True)
    return pd.DataFrame(columns, index=customers.index)


def _scale(values: pd.Series, kind: str, settings: DriverModelling) -> tuple[float, float]:
    """Return the lowest and the highest value a driver can take."""
    fixed = {SCORE: tuple(map(float, settings.score_scale)), COUNT: (0.0, np.inf), FLAG: (0.0, 1.0)}
    return fixed.get(kind) or (float(values.min()), float(values.max()))


def _facts(
    customers: pd.DataFrame, span: LogSpan | None, last_day: pd.Series, settings: DriverModelling
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "log_from": None, "log_until": None, "snapshot_after": None, "snapshots_n": int(last_day.nunique())
    }  # fmt: skip
    if span is not None:
        start, _ = window(last_day.min(), months=settings.contact_months)
        facts["log_from"] = span.first_day if span.first_day > start + 7 * ONE_DAY else None
        facts["log_until"] = span.last_day if span.last_day < last_day.max() - 7 * ONE_DAY else None
    if settings.known_until and "snapshot_at" in customers:
        latest = customers["snapshot_at"].max()
        facts["snapshot_after"] = latest if latest.normalize() > last_day.max() else None
    return facts


def members(frame: pd.DataFrame, segment: str) -> np.ndarray:
    """Return who is meant by 'all' or column=value, as a mask.

    Parameters
    ----------
    frame : of `DriverRows`.
    segment : as in a what-if.

    Examples
    --------
    >>> members(pd.DataFrame({"segment": ["Basic", "Premium"]}), "segment=Premium")
    array([False,  True])
    """
    if segment == ALL:
        return np.ones(len(frame), dtype=bool)
    column, _, value = segment.partition("=")
    return checks.in_segment(frame[column], value).to_numpy()
