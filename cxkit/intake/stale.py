"""Which published results are out of date: made from other data, settings, results or kit than there are now."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxkit import paths
from cxkit.errors import CxkitError, DataError, SettingsError
from cxkit.intake.fingerprints import digest_of, hashes_now
from cxkit.result import LEDGER_COLUMNS, NotebookResults, findings_hash, provenance, read_results
from cxkit.settings.engagement import Engagement
from cxkit.settings.files import client_settings, settings_files
from cxkit.settings.notebooks import NOTEBOOKS

REASONS = ("other_version", "other_settings", "other_data", "other_results")


@dataclass(frozen=True)
class Stale:
    """Why a notebook's results are out of date.

    Parameters
    ----------
    reason : one of REASONS, the first that holds.
    beside : with 'other_results' the notebooks whose results changed since, or are out of date themselves.
    """

    reason: str
    beside: tuple[str, ...] = ()


def published(client: str) -> Path:
    """Return the folder in which results stand once a run is done, also while another run writes its own apart."""
    return paths.outputs_dir(client) / "results"


def stale_results(client: str) -> dict[str, Stale]:
    """Return the notebooks whose published results are out of date, each with the reason, in the order of a run.

    Parameters
    ----------
    client : whose; results, settings and files that are not there or cannot be read are not judged.

    Notes
    -----
    Changed is another hash than the one in the results' provenance, or a file that is gone. Of results that were read,
    it is the hash of their figures and ledger: a notebook that was run again and found the same makes nothing out of
    date.
    """
    there = {name: results for name in NOTEBOOKS if (results := _results(client, name))}
    digest = functools.cache(digest_of)
    figures = functools.cache(lambda name: findings_hash(there[name].findings, _ledger(client, name)))
    found: dict[str, Stale] = {}
    for name, results in there.items():
        settings = _settings(client, name)
        if settings is not None and (stale := _judged(results, settings, there, found, digest, figures)):
            found[name] = stale
    return found


def _results(client: str, notebook: str) -> NotebookResults | None:
    path = published(client) / f"{notebook}.json"
    try:
        results = read_results(path) if path.is_file() else None
    except (ValueError, TypeError, KeyError, AttributeError, DataError):
        return None
    return results if results and (results.client, results.notebook) == (client, notebook) else None


def _ledger(client: str, notebook: str) -> pd.DataFrame | None:
    """Return the ledger lines beside published results; None when there are none that can be read."""
    path = published(client) / f"{notebook}.parquet"
    try:
        return pd.read_parquet(path, columns=list(LEDGER_COLUMNS)) if path.is_file() else None
    except Exception:  # pyarrow raises errors of its own for each way in which a file can be broken
        return None


def _settings(client: str, notebook: str) -> Engagement | None:
    if not settings_files(client, notebook)[0].is_file():
        return None
    try:
        return client_settings(client, notebook)
    except SettingsError:
        return None


def _judged(
    results: NotebookResults,
    settings: Engagement,
    there: Mapping[str, NotebookResults],
    stale: Mapping[str, Stale],
    digest: Callable[[Path], str],
    figures: Callable[[str], str],
) -> Stale | None:
    """Return why results are out of date; None when they are not.

    Parameters
    ----------
    results : of one notebook.
    settings : those its files hold now.
    there : all published results, by notebook.
    stale : those of notebooks before this one that are out of date.
    digest : gives the SHA-256 of a file.
    figures : gives the hash of what a notebook of `there` hands on.
    """
    made, now = results.provenance, provenance(settings, {})
    if not _same(made, now, "versions", "cxkit"):
        return Stale("other_version")
    if made.get("settings", now["settings"]) != now["settings"]:
        return Stale("other_settings")
    if _other_data(made.get("inputs", {}), settings, digest):
        return Stale("other_data")
    changed = _changed(made.get("results", {}), settings, there, stale, figures)
    return Stale("other_results", changed) if changed else None


def _same(made: Mapping, now: Mapping, group: str, name: str) -> bool:
    return made.get(group, {}).get(name, now[group][name]) == now[group][name]


def _other_data(inputs: Mapping[str, str], settings: Engagement, digest: Callable[[Path], str]) -> bool:
    try:
        now = hashes_now(settings, digest)
    except (OSError, CxkitError):
        return False
    return any(inputs[file] != now[file] for file in inputs if file in now)


def _changed(
    read: Mapping[str, str],
    settings: Engagement,
    there: Mapping[str, NotebookResults],
    stale: Mapping[str, Stale],
    figures: Callable[[str], str],
) -> tuple[str, ...]:
    """Return the notebooks whose figures are others than those that were read, out of date themselves, or gone."""
    asked = [name for name in settings.reads if name in getattr(settings, "results_of", settings.reads)]
    gone = [name for name in read if not (published(settings.client) / f"{name}.json").is_file()]
    others = [name for name in asked if name in there and (read.get(name) != figures(name) or name in stale)]
    return tuple(name for name in asked if name in others or name in gone)
