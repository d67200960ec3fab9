"""Where the kit lies, whatever folder work starts in, and which names can be folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit import paths
from cxkit.errors import SettingsError


@pytest.fixture
def kit(tmp_path) -> Path:
    """Return a kit's folder, with a notebook's folder some way down."""
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params").mkdir()
    (tmp_path / "templates" / "nl").mkdir(parents=True)
    return tmp_path.resolve()


@pytest.mark.parametrize("start", [".", "params", "templates/nl"])
def test_the_kit_is_found_from_any_folder_in_it(kit, monkeypatch, start):
    monkeypatch.chdir(kit / start)
    assert paths.root() == kit
    assert paths.params_dir("acme") == kit / "params" / "acme"
    assert paths.outputs_dir("acme") == kit / "outputs" / "acme"
    assert paths.resolve("data/klanten.csv") == kit / "data" / "klanten.csv"


def test_the_nearest_kit_counts_and_a_link_leads_to_it(kit, tmp_path_factory):
    inner = kit / "templates" / "nl"
    (inner / "environment.yml").touch()
    assert paths.root(inner) == kit
    (inner / "params").mkdir()
    assert paths.root(inner) == inner
    link = tmp_path_factory.mktemp("elsewhere") / "kit"
    link.symlink_to(kit)
    assert paths.root(link) == kit


def test_outside_a_kit_it_says_so_without_naming_the_machine(tmp_path):
    folder = tmp_path / "downloads"
    folder.mkdir()
    with pytest.raises(
        SettingsError, match="no folder from downloads upwards holds environment.yml and params"
    ) as error:
        paths.root(folder)
    assert str(tmp_path) not in str(error.value)


def test_absolute_paths_and_the_home_folder_stay(kit, monkeypatch):
    monkeypatch.setenv("HOME", "/home/consultant")
    assert paths.resolve("/data/a.csv") == Path("/data/a.csv")
    assert paths.resolve("~/a.csv") == Path("/home/consultant/a.csv")


@pytest.mark.parametrize("name", ["a", "acme", "acme-2025", "0", "x" * 63, "com10", "console"])
def test_names_that_can_be_folders(name):
    assert paths.is_slug(name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../../x", "a/b", "a\\b", "Acme", "acme b.v.", "acme_bv", "-a", "x" * 64, "caf\u00e9", "a\n", "a\0",
     "{x.__class__}", "con", "nul", "com1", "lpt9", "nl", "\u0430cme"],
)  # fmt: skip
def test_names_that_cannot_be_folders(kit, monkeypatch, name):
    monkeypatch.chdir(kit)
    assert not paths.is_slug(name)
    for folder in (paths.params_dir, paths.outputs_dir):
        with pytest.raises(SettingsError, match="cannot be the name of a folder. Use small letters"):
            folder(name)


@given(st.text(max_size=80))
def test_a_folder_name_never_leaves_its_folder(name):
    if paths.is_slug(name):
        assert paths.outputs_dir(name).resolve().parent == paths.root() / "outputs"
