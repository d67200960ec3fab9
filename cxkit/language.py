"""Words and numbers as the reader's language writes them: one catalogue, one way to write an amount."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

LANGUAGES = ("en", "nl")
LOCALE_DIR = Path(__file__).parent / "locale"
_BABEL_LOCALES = {"en": "en_GB", "nl": "nl_NL"}
_FIELD = re.compile(r'^(msgid|msgid_plural|msgstr)(?:\[\d\])? ((?:".*"\n?)+)', re.MULTILINE)
_FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)


class Word(str):
    """A value of a message that is itself a message of the catalogue, such as 'empty'; client's words are not."""


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


@functools.cache
def catalogue(code: str) -> Mapping[str, str | tuple[str, ...]]:
    """Return the translations of one language, from English message to that language's words."""
    path = LOCALE_DIR / code / "cxkit.po"
    return read_catalogue(path.read_text(encoding="utf-8")) if path.is_file() else {}


def read_catalogue(text: str) -> dict[str, str | tuple[str, ...]]:
    """Return the translations a .po file holds, without those that are empty or fuzzy.

    Babel reads the same, but takes five times as long, and every notebook waits for it.

    Parameters
    ----------
    text : the file, its entries divided by blank lines, as `cxkit translate` writes it.

    Examples
    --------
    >>> read_catalogue('msgid "row"\\nmsgstr "rij"\\n\\n#, fuzzy\\nmsgid "sheet"\\nmsgstr "vel"\\n')
    {'row': 'rij'}
    """
    entries = [_FIELD.findall(entry) for entry in text.split("\n\n") if not _FUZZY.search(entry)]
    return dict(pair for entry in entries for pair in _translation(entry))


def _translation(fields: list[tuple[str, str]]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Yield an entry's English message with its translation, or with its two translations, singular and plural."""
    message = next((_unquoted(text) for kind, text in fields if kind == "msgid"), "")
    forms = tuple(_unquoted(text) for kind, text in fields if kind == "msgstr")
    if message and forms and all(forms):
        yield message, forms if len(forms) > 1 else forms[0]


def _unquoted(text: str) -> str:
    """Return what the quoted lines of a .po file say; their escapes are those of JSON."""
    return "".join(json.loads(line, strict=False) for line in text.strip("\n").split("\n"))


@dataclass(frozen=True)
class Language:
    """One language: call it with an English message to get that message in this language.

    Parameters
    ----------
    code : 'en' or 'nl'.

    Examples
    --------
    >>> Language("en").euro(1234.5, decimals=2)
    '€1,234.50'
    >>> Language("nl").euro(1234.5, decimals=2).replace(chr(160), " ")
    '€ 1.234,50'
    >>> Language("en").share(0.123)
    '12%'
    """

    code: str = "en"

    def __call__(self, message: str, /, **values: object) -> str:
        """Return a message in this language with its {places} filled."""
        found = catalogue(self.code).get(message) or message
        text = found if isinstance(found, str) else found[0]
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the message for one or for many, with {n} written as this language writes it."""
        found = catalogue(self.code).get(one)
        forms = found if isinstance(found, tuple) else (one, many)
        return forms[0 if n == 1 else 1].format(n=self.number(n), **values)

    def euro(self, amount: float, *, decimals: int = 0) -> str:
        """Return an amount in euros, `€1,234` in English and `€ 1.234` in Dutch."""
        from babel.numbers import format_currency

        digits = "#,##0" + ("." + "0" * decimals if decimals else "")
        patterns = {"en": f"¤{digits};-¤{digits}", "nl": f"¤\u00a0{digits};¤\u00a0-{digits}"}
        return format_currency(
            _rounded(amount, decimals), "EUR", patterns[self.code], locale=self._locale, currency_digits=False
        )

    def number(self, value: float | Decimal, *, decimals: int = 0) -> str:
        """Return a number with this language's thousands and decimal marks."""
        from babel.numbers import format_decimal

        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(_rounded(value, decimals), pattern, locale=self._locale)

    def share(self, value: float, *, decimals: int = 0) -> str:
        """Return a share of 0 to 1 as a percentage: 0.123 becomes `12%`."""
        return self.number(_exact(value) * 100, decimals=decimals) + "%"

    def date(self, value: dt.date) -> str:
        """Return a date in words, `5 March 2026` or `5 maart 2026`."""
        from babel.dates import format_date

        return format_date(value, "d MMMM y", locale=self._locale)

    @property
    def _locale(self) -> str:
        return _BABEL_LOCALES[self.code]


def _rounded(value: float | Decimal, decimals: int) -> Decimal:
    """Return a number as it is printed: a half goes away from zero, as in a workbook, and zero has no sign."""
    exact = value if isinstance(value, Decimal) else _exact(value)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def _exact(value: float) -> Decimal:
    """Return the decimal number a float is printed as, so that 0.285 is 0.285 and not a little less."""
    return Decimal(repr(float(value)))
