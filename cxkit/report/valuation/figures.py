"""The figures of cx_group_valuation: one message each, intervals drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.analysis.valuation_findings import label
from cxkit.language import Language
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, euro_axis, themed, titled
from cxkit.report.valuation.tables import matrix_caption, matrix_cell, per_customer
from cxkit.report.valuation.words import READING_WORDS, REASON_WORDS, agreeing_waves, in_period
from cxkit.report.wording import between, euros, interval_words, mean_euros, run_from, sentence_start, shortened

MOST_GROUPS = 12
MOST_IN_GRID = 6
NAME_LETTERS = 22  # of a label beside a figure, per line
TITLE_LETTERS = 40  # of a name in a title
GRID_LETTERS = 72  # across a grid: a column beside it, its own columns and the room between them


def group_figure(report: Report) -> Chart | NoChart:
    """Return the mean value per group with its interval."""
    _ = report.language
    groups = report.result.groups[~report.result.groups["hidden"]].head(MOST_GROUPS)
    if groups.empty:
        return NoChart(_("No group is large enough to show."))
    labels = [_(name) for name in groups["group"]]
    subtitle = _(
        "{unit}, {period}; line: {interval}",
        unit=sentence_start(per_customer(report)),
        period=report.settings.period,
        interval=_interval_words("observed", report),
    )
    with themed():
        axes = _dots(groups, "forward_eur_mean", "forward_eur_low", "forward_eur_high", labels)
        euro_axis(axes.xaxis, _.code)
        titled(axes.figure, _group_title(groups, report), subtitle)
    return chart(axes.figure, alt=_group_alt(groups, labels, report))


def _interval_words(reading: str, report: Report) -> str:
    return interval_words(label(reading, report.settings), language=report.language)


def _dots(frame: pd.DataFrame, mean: str, low: str, high: str, labels: list[str], accent: int | None = None) -> Any:
    """Draw one row per label: a dot with its interval; grey but for the accent row, all accent without one."""
    from matplotlib import pyplot as plt

    rows = range(len(labels))
    figure, axes = plt.subplots(figsize=(6.72, 1.5 + 0.55 * len(labels)))
    for row, (m, lo, hi) in zip(rows, frame[[mean, low, high]].itertuples(index=False), strict=True):
        colour = COLOURS["accent"] if accent in (None, row) else COLOURS["muted"]
        axes.plot([lo, hi], [row, row], color=colour, linewidth=2.5, solid_capstyle="butt", alpha=0.55)
        axes.plot([m], [row], "o", color=colour, markersize=9)
    axes.set_yticks(list(rows), [shortened(name, letters=NAME_LETTERS, lines=2) for name in labels])
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", labelcolor=COLOURS["ink"])
    axes.margins(x=0.08)
    axes.locator_params(axis="x", nbins=5)
    return axes


def _group_title(groups: pd.DataFrame, report: Report) -> str:
    """Return the finding of the group figure; a difference is named only when its interval excludes zero."""
    _ = report.language
    if report.result.facts["observed_falls"]:
        return _("As observed, value does not rise evenly with the score")
    low, high = groups.loc[groups["forward_eur_mean"].idxmin()], groups.loc[groups["forward_eur_mean"].idxmax()]
    matrix = report.result.matrix
    row = matrix[(matrix["reading"] == "observed") & (matrix["from"] == low["group"]) & (matrix["to"] == high["group"])]
    if row.empty or row.iloc[0]["status"] != "shown":
        return _("As observed, the groups do not differ beyond chance")
    n = row.iloc[0]["moved_n"]
    amount = euros(*(row.iloc[0][c] / n for c in ("low_eur", "high_eur", "value_eur")), language=_)
    return _(
        "As observed, group {high} is worth {amount} more per customer than group {low}",
        high=_named(high["group"], _), low=_named(low["group"], _), amount=amount,
    )  # fmt: skip


def _named(group: str, _: Language) -> str:
    """Return a group's name as short as a title needs it."""
    return shortened(_(group), letters=TITLE_LETTERS)


def _group_alt(groups: pd.DataFrame, labels: list[str], report: Report) -> str:
    _ = report.language
    parts = [f"{name} {_group_part(row, _)}" for name, row in zip(labels, groups.to_dict("records"), strict=True)]
    interval = _interval_words("observed", report)
    return _("Mean value per customer by group, with {interval}: {parts}.", interval=interval, parts="; ".join(parts))


