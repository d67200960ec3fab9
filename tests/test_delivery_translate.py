import copy
import json
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract as babel_extract
from hypothesis import given
from hypothesis import strategies as st

from cxkit import paths
from cxkit.delivery import translate
from cxkit.delivery.messages import extract, map_comments, map_markdown, notebook_messages, python_messages

KIT = Path(__file__).parents[1]

PARAMETERS = """\
# Settings: change a value
language: str = "en"  # language of the report
# What a customer is worth
sources: dict = {
    "customers": "a#b.csv",  # the file
}
n: int = 3"""


def cell(kind, text, name, **metadata):
    code = {"outputs": [{"output_type": "stream"}], "execution_count": 7} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": metadata, "source": text.splitlines(keepends=True), **code}


NOTEBOOK = {
    "cells": [
        cell("markdown", "# The answer\n\nOne line\nand its second.\n\n- a\n- b\n\n---\n", "title"),
        cell("code", PARAMETERS, "parameters", tags=["parameters"]),
        cell("markdown", "## Doubt\nBelow its heading.", "doubt", editable=False),
        cell("code", "text = _('Sure')  # a comment\nrows = _.plural('{n} row', '{n} rows', 2)", "code"),
        cell("raw", "not shown", "raw"),
    ],
    "metadata": {"kernelspec": {"name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
DUTCH = {
    "The answer": "Het antwoord",
    "One line\nand its second.": "Eén regel\nen de tweede.",
    "- a\n- b": "- a\n- bé",
    "change a value": "wijzig een waarde",
    "language of the report": "taal van het rapport",
    "What a customer is worth": "Wat een klant waard is",
    "the file": "het bestand",
    "Doubt": "Twijfel",
    "Below its heading.": "Onder de kop.",
    "Sure": "Zeker",
    "{n} row": ("{n} rij", "{n} rijen"),
}


@pytest.fixture
def kit(tmp_path):
    """A small kit: one notebook and one module, without translations."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "small.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    (tmp_path / "cxkit").mkdir()
    (tmp_path / "cxkit" / "words.py").write_text('MESSAGE = N_("{n} of {total}")\n', encoding="utf-8")
    return tmp_path


def po(kit):
    return kit / "cxkit" / "locale" / "nl" / "cxkit.po"


def fill(kit, words):
    """Write translations as a translator would: into the catalogue that is there."""
    translate.main(folder=kit)
    catalogue = translate.read(po(kit), "nl")
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        message.string = words.get(key, message.string)
    po(kit).write_text(translate.po_text(catalogue), encoding="utf-8")


def change(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_the_kit_itself_is_translated():
    assert translate.main(check=True, folder=KIT) == []


def test_blocks_comments_and_calls_of_a_notebook_are_its_messages():
    assert notebook_messages(NOTEBOOK) == [
        (1, "The answer"),
        (1, "One line\nand its second."),
        (1, "- a\n- b"),
        (2, "change a value"),
        (2, "language of the report"),
        (2, "What a customer is worth"),
        (2, "the file"),
        (3, "Doubt"),
        (3, "Below its heading."),
        (4, "Sure"),
        (4, ("{n} row", "{n} rows")),
    ]


def test_babel_finds_the_same_messages_by_its_plug_in(kit):
    with (kit / "templates" / "small.ipynb").open("rb") as stream:
        found = [(place, message) for place, message, _, _ in babel_extract("notebook", stream)]
    assert found == notebook_messages(NOTEBOOK)


@given(st.text(alphabet="#- ab\n\t\r", max_size=60))
def test_markdown_with_the_same_words_is_the_same_text(text):
    assert map_markdown(text, lambda words: words) == text


@given(st.text(alphabet="#- ab\n", max_size=60))
def test_every_letter_of_markdown_stands_in_a_message(text):
    assert not set("ab") & set(map_markdown(text, lambda words: ""))


@given(st.lists(st.sampled_from(["a = 1  # one", "b = '#'", "# two", 's = """\n# no\n"""  # three', ""]), max_size=6))
def test_only_comments_of_code_change(lines):
    code = "\n".join(lines)
    changed = map_comments(code, str.upper)
    assert changed.lower() == code.lower()
    assert changed.count("ONE") == lines.count("a = 1  # one")
    assert "# NO" not in changed


@pytest.mark.parametrize(
    ("code", "messages"),
    [
        ('_("one " "line")', ["one line"]),
        ('_.plural("{n} row", "{n} rows", n)', [("{n} row", "{n} rows")]),
        ('setting({"a": "b", "c": ["d", "e"]}, "about", title=N_("Title"), unit="x")', ["about", "Title"]),
        ('_("outer {x}", x=_("inner"))', ["outer {x}", "inner"]),
        ("_(self.found); _(row['reason']); _.plural(one, many, 3); other('text')", []),
    ],
)
def test_messages_of_code(code, messages):
    assert [message for _, message in python_messages(code, file="x.py")] == messages


@pytest.mark.parametrize(
    "code", ['N_(f"a {b}")', 'N_("a" + b)', "setting(1, about)", '_(f"a")', '_("a" if b else "c")']
)
def test_a_message_that_no_catalogue_can_hold_is_refused(code):
    with pytest.raises(ValueError, match=r"^x\.py, line 2: .* as a literal text$"):
        python_messages("\n" + code, file="x.py")


def test_translations_in_templates_are_no_source(kit):
    translate.main(folder=kit)
    assert (kit / "templates" / "nl" / "small.ipynb").is_file()
    assert not [m for m in extract(kit) if any("templates/nl" in file for file, _ in m.locations)]


def test_a_translated_notebook_differs_in_words_and_language_only(kit):
    fill(kit, DUTCH)
    translate.main(folder=kit)
    dutch = json.loads((kit / "templates" / "nl" / "small.ipynb").read_text(encoding="utf-8"))
    expected = copy.deepcopy(NOTEBOOK)
    texts = [
        "# Het antwoord\n\nEén regel\nen de tweede.\n\n- a\n- bé\n\n---\n",
        '# Settings: wijzig een waarde\nlanguage: str = "nl"  # taal van het rapport\n# Wat een klant waard is\n'
        'sources: dict = {\n    "customers": "a#b.csv",  # het bestand\n}\nn: int = 3',
        "## Twijfel\nOnder de kop.",
    ]
    for place, text in enumerate(texts):
        expected["cells"][place]["source"] = text.splitlines(keepends=True)
    for code in (1, 3):
        expected["cells"][code] |= {"outputs": [], "execution_count": None}
    assert dutch == expected


@pytest.mark.parametrize("quote", ['"', "'"])
def test_the_language_is_set_in_either_kind_of_quotes(quote):
    notebook = {"cells": [cell("code", f"language: str = {quote}en{quote}", "parameters", tags=["parameters"])]}
    dutch = translate.translated(notebook, lambda words: words, "nl")
    assert dutch["cells"][0]["source"] == [f"language: str = {quote}nl{quote}"]


def test_a_second_time_writes_the_same_bytes_and_leaves_nothing_to_do(kit):
    fill(kit, {**DUTCH, "{n} of {total}": "{n} van {total}"})
    assert translate.main(folder=kit) == []
    files = [po(kit), kit / "templates" / "nl" / "small.ipynb"]
    before = [file.read_bytes() for file in files]
    assert translate.main(folder=kit) == translate.main(check=True, folder=kit) == []
    assert [file.read_bytes() for file in files] == before


def test_a_check_writes_nothing_and_names_what_is_stale(kit):
    found = translate.main(check=True, folder=kit)
    assert found[:2] == [
        "cxkit/locale/nl/cxkit.po is stale: run cxkit translate",
        "templates/nl/small.ipynb is stale: run cxkit translate",
    ]
    assert not (kit / "cxkit" / "locale").exists()
    assert not (kit / "templates" / "nl").exists()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({}, "nl: untranslated: '{n} of {total}'"),
        ({"{n} of {total}": "{n} van {totaal}"}, "nl: other {places} than the source: '{n} of {total}'"),
        (
            {"{n} of {total}": "{n} van {total}", "{n} row": ("één rij", "{n} rijen")},
            "nl: other {places} than the source",
        ),
        ({"{n} of {total}": "{n} van {total}", "{n} row": ("{n} rij", "")}, "nl: untranslated: ('{n} row'"),
    ],
)
def test_a_bad_translation_is_named(kit, words, problem):
    fill(kit, DUTCH | words)
    found = translate.main(folder=kit)
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_a_reworded_message_keeps_its_translation_as_a_suggestion_that_is_not_shown(kit):
    fill(kit, DUTCH | {"{n} of {total}": "{n} van {total}"})
    change(kit / "templates" / "small.ipynb", "Below its heading.", "Below this heading.")
    assert translate.main(folder=kit) == ["nl: fuzzy: 'Below this heading.'"]
    assert 'msgid "Below this heading."\nmsgstr "Onder de kop."' in po(kit).read_text(encoding="utf-8")
    assert "Below this heading." in (kit / "templates" / "nl" / "small.ipynb").read_text(encoding="utf-8")


def test_what_left_the_sources_leaves_the_catalogue_and_comments_of_translators_stay(kit):
    fill(kit, DUTCH)
    change(po(kit), 'msgid "Sure"', '# as bankers say it\nmsgid "Sure"')
    (kit / "cxkit" / "words.py").write_text("", encoding="utf-8")
    translate.main(folder=kit)
    text = po(kit).read_text(encoding="utf-8")
    assert "{total}" not in text
    assert "# as bankers say it\n" in text


def test_a_catalogue_tells_neither_time_nor_machine_nor_line(kit):
    translate.main(folder=kit)
    text = po(kit).read_text(encoding="utf-8")
    assert "#: templates/small.ipynb\n" in text
    assert not [word for word in ("Date", "Generated", "Babel", str(kit), ".ipynb:", ".py:") if word in text]


def test_a_notebook_without_an_english_source_is_named(kit):
    fill(kit, DUTCH | {"{n} of {total}": "{n} van {total}"})
    translate.main(folder=kit)
    (kit / "templates" / "small.ipynb").rename(kit / "templates" / "other.ipynb")
    assert translate.main(folder=kit) == ["templates/nl/small.ipynb has no English source: remove it"]


def test_a_notebook_that_would_go_on_in_english_is_named(kit):
    fill(kit, DUTCH | {"{n} of {total}": "{n} van {total}"})
    change(kit / "templates" / "small.ipynb", 'str = \\"en\\"', "str = 'nl'")
    assert translate.main(folder=kit) == ['templates/small.ipynb: write language: str = "en" in the parameters cell']


def test_updating_leaves_its_arguments_as_they_were(kit):
    old, sources = Catalog(locale="nl"), extract(kit)
    old.add("gone", "weg")
    translate.updated(old, sources)
    assert [message.id for message in old] == ["", "gone"]
    assert all(not message.string for message in sources if isinstance(message.id, str) and message.id)


def test_the_kits_folder_is_found_from_the_working_folder(kit, monkeypatch):
    (kit / "params").mkdir()
    (kit / "environment.yml").touch()
    monkeypatch.chdir(kit / "templates")
    translate.main()
    assert paths.root() == kit.resolve()
    assert po(kit).is_file()
