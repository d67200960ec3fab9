"""Where the kit and an engagement live: every path starts at the folder that holds environment.yml."""

from __future__ import annotations

import re
from pathlib import Path

from cxkit.errors import Fault, SettingsError
from cxkit.language import N_

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
RESERVED = {"nl", "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def root(start: Path | None = None) -> Path:
    """Return the kit's folder: the first one upwards from here that holds environment.yml.

    Parameters
    ----------
    start : folder to look from; the working folder when left out.

    Raises
    ------
    SettingsError : no folder upwards holds environment.yml.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "environment.yml").is_file() and (folder / "params").is_dir():
            return folder
    raise SettingsError(
        Fault(
            N_("no folder from {folder} upwards holds environment.yml and params"),
            N_("Start from the kit's own folder"),
            values={"folder": here.name or "/"},
        )
    )


def resolve(path: str | Path) -> Path:
    """Return a path of the settings as an absolute path; a relative one starts at the kit's folder."""
    path = Path(path).expanduser()
    return path if path.is_absolute() else root() / path


def params_dir(client: str) -> Path:
    """Return the folder with a client's settings."""
    return root() / "params" / _slug(client)


def outputs_dir(client: str) -> Path:
    """Return the folder a client's runs are written to."""
    return root() / "outputs" / _slug(client)


def is_slug(name: str) -> bool:
    """Say whether a name can be a folder on any system: small letters, digits and hyphens."""
    return SLUG.fullmatch(name) is not None and name not in RESERVED


def _slug(name: str) -> str:
    if is_slug(name):
        return name
    raise SettingsError(
        Fault(
            N_('client "{name}" cannot be the name of a folder'),
            N_("Use small letters, digits and hyphens only, such as voorbeeld-energie"),
            values={"name": name[:40]},
        )
    )
