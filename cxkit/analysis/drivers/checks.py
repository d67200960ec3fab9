"""Whether the tables bear out the settings of driver_modelling; every fault at once, with what to do."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from cxkit.analysis.drivers.answers import coded_themes
from cxkit.analysis.drivers.contacts import LogSpan, window
from cxkit.analysis.groups import answers_to
from cxkit.analysis.not_there import not_there
from cxkit.errors import Fault
from cxkit.language import N_
from cxkit.settings.driver_rules import ALL, LATE
from cxkit.settings.drivers import DriverModelling

MOST_LABELS = 30
MOST_SNAPSHOTS = 24
OURS = ("customer_id", "value_eur_year", "negative_control", "snapshot_at")
"""Names that `driver_rows` gives to columns of its own."""


def customers(table: pd.DataFrame, *, settings: DriverModelling) -> list[Fault]:
    """Return what is wrong with the customers: columns that are not there, or hold what they cannot hold."""
    flags = {"churn": [settings.churn] if settings.churn else [], "cross_sell": [*settings.cross_sell.values()],
             "held": [*settings.held.values()],
             "negative_control": [settings.negative_control] if settings.negative_control else []}  # fmt: skip
    euros = {name: getattr(settings, name) for name in ("value_plus", "value_minus", "value_revenue")}
    wanted = [*flags.items(), *euros.items(), ("features", settings.features)]
    faults = [_missing(s, name, table.columns) for s, names in wanted for name in names if name not in table]
    faults += [_no_flag(s, name) for s, names in flags.items() for name in names if not _is_flag(table, name)]
    faults += [_text(s, name) for s, names in euros.items() for name in names if not _is_number(table, name)]
    faults += [fault for name in settings.features if name in table for fault in _feature(table[name])]
    return faults + _taken(settings) + _what_ifs(table, settings) + _last_day(table, settings)


def _missing(setting: str, name: str, known: Iterable[str]) -> Fault:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return Fault(
        N_("{setting} names column {name}, which customers do not have"),
        N_("Did you mean {near}?") if near else N_("Map it in columns.customers; there are: {known}"),
        values={"setting": setting, "name": name, "near": near[0] if near else "", "known": ", ".join(known)},
    )


def _is_flag(table: pd.DataFrame, name: str) -> bool:
    return name not in table or is_flag(table[name])


def is_flag(values: pd.Series) -> bool:
    """Say whether a column holds yes and no only: booleans, or the numbers 0 and 1."""
    if pd.api.types.is_bool_dtype(values):
        return True
    return pd.api.types.is_numeric_dtype(values) and bool(values.dropna().isin((0, 1)).all())


def _no_flag(setting: str, name: str) -> Fault:
    return Fault(
        N_("{setting} names column {name}, which does not hold yes and no only"),
        N_("Map it to churned, or to a name that starts with has_ or took_, in columns.customers"),
        values={"setting": setting, "name": name},
    )


def _is_number(table: pd.DataFrame, name: str) -> bool:
    return name not in table or pd.api.types.is_numeric_dtype(table[name])


def _text(setting: str, name: str) -> Fault:
    return Fault(
        N_("{setting} names column {name}, which holds text"),
        N_("Choose a column with amounts in euros"),
        values={"setting": setting, "name": name},
    )


def _feature(values: pd.Series) -> list[Fault]:
    """Return what keeps a column from being a driver."""
    about = {"name": values.name, "n": values.nunique(), "most": MOST_LABELS}
    if values.isna().all():
        return [Fault(N_("features names column {name}, which is empty"), N_("Take it out of features"), values=about)]
    if pd.api.types.is_datetime64_any_dtype(values):
        found = N_("features names column {name}, which holds dates")
        return [Fault(found, N_("Make it a duration, such as tenure_months, or take it out of features"), values=about)]
    if pd.api.types.is_numeric_dtype(values) or values.nunique() <= MOST_LABELS:
        return []
    found = N_("features names column {name}, which holds {n} labels; at most {most} can be told apart")
    return [Fault(found, N_("Bring labels together in labels.customers, or take it out of features"), values=about)]


def _taken(settings: DriverModelling) -> list[Fault]:
    """Return a fault for a name that would stand for two columns."""
    segments = {line[2].partition("=")[0] for line in settings.what_ifs if line[2] != ALL} - set(settings.features)
    counts = Counter([*OURS, *settings.outcomes, *settings.drivers, *segments])
    found = N_("{name} is the name of two things: an outcome, a driver, a column of a what-if, or one of the kit's own")
    remedy = N_("Name the product otherwise, or map the column to another name")
    return [Fault(found, remedy, values={"name": name}) for name, n in counts.items() if n > 1]


def _what_ifs(table: pd.DataFrame, settings: DriverModelling) -> list[Fault]:
    """Return a fault for each what-if that changes labels, or of customers not there or named by what came later."""
    texts = [name for name in settings.features if name in table and not pd.api.types.is_numeric_dtype(table[name])]
    faults = [
        Fault(N_("what_ifs changes {name}, which holds labels"),
              N_("Choose a driver that holds numbers, or yes and no"), values={"name": name})
        for name in dict.fromkeys(line[0] for line in settings.what_ifs) if name in texts
    ]  # fmt: skip
    for segment in dict.fromkeys(line[2] for line in settings.what_ifs if line[2] != ALL):
        column, _, value = segment.partition("=")
        if column not in table:
            faults.append(_missing("what_ifs", column, table.columns))
        elif column in (*settings.outcomes.values(), *LATE):
            found = N_("what_ifs names customers by {name}, which is an outcome, or known only after it")
            faults.append(Fault(found, N_("Name them by something that was known before"), values={"name": column}))
        elif not in_segment(table[column], value).any():
            faults.append(not_there("what_ifs", segment, [f"{column}={label}" for label in _labels(table[column])]))
    return faults


def in_segment(values: pd.Series, value: str) -> pd.Series:
    """Say which customers have a value that a segment names; yes and no stand for 1 and 0, also in numbers.

    Examples
    --------
    >>> in_segment(pd.Series([1.0, 0.0]), "yes").tolist(), in_segment(pd.Series(["NL", None]), "NL").tolist()
    ([True, False], [True, False])
    """
    if not pd.api.types.is_numeric_dtype(values):
        return (values.astype("str") == value).fillna(False).astype(bool)
    number = {"yes": 1.0, "no": 0.0}.get(value.casefold())
    if number is None:
        try:
            number = float(value)
        except ValueError:
            return pd.Series(False, index=values.index)
    return (values.astype(float) == number).astype(bool)


def _labels(values: pd.Series) -> list[str]:
    known = values.dropna()
    if pd.api.types.is_bool_dtype(values):
        return ["yes", "no"]
    if pd.api.types.is_numeric_dtype(values):
        return [f"{value:g}" for value in sorted(known.unique())]
    return sorted(known.astype("str").unique())


def _last_day(table: pd.DataFrame, settings: DriverModelling) -> list[Fault]:
    """Return the fault when nobody says until when drivers may know of anything."""
    if settings.known_until:
        return []
    if "snapshot_at" not in table or table["snapshot_at"].isna().all():
        found = N_("known_until is empty, and customers have no snapshot_at")
        return [Fault(found, N_("Give known_until, the last day before outcomes were counted, such as 2025-12-31"))]
    days_n = table["snapshot_at"].dt.normalize().nunique()
    if days_n <= MOST_SNAPSHOTS:
        return []
    return [Fault(N_("snapshot_at of the customers holds {n} days; at most {most} can be told apart"),
                  N_("Give known_until, one last day for all customers"),
                  values={"n": days_n, "most": MOST_SNAPSHOTS})]  # fmt: skip


def answers(responses: pd.DataFrame | None, *, settings: DriverModelling) -> list[Fault]:
    """Return what is wrong with the answers: metrics and themes that are not there, scores on another scale."""
    if not settings.answer_drivers:
        return []
    if responses is None:
        return [_no_table("scores" if settings.scores else "themes", "responses")]
    known = sorted(responses["metric"].dropna().unique())
    faults = []
    for metric in settings.scores:
        given = answers_to(responses, metric=metric)["score"].dropna()
        faults += _off_scale(metric, given, settings) if len(given) else [not_there("scores", metric, known)]
    return faults + _themes(responses, settings)


def _no_table(setting: str, table: str) -> Fault:
    return Fault(
        N_("{setting} names drivers, and there is no table {table}"),
        N_("Name its file in sources.{table}, or empty {setting}"),
        values={"setting": setting, "table": table},
    )


def _off_scale(metric: str, given: pd.Series, settings: DriverModelling) -> list[Fault]:
    low, high = settings.score_scale
    outside = given[~given.between(low, high)]
    if len(outside) <= len(given) / 2:
        return []
    return [Fault(N_("most scores of {metric} lie outside the scale {low} to {high}, as {value} does"),
                  N_("Correct score_scale, or name codes for unknown in missing_codes.responses"),
                  values={"metric": metric, "low": low, "high": high, "value": f"{outside.iloc[0]:g}"})]  # fmt: skip


def _themes(responses: pd.DataFrame, settings: DriverModelling) -> list[Fault]:
    if not settings.themes:
        return []
    if "theme" not in responses:
        return [Fault(N_("themes names drivers, and responses have no column theme"),
                      N_("Map it in columns.responses, or empty themes"))]  # fmt: skip
    known = sorted({theme for found in coded_themes(responses["theme"].dropna()) for theme in found})
    missing = [theme for theme in settings.themes if theme.strip().casefold() not in known]
    return [not_there("themes", theme, known) for theme in missing]


def contacts(span: LogSpan | None, *, until: pd.Timestamp | None, settings: DriverModelling) -> list[Fault]:
    """Return what is wrong with the contact log: no customers in it, topics that are not there, another time.

    Parameters
    ----------
    span : of `log_span`; None without a log.
    until : the latest of the last days that drivers may know of; None when nobody says.
    settings : contact_counts and contact_months.
    """
    if not settings.contact_counts:
        return []
    if span is None:
        return [_no_table("contact_counts", "contacts")]
    if not span.named_n:
        return [Fault(N_("contact_counts names drivers, and no answered contact names its customer"),
                      N_("Map customer_id in columns.contacts, or empty contact_counts"))]  # fmt: skip
    topics = dict.fromkeys(name.partition(":")[2] for name in settings.contact_counts if ":" in name)
    faults = [not_there("contact_counts", topic, span.topics) for topic in topics if topic not in span.topics]
    return faults + (_outside_log(span, until, settings) if until is not None else [])


def _outside_log(span: LogSpan, until: pd.Timestamp, settings: DriverModelling) -> list[Fault]:
    start, end = window(until, months=settings.contact_months)
    if span.first_day < end and span.last_day >= start:
        return []
    return [Fault(N_("the contact log runs from {first} to {last}, and contacts count from {start} to {until}"),
                  N_("Correct known_until or contact_months, or deliver the log of that time"),
                  values={"first": _day(span.first_day), "last": _day(span.last_day), "start": _day(start),
                          "until": _day(until)})]  # fmt: skip


def _day(moment: pd.Timestamp) -> str:
    return moment.date().isoformat()


def left_before(n: int, churned_n: int, *, settings: DriverModelling, until: pd.Timestamp) -> Fault:
    """Return the fault when most of those who left had done so before the outcome window."""
    return Fault(
        N_("{n} of {churned} customers who left, by {column}, had left by {until}, the last day drivers may know of"),
        N_("Correct known_until, or the column mapped to churned_at: churn must lie after that day"),
        values={"n": n, "churned": churned_n, "column": settings.churn, "until": _day(until)},
    )


def one_outcome(outcomes: pd.DataFrame, settings: DriverModelling) -> Fault:
    """Return the fault when all customers did the same, in every outcome."""
    name = str(outcomes.columns[0])
    return Fault(
        N_("{column}: all {n} customers did the same, so nothing can be told of it"),
        N_("Check which value means yes, and whether the file holds who left as well as who stayed"),
        values={"column": settings.outcomes[name], "n": int(outcomes[name].notna().sum())},
    )


def no_outcome(settings: DriverModelling) -> Fault:
    """Return the fault when no customer has an outcome."""
    return Fault(
        N_("no customer has a known outcome in {columns}"),
        N_("Check the columns, labels.customers and missing_codes.customers"),
        values={"columns": ", ".join(settings.outcomes.values())},
    )
