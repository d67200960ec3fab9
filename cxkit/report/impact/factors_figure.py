"""The figure of success factors over time: small multiples with the band of the baseline, targets and events."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.impact.arms import arms_now
from cxkit.report.impact.drawing import (
    MOST_EVENTS,
    TITLE_LETTERS,
    WIDE,
    aligned,
    course,
    days,
    event_key,
    event_marks,
    heading,
    key_inches,
    month_words,
    numbered,
    shown,
    time_axis,
    value_axis,
)
from cxkit.report.impact.names import known, level_words, metric_words
from cxkit.report.reader import Report
from cxkit.report.rounding import supported_step
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import BAND_ALPHA, COLOURS, themed, titled
from cxkit.report.wording import listed, sentence_start, shortened

MOST_FACTORS, COLUMNS = 6, 2
PANEL_INCHES, HEAD_INCHES = 2.05, 1.25
NAME_LETTERS = 28
ARM_COLOURS = {"all": "ink", "control": "muted", "pilot": "accent"}
IN_WORDS = {"minutes": N_("in minutes"), "days": N_("in days")}  # units that the axis does not say
ROOM = 0.04  # beside the course, as share of its length


def factors_figure(report: Report) -> Chart | NoChart:
    """Return the course of every success factor: its band, its target, its latest value, and events."""
    _, rows = report.language, _factors(report)
    if rows.empty:
        return NoChart(_("There is no success factor to follow over time yet."))
    events = numbered(report.result.events)
    with themed():
        told = _within(events, rows, report)
        figure, drawn = _grid(len(rows), len(told))
        for axes, row in zip(drawn, rows.to_dict("records"), strict=False):
            _panel(axes, row, told, report)
        titled(figure, _title(rows, report), _subtitle(rows, len(told), report))
        event_key(figure, told, report)
        aligned(drawn, columns=COLUMNS)
    return chart(figure, alt=_alt(rows, report))


def _factors(report: Report) -> pd.DataFrame:
    """Return the success factors that can be drawn, in the order of the settings; six at most."""
    arms = pd.DataFrame([row for row in arms_now(report) if row["arms"] and not row["hidden"]])
    arms = arms.drop_duplicates("metric") if len(arms) else arms
    bands = pd.concat([part for part in (shown(report.result.bands), arms) if len(part)] or [report.result.bands])
    measured = set(report.result.series.dropna(subset="mean")["metric"])
    return bands[bands["metric"].isin(measured)].head(MOST_FACTORS).reset_index(drop=True)


def course_of(metric: str, report: Report) -> pd.DataFrame:
    """Return the series by which a success factor is followed: of all, else of the arms of the first pilot with it."""
    rows = report.result.series
    own = rows[rows["metric"] == metric]
    whole = own[own["pilot"] == ""]
    if whole["mean"].notna().any():
        return whole
    pilots = own.dropna(subset="mean")["pilot"]
    return own[own["pilot"] == (pilots.iloc[0] if len(pilots) else "")]


def _within(events: pd.DataFrame, rows: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Return the events that fall within what is drawn of any factor; the first eight."""
    spans = [course_of(metric, report)["period"].agg(["min", "max"]) for metric in rows["metric"]]
    inside = [any(span["min"] <= at <= span["max"] for span in spans) for at in events["date"]]
    return events[pd.Series(inside, index=events.index, dtype=bool)].head(MOST_EVENTS)


