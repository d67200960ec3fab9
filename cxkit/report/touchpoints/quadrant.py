"""The figure that sets how many contacts a topic has against how they were felt."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from cxkit.language import Language
from cxkit.report.labels import placed
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.touchpoints.reasons import share_words, shown_rows
from cxkit.report.touchpoints.words import amount, named
from cxkit.report.wording import listed, shortened

FELT = ("negative_share", "negative_low", "negative_high")
SAVED = ("saving_eur_year", "saving_low_eur", "saving_high_eur")
MOST_TOPICS = 7
LABEL_LETTERS = 22
TITLE_LETTERS = 40
LARGEST_POINTS, SMALLEST_POINTS = 900.0, 60.0  # of the area of a mark


def quadrant_figure(report: Report) -> Chart | NoChart:
    """Return per topic its contacts a year against the share of negative answers; the larger, the more can be saved."""
    _ = report.language
    topics = shown_rows(report.result.topics).sort_values("cost_eur_year", ascending=False, ignore_index=True)
    known = topics[topics["negative_share"].notna()].head(MOST_TOPICS).reset_index(drop=True)
    if len(known) < 2:
        return NoChart(_("Too few topics have answers to set how they are felt against how many there are."))
    known = known.assign(contacts_n_year=known["contacts_n"] * report.result.facts["year_factor"])
    worst = much_and_bad(known)
    with themed():
        axes = _marks(known, worst, _)
        axes.set_xlabel(_below(topics[topics["negative_share"].isna()], report))
        titled(axes.figure, _title(known, worst, _), _subtitle(report))
        _labelled(axes, known, worst, _)
    return chart(axes.figure, alt=_alt(known, report))


def much_and_bad(topics: pd.DataFrame) -> pd.Series:
    """Say per topic whether it has more contacts than the median and is felt worse, its interval included.

    >>> topics = pd.DataFrame({"contacts_n_year": [9, 5, 8], "negative_share": [0.5, 0.2, 0.3],
    ...                        "negative_low": [0.4, 0.1, 0.2]})
    >>> much_and_bad(topics).tolist()
    [True, False, False]
    """
    much = topics["contacts_n_year"] > topics["contacts_n_year"].median()
    return much & (topics["negative_low"] > topics["negative_share"].median())


def _marks(topics: pd.DataFrame, worst: pd.Series, _: Language) -> Any:
    """Draw a mark per topic with its interval, and lines at both medians."""
    from matplotlib import pyplot as plt

    _figure, axes = plt.subplots(figsize=(6.72, 5.2))
    colours = [COLOURS["loss"] if bad else COLOURS["muted"] for bad in worst]
    x, y = topics["contacts_n_year"].astype(float), topics["negative_share"].astype(float)
    axes.axvline(x.median(), color=COLOURS["quiet"], linewidth=1, zorder=0)
    axes.axhline(y.median(), color=COLOURS["quiet"], linewidth=1, zorder=0)
    axes.vlines(x, topics["negative_low"].astype(float), topics["negative_high"].astype(float), colors=COLOURS["ink"],
                linewidth=1.2, zorder=4)  # fmt: skip
    axes.scatter(x, y, s=_areas(topics["saving_eur_year"]), color=colours, edgecolors="white", linewidths=1, zorder=3)
    axes.set_xlim(*_around(x.min(), x.max()))
    axes.set_ylim(*_around(topics["negative_low"].min(), topics["negative_high"].max()))
    axes.yaxis.set_major_formatter(lambda value, position: _.share(round(value, 6)))
    axes.xaxis.set_major_formatter(lambda value, position: _.number(value))
    axes.locator_params(axis="x", nbins=5)
    axes.grid(visible=False)
    return axes


def _around(low: float, high: float) -> tuple[float, float]:
    """Return the ends of an axis: from 0, or from near the lowest where all lie close together, with room for labels.

    >>> _around(1.0, 9.0), _around(9.0, 10.0)
    ((0.0, 11.0), (8.5, 10.5))
    """
    room = max(0.25 * (high - low), 0.05 * high)
    return (0.0 if low - room < 0.5 * high else float(low - room)), float(high + room)


def _areas(saving: pd.Series) -> list[float]:
    """Return the area of a mark per saving; what saves nothing keeps a small mark."""
    part = saving.astype(float).fillna(0).clip(lower=0)
    return [SMALLEST_POINTS + (LARGEST_POINTS - SMALLEST_POINTS) * s for s in part / (part.max() or 1.0)]


def _below(without: pd.DataFrame, report: Report) -> str:
    """Return the words under the figure: the unit, and topics of which nobody said how they were felt."""
    _ = report.language
    unit = _("Contacts a year")
    if without.empty:
        return unit
    names = [shortened(named(topic, _), letters=TITLE_LETTERS) for topic in without["topic"]]
    more = len(names) - 3
    told = names[:3] + ([_.plural("{n} more", "{n} more", more)] if more > 0 else [])
    return unit + "\n" + shortened(_("Too few answers: {topics}", topics=listed(told, language=_)), letters=76, lines=3)


def _title(topics: pd.DataFrame, worst: pd.Series, _: Language) -> str:
    if not worst.any():
        return _("No topic is both large and clearly felt worse than the others")
    names = [shortened(named(t, _), letters=TITLE_LETTERS) for t in topics.loc[worst, "topic"].head(2)]
    return _("Contacts about {topic} are many and badly felt", topic=listed(names, language=_))


def _subtitle(report: Report) -> str:
    _, settings = report.language, report.settings
    return _(
        "Share of answers up to {score}, {period}; line: the 95% interval; the larger a mark, the more can be saved; grey lines: medians",  # noqa: E501
        score=_.number(settings.negative_score_max), period=settings.period,
    )  # fmt: skip


def _labelled(axes: Any, topics: pd.DataFrame, worst: pd.Series, _: Language) -> None:
    """Write each topic beside its mark and name the quadrant of many and badly felt, none over another."""
    figure = axes.get_figure()
    figure.canvas.draw()
    figure.set_layout_engine("none")  # the axes stay where the labels were measured
    corner = axes.text(0.995, 0.99, _("many contacts, badly felt"), transform=axes.transAxes, ha="right", va="top",
                       color=COLOURS["loss"], fontstyle="italic")  # fmt: skip
    taken = [corner.get_window_extent(), *_mark_boxes(axes, topics)]
    inside = axes.get_window_extent()
    areas = _areas(topics["saving_eur_year"])
    for row, topic in enumerate(topics.to_dict("records")):
        name = shortened(named(topic["topic"], _), letters=LABEL_LETTERS, lines=2)
        at, radius = (topic["contacts_n_year"], topic["negative_share"]), math.sqrt(areas[row]) / 2
        taken.append(placed(axes, name, at, taken, inside, radius=radius, bold=bool(worst.iloc[row])))


def _mark_boxes(axes: Any, topics: pd.DataFrame) -> list[Any]:
    """Return the boxes of marks, of their intervals and of the medians, in pixels."""
    from matplotlib.transforms import Bbox

    boxes, unit = [], axes.get_figure().dpi / 72
    for area, row in zip(_areas(topics["saving_eur_year"]), topics.to_dict("records"), strict=True):
        x, y = axes.transData.transform((row["contacts_n_year"], row["negative_share"]))
        ends = [
            axes.transData.transform((row["contacts_n_year"], row[end]))[1] for end in ("negative_low", "negative_high")
        ]
        half = math.sqrt(area) / 2 * unit
        boxes += [Bbox([[x - half, y - half], [x + half, y + half]]), Bbox([[x - 2, ends[0]], [x + 2, ends[1]]])]
    medians = (topics["contacts_n_year"].median(), topics["negative_share"].median())
    across, along = axes.transData.transform(medians)
    edges = axes.get_window_extent()
    return [
        *boxes,
        Bbox([[across, edges.y0], [across + 1, edges.y1]]),
        Bbox([[edges.x0, along], [edges.x1, along + 1]]),
    ]


def _alt(topics: pd.DataFrame, report: Report) -> str:
    _ = report.language
    parts = [
        _(
            "{topic}: {n} contacts a year, {share} negative, {saving} a year could be saved",
            topic=named(row["topic"], _), n=_.number(row["contacts_n_year"]), share=share_words(row, FELT, report),
            saving=amount(row, SAVED, language=_),
        )
        for row in topics.to_dict("records")
    ]  # fmt: skip
    return _("Contacts a year against the share of negative answers, by topic: {parts}.", parts="; ".join(parts))
