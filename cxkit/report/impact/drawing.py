"""What figures of impact_measurement share: time along the bottom, values in their unit, events, panels with a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxkit.report.impact.names import EUR, SHARE, level_words, scaled
from cxkit.report.reader import Report
from cxkit.report.theme import BAND_ALPHA, COLOURS
from cxkit.report.wording import shortened

HEADING = "heading"
WIDE = 6.72  # inches, as wide as the text
SMALL_POINTS = 11  # of words within a panel
SMALL = 1e-9
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
CLOSE_INCHES = 0.22  # between numbers of events that are written as one
KEY_LETTERS, KEY_INCHES, MOST_EVENTS = 78, 0.24, 8
TITLE_LETTERS = 44  # of a name in a title
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}  # behind words
LETTER_INCHES, LINE_POINTS = 0.105, 15.0  # of words in bold
AXES_INCHES = 5.9  # a panel over the whole width, without the words of its axis
HEAD_LETTERS = 64  # of a heading over the whole width


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a frame that a reader may see."""
    return frame[~frame["hidden"].astype(bool)] if "hidden" in frame else frame


def days(dates: Iterable[Any]) -> np.ndarray:
    """Return dates as the numbers of days a time axis counts in.

    >>> days(["1970-01-02", "1970-02-01"]).tolist()
    [1.0, 31.0]
    """
    return (pd.to_datetime(pd.Series(list(dates))) - pd.Timestamp(0)).dt.total_seconds().to_numpy() / 86_400


def time_axis(axes: Any, report: Report, *, most: int, until: float | None = None) -> None:
    """Write months along the bottom, with the year below the first of each year.

    Parameters
    ----------
    axes : whose x axis counts in days and is as long as it will be.
    report : whose language counts.
    most : ticks there is room for.
    until : last day with a tick; by default the end of the axis.
    """
    start, end = axes.get_xlim()
    low, high = (pd.Timestamp(0) + pd.Timedelta(days=day) for day in (start, end if until is None else until))
    months = pd.date_range(low.normalize(), high, freq="MS")
    step = next((step for step in MONTH_STEPS if sum(_on(months, step)) <= most), MONTH_STEPS[-1])
    ticks = months[_on(months, step)]
    told = ["", *(tick.year for tick in ticks)]
    labels = [_month(tick, report) + (f"\n{tick.year}" if tick.year != before else "")
              for tick, before in zip(ticks, told, strict=False)]  # fmt: skip
    axes.set_xticks(days(ticks), labels)
    axes.tick_params(axis="x", labelsize=SMALL_POINTS, labelcolor=COLOURS["soft"])
    axes.grid(visible=False, axis="x")


def _on(months: pd.DatetimeIndex, step: int) -> np.ndarray:
    return (months.year * 12 + months.month - 1) % step == 0


def _month(at: pd.Timestamp, report: Report) -> str:
    from babel.dates import format_date

    return format_date(at.date(), "LLL", locale=report.language.code).rstrip(".")


def month_words(at: Any, report: Report) -> str:
    """Return month and year of a date in words."""
    from babel.dates import format_date

    return format_date(pd.Timestamp(at).date(), "LLLL y", locale=report.language.code)


def value_axis(axes: Any, unit: str, report: Report, *, ticks: int = 4, change: bool = False) -> None:
    """Write values along the y axis: shares and euros with their sign, others without their unit; changes signed.

    Parameters
    ----------
    axes : whose y axis counts in the unit.
    unit : of the values.
    report : whose language counts.
    ticks : spaces between them at most.
    change : differences instead of levels; those of shares in percentage points.
    """
    axes.locator_params(axis="y", nbins=ticks)

    def written(value: float, position: int | None = None) -> str:
        places = _tick_places([scaled(float(tick), unit) for tick in axes.yaxis.get_majorticklocs()])
        if not change and unit in (SHARE, EUR):
            return level_words(value, 10.0 ** -(places + 2 * (unit == SHARE)), unit, report)
        told = report.language.number(abs(scaled(value, unit)), decimals=places)
        told = report.language.euro(abs(value), decimals=2 if places else 0) if unit == EUR else told
        return f"−{told}" if value < -SMALL else f"+{told}" if change and value > SMALL else told

    axes.yaxis.set_major_formatter(written)
    axes.tick_params(axis="y", labelsize=SMALL_POINTS)


def _tick_places(marks: Sequence[float]) -> int:
    """Return the decimals that every tick needs, two at most.

    >>> _tick_places([22.5, 25.0])
    1
    """
    return next((n for n in (0, 1) if all(abs(round(mark, n) - mark) < 1e-6 for mark in marks)), 2)


