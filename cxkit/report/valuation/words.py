"""What cx_group_valuation says in sentences: the answer first, then the reasons, then the doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxkit.analysis.valuation_findings import label
from cxkit.language import N_, Language
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, supported_step
from cxkit.report.show import Answer, Prose
from cxkit.report.wording import (
    LABEL_WORDS,
    between,
    euros,
    how_sure,
    listed,
    mean_euros,
    over_period,
    sentence_start,
)
from cxkit.result import Finding
from cxkit.settings.notebooks import GroupValuation

if TYPE_CHECKING:
    import pandas as pd

READING_WORDS = {
    "observed": N_("as observed"),
    "adjusted": N_("at equal covariates"),
    "corrected": N_("corrected for error in the score"),
}
REASON_WORDS = {
    "no_covariates": N_("no columns are held equal (adjust_for is empty)"),
    "collinear": N_("the columns held equal determine each other or the group"),
    "no_score": N_("the groups are not made by score"),
    "no_reliability": N_("the reliability of the score is neither stated nor can it be estimated: too few answered twice"),
    "unreliable": N_("the reliability of the score is too low to correct with"),
    "many_labels": N_("the columns held equal have too many different values for this number of customers"),
    "not_monotone": N_("value does not rise with the score"),
    "not_linear": N_("value is no straight line in the score"),
}  # fmt: skip


def in_period(amount: str, report: Report) -> str:
    """Return an amount with the period of the report's euros: 'x a year', 'x over 5 years'."""
    settings = report.settings
    return over_period(amount, settings.value_period, years=settings.horizon_years, language=report.language)


def title(settings: GroupValuation) -> str:
    """Return the title of the report."""
    _ = Language(settings.language)
    if settings.group_by == "score":
        return _("What a better score is worth")
    return _("What customer groups are worth")


def answer(report: Report) -> Answer:
    """Return the answer: what the shift is worth with its interval, or in words why there is no amount."""
    finding = report.result.findings[0]
    if finding.status == "hidden":
        return _no_amount(
            report, N_("Hidden"), N_("The groups are too small to show without pointing at customers."), "hidden"
        )
    told = {
        "difference": _shift_answer,
        "reversed": _reversed_answer,
        "no_difference": _no_difference_answer,
        "not_monotone": _not_monotone_answer,
        "not_computable": _not_computable_answer,
    }
    return told[report.result.verdict](report, finding)


def _shift_answer(report: Report, finding: Finding) -> Answer:
    _ = report.language
    if finding.estimate < 0:
        message = N_("{shift}: that would cost this much customer value, about")
    else:
        message = N_("{shift}: that would raise customer value by about")
    return _amount(report, finding, _(message, shift=_shift_words(report)))


def _amount(report: Report, finding: Finding, sentence: str) -> Answer:
    """Return an answer with an amount; a sentence that says which way it goes has amounts without a sign."""
    _ = report.language
    low, high = sorted((abs(finding.low), abs(finding.high)))
    interval = _(
        "{between}, {sure}",
        between=between(low, high, language=_),
        sure=how_sure(finding.label, language=_),
    )
    return Answer(_amount_words(finding, report), interval, sentence, _(LABEL_WORDS[finding.label]), "shown")


def _amount_words(finding: Finding, report: Report) -> str:
    return in_period(euros(finding.low, finding.high, abs(finding.estimate), language=report.language), report)


def _shift_words(report: Report) -> str:
    """Return the shift as the subject of a sentence."""
    _ = report.language
    parts = [
        _("{customers} customers from {start} to {end}", customers=_.number(n), start=_(a), end=_(b))
        for a, b, n in report.settings.shifts
    ]
    return listed(parts, language=_)


def _reversed_answer(report: Report, finding: Finding) -> Answer:
    _ = report.language
    message = N_("Customers with a higher score are worth less here. {shift}: that would lower customer value by about")
    if finding.estimate > 0:
        message = N_(
            "Customers with a higher score are worth less here. {shift}: that would raise customer value by about"
        )
    return _amount(report, finding, _(message, shift=_shift_words(report)))


