"""A client's settings and data, checked and told in words; nothing is run or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxkit.delivery.jobs import Job, checked_data, checked_jobs, left_aside
from cxkit.delivery.outdated import outdated
from cxkit.language import Language
from cxkit.settings.impact import ImpactMeasurement

if TYPE_CHECKING:
    from cxkit.intake import Tables


def check_client(client: str) -> list[str]:
    """Return what the intake made of a client's data, per notebook that the client has settings for.

    What is frozen, and what is still to be, is told of the notebook that judges pilots. Last come the notebooks whose
    results are out of date.

    Parameters
    ----------
    client : short name of the engagement.

    Raises
    ------
    SettingsError, DataError : with every fault of every notebook.
    """
    jobs = checked_jobs(client)
    told: dict[tuple[str, ...], list[str]] = {}
    for job, tables in zip(jobs, checked_data(jobs), strict=True):
        lines = (*data_lines(tables, job.settings.language), *_of_baseline(job, tables))
        told.setdefault(lines, []).append(job.notebook)
    _ = Language(jobs[0].settings.language)
    sound = [
        line
        for lines, names in told.items()
        for line in [_("{notebooks}: settings and data are sound", notebooks=", ".join(names)), *lines]
    ]
    return [*sound, *left_aside(client, language=_.code), *outdated(client, language=_.code)]


def _of_baseline(job: Job, tables: Tables) -> list[str]:
    """Return what is told of the baseline, of a notebook that has one."""
    if not isinstance(job.settings, ImpactMeasurement):
        return []
    from cxkit.delivery.baseline_check import baseline_lines

    return baseline_lines(job.settings, tables.measurements)


def data_lines(tables: Tables, language: str) -> list[str]:
    """Return the rows of each file in words, then what the intake decided by itself.

    Parameters
    ----------
    tables : checked tables of one notebook.
    language : 'en' or 'nl'.
    """
    _ = Language(language)
    files = tables.rows.groupby(["table", "file"], sort=False)
    lines = ["  " + _rows_line(table, file, part.to_dict("records"), _) for (table, file), part in files]
    notes = [f"  - {note.text(language)}" for note in tables.notes]
    return [*lines, *(["  " + _("noted while reading:")] if notes else []), *notes]


def _rows_line(table: str, file: str, steps: list[dict], _: Language) -> str:
    """Return what became of the rows of one file; each step takes in what the one before it used."""
    first, last = steps[0]["rows_in"], steps[-1]["rows_used"]
    words = [_.plural("{n} row", "{n} rows", first), _("{n} used", n=_.number(last))]
    words += [
        _("{n} set aside ({reason})", n=_.number(step["rows_set_aside"]), reason=_(step["reason"]))
        for step in steps
        if step["rows_set_aside"]
    ]
    return f"{table} ({file}): {', '.join(words)}"
