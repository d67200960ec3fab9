"""What is concluded about each pilot, by which rule, and what to do with it."""

from __future__ import annotations

from typing import Any

from cxkit.analysis.impact_result import STOPPING
from cxkit.language import N_
from cxkit.report.impact.names import (
    HIDDEN,
    PLANNED,
    WORKED,
    between_words,
    change_words,
    day,
    known,
    metric_words,
    typed_change,
)
from cxkit.report.impact.reasons import stop_words
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, rounded_interval, supported_step
from cxkit.report.show import Prose
from cxkit.report.wording import how_sure, sentence_start

LEADS = {
    "exceeded": N_("{pilot} did more than was expected."),
    "achieved": N_("{pilot} did what was expected."),
    "smaller_than_expected": N_("{pilot} did something, and less than was expected."),
    "not_worth_it": N_("{pilot} did not do what was expected."),
    "harm": N_("{pilot} made things worse."),
    "interval": N_("{pilot} may have done something, or nothing."),
    "running": N_("{pilot} is under way, and shows nothing for sure so far."),
    "stopped": N_("{pilot} cannot be judged."),
    PLANNED: N_("{pilot} has not begun."),
    HIDDEN: N_("{pilot} is hidden to protect customers: too few took part."),
}
ADVICE = {
    "worth_it": N_(
        "Roll out {pilot}: it does what was expected, and what must not suffer stays within what is allowed."
    ),
    "guardrail_broken": N_(
        "Adjust {pilot} before it is rolled out: it works, and something suffers more than is allowed."
    ),
    "guardrail_open": N_(
        "Go on with {pilot} a while: it works, and it is not sure yet that nothing suffers more than is allowed."
    ),
    "smaller_than_expected": N_("Adjust {pilot}: it does something, and less than was expected."),
    "not_worth_it": N_("Stop {pilot}: an effect as was expected is as good as ruled out."),
    "harm": N_("Stop {pilot}: it makes things worse."),
    "not_shown_yet": N_("Go on with {pilot}: both nothing and an effect worth having are still possible."),
    "not_to_be_judged": N_("Set {pilot} up again before deciding on it: as it stands it cannot be judged."),
    "not_started": N_("Start {pilot} as it was planned, and leave its plan as it is."),
}
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
        told.append(stop_words(row["reason"], row, report))
    elif row["verdict"] != HIDDEN and known(row["estimate"]):
        told += [_outcome_words(row, report), _share_words(row, report), _stage_words(row, report)]
    return " ".join(filter(None, told))


def lead_words(row: dict[str, Any], report: Report) -> str:
    """Return a pilot's verdict as a short sentence."""
    return sentence_start(report.language(LEADS[_lead(row)], pilot=row["pilot"]))


def _lead(row: dict[str, Any]) -> str:
    if row["verdict"] == "missed":
        return row["advice_reason"]
    if row["verdict"] != "unclear":
        return row["verdict"]
    return row["reason"] if row["reason"] in LEADS else "stopped"


def _planned_words(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    return _("It begins on {start}, and is expected to make {metric} {expected}.", start=day(row["starts_at"], report),
             metric=metric_words(row["metric"], report),
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
    """Return that a pilot with a verdict goes on; nothing when it has ended."""
    _ = report.language
    goes_on = row["stage"] == "running" and row["verdict"] != "unclear"
    return _("It is still under way, until {end}.", end=day(row["ends_at"], report)) if goes_on else ""


def _worthless(row: dict[str, Any]) -> bool:
    """Say whether even the better end of the interval is less than the smallest effect worth having."""
    sign = 1 if row["smallest_worth"] > 0 else -1
    return max(sign * row["low"], sign * row["high"]) < abs(row["smallest_worth"])


def ratio_words(row: dict[str, Any], report: Report) -> str:
    """Return realised as a share of expected, rounded to what its interval supports; nothing where it is not known."""
    return share_words(row["ratio"], row["ratio_low"], row["ratio_high"], report)


def share_words(share: float, low: float, high: float, report: Report) -> str:
    """Return a share rounded to what its interval supports; a plain one without an interval."""
    _ = report.language
    if not known(share):
        return ""
    if not known(low, high) or low >= high:
        return _.share(share)
    middle, _low, _high = rounded_interval(share, low, high)
    return _.share(middle, decimals=max(0, decimals(supported_step(low, high)) - 2))


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
    return Prose(
        *(sentence_start(report.language(ADVICE[row["advice_reason"]], pilot=row["pilot"])) for row in rows
          if row["advice_reason"] in ADVICE)
    )  # fmt: skip
