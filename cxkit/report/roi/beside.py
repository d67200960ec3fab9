"""What stands beside the euros and never in them: figures of other firms, the market, and aims that are no money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.case_words import aim_name
from cxkit.report.ranking.market import market_words
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table
from cxkit.report.wording import listed, sentence_start

__all__ = ["aim_names", "aims_table", "aims_words", "figures_table", "figures_words", "market_table", "market_words"]

UNITS = {
    "USD million": N_("US$ {n} million"),
    "GBP million": N_("£ {n} million"),
    "EUR million": N_("€ {n} million"),
    "EUR per contact": N_("€ {n} a contact"),
    "USD per contact": N_("US$ {n} a contact"),
    "GBP per contact": N_("£ {n} a contact"),
    "points": N_("{n} points"),
}
STATUSES = {
    "behind": N_("rated higher than us"),
    "ahead": N_("rated lower than us"),
    "no_difference": N_("no difference shown"),
    "unknown": N_("not known how sure"),
}
MOST_PLACES = 2
MONEY, A_CONTACT = "million", "per contact"
REVENUE = N_(
    "Amounts are mostly revenue, of which only the gross margin would be a benefit, at firms of another size in other countries."  # noqa: E501
)


def figures_words(report: Report) -> Prose:
    """Return why figures of other firms stand beside the business case and not in it."""
    _, rows = report.language, newest(report.result.figures)
    if rows.empty:
        return Prose()
    told = [
        _("These figures were published by others. They are not in the amounts above: they say what others found, not what this client may expect."),  # noqa: E501
    ]  # fmt: skip
    if rows["unit"].str.endswith(MONEY).any():
        told.append(_(REVENUE))
    if rows["unit"].str.endswith(A_CONTACT).any():
        told.append(_("Costs of a contact are rough, and rest on other ways of counting."))
    editions = sorted(set(rows.loc[rows["edition"] > 0, "edition"]))
    if len(editions) > 1:
        told.append(
            _("Editions of {first} to {last} differ in method and in market, so they cannot be set beside each other.",
              first=str(int(editions[0])), last=str(int(editions[-1])))
        )  # fmt: skip
    return Prose(" ".join(told))


def figures_table(report: Report) -> Table | Prose:
    """Return the figures of other firms with publisher, edition and source."""
    _, rows = report.language, newest(report.result.figures)
    if rows.empty:
        return Prose()
    held, older = rows.to_dict("records"), len(report.result.figures) - len(rows)
    frame = pd.DataFrame({
        _("What was found"): [_text(row["what"], report) for row in held],
        _("Value"): [_figure(row, report) for row in held],
        _("Industry"): [_text(row["industry"], report) or _("all industries") for row in held],
        _("Published by"): [_publisher(row) for row in held],
        _("Seen in"): [str(row["source"]) for row in held],
    })  # fmt: skip
    notes = [
        _.plural("{n} figure of an older edition is left out.", "{n} figures of older editions are left out.", older)
    ]
    return Table(frame, numeric=(_("Value"),), notes=tuple(notes * bool(older)))


def newest(figures: pd.DataFrame) -> pd.DataFrame:
    """Return of each publisher the figures of its newest edition, since editions are not to be compared.

    Parameters
    ----------
    figures : publisher and edition (0 where the source names no year).
    """
    return figures[figures["edition"] == figures.groupby("publisher")["edition"].transform("max")]


def _publisher(row: dict[str, Any]) -> str:
    """Return who published a figure, with the year where the source names one."""
    return f"{row['publisher']}, {int(row['edition'])}" if row["edition"] else str(row["publisher"])


def _text(value: Any, report: Report) -> str:
    """Return a text in the reader's language, the English one where there is none."""
    if not isinstance(value, Mapping):
        return str(value)
    return str(value.get(report.settings.language) or value.get("en", ""))


def _figure(row: dict[str, Any], report: Report) -> str:
    """Return a figure, or its range, with its unit."""
    _, low, high = report.language, row["low"], row["high"]
    if row["unit"] == "share":
        places = max(_places(100 * value) for value in (low, high))
        ends = [_.share(value, decimals=places) for value in (low, high)]
    else:
        places = max(_places(value) for value in (low, high))
        ends = [_.number(value, decimals=places) for value in (low, high)]
    told = ends[0] if low == high else _("{low} to {high}", low=ends[0], high=ends[1])
    if row["unit"] == "share":
        return told
    return _(UNITS[row["unit"]], n=told) if row["unit"] in UNITS else f"{told} {row['unit']}"


