"""What several opportunities bring together, so that no euro counts twice."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.ledger import Ledger, left_beside, same_effect
from cxkit.analysis.ranking.yields import LIST
from cxkit.analysis.uncertainty import interval
from cxkit.result import weakest

TOTAL_COLUMNS = ("name", "eur_year", "low_eur", "high_eur", "label")


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
    chance; of levers of which nobody knows whom they move, only the best founded counts, on a tie the largest. Savings
    on contacts were made net before.
    """
    lines = yields[yields["counted"] & yields["opportunity"].isin(list(names))]
    chance = opportunities.set_index("opportunity")["success_probability"]
    worth = [float(held[key][0]) for key in zip(lines["notebook"], lines["finding"], strict=True)]
    lines = lines.assign(success=lines["opportunity"].map(chance).astype(float), eur_year=worth)
    lines = lines.assign(kept=same_effect(lines).astype(float) * _whole_at_most(lines))
    expected = _parts(lines) * lines["kept"]
    left, unknown = left_beside(
        lines.assign(part=expected, chance=1.0, eur_year=expected * lines["eur_year"]), ledger, apart=[LIST]
    )
    return Together(lines.assign(kept=lines["kept"] * left["kept"]), unknown)


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
