"""Levers on contacts: which contacts each works on, how far, and how one avoided euro is shared among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis import uncertainty as unsure
from cxkit.analysis.value import Z
from cxkit.settings.touchpoint_rules import ALL
from cxkit.settings.touchpoints import TouchpointSavings

CONTACTS, PAGE, REPEATS = "fewer_contacts", "fewer_after_page", "fewer_repeats"
SWITCHES, HANDLING = "fewer_switches", "shorter_handling"
AVOIDING_EASY = (CONTACTS, PAGE)  # the levers that leave the harder contacts
KEYS = ["topic", "is_repeat", "switch", "page"]
AMOUNTS = ["contacts_n", "hours", "cost_eur", "time_eur", "marginal_eur", "marginal_eur2"]
MEASURES = {  # what a contact avoided saves, and what of it is time
    "eur": ("marginal_eur", "time_eur"),
    "time_eur": ("time_eur", "time_eur"),
    "average_eur": ("cost_eur", "time_eur"),
    "hours": ("hours", "hours"),
}
REMAINING = ("contacts_n", "time_eur", "hours")

Key = tuple[str, str]


@dataclass(frozen=True)
class Lever:
    """One lever on one scope.

    given : lowest, likely and highest share saved, as set.
    effect : share saved of the contacts in scope (of their time, for shorter_handling); point first, then draws.
    caused : share of the contacts in scope that it works on; below 1 for a page, which causes only the excess.
    known : whether the effect could be computed.
    """

    name: str
    scope: str
    given: Sequence[float]
    effect: np.ndarray
    caused: float = 1.0
    known: bool = True

    @property
    def key(self) -> Key:
        """Return lever and scope."""
        return self.name, self.scope

    def works_on(self, cell: Any) -> bool:
        """Say whether the contacts of a cell (topic, is_repeat, switch, page) are in its scope."""
        if self.name == PAGE:
            return cell.page == self.scope
        if self.name == SWITCHES:
            return cell.switch == self.scope
        on_topic = self.scope in (ALL, cell.topic)
        return on_topic and (self.name != REPEATS or bool(cell.is_repeat))


def levers_on_contacts(settings: TouchpointSavings, pages: pd.DataFrame | None) -> list[Lever]:
    """Return the levers on contacts that the settings name, each with draws of its own.

    Parameters
    ----------
    settings : effects and seed.
    pages : url, after_n, excess_n, excess_low, excess_high (95 %); None without pages.
    """
    caused = {} if pages is None else pages.set_index("url").to_dict("index")
    return [
        _lever(name, scope, given, caused.get(scope), settings.seed)
        for name, by_scope in settings.effects.items()
        for scope, given in by_scope.items()
    ]


def _lever(name: str, scope: str, given: Sequence[float], page: Mapping[str, float] | None, seed: int) -> Lever:
    effect = unsure.pert(*given, rng=unsure.stream(seed, name, scope))
    if name != PAGE:
        return Lever(name, scope, given, effect)
    share = _excess_share(scope, page, seed)
    if share is None:
        return Lever(name, scope, given, unsure.constant(0.0), caused=0.0, known=False)
    return Lever(name, scope, given, effect * share, caused=float(share[0]))


def _excess_share(url: str, page: Mapping[str, float] | None, seed: int) -> np.ndarray | None:
    """Return the share of the contacts after a page that it causes; None where nothing was counted."""
    if page is None or not page["after_n"]:
        return None
    facts = np.array([page["excess_n"], page["excess_low"], page["excess_high"]], float) / page["after_n"]
    if not np.isfinite(facts).all():
        return None
    mean, low, high = facts
    return unsure.share_between(mean, (high - low) / (2 * Z), rng=unsure.stream(seed, "excess", url))


def _by_key() -> defaultdict:
    return defaultdict(lambda: unsure.constant(0.0))


@dataclass(frozen=True)
class Account:
    """Amounts a year, each an array with its point estimate first.

    alone, net : by measure (see MEASURES) and lever: saved if only this lever were used; its part of what all save.
    topics : by topic: saved by all levers, in euros.
    remaining : by quantity (see REMAINING) and topic: what the contacts that remain still take, where others like them
        are avoided.
    base_n : by lever: contacts a year that it works on.
    reached : levers with any contact in their scope.
    dearer : topics of which contacts are avoided, so that those that remain are harder.
    """

    alone: defaultdict[tuple[str, Key], np.ndarray] = field(default_factory=_by_key)
    net: defaultdict[tuple[str, Key], np.ndarray] = field(default_factory=_by_key)
    topics: defaultdict[str, np.ndarray] = field(default_factory=_by_key)
    remaining: defaultdict[tuple[str, str], np.ndarray] = field(default_factory=_by_key)
    base_n: defaultdict[Key, float] = field(default_factory=lambda: defaultdict(float))
    reached: set[Key] = field(default_factory=set)
    dearer: set[str] = field(default_factory=set)

    def total(self, kind: str, measure: str) -> np.ndarray:
        """Return the sum over all levers of 'alone' or 'net' in one measure."""
        held = getattr(self, kind)
        return sum((amount for (name, _), amount in held.items() if name == measure), unsure.constant(0.0))


def account(
    cells: pd.DataFrame, levers: Sequence[Lever], *, seed: int, year_factor: float, dispersion: float
) -> Account:
    """Return what every lever saves a year, alone and beside the others.

    Parameters
    ----------
    cells : KEYS and AMOUNTS, sums over the period; rows with the same keys are added.
    levers : what is done; a cell knows at most one scope of each lever.
    seed, year_factor : seed of the draws; what makes the period a year.
    dispersion : variance of a count of contacts as a multiple of its mean (quasi-Poisson).

    Notes
    -----
    Of a cell with marginal cost M, of which T is time, levers with shares e_k and shorter handling h save
    M S + T (1 - S) h with S = 1 - prod(1 - e_k): the order of the levers does not matter. Alone they save M e_k and
    T h; each gets its part of the total in proportion to that. The total is linear in every e_k, in h and in the
    volume, which are independent: its mean is its value at their means.
    """
    held = Account()
    for cell in cells.groupby(KEYS, as_index=False, dropna=False)[AMOUNTS].sum().itertuples(index=False):
        rng = unsure.stream(seed, "volume", *(str(getattr(cell, key)) for key in KEYS))
        volume = year_factor * unsure.volume(_relative_variance(cell, dispersion), rng=rng)
        active = [lever for lever in levers if lever.works_on(cell)]
        _enter(held, cell, active, volume)
        _mark(held, cell, active, year_factor)
    return held


def _relative_variance(cell: Any, dispersion: float) -> float:
    """Return the variance of a cell's cost over its square; that of its count where contacts cost nothing extra."""
    if cell.marginal_eur > 0:
        return dispersion * (cell.marginal_eur2 / cell.marginal_eur) / cell.marginal_eur
    return dispersion / cell.contacts_n if cell.contacts_n else 0.0


