"""Whether the model can be trusted and whether an effect is a cause, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.drivers.names import (
    change_words,
    in_order,
    outcome_words,
    points_range,
    points_words,
    shown_rows,
)
from cxkit.report.drivers.words import main_outcome
from cxkit.report.reader import Report
from cxkit.report.show import Prose
from cxkit.report.wording import column_words, listed, sentence_start
from cxkit.settings.drivers import CHURN

READING_WORDS = {
    "naive": N_("as observed"),
    "adjusted": N_("other drivers held equal"),
    "with_scores": N_("scores held equal too"),
    "doubly_robust": N_("another method"),
    "corrected": N_("corrected for error in the score"),
    "placebo": N_("shuffled among customers"),
    "negative_control": N_("what cannot be driven"),
}
SPLIT_WORDS = {
    "held_out": N_("on customers the model had not seen"),
    "out_of_time": N_("on a later snapshot, which the model had not seen"),
}
POINTS = ("points", "low", "high")
CHECKED = ("placebo", "negative_control")  # readings that must find nothing
LITTLE_OVERLAP = "little_overlap"
TOO_WIDE = 1.0  # of the interval of a calibration slope or intercept, beyond which it proves nothing


def readings_of(what_if: int, outcome: str, report: Report) -> dict[str, dict[str, Any]]:
    """Return the readings of one what-if for one outcome that this reader may see, by name."""
    rows = shown_rows(report.result.causes)
    own = rows[(rows["what_if"] == what_if) & (rows["outcome"] == outcome)] if len(rows) else rows
    return {row["reading"]: row for row in own.to_dict("records") if row["points"] == row["points"]}


def cause_words(report: Report) -> Prose:
    """Return per change of the first outcome how much is left when like is compared with like, and what the checks say."""  # noqa: E501
    _, rows = report.language, shown_rows(report.result.what_ifs)
    if rows.empty or (rows["status"] == "not_computable").all():
        return Prose(_("No effect can be checked."))
    own = rows[(rows["outcome"] == main_outcome(report)) & (rows["status"] != "not_computable")]
    readings = {row["what_if"]: readings_of(row["what_if"], row["outcome"], report) for row in own.to_dict("records")}
    told = [_cause(row, readings[row["what_if"]], report) for row in own.to_dict("records")]
    return Prose(*filter(None, [*told, " ".join(_checks(own, readings, report))]))


def _cause(row: dict[str, Any], readings: dict[str, dict[str, Any]], report: Report) -> str:
    """Return one change in its readings, and how strong something unknown would have to be to explain it away."""
    if not {"naive", "adjusted"} <= set(readings):
        return ""
    return " ".join([_readings(row, readings, report), *_evalue(row, report)])


def _readings(row: dict[str, Any], readings: dict[str, dict[str, Any]], report: Report) -> str:
    _ = report.language
    values = {name: _points(readings[name], report) for name in ("naive", "adjusted")}
    message = N_("{change}: as observed {naive} percentage points; with the other drivers held equal {adjusted}.")
    if "corrected" in readings:
        values["corrected"] = _points(readings["corrected"], report)
        message = N_(
            "{change}: as observed {naive} percentage points; with the other drivers held equal {adjusted}; corrected for error in the score {corrected}."  # noqa: E501
        )
    return sentence_start(_(message, change=change_words(row, report), **values))


def _points(row: dict[str, Any], report: Report) -> str:
    """Return a change of the chance with its interval, as '-0.5 (95%: -0.7 to -0.4)'."""
    _, values = report.language, [row[name] for name in POINTS]
    points = points_words(*values, language=_, signed=True)
    if row["low"] != row["low"]:
        return points
    return _("{points} (95%: {range})", points=points, range=points_range(*values[1:], language=_))


CHECKS = {
    ("placebo", True): N_("With the drivers shuffled among customers there is no effect, as it should be."),
    ("placebo", False): N_(
        "With the driver shuffled among customers there is still an effect, which should not be, for: {changes}."
    ),
    ("negative_control", True): N_("On something no driver can change ({name}) there is no effect, as it should be."),
    ("negative_control", False): N_(
        "There is also an effect on something no driver can change ({name}), which may mean that something outside the data is at work, for: {changes}."  # noqa: E501
    ),
}
CHANCE = N_("One in 20 such checks fails by chance alone, so a single failure is no proof.")


def _checks(rows: pd.DataFrame, readings: dict[int, dict[str, dict[str, Any]]], report: Report) -> list[str]:
    """Return what another method and the two checks that must find nothing say, failures by name."""
    _, own = report.language, rows.to_dict("records")
    name, told, any_failed = column_words(report.settings.negative_control, language=_), [], False
    for check in CHECKED:
        said = {change_words(row, report): agreed(readings[row["what_if"]].get(check, {})) for row in own}
        failed = [change for change, agrees in said.items() if agrees is False]
        if failed or True in said.values():
            told.append(_(CHECKS[check, not failed], name=name, changes=listed(failed, language=_)))
        any_failed = any_failed or bool(failed)
    return [*_second_method(own, readings, report), *told, *([_(CHANCE)] if any_failed else [])]


ALL_SAME = N_("A second method comes to the same.")
SECOND = {
    True: N_("A second method comes to the same for: {changes}."),
    False: N_("A second method comes to something else for: {changes}."),
}
FEW_ALIKE = N_(
    "Too few customers are like those after the change, so the second method cannot confirm it, for: {changes}."
)


def _second_method(
    rows: list[dict[str, Any]], readings: dict[int, dict[str, dict[str, Any]]], report: Report
) -> list[str]:
    """Return for which changes a second method comes to the same, to something else, or cannot tell."""
    _, found = report.language, {row["what_if"]: readings[row["what_if"]].get("doubly_robust", {}) for row in rows}
    groups = {
        message: [change_words(row, report) for row in rows if tells(found[row["what_if"]])]
        for message, tells in (
            (SECOND[True], agreed), (SECOND[False], lambda row: agreed(row) is False), (FEW_ALIKE, few_alike)
        )
    }  # fmt: skip
    if groups[SECOND[True]] and not groups[SECOND[False]] and not groups[FEW_ALIKE]:
        return [_(ALL_SAME)]
    return [_(message, changes=listed(names, language=_)) for message, names in groups.items() if names]


def few_alike(row: dict[str, Any]) -> bool:
    """Say whether a second method has too few customers like those after the change to tell anything."""
    return row.get("reason") == LITTLE_OVERLAP


def agreed(row: dict[str, Any]) -> bool | None:
    """Return whether a check passed; None where it says nothing, as on too few customers."""
    agrees = row.get("agrees")
    return None if few_alike(row) or agrees is None or agrees != agrees else bool(agrees)


def _evalue(row: dict[str, Any], report: Report) -> list[str]:
    """Return how strong something unknown would have to be to explain the effect away."""
    _, value, limit = report.language, row["evalue"], row["evalue_limit"]
    if value != value or limit != limit or row["status"] != "shown":
        return []
    message = N_(
        "Something that is not in the data could explain this away only if it went with the driver and with taking {product}, each by a factor of {times}; from {limit} on it would no longer be sure."  # noqa: E501
    )
    if row["outcome"] == CHURN:
        message = N_(
            "Something that is not in the data could explain this away only if it went with the driver and with leaving, each by a factor of {times}; from {limit} on it would no longer be sure."  # noqa: E501
        )
    factors = {name: _.number(factor, decimals=2) for name, factor in (("times", value), ("limit", limit))}
    return [_(message, product=row["outcome"], **factors)]


def main_model(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the model over all customers; where there is none, of those who answered."""
    return rows[rows["model"] == ("all" if (rows["model"] == "all").any() else "answered")] if len(rows) else rows


