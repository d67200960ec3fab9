"""Euros that are not known for sure, as draws: each finding once, whoever rests on it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxkit.analysis.ledger import BURDEN_NAMES
from cxkit.analysis.uncertainty import DRAWS, interval, pert, stream, two_sided
from cxkit.result import weakest

Key = tuple[str, str]


def drawn(yields: pd.DataFrame, *, seed: int, draws: int = DRAWS) -> dict[Key, np.ndarray]:
    """Return every finding that yields something, as its estimate and draws.

    Parameters
    ----------
    yields : of `candidates`; euros are times the share, which is taken out again.
    seed : of the settings.
    draws : how many.

    Returns
    -------
    By notebook and finding the whole finding, share not counted: the estimate, then the draws, in euros a year.
    Findings without an amount, and those of which no share is taken, are not there.
    """
    usable = yields[yields["eur_year"].notna() & yields["share"].gt(0)].drop_duplicates(["notebook", "finding"])
    return {
        (line["notebook"], line["finding"]): _draws(line, seed=seed, draws=draws) for line in usable.to_dict("records")
    }


def _draws(line: dict, *, seed: int, draws: int) -> np.ndarray:
    rng = stream(seed, "finding", line["notebook"], line["finding"])
    estimate, low, high = (line[name] / line["share"] for name in ("eur_year", "low_eur", "high_eur"))
    if line["likely_eur"] == line["likely_eur"]:
        return pert(low, line["likely_eur"], high, rng=rng, draws=draws)
    return two_sided(estimate, low, high, rng=rng, draws=draws)


def worked(opportunities: pd.DataFrame, *, seed: int, draws: int = DRAWS) -> dict[str, np.ndarray]:
    """Return for every opportunity whether it works: its chance of success, then 1 or 0 in each draw.

    Parameters
    ----------
    opportunities : opportunity, success_probability (0-1).
    seed : of the settings.
    draws : how many.

    Examples
    --------
    >>> worked(pd.DataFrame({"opportunity": ["a"], "success_probability": [1.0]}), seed=1, draws=3)["a"].tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    rows = zip(opportunities["opportunity"], opportunities["success_probability"], strict=True)
    return {
        name: np.concatenate([[chance], stream(seed, "success", name).random(draws) < chance]).astype(float)
        for name, chance in rows
    }


def euro_draws(yields: pd.DataFrame, held: Mapping[Key, np.ndarray]) -> dict[str, np.ndarray]:
    """Return what each opportunity brings a year when it works: its yields that count, times their share.

    Parameters
    ----------
    yields : of `candidates`.
    held : of `drawn`.

    Returns
    -------
    By opportunity the estimate, then the draws, in euros a year; an opportunity without a yield that counts is not
    there.
    """
    euros: dict[str, np.ndarray] = {}
    for line in yields[yields["counted"]].to_dict("records"):
        finding = held.get((line["notebook"], line["finding"]))
        if finding is not None:
            name = line["opportunity"]
            euros[name] = euros.get(name, 0.0) + line["share"] * finding
    return euros


def summed(opportunities: pd.DataFrame, yields: pd.DataFrame, euros: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return the opportunities with what they bring a year when they work.

    Parameters
    ----------
    opportunities : with their name.
    yields : of `candidates`.
    euros : of `euro_draws`.

    Returns
    -------
    Added: eur_year, low_eur, high_eur (nan without a yield), label (the weakest of what counts, '' without), yields_n
    (lines that count, burdens included) and yield_status: 'none', 'review' when a person must look at one of them,
    'no_difference' when none of them is surely different from 0, else 'shown'.
    """
    lines = dict(list(yields[yields["counted"]].groupby("opportunity")))
    rows = [_sum(lines.get(name), euros.get(name)) for name in opportunities["opportunity"]]
    names = ("eur_year", "low_eur", "high_eur", "label", "yield_status", "yields_n")
    return opportunities.assign(**{name: [row[i] for row in rows] for i, name in enumerate(names)})


def _sum(lines: pd.DataFrame | None, euros: np.ndarray | None) -> tuple[float, float, float, str, str, int]:
    if lines is None or euros is None:
        return float("nan"), float("nan"), float("nan"), "", "none", 0
    return *interval(euros), weakest(lines["label"]), _status(lines), len(lines)


def _status(lines: pd.DataFrame) -> str:
    if lines["status"].eq("review").any():
        return "review"
    benefits = lines.loc[~lines["finding"].str.startswith(BURDEN_NAMES), "status"]
    return "no_difference" if len(benefits) and benefits.eq("no_difference").all() else "shown"
