"""What touchpoint_savings says first: the answer, what of it can be cashed, and what a contact costs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.analysis.touchpoints.findings import saving_label
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
    over_period,
    plain_euros,
    sentence_start,
)
from cxkit.settings.touchpoint_rules import ALL, ARROW
from cxkit.settings.touchpoints import TouchpointSavings

UNKNOWN = "(unknown)"
LEVER_WORDS = {
    "fewer_contacts": N_("Fewer contacts about {scope}"),
    "fewer_after_page": N_("Fewer contacts after page {scope}"),
    "fewer_repeats": N_("Fewer repeat contacts about {scope}"),
    "fewer_switches": N_("Fewer channel switches: {scope}"),
    "shorter_handling": N_("Shorter handling of {scope}"),
    "fewer_events": N_("Fewer other costs: {scope}"),
    "residual_dearer": N_("Remaining contacts about {scope} get dearer"),
    "extra_work": N_("Extra work: {scope}"),
}
FOR_ALL = {
    "fewer_repeats": N_("Fewer repeat contacts, all topics"),
    "shorter_handling": N_("Shorter handling, all topics"),
}
BURDENS = ("residual_dearer", "extra_work")
BASIS_WORDS = {
    "handling time": N_("the handling time in the log"),
    "talk time": N_("the talk time in the log and the after-call work"),
    "column": N_("the cost that the log gives"),
    "stated": N_("a cost that was stated, not measured"),
    "fixed part": N_("the part besides time alone"),
}
RATE_WORDS = {
    "paid hour": N_("A paid hour costs {rate}; {share} of it goes into contacts."),
    "productive hour": N_("An hour at work costs {rate}; {share} of it goes into contacts."),
}
LEAST_FTE = 0.05
RANGED = ("assumed", "benchmark")  # labels of savings whose interval is no confidence interval


def title(settings: TouchpointSavings) -> str:
    """Return the title of the report."""
    _ = Language(settings.language)
    return _("What fewer and shorter contacts save")


def total(report: Report, name: str) -> dict[str, Any]:
    """Return one line of the totals: eur_year, low_eur, high_eur, fte, fte_low, fte_high, hidden."""
    return report.result.totals.set_index("name").loc[name].to_dict()


def net_label(report: Report) -> str:
    """Return what the net saving rests on: the weakest of what its lines rest on."""
    return saving_label(report.result.lines, report.settings)


def ranged(label: str) -> str:
    """Return 'assumed' for a label whose interval is a range: a saving on a benchmark is no surer than an assumed one."""
    return "assumed" if label in RANGED else label


def named(name: str, _: Language) -> str:
    """Return a topic or department as the reader reads it."""
    return _("not known") if name == UNKNOWN else str(name)


def lever_name(row: dict[str, Any], _: Language) -> str:
    """Return what a line of the savings is about."""
    if row["scope"] == ALL:
        return _(FOR_ALL[row["lever"]])
    scope = _("from {start} to {end}", **dict(zip(("start", "end"), row["scope"].split(ARROW), strict=True))) if (
        row["lever"] == "fewer_switches"
    ) else named(row["scope"], _)  # fmt: skip
    return _(LEVER_WORDS[row["lever"]], scope=scope)


def amount(row: dict[str, Any], names: tuple[str, str, str], *, language: Language) -> str:
    """Return an amount rounded to what its interval supports, plainly where it has none.

    Parameters
    ----------
    row : holds the amount and the ends of its interval.
    names : the names of amount, low and high in it.
    """
    eur, low, high = (row[name] for name in names)
    return euros(low, high, eur, language=language) if low == low else plain_euros(eur, language=language)


def a_year(row: dict[str, Any], *, language: Language) -> str:
    """Return the cost of a year with its period; row holds cost_eur_year, low_eur, high_eur."""
    return over_period(
        amount(row, ("cost_eur_year", "low_eur", "high_eur"), language=language), "year", language=language
    )


def jobs(row: dict[str, Any], *, language: Language) -> str:
    """Return full-time jobs as a number, with one decimal at most; row holds fte, fte_low, fte_high."""
    low, high = row["fte_low"], row["fte_high"]
    places = min(decimals(supported_step(low, high)), 1) if low == low else 1
    return language.number(row["fte"], decimals=places)


def answer(report: Report) -> Answer:
    """Return the answer: what is saved a year, net, with its interval, or in words why there is no amount."""
    _, net = report.language, total(report, "net")
    if net["hidden"]:
        return _no_amount(
            _("Hidden"), _("There are too few customers to show this without pointing at them."), "hidden"
        )
    if report.result.verdict == "not_computable" or net["eur_year"] != net["eur_year"]:
        return _no_amount(_("Cannot be computed"), _("Nothing in the log is touched by what is to improve."), "none")
    if report.result.verdict == "no_difference":
        return _nothing_shown(report, net)
    message = N_("{change} would save about")
    if report.result.verdict == "loss":
        message = N_("{change} would cost more than it saves, by about")
    return _net_amount(report, net, sentence_start(_(message, change=_change_words(report))))


def _no_amount(headline: str, sentence: str, tone: str) -> Answer:
    return Answer(headline, "", sentence, "", tone)


def _net_amount(report: Report, net: dict[str, Any], sentence: str) -> Answer:
    """Return an answer with an amount; the sentence says which way it goes, so the amounts have no sign."""
    _, label = report.language, net_label(report)
    low, high = sorted((abs(net["low_eur"]), abs(net["high_eur"])))
    interval = _("{between}, {sure}", between=between(low, high, language=_), sure=how_sure(ranged(label), language=_))
    told = over_period(euros(low, high, abs(net["eur_year"]), language=_), "year", language=_)
    return Answer(told, interval, sentence, _(LABEL_WORDS[label]), "shown")


def _nothing_shown(report: Report, net: dict[str, Any]) -> Answer:
    _, label = report.language, net_label(report)
    sentence = _("{change}: it is not sure that this saves money.", change=sentence_start(_change_words(report)))
    could_be = over_period(between(net["low_eur"], net["high_eur"], language=_), "year", language=_)
    interval = _("it could be anything {between} ({sure})", between=could_be, sure=how_sure(ranged(label), language=_))
    return Answer(_("No saving shown"), interval, sentence, _(LABEL_WORDS[label]), "none")


def _change_words(report: Report) -> str:
    """Return what changes as the subject of a sentence, in small letters."""
    _ = report.language
    levers = set(report.result.lines.loc[report.result.lines["status"] != "not_computable", "lever"])
    parts = {
        _("fewer contacts"): levers & {"fewer_contacts", "fewer_after_page", "fewer_repeats", "fewer_switches"},
        _("shorter contacts"): levers & {"shorter_handling"},
        _("fewer other costs"): levers & {"fewer_events"},
    }
    return listed([words for words, found in parts.items() if found] or [_("this plan")], language=_)


def cash_words(report: Report) -> Prose:
    """Return which part of the saving can be cashed, and how many jobs' time the rest frees."""
    _ = report.language
    rows = [total(report, name) for name in ("cashable", "capacity")]
    if report.result.verdict != "saving" or any(row["hidden"] or row["eur_year"] != row["eur_year"] for row in rows):
        return Prose()
    cashable, capacity = rows
    cash_eur = over_period(amount(cashable, ("eur_year", "low_eur", "high_eur"), language=_), "year", language=_)
    freed = capacity["fte"] >= LEAST_FTE
    if cashable["eur_year"] <= 0:
        return Prose(_("None of this can be cashed as it stands.") + (" " + _freed(capacity, _) if freed else ""))
    told = _("Of this, about {amount} can be cashed.", amount=cash_eur)
    return Prose(f"{told} {_freed(capacity, _)}" if freed else told)


