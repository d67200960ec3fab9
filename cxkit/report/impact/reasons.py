"""Why a pilot cannot be judged: one sentence per reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxkit.analysis.impact_result import STOPPING
from cxkit.language import N_
from cxkit.report.impact.names import day, known, known_day, metric_words, rows_of, units_words
from cxkit.report.reader import Report

OF_THE_BASELINE = STOPPING[: STOPPING.index("no_control")]
STOPS = {
    "no_baseline": N_(
        "Nothing was frozen before it began, so nobody can see that what was expected was written down beforehand."
    ),
    "baseline_changed": N_(
        "The frozen baseline was changed afterwards: what it says no longer fits its own fingerprint."
    ),
    "data_changed": N_("Measurements that were frozen on {frozen} are other ones now."),
    "assignment_changed": N_(
        "Who is in the pilot and who is in the control group is not as it was frozen on {frozen}."
    ),
    "plan_changed": N_("The plan in the settings is not the one that was frozen on {frozen}."),
    "expectation_late": N_("What was expected was written down on {decided}, and the pilot began on {start}."),
    "pilot_before_baseline": N_("The pilot began on {start}, before its baseline was frozen on {frozen}."),
    "no_control": N_("There is no control group: whatever else changed in that time is in its figures too."),
    "other_rule": N_(
        "Who got it was picked by a rule ({rule}) and the control group was not. Whoever is picked for a bad figure does better the next time, also without a pilot."  # noqa: E501
    ),
    "different_level": N_(
        "Pilot and control group did not start alike: on {metric} they differ by {value} times the spread, and more than {limit} is too much."  # noqa: E501
    ),
    "pre_trend": N_("Pilot and control group already grew apart before it began."),
    "placebo": N_("The same comparison also finds an effect before it began, when there was nothing to find."),
    "too_few_units": N_(
        "Too few were divided over pilot and control group to tell an effect from chance: {pilot} {units} with it, {control} without."  # noqa: E501
    ),
    "no_before": N_("Nothing was measured before it began."),
    "no_spread": N_("All values of {metric} are the same, so nothing can be told from chance."),
}
FIRST_DECIDED = N_("What was expected was frozen only after the pilot began on {start}.")
UNDATED = {
    "data_changed": N_("Measurements that were frozen are other ones now."),
    "assignment_changed": N_("Who is in the pilot and who is in the control group is not as it was frozen."),
    "plan_changed": N_("The plan in the settings is not the one that was frozen."),
    "pilot_before_baseline": N_("The pilot began on {start}, before its baseline was frozen."),
}


def stop_words(reason: str, row: Mapping[str, Any], report: Report) -> str:
    """Return why a pilot cannot be judged, as a sentence.

    Parameters
    ----------
    reason : one of STOPPING.
    row : of the pilots.
    report : whose checks hold what was measured.
    """
    _ = report.language
    told = {
        "frozen": day(row["frozen_at"], report), "decided": day(row["decided_at"], report),
        "start": day(row["starts_at"], report), "rule": _rule(row, report), "metric": metric_words(row["metric"], report),
        "units": units_words(row, report), "pilot": _count(row["pilot_n"], report),
        "control": _count(row["control_n"], report), **_limits(reason, row, report),
    }  # fmt: skip
    return _(_sentence(reason, row), **told)


def _sentence(reason: str, row: Mapping[str, Any]) -> str:
    """Return the sentence of a reason; one without a day where that is not known, or is not what is wrong."""
    if reason == "expectation_late" and not (known_day(row["decided_at"]) and _decided_late(row)):
        return FIRST_DECIDED
    return STOPS[reason] if known_day(row["frozen_at"]) else UNDATED.get(reason, STOPS[reason])


def _decided_late(row: Mapping[str, Any]) -> bool:
    return str(row["decided_at"])[:10] >= str(row["starts_at"])[:10]


def _rule(row: Mapping[str, Any], report: Report) -> str:
    plan = report.settings.planned.get(row["pilot"])
    return plan.selected_by if plan and plan.selected_by else report.language(N_("not told"))


def _limits(reason: str, row: Mapping[str, Any], report: Report) -> dict[str, str]:
    """Return the figure of a check and its limit, sign left out, as written."""
    _ = report.language
    own = next((check for check in rows_of(report.result.checks, row["pilot"]) if check["check"] == reason), {})
    return {name: _.number(abs(own[name]), decimals=2) if name in own and known(own[name]) else "?"
            for name in ("value", "limit")}  # fmt: skip


def _count(n: float, report: Report) -> str:
    return report.language.number(int(n)) if known(n) else "?"


def stops_of(row: Mapping[str, Any], report: Report) -> list[str]:
    """Return every reason why a pilot cannot be judged, in the order in which they are told."""
    found = {check["check"] for check in rows_of(report.result.checks, row["pilot"]) if check["status"] == "stops"}
    return [reason for reason in STOPPING if reason in found or reason == row["reason"]]
