"""What opportunity_ranking says first: the answer, the first steps, and what class each opportunity is in and why."""

from __future__ import annotations

from typing import Any

from cxkit.language import N_, Language
from cxkit.report.ranking.names import (
    EUR,
    RANGED,
    REASONS,
    VERDICTS,
    a_year,
    amount,
    days_words,
    label_words,
    names,
    of_class,
)
from cxkit.report.reader import Report
from cxkit.report.show import Answer, Prose
from cxkit.report.wording import between, euros, how_sure, listed, over_period, plain_euros, sentence_start, shortened
from cxkit.settings.ranking import OpportunityRanking

FIRST_STEPS = 3
STEPS = ("do", "pilot")


def title(settings: OpportunityRanking) -> str:
    """Return the title of the report."""
    _ = Language(settings.language)
    return _("What to do first")


def total(report: Report, name: str) -> dict[str, Any]:
    """Return one line of the totals: eur_year, low_eur, high_eur, label; all unknown when it is not there."""
    rows = report.result.totals
    own = rows[rows["name"] == name].to_dict("records")
    return own[0] if own else {**dict.fromkeys(EUR, float("nan")), "label": ""}


def answer(report: Report) -> Answer:
    """Return the answer: what the improvements that fit the budget bring a year, or in words why there is no amount."""
    _, net = report.language, total(report, "net")
    if report.result.verdict == "not_judged":
        return _no_amount(
            _("Cannot be computed"), _("No improvement has both an amount and an effort, so none can be judged.")
        )
    if report.result.verdict == "none_pays" and _too_large(report):
        return _no_amount(_("Nothing fits the budget"), _("What pays takes more days or euros than there are."))
    if report.result.verdict == "none_pays":
        return _no_amount(_("Nothing pays"), _("No improvement is expected to earn back what it takes."))
    if report.result.chosen.empty or net["eur_year"] != net["eur_year"]:
        return _nothing_chosen(report)
    n = len(report.result.chosen)
    sentence = _.plural(
        "{n} improvement fits the budget. Before costs, it would bring about",
        "{n} improvements fit the budget. Before costs, they would together bring about",
        n,
    )
    told = over_period(amount(net, EUR, report), "year", language=_)
    return Answer(told, _interval(net, report), sentence, label_words(net["label"], report), "shown")


def _interval(net: dict[str, Any], report: Report) -> str:
    _ = report.language
    if not net["low_eur"] < net["high_eur"]:
        return ""
    sure = how_sure("assumed" if net["label"] in RANGED else net["label"], language=_)
    return _("{between}, {sure}", between=between(net["low_eur"], net["high_eur"], language=_), sure=sure)


def _no_amount(headline: str, sentence: str) -> Answer:
    return Answer(headline, "", sentence, "", "none")


def _too_large(report: Report) -> bool:
    """Say whether something would pay that alone is larger than the budget."""
    rows = report.result.opportunities
    return bool(((rows["reason"] == "over_budget") & (rows["net_eur"] > 0)).any())


def _nothing_chosen(report: Report) -> Answer:
    _ = report.language
    if of_class(report, "do_now"):
        return _no_amount(_("Nothing fits the budget"), _("What pays takes more days or euros than there are."))
    return _no_amount(_("Test first"), _("Nothing is sure enough to do now. Some improvements may pay, once tested."))


def first_steps_words(report: Report) -> Prose:
    """Return the first steps by name, what the whole takes, and what is to be tested before it is rolled out."""
    return Prose(*filter(None, [_start_words(report), _takes_words(report), _test_words(report)]))


def first_steps(report: Report) -> list[dict[str, Any]]:
    """Return the first steps of the roadmap, an opportunity once: opportunity and step."""
    rows = report.result.roadmap
    rows = rows[rows["step"].isin(STEPS)].sort_values(["phase", "order"], kind="stable")
    return rows.drop_duplicates("opportunity").head(FIRST_STEPS).to_dict("records")


def _start_words(report: Report) -> str:
    _, written, steps = report.language, names(report), first_steps(report)
    if not steps:
        return ""
    told = [
        written[step["opportunity"]] if step["step"] == "do" else _("a test of {name}", name=written[step["opportunity"]])
        for step in steps
    ]  # fmt: skip
    return _("Start with: {steps}.", steps="; ".join(told))


def _takes_words(report: Report) -> str:
    _, chosen = report.language, report.result.chosen
    if chosen.empty:
        return ""
    taken = _(
        "All of it takes {days} of the {budget_days} days of effort there are, and {cost} of the {budget} to spend.",
        days=days_words(chosen["effort_days"].sum(), report), cost=plain_euros(chosen["cost_eur"].sum(), language=_),
        budget_days=days_words(report.settings.budget_days, report),
        budget=plain_euros(report.settings.budget_eur, language=_),
    )  # fmt: skip
    return f"{taken} {_left_words(report)}"


def _left_words(report: Report) -> str:
    """Return what the chosen set leaves after all costs, over the years in which it must earn them back."""
    _, facts = report.language, report.result.facts
    left, low, high = (facts[name] for name in ("left_eur", "left_low_eur", "left_high_eur"))
    told = {
        "years": _years(report), "left": euros(low, high, left, language=_), "between": between(low, high, language=_),
        "share": _.share(facts["left_pays_share"]),
    }  # fmt: skip
    if low < 0 < high:
        return _(
            "After all that it takes, about {left} is to be expected over {years}, {between}: in {share} of the cases it earns itself back.",
            **told,
        )  # noqa: E501
    return _("After all that it takes, that leaves about {left} over {years}, {between}.", **told)


