"""Settings from params/<client>/*.yaml, read so that a value is what it looks like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cxkit import paths
from cxkit.errors import Fault, SettingsError
from cxkit.language import N_
from cxkit.settings.fields import unknown_name
from cxkit.settings.notebooks import NOTEBOOKS, Engagement
from cxkit.settings.safe_yaml import read_yaml, shown


def client_settings(client: str, notebook: str) -> Engagement:
    """Return the checked settings of one notebook for one client.

    Parameters
    ----------
    client : folder in params.
    notebook : name of a notebook, such as cx_group_valuation.

    Raises
    ------
    SettingsError : a file or name is missing, unknown or wrong; every fault of both files at once.
    """
    given, sources, faults = _given(client, notebook)
    model = NOTEBOOKS[notebook]
    language = given.get("language") if given.get("language") in ("en", "nl") else "en"
    try:
        settings = model.check(given, where=lambda name: sources.get(name, ""), language=language)
    except SettingsError as error:
        raise SettingsError([*faults, *error.faults], language=language) from None
    if faults:
        raise SettingsError(faults, language=language)
    return settings


def parameters(client: str, notebook: str) -> dict[str, Any]:
    """Return the names and values papermill injects for one notebook of one client."""
    given, _, faults = _given(client, notebook)
    if faults:
        raise SettingsError(faults)
    return given


def settings_files(client: str, notebook: str) -> list[Path]:
    """Return the files that hold a notebook's settings: client.yaml first, then the notebook's own."""
    folder = paths.params_dir(client)
    return [folder / "client.yaml", folder / f"{notebook}.yaml"]


def _given(client: str, notebook: str) -> tuple[dict[str, Any], dict[str, str], list[Fault]]:
    shared, own = settings_files(client, notebook)
    if not shared.is_file():
        raise SettingsError(_no_client(client))
    faults: list[Fault] = []
    given: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for path in (shared, own):
        if not path.is_file():
            continue
        values, found = read_yaml(path)
        faults += found
        if path == shared:
            faults += _not_shared(values, path)
            values = {name: value for name, value in values.items() if name in Engagement.model_fields}
        given |= values
        sources |= dict.fromkeys(["", *values], shown(path))
    if given.get("client", client) != client:
        faults.append(_other_client(given["client"], client, sources["client"]))
    return {"client": client, **given}, sources, faults


def _not_shared(values: Mapping[str, Any], path: Path) -> list[Fault]:
    """Return a fault for each name in client.yaml that is not shared by every notebook."""
    return [
        _belongs_elsewhere(name, owners, shown(path)) if (owners := _owners(name)) else
        unknown_name(name, Engagement.model_fields, file=shown(path))
        for name in values if name not in Engagement.model_fields
    ]  # fmt: skip


def _owners(name: str) -> list[str]:
    return [notebook for notebook, model in NOTEBOOKS.items() if name in model.model_fields]


def _belongs_elsewhere(name: str, owners: Iterable[str], file: str) -> Fault:
    return Fault(
        N_("{name} is a setting of one notebook"),
        N_("Move it to {files}"),
        file=file,
        values={"name": name, "files": ", ".join(f"{owner}.yaml" for owner in owners)},
    )


def _no_client(client: str) -> Fault:
    known = sorted(p.parent.name for p in (paths.root() / "params").glob("*/client.yaml"))
    return Fault(
        N_("there are no settings for client {client}"),
        N_("Make them with: cxkit new {client} --data FOLDER (known clients: {known})"),
        file=f"params/{client}/client.yaml",
        values={"client": client, "known": ", ".join(known) or "-"},
    )


def _other_client(found: Any, client: str, file: str) -> Fault:
    return Fault(
        N_("client is {found}, but the folder is {client}"),
        N_("Write client: {client}"),
        file=file,
        values={"found": repr(found), "client": client},
    )
