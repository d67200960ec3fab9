"""Why the changes are worth what they are: effects, importance and products, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.drivers.names import (
    driver_words,
    in_order,
    level_words,
    outcome_words,
    points_words,
    reported_rows,
    shown_rows,
    step_words,
)
from cxkit.report.reader import Report
from cxkit.report.show import Prose
from cxkit.report.wording import listed, over_period, plain_euros, sentence_start
from cxkit.settings.drivers import CHURN

MOST_NAMED = 4
EFFECT = ("points", "low", "high")


def effect_words(report: Report) -> Prose:
    """Return per outcome which drivers go with more of it, which with less, and which show nothing."""
    rows = shown_rows(reported_rows(report.result.drivers, report))
    told = [
        _effects(rows[rows["outcome"] == name], name, report)
        for name in in_order(report.result.drivers["outcome"], report)
    ]
    return Prose(*filter(None, told))


def _effects(rows: pd.DataFrame, outcome: str, report: Report) -> str:
    _ = report.language
    known = rows[rows["status"].isin(["shown", "no_difference"])] if len(rows) else rows
    if known.empty:
        return _("For {outcome}, no effect of a driver can be given.", outcome=outcome_words(outcome, report))
    sizes = known.reindex(known["points"].abs().sort_values(ascending=False, kind="stable").index)
    shown = sizes[sizes["status"] == "shown"]
    more, fewer = _direction_messages(outcome)
    told = [
        _(message, drivers=_named(part, report), product=outcome)
        for message, part in ((more, shown[shown["points"] > 0]), (fewer, shown[shown["points"] < 0]))
        if len(part)
    ]  # fmt: skip
    silent = known[known["status"] == "no_difference"]
    if len(silent):
        names = _few([level_words(row, report) for row in silent.to_dict("records")], report)
        told.append(
            _(
                "Of {drivers} the data show no effect on {outcome}.",
                drivers=names,
                outcome=outcome_words(outcome, report),
            )
        )
    return " ".join([*told, *_unexpected(shown, report)])


def _direction_messages(outcome: str) -> tuple[str, str]:
    if outcome == CHURN:
        return N_("More customers leave with {drivers}."), N_("Fewer customers leave with {drivers}.")
    return N_("More customers take {product} with {drivers}."), N_("Fewer customers take {product} with {drivers}.")


def _named(rows: pd.DataFrame, report: Report) -> str:
    """Return effects by name, the largest first, each with its size in percentage points."""
    return _few([_effect(row, report) for row in rows.to_dict("records")], report)


def _few(parts: list[str], report: Report) -> str:
    """Return the first parts as a list, and how many others there are."""
    _, rest = report.language, len(parts) - MOST_NAMED
    if rest <= 1:
        return listed(parts, language=_)
    return listed([*parts[:MOST_NAMED], _.plural("{n} other", "{n} others", rest)], language=_)


def _effect(row: dict[str, Any], report: Report) -> str:
    """Return a driver with its effect, as 'repeat contacts (+1: +2.7 percentage points)'."""
    _ = report.language
    points = points_words(*(row[name] for name in EFFECT), language=_, signed=True)
    if row["level"]:
        return _("{driver} ({points} percentage points)", driver=level_words(row, report), points=points)
    return _(
        "{driver} ({step}: {points} percentage points)",
        driver=level_words(row, report), step=step_words(row, report), points=points,
    )  # fmt: skip


def _unexpected(rows: pd.DataFrame, report: Report) -> list[str]:
    _ = report.language
    odd = rows[rows["unexpected"].astype(bool)] if len(rows) else rows
    if odd.empty:
        return []
    names = listed([level_words(row, report) for row in odd.to_dict("records")], language=_)
    return [_("Against what one would expect, and shown as it was found: {drivers}.", drivers=names)]


def importance_rows(outcome: str, report: Report) -> pd.DataFrame:
    """Return how much each driver matters for an outcome, the most first, from the model that holds most drivers."""
    rows = shown_rows(report.result.importance)
    rows = rows[(rows["outcome"] == outcome) & rows["share"].notna()] if len(rows) else rows
    model = "answered" if (rows["model"] == "answered").any() else "all"
    return rows[rows["model"] == model].sort_values("share", ascending=False, kind="stable", ignore_index=True)


def beyond_chance(rows: pd.DataFrame) -> pd.Series:
    """Say per driver whether its share lies above what as many random columns reach in 97.5% of draws."""
    return rows["share"].astype(float) > rows["noise_share"].astype(float).fillna(0.0)


def leaders(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the drivers that may matter most: those whose rank can be the first."""
    rows = rows[beyond_chance(rows)] if beyond_chance(rows).any() else rows
    lowest = rows["rank_low"].astype(float).fillna(rows["rank"].astype(float))
    return rows[(lowest <= 1) | (rows["rank"] == 1)]


