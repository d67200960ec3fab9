"""Words and numbers as the reader's language writes them: one catalogue, one way to write an amount."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "nl")
LOCALE_DIR = Path(__file__).parent / "locale"
_BABEL_LOCALES = {"en": "en_GB", "nl": "nl_NL"}


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


@functools.cache
def catalogue(code: str) -> Mapping[str, str | tuple[str, ...]]:
    """Return the translations of one language, from English message to that language's words."""
    path = LOCALE_DIR / code / "cxkit.po"
    if code == "en" or not path.exists():
        return {}
    from babel.messages.pofile import read_po

    with path.open("rb") as stream:
        messages = read_po(stream, locale=code)
    return {_singular(m.id): m.string for m in messages if m.id and m.string and not m.fuzzy}


def _singular(message_id) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


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
        forms = found if isinstance(found, tuple) and all(found) else (one, many)
        return forms[0 if n == 1 else 1].format(n=self.number(n), **values)

    def euro(self, amount: float, *, decimals: int = 0) -> str:
        """Return an amount in euros, `€1,234` in English and `€ 1.234` in Dutch."""
        from babel.numbers import format_currency

        digits = "#,##0" + ("." + "0" * decimals if decimals else "")
        patterns = {"en": f"¤{digits};-¤{digits}", "nl": f"¤\u00a0{digits};¤\u00a0-{digits}"}
        return format_currency(
            _no_minus_zero(amount, decimals), "EUR", patterns[self.code], locale=self._locale, currency_digits=False
        )

    def number(self, value: float, *, decimals: int = 0) -> str:
        """Return a number with this language's thousands and decimal marks."""
        from babel.numbers import format_decimal

        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(_no_minus_zero(value, decimals), pattern, locale=self._locale)

    def share(self, value: float, *, decimals: int = 0) -> str:
        """Return a share of 0 to 1 as a percentage: 0.123 becomes `12%`."""
        return self.number(value * 100, decimals=decimals) + "%"

    def date(self, value: dt.date) -> str:
        """Return a date in words, `5 March 2026` or `5 maart 2026`."""
        from babel.dates import format_date

        return format_date(value, "d MMMM y", locale=self._locale)

    @property
    def _locale(self) -> str:
        return _BABEL_LOCALES[self.code]


def _no_minus_zero(value: float, decimals: int) -> float:
    rounded = round(float(value), decimals)
    return 0.0 if rounded == 0 else rounded
