"""The figures of touchpoint_savings in euros: how the saving comes about, and what each topic costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, euro_axis, themed, titled
from cxkit.report.touchpoints.reasons import shown_rows
from cxkit.report.touchpoints.words import RANGED, amount, named, net_label, ranged
from cxkit.report.wording import interval_words, over_period, run_from, shortened

COST = ("cost_eur_year", "low_eur", "high_eur")
TOTAL = ("eur_year", "low_eur", "high_eur")
MOST_TOPICS = 7
NAME_LETTERS = 24  # of a label beside a figure, per line
TITLE_LETTERS = 40  # of a name in a title
STEPS = {
    "gross": N_("Contacts, added up one by one"),
    "overlap": N_("Counted twice"),
    "events": N_("Other costs avoided"),
    "residual_dearer": N_("Remaining contacts get dearer"),
    "extra_work": N_("Extra work"),
    "net": N_("Net saving"),
}


def saving_figure(report: Report) -> Chart | NoChart:
    """Return how the net saving comes about: what is added up, what is taken off, and what is left."""
    _, totals = report.language, report.result.totals.set_index("name")
    if report.result.verdict == "not_computable" or totals["hidden"].any():
        return NoChart(_("How the saving comes about cannot be shown."))
    steps = _steps(totals)
    labels = [_(STEPS[name]) for name in steps["name"]]
    amounts = [_step_words(row, _) for row in steps.to_dict("records")]
    with themed():
        axes = _waterfall(steps, labels, amounts)
        euro_axis(axes.xaxis, _.code)
        interval = interval_words(ranged(net_label(report)), language=_)
        titled(
            axes.figure,
            _saving_title(report, totals),
            _("€ a year, {period}; line: {interval}", period=report.settings.period, interval=interval),
        )  # noqa: E501
    parts = _told(labels, steps, TOTAL, _)
    return chart(axes.figure, alt=_("How the net saving comes about, in € a year: {parts}.", parts=parts))


def _steps(totals: pd.DataFrame) -> pd.DataFrame:
    """Return the steps from gross to net with where each bar begins and ends; steps of nothing are left out."""
    rows = totals.loc[list(STEPS), list(TOTAL)].reset_index()
    rows[list(TOTAL)] = rows[list(TOTAL)].astype(float)
    taken = rows["name"] == "overlap"
    flipped = rows.loc[taken, ["eur_year", "high_eur", "low_eur"]].to_numpy()
    rows.loc[taken, list(TOTAL)] = -flipped
    rows = rows[(rows["eur_year"] != 0) | rows["name"].isin(["gross", "net"])].reset_index(drop=True)
    ends = rows["eur_year"].cumsum()
    starts = ends - rows["eur_year"]
    last = rows["name"] == "net"
    return rows.assign(start=starts.where(~last, 0.0), end=ends.where(~last, rows["eur_year"]))


def _step_words(row: dict[str, Any], _: Language) -> str:
    return amount(row, TOTAL, language=_)


def _told(labels: Sequence[str], rows: pd.DataFrame, names: tuple[str, str, str], _: Language) -> str:
    """Return every amount with its interval, for who cannot see the figure."""
    return "; ".join(
        f"{label} {amount(row, names, language=_)} ({run_from(row[names[1]], row[names[2]], language=_)})"
        if row[names[1]] == row[names[1]] else f"{label} {amount(row, names, language=_)}"
        for label, row in zip(labels, rows.to_dict("records"), strict=True)
    )  # fmt: skip


def _waterfall(steps: pd.DataFrame, labels: Sequence[str], amounts: Sequence[str]) -> Any:
    """Draw a bar per step from where the one before ended, its interval, and its amount at the right."""
    axes = _rows(len(steps), labels, letters=NAME_LETTERS)
    for row, step in enumerate(steps.to_dict("records")):
        colour = _step_colour(step)
        axes.barh(row, step["end"] - step["start"], left=step["start"], height=0.5, color=colour)
        ends = [step["start"] + step[end] for end in ("low_eur", "high_eur")]
        axes.plot(ends, [row, row], color=COLOURS["ink"], linewidth=1.2, solid_capstyle="butt")
        if row + 1 < len(steps) - 1:
            axes.plot([step["end"]] * 2, [row, row + 1], color=COLOURS["quiet"], linewidth=1, zorder=0)
    axes.axvline(0, color=COLOURS["ink"], linewidth=1)
    _amounts_beside(axes, amounts, bold=len(steps) - 1)
    return axes


def _step_colour(step: dict[str, Any]) -> str:
    if step["name"] == "net":
        return COLOURS["accent"]
    return COLOURS["loss"] if step["eur_year"] < 0 else COLOURS["quiet"]


def _rows(n: int, labels: Sequence[str], *, letters: int) -> Any:
    """Return axes with one row per label, from the top down, and room for a column of amounts at the right."""
    from matplotlib import pyplot as plt

    _figure, axes = plt.subplots(figsize=(6.72, 1.5 + 0.52 * n))
    axes.set_yticks(range(n), [shortened(name, letters=letters, lines=2) for name in labels])
    axes.set_ylim(n - 0.5, -0.5)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", labelcolor=COLOURS["ink"])
    axes.locator_params(axis="x", nbins=4)
    axes.margins(x=0.04)
    return axes


def _amounts_beside(axes: Any, amounts: Sequence[str], *, bold: int) -> None:
    """Write an amount per row at the right of the axes, right-aligned in a column of its own."""
    right = axes.secondary_yaxis("right")
    right.set_yticks(range(len(amounts)), amounts)
    right.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
    right.spines["right"].set_visible(False)
    for row, label in enumerate(right.get_yticklabels()):
        label.set(fontweight="bold" if row == bold else "normal", ha="right")
    right.tick_params(axis="y", pad=_widest(right.get_yticklabels()) + 6)


def _widest(labels: Sequence[Any]) -> float:
    """Return the width of the widest text, in points."""
    return max(label.get_window_extent().width / label.get_figure(root=True).dpi * 72 for label in labels)


def _saving_title(report: Report, totals: pd.DataFrame) -> str:
    _ = report.language
    if report.result.verdict == "no_difference":
        return _("It is not sure that more is saved than it takes")
    if report.result.verdict == "loss":
        return _("It takes more than it saves")
    left = over_period(amount(totals.loc["net"].to_dict(), TOTAL, language=_), "year", language=_)
    return _("About {amount} is left when each euro counts once and extra work is paid", amount=left)


def cost_figure(report: Report) -> Chart | NoChart:
    """Return what contacts cost a year per topic, the largest first, with intervals."""
    _ = report.language
    topics = shown_rows(report.result.topics).sort_values("cost_eur_year", ascending=False, ignore_index=True)
    if topics.empty:
        return NoChart(_("No topic is large enough to show."))
    rows = topics.head(MOST_TOPICS)
    labels = [named(topic, _) for topic in rows["topic"]]
    amounts = [amount(row, COST, language=_) for row in rows.to_dict("records")]
    subtitle = _(
        "Cost of contacts, € a year, {period}; line: {interval}",
        period=report.settings.period,
        interval=_cost_interval(report),
    )  # noqa: E501
    if len(topics) > len(rows):
        subtitle = _("{subtitle}; the {n} largest topics", subtitle=subtitle, n=_.number(len(rows)))
    with themed():
        axes = _rows(len(rows), labels, letters=NAME_LETTERS)
        first = _is_first_clear(rows)
        for row, cost in enumerate(rows.to_dict("records")):
            colour = COLOURS["accent"] if first and row == 0 else COLOURS["quiet"]
            axes.barh(row, cost["cost_eur_year"], height=0.5, color=colour)
            axes.plot(
                [cost["low_eur"], cost["high_eur"]],
                [row, row],
                color=COLOURS["ink"],
                linewidth=1.2,
                solid_capstyle="butt",
            )  # noqa: E501
        axes.set_xlim(left=0)
        _amounts_beside(axes, amounts, bold=0 if first else -1)
        euro_axis(axes.xaxis, _.code)
        titled(axes.figure, _cost_title(rows, first, _), subtitle)
    parts = _told(labels, rows, COST, _)
    return chart(axes.figure, alt=_("Cost of contacts in € a year by topic: {parts}.", parts=parts))


def _cost_interval(report: Report) -> str:
    assumed = set(report.result.channels["label"]) & set(RANGED)
    return interval_words("assumed" if assumed else "measured", language=report.language)


def _is_first_clear(rows: pd.DataFrame) -> bool:
    """Say whether the first row's interval lies above that of every other."""
    return len(rows) > 1 and bool((rows["low_eur"].iloc[0] > rows["high_eur"].iloc[1:]).all())


def _cost_title(rows: pd.DataFrame, first: bool, _: Language) -> str:
    names = [shortened(named(topic, _), letters=TITLE_LETTERS) for topic in rows["topic"].head(2)]
    if first or len(rows) == 1:
        return _("Contacts about {topic} cost most", topic=names[0])
    return _("Contacts about {topic} and {other} cost most", topic=names[0], other=names[1])
