"""What is wrong with a file of published figures: every fault, with its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cxkit.errors import Fault
from cxkit.language import N_
from cxkit.settings.yaml_parts import (
    Part,
    is_number,
    is_whole,
    key_faults,
    language_faults,
    listed,
    name_faults,
    root_of,
    text_faults,
    twice_faults,
)

UNITS = (
    "EUR million", "USD million", "GBP million", "EUR per contact", "USD per contact", "GBP per contact", "share",
    "points",
)  # fmt: skip
SEEN = ("read", "excerpt")
FIRST_YEAR, LAST_YEAR = 1990, 2100

NEEDED = ("key", "publisher", "source", "what", "low", "high", "unit")
ALLOWED = (*NEEDED, "edition", "industry", "seen")


def faults_of(values: Mapping[str, Any], *, file: str, rows: Callable[[], Mapping[tuple, int]]) -> list[Fault]:
    """Return everything that is wrong with the values of a file of published figures.

    Parameters
    ----------
    values : what the file holds.
    file : its name, for faults.
    rows : returns the row of each place; asked only when something is wrong.
    """
    root = root_of(values, file=file, rows=rows)
    figures, faults = listed(root, "figures", 1)
    faults = [*_names(root, ("figures",), ("figures",)), *faults]
    for figure in figures:
        faults += [*_names(figure, NEEDED, ALLOWED), *key_faults([figure]), *_words(figure), *_numbers(figure)]
    return [*faults, *twice_faults([figure["key"] for figure in figures if "key" in figure])]


def _names(part: Part, needed: tuple[str, ...], allowed: tuple[str, ...]) -> Iterator[Fault]:
    unknown = N_("{name} is not known in a file of figures")
    return name_faults(part, needed=needed, allowed=allowed, unknown=unknown)


def _words(figure: Part) -> Iterator[Fault]:
    """Yield what is wrong with who said it and where, with the texts by language, and with the words of a few."""
    yield from text_faults(figure, ("publisher", "source"))
    yield from language_faults(figure, ("what", "industry"))
    for name, choices in (("unit", UNITS), ("seen", SEEN)):
        if name in figure and figure[name].value not in choices:
            yield figure[name].fault(
                N_("{name} is {value}"), N_("Choose one of: {choices}"), choices=", ".join(choices)
            )


def _numbers(figure: Part) -> Iterator[Fault]:
    """Yield what is wrong with the year of the edition and with the two ends of the figure."""
    if "edition" in figure and not _is_year(figure["edition"].value):
        yield figure["edition"].fault(
            N_("{name} is {value}, expected a year from {first} to {last}"),
            N_("Write the year in digits, or leave edition out when the source names none"),
            first=FIRST_YEAR, last=LAST_YEAR,
        )  # fmt: skip
    ends = [figure[name] for name in ("low", "high") if name in figure]
    wrong = [end for end in ends if not is_number(end.value)]
    for end in wrong:
        yield end.fault(N_("{name} is {value}, expected a number"), N_("Write it with a decimal point, such as 0.5"))
    if not wrong and len(ends) == 2 and ends[0].value > ends[1].value:
        yield ends[1].fault(N_("high is {value}, below low, which is {low}"),
                            N_("Let low be the lower of the two, or both the same"), low=ends[0].value)  # fmt: skip


def _is_year(value: Any) -> bool:
    return is_whole(value) and FIRST_YEAR <= value <= LAST_YEAR
