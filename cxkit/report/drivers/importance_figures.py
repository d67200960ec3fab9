"""The figures of importance: how much each driver matters, and how well what matters is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxkit.language import Language
from cxkit.report.drivers.drawing import Group, Row, grouped
from cxkit.report.drivers.names import driver_words, in_order, outcome_words
from cxkit.report.drivers.reasons import beyond_chance, importance_rows, leaders
from cxkit.report.labels import placed
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import listed, sentence_start, shortened

SHARE = ("share", "low", "high")
MOST_DRIVERS, MOST_EACH, MOST_OUTCOMES, MOST_MARKS = 8, 6, 3, 10
LABEL_LETTERS, TITLE_LETTERS, MOST_IN_TITLE = 24, 40, 3
MARK_POINTS = 9.0


def importance_figure(report: Report) -> Chart | NoChart:
    """Return how much each driver matters, with its interval, its rank, and what a random driver would reach."""
    _, frame = report.language, report.result.importance
    names = in_order(frame["outcome"], report) if len(frame) else []
    found = {name: rows for name in names if len(rows := importance_rows(name, report))}
    if not found:
        return NoChart(_("How much each driver matters cannot be shown."))
    drawn = dict(list(found.items())[:MOST_OUTCOMES])
    groups = [_group(name, rows, len(drawn), report) for name, rows in drawn.items()]
    with themed():
        axes, spans = grouped(groups, bars=True)
        for rows, group, span in zip(drawn.values(), groups, spans, strict=True):
            _noise_marks(axes, rows["noise_share"].astype(float).tolist()[: len(group.rows)], span)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter(lambda value, position: _.share(round(value, 6)))
        titled(axes.figure, _importance_title(drawn, report), _importance_subtitle(drawn, report))
    return chart(axes.figure, alt=_importance_alt(drawn, report))


def _group(outcome: str, rows: pd.DataFrame, outcomes_n: int, report: Report) -> Group:
    beyond, first = beyond_chance(rows), set(leaders(rows)["driver"])
    most = MOST_DRIVERS if outcomes_n == 1 else MOST_EACH
    lines = [
        _bar(row, bool(beyond[place]), row["driver"] in first, report)
        for place, row in enumerate(rows.head(most).to_dict("records"))
    ]  # fmt: skip
    return Group(sentence_start(outcome_words(outcome, report)) if outcomes_n > 1 else "", tuple(lines))


def _bar(row: dict[str, Any], beyond: bool, first: bool, report: Report) -> Row:
    colour = COLOURS["accent"] if first and beyond else COLOURS["quiet"]
    share, low, high = (float(row[name]) for name in SHARE)
    label = sentence_start(driver_words(row["driver"], report))
    return Row(label, share, low, high, rank_words(row, report), colour, first and beyond)


def rank_words(row: dict[str, Any], report: Report) -> str:
    """Return a rank, with the ranks it can have when that is not sure: '3 (2 to 4)'."""
    _, (rank, low, high) = report.language, (row[name] for name in ("rank", "rank_low", "rank_high"))
    if low != low or low == high:
        return _.number(rank)
    return _("{rank} ({low} to {high})", rank=_.number(rank), low=_.number(low), high=_.number(high))


def _noise_marks(axes: Any, noise_shares: Sequence[float], span: tuple[float, float]) -> None:
    """Draw across each row of a group what as many random columns reach."""
    height = (span[1] - span[0]) / len(noise_shares)
    for place, noise in enumerate(noise_shares):
        ends = [span[0] + place * height, span[0] + (place + 1) * height]
        axes.plot([noise, noise], ends, color=COLOURS["loss"], linewidth=1.4, linestyle=(0, (3, 2)), zorder=5)


def _importance_title(drawn: dict[str, pd.DataFrame], report: Report) -> str:
    _, (outcome, rows) = report.language, next(iter(drawn.items()))
    words, first = outcome_words(outcome, report), leaders(rows)
    names = [
        shortened(driver_words(name, report), letters=TITLE_LETTERS) for name in first["driver"].head(MOST_IN_TITLE)
    ]
    if not beyond_chance(rows).any():
        return _("No driver tells more about {outcome} than chance would", outcome=words)
    return _("What goes with {outcome} most: {drivers}", outcome=words, drivers=listed(names, language=_))


def _importance_subtitle(drawn: dict[str, pd.DataFrame], report: Report) -> str:
    _ = report.language
    told = [_("Share of what the drivers explain together; at the right: rank and the ranks it can have")]
    every = pd.concat(drawn.values())
    if (every["model"] == "answered").all():
        told.append(_("customers who answered"))
    if every["low"].notna().any():
        told.append(_("line: the 95% interval"))
    if every["noise_share"].notna().any():
        told.append(_("dashed: what a random driver reaches"))
    return "; ".join(told)


def _importance_alt(drawn: dict[str, pd.DataFrame], report: Report) -> str:
    _ = report.language
    parts = [
        f"{outcome_words(outcome, report)}: "
        + ", ".join(f"{driver_words(row['driver'], report)} {_share(row, _)}" for row in rows.to_dict("records"))
        for outcome, rows in drawn.items()
    ]  # fmt: skip
    return _("Share of what the drivers explain together: {parts}.", parts="; ".join(parts))


def _share(row: dict[str, Any], _: Language) -> str:
    if row["low"] != row["low"]:
        return _.share(row["share"])
    return _("{share} (95%: {low} to {high})", **{name: _.share(row[name]) for name in SHARE})


def quadrant_figure(report: Report) -> Chart | NoChart:
    """Return how much each driver matters against how well it is done now, for the first outcome."""
    _, frame = report.language, report.result.importance
    names = in_order(frame["outcome"], report) if len(frame) else []
    rows = importance_rows(names[0], report) if names else frame
    known = _workable(rows, report).head(MOST_MARKS).reset_index(drop=True)
    if len(known) < 2:
        return NoChart(
            _(
                "Too few drivers have a best and a worst side to set how much they matter against how well they are done."  # noqa: E501
            )
        )
    worst = matters_and_badly(known)
    with themed():
        axes = _marks(known, worst, _)
        axes.set_xlabel(_("How well it is done now (100%: the best possible)"))
        titled(axes.figure, _quadrant_title(known, worst, report), _quadrant_subtitle(names[0], report))
        _labelled(axes, known, worst, report)
    return chart(axes.figure, alt=_quadrant_alt(known, report))


def _workable(rows: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Return the drivers somebody can work on: those with a best side, and no feature of the customer."""
    return rows[rows["performance"].notna() & ~rows["driver"].isin(report.settings.features)] if len(rows) else rows


