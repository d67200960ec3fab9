"""Which customers each benefit moves, and which benefits tell of the same euros, so that no euro counts twice."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from cxkit.result import LABELS, weakest

LEVERS = ("fewer_contacts", "fewer_repeats", "fewer_after_page", "fewer_switches", "shorter_handling", "fewer_events")
BURDENS = ("residual_dearer", "extra_work")
SAVING, WHAT_IF, SHIFT = "saving_", "what_if_value", "shift_value"
BURDEN_NAMES = tuple(f"{SAVING}{kind}:" for kind in BURDENS)
CHURN, CROSS_SELL, VALUE_SHIFT = "churn", "cross_sell: ", "value_shift"
CONTACT_COST = "contact_cost"  # touchpoint_savings took the overlap of its levers off
AS_NOW, LEAVING = "as now", "leaving"  # no benefit: each customer's chance of leaving in a year

Lever = tuple[str, str]  # notebook and lever


def same_words(text: str) -> str:
    """Return how a lever or mechanism is compared: whatever the case of its letters and the blanks between its words.

    >>> same_words(" Fewer_contacts:  Bill "), same_words("NPS  +1 (all)")
    ('fewer_contacts: bill', 'nps +1 (all)')
    """
    return " ".join(re.sub(r"\s*:\s*", ": ", text).split()).casefold()


class Ledger:
    """Which customers each lever moves, by pot: the customers it moves, how far, and what that is worth.

    A pot holds the levers of one mechanism. Savings on contacts are in no pot: they were made net before.

    Parameters
    ----------
    lines : notebook, customer_key, lever, mechanism, effect (share, 0-1), eur_year, weight; None when there are none.
    """

    def __init__(self, lines: pd.DataFrame | None):
        lines = pd.DataFrame(columns=["notebook", "lever", "mechanism"]) if lines is None else lines
        in_pots = lines[~lines["mechanism"].isin([CONTACT_COST, LEAVING])]
        self._pots = {pot: _wide(part) for pot, part in in_pots.groupby("mechanism", sort=True)}
        self._contacts = lines[lines["mechanism"] == CONTACT_COST]
        leaving = lines[lines["mechanism"] == LEAVING]
        self.leaving = leaving.groupby("customer_key")["effect"].mean() if len(leaving) else pd.Series(dtype=float)
        self.share_left = functools.cache(self._share_left)

    def holds(self, pot: str, lever: Lever) -> bool:
        """Say whether it is known whom a lever moves."""
        return pot in self._pots and lever in self._pots[pot][0]

    def contact_lever(self, lever: str) -> Lever | None:
        """Return which saving on contacts of a result a lever names, as written there; None when it names none."""
        own = self._contacts[["notebook", "lever"]].drop_duplicates()
        named = own[own["lever"].map(same_words).eq(same_words(lever))].sort_values(["notebook", "lever"])
        return tuple(named.iloc[0]) if len(named) else None

    def _share_left(self, pot: str, parts: tuple[tuple[Lever, float], ...]) -> float:
        """Return what is left of the sum of levers in one pot, as a share of it.

        Parameters
        ----------
        pot : mechanism.
        parts : each lever with the part of it that is expected to come about, 0-1.

        Notes
        -----
        A customer whom levers move by e_k (each times its part) is moved by e = 1 - product of (1 - e_k): levers work
        independently. The euros of that customer fall with e / sum of e_k, yet never below the largest line.
        """
        effects, euros = self._pots[pot]
        levers, share = [lever for lever, _ in parts], np.array([part for _, part in parts])
        moved = effects[levers].to_numpy() * share
        worth = euros[levers].to_numpy() * share
        summed = moved.sum(axis=1)
        together = np.divide(1 - np.prod(1 - moved, axis=1), summed, out=np.ones_like(summed), where=summed > 0)
        gross = worth.sum(axis=1)
        net = np.where(gross > 0, np.maximum(gross * together, np.minimum(worth.max(axis=1), gross)), gross)
        return float(net.sum() / gross.sum()) if gross.sum() > 0 else 1.0

    def moved(self, pot: str, parts: tuple[tuple[Lever, float], ...]) -> pd.Series:
        """Return by customer how far the levers of a pot move this customer together, 0-1; of churn: the chance saved.

        Parameters
        ----------
        pot : mechanism.
        parts : each lever with the part of it that is expected to come about, 0-1; those the pot lacks are left out.
        """
        known = [(lever, part) for lever, part in parts if self.holds(pot, lever)]
        if not known:
            return pd.Series(dtype=float)
        effects = self._pots[pot][0][[lever for lever, _ in known]]
        return 1 - (1 - effects * [part for _, part in known]).prod(axis=1)

    def share_of_leavers(self, lever: Lever, parts: tuple[tuple[Lever, float], ...]) -> float:
        """Return which share of what a lever saves on contacts is saved on customers who leave anyway.

        Parameters
        ----------
        lever : of savings on contacts.
        parts : levers that keep customers from leaving, each with the part of it that is expected to come about, 0-1.

        Returns
        -------
        Sum over customers of euros x chance of leaving x (1 - share of that chance that is saved), over the sum of
        euros. A customer without a chance has that of all customers on average; so has every customer where nobody
        knows whose contacts are saved. 0 where no chance is known.
        """
        if self.leaving.empty:
            return 0.0
        leaving = self.leaving * (1 - self.moved(CHURN, parts).reindex(self.leaving.index, fill_value=0.0))
        own = self._contacts[(self._contacts["notebook"] == lever[0]) & (self._contacts["lever"] == lever[1])]
        euros = (own["eur_year"] * own["weight"]).groupby(own["customer_key"]).sum()
        if not euros.sum() > 0:
            return float(leaving.mean())
        return float((euros * leaving.reindex(euros.index).fillna(leaving.mean())).sum() / euros.sum())


def _wide(lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return effects and weighted euros, one row per customer and one column per lever; 0 whom a lever leaves alone."""
    keys = [lines["customer_key"], pd.Series(list(zip(lines["notebook"], lines["lever"], strict=True)), lines.index)]
    effects = lines["effect"].groupby(keys).sum().clip(0, 1).unstack(fill_value=0.0)
    euros = (lines["eur_year"] * lines["weight"]).groupby(keys).sum().unstack(fill_value=0.0)
    return effects, euros.reindex(index=effects.index, columns=effects.columns)


