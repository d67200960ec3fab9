"""What could make the amounts wrong, how far, and what would make them surer."""

from __future__ import annotations

from typing import Any

from cxkit.language import N_
from cxkit.report.drivers.checks import CHECKED, agreed
from cxkit.report.drivers.names import change_words, driver_words, shown_rows
from cxkit.report.drivers.words import RANGED, outcome_rows
from cxkit.report.reader import Report
from cxkit.report.show import Prose
from cxkit.report.wording import listed
from cxkit.settings.drivers import CHURN

MANY_BLANKS = 0.1


def doubts(report: Report) -> Prose:
    """Return what could make the answer wrong, and how far."""
    _ = report.language
    told = [
        _("This is no proof of cause. Customers are compared with customers who are alike in what the data hold; what the data do not hold can still be the reason. Only a pilot with a control group settles it."),  # noqa: E501
        *_failed_checks(report),
        *_score_doubts(report),
        *_value_doubts(report),
        *_data_doubts(report),
    ]  # fmt: skip
    return Prose(*told)


ONE_FAILED = N_(
    "One check of {n} failed, for: {changes}. One in 20 fails by chance alone, so a single one is no proof that something is wrong."  # noqa: E501
)
FAILED = N_("A check failed for: {changes}. Take those amounts for what goes together, not for what a change brings.")


def _failed_checks(report: Report) -> list[str]:
    """Return which checks failed; a single one that must find nothing fails by chance once in 20 times."""
    _, rows = report.language, shown_rows(report.result.causes).to_dict("records")
    failed = [row for row in rows if agreed(row) is False]
    if not failed:
        return []
    names = listed(list(dict.fromkeys(change_words(row, report) for row in failed)), language=_)
    must_find_nothing = [row for row in rows if row["reading"] in CHECKED and agreed(row) is not None]
    by_chance = len(failed) == 1 and failed[0]["reading"] in CHECKED and len(must_find_nothing) > 1
    message = ONE_FAILED if by_chance else FAILED
    return [_(message, n=_.number(len(must_find_nothing)), changes=names)]


def _score_doubts(report: Report) -> list[str]:
    _, facts, told = report.language, report.result.facts, []
    what_ifs = shown_rows(report.result.what_ifs)
    corrected = (
        what_ifs[what_ifs["corrected"].astype(bool) & what_ifs["reliability"].notna()] if len(what_ifs) else what_ifs
    )
    for row in corrected.drop_duplicates("driver").to_dict("records"):
        told.append(_reliability(row, report))
    if report.settings.answer_drivers and facts["answered_n"]:
        told.append(
            _(
                "{n} of {all} customers answered. What is said of scores and themes is about them, and amounts for these are over them alone.",  # noqa: E501
                n=_.number(facts["answered_n"]), all=_.number(facts["customers_n"]),
            )
        )  # fmt: skip
    return told


