"""What several opportunities bring together, so that no euro counts twice."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.ranking.yields import same_effect
from cxkit.analysis.uncertainty import interval
from cxkit.result import weakest

ALREADY_NET = "contact_cost"  # touchpoint_savings took the overlap of its levers off
OWN = "list"
TOTAL_COLUMNS = ("name", "eur_year", "low_eur", "high_eur", "label")

Lever = tuple[str, str]  # notebook and lever


class Ledger:
    """Which customers each lever moves, by pot: the customers it moves, how far, and what that is worth.

    Parameters
    ----------
    lines : notebook, customer_key, lever, mechanism, effect (share, 0-1), eur_year, weight; None when there are none.
    """

    def __init__(self, lines: pd.DataFrame | None):
        lines = pd.DataFrame(columns=["notebook", "lever", "mechanism"]) if lines is None else lines
        lines = lines[lines["mechanism"] != ALREADY_NET]
        self._pots = {pot: _wide(part) for pot, part in lines.groupby("mechanism", sort=True)}
        self.share_left = functools.cache(self._share_left)

    def holds(self, pot: str, lever: Lever) -> bool:
        """Say whether it is known whom a lever moves."""
        return pot in self._pots and lever in self._pots[pot][0]

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


def _wide(lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return effects and weighted euros, one row per customer and one column per lever; 0 whom a lever leaves alone."""
    keys = [lines["customer_key"], pd.Series(list(zip(lines["notebook"], lines["lever"], strict=True)), lines.index)]
    effects = lines["effect"].groupby(keys).sum().clip(0, 1).unstack(fill_value=0.0)
    euros = (lines["eur_year"] * lines["weight"]).groupby(keys).sum().unstack(fill_value=0.0)
    return effects, euros.reindex(index=effects.index, columns=effects.columns)


@dataclass(frozen=True)
class Together:
    """What a set of opportunities brings.

    lines : counted yields of the set: opportunity, notebook, finding, lever, mechanism, share, label, success (chance,
        0-1), eur_year (the whole finding), kept (share of the line that counts beside the others, 0-1).
    unknown : levers of which nobody knows whom they move, beside others in one pot.
    """

    lines: pd.DataFrame
    unknown: tuple[str, ...] = ()

    @functools.cached_property
    def gross_eur(self) -> float:
        """Return what the opportunities would bring a year one by one, in euros, chances counted."""
        return float((_parts(self.lines) * self.lines["eur_year"]).sum())

    @functools.cached_property
    def net_eur(self) -> float:
        """Return what they bring together."""
        return float((_parts(self.lines) * self.lines["kept"] * self.lines["eur_year"]).sum())


def together(
    opportunities: pd.DataFrame,
    yields: pd.DataFrame,
    held: Mapping[tuple[str, str], np.ndarray],
    ledger: Ledger,
    *,
    names: Sequence[Hashable],
) -> Together:
    """Return what several opportunities bring together.

    Parameters
    ----------
    opportunities : opportunity, success_probability.
    yields : opportunity, notebook, finding, lever, mechanism, share, label, counted.
    held : notebook and finding to its draws, the estimate first.
    ledger : who is moved by what.
    names : the set; its order plays no part.

    Notes
    -----
    One after the other: (1) a value shift and what makes it up, churn and cross-sell, are one effect, so only the
    better evidence counts; (2) of one finding at most the whole counts, first for whom the chance of success is best;
    (3) levers that work by the same mechanism save the same customers: `Ledger.share_left`, with each effect times its
    chance; where nobody knows whom a lever moves, only the largest counts. Savings on contacts were made net before.
    """
    lines = yields[yields["counted"] & yields["opportunity"].isin(list(names))]
    chance = opportunities.set_index("opportunity")["success_probability"]
    worth = [float(held[key][0]) for key in zip(lines["notebook"], lines["finding"], strict=True)]
    lines = lines.assign(success=lines["opportunity"].map(chance).astype(float), eur_year=worth)
    lines = lines.assign(kept=same_effect(lines).astype(float) * _whole_at_most(lines))
    left, unknown = _left_by_pot(lines, ledger)
    return Together(lines.assign(kept=lines["kept"] * left), unknown)


