"""A first guess, for a new engagement: which file is which table, and which column is which of the contract's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cxkit.errors import DataError, Fault
from cxkit.intake.contract import DATE, FLAG, NUMBER, TIME, is_duration, kind_of
from cxkit.intake.convert import FIRST_RESPONSE
from cxkit.intake.dates import to_dates
from cxkit.intake.files import read_file
from cxkit.intake.headers import simple
from cxkit.intake.labels import to_flags
from cxkit.intake.moments import moments_made_of
from cxkit.intake.numbers import are_numbers
from cxkit.intake.raw import Column, Raw
from cxkit.intake.times import to_seconds, to_times
from cxkit.language import N_

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".parquet")
SAMPLE_ROWS = 500
BY_NAME = N_("by its name")
BY_PART = N_("by a part of its name: check it")
BY_CONTENT = N_("by its name, but what it holds does not look like it: check it")

_CUSTOMER = ("klantnr", "klantnummer", "klantid", "customerid", "customernumber", "clientid", "relatienummer")
# header words, Dutch and English, without capitals, blanks and signs; the first table that fits wins
WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "responses": {
        "response_id": ("antwoordnr", "antwoordnummer", "antwoordid", "responseid", "respondentid", "surveyid"),
        "customer_id": _CUSTOMER,
        "responded_at": ("datum", "invuldatum", "antwoorddatum", "datumingevuld", "respondedat", "responsedate",
                         "surveydate", "date"),
        "metric": ("kpi", "metric", "meetwaarde", "vraag", "question"),
        "score": ("cijfer", "score", "npsscore", "nps", "csat", "ces", "rapportcijfer", "satisfactionscore",
                  "tevredenheid", "rating"),
        "wave": ("meting", "wave", "golf", "ronde", "meetmoment"),
        "touchpoint": ("touchpoint", "contactmoment", "klantreis", "journey"),
        "theme": ("thema", "theme", "themas", "themes", "code", "categorie", "category"),
    },
    "contacts": {
        "contact_id": ("contactid", "contactnr", "contactnummer", "callid", "ticketid", "ticketnummer", "zaaknummer"),
        "customer_id": _CUSTOMER,
        "started_at": ("start", "starttijd", "begintijd", "startedat", "starttime", "aangemaakt", "createdat",
                       "contactdatum", "datum", "date"),
        "started_time": ("tijd", "time", "tijdstip", "starttijd", "starttime"),
        "ended_at": ("einde", "eindtijd", "endedat", "endtime", "end"),
        "closed_at": ("gesloten", "geslotenop", "afgesloten", "afgeslotenop", "closedat", "closed"),
        "channel": ("kanaal", "channel"),
        "topic": ("onderwerp", "topic", "reden", "contactreden", "subject"),
        "handling_seconds": ("afhandeltijd", "afhandeltijdseconden", "behandeltijd", "aht", "handlingtime",
                             "handlingseconds"),
        "talk_seconds": ("gesprekstijd", "gespreksduur", "gespreksduurseconden", "talktime", "talkseconds",
                         "averagetalkduration", "talkduration"),
        "cost_eur": ("kosten", "bedrag", "kostprijs", "costeur", "cost"),
        "answered": ("beantwoord", "answered", "answeredyn", "opgenomen"),
        "resolved": ("opgelost", "resolved"),
        "department": ("afdeling", "department", "team"),
        "url": ("url", "pagina", "page", "pageurl"),
        "score": ("cijfer", "score", "satisfactionrating", "tevredenheid", "rating"),
    },
    "visits": {
        "visit_id": ("bezoeknr", "bezoekid", "visitid", "sessieid", "sessionid", "pageviewid"),
        "customer_id": _CUSTOMER,
        "visited_at": ("moment", "bezochtop", "tijdstip", "datum", "visitedat", "timestamp", "date"),
        "url": ("pagina", "url", "page", "pageurl", "pagepath", "pad"),
    },
    "cost_events": {
        "event_id": ("kostennr", "kostenid", "eventid", "boekingsnr", "boekingsnummer"),
        "customer_id": _CUSTOMER,
        "occurred_at": ("datum", "boekdatum", "occurredat", "date", "eventdate"),
        "kind": ("soort", "kostensoort", "type", "kind"),
        "cost_eur": ("bedrag", "kosten", "costeur", "cost", "amount"),
    },
    "customers": {
        "customer_id": _CUSTOMER,
        "snapshot_at": ("peildatum", "snapshotdate", "snapshotat", "referencedate"),
        "segment": ("segment", "klantsegment", "customersegment", "doelgroep"),
        "persona": ("persona",),
        "product": ("product", "productgroep", "contract", "abonnement", "subscription"),
        "region": ("regio", "region", "provincie"),
        "acquired_at": ("klantsinds", "begindatum", "startdatum", "acquiredat", "customersince", "signupdate"),
        "tenure_months": ("looptijdmaanden", "looptijd", "tenureinmonths", "tenuremonths", "tenure"),
        "margin_eur_year": ("brutomargejaar", "brutomarge", "marge", "margeperjaar", "margin", "grossmargin"),
        "revenue_eur_year": ("omzet", "omzetjaar", "jaaromzet", "revenue", "totalrevenue", "annualrevenue"),
        "cost_to_serve_eur_year": ("servicekosten", "servicekostenjaar", "bedieningskosten", "costtoserve"),
        "acquisition_cost_eur": ("wervingskosten", "acquisitiekosten", "acquisitioncost", "cac"),
        "churned": ("opgezegd", "gestopt", "vertrokken", "beeindigd", "churn", "churned", "churnlabel"),
        "churned_at": ("opzegdatum", "vertrekdatum", "stopdatum", "churndatum", "churndate", "churnedat"),
        "churn_probability": ("churnkans", "opzegkans", "churnprobability"),
        "cross_sell_probability": ("crosssellkans", "crosssellprobability"),
        "share_of_wallet": ("shareofwallet", "walletaandeel"),
    },
}  # fmt: skip
_NEEDED = {
    "responses": {"customer_id", "score"},
    "contacts": {"started_at", "topic"},
    "visits": {"customer_id", "visited_at", "url"},
    "cost_events": {"customer_id", "occurred_at", "kind", "cost_eur"},
    "customers": {"customer_id"},
}
_DATED = ("responded_at", "started_at", "started_date")
_TELLING = {"contacts": {"contact_id", "channel", "answered", "resolved", "talk_seconds", "handling_seconds"}}


@dataclass(frozen=True)
class ColumnGuess:
    """What one client column seems to be.

    Parameters
    ----------
    column : the client's header.
    name : the kit's name; empty when it was not recognised.
    reason : English message saying what the guess rests on; empty when there is none.
    """

    column: str
    name: str = ""
    reason: str = ""

    @property
    def certain(self) -> bool:
        """Say whether both the name and what the column holds point the same way."""
        return self.reason == BY_NAME


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
    fault : why the file could not be read, or None.
    """

    table: str
    file: Path
    sheet: str = ""
    header_row: int = 0
    columns: tuple[ColumnGuess, ...] = ()
    latest: dt.date | None = None
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
    guesses = [TableGuess(table, file, raw.sheet, header_row, guess_raw(raw, table)) for table in WORDS]
    fitting = [guess for guess in guesses if _fits(guess)]
    if not fitting:
        return TableGuess("", file, raw.sheet, header_row, tuple(ColumnGuess(h) for h in raw.cells.columns if h))
    best = max(fitting, key=_recognised_n)
    return replace(best, latest=_latest(raw, best.mapping))


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


