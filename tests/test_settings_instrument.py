"""The kit's questionnaire is sound; a client's own is taken as it is, or refused with every fault and its row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from broken_yaml import broken_everywhere

from cxkit.errors import SettingsError
from cxkit.settings.instrument import FOLDER, load_instrument
from cxkit.settings.safe_yaml import read_yaml, rows_of

OWN = """\
name: seven
version: "2026"
title: Zeven punten
lowest: 1
highest: 7
rule: mean
hard_stage: Derde
stages:
  - {name: Eerste, start: 1}
  - {name: Tweede, start: 2.5}
  - {name: Derde, start: 4}
  - {name: Vierde, start: 5.5, about: {en: the top, nl: de top}}
dimensions:
  - key: A
    name: {en: People, nl: Mensen}
    items:
      - {key: A1, text: {en: We listen., nl: We luisteren.}}
      - {key: A2, text: Wij doen, reverse: true, source: eigen}
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function that writes a questionnaire in a kit's folder and returns its path from there."""
    (tmp_path / "params").mkdir()
    (tmp_path / "environment.yml").touch()
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "own.yaml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


def faults(name: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_instrument(name)
    return [fault.text() for fault in caught.value.faults]


def test_the_kits_own_has_six_dimensions_of_five_items_in_both_languages():
    instrument = load_instrument("cx_maturity")
    assert [len(dimension.items) for dimension in instrument.dimensions] == [5] * 6
    assert (instrument.lowest, instrument.highest, sorted(instrument.anchors)) == (0, 4, [0, 1, 2, 3, 4])
    assert instrument.starts == (0, 0.8, 1.6, 2.4, 3.2)
    assert (instrument.rule, instrument.gate_stages, instrument.hard_stage) == ("gate", 1, "Committed")
    assert len({item.key for item in instrument.items}) == 30
    assert all(item.source and item.text["en"] != item.text["nl"] for item in instrument.items)
    assert [item.key for item in instrument.items if item.reverse] == ["understanding_5", "governance_5"]


def test_the_kits_own_is_packaged_and_found_from_anywhere(own):
    assert (FOLDER / "cx_maturity.yaml").is_file()
    assert load_instrument("cx_maturity").name == "cx_maturity"


def test_another_scale_and_other_stages_are_taken_as_they_are(own):
    instrument = load_instrument(own(OWN))
    assert (instrument.name, instrument.version, instrument.lowest, instrument.highest) == ("seven", "2026", 1, 7)
    assert [(stage.name, stage.start) for stage in instrument.stages] == [
        ("Eerste", 1.0), ("Tweede", 2.5), ("Derde", 4.0), ("Vierde", 5.5)
    ]  # fmt: skip
    assert [(item.key, item.dimension, item.reverse, item.source) for item in instrument.items] == [
        ("A1", "A", False, ""), ("A2", "A", True, "eigen")
    ]  # fmt: skip
    assert instrument.gate_stages == 1 and instrument.anchors == {}


def test_english_stands_in_for_dutch_and_one_text_for_both(own):
    instrument = load_instrument(own(OWN.replace("{en: People, nl: Mensen}", "{en: People}")))
    assert instrument.dimensions[0].name == {"en": "People", "nl": "People"}
    assert instrument.items[0].text == {"en": "We listen.", "nl": "We luisteren."}
    assert instrument.title == {"en": "Zeven punten", "nl": "Zeven punten"}


def test_a_changed_file_is_read_anew_and_an_unchanged_one_is_not(own):
    name = own(OWN)
    first = load_instrument(name)
    assert load_instrument(name) is first
    own(OWN.replace('"2026"', '"2027"'))
    assert load_instrument(name).version == "2027"


BROKEN = [
    ("name: seven", "name: 7", 1,
     "name is 7, expected text"),
    ('version: "2026"', "version: 1.0", 2,
     "version is 1.0, expected text"),
    ("rule: mean", "rules: mean", 6,
     "rules is not known in a questionnaire"),
    ("rule: mean", "rule: strict", 6,
     "rule is 'strict'"),
    ("rule: mean", "gate_stages: -1", 6,
     "gate_stages is -1, expected a whole number of 0 or more"),
    ("hard_stage: Derde", "hard_stage: Vijfde", 7,
     "hard_stage is 'Vijfde', which is no stage"),
    ("lowest: 1", "lowest: 1.5", 4,
     "lowest is 1.5, expected a whole number"),
    ("highest: 7", "highest: 1", 5,
     "the scale runs from 1 to 1"),
    ("rule: mean", "anchors: {0: never}", 6,
     "anchors names 0, which is no score of the scale"),
    ("Eerste, start: 1", "Eerste, start: 2", 9,
     "the first stage starts at 2, expected 1, the lowest score"),
    ("start: 4", "start: 2.5", 11,
     "a stage starts at 2.5, the one before it at 2.5"),
    ("start: 5.5", "start: 7.5", 12,
     "a stage starts at 7.5, above the highest score 7"),
    ("start: 2.5", 'start: "2,5"', 10,
     "start is '2,5', expected a number"),
    ("name: Tweede", "name: eerste", 10,
     "'eerste' stands twice"),
    ("key: A2", "key: a1", 18,
     "'a1' stands twice"),
    ("- key: A\n", "- key: all\n", 14,
     "the key 'all' cannot be used"),
    ("{en: We listen., nl: We luisteren.}", "{nl: We luisteren.}", 17,
     "text has no English text"),
    ("{en: We listen., nl: We luisteren.}", "{en: We listen., fr: Oui}", 17,
     "fr is not a language of the kit"),
    ("reverse: true", "reverse: ja", 18,
     "reverse is 'ja', expected true or false"),
    ("text: Wij doen, ", "", 18,
     "text is missing"),
    ("      - {key: A2, text: Wij doen, reverse: true, source: eigen}\n", "", 16,
     "items must be a list of at least 2"),
]  # fmt: skip


@pytest.mark.parametrize(("sound", "broken", "row", "told"), BROKEN, ids=[case[3][:40] for case in BROKEN])
def test_what_is_wrong_is_told_with_its_row(own, sound, broken, row, told):
    assert sound in OWN
    (fault,) = faults(own(OWN.replace(sound, broken, 1)))
    assert fault.startswith(f"own.yaml, row {row}: {told}. ")


def test_every_fault_is_told_at_once(own):
    text = OWN
    for sound, broken in (("rule: mean", "rule: x"), ("lowest: 1", "lowest: a"), ("reverse: true", "reverse: 1")):
        text = text.replace(sound, broken, 1)
    assert len(faults(own(text))) == 3


def test_a_questionnaire_that_is_not_there_names_those_of_the_kit(own):
    assert faults("cx_maturiti") == [
        "there is no questionnaire cx_maturiti. Questionnaires of the kit: cx_maturity; "
        "one of your own is named by the path of its YAML file."
    ]
    assert faults("map/own.yaml")[0].startswith("there is no questionnaire map/own.yaml.")
    assert faults("")[0].startswith("there is no questionnaire ''.")


def test_a_file_that_is_no_yaml_or_empty_is_refused(own):
    assert faults(own("a: [1")) != faults(own("")) == ["own.yaml: the file is empty. Write the questionnaire in it."]


def test_any_value_taken_away_or_put_to_nonsense_is_a_fault_and_never_a_crash(own):
    for broken in broken_everywhere(OWN):
        try:
            load_instrument(own(broken))
        except SettingsError as error:
            assert all(fault.text("nl") for fault in error.faults)


def test_the_example_of_the_documentation_is_sound(own):
    text = (Path(__file__).parents[1] / "docs/questionnaire.md").read_text(encoding="utf-8")
    example = next(part for part in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if part.startswith("name:"))
    instrument = load_instrument(own(example))
    assert (instrument.name, instrument.highest, len(instrument.stages)) == ("acme", 7, 3)


def test_rows_lead_to_every_value(own):
    path = Path(own(OWN)).resolve()
    assert read_yaml(path)[0]["lowest"] == 1
    rows = rows_of(path)
    assert (rows["lowest",], rows["stages", 0], rows["stages", 3, "about", "nl"]) == (4, 9, 12)
    assert rows["dimensions", 0, "items", 1, "reverse"] == 18
