"""What maturity_assessment says first: the stage, what it means, what stands in the way, and what to do first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.maturity.names import (
    apart,
    dimension_name,
    form,
    hidden_dimensions_n,
    is_sure,
    items_by_key,
    on_scale,
    overall,
    own_words,
    score,
    score_range,
    shown_rows,
    stage_name,
    statement,
)
from cxkit.report.reader import Report
from cxkit.report.show import Answer, Prose
from cxkit.report.wording import LABEL_WORDS, how_sure, listed
from cxkit.settings.maturity import MaturityAssessment

MOST_NAMED = 3
MOST_FIRST = 3


def title(settings: MaturityAssessment) -> str:
    """Return the title of the report."""
    _ = Language(settings.language)
    return _("How far the organisation is with customer experience")


def has_stage(report: Report) -> bool:
    """Say whether there is a stage that this reader may see."""
    row = overall(report)
    return not row["hidden"] and row["stage"] == row["stage"] and row["stage"] >= 0


def answer(report: Report) -> Answer:
    """Return the answer: the stage the organisation has reached and how sure that is, or in words why there is none."""
    _, row = report.language, overall(report)
    if row["hidden"]:
        told = _("Too few people filled in the questionnaire to show this without pointing at them.")
        return Answer(_("Hidden"), "", told, "", "hidden")
    if not has_stage(report):
        return Answer(_("Cannot be computed"), "", _why_none(report), "", "none")
    sentence = _(
        "{client} has reached stage {n} of {all_n} in customer experience:",
        client=report.settings.client_name, n=_.number(row["stage"] + 1), all_n=_.number(len(form(report).stages)),
    )  # fmt: skip
    return Answer(
        stage_name(row["stage"], report), _how_sure(row, report), sentence, _(LABEL_WORDS["estimated"]), "shown"
    )


def _why_none(report: Report) -> str:
    _, rows = report.language, report.result.dimensions
    blank = [dimension_name(key, report) for key in rows.loc[rows["mean"].isna(), "dimension"]]
    if not blank:
        return _("Nobody filled in the questionnaire.")
    return _("Nobody gave a score on {dimensions}, so there is no stage.", dimensions=listed(blank, language=_))


def _how_sure(row: pd.Series, report: Report) -> str:
    _, names = report.language, [stage_name(row[end], report) for end in ("stage_low", "stage_high")]
    if row["raters_n"] == 1:
        return _("in the eyes of one person")
    if not is_sure(report):
        return _.plural("in the eyes of {n} person", "in the eyes of {n} people", int(row["raters_n"]))
    sure = how_sure("estimated", language=_)
    if names[0] == names[1]:
        return sure
    return _("between {low} and {high}, {sure}", low=names[0], high=names[1], sure=sure)


def stage_words(report: Report) -> Prose:
    """Return what the stage means, and what the next one asks."""
    _, row = report.language, overall(report)
    if not has_stage(report):
        return Prose()
    stages, now = form(report).stages, int(row["stage"])
    told = [(N_("{stage} means: {meaning}."), stages[now])]
    if now + 1 < len(stages):
        told.append((N_("The next stage is {stage}: {meaning}."), stages[now + 1]))
    means = [(message, stage.name, _in_sentence(own_words(stage.about, report))) for message, stage in told]
    return Prose(" ".join(_(message, stage=name, meaning=meaning) for message, name, meaning in means if meaning))


def _in_sentence(text: str) -> str:
    """Return a sentence of the questionnaire as a part of another: without its capital and its full stop."""
    bare = text.strip().rstrip(".")
    return bare[:1].lower() + bare[1:] if bare[1:2].islower() or bare[1:2] == " " else bare


def blocker_words(report: Report) -> Prose:
    """Return what stands between now and the next stage, and the hard one when that is higher."""
    _, steps = report.language, report.result.steps
    if not has_stage(report):
        return Prose()
    ahead = steps[~steps["reached"].astype(bool)]
    if ahead.empty:
        return Prose(_("That is the highest stage. What remains is to stay there."))
    targets = ahead[ahead["is_next"].astype(bool) | ahead["hard"].astype(bool)]
    told = [_step_words(step, report) for step in targets.to_dict("records")]
    hidden_n = hidden_dimensions_n(report)
    if hidden_n:
        told.append(_.plural(
            "{n} dimension cannot be shown here, to protect the people who filled it in.",
            "{n} dimensions cannot be shown here, to protect the people who filled it in.",
            hidden_n,
        ))  # fmt: skip
    return Prose(*told)


def _step_words(step: dict[str, Any], report: Report) -> str:
    """Return what is short for one stage: the average, dimensions that are too far behind, and those furthest below."""
    _ = report.language
    rows = shown_rows(report.result.blockers)
    own = rows[rows["target"] == step["stage"]] if len(rows) else rows
    told = [_average_words(step, report)]
    gate = own[own["kind"] == "gate"].to_dict("records") if len(own) else []
    told += [_behind_words(row, report) for row in gate[:MOST_NAMED]]
    if len(gate) > MOST_NAMED:
        n = len(gate) - MOST_NAMED
        told.append(_.plural("{n} more dimension is too far behind.", "{n} more dimensions are too far behind.", n))
    if not gate and step["mean_short"] == 0 and hidden_dimensions_n(report):
        told.append(_("A dimension that cannot be shown here is too far behind."))
    told += _below_words(own, {row["dimension"] for row in gate}, step, report)
    if step["hard"]:
        told.append(_("The step to {stage} is known as the hard one.", stage=step["name"]))
    return " ".join(told)


def _average_words(step: dict[str, Any], report: Report) -> str:
    _, mean = report.language, overall(report)["mean"]
    if step["mean_short"] > 0:
        now, asked = apart(mean, step["start"], language=_)
        return _("For {stage} the average must rise from {mean} to {start}.", stage=step["name"], mean=now, start=asked)
    return _(
        "The average is high enough for {stage}: {mean}, where {start} is asked.",
        stage=step["name"], mean=score(mean, language=_), start=score(step["start"], language=_),
    )  # fmt: skip


def _behind_words(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    now, asked = apart(row["mean"], row["needed"], language=_)
    return _(
        "{dimension} is too far behind: it stands at {mean} and must reach {needed} at least.",
        dimension=dimension_name(row["dimension"], report), mean=now, needed=asked,
    )  # fmt: skip


def _below_words(own: pd.DataFrame, named: set[str], step: dict[str, Any], report: Report) -> list[str]:
    """Return which other dimensions lie furthest below what a stage asks of the average."""
    _ = report.language
    below = own[(own["kind"] == "mean") & ~own["dimension"].isin(named)] if len(own) else own
    if below.empty:
        return []
    far = below.sort_values("short", ascending=False, kind="stable").head(MOST_NAMED)
    parts = [
        _(
            "{dimension} ({mean})",
            dimension=dimension_name(row["dimension"], report),
            mean=apart(row["mean"], row["needed"], language=_)[0],
        )
        for row in far.to_dict("records")
    ]
    if named:
        return [_("After that, most is to be gained in {dimensions}.", dimensions=listed(parts, language=_))]
    return [_("Most is to be gained in {dimensions}.", dimensions=listed(parts, language=_))]


def action_words(report: Report) -> Prose:
    """Return the first things to do, each from where it stands to what comes next."""
    _, rows = report.language, shown_rows(report.result.actions)
    if rows.empty or not has_stage(report):
        return Prose()
    told = [_action(row, report) for row in rows.head(MOST_FIRST).to_dict("records")]
    return Prose(_("To begin with:"), *told)


def _action(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    now, following = apart(row["mean"], row["target"], language=_)
    parts = {"dimension": dimension_name(row["dimension"], report), "statement": statement(row["item"], report),
             "mean": now, "meaning": anchor(row, report), "target": following}  # fmt: skip
    if not parts["meaning"]:
        return _("{dimension}: “{statement}” Now {mean}; next {target}.", **parts)
    return _("{dimension}: “{statement}” Now {mean}; next {target}: {meaning}.", **parts)


def anchor(row: dict[str, Any], report: Report) -> str:
    """Return what the answer that is aimed at says on the form; of a reversed statement the other end of the scale."""
    asked = form(report)
    aim = int(row["target"])
    typed = asked.lowest + asked.highest - aim if items_by_key(report)[row["item"]].reverse else aim
    text = own_words(asked.anchors.get(typed, {}), report).strip().rstrip(".")
    return "" if text == str(typed) else text


def mean_words(row: dict[str, Any] | pd.Series, report: Report) -> str:
    """Return a mean with its 95 % interval, as '1.3 (95%: 1.0 to 1.5)'; plainly where it has none."""
    _ = report.language
    mean, low, high = row["mean"], on_scale(row["low"], report), on_scale(row["high"], report)
    if low != low:
        return score(mean, language=_)
    return _("{mean} (95%: {range})", mean=score(mean, language=_), range=score_range(low, high, language=_))