def _group_part(row: dict[str, Any], _: Language) -> str:
    low, high = row["forward_eur_low"], row["forward_eur_high"]
    written = mean_euros(row, language=_)
    return f"{written} ({run_from(low, high, language=_)})" if low == low else written


def reading_figure(report: Report) -> Chart | NoChart:
    """Return the headline shift in its three readings, side by side, zero drawn."""
    _ = report.language
    rows = report.result.readings
    rows = rows[~rows["hidden"] & rows["low_eur"].notna()].reset_index(drop=True)
    if rows.empty:
        return NoChart(_("No reading can be shown."))
    labels = [sentence_start(_(READING_WORDS[name])) for name in rows["reading"]]
    used = rows.index[rows["reading"] == report.result.headline]
    with themed():
        axes = _dots(rows, "value_eur", "low_eur", "high_eur", labels, accent=int(used[0]) if len(used) else -1)
        axes.axvline(0, color=COLOURS["ink"], linewidth=1)
        euro_axis(axes.xaxis, _.code)
        titled(axes.figure, _reading_title(rows, report), _reading_subtitle(report))
    return chart(axes.figure, alt=_reading_alt(rows, labels, report))


def _reading_title(rows: pd.DataFrame, report: Report) -> str:
    """Return the finding of the readings: whether the answer's own reading bears the observed difference out."""
    _ = report.language
    named = rows.set_index("reading")
    shown = named[named["status"] == "shown"]
    headline = report.result.headline
    reading = sentence_start(_(READING_WORDS[headline]))
    if report.result.verdict == "not_monotone":
        return sentence_start(_(REASON_WORDS["not_monotone"]))
    if shown.empty:
        return _("No reading shows a difference")
    if headline not in shown.index:
        return _("{reading}, no difference is shown", reading=reading)
    if headline == "observed" or "observed" not in shown.index:
        return _("{reading}, a difference is shown", reading=reading)
    return _held_up(shown.loc[headline], shown.loc["observed", "value_eur"], reading, _)


def _held_up(row: pd.Series, observed_eur: float, reading: str, _: Language) -> str:
    """Return how much of the observed difference is left; a share is named only where the interval excludes it all."""
    ratio = row["value_eur"] / observed_eur
    if ratio < 0:
        return _("{reading}, the difference turns round", reading=reading)
    if row["low_eur"] <= observed_eur <= row["high_eur"]:
        return _("The difference holds up")
    if ratio > 1:
        return _("The difference is larger than it looks")
    places = 1 if 0.1 <= ratio < 0.95 else 2
    return _("About {share} of the observed difference holds up", share=_.share(round(ratio, places)))


def _reading_subtitle(report: Report, reading: str = "") -> str:
    _ = report.language
    shifts = "; ".join(
        _("{customers} customers from {start} to {end}", customers=_.number(n), start=_named(a, _), end=_named(b, _))
        for a, b, n in report.settings.shifts
    )
    interval = _interval_words(reading or report.result.headline, report)
    unit = in_period("€", report)
    if reading and report.settings.adjust_for:
        shifts = f"{shifts}, {_(READING_WORDS[reading])}"
    return _("{shifts}; {unit}, line: {interval}", shifts=shifts, unit=unit, interval=interval)


def _reading_alt(rows: pd.DataFrame, labels: list[str], report: Report) -> str:
    _ = report.language
    parts = [f"{name} {_reading_part(row, _)}" for name, row in zip(labels, rows.to_dict("records"), strict=True)]
    interval = _interval_words(report.result.headline, report)
    return _("Value of the shift in each reading, with {interval}: {parts}.", interval=interval, parts="; ".join(parts))


def _reading_part(row: dict[str, Any], _: Language) -> str:
    """Return an amount with its interval; no amount where the interval includes 0."""
    low, high = row["low_eur"], row["high_eur"]
    amount = euros(low, high, row["value_eur"], language=_) if row["status"] == "shown" else _("no difference shown")
    return f"{amount} ({run_from(low, high, language=_)})"