def brought(
    known: Together, held: Mapping[tuple[str, str], np.ndarray], works: Mapping[str, np.ndarray], *, net: bool = True
) -> dict[str, np.ndarray]:
    """Return what each opportunity of a set brings a year: expected, then draw by draw as it works or fails.

    Parameters
    ----------
    known : the set.
    held : notebook and finding to its draws, the estimate first.
    works : opportunity to its chance of success, then 1 or 0 in each draw.
    net : whether what another one of the set already brings is left out; the shares that count are kept in draws.
    """
    euros: dict[str, np.ndarray] = {}
    for line in known.lines.to_dict("records"):
        name, part = line["opportunity"], line["share"] * (line["kept"] if net else 1.0)
        euros[name] = euros.get(name, 0.0) + part * works[name] * held[line["notebook"], line["finding"]]
    return euros


def total_table(
    known: Together, held: Mapping[tuple[str, str], np.ndarray], works: Mapping[str, np.ndarray]
) -> pd.DataFrame:
    """Return what a set brings one by one, what of that counts twice, and what it brings together.

    Parameters
    ----------
    known, held, works : as in `brought`.

    Returns
    -------
    TOTAL_COLUMNS, for gross, overlap and net; no row for an empty set. In the intervals an opportunity works or fails.
    """
    lines = known.lines
    if lines.empty:
        return pd.DataFrame(columns=list(TOTAL_COLUMNS))
    gross, net = (sum(brought(known, held, works, net=left_out).values()) for left_out in (False, True))
    counted = lines["kept"] > 0
    label = weakest([*lines.loc[counted, "label"], *(["assumed"] if (lines["success"] < 1).any() else [])])
    rows = [(name, *interval(values), label)
            for name, values in (("gross", gross), ("overlap", gross - net), ("net", net))]  # fmt: skip
    return pd.DataFrame(rows, columns=list(TOTAL_COLUMNS))


def _parts(lines: pd.DataFrame) -> pd.Series:
    """Return the part of each finding that a line expects."""
    return lines["share"] * lines["success"]


def _whole_at_most(lines: pd.DataFrame) -> pd.Series:
    """Return what may count of each line so that of no finding more than the whole does, best chance first.

    >>> lines = pd.DataFrame({"notebook": "n", "finding": ["a", "a", "b"], "share": [1.0, 0.5, 0.4],
    ...                       "success": [0.5, 0.9, 0.2]})
    >>> _whole_at_most(lines).tolist()
    [0.5, 1.0, 1.0]
    """
    ranked = lines.sort_values("success", ascending=False, kind="stable")
    before = ranked.groupby(["notebook", "finding"], sort=False)["share"].cumsum() - ranked["share"]
    room = np.minimum((1 - before).clip(lower=0), ranked["share"])
    return (room / ranked["share"]).where(ranked["share"] > 0, 1.0).reindex(lines.index)


def _left_by_pot(lines: pd.DataFrame, ledger: Ledger) -> tuple[pd.Series, tuple[str, ...]]:
    """Return what is left of each line beside the others in its pot, and the levers of which that is not known."""
    left = pd.Series(1.0, index=lines.index)
    unknown: list[str] = []
    expected = _parts(lines) * lines["kept"]
    shared = ~lines["mechanism"].isin([ALREADY_NET, OWN]) & (expected * lines["eur_year"] > 0)
    for pot, part in lines[shared].groupby("mechanism", sort=True):
        levers = pd.Series(list(zip(part["notebook"], part["lever"], strict=True)), index=part.index)
        by_lever = expected[part.index].groupby(levers).sum()
        if len(by_lever) > 1:
            euros = (expected * lines["eur_year"])[part.index].groupby(levers).sum()
            factors, not_known = _left_by_lever(pot, by_lever, euros, ledger)
            left[part.index] = levers.map(factors)
            unknown += not_known
    return left, tuple(unknown)


def _left_by_lever(
    pot: str, parts: pd.Series, euros: pd.Series, ledger: Ledger
) -> tuple[dict[Lever, float], list[str]]:
    """Return what is left of each lever in one pot; of what is not known to overlap, only the largest."""
    known = sorted(lever for lever in parts.index if ledger.holds(pot, lever))
    others = sorted(lever for lever in parts.index if lever not in known)
    ratio = ledger.share_left(pot, tuple((lever, float(parts[lever])) for lever in known)) if known else 1.0
    rivals = {(lever,): float(euros[lever]) for lever in others}
    if known:
        rivals[tuple(known)] = ratio * float(euros[known].sum())
    largest = max(sorted(rivals), key=rivals.get)
    return {lever: (ratio if lever in known else 1.0) if lever in largest else 0.0 for lever in parts.index}, [
        lever for _, lever in others
    ]
