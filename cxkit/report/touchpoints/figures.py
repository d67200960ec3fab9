"""The figures of touchpoint_savings in shares and numbers: repeats by days, contacts by month."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import Language
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import BAND_ALPHA, COLOURS, themed, titled
from cxkit.report.touchpoints.reasons import share_words, shown_rows


def repeat_figure(report: Report) -> Chart | NoChart:
    """Return the share of repeats for each number of days, the chosen one in the accent colour."""
    _, chosen = report.language, report.result.facts["repeat_days"]
    rows = shown_rows(report.result.repeats)
    rows = rows[rows["repeat_share"].notna()] if len(rows) else rows
    if rows.empty:
        return NoChart(_("Repeats cannot be shown."))
    rows = rows.reset_index(drop=True)
    texts = [_.share(share) for share in rows["repeat_share"]]
    with themed():
        from matplotlib import pyplot as plt

        _figure, axes = plt.subplots()
        for at, row in enumerate(rows.to_dict("records")):
            colour = COLOURS["accent"] if row["days"] == chosen else COLOURS["muted"]
            ends = [[row["repeat_share"] - row["repeat_low"]], [row["repeat_high"] - row["repeat_share"]]]
            axes.errorbar([at], [row["repeat_share"]], yerr=ends, fmt="o", color=colour, markersize=5, capsize=5)
            weight = "bold" if row["days"] == chosen else "normal"
            axes.annotate(texts[at], (at, row["repeat_share"]), (12, 0), textcoords="offset points", va="center",
                          color=colour, fontweight=weight)  # fmt: skip
        axes.set_xticks(range(len(rows)), [_.number(day) for day in rows["days"]])
        axes.set_xlim(-0.4, len(rows) - 0.2)
        axes.set_ylim(0, 1.15 * rows["repeat_high"].max() or 1)
        axes.yaxis.set_major_formatter(lambda value, position: _.share(round(value, 6)))
        axes.locator_params(axis="y", nbins=5)
        axes.set_xlabel(_("Within so many days of the contact before"))
        titled(
            axes.figure,
            _repeat_title(rows, chosen, report),
            _(
                "Share of contacts on the same topic by the same customer, {period}; line: the 95% interval",
                period=report.settings.period,
            ),
        )  # noqa: E501
    parts = "; ".join(
        _(
            "{days} days: {share}", days=_.number(row["days"]), share=share_words(row, ("repeat_share", "repeat_low", "repeat_high"), report))  # noqa: E501
        for row in rows.to_dict("records")
    )  # fmt: skip
    return chart(axes.figure, alt=_("Share of repeat contacts by number of days: {parts}.", parts=parts))


def _repeat_title(rows: pd.DataFrame, chosen: int, report: Report) -> str:
    _, own = report.language, rows[rows["days"] == chosen]
    if own.empty:
        return _("How many contacts are repeats hangs on the number of days")
    return _(
        "{share} of the contacts repeat one of the {days} days before",
        share=_.share(own["repeat_share"].iloc[0]),
        days=_.number(chosen),
    )  # noqa: E501


def month_figure(report: Report) -> Chart | NoChart:
    """Return contacts a day, month by month over the log, with the counted period in a light band."""
    _, facts = report.language, report.result.facts
    rows = report.result.months
    if shown_rows(rows).empty or len(rows) < 2:
        return NoChart(_("The log is too short to show months."))
    with themed():
        from matplotlib import pyplot as plt

        _figure, axes = plt.subplots(figsize=(6.72, 3.8))
        month, per_day = pd.to_datetime(rows["month"]), rows["per_day"].astype(float)
        axes.plot(month, per_day, color=COLOURS["accent"], linewidth=2)
        for whole, face in ((True, COLOURS["accent"]), (False, "white")):
            of_kind = rows["whole"].astype(bool) == whole
            axes.plot(
                month[of_kind], per_day[of_kind], "o", color=COLOURS["accent"], markerfacecolor=face, markersize=6
            )
        axes.axvspan(pd.Timestamp(facts["period_from"]), pd.Timestamp(facts["period_until"]), color=COLOURS["accent"],
                     alpha=BAND_ALPHA / 2, linewidth=0)  # fmt: skip
        if facts["season"]["trend_status"] == "shown":
            _trend_line(axes, month, per_day, facts["season"]["trend_share_year"])
        axes.set_ylim(bottom=0)
        _month_axis(axes, len(rows))
        axes.yaxis.set_major_formatter(lambda value, position: _.number(value))
        titled(axes.figure, _month_title(facts["season"], _), _month_subtitle(rows, facts, _))
    parts = "; ".join(f"{m:%Y-%m} {_.number(n, decimals=1)}" for m, n in zip(month, per_day, strict=True) if n == n)
    return chart(axes.figure, alt=_("Contacts a day by month: {parts}.", parts=parts))


def _trend_line(axes: Any, month: pd.Series, per_day: pd.Series, a_year: float) -> None:
    """Draw the growth apart from the season through the middle of the log."""
    years = (month - month.mean()).dt.days / 365.25
    axes.plot(month, per_day.mean() * (1 + a_year) ** years, color=COLOURS["ink"], linewidth=1.2, linestyle=(0, (4, 3)))


def _month_axis(axes: Any, n: int) -> None:
    """Write months as 2025-01, as few as fit beside one another."""
    from matplotlib import dates

    axes.xaxis.set_major_locator(dates.MonthLocator(bymonth=(1, 4, 7, 10) if n <= 15 else (1, 7) if n <= 48 else (1,)))
    axes.xaxis.set_major_formatter(dates.DateFormatter("%Y-%m"))


def _month_title(season: dict[str, Any], _: Language) -> str:
    if season["trend_status"] == "not_computable":
        return _("The log is too short to tell growth from the season")
    if season["trend_status"] == "no_difference":
        return _("Apart from the season, contacts neither grow nor shrink")
    share = _.share(abs(season["trend_share_year"]))
    if season["trend_share_year"] < 0:
        return _("Apart from the season, contacts shrink by {share} a year", share=share)
    return _("Apart from the season, contacts grow by {share} a year", share=share)


def _month_subtitle(rows: pd.DataFrame, facts: dict[str, Any], _: Language) -> str:
    parts = [_("Contacts a day, by month"), _("light band: the counted period")]
    if not rows["whole"].astype(bool).all():
        parts.append(_("open dot: part of a month"))
    if facts["season"]["trend_status"] == "shown":
        parts.append(_("dashed: growth apart from the season"))
    return "; ".join(parts)
