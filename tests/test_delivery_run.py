"""Runs of tiny notebooks in real kernels: what a good run leaves, and that a failed one touches nothing."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from jupyter_core.utils import ensure_event_loop
from kit import NOTEBOOK_DIR, Tiny, add_client, make_kit, only_notebooks

from cxkit.delivery import atomic, jobs
from cxkit.delivery.jobs import checked_jobs
from cxkit.delivery.run import run_engagement, run_notebook
from cxkit.errors import DataError, Fault, RunError, SettingsError

EARLIER = b"an earlier run"
FOLDER = Path("outputs/acme")
FAILING = ("cell_error", "sys_exit", "dead_kernel", "slow", "no_figure", "no_number", "no_results", "wrong_data")
TIMEOUT_SECONDS = 4


@dataclass(frozen=True)
class Failed:
    """A run that failed over an earlier run: what was raised and what the folder holds."""

    error: Exception
    folder: Path
    untouched: bool

    @property
    def text(self) -> str:
        return str(self.error)


def tiny_kit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a kit, let it know the tiny notebooks only, and go there."""
    only_notebooks({path.stem: Tiny for path in NOTEBOOK_DIR.glob("*.ipynb")}, monkeypatch)
    monkeypatch.setattr(jobs, "load_data", lambda settings: None)
    monkeypatch.chdir(make_kit(folder))
    return folder


@pytest.fixture
def kit(tmp_path, monkeypatch):
    return tiny_kit(tmp_path, monkeypatch)


def earlier_run(notebook: str, client: str = "acme") -> list[Path]:
    """Leave files of an earlier run and return them."""
    folder = Path("outputs", client).absolute()
    (folder / "results").mkdir(parents=True)
    files = [folder / f"{notebook}.ipynb", folder / f"{notebook}.html", folder / "results" / f"{notebook}.json"]
    for file in files:
        file.write_bytes(EARLIER)
    return files


def fail(notebook: str) -> Failed:
    """Run a notebook that fails, for a client of its own."""
    client = notebook.replace("_", "-")
    add_client(Path.cwd(), client)
    files = earlier_run(notebook, client)
    with pytest.raises(RunError) as caught:
        run_notebook(client, notebook, timeout_seconds=TIMEOUT_SECONDS)
    close_loop()
    return Failed(caught.value, files[0].parent, [file.read_bytes() for file in files] == [EARLIER] * 3)


def close_loop() -> None:
    """Close the event loop jupyter_client made for this thread; it leaves that to the end of the process."""
    loop = ensure_event_loop()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()


@pytest.fixture(scope="module")
def failed(tmp_path_factory) -> dict[str, Failed]:
    """Run every notebook that fails, side by side in threads: no run may touch the process the others share."""
    with pytest.MonkeyPatch.context() as monkeypatch, ThreadPoolExecutor(4) as pool:
        tiny_kit(tmp_path_factory.mktemp("kit"), monkeypatch)
        before = dict(os.environ), Path.cwd()
        runs = dict(zip(FAILING, pool.map(fail, FAILING), strict=True))
        assert (dict(os.environ), Path.cwd()) == before
    return runs


@pytest.mark.parametrize("notebook", FAILING)
def test_a_failed_run_leaves_the_earlier_files_and_a_notebook_marked_as_failed(failed, notebook):
    run = failed[notebook]
    assert run.untouched
    names = [atomic.LOCK_NAME, f"{notebook}.failed.ipynb", f"{notebook}.html", f"{notebook}.ipynb", "results"]
    assert sorted(path.name for path in run.folder.iterdir()) == sorted(names)
    cells = nbformat.read(run.folder / f"{notebook}.failed.ipynb", as_version=4).cells
    assert "did not finish" in cells[0].source
    assert cells[1].source == "# A tiny report"


