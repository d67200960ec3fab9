"""Headers: which row holds them, whether they are unique, and which one is nearest to a name."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence

from cxkit.errors import DataError, Fault
from cxkit.language import N_


def clean_headers(found: Iterable[object], *, file: str, sheet: str = "") -> list[str]:
    """Return headers in one form (NFC, single spaces, trimmed).

    Raises
    ------
    DataError : a header stands twice.

    Examples
    --------
    >>> clean_headers([" Score ", "Klant\\xa0nr", None], file="klanten.csv")
    ['Score', 'Klant nr', '']
    """
    headers = [clean_header(header) for header in found]
    twice = sorted({header for header in headers if header and headers.count(header) > 1})
    if twice:
        raise DataError([_twice(header, headers, file, sheet) for header in twice])
    return headers


def clean_header(header: object) -> str:
    """Return one header in one form; an empty text for a column without a header."""
    return "" if header is None else " ".join(unicodedata.normalize("NFC", str(header)).split())


def _twice(header: str, headers: list[str], file: str, sheet: str) -> Fault:
    places = [str(i) for i, other in enumerate(headers, start=1) if other == header]
    return Fault(
        N_("the header stands {n} times (columns {places})"),
        N_("Give each column its own header"),
        file=file,
        sheet=sheet,
        column=header,
        values={"n": len(places), "places": ", ".join(places)},
    )


def first_full(rows: Sequence[Sequence[object]]) -> int:
    """Return which of the first rows seems to hold the headers, counted from 0.

    Examples
    --------
    >>> first_full([["Export 2025", "", ""], ["klantnr", "segment", "cijfer"], ["1", "A", "8"]])
    1
    """
    filled = [sum(cell not in (None, "") for cell in row) for row in rows]
    usual = sorted(filled)[len(filled) // 2]
    return next(i for i, n in enumerate(filled) if n > usual / 2)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the name most like this one, or an empty text when none is like it.

    Examples
    --------
    >>> nearest("score", ["Klant", "Score "])
    'Score '
    """
    by_simple = {simple(other): other for other in known if other}
    near = difflib.get_close_matches(simple(name), by_simple, n=1, cutoff=0.5)
    return by_simple[near[0]] if near else ""


def simple(header: str) -> str:
    """Return a header as small letters and digits only, for comparing.

    Examples
    --------
    >>> simple("Customer ID")
    'customerid'
    """
    return "".join(c for c in header.casefold() if c.isalnum())