def _places(value: float) -> int:
    """Return the decimals, two at most, that a published number has."""
    return next((places for places in range(MOST_PLACES) if abs(value - round(value, places)) < 1e-9), MOST_PLACES)


def market_table(report: Report) -> Table | Prose:
    """Return the score of each brand with its interval, year and source, the highest first."""
    _, rows = report.language, report.result.market
    rows = rows[rows["score"].notna()].sort_values("score", ascending=False, kind="stable")
    if rows["own"].astype(bool).all():
        return Prose()
    places = 0 if report.settings.score_scale[1] - report.settings.score_scale[0] > 20 else 1
    held = rows.to_dict("records")
    frame = pd.DataFrame({
        _("Brand"): [str(row["brand"]) for row in held],
        report.settings.market_metric: [_.number(row["score"], decimals=places) for row in held],
        _("95% interval"): [_interval(row, places, report) for row in held],
        _("Year"): [str(int(row["year"])) if row["year"] == row["year"] else "" for row in held],
        _("Answers"): [_.number(row["n"]) if row["n"] == row["n"] else "" for row in held],
        _("Source"): [_("own measurement") if row["own"] else str(row["source"] or "") for row in held],
        _("Beside us"): [_(STATUSES[row["status"]]) if row["status"] in STATUSES else "" for row in held],
    })  # fmt: skip
    return Table(frame, numeric=tuple(frame.columns[1:5]))


def _interval(row: dict[str, Any], places: int, report: Report) -> str:
    _, low, high = report.language, row["low"], row["high"]
    if not low <= high:
        return ""
    return _("{low} to {high}", low=_.number(low, decimals=places), high=_.number(high, decimals=places))


def aim_names(report: Report) -> dict[str, str]:
    """Return every aim as its reader reads it, in small letters; one of the client's own as typed."""
    return {aim: aim_name(aim, language=report.language) for aim in report.result.aims["aim"]}


def aims_words(report: Report) -> Prose:
    """Return which aims beside the euros are expected to move, on their own scale."""
    _, rows, written = report.language, report.result.aims, aim_names(report)
    if rows.empty:
        return Prose()
    low, high = (_.number(end) for end in report.settings.aims_scale)
    told = [_("Not everything is money. On a scale of {low} to {high}, these aims count on their own; they are not in the euros, and no euro is put on them.",  # noqa: E501
              low=low, high=high)]  # fmt: skip
    for message, chosen in (
        (N_("Expected to rise: {aims}."), rows["change_low"] > 0),
        (N_("May rise, or stay as it is: {aims}."), (rows["change_low"] == 0) & (rows["change_high"] > 0)),
        (N_("May rise or fall: {aims}."), (rows["change_low"] < 0) & (rows["change_high"] > 0)),
        (N_("Expected to stay as it is: {aims}."), (rows["change_low"] == 0) & (rows["change_high"] == 0)),
        (N_("Not expected to rise: {aims}."), (rows["change_low"] < 0) & (rows["change_high"] <= 0)),
    ):
        if chosen.any():
            told.append(_(message, aims=listed([written[aim] for aim in rows.loc[chosen, "aim"]], language=_)))
    return Prose(" ".join(told))


def aims_table(report: Report) -> Table | Prose:
    """Return per aim the score now, what is expected and by how much it moves."""
    _, rows, written = report.language, report.result.aims, aim_names(report)
    if rows.empty:
        return Prose()
    held = rows.to_dict("records")
    low, high = (_.number(end) for end in report.settings.aims_scale)
    frame = pd.DataFrame({
        _("Aim"): [sentence_start(written[row["aim"]]) for row in held],
        _("Now"): [_.number(row["now"], decimals=1) for row in held],
        _("Expected"): [_run(row["low"], row["high"], report) for row in held],
        _("Change (points)"): [_run(row["change_low"], row["change_high"], report, signed=True) for row in held],
    })  # fmt: skip
    note = _("Scores of {low} to {high}, as stated by the client: assumed.", low=low, high=high)
    return Table(frame, numeric=tuple(frame.columns[1:]), notes=(note,))


def _run(low: float, high: float, report: Report, *, signed: bool = False) -> str:
    _ = report.language
    ends = [_signed(value, report) if signed else _.number(value, decimals=1) for value in (low, high)]
    return ends[0] if ends[0] == ends[1] else _("{low} to {high}", low=ends[0], high=ends[1])


def _signed(value: float, report: Report) -> str:
    text = report.language.number(abs(value), decimals=1)
    if round(value, 1) == 0:
        return text
    return f"{'+' if value > 0 else '−'}{text}"
