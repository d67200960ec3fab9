"""What is wrong with a questionnaire file: every fault, with its row."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cxkit.errors import Fault
from cxkit.language import LANGUAGES, N_
from cxkit.settings.fields import quoted, unknown_name

RULES = ("gate", "mean")
ITEMS_MIN, STAGES_MIN, SCALE_MAX = 2, 2, 100
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_ALL = "all"

NEEDED = {
    "": ("name", "version", "title", "lowest", "highest", "stages", "dimensions"),
    "stage": ("name", "start"),
    "dimension": ("key", "name", "items"),
    "item": ("key", "text"),
}
ALLOWED = {
    "": (*NEEDED[""], "source", "anchors", "rule", "gate_stages", "hard_stage"),
    "stage": (*NEEDED["stage"], "about"),
    "dimension": NEEDED["dimension"],
    "item": (*NEEDED["item"], "reverse", "source"),
}


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


def faults_of(values: Mapping[str, Any], *, file: str, rows: Callable[[], Mapping[tuple, int]]) -> list[Fault]:
    """Return everything that is wrong with the values of a questionnaire file.

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

    root = Part(values, (), fault_at)
    faults = [*_names(root, ""), *_texts(root, ("name", "version")), *_by_language(root, ("title", "source"))]
    scale, found = _scale(root)
    faults += [*found, *_anchors(root, scale), *_stages(root, scale), *_rule(root), *_dimensions(root)]
    return faults


def _names(part: Part, kind: str) -> Iterator[Fault]:
    """Yield a fault for each name that is missing, and for each that is not known."""
    if not isinstance(part.value, Mapping):
        yield part.fault(N_("{name} is {value}, expected names with values"), N_("Write lines such as name: value"))
        return
    for name in NEEDED[kind]:
        if name not in part:
            yield part.fault(N_("{missing} is missing"), N_("Write {missing}: and its value"), missing=name)
    for name in part.value:
        if name not in ALLOWED[kind]:
            near = unknown_name(str(name), ALLOWED[kind])
            yield part[name].fault(N_("{name} is not known in a questionnaire"),
                                   N_("Did you mean {near}?") if "near" in near.values else N_("Use {known}"),
                                   **{**near.values, "name": name})  # fmt: skip


def _texts(part: Part, names: Iterable[str]) -> Iterator[Fault]:
    for name in names:
        if name in part and not _is_text(part[name].value):
            yield part[name].fault(N_("{name} is {value}, expected text"), N_("Write the value between quotes"))


def _by_language(part: Part, names: Iterable[Any]) -> Iterator[Fault]:
    """Yield a fault for each text that is neither a text nor texts by language with the English one among them."""
    for name in names:
        if name not in part or _is_text(part[name].value):
            continue
        given = part[name]
        if not isinstance(given.value, Mapping) or "en" not in given.value:
            yield given.fault(N_("{name} has no English text"), N_("Write {name}: {{en: text, nl: text}}, or one text"))
            continue
        for code in given.value:
            if code not in LANGUAGES:
                yield given[code].fault(N_("{name} is not a language of the kit"), N_("Use {known}"),
                                        known=", ".join(LANGUAGES))  # fmt: skip
            elif not _is_text(given[code].value):
                yield given[code].fault(N_("{name} is {value}, expected text"), N_("Write the value between quotes"))


def _scale(root: Part) -> tuple[tuple[int, int] | None, list[Fault]]:
    """Return the ends of the scale, or None when they cannot be used, with what is wrong."""
    ends = [root[name] for name in ("lowest", "highest") if name in root]
    faults = [
        end.fault(N_("{name} is {value}, expected a whole number"), N_("Write digits only"))
        for end in ends if not _is_whole(end.value)
    ]  # fmt: skip
    if faults or len(ends) < 2:
        return None, faults
    low, high = (end.value for end in ends)
    if 0 < high - low <= SCALE_MAX:
        return (low, high), []
    return None, [ends[1].fault(N_("the scale runs from {low} to {high}"),
                                N_("Let highest be above lowest, by at most {steps}"),
                                low=low, high=high, steps=SCALE_MAX)]  # fmt: skip


def _anchors(root: Part, scale: tuple[int, int] | None) -> Iterator[Fault]:
    if "anchors" not in root:
        return
    anchors = root["anchors"]
    if not isinstance(anchors.value, Mapping):
        yield anchors.fault(N_("{name} is {value}, expected names with values"), N_("Write lines such as 0: never"))
        return
    for score in anchors.value:
        if not _is_whole(score) or (scale and not scale[0] <= score <= scale[1]):
            yield anchors[score].fault(N_("anchors names {score}, which is no score of the scale"),
                                       N_("Name whole scores from lowest to highest"), score=score)  # fmt: skip
    yield from _by_language(anchors, anchors.value)


