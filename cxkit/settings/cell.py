"""Settings from the parameters cell of a running notebook, and from what papermill injected below it."""

from __future__ import annotations

import ast
import pprint
from collections.abc import Mapping, Sequence
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


def parameters_source(model: type[Settings]) -> str:
    """Return the parameters cell of a settings class: a line per setting, with its default and what it is.

    Parameters
    ----------
    model : settings class of a notebook.
    """
    lines = [_line(name, field.get_default(call_default_factory=True), field.description)
             for name, field in model.model_fields.items()]  # fmt: skip
    return "\n".join([FIRST_LINE, *lines])


def _line(name: str, default: Any, about: str | None) -> str:
    value = pprint.pformat(default, width=100, sort_dicts=False, compact=True)
    return f"{name}: {type(default).__name__} = {value}  # {about}"


def read_settings(model: type[S]) -> S:
    """Return the checked settings of this notebook.

    Only the names assigned in the parameters cell and in the cell papermill injected below it count, so that
    running all cells twice in one kernel gives the same settings.

    Parameters
    ----------
    model : settings class of the notebook, such as cx.GroupValuation.

    Raises
    ------
    SettingsError : a name is unknown, or a value is missing, mistyped or out of range.
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise SettingsError(Fault(N_("there is no notebook running"), N_("Use read_settings in a notebook only")))
    names = assigned_names(shell.user_ns["In"])
    given = {name: shell.user_ns[name] for name in names if name in shell.user_ns}
    language = given.get("language") if given.get("language") in ("en", "nl") else "en"
    return model.check(given, where=_finder(given), language=language)


def assigned_names(cells: Sequence[str]) -> list[str]:
    """Return the names that the last parameters cell, and the cell injected after it, assign.

    Parameters
    ----------
    cells : sources of the cells run so far, oldest first.

    Examples
    --------
    >>> assigned_names(["# Settings", "# Settings\\nn: int = 1", "# Parameters\\nclinet = 'x'", "n = 3"])
    ['n', 'clinet']
    """
    first = max((i for i, cell in enumerate(cells) if _is_marked(cell, PARAMETERS_MARK)), default=0)
    parts = [cell for cell in cells[first:] if _is_marked(cell, PARAMETERS_MARK) or _is_marked(cell, INJECTED_MARK)]
    names = [name for cell in parts for name in _targets(cell)]
    return list(dict.fromkeys(names))


def _is_marked(cell: str, mark: str) -> bool:
    return cell.lstrip().startswith(mark)


def _targets(cell: str) -> list[str]:
    names = []
    for node in ast.parse(cell).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names += [target.id for target in targets if isinstance(target, ast.Name)]
    return names


def _finder(given: Mapping[str, Any]):
    """Return a function that names the params file in which a name stands, or the notebook itself."""

    def where(name: str) -> str:
        folder = paths.root() / "params"
        own = sorted((folder / str(given.get("client", ""))).glob("*.yaml"))
        for path in [*own, *sorted(folder.glob("*/*.yaml"))]:
            if name in read_yaml(path)[0]:
                return shown(path)
        return N_("the parameters cell")

    return where
