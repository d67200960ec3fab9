"""What stands in every report whatever its question: its head, its assumptions, its data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.assumption_words import in_effect, label_of, value_words
from cxkit.report.reader import Report
from cxkit.report.show import Masthead, Prose, Table
from cxkit.report.wording import LABEL_WORDS, column_words
from cxkit.settings.notebooks import Engagement

STATUS_WORDS = {"draft": N_("draft"), "final": N_("final")}


def masthead(settings: Engagement, title: str) -> Masthead:
    """Return the head of a report: title, client, period, date, status."""
    _ = Language(settings.language)
    return Masthead(
        title=title,
        client=settings.client_name,
        period=settings.period,
        date=_.date(dt.date.today()),
        status=_status_words(settings, _),
    )


def _status_words(settings: Engagement, _: Language) -> str:
    words = _(STATUS_WORDS[settings.status])
    internal = _("internal: small groups are shown, not for the client")
    return f"{words} · {internal}" if settings.audience == "consultant" else words


def assumptions(report: Report) -> Table:
    """Return the settings that are in effect, each with its unit and what it rests on."""
    _ = report.language
    settings = report.settings
    rows = [
        (
            _(extra["title"]),
            value_words(name, getattr(settings, name), unit=extra["unit"], language=_),
            _(LABEL_WORDS[label_of(settings, name)]),
        )
        for name, field in _own_first(type(settings))
        if (extra := field.json_schema_extra)["title"] and in_effect(settings, name)
    ]
    return Table(pd.DataFrame(rows + _typed_in(report), columns=[_("Assumption"), _("Value"), _("Rests on")]))


def _typed_in(report: Report) -> list[tuple[str, str, str]]:
    """Return the columns of customers that hold one typed value for all: an assumption each."""
    _ = report.language
    typed = report.settings.constants.get("customers", {})
    return [
        (
            _("The same for all customers: {column}", column=column_words(name, language=_)),
            _.number(value, decimals=0 if float(value).is_integer() else 2)
            if isinstance(value, int | float)
            else str(value),
            _(LABEL_WORDS["assumed"]),
        )
        for name, value in typed.items()
        if not name.endswith("_at")
    ]


def _own_first(model: type[Engagement]) -> list[tuple[str, Any]]:
    """Return the fields of a settings class, the notebook's own before the shared ones."""
    return sorted(model.model_fields.items(), key=lambda item: item[0] in Engagement.model_fields)


def rows_used(report: Report) -> Table:
    """Return what came in, what was used and what was set aside and why, a line per reason.

    Every line has rows in = rows used + rows not used; what the analysis sets aside starts from the rows of the table
    that was read, and each line from what the one before it left.
    """
    _ = report.language
    headings = [_("Table"), _("Rows in"), _("Rows used"), _("Not used"), _("Reason")]
    lines = [_read_line(row, _) for row in report.tables.rows.to_dict("records")]
    lines += [_aside_line(row, _) for row in _chained(report)]
    return Table(pd.DataFrame(lines, columns=headings), numeric=tuple(headings[1:4]))


def _read_line(row: dict[str, Any], _: Language) -> tuple[str, ...]:
    counts = [_.number(row[name]) for name in ("rows_in", "rows_used", "rows_set_aside")]
    return (
        f"{_table_words(row['table'], _)}: {Path(row['file']).name}",
        *counts,
        _(row["reason"]) if row["reason"] else "",
    )


def _chained(report: Report) -> list[dict[str, Any]]:
    """Return what the analysis set aside, with the rows before and after each reason."""
    left: dict[str, int] = {}
    chained = []
    for row in report.result.rows.to_dict("records"):
        rows_in = left.get(row["table"], _rows_n(report.tables, row["table"]))
        left[row["table"]] = rows_in - row["rows_n"]
        chained.append(row | {"rows_in": rows_in, "rows_used": left[row["table"]]})
    return chained


def _rows_n(tables: Any, name: str) -> int:
    """Return the number of rows of a table; a lazy one has none of its own, but was counted when it was read."""
    table = getattr(tables, name)
    return len(table) if hasattr(table, "__len__") else tables.rows_n[name]


def _aside_line(row: dict[str, Any], _: Language) -> tuple[str, ...]:
    counts = [_.number(row[name]) for name in ("rows_in", "rows_used", "rows_n")]
    return (_table_words(row["table"], _), *counts, _(row["reason"]))


def _table_words(table: str, _: Language) -> str:
    return _(table.replace("_", " "))


TABLE_WORDS = (N_("customers"), N_("responses"), N_("contacts"), N_("visits"), N_("cost events"), N_("answers"),
               N_("opportunities"), N_("stakeholders"), N_("competitors"), N_("costs"), N_("effects"),
               N_("measurements"), N_("events"))  # fmt: skip


def reading_notes(report: Report) -> Prose:
    """Return what the reader decided by itself while reading the files."""
    return Prose(*dict.fromkeys(note.text(report.settings.language) for note in report.tables.notes))
