"""What is followed over time, what else happened, and what else changed with a pilot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.cells import HIDDEN as DASH
from cxkit.report.cells import HIDDEN_NOTE
from cxkit.report.impact.arms import arms_now
from cxkit.report.impact.names import (
    ARMS,
    day,
    known,
    known_day,
    level_words,
    metric_words,
    rows_of,
    signed_change,
    signed_run,
    typed_size,
    unit_heading,
)
from cxkit.report.impact.verdict_words import effect_words
from cxkit.report.reader import Report
from cxkit.report.rounding import supported_step
from cxkit.report.show import Prose, Table
from cxkit.report.wording import listed

GUARDS = {
    "held": N_("held"),
    "broken": N_("broken"),
    "open": N_("not sure yet"),
    "not_computable": N_("cannot be said"),
    "hidden": DASH,
}


def factor_table(report: Report) -> Table | Prose:
    """Return per success factor its value now, the band in which it lies by chance, its aim, and what that says."""
    _, rows = report.language, [*report.result.bands.to_dict("records"), *_per_arm(arms_now(report))]
    if not rows:
        return Prose()
    frame = pd.DataFrame({
        _("Success factor"): [_factor(row, report) for row in rows],
        _("Now"): [_now(row, report) for row in rows],
        _("Measured on"): [day(row["latest_at"], report) for row in rows],
        _("By chance between"): [_band(row, report) for row in rows],
        _("Aim"): [level_words(row["target"], 0.0, row["unit"], report) for row in rows],
        _("What that says"): [_state(row, report) for row in rows],
    })  # fmt: skip
    note = _(
        "By chance between: where 95 of 100 next figures lie when nothing changes, by figures from before any pilot."
    )  # noqa: E501
    hidden = [_(HIDDEN_NOTE)] if any(_is_hidden(row) for row in rows) else []
    told = (note,) if any(known(row["low"]) for row in rows) else ()
    return Table(frame, numeric=tuple(frame.columns[i] for i in (1, 3, 4)), notes=(*told, *hidden))


def _factor(row: dict[str, Any], report: Report) -> str:
    name = metric_words(row["metric"], report)
    if not row.get("pilot"):
        return name
    _ = report.language
    return f"{name} ({row['pilot']}, {_(ARMS[row['arm']])})" if row.get("arm") else f"{name} ({row['pilot']})"


def _per_arm(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a row for each arm of a success factor that only a pilot measures; one where nothing of it may be shown."""
    for row in rows:
        if not row.get("arms") or _is_hidden(row):
            yield row
        else:
            yield from ({**row, "arm": arm, "now": row["arms"][arm]} for arm in ARMS if arm in row["arms"])


def _now(row: dict[str, Any], report: Report) -> str:
    """Return the latest value of a success factor, or of one arm of the pilot that alone measures it."""
    if not row.get("arm"):
        return _level(row, "latest", report)
    return level_words(row["now"], row["step"], row["unit"], report)


def _is_hidden(row: dict[str, Any]) -> bool:
    return bool(row.get("hidden", False))


def _step(row: dict[str, Any]) -> float:
    """Return to what the values of a success factor are rounded: what its band supports."""
    return supported_step(row["low"], row["high"]) if known(row["low"], row["high"]) else 0.0


def _level(row: dict[str, Any], name: str, report: Report) -> str:
    return DASH if _is_hidden(row) else level_words(row[name], _step(row), row["unit"], report)


def _band(row: dict[str, Any], report: Report) -> str:
    if _is_hidden(row) or not known(row["low"], row["high"]):
        return DASH if _is_hidden(row) else ""
    return report.language("{low} to {high}", low=_level(row, "low", report), high=_level(row, "high", report))


