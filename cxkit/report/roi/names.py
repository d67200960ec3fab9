"""Benefit lines, steps, costs, measures and inputs as a reader of roi reads them, and amounts as they are rounded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.driver_words import driver_name, segment_name
from cxkit.report.drivers.names import roughly
from cxkit.report.ranking.names import LEVER, finding_words, lever_words, notebook_words
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, rounded, supported_step
from cxkit.report.wording import euro_column, euros, over_period, plain_euros, sentence_start
from cxkit.settings.driver_rules import ALL

WHAT_IF = "what_if_value:"
CHURN = "churn"
HALF_EURO = 0.5
NAN = float("nan")
SURE, HARDLY = 0.995, 0.005
COST_CATEGORIES = {
    "training": N_("Training"),
    "technology": N_("Technology"),
    "operating": N_("Operating"),
    "measuring": N_("Measuring CX"),
    "effort": N_("Own hours"),
}
KINDS = {
    "margin": N_("Extra margin"),
    "saving": N_("Savings"),
    "extra_work": N_("Extra work"),
    **COST_CATEGORIES,
}
GAINS = ("margin", "saving")
STEPS = {
    "weaker_reading": N_("a second reading of the same effect"),
    "same_effect": N_("the same effect, seen in another way"),
    "same_customers": N_("the same customers"),
    "unknown_customers": N_("perhaps the same customers: only the largest counts"),
    "leaves": N_("contacts of customers who leave anyway"),
    "capacity": N_("freed time that cannot be cashed"),
    "burden": N_("extra work and dearer contacts"),
    "chance": N_("the chance that it does not work"),
}
MEASURES = {
    "npv": N_("Net present value (NPV)"),
    "pv_benefits": N_("Benefits, present value"),
    "pv_costs": N_("Costs, present value"),
    "roi": N_("Return on costs (ROI)"),
    "irr": N_("Internal rate of return (IRR)"),
    "mirr": N_("Modified internal rate of return (MIRR)"),
    "payback": N_("Payback period"),
    "discounted_payback": N_("Payback period, discounted"),
}


def line_names(report: Report) -> dict[str, str]:
    """Return every benefit line's name as its reader reads it; two that read alike also name their source."""
    rows = report.result.lines.to_dict("records")
    told = {row["line"]: line_words(row, report) for row in rows}
    alike = {name for name in told.values() if list(told.values()).count(name) > 1}
    return {
        row["line"]: f"{told[row['line']]} ({notebook_words(row['notebook'], report)})"
        if told[row["line"]] in alike and row["notebook"] else told[row["line"]]
        for row in rows
    }  # fmt: skip


def line_words(row: dict[str, Any], report: Report) -> str:
    """Return what a benefit line is: as typed, or in words where a result made it."""
    if not row["notebook"]:
        return str(row["line"])
    if (found := LEVER.match(row["lever"])) and row["finding"].startswith(WHAT_IF):
        return sentence_start(f"{lever_words(found, report)}: {through_words(row['mechanism'], report.language)}")
    return finding_words(row, report)


def through_words(mechanism: str, _: Language) -> str:
    """Return through what a change of a driver pays."""
    product = mechanism.partition(": ")[2]
    return _("more take {product}", product=product) if product else _("fewer customers leave")


def result_words(row: dict[str, Any], report: Report) -> str:
    """Return what a result that brings no line is about; row holds notebook and finding."""
    _, name = report.language, row["finding"]
    parts = name.removeprefix(WHAT_IF).rsplit(":", 2)
    if not name.startswith(WHAT_IF) or len(parts) < 3:
        return finding_words({"lever": "", "mechanism": "", **row}, report)
    driver, segment, outcome = parts
    words = driver_name(driver, scores=[report.settings.market_metric], language=_)
    through = through_words("" if outcome == CHURN else f": {outcome}", _)
    who = "" if segment == ALL else f" ({segment_name(segment, language=_)})"
    return sentence_start(f"{words}{who}: {through}")


def input_words(row: dict[str, Any], report: Report) -> str:
    """Return what an input of the tornado is: a line, costs, or an assumption by its title; row: input, kind."""
    _, name = report.language, row["input"]
    if row["kind"] == "line":
        return line_names(report).get(name, name)
    if row["kind"] == "cost":
        return _("Costs: {category}", category=small(_(COST_CATEGORIES[name]))) if name in COST_CATEGORIES else name
    field = type(report.settings).model_fields.get(name)
    return _(field.json_schema_extra["title"]) if field else name


def measure(report: Report, name: str) -> dict[str, Any]:
    """Return one measure: value, low, high, status, naive, naive_status; all unknown when it is not there."""
    rows = report.result.measures
    own = rows[rows["name"] == name].to_dict("records")
    unknown = dict.fromkeys(("value", "low", "high", "naive"), NAN)
    return own[0] if own else {"name": name, "unit": "EUR", **unknown, "status": "none", "naive_status": "none"}


def years_words(report: Report) -> str:
    """Return over how many years the business case looks."""
    return report.language.plural("{n} year", "{n} years", report.settings.horizon_years)


def year_words(year: int, report: Report) -> str:
    """Return a year of the case: the start, or year so many."""
    _ = report.language
    return _("Year {n}", n=_.number(int(year))) if year else _("Start")


def amount(eur: float, low: float, high: float, report: Report) -> str:
    """Return an amount rounded to what its interval supports, to two digits where it has none."""
    if has_range(low, high):
        return euros(low, high, eur, language=report.language)
    return two_digits(eur, report)


