"""A first guess, for a new engagement: which file is which table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cxkit.errors import DataError, Fault
from cxkit.intake.column_guess import BY_CONTENT, CALLED, ColumnGuess, guess_raw
from cxkit.intake.convert import FIRST_RESPONSE
from cxkit.intake.dates import to_dates
from cxkit.intake.files import read_file
from cxkit.intake.guess_words import CLIENT_WORDS, LIST_WORDS
from cxkit.intake.headers import simple
from cxkit.intake.moments import moments_made_of
from cxkit.intake.raw import Raw
from cxkit.language import N_

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".parquet")
_NEEDED = {
    "responses": {"customer_id", "score"},
    "contacts": {"started_at", "topic"},
    "visits": {"customer_id", "visited_at", "url"},
    "cost_events": {"customer_id", "occurred_at", "kind", "cost_eur"},
    "customers": {"customer_id"},
}
_DATED = ("responded_at", "started_at", "started_date")
_TELLING = {"contacts": {"contact_id", "channel", "answered", "resolved", "talk_seconds", "handling_seconds"}}
_LIST_NEEDED = {
    "costs": ({"line", "category", "amount_eur"}, {"line", "category", "hours"}),
    "effects": ({"line", "expected_eur_year"},),
    "opportunities": ({"opportunity"},),
    "stakeholders": ({"stakeholder", "opportunity"},),
    "competitors": ({"brand", "score"},),
    "measurements": ({"unit", "period", "metric", "value"},),
    "events": ({"date", "event"},),
}
_LIST_TELLING = {
    "costs": {"line", "category", "amount_eur", "capitalised", "lifetime_years"},
    "effects": {"line", "category", "basis", "mechanism", "lever", "from_year"},
    "opportunities": {"source", "source_share", "expected_eur_year", "effort_days", "lead_months", "running_eur_year",
                      "pilot_cost_eur", "rests_on", "after", "excludes"},
    "stakeholders": {"stakeholder"},
    "competitors": {"metric", "year"},
    "measurements": {"unit", "period", "pilot", "arm"},
    "events": {"event", "pilot", "arm"},
}  # fmt: skip
_GENERAL = ("line", "item", "post", "omschrijving", "naam", "description", "name", "bedrag", "amount", "kosten", "cost",
            "event")  # fmt: skip
"""Headers that stand in many other files, so that they do not tell a list."""
_EVENTS = (
    "responded_at",
    "started_at",
    "visited_at",
    "occurred_at",
    "response_id",
    "contact_id",
    "visit_id",
    "event_id",
)
_OF_EVENTS = {"klant", "customer", "client", "relatie"} | {
    word for words in CLIENT_WORDS.values() for name in _EVENTS for word in (*words.get(name, ()), simple(name))
}
"""Headers of what happened, when and to whom; such a file is hardly one of the consultant's lists."""


@dataclass(frozen=True)
class TableGuess:
    """What one file seems to be.

    Parameters
    ----------
    table : such as customers; empty when it was not recognised.
    file : path of the file.
    sheet : sheet of a workbook; empty for other files.
    header_row : row on which the headers stand; 0 when that is the first one.
    columns : a guess for every column of the file.
    latest : latest date of a file with responses or contacts, or None.
    between : tables it may be, when its headers do not tell which; then `table` is empty.
    fault : why the file could not be read, or None.
    """

    table: str
    file: Path
    sheet: str = ""
    header_row: int = 0
    columns: tuple[ColumnGuess, ...] = ()
    latest: dt.date | None = None
    between: tuple[str, ...] = ()
    fault: Fault | None = None

    @property
    def mapping(self) -> dict[str, str]:
        """Return the recognised columns as the settings write them: client column to the kit's name."""
        return {guess.column: guess.name for guess in self.columns if guess.name}

    def source(self, path: str) -> str | dict[str, Any]:
        """Return the file as the settings write it, with its sheet and the row of its headers where they count."""
        options = {"sheet": self.sheet, "header_row": self.header_row}
        given = {name: held for name, held in options.items() if held}
        return {"file": path, **given} if given else path


def guess_columns(folder: Path | str) -> list[TableGuess]:
    """Return, for every table file of a folder, which table it seems to be and what its columns seem to be.

    Parameters
    ----------
    folder : folder with the client's files, or one file.

    Returns
    -------
    list of TableGuess
        in order of file name, one for each sheet; what cannot be read carries its fault instead of columns.

    Raises
    ------
    DataError : there is no such folder, or no table file in it.
    """
    folder = Path(folder)
    files = [folder] if folder.is_file() else _table_files(folder)
    if not files:
        raise DataError(
            Fault(N_("no table file found in {folder}"), N_("Put the client's files there: {endings}"),
                  values={"folder": folder.name, "endings": ", ".join(ENDINGS)})
        )  # fmt: skip
    return [guess for file in files for guess in guess_file(file)]


def _table_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(f for f in folder.iterdir() if f.suffix.lower() in ENDINGS and not f.name.startswith((".", "~$")))


