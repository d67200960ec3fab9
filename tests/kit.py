"""A small kit in a temporary folder: tiny notebooks, one client, no data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cxkit.settings.fields import setting
from cxkit.settings.notebooks import NOTEBOOKS, Engagement

NOTEBOOK_DIR = Path(__file__).parent / "notebooks"


class Tiny(Engagement):
    """Settings of every tiny notebook."""

    answer: str = setting("Nothing yet.", "what the report says")


def make_kit(folder: Path, *, language: str = "en") -> Path:
    """Make a kit with every tiny notebook and one client, and return its folder."""
    (folder / "environment.yml").touch()
    shutil.copytree(NOTEBOOK_DIR, folder / "templates")
    shutil.copytree(NOTEBOOK_DIR, folder / "templates" / "nl")
    add_client(folder, "acme", language=language)
    return folder


def add_client(folder: Path, client: str, *, language: str = "en") -> None:
    """Add a client to a kit."""
    params = folder / "params" / client
    params.mkdir(parents=True)
    (params / "client.yaml").write_text(f"client: {client}\nclient_name: Acme Energie\nlanguage: {language}\n")


def only_notebooks(known: dict[str, type[Engagement]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the kit know these notebooks only, until the end of the test; then all are back in their own order."""
    for name in reversed(list(NOTEBOOKS)):
        monkeypatch.delitem(NOTEBOOKS, name)
    for name, model in known.items():
        monkeypatch.setitem(NOTEBOOKS, name, model)


def use_tiny_notebooks() -> None:
    """Let the kit know the tiny notebooks only, and ask for no data."""
    from cxkit.delivery import jobs

    NOTEBOOKS.clear()
    NOTEBOOKS.update({path.stem: Tiny for path in sorted(NOTEBOOK_DIR.glob("*.ipynb"))})
    jobs.load_data = lambda settings: None
