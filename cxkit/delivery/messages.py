"""Which English messages the sources hold: the package's code and pages, the notebooks' markdown and comments."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages import Catalog

from cxkit.settings.cell import PARAMETERS_MARK

Message = str | tuple[str, str]
Change = Callable[[str], str]

# which arguments of a call are messages; `_` and `plural` may also show a message that was marked elsewhere
_ARGUMENTS = {"_": (0,), "N_": (0,), "plural": (0, 1), "setting": (1,)}
_LITERALS_ONLY = ("N_", "setting")
_PUT_TOGETHER = ast.JoinedStr | ast.BinOp | ast.BoolOp | ast.IfExp
_BLOCK = re.compile(r"^(?:(?P<mark>#{1,6} +)(?P<heading>.*\S)|(?P<text>.*\S.*(?:\n(?!#{1,6} ).*\S.*)*))", re.MULTILINE)
_SAID = re.compile(r"""\bsay\(\s*(["'])(.+?)\1""")
_COMMENT = re.compile(rf"^({PARAMETERS_MARK}\b:?\s*|#+\s*)(.*\S)")
_LETTER = re.compile(r"[A-Za-z]")


def extract(folder: Path) -> Catalog:
    """Return every message of the package, its pages and the English notebooks, each file in reading order.

    Parameters
    ----------
    folder : the kit's folder, with cxkit and templates in it.
    """
    found = Catalog(charset="utf-8")
    for path in sorted((folder / "cxkit").rglob("*.py")):
        file = path.relative_to(folder).as_posix()
        _add(found, file, python_messages(path.read_text(encoding="utf-8"), file=file))
    for path in sorted((folder / "cxkit").rglob("*.j2")):
        _add(found, path.relative_to(folder).as_posix(), page_messages(path.read_text(encoding="utf-8")))
    for path in english_notebooks(folder):
        _add(found, path.relative_to(folder).as_posix(), notebook_messages(read_notebook(path)))
    return found


def _add(catalogue: Catalog, file: str, messages: Iterable[tuple[int, Message]]) -> None:
    for place, message in messages:
        catalogue.add(message, locations=[(file, place)])


def english_notebooks(folder: Path) -> list[Path]:
    """Return the notebooks that lie in templates itself, sorted by name."""
    return sorted((folder / "templates").glob("*.ipynb"))


def read_notebook(path: Path) -> dict[str, Any]:
    """Return a notebook as its file holds it."""
    return json.loads(path.read_text(encoding="utf-8"))


def extract_notebook(fileobj, keywords, comment_tags, options) -> Iterator[tuple[int, str | None, Message, list[str]]]:
    """Yield the messages of a notebook as Babel's extraction asks for; the number of the cell stands as line.

    Parameters
    ----------
    fileobj : the open notebook, in bytes.
    keywords, comment_tags, options : what Babel passes to every extractor; a notebook needs none of it.
    """
    for cell, message in notebook_messages(json.loads(fileobj.read().decode("utf-8"))):
        yield cell, None if isinstance(message, str) else "ngettext", message, []


def notebook_messages(notebook: Mapping[str, Any]) -> list[tuple[int, Message]]:
    """Return each message of a notebook with the number of its cell, the first cell being 1."""
    return [(i, message) for i, cell in enumerate(notebook["cells"], start=1) for message in _cell_messages(cell)]


def _cell_messages(cell: Mapping[str, Any]) -> list[Message]:
    if cell["cell_type"] == "code":
        comments = _collected(map_comments, source(cell)) if is_parameters(cell) else []
        return [*comments, *(message for _, message in python_messages(source(cell), file="notebook"))]
    return _collected(map_markdown, source(cell)) if cell["cell_type"] == "markdown" else []


def _collected(walk: Callable[[str, Change], str], text: str) -> list[str]:
    found: list[str] = []
    walk(text, lambda message: found.append(message) or message)
    return found


def source(cell: Mapping[str, Any]) -> str:
    """Return the text of a cell, which a notebook may store as lines."""
    return "".join(cell["source"])


def is_parameters(cell: Mapping[str, Any]) -> bool:
    """Say whether a cell is the parameters cell."""
    return "parameters" in cell["metadata"].get("tags", [])


def map_markdown(text: str, change: Change) -> str:
    """Return markdown with each block changed; blank lines and the marks of headings stay.

    Parameters
    ----------
    text : source of a markdown cell.
    change : called with a heading without its marks, or with a whole paragraph or list.

    Examples
    --------
    >>> map_markdown("## The answer\\n\\n- one\\n- two\\n", str.upper)
    '## THE ANSWER\\n\\n- ONE\\n- TWO\\n'
    """

    def changed(block: re.Match[str]) -> str:
        words = block["heading"] or block["text"]
        return (block["mark"] or "") + (change(words) if _LETTER.search(words) else words)

    return _BLOCK.sub(changed, text)


def map_comments(text: str, change: Change) -> str:
    """Return Python code with the words of each comment changed; the mark of the parameters cell stays.

    Parameters
    ----------
    text : source of the parameters cell.
    change : called with a comment without its # mark.

    Examples
    --------
    >>> print(map_comments("# Settings: change these\\nn: int = 3  # years counted", str.upper))
    # Settings: CHANGE THESE
    n: int = 3  # YEARS COUNTED
    """
    lines = io.StringIO(text).readlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            (row, start), end = token.start, token.end[1]
            line = lines[row - 1]
            lines[row - 1] = line[:start] + _COMMENT.sub(lambda m: m[1] + change(m[2]), token.string) + line[end:]
    return "".join(lines)


def python_messages(code: str, *, file: str) -> list[tuple[int, Message]]:
    """Return each message of Python code with its line, in reading order.

    Messages are the texts in `_()`, `N_()` and `.plural()`, and what `setting()` says a setting is about.

    Parameters
    ----------
    code : Python source.
    file : its name, for the error.

    Raises
    ------
    ValueError : a message is put together while the program runs, so no catalogue can hold it.

    Examples
    --------
    >>> python_messages("n = setting([1, 2], 'years counted', title=N_('Years'))", file="x.py")
    [(1, 'years counted'), (1, 'Years')]
    """
    calls = [node for node in ast.walk(ast.parse(code, file)) if _name(node) in _ARGUMENTS]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return [(call.lineno, message) for call in calls for message in _call_messages(call, file)]


def _name(node: ast.AST) -> str:
    """Return the name a call calls, without what stands before its dot; empty for what is no call."""
    function = getattr(node, "func", None)
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _call_messages(call: ast.Call, file: str) -> list[Message]:
    parts = [call.args[i] for i in _ARGUMENTS[_name(call)] if i < len(call.args)]
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    if len(texts) == len(parts) and texts:
        return [tuple(texts) if len(texts) > 1 else texts[0]]
    if _name(call) in _LITERALS_ONLY or any(isinstance(part, _PUT_TOGETHER) for part in parts):
        raise ValueError(f"{file}, line {call.lineno}: {_name(call)} must be given its message as a literal text")
    return []


def page_messages(template: str) -> list[tuple[int, Message]]:
    """Return each message of a page's Jinja template with its line.

    Examples
    --------
    >>> page_messages('<p>\\n<b>{{ page.say("Contents") }}</b>')
    [(2, 'Contents')]
    """
    lines = enumerate(template.splitlines(), start=1)
    return [(place, said[2]) for place, line in lines for said in _SAID.finditer(line)]
