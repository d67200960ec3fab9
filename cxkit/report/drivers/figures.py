"""The figures of driver_modelling: euros of changes, effects of drivers, and whether chances are true."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxkit.language import Language
from cxkit.report.drivers.checks import main_model
from cxkit.report.drivers.drawing import Group, Row, grouped
from cxkit.report.drivers.names import (
    NUMBER,
    change_words,
    in_order,
    level_words,
    outcome_words,
    points_range,
    points_words,
    reported_rows,
    shown_rows,
    step_words,
)
from cxkit.report.drivers.words import EUR, RANGED, a_year, headline, outcome_rows
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, euro_axis, themed, titled
from cxkit.report.wording import euros, interval_words, listed, run_from, sentence_start, shortened

POINTS = ("points", "low", "high")
MOST_CHANGES, MOST_EFFECTS, MOST_EACH, MOST_OUTCOMES = 7, 8, 5, 3
MOST_PANELS = 2
PANEL_LETTERS = 23  # of a heading over one of two figures, per line


def what_if_figure(report: Report) -> Chart | NoChart:
    """Return what each change is worth a year, per outcome, with intervals and with all changes together."""
    _ = report.language
    rows = shown_rows(report.result.what_ifs)
    rows = rows[rows["eur_year"].notna()] if len(rows) else rows
    if rows.empty:
        return NoChart(_("What the changes are worth cannot be shown."))
    groups = _by_outcome(rows, report, _change_rows)
    with themed():
        axes, _spans = grouped(groups)
        euro_axis(axes.xaxis, _.code)
        titled(axes.figure, _what_if_title(report), _what_if_subtitle(rows, report))
    parts = _parts(groups, lambda low, high: run_from(low, high, language=_))
    return chart(axes.figure, alt=_("What each change is worth, in € a year: {parts}.", parts=parts))


def _by_outcome(rows: pd.DataFrame, report: Report, make: Any) -> list[Group]:
    """Return a group of rows per outcome, with a heading where there are several."""
    names = in_order(rows["outcome"], report)[:MOST_OUTCOMES]
    made = [(name, make(rows[rows["outcome"] == name], name, len(names), report)) for name in names]
    return [Group(sentence_start(outcome_words(name, report)) if len(names) > 1 else "", own) for name, own in made]


def _change_rows(rows: pd.DataFrame, outcome: str, outcomes_n: int, report: Report) -> tuple[Row, ...]:
    _ = report.language
    first = _largest_first(rows, "eur_year").head(MOST_CHANGES)
    lines = [_change_row(row, sentence_start(change_words(row, report)), _) for row in first.to_dict("records")]
    together = outcome_rows(report)
    own = together[together["outcome"] == outcome] if len(together) else together
    if len(rows) > 1 and len(own):
        lines.append(_change_row(own.iloc[0].to_dict(), _("Together"), _, bold=True))
    return tuple(lines)


def _largest_first(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return rows by size, those that are shown first."""
    sizes = rows.reindex(rows[name].abs().sort_values(ascending=False, kind="stable").index)
    return sizes.sort_values("status", key=lambda status: status != "shown", kind="stable")


def _change_row(row: dict[str, Any], label: str, _: Language, *, bold: bool = False) -> Row:
    eur, low, high = (float(row[name]) for name in EUR)
    text = euros(low, high, eur, language=_) if row["status"] == "shown" else _("not shown")
    return Row(label, eur, low, high, text, _colour(row["status"], eur), bold)


def _colour(status: str, amount: float) -> str:
    if status != "shown":
        return COLOURS["muted"]
    return COLOURS["accent"] if amount > 0 else COLOURS["loss"]


def _what_if_title(report: Report) -> str:
    _, row = report.language, headline(report)
    if row is None or report.result.verdict not in ("gain", "loss") or row["status"] != "shown":
        return _("No change is shown to be worth money")
    if report.result.verdict == "loss":
        return _("The changes cost about {amount}", amount=a_year(row, report))
    return _("Together, the changes are worth about {amount}", amount=a_year(row, report))