def course(axes: Any, rows: pd.DataFrame, colour: str, *, width: float = 2.0, band: bool = True) -> None:
    """Draw a series over time with its band; where a point is hidden the line is broken.

    Parameters
    ----------
    axes : whose x axis counts in days.
    rows : period, mean, low, high.
    colour : name of the theme's colour.
    width : of the line, in points.
    band : whether intervals are drawn.
    """
    ordered = rows.sort_values("period")
    x = days(ordered["period"])
    if band:
        low, high = (ordered[end].astype(float) for end in ("low", "high"))
        axes.fill_between(x, low, high, color=COLOURS[colour], alpha=BAND_ALPHA, linewidth=0, zorder=2)
    means = ordered["mean"].astype(float)
    axes.plot(x, means, color=COLOURS[colour], linewidth=width, zorder=4)
    alone = means.notna() & means.shift().isna() & means.shift(-1).isna()
    axes.plot(x[alone], means[alone], "o", color=COLOURS[colour], markersize=4, zorder=4)


def numbered(events: pd.DataFrame) -> pd.DataFrame:
    """Return events with their number in the order of the list: the first is 1."""
    return events.assign(number=range(1, len(events) + 1))


def event_marks(axes: Any, events: pd.DataFrame) -> list[int]:
    """Draw events within an axis as thin lines with their numbers above, and return the numbers that were drawn.

    Parameters
    ----------
    axes : whose x axis counts in days and is as long as it will be.
    events : of `numbered`.
    """
    low, high = axes.get_xlim()
    at = days(events["date"]) if len(events) else np.array([])
    inside = (at >= low) & (at <= high)
    numbers = events["number"].to_numpy()[inside].tolist()
    close = CLOSE_INCHES * (high - low) / _inches(axes)
    for x in at[inside]:
        axes.axvline(x, color=COLOURS["muted"], linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
    for places, told in _together(sorted(zip(at[inside], numbers, strict=True)), close):
        axes.annotate(
            ", ".join(map(str, told)), (sum(places) / len(places), 1), (0, 2), xycoords=axes.get_xaxis_transform(),
            textcoords="offset points", ha="center", va="bottom", fontsize=SMALL_POINTS - 1, color=COLOURS["soft"],
            annotation_clip=False,
        )  # fmt: skip
    return numbers


def _inches(axes: Any) -> float:
    box = axes.get_position()
    return box.width * axes.get_figure(root=True).get_figwidth()


def _together(marks: Sequence[tuple[float, int]], close: float) -> list[tuple[list[float], list[int]]]:
    """Return places and numbers of marks, those close together as one.

    >>> _together([(1.0, 1), (9.0, 2), (9.5, 3)], 2.0)
    [([1.0], [1]), ([9.0, 9.5], [2, 3])]
    """
    found: list[tuple[list[float], list[int]]] = []
    for x, number in marks:
        if found and x - found[-1][0][-1] < close * max(1, 0.6 * len(found[-1][0])):
            found[-1][0].append(x)
            found[-1][1].append(number)
        else:
            found.append(([x], [number]))
    return found


def event_key(figure: Any, events: pd.DataFrame, report: Report) -> None:
    """Write below a titled figure what the numbers of events stand for, a line each.

    Parameters
    ----------
    figure : titled already, and higher by `key_inches`.
    events : of `numbered`, those that are drawn.
    report : whose language counts.
    """
    if events.empty:
        return
    lines = [_event_line(row, report) for row in events.head(MOST_EVENTS).to_dict("records")]
    bottom = key_inches(len(lines)) / figure.get_figheight()
    figure.text(0, bottom - 0.1 / figure.get_figheight(), "\n".join(lines), ha="left", va="top",
                fontsize=SMALL_POINTS, color=COLOURS["soft"], linespacing=1.25)  # fmt: skip
    left, _bottom, width, height = figure.get_layout_engine().get()["rect"]
    figure.get_layout_engine().set(rect=(left, bottom, width, height - bottom))


def key_inches(lines_n: int) -> float:
    """Return how high a figure becomes by a key of so many lines.

    >>> key_inches(0)
    0.0
    """
    return KEY_INCHES * min(lines_n, MOST_EVENTS) + 0.2 if lines_n else 0.0


def _event_line(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    told = _("{n}: {event}, {date}", n=row["number"], event=row["event"], date=_.date(pd.Timestamp(row["date"]).date()))
    arms = {"pilot": _("{event} (only where the pilot ran)", event=told),
            "control": _("{event} (only in the control group)", event=told)}  # fmt: skip
    return shortened(arms.get(row["arm"], told), letters=KEY_LETTERS)


def start_mark(axes: Any, at: Any, report: Report) -> None:
    """Draw the start of a pilot as a line, with 'before' and 'after the start' at its sides where there is room."""
    _, x = report.language, days([at])[0]
    low, high = axes.get_xlim()
    if not low <= x <= high:
        return
    axes.axvline(x, color=COLOURS["ink"], linewidth=1.2, zorder=1.5)
    inches = _inches(axes) / (high - low)
    for words, offset, side, room in (
        (_("before"), -5, "right", (x - low) * inches), (_("after the start"), 5, "left", (high - x) * inches)
    ):  # fmt: skip
        if room < LETTER_INCHES * len(words):
            continue
        axes.annotate(
            words, (x, 1), (offset, -2), xycoords=axes.get_xaxis_transform(), textcoords="offset points", ha=side,
            va="top", fontsize=SMALL_POINTS, color=COLOURS["soft"], annotation_clip=False, bbox=PAPER,
        )  # fmt: skip


def room_at_end(axes: Any, words: Sequence[str]) -> float:
    """Make the x axis longer by the room that words at the ends of lines take, and return where the lines end."""
    start, end = axes.get_xlim()
    share = (LETTER_INCHES * max(map(len, words)) + 0.25) / AXES_INCHES
    axes.set_xlim(start, end + (end - start) * share / (1 - share))
    return end


def names_at_ends(axes: Any, x: float, names: Sequence[tuple[str, float, str]]) -> None:
    """Write names at the ends of lines, one below the other where these lie close together.

    Parameters
    ----------
    axes : laid out, with `room_at_end`.
    x : where the lines end.
    names : per line its name, the height of its end and the name of its colour.
    """
    ordered = sorted(names, key=lambda name: name[1])
    heights = axes.transData.transform([(x, y) for _, y, _ in ordered])[:, 1] * 72 / axes.figure.dpi
    close = max(0.0, LINE_POINTS - float(np.diff(heights).min())) if len(ordered) > 1 else 0.0
    for place, (words, y, colour) in enumerate(ordered):
        offset = close * (place - (len(ordered) - 1) / 2)
        axes.annotate(words, (x, y), (7, offset), textcoords="offset points", ha="left", va="center",
                      fontweight="bold", color=COLOURS[colour], annotation_clip=False, bbox=PAPER)  # fmt: skip


def panels(heads: Sequence[tuple[str, str]], *, height: float, keys_n: int = 0) -> list[Any]:
    """Return panels over the whole width, one below the other, each with a heading.

    Parameters
    ----------
    heads : per panel its name, set in bold, and what is said below it.
    height : inches of a panel.
    keys_n : lines of the key below; with one, numbers of events stand above the panels.
    """
    from matplotlib import pyplot as plt

    _figure, drawn = plt.subplots(len(heads), squeeze=False,
                                 figsize=(WIDE, 1.1 + height * len(heads) + key_inches(keys_n)))  # fmt: skip
    for axes, (name, words) in zip(drawn[:, 0], heads, strict=True):
        heading(axes, shortened(name, letters=HEAD_LETTERS), words, above=16 if keys_n else 4)
    return list(drawn[:, 0])


def heading(axes: Any, name: str, words: str, *, above: float = 16, colour: str = "soft") -> None:
    """Write the name of a panel in bold, above what is said of it; `aligned` puts them at the left.

    Parameters
    ----------
    axes : the panel.
    name, words : in bold, and below it.
    above : points between the words and the panel.
    colour : name of the theme's colour of the words.
    """
    options = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "left", "annotation_clip": False}
    axes.annotate(words, (0, 1), (0, above), va="bottom", fontsize=SMALL_POINTS, color=COLOURS[colour],
                  gid=HEADING, **options)  # fmt: skip
    axes.annotate(name, (0, 1), (0, above + 15 * (words.count("\n") + 1)), va="bottom", fontweight="bold",
                  gid=HEADING, **options)  # fmt: skip


def aligned(drawn: Sequence[Any], *, columns: int = 1) -> None:
    """Move the headings of panels to the left, above the words of the axes in their column, once all is titled.

    Parameters
    ----------
    drawn : the panels, line by line.
    columns : panels beside each other.
    """
    drawn[0].get_figure(root=True).canvas.draw()
    for column in (drawn[place::columns] for place in range(columns)):
        left = min((label.get_window_extent().x0 for axes in column for label in axes.get_yticklabels()), default=0.0)
        for axes in column:
            at = axes.transAxes.inverted().transform((left, 0))[0]
            for label in axes.texts:
                if label.get_gid() == HEADING:
                    label.xy = (min(at, 0.0), 1)
