"""The files that set the kit up say the same, and name no host and no path of a machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"python-duckdb": "duckdb"}  # the forge's name for the Python package


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def by_name(requirements):
    return {canonicalize_name(r.name): r.specifier for r in map(Requirement, requirements)}


def test_environment_mirrors_pyproject():
    project = pyproject()
    wanted = by_name([*project["project"]["dependencies"], *project["dependency-groups"]["dev"]])
    wanted["python"] = by_name(["python" + project["project"]["requires-python"]])["python"]
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    by_pip = next(part["pip"] for part in listed if isinstance(part, dict))
    lines = [line for line in [*listed, *by_pip] if isinstance(line, str) and line not in ("pip", "-e .")]
    found = by_name(line.replace(" ", "", 1) for line in lines)
    assert {CONDA_NAMES.get(name, name): bounds for name, bounds in found.items()} == wanted


def test_constraints_hold_one_version_of_every_dependency():
    project = pyproject()
    wanted = by_name([*project["project"]["dependencies"], *project["dependency-groups"]["dev"]])
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(r.name): r.specifier for r in map(Requirement, lines)}
    for name, bounds in wanted.items():
        assert bounds.contains(next(iter(pinned[name])).version), name


def test_every_imported_package_is_a_declared_dependency():
    project = pyproject()["project"]
    declared = set(by_name([*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]))
    imported = set()
    for path in (ROOT / "cxkit").rglob("*.py"):
        imported |= set(re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    names = {
        "yaml": "pyyaml",
        "PIL": "pillow",
        "sklearn": "scikit-learn",
        "IPython": "ipykernel",
        "babel": "babel",
        "ibis": "ibis-framework",
        "traitlets": "nbconvert",
        "pydantic_core": "pydantic",
    }
    third_party = {names.get(name, name) for name in imported} - set(__import__("sys").stdlib_module_names) - {"cxkit"}
    known = declared | {"cycler", "jupyter-client", "jupyter_client"}  # parts of matplotlib and of nbclient
    assert third_party <= known, third_party - known


def test_no_package_host_and_no_path_of_this_machine_is_named():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    files = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    if not files:
        pytest.skip("not a git checkout")
    named = re.compile(rf"pypi\.org|pythonhosted|anaconda\.org|{re.escape(str(ROOT))}(?!\w)".encode())
    assert [f.name for f in files if f != Path(__file__) and named.search(f.read_bytes())] == []
