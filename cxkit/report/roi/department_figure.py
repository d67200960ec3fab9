"""The figure of which department gains and which has to give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.roi.cost_tables import largest_net
from cxkit.report.roi.drawing import NAME_LETTERS, SIDE_INCHES, WIDE, widest
from cxkit.report.roi.names import KINDS
from cxkit.report.rounding import rounded, supported_step
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import listed, shortened

KEPT_KINDS = ("margin", "saving", "extra_work", "effort")  # other kinds are costs that are paid
COSTS, NET, OTHERS = "costs", "net", "others"
HEADINGS = {**{kind: KINDS[kind] for kind in KEPT_KINDS}, COSTS: N_("Costs"), NET: N_("Net")}
MOST_DEPARTMENTS, TITLE_LETTERS, MOST_IN_TITLE = 8, 26, 3
CELL_POINTS, HEAD_POINTS, SHARPEST = 11, 10.5, 0.7
ROW_INCHES, HEAD_INCHES = 0.46, 1.8
GAP = 0.14  # between the cells and their sums, in cells
IN_THOUSANDS = 1_000_000


def department_figure(report: Report) -> Chart | NoChart:
    """Return per department what it gains and gives, by kind, with the net; colour says how much."""
    _, rows = report.language, report.result.departments
    if rows.empty:
        return NoChart(_("No department gains or gives anything."))
    table = department_matrix(rows)
    top = float(table.abs().max().max())
    unit = 1_000 if top >= IN_THOUSANDS else 1
    names = [_name(name, report) for name in table.index]
    with themed():
        axes = _cells(table / unit, names, step=_step(report) / unit, report=report)
        titled(axes.figure, _title(table, names, report), _subtitle(unit, report))
        axes.figure.get_layout_engine().set(w_pad=SIDE_INCHES)
    return chart(axes.figure, alt=_alt(table, names, report))


def department_matrix(departments: pd.DataFrame) -> pd.DataFrame:
    """Return departments by kind with the net of each, largest net first; costs that are paid are one column.

    Parameters
    ----------
    departments : department, kind, eur_year.

    Returns
    -------
    One row per department (the smallest together as 'others'), columns those of HEADINGS that occur, in euros a year;
    nan where a department has nothing of a kind.
    """
    kinds = departments["kind"].where(departments["kind"].isin(KEPT_KINDS), COSTS)
    table = departments.assign(kind=kinds).groupby(["department", "kind"])["eur_year"].sum().unstack()
    largest = table.abs().sum(axis=1).sort_values(ascending=False, kind="stable").index
    if len(largest) > MOST_DEPARTMENTS:
        small = table.index.isin(largest[MOST_DEPARTMENTS - 1 :])
        others = table[small].sum(min_count=1).rename(OTHERS).to_frame().T
        table = pd.concat([table[~small], others])
    table = table.reindex(columns=[kind for kind in HEADINGS if kind in table]).astype(float)
    return table.assign(net=table.sum(axis=1)).sort_values(NET, ascending=False, kind="stable")


def _name(department: str, report: Report) -> str:
    _ = report.language
    if department == OTHERS:
        return _("Other departments")
    return str(department) or _("No department named")


def _step(report: Report) -> float:
    """Return to what amounts are rounded: as in the table of departments."""
    top = largest_net(report) / 50
    return supported_step(-top, top)


def _cells(table: pd.DataFrame, names: list[str], *, step: float, report: Report) -> Any:
    """Draw a cell per department and kind with its amount, the net of each set apart, and the sums below."""
    from matplotlib import pyplot as plt

    _, n, last = report.language, len(table), len(table.columns) - 1
    sums = table.sum(min_count=1)
    top = float(table.abs().max().max()) or 1.0
    _figure, axes = plt.subplots(figsize=(WIDE, HEAD_INCHES + ROW_INCHES * (n + 1)))
    across = [place + GAP * (place == last) for place in range(last + 1)]
    down = [*range(n), n + GAP]
    for y, row in zip(down, [*table.to_numpy(float), sums.to_numpy(float)], strict=True):
        for x, eur in zip(across, row, strict=True):
            _cell(axes, x, y, eur, top, step=step, bold=y == down[-1] or x == across[-1], report=report)
    axes.set_xlim(-0.5, across[-1] + 0.5)
    axes.set_ylim(down[-1] + 0.5, -0.5)
    heads = ["\n".join(_(HEADINGS[kind]).split(maxsplit=1)) for kind in table.columns]
    axes.set_xticks(across, heads)
    axes.xaxis.tick_top()
    axes.set_yticks(down, [*(shortened(name, letters=NAME_LETTERS, lines=2) for name in names), _("Together")])
    axes.tick_params(axis="both", length=0, labelcolor=COLOURS["ink"])
    axes.tick_params(axis="x", labelsize=HEAD_POINTS)
    for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
        labels[-1].set_fontweight("bold")
    for label in axes.get_yticklabels():
        label.set(ha="left", linespacing=1.05)
    axes.tick_params(axis="y", pad=widest(axes.get_yticklabels()) + 8)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    return axes


def _cell(axes: Any, x: float, y: float, eur: float, top: float, *, step: float, bold: bool, report: Report) -> None:
    from matplotlib.patches import Rectangle

    known = bool(eur == eur)
    strength = SHARPEST * min(1.0, abs(eur) / top) if known else 0.0
    face = shade(COLOURS["accent" if eur > 0 else "loss"], strength) if known else (0.98, 0.98, 0.985)
    axes.add_patch(Rectangle((x - 0.47, y - 0.45), 0.94, 0.9, facecolor=face, linewidth=0, zorder=1))
    if known:
        axes.text(x, y, report.language.number(rounded(eur, step)), ha="center", va="center", fontsize=CELL_POINTS,
                  color=COLOURS["ink"],
                  fontweight="bold" if bold else "normal")  # fmt: skip


def shade(colour: str, strength: float) -> tuple[float, float, float]:
    """Return a colour mixed with white: 0 is white, 1 the colour itself."""
    from matplotlib.colors import to_rgb

    return tuple(float(part) for part in 1 - strength * (1 - np.array(to_rgb(colour))))


def _title(table: pd.DataFrame, names: list[str], report: Report) -> str:
    _ = report.language
    giving = [
        shortened(name, letters=TITLE_LETTERS) for name, net in zip(names, table[NET], strict=True) if net < 0
    ][::-1]  # fmt: skip
    if not giving:
        return _("No department gives more than it gains")
    if len(giving) == len(names):
        return _("Every department gives more than it gains")
    if len(giving) > MOST_IN_TITLE:
        return _("{n} departments give more than they gain", n=_.number(len(giving)))
    return _.plural("{names} gives more than it gains", "{names} give more than they gain", len(giving),
                    names=listed(giving, language=_))  # fmt: skip


def _subtitle(unit: int, report: Report) -> str:
    _ = report.language
    told = _("Mean € a year over the years") if unit == 1 else _("Mean a year over the years, in thousands of €")
    return told + "; " + _("blue: gains, orange: gives")


def _alt(table: pd.DataFrame, names: list[str], report: Report) -> str:
    _ = report.language
    step = _step(report)
    parts = [
        f"{name}: " + ", ".join(
            f"{_(HEADINGS[kind]).lower()} {_.euro(rounded(eur, step))}"
            for kind, eur in zip(table.columns, row, strict=True) if eur == eur
        )
        for name, row in zip(names, table.to_numpy(float), strict=True)
    ]  # fmt: skip
    return _("What departments gain and give, in € a year: {parts}.", parts="; ".join(parts))