def _freed(capacity: dict[str, Any], _: Language) -> str:
    return _(
        "The rest is time: about {jobs} full-time jobs (FTE) of room for other work, which is no money until it is used.",
        jobs=jobs(capacity, language=_),
    )


def naive_words(report: Report) -> Prose:
    """Return what a spreadsheet would say, beside what is left when each euro counts once."""
    _ = report.language
    naive, net = total(report, "naive_average"), total(report, "net")
    if naive["hidden"] or net["hidden"] or naive["eur_year"] != naive["eur_year"]:
        return Prose()
    names = ("eur_year", "low_eur", "high_eur")
    seeming = over_period(amount(naive, names, language=_), "year", language=_)
    first = _(
        "Added up one by one, at what a contact costs on average, these improvements would seem to save about {amount}.",
        amount=seeming,
    )
    if report.result.verdict != "saving":
        return Prose(
            first
            + " "
            + _("Counted once, with only what truly falls away and less the extra work, that does not hold.")
        )  # noqa: E501
    left = over_period(amount(net, names, language=_), "year", language=_)
    second = _(
        "Counted once, with only what truly falls away and less the extra work, about {amount} is left.", amount=left
    )
    return Prose(f"{first} {second}")


def cost_words(report: Report) -> Prose:
    """Return what the cost of a contact rests on, and which contacts had no time of their own."""
    _, facts = report.language, report.result.facts
    channels = report.result.channels[~report.result.channels["hidden"]]
    told = [_basis_words(basis, group, report) for basis, group in channels.groupby("basis", sort=False)]
    if {"handling time", "talk time"} & set(channels["basis"]):
        told.append(_rate_words(report))
    apart = []
    if facts["unanswered_n"]:
        apart.append(
            _(
                "{n} contacts were not answered: they are counted apart and cost nothing here.",
                n=_.number(facts["unanswered_n"]),
            )  # noqa: E501
        )
    if facts["imputed_n"]:
        apart.append(
            _(
                "Of {n} contacts no time was measured; they count for the mean of their channel.",
                n=_.number(facts["imputed_n"]),
            )  # noqa: E501
        )
    return Prose(" ".join(told), *([" ".join(apart)] if apart else []))


def _basis_words(basis: str, channels: pd.DataFrame, report: Report) -> str:
    _ = report.language
    names = listed([str(name) for name in channels["channel"]], language=_)
    return _("The cost of a contact by {channels} rests on {basis}.", channels=names, basis=_(BASIS_WORDS[basis]))


def _rate_words(report: Report) -> str:
    _, settings = report.language, report.settings
    at_work = 1.0 if settings.rate_basis == "productive hour" else 1.0 - settings.shrinkage
    told = _(
        RATE_WORDS[settings.rate_basis],
        rate=_.euro(settings.hourly_rate_eur, decimals=2), share=_.share(settings.occupancy * at_work),
    )  # fmt: skip
    if not settings.hourly_rate_eur_by_department:
        return told
    return told + " " + _("Some departments have a rate of their own.")
