"""What could make the stage wrong, what would make it surer, and which questionnaire it rests on."""

from __future__ import annotations

from cxkit.language import N_
from cxkit.report.maturity.names import (
    form,
    interval_note,
    is_sure,
    overall,
    own_words,
    score,
    stage_name,
)
from cxkit.report.maturity.reasons import flagged, scale_words
from cxkit.report.maturity.words import has_stage
from cxkit.report.reader import Report
from cxkit.report.show import Note, Prose

FEW_RATERS = 10
MANY_BLANKS = 0.05


def doubts(report: Report) -> Prose:
    """Return what could make the answer wrong, and how far."""
    _ = report.language
    told = [
        _("This is what people in the organisation say of it, not what customers notice."),
        *_rater_doubts(report),
        *_stage_doubts(report),
        *_answer_doubts(report),
    ]
    return Prose(*told)


def _rater_doubts(report: Report) -> list[str]:
    """Return what it means who filled it in, and how few they are."""
    _, n = report.language, report.result.facts["raters_n"]
    if n < 2:
        return [_("One person filled it in; another may see it differently.")]
    if overall(report)["hidden"]:
        return [_.plural("{n} person filled it in.", "{n} people filled it in.", n)]
    if not is_sure(report):
        few = _.plural(
            "It rests on {n} person. Who was not asked may see it differently.",
            "It rests on {n} people. Who was not asked may see it differently.",
            n,
        )
        note = interval_note(report.result.overall, report)
        return [few, *filter(None, [note])]
    return [
        _.plural(
            "It rests on {n} person. The interval holds for people like those who were asked; who was not asked is not in it.",
            "It rests on {n} people. The interval holds for people like those who were asked; who was not asked is not in it.",
            n,
        )
    ]


def _stage_doubts(report: Report) -> list[str]:
    """Return what the stage hangs on: the interval, the other weights, where stages begin."""
    if not has_stage(report):
        return []
    _, row, told = report.language, overall(report), []
    if row["stage_low"] != row["stage_high"] and row["stage_share"] == row["stage_share"]:
        told.append(_(
            "Had other people like these been asked, the stage would have been {stage} in {share} of the cases.",
            stage=stage_name(row["stage"], report), share=_.share(row["stage_share"]),
        ))  # fmt: skip
    told += _other_weights(report)
    told.append(
        _(
            "Where a stage begins is an agreement, not a law of nature. Just below and just above a border hardly differ."
        )
    )
    return told


def _other_weights(report: Report) -> list[str]:
    """Return what the stage would be if departments, or people, counted equally instead."""
    _, row = report.language, overall(report)
    if row["other_stage"] != row["other_stage"] or row["other_stage"] in (row["stage"], -1):
        return []
    message = N_("If every department counted equally, the stage would be {stage} (mean {mean}).")
    if report.settings.average_over == "departments":
        message = N_("If every person counted equally, the stage would be {stage} (mean {mean}).")
    return [_(message, stage=stage_name(row["other_stage"], report), mean=score(row["other_mean"], language=_))]


def _answer_doubts(report: Report) -> list[str]:
    """Return what is wrong with answers: blanks, statements that go against the rest."""
    _, facts, told = report.language, report.result.facts, []
    if overall(report)["hidden"]:
        return []
    asked = facts["answers_n"] + facts["blank_n"]
    if facts["blank_n"] > MANY_BLANKS * asked:
        told.append(
            _(
                "{share} of the statements was left blank; they count for nothing.",
                share=_.share(facts["blank_n"] / asked),
            )
        )
    n = len(flagged(report))
    if n:
        told.append(_.plural(
            "{n} statement goes against the rest of its dimension and may have been misread; it still counts in the mean.",
            "{n} statements go against the rest of their dimension and may have been misread; they still count in the mean.",
            n,
        ))  # fmt: skip
    return told


def next_steps(report: Report) -> Prose:
    """Return what would make the answer surer, and what to do with it."""
    _, facts, told = report.language, report.result.facts, []
    if facts["raters_n"] < FEW_RATERS:
        told.append(_("Have more people fill it in, from every department: at least three each."))
    if not has_stage(report):
        return Prose(*(told or [_("Have every dimension scored by somebody.")]))
    told.append(
        _("Sit down with those who filled it in where they differ most: the difference tells more than the mean.")
    )
    if len(flagged(report)):
        told.append(
            _("Ask how the statements that go against the rest were read, and word them differently next time.")
        )
    told += [
        _("Take the actions along into the ranking of improvements, beside those that bring euros."),
        _("Ask the same people again in a year: then a change can be told from a change of people."),
    ]
    return Prose(*told)


def questionnaire_note(report: Report) -> Note:
    """Return which questionnaire was used, how it decides a stage, and where it comes from."""
    _, asked = report.language, form(report)
    told = [
        _(
            "Questionnaire: {title} ({name}, version {version}); {items} statements on {dimensions} dimensions, on {scale}.",
            title=own_words(asked.title, report), name=asked.name, version=asked.version,
            items=_.number(len(asked.items)), dimensions=_.number(len(asked.dimensions)), scale=scale_words(report),
        ),
        _rule_words(report),
        own_words(asked.source, report),
    ]  # fmt: skip
    return Note(" ".join(filter(None, told)), "info")


def _rule_words(report: Report) -> str:
    _, asked = report.language, form(report)
    if report.result.facts["rule"] != "gate":
        return _("The mean over all dimensions decides the stage.")
    return _.plural(
        "The mean over all dimensions decides the stage, but no dimension may be more than {n} stage behind.",
        "The mean over all dimensions decides the stage, but no dimension may be more than {n} stages behind.",
        asked.gate_stages,
    )
