"""What a report cell shows: an answer, a table, a paragraph, a figure; each once as HTML and once as plain text.

Every text comes in ready, in the reader's language, and goes out escaped. The classes are for the report's page
(cxkit.delivery.page); the few styles in the elements are for JupyterLab, which knows no classes of ours, and the
page drops them. `mathjax_ignore` keeps JupyterLab from reading `$…$` in a client's label as a formula.
"""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from cxkit.report.theme import COLOURS, PIXELS_PER_INCH, themed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

TONES = ("shown", "none", "hidden")
NO_FIGURE = "no figure"
KINDS = ("doubt", "warning", "info")
_EDGES = {"doubt": COLOURS["warning"], "warning": COLOURS["loss"], "info": COLOURS["grid"]}


@dataclass(frozen=True, repr=False)
class Answer:
    """The answer of a notebook: one sentence, its euros, how sure they are and what they rest on.

    Parameters
    ----------
    euro : the amount as written ("€ 20.000"), or words where there is none ("No difference shown").
    interval : the interval in plain words; may be empty.
    sentence : the answer as one sentence; may be empty.
    label : what the figure rests on, such as "estimated"; may be empty.
    tone : 'shown' when euro is an amount, 'none' when no difference is shown, 'hidden' when it may not be shown.

    Raises
    ------
    ValueError : the tone is not one of the three.

    Examples
    --------
    >>> Answer("€20,000", "between €12,000 and €31,000", "It is worth about €20,000 a year.", "estimated", "shown")
    It is worth about €20,000 a year.
    €20,000, between €12,000 and €31,000 [estimated]
    """

    euro: str
    interval: str
    sentence: str
    label: str
    tone: str

    def __post_init__(self):
        _check(self.tone, TONES)

    def __repr__(self) -> str:
        amount = ", ".join(filter(None, [self.euro, self.interval]))
        return "\n".join(filter(None, [self.sentence, amount + (f" [{self.label}]" if self.label else "")]))

    @property
    def in_one_sentence(self) -> str:
        """Return the answer as one sentence, its amount and interval included.

        >>> Answer("€20,000", "95% sure", "It is worth about", "estimated", "shown").in_one_sentence
        'It is worth about €20,000, 95% sure.'
        >>> Answer("No difference shown", "", "The groups do not differ.", "", "none").in_one_sentence
        'The groups do not differ.'
        """
        if self.tone == "shown":
            return f"{self.sentence} {', '.join(filter(None, [self.euro, self.interval]))}."
        return " ".join(filter(None, [self.sentence, f"({self.interval})" if self.interval else ""]))

    def _repr_html_(self) -> str:
        size = "2.2em" if self.tone == "shown" else "1.4em"
        amount = [
            _element("span", self.euro, "cx-euro", f"font-size:{size};font-weight:600"),
            _element("span", self.interval, "cx-interval"),
            _element("span", self.label, "cx-tag", f"font-size:.8em;color:{COLOURS['muted']}"),
        ]
        return (
            f'<section class="cx-answer cx-{self.tone} mathjax_ignore">'
            + _element("p", self.sentence, "cx-sentence", "font-size:1.2em")
            + f'<p class="cx-amount">{" ".join(filter(None, amount))}</p></section>'
        )


