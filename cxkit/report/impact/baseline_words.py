"""What was frozen beforehand, and what is wrong with it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.baseline import in_groups
from cxkit.language import N_
from cxkit.report.cells import HIDDEN as DASH
from cxkit.report.impact.names import day, known, known_day, level_words, metric_words, typed_change
from cxkit.report.impact.reasons import OF_THE_BASELINE, stop_words, stops_of
from cxkit.report.reader import Report
from cxkit.report.rounding import supported_step
from cxkit.report.show import Note, Prose, Table
from cxkit.report.wording import listed

NOTHING_FROZEN = N_(
    "No baseline was frozen. Without one nobody can see that what was expected was written down before the outcome was known."  # noqa: E501
)


def baseline_words(report: Report) -> Prose:
    """Return what was frozen, when and by which role it was decided, and the fingerprint to hold it against."""
    _, facts = report.language, report.result.facts
    if not facts["fingerprint"]:
        return Prose(_(NOTHING_FROZEN))
    told = [
        *(_freezing(*one, report) for one in facts.get("freezings") or [(facts["frozen_at"], facts["fingerprint"])]),
        _("Hold each fingerprint against the one that was sent on its day."),
        *(_decided(row, report) for row in report.result.pilots.to_dict("records") if known_day(row["frozen_at"])),
        *(_replaced(row, report) for row in report.result.anew.to_dict("records")),
    ]  # fmt: skip
    return Prose(*told)


def _freezing(frozen_at: str, fingerprint: str, report: Report) -> str:
    """Return what stands frozen since a day, with the fingerprint of that day."""
    _, (factors, pilots) = report.language, (report.result.baseline, report.result.pilots)
    names = [metric_words(metric, report) for metric in _frozen_on(frozen_at, factors)["metric"]]
    names += _frozen_on(frozen_at, pilots)["pilot"].tolist()
    told = {"date": day(frozen_at, report), "letters": in_groups(fingerprint)}
    if not names:
        return _("Frozen on {date}. Fingerprint: {letters}.", **told)
    return _("Frozen on {date}: {names}. Fingerprint: {letters}.", names=listed(names, language=_), **told)


def _frozen_on(frozen_at: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["frozen_at"].astype(str).str[:10].eq(str(frozen_at)[:10])]


def _decided(row: dict[str, Any], report: Report) -> str:
    """Return what was expected of a pilot, by whom and when, and the smallest effect worth having."""
    _, unit = report.language, row["unit"]
    told = {
        "pilot": row["pilot"], "metric": metric_words(row["metric"], report), "frozen": day(row["frozen_at"], report),
        "expected": typed_change(row["expected"], unit, report), "decided": day(row["decided_at"], report),
        "worth": typed_change(row["smallest_worth"], unit, report), "who": row["decided_by"],
    }  # fmt: skip
    if not row["decided_by"]:
        return _(
            "{pilot}: {metric} {expected} was expected, {worth} is the least worth having; frozen on {frozen}.", **told
        )
    return _("{pilot}: {metric} {expected} was expected, {worth} is the least worth having; decided on {decided} by {who}, frozen on {frozen}.",  # noqa: E501
             **told)  # fmt: skip


def _replaced(row: dict[str, Any], report: Report) -> str:
    """Return when and why a baseline was replaced, and the fingerprint it had."""
    _, before = report.language, in_groups(row["fingerprint"])
    told = {"date": day(row["frozen_at"], report), "reason": row["reason"], "letters": before}
    if not known_day(row.get("replaced_at")):
        return _("The baseline of {date} was replaced ({reason}). Its fingerprint was {letters}.", **told)
    return _("The baseline of {date} was replaced on {anew} ({reason}). Its fingerprint was {letters}.",
             anew=day(row["replaced_at"], report), **told)  # fmt: skip


def baseline_note(report: Report) -> Note | Prose:
    """Return the warning that a baseline or an expectation does not hold, with each reason; nothing when all do."""
    told = [
        f"{row['pilot']}: {stop_words(reason, row, report)}"
        for row in report.result.pilots.to_dict("records")
        for reason in stops_of(row, report)
        if reason in OF_THE_BASELINE
    ]
    told += _dropped(report)
    return Note(" ".join(told), "warning") if told else Prose()


def _dropped(report: Report) -> list[str]:
    """Return that pilots which were frozen are no longer told of."""
    _, names = report.language, list(report.result.facts.get("dropped", ()))
    if not names:
        return []
    return [_("Frozen, and left out of the settings since, so nothing of it is told here: {names}.",
              names=listed(names, language=_))]  # fmt: skip


def baseline_table(report: Report) -> Table | Prose:
    """Return the success factors as they were frozen."""
    _, rows = report.language, report.result.baseline.to_dict("records")
    if not rows:
        return Prose()
    frame = pd.DataFrame({
        _("Success factor"): [metric_words(row["metric"], report) for row in rows],
        _("Frozen on"): [day(row["frozen_at"], report) for row in rows],
        _("Mean"): [_level(row, "mean", report) for row in rows],
        _("Periods"): [_count(row, "periods_n", report) for row in rows],
        _("First"): [day(row["first"], report) for row in rows],
        _("Last"): [day(row["last"], report) for row in rows],
    })  # fmt: skip
    return Table(frame, numeric=tuple(frame.columns[2:4]))


def _level(row: dict[str, Any], name: str, report: Report) -> str:
    if row.get("hidden", False):
        return DASH
    step = supported_step(-2 * row["sd"], 2 * row["sd"]) if known(row["sd"]) else 0.0
    return level_words(row[name], step, _unit(row, report), report)


def _unit(row: dict[str, Any], report: Report) -> str:
    factor = report.settings.factors.get(row["metric"])
    return factor.unit if factor else "number"


def _count(row: dict[str, Any], name: str, report: Report) -> str:
    if row.get("hidden", False):
        return DASH
    return report.language.number(int(row[name])) if known(row[name]) else ""
