"""What is concluded about each pilot, by which rule, and what to do with it."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from cxkit.analysis.impact_result import STOPPING
from cxkit.language import N_
from cxkit.report.impact.names import (
    HIDDEN,
    PLANNED,
    WORKED,
    between_words,
    change_words,
    day,
    guards_of,
    known,
    known_day,
    metric_words,
    minus,
    rounded_change,
    rows_of,
    scaled,
    typed_change,
)
from cxkit.report.impact.reasons import stop_words
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, rounded_interval, supported_step
from cxkit.report.show import Prose
from cxkit.report.wording import how_sure, listed, sentence_start

LEADS = {
    "exceeded": N_("{pilot} did more than was expected."),
    "achieved": N_("{pilot} did what was expected."),
    "smaller_than_expected": N_("{pilot} did something, and less than was expected."),
    "not_worth_it": N_("{pilot} did not do what was expected."),
    "harm": N_("{pilot} made things worse."),
    "interval": N_("{pilot} may have done something, or nothing."),
    "running": N_("{pilot} shows nothing for sure so far."),
    "stopped": N_("{pilot} cannot be judged."),
    PLANNED: N_("Nothing is measured of {pilot} yet."),
    HIDDEN: N_("{pilot} is hidden to protect customers: too few took part."),
}
GUARDED = {  # verdict, and whether what must not suffer is broken or open
    ("exceeded", "broken"): N_("{pilot} did more than was expected, but {names} suffered more than was allowed."),
    ("achieved", "broken"): N_("{pilot} did what was expected, but {names} suffered more than was allowed."),
    ("exceeded", "open"): N_(
        "{pilot} did more than was expected, but {names} may have suffered more than was allowed."
    ),
    ("achieved", "open"): N_("{pilot} did what was expected, but {names} may have suffered more than was allowed."),
}
ADVICE = {
    "worth_it": N_(
        "Roll out {pilot}: it does what was expected, and what must not suffer stays within what is allowed."
    ),
    "worth_it_unguarded": N_("Roll out {pilot}: it does what was expected."),
    "guardrail_broken": N_(
        "Adjust {pilot} before it is rolled out: it works, but {names} suffered more than is allowed."
    ),
    "guardrail_open": N_("Go on with {pilot} a while: it works, but {names} may have suffered more than is allowed."),
    "smaller_than_expected": N_("Adjust {pilot}: it does something, and less than was expected."),
    "not_worth_it": N_("Stop {pilot}: an effect as was expected is as good as ruled out."),
    "harm": N_("Stop {pilot}: it makes things worse."),
    "not_shown_yet": N_("Go on with {pilot}: both nothing and an effect worth having are still possible."),
    "not_to_be_judged": N_("Set {pilot} up again before deciding on it: as it stands it cannot be judged."),
    "not_started": N_("Start {pilot} as it was planned, and leave its plan as it is."),
    "not_measured": N_(
        "Measure {pilot}, or move its start: by its plan it began on {start}, and nothing of it is measured."
    ),
}
SMALL = 1e-9
OUTCOME = N_("With it, {metric} is {change} than without ({sure})")
SAME = N_("With it, {metric} is about the same as without ({sure})")


def verdict_words(report: Report) -> Prose:
    """Return of each pilot its verdict, realised against expected, and how sure that is; a paragraph each."""
    return Prose(*(pilot_words(row, report) for row in report.result.pilots.to_dict("records")))


def pilot_words(row: dict[str, Any], report: Report) -> str:
    """Return one pilot's verdict, with what came of it and what was expected."""
    told = [lead_words(row, report)]
    if row["verdict"] == PLANNED:
        told.append(_planned_words(row, report))
    elif row["reason"] in STOPPING:
        told += [stop_words(row["reason"], row, report), _stage_words(row, report)]
    elif row["verdict"] != HIDDEN and known(row["estimate"]):
        told += [_outcome_words(row, report), _share_words(row, report), _stage_words(row, report)]
    return " ".join(filter(None, told))


def lead_words(row: dict[str, Any], report: Report) -> str:
    """Return a pilot's verdict as a short sentence."""
    _, guards = report.language, guards_of(row["pilot"], report)
    state = "broken" if guards["broken"] else "open"
    if row["verdict"] in WORKED and guards[state]:
        message = GUARDED[row["verdict"], state]
        return sentence_start(_(message, pilot=row["pilot"], names=listed(guards[state], language=_)))
    return sentence_start(_(LEADS[_lead(row)], pilot=row["pilot"]))


def _lead(row: dict[str, Any]) -> str:
    if row["verdict"] == "missed":
        return row["advice_reason"]
    if row["verdict"] != "unclear":
        return row["verdict"]
    return row["reason"] if row["reason"] in LEADS else "stopped"


