"""Results that other notebooks of the engagement handed on, read back for the notebook that builds on them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cxkit.errors import DataError, Fault
from cxkit.intake.stale import published, stale_results
from cxkit.language import N_
from cxkit.result import LEDGER_COLUMNS, SCHEMA, EarlierResults, NotebookResults, read_results
from cxkit.settings.engagement import Engagement

LINE_COLUMNS = ("notebook", *LEDGER_COLUMNS)
AGAIN = N_("Run {notebook} again")


@dataclass(frozen=True)
class _Read:
    """What one notebook's files gave."""

    results: NotebookResults | None = None
    absent: str = ""
    lines: pd.DataFrame | None = None
    hashes: dict[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def earlier_results(settings: Engagement) -> EarlierResults:
    """Return what earlier notebooks of this client handed on, as far as the settings ask for it.

    Parameters
    ----------
    settings : client and audience of the engagement; which notebooks this one reads, and those that results_of names.

    Returns
    -------
    The results by notebook in the order of the settings' `reads`, those that are absent with the reason ('not_run',
    'other_schema', 'not_asked'), those that are out of date with the reason (`stale.REASONS`), the lines of all their
    ledgers (LINE_COLUMNS), and the SHA-256 of each file read.

    Raises
    ------
    DataError : a file cannot be read, is another client's, or was written for the consultant while this run is for
        the client; every fault at once.

    Notes
    -----
    Results are read where runs are published, outputs/<client>/results, also while this run writes its own apart.
    """
    read = {name: _read(published(settings.client), name, settings) for name in settings.reads}
    faults = [fault for one in read.values() for fault in one.faults]
    if faults:
        raise DataError(faults, language=settings.language)
    there = {name: one.results for name, one in read.items() if one.results is not None}
    stale = stale_results(settings.client) if there else {}
    return EarlierResults(
        results=there,
        absent={name: one.absent for name, one in read.items() if one.absent},
        stale={name: stale[name].reason for name in there if name in stale},
        ledger=_ledger([one.lines for one in read.values() if one.lines is not None]),
        hashes={file: digest for one in read.values() for file, digest in one.hashes.items()},
    )


def _read(folder: Path, notebook: str, settings: Engagement) -> _Read:
    path = folder / f"{notebook}.json"
    if notebook not in getattr(settings, "results_of", settings.reads):
        return _Read(absent="not_asked")
    if not path.is_file():
        return _Read(absent="not_run")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict) and content.get("schema") != SCHEMA:
            return _Read(absent="other_schema")
        results = read_results(path)
    except (ValueError, TypeError, KeyError, AttributeError, DataError):
        return _Read(faults=(_fault(path, N_("this is no results file of the kit"), AGAIN, notebook=notebook),))
    faults = _whose(results, path, notebook, settings)
    lines = _lines(path.with_suffix(".parquet"), notebook)
    return _Read(results, lines=lines.lines, hashes={path.name: _digest(path), **lines.hashes},
                 faults=(*faults, *lines.faults))  # fmt: skip


def _whose(results: NotebookResults, path: Path, notebook: str, settings: Engagement) -> list[Fault]:
    """Return what is wrong with results of another client or notebook, or for another reader."""
    faults = []
    if results.client != settings.client:
        faults.append(_fault(path, N_("these are results of client {found}, expected {client}"), AGAIN,
                             found=results.client, client=settings.client, notebook=notebook))  # fmt: skip
    if results.notebook != notebook:
        faults.append(_fault(path, N_("these are results of {found}, expected {notebook}"), AGAIN,
                             found=results.notebook, notebook=notebook))  # fmt: skip
    if results.audience == "consultant" and settings.audience == "client":
        faults.append(_fault(
            path, N_("these results were written for the consultant, and this report is for the client"),
            N_("Run {notebook} again with audience: client, or set audience: consultant here"), notebook=notebook,
        ))  # fmt: skip
    return faults


def _lines(path: Path, notebook: str) -> _Read:
    """Return the ledger lines beside a results file; none when there is no such file."""
    if not path.is_file():
        return _Read()
    try:
        lines = pd.read_parquet(path, columns=list(LEDGER_COLUMNS))
    except Exception:  # pyarrow raises errors of its own for each way in which a file can be broken
        return _Read(faults=(_fault(path, N_("the ledger file cannot be read"), AGAIN, notebook=notebook),))
    return _Read(lines=lines.assign(notebook=notebook)[list(LINE_COLUMNS)], hashes={path.name: _digest(path)})


def _ledger(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(LINE_COLUMNS))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fault(path: Path, what: str, remedy: str, **values: object) -> Fault:
    return Fault(what, remedy, file=path.name, values=values)