def test_a_good_run_leaves_a_clean_notebook_a_page_and_results(kit):
    Path("params/acme/good.yaml").write_text("answer: The shift is worth €20,000.\n", encoding="utf-8")
    files = earlier_run("good")
    (FOLDER / "good.failed.ipynb").touch()
    (FOLDER / "results" / "good.parquet").touch()
    report = run_notebook("acme", "good")
    assert report.answer == "The shift is worth €20,000."
    assert [report.notebook_path, report.page_path, report.results_path] == [kit / file for file in files]
    assert json.loads(report.results_path.read_bytes())["answer"] == report.answer
    assert "A tiny report" in report.page_path.read_text(encoding="utf-8")
    assert sorted(p.name for p in FOLDER.iterdir()) == [atomic.LOCK_NAME, "good.html", "good.ipynb", "results"]
    assert [p.name for p in (FOLDER / "results").iterdir()] == ["good.json"]
    text = report.notebook_path.read_text(encoding="utf-8")
    assert not [word for word in (str(kit), "papermill", '"stderr"', "execution_time") if word in text]
    notebook = nbformat.reads(text, as_version=4)
    ids = ["title", "settings", "injected-parameters", "imports", "what-happens", "figure", "results"]
    assert [cell.id for cell in notebook.cells] == ids
    assert notebook.cells[4].outputs[0].text == "BLAS threads: 1\n"
    bytes_left = [path.read_bytes() for path in paths_of(report)]
    assert [path.read_bytes() for path in paths_of(run_notebook("acme", "good"))] == bytes_left


def paths_of(report):
    return report.notebook_path, report.page_path, report.results_path


def test_a_cell_error_is_told_with_cell_and_last_line(failed):
    assert failed["cell_error"].text.splitlines() == [
        "outputs/cell-error/cell_error.failed.ipynb: cell 4 (amounts = {\"score\": 8}) stopped with KeyError: 'value'. "
        "Mend the cell.",
        "What stood there before was left as it was.",
    ]


def test_sys_exit_is_no_success(failed):
    assert "cell 4 (sys.exit(0)) stopped with SystemExit: 0" in failed["sys_exit"].text


def test_a_dead_kernel_is_told_as_such(failed):
    assert "the kernel died in cell 4 (os.kill(os.getpid(), signal.SIGKILL))" in failed["dead_kernel"].text


def test_a_cell_that_takes_too_long_is_told_as_such(failed):
    assert 'cell 4 (Path("started").touch()) took too long' in failed["slow"].text


def test_missing_figures_nan_and_missing_results_fail_the_run(failed):
    assert "0 of 1 figures were drawn" in failed["no_figure"].text
    assert "the results hold no number at findings[0].estimate" in failed["no_number"].text
    assert "no results were written" in failed["no_results"].text


def test_wrong_data_found_in_a_cell_is_told_in_words(failed):
    assert failed["wrong_data"].text.splitlines()[0] == "antwoorden.csv: 2 rows have no score. Add them."
    codes = {notebook: run.error.exit_code for notebook, run in failed.items()}
    assert codes == {**dict.fromkeys(FAILING, 3), "wrong_data": 1}


def test_one_failure_does_not_stop_the_others(kit):
    said = []
    report = run_engagement("acme", ["no_figure", "good"], say=said.append, overrides={"answer": "So."})
    assert list(report.errors) == ["no_figure"] and report.exit_code == 3
    assert [run.notebook for run in report.reports] == ["good"]
    assert said == [
        "no_figure: running, the same as",
        "  papermill templates/no_figure.ipynb outputs/acme/no_figure.ipynb -f params/acme/client.yaml -r answer So.",
        "no_figure: did not finish",
        "good: running, the same as",
        "  papermill templates/good.ipynb outputs/acme/good.ipynb -f params/acme/client.yaml -r answer So.",
    ]


def test_every_fault_of_every_notebook_comes_before_any_kernel(kit, monkeypatch):
    monkeypatch.setattr("cxkit.delivery.run.papermill", None)
    Path("params/acme/good.yaml").write_text("anwser: x\n")
    Path("params/acme/slow.yaml").write_text("answer: 3\n")
    with pytest.raises(SettingsError) as caught:
        run_engagement("acme")
    assert [fault.file for fault in caught.value.faults] == ["params/acme/good.yaml", "params/acme/slow.yaml"]
    assert not Path("outputs").exists()


def test_faults_of_the_data_stand_once_though_two_notebooks_meet_them(kit, monkeypatch):
    def load(settings):
        raise DataError(Fault("the file is empty", "Send it again", file="klanten.csv"))

    monkeypatch.setattr(jobs, "load_data", load)
    with pytest.raises(DataError) as caught:
        run_engagement("acme", ["good", "slow"])
    assert [fault.file for fault in caught.value.faults] == ["klanten.csv"]


