"""The figure of aims beside the euros: each score now and what is expected, on its own scale."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.report.reader import Report
from cxkit.report.roi.beside import aim_names
from cxkit.report.roi.drawing import row_axes
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import sentence_start, shortened

MOST_AIMS, TITLE_LETTERS = 8, 40


def aims_figure(report: Report) -> Chart | NoChart:
    """Return per aim its score now and the range expected, largest change first."""
    _, rows = report.language, report.result.aims
    if rows.empty:
        return NoChart(_("No aims beside the euros were named."))
    ordered = rows.assign(change=rows["change_low"] + rows["change_high"])
    ordered = ordered.sort_values("change", ascending=False, kind="stable", ignore_index=True)
    shown, written = ordered.head(MOST_AIMS), aim_names(report)
    with themed():
        axes = row_axes([sentence_start(written[aim]) for aim in shown["aim"]], _changes(shown, report))
        _ranges(axes, shown, report)
        titled(axes.figure, _title(ordered, report), _subtitle(report))
    return chart(axes.figure, alt=_alt(ordered, report))


def _ranges(axes: Any, rows: pd.DataFrame, report: Report) -> None:
    """Draw a dot where each aim stands, and a bar from the lowest to the highest score expected."""
    for place, row in enumerate(rows.to_dict("records")):
        colour = COLOURS["loss" if row["change_high"] < 0 else "accent"]
        axes.plot([row["low"], row["high"]], [place] * 2, color=colour, linewidth=9, solid_capstyle="butt", zorder=2)
        axes.plot([row["now"]], [place], "o", color="white", markeredgecolor=COLOURS["ink"], markeredgewidth=2,
                  markersize=9, zorder=3)  # fmt: skip
    low, high = report.settings.aims_scale
    axes.set_xlim(low - 0.02 * (high - low), high + 0.02 * (high - low))
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter(lambda value, position: report.language.number(value))


def _changes(rows: pd.DataFrame, report: Report) -> list[str]:
    return [_change(row, report) for row in rows.to_dict("records")]


def _change(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    return _("{low} to {high}", **{end: _signed(row[f"change_{end}"], report) for end in ("low", "high")})


def _signed(change: float, report: Report) -> str:
    told = report.language.number(change, decimals=1)
    return f"+{told}" if round(change, 1) > 0 else told


def _title(rows: pd.DataFrame, report: Report) -> str:
    _, first = report.language, rows.iloc[0]
    if first["change"] <= 0:
        return _("No aim beside the euros is expected to rise")
    return _("Expected to rise most: {aim}", aim=shortened(aim_names(report)[first["aim"]], letters=TITLE_LETTERS))


def _subtitle(report: Report) -> str:
    _, (low, high) = report.language, report.settings.aims_scale
    return _(
        "Score on a scale of {low} to {high}; dot: now, bar: the range expected, at the right: the change; assumed, and never added to the euros",  # noqa: E501
        low=_.number(low), high=_.number(high),
    )  # fmt: skip


def _alt(rows: pd.DataFrame, report: Report) -> str:
    _, written = report.language, aim_names(report)
    parts = [
        _("{aim}: {now} now, {low} to {high} expected", aim=written[row["aim"]],
          **{name: _.number(row[name], decimals=1) for name in ("now", "low", "high")})
        for row in rows.to_dict("records")
    ]  # fmt: skip
    low, high = (_.number(end) for end in report.settings.aims_scale)
    return _("Aims beside the euros, scores of {low} to {high}: {parts}.", low=low, high=high, parts="; ".join(parts))
