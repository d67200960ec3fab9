"""The tables of maturity_assessment, as texts in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.cells import HIDDEN
from cxkit.report.maturity.names import (
    ALL,
    MOST_PLACES,
    dimension_name,
    form,
    hidden_dimensions_n,
    interval_note,
    items_by_key,
    on_scale,
    overall,
    own_words,
    places_of,
    score,
    score_range,
    shown_rows,
    signed,
    stage_name,
    stage_range,
    statement,
)
from cxkit.report.maturity.reasons import estimate_words
from cxkit.report.maturity.words import anchor, has_stage
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table

HIDDEN_NOTE = N_("– hidden to protect the people who filled it in (too few, or a hidden figure could be got from it)")
MEASURES = ("alpha", "icc", "icc_single", "krippendorff")


def _notes(hidden: bool, report: Report, *notes: str) -> tuple[str, ...]:
    return (*([report.language(HIDDEN_NOTE)] if hidden else []), *filter(None, notes))


def _without_empty(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return a table without those of its columns in which nothing is given."""
    return frame.drop(columns=[name for name in names if not frame[name].replace(HIDDEN, "").any()])


def _ends(frame: pd.DataFrame, report: Report) -> list[tuple[float, float]]:
    """Return intervals of means, no further than the scale goes."""
    return [
        (on_scale(low, report), on_scale(high, report)) for low, high in zip(frame["low"], frame["high"], strict=True)
    ]


Places = int | Sequence[int]  # of a column, or of each of its rows


def _each(places: Places, rows_n: int) -> Sequence[int]:
    return [places] * rows_n if isinstance(places, int) else places


def _scores(values: Sequence[float], hidden: Sequence[bool], report: Report, *, places: Places = 1) -> list[str]:
    _ = report.language
    return [
        HIDDEN if away else score(v, language=_, places=digits)
        for v, away, digits in zip(values, hidden, _each(places, len(values)), strict=True)
    ]


def _ranges(
    rows: Sequence[tuple[float, float]], hidden: Sequence[bool], report: Report, *, places: Places
) -> list[str]:
    _ = report.language
    return [
        HIDDEN if away else score_range(low, high, language=_, places=digits)
        for (low, high), away, digits in zip(rows, hidden, _each(places, len(rows)), strict=True)
    ]


def _fine(rows: pd.DataFrame) -> list[int]:
    """Return the decimals of each row of means that are read beside the border of a stage: two, of few people one."""
    return [1 if few else MOST_PLACES for few in rows["no_interval"].astype(bool)]


def _texts(values: Sequence[str], hidden: Sequence[bool]) -> list[str]:
    return [HIDDEN if away else text for text, away in zip(values, hidden, strict=True)]


def _counts(values: Sequence[float], hidden: Sequence[bool], report: Report) -> list[str]:
    _ = report.language
    return [HIDDEN if away else (_.number(v) if v == v else "") for v, away in zip(values, hidden, strict=True)]


def dimension_table(report: Report) -> Table:
    """Return per dimension the mean, its interval, its stage and what it is short of the next; all of them last."""
    _, rows, whole = report.language, report.result.dimensions, overall(report)
    last = pd.DataFrame([{**whole.to_dict(), "dimension": ALL}])
    both = pd.concat([rows, last], ignore_index=True)
    away, ends = both["hidden"].astype(bool), _ends(both, report)
    places = _fine(both)
    short = [MOST_PLACES] * len(both) if _tiny(both["to_next"]) else places
    stages = [stage_name(n, report) for n in both["stage"]]
    ranges = [stage_range(low, high, report) for low, high in zip(both["stage_low"], both["stage_high"], strict=True)]
    frame = pd.DataFrame({
        _("Dimension"): [*(dimension_name(key, report) for key in rows["dimension"]), _("All dimensions")],
        _("Mean"): _scores(both["mean"], away, report, places=places),
        _("95% interval"): _ranges(ends, away, report, places=places),
        _("Stage"): _texts(stages, away),
        _("Stage, 95% interval"): _texts(ranges, away),
        _("Short of the next"): _scores(both["to_next"], away, report, places=short),
        _("People"): _counts(both["raters_n"], away, report),
    })  # fmt: skip
    rule = _("The stage of all dimensions allows for dimensions that are too far behind.") if (
        report.result.facts["rule"] == "gate") else ""  # fmt: skip
    numeric = [frame.columns[i] for i in (1, 2, 5, 6)]
    frame, note = _without_empty(frame, _("95% interval"), _("Stage, 95% interval")), interval_note(both, report)
    numeric = tuple(name for name in numeric if name in frame)
    return Table(frame, numeric=numeric, notes=_notes(away.any(), report, rule, note), total=True)


