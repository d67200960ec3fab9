"""The figure of pilots over time: each beside its control group, before and after the start."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.impact.drawing import (
    MOST_EVENTS,
    TITLE_LETTERS,
    aligned,
    course,
    days,
    event_key,
    event_marks,
    names_at_ends,
    numbered,
    panels,
    room_at_end,
    start_mark,
    time_axis,
    value_axis,
)
from cxkit.report.impact.names import WORKED, begun, between_words, change_words, known, metric_words
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import themed, titled
from cxkit.report.wording import listed, shortened

MOST_PILOTS = 3
PANEL_INCHES = 2.75
HEADROOM = 0.3  # above the courses, for words at the start
ARMS = {"pilot": N_("pilot"), "control": N_("control")}
LINES, NAMES = {"pilot": "accent", "control": "muted"}, {"pilot": "accent", "control": "soft"}  # colours


def pilot_figure(report: Report) -> Chart | NoChart:
    """Return each pilot that has begun beside its control group over time; three at most."""
    _, rows = report.language, drawn_pilots(report, report.result.series)
    if not rows:
        return NoChart(_("No pilot has been measured yet that can be shown over time."))
    events = numbered(report.result.events)
    with themed():
        own = [_events(events, row, report) for row in rows]
        told = events[events["number"].isin({n for part in own for n in part["number"]})].head(MOST_EVENTS)
        axes = panels([(row["pilot"], effect_words(row, report)) for row in rows], height=PANEL_INCHES,
                      keys_n=len(told))  # fmt: skip
        for panel, row, part in zip(axes, rows, own, strict=True):
            _panel(panel, row, part[part["number"].isin(told["number"])], report)
        titled(axes[0].figure, _title(rows, report), _subtitle(len(told), report))
        event_key(axes[0].figure, told, report)
        aligned(axes)
        for panel, row in zip(axes, rows, strict=True):
            _name_lines(panel, row, report)
    return chart(axes[0].figure, alt=_alt(rows, report))


def drawn_pilots(report: Report, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the pilots that have begun and have rows in a frame, in the order of the settings; three at most."""
    value = "mean" if "mean" in frame else "estimate"
    pilots = set(frame.dropna(subset=value)["pilot"])
    return [row for row in begun(report) if row["pilot"] in pilots][:MOST_PILOTS]


def effect_words(row: dict[str, Any], report: Report) -> str:
    """Return the effect of a pilot on its metric, with its interval, in one line."""
    _ = report.language
    told = {"metric": metric_words(row["metric"], report)}
    if not known(row["estimate"]):
        return _("{metric}: no effect can be given", **told)
    values = [row[name] for name in ("low", "high")]
    told["change"] = change_words(row["estimate"], *values, row["unit"], report)
    if not known(*values):
        return _("{metric}: {change}", **told)
    return _("{metric}: {change} ({interval})", interval=between_words(*values, row["unit"], report), **told)


def series_of(row: dict[str, Any], report: Report) -> pd.DataFrame:
    """Return the course of both arms of a pilot on the metric it is judged on."""
    rows = report.result.series
    return rows[(rows["pilot"] == row["pilot"]) & (rows["metric"] == row["metric"])]


def _events(events: pd.DataFrame, row: dict[str, Any], report: Report) -> pd.DataFrame:
    """Return the events within what is drawn of a pilot."""
    periods = series_of(row, report)["period"]
    return events[(events["date"] >= periods.min()) & (events["date"] <= periods.max())]


def _panel(axes: Any, row: dict[str, Any], events: pd.DataFrame, report: Report) -> None:
    """Draw one pilot and its control group."""
    rows = series_of(row, report)
    for arm, own in rows.groupby("arm"):
        course(axes, own, LINES[arm])
    first, last = days([rows["period"].min(), rows["period"].max()])
    axes.set_xlim(first - 0.02 * (last - first), last)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + HEADROOM * (high - low))
    room_at_end(axes, [report.language(name) for name in ARMS.values()])
    value_axis(axes, row["unit"], report)
    time_axis(axes, report, most=9, until=last)
    event_marks(axes, events)
    start_mark(axes, row["starts_at"], report)


def _name_lines(axes: Any, row: dict[str, Any], report: Report) -> None:
    """Write 'pilot' and 'control' at the ends of their lines."""
    rows = series_of(row, report).dropna(subset="mean").sort_values("period")
    last = rows.groupby("arm")["mean"].last()
    names = [(report.language(name), float(last[arm]), NAMES[arm]) for arm, name in ARMS.items() if arm in last]
    names_at_ends(axes, days([rows["period"].max()])[0], names)


def _title(rows: list[dict[str, Any]], report: Report) -> str:
    _ = report.language
    worked = [shortened(row["pilot"], letters=TITLE_LETTERS) for row in rows if row["verdict"] in WORKED]
    if worked:
        return _.plural("Better than its control group: {pilots}", "Better than their control groups: {pilots}",
                        len(worked), pilots=listed(worked, language=_))  # fmt: skip
    if all(row["control_n"] == 0 for row in rows):
        return _("Without a control group nobody can say what the pilot did")
    return _("No pilot is shown to do better than its control group")


def _subtitle(events_n: int, report: Report) -> str:
    _ = report.language
    told = [_("Mean per period of those with the pilot and of the control group"), _("light band: the 95% interval")]
    return "; ".join([*told, *([_("numbers: events")] if events_n else [])])


def _alt(rows: list[dict[str, Any]], report: Report) -> str:
    _ = report.language
    parts = [_("{pilot}, {effect}", pilot=row["pilot"], effect=effect_words(row, report)) for row in rows]
    return _("Pilots beside their control groups over time: {parts}.", parts="; ".join(parts))
