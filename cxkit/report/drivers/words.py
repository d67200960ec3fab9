"""What driver_modelling says first: the answer, what it stands beside, and why changes do not add up."""

from __future__ import annotations

from typing import Any

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

RANGED = ("assumed", "benchmark")  # labels of amounts whose interval is no confidence interval
EUR = ("eur_year", "low_eur", "high_eur")
SAVED = ("saved_n_year", "saved_low", "saved_high")


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
    """Return the line of `together` the answer speaks of: the largest amount shown; None when no line has one."""
    rows = shown_rows(report.result.together)
    rows = rows[rows["eur_year"].notna()] if len(rows) else rows
    if rows.empty:
        return None
    surely = rows[(rows["status"] == "shown") & ((rows["eur_year"] > 0) == (report.result.verdict == "gain"))]
    if report.result.verdict in ("gain", "loss") and len(surely):
        return surely.loc[surely["eur_year"].abs().idxmax()].to_dict()
    leaving = rows[rows["outcome"] == CHURN]
    return (leaving if len(leaving) else rows).iloc[0].to_dict()


def changes(outcome: str, report: Report) -> str:
    """Return everything that is changed for an outcome, as 'fewer repeat contacts and a higher NPS'."""
    rows = shown_rows(report.result.what_ifs)
    rows = rows[(rows["outcome"] == outcome) & (rows["status"] != "not_computable")] if len(rows) else rows
    parts = [change_words(row, report) for row in rows.to_dict("records")]
    return listed(list(dict.fromkeys(parts)) or [report.language("this plan")], language=report.language)


def answer(report: Report) -> Answer:
    """Return the answer: what the changes are worth a year together, or in words why there is no amount."""
    _, row = report.language, headline(report)
    if row is None and len(report.result.together) and report.result.together["hidden"].any():
        return _no_amount(
            _("Hidden"), _("There are too few customers to show this without pointing at them."), "hidden"
        )
    if row is None or report.result.verdict == "not_computable":
        return _no_amount(_("Cannot be computed"), _("No change could be computed: see what stops the models."), "none")
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
    return Answer(
        a_year(row, report), interval, f"{moved_words(row, report)} {worth}", _(LABEL_WORDS[row["label"]]), "shown"
    )


MOVED = {
    (True, True): N_("With {change}, about {n} fewer customers a year would leave."),
    (True, False): N_("With {change}, about {n} more customers a year would leave."),
    (False, True): N_("With {change}, about {n} more customers a year would take {product}."),
    (False, False): N_("With {change}, about {n} fewer customers a year would take {product}."),
}


def moved_words(row: dict[str, Any], report: Report) -> str:
    """Return how many customers fewer leave, or more take a product, when all is changed together."""
    _, outcome = report.language, row["outcome"]
    message = MOVED[outcome == CHURN, row["saved_n_year"] > 0]
    told = _(message, change=changes(outcome, report), n=customers(row, report), product=outcome)
    return sentence_start(told)


def _nothing_shown(row: dict[str, Any], report: Report) -> Answer:
    _ = report.language
    message = N_("With {change}, the data show no difference in how many customers take {product}.")
    if row["outcome"] == CHURN:
        message = N_("With {change}, the data show no difference in how many customers leave.")
    sentence = sentence_start(_(message, change=changes(row["outcome"], report), product=row["outcome"]))
    could_be = over_period(between(row["low_eur"], row["high_eur"], language=_), "year", language=_)
    interval = _("it could be anything {between} ({sure})", between=could_be, sure=sure(row["label"], report))
    return Answer(_("No effect shown"), interval, sentence, _(LABEL_WORDS[row["label"]]), "none")


def cap_words(report: Report) -> Prose:
    """Return what leaving costs as it is, and which part of it the changes would keep."""
    _, rows = report.language, shown_rows(report.result.together)
    rows = rows[(rows["outcome"] == CHURN) & rows["cap_eur_year"].notna()] if len(rows) else rows
    if rows.empty:
        return Prose()
    row = rows.iloc[0].to_dict()
    told = _(
        "As it is, about {n} customers leave a year, which costs about {cost}.",
        n=_.number(roughly(row["base_n_year"])),
        cost=over_period(plain_euros(roughly(row["cap_eur_year"]), language=_), "year", language=_),
    )
    if row["status"] != "shown" or not 0 < row["eur_year"] <= row["cap_eur_year"]:
        return Prose(told)
    share = _.share(row["eur_year"] / row["cap_eur_year"])
    return Prose(told + " " + _("The changes would keep about {share} of that.", share=share))


def beside_words(report: Report) -> Prose:
    """Return what the changes do to the other outcomes, which is not in the answer."""
    _, first = report.language, headline(report)
    rows = shown_rows(report.result.together)
    if first is None or len(rows) < 2:
        return Prose()
    others = [row for row in rows.to_dict("records") if row["outcome"] != first["outcome"]]
    shown = [row for row in others if row["status"] == "shown" and row["eur_year"] == row["eur_year"]]
    unsure = [outcome_words(row["outcome"], report) for row in others if row["status"] == "no_difference"]
    told = [_beside(row, report) for row in shown]
    if shown:
        told.append(_("This comes beside the amount above and is not part of it."))
    if unsure:
        told.append(_("For {outcomes}, the data show no difference.", outcomes=listed(unsure, language=_)))
    return Prose(" ".join(told))


def _beside(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    low, high = sorted((abs(row["low_eur"]), abs(row["high_eur"])))
    message = N_("That is worth about {amount} ({between}; {label}).")
    if row["eur_year"] < 0:
        message = N_("That costs about {amount} ({between}; {label}).")
    worth = _(
        message, amount=a_year(row, report), between=between(low, high, language=_), label=_(LABEL_WORDS[row["label"]])
    )
    return f"{moved_words(row, report)} {worth}"


def together_words(report: Report) -> Prose:
    """Return why the changes together are worth less than added up, per outcome for which an amount is shown."""
    rows = shown_rows(report.result.together)
    told = [_together(row, report) for row in rows.to_dict("records")] if len(rows) else []
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
