"""Why the answer is what it is: one reason from every notebook, made from its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.roi.words import PER_EUR, time_words
from cxkit.report.show import Prose
from cxkit.report.summary.names import euro_words, notebook_words, size_words, told, turned, with_interval
from cxkit.report.summary.pilots import pilot_words
from cxkit.report.summary.words import CASE, RANKING
from cxkit.report.wording import listed, sentence_start
from cxkit.result import Finding


def reason_words(report: Report) -> Prose:
    """Return one reason per notebook that ran, the business case first, and last what came true in pilots."""
    found = {row["finding"]: told(report, row["finding"]) for row in report.result.headlines.to_dict("records")}
    reasons = (" ".join(_reason(found[name], report)) for name in REASONS if name in found)
    return Prose(*filter(None, (*reasons, pilot_words(report))))


def _reason(finding: Finding, report: Report) -> list[str]:
    _ = report.language
    notebook = {row["finding"]: row["notebook"] for row in report.result.headlines.to_dict("records")}[finding.name]
    name = sentence_start(notebook_words(notebook, report))
    if finding.status == "hidden":
        return [_("{result}: hidden, because too few people stand behind it.", result=name)]
    if finding.estimate is None and finding.status not in ("no_difference", "not_monotone") and finding.name != RANKING:
        return [_("{result}: cannot be computed from what there is.", result=name)]
    return list(filter(None, REASONS[finding.name](finding, report)))


def _case_reason(finding: Finding, report: Report) -> list[str]:
    return [_ledger_words(report), _return_words(report), _payback_words(report), _enough_words(report)]


def _ledger_words(report: Report) -> str:
    """Return what all benefits add up to, what would count twice, and what counts."""
    _ = report.language
    gross, overlap, counted = (told(report, f"ledger_{name}") for name in ("gross", "overlap", "counted"))
    if not all(one and one.estimate is not None for one in (gross, counted)):
        return ""
    words = {"gross": euro_words(gross, report), "counted": euro_words(counted, report)}
    if overlap and overlap.estimate:
        return _(
            "Added up, all benefits would come to about {gross}. About {overlap} of that would be counted twice. Without it, and with what may fail or cannot be cashed taken off, about {counted} counts.",  # noqa: E501
            overlap=euro_words(overlap, report), **words,
        )  # fmt: skip
    return _(
        "Added up, all benefits come to about {gross}, nothing twice. With what may fail or cannot be cashed taken off, about {counted} counts.",  # noqa: E501
        **words,
    )


def _return_words(report: Report) -> str:
    """Return what a hundred euros of costs bring back."""
    _, found = report.language, told(report, "business_case_roi")
    if not found or found.estimate is None:
        return ""
    ends = {name: None if end is None else PER_EUR * (1 + end)
            for name, end in (("estimate", found.estimate), ("low", found.low), ("high", found.high))}  # fmt: skip
    back = size_words(replace(found, **ends), report)
    return _("For every {spent} of costs there is about {back} of benefits.", spent=_.euro(PER_EUR), back=back)


def _payback_words(report: Report) -> str:
    """Return when the costs are earned back."""
    _, back = report.language, told(report, "business_case_payback")
    if not back:
        return ""
    if back.estimate is None:
        years = _.plural("{n} year", "{n} years", report.result.facts["horizon_years"])
        return _("It does not earn itself back within {years}.", years=years)
    if not back.estimate:
        return _("It never costs more than it has brought.")
    return _("It earns itself back after about {time}.", time=time_words(back.estimate, report))


def _enough_words(report: Report) -> str:
    """Return how much of the effect is enough to earn back the costs."""
    _, enough = report.language, told(report, "break_even_effect")
    if not enough or enough.estimate is None:
        return ""
    if enough.estimate <= 1:
        return _("It pays as long as at least {share} of the effect comes about.", share=_.share(enough.estimate))
    return _("It would pay if the effect were {share} of what is expected.", share=_.share(enough.estimate))


def _shift_reason(finding: Finding, report: Report) -> list[str]:
    _ = report.language
    if finding.status == "not_monotone":
        return [_("Value does not rise with the score, so no amount is claimed for better CX groups.")]
    if finding.status == "no_difference":
        return [_("The data show no difference in value between these CX groups.")]
    moved = [
        _("{customers} customers from {start} to {end}", customers=_.number(n), start=_(a), end=_(b))
        for a, b, n in finding.notes.get("shifts", ())
    ]
    message = N_("{shift}: that would raise customer value by about {amount}.")
    if finding.estimate < 0:
        message, finding = N_("{shift}: that would lower customer value by about {amount}."), turned(finding)
    shift = listed(moved, language=_) if moved else _("Customers move up to a better CX group")
    return [_(message, shift=shift, amount=with_interval(finding, report))]


def _contact_reason(finding: Finding, report: Report) -> list[str]:
    _ = report.language
    if finding.estimate is None:
        return [_("Whether fewer and shorter contacts save anything on balance is not shown.")]
    if finding.estimate < 0:
        message = N_("Fewer and shorter contacts cost more than they save, about {amount}.")
        return [_(message, amount=with_interval(turned(finding), report))]
    return [_("Fewer and shorter contacts save about {amount}.", amount=with_interval(finding, report)),
            _cash_words(report)]  # fmt: skip


def _cash_words(report: Report) -> str:
    _, cash, freed = report.language, *(told(report, f"contact_savings_{name}") for name in ("cashable", "capacity"))
    if not (cash and freed and cash.estimate and freed.estimate and freed.estimate > 0):
        return ""
    return _("Of that, about {cash} leaves the books; the rest is time that is freed.", cash=euro_words(cash, report))


def _driver_reason(finding: Finding, report: Report) -> list[str]:
    _ = report.language
    if finding.estimate is None:
        return [_("The data show no effect of what was to change on customers who stay or buy.")]
    if finding.estimate < 0:
        lost = with_interval(turned(finding), report)
        return [_("What was to change would on balance cost about {amount}.", amount=lost)]
    stays = told(report, "driver_gain:churn")
    parts = [one for one in report.result.findings if one.name.startswith("driver_gain:")]
    told_in = [_("Customers who stay and buy more are worth about {amount}.", amount=with_interval(finding, report))]
    if stays and stays.estimate and stays.estimate > 0 and len(parts) > 1:
        told_in.append(_("Of that, about {stays} is from customers who stay.", stays=euro_words(stays, report)))
    return told_in


def _maturity_reason(finding: Finding, report: Report) -> list[str]:
    _ = report.language
    stage = finding.notes.get("stage", "")
    told_in = [_("The organisation is in stage {n} of its development in customer experience: {stage}.",
                 n=_.number(finding.estimate), stage=stage)]  # fmt: skip
    action = next((one for one in report.result.findings if one.name.startswith("maturity_action:")), None)
    texts = action.notes.get("text", {}) if action else {}
    text = texts.get(report.settings.language) or texts.get("en")
    return told_in + ([_("To work on first: “{statement}”", statement=text)] if text else [])


def _ranking_reason(finding: Finding, report: Report) -> list[str]:
    _, n = report.language, report.result.facts["chosen_n"]
    if not n:
        return [_("Of the improvements that were looked at, none pays and fits the budget.")]
    if finding.estimate is None:
        return [_("What fits the budget may bring something or nothing.")]
    fits = _.plural(
        "{n} improvement fits the budget. Before costs, it would bring about {amount}.",
        "{n} improvements fit the budget. Before costs, they would together bring about {amount}.",
        n, amount=with_interval(finding, report),
    )  # fmt: skip
    same = [_("It overlaps with the amounts above: do not add it to them.")] if told(report, CASE) else []
    return [" ".join([fits, *same])]


REASONS: dict[str, Callable[[Finding, Report], list[str]]] = {
    CASE: _case_reason,
    "shift_value": _shift_reason,
    "contact_savings": _contact_reason,
    "driver_gain": _driver_reason,
    "maturity_stage": _maturity_reason,
    RANKING: _ranking_reason,
}
