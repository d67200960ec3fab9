"""An executed notebook as the page a client reads: one HTML file without code, links to elsewhere or scripts."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from bleach.sanitizer import Cleaner
from nbconvert import HTMLExporter
from traitlets.config import Config

from cxkit.language import Language

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent
UNSHOWN_TAGS = {"parameters", "injected-parameters", "hide"}
SHOWN_TYPES = ["text/html", "text/markdown", "image/png", "image/jpeg", "text/plain"]
"""Kinds of output a page shows; the first of these that an output has."""
CONTENTS_FROM = 3
"""Headings a page must have before a table of contents helps."""

_HEADING = re.compile(r"^##\s+(.+?)\s*#*$", re.MULTILINE)
_TITLE = re.compile(r"^#\s+(.+)$", re.MULTILINE)
_SHOWN_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_TAGS = frozenset(
    {"a", "abbr", "aside", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em"}
    | {"figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "li", "ol", "p", "pre"}
    | {"s", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
    | {"u", "ul"}
)
_PLAIN_ATTRIBUTES = {"class", "scope", "colspan", "rowspan", "role", "tabindex", "aria-label", "alt", "title"}
_LINK = re.compile(r"(https?://|mailto:|#)")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,")
_one_at_a_time = threading.Lock()


def html(notebook: NotebookNode, *, language: str, title: str) -> str:
    """Return an executed notebook as one HTML page that needs nothing else.

    Parameters
    ----------
    notebook : executed; cells tagged parameters, injected-parameters or hide are left out, a cell tagged method and
        what follows it up to the next heading of level 2 are folded away at the end.
    language : 'en' or 'nl', the language the notebook is written in.
    title : title of the page; also its heading when the notebook shows none.

    Returns
    -------
    The page: no code, no streams, no errors, no scripts, an alt text on every picture.
    """
    main, method = _divided(_shown(notebook.cells))
    page = notebook.copy()
    page.cells = main + method
    facts = {
        "title": title,
        "language": language,
        "words": _words(Language(language)),
        "has_heading": _has_heading(main),
        "contents": _contents(main),
        "contents_before": _contents_before(main),
        "method_from": len(main),
    }
    with _one_at_a_time:
        return _exporter().from_notebook_node(page, resources={"cxkit": facts})[0]


def heading(notebook: NotebookNode) -> str:
    """Return the first heading of level 1 that a notebook shows, as text; empty when it shows none."""
    found = (heading for cell in _shown(notebook.cells) for heading in _level_1(cell))
    return next(found, "")


def _level_1(cell: NotebookNode) -> list[str]:
    if cell.cell_type == "markdown":
        return [text.strip() for text in _TITLE.findall(cell.source)]
    return [unescape(text) for text in _SHOWN_TITLE.findall(_output_html(cell))]


def _words(_: Language) -> dict[str, str]:
    return {"contents": _("Contents"), "method": _("Method"), "figure": _("Figure")}


def _shown(cells: Iterable[NotebookNode]) -> list[NotebookNode]:
    readable = (cell for cell in cells if cell.cell_type in ("markdown", "code"))
    return [_with_shown_outputs(cell) for cell in readable if not _tags(cell) & UNSHOWN_TAGS]


def _with_shown_outputs(cell: NotebookNode) -> NotebookNode:
    if cell.cell_type == "markdown":
        return cell
    outputs = [output for output in cell.outputs if any(kind in output.get("data", {}) for kind in SHOWN_TYPES)]
    return type(cell)(cell, outputs=outputs)


def _tags(cell: NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


def _divided(cells: list[NotebookNode]) -> tuple[list[NotebookNode], list[NotebookNode]]:
    """Divide the cells into the report and its method; a method runs on until the next heading."""
    main, method, in_method = [], [], False
    for cell in cells:
        in_method = "method" in _tags(cell) or (in_method and not _headings(cell))
        (method if in_method else main).append(cell)
    return main, method


def _headings(cell: NotebookNode) -> list[str]:
    return _HEADING.findall(cell.source) if cell.cell_type == "markdown" else []


def _contents(cells: list[NotebookNode]) -> list[tuple[int, str]]:
    """Return the headings with the number of the cell they stand in; none when there are too few."""
    found = [(number, heading) for number, cell in enumerate(cells) for heading in _headings(cell)]
    return found if len(found) >= CONTENTS_FROM else []


def _contents_before(cells: list[NotebookNode]) -> int:
    """Return the number of the first cell with a heading after the answer, so that the answer stands first."""
    answers = [number for number, cell in enumerate(cells) if 'class="cx-answer' in _output_html(cell)]
    after = answers[0] + 1 if answers else 0
    return next((after + n for n, cell in enumerate(cells[after:]) if _headings(cell)), -1)


def _has_heading(cells: list[NotebookNode]) -> bool:
    return any(_level_1(cell) for cell in cells)


def _output_html(cell: NotebookNode) -> str:
    return "".join(output.get("data", {}).get("text/html", "") for output in cell.get("outputs", []))


@functools.cache
def _exporter() -> HTMLExporter:
    exporter = HTMLExporter(
        template_name="page",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
        config=Config({"NbConvertBase": {"display_data_priority": SHOWN_TYPES}}),
    )
    exporter.register_filter("inert", inert)
    return exporter


def inert(markup: str) -> str:
    """Return HTML in which nothing can run or be fetched; what is not allowed shows as it was typed.

    Examples
    --------
    >>> inert('<p onclick="x()">Hello <script>x()</script></p>')
    '<p>Hello &lt;script&gt;x()&lt;/script&gt;</p>'
    """
    cleaner = Cleaner(tags=_TAGS, attributes=_allowed, protocols={"http", "https", "mailto", "data"})
    return cleaner.clean(_STYLE.sub("", markup))


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and _LINK.match(value) is not None
    if name == "src":
        return tag == "img" and _PICTURE.match(value) is not None
    return name in _PLAIN_ATTRIBUTES
