"""What the files of a notebook's tables hash to now, as the intake hashes them, without reading the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cxkit import paths
from cxkit.errors import DataError
from cxkit.intake.contract import TABLES
from cxkit.intake.engines.places import place_of
from cxkit.intake.forms import fingerprint_of, form_files, is_forms
from cxkit.intake.reading import listed_sources
from cxkit.intake.tables import LAZY_TABLES, is_lazy
from cxkit.settings.engagement import Engagement

GONE = ""


def hashes_now(settings: Engagement, digest: Callable[[Path], str] | None = None) -> dict[str, str]:
    """Return the SHA-256 by file name of the files behind a notebook's tables, as `load` would hand them on.

    Parameters
    ----------
    settings : sources and tables of the notebook.
    digest : gives the SHA-256 of a file's bytes; one that remembers, where several notebooks read the same files.

    Notes
    -----
    A file that is not there has the hash GONE. Left out: tables of a warehouse or behind an address, which only a query
    tells of.
    """
    named = [name for name in TABLES if name in settings.tables and name in settings.sources]
    lazily = [name for name in named if name in LAZY_TABLES and is_lazy(settings.sources[name], settings)]
    ordered = [*(name for name in named if name not in lazily), *lazily]
    return {file: found for name in ordered for file, found in _of_table(name, settings, digest or digest_of)}


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _of_table(table: str, settings: Engagement, digest: Callable[[Path], str]) -> Iterator[tuple[str, str]]:
    declared = settings.sources[table]
    if is_forms(declared):
        yield from _of_forms(declared, digest)
    elif table in LAZY_TABLES and is_lazy(declared, settings):
        yield from _of_place(declared, table, settings.engine)
    else:
        files = [source.path for source in listed_sources(settings, table)[0] if source.file]
        yield from ((path.name, digest(path) if path.is_file() else GONE) for path in files)


def _of_forms(declared: dict[str, Any], digest: Callable[[Path], str]) -> Iterator[tuple[str, str]]:
    files, faults = form_files(declared)
    if not faults:
        yield paths.resolve(declared["forms"]).name, fingerprint_of(digest(path) for path in files)
    elif isinstance(folder := declared["forms"], str) and folder and not paths.resolve(folder).is_dir():
        yield paths.resolve(folder).name, GONE


def _of_place(declared: Any, table: str, engine: str) -> Iterator[tuple[str, str]]:
    try:
        place = place_of(declared, table, engine)
    except DataError as error:
        yield from ((fault.file, GONE) for fault in error.faults if fault.file)
        return
    if place.files:
        yield place.file, place.fingerprint_of({}, 0)
