"""What could make the order wrong, which results are missing, and what would make it surer."""

from __future__ import annotations

from collections.abc import Iterable

from cxkit.language import N_
from cxkit.report.ranking.names import notebook_words, of_class
from cxkit.report.ranking.stakeholders import planned
from cxkit.report.ranking.words import named
from cxkit.report.reader import Report
from cxkit.report.show import Note, Prose
from cxkit.report.tested import tested_doubts
from cxkit.report.wording import listed

ABSENT = {
    "not_run": N_("Not run yet, so not in this ranking: {notebooks}."),
    "other_schema": N_("Written by another version of the kit, so not in this ranking: {notebooks}. Run it again."),
    "other_settings": N_("Made with other settings than hold now: {notebooks}. Run it again before deciding on this."),
    "other_data": N_("Made from other files than are there now: {notebooks}. Run it again before deciding on this."),
    "other_version": N_("Made by another version of the kit: {notebooks}. Run it again before deciding on this."),
    "other_results": N_("Made from older results of others: {notebooks}. Run it again before deciding on this."),
    "not_asked": N_("Left out of this ranking on purpose: {notebooks}."),
}
GRAVE = ("other_schema", "other_settings", "other_data", "other_version", "other_results")


def absent_note(report: Report) -> Note | Prose:
    """Return which results are not in the ranking and why, or are no longer of these settings; nothing when all are in."""
    _, rows = report.language, report.result.absent
    told = [
        _(message, notebooks=_notebooks(rows.loc[rows["reason"] == reason, "notebook"], report))
        for reason, message in ABSENT.items()
        if (rows["reason"] == reason).any()
    ]
    if not told:
        return Prose()
    return Note(" ".join(told), "warning" if rows["reason"].isin(GRAVE).any() else "info")


def _notebooks(found: Iterable[str], report: Report) -> str:
    return listed([notebook_words(name, report) for name in found], language=report.language)


def review_note(report: Report) -> Note | Prose:
    """Return the warning that nobody knows how many customers stand behind some amounts; nothing when all are known."""
    _, rows = report.language, report.result.opportunities
    found = rows.loc[rows["yield_status"] == "review", "opportunity"].tolist()
    if not found:
        return Prose()
    return Note(
        _("Nobody knows how many customers stand behind the amounts of: {names}. Someone must look through this report before it goes to the client.",  # noqa: E501
          names=named(found, report, most=5)),
        "warning",
    )  # fmt: skip


def doubts(report: Report) -> Prose:
    """Return what could make the answer wrong."""
    _ = report.language
    told = [
        _("Effort, cost and chance of success are stated, not measured. Where one of them is wrong, the order is wrong."),
        _("An improvement works or it does not, whether others do or not: half a success is not counted."),
        _("A test is taken to be part of the work, and the hours of those who gain or lose are not in the amounts."),
        *_lead_doubts(report),
        *tested_doubts(report),
        *_amount_doubts(report),
        *_set_doubts(report),
    ]  # fmt: skip
    return Prose(*told)


def _lead_doubts(report: Report) -> list[str]:
    _, rows = report.language, report.result.opportunities
    blank = rows.loc[rows["net_eur"].notna() & rows["lead_months"].isna(), "opportunity"].tolist()
    if not blank:
        return []
    return [_("Nobody has said when this is ready, so it counts from the first month: {names}.",
              names=named(blank, report, most=5))]  # fmt: skip


def _amount_doubts(report: Report) -> list[str]:
    _, rows, yields = report.language, report.result.opportunities, report.result.yields
    unsure = rows.loc[rows["yield_status"] == "no_difference", "opportunity"].tolist()
    told = []
    if unsure:
        told.append(
            _("The data show no effect for: {names}. It counts for the middle of what it could be.",
              names=named(unsure, report, most=5))
        )  # fmt: skip
    if ((yields["notebook"] == "driver_modelling") & (yields["label"] != "measured")).any():
        told.append(
            _(
                "Amounts from the driver model hold if the drivers are the cause. Only a test with a control group shows that."
            )
        )  # noqa: E501
    return told


def _set_doubts(report: Report) -> list[str]:
    _, facts, rows = report.language, report.result.facts, report.result.opportunities
    told = []
    if facts["claimed_share"] > 1 + 1e-9:
        told.append(
            _("Opportunities together claim up to {share} of one amount; no more than the whole is counted.",
              share=_.share(facts["claimed_share"]))
        )  # fmt: skip
    if (n := facts["dependent_n"]) > 1:
        told.append(
            _.plural(
                "{n} opportunity rests on the same amount as another: when it turns out lower, it does so for all of them.",
                "{n} opportunities rest on the same amount as another: when it turns out lower, it does so for all of them.",
                n,
            )
        )
    chosen = rows[rows["opportunity"].isin(report.result.chosen["opportunity"])]
    if (chosen["running_eur_year"] > 0).any():
        told.append(
            _("What it costs to keep improvements going counts in what to do, but is not taken off the amount a year.")
        )
    if n := facts["unplanned_n"]:
        told.append(
            _.plural(
                "{n} chosen opportunity does not fit in these phases.",
                "{n} chosen opportunities do not fit in these phases.",
                n,
            )  # noqa: E501
        )
    return told


def next_steps(report: Report) -> Prose:
    """Return what would make the order surer, and what to do with it."""
    _, told, steps = report.language, [], report.result.roadmap
    tested = list(dict.fromkeys(steps.loc[steps["step"] == "pilot", "opportunity"]))
    if tested:
        told.append(
            _("Test this with part of the customers first, by lot, and say beforehand when it is stopped: {name}.",
              name=named(tested, report))
        )  # fmt: skip
    for reason, message in _UNKNOWN.items():
        found = [row["opportunity"] for row in of_class(report, "not_judged") if row["reason"] == reason]
        if found:
            told.append(_(message, names=named(found, report)))
    agree = planned(report)
    people = list(dict.fromkeys(agree.loc[agree["must_agree"].astype(bool), "stakeholder"]))
    if people:
        told.append(_("Ask for the consent of: {people}.", people=listed(people, language=_)))
    told.append(_("After each step, set what it brought beside what was expected here, and rank again."))
    return Prose(*told)


_UNKNOWN = {
    "no_effort": N_("Have those who would do it say what effort it takes: {names}."),
    "no_yield": N_("Say what it could bring at least, likely and at most: {names}."),
}
