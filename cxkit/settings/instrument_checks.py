"""What is wrong with a questionnaire file: every fault, with its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cxkit.errors import Fault
from cxkit.language import N_
from cxkit.settings.fields import quoted
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

RULES = ("gate", "mean")
ITEMS_MIN, STAGES_MIN, SCALE_MAX = 2, 2, 100

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


def faults_of(values: Mapping[str, Any], *, file: str, rows: Callable[[], Mapping[tuple, int]]) -> list[Fault]:
    """Return everything that is wrong with the values of a questionnaire file.

    Parameters
    ----------
    values : what the file holds.
    file : its name, for faults.
    rows : returns the row of each place; asked only when something is wrong.
    """
    root = root_of(values, file=file, rows=rows)
    faults = [*_names(root, ""), *text_faults(root, ("name", "version")), *language_faults(root, ("title", "source"))]
    scale, found = _scale(root)
    faults += [*found, *_anchors(root, scale), *_stages(root, scale), *_rule(root), *_dimensions(root)]
    return faults


def _names(part: Part, kind: str) -> Iterator[Fault]:
    return name_faults(
        part, needed=NEEDED[kind], allowed=ALLOWED[kind], unknown=N_("{name} is not known in a questionnaire")
    )


def _scale(root: Part) -> tuple[tuple[int, int] | None, list[Fault]]:
    """Return the ends of the scale, or None when they cannot be used, with what is wrong."""
    ends = [root[name] for name in ("lowest", "highest") if name in root]
    faults = [
        end.fault(N_("{name} is {value}, expected a whole number"), N_("Write digits only"))
        for end in ends if not is_whole(end.value)
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
        if not is_whole(score) or (scale and not scale[0] <= score <= scale[1]):
            yield anchors[score].fault(N_("anchors names {score}, which is no score of the scale"),
                                       N_("Name whole scores from lowest to highest"), score=score)  # fmt: skip
    yield from language_faults(anchors, anchors.value)


def _stages(root: Part, scale: tuple[int, int] | None) -> list[Fault]:
    stages, faults = listed(root, "stages", STAGES_MIN)
    for stage in stages:
        faults += [*_names(stage, "stage"), *text_faults(stage, ("name",)), *language_faults(stage, ("about",))]
    faults += twice_faults([stage["name"] for stage in stages if "name" in stage])
    return [*faults, *_starts([stage["start"] for stage in stages if "start" in stage], scale)]


def _starts(starts: list[Part], scale: tuple[int, int] | None) -> list[Fault]:
    wrong = [start for start in starts if not is_number(start.value)]
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
    if "gate_stages" in root and not (is_whole(root["gate_stages"].value) and root["gate_stages"].value >= 0):
        yield root["gate_stages"].fault(N_("{name} is {value}, expected a whole number of 0 or more"),
                                        N_("Write digits only"))  # fmt: skip
    stages = root.value.get("stages")
    names = [stage.get("name") for stage in stages if isinstance(stage, Mapping)] if isinstance(stages, list) else []
    if root.value.get("hard_stage", "") not in ("", *names):
        yield root["hard_stage"].fault(N_("{name} is {value}, which is no stage"), N_("Choose one of: {choices}"),
                                       choices=", ".join(map(str, names)))  # fmt: skip


def _dimensions(root: Part) -> list[Fault]:
    dimensions, faults = listed(root, "dimensions", 1)
    keys: list[Part] = []
    for dimension in dimensions:
        items, found = listed(dimension, "items", ITEMS_MIN) if isinstance(dimension.value, Mapping) else ([], [])
        faults += [
            *_names(dimension, "dimension"),
            *key_faults([dimension]),
            *language_faults(dimension, ("name",)),
            *found,
        ]
        for item in items:
            faults += [*_names(item, "item"), *language_faults(item, ("text",)), *text_faults(item, ("source",))]
            if "reverse" in item and not isinstance(item["reverse"].value, bool):
                faults.append(item["reverse"].fault(N_("{name} is {value}, expected true or false"),
                                                    N_("Write true or false, without quotes")))  # fmt: skip
        faults += key_faults(items)
        keys += [item["key"] for item in items if "key" in item]
    return [*faults, *twice_faults([d["key"] for d in dimensions if "key" in d]), *twice_faults(keys)]
