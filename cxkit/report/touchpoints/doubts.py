"""What could make a saving wrong, how far, and what would make it surer."""

from __future__ import annotations

from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.show import Note, Prose
from cxkit.report.wording import LABEL_WORDS

IMPUTED_SHARE = 0.05
SOURCE_DOUBTS = {
    "last contact": N_(
        "An answer is laid to the customer's last contact before it, within {days} days. It may have been about something else, and customers who answer are not all customers."
    ),
    "contact_id": N_("Customers who answer about a contact are not all customers."),
    "contacts": N_("Only part of the contacts has a score, and not by chance."),
}


def review_note(report: Report) -> Note | Prose:
    """Return the warning that the number of customers per group is not known; nothing when it is."""
    _, settings = report.language, report.settings
    if not report.result.facts.get("review"):
        return Prose()
    return Note(
        _(
            "The log does not say which customer a contact is of, so nobody knows how many customers stand behind a figure. Groups of fewer than {n} contacts are hidden. Someone must look through this report before it goes to the client.",
            n=_.number(settings.minimum_group_n),
        ),
        "warning",
    )  # fmt: skip


def doubts(report: Report) -> Prose:
    """Return what could make the answer wrong, and how far."""
    _ = report.language
    rests_on = _(LABEL_WORDS[report.settings.effect_label])
    told = [
        _(
            "Which share of the contacts can be avoided does not follow from the log ({label}). The range shows how far that moves the answer; only a pilot with a control group shows whether it is so.",
            label=rests_on,
        ),
        _("Freed minutes become money only when somebody acts on them. Smaller pieces than a part of a job stay room in the day."),  # noqa: E501
        *_cost_doubts(report),
        *_cause_doubts(report),
        *_hidden_doubt(report),
    ]  # fmt: skip
    return Prose(*told)


def _cost_doubts(report: Report) -> list[str]:
    _, facts = report.language, report.result.facts
    told = []
    if facts["imputed_n"] > IMPUTED_SHARE * facts["answered_n"]:
        share = _.share(facts["imputed_n"] / facts["answered_n"])
        told.append(_("Of {share} of the contacts no time was measured; their cost is that of others.", share=share))
    if facts["year_factor"] != 1:
        told.append(
            _(
                "The period is {days} days; a year is taken to be like it. With a season that is not so.",
                days=_.number(facts["days_n"]),
            )
        )
    return told


def _cause_doubts(report: Report) -> list[str]:
    _, facts = report.language, report.result.facts
    told = []
    if facts["with_customer"] and not facts["unresolved_known"] and len(report.result.switches):
        told.append(_("The log does not say which contacts were resolved, so every switch counts as one that was not."))
    if len(report.result.pages):
        told.append(
            _(
                "A contact after a visit is not always because of the page. Contacts before visits are taken off for that, but this takes it that customers would have contacted equally often before and after."
            )  # noqa: E501
        )
    if facts["left_censored_days"] > 0 and facts["with_customer"]:
        told.append(
            _.plural(
                "In the first {n} day of the period repeats can be missed, as the log begins too late for them: their number is a little too low.",
                "In the first {n} days of the period repeats can be missed, as the log begins too late for them: their number is a little too low.",
                facts["left_censored_days"],
            )
        )  # noqa: E501
    if facts["score_source"]:
        told.append(_(SOURCE_DOUBTS[facts["score_source"]], days=_.number(report.settings.answer_within_days)))
    return told


def _hidden_doubt(report: Report) -> list[str]:
    if not report.hidden_n:
        return []
    return [
        report.language.plural(
            "{n} topic is hidden to protect customers.", "{n} topics are hidden to protect customers.", report.hidden_n
        )
    ]


def next_steps(report: Report) -> Prose:
    """Return what would make the answer surer."""
    _, facts = report.language, report.result.facts
    told = []
    if report.result.verdict == "not_computable":
        told.append(_("Name topics, pages or switches that the log holds."))
    if not facts["with_customer"]:
        told.append(_("Have the log say which customer a contact is of, under a number that means nothing elsewhere."))
    if set(report.result.channels["basis"]) & {"talk time", "stated"}:
        told.append(_("Measure the handling time of every channel, after-call work included."))
    if facts["season"]["status"] == "too short":
        told.append(_("Keep the log: from two whole years on, growth can be told from the season."))
    if not facts["score_source"]:
        told.append(_("Ask some customers after a contact how it was, with the number of the contact."))
    told += [
        _("Agree with finance which part of the freed time leaves the payroll, and when."),
        _("Try the improvement of the largest topic with part of the customers first, and compare with the rest."),
    ]
    return Prose(*told)
