"""Rooms import downwards only, and the analysis knows statistics and nothing else."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import cxkit

PACKAGE = Path(cxkit.__file__).parent
FLOORS = [
    {"language"}, {"errors"}, {"paths"}, {"settings"}, {"result", "forms", "baseline"}, {"demo"},
    {"intake", "analysis"}, {"report"}, {"delivery"}, {"cli"},
]  # fmt: skip
LEVEL = {room: level for level, floor in enumerate(FLOORS) for room in floor}
STATISTICS = {"numpy", "scipy", "pandas", "narwhals", "statsmodels", "sklearn", "numpy_financial"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(source: str) -> set[str]:
    """Return the full names of what a module imports, wherever in it the import stands."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "write the whole name: from cxkit.errors import Fault"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def rooms_used(source: str) -> set[str]:
    return {name.split(".")[1] for name in imported(source) if name.startswith("cxkit.")} - {"__version__"}


def may_use(own: str) -> set[str]:
    """Return the rooms that a room may import from: itself and those on floors below."""
    return {own} | {other for other, level in LEVEL.items() if level < LEVEL[own]}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_downwards(module):
    assert rooms_used(module.read_text(encoding="utf-8")) <= may_use(room(module))


def test_the_analysis_imports_statistics_only():
    for module in (PACKAGE / "analysis").rglob("*.py"):
        packages = {name.split(".")[0] for name in imported(module.read_text(encoding="utf-8"))}
        assert packages <= STATISTICS | {"cxkit"} | sys.stdlib_module_names, module.name


def test_every_room_has_its_floor():
    assert {room(module) for module in MODULES} == set(LEVEL)


def test_the_rule_sees_an_import_wherever_it_stands():
    hidden = "def f():\n    from cxkit.intake import load\n    import cxkit.report.show\n    from cxkit import delivery"
    assert rooms_used(hidden) == {"intake", "report", "delivery"}
    assert not rooms_used(hidden) & may_use("analysis")
