"""Several what-ifs for one outcome together: never more leavers saved than there are."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.drivers.what_if import Shift


@dataclass(frozen=True)
class Together:
    """What-ifs of one outcome at the same time; arrays are over the customers of the widest of their models.

    shifts : the what-ifs.

    Notes
    -----
    B is what a what-if can save of a customer: the probability of leaving, or of not taking the product. Each what-if
    saves s_k of it; together they save B (1 - product of (1 - s_k / B)): no less than the largest, no more than their
    sum, never more than B. Where two models differ on a customer, B is the larger, and the whole is cut at the B of
    the widest model.
    """

    shifts: tuple[Shift, ...]

    @functools.cached_property
    def widest(self) -> Shift:
        """Return a what-if in the model of most customers."""
        return max(self.shifts, key=lambda shift: len(shift.moved))

    @property
    def rows(self) -> pd.DataFrame:
        """Return the customers."""
        return self.widest.model.rows

    @property
    def probability(self) -> np.ndarray:
        """Return each customer's probability as it is, by the widest model."""
        return self.widest.probability

    @functools.cached_property
    def _places(self) -> dict[str, np.ndarray]:
        """Return by model where its customers stand among those of the widest."""
        wide = pd.Index(self.rows["customer_id"])
        models = {shift.model.model: shift.model for shift in self.shifts}
        places = {name: wide.get_indexer(model.customer_id) for name, model in models.items()}
        if any((at < 0).any() for at in places.values()):
            raise ValueError("a model holds customers that the widest one lacks")
        return places

    def _wide(self, shift: Shift, values: np.ndarray, *, fill: float) -> np.ndarray:
        wide = np.full(len(self.rows), fill)
        wide[self._places[shift.model.model]] = values
        return wide

    @functools.cached_property
    def _possible(self) -> dict[str, np.ndarray]:
        """Return by model what can be saved of each customer; -1 for who is not in it."""
        return {shift.model.model: self._wide(shift, _possible(shift), fill=-1.0) for shift in self.shifts}

    @functools.cached_property
    def _most(self) -> np.ndarray:
        return np.max(list(self._possible.values()), axis=0)

    @functools.cached_property
    def _left(self) -> np.ndarray:
        """Return (what-ifs, n) the share of what can be saved that each what-if leaves."""
        saved = np.array([self._wide(shift, shift.saved, fill=0.0) for shift in self.shifts])
        return 1 - np.divide(saved, self._most, out=np.zeros_like(saved), where=self._most > 0)

    @functools.cached_property
    def _limits(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the least and the most that can be left of each customer."""
        return self._most - self._possible[self.widest.model.model], np.ones(len(self.rows))

    @functools.cached_property
    def saved(self) -> np.ndarray:
        """Return per customer how many leavers fewer, or takers more."""
        return self._most - np.clip(self._most * self._left.prod(axis=0), *self._limits)

    def influence(self, weights: np.ndarray) -> np.ndarray:
        """Return (n + 1,) what each customer, and last a stated reliability, adds to the sum of weights x saved."""
        least, most = self._limits
        left = self._most * self._left.prod(axis=0)
        free, at_least = (left >= least) & (left <= most), left < least
        others = np.array([np.delete(self._left, place, axis=0).prod(axis=0) for place in range(len(self.shifts))])
        by_most = np.where(free, 1 - self._left.prod(axis=0) - ((1 - self._left) * others).sum(axis=0), ~at_least)
        total = self._of_what_is_possible(weights, by_most, at_least)
        for shift, by_saved in zip(self.shifts, others, strict=True):
            at = self._places[shift.model.model]
            total += self._added(shift, shift.influence((weights * by_saved * free)[at]))
        return total

    def _of_what_is_possible(self, weights: np.ndarray, by_most: np.ndarray, at_least: np.ndarray) -> np.ndarray:
        """Return what customers add by way of what can be saved: by the model that says most, or by the widest."""
        total, taken = np.zeros(len(self.rows) + 1), np.zeros(len(self.rows), bool)
        for shift in {shift.model.model: shift for shift in self.shifts}.values():
            name = shift.model.model
            says_most = (self._possible[name] == self._most) & ~taken
            taken |= says_most
            share = weights * (by_most * says_most + at_least * (name == self.widest.model.model))
            before = -shift.sign * share[self._places[name]]
            total += self._added(shift, shift.influence_of(before, np.zeros_like(before)))
        return total

    def _added(self, shift: Shift, each: np.ndarray) -> np.ndarray:
        return np.append(self._wide(shift, each[:-1], fill=0.0), each[-1])


def together(shifts: Sequence[Shift]) -> Together:
    """Return what-ifs of one outcome at the same time.

    Parameters
    ----------
    shifts : one or more, of one outcome; the customers of each model are among those of the widest.
    """
    return Together(tuple(shifts))


def _possible(shift: Shift) -> np.ndarray:
    """Return what can be saved of each customer: the probability of leaving, or of not taking the product."""
    return shift.probability if shift.sign < 0 else 1 - shift.probability
