"""The figure of maturity_assessment that sets departments beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxkit.report.maturity.figures import HEAD_INCHES, NAME_LETTERS, TITLE_LETTERS, mean_mark, scale_axis
from cxkit.report.maturity.names import ALL, dimension_name, form, line_words, overall, shown_rows
from cxkit.report.maturity.words import mean_words
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import shortened

MOST_PANELS, PANELS_A_LINE = 8, 4
HEAD_POINTS, HEAD_LETTERS = 11, 46  # of the names over panels, all panels of a line together


def department_figure(report: Report) -> Chart | NoChart:
    """Return departments beside each other, each on every dimension, over the mean of everybody."""
    _, rows = report.language, shown_rows(report.result.departments)
    rows = rows[rows["mean"].notna()] if len(rows) else rows
    names = _largest(rows)
    if len(names) < 2:
        return NoChart(_("There are too few departments to set beside each other."))
    with themed():
        figure = _panels(rows, names, report)
        titled(figure, _department_title(report), _department_subtitle(rows, names, report))
        figure.get_layout_engine().set(wspace=0.1, hspace=0.08)
    return chart(figure, alt=_department_alt(rows, names, report))


def _largest(rows: pd.DataFrame) -> list[str]:
    """Return the departments that are drawn: as many as fit, those of most people first, in the order of the table."""
    if rows.empty:
        return []
    sizes = rows.groupby("department", sort=False)["raters_n"].max().sort_values(ascending=False, kind="stable")
    kept = set(sizes.index[:MOST_PANELS])
    return [name for name in dict.fromkeys(rows["department"]) if name in kept]


def _panels(rows: pd.DataFrame, names: Sequence[str], report: Report) -> Any:
    """Draw a panel per department, all on the same scale and with the same rows."""
    from matplotlib import pyplot as plt

    keys = [ALL, *(d.key for d in form(report).dimensions if (rows["dimension"] == d.key).any())]
    lines_n = -(-len(names) // PANELS_A_LINE)
    across = min(len(names), PANELS_A_LINE)
    figure, panels = plt.subplots(
        lines_n, across, squeeze=False, sharex=True, sharey=True,
        figsize=(6.72, HEAD_INCHES - 0.1 + lines_n * (0.35 + 0.42 * len(keys))),
    )  # fmt: skip
    flat = [axes for line in panels for axes in line]
    for axes, name in zip(flat, names, strict=False):
        _panel(
            axes, rows[rows["department"] == name].set_index("dimension"), keys, name, HEAD_LETTERS // across, report
        )
    for axes in flat[len(names) :]:
        axes.set_visible(False)
    for line in panels:
        line[0].set_yticks(
            range(len(keys)), [shortened(dimension_name(key, report), letters=NAME_LETTERS, lines=2) for key in keys]
        )
        line[0].tick_params(axis="y", labelcolor=COLOURS["ink"])
        line[0].get_yticklabels()[0].set_fontweight("bold")
    return figure


def _panel(axes: Any, own: pd.DataFrame, keys: Sequence[str], name: str, letters: int, report: Report) -> None:
    """Draw one department: its means with intervals, over the mean of everybody."""
    means = report.result.dimensions.set_index("dimension")["mean"].astype(float)
    differing = _differing(report)
    for at, key in enumerate(keys):
        everybody = overall(report)["mean"] if key == ALL else means.get(key, np.nan)
        if everybody == everybody:
            axes.plot([everybody] * 2, [at - 0.32, at + 0.32], color=COLOURS["quiet"], linewidth=2, zorder=2)
        if key in own.index:
            colour = COLOURS["accent"] if (key, name) in differing else COLOURS["muted"]
            mean_mark(axes, at, own.loc[key].to_dict(), colour, report)
    axes.set_ylim(len(keys) - 0.5, -0.5)
    scale_axis(axes, report, ticks=4)
    axes.grid(visible=True, axis="x")
    head = shortened(name, letters=letters, lines=2)
    axes.set_title(head, fontsize=HEAD_POINTS, fontweight="bold", color=COLOURS["ink"])


def _differing(report: Report) -> set[tuple[str, str]]:
    """Return which departments surely differ on which dimension."""
    rows = shown_rows(report.result.differences)
    seen = rows[rows["status"] == "shown"] if len(rows) else rows
    return {(row["dimension"], row[end]) for row in seen.to_dict("records") for end in ("highest", "lowest")}


def _department_title(report: Report) -> str:
    _, rows = report.language, shown_rows(report.result.differences)
    seen = rows[rows["status"] == "shown"] if len(rows) else rows
    if seen.empty:
        return _("Departments show no difference")
    whole = seen[seen["dimension"] == ALL]
    row = (whole if len(whole) else seen.sort_values("difference", ascending=False, kind="stable")).iloc[0]
    names = {end: shortened(row[end], letters=TITLE_LETTERS // 2) for end in ("highest", "lowest")}
    if row["dimension"] == ALL:
        return _("{highest} scores higher than {lowest}", **names)
    about = shortened(dimension_name(row["dimension"], report), letters=TITLE_LETTERS)
    return _("{highest} and {lowest} lie furthest apart on {dimension}", dimension=about, **names)


def _department_subtitle(rows: pd.DataFrame, names: Sequence[str], report: Report) -> str:
    _ = report.language
    blue = [_("blue: a difference is shown")] if _differing(report) else []
    drawn = rows[rows["department"].isin(names)]
    told = "; ".join([_("Mean score by department"), *line_words(drawn, report), _("grey bar: everybody"), *blue])
    if rows["department"].nunique() > len(names):
        told = _("{subtitle}; the {n} departments with most people", subtitle=told, n=_.number(len(names)))
    return told


def _department_alt(rows: pd.DataFrame, names: Sequence[str], report: Report) -> str:
    _, parts = report.language, []
    for name in names:
        own = rows[rows["department"] == name]
        told = [
            f"{dimension_name(row['dimension'], report)} {mean_words(row, report)}" for row in own.to_dict("records")
        ]
        parts.append(f"{name}: {', '.join(told)}")
    return _("Mean score by department: {parts}.", parts="; ".join(parts))
