"""Drivers as a reader reads them: counts of contacts, scores, themes and customer columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxkit.language import N_, Language
from cxkit.report.wording import column_words
from cxkit.settings.driver_rules import ALL
from cxkit.settings.drivers import THEME

COUNT_WORDS = {
    "contacts_n": N_("contacts"),
    "first_contacts_n": N_("first contacts"),
    "repeat_contacts_n": N_("repeat contacts"),
}
TOPIC_WORDS = {
    "contacts_n": N_("contacts about {topic}"),
    "first_contacts_n": N_("first contacts about {topic}"),
    "repeat_contacts_n": N_("repeat contacts about {topic}"),
}


def driver_name(name: str, *, scores: Sequence[str], language: Language) -> str:
    """Return a driver, or a group of drivers, as words in the middle of a sentence.

    Parameters
    ----------
    name : as in the settings.
    scores : metrics, which are written as the client writes them.

    Examples
    --------
    >>> driver_name("first_contacts_n:bill", scores=[], language=Language("en"))
    'first contacts about bill'
    """
    count, _colon, topic = name.partition(":")
    if name in scores:
        return name
    if name.startswith(THEME):
        return language(N_("theme {theme}"), theme=name.removeprefix(THEME))
    if count in COUNT_WORDS:
        return language(TOPIC_WORDS[count], topic=topic) if topic else language(COUNT_WORDS[count])
    return column_words(name, language=language)


def segment_name(segment: str, *, language: Language) -> str:
    """Return whom a what-if is about.

    >>> segment_name("segment=Premium", language=Language("en"))
    'segment Premium'
    """
    if segment == ALL:
        return language(N_("all customers"))
    column, _equals, value = segment.partition("=")
    return f"{column_words(column, language=language)} {value}"


def changes_listed(what_ifs: Sequence[Sequence[Any]], language: Language) -> str:
    """Return what the settings change, as typed: '[driver, by how much, who]' each.

    >>> changes_listed([["repeat_contacts_n", -1.0, "all"]], Language("en"))
    'repeat contacts −1, all customers'
    """
    return "; ".join(
        f"{driver_name(driver, scores=[], language=language)} {_signed(change, language)}, "
        f"{segment_name(segment, language=language)}"
        for driver, change, segment in what_ifs
    )


def _signed(change: float, language: Language) -> str:
    places = next(places for places in (0, 1, 2, 3) if places == 3 or abs(change - round(change, places)) < 1e-9)
    return ("+" if change > 0 else "−") + language.number(abs(change), decimals=places)


def drivers_listed(names: Sequence[str], language: Language) -> str:
    """Return drivers one after the other.

    >>> drivers_listed(["first_contacts_n", "first_contacts_n:bill"], Language("en"))
    'first contacts, first contacts about bill'
    """
    return ", ".join(driver_name(name, scores=[], language=language) for name in names)
