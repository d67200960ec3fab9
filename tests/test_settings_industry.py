"""The kit's published figures are sound; a client's own are taken as they are, or refused with every fault and row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from broken_yaml import broken_everywhere

from cxkit.errors import SettingsError
from cxkit.settings.industry import FOLDER, load_figures
from cxkit.settings.roi import BusinessCase

OWN = """\
figures:
  - key: one
    publisher: Acme
    source: "Contacts, 2025"
    edition: 2025
    what: {en: Cost of a call, nl: Kosten van een gesprek}
    low: 6
    high: 9.5
    unit: EUR per contact
    industry: {en: energy}
    seen: excerpt
  - {key: two, publisher: B, source: website, what: Rendement, low: 0.1, high: 0.1, unit: share}
  - {key: three, publisher: B, source: website, edition: 2026, what: NPS, low: -5, high: 21, unit: points}
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function that writes a file of figures in a kit's folder and returns its path from there."""
    (tmp_path / "params").mkdir()
    (tmp_path / "environment.yml").touch()
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "own.yaml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


def faults(name: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_figures(name)
    return [fault.text() for fault in caught.value.faults]


def test_the_kits_own_are_cited_with_edition_and_in_both_languages():
    figures = load_figures("cx_returns")
    assert len({figure.key for figure in figures}) == len(figures) > 20
    assert all(figure.what["en"] != figure.what["nl"] and figure.publisher and figure.source for figure in figures)
    editions = [figure.edition for figure in figures]
    assert editions == sorted(editions, reverse=True)
    assert all(figure.edition or figure.unit.endswith("per contact") for figure in figures)
    assert all(0 < figure.low <= figure.high for figure in figures)


def test_the_kits_own_say_what_the_publishers_said():
    by_key = {figure.key: figure for figure in load_figures("cx_returns")}
    told = {key: (figure.low, figure.high, figure.unit, figure.industry["en"]) for key, figure in by_key.items()}
    assert told["temkin_2018_average"] == (775, 775, "USD million", "")
    assert told["temkin_2018_highest"] == (1000, 1000, "USD million", "software")
    assert told["temkin_2018_lowest"] == (476, 476, "USD million", "utilities")
    assert told["temkin_2016_average"] == (823, 823, "USD million", "")
    assert told["temkin_2012_uk"] == (263, 263, "GBP million", "")
    assert told["forrester_2020_recommending"] == (0.07, 0.07, "share", "")
    assert told["pegamento_phone"] == (7, 15, "EUR per contact", "")
    assert {figure.edition for figure in by_key.values() if figure.seen == "excerpt"} == {2012, 2014}


def test_the_kits_own_are_packaged_and_found_from_anywhere(own):
    assert (FOLDER / "cx_returns.yaml").is_file() and FOLDER.parent.name == "cxkit"
    assert load_figures("cx_returns")
    assert BusinessCase().industry_figures == "cx_returns"


def test_a_file_of_ones_own_is_taken_as_it_is_newest_first(own):
    three, one, two = load_figures(own(OWN))
    assert (three.key, one.key, two.key) == ("three", "one", "two")
    assert (one.low, one.high, one.unit, one.seen, one.edition) == (6.0, 9.5, "EUR per contact", "excerpt", 2025)
    assert one.what["nl"] == "Kosten van een gesprek" and one.industry == {"en": "energy", "nl": "energy"}
    assert (two.edition, two.seen, two.what["en"], two.industry["nl"]) == (0, "read", "Rendement", "")
    assert (three.low, three.high) == (-5.0, 21.0)


def test_no_name_shows_none():
    assert load_figures("") == ()
    assert BusinessCase(industry_figures="").industry_figures == ""


def test_a_changed_file_is_read_anew_and_an_unchanged_one_is_not(own):
    name = own(OWN)
    first = load_figures(name)
    assert load_figures(name) is first
    own(OWN.replace("9.5", "8.5"))
    assert load_figures(name)[1].high == 8.5


BROKEN = [
    ("figures:", "figure:", 1, "figure is not known in a file of figures"),
    ("    publisher: Acme\n", "", 2, "publisher is missing"),
    ("publisher: Acme", "publisher: 7", 3, "publisher is 7, expected text"),
    ("publisher: Acme", "publishers: Acme", 3, "publishers is not known in a file of figures"),
    ("edition: 2025", "edition: 25", 5, "edition is 25, expected a year from 1990 to 2100"),
    ("edition: 2025", 'edition: "2025"', 5, "edition is '2025', expected a year from 1990 to 2100"),
    ("{en: Cost of a call, nl: Kosten van een gesprek}", "{nl: Kosten}", 6, "what has no English text"),
    ("low: 6", 'low: "6,5"', 7, "low is '6,5', expected a number"),
    ("high: 9.5", "high: 5", 8, "high is 5, below low, which is 6"),
    ("unit: EUR per contact", "unit: euro", 9, "unit is 'euro'"),
    ("{en: energy}", "{en: energy, fr: oui}", 10, "fr is not a language of the kit"),
    ("seen: excerpt", "seen: heard", 11, "seen is 'heard'"),
    ("key: two", "key: One", 12, "'One' stands twice"),
    ("key: two", "key: 2", 12, "the key 2 cannot be used"),
]


@pytest.mark.parametrize(("sound", "broken", "row", "told"), BROKEN, ids=[case[3][:40] for case in BROKEN])
def test_what_is_wrong_is_told_with_its_row(own, sound, broken, row, told):
    assert sound in OWN
    found = faults(own(OWN.replace(sound, broken, 1)))
    assert any(fault.startswith(f"own.yaml, row {row}: {told}. ") for fault in found)


def test_every_fault_is_told_at_once(own):
    text = OWN
    for sound, broken in (("edition: 2025", "edition: x"), ("low: 6", "low: a"), ("unit: share", "unit: euro")):
        text = text.replace(sound, broken, 1)
    assert len(faults(own(text))) == 3


def test_a_file_that_is_not_there_or_empty_is_refused(own):
    assert faults("cx_return") == [
        "there is no file of figures cx_return. Files of the kit: cx_returns; "
        "one of your own is named by the path of its YAML file."
    ]
    assert faults("map/own.yaml")[0].startswith("there is no file of figures map/own.yaml.")
    assert faults(own("a: [1")) != faults(own("")) == ["own.yaml: the file is empty. Write the figures in it."]
    assert faults(own("figures: []"))[0].startswith("own.yaml, row 1: figures must be a list of at least 1.")


def test_the_settings_refuse_such_a_file_in_the_language_of_the_report(own):
    name = own(OWN.replace("low: 6", "low: a").replace("seen: excerpt", "seen: x"))
    with pytest.raises(SettingsError) as caught:
        BusinessCase.check({"industry_figures": name})
    (fault,) = caught.value.faults
    assert fault.text().startswith(
        "the figures of other firms own.yaml cannot be used: own.yaml, row 11: seen is 'x'. Choose one of: read"
    )
    assert "(1 more)" in fault.text()


def test_any_value_put_to_nonsense_is_a_fault_and_never_a_crash(own):
    for broken in broken_everywhere(OWN):
        try:
            load_figures(own(broken))
        except SettingsError as error:
            assert all(fault.text("nl") for fault in error.faults)


def test_the_example_of_the_documentation_is_sound(own):
    text = (Path(__file__).parents[1] / "docs/industry_figures.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (figure,) = load_figures(own(example))
    assert (figure.publisher, figure.high, figure.industry["nl"]) == ("Acme Research", 9.5, "energie")
