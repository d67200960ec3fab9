"""What could make the business case wrong, which results are missing or old, and what would make it surer."""

from __future__ import annotations

from collections.abc import Iterable

from cxkit.language import N_
from cxkit.report.absent import OUT_OF_DATE, QUIET, absent_words
from cxkit.report.ranking.names import notebook_words
from cxkit.report.reader import Report
from cxkit.report.roi.cost_tables import department_nets
from cxkit.report.roi.input_doubts import input_doubts
from cxkit.report.roi.names import (
    HALF_EURO,
    chance_words,
    input_words,
    measure,
    named,
    two_digits,
    unranged,
    years_words,
)
from cxkit.report.roi.risk_words import turning, waiting_pays
from cxkit.report.show import Note, Prose
from cxkit.report.tested import tested_doubts
from cxkit.report.wording import listed

ABSENT = {
    "not_run": N_("Not run yet, so not in this business case: {notebooks}."),
    "other_schema": N_(
        "Written by another version of the kit, so not in this business case: {notebooks}. Run it again."
    ),
    **OUT_OF_DATE,
    "not_asked": N_("Left out of this business case on purpose: {notebooks}."),
}
MUCH_ASSUMED = 0.5
DRIVERS = "driver_modelling"


def absent_note(report: Report) -> Note | Prose:
    """Return which results are not in, and which are in but no longer fit; nothing when all are in and fit."""
    return absent_words(report, words=ABSENT, listed=lambda found: _notebooks(found, report))


def _notebooks(found: Iterable[str], report: Report) -> str:
    return listed([notebook_words(name, report) for name in found], language=report.language)


def doubts(report: Report) -> Prose:
    """Return what could make the answer wrong."""
    told = [_outcome_doubts, _rests_on, tested_doubts, input_doubts, _method_doubts, _draw_doubts]
    return Prose(*(sentence for part in told for sentence in part(report)))


def _outcome_doubts(report: Report) -> list[str]:
    _, share, result = report.language, report.result.facts["pays_share"], report.result
    told = []
    if result.verdict in ("may_pay", "may_not_pay") and not unranged(report):
        told.append(_("The chance that the programme does not earn itself back within {years} is {chance}.",
                      years=years_words(report), chance=chance_words(1 - share, report)))  # fmt: skip
    if (found := turning(report)) and result.verdict != "no_benefit":
        told.append(_("Most could be wrong in: {input}. That alone can turn the outcome.",
                      input=input_words(found[0], report)))  # fmt: skip
    return told


def _rests_on(report: Report) -> list[str]:
    _, rows, share = report.language, report.result.lines, report.result.facts["assumed_share"]
    counted = rows[rows["counted"].astype(bool)]
    told = []
    if share == share and share > 0:
        message = (
            N_("Of the benefits that count, {share} rests on assumptions: nobody has measured them.")
            if share >= MUCH_ASSUMED else
            N_("Of the benefits that count, {share} rests on assumptions.")
        )  # fmt: skip
        told.append(_(message, share=_.share(share)))
    if ((counted["notebook"] == DRIVERS) & (counted["label"] != "measured")).any():
        told.append(
            _(
                "Benefits from the driver model hold if the drivers are the cause. Only a test with a control group shows that."
            )
        )  # noqa: E501
    unknown = counted.loc[counted["customers_n"].isna() & (counted["net_eur_year"] > 0), "line"].tolist()
    if unknown:
        told.append(_("It is not known which customers bring: {names}. Overlap with other benefits could be larger than is taken out.",  # noqa: E501
                      names=named(unknown, report)))  # fmt: skip
    return told


def _method_doubts(report: Report) -> list[str]:
    _, settings, facts = report.language, report.settings, report.result.facts
    told = [_("Chances, growth, fading and costs are stated, not measured.")]
    if not settings.kept_customer_stays and (report.result.lines["mechanism"] == "churn").any():
        told.append(_("A customer who is kept counts for one year only, which is careful: most stay longer."))
    if settings.count_capacity:
        told.append(
            _("Freed time counts as euros, which holds only if the hours are really cut or put to paying work.")
        )
    elif (capacity := facts["capacity_eur_year"]) > 0:
        told.append(_("Freed time of about {amount} a year does not count. It is worth that only if hours are really cut.",
                      amount=two_digits(capacity, report)))  # fmt: skip
    if (left := facts["book_value_left_eur"]) >= HALF_EURO:
        told.append(_("After the last year, {amount} is not written off yet: the costs are in, what it still brings is not.",  # noqa: E501
                      amount=two_digits(left, report)))  # fmt: skip
    if not settings.tax_rate:
        told.append(_("Tax is left out, on what comes in and on what goes out."))
    return told


def _draw_doubts(report: Report) -> list[str]:
    _, facts = report.language, report.result.facts
    if facts["draws_converged"] or unranged(report):
        return []
    return [_("The ends of the interval are only known to about {amount}: more draws would be needed.",
              amount=two_digits(facts["npv_error_eur"], report))]  # fmt: skip


def next_steps(report: Report) -> Prose:
    """Return what would make the business case surer, and what to agree on before it starts."""
    _, told = report.language, []
    unsure = report.result.verdict in ("may_pay", "may_not_pay")
    rows = report.result.tornado
    if unsure and len(rows):
        told.append(_("Find out first what matters most: {input}.",
                      input=input_words(rows.to_dict("records")[0], report)))  # fmt: skip
    if unsure and waiting_pays(report):
        told.append(_("Try it with part of the customers, by lot, and say beforehand at what outcome it is stopped."))
    if report.result.verdict == "does_not_pay":
        told.append(_("Make it cheaper or drop it: start with what the break-even says costs may be."))
    if report.result.verdict == "no_benefit":
        told.append(_("Run the notebooks that bring benefits, or say what is expected in the list of benefits."))
    told += _agreement(report)
    old = report.result.absent[~report.result.absent["reason"].isin(QUIET)]
    if len(old):
        told.append(_("Run again, then this one: {notebooks}.", notebooks=_notebooks(old["notebook"], report)))
    if report.result.verdict != "no_benefit" and measure(report, "npv")["value"] == measure(report, "npv")["value"]:
        told.append(_("Measure after every half year what it brought and what it cost, and set that beside this."))
    return Prose(*told)


def _agreement(report: Report) -> list[str]:
    """Return whose consent is needed, since they give more than they gain, and who is to be named."""
    _, rows = report.language, department_nets(report)
    told = []
    giving = rows[(rows["net"] < 0) & (rows["department"] != "")].iloc[::-1]
    if len(giving):
        who = [row["owner"] or row["department"] for row in giving.to_dict("records")]
        told.append(_("Agree on hours and budget with: {people}.", people=listed(who, language=_)))
    if ((rows["department"] == "") & (rows["gains"] > 0)).any():
        told.append(_("Name for every benefit the department that is to bring it, and who answers for it."))
    return told
