"""Settings files for a new client: every setting with its comment, and what the client's files tell filled in."""

from __future__ import annotations

import datetime as dt
import functools
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxkit import paths
from cxkit.delivery.new_examples import with_examples
from cxkit.delivery.new_forms import FORM, FormsFound, forms_in, has_form, told_of_forms, usable, write_blank_form
from cxkit.delivery.new_values import COLUMNS_WANTED, OWN_LISTS, defaults, own_values
from cxkit.delivery.settings_text import as_yaml
from cxkit.errors import DataError, Fault, SettingsError
from cxkit.language import N_, Language
from cxkit.settings.notebooks import NOTEBOOKS, Engagement
from cxkit.settings.safe_yaml import shown

if TYPE_CHECKING:
    from cxkit.intake.column_guess import ColumnGuess
    from cxkit.intake.guess import TableGuess

TABLES = ("customers", "responses", "contacts", "visits", "cost_events", "answers", *OWN_LISTS)


def make_params(client: str, *, language: str, data: Path | None = None) -> list[str]:
    """Write the settings files of a new client, all or none, and return what was made and guessed, line by line.

    Parameters
    ----------
    client : short name of the engagement; becomes the folder in params.
    language : 'en' or 'nl', of the reports and of the comments.
    data : folder with the client's files; their tables and columns are guessed.

    Raises
    ------
    SettingsError : the name cannot be a folder, or the client has settings already.
    DataError : the data folder holds no table file.
    """
    _ = Language(language)
    folder = paths.params_dir(client)
    if folder.exists():
        raise SettingsError(_exists(client), language=language)
    forms = forms_in(data)
    guesses = _guesses(data, forms)
    chosen = _chosen(guesses) | _answers(forms)
    shared = _shared_values(client, language, chosen)
    texts = {"client.yaml": as_yaml(shared, Engagement, language)}
    for notebook in _possible(chosen, asked=data is not None):
        texts[f"{notebook}.yaml"] = with_examples(own_values(notebook, chosen), NOTEBOOKS[notebook], language)
    write_blank = functools.partial(write_blank_form, language=language, client_name=shared["client_name"])
    _write_all(folder, texts, write_blank if has_form() else None)
    made = [_("made {file}", file=shown(folder / name)) for name in (*texts, *([FORM] if has_form() else []))]
    about_forms = told_of_forms(forms, shown(folder / FORM), _) if has_form() else []
    steps = _next_steps(client, chosen, _, asked=data is not None)
    return [*made, *_told(guesses, chosen, _), *about_forms, *steps]


def _exists(client: str) -> Fault:
    return Fault(
        N_("client {client} has settings already"),
        N_("Change the files there, or choose another name; to start anew, delete or rename that folder"),
        file=f"params/{client}",
        values={"client": client},
    )


def _guesses(data: Path | None, forms: Sequence[FormsFound]) -> list[TableGuess]:
    """Return what each table file seems to be; filled-in forms are none."""
    if data is None:
        return []
    from cxkit.intake.guess import guess_columns

    try:
        guesses = guess_columns(data)
    except DataError:
        if not forms:
            raise
        return []
    taken = {file for found in forms for file in found.files}
    return [guess for guess in guesses if guess.file not in taken]


def _answers(forms: Sequence[FormsFound]) -> dict[str, TableGuess]:
    """Return the folder of forms that can be read, as a table that was found."""
    from cxkit.intake.guess import TableGuess

    found = usable(forms)
    return {"answers": TableGuess("answers", found.folder)} if found else {}


def _chosen(guesses: Iterable[TableGuess]) -> dict[str, TableGuess]:
    """Return one file per table: the one in which most columns were recognised."""
    best: dict[str, TableGuess] = {}
    for guess in guesses:
        if guess.table and (guess.table not in best or len(guess.mapping) > len(best[guess.table].mapping)):
            best[guess.table] = guess
    return {table: best[table] for table in TABLES if table in best}


def _shared_values(client: str, language: str, chosen: Mapping[str, TableGuess]) -> dict[str, Any]:
    return {
        **defaults(Engagement),
        "client": client,
        "client_name": client.replace("-", " ").title(),
        "period": _period(chosen),
        "language": language,
        "sources": {table: _source(guess) for table, guess in chosen.items()},
        "columns": {table: guess.mapping for table, guess in chosen.items() if guess.mapping},
    }


def _possible(chosen: Mapping[str, TableGuess], *, asked: bool) -> list[str]:
    """Return the notebooks for which the tables and columns were found that they need; all when nobody looked."""
    return [name for name in NOTEBOOKS if not asked or not _lacking(name, chosen)]


def _lacking(notebook: str, chosen: Mapping[str, TableGuess]) -> list[tuple[str, str]]:
    """Return the tables that a client must send and that were not found, and (table, column) of columns."""
    model = NOTEBOOKS[notebook]
    tables = [(table, "") for table in model.needed if table not in chosen and table not in OWN_LISTS]
    columns = [
        (table, column)
        for table, names in model.needed_columns.items()
        for column in names
        if table in chosen and column not in chosen[table].mapping.values()
    ]
    return tables + columns


def _period(chosen: Mapping[str, TableGuess]) -> str:
    """Return the year of the latest response, else of the latest contact, else this year."""
    dated = [chosen[table].latest for table in ("responses", "contacts") if table in chosen and chosen[table].latest]
    return str((dated or [dt.date.today()])[0].year)


def _source(guess: TableGuess) -> str | dict[str, Any]:
    file = guess.file.resolve()
    path = file.relative_to(paths.root()) if file.is_relative_to(paths.root()) else file
    return {"forms": path.as_posix()} if guess.file.is_dir() else guess.source(path.as_posix())