def _listed(root: Part, name: str, least: int) -> tuple[list[Part], list[Fault]]:
    """Return the parts of a list, with the fault when it is none or too short."""
    if name not in root:
        return [], []
    part = root[name]
    if not isinstance(part.value, list) or len(part.value) < least:
        return [], [part.fault(N_("{name} must be a list of at least {least}"),
                               N_('Write each on a line that starts with "- "'), least=least)]  # fmt: skip
    return [part[number] for number in range(len(part.value))], []


def _stages(root: Part, scale: tuple[int, int] | None) -> list[Fault]:
    stages, faults = _listed(root, "stages", STAGES_MIN)
    for stage in stages:
        faults += [*_names(stage, "stage"), *_texts(stage, ("name",)), *_by_language(stage, ("about",))]
    faults += _twice([stage["name"] for stage in stages if "name" in stage])
    return [*faults, *_starts([stage["start"] for stage in stages if "start" in stage], scale)]


def _starts(starts: list[Part], scale: tuple[int, int] | None) -> list[Fault]:
    wrong = [start for start in starts if not _is_number(start.value)]
    if wrong or not starts or scale is None:
        return [start.fault(N_("{name} is {value}, expected a number"), N_("Write it with a decimal point, such as 0.5"))
                for start in wrong]  # fmt: skip
    faults = []
    if starts[0].value != scale[0]:
        faults.append(starts[0].fault(N_("the first stage starts at {value}, expected {low}, the lowest score"),
                                      N_("Let the first stage start at the lowest score"), low=scale[0]))  # fmt: skip
    for before, start in zip(starts, starts[1:], strict=False):
        if start.value <= before.value:
            faults.append(start.fault(N_("a stage starts at {value}, the one before it at {before}"),
                                      N_("Write the stages in order, each with a higher start"),
                                      before=quoted(before.value)))  # fmt: skip
    if starts[-1].value > scale[1]:
        faults.append(starts[-1].fault(N_("a stage starts at {value}, above the highest score {high}"),
                                       N_("Let every stage start within the scale"), high=scale[1]))  # fmt: skip
    return faults


def _rule(root: Part) -> Iterator[Fault]:
    """Yield what is wrong with the rule, with how far a dimension may be behind, and with the stage hard to reach."""
    if "rule" in root and root["rule"].value not in RULES:
        yield root["rule"].fault(N_("{name} is {value}"), N_("Choose one of: {choices}"), choices=", ".join(RULES))
    if "gate_stages" in root and not (_is_whole(root["gate_stages"].value) and root["gate_stages"].value >= 0):
        yield root["gate_stages"].fault(N_("{name} is {value}, expected a whole number of 0 or more"),
                                        N_("Write digits only"))  # fmt: skip
    stages = root.value.get("stages")
    names = [stage.get("name") for stage in stages if isinstance(stage, Mapping)] if isinstance(stages, list) else []
    if root.value.get("hard_stage", "") not in ("", *names):
        yield root["hard_stage"].fault(N_("{name} is {value}, which is no stage"), N_("Choose one of: {choices}"),
                                       choices=", ".join(map(str, names)))  # fmt: skip


def _dimensions(root: Part) -> list[Fault]:
    dimensions, faults = _listed(root, "dimensions", 1)
    keys: list[Part] = []
    for dimension in dimensions:
        items, found = _listed(dimension, "items", ITEMS_MIN) if isinstance(dimension.value, Mapping) else ([], [])
        faults += [*_names(dimension, "dimension"), *_keys([dimension]), *_by_language(dimension, ("name",)), *found]
        for item in items:
            faults += [*_names(item, "item"), *_by_language(item, ("text",)), *_texts(item, ("source",))]
            if "reverse" in item and not isinstance(item["reverse"].value, bool):
                faults.append(item["reverse"].fault(N_("{name} is {value}, expected true or false"),
                                                    N_("Write true or false, without quotes")))  # fmt: skip
        faults += _keys(items)
        keys += [item["key"] for item in items if "key" in item]
    return [*faults, *_twice([d["key"] for d in dimensions if "key" in d]), *_twice(keys)]


def _keys(parts: Iterable[Part]) -> Iterator[Fault]:
    """Yield a fault for each key that cannot name a dimension or an item."""
    for part in parts:
        if "key" in part and not _is_key(part["key"].value):
            yield part["key"].fault(
                N_("the key {value} cannot be used"),
                N_('Use text of letters, digits, _ . and -, between quotes when it is a number, and not "all"'),
            )


def _twice(keys: Iterable[Part]) -> Iterator[Fault]:
    """Yield a fault for each key that stood before, capitals or not."""
    seen: set[str] = set()
    for key in keys:
        joined = str(key.value).casefold()
        if joined in seen:
            yield key.fault(N_("{value} stands twice"), N_("Give each its own"))
        seen.add(joined)


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None and value.casefold() != _ALL


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