def guess_file(file: Path) -> list[TableGuess]:
    """Return what one file seems to be, sheet by sheet where it has several."""
    guess = guess_table(file)
    options = guess.fault.values.get("options") if guess.fault else None
    return [guess_table(file, **option) for option in options] if options else [guess]


def guess_table(file: Path, *, sheet: str = "", header_row: int = 0) -> TableGuess:
    """Return which table a file or one of its sheets seems to be, and what its columns seem to be."""
    try:
        raw = read_file(file.resolve(), sheet=sheet, header_row=header_row)
    except DataError as error:
        return TableGuess("", file, sheet, header_row, fault=error.faults[0])
    empty = TableGuess("", file, raw.sheet, header_row, tuple(ColumnGuess(h) for h in raw.cells.columns if h))
    fitting = [guess for guess in _guesses(raw, CLIENT_WORDS, empty) if _fits(guess)]
    if not fitting:
        return _guess_list(raw, empty)
    measured = [guess for guess in _guesses(raw, ("measurements",), empty) if _is_measured(guess)]
    best = max([*fitting, *measured], key=_recognised_n)
    return replace(best, latest=_latest(raw, best.mapping))


def _guesses(raw: Raw, tables: Iterable[str], empty: TableGuess) -> list[TableGuess]:
    return [replace(empty, table=table, columns=guess_raw(raw, table)) for table in tables]


def _guess_list(raw: Raw, empty: TableGuess) -> TableGuess:
    """Return which of the consultant's lists a file without customers seems to be, or which tables it may be."""
    headers = {simple(column.column) for column in empty.columns}
    guesses = [guess for guess in _guesses(raw, LIST_WORDS, empty) if _may_be_list(guess)]
    if not guesses:
        return empty
    dated = not headers.isdisjoint(_OF_EVENTS)
    told = [g for g in guesses if _is_told(g) and (g.table == "events" or _is_measured(g) or not dated)]
    most = max((_recognised_n(guess) for guess in told), default=0)
    best = [guess for guess in told if _recognised_n(guess) == most]
    if len(best) == 1:
        return best[0]
    return replace(empty, between=tuple(guess.table for guess in best or guesses) + _events(raw))


def _events(raw: Raw) -> tuple[str, ...]:
    """Return cost_events when a file has all of these but a number of the customer."""
    names = {guess.name for guess in guess_raw(raw, "cost_events")}
    return ("cost_events",) if names >= _NEEDED["cost_events"] - {"customer_id"} else ()


def _may_be_list(guess: TableGuess) -> bool:
    """Say whether a file has what a list cannot do without."""
    names = {column.name for column in guess.columns if column.name not in CALLED or column.reason != BY_CONTENT}
    return any(names >= needed for needed in _LIST_NEEDED[guess.table])


def _is_told(guess: TableGuess) -> bool:
    """Say whether a file has a column that is found in this list and hardly anywhere else."""
    sure = {column.name for column in guess.columns if column.certain and simple(column.column) not in _GENERAL}
    return not sure.isdisjoint(_LIST_TELLING[guess.table])


def _is_measured(guess: TableGuess) -> bool:
    """Say whether a file names without doubt what was measured, when, of whom and how much, also of customers."""
    sure = {column.name for column in guess.columns if column.certain}
    return guess.table == "measurements" and any(sure >= needed for needed in _LIST_NEEDED["measurements"])


def _fits(guess: TableGuess) -> bool:
    """Say whether a file has what makes it this table."""
    names = set(guess.mapping.values())
    told_apart = guess.table not in _TELLING or not names.isdisjoint(_TELLING[guess.table])
    return names | moments_made_of(names) >= _NEEDED[guess.table] and told_apart


def _recognised_n(guess: TableGuess) -> int:
    """Return how many columns were recognised; a score is as much a response's as a contact's."""
    names = set(guess.mapping.values())
    return len(names - {"score"} if guess.table == "contacts" else names)


def _latest(raw: Raw, mapping: Mapping[str, str]) -> dt.date | None:
    """Return the latest date on which somebody can have answered or called, or None when no date can be read."""
    header = next((header for header, name in mapping.items() if name in _DATED), None)
    if header is None:
        return None
    dates = to_dates(raw.column(header, mapping[header])).values
    dates = dates[(dates >= pd.Timestamp(FIRST_RESPONSE)) & (dates <= pd.Timestamp.now())]
    return None if dates.empty else dates.max().date()


def as_settings(guesses: Iterable[TableGuess]) -> dict[str, dict[str, Any]]:
    """Return the guesses as the settings `sources` and `columns`; several files of one table become a list to join."""
    sources: dict[str, Any] = {}
    columns: dict[str, dict[str, str]] = {}
    for guess in (guess for guess in guesses if guess.table):
        sources.setdefault(guess.table, []).append(guess.source(str(guess.file)))
        given = columns.setdefault(guess.table, {})
        names = set(given.values()) - {"customer_id"}
        given.update({header: name for header, name in guess.mapping.items() if name not in names})
    return {"sources": {table: f if len(f) > 1 else f[0] for table, f in sources.items()}, "columns": columns}
