"""Why the saving is what it is: topics, repeats, switches, pages, other costs and the season, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.analysis.touchpoints.season import LEAST_MONTHS
from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, supported_step
from cxkit.report.show import Prose
from cxkit.report.touchpoints.words import a_year, named
from cxkit.report.wording import euros, listed, over_period


def shown_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows this reader may see."""
    return frame if frame.empty else frame[~frame["hidden"]]


def share_words(row: dict[str, Any], names: tuple[str, str, str], report: Report) -> str:
    """Return a share with its 95 % interval, as '15% (95%: 14% to 16%)'; plainly where it has none.

    Parameters
    ----------
    row : holds the share and the ends of its interval.
    names : the names of share, low and high in it.
    """
    _ = report.language
    share, low, high = (row[name] for name in names)
    if low != low:
        return _.share(share)
    places = max(0, min(decimals(supported_step(low, high)) - 2, 1))
    ends = {name: _.share(end, decimals=places) for name, end in (("share", share), ("low", low), ("high", high))}
    return _("{share} (95%: {low} to {high})", **ends)


def topic_words(report: Report) -> Prose:
    """Return how many contacts there were, what they cost a year, and which topic costs most."""
    _, facts = report.language, report.result.facts
    if _too_few(report):
        return Prose(_("Too few customers had a contact to show what contacts cost."))
    costs = {
        "cost_eur_year": facts["cost_eur_year"],
        "low_eur": facts["cost_low_eur"],
        "high_eur": facts["cost_high_eur"],
    }
    told = [
        _(
            "From {start} until {end} there were {n} answered contacts. They cost about {cost}.",
            start=_.date(facts["period_from"]), end=_.date(facts["period_until"]), n=_.number(facts["answered_n"]),
            cost=a_year(costs, language=_),
        )
    ]  # fmt: skip
    topics = shown_rows(report.result.topics)
    if len(topics) > 1:
        first = topics.loc[topics["cost_eur_year"].idxmax()].to_dict()
        told.append(
            _(
                "The most goes to contacts about {topic}: {cost}, {share} of all.",
                topic=named(first["topic"], _), cost=a_year(first, language=_),
                share=_.share(first["cost_eur_year"] / facts["cost_eur_year"]),
            )
        )  # fmt: skip
    return Prose(" ".join([*told, *_experience_words(topics, report)]))


def _too_few(report: Report) -> bool:
    """Say whether so few customers had a contact that a client may not see what these cost."""
    facts, settings = report.result.facts, report.settings
    behind_n = facts["answered_n"] if facts["customers_n"] is None else facts["customers_n"]
    return settings.audience == "client" and behind_n < settings.minimum_group_n


def _experience_words(topics: pd.DataFrame, report: Report) -> list[str]:
    """Return which topic is felt worst, named only when its interval lies above that of the one felt best."""
    _ = report.language
    known = topics[topics["negative_share"].notna()]
    if known.empty:
        return [_("How these contacts were felt is not known.")]
    worst, best = known.loc[known["negative_share"].idxmax()], known.loc[known["negative_share"].idxmin()]
    if worst["negative_low"] <= best["negative_high"]:
        return [_("The answers show no topic that is felt worse than the others.")] if len(known) > 1 else []
    share = share_words(worst.to_dict(), ("negative_share", "negative_low", "negative_high"), report)
    return [
        _("Contacts about {topic} are felt worst: {share} of the answers are negative.",
          topic=named(worst["topic"], _), share=share)
    ]  # fmt: skip


def demand_words(report: Report) -> Prose:
    """Return how much of the contacts is failure demand: what customers would rather not have had to ask."""
    _, facts, settings = report.language, report.result.facts, report.settings
    if not settings.failure_topics:
        return Prose(_("No topic is named as one that customers would rather not contact about."))
    if facts["failure_share"] is None:
        return Prose(_("Which part customers would rather not have asked is hidden to protect customers."))
    cost = facts["failure_cost_eur_year"]
    ends = [cost / facts["cost_eur_year"] * facts[f"cost_{end}_eur"] for end in ("low", "high")]
    topics = listed([named(topic, _) for topic in settings.failure_topics], language=_)
    return Prose(
        _(
            "{share} of the contacts are about something that customers would rather not have had to ask ({topics}): about {cost}. The others are contacts that customers want.",  # noqa: E501
            share=_.share(facts["failure_share"]), topics=topics,
            cost=over_period(euros(*ends, cost, language=_), "year", language=_),
        )
    )  # fmt: skip


def repeat_words(report: Report) -> Prose:
    """Return how many contacts repeat the one before, how that hangs on the days, and what cannot be seen."""
    _, facts, repeats = report.language, report.result.facts, report.result.repeats
    if not facts["with_customer"]:
        return Prose(
            _(
                "The log does not say which customer a contact is of, so repeats cannot be counted. That is not the same as no repeats."  # noqa: E501
            )  # noqa: E501
        )
    rows = {row["days"]: row for row in shown_rows(repeats).to_dict("records") if row["days"] == row["days"]}
    if facts["repeat_days"] not in rows:
        return Prose(_("There are too few repeat contacts, or too short a log, to say how many contacts are repeats."))
    row = rows[facts["repeat_days"]]
    told = _(
        "{share} of the contacts come within {days} days after the same customer contacted about the same topic. These repeats cost about {cost}.",  # noqa: E501
        share=share_words(row, ("repeat_share", "repeat_low", "repeat_high"), report),
        days=_.number(facts["repeat_days"]), cost=a_year(row, language=_),
    )  # fmt: skip
    solved = _(
        "Of first contacts, {share} were not followed by another: solved at once (FCR).",
        share=share_words(row, ("fcr", "fcr_low", "fcr_high"), report),
    )
    return Prose(f"{told} {solved}", " ".join([*_other_days(rows, report), _seen_from(report)]))


