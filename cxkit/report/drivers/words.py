"""What driver_modelling says first: the answer, what it stands beside, and why changes do not add up."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.drivers.names import change_words, count_words, outcome_words, roughly, shown_rows
from cxkit.report.reader import Report
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
from cxkit.settings.drivers import CHURN, DriverModelling

TOTAL = "all"  # the line of `together` that adds up the outcomes
RANGED = ("assumed", "benchmark")  # labels of amounts whose interval is no confidence interval
EUR = ("eur_year", "low_eur", "high_eur")
SAVED = ("saved_n_year", "saved_low", "saved_high")
MOST_KNOWN = 0.9  # share of the customers in a model, below which the first page says whom it is about


def title(settings: DriverModelling) -> str:
    """Return the title of the report."""
    _ = Language(settings.language)
    if settings.churn and settings.cross_sell:
        return _("What makes customers leave or buy, and what it is worth")
    return _("What makes customers leave, and what it is worth") if settings.churn else _(
        "What makes customers buy, and what it is worth"
    )  # fmt: skip


def sure(label: str, report: Report) -> str:
    """Return what kind of interval it is; an amount on a benchmark is no surer than an assumed one."""
    return how_sure("assumed" if label in RANGED else label, language=report.language)


def label_words(row: dict[str, Any], report: Report) -> str:
    """Return what an amount rests on; nothing where there is none."""
    label = row["label"]
    return report.language(LABEL_WORDS[label]) if label in LABEL_WORDS and label else ""


def a_year(row: dict[str, Any], report: Report) -> str:
    """Return an amount of a year without its sign, rounded to what its interval supports."""
    _, (eur, low, high) = report.language, (row[name] for name in EUR)
    amount = euros(low, high, abs(eur), language=_) if low == low else plain_euros(roughly(abs(eur)), language=_)
    return over_period(amount, "year", language=_)


def customers(row: dict[str, Any], report: Report) -> str:
    """Return how many customers fewer leave or more take, without a sign."""
    saved, low, high = (row[name] for name in SAVED)
    return count_words(abs(saved), low, high, language=report.language)


def headline(report: Report) -> dict[str, Any] | None:
    """Return the line of `together` the answer speaks of: all outcomes, or the only one; None when there is none."""
    rows = outcome_rows(report)
    if len(rows) == 1:
        return rows.iloc[0].to_dict()
    total = shown_rows(report.result.together)
    total = total[(total["outcome"] == TOTAL) & total["eur_year"].notna()] if len(total) else total
    return total.iloc[0].to_dict() if len(total) else None


def outcome_rows(report: Report) -> pd.DataFrame:
    """Return the lines of `together` that are of one outcome, in the order of the settings, with their amounts."""
    rows = shown_rows(report.result.together)
    if rows.empty:
        return rows
    own = rows[(rows["outcome"] != TOTAL) & rows["eur_year"].notna()]
    order = {name: place for place, name in enumerate(report.settings.outcomes)}
    return own.sort_values("outcome", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def main_outcome(report: Report) -> str:
    """Return the outcome the report looks at first: leaving where there is an amount for it."""
    rows = outcome_rows(report)
    return str(rows["outcome"].iloc[0]) if len(rows) else next(iter(report.settings.outcomes))


def changes(outcomes: Collection[str], report: Report) -> str:
    """Return everything that is changed for some outcomes, as 'fewer repeat contacts and a higher NPS'."""
    _, rows = report.language, shown_rows(report.result.what_ifs)
    rows = rows[rows["outcome"].isin(outcomes) & (rows["status"] != "not_computable")] if len(rows) else rows
    parts = [change_words(row, report) for row in rows.to_dict("records")]
    return listed(list(dict.fromkeys(parts)) or [_("this plan")], language=_)


def answer(report: Report) -> Answer:
    """Return the answer: what the changes are worth a year together, or in words why there is no amount."""
    _, row = report.language, headline(report)
    if row is None and len(report.result.together) and report.result.together["hidden"].any():
        return _no_amount(
            _("Hidden"), _("There are too few customers to show this without pointing at them."), "hidden"
        )
    if row is None or report.result.verdict == "not_computable":
        return _no_amount(
            _("Cannot be computed"),
            _("No change could be computed: see what stops the models, or name a change under what_ifs."),
            "none",
        )
    if row["status"] != "shown" or report.result.verdict == "no_difference":
        return _nothing_shown(row, report)
    return _amount(row, report)


def _no_amount(headline: str, sentence: str, tone: str) -> Answer:
    return Answer(headline, "", sentence, "", tone)


def _amount(row: dict[str, Any], report: Report) -> Answer:
    _ = report.language
    worth = _("That is worth about") if row["eur_year"] > 0 else _("That costs about")
    low, high = sorted((abs(row["low_eur"]), abs(row["high_eur"])))
    interval = _("{between}, {sure}", between=between(low, high, language=_), sure=sure(row["label"], report))
    sentence = f"{moved_words(report)} {worth}"
    return Answer(a_year(row, report), interval, sentence, label_words(row, report), "shown")


MOVED = {
    (True, True): N_("about {n} fewer customers a year would leave"),
    (True, False): N_("about {n} more customers a year would leave"),
    (False, True): N_("about {n} more customers a year would take {product}"),
    (False, False): N_("about {n} fewer customers a year would take {product}"),
}


def moved_words(report: Report) -> str:
    """Return how many customers fewer leave, and more take a product, when all is changed together."""
    _, rows = report.language, outcome_rows(report)
    shown = rows[rows["status"] == "shown"]
    parts = [_moved(row, report) for row in shown.to_dict("records")]
    change = changes(shown["outcome"].tolist() or rows["outcome"].tolist(), report)
    if not parts:
        return sentence_start(_("With {change}, more customers would stay or buy, taken together.", change=change))
    return sentence_start(_("With {change}, {effects}.", change=change, effects=listed(parts, language=_)))


def _moved(row: dict[str, Any], report: Report) -> str:
    outcome = row["outcome"]
    message = MOVED[outcome == CHURN, row["saved_n_year"] > 0]
    return report.language(message, n=customers(row, report), product=outcome)


def _nothing_shown(row: dict[str, Any], report: Report) -> Answer:
    _, names = report.language, outcome_rows(report)["outcome"].tolist()
    message = N_("With {change}, the data show no difference in how many customers leave or take a product.")
    if names == [CHURN]:
        message = N_("With {change}, the data show no difference in how many customers leave.")
    elif CHURN not in names:
        message = N_("With {change}, the data show no difference in how many customers take a product.")
    could_be = over_period(between(row["low_eur"], row["high_eur"], language=_), "year", language=_)
    interval = _("it could be anything {between} ({sure})", between=could_be, sure=sure(row["label"], report))
    sentence = sentence_start(_(message, change=changes(names, report)))
    return Answer(_("No effect shown"), interval, sentence, label_words(row, report), "none")


def cap_words(report: Report) -> Prose:
    """Return what leaving costs as it is and which part of it the changes would save, and that this is no proof."""
    _, rows = report.language, outcome_rows(report)
    rows = rows[(rows["outcome"] == CHURN) & (rows["cap_eur_year"] > 0)] if len(rows) else rows
    told = [_leaving(row, report) for row in rows.head(1).to_dict("records")]
    if answer(report).tone == "shown":
        told.append(_("This holds if the drivers are the cause; what speaks for that, and what against, stands below."))
    return Prose(*told)


def _leaving(row: dict[str, Any], report: Report) -> str:
    """Return what leaving costs, of whom that is told, and which part of it the changes would save."""
    _, all_n = report.language, report.result.facts["customers_n"]
    told = [_(
        "As it is, about {n} customers leave a year, which costs about {cost}.",
        n=_.number(roughly(row["base_n_year"])),
        cost=over_period(plain_euros(roughly(row["cap_eur_year"]), language=_), "year", language=_),
    )]  # fmt: skip
    if row["customers_n"] < MOST_KNOWN * all_n:
        told.append(_(
            "That is about the {n} of {all_n} customers of whom every driver is known.",
            n=_.number(row["customers_n"]), all_n=_.number(all_n),
        ))  # fmt: skip
    if row["status"] == "shown" and 0 < row["eur_year"] <= row["cap_eur_year"]:
        share = _.share(row["eur_year"] / row["cap_eur_year"])
        told.append(_("The changes would save about {share} of that.", share=share))
    return " ".join(told)


def part_words(report: Report) -> Prose:
    """Return what of the answer comes from which outcome; nothing when there is one outcome."""
    _, rows = report.language, outcome_rows(report)
    if len(rows) < 2:
        return Prose()
    told = [_part(row, report) for row in rows[rows["status"] == "shown"].to_dict("records")]
    if not told:
        return Prose()
    unsure = [outcome_words(name, report) for name in rows.loc[rows["status"] != "shown", "outcome"]]
    if unsure:
        told.append(_("For {outcomes}, the data show no difference.", outcomes=listed(unsure, language=_)))
    return Prose(" ".join(told))


def _part(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    low, high = sorted((abs(row["low_eur"]), abs(row["high_eur"])))
    message = N_("For {outcome}, that is worth about {amount} ({between}; {label}).")
    if row["eur_year"] < 0:
        message = N_("For {outcome}, that costs about {amount} ({between}; {label}).")
    return _(
        message, outcome=outcome_words(row["outcome"], report), amount=a_year(row, report),
        between=between(low, high, language=_), label=label_words(row, report),
    )  # fmt: skip


def together_words(report: Report) -> Prose:
    """Return why the changes together are worth less than added up, per outcome for which an amount is shown."""
    told = [_together(row, report) for row in outcome_rows(report).to_dict("records")]
    return Prose(" ".join(filter(None, told)))


def _together(row: dict[str, Any], report: Report) -> str:
    _, own = report.language, shown_rows(report.result.what_ifs)
    several = len(own) and ((own["outcome"] == row["outcome"]) & own["eur_year"].notna()).sum() > 1
    if not several or row["status"] != "shown" or row["gross_eur_year"] != row["gross_eur_year"]:
        return ""
    gross, amount = (
        euros(row["low_eur"], row["high_eur"], row[name], language=_) for name in ("gross_eur_year", "eur_year")
    )
    if gross == amount:
        return ""
    if row["outcome"] == CHURN:
        message = N_(
            "For leaving, the changes added up one by one come to about {gross}; together they come to about {amount}, since nobody can be kept twice."
        )  # noqa: E501
    else:
        message = N_(
            "For {outcome}, the changes added up one by one come to about {gross}; together they come to about {amount}."
        )  # noqa: E501
    return _(
        message, outcome=outcome_words(row["outcome"], report),
        gross=over_period(gross, "year", language=_), amount=over_period(amount, "year", language=_),
    )  # fmt: skip