def matters_and_badly(rows: pd.DataFrame) -> pd.Series:
    """Say per driver whether it matters more than the median, beyond chance, and is done worse than the median.

    >>> rows = pd.DataFrame({"share": [0.5, 0.3, 0.2], "low": [0.4, 0.2, 0.1], "noise_share": 0.02,
    ...                      "performance": [0.4, 0.9, 0.6]})
    >>> matters_and_badly(rows).tolist()
    [True, False, False]
    """
    much = (rows["share"] > rows["share"].median()) & beyond_chance(rows)
    return much & (rows["performance"] < rows["performance"].median())


def _marks(rows: pd.DataFrame, worst: pd.Series, _: Language) -> Any:
    """Draw a mark per driver with the interval of its importance, and lines at both medians."""
    from matplotlib import pyplot as plt

    _figure, axes = plt.subplots(figsize=(6.72, 5.4))
    colours = [COLOURS["loss"] if bad else COLOURS["muted"] for bad in worst]
    x, y = rows["performance"].astype(float), rows["share"].astype(float)
    low, high = (rows[name].astype(float).fillna(y) for name in ("low", "high"))
    axes.axvline(x.median(), color=COLOURS["quiet"], linewidth=1, zorder=0)
    axes.axhline(y.median(), color=COLOURS["quiet"], linewidth=1, zorder=0)
    axes.vlines(x, low, high, colors=COLOURS["ink"], linewidth=1.2, zorder=4)
    axes.scatter(x, y, s=MARK_POINTS**2, color=colours, edgecolors="white", linewidths=1, zorder=5)
    room = max(0.3 * (x.max() - x.min()), 0.05)
    axes.set_xlim(x.min() - room, x.max() + room)
    axes.set_ylim(0, 1.2 * float(high.max()))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, position: _.share(round(value, 6)))
    axes.locator_params(axis="x", nbins=5)
    axes.tick_params(axis="x", pad=10)
    axes.grid(visible=False)
    return axes