def _enter(held: Account, cell: Any, levers: Sequence[Lever], volume: np.ndarray) -> None:
    """Enter one cell into the account."""
    avoided = {lever.key: lever.effect for lever in levers if lever.name != HANDLING}
    shorter = {lever.key: lever.effect for lever in levers if lever.name == HANDLING}
    remain, longer = (np.prod([1 - e for e in effects.values()], axis=0) for effects in (avoided, shorter))
    for measure, (whole, time) in MEASURES.items():
        whole_v, time_v = getattr(cell, whole) * volume, getattr(cell, time) * volume
        total = whole_v * (1 - remain) + time_v * remain * (1 - longer)
        alone = {key: whole_v * e for key, e in avoided.items()} | {key: time_v * e for key, e in shorter.items()}
        for key, net in _shared(total, alone).items():
            held.alone[measure, key] += alone[key]
            held.net[measure, key] += net
        if measure == "eur":
            held.topics[cell.topic] += total
    if not _gets_harder(levers):
        return
    for name in REMAINING:
        left = remain if name == "contacts_n" else remain * longer
        amount = getattr(cell, name)
        if name == "time_eur" and not amount:  # a given cost has no time part: all that falls away gets dearer
            amount = cell.marginal_eur
        held.remaining[name, cell.topic] += amount * volume * left


def _mark(held: Account, cell: Any, levers: Sequence[Lever], year_factor: float) -> None:
    """Note which levers reach a cell, how many contacts a year that is, and whether what remains of it gets harder."""
    for lever in levers:
        held.base_n[lever.key] += year_factor * cell.contacts_n * lever.caused
    if cell.contacts_n:
        held.reached.update(lever.key for lever in levers)
    if _gets_harder(levers):
        held.dearer.add(cell.topic)


def _gets_harder(levers: Sequence[Lever]) -> bool:
    """Say whether contacts of a cell are avoided that are easier than those that remain."""
    return any(lever.name in AVOIDING_EASY and lever.effect[0] > 0 for lever in levers)


def _shared(total: np.ndarray, alone: Mapping[Key, np.ndarray]) -> dict[Key, np.ndarray]:
    """Return each lever's part of a total, in proportion to what it would save alone."""
    gross = sum(alone.values(), np.zeros_like(total))
    part = np.divide(total, gross, out=np.zeros_like(total), where=gross > 0)
    return {key: part * amount for key, amount in alone.items()}