def _grid(n: int, keys_n: int) -> tuple[Any, list[Any]]:
    from matplotlib import pyplot as plt

    lines = -(-n // COLUMNS)
    figure = plt.figure(figsize=(WIDE, HEAD_INCHES + PANEL_INCHES * lines + key_inches(keys_n)))
    grid = figure.add_gridspec(lines, COLUMNS, wspace=0.04)
    return figure, [figure.add_subplot(grid[place // COLUMNS, place % COLUMNS]) for place in range(n)]


def _panel(axes: Any, row: dict[str, Any], events: pd.DataFrame, report: Report) -> None:
    """Draw one success factor."""
    rows = course_of(row["metric"], report)
    if known(row["low"], row["high"]):
        axes.axhspan(row["low"], row["high"], color=COLOURS["muted"], alpha=BAND_ALPHA, linewidth=0, zorder=0)
    for arm, own in rows.groupby("arm", sort=True):
        course(axes, own, ARM_COLOURS[arm], width=1.6, band=False)
    if known(row["target"]):
        axes.axhline(row["target"], color=COLOURS["gain"], linewidth=1.2, linestyle=(0, (5, 3)), zorder=1)
    ends = axes.dataLim.intervalx
    room = ROOM * (ends[1] - ends[0])
    axes.set_xlim(ends[0] - room, ends[1] + room)
    axes.margins(y=0.1)
    _latest(axes, rows, row)
    value_axis(axes, row["unit"], report, ticks=3)
    time_axis(axes, report, most=5)
    event_marks(axes, events)
    name = sentence_start(metric_words(row["metric"], report))
    heading(axes, shortened(name, letters=NAME_LETTERS), _words(row, rows, report), colour=_colour(row))


def _latest(axes: Any, rows: pd.DataFrame, row: dict[str, Any]) -> None:
    """Draw the latest value of each course as a dot; of all in the colour of its change."""
    for arm, own in rows.dropna(subset="mean").groupby("arm", sort=True):
        last = own.sort_values("period").iloc[-1]
        colour = _colour(row) if arm == "all" else ARM_COLOURS[arm]
        axes.plot(days([last["period"]]), [last["mean"]], "o", color=COLOURS[colour], markersize=9,
                  markeredgecolor="white", zorder=5)  # fmt: skip


def _colour(row: dict[str, Any]) -> str:
    if not row["outside"]:
        return "soft"
    return "gain" if row["improved"] else "loss"


def _words(row: dict[str, Any], rows: pd.DataFrame, report: Report) -> str:
    """Return the latest value, and the target."""
    _ = report.language
    told = [_("now {value}", value=_level("latest", row, report))] if known(row["latest"]) else []
    if set(rows["arm"]) != {"all"}:
        told = [_("blue: with the pilot")]
    if known(row["target"]):
        told.append(_("target {value}", value=level_words(row["target"], 0.0, row["unit"], report)))
    return "; ".join([*told, *([_(IN_WORDS[row["unit"]])] if row["unit"] in IN_WORDS else [])])


def _level(name: str, row: dict[str, Any], report: Report) -> str:
    """Return a value of a factor, rounded to what its band supports."""
    step = supported_step(row["low"], row["high"]) if known(row["low"], row["high"]) else 0.0
    return level_words(row[name], step, row["unit"], report)


def _title(rows: pd.DataFrame, report: Report) -> str:
    _, outside = report.language, rows["outside"].astype(bool)
    better, worse = (_named(rows[outside & (rows["improved"].astype(bool) == way)], report) for way in (True, False))
    if better and worse:
        return _("Better than before: {better}; worse: {worse}", better=better, worse=worse)
    if better or worse:
        message = N_("Better than before: {factors}") if better else N_("Worse than before: {factors}")
        return _(message, factors=better or worse)
    if not rows["low"].notna().any():
        return _("Pilot and control group on what only pilots measure")
    return _("Now no success factor lies outside what chance explains")


def _named(rows: pd.DataFrame, report: Report) -> str:
    names = [shortened(metric_words(metric, report), letters=TITLE_LETTERS) for metric in rows["metric"]]
    return listed(names, language=report.language)


def _subtitle(rows: pd.DataFrame, events_n: int, report: Report) -> str:
    _ = report.language
    banded = rows["low"].notna().any()
    told = [
        _("Per period; grey band: where a period lies by chance") if banded else _("Per period"),
        _("dot: the latest"),
    ]
    if "arms" in rows and rows["arms"].notna().any():
        told.append(_("blue and grey: with the pilot and without"))
    if rows["target"].notna().any():
        told.append(_("dashed green: the target"))
    if events_n:
        told.append(_("numbers: events"))
    return "; ".join(told)


def _alt(rows: pd.DataFrame, report: Report) -> str:
    _ = report.language
    parts = [_part(row, report) for row in rows.to_dict("records")]
    return _("Success factors over time: {parts}.", parts="; ".join(parts))


def _part(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    if isinstance(row.get("arms"), dict):
        ends = {arm: level_words(value, row["step"], row["unit"], report) for arm, value in row["arms"].items()}
        return _("{factor} {pilot} with the pilot and {control} without in {month}", **ends,
                 factor=metric_words(row["metric"], report), month=month_words(row["latest_at"], report))  # fmt: skip
    told = _(
        "{factor} {value} in {month}, by chance {low} to {high}", factor=metric_words(row["metric"], report),
        month=month_words(row["latest_at"], report), value=_level("latest", row, report),
        low=_level("low", row, report), high=_level("high", row, report),
    )  # fmt: skip
    if not known(row["target"]):
        return told
    return _("{told}, target {value}", told=told, value=level_words(row["target"], 0.0, row["unit"], report))
