"""English sources in, one catalogue per language and its notebooks out: what `cxkit translate` does."""

from __future__ import annotations

import copy
import difflib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.pofile import read_po, write_po

from cxkit import paths
from cxkit.delivery.messages import (
    english_notebooks,
    extract,
    extract_notebook,
    is_parameters,
    map_comments,
    map_markdown,
    read_notebook,
    source,
)
from cxkit.language import LANGUAGES

__all__ = ["extract", "extract_notebook", "main", "problems", "translated", "updated"]

TRANSLATIONS = tuple(code for code in LANGUAGES if code != "en")
NEAR = 0.75
_PLACE = re.compile(r"(?<!\{)\{\w+(?:[!:][^{}\s]*)?\}(?!\})")
_LANGUAGE_LINE = re.compile(r"""^(language: str = )(["'])en\2""", re.MULTILINE)
_HEADER = """\
# cxkit in another language. The English stands in the code and in templates.
# After a change there, run `cxkit translate`, fill what is empty, take away
# the word fuzzy where a suggestion is right, and run it again.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def main(*, check: bool = False, folder: Path | None = None) -> list[str]:
    """Bring the catalogues and the translated notebooks up to date; return what is still to be done.

    Parameters
    ----------
    check : True writes nothing; what is out of date is then part of what is returned.
    folder : the kit's folder; found from the working folder when left out.

    Returns
    -------
    One line per thing to do: a stale file, a message without a good translation, a notebook without a source.
    Empty when all is in order.
    """
    folder = folder or paths.root()
    sources = extract(folder)
    return [line for code in TRANSLATIONS for line in _one_language(code, sources, folder, check=check)]


def _one_language(code: str, sources: Catalog, folder: Path, *, check: bool) -> list[str]:
    path = folder / "cxkit" / "locale" / code / "cxkit.po"
    catalogue = updated(read(path, code), sources)
    wanted = {path: po_text(catalogue), **_notebook_texts(catalogue, folder, code)}
    stale = [path for path, text in wanted.items() if not _holds(path, text)]
    if not check:
        for target in stale:
            _write(target, wanted[target])
    late = [f"{path.relative_to(folder).as_posix()} is stale: run cxkit translate" for path in stale if check]
    odd = [*_without_source(wanted, folder / "templates" / code), *_without_language(folder)]
    return [*late, *odd, *problems(catalogue)]


def read(path: Path, code: str) -> Catalog:
    """Return the catalogue a file holds, or an empty one where there is no file."""
    if not path.is_file():
        return Catalog(locale=code)
    with path.open("rb") as stream:
        return read_po(stream, locale=code, ignore_obsolete=True)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _without_source(wanted: Mapping[Path, str], translations: Path) -> list[str]:
    kept = sorted(set(translations.glob("*.ipynb")) - set(wanted))
    return [f"templates/{path.parent.name}/{path.name} has no English source: remove it" for path in kept]


def _without_language(folder: Path) -> list[str]:
    """Return a line per notebook whose translations would go on in English."""
    lost = [path.name for path in english_notebooks(folder) if not _says_its_language(read_notebook(path))]
    return [f'templates/{name}: write language: str = "en" in the parameters cell' for name in lost]


def _says_its_language(notebook: Mapping[str, Any]) -> bool:
    return any(is_parameters(cell) and _LANGUAGE_LINE.search(source(cell)) for cell in notebook["cells"])


def updated(old: Catalog, sources: Catalog) -> Catalog:
    """Return a catalogue with exactly the messages of the sources, and the translations known so far.

    A message that was only reworded keeps its old translation, marked fuzzy: a suggestion, not yet shown to anyone.

    Parameters
    ----------
    old : catalogue with translations; stays as it is.
    sources : catalogue of `extract`.
    """
    new = copy.deepcopy(old)
    new.update(sources, no_fuzzy_matching=True, update_creation_date=False)
    known = {message.id: message.string for message in new.obsolete.values() if isinstance(message.id, str)}
    for message in new:
        if isinstance(message.id, str) and message.id and not message.string:
            _suggest(message, known)
    return new


def _suggest(message: Message, known: Mapping[str, str]) -> None:
    for near in difflib.get_close_matches(message.id, known, n=1, cutoff=NEAR):
        message.string = known[near]
        message.flags.add("fuzzy")


def po_text(catalogue: Catalog) -> str:
    """Return a catalogue as the text of its file: in reading order, without line numbers, dates or versions."""
    for message in catalogue:
        message.flags &= {"fuzzy"}
    stream = io.BytesIO()
    write_po(
        stream, catalogue, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True, sort_by_file=True
    )
    header = _HEADER.format(code=catalogue.locale_identifier, plural=catalogue.plural_forms)
    return header + stream.getvalue().decode("utf-8").rstrip() + "\n"


def problems(catalogue: Catalog) -> list[str]:
    """Return a line per message that is untranslated, fuzzy, or whose {places} differ from its translation's."""
    code = catalogue.locale_identifier
    return [f"{code}: {what}: {message.id!r}" for message in catalogue if message.id and (what := _problem(message))]


def _problem(message: Message) -> str:
    if not all(translation for _, translation in _forms(message)):
        return "untranslated"
    if message.fuzzy:
        return "fuzzy"
    same = all(_places(english) == _places(translation) for english, translation in _forms(message))
    return "" if same else "other {places} than the source"


def _forms(message: Message) -> Iterator[tuple[str, str]]:
    """Yield each form of a message (one, or singular and plural) with its translation."""
    if isinstance(message.id, str):
        return iter([(message.id, message.string or "")])
    return zip(message.id, message.string, strict=True)


def _places(text: str) -> set[str]:
    return set(_PLACE.findall(text))


def _notebook_texts(catalogue: Catalog, folder: Path, code: str) -> dict[Path, str]:
    words = _words(catalogue)
    return {
        path.parent / code / path.name: notebook_text(translated(read_notebook(path), words, code))
        for path in english_notebooks(folder)
    }


def _words(catalogue: Catalog) -> Callable[[str], str]:
    """Return a function that gives a message's translation, or the message where there is none yet."""
    ready = {message.id: message.string for message in catalogue if message.string and not message.fuzzy}
    return lambda message: ready.get(message, message)


def translated(notebook: Mapping[str, Any], words: Callable[[str], str], code: str) -> dict[str, Any]:
    """Return a notebook in another language: the same cells and code, with other words.

    Parameters
    ----------
    notebook : the English notebook; stays as it is.
    words : gives the translation of a message.
    code : language set in the parameters cell, such as 'nl'.
    """
    return {**notebook, "cells": [_translated_cell(cell, words, code) for cell in notebook["cells"]]}


def _translated_cell(cell: Mapping[str, Any], words: Callable[[str], str], code: str) -> dict[str, Any]:
    text = source(cell)
    if cell["cell_type"] == "markdown":
        text = map_markdown(text, words)
    elif is_parameters(cell):
        text = _LANGUAGE_LINE.sub(rf"\g<1>\g<2>{code}\g<2>", map_comments(text, words))
    empty = {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {}
    return {**cell, **empty, "source": text.splitlines(keepends=True)}


def notebook_text(notebook: Mapping[str, Any]) -> str:
    """Return a notebook as the text of its file, laid out as Jupyter itself does."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
