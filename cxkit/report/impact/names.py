"""Pilots, metrics, units, days and changes as a reader of impact_measurement reads them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.impact_words import metric_name
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, rounded, rounded_interval, supported_step

HIDDEN = "hidden"
PLANNED = "planned"
MEASURED = ("exceeded", "achieved", "unclear", "missed")
WORKED = ("exceeded", "achieved")
SHARE, EUR = "share", "EUR"
MOST_PLACES = 4
VERDICTS = {
    "exceeded": N_("more than expected"),
    "achieved": N_("as expected"),
    "unclear": N_("unclear"),
    "missed": N_("not as expected"),
    PLANNED: N_("not measured yet"),
    HIDDEN: N_("hidden"),
}
NOT_TO_BE_JUDGED = "not_to_be_judged"
ADVICE = {
    NOT_TO_BE_JUDGED: N_("set up again"),
    "roll_out": N_("roll out"),
    "extend": N_("extend"),
    "adjust": N_("adjust"),
    "stop": N_("stop"),
    "start": N_("start"),
    HIDDEN: "",
}
UNITS = {
    "customers": N_("customers"),
    "teams": N_("teams"),
    "contacts": N_("contacts"),
    "employees": N_("employees"),
    "shops": N_("shops"),
    "other": N_("units"),
}
ARMS = {"pilot": N_("pilot"), "control": N_("control group"), "": N_("both"), "all": N_("all")}
MINUS = "−"
LEVELS = {"minutes": N_("{n} minutes"), "days": N_("{n} days")}


def metric_words(metric: str, report: Report) -> str:
    """Return a metric as the client writes it, with spaces; its unit is left to what stands beside it."""
    return metric_name(metric, language=report.language)


def day(value: Any, report: Report) -> str:
    """Return a day in words; nothing where there is none."""
    return report.language.date(pd.Timestamp(value).date()) if known_day(value) else ""


def known_day(value: Any) -> bool:
    """Say whether there is a day.

    >>> known_day("2025-03-01"), known_day(""), known_day(pd.NaT)
    (True, False, False)
    """
    return not (value is None or value == "" or pd.isna(value))


def rows_of(frame: pd.DataFrame, pilot: str) -> list[dict[str, Any]]:
    """Return the rows of one pilot in a frame of several."""
    return frame[frame["pilot"].eq(pilot)].to_dict("records") if len(frame) else []


def begun(report: Report) -> list[dict[str, Any]]:
    """Return the pilots that were measured and may be shown."""
    rows = report.result.pilots
    return rows[rows["verdict"].isin(MEASURED)].to_dict("records") if len(rows) else []


def minus(text: str) -> str:
    """Return a written number with the minus sign that every figure, table and sentence of the report has.

    >>> minus("-31"), minus("−3.8")
    ('−31', '−3.8')
    """
    return text.replace("-", MINUS)


def advice_cell(row: Mapping[str, Any], report: Report) -> str:
    """Return the advice on a pilot in a word or two, the same as its sentence gives; nothing of one that is hidden."""
    _, own = report.language, row["advice_reason"]
    told = ADVICE[own if own == NOT_TO_BE_JUDGED else row["advice"]]
    return _(told) if told else ""


def guards_of(pilot: str, report: Report) -> dict[str, list[str]]:
    """Return by state the metrics of a pilot that must not suffer; what cannot be computed counts as open."""
    found: dict[str, list[str]] = {"broken": [], "open": [], "held": []}
    for row in rows_of(report.result.guardrails, pilot):
        state = "open" if row["status"] == "not_computable" else row["status"]
        if state in found:
            found[state].append(metric_words(row["metric"], report))
    return found


def known(*values: float) -> bool:
    """Say whether every one of these is a figure.

    >>> known(1.0, 2.0), known(float("nan"), 1.0), known(float("inf"))
    (True, False, False)
    """
    return all(value is not None and math.isfinite(value) for value in values)


def scaled(value: float, unit: str) -> float:
    """Return a change as it is written: of a share in percentage points.

    >>> scaled(0.05, "share"), scaled(0.05, "points")
    (5.0, 0.05)
    """
    return 100 * value if unit == SHARE else value


def amount(value: float, unit: str, report: Report, *, places: int) -> str:
    """Return the size of a change with its unit, without a sign."""
    _, size = report.language, abs(scaled(value, unit))
    if unit == EUR:
        return _.euro(size, decimals=2 if places else 0)
    return _with_unit(_.number(size, decimals=places), 1 if float(size) == 1 and not places else 2, unit, report)


def _with_unit(number: str, n: int, unit: str, report: Report) -> str:
    _ = report.language
    if unit == SHARE:
        return _.plural("{amount} percentage point", "{amount} percentage points", n, amount=number)
    if unit == "points":
        return _.plural("{amount} point", "{amount} points", n, amount=number)
    if unit == "minutes":
        return _.plural("{amount} minute", "{amount} minutes", n, amount=number)
    return _.plural("{amount} day", "{amount} days", n, amount=number) if unit == "days" else number


def typed_amount(value: float, unit: str, report: Report) -> str:
    """Return the size of a change that someone typed, with the decimals it needs."""
    return amount(value, unit, report, places=typed_places(scaled(value, unit)))


def typed_places(value: float) -> int:
    """Return the decimals that a typed number needs.

    >>> typed_places(100 * -0.045), typed_places(2.0)
    (1, 0)
    """
    return next((p for p in range(MOST_PLACES) if abs(value - round(value, p)) < 1e-9), MOST_PLACES)


def typed_change(value: float, unit: str, report: Report) -> str:
    """Return a change that someone typed, such as '5 percentage points lower'."""
    return _turned(value, typed_amount(value, unit, report), report)


def change_words(value: float, low: float, high: float, unit: str, report: Report) -> str:
    """Return a change rounded to what its interval supports, such as '4.5 percentage points lower'."""
    middle, _low, _high, places = rounded_change(value, low, high, unit)
    if not middle:
        return report.language(N_("about the same"))
    return _turned(middle, _written(middle, unit, places, report), report)


def between_words(low: float, high: float, unit: str, report: Report) -> str:
    """Return the interval of a change without its unit: 'between 2.8 and 6.1', or from lower to higher."""
    _ = report.language
    if not known(low, high):
        return ""
    _middle, low, high, places = rounded_change((low + high) / 2, low, high, unit)
    ends = [_bare(end, unit, places, report) for end in (low, high)]
    if low < 0 < high:
        return _("between {low} lower and {high} higher", low=ends[0], high=ends[1])
    near, far = ends if low >= 0 else ends[::-1]
    return _("between {low} and {high}", low=near, high=far)


def rounded_change(value: float, low: float, high: float, unit: str) -> tuple[float, float, float, int]:
    """Return a change and its interval as written, rounded alike, with the decimals that takes.

    >>> rounded_change(-0.0446, -0.0609, -0.0283, "share")
    (-4.5, -6.1, -2.8, 1)
    """
    value, low, high = (scaled(end, unit) for end in (value, low, high))
    if not known(low, high) or low == high:
        places = 1 if unit == SHARE else 2
        return rounded(value, 10**-places), low, high, places
    return *rounded_interval(value, low, high), decimals(supported_step(low, high))


def signed_change(value: float, low: float, high: float, unit: str, report: Report) -> str:
    """Return a change for a table, with a sign and without its unit; nothing where it is not known."""
    if not known(value):
        return ""
    middle, _low, _high, places = rounded_change(value, low, high, unit)
    return _signed(middle, unit, places, report)


def signed_run(low: float, high: float, unit: str, report: Report) -> str:
    """Return the interval of a change for a table; nothing where it is not known."""
    if not known(low, high):
        return ""
    _middle, low, high, places = rounded_change((low + high) / 2, low, high, unit)
    ends = {name: _signed(end, unit, places, report) for name, end in (("low", low), ("high", high))}
    return report.language(N_("{low} to {high}"), **ends)


def typed_signed(value: float, unit: str, report: Report) -> str:
    """Return a typed change for a table, with a sign and without its unit."""
    size = scaled(value, unit)
    return _signed(size, unit, typed_places(size), report)


def typed_size(value: float, unit: str, report: Report) -> str:
    """Return the size of a typed change for a table, without a sign and without its unit."""
    size = abs(scaled(value, unit))
    return _bare(size, unit, typed_places(size), report)


def unit_heading(metric: str, unit: str, report: Report) -> str:
    """Return a metric with the unit of its changes, for the side of a table."""
    _, name = report.language, metric_words(metric, report)
    words = {SHARE: N_("percentage points"), "points": N_("points"), "minutes": N_("minutes"), "days": N_("days")}
    told = "€" if unit == EUR else _(words[unit]) if unit in words else ""
    return f"{name} ({told})" if told else name


def pilot_heading(row: Mapping[str, Any], report: Report) -> str:
    """Return a pilot with the metric it is judged on and its unit, for the side of a table."""
    return f"{row['pilot']}: {unit_heading(row['metric'], row['unit'], report)}"


def level_words(value: float, step: float, unit: str, report: Report) -> str:
    """Return a value of a metric, rounded to a step; a share as a percentage, minutes and days with their unit."""
    if not known(value):
        return ""
    _, scale = report.language, 100 if unit == SHARE else 1
    places = decimals(step * scale) if step else min(typed_places(value * scale), 2)
    written = rounded(value * scale, step * scale)
    if unit == EUR:
        return minus(_.euro(written, decimals=2 if places else 0))
    number = minus(_.number(written, decimals=places))
    return f"{number}%" if unit == SHARE else _(LEVELS[unit], n=number) if unit in LEVELS else number


def units_words(row: Mapping[str, Any], report: Report) -> str:
    """Return what a pilot measures, in small letters: customers, teams, …"""
    return report.language(UNITS[row["units"]])


def _turned(value: float, written: str, report: Report) -> str:
    return report.language(N_("{amount} lower") if value < 0 else N_("{amount} higher"), amount=written)


def _written(size: float, unit: str, places: int, report: Report) -> str:
    return amount(size / 100 if unit == SHARE else size, unit, report, places=places)


def _bare(size: float, unit: str, places: int, report: Report) -> str:
    """Return the size of a change as it is written, without unit and sign; enough decimals that it is not 0."""
    _, size = report.language, abs(size)
    places = max(places, typed_places(size)) if size else places
    return _.euro(size, decimals=2 if places else 0) if unit == EUR else _.number(size, decimals=places)


def _signed(size: float, unit: str, places: int, report: Report) -> str:
    bare = _bare(size, unit, places, report)
    return (MINUS if size < 0 else "+" if size > 0 else "") + bare
