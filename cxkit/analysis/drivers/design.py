"""Drivers as numbers: the columns of a model, and what stands where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

NUMBER, COUNT, SCORE, FLAG, LABELS = "number", "count", "score", "flag", "labels"
KINDS = (NUMBER, COUNT, SCORE, FLAG, LABELS)


@dataclass(frozen=True)
class Design:
    """The columns of a model, a constant first.

    x : customers x columns, float64; column 0 is 1.
    columns : name of each column: 'const', a driver, or 'driver=level'.
    places : driver to the places of its columns in x.
    kinds : driver to number, count, score, flag or labels.
    levels : label driver to the levels that have a column, in order.
    references : label driver to the level that has none.
    """

    x: np.ndarray
    columns: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    kinds: Mapping[str, str]
    levels: Mapping[str, tuple[str, ...]]
    references: Mapping[str, str]

    @property
    def drivers(self) -> tuple[str, ...]:
        """Return the drivers that have a column, in order."""
        return tuple(self.places)

    def moved(self, driver: str, change: np.ndarray) -> np.ndarray:
        """Return the columns with a driver changed by an amount per customer."""
        (place,) = self.places[driver]
        x = self.x.copy()
        x[:, place] += change
        return x

    def of(self, rows: np.ndarray) -> Design:
        """Return the same columns of some customers (boolean mask or places)."""
        return replace(self, x=self.x[rows])

    def with_only(self, drivers: Sequence[str]) -> Design:
        """Return the constant and the columns of some drivers."""
        kept = [0, *(place for name in drivers for place in self.places[name])]
        where = {old: new for new, old in enumerate(kept)}
        return Design(
            x=self.x[:, kept],
            columns=tuple(self.columns[place] for place in kept),
            places={name: tuple(where[place] for place in self.places[name]) for name in drivers},
            kinds={name: self.kinds[name] for name in drivers},
            levels={name: self.levels[name] for name in drivers if name in self.levels},
            references={name: self.references[name] for name in drivers if name in self.references},
        )


def design(frame: pd.DataFrame, *, kinds: Mapping[str, str]) -> Design:
    """Return the drivers of customers as the columns of a model.

    Parameters
    ----------
    frame : one row per customer; the columns of `kinds`, without blanks.
    kinds : driver to number, count, score, flag or labels, in the order of the columns. Labels become 0/1 columns with
        the commonest as reference; a driver with one value only gives no column.

    Examples
    --------
    >>> made = design(pd.DataFrame({"segment": ["a", "a", "b"], "calls": [1.0, 2.0, 3.0]}),
    ...               kinds={"segment": "labels", "calls": "count"})
    >>> made.columns, made.references, made.x.tolist()
    (('const', 'segment=b', 'calls'), {'segment': 'a'}, [[1.0, 0.0, 1.0], [1.0, 0.0, 2.0], [1.0, 1.0, 3.0]])
    """
    names, parts, places = ["const"], [np.ones(len(frame))], {}
    levels: dict[str, tuple[str, ...]] = {}
    references: dict[str, str] = {}
    for driver, kind in kinds.items():
        columns = _label_columns(frame[driver]) if kind == LABELS else _number_column(frame[driver])
        if not columns:
            continue
        places[driver] = tuple(range(len(names), len(names) + len(columns)))
        names += columns
        parts += columns.values()
        if kind == LABELS:
            references[driver] = _by_size(frame[driver])[0]
            levels[driver] = tuple(_by_size(frame[driver])[1:])
    kept = {driver: kinds[driver] for driver in places}
    return Design(np.column_stack(parts), tuple(names), places, kept, levels, references)


def _by_size(labels: pd.Series) -> list[str]:
    """Return the labels, the commonest first, those of equal number by name."""
    counts = labels.astype("str").value_counts().sort_index()
    return counts.sort_values(ascending=False, kind="stable").index.tolist()


def _label_columns(labels: pd.Series) -> dict[str, np.ndarray]:
    texts = labels.astype("str")
    return {f"{labels.name}={level}": (texts == level).to_numpy(float) for level in _by_size(labels)[1:]}


def _number_column(values: pd.Series) -> dict[str, np.ndarray]:
    return {str(values.name): values.to_numpy(float)} if values.nunique() > 1 else {}