@dataclass(frozen=True, repr=False, eq=False)
class Table:
    """A table of texts ready to be read.

    Parameters
    ----------
    frame : the cells as texts, one column per heading; the first column names the row, the index is not shown.
    title : heading above the table.
    notes : lines below the table.
    numeric : columns to align to the right.
    total : the last row is a total, set apart.

    Raises
    ------
    ValueError : a column in `numeric` is not in the frame.

    Examples
    --------
    >>> import pandas as pd
    >>> groups = pd.DataFrame({"Group": ["8", "10"], "Customers": ["400", "1,250"]})
    >>> Table(groups, title="Customers per group", numeric=("Customers",))
    Customers per group
    <BLANKLINE>
    Group  Customers
    8            400
    10         1,250
    """

    frame: pd.DataFrame
    title: str = ""
    notes: tuple[str, ...] = ()
    numeric: tuple[str, ...] = ()
    total: bool = False

    def __post_init__(self):
        for name in self.numeric:
            _check(name, tuple(self.frame.columns))

    def __repr__(self) -> str:
        notes = "\n".join(self.notes)
        return "\n\n".join(filter(None, [self.title, self._text(), notes]))

    def _repr_html_(self) -> str:
        label = f' aria-label="{escape(self.title)}"' if self.title else ""
        notes = "".join(_element("p", note, "cx-notes", "font-size:.85em") for note in self.notes)
        return (
            '<figure class="cx-table mathjax_ignore" style="margin:1em 0">'
            + _element("figcaption", self.title, "cx-title", "font-weight:600")
            + f'<div class="cx-scroll" role="region" tabindex="0"{label}>'
            + f"<table>{self._head()}<tbody>{self._body()}</tbody></table></div>{notes}</figure>"
        )

    def _rows(self) -> list[list[str]]:
        return [[str(cell) for cell in row] for row in self.frame.itertuples(index=False, name=None)]

    def _text(self) -> str:
        lines = [[" ".join(cell.split()) for cell in row] for row in [[*map(str, self.frame.columns)], *self._rows()]]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        right = [name in self.numeric for name in self.frame.columns]
        return "\n".join(_aligned(line, widths, right) for line in lines)

    def _head(self) -> str:
        cells = [self._cell(str(name), name, "col") for name in self.frame.columns]
        return f"<thead><tr>{''.join(cells)}</tr></thead>"

    def _body(self) -> str:
        rows = [self._row(row) for row in self._rows()]
        if self.total and rows:
            rows[-1] = rows[-1].replace("<tr>", '<tr class="cx-total" style="font-weight:600">', 1)
        return "".join(rows)

    def _row(self, row: list[str]) -> str:
        scopes = ["row"] + [""] * (len(row) - 1)
        cells = zip(row, self.frame.columns, scopes, strict=True)
        return "<tr>" + "".join(self._cell(text, name, scope) for text, name, scope in cells) + "</tr>"

    def _cell(self, text: str, column: Any, scope: str) -> str:
        tag = "th" if scope else "td"
        side, css = ("right", ' class="cx-number"') if column in self.numeric else ("left", "")
        scoped = f' scope="{scope}"' if scope else ""
        return f'<{tag}{scoped}{css} style="text-align:{side}">{escape(text)}</{tag}>'


class Prose:
    """Paragraphs of running text.

    Examples
    --------
    >>> Prose("Promoters stay longer.", "That is not yet proof.")
    Promoters stay longer.
    <BLANKLINE>
    That is not yet proof.
    """

    def __init__(self, *paragraphs: str):
        self.paragraphs = paragraphs

    def __repr__(self) -> str:
        return "\n\n".join(self.paragraphs)

    def _repr_html_(self) -> str:
        paragraphs = "".join(f"<p>{escape(text)}</p>" for text in self.paragraphs if text)
        return f'<div class="cx-prose mathjax_ignore">{paragraphs}</div>'


class NoChart(Prose):
    """What stands where a figure would: why there is none.

    Its output is marked, so that whoever counts figures after a run tells it from a figure that was lost.
    """

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict[str, str], dict[str, dict]]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}, {"text/plain": {"cxkit": NO_FIGURE}}


@dataclass(frozen=True, repr=False)
class Note:
    """A quiet box beside the running text.

    Parameters
    ----------
    text : what it says, one paragraph.
    kind : 'doubt', 'warning' or 'info'.

    Raises
    ------
    ValueError : the kind is not one of the three.

    Examples
    --------
    >>> Note("One in four customers answered.", "doubt")
    One in four customers answered.
    """

    text: str
    kind: str = "info"

    def __post_init__(self):
        _check(self.kind, KINDS)

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        edge = f"border-left:3px solid {_EDGES[self.kind]};padding-left:1em"
        return (
            f'<aside class="cx-note cx-{self.kind} mathjax_ignore" role="note" style="{edge}">'
            f"<p>{escape(self.text)}</p></aside>"
        )


