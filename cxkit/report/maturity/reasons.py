"""Why the stage is what it is: departments, where people differ, whether they agree, and what changed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.maturity.names import (
    ALL,
    dimension_name,
    form,
    overall,
    score,
    score_range,
    shown_rows,
    stage_name,
    statement,
)
from cxkit.report.reader import Report
from cxkit.report.show import Prose
from cxkit.report.wording import listed

MOST_DIFFERENCES = 3
FAR_APART = 0.1  # points between the largest and the smallest spread, from which they are told apart


def department_words(report: Report) -> Prose:
    """Return whether departments see the organisation differently, and about what."""
    _, shown = report.language, shown_rows(report.result.departments)
    told = [_compared_words(shown, report)]
    rows = shown_rows(report.result.differences)
    if len(rows) and shown["department"].nunique() > 1:
        told.append(_differences_words(rows, report))
    if report.hidden_n:
        told.append(hidden_words(report))
    return Prose(" ".join(filter(None, told)))


def _compared_words(shown: pd.DataFrame, report: Report) -> str:
    _, names = report.language, list(dict.fromkeys(shown["department"])) if len(shown) else []
    if len(names) > 1:
        return _("Of {departments} enough people filled it in to compare them.", departments=listed(names, language=_))
    if report.result.departments.empty:
        return _("The answers do not say which department people are from.")
    if names:
        return _only_words(names[0], report)
    return _("No department can be shown: too few people filled it in, or another could be got from it.")


def _only_words(name: str, report: Report) -> str:
    _ = report.language
    if not report.hidden_n:
        return _("Only of {department} enough people filled it in to show it.", department=name)
    return _(
        "Only {department} can be shown: elsewhere too few people filled it in, or another could be got from it.",
        department=name,
    )


def hidden_words(report: Report) -> str:
    """Return how many departments are hidden, and why."""
    _ = report.language
    return _.plural(
        "{n} department is hidden to protect the people who filled it in.",
        "{n} departments are hidden to protect the people who filled it in.",
        report.hidden_n,
    )


def _differences_words(rows: pd.DataFrame, report: Report) -> str:
    _ = report.language
    seen = rows[rows["status"] == "shown"]
    if seen.empty:
        return _("The answers show no difference between them. With so few people each, only large ones would be seen.")
    whole = seen["dimension"] == ALL
    largest = pd.concat([seen[whole], seen[~whole].sort_values("difference", ascending=False, kind="stable")])
    told = [_difference(row, report) for row in largest.head(MOST_DIFFERENCES).to_dict("records")]
    rest = [
        (largest.iloc[MOST_DIFFERENCES:], N_("They differ on {dimensions} too.")),
        (rows[rows["status"] != "shown"], N_("On {dimensions} the answers show no difference.")),
    ]
    for others, message in rest:
        named = [dimension_name(key, report) for key in others["dimension"] if key != ALL]
        if named:
            told.append(_(message, dimensions=listed(named, language=_)))
    return " ".join(told)


def _difference(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    parts = {
        "highest": row["highest"], "lowest": row["lowest"], "points": score(row["difference"], language=_),
        "range": score_range(row["low"], row["high"], language=_), "dimension": dimension_name(row["dimension"], report),
    }  # fmt: skip
    if not parts["range"] and row["dimension"] == ALL:
        return _("{highest} scores {points} points higher than {lowest} overall.", **parts)
    if not parts["range"]:
        return _("On {dimension}, {highest} scores {points} points higher than {lowest}.", **parts)
    if row["dimension"] == ALL:
        return _("{highest} scores {points} points higher than {lowest} overall (95%: {range}).", **parts)
    return _("On {dimension}, {highest} scores {points} points higher than {lowest} (95%: {range}).", **parts)


def disagreement_words(report: Report) -> Prose:
    """Return about which dimension people differ most and least."""
    _, rows = report.language, shown_rows(report.result.dimensions)
    rows = rows[rows["spread"].notna()] if len(rows) else rows
    if rows.empty:
        return Prose(_("Too few people filled it in to say where they differ."))
    ordered = rows.sort_values("spread", ascending=False, kind="stable")
    most, least = ordered.iloc[0], ordered.iloc[-1]
    if most["spread"] - least["spread"] < FAR_APART:
        told = _(
            "People differ about as much on every dimension: two in three lie within about {points} points of the average.",  # noqa: E501
            points=score(ordered["spread"].mean(), language=_),
        )  # fmt: skip
        return Prose(told)
    return Prose(_(
        "People differ most about {dimension}: two in three lie within about {points} points of the average. On {other} that is {fewer} points.",  # noqa: E501
        dimension=dimension_name(most["dimension"], report), points=score(most["spread"], language=_),
        other=dimension_name(least["dimension"], report), fewer=score(least["spread"], language=_),
    ))  # fmt: skip


def agreement_words(report: Report) -> Prose:
    """Return whether the statements of a dimension go together, whether raters agree, and which statements to check."""
    rows = shown_rows(report.result.agreement)
    if rows.empty:
        return Prose(report.language(N_("Whether people agree cannot be shown.")))
    told = [_together_words(rows, report), _raters_words(rows, report), _flagged_words(report)]
    return Prose(*filter(None, told))


def _together_words(rows: pd.DataFrame, report: Report) -> str:
    """Return for which dimensions the statements do not go together; that is over raters, not between them."""
    _, own = report.language, rows[(rows["measure"] == "alpha") & (rows["dimension"] != ALL)]
    limit = score(report.settings.alpha_warning_below, language=_, places=2)
    known = own[own["status"] != "not_computable"]
    weak = [dimension_name(key, report) for key in known.loc[known["status"] == "warned", "dimension"]]
    if known.empty:
        return _("Whether the statements of a dimension go together cannot be computed.")
    if weak:
        return _(
            "Do the statements of a dimension go together? Not well on {dimensions}: Cronbach's alpha is below {limit}. There, read the statements one by one.",  # noqa: E501
            dimensions=listed(weak, language=_), limit=limit,
        )  # fmt: skip
    lowest = score(known["estimate"].min(), language=_, places=1 if known["no_interval"].any() else 2)
    if len(known) < len(own):
        return _(
            "Do the statements of a dimension go together? Yes, wherever that can be computed: Cronbach's alpha is {lowest} or higher there.",  # noqa: E501
            lowest=lowest,
        )  # fmt: skip
    return _(
        "Do the statements of a dimension go together? Yes: Cronbach's alpha is {lowest} or higher on every dimension.",
        lowest=lowest,
    )


def _raters_words(rows: pd.DataFrame, report: Report) -> str:
    """Return whether the average of all raters can be relied on, and whether any two of them see the same."""
    _ = report.language
    own = rows[(rows["dimension"] == ALL) & rows["estimate"].notna()].set_index("measure")
    told = [_("Do people see the same? That is another question.")]
    if "icc" in own.index:
        told.append(_icc_words(own, report))
    if "krippendorff" in own.index:
        told.append(_krippendorff_words(own.loc["krippendorff"], report))
    return " ".join(told) if len(told) > 1 else _("Whether people see the same cannot be computed.")


def _icc_words(own: pd.DataFrame, report: Report) -> str:
    _, together = report.language, own.loc["icc"]
    parts = {"icc": estimate_words(together, report), "n": _.number(together["raters_n"])}
    if together["status"] == "warned":
        return _("Even the average of {n} people is not steady: the intraclass correlation (ICC) is {icc}.", **parts)
    if "icc_single" not in own.index:
        return _("The average of {n} people is steady: the intraclass correlation (ICC) is {icc}.", **parts)
    single = estimate_words(own.loc["icc_single"], report)
    return _(
        "The average of {n} people is steady: the intraclass correlation (ICC) is {icc}; of one person alone it is {single}.",  # noqa: E501
        single=single, **parts,
    )  # fmt: skip


def _krippendorff_words(row: pd.Series, report: Report) -> str:
    _, value = report.language, estimate_words(row, report)
    if row["status"] == "warned":
        return _(
            "Any two people differ a good deal: Krippendorff's alpha is {value}. The average stands for different views.",
            value=value,
        )  # fmt: skip
    return _("Any two people largely agree: Krippendorff's alpha is {value}.", value=value)


def estimate_words(row: pd.Series | dict[str, Any], report: Report) -> str:
    """Return a measure of agreement with its interval, as '0.78 (95%: 0.58 to 0.93)'; plainly where it has none."""
    _ = report.language
    value = score(row["estimate"], language=_, places=1 if row["no_interval"] else 2)
    if row["estimate"] != row["estimate"] or row["low"] != row["low"]:
        return value
    return _(
        N_("{value} (95%: {range})"), value=value, range=score_range(row["low"], row["high"], language=_, places=2)
    )


def _flagged_words(report: Report) -> str:
    """Return which statements go against the rest: those that surely do, and those of which it can be chance."""
    _, surely, all_against = report.language, flagged(report), against(report)
    perhaps = all_against[~all_against["item"].isin(surely["item"])]
    told = [
        (surely, N_("People who score high on the rest of the dimension score low on: {statements} These may have been misread.")),
        (perhaps, N_("Against the rest of the dimension, though it can be chance: {statements} Ask how they were read.")),
    ]  # fmt: skip
    return " ".join(_(message, statements=_quoted(rows, report)) for rows, message in told if len(rows))


def _quoted(rows: pd.DataFrame, report: Report) -> str:
    return " ".join(f"“{statement(key, report)}”" for key in rows["item"].head(MOST_DIFFERENCES))


def against(report: Report) -> pd.DataFrame:
    """Return the statements whose scores go against the rest of their dimension, surely or not, the worst first."""
    rows = shown_rows(report.result.items)
    return rows[rows["item_rest"] < 0].sort_values("item_rest", kind="stable") if len(rows) else rows


def flagged(report: Report) -> pd.DataFrame:
    """Return the statements that surely go against the rest of their dimension."""
    rows = shown_rows(report.result.items)
    return rows[rows["flagged"].astype(bool)] if len(rows) else rows


def change_words(report: Report) -> Prose:
    """Return what changed since the earlier measurement, over all and by dimension."""
    _, rows = report.language, shown_rows(report.result.changes)
    if report.result.changes.empty:
        return Prose(_("There is no earlier measurement to compare with."))
    rows = rows[rows["status"] != "not_computable"] if len(rows) else rows
    if rows.empty:
        return Prose(_("Too few people filled in the earlier measurement to compare with it."))
    whole = rows[rows["dimension"] == ALL]
    told = [_whole_change(row, report) for row in whole.to_dict("records")]
    told += _dimension_changes(rows[rows["dimension"] != ALL], report)
    told += [_both_words(row, report) for row in whole.to_dict("records")]
    return Prose(" ".join(told))


def _whole_change(row: dict[str, Any], report: Report) -> str:
    _, facts = report.language, report.result.facts
    parts = {
        "earlier": facts["earlier_wave"], "wave": facts["wave"], "then": score(row["earlier_mean"], language=_),
        "now": score(row["mean"], language=_), "points": score(abs(row["change"]), language=_),
        "range": score_range(*sorted((abs(row["low"]), abs(row["high"]))), language=_),
    }  # fmt: skip
    if row["status"] != "shown":
        told = _("Between {earlier} and {wave} the average shows no difference: {then} then, {now} now.", **parts)
    elif not parts["range"] and row["change"] > 0:
        told = _("Since {earlier} the average rose by {points} points, to {now}.", **parts)
    elif not parts["range"]:
        told = _("Since {earlier} the average fell by {points} points, to {now}.", **parts)
    elif row["change"] > 0:
        told = _("Since {earlier} the average rose by {points} points (95%: {range}), to {now}.", **parts)
    else:
        told = _("Since {earlier} the average fell by {points} points (95%: {range}), to {now}.", **parts)
    return " ".join([told, *_stage_change(row, report)])


def _stage_change(row: dict[str, Any], report: Report) -> list[str]:
    """Return from which stage to which the average went, where it went to another."""
    _, names = report.language, [stage_name(row[end], report) for end in ("earlier_stage", "stage")]
    if row["status"] != "shown" or not all(names) or names[0] == names[1]:
        return []
    return [_("By the average alone that is from {earlier} to {stage}.", earlier=names[0], stage=names[1])]


def _dimension_changes(rows: pd.DataFrame, report: Report) -> list[str]:
    _, seen = report.language, rows[rows["status"] == "shown"]
    told = []
    for message, own in (
        (N_("Better: {dimensions}."), seen[seen["change"] > 0].sort_values("change", ascending=False)),
        (N_("Worse: {dimensions}."), seen[seen["change"] < 0].sort_values("change")),
    ):
        parts = [
            _("{dimension} ({then} then, {now} now)", dimension=dimension_name(row["dimension"], report),
              then=score(row["earlier_mean"], language=_), now=score(row["mean"], language=_))
            for row in own.to_dict("records")
        ]  # fmt: skip
        told += [_(message, dimensions=listed(parts, language=_))] if parts else []
    return told or [_("No single dimension shows a difference.")]


def _both_words(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    return _(
        "{both} people filled in both times, of {then} then and {now} now.",
        both=_.number(row["both_n"]), then=_.number(row["earlier_n"]), now=_.number(overall(report)["raters_n"]),
    )  # fmt: skip


def scale_words(report: Report) -> str:
    """Return the scale, as 'a scale of 0 to 4'."""
    _, asked = report.language, form(report)
    return _("a scale of {low} to {high}", low=_.number(asked.lowest), high=_.number(asked.highest))
