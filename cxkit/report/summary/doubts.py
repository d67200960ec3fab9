"""What could make the answer wrong, which results are missing, and what to do first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cxkit.language import N_
from cxkit.report.absent import OUT_OF_DATE, absent_words
from cxkit.report.drivers.names import roughly
from cxkit.report.ranking.names import amount
from cxkit.report.reader import Report
from cxkit.report.show import Note, Prose
from cxkit.report.summary.names import ROUTES, input_words, notebooks_listed, over, rests_on, step_name, told
from cxkit.report.wording import between, listed, over_period, plain_euros, sentence_start

MOST_DOUBTS = 4
RANKING, NONE_CHOSEN = "ranking_net", "none_chosen"
ENDS = ("eur_year", "low_eur", "high_eur")
ABSENT = {
    "not_run": N_("Not run yet, so not in this summary: {notebooks}."),
    "other_schema": N_("Written by another version of the kit, so not in this summary: {notebooks}. Run it again."),
    **OUT_OF_DATE,
    "not_asked": N_("Left out of this summary on purpose: {notebooks}."),
}
VERDICT_WORDS = {
    "do_now": N_("{n}. {name}: do now. {amount}"),
    "validate": N_("{n}. {name}: test first with part of the customers. {amount}"),
}


def absent_note(report: Report) -> Note | Prose:
    """Return which results are not in the summary and why, or are out of date; nothing when all are in."""
    return absent_words(report, words=ABSENT, listed=lambda found: notebooks_listed(found, report))


def doubt_words(report: Report) -> Prose:
    """Return what could make the answer wrong, gravest first, four at most; what is out of date stands in a note."""
    _, rows = report.language, report.result.doubts
    said = [
        DOUBTS[kind](rows[rows["kind"] == kind].to_dict("records"), report)
        for kind in dict.fromkeys(rows["kind"])
        if kind in DOUBTS
    ]
    if not said:
        return Prose(_("The figures are no surer than the files and the assumptions they were made from."))
    return Prose(*said[:MOST_DOUBTS])


def _failing(rows: list[dict[str, Any]], report: Report) -> str:
    _, share = report.language, rows[0]["value"]
    return _("In {share} of the cases that were reckoned through, the programme does not earn back what it costs.",
             share=_.share(share))  # fmt: skip


def _paying(rows: list[dict[str, Any]], report: Report) -> str:
    _, share = report.language, rows[0]["value"]
    return _("In {share} of the cases that were reckoned through, the programme does earn back what it costs.",
             share=_.share(share))  # fmt: skip


def _tornado(rows: list[dict[str, Any]], report: Report) -> str:
    _, moved = report.language, plain_euros(roughly(rows[0]["value"]), language=report.language)
    return _("Most hangs on “{name}”: between its lowest and its highest value the outcome moves by about {amount}.",
             name=input_words(rows[0]["finding"], report), amount=over(moved, "horizon", report))  # fmt: skip


def _assumed(rows: list[dict[str, Any]], report: Report) -> str:
    _ = report.language
    return _("{share} of the euros rests on assumptions: only a test shows whether they hold.",
             share=_.share(rows[0]["value"]))  # fmt: skip


def _cause(rows: list[dict[str, Any]], report: Report) -> str:
    return report.language(
        "Amounts from the driver model hold if the drivers are the cause. Only a test with a control group shows that."
    )


def _nothing_shown(rows: list[dict[str, Any]], report: Report) -> str:
    _, headlines = report.language, report.result.headlines
    own = headlines.loc[headlines["finding"].isin([row["finding"] for row in rows]), "notebook"]
    routes = listed([_("“{name}”", name=_(ROUTES[notebook])) for notebook in own], language=_)
    return _("The data show no difference for {routes}.", routes=routes)


def _agreement(rows: list[dict[str, Any]], report: Report) -> str:
    _ = report.language
    return _("Those who scored how far the organisation is agree little, so the stage is a rough one.")


DOUBTS: dict[str, Callable[[list[dict[str, Any]], Report], str]] = {
    "failing": _failing,
    "paying": _paying,
    "tornado": _tornado,
    "assumed": _assumed,
    "cause": _cause,
    "no_difference": _nothing_shown,
    "agreement": _agreement,
}


def steps_words(report: Report) -> Prose:
    """Return what to do first, each with what it is expected to bring and what that rests on."""
    _, rows = report.language, report.result.steps.to_dict("records")
    if not rows and "opportunity_ranking" not in set(report.result.headlines["notebook"]):
        return Prose(_("What to do first is not known yet: the improvements have not been ranked."))
    net = told(report, RANKING)
    if not rows and net and net.reason == NONE_CHOSEN:
        return Prose(
            _(
                "Not one of the improvements that were looked at pays and fits the budget: there is nothing to start now."
            )
        )  # noqa: E501
    if not rows:
        return Prose(_("Of the improvements that were looked at, none is worth starting now."))
    return Prose(*(_step_words(place, row, report) for place, row in enumerate(rows, start=1)))


def _step_words(place: int, row: dict[str, Any], report: Report) -> str:
    _ = report.language
    name = step_name(row, report)
    return _(VERDICT_WORDS[row["verdict"]], n=_.number(place), name=sentence_start(name), amount=_brings(row, report))


def _brings(row: dict[str, Any], report: Report) -> str:
    """Return what a step is expected to bring a year, with its interval and its label."""
    _ = report.language
    if row["eur_year"] != row["eur_year"]:
        return _("What it brings is not shown.")
    eur = over_period(amount(row, ENDS, report), "year", language=_)
    if not row["low_eur"] < row["high_eur"]:
        return _("About {amount} ({label}).", amount=eur, label=rests_on(row["label"], report))
    return _("About {amount}, {between} ({label}).", amount=eur, label=rests_on(row["label"], report),
             between=between(row["low_eur"], row["high_eur"], language=_))  # fmt: skip
