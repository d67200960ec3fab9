"""What could make a verdict wrong, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cxkit.language import N_
from cxkit.report.impact.names import begun, day, known, known_day, rows_of, units_words
from cxkit.report.impact.reasons import OF_THE_BASELINE, about_words
from cxkit.report.impact.verdict_words import advice_words
from cxkit.report.impact.words import gains
from cxkit.report.reader import Report
from cxkit.report.show import Prose
from cxkit.report.wording import listed

FEW_CLUSTERS = 40
WARNINGS = {
    "balance": N_("Pilot and control group were not alike by chance, although a lot was drawn: {names}."),
    "sample_ratio": N_("The groups are not as large as planned, so some may be missing from one of them: {names}."),
    "attrition": N_("More dropped out of one group than of the other: {names}. Those who stay may be other ones."),
    "missing": N_("More is missing of one group than of the other: {names}."),
    "pre_trend": N_("Pilot and control group may have grown apart before it began: {names}."),
    "placebo": N_("The same comparison may find an effect before it began, by chance or not: {names}."),
}
NOT_ASKED = ("pre_trend", "placebo")


def doubts(report: Report) -> Prose:
    """Return what could make the verdicts wrong."""
    if report.result.pilots.empty:
        return Prose()
    told = [_lot_doubts, _moved_doubts, _warnings, _few_doubts, _event_doubts, _euro_doubts, _beside_doubts]
    return Prose(*(sentence for part in told for sentence in part(report)))


def _lot_doubts(report: Report) -> list[str]:
    """Return which pilots did not go by lot, and of which nobody could see whether they drifted apart before."""
    _, rows = report.language, [row for row in begun(report) if row["reason"] not in OF_THE_BASELINE]
    chosen = [row["pilot"] for row in rows if row["design"] in ("chosen", "stepped")]
    told = []
    if chosen:
        told.append(_("No lot was drawn for: {names}. What made someone get it may have made the difference too.",
                      names=_named(chosen, report)))  # fmt: skip
    unseen = [row["pilot"] for row in rows if row["design"] == "chosen" and _not_asked(row, report)]
    if unseen:
        told.append(_("Too little was measured before to see whether the groups already grew apart: {names}.",
                      names=_named(unseen, report)))  # fmt: skip
    return told


def _not_asked(row: dict[str, Any], report: Report) -> bool:
    asked = {check["check"]: check["status"] for check in rows_of(report.result.checks, row["pilot"])}
    return all(asked.get(check, "not_computable") == "not_computable" for check in NOT_ASKED)


def _warnings(report: Report) -> list[str]:
    """Return checks that warn without stopping a verdict."""
    rows = report.result.checks
    warned = rows[rows["status"].eq("warns")]
    found = {check: warned.loc[warned["check"].eq(check), "pilot"].tolist() for check in WARNINGS}
    return [report.language(WARNINGS[check], names=_named(names, report)) for check, names in found.items() if names]


def _moved_doubts(report: Report) -> list[str]:
    """Return what was changed after the freezing without stopping a verdict, and what that does to how sure one is."""
    _, checks = report.language, report.result.checks
    warned = checks[checks["status"].eq("warns")]
    told = [
        _("Of {pilot}, other than frozen: {fields}. Whoever moves the end or looks in between finds an effect by chance more often, so 5% is no longer exact.",  # noqa: E501
          pilot=row["pilot"],
          fields=about_words("plan_changed", row, report) or _("the last day or the days of looking in between"))
        for row in warned[warned["check"].eq("plan_changed")].to_dict("records")
    ]  # fmt: skip
    return told + [
        _("Of {pilot}, other than frozen: {fields}. Who came in later was not divided with the others.",
          pilot=row["pilot"], fields=about_words("assignment_changed", row, report) or _("who has the pilot"))
        for row in warned[warned["check"].eq("assignment_changed")].to_dict("records")
    ]  # fmt: skip


def _few_doubts(report: Report) -> list[str]:
    _ = report.language
    few = [row for row in begun(report) if known(row["clusters_n"]) and row["clusters_n"] < FEW_CLUSTERS
           and known(row["estimate"]) and row["design"] != "alone"]  # fmt: skip
    return [
        _("{pilot} rests on {n} {units} that were divided: one odd one weighs heavily.", pilot=row["pilot"],
          n=_.number(int(row["clusters_n"])), units=_divided(row, report))
        for row in few
    ]  # fmt: skip


def _divided(row: dict[str, Any], report: Report) -> str:
    """Return what was divided over the groups: the units, or groups of them."""
    units_n = sum(row[name] for name in ("pilot_n", "control_n") if known(row[name]))
    if units_n > row["clusters_n"]:
        return report.language(N_("groups of {units}"), units=units_words(row, report))
    return units_words(row, report)


def _event_doubts(report: Report) -> list[str]:
    """Return outside events that touched one group of a pilot only, whose effect is in that pilot's."""
    _, told = report.language, []
    for row in report.result.events.to_dict("records"):
        if row["arm"] in ("pilot", "control") and row["pilots"]:
            told.append(_("{event} ({date}) touched only one group, so what it did is in the effect of {names}.",
                          event=row["event"], date=day(row["date"], report),
                          names=_named(row["pilots"], report)))  # fmt: skip
    return told


