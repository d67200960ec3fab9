"""Settings from a running notebook: which cells count, whatever else ran, and how a mistake is told there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import cxkit as cx
from cxkit import paths
from cxkit.errors import SettingsError
from cxkit.settings import GroupValuation
from cxkit.settings.cell import parameters_source

OWN = parameters_source(GroupValuation)
READ = "import cxkit as cx\n\nsettings = cx.read_settings(cx.GroupValuation)"


@pytest.fixture
def shell():
    """Return IPython as a kernel has it, without a history file."""
    config = Config()
    config.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance(config=config)
    InteractiveShell.clear_instance()


@pytest.fixture
def run(shell):
    """Return a function that runs cells and returns the settings, or raises what the last cell raised."""

    def run(*cells: str) -> GroupValuation:
        for cell in cells:
            result = shell.run_cell(cell, store_history=True)
        result.raise_error()
        return shell.user_ns["settings"]

    return run


def changed(**values: object) -> str:
    """Return the parameters cell with other values."""
    lines = OWN.split("\n")
    for name, value in values.items():
        [at] = [i for i, line in enumerate(lines) if line.startswith(f"{name}: ")]
        lines[at] = f"{lines[at].split(' = ')[0]} = {value!r}"
    return "\n".join(lines)


def injected(**values: object) -> str:
    return "\n".join(["# Parameters", *(f"{name} = {value!r}" for name, value in values.items()), ""])


def test_the_parameters_cell_as_it_is(run):
    assert run(OWN, READ) == GroupValuation()


def test_a_changed_value_and_a_given_one(run):
    settings = run(changed(metric="CSAT", period="2024"), injected(period="2026"), READ)
    assert (settings.metric, settings.period) == ("CSAT", "2026")


def test_all_cells_twice_in_one_kernel_give_the_same(run):
    cells = (OWN, injected(period="2026"), READ, "answer = columns = 5\nperiods = [period]")
    assert run(*cells) == run(*cells)


def test_only_the_parameters_cell_and_the_settings_cell_again(run):
    run(OWN, injected(period="2026", metric="NPS"), READ)
    assert run(changed(period="2024"), READ).period == "2024"


def test_a_line_taken_out_gives_the_default_again(run):
    run(changed(gross_margin=0.4), READ)
    assert run("# Settings\nperiod: str = '2024'", READ).gross_margin == 0.0


@pytest.mark.parametrize(
    "cell",
    [
        "%precision 3",
        "%%capture\nbands = 3",
        "!true",
        "len?",
        "# Settings of the chart\nwidth = 3",
        "# Parameters of the chart\nwidth = 3",
        "x = (",
        "# Settings\nperiod: str = ",
        "# Settings: a slip\ngross_margin: float = 0,4,,",
        "1 / 0",
        "clinet = 'acme'",
    ],
)
def test_other_cells_do_no_harm(run, cell):
    assert run(changed(period="2024"), cell, READ).period == "2024"


def test_a_magic_in_the_parameters_cell_does_no_harm(run):
    assert run(f"{OWN}\n%precision 3\n!true", READ) == GroupValuation()


def test_a_value_that_a_later_cell_changes_counts(run):
    assert run(OWN, "period = '2030'", READ).period == "2030"


def test_values_given_before_the_parameters_cell_are_not_lost_in_silence(run):
    with pytest.raises(SettingsError, match="ran before the parameters cell, which overwrote them. Give the"):
        run(injected(client="acme"), OWN, READ)


@pytest.mark.parametrize("cells", [(), (OWN.split("\n", 1)[1],), (f"# my note\n{OWN}",), (injected(client="acme"),)])
def test_without_a_parameters_cell_nothing_is_assumed(run, cells):
    with pytest.raises(SettingsError, match='no parameters cell was run. Run it; its first line must be "# Settings"'):
        run(*cells, READ)


def test_outside_a_notebook_it_says_so():
    InteractiveShell.clear_instance()
    with pytest.raises(SettingsError, match="there is no notebook running"):
        cx.read_settings(GroupValuation)


def kit(folder: Path, engagement: str = "acme", /, **files: str) -> None:
    (folder / "environment.yml").touch()
    (folder / "params" / engagement).mkdir(parents=True)
    for name, text in files.items():
        (folder / "params" / engagement / f"{name}.yaml").write_text(text)


def test_a_mistyped_name_is_told_with_the_file_that_holds_it(run, tmp_path, monkeypatch):
    kit(tmp_path, "aaa", client="gros_margin: 0.4\n")
    kit(tmp_path, client="client: acme\n", roi="gros_margin: 0.4\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"^params/acme/roi.yaml: gros_margin is not a setting. Did you mean gross"):
        run(OWN, injected(client="acme", gros_margin=0.4), READ)


def test_a_wrong_value_is_told_where_it_stands(run, tmp_path, monkeypatch):
    kit(tmp_path, client="client: acme\ngross_margin: 0.3\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"^the parameters cell: gross_margin is 40; it is a share"):
        run(changed(client="acme", gross_margin=40.0), READ)
    with pytest.raises(SettingsError, match=r"^the values given to papermill: gross_margin is 40; it is a share"):
        run(OWN, injected(client="acme", gross_margin=40), READ)


def test_a_mistake_speaks_the_language_of_the_report(run):
    with pytest.raises(SettingsError, match="kiesfout is geen instelling"):
        run(changed(language="nl"), injected(kiesfout=1), READ)
    with pytest.raises(SettingsError, match=r"language is \['nl'\], expected text"):
        run(changed(language=["nl"]), READ)


def test_the_notebook_shows_words_and_no_traceback(run, capsys):
    with pytest.raises(SettingsError):
        run(changed(gross_margin=40.0), READ)
    shown = capsys.readouterr().out
    assert shown == "SettingsError:\nthe parameters cell: gross_margin is 40; it is a share. Write 0.4 for 40%.\n"


@pytest.mark.slow
def test_plain_papermill_ends_with_the_words(tmp_path):
    name = "cx_group_valuation"
    shutil.copytree(paths.root() / "templates", tmp_path / "templates")
    kit(tmp_path, "demo", client="client: demo\n", **{name: "gros_margin: 0.4\n"})
    command = [sys.executable, "-m", "papermill", f"templates/{name}.ipynb", "out.ipynb", "--no-progress-bar"]
    files = ["-f", "params/demo/client.yaml", "-f", f"params/demo/{name}.yaml"]
    done = subprocess.run([*command, *files], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert done.stderr.rstrip().splitlines()[-2:] == [
        "SettingsError:",
        f"params/demo/{name}.yaml: gros_margin is not a setting. Did you mean gross_margin?",
    ]


def test_where_no_cells_are_kept_the_names_in_the_notebook_count(shell):
    """nbval runs cells without keeping them."""
    for cell in (changed(period="2026"), READ):
        shell.run_cell(cell, store_history=False).raise_error()
    assert shell.user_ns["settings"].period == "2026"


def test_where_no_cells_are_kept_a_misspelt_name_is_told(shell):
    shell.run_cell(OWN.replace("metric: str", "metrc: str"), store_history=False)
    with pytest.raises(SettingsError, match="metrc is not a setting. Did you mean metric"):
        shell.run_cell(READ, store_history=False).raise_error()
