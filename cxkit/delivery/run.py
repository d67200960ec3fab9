"""One engagement's notebooks, run: settings and data checked first, each notebook judged, then moved into place."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from cxkit import paths
from cxkit.delivery import atomic, clean, judge, kernels
from cxkit.delivery.jobs import Job, checked_data, checked_jobs, left_aside
from cxkit.errors import CxkitError, Fault, RunError
from cxkit.language import Language
from cxkit.settings.files import shown

TIMEOUT_SECONDS = 1800
logging.getLogger("papermill").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class RunReport:
    """One notebook that ran well: its answer, where its files lie, how long it took."""

    client: str
    notebook: str
    answer: str
    notebook_path: Path
    page_path: Path
    results_path: Path
    seconds: float


@dataclass(frozen=True)
class EngagementReport:
    """What became of each notebook of a run: reports of those that ran well, errors by name of those that did not."""

    language: str
    reports: tuple[RunReport, ...]
    errors: Mapping[str, CxkitError]

    @property
    def exit_code(self) -> int:
        """Return 0 when all is well, 1 when the user's data stopped a notebook, 3 when a notebook failed."""
        return max((error.exit_code for error in self.errors.values()), default=0)


def run_notebook(
    client: str,
    notebook: str,
    *,
    progress: bool = False,
    timeout_seconds: int = TIMEOUT_SECONDS,
    overrides: Mapping[str, Any] | None = None,
) -> RunReport:
    """Run one notebook for one client and put notebook, page and results in its outputs folder.

    Parameters
    ----------
    client : short name of the engagement.
    notebook : name of a notebook, such as cx_group_valuation.
    progress : show papermill's progress bar on stderr.
    timeout_seconds : longest time one cell may take.
    overrides : settings that go before those of the files, for this run only.

    Raises
    ------
    SettingsError, DataError : nothing was started or written.
    RunError : the notebook did not finish well; earlier files are as they were, NAME.failed.ipynb tells the rest.
    """
    (job,) = jobs = checked_jobs(client, [notebook], overrides=overrides)
    checked_data(jobs)
    folder = atomic.safe_outputs_dir(client, language=job.settings.language)
    with atomic.lock(folder, language=job.settings.language):
        return _run(job, folder, progress=progress, timeout_seconds=timeout_seconds)


