"""Settings as the text of a YAML file, each below a comment that says what it is."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import yaml

from cxkit.language import Language
from cxkit.settings.engagement import Engagement
from cxkit.settings.safe_yaml import Dumper

COLUMNS_WIDE = 100


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
        {name: value}, Dumper=Dumper, default_flow_style=style, allow_unicode=True, sort_keys=False, width=COLUMNS_WIDE
    )
