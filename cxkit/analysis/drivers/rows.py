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
from cxkit.analysis.drivers.outcomes import Aside, as_numbers, eligible, held_before, outcomes_of
from cxkit.analysis.reliability import answer_pairs
from cxkit.analysis.value import customer_value
from cxkit.errors import NotEnoughData, SettingsError
from cxkit.language import N_
from cxkit.settings.driver_rules import ALL
from cxkit.settings.drivers import THEME, DriverModelling

UNDATED = N_("snapshot not known")


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
    facts : log_from (first day of the contact log, when that is over a week later than contacts count from; else None),
        log_until (its last day, when that is over a week before known_until; else None), snapshot_after (the latest
        snapshot_at, when features are as of a later day than the setting known_until; else None), snapshots_n (last
        days there are).
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
    With several snapshot_at (and no known_until) each customer's drivers are known until that customer's own; who has
    none takes no part, as nobody can say what came before that customer's outcome.
    """
    span = log_span(contacts) if contacts is not None and settings.contact_counts else None
    _check(customers, responses, span, settings)
    base, outcomes, last_day, aside = _with_outcome(customers, settings)
    had, had_aside = held_before(base, settings=settings)
    contacted, contact_aside = _contacts(contacts, span, last_day, settings)
    said, pairs, answer_aside = _answers(responses, last_day, settings)
    features = {name: driver_values(base[name]) for name in settings.features}
    kinds = {name: kind for name, (_, kind) in features.items()} | _other_kinds(settings)
    parts = [
        base[["customer_id"]].assign(value_eur_year=_value(base, settings)),
        eligible(outcomes, base, settings=settings),
        pd.DataFrame({name: values for name, (values, _) in features.items()}, index=base.index),
        contacted,
        said,
        had,
        _others(base, last_day, settings),
    ]
    frame = pd.concat(parts, axis=1)
    return DriverRows(
        frame=frame,
        kinds=kinds,
        scales={name: _scale(frame[name], kind, settings) for name, kind in kinds.items() if kind != LABELS},
        pairs=pairs,
        known_until=last_day.max(),
        aside=tuple(line for line in (*aside, *had_aside, *contact_aside, *answer_aside) if line[2]),
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
    """Return per customer the last day drivers may know of: known_until, or else the snapshot, which may be blank."""
    if settings.known_until:
        return pd.Series(pd.Timestamp(settings.known_until), index=customers.index)
    return customers["snapshot_at"].dt.normalize()


def _with_outcome(
    customers: pd.DataFrame, settings: DriverModelling
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, Aside]:
    """Return the customers of whom an outcome is known, by id; outcomes; last day, by id; and who was set aside."""
    ordered = customers.sort_values("customer_id", kind="stable", ignore_index=True)
    last_day = last_days(ordered, settings)
    undated_n = int(last_day.isna().sum())
    if undated_n:
        ordered = ordered[last_day.notna()].reset_index(drop=True)
        last_day = last_days(ordered, settings)
    outcomes, aside = outcomes_of(ordered, last_day, settings=settings)
    known = outcomes.notna().any(axis=1)
    if not known.any():
        raise NotEnoughData(checks.no_outcome(settings), language=settings.language)
    if (outcomes.nunique() < 2).all():
        raise NotEnoughData(checks.one_outcome(outcomes, settings), language=settings.language)
    base = ordered[known].reset_index(drop=True)
    by_id = pd.Series(last_day[known].to_numpy(), index=base["customer_id"])
    return base, outcomes[known].reset_index(drop=True), by_id, [("customers", UNDATED, undated_n), *aside]


def _other_kinds(settings: DriverModelling) -> dict[str, str]:
    """Return the kinds of the drivers that come from contacts and answers."""
    named = {COUNT: settings.contact_counts, SCORE: settings.scores, FLAG: settings.theme_drivers}
    return {name: kind for kind, names in named.items() for name in names}


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


def _contacts(
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
    """Return the scores and themes of each customer, pairs of answers by metric, and which answers take no part."""
    if responses is None or not settings.answer_drivers:
        return pd.DataFrame(index=range(len(last_day))), {}, []
    known, aside = answers.known_answers(responses, last_day, metrics=settings.scores, scale=settings.score_scale)
    latest, earlier_n = answers.scores(known, metrics=settings.scores)
    themes = answers.themes(known, names=settings.themes).add_prefix(THEME) if settings.themes else pd.DataFrame()
    pairs = {
        metric: answer_pairs(known, metric=metric, within_days=settings.repeat_within_days)
        for metric in settings.scores
    }
    said = pd.concat([latest, themes], axis=1).reindex(last_day.index, columns=settings.answer_drivers)
    return said.reset_index(drop=True), pairs, [*aside, ("responses", answers.EARLIER, earlier_n)]


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