def _quadrant_title(rows: pd.DataFrame, worst: pd.Series, report: Report) -> str:
    _ = report.language
    if not worst.any():
        return _("No driver both matters much and is done badly")
    names = [shortened(driver_words(name, report), letters=TITLE_LETTERS) for name in rows.loc[worst, "driver"].head(2)]
    return _("Much to gain: {drivers}", drivers=listed(names, language=_))


def _quadrant_subtitle(outcome: str, report: Report) -> str:
    _ = report.language
    return _(
        "How much a driver matters for {outcome} against how well it is done; line: the 95% interval; grey lines: medians",  # noqa: E501
        outcome=outcome_words(outcome, report),
    )


def _labelled(axes: Any, rows: pd.DataFrame, worst: pd.Series, report: Report) -> None:
    """Write each driver beside its mark and name the quadrant of much and badly, none over another."""
    _, figure = report.language, axes.get_figure()
    figure.canvas.draw()
    figure.set_layout_engine("none")  # the axes stay where the labels were measured
    corner = axes.text(0.005, 0.99, _("matters much, done badly"), transform=axes.transAxes, ha="left",
                       va="top", color=COLOURS["loss"], fontstyle="italic")  # fmt: skip
    taken, inside = [corner.get_window_extent(), *_mark_boxes(axes, rows)], axes.get_window_extent()
    for place, row in enumerate(rows.to_dict("records")):
        name = shortened(sentence_start(driver_words(row["driver"], report)), letters=LABEL_LETTERS, lines=2)
        at = (row["performance"], row["share"])
        taken.append(placed(axes, name, at, taken, inside, radius=MARK_POINTS / 2, bold=bool(worst.iloc[place])))


def _mark_boxes(axes: Any, rows: pd.DataFrame) -> list[Any]:
    """Return the boxes of marks, of their intervals and of the medians, in pixels."""
    from matplotlib.transforms import Bbox

    boxes, half = [], MARK_POINTS / 2 * axes.get_figure().dpi / 72
    for row in rows.to_dict("records"):
        x, y = axes.transData.transform((row["performance"], row["share"]))
        ends = [row[name] if row[name] == row[name] else row["share"] for name in ("low", "high")]
        low, high = (axes.transData.transform((row["performance"], end))[1] for end in ends)
        boxes += [Bbox([[x - half, y - half], [x + half, y + half]]), Bbox([[x - 2, low], [x + 2, high]])]
    across, along = axes.transData.transform((rows["performance"].median(), rows["share"].median()))
    edges = axes.get_window_extent()
    lines = [Bbox([[across, edges.y0], [across + 1, edges.y1]]), Bbox([[edges.x0, along], [edges.x1, along + 1]])]
    return [*boxes, *lines]


def _quadrant_alt(rows: pd.DataFrame, report: Report) -> str:
    _ = report.language
    parts = [
        _(
            "{driver}: {share} of what the drivers explain, done at {performance}",
            driver=driver_words(row["driver"], report), share=_share(row, _), performance=_.share(row["performance"]),
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip
    return _("How much each driver matters against how well it is done: {parts}.", parts="; ".join(parts))