def _planned_words(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    return _("Its start is {start}, and it is expected to make {metric} {expected}.",
             start=day(row["starts_at"], report), metric=metric_words(row["metric"], report),
             expected=typed_change(row["expected"], row["unit"], report))  # fmt: skip


def effect_words(row: dict[str, Any], report: Report) -> str:
    """Return what a metric did with the pilot against without it, and how sure that is; no full stop."""
    _ = report.language
    change = change_words(row["estimate"], row["low"], row["high"], row["unit"], report)
    same = change == _("about the same")
    told = {"metric": metric_words(row["metric"], report), "sure": sure_words(row, report)}
    return _(SAME, **told) if same else _(OUTCOME, change=change, **told)


def sure_words(row: dict[str, Any], report: Report) -> str:
    """Return the interval of an effect and how sure it is."""
    _, between = report.language, between_words(row["low"], row["high"], row["unit"], report)
    if not between:
        return _("how sure is not known")
    return _("{between}, {sure}", between=between, sure=how_sure("estimated", language=_))


def _outcome_words(row: dict[str, Any], report: Report) -> str:
    expected = typed_change(row["expected"], row["unit"], report)
    return report.language(
        N_("{outcome}; expected was {expected}."), outcome=effect_words(row, report), expected=expected
    )


def _share_words(row: dict[str, Any], report: Report) -> str:
    """Return which share of the expected came true, and whether an effect worth having is ruled out."""
    _ = report.language
    gained = row["verdict"] in WORKED or row["advice_reason"] == "smaller_than_expected"
    if gained and (share := ratio_words(row, report)):
        return _("That is about {share} of what was expected.", share=share)
    if row["verdict"] == "missed" and _worthless(row):
        worth = typed_change(row["smallest_worth"], row["unit"], report)
        return _("An effect worth having, {worth} or more, is as good as ruled out.", worth=worth)
    return ""


def _stage_words(row: dict[str, Any], report: Report) -> str:
    """Return until when a pilot is measured and until when it runs; nothing when all of it is measured."""
    _ = report.language
    if row["stage"] != "running":
        return ""
    return _("It is measured up to {last}; it runs until {end}.", last=day(row["last_at"], report),
             end=day(row["ends_at"], report))  # fmt: skip


def _worthless(row: dict[str, Any]) -> bool:
    """Say whether even the better end of the interval is less than the smallest effect worth having."""
    sign = 1 if row["smallest_worth"] > 0 else -1
    return max(sign * row["low"], sign * row["high"]) < abs(row["smallest_worth"])


def ratio_words(row: dict[str, Any], report: Report) -> str:
    """Return realised as a share of expected, as figure, table and sentence write it; nothing where it is not known.

    Notes
    -----
    An effect that is printed just as what was expected is all of it, whatever digits neither of them shows.
    """
    if not known(row["ratio"], row["estimate"]):
        return ""
    printed, *_ends = rounded_change(row["estimate"], row["low"], row["high"], row["unit"])
    share = 1.0 if abs(printed - scaled(row["expected"], row["unit"])) < SMALL else row["ratio"]
    return share_words(share, row["ratio_low"], row["ratio_high"], report)


def share_words(share: float, low: float, high: float, report: Report) -> str:
    """Return a share rounded to what its interval supports, a half towards 100%; a plain one without an interval."""
    _ = report.language
    if not known(share):
        return ""
    if not known(low, high) or low >= high:
        return minus(_.share(share))
    step = supported_step(low, high)
    return minus(_.share(towards_whole(share, step), decimals=share_places(step)))


def run_words(low: float, high: float, report: Report) -> str:
    """Return the interval of a share as the share itself is rounded; nothing where it is not known."""
    _ = report.language
    if not known(low, high) or low >= high:
        return ""
    _middle, *ends = rounded_interval((low + high) / 2, low, high)
    low_words, high_words = (minus(_.share(end, decimals=share_places(supported_step(low, high)))) for end in ends)
    return _("{low} to {high}", low=low_words, high=high_words)


def towards_whole(share: float, step: float) -> float:
    """Return a share rounded to a multiple of a step, a half towards 1.

    >>> [round(towards_whole(share, 0.1), 9) for share in (1.05, 0.95, 1.06, -0.12)]
    [1.0, 1.0, 1.1, -0.1]
    """
    below = math.floor(share / step)
    tie = abs(share / step - below - 0.5) < SMALL
    return step * (below + (share < 1) if tie else round(share / step))


def share_places(step: float) -> int:
    """Return the decimals of a percentage that was rounded to a power of ten as a share.

    >>> share_places(0.1), share_places(0.001)
    (0, 1)
    """
    return max(0, decimals(step) - 2)


def verdict_rule_words(report: Report) -> Prose:
    """Return the rule by which verdicts are given."""
    _ = report.language
    if report.result.pilots.empty:
        return Prose()
    return Prose(
        _("The rule was laid down beforehand. More than expected: all that is likely (95% sure) is more than the effect expected. As expected: an effect is shown, and it may well be as large as expected. Not as expected: all that is likely is less than the least that was expected, or less than what is worth having. Else it is unclear."),  # noqa: E501
        _("It is unclear too, whatever the figures say, when the baseline does not hold, when there is no control group, or when pilot and control group were not alike to begin with."),  # noqa: E501
    )  # fmt: skip


def advice_words(report: Report) -> Prose:
    """Return what to do with each pilot, and why; a paragraph each."""
    rows = report.result.pilots.to_dict("records")
    return Prose(*(_advice_words(row, report) for row in rows if row["advice_reason"] in ADVICE))


def _advice_words(row: dict[str, Any], report: Report) -> str:
    """Return what to do with one pilot; of one that something suffers from, what that is."""
    _, guards = report.language, guards_of(row["pilot"], report)
    suffers = guards["broken" if row["advice_reason"] == "guardrail_broken" else "open"]
    message = ADVICE[_advice(row, report)]
    told = {"names": listed(suffers, language=_), "start": day(row["starts_at"], report)}
    return sentence_start(_(message, pilot=row["pilot"], **told))


def _advice(row: dict[str, Any], report: Report) -> str:
    """Return which advice is given: no guardrails are told of where there are none, and a start may have passed."""
    reason = row["advice_reason"]
    if reason == "worth_it" and not rows_of(report.result.guardrails, row["pilot"]):
        return "worth_it_unguarded"
    last_at = report.result.facts.get("last_at")
    late = reason == "not_started" and known_day(last_at) and pd.Timestamp(row["starts_at"]) <= pd.Timestamp(last_at)
    return "not_measured" if late else reason
