"""The ladder of stages: where the organisation stands, and what is short of each stage above."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.report.maturity.names import dimension_name, form, is_sure, overall, score, stage_name
from cxkit.report.maturity.words import has_stage
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import BAND_ALPHA, COLOURS, themed, titled
from cxkit.report.wording import listed, shortened

FIGURE_INCHES = (6.72, 4.9)
LETTERS_A_LINE = 70  # over the whole width; each step has its part of them
WORD_POINTS = 11
LOWEST_STEP = 1.5  # heights of steps, in rises
ROOM_ABOVE = 1.6  # rises over the highest step, for what is short of it


def ladder_figure(report: Report) -> Chart | NoChart:
    """Return the stages as steps: those reached, the one the organisation is on, and what is short of those above."""
    _ = report.language
    if not has_stage(report):
        return NoChart(_("The ladder cannot be shown: there is no stage."))
    steps = report.result.steps
    with themed():
        axes = _stairs(steps, report)
        titled(axes.figure, _title(report), _subtitle(report))
    return chart(axes.figure, alt=_alt(steps, report))


def _stairs(steps: pd.DataFrame, report: Report) -> Any:
    from matplotlib import pyplot as plt

    _, now = report.language, int(overall(report)["stage"])
    _figure, axes = plt.subplots(figsize=FIGURE_INCHES)
    letters = LETTERS_A_LINE // len(steps)
    for place, step in enumerate(steps.to_dict("records")):
        height = LOWEST_STEP + place
        _step(axes, place, height, reached=bool(step["reached"]), here=place == now)
        colour = "white" if place == now else COLOURS["ink"]
        axes.text(
            place, height - 0.14, shortened(step["name"], letters=letters - 1, lines=3), ha="center", va="top",
            fontsize=12, fontweight="bold", color=colour, linespacing=1.1,
        )  # fmt: skip
        axes.text(
            place, 0.14, _("from {start}", start=score(step["start"], language=_)), ha="center", va="bottom",
            fontsize=WORD_POINTS, color=colour if place == now else COLOURS["soft"],
        )  # fmt: skip
        axes.text(
            place, height + 0.14, "\n".join(_above(step, now, letters, report)), ha="center", va="bottom",
            fontsize=WORD_POINTS, linespacing=1.15, color=COLOURS["accent"] if place == now else COLOURS["soft"],
            fontweight="bold" if place == now else "normal",
        )  # fmt: skip
    axes.set(xlim=(-0.5, len(steps) - 0.5), ylim=(0, LOWEST_STEP + len(steps) - 1 + ROOM_ABOVE))
    axes.axis("off")
    return axes


def _step(axes: Any, place: int, height: float, *, reached: bool, here: bool) -> None:
    """Draw one step: full where the organisation stands, light below it, an outline above it."""
    accent, quiet = COLOURS["accent"], COLOURS["quiet"]
    face, alpha = (accent, 1.0) if here else (accent, BAND_ALPHA + 0.1) if reached else ("white", 1.0)
    axes.bar(place, height, width=0.96, color=face, alpha=alpha, zorder=2)
    if not reached:
        axes.bar(place, height, width=0.96, fill=False, edgecolor=quiet, linewidth=1.2, linestyle=(0, (4, 3)), zorder=3)


def _above(step: dict[str, Any], now: int, letters: int, report: Report) -> list[str]:
    """Return what stands over a step: where we are, or what is short, a line each."""
    _ = report.language
    if step["stage"] == now:
        mean = _("mean {mean}", mean=score(overall(report)["mean"], language=_))
        return [*shortened(_("You are here"), letters=letters, lines=2).split("\n"), mean]
    if step["reached"]:
        return []
    told = []
    if step["mean_short"] > 0:
        places = 1 if step["mean_short"] >= 0.05 else 2
        told.append(_("{points} short", points=score(step["mean_short"], language=_, places=places)))
    n = len(step["behind"])
    if n:
        told.append(_.plural("{n} dimension too far behind", "{n} dimensions too far behind", n))
    return [line for text in told or [_("held back")] for line in shortened(text, letters=letters, lines=3).split("\n")]


def _title(report: Report) -> str:
    _, row, steps = report.language, overall(report), report.result.steps
    stage, name = int(row["stage"]), stage_name(row["stage"], report)
    if stage + 1 >= len(steps):
        return _("{stage}: the highest stage", stage=name)
    following = steps.iloc[stage + 1]
    held = [dimension_name(key, report) for key in following["behind"]]
    parts = {"next": following["name"], "dimensions": _held(held, report)}
    if following["mean_short"] > 0 and held:
        return _("To reach {next}, the average must rise, and most of all {dimensions}", **parts)
    if held:
        return _("To reach {next}, {dimensions} must rise", **parts)
    if following["mean_short"] == 0:
        return _("To reach {next}, a dimension that is not shown must rise", **parts)
    return _("To reach {next}, the average must rise", **parts)


def _held(names: list[str], report: Report) -> str:
    """Return which dimensions are held back, or how many where they are many."""
    _ = report.language
    if len(names) > 2:
        return _.plural("{n} dimension", "{n} dimensions", len(names))
    return listed(names, language=_)


def _subtitle(report: Report) -> str:
    _, asked = report.language, form(report)
    told = _("Stages by mean score, from {low} to {high}", low=_.number(asked.lowest), high=_.number(asked.highest))
    sure = overall(report)
    names = [stage_name(sure[end], report) for end in ("stage_low", "stage_high")]
    if not is_sure(report):
        return told
    if names[0] == names[1]:
        return _("{subtitle}; 95% sure of {stage}", subtitle=told, stage=names[0])
    return _("{subtitle}; 95% sure between {first} and {last}", subtitle=told, first=names[0], last=names[1])


def _alt(steps: pd.DataFrame, report: Report) -> str:
    _, now, parts = report.language, int(overall(report)["stage"]), []
    for step in steps.to_dict("records"):
        told = [_("from {start}", start=score(step["start"], language=_))]
        if step["stage"] == now:
            told.append(_("you are here"))
        elif step["reached"]:
            told.append(_("reached"))
        else:
            told.append(_("{points} points short", points=score(step["mean_short"], language=_, places=2)))
            told += [_("too far behind: {dimensions}", dimensions=listed(
                [dimension_name(key, report) for key in step["behind"]], language=_
            ))] if step["behind"] else []  # fmt: skip
        parts.append(f"{step['name']} ({', '.join(told)})")
    return _("Ladder of stages: {parts}.", parts="; ".join(parts))