@dataclass(frozen=True, repr=False)
class Masthead:
    """The head of a report: its title, and one quiet line saying for whom, when and how final.

    Parameters
    ----------
    title : what the report is about.
    client, period, date, status : as printed; an empty one is left out.

    Examples
    --------
    >>> Masthead("What a better score is worth", "Lichtstad Energie", "2025", "5 March 2026", "Draft")
    What a better score is worth
    Lichtstad Energie · 2025 · 5 March 2026 · Draft
    """

    title: str
    client: str
    period: str
    date: str
    status: str

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.title, " · ".join(self._facts())]))

    def _repr_html_(self) -> str:
        facts = " · ".join(f"<span>{escape(fact)}</span>" for fact in self._facts())
        return (
            f'<header class="cx-masthead mathjax_ignore"><h1>{escape(self.title)}</h1>'
            f'<p class="cx-facts" style="color:{COLOURS["muted"]}">{facts}</p></header>'
        )

    def _facts(self) -> list[str]:
        return [fact for fact in (self.client, self.period, self.date, self.status) if fact]


@dataclass(frozen=True, repr=False)
class Chart:
    """A drawn figure: its picture, what it shows in words, and how wide it is meant to be.

    Parameters
    ----------
    png : the picture, at twice the width it is shown at.
    alt : what the picture shows, for those who cannot see it.
    width : pixels of the page it is wide.
    """

    png: bytes
    alt: str
    width: int

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict[str, str], dict[str, dict]]:
        data = {"image/png": base64.b64encode(self.png).decode("ascii"), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt, "width": self.width}}


def chart(figure: Figure, *, alt: str) -> Chart:
    """Draw a figure once, at twice its size, and close it.

    Parameters
    ----------
    figure : a matplotlib figure; it cannot be drawn on afterwards.
    alt : what the figure shows, in the reader's language.

    Returns
    -------
    The picture; the same figure gives the same bytes.

    Raises
    ------
    ValueError : alt is empty.
    """
    from matplotlib import pyplot as plt

    if not alt.strip():
        raise ValueError("a chart needs an alt text: say in words what it shows")
    try:
        png = _drawn(figure)
    finally:
        plt.close(figure)
    return Chart(png, alt.strip(), round(figure.get_figwidth() * PIXELS_PER_INCH))


def _drawn(figure: Figure) -> bytes:
    stream = io.BytesIO()
    with themed(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(stream, dpi=2 * PIXELS_PER_INCH, pil_kwargs={"compress_level": 1})
    return _lighter(stream)


def _lighter(picture: io.BytesIO) -> bytes:
    """Return a picture in 64 colours: for a figure of few colours the same to the eye, at a quarter of the bytes."""
    from PIL import Image

    stream = io.BytesIO()
    Image.open(picture).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(stream, "png", optimize=True)
    return stream.getvalue()


def _element(tag: str, text: str, css: str, style: str = "") -> str:
    if not text:
        return ""
    styled = f' style="{style}"' if style else ""
    return f'<{tag} class="{css}"{styled}>{escape(text)}</{tag}>'


def _aligned(line: Iterable[str], widths: Iterable[int], right: Iterable[bool]) -> str:
    cells = zip(line, widths, right, strict=True)
    return "  ".join(f"{cell:>{width}}" if to_right else f"{cell:<{width}}" for cell, width, to_right in cells).rstrip()


def _check(value: str, known: tuple) -> None:
    if value not in known:
        raise ValueError(f"{value!r} is not one of {', '.join(map(str, known))}")
