"""Opportunities, findings, notebooks and classes as a reader of opportunity_ranking reads them."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.driver_words import COUNT_WORDS, driver_name, segment_name
from cxkit.report.drivers.names import CHANGES, COUNT, FLAG, SCORE, roughly
from cxkit.report.reader import Report
from cxkit.report.touchpoints.words import FOR_ALL, LEVER_WORDS, lever_name
from cxkit.report.wording import LABEL_WORDS, euros, over_period, plain_euros, sentence_start
from cxkit.settings.driver_rules import ALL
from cxkit.settings.drivers import CHURN, THEME

RANGED = ("assumed", "benchmark")  # labels of amounts whose interval is no confidence interval
EUR = ("eur_year", "low_eur", "high_eur")
EXPECTED = ("expected_eur_year", "expected_low", "expected_high")
LIST = "list"
OTHER = (N_("lower {driver}"), N_("higher {driver}"))
LEVER = re.compile(r"^(?P<driver>.+) (?P<change>[+-]\S+) \((?P<segment>.+)\)$")
VERDICTS = {
    "do_now": N_("do now"),
    "validate": N_("validate first"),
    "not_now": N_("not now"),
    "not_judged": N_("not judged"),
    "foundation": N_("foundation"),
}
REASONS = {
    "does_not_pay": N_("does not pay"),
    "over_budget": N_("over the budget"),
    "no_effort": N_("effort not known"),
    "no_yield": N_("amount not known"),
    "tested_no_gain": N_("a pilot showed no gain"),
}
NOTEBOOKS = {
    "touchpoint_savings": N_("savings on contacts"),
    "driver_modelling": N_("driver model"),
    "cx_group_valuation": N_("value of CX groups"),
    "maturity_assessment": N_("maturity assessment"),
    "impact_measurement": N_("impact measurement"),
}


def names(report: Report) -> dict[str, str]:
    """Return every opportunity's name as its reader reads it."""
    levers = _levers(report.result.yields)
    rows = report.result.opportunities.to_dict("records")
    return {row["opportunity"]: opportunity_name(row, levers.get(row["opportunity"], []), report) for row in rows}


def _levers(yields: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    own: dict[str, list[dict[str, Any]]] = {}
    for name, lever, mechanism in zip(yields["opportunity"], yields["lever"], yields["mechanism"], strict=True):
        own.setdefault(name, []).append({"lever": lever, "mechanism": mechanism})
    return own


def opportunity_name(row: dict[str, Any], yields: list[dict[str, Any]], report: Report) -> str:
    """Return the name of an opportunity: as typed in the list, in words where results made it.

    Parameters
    ----------
    row : opportunity, origin, kind and scope.
    yields : what its euros come from: lever and mechanism of each.
    report : whose language and settings count.
    """
    _, kind, scope = report.language, row["kind"], row["scope"]
    if row["origin"] == LIST:
        return str(row["opportunity"])
    if kind in LEVER_WORDS and (scope != ALL or kind in FOR_ALL):
        return lever_name({"lever": kind, "scope": scope}, _)
    if kind == "what_if":
        return _what_if_name(row, yields, report)
    if kind == "shift":
        return _("Customers move up to a better CX group")
    return item_words(scope, report) if kind == "maturity" else str(row["opportunity"])


def item_words(item: str, report: Report) -> str:
    """Return the statement of an item of the questionnaire in the reader's language, its key where that is unknown."""
    texts = report.result.facts.get("maturity_items", {}).get(item, {})
    return texts.get(report.settings.language) or texts.get("en") or item


def _what_if_name(row: dict[str, Any], yields: list[dict[str, Any]], report: Report) -> str:
    """Return what changes, and through what it pays: the same change may save contacts elsewhere in the list."""
    _ = report.language
    found = next((match for line in yields if (match := LEVER.match(line["lever"]))), None)
    if not found:
        driver, _colon, segment = str(row["scope"]).rpartition(":")
        changed = driver_name(driver or segment, scores=[], language=_)
    else:
        changed = lever_words(found, report)
    keeps = not yields or any(line["mechanism"] == CHURN for line in yields)
    message = N_("{change} (keeps customers)") if keeps else N_("{change} (sells more)")
    return sentence_start(_(message, change=changed))


def lever_words(found: re.Match, report: Report) -> str:
    """Return what a what-if changes, in small letters; found holds driver, change and segment."""
    _, driver = report.language, found["driver"]
    words = driver_name(driver, scores=[report.settings.market_metric], language=_)
    changed = _(_directions(driver, report)[not found["change"].startswith("-")], driver=words)
    if found["segment"] == ALL:
        return changed
    return _("{change} among {segment}", change=changed, segment=segment_name(found["segment"], language=_))


def _directions(driver: str, report: Report) -> tuple[str, str]:
    if driver.partition(":")[0] in COUNT_WORDS:
        return CHANGES[COUNT]
    if driver.startswith(THEME):
        return CHANGES[FLAG]
    return CHANGES[SCORE] if driver == report.settings.market_metric else OTHER


def finding_words(row: dict[str, Any], report: Report) -> str:
    """Return what a line of the yields is; row holds notebook, finding, lever and mechanism."""
    _, name = report.language, row["finding"]
    if not row["notebook"]:
        return _("Own estimate")
    lever, _colon, scope = name.removeprefix("saving_").partition(":")
    if lever in LEVER_WORDS and (scope != ALL or lever in FOR_ALL):
        return lever_name({"lever": lever, "scope": scope}, _)
    if found := LEVER.match(row["lever"]):
        return sentence_start(f"{lever_words(found, report)}: {_mechanism_words(row['mechanism'], _)}")
    return _("Customers move up to a better CX group") if name.startswith("shift_value") else str(name)


def _mechanism_words(mechanism: str, _: Language) -> str:
    product = mechanism.partition(": ")[2]
    return _("taking {product}", product=product) if product else _("leaving")


def notebook_words(notebook: str, report: Report) -> str:
    """Return a notebook in a few words; the list where there is none."""
    _ = report.language
    return _(NOTEBOOKS[notebook]) if notebook in NOTEBOOKS else notebook or _("own list")


def amount(row: dict[str, Any], ends: tuple[str, str, str], report: Report) -> str:
    """Return an amount rounded to what its interval supports; to two digits where it has none."""
    _, (eur, low, high) = report.language, (row[name] for name in ends)
    if low == low and low < high:
        return euros(low, high, eur, language=_)
    return plain_euros(roughly(eur), language=_)


def a_year(eur: float, report: Report) -> str:
    """Return an amount a year without an interval, to two digits."""
    return over_period(plain_euros(roughly(eur), language=report.language), "year", language=report.language)


def days_words(days: float, report: Report) -> str:
    """Return a number of days of effort; a half is kept."""
    _ = report.language
    return _.number(days, decimals=0 if float(days).is_integer() or days >= 10 else 1)


def label_words(label: str, report: Report) -> str:
    """Return what an amount rests on; nothing where there is none."""
    return report.language(LABEL_WORDS[label]) if label else ""


def of_class(report: Report, *verdicts: str) -> list[dict[str, Any]]:
    """Return the opportunities of these classes, best rank first."""
    rows = report.result.opportunities
    return rows[rows["verdict"].isin(verdicts)].to_dict("records")