def _test_words(report: Report) -> str:
    _, written, chosen = report.language, names(report), report.result.chosen
    tested = chosen[chosen["verdict"] == "validate"]
    if tested.empty:
        return ""
    return _(
        "First test whether this works, with part of the customers: {names}. About {amount} hangs on it.",
        names="; ".join(written[name] for name in tested["opportunity"]),
        amount=a_year(tested["extra_eur_year"].sum(), report),
    )  # fmt: skip


def class_words(report: Report) -> Prose:
    """Return how many opportunities were judged, and which are in each class."""
    _, facts = report.language, report.result.facts
    n = facts["opportunities_n"] - len(of_class(report, "foundation"))
    if not n:
        return Prose(_("There are no opportunities to judge."))
    told = [
        _("Of {n} opportunities, {judged} could be judged.", n=_.number(n), judged=_.number(facts["judged_n"]))
    ]  # fmt: skip
    return Prose(*told, *(_class_line(verdict, report) for verdict in list(VERDICTS)[:4] if of_class(report, verdict)))


def _class_line(verdict: str, report: Report) -> str:
    """Return the names of a class, each reason once with the names it goes for."""
    _, written, rows = report.language, names(report), of_class(report, verdict)
    by_reason: dict[str, list[str]] = {}
    for row in rows:
        by_reason.setdefault(row["reason"], []).append(written[row["opportunity"]])
    head = _("{verdict} ({n})", verdict=sentence_start(_(VERDICTS[verdict])), n=_.number(len(rows)))
    if not set(by_reason) & set(REASONS):
        return f"{head}: {'; '.join(name for own in by_reason.values() for name in own)}."
    parts = [f"{sentence_start(_(REASONS[reason]))}: {'; '.join(own)}." for reason, own in by_reason.items()]
    return f"{head}. {' '.join(parts)}"


def class_rule_words(report: Report) -> Prose:
    """Return the rule that puts an opportunity in a class, with its numbers, in the order in which it is applied."""
    _, settings = report.language, report.settings
    tested = _(
        "What a pilot tested counts as it was measured: whether it works is no longer in doubt. Where the pilot showed no gain: not now."
    )  # noqa: E501
    budget = {"days": days_words(settings.budget_days, report), "eur": plain_euros(settings.budget_eur, language=_)}
    return Prose(
        _("Every opportunity is put in the first class that fits:"),
        _("1. Not judged: nobody has said what effort it takes, or what it brings."),
        _("2. Not now: alone, it takes more than the {days} days of effort or the {eur} there are.", **budget),
        _("3. Validate first: it is so unsure whether it pays that knowing would be worth more than a pilot costs ({pilot}, where the list says nothing else).",  # noqa: E501
          pilot=plain_euros(settings.pilot_cost_eur, language=_)),
        _("4. Do now: within {years}, it is expected to bring more than it takes.", years=_years(report)),
        _("5. Not now: it is not expected to do so."),
        _("What it brings counts with its chance of success, and later euros count {rate} less a year. A day of effort costs {day}. Small is at most {small} days of effort.",  # noqa: E501
          rate=_.share(settings.discount_rate_year, decimals=_places(100 * settings.discount_rate_year)),
          day=plain_euros(settings.day_rate_eur, language=_), small=days_words(settings.small_effort_days, report)),
        *[tested] * bool(report.result.tested["used"].any()),
    )  # fmt: skip


def _years(report: Report) -> str:
    return report.language.plural("{n} year", "{n} years", report.settings.horizon_years)


def _places(value: float) -> int:
    return 0 if abs(value - round(value)) < 1e-9 else 1


OVERLAPPING = N_(
    "Added up one by one, the chosen improvements would bring about {gross}. Of that, about {overlap} would be counted twice, because some work on the same contacts or the same customers. About {net} is left."  # noqa: E501
)


HARDLY = N_(
    "Added up one by one, the chosen improvements would bring about {gross}. Only about {overlap} of that would be counted twice, because some work on the same contacts or the same customers; it is taken off."  # noqa: E501
)


def overlap_words(report: Report) -> Prose:
    """Return what the chosen set brings when added up, what of it would be counted twice, and what is left."""
    _, rows = report.language, {name: total(report, name) for name in ("gross", "overlap", "net")}
    if report.result.chosen.empty or any(row["eur_year"] != row["eur_year"] for row in rows.values()):
        return Prose()
    told = {name: over_period(amount(row, EUR, report), "year", language=_) for name, row in rows.items()}
    if rows["overlap"]["eur_year"] <= 0:
        return Prose(
            _("The chosen improvements do not bring the same euros twice, so they add up: {net}.", net=told["net"])
        )
    if told["gross"] == told["net"]:
        return Prose(" ".join([_(HARDLY, **told), *_unknown_overlap(report)]))
    return Prose(" ".join([_(OVERLAPPING, **told), *_unknown_overlap(report)]))


def _unknown_overlap(report: Report) -> list[str]:
    _, n = report.language, report.result.facts["unknown_overlap_n"]
    if not n:
        return []
    return [
        _.plural(
            "Of {n} overlap it is not known how large it is; there only the largest amount counts.",
            "Of {n} overlaps it is not known how large they are; there only the largest amount counts.",
            n,
        )
    ]


def named(opportunities: list[str], report: Report, *, most: int = 3, letters: int = 0) -> str:
    """Return names one after the other, the first few and how many more there are; each in so many letters if given."""
    _, written = report.language, names(report)
    told = [shortened(written[name], letters=letters or len(written[name])) for name in opportunities[:most]]
    more = len(opportunities) - most
    return listed(told + ([_.plural("{n} more", "{n} more", more)] if more > 0 else []), language=_)