def _state(row: dict[str, Any], report: Report) -> str:
    """Return whether a success factor is better or worse than before, and whether its aim is reached."""
    _ = report.language
    if _is_hidden(row):
        return DASH
    if "arms" in row:
        return _("in a pilot only") if row["arms"] else _("not measured yet")
    if not known(row["low"], row["high"]):
        told = _("too little measured before")
    elif not row["outside"]:
        told = _("no more than chance")
    else:
        told = _("better than before") if row["improved"] else _("worse than before")
    return _("{state}; aim reached", state=told) if _reached(row) else told


def _reached(row: dict[str, Any]) -> bool:
    if not known(row["target"], row["latest"]):
        return False
    return row["latest"] >= row["target"] if row["better"] == "higher" else row["latest"] <= row["target"]


def factor_words(report: Report) -> Prose:
    """Return which success factors are better or worse than before, and that this alone is not what pilots did."""
    _ = report.language
    rows = [row for row in report.result.bands.to_dict("records") if not _is_hidden(row) and known(row["low"])]
    if not rows:
        return Prose()
    outside = [row for row in rows if row["outside"]]
    named = {better: [metric_words(row["metric"], report) for row in outside if bool(row["improved"]) == better]
             for better in (True, False)}  # fmt: skip
    told = []
    if named[True]:
        told.append(_("Better than before: {names}.", names=listed(named[True], language=_)))
    if named[False]:
        told.append(_("Worse than before: {names}.", names=listed(named[False], language=_)))
    if not outside:
        told.append(_("No success factor lies outside its band now."))
    told += [_since(row, report) for row in rows if _outside_since(row, report)[0]]
    if outside or len(told) > 1:
        told.append(_("What a pilot did to it shows only against a control group."))
    return Prose(" ".join(told))


def _since(row: dict[str, Any], report: Report) -> str:
    """Return how often a success factor lay outside its band since the first pilot began."""
    _, (n, periods_n) = report.language, _outside_since(row, report)
    return _("Since the first pilot began, {metric} lay outside its band in {n} of {all} periods.",
             metric=metric_words(row["metric"], report), n=_.number(n), all=_.number(periods_n))  # fmt: skip


def _outside_since(row: dict[str, Any], report: Report) -> tuple[int, int]:
    """Return how many periods since the first pilot began lie outside the band, and how many there are."""
    pilots, series = report.result.pilots, report.result.series
    start = pilots.loc[pilots["stage"].ne("planned"), "starts_at"].min() if len(pilots) else pd.NaT
    own = series[series["metric"].eq(row["metric"]) & series["arm"].eq("all") & series["pilot"].eq("")]
    means = own.loc[own["period"] >= start, "mean"].dropna() if known_day(start) else own["mean"].iloc[:0]
    return int(((means < row["low"]) | (means > row["high"])).sum()), len(means)


def event_table(report: Report) -> Table | Prose:
    """Return outside events in order of time, with the number by which figures mark them."""
    _, rows = report.language, report.result.events.to_dict("records")
    if not rows:
        return Prose()
    frame = pd.DataFrame({
        _("No."): [_.number(place) for place in range(1, len(rows) + 1)],
        _("Day"): [day(row["date"], report) for row in rows],
        _("Event"): [row["event"] for row in rows],
        _("During"): ["; ".join(row["pilots"]) for row in rows],
        _("Touched"): [_(ARMS.get(row["arm"], ARMS[""])) for row in rows],
    })  # fmt: skip
    told = (
        [_("What touched only one group is in the effect of that pilot too.")]
        if any(_one_arm(row) for row in rows)
        else []
    )
    return Table(frame, notes=tuple(told))


def _one_arm(row: dict[str, Any]) -> bool:
    return row["arm"] in ("pilot", "control") and bool(row["pilots"])


