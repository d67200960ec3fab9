"""The figure of realised beside expected: per pilot both intervals, as a share of what was expected."""

from __future__ import annotations

from typing import Any

from cxkit.language import N_
from cxkit.report.impact.drawing import TITLE_LETTERS
from cxkit.report.impact.names import HIDDEN, MEASURED, VERDICTS, WORKED, known, minus
from cxkit.report.impact.verdict_words import ratio_words, run_words
from cxkit.report.reader import Report
from cxkit.report.roi.drawing import row_axes
from cxkit.report.show import Chart, NoChart, chart
from cxkit.report.theme import COLOURS, themed, titled
from cxkit.report.wording import listed, shortened

MOST_PILOTS = 8
FARTHEST = 3.0  # times what was expected that is drawn on either side
ABOVE, BELOW = -0.16, 0.16  # rows from the middle of a row: expected, realised
COLOUR = {"exceeded": "gain", "achieved": "gain", "missed": "loss", "unclear": "muted"}
TITLES = {
    "exceeded": N_("More than expected: {pilots}"),
    "achieved": N_("As expected: {pilots}"),
    "missed": N_("Not as expected: {pilots}"),
    "unclear": N_("Not clear yet: {pilots}"),
}


def expected_figure(report: Report) -> Chart | NoChart:
    """Return per pilot what was realised beside what was expected, the smallest effect worth having marked."""
    _, rows = report.language, _rows(report)
    if not rows:
        return NoChart(_("No pilot was measured, so nothing can be laid beside what was expected."))
    with themed():
        axes = row_axes([row["pilot"] for row in rows], [_beside(row, report) for row in rows], head=1.95)
        for place, row in enumerate(rows):
            _pair(axes, place, row)
        _across(axes, rows, report)
        titled(axes.figure, _title(rows, report), _subtitle(report))
    return chart(axes.figure, alt=_alt(rows, report))


def _rows(report: Report) -> list[dict[str, Any]]:
    """Return the pilots, eight at most; none when none of them has an effect to show."""
    rows = report.result.pilots
    if not rows["ratio"].notna().any():
        return []
    return rows[rows["verdict"].isin([*MEASURED, HIDDEN])].head(MOST_PILOTS).to_dict("records")


def share_of_expected(value: float, row: dict[str, Any]) -> float:
    """Return an effect as a share of what was expected.

    >>> share_of_expected(-0.5, {"expected": -2.0})
    0.25
    """
    return value / row["expected"]


def _ends(row: dict[str, Any]) -> tuple[float, float]:
    """Return the ends of what would not have surprised, as shares of what was expected, the least first."""
    low, high = (share_of_expected(row[name], row) for name in ("expected_low", "expected_high"))
    return min(low, high), max(low, high)


def _pair(axes: Any, place: int, row: dict[str, Any]) -> None:
    """Draw what was expected as a grey bar with the smallest effect worth having, and below it what was realised."""
    low, high = (_near(end) for end in _ends(row))
    worth = share_of_expected(row["smallest_worth"], row)
    axes.plot([low, high], [place + ABOVE] * 2, color=COLOURS["quiet"], linewidth=8, solid_capstyle="butt", zorder=2)
    axes.plot([1.0], [place + ABOVE], "|", color=COLOURS["soft"], markersize=8, markeredgewidth=2, zorder=3)
    axes.plot([worth], [place + ABOVE], "D", color=COLOURS["ink"], markersize=5, zorder=4)
    if not known(row["ratio"]):
        return
    colour = COLOURS[COLOUR[row["verdict"]]]
    if known(row["ratio_low"], row["ratio_high"]):
        ends = [_near(row[name]) for name in ("ratio_low", "ratio_high")]
        axes.plot(ends, [place + BELOW] * 2, color=colour, linewidth=2.5, solid_capstyle="butt", zorder=3)
    axes.plot([_near(row["ratio"])], [place + BELOW], "o", color=colour, markersize=8, zorder=4)


def _near(share: float) -> float:
    """Return a share no farther out than is drawn."""
    return min(max(share, -FARTHEST), FARTHEST)


def _across(axes: Any, rows: list[dict[str, Any]], report: Report) -> None:
    """Let the axis hold nothing and all that was expected, and name both."""
    axes.axvline(0, color=COLOURS["ink"], linewidth=1, zorder=1)
    axes.axvline(1, color=COLOURS["muted"], linewidth=1, linestyle=(0, (3, 3)), zorder=1)
    shares = [0.0, 1.0, *(axes.dataLim.intervalx)]
    room = 0.05 * (max(shares) - min(shares))
    axes.set_xlim(min(shares) - room, max(shares) + room)
    axes.locator_params(axis="x", nbins=5, steps=[1, 2, 5, 10])
    axes.xaxis.set_major_formatter(lambda value, position: minus(report.language.share(round(value, 6))))
    axes.set_ylim(len(rows) - 0.5, -0.5)


def _beside(row: dict[str, Any], report: Report) -> str:
    """Return how much of the expected came true and the verdict, in two lines."""
    _ = report.language
    verdict = _(VERDICTS[row["verdict"]])
    return "\n".join(filter(None, [ratio_words(row, report), verdict]))


def _title(rows: list[dict[str, Any]], report: Report) -> str:
    """Return which pilots did what was expected, or how the first that can be judged turned out."""
    _ = report.language
    told = [row for row in rows if row["verdict"] in TITLES]
    worked = [row for row in told if row["verdict"] in WORKED]
    named = worked or [row for row in told if row["verdict"] == "missed"] or told
    names = [shortened(row["pilot"], letters=TITLE_LETTERS) for row in named]
    exceeded = named and all(row["verdict"] == "exceeded" for row in named)
    verdict = "exceeded" if exceeded else "achieved" if worked else named[0]["verdict"]
    return _(TITLES[verdict], pilots=listed(names, language=_))


def _subtitle(report: Report) -> str:
    _ = report.language
    return _(
        "Effect as a share of what was expected; grey bar: what would not have surprised, diamond: the smallest effect worth having, dot and line: what came true and its interval"  # noqa: E501
    )


def _alt(rows: list[dict[str, Any]], report: Report) -> str:
    _ = report.language
    return _("Realised beside expected, by pilot: {parts}.", parts="; ".join(_part(row, report) for row in rows))


def _part(row: dict[str, Any], report: Report) -> str:
    _, (low, high) = report.language, _ends(row)
    told = _("{pilot}: {verdict}, expected {low} to {high}", pilot=row["pilot"], verdict=_(VERDICTS[row["verdict"]]),
             low=_.share(low), high=_.share(high))  # fmt: skip
    if not (run := run_words(row["ratio_low"], row["ratio_high"], report)):
        return told
    return _("{told}, realised {share} ({interval})", told=told, share=ratio_words(row, report), interval=run)
