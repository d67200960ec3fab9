"""What a valuation cannot start with: columns, groups and shifts that the tables do not bear out."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import pandas as pd

from cxkit.errors import Fault, SettingsError
from cxkit.language import N_
from cxkit.settings.notebooks import GroupValuation


def columns(customers: pd.DataFrame, settings: GroupValuation) -> None:
    """Raise one error for every column that is missing, holds what it cannot hold, or takes a name of ours."""
    wanted = {
        "value_plus": settings.value_plus,
        "value_minus": settings.value_minus,
        "value_revenue": settings.value_revenue,
        "acquisition_cost": settings.acquisition_cost,
        "compare_with": settings.compare_with,
        "adjust_for": settings.adjust_for,
        "sensitivity_for": settings.sensitivity_for,
        "group_by": [] if settings.group_by == "score" else [settings.group_by],
        "use_churn_probability": ["churn_probability"] if settings.use_churn_probability else [],
        "use_cross_sell_probability": ["cross_sell_probability"] if settings.use_cross_sell_probability else [],
    }
    missing = [(s, name) for s, names in wanted.items() for name in names if name not in customers]
    texts = [(s, name) for s in _EUROS for name in wanted[s] if name in customers and not _is_number(customers[name])]
    negative = [
        (s, name) for s in _COSTS for name in wanted[s] if name in customers and _mostly_negative(customers[name])
    ]
    faults = [_missing(setting, name, customers.columns) for setting, name in missing]
    faults += [_text(setting, name) for setting, name in texts]
    faults += [_negative(setting, name) for setting, name in negative]
    faults += [_taken(name) for name in RESERVED if name in customers]
    faults += _too_many_groups(customers, settings)
    if faults:
        raise SettingsError(faults, language=settings.language)


RESERVED = ("group", "score", "value_eur", "forward_value_eur")
"""Names the valuation gives to columns of its own."""
MOST_GROUPS = 100
_COSTS = ("value_minus", "acquisition_cost")
_EUROS = ("value_plus", "value_minus", "value_revenue", "acquisition_cost", "compare_with")


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values)


def _missing(setting: str, name: str, known: Sequence[str]) -> Fault:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return Fault(
        N_("{setting} names column {name}, which customers do not have"),
        N_("Did you mean {near}?") if near else N_("Map it in columns.customers; there are: {known}"),
        values={"setting": setting, "name": name, "near": near[0] if near else "", "known": ", ".join(known)},
    )


def _text(setting: str, name: str) -> Fault:
    return Fault(
        N_("{setting} names column {name}, which holds text"),
        N_("Choose a column with amounts in euros"),
        values={"setting": setting, "name": name},
    )


def _mostly_negative(values: pd.Series) -> bool:
    return _is_number(values) and (values < 0).sum() > (values > 0).sum()


def _negative(setting: str, name: str) -> Fault:
    return Fault(
        N_("{setting} names column {name}, with more negative than positive amounts, which would raise the value"),
        N_("Move it to value_plus, or turn its sign in the file"),
        values={"setting": setting, "name": name},
    )


def _taken(name: str) -> Fault:
    return Fault(
        N_("a column of customers is named {name}, which the valuation uses for a column of its own"),
        N_("Map it to another name in columns.customers"),
        values={"name": name},
    )


def _too_many_groups(customers: pd.DataFrame, settings: GroupValuation) -> list[Fault]:
    name = settings.group_by
    if name == "score" or name not in customers or customers[name].nunique() <= MOST_GROUPS:
        return []
    return [Fault(
        N_("group_by names column {name}, which holds {n} labels; at most {most} groups can be compared"),
        N_("Choose another column, or bring labels together in labels.customers"),
        values={"name": name, "n": customers[name].nunique(), "most": MOST_GROUPS},
    )]  # fmt: skip


def shifts(groups: pd.DataFrame, *, known_n: int, settings: GroupValuation) -> None:
    """Raise one error for every shift to or from a group without customers, or of more customers than it has."""
    faults = [fault for line in settings.shifts for fault in _shift_faults(line, groups)]
    moved: dict[str, int] = {}
    for start, _, customers in settings.shifts:
        moved[start] = moved.get(start, 0) + customers
    sizes = groups.set_index("group")["share"] * known_n
    faults += [
        Fault(
            N_("shifts moves {customers} customers out of {name}, which holds about {size} of all {known} customers"),
            N_("Move fewer ({share} of those in a group are in {name})"),
            values={
                "customers": customers,
                "name": name,
                "size": round(sizes[name]),
                "known": known_n,
                "share": f"{sizes[name] / known_n:.0%}",
            },
        )
        for name, customers in moved.items()
        if name in sizes and customers > sizes[name]
    ]
    if faults:
        raise SettingsError(faults, language=settings.language)


def _shift_faults(line: Sequence, groups: pd.DataFrame) -> list[Fault]:
    known = groups["group"].tolist()
    return [
        Fault(
            N_("shifts: {line} names group {name}, which has no customers, or was pooled with another"),
            N_("Choose from: {groups}"),
            values={"line": line, "name": name, "groups": ", ".join(known)},
        )
        for name in line[:2]
        if name not in known
    ]


def too_few_groups(valued: pd.DataFrame) -> Fault:
    """Return the fault for fewer than two groups with customers."""
    return Fault(
        N_("{n} customers have both a value and a group, in {groups} groups; two groups are needed"),
        N_("Check the columns, missing_codes and score_bands"),
        values={"n": len(valued), "groups": valued["group"].nunique()},
    )


def no_such_metric(responses: pd.DataFrame, settings: GroupValuation) -> Fault:
    """Return the fault for a metric nobody answered."""
    return Fault(
        N_("no answer to metric {metric}"),
        N_("Choose from: {known}"),
        values={"metric": settings.metric, "known": ", ".join(sorted(responses["metric"].dropna().unique()))},
    )


def no_band(scores: pd.Series, settings: GroupValuation) -> Fault:
    """Return the fault for scores that fall in no group."""
    return Fault(
        N_("scores that have decimals or fall in no group: {n}, the first is {value}"),
        N_("Set score_rounding to nearest or down, or correct score_bands"),
        values={"n": len(scores), "value": f"{scores.iloc[0]:g}"},
    )


def no_responses() -> Fault:
    """Return the fault when groups are made by score and there are no scores."""
    return Fault(
        N_("group_by is score, but sources names no file for responses"),
        N_("Add responses: path to sources, or name a customer column in group_by"),
    )