def two_digits(eur: float, report: Report) -> str:
    """Return an amount without an interval, to two digits."""
    return plain_euros(roughly(eur), language=report.language)


def a_year(text: str, report: Report) -> str:
    """Return an amount as one of a year."""
    return over_period(text, "year", language=report.language)


def alike(values: Iterable[float], report: Report, *, largest: float | None = None) -> list[str]:
    """Return amounts rounded alike, so that they add up to the eye: to about a hundredth of the largest.

    Parameters
    ----------
    values : amounts in euros; nan becomes an empty text.
    report : whose language counts.
    largest : the largest amount of all columns that are to be rounded alike; by default that of these.
    """
    values = [float(value) for value in values]
    top = max((abs(value) for value in values if value == value), default=0.0) if largest is None else largest
    return euro_column([(value, value - top / 50, value + top / 50) for value in values], language=report.language)


def largest(frame: pd.DataFrame) -> float:
    """Return the largest amount in a frame of amounts, sign left out; 0 in an empty one."""
    return float(frame.abs().max().max()) if frame.size and frame.notna().any(axis=None) else 0.0


def step_amounts(report: Report) -> dict[str, str]:
    """Return what adding up would give, what each step takes out and what counts, rounded alike."""
    steps = report.result.steps
    told = steps["eur_year"].where(steps["step"].isin(["gross", "net", "counted"]), steps["eur_year"].abs())
    return dict(zip(steps["step"], alike(told, report), strict=True))


def has_range(low: float, high: float) -> bool:
    """Say whether an interval is known and wider than nothing, the error of the computer aside.

    >>> has_range(1.0, 2.0), has_range(1e6, 1e6 + 1e-7), has_range(NAN, 2.0)
    (True, False, False)
    """
    return bool(high - low > 1e-9 * max(1.0, abs(low), abs(high)))


def unranged(report: Report) -> bool:
    """Say whether nobody gave a range or a chance to anything, so that the net present value has only one outcome."""
    npv, lines = measure(report, "npv"), report.result.lines
    if npv["value"] != npv["value"] or has_range(npv["low"], npv["high"]) or len(report.result.spread) > 1:
        return False
    chances = lines.loc[lines["counted"].astype(bool), "success_probability"]
    return not bool(((chances > 0) & (chances < 1)).any())


def without_range(frame: pd.DataFrame) -> pd.Series:
    """Return which rows have no range: low_eur and high_eur, as `has_range`."""
    return pd.Series([not has_range(*ends) for ends in zip(frame["low_eur"], frame["high_eur"], strict=True)],
                     index=frame.index, dtype=bool)  # fmt: skip


def is_nothing(eur: float, low: float, high: float) -> bool:
    """Say whether an amount is nothing once rounded to what its interval supports, or to a whole euro.

    >>> is_nothing(4_000.0, -40_000.0, 40_000.0), is_nothing(0.4, NAN, NAN), is_nothing(4.0, 4.0, 4.0)
    (True, True, False)
    """
    return not rounded(eur, supported_step(low, high) if has_range(low, high) else 2 * HALF_EURO)


def takes_nothing(report: Report) -> bool:
    """Say whether the programme takes no money, so that there is nothing to earn back."""
    return bool(measure(report, "roi")["status"] == "no_investment")


def share_words(share: float, low: float, high: float, report: Report) -> str:
    """Return a share rounded to what its interval supports, to a whole percentage where it has none."""
    return report.language.share(rounded_share(share, low, high), decimals=max(0, decimals(_share_step(low, high)) - 2))


def rounded_share(share: float, low: float, high: float) -> float:
    """Return a share rounded to what its interval supports, to a whole percentage where it has none."""
    return rounded(share, _share_step(low, high))


def _share_step(low: float, high: float) -> float:
    return max(supported_step(low, high), 0.01) if has_range(low, high) else 0.01


def rate_words(rate: float, report: Report) -> str:
    """Return a yearly rate, with one decimal where it has any."""
    return report.language.share(rate, decimals=0 if abs(100 * rate - round(100 * rate)) < 1e-9 else 1)


def own_rate_words(report: Report) -> str:
    """Return what money costs a year, in the prices that are shown; and of which rate it comes where that differs."""
    _, settings = report.language, report.settings
    told = rate_words(report.result.facts["rate"], report)
    if (settings.prices == "nominal") == (settings.discount_rate_basis == "nominal") or not settings.inflation_year:
        return told
    message = (
        N_("{rate} ({given} less inflation of {inflation})") if settings.prices == "real"
        else N_("{rate} ({given} and inflation of {inflation})")
    )  # fmt: skip
    return _(message, rate=told, given=rate_words(settings.discount_rate_year, report),
             inflation=rate_words(settings.inflation_year, report))  # fmt: skip


def chance_words(share: float, report: Report) -> str:
    """Return a chance; one that rounds to none or to all says that it is near that."""
    _ = report.language
    if share > SURE:
        return _("more than 99%")
    return _("less than 1%") if share < HARDLY else _.share(share)


def small(text: str) -> str:
    """Return a heading as it stands in the middle of a sentence; a name in capitals stays.

    >>> small("Own hours"), small("CX")
    ('own hours', 'CX')
    """
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def named(lines: Sequence[str], report: Report) -> str:
    """Return the names of lines one after the other."""
    written = line_names(report)
    return "; ".join(written.get(line, line) for line in lines)