def guardrail_table(report: Report) -> Table | Prose:
    """Return the metrics that must not suffer, with the change allowed and the change found."""
    _, rows = report.language, report.result.guardrails.to_dict("records")
    if not rows:
        return Prose()
    frame = pd.DataFrame({
        _("Pilot"): [row["pilot"] for row in rows],
        _("What must not suffer"): [unit_heading(row["metric"], _unit(row, report), report) for row in rows],
        _("Worse by at most"): [typed_size(row["margin"], _unit(row, report), report) for row in rows],
        _("Effect"): [_effect(row, report) for row in rows],
        _("95% interval"): [_run(row, report) for row in rows],
        _("State"): [_(GUARDS[row["status"]]) for row in rows],
    })  # fmt: skip
    hidden = [_(HIDDEN_NOTE)] if any(row["status"] == "hidden" for row in rows) else []
    return Table(frame, numeric=tuple(frame.columns[2:5]), notes=tuple(hidden))


def _effect(row: dict[str, Any], report: Report) -> str:
    found = (row["estimate"], row["low"], row["high"])
    return _dashed(row, signed_change(*found, _unit(row, report), report))


def _run(row: dict[str, Any], report: Report) -> str:
    return _dashed(row, signed_run(row["low"], row["high"], _unit(row, report), report))


def _dashed(row: dict[str, Any], text: str) -> str:
    return DASH if row.get("status") == "hidden" or _is_hidden(row) else text


def _unit(row: dict[str, Any], report: Report) -> str:
    """Return the unit of a metric; that of the one a pilot is judged on for a neighbour that is no success factor."""
    factors = report.settings.factors
    if row["metric"] in factors:
        return factors[row["metric"]].unit
    own = rows_of(report.result.pilots, row["pilot"])
    return own[0]["unit"] if own else "number"


def guardrail_words(report: Report) -> Prose:
    """Return whether what must not suffer did."""
    _, rows = report.language, report.result.guardrails
    if rows.empty:
        return Prose()
    messages = {
        "broken": N_("{pilot}: what must not suffer does, in {names}."),
        "open": N_("{pilot}: not sure yet whether this suffers more than is allowed: {names}."),
        "not_computable": N_("{pilot}: cannot be said whether this suffers: {names}."),
        "held": N_("{pilot}: what must not suffer does not, or no more than was allowed: {names}."),
    }
    told = []
    for pilot in dict.fromkeys(rows["pilot"]):
        for status, message in messages.items():
            own = [row for row in rows_of(rows, pilot) if row["status"] == status]
            if own:
                names = listed([metric_words(row["metric"], report) for row in own], language=_)
                told.append(_(message, pilot=pilot, names=names))
    return Prose(*told)


def spill_table(report: Report) -> Table | Prose:
    """Return what each pilot did to neighbouring journeys."""
    _, rows = report.language, report.result.spill_over.to_dict("records")
    if not rows:
        return Prose()
    frame = pd.DataFrame({
        _("Pilot"): [row["pilot"] for row in rows],
        _("Neighbouring journey"): [unit_heading(row["metric"], _unit(row, report), report) for row in rows],
        _("Effect"): [_effect(row, report) for row in rows],
        _("95% interval"): [_run(row, report) for row in rows],
        _("Shown"): [_dashed(row, _("yes") if row["shown"] else _("no")) for row in rows],
    })  # fmt: skip
    hidden = [_(HIDDEN_NOTE)] if any(_is_hidden(row) for row in rows) else []
    return Table(frame, numeric=tuple(frame.columns[2:4]), notes=tuple(hidden))


def spill_words(report: Report) -> Prose:
    """Return whether neighbouring journeys changed with a pilot; their euros do not count in what came true."""
    _, rows = report.language, [row for row in report.result.spill_over.to_dict("records") if not _is_hidden(row)]
    if not rows:
        return Prose()
    shown = [row | {"unit": _unit(row, report)} for row in rows if row["shown"]]
    if not shown:
        return Prose(_("No change in neighbouring journeys is shown."))
    told = [f"{row['pilot']}: {_lowered(effect_words(row, report))}." for row in shown]
    return Prose(*told, _("What neighbouring journeys gain or lose does not count in the euros."))


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