def _tiny(values: pd.Series) -> bool:
    """Say whether a column holds a shortage that one decimal would write as none."""
    return bool(((values > 0) & (values < 0.05)).any())


def ladder_table(report: Report) -> Table | Prose:
    """Return per stage from what score it starts, what it means, and what is short of it."""
    _, steps = report.language, report.result.steps
    if not has_stage(report):
        return Prose()
    about = [own_words(stage.about, report) for stage in form(report).stages]
    columns = {
        _("Stage"): list(steps["name"]),
        _("From"): [score(start, language=_) for start in steps["start"]],
        _("What it means"): about,
        _("Reached"): [_("yes") if reached else _("no") for reached in steps["reached"]],
        _("Average short"): [
            score(v, language=_, places=1 if v >= 0.1 else 2) if v > 0 else "" for v in steps["mean_short"]
        ],
        _("Too far behind"): [", ".join(dimension_name(key, report) for key in behind) for behind in steps["behind"]],
    }
    if not any(about):
        del columns[_("What it means")]
    if report.result.facts["rule"] != "gate":
        del columns[_("Too far behind")]
    unnamed = _("Dimensions that are hidden are not named here, but may be too far behind.") if (
        hidden_dimensions_n(report) and _("Too far behind") in columns) else ""  # fmt: skip
    return Table(pd.DataFrame(columns), numeric=(_("From"), _("Average short")), notes=_notes(False, report, unnamed))


def department_table(report: Report) -> Table | Prose:
    """Return the mean of each department on each dimension, with the people it is of."""
    _, rows = report.language, report.result.departments
    if rows.empty or rows["hidden"].all():
        return Prose()
    keys = [ALL, *(d.key for d in form(report).dimensions)]
    cells = rows.set_index(["department", "dimension"])
    places = places_of(_ends(shown_rows(rows), report))
    columns = {_("Dimension"): [*(dimension_name(key, report) for key in keys), _("People")]}
    for name in dict.fromkeys(rows["department"]):
        means = [_cell(cells, (name, key), "mean", lambda v: score(v, language=_, places=places)) for key in keys]
        columns[str(name)] = [*means, _cell(cells, (name, ALL), "raters_n", _.number)]
    frame = pd.DataFrame(columns)
    notes = _notes(rows["hidden"].any(), report, interval_note(rows, report))
    return Table(frame, numeric=tuple(frame.columns[1:]), notes=notes)


def _cell(cells: pd.DataFrame, at: tuple[str, str], name: str, write: Callable[[float], str]) -> str:
    if at not in cells.index:
        return ""
    row = cells.loc[at]
    if row["hidden"]:
        return HIDDEN
    return write(row[name]) if row[name] == row[name] else ""


def item_table(report: Report) -> Table | Prose:
    """Return every statement, lowest first: its mean, how far people lie apart, and how many remarks there are."""
    _, rows = report.language, report.result.items
    if overall(report)["hidden"] or rows.empty:
        return Prose()
    rows = rows.sort_values("mean", kind="stable", ignore_index=True)
    away, ends = rows["hidden"].astype(bool), _ends(rows, report)
    places = places_of(ends)
    frame = pd.DataFrame({
        _("Statement"): [_marked(row, report) for row in rows.to_dict("records")],
        _("Dimension"): [dimension_name(key, report) for key in rows["dimension"]],
        _("Mean"): _scores(rows["mean"], away, report, places=places),
        _("95% interval"): _ranges(ends, away, report, places=places),
        _("Spread"): _scores(rows["spread"], away, report, places=1),
        _("People"): _counts(rows["known_n"], away, report),
        _("Remarks"): _counts(rows["evidence_n"], away, report),
    })  # fmt: skip
    turned = _("Turned: agreeing means little maturity, so its scores are turned around here.") if (
        rows["reverse"].any()) else ""  # fmt: skip
    check = _("Check: its scores go against the rest of its dimension; it may have been misread, or it is chance.") if (
        rows["item_rest"] < 0).any() else ""  # fmt: skip
    frame, note = _without_empty(frame, _("95% interval"), _("Spread")), interval_note(rows, report)
    spread = _("Spread: two in three people lie within this distance of the mean.") if _("Spread") in frame else ""
    return Table(frame, numeric=tuple(frame.columns[2:]), notes=_notes(away.any(), report, spread, turned, check, note))


def _marked(row: dict[str, Any], report: Report) -> str:
    """Return a statement with what the reader must know of it."""
    _ = report.language
    marks = [_("turned")] * bool(row["reverse"]) + [_("check")] * bool(row["item_rest"] < 0 and not row["hidden"])
    text = statement(row["item"], report)
    return f"{text} ({', '.join(marks)})" if marks else text


