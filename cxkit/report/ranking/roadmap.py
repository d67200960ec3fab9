"""The roadmap: which step is taken in which phase, and how many days that takes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.ranking.names import days_words, names
from cxkit.report.ranking.tables import known
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, Prose, Table, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import shortened

STEPS = {
    "do": N_("do"),
    "pilot": N_("test"),
    "decide": N_("decide"),
    "roll_out": N_("roll out"),
    "foundation": N_("foundation"),
}
FACES = {  # step to the colour of its bar and of the number in it
    "do": (COLOURS["accent"], "white"),
    "pilot": (COLOURS["warning"], COLOURS["ink"]),
    "decide": (COLOURS["ink"], "white"),
    "roll_out": ("#7FB8D8", COLOURS["ink"]),
    "foundation": (COLOURS["quiet"], COLOURS["ink"]),
}
MOST_LINES = 14
NAME_LETTERS = 26
NARROW = 0.25  # of a bar, the width of a decision
GAP = 0.04  # of the width of a phase, at each side of a bar
SMALL_POINTS = 10


def roadmap_figure(report: Report) -> Chart | NoChart:
    """Return the phases as columns, and per opportunity the steps that are taken in them."""
    _, rows, written = report.language, report.result.roadmap, names(report)
    rows = rows.sort_values(["phase", "order"], kind="stable")
    if rows.empty:
        return NoChart(_("There are no steps to plan."))
    order = list(dict.fromkeys(rows["opportunity"]))
    shown = rows[rows["opportunity"].isin(order[:MOST_LINES])]
    with themed():
        axes = _columns(shown, order[:MOST_LINES], [written[name] for name in order[:MOST_LINES]], report)
        titled(axes.figure, _title(rows, report), _subtitle(len(order) - MOST_LINES, report))
    parts = "; ".join(
        _("phase {phase}: {step} {name}", phase=_.number(row["phase"]), step=_(STEPS[row["step"]]),
          name=written[row["opportunity"]])
        for row in rows.to_dict("records")
    )  # fmt: skip
    return chart(axes.figure, alt=_("Steps by phase: {parts}.", parts=parts))


def _columns(rows: pd.DataFrame, order: list[str], labels: list[str], report: Report) -> Any:
    from matplotlib import pyplot as plt

    _, last = report.language, int(rows["phase"].max())
    _figure, axes = plt.subplots(figsize=(6.72, 2.4 + 0.46 * len(order)))
    for (name, phase), steps in rows.groupby(["opportunity", "phase"], sort=False):
        left = phase - 0.5 + GAP
        for step, width in zip(steps.to_dict("records"), _widths(steps["step"].tolist()), strict=True):
            _bar(axes, order.index(name), left, width, step, report)
            left += width
    for edge in range(last + 1):
        axes.axvline(edge + 0.5, color=COLOURS["grid"], linewidth=1, zorder=0)
    axes.set_xlim(0.5, last + 0.5)
    axes.set_ylim(len(order) - 0.4, -0.6)
    _names_beside(axes, labels)
    axes.grid(visible=False)
    _above_and_below(axes, last, report)
    _key(axes, rows, _)
    return axes


def _names_beside(axes: Any, labels: list[str]) -> None:
    """Write the name of each line at the left, aligned to the left."""
    axes.set_yticks(range(len(labels)), [shortened(name, letters=NAME_LETTERS, lines=2) for name in labels])
    for label in axes.get_yticklabels():
        label.set(linespacing=1.05, ha="left")
    widest = max(label.get_window_extent().width for label in axes.get_yticklabels())
    axes.tick_params(axis="y", labelcolor=COLOURS["ink"], pad=widest / axes.get_figure().dpi * 72 + 10)


def _widths(steps: list[str]) -> list[float]:
    """Return how wide the bars in one phase are, in phases; a decision takes no days and is narrow beside others."""
    parts = [NARROW if step == "decide" else 1.0 for step in steps]
    room = (1 - 2 * GAP) if max(parts) == 1 else NARROW
    return [room * part / sum(parts) for part in parts]


def _bar(axes: Any, line: int, left: float, width: float, step: dict[str, Any], report: Report) -> None:
    """Draw a step as a bar with its days in it."""
    colour, ink = FACES[step["step"]]
    axes.barh(line, width, left=left, height=0.62, color=colour, edgecolor="white", linewidth=1, align="center")
    if step["days"] > 0:
        axes.text(left + width / 2, line, days_words(step["days"], report), ha="center", va="center", color=ink,
                  fontsize=SMALL_POINTS)  # fmt: skip


def _above_and_below(axes: Any, last: int, report: Report) -> None:
    """Write the months above the columns, and below them the days of effort each phase takes."""
    _, days = report.language, report.result.roadmap.groupby("phase")["days"].sum()
    axes.set_xticks(
        range(1, last + 1), [_days_below(days.get(phase, 0.0), last, report) for phase in range(1, last + 1)],
    )  # fmt: skip
    if last > 5:
        axes.set_xlabel(_("Days of effort"))
    top = axes.secondary_xaxis("top")
    top.set_xticks(range(1, last + 1), [months_words(phase, report, short=last > 5) for phase in range(1, last + 1)])
    top.tick_params(axis="x", length=0, labelcolor=COLOURS["ink"])
    top.spines["top"].set_visible(False)
    if last > 5:
        top.set_xlabel(_("Months"))


def _days_below(days: float, last: int, report: Report) -> str:
    """Return the days of a phase; nothing where only foundations stand, whose days nobody knows."""
    _, told = report.language, days_words(days, report)
    if not days:
        return ""
    return _("{days} days", days=told) if last <= 5 else told


def months_words(phase: int, report: Report, *, short: bool = False) -> str:
    """Return the months of a phase, the first month of the plan being 1."""
    _, length = report.language, report.settings.phase_months
    start, end = (phase - 1) * length + 1, phase * length
    told = _.number(end) if start == end else f"{_.number(start)}–{_.number(end)}"
    if short:
        return told
    return _("month {n}", n=told) if start == end else _("months {n}", n=told)


def _key(axes: Any, rows: pd.DataFrame, _: Language) -> None:
    """Write what each colour stands for, in the order in which steps are taken."""
    from matplotlib.patches import Patch

    found = set(rows["step"])
    handles = [Patch(color=FACES[step][0], label=_(words)) for step, words in STEPS.items() if step in found]
    axes.get_figure().legend(handles=handles, loc="outside lower left", ncols=5, frameon=False, borderpad=0.5,
                             handlelength=1, handletextpad=0.4, columnspacing=1.4)  # fmt: skip


def _title(rows: pd.DataFrame, report: Report) -> str:
    _, settings = report.language, report.settings
    first = rows[(rows["phase"] == 1) & rows["step"].isin(["do", "pilot"])]["opportunity"].nunique()
    span = _.plural("{n} month", "{n} months", settings.phase_months)
    if not first:
        return _("Foundations first: nothing else is planned for the first {span}", span=span)
    return _.plural(
        "{n} improvement starts in the first {span}", "{n} improvements start in the first {span}", first, span=span
    )


def _subtitle(more: int, report: Report) -> str:
    _ = report.language
    told = _("Number in a bar: days of effort; at most {days} days fit in a phase",
             days=days_words(report.settings.phase_days, report))  # fmt: skip
    if more <= 0:
        return told
    return told + "; " + _.plural("{n} later one is left out", "{n} later ones are left out", more)


def roadmap_table(report: Report) -> Table | Prose:
    """Return every step with its phase, its months, its days and whose it is."""
    _, written, rows = report.language, names(report), report.result.roadmap
    if rows.empty:
        return Prose()
    rows = rows.sort_values(["phase", "order"], kind="stable")
    columns = {
        _("Phase"): known(rows["phase"], _.number),
        _("Months"): [months_words(int(phase), report, short=True) for phase in rows["phase"]],
        _("Step"): [_step_words(row, _) for row in rows.to_dict("records")],
        _("Opportunity"): [written[name] for name in rows["opportunity"]],
        _("Effort (days)"): [days_words(days, report) if days > 0 else "" for days in rows["days"]],
        _("Department"): ["" if name != name or name is None else str(name) for name in rows["department"]],
    }
    if not any(columns[_("Department")]):
        del columns[_("Department")]
    unplanned = report.result.facts["unplanned_n"]
    notes = [
        _.plural("{n} chosen opportunity does not fit in these phases.", "{n} chosen opportunities do not fit in these phases.", unplanned)  # noqa: E501
    ] * bool(unplanned)  # fmt: skip
    return Table(pd.DataFrame(columns), numeric=(_("Phase"), _("Effort (days)")), notes=tuple(notes))


def _step_words(row: dict[str, Any], _: Language) -> str:
    told = _(STEPS[row["step"]])
    if row["parts"] <= 1:
        return told
    return _("{step}, part {part} of {parts}", step=told, part=_.number(row["part"]), parts=_.number(row["parts"]))