def test_an_unknown_notebook_gets_the_nearest_name(kit):
    with pytest.raises(SettingsError, match="Did you mean good"):
        run_notebook("acme", "goood")


def test_language_chooses_the_template(kit):
    (job,) = checked_jobs("acme", ["good"], overrides={"language": "nl"})
    assert job.template == kit / "templates/nl/good.ipynb"
    assert job.command.startswith("papermill templates/nl/good.ipynb ")
    with pytest.raises(SettingsError, match="language is 'fr'"):
        checked_jobs("acme", ["good"], overrides={"language": "fr"})


def test_a_missing_template_is_named(kit):
    Path("templates/nl/good.ipynb").unlink()
    with pytest.raises(SettingsError, match="templates/nl/good.ipynb: .*cxkit translate"):
        checked_jobs("acme", ["good"], overrides={"language": "nl"})


def test_a_linked_outputs_folder_is_refused(kit, tmp_path_factory):
    Path("outputs").mkdir()
    FOLDER.symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(SettingsError, match="outputs/acme is a link"):
        run_notebook("acme", "good")


def test_a_folder_that_cannot_be_made_is_told_in_words(kit):
    Path("outputs").touch()
    with pytest.raises(RunError, match="outputs/acme: the system does not let the run write here: "):
        run_notebook("acme", "good")


def test_a_full_disk_is_told_in_words_and_leaves_the_earlier_files(kit, monkeypatch):
    def full_disk(*args, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("papermill.execute_notebook", full_disk)
    files = earlier_run("good")
    report = run_engagement("acme", ["good", "slow"])
    assert list(report.errors) == ["good", "slow"]
    assert "outputs/acme: the system does not let the run write here: No space left" in str(report.errors["good"])
    assert [file.read_bytes() for file in files] == [EARLIER] * 3


def test_a_second_run_in_the_same_folder_is_refused(kit):
    FOLDER.mkdir(parents=True)
    with atomic.lock(FOLDER), pytest.raises(RunError, match="another run is writing to outputs/acme"):
        run_notebook("acme", "good")


def test_the_lock_of_a_killed_process_is_taken_over(kit):
    FOLDER.mkdir(parents=True)
    holder = subprocess.Popen(
        [sys.executable, "-c", "from cxkit.delivery.atomic import *; from pathlib import Path\n"
         "with lock(Path('outputs/acme')): print('held', flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(RunError), atomic.lock(FOLDER):
        pass
    holder.kill()
    holder.communicate()
    with atomic.lock(FOLDER):
        assert (FOLDER / atomic.LOCK_NAME).exists()


def test_what_a_killed_run_left_goes_first(tmp_path):
    left = tmp_path / atomic.WORK_NAME / "good.ipynb"
    left.parent.mkdir()
    left.touch()
    with atomic.work_folder(tmp_path) as work:
        assert not list(work.iterdir())
    assert not work.exists()


def test_when_one_file_cannot_be_moved_the_old_ones_come_back(tmp_path):
    new, old, kept = tmp_path / "new", tmp_path / "old", tmp_path / "kept"
    for folder in (new, old, kept):
        folder.mkdir()
    for name in "abc":
        (new / name).write_text("new")
    (old / "a").write_text("old")
    (old / "c").mkdir()
    (old / "c" / "in the way").touch()
    with pytest.raises(OSError):
        atomic.move_together([(new / name, old / name) for name in "abc"], kept_in=kept)
    assert (old / "a").read_text() == "old"
    assert not (old / "b").exists()


def test_ctrl_c_ends_with_130_and_leaves_earlier_files(kit):
    files = earlier_run("slow")
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in the background
        f"import sys; sys.path.insert(0, {str(NOTEBOOK_DIR.parent)!r}); import kit; kit.use_tiny_notebooks()\n"
        "from cxkit.cli import main; main(['run', 'acme', 'slow'])"
    )
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not Path("started").exists() and run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    _, stderr = run.communicate(timeout=60)
    assert run.returncode == 130, stderr
    assert "Traceback" not in stderr
    assert [file.read_bytes() for file in files] == [EARLIER] * 3
    assert sorted(p.name for p in FOLDER.iterdir()) == [atomic.LOCK_NAME, "results", "slow.html", "slow.ipynb"]