def _euro_doubts(report: Report) -> list[str]:
    _, paid = report.language, gains(report)
    if not paid:
        return []
    told = [
        _("Euros a year hold if the whole firm does what the pilot did. A pilot has more attention than a roll-out.")
    ]
    stated = [row["pilot"] for row in paid if row["eur_label"] == "assumed"]
    if stated:
        told.append(
            _("What a change is worth in euros is assumed, not measured: {names}.", names=_named(stated, report))
        )
    if len(paid) > 1:
        told.append(_("Amounts of several pilots are added up. Together they may do less than each of them alone."))
    return told


def _beside_doubts(report: Report) -> list[str]:
    _, rows = report.language, report.result.spill_over
    shown = rows.loc[rows["shown"].astype(bool), "pilot"] if len(rows) else []
    if not len(shown):
        return []
    return [_("Neighbouring journeys changed too. When the control group is in them, the effect is in truth another one: {names}.",  # noqa: E501
              names=_named(shown, report))]  # fmt: skip


def _named(pilots: Iterable[str], report: Report) -> str:
    return listed(list(dict.fromkeys(pilots)), language=report.language)


def next_steps(report: Report) -> Prose:
    """Return what to do next: each pilot's advice, until when, and what to freeze first."""
    _, rows = report.language, report.result.pilots.to_dict("records")
    if not rows:
        return Prose(
            _("Write down what is to be tried, what is expected of it and how large an effect must be, and freeze it.")
        )  # noqa: E501
    told = list(advice_words(report).paragraphs)
    unfrozen = [row["pilot"] for row in rows if not known_day(row["frozen_at"]) and row["stage"] == "planned"]
    if unfrozen:
        told.append(_("Freeze the baseline before it begins: {names}.", names=_named(unfrozen, report)))
    small = _too_small(report)
    if small:
        told.append(_("Make it larger or longer before it begins, or it will show nothing: {names}.",
                      names=_named(small, report)))  # fmt: skip
    if any(row["advice"] == "roll_out" for row in rows):
        told.append(_("Keep a small control group during the roll-out, and measure again after half a year."))
    return Prose(*told)


def _too_small(report: Report) -> list[str]:
    """Return pilots to come with fewer units in a group than they need."""
    planned = {row["pilot"] for row in report.result.pilots.to_dict("records") if row["stage"] == "planned"}
    return [
        row["pilot"] for row in report.result.sizing.to_dict("records")
        if row["pilot"] in planned and known(row["have_n"], row["needed_n"]) and 0 < row["have_n"] < row["needed_n"]
    ]  # fmt: skip