def _reliability(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    values = {"share": _.share(row["reliability"]), "driver": driver_words(row["driver"], report)}
    if row["reliability_low"] != row["reliability_low"]:
        return _(
            "One answer is a noisy measure of satisfaction. Among customers who are alike in the other drivers, {share} of the differences in {driver} is taken to be real; amounts for {driver} are corrected for the rest and hang on this.",  # noqa: E501
            **values,
        )
    return _(
        "One answer is a noisy measure of satisfaction. Among customers who are alike in the other drivers, {share} of the differences in {driver} is real ({low} to {high}); amounts for {driver} are corrected for the rest and hang on this.",  # noqa: E501
        low=_.share(row["reliability_low"]), high=_.share(row["reliability_high"]), **values,
    )  # fmt: skip


def _value_doubts(report: Report) -> list[str]:
    _, settings, told = report.language, report.settings, []
    if settings.outcome_months != 12:
        told.append(
            _.plural(
                "Outcomes were seen over {n} month; a year is taken to go on as this {n} month did, and nobody leaves or buys twice. With a season that is not so.",  # noqa: E501
                "Outcomes were seen over {n} months; a year is taken to go on as these {n} months did, and nobody leaves or buys twice. With a season that is not so.",  # noqa: E501
                settings.outcome_months,
            )
        )  # fmt: skip
    told.append(_("An amount is the margin of one year. Customers who stay longer bring more than is counted here."))
    if _on_assumed(report):
        told.append(_("What a product adds is assumed, not measured; the range shows how far that moves the amounts."))
    return told


def _on_assumed(report: Report) -> bool:
    """Say whether the amount of a product rests on an assumption."""
    rows = outcome_rows(report)
    return bool(len(rows) and (rows["label"].isin(RANGED) & (rows["outcome"] != CHURN)).any())


def _data_doubts(report: Report) -> list[str]:
    _, facts, told = report.language, report.result.facts, []
    if report.settings.contact_counts and not facts["contacts_known"]:
        told.append(_("There is no contact log, so contacts are not among the drivers, and others may stand for them."))
    told += _date_doubts(report)
    blanks = report.result.drivers
    lost = blanks[blanks["dropped_n"] > MANY_BLANKS * blanks["given_n"]] if len(blanks) else blanks
    lost = lost[~lost["driver"].isin(report.settings.answer_drivers)]
    if len(lost):
        names = listed([driver_words(name, report) for name in lost["driver"].drop_duplicates()], language=_)
        told.append(_("Many customers are left out because something is not known of them: {drivers}.", drivers=names))
    if report.hidden_n:
        told.append(
            _.plural(
                "{n} combination of products is hidden to protect customers.",
                "{n} combinations of products are hidden to protect customers.", report.hidden_n,
            )
        )  # fmt: skip
    return told


DATES = {
    "log_from": N_("Contacts were counted only from {date}, since the log begins there."),
    "log_until": N_("The log ends on {date}, before {until}, so the last contacts before the outcomes are missing."),
    "snapshot_after": N_(
        "Features of customers are as of {date}, after {until}, the last day drivers may know of: they may hold what came after."  # noqa: E501
    ),
}


def _date_doubts(report: Report) -> list[str]:
    """Return where the log or the features are of other days than they should be."""
    _, facts = report.language, report.result.facts
    until = _.date(facts["known_until"])
    return [_(message, date=_.date(facts[name]), until=until) for name, message in DATES.items() if facts[name]]


NEXT_STOPS = {
    "separation": N_(
        "Put values together so that every value has customers of both kinds, or estimate with a penalty (Firth): {drivers}."  # noqa: E501
    ),
    "leakage": N_("Have these delivered as they were on the last day: {drivers}."),
    "collinear": N_("Take together what says nearly the same: {drivers}."),
}
NEXT_WHOLE = {
    "few_events": N_("Look over a longer time, or take fewer drivers: there are few cases for this many."),
    "no_better_than_chance": N_("Look for other drivers: those there are do not tell customers apart."),
}


def next_steps(report: Report) -> Prose:
    """Return what would make the answer surer."""
    _, told = report.language, [*_from_stops(report), *_from_answers(report)]
    if _on_assumed(report):
        told.append(_("Agree with finance what a product brings a year, and replace the assumed value."))
    row = _largest(report)
    if row is not None:
        told.append(
            _(
                "Try this with part of the customers first, by lot, and compare with the rest: {change}.",
                change=change_words(row, report),
            )
        )
    else:
        told.append(_("Try a change with part of the customers first, by lot, and compare with the rest."))
    return Prose(*told)


def _from_stops(report: Report) -> list[str]:
    _, stops, told = report.language, report.result.stops, []
    for reason, message in NEXT_STOPS.items():
        own = stops[stops["reason"] == reason]
        names = [name for name in dict.fromkeys([*own["driver"], *own["other"]]) if name]
        if names:
            told.append(_(message, drivers=listed([driver_words(name, report) for name in names], language=_)))
    return [*told, *(_(message) for reason, message in NEXT_WHOLE.items() if (stops["reason"] == reason).any())]


def _from_answers(report: Report) -> list[str]:
    _, what_ifs = report.language, report.result.what_ifs
    unknown = what_ifs["reason"].isin(["no_reliability", "unreliable"]).any() if len(what_ifs) else False
    if unknown:
        return [_("Ask a few hundred customers a second time within weeks: that shows how reliable the score is.")]
    return []


def _largest(report: Report) -> dict[str, Any] | None:
    """Return the what-if that is worth most and is shown."""
    rows = shown_rows(report.result.what_ifs)
    own = rows[(rows["status"] == "shown") & (rows["eur_year"] > 0)] if len(rows) else rows
    return own.loc[own["eur_year"].idxmax()].to_dict() if len(own) else None
