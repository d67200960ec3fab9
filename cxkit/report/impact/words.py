"""What impact_measurement says first: what came true, in euros where these are shown, and what a naive look says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from cxkit.analysis.pilot_claims import claims
from cxkit.language import N_, Language
from cxkit.report.impact.names import (
    HIDDEN,
    WORKED,
    amount,
    begun,
    change_words,
    guards_of,
    known,
    metric_words,
    rounded_change,
)
from cxkit.report.impact.reasons import stop_words
from cxkit.report.impact.verdict_words import lead_words, sure_words
from cxkit.report.reader import Report
from cxkit.report.show import Answer, Note, Prose
from cxkit.report.wording import LABEL_WORDS, between, euros, how_sure, listed, over_period
from cxkit.result import weakest
from cxkit.settings.impact import ImpactMeasurement

MISLEADING = "pilot_before_after"
CONTROL_BEFORE_AFTER = "control_before_after"


def title(settings: ImpactMeasurement) -> str:
    """Return the title of the report."""
    _ = Language(settings.language)
    return _("What came true of what was expected")


def answer(report: Report) -> Answer:
    """Return the answer: how many pilots did what was expected, and what those that gain bring a year.

    Notes
    -----
    Amounts of several pilots add up; their intervals as those of figures that err independently of each other. Of
    pilots that test the same result only the first counts.
    """
    rows = begun(report)
    if not rows:
        return _nothing_measured(report)
    if paid := gains(report):
        return _in_euros(paid, rows, report)
    found = [row for row in rows if _gains(row)]
    return _in_units(found[0], rows, report) if found else _nothing_shown(rows, report)


def gains(report: Report) -> list[dict[str, Any]]:
    """Return the pilots whose euros a year count in the answer: judged, a gain, and no result tested twice."""
    rows = {row["pilot"]: row for row in begun(report)}
    counted = [rows[name] for name in claims(report.result.findings) if name in rows]
    return [row for row in counted if _gains(row) and known(row["eur_year"], row["eur_low"], row["eur_high"])]


def _gains(row: dict[str, Any]) -> bool:
    """Say whether a pilot was judged and shown to do something for the better."""
    return row["verdict"] != "unclear" and known(row["ratio_low"]) and row["ratio_low"] > 0


def _in_euros(paid: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], report: Report) -> Answer:
    _, (eur, low, high) = report.language, together(paid)
    label = weakest(row["eur_label"] for row in paid)
    suffers = any(guards_of(row["pilot"], report)["broken"] for row in paid)
    told = (
        _("Rolled out as it is, the gain is about") if suffers
        else _("Rolled out, it brings about") if len(rows) == 1
        else _("Rolled out, {pilot} brings about", pilot=paid[0]["pilot"]) if len(paid) == 1
        else _("Rolled out, those that gain bring together about")
    )  # fmt: skip
    sure = how_sure(label, language=_)
    return Answer(
        over_period(euros(low, high, eur, language=_), "year", language=_),
        _("{between}, {sure}", between=between(low, high, language=_), sure=sure),
        f"{count_words(rows, report)} {told}", _(LABEL_WORDS[label]), "shown",
    )  # fmt: skip


def together(paid: Sequence[dict[str, Any]]) -> tuple[float, float, float]:
    """Return the sum of euros a year with its interval, of pilots that err independently of each other.

    >>> one = {"eur_year": 10.0, "eur_low": 7.0, "eur_high": 13.0}
    >>> together([one, {"eur_year": 20.0, "eur_low": 16.0, "eur_high": 24.0}])
    (30.0, 25.0, 35.0)
    """
    eur = sum(row["eur_year"] for row in paid)
    down = math.hypot(*(row["eur_year"] - row["eur_low"] for row in paid))
    up = math.hypot(*(row["eur_high"] - row["eur_year"] for row in paid))
    return eur, eur - down, eur + up


def _in_units(row: dict[str, Any], rows: Sequence[dict[str, Any]], report: Report) -> Answer:
    """Return the answer of a pilot of which nobody said what it is worth: its effect in the metric's own unit."""
    _ = report.language
    middle, _low, _high, places = rounded_change(row["estimate"], row["low"], row["high"], row["unit"])
    size = amount(row["estimate"] if places else middle, row["unit"], report, places=places)
    message = (
        N_("{pilot} makes {metric} lower, by about") if middle < 0 else N_("{pilot} makes {metric} higher, by about")
    )
    told = _(message, pilot=row["pilot"], metric=metric_words(row["metric"], report))
    return Answer(size, sure_words(row, report), f"{count_words(rows, report)} {told}",
                  _(LABEL_WORDS[row["label"]]), "shown")  # fmt: skip


def _nothing_measured(report: Report) -> Answer:
    """Return that no pilot can be told of: none planned, none begun, or all of them hidden."""
    _, rows = report.language, report.result.pilots
    if rows.empty:
        return Answer(_("No pilot"), "", _("No pilot is planned, so there is nothing to hold against what was expected."),
                      "", "none")  # fmt: skip
    if rows["verdict"].eq(HIDDEN).any():
        return Answer(_("Hidden"), "", _("Too few customers took part to show what came of it."), "", "hidden")
    return Answer(_("Not measured yet"), "", _("Nothing is measured of any pilot yet."), "", "none")


