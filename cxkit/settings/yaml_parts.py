"""Parts of a YAML file that a client writes, and what can be wrong with each: the fault, with its row."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxkit.errors import Fault
from cxkit.language import LANGUAGES, N_
from cxkit.settings.fields import quoted, unknown_name

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_ALL = "all"


@dataclass(frozen=True)
class Part:
    """A part of the file: its value, the names and numbers that lead to it, and the fault it can have."""

    value: Any
    place: tuple[str | int, ...]
    fault_at: Callable[..., Fault]

    def __getitem__(self, name: str | int) -> Part:
        """Return one value of a mapping or a list."""
        return Part(self.value[name], (*self.place, name), self.fault_at)

    def __contains__(self, name: str) -> bool:
        """Say whether a mapping holds a name."""
        return isinstance(self.value, Mapping) and name in self.value

    @property
    def name(self) -> str:
        """Return the last name that leads here, with the number in a list counted from 1."""
        last = self.place[-1] if self.place else ""
        return f"{self.place[-2]} {last + 1}" if isinstance(last, int) and len(self.place) > 1 else str(last)

    def fault(self, found: str, remedy: str, **values: object) -> Fault:
        """Return a fault of this part."""
        return self.fault_at(self.place, found, remedy, {"name": self.name, "value": quoted(self.value), **values})


def root_of(values: Mapping[str, Any], *, file: str, rows: Callable[[], Mapping[tuple, int]]) -> Part:
    """Return the whole of a file as a part.

    Parameters
    ----------
    values : what the file holds.
    file : its name, for faults.
    rows : returns the row of each place; asked only when something is wrong.
    """

    def fault_at(place: tuple, found: str, remedy: str, filled: Mapping[str, object]) -> Fault:
        known = rows()
        row = next((known[place[:n]] for n in range(len(place), 0, -1) if place[:n] in known), 0)
        return Fault(found, remedy, file=file, rows=(row,) if row else (), values=filled)

    return Part(values, (), fault_at)


def name_faults(part: Part, *, needed: Sequence[str], allowed: Sequence[str], unknown: str) -> Iterator[Fault]:
    """Yield a fault for each name that is missing, and for each that is not known, in the words of unknown."""
    if not isinstance(part.value, Mapping):
        yield part.fault(N_("{name} is {value}, expected names with values"), N_("Write lines such as name: value"))
        return
    for name in needed:
        if name not in part:
            yield part.fault(N_("{missing} is missing"), N_("Write {missing}: and its value"), missing=name)
    for name in part.value:
        if name not in allowed:
            near = unknown_name(str(name), allowed)
            yield part[name].fault(unknown, N_("Did you mean {near}?") if "near" in near.values else N_("Use {known}"),
                                   **{**near.values, "name": name})  # fmt: skip


def text_faults(part: Part, names: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each name whose value is no text."""
    for name in names:
        if name in part and not is_text(part[name].value):
            yield part[name].fault(N_("{name} is {value}, expected text"), N_("Write the value between quotes"))


def language_faults(part: Part, names: Iterable[Any]) -> Iterator[Fault]:
    """Yield a fault for each text that is neither a text nor texts by language with the English one among them."""
    for name in names:
        if name not in part or is_text(part[name].value):
            continue
        given = part[name]
        if not isinstance(given.value, Mapping) or "en" not in given.value:
            yield given.fault(N_("{name} has no English text"), N_("Write {name}: {{en: text, nl: text}}, or one text"))
            continue
        for code in given.value:
            if code not in LANGUAGES:
                yield given[code].fault(N_("{name} is not a language of the kit"), N_("Use {known}"),
                                        known=", ".join(LANGUAGES))  # fmt: skip
            elif not is_text(given[code].value):
                yield given[code].fault(N_("{name} is {value}, expected text"), N_("Write the value between quotes"))


def listed(root: Part, name: str, least: int) -> tuple[list[Part], list[Fault]]:
    """Return the parts of a list, with the fault when it is none or too short."""
    if name not in root:
        return [], []
    part = root[name]
    if not isinstance(part.value, list) or len(part.value) < least:
        return [], [part.fault(N_("{name} must be a list of at least {least}"),
                               N_('Write each on a line that starts with "- "'), least=least)]  # fmt: skip
    return [part[number] for number in range(len(part.value))], []


def key_faults(parts: Iterable[Part]) -> Iterator[Fault]:
    """Yield a fault for each key that cannot name a dimension or an item."""
    for part in parts:
        if "key" in part and not _is_key(part["key"].value):
            yield part["key"].fault(
                N_("the key {value} cannot be used"),
                N_('Use text of letters, digits, _ . and -, between quotes when it is a number, and not "all"'),
            )


def twice_faults(keys: Iterable[Part]) -> Iterator[Fault]:
    """Yield a fault for each key that stood before, capitals or not."""
    seen: set[str] = set()
    for key in keys:
        joined = str(key.value).casefold()
        if joined in seen:
            yield key.fault(N_("{value} stands twice"), N_("Give each its own"))
        seen.add(joined)


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None and value.casefold() != _ALL


def is_text(value: Any) -> bool:
    """Say whether a value is a text that is not blank."""
    return isinstance(value, str) and bool(value.strip())


def is_whole(value: Any) -> bool:
    """Say whether a value is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Say whether a value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
