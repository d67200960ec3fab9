"""A folder of filled-in answer forms, read strictly into the answers table."""

from __future__ import annotations

from typing import Any

from cxkit.intake.reading import TableRead
from cxkit.settings.notebooks import Engagement


def is_forms(source: Any) -> bool:
    """Say whether a source of answers is a folder of forms: {forms: folder}."""
    return isinstance(source, dict) and "forms" in source


def read_forms(settings: Engagement) -> TableRead:
    """Return the answers of every form in the folder, with every fault of every form."""
    raise NotImplementedError
