"""The whole of notebook maturity_assessment: checked answers and settings in, one result out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.maturity import stages, tables, waves
from cxkit.analysis.maturity.actions import actions
from cxkit.analysis.maturity.agreement_table import agreement_table, item_rests
from cxkit.analysis.maturity.blockers import blockers, steps
from cxkit.analysis.maturity.checks import Wave, ready
from cxkit.analysis.maturity.departments import DEPARTMENT_COLUMNS, departments, differences
from cxkit.analysis.maturity.findings import findings
from cxkit.analysis.maturity.means import Means, means
from cxkit.analysis.maturity.scores import ALL, dimension_of, dimension_scores
from cxkit.analysis.maturity_result import MaturityResult
from cxkit.language import N_
from cxkit.settings.instrument import Instrument
from cxkit.settings.maturity import MaturityAssessment

OTHER_WAVE, NO_SCORE = N_("another measurement"), N_("no score")


def maturity_assessment(answers: pd.DataFrame, *, settings: MaturityAssessment) -> MaturityResult:
    """Return how mature raters find the organisation, which stage that is, and what keeps it from the next one.

    Parameters
    ----------
    answers : checked answers: respondent, item, score (on the scale of the questionnaire, nan when blank), and where
        they are known department, wave (measurement) and evidence.
    settings : checked settings.

    Raises
    ------
    SettingsError : the settings name a measurement or a department that is not in the answers.
    NotEnoughData : a measurement holds no score.
    """
    form, within = settings.questionnaire, _within(settings.questionnaire)
    now, then = ready(answers, settings=settings)
    scores, groups = dimension_scores(now.matrix, form), _groups(now, settings.average_over)
    found = means(scores, groups=groups, within=within)
    dimensions = tables.dimension_table(found.frame, form)
    overall = _overall(found, now, scores, settings)
    whole = overall.to_dict("records")[0]
    place = {"mean": whole["mean"], "stage": whole["stage"], "rule": settings.rule}
    blocking = blockers(dimensions, form, **place)
    remarks = tables.evidence_table(now.answers, form)
    rests = item_rests(now.matrix, dimension_of(form))
    items = tables.item_table(now.matrix, form, groups=groups, rests=rests, remarks=remarks)
    to_do = actions(items, blocking, form, actions_n=settings.actions_n)
    by_department = departments(scores, now.of_rater, chosen=settings.departments, within=within)
    agreed = agreement_table(
        now.matrix, dimension_of(form), seed=settings.seed, warn_below=settings.alpha_warning_below
    )
    changed = _changes(found, then, settings, stages_now=[whole["stage"], *dimensions["stage"]])
    return MaturityResult(
        verdict=_verdict(whole),
        overall=overall,
        dimensions=dimensions,
        steps=steps(dimensions, form, raters_n=len(now.matrix), **place),
        blockers=blocking,
        items=items,
        evidence=remarks,
        departments=by_department[DEPARTMENT_COLUMNS],
        differences=differences(by_department, minimum_n=settings.minimum_raters_n),
        raters=tables.rater_table(scores, now.of_rater, seed=settings.seed),
        agreement=agreed,
        changes=changed,
        actions=to_do,
        rows=_rows(answers, now, then),
        findings=findings(overall, dimensions, changed, agreed, to_do, instrument=form, rule=settings.rule),
        facts=_facts(now, then, remarks, whole, settings),
    )


def check(answers: pd.DataFrame, *, settings: MaturityAssessment) -> None:
    """Raise what `maturity_assessment` would raise, without the draws: for who asks before a kernel starts."""
    ready(answers, settings=settings)


def _within(form: Instrument) -> tuple[float, float]:
    return form.lowest, form.highest


def _groups(wave: Wave, average_over: str) -> pd.Series | None:
    """Return the department of each rater when departments count equally; None when raters do."""
    return wave.of_rater if average_over == "departments" else None


def _overall(found: Means, now: Wave, scores: pd.DataFrame, settings: MaturityAssessment) -> pd.DataFrame:
    """Return the one row of the whole questionnaire: its mean, its stage by both rules, and how sure that is."""
    form, rule = settings.questionnaire, settings.rule
    own = _by_dimension(found)
    other_over = "raters" if settings.average_over == "departments" else "departments"
    other = means(scores, groups=_groups(now, other_over), within=_within(form))
    groups = _groups(now, settings.average_over)
    draws = stages.stage_draws(scores, form, rule=rule, groups=groups, seed=settings.seed)
    stage = int(stages.decided(own, form, rule=rule)[0])
    low, high, share = stages.stage_interval(stage, draws)
    following = stages.next_of(stage, form)
    row = found.frame.loc[ALL]
    return pd.DataFrame([{
        "mean": row["mean"], "low": row["low"], "high": row["high"],
        "stage_mean": int(stages.plain(own, form)[0]), "stage_gate": int(stages.gated(own, form)[0]), "stage": stage,
        "stage_low": low, "stage_high": high, "stage_share": share,
        "other_mean": other.frame.loc[ALL, "mean"],
        "other_stage": int(stages.decided(_by_dimension(other), form, rule=rule)[0]),
        "next_stage": following, "to_next": stages.to_next(row["mean"], following, form),
        "raters_n": len(now.matrix),
    }])  # fmt: skip


def _by_dimension(found: Means) -> np.ndarray:
    """Return the means of the dimensions as one case: one row, one column per dimension."""
    return found.frame["mean"].drop(index=ALL).to_numpy()[np.newaxis]


def _verdict(whole: dict[str, Any]) -> str:
    if whole["stage"] == stages.NONE:
        return "not_computable"
    if whole["raters_n"] == 1:
        return "one_rater"
    return "staged" if whole["stage_low"] == whole["stage_high"] else "between"


def _changes(found: Means, then: Wave | None, settings: MaturityAssessment, *, stages_now: list[int]) -> pd.DataFrame:
    """Return what changed since the earlier measurement, with the stages; no rows without one."""
    if then is None:
        return pd.DataFrame(columns=waves.CHANGE_COLUMNS)
    form, groups = settings.questionnaire, _groups(then, settings.average_over)
    before = means(dimension_scores(then.matrix, form), groups=groups, within=_within(form))
    own = _by_dimension(before)
    earlier = [*stages.decided(own, form, rule=settings.rule), *stages.stage_of(own[0], form.starts)]
    return waves.changes(found, before).assign(earlier_stage=earlier, stage=stages_now)[waves.CHANGE_COLUMNS]


def _rows(answers: pd.DataFrame, now: Wave, then: Wave | None) -> pd.DataFrame:
    """Return the answers that take no part, and why."""
    used = [now.answers, *([] if then is None else [then.answers])]
    blank_n = sum(int(own["score"].isna().sum()) for own in used)
    rows = [("answers", OTHER_WAVE, len(answers) - sum(map(len, used))), ("answers", NO_SCORE, blank_n)]
    return pd.DataFrame([row for row in rows if row[2]], columns=["table", "reason", "rows_n"])


def _facts(
    now: Wave, then: Wave | None, remarks: pd.DataFrame, whole: dict[str, Any], settings: MaturityAssessment
) -> dict[str, Any]:
    answers_n = int(now.matrix.notna().sum().sum())
    return {
        "wave": now.name,
        "earlier_wave": "" if then is None else then.name,
        "raters_n": len(now.matrix),
        "departments_n": len(now.departments),
        "items_n": now.matrix.shape[1],
        "answers_n": answers_n,
        "blank_n": int(now.matrix.size) - answers_n,
        "evidence_n": len(remarks),
        "rule": settings.rule,
        "next_stage": whole["next_stage"],
        "hard_stage": stages.hard_of(settings.questionnaire),
        "unknown_department_n": int((now.of_rater == "").sum()),
    }
