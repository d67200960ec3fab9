"""What is to be run: the notebooks asked for, with settings and data checked before any kernel starts."""

from __future__ import annotations

import difflib
import importlib
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxkit import paths
from cxkit.errors import CxkitError, DataError, Fault, SettingsError
from cxkit.language import N_, Language
from cxkit.settings.files import client_settings, parameters, read_yaml, settings_files, shown
from cxkit.settings.notebooks import NOTEBOOKS, Engagement

if TYPE_CHECKING:
    from cxkit.intake import Tables

ANALYSES = {
    "cx_group_valuation": ("cxkit.analysis.group_valuation", ("customers", "responses")),
    "touchpoint_savings": (
        "cxkit.analysis.touchpoint_savings",
        ("contacts", "responses_lazy", "visits", "cost_events"),
    ),
    "driver_modelling": ("cxkit.analysis.driver_modelling", ("customers", "responses", "contacts")),
    "maturity_assessment": ("cxkit.analysis.maturity_assessment", ("answers",)),
    "opportunity_ranking": (
        "cxkit.analysis.opportunity_ranking",
        ("opportunities", "stakeholders", "competitors"),
    ),
    "roi": ("cxkit.analysis.business_case", ("costs", "effects", "competitors")),
    "executive_summary": ("cxkit.analysis.executive_summary", ()),
}
"""Per notebook the module whose `check` says whether the data bear out the settings, and the tables it is handed."""


@dataclass(frozen=True)
class Job:
    """One notebook of one client, with its settings checked.

    Parameters
    ----------
    notebook : name of the notebook.
    settings : its checked settings.
    given : names and values papermill injects.
    overrides : those of them that stand in no file.
    """

    notebook: str
    settings: Engagement
    given: Mapping[str, Any]
    overrides: Mapping[str, Any]

    @property
    def template(self) -> Path:
        """Return the notebook to run, in the language of the report."""
        return template(self.notebook, self.settings.language)

    @property
    def command(self) -> str:
        """Return the plain papermill command that runs the same notebook with the same settings."""
        files = [path for path in settings_files(self.settings.client, self.notebook) if path.is_file()]
        output = f"outputs/{self.settings.client}/{self.notebook}.ipynb"
        words = ["papermill", shown(self.template), output, *(f"-f {shown(path)}" for path in files)]
        return " ".join([*words, *(f"-r {name} {shlex.quote(str(value))}" for name, value in self.overrides.items())])


def template(notebook: str, language: str) -> Path:
    """Return where the template of a notebook lies in one language."""
    folder = paths.root() / "templates"
    return (folder if language == "en" else folder / language) / f"{notebook}.ipynb"


def asked_notebooks(client: str, notebooks: Sequence[str] = ()) -> list[str]:
    """Return the notebooks to run, each after those whose results it reads.

    When none is named, those the client has settings for and whose tables its sources name; else all.

    Raises
    ------
    SettingsError : a name is no notebook.
    """
    faults = unknown_notebooks(notebooks)
    if faults:
        raise SettingsError(faults)
    asked = notebooks or _possible(client) or _with_settings(client) or list(NOTEBOOKS)
    return [name for name in NOTEBOOKS if name in asked]


def _with_settings(client: str) -> list[str]:
    return [name for name in NOTEBOOKS if settings_files(client, name)[1].is_file()]


def _possible(client: str) -> list[str]:
    """Return the notebooks with settings whose tables the client's sources name."""
    return [name for name in _with_settings(client) if not lacking(client, name)]


def lacking(client: str, notebook: str) -> list[str]:
    """Return the tables that a notebook cannot do without and the client's sources do not name."""
    path = settings_files(client, notebook)[0]
    sources = read_yaml(path)[0].get("sources", {}) if path.is_file() else {}
    return [table for table in NOTEBOOKS[notebook].needed if isinstance(sources, dict) and table not in sources]