def _no_difference_answer(report: Report, finding: Finding) -> Answer:
    _ = report.language
    sentence = _("{shift}: the data show no difference in customer value.", shift=_shift_words(report))
    if finding.low == finding.high:
        spread = _("all customers in these groups are worth the same")
        return Answer(_("No difference shown"), spread, sentence, _(LABEL_WORDS[finding.label]), "none")
    could_be = between(finding.low, finding.high, language=_)
    interval = _(
        "it could be anything {between} ({sure})",
        between=in_period(could_be, report),
        sure=how_sure(finding.label, language=_),
    )
    return Answer(_("No difference shown"), interval, sentence, _(LABEL_WORDS[finding.label]), "none")


def _not_monotone_answer(report: Report, finding: Finding) -> Answer:
    _ = report.language
    falls = report.result.facts["falls"]
    if not falls:
        return _no_amount(
            report, N_("No rising value shown"), N_("Customer value does not rise with the score."), "none"
        )
    moved = {frozenset(shift[:2]) for shift in report.settings.shifts}
    low, high = next((pair for pair in falls if frozenset(pair) in moved), falls[-1])
    sentence = _(
        "Customer value does not rise with the score: {high} is worth less than {low}. So no amount is claimed for a shift upwards; amounts further on hold only between the groups they name.",
        high=_(high), low=_(low),
    )  # fmt: skip
    return Answer(_("No rising value shown"), _fall_words(report, low, high), sentence, "", "none")


def _fall_words(report: Report, low: str, high: str) -> str:
    """Return by how much the higher group is worth less, per customer, with its interval."""
    _ = report.language
    matrix = report.result.matrix
    trusted = report.result.headline
    row = matrix[(matrix["reading"] == trusted) & (matrix["from"] == low) & (matrix["to"] == high)].iloc[0]
    if row["hidden"] or row["status"] != "shown":
        return ""
    a, b = sorted(abs(row[name] / row["moved_n"]) for name in ("low_eur", "high_eur"))
    less = _("{between} less per customer", between=between(a, b, language=_))
    return _(
        "{between}, {sure}",
        between=in_period(less, report),
        sure=how_sure(label(trusted, report.settings), language=_),
    )


def _not_computable_answer(report: Report, finding: Finding) -> Answer:
    return _no_amount(
        report, N_("Cannot be computed"), N_("There are too few customers in a group to say anything."), "none"
    )


def _no_amount(report: Report, headline: str, sentence: str, tone: str) -> Answer:
    _ = report.language
    return Answer(_(headline), "", _(sentence), "", tone)


def score_words(report: Report) -> Prose:
    """Return what the customers answered: NPS or mean score with interval, and how many answered."""
    _ = report.language
    facts = report.result.facts
    if report.settings.group_by != "score":
        return Prose(_("{base} customers have a known value and a group.", base=_.number(facts["answered_n"])))
    found = {finding.name: finding for finding in report.result.findings}
    told = [
        _(
            "{answered} of {base} customers with a known value answered ({share}).",
            answered=_.number(facts["answered_n"]), base=_.number(facts["base_n"]),
            share=_.share(facts["answered_n"] / facts["base_n"]),
        )
    ]  # fmt: skip
    if "nps" in found and found["nps"].estimate is not None:
        told.append(_("The Net Promoter Score is {score} (95%: {low} to {high}).", **_points(found["nps"], _, most=0)))
    if "score_mean" in found and found["score_mean"].estimate is not None:
        told.append(_("The mean score is {score} (95%: {low} to {high}).", **_points(found["score_mean"], _, most=2)))
    return Prose(" ".join(told))


def _points(finding: Finding, _: Language, *, most: int) -> dict[str, str]:
    """Return a score and its interval with the decimals the interval supports, up to the most that are usual."""
    places = min(decimals(supported_step(finding.low, finding.high)), most)
    values = {"score": finding.estimate, "low": finding.low, "high": finding.high}
    return {name: _.number(value, decimals=places) for name, value in values.items()}


def group_words(report: Report) -> Prose:
    """Return what the groups are worth, in one sentence."""
    _ = report.language
    shown = report.result.groups[~report.result.groups["hidden"]]
    if len(shown) < 2:
        return Prose(_("Too few groups can be shown to compare them."))
    low, high = shown.loc[shown["forward_eur_mean"].idxmin()], shown.loc[shown["forward_eur_mean"].idxmax()]
    return Prose(
        _(
            "As observed, a customer is worth least in group {low} ({low_eur}) and most in group {high} ({high_eur}).",
            low=_(low["group"]), low_eur=_mean_words(low, report), high=_(high["group"]), high_eur=_mean_words(high, report),
        )
    )  # fmt: skip


