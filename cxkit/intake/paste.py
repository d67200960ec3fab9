"""Settings as one line of YAML, ready to paste."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_PLAIN = re.compile(r"(?:/|[^\W\d_])[\w/.-]*(?: [\w/.()-]+)*")
_NO_TEXT = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def pasted(value: object) -> str:
    """Return a value as one line of YAML, texts in quotes only where they need them.

    Examples
    --------
    >>> pasted({"file": "data/k.xlsx", "sheet": "2025: jan", "header_row": 4})
    '{file: data/k.xlsx, sheet: "2025: jan", header_row: 4}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{pasted(name)}: {pasted(held)}" for name, held in value.items()) + "}"
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NO_TEXT
    return text if plain or isinstance(value, int) else json.dumps(text, ensure_ascii=False)