def run_engagement(
    client: str,
    notebooks: Sequence[str] = (),
    *,
    progress: bool = False,
    timeout_seconds: int = TIMEOUT_SECONDS,
    overrides: Mapping[str, Any] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> EngagementReport:
    """Run a client's notebooks one after the other; one that fails does not stop the others.

    Parameters
    ----------
    client, progress, timeout_seconds, overrides : as in `run_notebook`.
    notebooks : names of notebooks; those the client has settings for when none is named, else all.
    say : takes each line that tells how far the run is.

    Raises
    ------
    SettingsError, DataError : nothing was started or written.
    RunError : another run is writing to the same folder.
    """
    jobs = checked_jobs(client, notebooks, overrides=overrides)
    checked_data(jobs)
    language = jobs[0].settings.language
    _ = Language(language)
    folder = atomic.safe_outputs_dir(client, language=language)
    for line in [] if notebooks else left_aside(client, language=language):
        say(line)
    reports: list[RunReport] = []
    errors: dict[str, CxkitError] = {}
    with atomic.lock(folder, language=language):
        for job in jobs:
            say(_("{notebook}: running, the same as", notebook=job.notebook))
            say("  " + job.command)
            try:
                reports.append(_run(job, folder, progress=progress, timeout_seconds=timeout_seconds))
            except CxkitError as error:
                errors[job.notebook] = error
                say(_("{notebook}: did not finish", notebook=job.notebook))
    return EngagementReport(language, tuple(reports), errors)


def _run(job: Job, folder: Path, *, progress: bool, timeout_seconds: int) -> RunReport:
    """Run one notebook in a work folder beside its targets, judge it, and move its files into place."""
    started = time.monotonic()
    failed = folder / f"{job.notebook}.failed.ipynb"
    with atomic.told_in_words(folder, language=job.settings.language), atomic.work_folder(folder) as work:
        draft, results_dir = work / f"{job.notebook}.ipynb", work / "results"
        results_dir.mkdir()
        broken_by = _execute(job, draft, results_dir, progress=progress, timeout_seconds=timeout_seconds)
        notebook = clean.without_banners(nbformat.read(draft, as_version=4))
        results = results_dir / f"{job.notebook}.json"
        faults = judge.faults(notebook, results, name=job.notebook, broken_by=broken_by)
        if faults:
            raise _failure(job, notebook, faults, failed)
        answer = json.loads(results.read_text(encoding="utf-8"))["answer"]
        targets = _write(job, clean.cleaned(notebook), work, folder)
        atomic.move_together(targets, kept_in=_made(work / "kept"))
        _remove_stale(job, folder, [target for _, target in targets])
    return RunReport(
        client=job.settings.client,
        notebook=job.notebook,
        answer=answer,
        notebook_path=folder / draft.name,
        page_path=folder / f"{job.notebook}.html",
        results_path=folder / "results" / results.name,
        seconds=time.monotonic() - started,
    )


def _execute(job: Job, draft: Path, results_dir: Path, *, progress: bool, timeout_seconds: int) -> Exception | None:
    """Run the notebook into `draft`; return what broke it off, None when papermill came to a cell error or the end."""
    environment = kernels.environment(results_dir)
    try:
        papermill.execute_notebook(
            job.template,
            draft,
            parameters=dict(job.given),
            kernel_name="python3",
            language="python",
            progress_bar=progress,
            execution_timeout=timeout_seconds,
            shutdown_kernel="immediate",
            kernel_manager_class=kernels.manager_class(environment, paths.root()),
        )
    except PapermillExecutionError:
        return None
    except (CellTimeoutError, NoSuchKernel, RuntimeError) as error:
        return error
    return None


def _failure(job: Job, notebook: NotebookNode, faults: list[Fault], failed: Path) -> RunError:
    """Keep a failed notebook beside the earlier good one and return the error that names it."""
    language = job.settings.language
    _ = Language(language)
    mistake = judge.is_users_mistake(notebook)
    error = RunError(faults if mistake else [replace(f, file=shown(failed)) for f in faults], language=language)
    error.exit_code = 1 if mistake else error.exit_code
    text = _("This run did not finish; do not hand it over.")
    lines = [f"    {fault.text(language)}" for fault in faults]
    nbformat.write(clean.marked_failed(notebook, "\n".join([f"**{text}**", "", *lines])), failed)
    return error


def _write(job: Job, notebook: NotebookNode, work: Path, folder: Path) -> list[tuple[Path, Path]]:
    """Write notebook and page into the work folder; return every new file with its target."""
    from cxkit.delivery import page

    language = job.settings.language
    nbformat.write(notebook, work / f"{job.notebook}.ipynb")
    html = page.html(notebook, language=language, title=_title(job, notebook))
    (work / f"{job.notebook}.html").write_text(html, encoding="utf-8")
    results = sorted((work / "results").glob(f"{job.notebook}.*"))
    files = [work / f"{job.notebook}.html", work / f"{job.notebook}.ipynb"]
    return [(path, folder / path.relative_to(work)) for path in [*results, *files]]


def _remove_stale(job: Job, folder: Path, written: Sequence[Path]) -> None:
    """Remove what an earlier run left and this one did not write again: a failed notebook, ledger lines."""
    earlier = [folder / f"{job.notebook}.failed.ipynb", *(folder / "results").glob(f"{job.notebook}.*")]
    for path in earlier:
        if path not in written:
            path.unlink(missing_ok=True)


def _title(job: Job, notebook: NotebookNode) -> str:
    """Return the title of the page: the notebook's first heading and the client's name."""
    from cxkit.delivery import page

    return f"{page.heading(notebook) or job.notebook} · {job.settings.client_name}"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
