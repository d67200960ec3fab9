"""params/<client>/*.yaml: a value is what it looks like, and every fault is told with its file and line."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.delivery.new import as_yaml
from cxkit.errors import SettingsError
from cxkit.settings import Engagement, client_settings
from cxkit.settings.files import parameters, read_yaml

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from papermill.iorw import read_yaml_file

NOTEBOOK = "cx_group_valuation"


def kit(folder: Path) -> Path:
    """Make a folder a kit's, and return it."""
    (folder / "environment.yml").touch()
    (folder / "params").mkdir()
    return folder


@pytest.fixture
def acme(tmp_path, monkeypatch) -> Path:
    """Return the folder of a client with sound settings in a kit of its own."""
    folder = tmp_path / "params" / "acme"
    monkeypatch.chdir(kit(tmp_path))
    folder.mkdir()
    (folder / "client.yaml").write_text("client: acme\n")
    return folder


def said(client: str = "acme") -> list[str]:
    with pytest.raises(SettingsError) as caught:
        client_settings(client, NOTEBOOK)
    return str(caught.value).splitlines()[:-1]


def faults(folder: Path, content: str | bytes) -> list[str]:
    path = folder / "x.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    values, found = read_yaml(path)
    assert found == [] or values == {} or "cannot be the name" in found[0].found
    return [fault.text() for fault in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("true", True), ("False", False),
        ("12:30", "12:30"), ("1:30:00", "1:30:00"), ("2024-01-31", "2024-01-31"),
        ("007", "007"), ("0", 0), ("-3", -3), ("1_000", "1_000"), ("1,000", "1,000"), ("0x1F", "0x1F"),
        ("0,5", "0,5"), ("50%", "50%"), ("0.5", 0.5), (".5", 0.5), ("1e-3", 0.001), ("+1.5E3", 1500.0),
        ("+", "+"), (".", "."), ("1.", "1."), (".inf", ".inf"), (".nan", ".nan"), ("1" * 5000, "1" * 5000),
        ("~", None), ("null", None), ("", None), ("'5'", "5"), ("[a, 1]", ["a", 1]), ("{a: 1}", {"a": 1}),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)  # fmt: skip
def test_a_value_is_what_it_looks_like(acme, text, value):
    (acme / "x.yaml").write_text(f"a: {text}\n")
    values, found = read_yaml(acme / "x.yaml")
    assert (values, found) == ({"a": value}, [])
    assert type(values["a"]) is type(value)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("a: 1\nb: 2\na: 3", "row 3: a stands twice. Keep one of the two."),
        ("a:\n  b: 1\n  b: 2", "row 3: b stands twice."),
        ("a: !!python/object/apply:os.system [ls]", "row 1: a tag (!) is not read. Leave the tag out."),
        ("a: !!int abc", "row 1: a tag (!) is not read."),
        ("a: 1\nb: !!timestamp 2024-01-31", "row 2: a tag (!) is not read."),
        ("a: &x 1\nb: *x", "row 1: anchors (&) and aliases (*) are not read."),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", "row 1: anchors (&) and aliases (*) are not read."),
        ("a: *nothing", "row 1: anchors (&) and aliases (*) are not read."),
        ("a:\n\tb: 1", "row 2: a tab stands here. Use spaces for indents."),
        ("? [a, b]\n: 1", "row 1: a list or mapping stands where a name must stand."),
        ("? {a: b}\n: 1", "row 1: a list or mapping stands where a name must stand."),
        ("a: " + "[" * 5000 + "]" * 5000, "x.yaml: the file nests too deeply. Write names with values."),
        ("a: " + "{b: " * 5000 + "}" * 5000, "x.yaml: the file nests too deeply."),
        ("- 1\n- 2", "x.yaml: the file holds no names with values. Write lines such as name: value."),
        ("just words", "x.yaml: the file holds no names with values."),
        ("a: b: c", "row 1: this is not valid YAML: mapping values are not allowed here. Use spaces for indents"),
        ("a: 1\n---\nb: 2", "row 2: this is not valid YAML:"),
        ("a: 'open", "this is not valid YAML:"),
        ("a: " + "x" * 200_000, "x.yaml: the file is too large for settings. Keep settings only."),
        (b"name: Caf\xe9", "x.yaml: the file is not UTF-8 text. Save it as UTF-8."),
        ("a: 1".encode("utf-16"), "x.yaml: the file is not UTF-8 text."),
        (b"a: \x00", "x.yaml: the file is not UTF-8 text."),
    ],
)
def test_a_file_that_is_not_read_says_where_and_why(acme, content, fault):
    [text] = faults(acme, content)
    assert text.startswith("params/acme/x.yaml") and fault in text


