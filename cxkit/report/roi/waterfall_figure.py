"""The figure of how much counts of what adding up would give: what is taken out, step by step."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.roi.drawing import euros_below, row_axes
from cxkit.report.roi.figure_words import range_words
from cxkit.report.roi.names import a_year, alike, has_range, without_range
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import run_from
from cxkit.result import weakest

LEVELS = ("gross", "net", "counted")
STEP_ROWS = {
    "gross": N_("All results added up"),
    "weaker_reading": N_("Second reading of the same effect"),
    "same_effect": N_("Same effect, seen in another way"),
    "same_customers": N_("The same customers"),
    "unknown_customers": N_("Perhaps the same customers"),
    "net": N_("Every euro once"),
    "leaves": N_("Customers who leave anyway"),
    "capacity": N_("Freed time that brings no cash"),
    "burden": N_("Extra work and dearer contacts"),
    "chance": N_("Chance that it does not work"),
    "counted": N_("What counts"),
}


def waterfall_figure(report: Report) -> Chart | NoChart:
    """Return how what counts comes about: all lines added up, what every step takes out, and what is left."""
    _, steps = report.language, placed_steps(report.result.steps)
    if steps.empty or not steps["eur_year"].iloc[0]:
        return NoChart(_("There is no benefit of which to show what counts."))
    rows = steps.merge(report.result.totals.rename(columns={"name": "step"}).drop(columns="eur_year"), how="left")
    texts = alike(rows["eur_year"], report)
    with themed():
        bold = [place for place, step in enumerate(rows["step"]) if step == "counted"]
        axes = row_axes([_(STEP_ROWS[step]) for step in rows["step"]], texts, bold=bold)
        _bars(axes, rows)
        euros_below(axes, report)
        titled(axes.figure, _title(rows, report), _subtitle(rows, report))
    return chart(axes.figure, alt=_alt(rows, report))


def placed_steps(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps with where the bar of each begins and ends; steps of nothing are left out.

    Parameters
    ----------
    steps : step, eur_year; what is taken out is below 0.

    Returns
    -------
    step, eur_year, start, end, in euros a year: a total begins at 0, a step where the one before ended.

    Examples
    --------
    >>> placed_steps(pd.DataFrame({"step": ["gross", "same_customers", "net"], "eur_year": [10.0, -4.0, 6.0]}))
                 step  eur_year  start   end
    0           gross      10.0    0.0  10.0
    1  same_customers      -4.0   10.0   6.0
    2             net       6.0    0.0   6.0
    """
    rows = steps[steps["step"].isin(LEVELS) | (steps["eur_year"] != 0)].reset_index(drop=True)
    level = rows["step"].isin(LEVELS)
    moved = rows["eur_year"].where(~level | (rows["step"] == "gross"), 0.0)
    ends = moved.cumsum()
    return rows.assign(start=(ends - moved).where(~level, 0.0), end=ends.where(~level, rows["eur_year"]))


def _bars(axes: Any, rows: pd.DataFrame) -> None:
    """Draw a bar per step from where the one before ended, and the interval of each total."""
    for place, row in enumerate(rows.to_dict("records")):
        axes.barh(place, row["end"] - row["start"], left=row["start"], height=0.52, color=COLOURS[_colour(row)])
        if row["low_eur"] == row["low_eur"]:
            axes.plot([row["low_eur"], row["high_eur"]], [place] * 2, color=COLOURS["ink"], linewidth=1.2,
                      solid_capstyle="butt", zorder=3)  # fmt: skip
        if place + 1 < len(rows):
            axes.plot([row["end"]] * 2, [place + 0.26, place + 0.74], color=COLOURS["muted"], linewidth=0.8, zorder=2)
    axes.axvline(0, color=COLOURS["ink"], linewidth=1, zorder=2)


def _colour(row: dict[str, Any]) -> str:
    if row["step"] in LEVELS:
        return "accent" if row["step"] == "counted" else "quiet"
    return "loss" if row["eur_year"] < 0 else "gain"


def _title(rows: pd.DataFrame, report: Report) -> str:
    _ = report.language
    gross, counted = (rows.loc[rows["step"] == name, "eur_year"].sum() for name in ("gross", "counted"))
    if counted <= 0:
        return _("Of what adding up would give, nothing is left")
    if counted >= gross:
        return _("All {amount} counts", amount=a_year(alike([gross], report)[0], report))
    return _("Of every {hundred} that adding up would give, {left} counts", hundred=_.euro(100),
             left=_.euro(100 * counted / gross))  # fmt: skip


def _subtitle(rows: pd.DataFrame, report: Report) -> str:
    label = weakest(rows["label"].dropna())
    _ = report.language
    if without_range(rows).all():
        return _("Benefits in € a year at full effect")
    return _("Benefits in € a year at full effect; line: {interval}", interval=range_words(report, label))


def _alt(rows: pd.DataFrame, report: Report) -> str:
    _, parts = report.language, []
    for row, text in zip(rows.to_dict("records"), alike(rows["eur_year"], report), strict=True):
        told = f"{_(STEP_ROWS[row['step']])} {text}"
        known = has_range(row["low_eur"], row["high_eur"])
        parts.append(f"{told} ({run_from(row['low_eur'], row['high_eur'], language=_)})" if known else told)
    return _("What counts of the benefits, in € a year: {parts}.", parts="; ".join(parts))
