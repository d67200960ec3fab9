"""What roi says first: what the programme is worth, when it has earned itself back, and what adding up would have said."""

from __future__ import annotations

from typing import Any

from cxkit.analysis.business_case_result import OVERLAP_STEPS
from cxkit.language import N_, Language
from cxkit.report.ranking.names import RANGED, label_words
from cxkit.report.reader import Report
from cxkit.report.roi.names import (
    amount,
    chance_words,
    measure,
    named,
    two_digits,
    years_words,
)
from cxkit.report.show import Answer, Note, Prose
from cxkit.report.wording import between, euros, how_sure
from cxkit.result import weakest
from cxkit.settings.roi import BusinessCase

MONTHS_BELOW_YEARS = 2
PER_EUR = 100
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
NOT_RIGHT = {
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
    if verdict == "does_not_pay":
        value, low, high = -value, -high, -low
    return Answer(
        amount(value, low, high, report), _interval(low, high, report), _(ANSWERS[verdict], years=years_words(report)),
        label_words(case_label(report), report), "shown",
    )  # fmt: skip


def case_label(report: Report) -> str:
    """Return what the business case rests on: the weakest of its benefits and its costs."""
    facts = report.result.facts
    return weakest([facts["cost_label"], facts["benefit_label"]])


def _interval(low: float, high: float, report: Report) -> str:
    _ = report.language
    if not low < high:
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
    told = [*_return_words(report), payback_words(report), *_chance(report), _rate_words(report)]
    return Prose(" ".join(told))


def _return_words(report: Report) -> list[str]:
    _, roi = report.language, measure(report, "roi")
    if roi["status"] != "shown":
        return [_("It takes no money, so there is nothing to earn back.")]
    back = [PER_EUR * (1 + roi[name]) for name in ("value", "low", "high")]
    return [_("For every {spent} of costs there is about {back} of benefits.", spent=_.euro(PER_EUR),
              back=amount(*back, report))]  # fmt: skip


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


def _chance(report: Report) -> list[str]:
    _, share = report.language, report.result.facts["pays_share"]
    if share != share:
        return []
    return [_("The chance that it earns itself back within {years} is {chance}.", years=years_words(report),
              chance=chance_words(share, report))]  # fmt: skip


def _rate_words(report: Report) -> str:
    _, rate = report.language, report.result.facts["rate"]
    places = 0 if abs(100 * rate - round(100 * rate)) < 1e-9 else 1
    return _("Later euros count {rate} less a year.", rate=_.share(rate, decimals=places))


def naive_words(report: Report) -> Prose:
    """Return what adding up every result would have said, and why that is wrong."""
    _, npv = report.language, measure(report, "npv")
    if npv["naive"] != npv["naive"] or npv["value"] != npv["value"]:
        return Prose()
    reasons = _reasons(report)
    if not reasons:
        return Prose(_("Simply adding up every result would have said the same: nothing is counted twice."))
    here = amount(npv["value"], npv["low"], npv["high"], report)
    added = _("Simply adding up every result would have said {naive} instead of {here}.",
              naive=_beside(npv, report), here=here)  # fmt: skip
    return Prose(added + " " + _("That is wrong. In a year at full effect: {reasons}.", reasons="; ".join(reasons)))


def _beside(npv: dict[str, Any], report: Report) -> str:
    """Return the naive value, rounded as the real one is."""
    if npv["low"] == npv["low"] and npv["low"] < npv["high"]:
        return euros(npv["low"], npv["high"], npv["naive"], language=report.language)
    return two_digits(npv["naive"], report)


def _reasons(report: Report) -> list[str]:
    """Return what adding up gets wrong, in euros a year."""
    _, steps = report.language, report.result.steps.set_index("step")["eur_year"]
    twice = -sum(steps.get(step, 0.0) for step in OVERLAP_STEPS)
    told = [_("about {amount} would count twice", amount=two_digits(twice, report))] if round(twice) > 0 else []
    return told + [
        _(message, amount=two_digits(-steps[step], report))
        for step, message in NOT_RIGHT.items()
        if round(-steps.get(step, 0.0)) > 0
    ]


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