def _nothing_shown(rows: Sequence[dict[str, Any]], report: Report) -> Answer:
    _ = report.language
    if all(row["verdict"] == "unclear" and row["reason"] not in ("interval", "running") for row in rows):
        return _not_judged(rows, report)
    if harmful := [row["pilot"] for row in rows if row["advice_reason"] == "harm"]:
        told = _("It is shown to have made things worse: {names}.", names=listed(harmful, language=_))
        counted = count_words(rows, report)
        return Answer(_("No gain shown"), "", counted if len(rows) == 1 else f"{counted} {told}", "", "none")
    return Answer(_("No difference shown"), "", count_words(rows, report), "", "none")


def _not_judged(rows: Sequence[dict[str, Any]], report: Report) -> Answer:
    """Return that no pilot can be judged, and why the first cannot."""
    _, first = report.language, rows[0]
    why = stop_words(first["reason"], first, report)
    if len(rows) > 1:
        why = f"{first['pilot']}: {why}"
    told = lead_words(first, report) if len(rows) == 1 else _("No pilot can be judged.")
    return Answer(_("Cannot be judged"), "", f"{told} {why}", "", "none")


def count_words(rows: Sequence[dict[str, Any]], report: Report) -> str:
    """Return how many of the pilots that were measured did what was expected, and what suffered, as sentences."""
    guarded = [] if len(rows) == 1 else [_suffers(row, report) for row in rows if _gains(row)]
    return " ".join(filter(None, [_counted(rows, report), *guarded]))


def _suffers(row: dict[str, Any], report: Report) -> str:
    """Return what suffered with a pilot that gains, or may have; nothing where none did."""
    _, guards = report.language, guards_of(row["pilot"], report)
    messages = {
        "broken": N_("But with {pilot}, {names} suffered more than was allowed."),
        "open": N_("But with {pilot}, {names} may have suffered more than was allowed."),
    }
    return next(
        (_(message, pilot=row["pilot"], names=listed(guards[state], language=_))
         for state, message in messages.items() if guards[state]), ""
    )  # fmt: skip


def _counted(rows: Sequence[dict[str, Any]], report: Report) -> str:
    _, n, good = report.language, len(rows), sum(row["verdict"] in WORKED for row in rows)
    if n == 1:
        return lead_words(rows[0], report)
    if not good:
        return _("Not one of {n} pilots is shown to have done what was expected of it.", n=_.number(n))
    if good == n:
        return _("All {n} pilots did what was expected of them.", n=_.number(n))
    return _.plural("One of {all} pilots did what was expected of it.", "{n} of {all} pilots did what was expected of them.",
                    good, all=_.number(n))  # fmt: skip


def misleading_words(report: Report) -> Prose:
    """Return of each pilot what comparing it with itself before would have said, and why that is no answer."""
    return Prose(*(_naive_words(row, report) for row in begun(report) if known(row["misleading"])))


def _naive_words(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    ends = (row["misleading_low"], row["misleading_high"], row["unit"])
    told = [
        _("Comparing {pilot} only with the time before would have said: {metric} {change}.", pilot=row["pilot"],
          metric=metric_words(row["metric"], report), change=change_words(row["misleading"], *ends, report)),
        _why_naive(row, report),
    ]  # fmt: skip
    plan = report.settings.planned.get(row["pilot"])
    if plan and plan.selected_at and plan.design != "randomised":
        told.append(
            _("The period by which they were picked does not count as before in the answer: whoever stands out in a period stands out partly by chance.")  # noqa: E501
        )  # fmt: skip
    return " ".join(told)


def _why_naive(row: dict[str, Any], report: Report) -> str:
    """Return why before against after is no answer: the control group changed too, or there is none."""
    _, readings = report.language, report.result.readings
    own = readings[readings["pilot"].eq(row["pilot"]) & readings["reading"].eq(CONTROL_BEFORE_AFTER)]
    found = [r for r in own.to_dict("records") if known(r["estimate"])]
    plan = report.settings.planned.get(row["pilot"])
    picked = bool(plan and plan.selected_by)
    if not found:
        return _("That is no answer: whatever else changed in that time is in it.")
    change = change_words(found[0]["estimate"], found[0]["low"], found[0]["high"], row["unit"], report)
    if picked:
        return _("That is no answer: in the control group it became {change} without a pilot. Whoever is picked for a bad figure does better the next time.",  # noqa: E501
                 change=change)  # fmt: skip
    return _("That is no answer: in the control group it became {change} without a pilot.", change=change)


def review_note(report: Report) -> Note | Prose:
    """Return the warning that nobody knows how many customers stand behind some pilots; nothing when all are known."""
    _ = report.language
    found = dict.fromkeys(str(f.notes["pilot"]) for f in report.result.findings
                          if f.status == "review" and f.notes.get("pilot"))  # fmt: skip
    if not found:
        return Prose()
    return Note(
        _("Nobody knows how many customers stand behind: {names}. Someone must look through this report before it goes to the client.",  # noqa: E501
          names=listed(list(found), language=_)),
        "warning",
    )  # fmt: skip
