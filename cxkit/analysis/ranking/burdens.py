"""Who bears what comes with savings: contacts that get dearer and extra work, taken off the levers that cause them."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.ledger import LEVERS
from cxkit.analysis.ranking.yields import ALL, COLUMNS

FEWER = ("fewer_contacts", "fewer_repeats")
ON_THE_WAY = ("fewer_after_page", "fewer_switches")


def borne(yields: pd.DataFrame, benefits: pd.DataFrame, burdens: pd.DataFrame) -> pd.DataFrame:
    """Return the yields with a negative line for the part of each burden that an opportunity causes.

    Parameters
    ----------
    yields : of the opportunities, without burdens.
    benefits, burdens : of `yields.benefits` and `yields.burdens`.

    Returns
    -------
    The yields, then the burdens; their share is the part this opportunity bears, 0-1. Opportunities that together
    take every saving once bear every burden once, so what they bring adds up to the notebook's net saving.
    """
    parts = [yields, *(_lines(yields, benefits, burden) for burden in burdens.to_dict("records"))]
    return pd.concat([part for part in parts if len(part)] or [yields], ignore_index=True)


def _lines(yields: pd.DataFrame, benefits: pd.DataFrame, burden: dict) -> pd.DataFrame:
    """Return one burden over the opportunities that cause it."""
    parts = parts_of(burden["kind"], burden["scope"], benefits)
    caused = yields[yields["finding"].isin(parts.index) & yields["notebook"].eq(burden["notebook"])]
    part = caused["share"] * caused["finding"].map(parts)
    shares = part.groupby(caused["opportunity"], sort=False).sum()
    shares = shares[shares > 0]
    lines = pd.DataFrame({name: burden.get(name) for name in COLUMNS}, index=shares.index)
    scaled = {name: shares * burden[name] for name in ("eur_year", "low_eur", "high_eur")}
    lines = lines.assign(opportunity=shares.index, share=shares, likely_eur=float("nan"), counted=True, **scaled)
    return lines.reset_index(drop=True)


def parts_of(kind: str, scope: str, benefits: pd.DataFrame) -> pd.Series:
    """Return which savings cause a burden, and how much of it each: in proportion to what they save, net.

    Parameters
    ----------
    kind : 'residual_dearer' (the contacts of a topic that remain get dearer) or 'extra_work'.
    scope : the topic, or who has the extra work.
    benefits : of `yields.benefits`.

    Returns
    -------
    Shares adding up to 1, by finding; empty when nothing saves contacts. Contacts of a topic get dearer by what avoids
    contacts of that topic, or of all topics; by pages and switches only when nothing else avoids any.

    Examples
    --------
    >>> rows = [("saving_fewer_contacts:bill", "fewer_contacts", "bill", 300.0),
    ...         ("saving_fewer_repeats:all", "fewer_repeats", "all", 100.0)]
    >>> held = pd.DataFrame(rows, columns=["finding", "kind", "scope", "eur_year"])
    >>> parts_of("residual_dearer", "bill", held).tolist(), parts_of("residual_dearer", "move", held).tolist()
    ([0.75, 0.25], [1.0])
    """
    levers = benefits[benefits["kind"].isin(LEVERS) & benefits["eur_year"].notna()]
    causes = _on_topic(levers, scope) if kind == "residual_dearer" else levers
    saved = causes.set_index("finding")["eur_year"].clip(lower=0)
    if saved.empty:
        return saved
    return saved / saved.sum() if saved.sum() > 0 else saved * 0 + 1 / len(saved)


def _on_topic(levers: pd.DataFrame, topic: str) -> pd.DataFrame:
    """Return the levers that make the other contacts of a topic dearer; all levers when none is known to."""
    here = levers["scope"].isin([topic, ALL])
    for causes in (levers[levers["kind"].isin(FEWER) & here], levers[levers["kind"].isin(ON_THE_WAY)]):
        if len(causes):
            return causes
    return levers
