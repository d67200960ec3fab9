"""What could make a valuation wrong, how far, and what would make it surer."""

from __future__ import annotations

from cxkit.report.reader import Report
from cxkit.report.show import Prose
from cxkit.report.wording import column_words, listed

CEILING_SHARE = 0.10
VISIBLE_POINTS = 0.2


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
    told += [
        _(
            "The corrected amount takes it that every point of satisfaction is worth the same; a test on these data does not contradict that."
        ),
        _reliability_words(report),
        *_regression_words(report),
    ]
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
    values = {"reliability": _.share(slope.reliability)}
    if slope.reliability_low != slope.reliability_low:
        return _(
            "One answer is a noisy measure of satisfaction. It is taken that {reliability} of the differences between scores is real; the rest is chance. The correction rests on this.",
            **values,
        )
    values |= {"low": _.share(slope.reliability_low), "high": _.share(slope.reliability_high)}
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
