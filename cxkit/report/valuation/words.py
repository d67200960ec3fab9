"""What cx_group_valuation says in sentences: the answer first, then the reasons, then the doubt."""

from __future__ import annotations

from typing import Any

from cxkit.analysis.valuation_findings import label
from cxkit.language import N_, Language
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, supported_step
from cxkit.report.show import Answer, Prose
from cxkit.report.wording import (
    LABEL_WORDS,
    between,
    column_words,
    euros,
    how_sure,
    listed,
    over_period,
    sentence_start,
)
from cxkit.result import Finding
from cxkit.settings.notebooks import GroupValuation

CEILING_SHARE = 0.10
VISIBLE_POINTS = 0.2
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
}  # fmt: skip


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
    return Answer(_amount_words(finding, _), interval, sentence, _(LABEL_WORDS[finding.label]), "shown")


def _amount_words(finding: Finding, _: Language) -> str:
    amount = euros(finding.low, finding.high, abs(finding.estimate), language=_)
    return over_period(amount, finding.period, language=_)


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
        between=over_period(could_be, finding.period, language=_),
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
        "Customer value does not rise with the score: {high} is worth less than {low}. So no amount is given for a shift upwards.",
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
        between=over_period(less, report.settings.value_period, language=_),
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
    amount = report.language.euro(row["forward_eur_mean"])
    return over_period(amount, report.settings.value_period, language=report.language)


def reading_words(report: Report) -> Prose:
    """Return which of the three readings the answer uses, and why the corrected one is larger than the adjusted."""
    _ = report.language
    used = _("The answer above uses the reading: {reading}.", reading=_(READING_WORDS[report.result.headline]))
    if report.result.headline != "corrected":
        return Prose(used)
    share = _.share(report.result.slope.reliability_given)
    why = _(
        "Why it is more than at equal covariates: among customers who are alike, only about {share} of the differences in score is real and the rest is chance. A point of real satisfaction is therefore worth more than a point of score; the correction divides by that share.",
        share=share,
    )
    return Prose(used, why)


def matrix_words(report: Report) -> Prose:
    """Return how to read the shift matrix."""
    _ = report.language
    return Prose(
        _(
            "Per {n} customers who move from the group at the left to the group above it; reading: {reading}.",
            n=_.number(report.settings.shift_customers_n),
            reading=_(READING_WORDS[report.result.headline]),
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
    interval = over_period(between(*sorted((abs(gap.low), abs(gap.high))), language=_), gap.period, language=_)
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
    same = (shown["status"] == "shown").sum()
    return Prose(
        _("A difference is shown in {same} of {waves} waves.", same=_.number(same), waves=_.number(len(shown)))
    )


def doubts(report: Report) -> Prose:
    """Return what could make the answer wrong, and how far."""
    _ = report.language
    if report.settings.group_by == "score":
        cause = _(
            "This is no proof of cause. Customers who are worth more may score higher for a reason that is not in the data. Only a pilot with a control group settles it."
        )
    else:
        cause = _(
            "This is no proof of cause. Customers may be worth more, and be in that group, for a reason that is not in the data. Only a pilot with a control group settles it."
        )
    told = [
        cause,
        *_score_doubts(report),
        *_hidden_doubt(report),
    ]  # fmt: skip
    return Prose(*told)


def _score_doubts(report: Report) -> list[str]:
    _ = report.language
    slope, facts = report.result.slope, report.result.facts
    told = []
    if facts.get("observed_falls") and not facts["falls"]:
        told.append(_("As observed, value does not rise evenly with the score; at equal covariates it does."))
    if report.result.headline != "corrected" or slope is None:
        return told
    told += [_reliability_words(report), *_regression_words(report)]
    if facts.get("top_score_share", 0.0) > CEILING_SHARE:
        share = _.share(facts["top_score_share"])
        told.append(
            _(
                "{share} of the answers are the highest score. That ceiling makes the corrected amount somewhat too high.",
                share=share,
            )
        )  # noqa: E501
    return told


def _reliability_words(report: Report) -> str:
    _ = report.language
    slope = report.result.slope
    values = {
        "reliability": _.share(slope.reliability),
        "low": _.share(slope.reliability_low),
        "high": _.share(slope.reliability_high),
    }
    if slope.repeated_n:
        values["n"] = _.number(slope.repeated_n)
        return _(
            "One answer is a noisy measure of satisfaction. From {n} customers who answered twice, {reliability} of the differences between scores is real (95%: {low} to {high}); the rest is chance. The correction rests on this.",
            **values,
        )  # noqa: E501
    return _(
        "One answer is a noisy measure of satisfaction. It is taken that {reliability} of the differences between scores is real ({low} to {high}); the rest is chance. The correction rests on this.",
        **values,
    )  # noqa: E501


def _regression_words(report: Report) -> list[str]:
    """Say how far the low group rises by itself, so that nobody takes that for an effect."""
    _ = report.language
    start = report.settings.shifts[0][0]
    groups = report.result.groups.set_index("group")
    if start not in groups.index or groups.loc[start, "hidden"]:
        return []
    mean, low = report.result.facts["score_mean"], groups.loc[start, "score_mean"]
    again = mean + report.result.slope.reliability * (low - mean)
    if again - low < VISIBLE_POINTS:
        return []
    values = {"again": _.number(again, decimals=1), "low": _.number(low, decimals=1)}
    return [
        _(
            "Asked again, group {group} would score {again} instead of {low} without anything being done: a rise of that size is no effect.",
            group=_(start),
            **values,
        )
    ]


def _hidden_doubt(report: Report) -> list[str]:
    _ = report.language
    if not report.hidden_n:
        return []
    return [
        _.plural(
            "{n} group is hidden to protect customers.", "{n} groups are hidden to protect customers.", report.hidden_n
        )
    ]


def next_steps(report: Report) -> Prose:
    """Return what would make the answer surer."""
    _ = report.language
    held = [column_words(name, language=_) for name in report.settings.adjust_for]
    told = []
    if held and report.settings.group_by == "score":
        told.append(
            _("Check that these were fixed before the score was given: {columns}.", columns=listed(held, language=_))
        )
    if report.result.slope is None and report.settings.group_by == "score":
        told.append(_("Ask a few hundred customers a second time within weeks: that shows how reliable the score is."))
    told.append(
        _("Improve one touchpoint for part of the customers, compare with the rest, and see whether value follows.")
    )
    return Prose(*told)
