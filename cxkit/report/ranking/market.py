"""How the market is rated beside the client."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.drivers.drawing import Group, Row, grouped
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, Prose, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import listed

MOST_BRANDS = 9
STATUSES = {
    "behind": N_("Rated higher than {own}: {brands}."),
    "ahead": N_("Rated lower than {own}: {brands}."),
    "no_difference": N_("No difference shown: {brands}."),
    "unknown": N_("Not known how sure the score is: {brands}."),
}


def own_brand(report: Report) -> str:
    """Return the client as it stands among the brands."""
    rows = report.result.market
    own = rows.loc[rows["own"].astype(bool), "brand"]
    return str(own.iloc[0]) if len(own) else report.settings.client_name


def market_words(report: Report) -> Prose:
    """Return who in the market is rated higher or lower, and of whom that cannot be said."""
    _, rows = report.language, report.result.market
    others = rows[~rows["own"].astype(bool)]
    if others.empty:
        return Prose()
    if len(others) == len(rows):
        return Prose(_("There is no score of {own} to set beside those of others.", own=own_brand(report)))
    told = [
        _(
            message,
            own=own_brand(report),
            brands=listed(others.loc[others["status"] == status, "brand"].tolist(), language=_),
        )
        for status, message in STATUSES.items()
        if (others["status"] == status).any()
    ]
    years = sorted(set(rows["year"].dropna()))
    if len(years) > 1:
        told.append(_("Scores are of {first} to {last}, so they do not all compare the same year.",
                      first=str(int(years[0])), last=str(int(years[-1]))))  # fmt: skip
    return Prose(" ".join(told))


def market_figure(report: Report) -> Chart | NoChart:
    """Return the score of each brand, the highest first, with its interval where that is known."""
    _, rows = report.language, report.result.market
    rows = rows[rows["score"].notna()].sort_values("score", ascending=False, kind="stable")
    others = rows[~rows["own"].astype(bool)]
    if others.empty:
        return NoChart(_("There are no scores of competitors to show."))
    rows = rows[rows["own"].astype(bool) | rows.index.isin(others.index[: MOST_BRANDS - 1])]
    places = 0 if report.settings.score_scale[1] - report.settings.score_scale[0] > 20 else 1
    lines = tuple(_line(row, places, _) for row in rows.to_dict("records"))
    with themed():
        axes, _spans = grouped([Group("", lines)])
        ends = rows[["score", "low", "high"]].astype(float)
        room = 0.08 * (ends.max().max() - ends.min().min()) or 1
        axes.set_xlim(ends.min().min() - room, ends.max().max() + room)
        axes.xaxis.set_major_formatter(lambda value, position: _.number(value, decimals=places))
        titled(axes.figure, _title(others, report), _("{metric}; line: the 95% interval, where it is known",
                                                      metric=report.settings.market_metric))  # fmt: skip
    parts = "; ".join(_told(row, places, _) for row in lines)
    told = _("{metric} of each brand: {parts}.", metric=report.settings.market_metric, parts=parts)
    return chart(axes.figure, alt=told)


def _told(row: Row, places: int, _: Language) -> str:
    if row.low != row.low:
        return f"{row.label}: {row.text}"
    ends = {"low": _.number(row.low, decimals=places), "high": _.number(row.high, decimals=places)}
    return f"{row.label}: " + _("{likely} ({low} to {high})", likely=row.text, **ends)


def _line(row: dict[str, Any], places: int, _: Language) -> Row:
    year = f" ({int(row['year'])})" if row["year"] == row["year"] and row["year"] is not None else ""
    return Row(f"{row['brand']}{year}", float(row["score"]), float(row["low"]), float(row["high"]),
               _.number(row["score"], decimals=places), COLOURS["accent"] if row["own"] else COLOURS["muted"],
               bool(row["own"]))  # fmt: skip


def _title(others: pd.DataFrame, report: Report) -> str:
    _, own = report.language, own_brand(report)
    better = others.loc[others["status"] == "behind", "brand"].tolist()
    if not len(report.result.market[report.result.market["own"].astype(bool)]):
        return _("How competitors are rated")
    if not better:
        return _("No competitor is shown to be rated higher than {own}", own=own)
    if len(better) > 2:
        return _("{n} competitors are rated higher than {own}", n=_.number(len(better)), own=own)
    return _.plural("{brands} is rated higher than {own}", "{brands} are rated higher than {own}", len(better),
                    brands=listed(better, language=_), own=own)  # fmt: skip
