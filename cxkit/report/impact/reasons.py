"""Why a pilot cannot be judged: one sentence per reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cxkit.analysis.impact_result import STOPPING
from cxkit.language import N_
from cxkit.report.impact.names import day, known, known_day, metric_words, minus, rows_of, units_words
from cxkit.report.reader import Report
from cxkit.report.wording import listed

ARROW, NOTHING, OF_A_PILOT = "→", "-", "pilots:"
ISO_DAY, NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
OF_THE_BASELINE = STOPPING[: STOPPING.index("no_control")]
FIELDS = {
    "metric": N_("what it is judged on"),
    "units": N_("what is measured"),
    "design": N_("who got it"),
    "selected_by": N_("the rule of picking"),
    "selected_at": N_("the day of picking"),
    "pilot_share": N_("the share that gets it"),
    "control_by_same_rule": N_("how the control group was picked"),
    "starts_at": N_("the start"),
    "ends_at": N_("the last day"),
    "looks": N_("the days of looking in between"),
    "on_arrival": N_("whether they come in while it runs"),
    "expected": N_("the effect expected"),
    "expected_low": N_("the lowest effect expected"),
    "expected_high": N_("the highest effect expected"),
    "smallest_worth": N_("the smallest effect worth having"),
    "decided_by": N_("who decided"),
    "decided_at": N_("the day of deciding"),
    "guardrails": N_("what must not suffer"),
    "spill_over": N_("the neighbouring journeys"),
    "expected_eur_year": N_("the euros expected"),
    "euros_rest_on": N_("what the euros rest on"),
    "tests": N_("the results it tests"),
    "better": N_("which way is better"),
    "units_n": N_("how many there are"),
    "pilot_n": N_("how many have the pilot"),
    "control_n": N_("how many are in the control group"),
    "clusters_n": N_("how many groups were divided"),
    "arm": N_("who has the pilot"),
    "cluster": N_("who belongs to which group"),
    "assigned_at": N_("the day of dividing"),
    "measured_after_start": N_("how many of those divided are measured after the start"),
    "factors": N_("the success factors"),
    "data": N_("the figures"),
    "file": N_("the file as a whole"),
    "unit": N_("the unit of its values"),
}
"""What the fields of a plan are called in sentences."""
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
    "assignment_late": N_(
        "Who got the pilot was not frozen before it began, so nobody can see whether the lot was kept. Freeze again once the groups are drawn and before the start."  # noqa: E501
    ),
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
    "balance": N_(
        "Pilot and control group were less alike before it began than a fair lot leaves them: it was no fair lot, or not all it drew are counted."  # noqa: E501
    ),
    "sample_ratio": N_("The groups are not as large as a fair lot makes them: some are missing from one of them."),
    "attrition": N_("Far more dropped out of one group than of the other, so those who stayed are not alike."),
    "missing": N_("Far more is missing of one group than of the other, so what is measured is not alike."),
    "no_spread": N_("Values of {metric} differ too little from each other to tell an effect from chance."),
}
ALL_AT_ONCE = N_("All began at the same time, so there is nobody to compare with.")
ALL_THE_SAME = N_("All values of {metric} are the same, so nothing can be told from chance.")
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
    sentence = _(_sentence(reason, row, report), **told)
    about = about_words(reason, row, report)
    return _("{sentence} Other than then: {fields}.", sentence=sentence, fields=about) if about else sentence


def about_words(check: str, row: Mapping[str, Any], report: Report) -> str:
    """Return what a check found to be other than it was, with what it was and is; '' where it does not say."""
    return listed(
        [_moved(name, *values, report) for name, *values in _about(check, row, report)], language=report.language
    )


def about_names(check: str, row: Mapping[str, Any], report: Report) -> str:
    """Return what a check found to be other than it was, by name only; '' where it does not say."""
    names = [_field(name, report) for name, *_values in _about(check, row, report)]
    return listed(names, language=report.language)


def _field(name: str, report: Report) -> str:
    """Return what a field, a way of a metric, a pilot's plan or a metric is called."""
    _, (metric, _dot, way) = report.language, name.rpartition(".")
    if name in FIELDS:
        return _(FIELDS[name])
    if way in FIELDS:
        return _("{metric}: {field}", metric=metric_words(metric, report), field=_(FIELDS[way]))
    return name.removeprefix(OF_A_PILOT) if name.startswith(OF_A_PILOT) else metric_words(name, report)


def _about(check: str, row: Mapping[str, Any], report: Report) -> list[tuple[str, str, str]]:
    """Return per field that differs its name, what it was and what it is ('' where that is not told)."""
    checks = rows_of(report.result.checks, row["pilot"])
    about = next((one.get("about", "") for one in checks if one["check"] == check), "")
    if not isinstance(about, str) or not about:
        return []
    parts = [part.partition(": ") for part in re.split(r";\s*" if ARROW in about else r"[,;]\s*", about)]
    return [(name, *(end.strip() for end in values.partition(ARROW)[::2])) for name, _colon, values in parts]


def _moved(name: str, before: str, now: str, report: Report) -> str:
    """Return what a field is called, with what it was and is where that is told."""
    _, field = report.language, _field(name, report)
    if not (before and now):
        return field
    return _("{field} (was {was}, now {now})", field=field, was=_value(before, report), now=_value(now, report))


def _value(text: str, report: Report) -> str:
    """Return a value as it was or is: days in words, nothing in a word."""
    if text == NOTHING:
        return report.language(N_("none"))
    return minus(text) if NUMBER.fullmatch(text) else ISO_DAY.sub(lambda found: day(found[0], report), text)


def _sentence(reason: str, row: Mapping[str, Any], report: Report) -> str:
    """Return the sentence of a reason; one without a day where that is not known, or is not what is wrong."""
    if reason == "no_control" and row["design"] == "stepped":
        return ALL_AT_ONCE
    if reason == "no_spread" and _all_the_same(row, report):
        return ALL_THE_SAME
    if reason == "expectation_late" and not (known_day(row["decided_at"]) and _decided_late(row)):
        return FIRST_DECIDED
    return STOPS[reason] if known_day(row["frozen_at"]) else UNDATED.get(reason, STOPS[reason])


def _all_the_same(row: Mapping[str, Any], report: Report) -> bool:
    """Say whether every value of a pilot's metric is the same: its means do not move, and have no interval."""
    series = report.result.series
    own = series[series["pilot"].eq(row["pilot"]) & series["metric"].eq(row["metric"])]
    return len(own) > 0 and own[["mean", "low", "high"]].stack().nunique() == 1


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
