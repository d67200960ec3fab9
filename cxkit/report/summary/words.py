"""What executive_summary says first: the answer, and what the euros rest on."""

from __future__ import annotations

from cxkit.language import N_, Language
from cxkit.report.reader import Report
from cxkit.report.roi.words import ANSWERS
from cxkit.report.show import Answer, Note, Prose
from cxkit.report.summary.names import (
    between_words,
    euro_words,
    line_name,
    rests_on,
    size_words,
    sure_words,
    told,
    turned,
)
from cxkit.report.wording import listed
from cxkit.result import LABELS, Finding
from cxkit.settings.summary import ExecutiveSummary

CASE, RANKING = "business_case_npv", "ranking_net"
HORIZON = "horizon"
WITHOUT_CASE = {
    RANKING: N_("No business case was made. The improvements that fit the budget would, before costs, bring about"),
    "shift_value": N_("No business case was made. Customers in a better CX group would, before costs, bring about"),
    "contact_savings": N_("No business case was made. Fewer and shorter contacts would, before costs, save about"),
    "driver_gain": N_("No business case was made. Customers who stay and buy more would, before costs, bring about"),
}
ROUTE_NAMES = ("shift_value", "contact_savings", "driver_gain")
FIRST_SHARE = {
    "measured": N_("{share} rests on what the client's own files measure"),
    "estimated": N_("{share} rests on estimates from the client's own files"),
    "assumed": N_("{share} rests on assumptions"),
    "benchmark": N_("{share} rests on figures of other firms"),
}
NEXT_SHARE = {
    "measured": N_("{share} on what the client's own files measure"),
    "estimated": N_("{share} on estimates from the client's own files"),
    "assumed": N_("{share} on assumptions"),
    "benchmark": N_("{share} on figures of other firms"),
}
MOST_LINES = 3


def title(settings: ExecutiveSummary) -> str:
    """Return the title of the report."""
    _ = Language(settings.language)
    return _("What better customer experience is worth, in short")


def answer(report: Report) -> Answer:
    """Return the answer: that of the business case; without one, of the best there is, which it says."""
    _, case = report.language, told(report, CASE)
    if case is None:
        return _without_case(report)
    if report.result.verdict == "no_benefit":
        return _no_amount(
            _("No benefit counts"),
            _("No result shows a benefit in euros that counts, so nothing can earn back what the programme costs."),
        )  # noqa: E501
    if case.estimate is None or report.result.verdict not in ANSWERS:
        return _no_amount(_("Cannot be computed"), _("The business case has no amount."))
    years = _.plural("{n} year", "{n} years", report.result.facts["horizon_years"])
    shown = turned(case) if report.result.verdict == "does_not_pay" else case
    return _amount(shown, _(ANSWERS[report.result.verdict], years=years), report)


def _amount(finding: Finding, sentence: str, report: Report) -> Answer:
    """Return an answer with an amount; a sentence about the horizon says its years itself."""
    written = size_words(finding, report) if finding.period == HORIZON else euro_words(finding, report)
    interval = sure_words(between_words(finding, report), finding.label, report)
    return Answer(written, interval, sentence, rests_on(finding.label, report), "shown")


def _no_amount(headline: str, sentence: str) -> Answer:
    return Answer(headline, "", sentence, "", "none")


def _without_case(report: Report) -> Answer:
    """Return the answer when no business case was made: the set that fits the budget, else the surest route."""
    _, best = report.language, best_without_case(report)
    if best:
        return _amount(best, _(WITHOUT_CASE[best.name]), report)
    unsure = [one for one in (told(report, name) for name in ROUTE_NAMES) if one and one.status == "no_difference"]
    if unsure:
        return _no_amount(
            _("No difference shown"), _("No business case was made, and the data show no effect in euros.")
        )
    return _no_amount(_("No amount"), _("No business case was made, and no result holds an amount in euros."))


def best_without_case(report: Report) -> Finding | None:
    """Return the gain to tell when there is no business case: of the set that fits the budget, else the surest one."""
    found = [told(report, name) for name in (RANKING, *ROUTE_NAMES)]
    gains = [one for one in found if one and one.estimate is not None and one.estimate > 0]
    if gains and gains[0].name == RANKING:
        return gains[0]
    return min(gains, key=lambda one: (LABELS.index(one.label), -one.estimate), default=None)


def label_words(report: Report) -> Prose:
    """Return on what the euros rest, whether it is assumed how much comes about, and which benefits bring most."""
    _, labels = report.language, report.result.labels
    if labels.empty:
        return Prose()
    first, *others = labels.to_dict("records")
    shares = [
        _(FIRST_SHARE[first["label"]], share=_.share(first["share"])),
        *(_(NEXT_SHARE[row["label"]], share=_.share(row["share"])) for row in others),
    ]
    gains = report.result.lines[report.result.lines["eur_year"] > 0]
    names = [_("“{name}”", name=line_name(name, report)) for name in gains["line"].head(MOST_LINES)]
    told_in = [_("Of the euros that count, {shares}.", shares=listed(shares, language=_))]
    if report.result.facts["assumed_to_come_about"]:
        told_in.append(_("How much of it comes about is assumed."))
    if len(gains) > 1:
        told_in.append(_("Most is to come from {names}.", names=listed(names, language=_)))
    return Prose(" ".join(told_in))


def review_note(report: Report) -> Note | Prose:
    """Return the warning that nobody knows how many customers stand behind an amount; nothing when all are known."""
    _ = report.language
    if not any(finding.status == "review" for finding in report.result.findings):
        return Prose()
    return Note(
        _("Nobody knows how many customers stand behind some of these amounts. Someone must look through this report before it goes to the client."),  # noqa: E501
        "warning",
    )  # fmt: skip
