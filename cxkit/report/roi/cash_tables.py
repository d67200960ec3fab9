"""The money of roi year by year: the measures, the accounting view and the cash view."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.roi.names import (
    MEASURES,
    NAN,
    alike,
    amount,
    has_range,
    largest,
    measure,
    own_rate_words,
    rate_words,
    share_words,
    takes_nothing,
    year_words,
    years_words,
)
from cxkit.report.roi.words import case_label
from cxkit.report.rounding import rounded, supported_step
from cxkit.report.show import Prose, Table
from cxkit.report.wording import how_sure, listed, run_column, run_from, sentence_start

NO_VALUE = {
    "none": N_("none"),
    "several": N_("several"),
    "not_reached": N_("not within {years}"),
    "no_investment": N_("nothing to earn back"),
}
ACCOUNTING = {
    "extra_margin_eur": N_("Extra margin (€)"),
    "cost_savings_eur": N_("Savings (€)"),
    "operating_cost_eur": N_("Running costs (€)"),
    "depreciation_eur": N_("Depreciation (€)"),
    "result_eur": N_("Result (€)"),
    "tax_eur": N_("Tax (€)"),
    "result_after_tax_eur": N_("Result after tax (€)"),
}
CASH = {
    "benefits_eur": N_("Benefits (€)"),
    "costs_eur": N_("Costs (€)"),
    "investment_eur": N_("Investment (€)"),
    "tax_eur": N_("Tax (€)"),
    "net_eur": N_("Net (€)"),
    "discounted_eur": N_("Net, discounted (€)"),
}
HIGHER = N_(
    "The internal rate of return is {rate}: if money cost that much a year, the programme would just earn itself back. That is more than the {own} that money is taken to cost here."  # noqa: E501
)
NOT_HIGHER = N_(
    "The internal rate of return is {rate}: if money cost that much a year, the programme would just earn itself back. That is not more than the {own} that money is taken to cost here."  # noqa: E501
)
OUT = ("operating_cost_eur", "depreciation_eur", "tax_eur", "costs_eur", "investment_eur")
AFTER_TAX = ("tax_eur", "result_after_tax_eur")


def measure_table(report: Report) -> Table | Prose:
    """Return every measure with its interval, and beside it what adding up every result would have said."""
    _, rows = report.language, report.result.measures
    if rows.empty:
        return Prose()
    held = rows.to_dict("records")
    frame = pd.DataFrame({
        _("Measure"): [_(MEASURES.get(row["name"], row["name"])) for row in held],
        _("This business case"): [_value(row, "value", row["status"], report) for row in held],
        sentence_start(how_sure(case_label(report), language=_)): [_range(row, report) for row in held],
        _("Simply added up"): [_value(row, "naive", row["naive_status"], report) for row in held],
    })  # fmt: skip
    note = _("Simply added up: overlap left in, everything sure to work, freed time as cash, burdens left out.")
    return Table(frame, numeric=tuple(frame.columns[1:]), notes=(note,))


def _value(row: dict[str, Any], name: str, status: str, report: Report) -> str:
    """Return a measure as written, or in words why there is none."""
    _, value = report.language, row[name]
    if takes_nothing(report) and row["unit"] != "EUR":
        status = "no_investment"
    if status in NO_VALUE:
        words = NO_VALUE[status]
        return _(words, years=years_words(report)) if "{" in words else _(words)
    if value != value:
        return ""
    if row["unit"] == "EUR":
        return amount(value, row["low"], row["high"], report)
    if row["unit"] == "share":
        return share_words(value, row["low"], row["high"], report)
    return _("{n} years", n=_.number(value, decimals=1))


def _range(row: dict[str, Any], report: Report) -> str:
    _, low, high = report.language, row["low"], row["high"]
    if row["unit"] == "years" and low == low and high != high:
        return _("{low} years, or not at all", low=_.number(low, decimals=1))
    if not has_range(low, high) or (takes_nothing(report) and row["unit"] != "EUR"):
        return ""
    if row["unit"] == "EUR":
        return run_from(low, high, language=_)
    if row["unit"] == "share":
        return _("{low} to {high}", low=share_words(low, low, high, report), high=share_words(high, low, high, report))
    return _("{low} to {high} years", low=_.number(low, decimals=1), high=_.number(high, decimals=1))


def irr_words(report: Report) -> Prose:
    """Return what the internal rate of return says, or why there is none or more than one."""
    _, irr = report.language, measure(report, "irr")
    if report.result.measures.empty or takes_nothing(report):
        return Prose()
    if irr["status"] == "shown" and irr["value"] < 0:
        return Prose(_("The internal rate of return is {rate}: even if later euros count in full, less comes back than goes in.",  # noqa: E501
                       rate=share_words(irr["value"], irr["low"], irr["high"], report)))  # fmt: skip
    if irr["status"] == "shown":
        rate, own = irr["value"], report.result.facts["rate"]
        told = {"rate": share_words(rate, irr["low"], irr["high"], report), "own": own_rate_words(report)}
        words = HIGHER if rate > own else NOT_HIGHER
        return Prose(_(words, **told))
    if irr["status"] == "several":
        rates = listed([_.share(value) for value in report.result.facts["irr_values"]], language=_)
        return Prose(
            _("There is more than one internal rate of return ({rates}), because money goes out again later on. Not one of them is the return: look at the net present value.",  # noqa: E501
              rates=rates)
        )  # fmt: skip
    return Prose(
        _("There is no internal rate of return: at no discount rate do benefits and costs come out equal. Look at the net present value.")  # noqa: E501
    )  # fmt: skip


def accounting_table(report: Report) -> Table | Prose:
    """Return per year what goes into the result: margin and savings less running costs and depreciation."""
    _, rows = report.language, report.result.accounting
    if rows.empty:
        return Prose()
    frame, top = _by_year(rows, ACCOUNTING, report), largest(rows[list(ACCOUNTING)])
    book = alike(rows["book_value_eur"], report, largest=top)
    frame[_("Book value at the end (€)")] = [*book, ""]
    notes = [_tax_words(report)]
    return Table(frame, numeric=tuple(frame.columns[1:]), notes=tuple(notes), total=True)


def _tax_words(report: Report) -> str:
    _, settings = report.language, report.settings
    if not settings.tax_rate:
        return _("Before tax.")
    return _("Tax is {rate} of the result; a year with a loss gives tax back, which holds where the firm makes a profit elsewhere.",  # noqa: E501
             rate=rate_words(settings.tax_rate, report))  # fmt: skip


def cash_table(report: Report) -> Table | Prose:
    """Return per year what comes in and goes out, and the running total with its interval."""
    _, rows = report.language, report.result.cash
    if rows.empty:
        return Prose()
    frame = _by_year(rows, CASH, report)
    frame[_("Total so far (€)")] = [*alike(rows["cumulative_eur"], report, largest=largest(rows[list(CASH)])), ""]
    if has_any_range(rows):
        frame[_("Range of total so far (€)")] = [*_ranges(rows, report), ""]
    notes = (
        _("Amounts are in prices of their year.") if report.settings.prices == "nominal" else
        _("Amounts are in prices of today."),
        _("What is bought counts in the year in which it is paid; depreciation is no cash."),
    )  # fmt: skip
    return Table(frame, numeric=tuple(frame.columns[1:]), notes=notes, total=True)


def has_any_range(cash: pd.DataFrame) -> bool:
    """Say whether the running total of any year has a range."""
    return any(has_range(*ends) for ends in zip(cash["cumulative_low"], cash["cumulative_high"], strict=True))


def _ranges(rows: pd.DataFrame, report: Report) -> list[str]:
    """Return the range of the running total by year, empty in a year that has none."""
    ends = list(zip(rows["cumulative_low"], rows["cumulative_high"], strict=True))
    known = [_rounded_ends(low, high) if has_range(low, high) else (NAN, NAN) for low, high in ends]
    return run_column(known, language=report.language)


def _rounded_ends(low: float, high: float) -> tuple[float, float]:
    """Return ends in whole euros, so that one narrow interval does not put cents in the whole column."""
    step = max(supported_step(low, high), 1.0)
    return rounded(low, step), rounded(high, step)


def _by_year(rows: pd.DataFrame, columns: dict[str, str], report: Report) -> pd.DataFrame:
    """Return amounts per year with their total, rounded alike; what goes out is below zero; tax only where there is."""
    _ = report.language
    shown = [name for name in columns if name not in AFTER_TAX or rows["tax_eur"].any()]
    signed = rows[shown].mul([-1 if name in OUT else 1 for name in shown])
    top = largest(signed)
    frame = {_("Year"): [*(year_words(year, report) for year in rows["year"]), _("Together")]}
    for name in shown:
        frame[_(columns[name])] = alike([*signed[name], signed[name].sum()], report, largest=top)
    return pd.DataFrame(frame)