def _write_all(folder: Path, texts: Mapping[str, str], form: Callable[[Path], None] | None) -> None:
    """Write texts, and the form that a function writes, into a folder that appears whole or not at all."""
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    part.mkdir(parents=True)
    try:
        for name, text in texts.items():
            (part / name).write_text(text, encoding="utf-8")
        if form:
            form(part)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _told(guesses: Sequence[TableGuess], chosen: Mapping[str, TableGuess], _: Language) -> list[str]:
    """Return what was guessed of each file, and what could not be."""
    lines = []
    for guess in guesses:
        if guess.fault is not None:
            lines.append(guess.fault.text(_.code))
        elif chosen.get(guess.table) is guess:
            lines += _table_told(guess, _)
        elif guess.table:
            lines.append(_("{file}: not used; {other} is the {table} file", file=_named(guess, _),
                           other=_named(chosen[guess.table], _), table=guess.table))  # fmt: skip
        else:
            lines.append(_undecided(guess, _) if guess.between else _unknown(guess, _))
    return lines


def _named(guess: TableGuess, _: Language) -> str:
    return f"{guess.file.name}, " + _('sheet "{sheet}"', sheet=guess.sheet) if guess.sheet else guess.file.name


def _unknown(guess: TableGuess, _: Language) -> str:
    """Return that a file is no table we know, with the line by which a sheet can be named all the same."""
    source = _source(guess)
    if isinstance(source, str):
        return _("{file}: not recognised as a table", file=guess.file.name)
    from cxkit.intake.paste import pasted

    return _("{file}: not recognised as a table; if it is one, name it under sources, such as {line}",
             file=_named(guess, _), line=f"customers: {pasted(source)}")  # fmt: skip


def _undecided(guess: TableGuess, _: Language) -> str:
    """Return which tables a file may be, with the line by which it can be named."""
    from cxkit.intake.paste import pasted

    source = _source(guess)
    return _(
        "{file}: its headers do not tell whether it is a table; it may be {tables}: name it under sources, such as "
        "{line}, and its columns under columns",
        file=_named(guess, _),
        tables=", ".join(guess.between),
        line=f"{guess.between[0]}: {source if isinstance(source, str) else pasted(source)}",
    )


def _table_told(guess: TableGuess, _: Language) -> list[str]:
    unused = [column.column for column in guess.columns if not column.name]
    lines = [_("{file}: read as {table}", file=_named(guess, _), table=guess.table)]
    lines += [f"  {column.column}: {column.name}{_doubt(column, _)}" for column in guess.columns if column.name]
    return [*lines, "  " + _("not used: {columns}", columns=", ".join(unused))] if unused else lines


def _doubt(column: ColumnGuess, _: Language) -> str:
    return "" if column.certain else f" ({_(column.reason)})"


def _next_steps(client: str, chosen: Mapping[str, TableGuess], _: Language, *, asked: bool) -> list[str]:
    possible = _possible(chosen, asked=asked)
    missing = [table for table in _wanted(possible or list(NOTEBOOKS)) if table not in chosen]
    named = [table for table in missing if table not in COLUMNS_WANTED]
    lines = [_("no file found for {tables}: name it under sources", tables=", ".join(named))] if named else []
    lines += [_unmade(table, _) for table in missing if table in COLUMNS_WANTED]
    lines += [_impossible(notebook, chosen, _) for notebook in NOTEBOOKS if notebook not in possible]
    lines += [_missing_value(notebook, chosen, _) for notebook in possible if _lacks_value(notebook, chosen)]
    return [*lines, _("look through client_name and period, then: cxkit check {client}", client=client)]


def _unmade(table: str, _: Language) -> str:
    """Return that a list is still to be made, with the columns it takes."""
    return _(
        "no file found for {table}: make a list with the columns {columns}, and name it under sources",
        table=table,
        columns=_(COLUMNS_WANTED[table]),
    )


def _wanted(notebooks: Iterable[str]) -> list[str]:
    """Return the tables notebooks cannot do without, and the responses where one of them reads these."""
    models = [NOTEBOOKS[notebook] for notebook in notebooks]
    needed = {table for model in models for table in model.needed}
    read = {table for model in models for table in model.tables if table == "responses"}
    return [table for table in TABLES if table in needed | read]


def _impossible(notebook: str, chosen: Mapping[str, TableGuess], _: Language) -> str:
    lacking = _lacking(notebook, chosen)
    tables, columns = [table for table, column in lacking if not column], [pair for pair in lacking if pair[1]]
    if tables:
        return _(
            "no settings made for {notebook}: it needs a file of {tables}", notebook=notebook, tables=", ".join(tables)
        )
    table, column = columns[0]
    return _(
        "no settings made for {notebook}: no column of {table} was recognised as {column}",
        notebook=notebook, table=table, column=column,
    )  # fmt: skip


def _lacks_value(notebook: str, chosen: Mapping[str, TableGuess]) -> list[str]:
    """Return the columns a notebook's value is made of that the customers file does not seem to have."""
    if "customers" not in chosen:
        return []
    found = set(chosen["customers"].mapping.values())
    return [column for column in defaults(NOTEBOOKS[notebook]).get("value_plus", []) if column not in found]


def _missing_value(notebook: str, chosen: Mapping[str, TableGuess], _: Language) -> str:
    return _(
        "no column found for {columns}: name it under columns, or change value_plus in {notebook}.yaml",
        columns=", ".join(_lacks_value(notebook, chosen)),
        notebook=notebook,
    )