def quality_words(report: Report) -> Prose:
    """Return per outcome how well the model tells customers apart, and whether its chances are true."""
    _, frame = report.language, report.result.quality
    told = [_quality(name, report) for name in in_order(frame["outcome"], report)] if len(frame) else []
    return Prose(*(filter(None, told) if any(told) else [_("How well the model does cannot be shown.")]))


def _quality(outcome: str, report: Report) -> str:
    _, rows = report.language, shown_rows(report.result.quality)
    rows = main_model(rows[rows["outcome"] == outcome]) if len(rows) else rows
    found = {row["measure"]: row for row in rows.to_dict("records") if row["estimate"] == row["estimate"]}
    if "auc" not in found:
        return ""
    split = found["auc"]["split"]
    seen = _(SPLIT_WORDS[split])
    message = N_(
        "Of a customer who took {product} and one who did not, the model gives the first the higher chance in {share} of the cases ({seen}; tossing a coin: 50%)."  # noqa: E501
    )  # noqa: E501
    if outcome == CHURN:
        message = N_(
            "Of a customer who left and one who stayed, the model gives the first the higher chance in {share} of the cases ({seen}; tossing a coin: 50%)."  # noqa: E501
        )  # noqa: E501
    told = [_(message, product=outcome, share=_.share(found["auc"]["estimate"]), seen=seen)]
    lift = found.get("top_decile_lift")
    if lift:
        message = N_("Among the tenth with the highest chance, {times} times as many took it as on average.")
        if outcome == CHURN:
            message = N_("Among the tenth with the highest chance, {times} times as many left as on average.")
        told.append(_(message, times=_.number(lift["estimate"], decimals=1)))
    return " ".join([*told, *_calibrated(found, report)])


def _calibrated(found: dict[str, dict[str, Any]], report: Report) -> list[str]:
    """Return whether chances are what happens: intercept and slope hold 0 and 1."""
    _ = report.language
    ends = [
        found[name] for name in ("intercept", "slope") if name in found and found[name]["low"] == found[name]["low"]
    ]
    if len(ends) < 2:
        return []
    if max(row["high"] - row["low"] for row in ends) > TOO_WIDE:
        return [_("There are too few customers to say whether the chances it gives are what happens.")]
    if all(row["low"] <= row["reference"] <= row["high"] for row in ends):
        return [_("The chances it gives are what happens, as far as the data show.")]
    return [
        _("The chances it gives differ from what happens: see the figure. The amounts allow for that only in part.")
    ]


def challenger_words(report: Report) -> Prose:
    """Return whether a freer model predicts better, and what that means for the amounts."""
    _, rows = report.language, shown_rows(report.result.challengers)
    if rows.empty or rows["gain"].isna().all():
        return Prose(_("No freer model was set beside it."))
    better = rows[rows["accepted"].astype(bool)]
    if better.empty:
        return Prose(
            _("A freer model, which lets drivers work together in any way (boosted trees), predicts no better.")
        )
    names = [outcome_words(name, report) for name in in_order(better["outcome"], report)]
    return Prose(
        _(
            "A freer model, which lets drivers work together in any way (boosted trees), predicts {outcomes} better. So drivers do not simply add up, and the amounts, which take it that they do, are a first approximation.",  # noqa: E501
            outcomes=listed(names, language=_),
        )
    )