@pytest.mark.parametrize(
    "key", ["x=1;__import__('pathlib').Path('PWNED').write_text('hi');y", "a b", "1", "true", "null", "<<", "a-b", "''"]
)
def test_a_name_that_papermill_would_run_is_refused(acme, key):
    [text] = faults(acme, f'"{key}": 1\ngood: 2' if "'" in key and key != "''" else f"{key}: 1\ngood: 2")
    assert "cannot be the name of a setting. Names are letters, digits and _." in text


def test_blank_files_and_a_byte_order_mark_are_no_fault(acme):
    assert [faults(acme, content) for content in ("", "# words only\n", b"\xef\xbb\xbfa: 1\r\n")] == [[], [], []]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12)
PLAIN = st.recursive(
    st.integers(-(10**9), 10**9) | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS | st.sampled_from(["no", "12:30", "2024-01-31", "007", "1e-3", "1_000", "0x1F", "null", "=", "<<", "0,5"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(PLAIN)
def test_what_the_kit_writes_it_and_papermill_read_alike(tmp_path_factory, value):
    given = {"constants": {"customers": {"column": value}}}
    path = tmp_path_factory.mktemp("yaml") / "x.yaml"
    path.write_text(as_yaml(given, Engagement, "en"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(kit(path.parent))
        assert read_yaml(path) == (given, [])
    assert read_yaml_file(str(path)) == given


@given(st.binary(max_size=60))
def test_no_bytes_end_in_a_traceback(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("yaml") / "x.yaml"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(kit(path.parent))
        values, found = read_yaml(path)
    assert all(fault.text() and fault.text("nl") for fault in found)
    assert all(name.isidentifier() for name in values)


def test_a_client_needs_no_more_than_its_name(acme):
    settings = client_settings("acme", NOTEBOOK)
    assert (settings.client, settings.gross_margin) == ("acme", 0.0)
    assert parameters("acme", NOTEBOOK) == {"client": "acme"}


def test_every_fault_of_both_files_is_told_with_its_file(acme):
    (acme / "client.yaml").write_text("client: other\nperiode: '2025'\nshift_customers_n: 5\nminimum_group_n: 1\n")
    (acme / f"{NOTEBOOK}.yaml").write_text("gros_margin: 0.4\ndiscount_rate_year: 8\n'a b': 1\n")
    lines = said()
    for start in (
        "params/acme/client.yaml: periode is not a setting. Did you mean period?",
        f"params/acme/client.yaml: shift_customers_n is a setting of one notebook. Move it to {NOTEBOOK}.yaml.",
        f"params/acme/{NOTEBOOK}.yaml: 'a b' cannot be the name of a setting.",
        "params/acme/client.yaml: client is 'other', but the folder is acme. Write client: acme.",
        "params/acme/client.yaml: minimum_group_n is 1, expected: ≥ 3.",
        f"params/acme/{NOTEBOOK}.yaml: discount_rate_year is 8; it is a share. Write 0.08 for 8%.",
        f"params/acme/{NOTEBOOK}.yaml: gros_margin is not a setting. Did you mean gross_margin?",
    ):
        assert sum(line.startswith(start) for line in lines) == 1, (start, lines)
    assert len(lines) == 7


def test_what_clashes_between_settings_is_told_of_the_notebooks_file(acme):
    (acme / f"{NOTEBOOK}.yaml").write_text("value_revenue: [sales_eur_year]\n")
    assert said()[0].startswith(f"params/acme/{NOTEBOOK}.yaml: value_revenue names sales_eur_year, but gross_margin")


def test_a_file_that_cannot_be_read_does_not_hide_the_other(acme):
    (acme / "client.yaml").write_text("client: acme\nperiode: '2025'\n")
    (acme / f"{NOTEBOOK}.yaml").write_text("a: 1\na: 2\n")
    assert [line.split(":")[0] for line in said()] == [
        "params/acme/client.yaml", f"params/acme/{NOTEBOOK}.yaml, row 2"
    ]  # fmt: skip


def test_faults_are_told_in_the_clients_language(acme):
    (acme / "client.yaml").write_text("client: acme\nlanguage: nl\nperiode: '2025'\n")
    assert said() == ["params/acme/client.yaml: periode is geen instelling. Bedoelt u period?"]


def test_a_client_that_is_not_there_gets_the_ones_that_are(acme):
    [line] = said("amce")
    assert line.startswith("params/amce/client.yaml: there are no settings for client amce. Make them with: cxkit new")
    assert "acme" in line


def test_a_client_name_cannot_leave_the_folder(acme):
    assert said("../acme")[0].startswith('client "../acme" cannot be the name of a folder.')