def left_aside(client: str, *, language: str) -> list[str]:
    """Return a line for each notebook with settings that is left aside, since the sources name no file it needs."""
    _ = Language(language)
    done = asked_notebooks(client)
    return [
        _("{notebook}: left aside, sources names no file for {tables}", notebook=name,
          tables=", ".join(lacking(client, name)))
        for name in _with_settings(client) if name not in done
    ]  # fmt: skip


def unknown_notebooks(names: Sequence[str]) -> list[Fault]:
    """Return a fault for each name that is no notebook, with the nearest one that is."""
    return [_unknown_notebook(name) for name in names if name not in NOTEBOOKS]


def _unknown_notebook(name: str) -> Fault:
    near = difflib.get_close_matches(name, list(NOTEBOOKS), n=1, cutoff=0.4)
    if near:
        return Fault(N_("{name} is not a notebook"), N_("Did you mean {near}?"), values={"name": name, "near": near[0]})
    known = {"name": name, "known": ", ".join(NOTEBOOKS)}
    return Fault(N_("{name} is not a notebook"), N_("Known notebooks are {known}"), values=known)


def checked_jobs(
    client: str, notebooks: Sequence[str] = (), *, overrides: Mapping[str, Any] | None = None
) -> list[Job]:
    """Return the notebooks to run, with the settings of all of them checked.

    Parameters
    ----------
    client : short name of the engagement.
    notebooks : names of notebooks; see `asked_notebooks`.
    overrides : settings that go before those of the files, for this run only.

    Raises
    ------
    SettingsError : with every fault of every notebook asked for.
    """
    names = asked_notebooks(client, notebooks)
    return _each(names, lambda name: _job(client, name, overrides or {}), SettingsError)


def checked_data(jobs: Sequence[Job]) -> list[Tables]:
    """Return the client's tables as each notebook reads them, when they bear out its settings.

    Raises
    ------
    DataError : with every fault of the data of every notebook.
    SettingsError : settings name a column or group the data lack, or move more customers than there are.
    NotEnoughData : the data are too few for a notebook.
    """
    tables = _each(jobs, lambda job: load_data(job.settings), DataError)
    _each(list(zip(jobs, tables, strict=True)), lambda pair: _borne_out(*pair), SettingsError)
    return tables


def _borne_out(job: Job, tables: Tables) -> None:
    """Raise what a notebook's analysis would raise on these tables."""
    if job.notebook in ANALYSES:
        module, names = ANALYSES[job.notebook]
        analysis = importlib.import_module(module)
        analysis.check(*(getattr(tables, name) for name in names), settings=job.settings)


def load_data(settings: Engagement) -> Tables:
    """Return the client's checked tables."""
    from cxkit import intake

    return intake.load(settings)


def _each(items: Sequence[Any], work: Callable[[Any], Any], kind: type[CxkitError]) -> list[Any]:
    """Return the work on each item, or raise one error with the faults of all."""
    done, errors = [], []
    for item in items:
        try:
            done.append(work(item))
        except kind as error:
            errors.append(error)
    if errors:
        faults = {fault.text(): fault for error in errors for fault in error.faults}
        raise kind(faults.values(), language=errors[0].language)
    return done


def _job(client: str, notebook: str, overrides: Mapping[str, Any]) -> Job:
    settings = client_settings(client, notebook)
    given = {**parameters(client, notebook), **overrides}
    if overrides:
        settings = NOTEBOOKS[notebook].check(given, language=settings.language)
    if not template(notebook, settings.language).is_file():
        raise SettingsError(_no_template(notebook, settings.language), language=settings.language)
    return Job(notebook, settings, given, overrides)


def _no_template(notebook: str, language: str) -> Fault:
    remedy = N_("Restore it from the kit") if language == "en" else N_("Make it with: cxkit translate")
    return Fault(N_("the template is not there"), remedy, file=shown(template(notebook, language)))
