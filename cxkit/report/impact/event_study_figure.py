"""The figure of differences per period: whether pilot and control group moved alike before the start."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxkit.report.impact.drawing import TITLE_LETTERS, aligned, days, panels, start_mark, time_axis, value_axis
from cxkit.report.impact.names import metric_words
from cxkit.report.impact.pilot_figure import drawn_pilots
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import listed, shortened

PANEL_INCHES = 2.45
BEFORE = ("pre_trend", "placebo")
MANY = 20  # periods from which dots are small


def event_study_figure(report: Report) -> Chart | NoChart:
    """Return per pilot how pilot and control group differ in every period, against the periods before the start."""
    _, rows = report.language, drawn_pilots(report, report.result.event_study)
    if not rows:
        return NoChart(_("There are too few periods to show how pilot and control group differ in each."))
    with themed():
        heads = [(row["pilot"], _words(row, report)) for row in rows]
        axes = panels(heads, height=PANEL_INCHES)
        for panel, row in zip(axes, rows, strict=True):
            _panel(panel, row, differences_of(row, report), report)
        titled(axes[0].figure, _title(rows, report), _subtitle(rows, report))
        aligned(axes)
    return chart(axes[0].figure, alt=_alt(rows, report))


def differences_of(row: dict[str, Any], report: Report) -> pd.DataFrame:
    """Return the differences of one pilot, in order of time."""
    rows = report.result.event_study
    return rows[rows["pilot"] == row["pilot"]].dropna(subset="estimate").sort_values("period")


def _panel(axes: Any, row: dict[str, Any], rows: pd.DataFrame, report: Report) -> None:
    """Draw a dot with its interval per period: grey before the start, blue after it."""
    x, size = days(rows["period"]), 3.5 if len(rows) > MANY else 6
    for after, colour in ((False, "muted"), (True, "accent")):
        own = (rows["steps"] >= 0).to_numpy() == after
        middle, low, high = (rows[name].to_numpy(float)[own] for name in ("estimate", "low", "high"))
        axes.vlines(x[own], low, high, color=COLOURS[colour], linewidth=1.6, alpha=0.6, zorder=3)
        axes.plot(x[own], middle, "o", color=COLOURS[colour], markersize=size, zorder=4)
    axes.axhline(0, color=COLOURS["ink"], linewidth=1, zorder=2)
    _across(axes, np.append(x, days([row["starts_at"]])))
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.16 * (high - low))
    value_axis(axes, row["unit"], report, change=True)
    time_axis(axes, report, most=10)
    start_mark(axes, row["starts_at"], report)


def _across(axes: Any, x: np.ndarray) -> None:
    room = 0.03 * (x.max() - x.min()) or 1.0
    axes.set_xlim(x.min() - room, x.max() + room)


def _words(row: dict[str, Any], report: Report) -> str:
    """Return what the dots of a panel are, with their unit."""
    _, told = report.language, {"metric": metric_words(row["metric"], report)}
    words = {
        "share": _("{metric}: pilot less control, in percentage points", **told),
        "points": _("{metric}: pilot less control, in points", **told),
        "minutes": _("{metric}: pilot less control, in minutes", **told),
        "days": _("{metric}: pilot less control, in days", **told),
        "EUR": _("{metric}: pilot less control, in euros", **told),
    }  # fmt: skip
    return words.get(row["unit"], _("{metric}: pilot less control", **told))


def _before(row: dict[str, Any], report: Report) -> str:
    """Return whether pilot and control moved alike before the start: 'ok', 'stops' or '' where nobody can tell."""
    checks = report.result.checks
    own = checks.loc[(checks["pilot"] == row["pilot"]) & checks["check"].isin(BEFORE), "status"]
    return "stops" if own.eq("stops").any() else "ok" if own.eq("ok").any() else ""


def _title(rows: list[dict[str, Any]], report: Report) -> str:
    _ = report.language
    moved = {status: [shortened(row["pilot"], letters=TITLE_LETTERS) for row in rows if _before(row, report) == status]
             for status in ("stops", "ok")}  # fmt: skip
    if moved["stops"]:
        return _("Already moved apart before the start: {pilots}", pilots=listed(moved["stops"], language=_))
    if moved["ok"]:
        return _("Before the start nothing shows that pilot and control group moved apart")
    return _("How pilot and control group differ in each period")


def _subtitle(rows: list[dict[str, Any]], report: Report) -> str:
    _ = report.language
    compared = [differences_of(row, report)["reference"].sum() for row in rows]
    told = _("Difference with the control group, less that difference before the start")
    if all(n == 1 for n in compared):
        told = _("Difference with the control group, less that in the last period before the start")
    return "; ".join([told, _("line: the 95% interval"), _("grey: before the start, blue: after it")])


def _alt(rows: list[dict[str, Any]], report: Report) -> str:
    _ = report.language
    parts = [_part(row, differences_of(row, report), report) for row in rows]
    return _("Difference of pilot and control group in each period: {parts}.", parts="; ".join(parts))


def _part(row: dict[str, Any], rows: pd.DataFrame, report: Report) -> str:
    """Return in how many periods before and after the start the difference is shown to be another than before it."""
    _ = report.language
    apart = (rows["low"] > 0) | (rows["high"] < 0)
    after = rows["steps"] >= 0
    return _(
        "{pilot}, differs in {before_n} of {all_before_n} periods before the start and {after_n} of {all_after_n} after it",  # noqa: E501
        pilot=row["pilot"], before_n=int((apart & ~after).sum()), all_before_n=int((~after).sum()),
        after_n=int((apart & after).sum()), all_after_n=int(after.sum()),
    )  # fmt: skip