def _other_days(rows: dict[int, dict[str, Any]], report: Report) -> list[str]:
    """Return the share at the fewest and at the most days."""
    _ = report.language
    if len(rows) < 2:
        return []
    few, most = min(rows), max(rows)
    values = {"few_share": rows[few]["repeat_share"], "most_share": rows[most]["repeat_share"]}
    shares = {name: _.share(value) for name, value in values.items()}
    return [
        _.plural(
            "The number of days is a choice: within {n} day it is {few_share}, within {most} days {most_share}.",
            "The number of days is a choice: within {n} days it is {few_share}, within {most} days {most_share}.",
            few, most=_.number(most), **shares,
        )
    ]  # fmt: skip


def _seen_from(report: Report) -> str:
    """Return what the ends of the log hide: a contact before it, and one after it."""
    _, settings = report.language, report.settings
    days = max([*settings.repeat_sensitivity_days, settings.repeat_contact_days])
    return _(
        "A repeat is seen only when the contact before it is in the log too, and a follow-up only when the log runs on. So contacts in the first and the last {days} days of the log take no part in these shares.",  # noqa: E501
        days=_.number(days),
    )


def switch_words(report: Report) -> Prose:
    """Return how often customers had to go to another channel although that was not meant."""
    _, switches = report.language, shown_rows(report.result.switches)
    if not report.result.facts["with_customer"]:
        return Prose(
            _("The log does not say which customer a contact is of, so switches of channel cannot be counted.")
        )
    unwanted = switches[switches["unwanted"].astype(bool)] if len(switches) else switches
    if unwanted.empty:
        return Prose(_("No unwanted switch of channel can be shown."))
    told = [_switch_words(row, report) for row in unwanted.to_dict("records")]
    return Prose(" ".join(told))


def _switch_words(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    return _(
        "{n} times a customer went on from {start} to {end} within {hours} hours about the same topic: {share} of the contacts by {start}, and about {cost} for the second contact.",  # noqa: E501
        n=_.number(row["contacts_n"]), start=row["from_channel"], end=row["to_channel"],
        hours=_.number(report.settings.switch_within_hours), share=_.share(row["share"]), cost=a_year(row, language=_),
    )  # fmt: skip


def page_words(report: Report) -> Prose:
    """Return how many contacts a page causes: those after a visit beyond those before one."""
    _, pages = report.language, shown_rows(report.result.pages)
    if pages.empty:
        return Prose(
            _("There are no visits to pages with a customer beside them, so contacts after a page cannot be counted.")
        )
    return Prose(*[_page_words(row, report) for row in pages.to_dict("records")])


def _page_words(row: dict[str, Any], report: Report) -> str:
    _, hours = report.language, _hours(report)
    told = _(
        "In the {hours} hours after a visit to {url} there were {after} contacts, in the {hours} hours before one {before}.",  # noqa: E501
        hours=hours, url=row["url"], after=_.number(row["after_n"]), before=_.number(row["before_n"]),
    )  # fmt: skip
    if row["excess_low"] <= 0:
        return told + " " + _("That is no more after than before beyond chance, so nothing is laid to the page.")
    return told + " " + _(
        "Only the difference is laid to the page: about {cost}, where all contacts after a visit would seem to cost {naive}.",  # noqa: E501
        cost=a_year(row, language=_), naive=over_period(_like(row, "naive_eur_year", report), "year", language=_),
    )  # fmt: skip


def _like(row: dict[str, Any], name: str, report: Report) -> str:
    """Return an amount rounded as the cost beside it."""
    width = (row["high_eur"] - row["low_eur"]) / 2
    return euros(row[name] - width, row[name] + width, row[name], language=report.language)


def _hours(report: Report) -> str:
    return report.language.number(report.settings.page_within_hours)


def event_words(report: Report) -> Prose:
    """Return what other costs a year there are, the largest named."""
    _, events = report.language, shown_rows(report.result.events)
    if report.result.events.empty:
        return Prose(_("No other costs were given, such as compensation or returns."))
    if events.empty:
        return Prose(_("There are too few customers to show this without pointing at them."))
    parts = [
        _("{kind} ({cost})", kind=row["kind"], cost=a_year(row, language=_))
        for row in events.sort_values("cost_eur_year", ascending=False).head(5).to_dict("records")
    ]
    return Prose(_("Besides contacts there are costs for {kinds}.", kinds=listed(parts, language=_)))


def month_words(report: Report) -> Prose:
    """Return whether contacts grow or shrink apart from the season, or that the log is too short to tell."""
    _, season = report.language, report.result.facts["season"]
    if season["status"] == "too short":
        return Prose(
            _.plural(
                "The log has {n} whole month. To tell growth from the season takes at least {least}, so no trend is shown.",  # noqa: E501
                "The log has {n} whole months. To tell growth from the season takes at least {least}, so no trend is shown.",  # noqa: E501
                season["months_n"], least=_.number(LEAST_MONTHS),
            )
        )  # fmt: skip
    if season["trend_status"] == "no_difference":
        return Prose(_("Apart from the season, the data show neither growth nor decline in the number of contacts."))
    trend = [season[f"trend_{name}"] for name in ("share_year", "low", "high")]
    message = N_("Apart from the season, the number of contacts grows by {share} (95%: {low} to {high}) a year.")
    if trend[0] < 0:
        message = N_("Apart from the season, the number of contacts shrinks by {share} (95%: {low} to {high}) a year.")
        trend = [-trend[0], -trend[2], -trend[1]]
    return Prose(
        _(message, **{name: _.share(value) for name, value in zip(("share", "low", "high"), trend, strict=True)})
    )
