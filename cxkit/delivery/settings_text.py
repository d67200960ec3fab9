"""Settings as the text of a YAML file, each below a comment that says what it is."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import yaml

from cxkit.language import Language
from cxkit.settings.engagement import Engagement
from cxkit.settings.safe_yaml import Loader

COLUMNS_WIDE = 100


class _Dumper(yaml.SafeDumper):
    """Quotes every text that YAML 1.1 or the kit's own loader would take for something else."""

    yaml_implicit_resolvers = {
        first: [
            *yaml.SafeDumper.yaml_implicit_resolvers.get(first, []),
            *Loader.yaml_implicit_resolvers.get(first, []),
        ]
        for first in {*yaml.SafeDumper.yaml_implicit_resolvers, *Loader.yaml_implicit_resolvers}
    }

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value out: the loader reads no aliases."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Return a text as YAML: in double quotes when it holds a line break of any kind, else as the dumper chooses."""
    style = '"' if text and text.splitlines() != [text] else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(values: Mapping[str, Any], model: type[Engagement], language: str) -> str:
    """Return settings as YAML, each below a comment that says what it is.

    Parameters
    ----------
    values : value by name of setting.
    model : settings class that describes them.
    language : language of the comments.
    """
    _ = Language(language)
    parts = [_comment(_(model.model_fields[name].description)) + _entry(name, value) for name, value in values.items()]
    return "\n".join(parts)


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, COLUMNS_WIDE - 2))


def _entry(name: str, value: Any) -> str:
    style = None if isinstance(value, list) else False
    return yaml.dump(
        {name: value}, Dumper=_Dumper, default_flow_style=style, allow_unicode=True, sort_keys=False, width=COLUMNS_WIDE
    )
