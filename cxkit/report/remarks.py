"""What a client may read of remarks: no contact details, no word by which a rater is known, no order that tells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

import pandas as pd

LEFT_OUT = "[…]"
ROLE_AND_DEPARTMENT = " | "  # stands between them where a rater has no own word
LETTERS = 2  # in a name that is looked for in remarks
CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?<![\w.,])(?:\+|\(?0)\d*(?:[\s()./-]{0,2}\d){8,14}(?!\d)"  # a telephone number: from + or 0 on
    r"|(?<![\w.,])\d{9,15}(?!\d)"  # a long number without marks
)


def told_apart(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return remarks without contact details, per item in an order that says nothing about who wrote them."""
    masked = evidence.assign(evidence=[without_contact(text) for text in evidence["evidence"]])
    order = {item: place for place, item in enumerate(dict.fromkeys(evidence["item"]))}
    by_item = masked.sort_values("evidence", kind="stable").sort_values(
        "item", key=lambda items: items.map(order), kind="stable"
    )
    return by_item.reset_index(drop=True)


def without_contact(text: str) -> str:
    """Return a remark without e-mail addresses and telephone numbers.

    >>> without_contact("Bel 06-12345678 of mail j.jansen@voorbeeld.nl vóór 01-02-2025.")
    'Bel […] of mail […] vóór 01-02-2025.'
    """
    return CONTACT.sub(LEFT_OUT, str(text))


def own_names(answers: pd.DataFrame | None) -> tuple[str, ...]:
    """Return the own words by which raters are known, longest first; not role and department, nor a mere number.

    >>> own_names(pd.DataFrame({"respondent": ["jan", "manager | it", "r1", "jan peter", "jan"]}))
    ('jan peter', 'jan')
    """
    if answers is None:
        return ()
    known = {str(name).strip() for name in answers["respondent"].dropna().unique()}
    own = [name for name in known if ROLE_AND_DEPARTMENT not in name and sum(map(str.isalpha, name)) >= LETTERS]
    return tuple(sorted(own, key=lambda name: (-len(name), name)))


def without_names(text: str, names: Collection[str]) -> str:
    """Return a remark without words that are the name of a rater, in capitals or not.

    >>> without_names("Vraag Jan, niet Janine; JAN weet het.", ["jan"])
    'Vraag […], niet Janine; […] weet het.'
    """
    if not names:
        return text
    words = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    typed = unicodedata.normalize("NFC", text)
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", LEFT_OUT, typed, flags=re.IGNORECASE)
