"""What stops or weakens a model, in words and as the table that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.cells import HIDDEN, table_of
from cxkit.report.drivers.method_tables import MODELS
from cxkit.report.drivers.names import driver_words, outcome_words, plain_number
from cxkit.report.reader import Report
from cxkit.report.show import Note, Prose, Table
from cxkit.report.wording import sentence_start

STOPS = {
    "blanks": N_(
        "{driver} is known of only {value} of the customers ({outcome}), so it is left out: to keep it would lose all others. Have it delivered for more of them."  # noqa: E501
    ),
    "leakage": N_(
        "{driver} almost tells who it will be ({outcome}; AUC {value}). It is probably known only afterwards, so it is left out. Have it delivered as it was on the last day."  # noqa: E501
    ),
    "one_class": N_("All customers did the same ({outcome}), so there is no model."),
    "few_events": N_(
        "There are only {value} cases per column of the model ({outcome}), of the 10 it takes: intervals may be too narrow. Take fewer drivers, or look over a longer time."  # noqa: E501
    ),
    "separation": N_(
        "{driver} parts customers completely ({outcome}): at some of its values all did the same, as the table shows. No effect can be given, so it is left out. There are two ways out: put values together, as labels or in wider groups, or have the effect estimated with a penalty (Firth)."  # noqa: E501
    ),
    "collinear": N_(
        "{driver} and {other} go together so closely that their effects can hardly be told apart ({outcome}). Take them together, or leave one out."  # noqa: E501
    ),
    "not_converged": N_("The model does not come to an end ({outcome}), so there is none. Take fewer drivers."),
    "one_value": N_("No driver differs among customers ({outcome}), so there is no model."),
    "no_better_than_chance": N_(
        "Customers the model had not seen cannot be told apart better than by tossing a coin ({outcome}, {who}). Take effects as not shown."  # noqa: E501
    ),
    "no_customers": N_("There is no customer of whom all drivers are known ({outcome}), so there is no model."),
}
TOO_FEW = N_(
    "There are only {value} cases per column of the model ({outcome}), so there is no model. Take fewer drivers, or look over a longer time."  # noqa: E501
)
LEAKING = N_(
    "{driver} tells who it will be almost without fault ({outcome}; AUC {value}), so there is no model. It is probably known only afterwards. Have it delivered as it was on the last day."  # noqa: E501
)
LEAKING_TOGETHER = N_(
    "{driver} and {other} together give the outcome away ({outcome}; AUC {value}), so there is no model. They are probably known only afterwards. Have them delivered as they were on the last day, or leave one out."  # noqa: E501
)
FIRTH = N_("For the penalty, see {function}.")
FIRTH_FUNCTION = "cxkit.analysis.drivers.firth.firth_of"
NONE_LEFT = N_("No driver is left, so there is no model.")
COPY = N_("{driver} says exactly the same as {other} ({outcome}), so it is left out.")
EXPLAINED = N_(
    "{driver} nearly follows from the other drivers ({outcome}; VIF {value}), so its effect can hardly be told apart. Leave it out, or take them together."  # noqa: E501
)
TOGETHER = N_(
    "The drivers nearly follow from one another ({outcome}; condition number {value}). Take some together, or leave some out."  # noqa: E501
)
OTHER = N_("There is no model ({outcome}).")


@dataclass(frozen=True, repr=False)
class Notes:
    """Quiet boxes one below the other, a short paragraph each.

    Examples
    --------
    >>> Notes((Note("One in four answered.", "doubt"), Note("All did the same.", "warning")))
    One in four answered.
    <BLANKLINE>
    All did the same.
    """

    notes: tuple[Note, ...]

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self.notes))

    def _repr_html_(self) -> str:
        return "".join(note._repr_html_() for note in self.notes)


def stop_notes(report: Report) -> Notes | Prose:
    """Return what stops or weakens a model, each once and the gravest first, in words; nothing when nothing does."""
    rows = report.result.stops.sort_values("blocking", ascending=False, kind="stable").to_dict("records")
    told = {stop_words(row, report): "warning" if grave(row) else "doubt" for row in rows}
    return Notes(tuple(Note(text, kind) for text, kind in told.items())) if told else Prose()


def grave(row: dict[str, Any]) -> bool:
    """Say whether a stop takes a model or a driver away, or takes the ground from under its effects."""
    return bool(row["blocking"] or row["left_out"] or row["reason"] == "no_better_than_chance")


def stop_words(row: dict[str, Any], report: Report) -> str:
    """Return one stop in a few short sentences."""
    _ = report.language
    values = {name: driver_words(row[name], report) for name in ("driver", "other")}
    values |= {"outcome": outcome_words(row["outcome"], report), "who": _(MODELS[row["model"]])}
    told = [_(_message(row), value=_value(row, report), **values)]
    if row["reason"] == "separation" and report.settings.audience == "consultant":
        told.append(_(FIRTH, function=FIRTH_FUNCTION))
    if row["blocking"] and row["left_out"]:
        told.append(_(NONE_LEFT))
    return sentence_start(" ".join(told))


def _message(row: dict[str, Any]) -> str:
    if row["reason"] == "few_events" and row["blocking"]:
        return TOO_FEW
    if row["reason"] == "leakage" and not row["left_out"]:
        return LEAKING_TOGETHER if row["other"] else LEAKING
    if row["reason"] != "collinear":
        return STOPS.get(row["reason"], OTHER)
    if not row["driver"]:
        return TOGETHER
    if not row["other"]:
        return EXPLAINED
    return COPY if row["left_out"] else STOPS["collinear"]


def _value(row: dict[str, Any], report: Report) -> str:
    """Return the number of a stop; a dash where this reader may not see it."""
    if row["value"] != row["value"]:
        return HIDDEN
    if row["reason"] == "blanks":
        return report.language.share(row["value"])
    if row["reason"] == "leakage":
        return report.language.number(row["value"], decimals=3)
    return plain_number(row["value"], report.language)


def stop_table(report: Report) -> Table | Prose:
    """Return the cross tables of drivers that part customers completely; nothing where there is none."""
    _, lines = report.language, _cells(report)
    if lines.empty:
        return Prose()
    frame = pd.DataFrame({
        _("Driver"): lines["driver"], _("Value"): lines["label"], _("Outcome"): lines["outcome"],
        _("Did not"): [_written(n, report) for n in lines["without_n"]],
        _("Did"): [_written(n, report) for n in lines["with_n"]],
    })  # fmt: skip
    hidden = lines[["without_n", "with_n"]].isna().any(axis=1)
    return table_of(report, frame, pd.DataFrame({"hidden": hidden}), numeric=tuple(frame.columns[3:]))


def _cells(report: Report) -> pd.DataFrame:
    """Return every line of every cross table: driver, outcome, label, without_n, with_n; each once."""
    stops = report.result.stops
    lines = [
        (sentence_start(driver_words(row["driver"], report)), outcome_words(row["outcome"], report), str(label), *counts)  # noqa: E501
        for row in stops.to_dict("records") if not row["hidden"] for label, *counts in row["table"]
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=["driver", "outcome", "label", "without_n", "with_n"]).drop_duplicates()


def _written(n: float | None, report: Report) -> str:
    return HIDDEN if n is None or n != n else report.language.number(n)