def matrix_figure(report: Report) -> Chart | NoChart:
    """Return what moving a number of customers is worth between every two groups, as a coloured grid."""
    _ = report.language
    matrix = report.result.matrix
    own = matrix[(matrix["reading"] == report.result.headline) & ~matrix["hidden"]]
    names = [name for name in report.result.groups["group"] if name in set(own["from"])]
    if len(names) < 2:
        return NoChart(_("Too few groups can be shown to compare them."))
    if len(names) > MOST_IN_GRID:
        return NoChart(_("The grid of shifts is in the table under Method."))
    amounts = own.assign(value_eur=own["value_eur"].where(own["status"] == "shown", 0.0))
    values = amounts.pivot(index="from", columns="to", values="value_eur").loc[names, names]
    cells = {(row["from"], row["to"]): matrix_cell(row, report) for row in own.to_dict("records")}
    labels = [[cells.get((start, end), "").replace(" ± ", "\n± ") for end in names] for start in names]
    with themed():
        letters = GRID_LETTERS // (len(names) + 2)
        axes = _grid(values, labels, [shortened(_(name), letters=letters, lines=2) for name in names])
        axes.set(xlabel=_("to"), ylabel=_("from"))
        titled(axes.figure, _matrix_title(own, report), matrix_caption(report))
    return chart(axes.figure, alt=_matrix_alt(own, report))


def _grid(values: pd.DataFrame, labels: list[list[str]], names: list[str]) -> Any:
    """Draw a grid: gains green, losses warm, the stronger the larger; nothing on the diagonal."""
    import seaborn as sns
    from matplotlib import pyplot as plt

    _figure, axes = plt.subplots(figsize=(6.72, 1.4 + 0.75 * len(names)))
    colours = sns.blend_palette([COLOURS["loss"], "#FFFFFF", COLOURS["gain"]], as_cmap=True)
    limit = 1.6 * float(values.abs().max().max()) or 1.0
    sns.heatmap(
        values, annot=labels, fmt="", cmap=colours, vmin=-limit, vmax=limit, cbar=False, linewidths=3,
        linecolor="white", ax=axes, annot_kws={"color": COLOURS["ink"], "fontsize": 12},
        xticklabels=names, yticklabels=names,
    )  # fmt: skip
    axes.grid(visible=False)
    axes.tick_params(axis="both", length=0)
    axes.tick_params(axis="y", labelrotation=0, labelcolor=COLOURS["ink"])
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    return axes


def _matrix_title(own: pd.DataFrame, report: Report) -> str:
    """Return the finding of the grid: the shift (upwards, by score) with the largest amount, when one is shown."""
    _ = report.language
    up = own[(own["status"] == "shown") & (own["value_eur"] > 0)]
    if report.settings.group_by == "score":
        up = up[up["direction"] == "up"]
    if up.empty:
        return _("No shift upwards shows a gain") if report.settings.group_by == "score" else _("No shift shows a gain")
    if report.result.verdict == "not_monotone":
        return _("Value rises between some groups and falls between others")
    best = up.loc[up["value_eur"].idxmax()]
    amount = euros(best["low_eur"], best["high_eur"], best["value_eur"], language=_)
    return _(
        "From {start} to {end} is worth {amount} per {n} customers",
        start=_named(best["from"], _), end=_named(best["to"], _), amount=amount, n=_.number(best["moved_n"]),
    )  # fmt: skip


def _matrix_alt(own: pd.DataFrame, report: Report) -> str:
    _ = report.language
    parts = [f"{_(row['from'])} → {_(row['to'])} {matrix_cell(row, report)}" for row in own.to_dict("records")]
    return _(
        "Value of every shift between two groups. {caption}: {parts}.",
        caption=matrix_caption(report), parts="; ".join(parts),
    )  # fmt: skip


def wave_figure(report: Report) -> Chart | NoChart:
    """Return the headline shift wave after wave."""
    _ = report.language
    waves = report.result.waves
    waves = waves[~waves["hidden"] & waves["low_eur"].notna()].tail(MOST_GROUPS) if len(waves) else waves
    if len(waves) < 2:
        return NoChart()
    labels = [str(wave) for wave in waves["wave"]]
    with themed():
        axes = _dots(waves, "value_eur", "low_eur", "high_eur", labels)
        axes.axvline(0, color=COLOURS["ink"], linewidth=1)
        euro_axis(axes.xaxis, _.code)
        titled(axes.figure, _wave_title(waves, report), _reading_subtitle(report, "adjusted"))
    parts = [
        f"{w}: {between(lo, hi, language=_)}"
        for w, lo, hi in zip(labels, waves["low_eur"], waves["high_eur"], strict=True)
    ]
    return chart(axes.figure, alt=_("Value of the shift in each wave: {parts}.", parts="; ".join(parts)))


def _wave_title(waves: pd.DataFrame, report: Report) -> str:
    _ = report.language
    if agreeing_waves(waves, report).all() and len(set(waves["value_eur"] > 0)) == 1:
        return _("Every wave shows the difference")
    return _("Not every wave shows the difference")