def better_reading(lines: pd.DataFrame) -> pd.Series:
    """Return for each line which line stays of those that read the same effect: same lever and same mechanism.

    Parameters
    ----------
    lines : line, lever, mechanism, evidence, eur_year.

    Returns
    -------
    Name of the line that stays (its own where it stays itself): the one with the better evidence; on a tie the smaller
    amount, then the name. Levers are the same when `same_words` says so.

    Examples
    --------
    >>> lines = pd.DataFrame({"line": ["typed", "found"], "lever": ["nps  +1", "NPS +1"], "mechanism": "churn",
    ...                       "evidence": ["assumed", "estimated"], "eur_year": [9.0, 5.0]})
    >>> better_reading(lines).tolist()
    ['found', 'found']
    """
    rank = lines["evidence"].map(LABELS.index)
    order = lines.assign(rank=rank).sort_values(["rank", "eur_year", "line"])
    keys = [order["lever"].map(same_words), order["mechanism"]]
    return order.groupby(keys)["line"].transform("first").reindex(lines.index)


def same_effect(yields: pd.DataFrame) -> pd.Series:
    """Return which lines stay when a value shift and drivers tell of the same euros: the better founded side.

    Parameters
    ----------
    yields : lines that would be counted together, with mechanism, eur_year and evidence (label, where that is all).

    Returns
    -------
    True for the lines that stay, in the order given. On a tie the drivers stay, for they say who and through what.

    Notes
    -----
    A side is as well founded as most of its euros are: the label under which most of them stand, on a tie the weaker.

    Examples
    --------
    >>> lines = pd.DataFrame({"mechanism": ["value_shift", "churn", "contact_cost"], "eur_year": [5.0, 3.0, 1.0],
    ...                       "evidence": ["estimated", "assumed", "assumed"]})
    >>> same_effect(lines).tolist()
    [True, False, True]
    """
    usable = yields["eur_year"].notna() & _evidence(yields).ne("benchmark")
    shift = yields["mechanism"].eq(VALUE_SHIFT)
    drivers = yields["mechanism"].eq(CHURN) | yields["mechanism"].str.startswith(CROSS_SELL)
    if not (usable & shift).any() or not (usable & drivers).any():
        return pd.Series(True, index=yields.index)
    of_shift, of_drivers = (LABELS.index(_founded(yields[usable & side])) for side in (shift, drivers))
    return ~drivers if of_shift < of_drivers else ~shift


def _evidence(lines: pd.DataFrame) -> pd.Series:
    return lines["evidence" if "evidence" in lines else "label"]


def _founded(lines: pd.DataFrame) -> str:
    """Return the label under which most euros stand, on a tie the weaker.

    >>> _founded(pd.DataFrame({"evidence": ["assumed", "estimated", "assumed"], "eur_year": [2.0, -5.0, 2.0]}))
    'estimated'
    """
    euros = lines["eur_year"].abs().groupby(_evidence(lines)).sum()
    return weakest(euros.index[euros == euros.max()])


