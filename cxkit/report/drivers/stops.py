"""What stops or weakens a model, in words and as the table that shows it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.cells import HIDDEN, table_of
from cxkit.report.drivers.names import driver_words, outcome_words, plain_number
from cxkit.report.reader import Report
from cxkit.report.show import Note, Prose, Table
from cxkit.report.wording import sentence_start

STOPS = {
    "leakage": N_(
        "{driver} almost tells who it will be ({outcome}; AUC {value}). It is probably known only afterwards, so it is left out. Have it delivered as it was on the last day."  # noqa: E501
    ),
    "one_class": N_("All customers did the same ({outcome}), so there is no model."),
    "few_events": N_(
        "There are only {value} cases per column of the model ({outcome}), of the 10 it takes: intervals may be too narrow. Take fewer drivers, or look over a longer time."  # noqa: E501
    ),
    "separation": N_(
        "{driver} parts customers completely ({outcome}): at some of its values all did the same, as the table shows. No effect and no odds ratio can be given, so it is left out. Put values together."  # noqa: E501
    ),
    "collinear": N_(
        "{driver} and {other} go together so closely that their effects can hardly be told apart ({outcome}). Take them together, or leave one out."  # noqa: E501
    ),
    "not_converged": N_("The model does not come to an end ({outcome}), so there is none. Take fewer drivers."),
    "no_customers": N_("There is no customer of whom all drivers are known ({outcome}), so there is no model."),
}
TOO_FEW = N_(
    "There are only {value} cases per column of the model ({outcome}), so there is no model. Take fewer drivers, or look over a longer time."  # noqa: E501
)
COPY = N_("{driver} says exactly the same as {other} ({outcome}), so it is left out.")
EXPLAINED = N_(
    "{driver} nearly follows from the other drivers ({outcome}; VIF {value}), so its effect can hardly be told apart. Leave it out, or take them together."  # noqa: E501
)
TOGETHER = N_(
    "The drivers nearly follow from one another ({outcome}; condition number {value}). Take some together, or leave some out."  # noqa: E501
)
OTHER = N_("There is no model ({outcome}).")


def stop_notes(report: Report) -> Note | Prose:
    """Return what stops or weakens a model, each once, in words; nothing when nothing does."""
    stops = report.result.stops
    if stops.empty:
        return Prose()
    first = stops.sort_values("blocking", ascending=False, kind="stable")
    told = dict.fromkeys(stop_words(row, report) for row in first.to_dict("records"))
    grave = (stops["blocking"].astype(bool) | stops["left_out"].astype(bool)).any()
    return Note(" ".join(told), "warning" if grave else "doubt")


def stop_words(row: dict[str, Any], report: Report) -> str:
    """Return one stop in a sentence or two."""
    _ = report.language
    named = {name: driver_words(row[name], report) for name in ("driver", "other")}
    return sentence_start(
        _(_message(row), outcome=outcome_words(row["outcome"], report), value=_value(row, report), **named)
    )  # fmt: skip


def _message(row: dict[str, Any]) -> str:
    if row["reason"] == "few_events" and row["blocking"]:
        return TOO_FEW
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
