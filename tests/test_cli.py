"""The command line: light to start, clear when used wrongly, and its exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cxkit import cli
from cxkit.delivery.run import EngagementReport
from cxkit.demo.files import FILES
from cxkit.errors import DataError, Fault, NotEnoughData, RunError
from cxkit.intake.stale import Stale

HEAVY = ["pandas", "papermill", "yaml", "pydantic", "nbformat", "numpy", "cxkit.delivery", "cxkit.settings"]


def told(capsys, *args: str) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of one command."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(args)
    out, err = capsys.readouterr()
    return stopped.value.code, out, err


def test_help_imports_click_only():
    code = f"""
import sys
from cxkit.cli import main
try:
    main(["--help"])
except SystemExit as stopped:
    heavy = [name for name in {HEAVY} if name in sys.modules]
    sys.exit(str(heavy) if heavy or stopped.code else 0)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    for command in ("demo", "run", "new", "check", "translate"):
        assert f"\n  {command} " in run.stdout


def test_version(capsys):
    assert told(capsys, "--version") == (0, "cxkit 0.1.0\n", "")


@pytest.mark.parametrize(
    "args", [(), ("rum",), ("run",), ("run", "demo", "--timeout", "0"), ("new", "x", "--data", "/no")]
)
def test_wrong_use_ends_with_2(capsys, args):
    code, _, err = told(capsys, *args)
    assert code == 2 and "Usage: cxkit" in err


def test_an_unknown_notebook_is_wrong_use_and_gets_the_nearest_name(capsys):
    code, _, err = told(capsys, "run", "demo", "cx_group_valuatoin")
    assert code == 2
    assert "cx_group_valuatoin is not a notebook. Did you mean cx_group_valuation?" in err


@pytest.mark.parametrize(("kind", "code"), [(DataError, 1), (NotEnoughData, 1), (RunError, 3)])
def test_errors_are_told_in_words_one_fault_a_line(capsys, monkeypatch, kind, code):
    def fail(*args, **options):
        raise kind([Fault("it is empty", "Send it again", file="a.csv"), Fault("it is cut", "Send it again")])

    monkeypatch.setattr("cxkit.delivery.check.check_client", fail)
    assert told(capsys, "check", "demo") == (
        code, "", f"a.csv: it is empty. Send it again.\nit is cut. Send it again.\n{kind.closing}\n"
    )  # fmt: skip


def test_what_is_not_the_users_mistake_keeps_its_traceback(monkeypatch):
    monkeypatch.setattr("cxkit.delivery.check.check_client", lambda client: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["check", "demo"])


def test_ctrl_c_ends_with_130(capsys, monkeypatch):
    def stop(client):
        raise KeyboardInterrupt

    monkeypatch.setattr("cxkit.delivery.check.check_client", stop)
    code, _, err = told(capsys, "check", "demo")
    assert code == 130 and err.strip() == "Stopped."


def test_a_client_that_does_not_exist_is_a_users_mistake(capsys, tmp_path, monkeypatch):
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params").mkdir()
    monkeypatch.chdir(tmp_path)
    code, _, err = told(capsys, "run", "acme")
    assert code == 1
    assert err.startswith("params/acme/client.yaml: there are no settings for client acme.")


@pytest.mark.parametrize(("check", "left", "code"), [(True, ["stale"], 1), (True, [], 0), (False, ["fuzzy"], 0)])
def test_translate_says_what_is_left(capsys, monkeypatch, check, left, code):
    monkeypatch.setattr("cxkit.delivery.translate.main", lambda *, check: left)
    args = ["translate", "--check"] if check else ["translate"]
    assert told(capsys, *args) == (code, "".join(f"{line}\n" for line in left), "")


def test_demo_makes_its_data_once_and_takes_a_language_for_this_run_only(capsys, tmp_path, monkeypatch):
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params").mkdir()
    monkeypatch.chdir(tmp_path)
    asked = []

    def run(client, notebooks, **options):
        asked.append((client, notebooks, options["overrides"]))
        return EngagementReport("en", (), {})

    monkeypatch.setattr("cxkit.delivery.run.run_engagement", run)
    data = "".join(f"data: outputs/demo/data/{name}\n" for name in FILES)
    assert told(capsys, "demo") == (0, data, "")
    made = Path("outputs/demo/data/klanten.csv").stat().st_mtime_ns
    assert told(capsys, "demo", "--language", "nl") == (0, data, "")
    assert Path("outputs/demo/data/klanten.csv").stat().st_mtime_ns == made
    assert asked == [("demo", (), {}), ("demo", (), {"language": "nl"})]


def test_a_run_ends_with_what_is_out_of_date(capsys, monkeypatch):
    late = {"roi": Stale("other_results", ("cx_group_valuation",)), "executive_summary": Stale("other_data")}
    monkeypatch.setattr("cxkit.delivery.run.run_engagement", lambda *a, **o: EngagementReport("en", (), {}))
    monkeypatch.setattr("cxkit.intake.stale.stale_results", lambda client: late)
    assert told(capsys, "run", "acme", "cx_group_valuation")[1].splitlines() == [
        "",
        "roi: made from older results of cx_group_valuation; run it again",
        "executive_summary: made from other files than are there now; run it again",
        "  cxkit run acme roi executive_summary",
    ]


def test_run_ends_with_the_worst_outcome_and_tells_each(capsys, monkeypatch):
    errors = {"roi": RunError(Fault("cell 2 stopped", "Mend it")), "driver_modelling": DataError(Fault("no rows", ""))}
    monkeypatch.setattr("cxkit.delivery.run.run_engagement", lambda *a, **o: EngagementReport("en", (), errors))
    code, _, err = told(capsys, "run", "acme")
    assert code == 3
    assert err.splitlines()[:3] == ["", "roi", "cell 2 stopped. Mend it."]
    assert err.splitlines()[4:7] == ["", "driver_modelling", "no rows."]
