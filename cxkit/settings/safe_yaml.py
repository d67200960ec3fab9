"""YAML in which a value is what it looks like, and in which nothing can hide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from cxkit import paths
from cxkit.errors import Fault
from cxkit.language import N_

MAX_BYTES = 200_000
_INT = r"(?:0|[1-9][0-9]{0,400})"
_FLOAT = rf"[-+]?(?:{_INT}(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"


class Loader(yaml.SafeLoader):
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
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first))
Loader.yaml_implicit_resolvers[""] = [("tag:yaml.org,2002:null", re.compile(r"\Z"))]


class Dumper(yaml.SafeDumper):
    """Quotes every text that YAML 1.1 or the kit's own loader would take for something else."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [
            *yaml.SafeDumper.yaml_implicit_resolvers.get(first, []),
            *Loader.yaml_implicit_resolvers.get(first, []),
        ]
        for first in {*yaml.SafeDumper.yaml_implicit_resolvers, *Loader.yaml_implicit_resolvers}
    }

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value out: the loader reads no aliases."""
        return True


def _as_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Return a text as YAML: in double quotes when it holds a line break of any kind, else as the dumper chooses."""
    style = '"' if text and text.splitlines() != [text] else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, _as_node)


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
        values = yaml.load(_text(path), Loader=Loader)
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


def rows_of(path: Path) -> dict[tuple[str | int, ...], int]:
    """Return the file row of every value of a YAML file that `read_yaml` can read.

    Parameters
    ----------
    path : a file with `name: value` lines.

    Returns
    -------
    Row by place, where a place is the names and the numbers in lists that lead to a value: ("stages", 0, "start").
    """
    root = yaml.compose(_text(path), Loader=Loader)
    return {} if root is None else dict(_rows_below(root, ()))


def _rows_below(node: yaml.Node, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if isinstance(node, yaml.MappingNode):
        parts = [(_name_of(key), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        parts = [(number, value, value) for number, value in enumerate(node.value)]
    else:
        return
    for name, shown_by, value in parts:
        yield (*place, name), shown_by.start_mark.line + 1
        yield from _rows_below(value, (*place, name))


def _name_of(key: yaml.ScalarNode) -> str | int:
    return int(key.value) if key.tag == "tag:yaml.org,2002:int" else key.value


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