def _mean_words(row: Any, report: Report) -> str:
    return in_period(mean_euros(row, language=report.language), report)


def reading_words(report: Report) -> Prose:
    """Return which of the three readings the answer uses, and why the corrected one is larger, where it is."""
    _ = report.language
    used = _("The answer above uses the reading: {reading}.", reading=_(READING_WORDS[report.result.headline]))
    if report.result.headline != "corrected" or not _is_more_than_adjusted(report):
        return Prose(used)
    share = _.share(report.result.slope.reliability_given)
    why = _(
        "Why it is more than at equal covariates: among customers who are alike, only about {share} of the differences in score is real and the rest is chance. A point of real satisfaction is therefore worth more than a point of score; the correction divides by that share.",
        share=share,
    )
    return Prose(used, why)


def _is_more_than_adjusted(report: Report) -> bool:
    """Say whether the corrected amount is further from zero than that at equal covariates; not when one is unknown."""
    amount = report.result.readings.set_index("reading")["value_eur"].abs()
    return bool(amount["corrected"] > amount["adjusted"])


def matrix_words(report: Report) -> Prose:
    """Return how to read the shift matrix."""
    _ = report.language
    return Prose(
        _(
            "{unit} per {n} customers who move from the group at the left to the group above it; reading: {reading} ({label}).",
            unit=sentence_start(in_period("€", report)),
            n=_.number(report.settings.shift_customers_n),
            reading=_(READING_WORDS[report.result.headline]),
            label=_(LABEL_WORDS[label(report.result.headline, report.settings)]),
        )
    )


def answered_words(report: Report) -> Prose:
    """Return whether customers who answered are worth more than those who did not."""
    _ = report.language
    gap = next(finding for finding in report.result.findings if finding.name == "answered_gap")
    if gap.reason == "everyone_answered":
        return Prose(_("Every customer with a known value is in a group, so nobody is left out."))
    if gap.estimate is None:
        return Prose(_("The groups are too small to compare."))
    interval = in_period(between(*sorted((abs(gap.low), abs(gap.high))), language=_), report)
    if gap.low <= 0 <= gap.high:
        return Prose(_("Customers who answered and customers who did not are worth the same, as far as the data show."))
    if gap.estimate > 0:
        message = N_(
            "Customers who answered are worth more than those who did not: {interval} per customer. The group means are therefore those of the customers who answer, not of all customers."
        )  # noqa: E501
    else:
        message = N_(
            "Customers who answered are worth less than those who did not: {interval} per customer. The group means are therefore those of the customers who answer, not of all customers."
        )  # noqa: E501
    return Prose(_(message, interval=interval))


def wave_words(report: Report) -> Prose:
    """Return whether the verdict holds wave after wave."""
    _ = report.language
    waves = report.result.waves
    shown = waves[~waves["hidden"]] if len(waves) else waves
    if report.settings.group_by != "score":
        return Prose(f"{sentence_start(_(REASON_WORDS['no_score']))}.")
    if shown.empty:
        return Prose(_("There is one wave of answers, so the verdict cannot be compared over time."))
    if report.result.verdict in ("difference", "reversed"):
        message = N_("A difference in the direction of the answer is shown in {same} of {waves} waves.")
    else:
        message = N_("A difference is shown in {same} of {waves} waves.")
    same = agreeing_waves(shown, report).sum()
    return Prose(_(message, same=_.number(same), waves=_.number(len(shown))))


def agreeing_waves(waves: pd.DataFrame, report: Report) -> pd.Series:
    """Say per wave whether it shows a difference, in the direction of the answer where that has one."""
    shown = waves["status"] == "shown"
    if report.result.verdict not in ("difference", "reversed"):
        return shown
    answer_eur = report.result.readings.set_index("reading").loc[report.result.headline, "value_eur"]
    return shown & (waves["value_eur"] * answer_eur > 0)
