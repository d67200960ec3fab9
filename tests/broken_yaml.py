"""Every way in which one value of a YAML file can be put to nonsense."""

import copy
from collections.abc import Iterator

import yaml

NONSENSE = (None, "", [], {}, 3.5, True, ["x"], {"a": 1})


def broken_everywhere(text: str) -> Iterator[str]:
    """Yield the file once for each of its values and each kind of nonsense in its place."""
    whole = yaml.safe_load(text)
    for *path, last in places(whole):
        for nonsense in NONSENSE:
            part = broken = copy.deepcopy(whole)
            for name in path:
                part = part[name]
            part[last] = nonsense
            yield yaml.safe_dump(broken, allow_unicode=True)


def places(value, place=()):
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield (*place, name)
        yield from places(part, (*place, name))
