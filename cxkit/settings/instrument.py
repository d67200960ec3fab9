"""A maturity questionnaire: its dimensions, items, scale, stages and rule, from a file that a client can replace."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxkit import paths
from cxkit.errors import Fault, SettingsError
from cxkit.language import LANGUAGES, N_
from cxkit.settings.instrument_checks import RULES, faults_of
from cxkit.settings.safe_yaml import read_yaml, rows_of, shown

__all__ = ["RULES", "Dimension", "Instrument", "Item", "Stage", "load_instrument"]

FOLDER = Path(__file__).parents[1] / "questionnaires"
GATE_STAGES = 1


@dataclass(frozen=True)
class Item:
    """One statement that raters score.

    Parameters
    ----------
    key : short name, such as leadership_1; unique in the questionnaire.
    dimension : key of its dimension.
    text : the statement by language.
    reverse : whether a high score is a low maturity.
    source : where the idea comes from; may be empty.
    """

    key: str
    dimension: str
    text: Mapping[str, str]
    reverse: bool = False
    source: str = ""


@dataclass(frozen=True)
class Dimension:
    """One side of maturity: its key, its name by language, and its items."""

    key: str
    name: Mapping[str, str]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Stage:
    """One stage: its name (not translated), the score from which a mean is in it, and what it means by language."""

    name: str
    start: float
    about: Mapping[str, str]


@dataclass(frozen=True)
class Instrument:
    """A questionnaire.

    Parameters
    ----------
    name, version : as the file says.
    title, source : by language.
    lowest, highest : ends of the scale, whole numbers.
    anchors : score -> what it means, by language.
    stages : lowest first; the first starts at the lowest score.
    rule : 'gate' or 'mean': what decides the stage.
    gate_stages : with the gate, how many stages a dimension may be behind.
    hard_stage : name of the stage that is hard to reach; may be empty.
    dimensions : in the order of the questionnaire.
    """

    name: str
    version: str
    title: Mapping[str, str]
    source: Mapping[str, str]
    lowest: int
    highest: int
    anchors: Mapping[int, Mapping[str, str]]
    stages: tuple[Stage, ...]
    rule: str
    gate_stages: int
    hard_stage: str
    dimensions: tuple[Dimension, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Return every item, dimension by dimension."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    @property
    def starts(self) -> tuple[float, ...]:
        """Return the scores at which the stages start, lowest first."""
        return tuple(stage.start for stage in self.stages)


def load_instrument(name: str) -> Instrument:
    """Return the questionnaire of that name, or of that file.

    Parameters
    ----------
    name : name of a questionnaire of the kit (cx_maturity), or the path of a YAML file.

    Raises
    ------
    SettingsError : there is none, or it is not sound; every fault at once.

    Examples
    --------
    >>> [stage.name for stage in load_instrument("cx_maturity").stages]
    ['Interested', 'Invested', 'Committed', 'Engaged', 'Embedded']
    """
    path = _path(name)
    if not path.is_file():
        raise SettingsError(_missing(name))
    return _loaded(path, hashlib.sha256(path.read_bytes()).hexdigest())


def _path(name: str) -> Path:
    """Return the file of a questionnaire; a name without folder or ending is one of the kit's own."""
    return FOLDER / f"{name}.yaml" if re.fullmatch(r"\w+", name) else paths.resolve(name)


def _missing(name: str) -> Fault:
    return Fault(
        N_("there is no questionnaire {name}"),
        N_("Questionnaires of the kit: {known}; one of your own is named by the path of its YAML file"),
        values={"name": name or "''", "known": ", ".join(sorted(path.stem for path in FOLDER.glob("*.yaml")))},
    )


@functools.lru_cache(maxsize=16)
def _loaded(path: Path, digest: str) -> Instrument:
    """Return the questionnaire of a file as it is now; the digest of its bytes is there for the cache."""
    values, unread = read_yaml(path)
    file = f"cxkit/questionnaires/{path.name}" if path.is_relative_to(FOLDER) else shown(path)
    faults = faults_of(values, file=file, rows=functools.cache(lambda: rows_of(path))) if values else []
    if unread or faults or not values:
        raise SettingsError(
            [*unread, *faults] or Fault(N_("the file is empty"), N_("Write the questionnaire in it"), file=file)
        )
    return _built(values)


def _built(values: Mapping[str, Any]) -> Instrument:
    """Return the questionnaire that checked values say."""
    return Instrument(
        name=values["name"],
        version=values["version"],
        title=_by_language(values["title"]),
        source=_by_language(values.get("source", "")),
        lowest=values["lowest"],
        highest=values["highest"],
        anchors={score: _by_language(text) for score, text in sorted(values.get("anchors", {}).items())},
        stages=tuple(Stage(s["name"], float(s["start"]), _by_language(s.get("about", ""))) for s in values["stages"]),
        rule=values.get("rule", RULES[0]),
        gate_stages=values.get("gate_stages", GATE_STAGES),
        hard_stage=values.get("hard_stage", ""),
        dimensions=tuple(_dimension(dimension) for dimension in values["dimensions"]),
    )


def _dimension(values: Mapping[str, Any]) -> Dimension:
    items = tuple(
        Item(
            key=item["key"],
            dimension=values["key"],
            text=_by_language(item["text"]),
            reverse=item.get("reverse", False),
            source=item.get("source", ""),
        )
        for item in values["items"]
    )
    return Dimension(values["key"], _by_language(values["name"]), items)


def _by_language(given: str | Mapping[str, str]) -> dict[str, str]:
    """Return a text in every language of the kit; English stands in for what is not translated."""
    return {code: given if isinstance(given, str) else given.get(code, given["en"]) for code in LANGUAGES}
