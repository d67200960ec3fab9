"""The examples below empty settings of a new client: complete, explained, and sound once the sign is gone."""

from pathlib import Path

import pytest
import yaml

from cxkit.delivery.new import make_params
from cxkit.delivery.new_examples import EXAMPLES, example
from cxkit.language import LANGUAGES, Language
from cxkit.settings.files import client_settings

FILE = Path("params/acme/impact_measurement.yaml")


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """Return an empty kit, which is the working folder."""
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_holds_every_key_and_explains_each(name):
    model, given = EXAMPLES[name]
    assert all(list(values) == list(model.model_fields) for values in given.values())
    for language in LANGUAGES:
        text = example(name, language)
        words = " ".join(line.strip("# ") for line in text.splitlines())
        assert all(Language(language)(field.description) in words for field in model.model_fields.values())
        assert all(line.startswith("# ") and len(line) <= 100 for line in text.splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_client_has_examples_and_still_no_pilots(kit, language):
    make_params("acme", language=language, data=None)
    settings = client_settings("acme", "impact_measurement")
    assert (settings.pilots, settings.success_factors) == ({}, {})
    assert FILE.read_text().count("\n#   Pilot 1:\n") == 1 and FILE.read_text().count("\n#   NPS:\n") == 1


def test_without_the_sign_the_examples_are_settings_that_are_sound(kit):
    make_params("acme", language="en", data=None)
    text = FILE.read_text()
    for name in EXAMPLES:
        block = example(name, "en")
        uncommented = "".join(f"{line[2:]}\n" for line in block.splitlines() if not line.startswith("# For example"))
        told = uncommented[uncommented.index(f"{name}:") :]
        assert f"{name}: {{}}\n{block}" in text
        text = text.replace(f"{name}: {{}}\n{block}", told)
    FILE.write_text(text)
    settings = client_settings("acme", "impact_measurement")
    given = {name: dict(held) for name, (_, held) in EXAMPLES.items()}
    assert {"success_factors": settings.success_factors, "pilots": settings.pilots} == given
    assert yaml.safe_load(text)["pilots"]["Pilot 1"]["guardrails"] == {"AHT": 0.5}