def importance_words(report: Report) -> Prose:
    """Return per outcome which driver matters most, how sure that order is, and which are no more than chance."""
    _ = report.language
    told = [_importance(name, report) for name in in_order(report.result.importance["outcome"], report)]
    return Prose(*(filter(None, told) if any(told) else [_("How much each driver matters cannot be shown.")]))


def _importance(outcome: str, report: Report) -> str:
    _, rows = report.language, importance_rows(outcome, report)
    if rows.empty:
        return ""
    words, first = outcome_words(outcome, report), leaders(rows)
    share = _.share(rows["share"].iloc[0])
    if len(first) == 1:
        told = [_("For {outcome}, the most goes to {driver}: {share} of what the drivers explain together.",
                  outcome=words, driver=driver_words(first["driver"].iloc[0], report), share=share)]  # fmt: skip
    else:
        names = listed([driver_words(name, report) for name in first["driver"]], language=_)
        told = [_("For {outcome}, {drivers} come first; the data do not tell in which order.",
                  outcome=words, drivers=names)]  # fmt: skip
    weak = rows.loc[~beyond_chance(rows), "driver"]
    if len(weak):
        names = listed([driver_words(name, report) for name in weak], language=_)
        told.append(_("No more than chance would explain: {drivers}.", drivers=names))
    return " ".join(told)


def product_words(report: Report) -> Prose:
    """Return what customers with and without products are worth, and that this is no effect of the product."""
    _, rows = report.language, shown_rows(report.result.products)
    rows = rows[rows["value_eur_mean"].notna()] if len(rows) else rows
    held, none = (
        rows[rows["combination"] != ""] if len(rows) else rows,
        rows[rows["combination"] == ""] if len(rows) else rows,
    )
    if held.empty or none.empty:
        return Prose(_("What customers with and without products are worth cannot be compared."))
    most = held.loc[held["value_eur_mean"].idxmax()].to_dict()
    told = _(
        "A customer with {products} is worth about {amount}; one without any of the products about {other}.",
        products=product_name(most["combination"], report),
        amount=_worth(most, report), other=_worth(none.iloc[0].to_dict(), report),
    )  # fmt: skip
    stated = held["stated_eur_year"].notna().any()
    why = _("That difference is not what a product adds: customers who take more may have been worth more already.")
    return Prose(
        told + " " + why + (" " + _("The amounts above rest on the stated value of a product.") if stated else "")
    )


def product_name(combination: str, report: Report) -> str:
    """Return a combination of products as 'a and b', and 'no product' for none."""
    _ = report.language
    return listed(combination.split(" + "), language=_) if combination else _("no product")


def _worth(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    return over_period(plain_euros(row["value_eur_mean"], language=_), "year", language=_)


def pair_words(report: Report) -> Prose:
    """Return which drivers go together so closely that their effects cannot be told apart."""
    _, stops = report.language, report.result.stops
    pairs = stops[(stops["reason"] == "collinear") & (stops["other"] != "")] if len(stops) else stops
    if pairs.empty:
        return Prose(_("No two drivers go together so closely that their effects cannot be told apart."))
    both = pairs[["driver", "other"]].drop_duplicates().itertuples(index=False)
    names = [
        _("{driver} with {other}", driver=driver_words(one, report), other=driver_words(other, report))
        for one, other in both
    ]  # fmt: skip
    return Prose(
        sentence_start(listed(names, language=_))
        + ": "
        + _(
            "these go together so closely that which of the two does it cannot be told. Take them together in driver_groups, or leave one out."
        )
    )