def agreement_table(report: Report) -> Table | Prose:
    """Return the measures of agreement per dimension, each with its interval."""
    _, rows = report.language, report.result.agreement
    if rows.empty or rows["hidden"].all():
        return Prose()
    cells = {(row["dimension"], row["measure"]): row for row in rows.to_dict("records")}
    keys = list(dict.fromkeys(rows["dimension"]))
    headings = {
        "alpha": _("Statements go together (Cronbach's alpha)"), "icc": _("Average of all people (ICC)"),
        "icc_single": _("One person (ICC)"), "krippendorff": _("People alike (Krippendorff's alpha)"),
    }  # fmt: skip
    columns = {_("Dimension"): [dimension_name(key, report) for key in keys]}
    for measure in [m for m in MEASURES if (rows["measure"] == m).any()]:
        columns[headings[measure]] = [_agreement(cells.get((key, measure)), report) for key in keys]
    frame = pd.DataFrame(columns)
    limit = _("* below {limit}", limit=score(report.settings.alpha_warning_below, language=_, places=2))
    warned = (shown_rows(rows)["status"] == "warned").any()
    blank = (
        _("Empty: cannot be computed, as with too many blanks, or with few people who contradict each other.")
        if (rows["status"] == "not_computable").any()
        else ""
    )
    return Table(
        frame, numeric=tuple(frame.columns[1:]),
        notes=_notes(rows["hidden"].any(), report, limit if warned else "", blank, interval_note(rows, report)),
    )  # fmt: skip


def _agreement(row: dict[str, Any] | None, report: Report) -> str:
    if row is None or row["status"] == "not_computable" or (not row["hidden"] and row["estimate"] != row["estimate"]):
        return ""
    if row["hidden"]:
        return HIDDEN
    return estimate_words(row, report) + (" *" if row["status"] == "warned" else "")


def change_table(report: Report) -> Table | Prose:
    """Return the change of every dimension since the earlier measurement, with its interval."""
    _, rows, facts = report.language, report.result.changes, report.result.facts
    if rows.empty or rows["hidden"].all():
        return Prose()
    rows = pd.concat([rows[rows["dimension"] != ALL], rows[rows["dimension"] == ALL]], ignore_index=True)
    away = rows["hidden"].astype(bool)
    ends, places = [*zip(rows["low"], rows["high"], strict=True)], _fine(rows)
    written = rows["mean"].round(MOST_PLACES) - rows["earlier_mean"].round(MOST_PLACES)  # so that a row adds up
    known = rows["change"].where(rows["no_interval"].astype(bool), written)
    changes = [signed(v, language=_, places=digits) for v, digits in zip(known, places, strict=True)]
    stages = [stage_range(low, high, report) for low, high in zip(rows["earlier_stage"], rows["stage"], strict=True)]
    frame = pd.DataFrame({
        _("Dimension"): [dimension_name(key, report) for key in rows["dimension"]],
        facts["earlier_wave"] or _("Earlier"): _scores(rows["earlier_mean"], away, report, places=places),
        facts["wave"] or _("Now"): _scores(rows["mean"], away, report, places=places),
        _("Change"): _texts(changes, away),
        _("95% interval"): _ranges(ends, away, report, places=places),
        _("Stage by the mean"): _texts(stages, away),
    })  # fmt: skip
    numeric = frame.columns[1:5]
    frame, note = _without_empty(frame, _("95% interval")), interval_note(rows, report)
    return Table(
        frame, numeric=tuple(n for n in numeric if n in frame), notes=_notes(away.any(), report, note), total=True
    )


def action_table(report: Report) -> Table | Prose:
    """Return what to do, in order: the statement, where it stands, what comes next, and for which stage."""
    _, rows = report.language, shown_rows(report.result.actions)
    if rows.empty or not has_stage(report):
        return Prose()
    items = items_by_key(report)
    records = rows.to_dict("records")
    frame = pd.DataFrame({
        _("Statement"): [
            _marked(row | {"reverse": items[row["item"]].reverse, "item_rest": 0.0}, report) for row in records
        ],
        _("Dimension"): [dimension_name(key, report) for key in rows["dimension"]],
        _("Now"): [score(v, language=_) for v in rows["mean"]],
        _("Next"): [score(v, language=_, places=0) for v in rows["target"]],
        _("Which means"): [anchor(row, report) for row in records],
        _("Adds to the dimension"): [signed(v, language=_, places=2) for v in rows["points"]],
        _("Toward"): [stage_name(n, report) for n in rows["toward"]],
    })  # fmt: skip
    turned = _("Turned: agreeing means little maturity, so its scores are turned around here.") if any(
        items[row["item"]].reverse for row in records) else ""  # fmt: skip
    numeric = tuple(frame.columns[i] for i in (2, 3, 5))
    return Table(frame, numeric=numeric, notes=_notes(False, report, turned))