def _what_if_subtitle(rows: pd.DataFrame, report: Report) -> str:
    _, assumed = report.language, rows["label"].isin(RANGED)
    interval = interval_words("assumed" if assumed.all() else "measured", language=_)
    if assumed.any() and not assumed.all():
        interval = _("the 95% interval, or a range under assumptions")
    told = _("Margin, € a year, {period}; line: {interval}", period=report.settings.period, interval=interval)
    return told if (rows["status"] == "shown").all() else told + "; " + _("grey: no effect shown")


def _parts(groups: list[Group], write: Any) -> str:
    """Return every row with its interval, for who cannot see the figure."""
    return "; ".join(
        (f"{group.heading}, " if group.heading else "")
        + f"{row.label}: {row.text}"
        + (f" ({write(row.low, row.high)})" if row.low == row.low else "")
        for group in groups for row in group.rows
    )  # fmt: skip


def effect_figure(report: Report) -> Chart | NoChart:
    """Return the effect of each driver on each outcome in percentage points, with intervals."""
    _ = report.language
    rows = shown_rows(reported_rows(report.result.drivers, report))
    rows = rows[rows["points"].notna() & (rows["status"] != "not_computable")] if len(rows) else rows
    if rows.empty:
        return NoChart(_("No effect of a driver can be given."))
    groups = _by_outcome(rows, report, _effect_rows)
    with themed():
        axes, _spans = grouped(groups)
        axes.xaxis.set_major_formatter(lambda value, position: _signed(value, axes, _))
        axes.set_xlabel(_("Percentage points"))
        titled(axes.figure, _effect_title(rows, report), _effect_subtitle(rows, groups, report))
    parts = _parts(groups, lambda low, high: points_range(low / 100, high / 100, language=_))
    return chart(axes.figure, alt=_("Effect of each driver in percentage points: {parts}.", parts=parts))


def _signed(value: float, axes: Any, _: Language) -> str:
    """Return a tick in percentage points, with decimals on every tick when one needs them."""
    ticks = [round(float(tick), 6) for tick in axes.xaxis.get_majorticklocs()]
    places = 0 if all(tick.is_integer() for tick in ticks) else 1
    text = _.number(value, decimals=places)
    return f"+{text}" if value > 0 else text


def _effect_rows(rows: pd.DataFrame, outcome: str, outcomes_n: int, report: Report) -> tuple[Row, ...]:
    first = _largest_first(rows, "points")
    return tuple(
        _effect_row(row, report)
        for row in first.head(MOST_EFFECTS if outcomes_n == 1 else MOST_EACH).to_dict("records")
    )


def _effect_row(row: dict[str, Any], report: Report) -> Row:
    _ = report.language
    values = [float(row[name]) for name in POINTS]
    text = points_words(*values, language=_, signed=True) if row["status"] == "shown" else _("not shown")
    colour = COLOURS["accent"] if row["status"] == "shown" else COLOURS["muted"]
    return Row(_effect_label(row, report), *(100 * value for value in values), text, colour)


def _effect_label(row: dict[str, Any], report: Report) -> str:
    """Return a driver with the step its effect is of where that is not one or yes."""
    words = sentence_start(level_words(row, report))
    return f"{words}, {step_words(row, report)}" if row["kind"] == NUMBER else words


def _effect_title(rows: pd.DataFrame, report: Report) -> str:
    _, first = report.language, in_order(rows["outcome"], report)[0]
    own = rows[(rows["outcome"] == first) & (rows["status"] == "shown")]
    if own.empty:
        return _("No driver shows an effect on {outcome}", outcome=outcome_words(first, report))
    sizes = own["points"].abs().sort_values(ascending=False, kind="stable")
    names = listed([level_words(row, report) for row in own.loc[sizes.index].head(2).to_dict("records")], language=_)
    return _("The largest effects on {outcome}: {drivers}", outcome=outcome_words(first, report), drivers=names)