def guess_raw(raw: Raw, table: str) -> tuple[ColumnGuess, ...]:
    """Return what each column of a file seems to be, if the file is this table; each name is given once."""
    headers = [header for header in raw.cells.columns if header]
    given: dict[str, ColumnGuess] = {}
    for whole in (True, False):
        for name, words in WORDS[table].items():
            free = [header for header in headers if header not in given]
            found = next((h for w in words for h in free if _matches(h, (w, simple(name)), whole=whole)), None)
            if found is not None and name not in {guess.name for guess in given.values()}:
                guess = _judged(raw, found, name, BY_NAME if whole else BY_PART)
                given |= {found: guess} if whole or guess.reason == BY_PART else {}
    given = _paired(raw, given)
    return tuple(given.get(header, ColumnGuess(header)) for header in headers)


def _paired(raw: Raw, given: dict[str, ColumnGuess]) -> dict[str, ColumnGuess]:
    """Return the guesses with the start of a contact as a date and a time where it stands in two columns."""
    headers = {guess.name: header for header, guess in given.items()}
    time, day = headers.get("started_time"), headers.get("started_at")
    if time is None:
        return given
    if day is None or not given[time].certain or _holds_times(raw.column(day, "started_at")):
        return {header: guess for header, guess in given.items() if header != time}
    return given | {day: replace(given[day], name="started_date")}


def _holds_times(column: Column) -> bool:
    """Say whether dates come with a time of the day."""
    dates = to_dates(column.with_cells(column.cells.iloc[:SAMPLE_ROWS]), order="day first").values.dropna()
    return bool((dates != dates.dt.normalize()).any())


def _matches(header: str, words: tuple[str, ...], *, whole: bool) -> bool:
    """Say whether a header is one of the words, or holds one of at least five letters."""
    header = simple(header)
    return header in words if whole else any(len(word) >= 5 and word in header for word in words)


def _judged(raw: Raw, header: str, name: str, reason: str) -> ColumnGuess:
    column = Column(raw.cells[header].iloc[:SAMPLE_ROWS], name, header, raw.file, raw.sheet)
    return ColumnGuess(header, name, reason if _looks_right(column) else BY_CONTENT)


def _looks_right(column: Column) -> bool:
    """Say whether most cells of a column are what its name promises."""
    cells = column.cells.mask(column.cells.astype("str") == "")
    filled = cells.dropna()
    if filled.empty:
        return True
    kind = kind_of(column.name)
    if kind == NUMBER and not is_duration(column.name):
        return bool(are_numbers(filled).mean() > 0.5)
    if kind == DATE:
        return _are_dates(column.with_cells(filled))
    if kind == TIME:
        return bool(to_times(column.with_cells(filled)).values.notna().mean() > 0.5)
    if is_duration(column.name):
        return bool(to_seconds(column.with_cells(filled)).values.notna().mean() > 0.5)
    if kind == FLAG:
        return bool(to_flags(column.with_cells(filled)).values.notna().mean() > 0.5)
    return column.name != "customer_id" or not pd.api.types.is_bool_dtype(filled)


def _are_dates(column: Column) -> bool:
    return bool(to_dates(column, order="day first").values.notna().mean() > 0.5)
