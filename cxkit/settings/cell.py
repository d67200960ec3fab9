"""Settings from the parameters cell of a running notebook, and from what papermill injected below it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, TypeVar

from cxkit import paths
from cxkit.errors import Fault, SettingsError
from cxkit.language import N_
from cxkit.settings.fields import Settings
from cxkit.settings.files import read_yaml, shown

S = TypeVar("S", bound=Settings)
PARAMETERS_MARK = "# Settings"
FIRST_LINE = f"{PARAMETERS_MARK}: change a value, then run all cells"
INJECTED_MARK = "# Parameters"
WIDTH = 100
_MARKED = re.compile(rf"{PARAMETERS_MARK}(?::.*)?$|{INJECTED_MARK}$", re.MULTILINE)


def parameters_source(model: type[Settings]) -> str:
    """Return the parameters cell of a settings class: each setting with its default and what it is.

    What says how the client's files are read stands last, below what the notebook is about.

    Parameters
    ----------
    model : settings class of a notebook.
    """
    fields = sorted(model.model_fields.items(), key=lambda item: item[1].json_schema_extra["files"])
    lines = [_line(name, field.get_default(call_default_factory=True), field.description) for name, field in fields]
    return "\n".join([FIRST_LINE, *lines])


def _line(name: str, default: Any, about: str | None) -> str:
    return f"{name}: {type(default).__name__} = {_literal(default)}  # {about}"


def _literal(value: Any, indent: str = "") -> str:
    """Return a value as Python: double quotes, and a dict of dicts with one name per line."""
    if isinstance(value, dict) and value and (not indent or len(json.dumps(value)) > WIDTH):
        inner = indent + "    "
        lines = [f"{inner}{json.dumps(name)}: {_literal(held, inner)},\n" for name, held in value.items()]
        return "{\n" + "".join(lines) + indent + "}"
    return str(value) if isinstance(value, bool | int | float) else json.dumps(value, ensure_ascii=False)


def read_settings(model: type[S]) -> S:
    """Return the checked settings of this notebook.

    Only the names assigned in the parameters cell and in the cell papermill injected below it count, so that
    running all cells twice in one kernel gives the same settings.

    Parameters
    ----------
    model : settings class of the notebook, such as cx.GroupValuation.

    Raises
    ------
    SettingsError : a name is unknown, a value is mistyped or out of range, or the parameters cell did not run.
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise SettingsError(Fault(N_("there is no notebook running"), N_("Use read_settings in a notebook only")))
    names, injected = _given_names(shell)
    given = {name: shell.user_ns[name] for name in names if name in shell.user_ns}
    language = given.get("language") if given.get("language") in ("en", "nl") else "en"
    where = _finder(given, injected)
    return model.check(given, where=where, language=language)


def _given_names(shell: Any) -> tuple[list[str], set[str]]:
    """Return the names the notebook gives, and those of them that papermill injected."""
    cells = shell.user_ns["In"]
    if not any(cells):
        return _plain_values(shell), set()
    own, *injected = parameter_cells(cells)
    names = dict.fromkeys(name for cell in [own, *injected] for name in _targets(cell))
    return list(names), {name for cell in injected for name in _targets(cell)}


def _plain_values(shell: Any) -> list[str]:
    """Return the user's names that hold what a setting can hold: all there is to go by where no cells are kept (nbval)."""
    kinds = (str, int, float, bool, list, dict)
    return [
        name
        for name, value in shell.user_ns.items()
        if type(value) in kinds and not name.startswith("_") and name not in shell.user_ns_hidden
    ]


def parameter_cells(cells: Sequence[str]) -> list[str]:
    """Return the parameters cell that ran last, then the cells papermill injected that ran after it.

    Parameters
    ----------
    cells : sources of the cells run so far, oldest first.

    Raises
    ------
    SettingsError : no parameters cell ran, or what papermill injected ran before the first one and was overwritten.

    Examples
    --------
    >>> parameter_cells(["# Settings", "# Settings\\nn: int = 1", "# Parameters\\nclinet = 'x'", "n = 3"])
    ['# Settings\\nn: int = 1', "# Parameters\\nclinet = 'x'"]
    """
    marked = [cell for cell in cells if _MARKED.match(cell) and _is_python(cell)]
    own = [i for i, cell in enumerate(marked) if not _is_injected(cell)]
    if not own:
        raise SettingsError(
            Fault(
                N_("no parameters cell was run"),
                N_('Run it; its first line must be "{mark}"'),
                values={"mark": PARAMETERS_MARK},
            )
        )
    if _is_injected(marked[0]):
        raise SettingsError(
            Fault(
                N_("the values given to papermill ran before the parameters cell, which overwrote them"),
                N_("Give the parameters cell the tag parameters, and run all cells in a new kernel"),
            )
        )
    return marked[own[-1] :]


def _is_injected(cell: str) -> bool:
    return cell.startswith(INJECTED_MARK)


def _is_python(cell: str) -> bool:
    """Say whether a cell could run; one with a slip of the keyboard assigned nothing."""
    try:
        ast.parse(cell)
    except SyntaxError:
        return False
    return True


def _targets(cell: str) -> list[str]:
    names = []
    for node in ast.parse(cell).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names += [target.id for target in targets if isinstance(target, ast.Name)]
    return names


def _finder(given: Mapping[str, Any], injected: Set[str]) -> Callable[[str], str]:
    """Return a function that names where a value comes from: a params file, papermill, or the notebook itself."""

    def where(name: str) -> str:
        if name not in injected:
            return N_("the parameters cell")
        files = (paths.root() / "params").glob("*/*.yaml")
        for path in sorted(files, key=lambda path: (path.parent.name != given.get("client"), path)):
            values = read_yaml(path)[0]
            if name in values and values[name] == given[name]:
                return shown(path)
        return N_("the values given to papermill")

    return where