def left_beside(
    lines: pd.DataFrame, ledger: Ledger, *, apart: Iterable[str] = ()
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return what is left of each line beside the others of its mechanism, and levers on customers nobody knows.

    Parameters
    ----------
    lines : notebook ('' typed), lever, mechanism, evidence (or label), part (of the lever that is to come about, 0-1),
        eur_year (of that part), and chance (that it comes about, 0-1; 1 where the part holds it).
    ledger : who is moved by what.
    apart : further mechanisms whose lines share no customers.

    Returns
    -------
    kept (share of each line that counts when all come about, 0-1) and kept_expected (the same when each comes about
    as far as its chance); and the levers of which it is not known whom they move, beside others.

    Notes
    -----
    Levers that work by the same mechanism move the same customers: `Ledger.share_left`, with each effect times its
    part, and for kept_expected also times its chance: who leaves all the same when one lever fails can be kept by the
    other. Of levers of which nobody knows whom they move, and all that are known as one, only one counts: that with
    the better evidence, on a tie with more expected euros (amount x chance), then the name. Savings on contacts of
    results were made net before and are known as one. Lines of no or negative euros stay.
    """
    left = pd.DataFrame(1.0, index=lines.index, columns=["kept", "kept_expected"])
    unknown: list[str] = []
    shared = ~lines["mechanism"].isin(list(apart)) & (lines["eur_year"] > 0)
    for pot, part in lines[shared].groupby("mechanism", sort=True):
        levers = list(zip(part["notebook"], part["lever"], strict=True))
        if len(set(levers)) > 1:
            factors, not_known = _left_by_lever(pot, part, levers, ledger)
            left.loc[part.index] = [factors[lever] for lever in levers]
            unknown += not_known
    return left, tuple(unknown)


def _left_by_lever(
    pot: str, lines: pd.DataFrame, levers: list[Lever], ledger: Ledger
) -> tuple[dict[Lever, tuple[float, float]], list[str]]:
    """Return what is left of each lever in one pot; of what is not known to overlap, only the best."""
    known = {lever for lever in levers if (lever[0] if pot == CONTACT_COST else ledger.holds(pot, lever))}
    of_known = [lever in known for lever in levers]
    ratio = _ratios(pot, lines[of_known], [lever for lever in levers if lever in known], ledger)
    others = sorted(set(levers) - known)
    counts = _best(lines, levers, known, ratio[1]) if others else known
    factors = {lever: (ratio if lever in known else (1.0, 1.0)) if lever in counts else (0.0, 0.0) for lever in levers}
    return factors, [lever for _, lever in others]


def _ratios(pot: str, lines: pd.DataFrame, levers: list[Lever], ledger: Ledger) -> tuple[float, float]:
    """Return what is left of known levers together: when all come about, and as expected.

    What is expected never passes what counts when all come about.
    """
    if not levers or pot == CONTACT_COST:
        return 1.0, 1.0
    chancy = lines["part"] * lines["chance"]
    if_all, expected = (ledger.share_left(pot, _summed(parts, levers)) for parts in (lines["part"], chancy))
    gross, likely = lines["eur_year"].sum(), (lines["eur_year"] * lines["chance"]).sum()
    return if_all, min(expected, if_all * gross / likely) if likely > 0 else if_all


def _summed(parts: pd.Series, levers: list[Lever]) -> tuple[tuple[Lever, float], ...]:
    """Return each lever once with the sum of its parts, in order.

    >>> _summed(pd.Series([0.25, 0.5, 0.25]), [("n", "b"), ("n", "a"), ("n", "b")])
    ((('n', 'a'), 0.5), (('n', 'b'), 0.5))
    """
    found = dict.fromkeys(sorted(levers), 0.0)
    for lever, part in zip(levers, parts, strict=True):
        found[lever] += float(part)
    return tuple(found.items())


def _best(lines: pd.DataFrame, levers: list[Lever], known: set[Lever], ratio: float) -> set[Lever]:
    """Return the levers that count of those nobody knows to overlap: one by itself, or all known ones."""

    def worse(rival: set[Lever]) -> tuple[int, float, list[Lever]]:
        own = lines[[lever in rival for lever in levers]]
        expected = float((own["eur_year"] * own["chance"]).sum()) * (ratio if rival == known else 1.0)
        return LABELS.index(_founded(own)), -expected, sorted(rival)

    return min([*({lever} for lever in levers if lever not in known), *([known] if known else [])], key=worse)
