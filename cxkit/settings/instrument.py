"""A maturity questionnaire: its dimensions, items, scale, stages and rule, from a file that a client can replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RULES = ("gate", "mean")


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
    """
    raise NotImplementedError
