"""Settings of a business case in words: which results they hold for, and the aims beside the euros."""

from __future__ import annotations

from collections.abc import Mapping

from cxkit.language import N_, Language
from cxkit.report.driver_words import driver_name
from cxkit.settings.driver_rules import ALL

BEGINNINGS = {
    "what_if_value": N_("effects of drivers"),
    "shift_value": N_("shift between CX groups"),
    "saving_fewer_contacts": N_("fewer contacts"),
    "saving_fewer_after_page": N_("fewer contacts after a page"),
    "saving_fewer_repeats": N_("fewer repeat contacts"),
    "saving_fewer_switches": N_("fewer channel switches"),
    "saving_shorter_handling": N_("shorter handling"),
    "saving_fewer_events": N_("fewer other costs"),
    "saving_residual_dearer": N_("dearer remaining contacts"),
    "saving_extra_work": N_("extra work"),
    "saving_": N_("savings on contacts"),
}
"""Beginning of a result's name to what those results are about."""
AIMS = {
    "responsibility": N_("corporate responsibility"),
    "reputation": N_("reputation"),
    "employees": N_("employee experience"),
    "trust": N_("customers' trust"),
}


def result_beginning(name: str, *, language: Language) -> str:
    """Return which results a beginning of a name is about; the name of a benefit of the client's own as typed.

    >>> result_beginning("what_if_value:NPS", language=Language("en"))
    'effects of drivers (NPS)'
    """
    start, _colon, rest = name.partition(":")
    if start not in BEGINNINGS:
        return name
    words = language(BEGINNINGS[start])
    about, _all, outcome = rest.partition(f":{ALL}")
    parts = [driver_name(part, scores=[], language=language) for part in (about, outcome.strip(":")) if part]
    return f"{words} ({', '.join(parts)})" if parts and about != ALL else words


def by_result(value: Mapping[str, float | str], *, language: Language) -> str:
    """Return what holds for which results: a share, or a text as typed.

    >>> by_result({"saving_": 0.8, "shift_value": 0.625}, language=Language("en"))
    'savings on contacts: 80%; shift between CX groups: 62.5%'
    """
    return "; ".join(
        f"{result_beginning(name, language=language)}: {held if isinstance(held, str) else _share(held, language)}"
        for name, held in value.items()
    )


def _share(value: float, _: Language) -> str:
    return _.share(value, decimals=0 if abs(100 * value - round(100 * value)) < 1e-9 else 1)


def aim_name(aim: str, *, language: Language) -> str:
    """Return an aim in small letters; one of the client's own as typed."""
    return language(AIMS[aim]) if aim in AIMS else aim


def aims_listed(value: Mapping[str, list[float]], *, language: Language) -> str:
    """Return of each aim the score now and the scores that are expected.

    >>> aims_listed({"trust": [6.0, 6.2, 6.8]}, language=Language("en"))
    "customers' trust now 6.0, expected 6.2 to 6.8"
    """
    told = []
    for aim, scores in value.items():
        now, low, high = (language.number(score, decimals=1) for score in scores)
        name = aim_name(aim, language=language)
        told.append(language(N_("{aim} now {now}, expected {low} to {high}"), aim=name, now=now, low=low, high=high))
    return "; ".join(told)
