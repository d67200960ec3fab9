"""What roi says first: what the programme is worth, when it has earned itself back, and what adding up would have said."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.analysis.business_case_result import OVERLAP_STEPS
from cxkit.language import N_, Language
from cxkit.report.ranking.names import RANGED, label_words
from cxkit.report.reader import Report
from cxkit.report.roi.names import (
    alike,
    amount,
    chance_words,
    has_range,
    is_nothing,
    measure,
    named,
    own_rate_words,
    rounded_share,
    step_amounts,
    takes_nothing,
    two_digits,
    unranged,
    years_words,
)
from cxkit.report.show import Answer, Note, Prose
from cxkit.report.wording import between, euros, how_sure
from cxkit.result import weakest
from cxkit.settings.roi import BusinessCase

MONTHS_BELOW_YEARS = 2
PER_EUR = 100
NO_RATE = 5e-4
ANSWERS = {
    "pays": N_("Over {years}, the programme brings more than it costs, by about"),
    "may_pay": N_(
        "Over {years}, the programme is expected to bring more than it costs, though it may not. The expected difference is about"  # noqa: E501
    ),
    "may_not_pay": N_(
        "Over {years}, the programme is not expected to earn back what it costs, though it may. The expected difference is about"  # noqa: E501
    ),
    "does_not_pay": N_("Over {years}, the programme does not earn back what it costs. It loses about"),
}
EXPECTED_TO_PAY = N_("Over {years}, the programme is expected to bring more than it costs, by about")
EXPECTED_TO_LOSE = N_("Over {years}, the programme is expected to cost more than it brings, by about")
NO_DIFFERENCE = N_(
    "Over {years}, the programme is expected to bring about as much as it costs. The expected difference is about"
)
UNSURE = ("may_pay", "may_not_pay")
TWICE = "twice"
NOT_RIGHT = {
    TWICE: N_("about {amount} would count twice"),
    "capacity": N_("about {amount} is time that is freed, not money that is saved"),
    "leaves": N_("about {amount} would be saved on customers who leave anyway"),
    "burden": N_("about {amount} of extra work and dearer contacts would be forgotten"),
    "chance": N_("everything would be sure to work, which is worth about {amount}"),
}


def title(settings: BusinessCase) -> str:
    """Return the title of the report."""
    _ = Language(settings.language)
    return _("What better customer experience is worth")


def answer(report: Report) -> Answer:
    """Return the answer: what the programme is worth over the years beyond what it costs, or that nothing counts."""
    _, npv, verdict = report.language, measure(report, "npv"), report.result.verdict
    if verdict == "no_benefit" or npv["value"] != npv["value"]:
        return Answer(_("No benefit counts"), "", _nothing_counts(report), "", "none")
    value, low, high = npv["value"], npv["low"], npv["high"]
    if is_nothing(value, low, high):
        value = 0.0
    elif value < 0 and (verdict == "does_not_pay" or unranged(report)):
        value, low, high = -value, -high, -low
    return Answer(
        amount(value, low, high, report), _interval(low, high, report), _(_sentence(report), years=years_words(report)),
        label_words(case_label(report), report), "shown",
    )  # fmt: skip


def _sentence(report: Report) -> str:
    """Return what the answer says of its amount."""
    npv = measure(report, "npv")
    if is_nothing(npv["value"], npv["low"], npv["high"]):
        return NO_DIFFERENCE
    if unranged(report):
        return EXPECTED_TO_PAY if npv["value"] > 0 else EXPECTED_TO_LOSE
    return ANSWERS[report.result.verdict]


def case_label(report: Report) -> str:
    """Return what the business case rests on: the weakest of its benefits and its costs."""
    facts = report.result.facts
    return weakest([facts["cost_label"], facts["benefit_label"]])


def _interval(low: float, high: float, report: Report) -> str:
    _ = report.language
    if unranged(report):
        return _("nobody knows how sure, for no ranges were given")
    if low == low and not has_range(low, high):
        return _("in nearly every case {amount}", amount=two_digits(low, report))
    if low != low:
        return ""
    sure = how_sure("assumed" if case_label(report) in RANGED else case_label(report), language=_)
    return _("{between}, {sure}", between=between(low, high, language=_), sure=sure)


def _nothing_counts(report: Report) -> str:
    _, costs = report.language, measure(report, "pv_costs")
    told = _("There is no benefit that counts, so the programme cannot be shown to earn anything back.")
    if costs["value"] != costs["value"]:
        return told
    spent = amount(costs["value"], costs["low"], costs["high"], report)
    return told + " " + _("Over {years}, it costs about {amount}.", years=years_words(report), amount=spent)


def measures_words(report: Report) -> Prose:
    """Return what a hundred euros of costs bring back, when it has earned itself back, and how likely that is."""
    if report.result.verdict == "no_benefit" or report.result.measures.empty:
        return Prose()
    if takes_nothing(report):
        return Prose(" ".join([_return_words(report), _rate_words(report)]))
    first, last = (_chance(report), "") if report.result.verdict in UNSURE else ("", _chance(report))
    told = [first, _return_words(report), payback_words(report), last, _rate_words(report)]
    return Prose(" ".join(filter(None, told)))


def _return_words(report: Report) -> str:
    """Return what a hundred euros of costs bring back, rounded as the return in the table of measures."""
    _, roi = report.language, measure(report, "roi")
    if roi["status"] != "shown":
        return _("It takes no money, so there is nothing to earn back.")
    back = PER_EUR * (1 + rounded_share(roi["value"], roi["low"], roi["high"]))
    if back <= 0:
        return _("For every {spent} of costs there are hardly any benefits.", spent=_.euro(PER_EUR))
    told = {"spent": _.euro(PER_EUR), "back": _.euro(back)}
    if not report.settings.tax_rate:
        return _("For every {spent} of costs there is about {back} of benefits.", **told)
    return _("For every {spent} of costs there is about {back} of benefits, before tax; the amount above is after tax.",
             **told)  # fmt: skip


def payback_words(report: Report) -> str:
    """Return when the programme has earned itself back, counted from the start, later euros counting in full."""
    _, payback, npv = report.language, measure(report, "payback"), measure(report, "npv")["value"]
    if payback["status"] != "shown" or payback["value"] != payback["value"]:
        return _("It does not earn itself back within {years}.", years=years_words(report))
    if not payback["value"]:
        return _("It never costs more than it has brought.")
    time = time_words(payback["value"], report)
    if npv <= 0:
        return _("It would have earned itself back after about {time} if later euros counted in full, which they do not.",
                 time=time)  # fmt: skip
    return _("It earns itself back after about {time}.", time=time)


def time_words(years: float, report: Report) -> str:
    """Return a time in months where it is short, else in years with one decimal."""
    _ = report.language
    if years < MONTHS_BELOW_YEARS:
        return _.plural("{n} month", "{n} months", max(1, round(12 * years)))
    return _("{n} years", n=_.number(years, decimals=1))


def _chance(report: Report) -> str:
    _, share = report.language, report.result.facts["pays_share"]
    if unranged(report):
        return _(
            "How sure that is nobody knows: no ranges were given. Fill in the lowest and highest amount of benefits and costs."
        )  # noqa: E501
    if share != share:
        return ""
    return _("The chance that it earns itself back within {years} is {chance}.", years=years_words(report),
             chance=chance_words(share, report))  # fmt: skip


def _rate_words(report: Report) -> str:
    _ = report.language
    if abs(report.result.facts["rate"]) < NO_RATE:
        return _("Later euros count in full.")
    return _("Later euros count {rate} less a year.", rate=own_rate_words(report))


def naive_words(report: Report) -> Prose:
    """Return what adding up every result would have said, and why that is wrong."""
    _, npv = report.language, measure(report, "npv")
    if npv["naive"] != npv["naive"] or npv["value"] != npv["value"]:
        return Prose()
    reasons = _reasons(report)
    if not reasons:
        return Prose(_("Simply adding up every result would have said the same: nothing is counted twice."))
    here, naive = amount(npv["value"], npv["low"], npv["high"], report), _beside(npv, report)
    if naive == here:
        return Prose(_("Simply adding up every result would have said about the same."))
    if is_nothing(npv["value"], npv["low"], npv["high"]):
        added = _("Simply adding up every result would have said {naive}, not about as much as it costs.", naive=naive)
    else:
        added = _("Simply adding up every result would have said {naive} instead of {here}.", naive=naive, here=here)
    return Prose(added + " " + _("That is wrong. In a year at full effect: {reasons}.", reasons="; ".join(reasons)))


def _beside(npv: dict[str, Any], report: Report) -> str:
    """Return the naive value, rounded as the real one is."""
    if has_range(npv["low"], npv["high"]):
        return euros(npv["low"], npv["high"], npv["naive"], language=report.language)
    return two_digits(npv["naive"], report)


def _reasons(report: Report) -> list[str]:
    """Return what adding up gets wrong, in euros a year."""
    _, steps = report.language, report.result.steps.set_index("step")["eur_year"]
    written = step_amounts(report) | _twice(steps, report)
    taken = steps.to_dict() | {TWICE: sum(steps.get(step, 0.0) for step in OVERLAP_STEPS)}
    return [
        _(message, amount=written[step])
        for step, message in NOT_RIGHT.items()
        if taken.get(step, 0.0) < 0 and written[step] != _.euro(0)
    ]


def _twice(steps: pd.Series, report: Report) -> dict[str, str]:
    """Return what would count twice, rounded as every step is."""
    twice = sum(abs(steps.get(step, 0.0)) for step in OVERLAP_STEPS)
    return {TWICE: alike([twice], report, largest=float(steps.abs().max()))[0]}


def review_note(report: Report) -> Note | Prose:
    """Return the warning that nobody knows how many customers stand behind some lines; nothing when all are known."""
    _, rows = report.language, report.result.lines
    found = rows.loc[(rows["status"] == "review") & rows["counted"].astype(bool), "line"].tolist()
    if not found:
        return Prose()
    return Note(
        _("Nobody knows how many customers stand behind the amounts of: {names}. Someone must look through this report before it goes to the client.",  # noqa: E501
          names=named(found, report)),
        "warning",
    )  # fmt: skip
