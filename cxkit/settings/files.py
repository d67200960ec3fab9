"""Settings from params/<client>/*.yaml, read so that a value is what it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from cxkit import paths
from cxkit.errors import Fault, SettingsError
from cxkit.language import N_
from cxkit.settings.fields import unknown_name
from cxkit.settings.notebooks import NOTEBOOKS, Engagement

MAX_BYTES = 200_000
_INT = r"(?:0|[1-9][0-9]{0,400})"
_FLOAT = rf"[-+]?(?:{_INT}(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"


class _Loader(yaml.SafeLoader):
    """Plain scalars only: `no`, `12:30`, `2024-01-31` and `.inf` stay text, `1e-3` is a number."""

    yaml_implicit_resolvers: dict = {}  # noqa: RUF012

    def compose_node(self, parent, index):
        """Refuse anchors, aliases and tags: they have no use in settings and can blow up a file."""
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise yaml.constructor.ConstructorError(None, None, "anchor", event.start_mark)
        if event.tag:
            raise yaml.constructor.ConstructorError(None, None, "tag", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node, deep=False):
        """Refuse a name that stands twice, and one that is a list or a mapping."""
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "key", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"twice:{key.value}", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


for _tag, _pattern, _first in (
    ("bool", r"true|True|false|False", "tTfF"),
    ("null", r"null|~|", "n~"),
    ("int", rf"[-+]?{_INT}", "-+0123456789"),
    ("float", _FLOAT, "-+.0123456789"),
):  # fmt: skip
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first))
_Loader.yaml_implicit_resolvers[""] = [("tag:yaml.org,2002:null", re.compile(r"\Z"))]


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


def shown(path: Path) -> str:
    """Return a path as it is named to the user: from the kit's folder, never from the machine's root."""
    try:
        return path.relative_to(paths.root()).as_posix()
    except ValueError:
        return path.name


def read_yaml(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    """Return a YAML file's values by name, and what is wrong with the file.

    Parameters
    ----------
    path : a file with `name: value` lines.

    Returns
    -------
    The values by name (empty when the file cannot be read) and the faults, each with its line.
    """
    file = shown(path)
    try:
        values = yaml.load(_text(path), Loader=_Loader)
    except (UnicodeDecodeError, yaml.reader.ReaderError):
        return {}, [Fault(N_("the file is not UTF-8 text"), N_("Save it as UTF-8"), file=file)]
    except RecursionError:
        return {}, [Fault(N_("the file nests too deeply"), N_("Write names with values"), file=file)]
    except yaml.YAMLError as error:
        return {}, [_yaml_fault(error, file)]
    if values is None:
        return {}, []
    if not isinstance(values, dict):
        return {}, [Fault(N_("the file holds no names with values"), N_("Write lines such as name: value"), file=file)]
    bad = [key for key in values if not (isinstance(key, str) and key.isidentifier())]
    faults = [Fault(N_("{key} cannot be the name of a setting"), N_("Names are letters, digits and _"), file=file,
                    values={"key": repr(key)[:60]}) for key in bad]  # fmt: skip
    return {key: value for key, value in values.items() if key not in bad}, faults


def _text(path: Path) -> str:
    if path.stat().st_size > MAX_BYTES:
        raise yaml.YAMLError("too large")
    return path.read_text(encoding="utf-8-sig")


_PROBLEMS = {
    "anchor": (N_("anchors (&) and aliases (*) are not read"), N_("Write the value out, or put it in quotes")),
    "tag": (N_("a tag (!) is not read"), N_("Leave the tag out")),
    "key": (N_("a list or mapping stands where a name must stand"), N_("Write lines such as name: value")),
    "too large": (N_("the file is too large for settings"), N_("Keep settings only")),
    "found character '\\t' that cannot start any token": (N_("a tab stands here"), N_("Use spaces for indents")),
}


def _yaml_fault(error: yaml.YAMLError, file: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    rows = (mark.line + 1,) if mark else ()
    problem = str(getattr(error, "problem", None) or error)
    if problem in _PROBLEMS:
        return Fault(*_PROBLEMS[problem], file=file, rows=rows)
    if problem.startswith("twice:"):
        return Fault(N_("{name} stands twice"), N_("Keep one of the two"), file=file, rows=rows,
                     values={"name": problem.removeprefix("twice:")})  # fmt: skip
    return Fault(N_("this is not valid YAML: {problem}"), N_("Use spaces for indents, and quotes around : and #"),
                 file=file, rows=rows, values={"problem": problem})  # fmt: skip


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