def _effect_subtitle(rows: pd.DataFrame, groups: list[Group], report: Report) -> str:
    _, drawn = report.language, sum(len(group.rows) for group in groups)
    told = _(
        "Change of the chance within {months} months when a driver is 1 more, or yes instead of no; line: the 95% interval",  # noqa: E501
        months=_.number(report.settings.outcome_months),
    )
    if any(row.colour == COLOURS["muted"] for group in groups for row in group.rows):
        told += "; " + _("grey: no effect shown")
    if drawn == len(rows):
        return told
    return _(
        "{subtitle}; the {n} largest of each", subtitle=told, n=_.number(MOST_EACH if len(groups) > 1 else MOST_EFFECTS)
    )


def calibration_figure(report: Report) -> Chart | NoChart:
    """Return the chances the model gives beside what happened, in ten groups of customers, per outcome."""
    _, rows = report.language, shown_rows(report.result.calibration)
    rows = rows[rows["predicted"].notna() & rows["observed"].notna()] if len(rows) else rows
    names = in_order(rows["outcome"], report)[:MOST_PANELS] if len(rows) else []
    if not names:
        return NoChart(_("Whether chances are true cannot be shown."))
    with themed():
        from matplotlib import pyplot as plt

        figure, panels = plt.subplots(1, len(names), squeeze=False, figsize=(6.72, 5.6 if len(names) == 1 else 4.6))
        for axes, name in zip(panels[0], names, strict=True):
            _curve(
                axes,
                main_model(rows[rows["outcome"] == name]),
                sentence_start(outcome_words(name, report)) if len(names) > 1 else "",
                _,
            )
        panels[0][0].set_ylabel(_("Share that did"))
        titled(figure, _calibration_title(rows, names, report), _calibration_subtitle(report))
    return chart(figure, alt=_calibration_alt(rows, names, report))


def _curve(axes: Any, rows: pd.DataFrame, heading: str, _: Language) -> None:
    """Draw what happened against what was said, with the line on which both are equal."""
    top = 1.08 * float(np.nanmax([rows["high"].fillna(rows["observed"]).max(), rows["predicted"].max()]))
    axes.plot([0, top], [0, top], color=COLOURS["muted"], linewidth=1, zorder=1)
    axes.vlines(
        rows["predicted"], rows["low"], rows["high"], colors=COLOURS["accent"], linewidth=2.5, alpha=0.55, zorder=3
    )
    axes.plot(rows["predicted"], rows["observed"], "o", color=COLOURS["accent"], markersize=7, zorder=4)
    axes.set(xlim=(0, top), ylim=(0, top), xlabel=_("Chance the model gives"))
    if heading:
        axes.set_title(
            shortened(heading, letters=PANEL_LETTERS, lines=2),
            fontsize=12,
            fontweight="bold",
            loc="left",
            color=COLOURS["ink"],
        )
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, position: _.share(round(value, 6)))
    axes.tick_params(axis="x", pad=10)
    axes.locator_params(nbins=4)


def _off(rows: pd.DataFrame) -> int:
    """Return how many groups have an interval that does not hold the chance given to them."""
    return int(((rows["low"] > rows["predicted"]) | (rows["high"] < rows["predicted"])).sum())


def _calibration_title(rows: pd.DataFrame, names: list[str], report: Report) -> str:
    _, wrong = report.language, [name for name in names if _off(main_model(rows[rows["outcome"] == name])) > 1]
    if not wrong:
        return _("The chances the model gives are what happens")
    words = listed([outcome_words(name, report) for name in wrong], language=_)
    return _("For {outcomes}, some chances are off", outcomes=words)


def _calibration_subtitle(report: Report) -> str:
    _ = report.language
    return _(
        "Customers the model had not seen, in ten groups of equal size; line through a dot: the 95% interval; grey line: what is said is what happens"  # noqa: E501
    )  # noqa: E501


def _calibration_alt(rows: pd.DataFrame, names: list[str], report: Report) -> str:
    _ = report.language
    parts = [
        f"{outcome_words(name, report)}: " + ", ".join(
            _("{said} given, {seen} happened", said=_.share(row["predicted"], decimals=1), seen=_.share(row["observed"], decimals=1))  # noqa: E501
            for row in main_model(rows[rows["outcome"] == name]).to_dict("records")
        )
        for name in names
    ]  # fmt: skip
    return _("Chance given by the model against the share that did, in ten groups: {parts}.", parts="; ".join(parts))
