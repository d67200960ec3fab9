"""What stands in every report whatever its question: its head, its assumptions, its data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.reader import Report
from cxkit.report.show import Masthead, Prose, Table
from cxkit.report.wording import LABEL_WORDS, column_words, listed
from cxkit.settings.notebooks import Engagement

OF_SCORES = ("metric", "score_scale", "score_bands", "reliability", "reliability_range", "repeat_within_days")
STATUS_WORDS = {"draft": N_("draft"), "final": N_("final")}
VALUE_COLUMNS = ("value_plus", "value_minus", "value_revenue", "acquisition_cost")
CHOICE_WORDS = (N_("score"), N_("hide"), N_("pool"), N_("end of year"), N_("start of year"))


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
    rows = [
        (_(extra["title"]), _value_words(name, value, extra["unit"], _), _(LABEL_WORDS[_label(report.settings, name)]))
        for name, field in _own_first(type(report.settings))
        if (extra := field.json_schema_extra)["title"]
        and _in_effect(value := getattr(report.settings, name), report.settings, name)
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


def _in_effect(value: Any, settings: Engagement, name: str) -> bool:
    """Say whether a setting does anything: lists, switches and amounts left empty are no assumptions."""
    needs = {"retention_rate_year": "clv_timing", "discount_rate_year": "clv_timing", "horizon_years": "clv_timing"}
    if name in needs:
        return bool(getattr(settings, needs[name]))
    if name in OF_SCORES and settings.group_by != "score":
        return False
    if name == "repeat_within_days":
        return not settings.reliability
    return name == "reliability" or value not in ("", [], {}, False, 0, 0.0)


def _label(settings: Engagement, name: str) -> str:
    if name in VALUE_COLUMNS:
        return settings.value_label
    if name == "reliability" and not settings.reliability:
        return "estimated"
    own = getattr(settings, f"{name}_label", "")
    return own or type(settings).model_fields[name].json_schema_extra["label"]


def _value_words(name: str, value: Any, unit: str, _: Language) -> str:
    if name == "shifts":
        return "; ".join(
            _("{customers} customers from {start} to {end}", customers=_.number(n), start=_(a), end=_(b))
            for a, b, n in value
        )
    if name == "score_scale":
        return _("{low} to {high}", low=value[0], high=value[1])
    if name == "reliability_range":
        return _("{low} to {high}", low=_.share(value[0]), high=_.share(value[1]))
    if isinstance(value, dict):
        return "; ".join(f"{_(key)} {'–'.join(map(str, dict.fromkeys(limits)))}" for key, limits in value.items())
    if isinstance(value, list):
        return listed([column_words(str(part), language=_) for part in value], language=_)
    return _scalar_words(name, value, unit, _)


def _scalar_words(name: str, value: Any, unit: str, _: Language) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "reliability" and not value:
        return _("estimated from repeated answers")
    if unit == "share":
        return _.share(value)
    if unit == "EUR":
        return _.euro(value, decimals=0 if float(value).is_integer() else 2)
    if isinstance(value, str):
        return column_words(value, language=_)
    words = {"customers": N_("{n} customers"), "days": N_("{n} days"), "years": N_("{n} years")}
    number = _.number(value)
    return _(words[unit], n=number) if unit in words else number


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
    return (f"{_(row['table'])}: {Path(row['file']).name}", *counts, _(row["reason"]) if row["reason"] else "")


def _chained(report: Report) -> list[dict[str, Any]]:
    """Return what the analysis set aside, with the rows before and after each reason."""
    left: dict[str, int] = {}
    chained = []
    for row in report.result.rows.to_dict("records"):
        rows_in = left.get(row["table"], len(getattr(report.tables, row["table"])))
        left[row["table"]] = rows_in - row["rows_n"]
        chained.append(row | {"rows_in": rows_in, "rows_used": left[row["table"]]})
    return chained


def _aside_line(row: dict[str, Any], _: Language) -> tuple[str, ...]:
    counts = [_.number(row[name]) for name in ("rows_in", "rows_used", "rows_n")]
    return (_(row["table"]), *counts, _(row["reason"]))


TABLE_WORDS = (N_("customers"), N_("responses"), N_("contacts"))


def reading_notes(report: Report) -> Prose:
    """Return what the reader decided by itself while reading the files."""
    return Prose(*dict.fromkeys(note.text(report.settings.language) for note in report.tables.notes))
