"""Drivers, changes, outcomes and effects as a reader of driver_modelling reads them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.driver_words import COUNT_WORDS, driver_name, segment_name
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, rounded, rounded_interval, supported_step
from cxkit.settings.driver_rules import ALL
from cxkit.settings.drivers import CHURN, THEME

COLUMN_NAMES = (N_("has moved"), N_("has thermostat"), N_("has solar"))  # of the demo, beside the standard names
COUNT, SCORE, FLAG, LABELS, NUMBER = "count", "score", "flag", "labels", "number"
CHANGES = {
    COUNT: (N_("fewer {driver}"), N_("more {driver}")),
    SCORE: (N_("lower {driver} scores"), N_("higher {driver} scores")),
    FLAG: (N_("fewer customers with {driver}"), N_("more customers with {driver}")),
    NUMBER: (N_("less {driver}"), N_("more {driver}")),
}
AMOUNTS = {
    COUNT: (N_("{n} fewer per customer"), N_("{n} more per customer")),
    SCORE: (N_("{n} points lower per answer"), N_("{n} points higher per answer")),
    FLAG: (N_("{n} lower"), N_("{n} higher")),
    NUMBER: (N_("{n} lower"), N_("{n} higher")),
}
ONE_POINT = (N_("{n} point lower per answer"), N_("{n} point higher per answer"))
YES_NO = (N_("from yes to no"), N_("from no to yes"))
MOST_PLACES = 2


def driver_words(name: str, report: Report) -> str:
    """Return a driver, or a group of drivers, as words in the middle of a sentence."""
    return driver_name(name, scores=report.settings.scores, language=report.language)


def level_words(row: dict[str, Any], report: Report) -> str:
    """Return the driver of a row; of labels also which label beside which; row holds driver, level, reference."""
    _, words = report.language, driver_words(row["driver"], report)
    if not row["level"]:
        return words
    return _("{driver} {level} instead of {reference}", driver=words, level=row["level"], reference=row["reference"])


def kind_of(driver: str, report: Report) -> str:
    """Return what a driver is: count, score, flag, labels or number."""
    drivers, settings = report.result.drivers, report.settings
    found = drivers.loc[drivers["driver"] == driver, "kind"] if len(drivers) else drivers
    if len(found):
        return str(found.iloc[0])
    if driver in settings.scores:
        return SCORE
    if driver.partition(":")[0] in COUNT_WORDS:
        return COUNT
    return FLAG if driver.startswith(THEME) else NUMBER


def change_of(row: dict[str, Any], report: Report) -> float:
    """Return by how much a driver changes; of a hidden row, which holds no number, as the settings say."""
    if row["change"] == row["change"]:
        return float(row["change"])
    lines = report.settings.what_ifs
    return next((float(line[1]) for line in lines if (line[0], line[2]) == (row["driver"], row["segment"])), 0.0)


def change_words(row: dict[str, Any], report: Report) -> str:
    """Return a what-if in a few words, as 'fewer repeat contacts'; row holds driver, change and segment."""
    _, driver = report.language, driver_words(row["driver"], report)
    changed = _(CHANGES.get(kind_of(row["driver"], report), CHANGES[NUMBER])[change_of(row, report) > 0], driver=driver)
    if row["segment"] == ALL:
        return changed
    return _("{change} among {segment}", change=changed, segment=segment_words(row["segment"], report))


def amount_words(row: dict[str, Any], report: Report) -> str:
    """Return by how much a driver changes, as '1 fewer per customer'; row holds driver and change."""
    _, kind, change = report.language, kind_of(row["driver"], report), change_of(row, report)
    size, up = abs(change), change > 0
    if kind == FLAG and size >= 1:
        return _(YES_NO[up])
    messages = ONE_POINT if kind == SCORE and size == 1 else AMOUNTS.get(kind, AMOUNTS[NUMBER])
    return _(messages[up], n=plain_number(size, _))


def segment_words(segment: str, report: Report) -> str:
    """Return whom a what-if is about."""
    return segment_name(segment, language=report.language)


def outcome_words(outcome: str, report: Report) -> str:
    """Return an outcome as a few words: 'leaving', 'taking thermostat'."""
    _ = report.language
    return _("leaving") if outcome == CHURN else _("taking {product}", product=outcome)


def step_words(row: dict[str, Any], report: Report) -> str:
    """Return what an effect is the effect of, as '+1'; row holds kind, step, reference."""
    _, kind = report.language, row["kind"]
    if kind == FLAG:
        return _("no to yes")
    if kind == LABELS:
        return _("instead of {reference}", reference=row["reference"])
    return f"+{plain_number(roughly(row['step']), _)}" if row["step"] == row["step"] else ""


def plain_number(value: float, _: Language) -> str:
    """Return a number with the decimals it needs, two at most, and none from a hundred on."""
    most = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else MOST_PLACES
    places = next((n for n in range(most) if abs(value - round(value, n)) < 1e-9), most)
    return _.number(value, decimals=places)


def count_words(n: float, low: float, high: float, *, language: Language) -> str:
    """Return a number of customers rounded to what its interval supports, with one decimal at most.

    >>> count_words(213.4, 150.2, 270.9, language=Language("en"))
    '210'
    """
    step = supported_step(low, high) if low == low else 0.0
    return language.number(rounded(n, step), decimals=min(decimals(step), 1))


def points_words(
    points: float, low: float, high: float, *, language: Language, signed: bool = False, places: int = -1
) -> str:
    """Return a difference of shares as a number of percentage points, rounded to what its interval supports.

    >>> points_words(-0.0052, -0.0092, -0.0012, language=Language("en"))
    '-0.5'
    """
    step = supported_step(100 * low, 100 * high) if low == low else 0.01
    places = min(decimals(step), MOST_PLACES) if places < 0 else places
    text = language.number(100 * points, decimals=places)
    return f"+{text}" if signed and points > 0 else text


def points_range(low: float, high: float, *, language: Language, places: int = -1) -> str:
    """Return the interval of a difference of shares in percentage points, as '-0.9 to -0.1'.

    >>> points_range(-0.0092, -0.0012, language=Language("en"))
    '-0.9 to -0.1'
    """
    step = supported_step(100 * low, 100 * high)
    _, *ends = rounded_interval(50 * (low + high), 100 * low, 100 * high)
    if places >= 0:
        texts = [language.number(100 * end, decimals=places) for end in (low, high)]
    else:
        texts = [language.number(end, decimals=_places(end, step)) for end in ends]
    return language(N_("{low} to {high}"), **dict(zip(("low", "high"), texts, strict=True)))


def points_plus_minus(points: float, low: float, high: float, *, language: Language) -> str:
    """Return a difference of shares in percentage points with half its interval, as '-0.5 ± 0.4'.

    >>> points_plus_minus(-0.0052, -0.0092, -0.0012, language=Language("en"))
    '-0.5 ± 0.4'
    """
    told = points_words(points, low, high, language=language, signed=True)
    if low != low or high == low:
        return told
    step = supported_step(100 * low, 100 * high)
    return f"{told} ± {language.number(rounded(50 * (high - low), step), decimals=min(decimals(step), MOST_PLACES))}"


def _places(end: float, step: float) -> int:
    """Return the decimals of an end: enough that an end that is not 0 is not written as 0."""
    places = min(decimals(step), MOST_PLACES)
    return places if not end or abs(end) >= 10.0**-places else min(decimals(abs(end)), MOST_PLACES + 2)


def roughly(amount: float) -> float:
    """Return an amount without an interval rounded to two digits.

    >>> roughly(894_312.0), roughly(-0.1234), roughly(0.0)
    (890000.0, -0.12, 0.0)
    """
    return float(f"{amount:.2g}")


def shown_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows this reader may see."""
    return frame if frame.empty else frame[~frame["hidden"].astype(bool)]


def reported_rows(frame: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Return each driver from the model it is reported from: scores and themes from those who answered, others from all."""  # noqa: E501
    if frame.empty:
        return frame
    answers = frame["driver"].isin(report.settings.answer_drivers)
    return frame[answers == (frame["model"] == "answered")]


def in_order(names: pd.Series, report: Report) -> list[str]:
    """Return the outcomes that stand in a column, in the order of the settings."""
    found = set(names)
    return [name for name in report.settings.outcomes if name in found]
