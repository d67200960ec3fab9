"""What could make the answer of an engagement wrong, gravest first."""

from __future__ import annotations

import math

import pandas as pd

from cxkit.result import EarlierResults

COLUMNS = ["kind", "finding", "value"]
LEAST_CHANCE = 0.005  # that the answer turns out the other way, from which it is told
LEAST_ASSUMED = 0.5  # share of the euros that is assumed, from which that is a doubt
OUT_OF_DATE = ("other_settings", "other_data", "other_version", "other_results")
NOTHING_SHOWN = ("no_difference", "not_monotone")
AGREEMENT = "agreement:all:krippendorff"
ROUTES = ("cx_group_valuation", "touchpoint_savings", "driver_modelling")
TORNADO = "tornado:"
CASE = "business_case_npv"
LOSSES = ("may_not_pay", "does_not_pay")


def doubts(
    earlier: EarlierResults,
    *,
    headlines: pd.DataFrame,
    lines: pd.DataFrame,
    labels: pd.DataFrame,
    absent: pd.DataFrame,
) -> pd.DataFrame:
    """Return what could make the answer wrong, gravest first.

    Parameters
    ----------
    earlier : results of the other notebooks.
    headlines : notebook, finding, status.
    lines : mechanism and evidence of the benefit lines that count.
    labels : label, share.
    absent : notebook, reason.

    Returns
    -------
    kind: 'stale' (a result is out of date; finding is its notebook), 'failing' or 'paying' (value: chance that it does
    not pay where it is expected to, or that it does where it is not), 'tornado' (finding: the input that matters most;
    value: euros between its ends), 'assumed' (value: share of the euros that rests on assumptions or figures of
    others), 'cause' (a part rests on the drivers being the cause, and no pilot by lot has shown that they are),
    'no_difference' (a route shows nothing) and 'agreement' (value: how far those who scored maturity agree).
    """
    rows = [
        *_stale(absent), *_failing(earlier), *_tornado(earlier), *_assumed(labels), *_cause(headlines, lines),
        *_nothing_shown(headlines), *_agreement(earlier),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _stale(absent: pd.DataFrame) -> list[tuple[str, str, float]]:
    own = absent.loc[absent["reason"].isin(OUT_OF_DATE), "notebook"]
    return [("stale", notebook, math.nan) for notebook in own]


def _failing(earlier: EarlierResults) -> list[tuple[str, str, float]]:
    """Return the chance that the answer turns out the other way: that what pays does not, or what does not, does."""
    results = earlier.results.get("roi")
    for one in results.findings if results else ():
        pays = one.notes.get("pays_share")
        if one.name != CASE or pays is None or one.notes.get("verdict") == "no_benefit":
            continue
        kind, chance = ("paying", pays) if one.notes.get("verdict") in LOSSES else ("failing", 1 - pays)
        return [(kind, one.name, chance)] if chance >= LEAST_CHANCE else []
    return []


def _tornado(earlier: EarlierResults) -> list[tuple[str, str, float]]:
    """Return the input between whose ends the outcome moves most."""
    results = earlier.results.get("roi")
    moved = [one for one in results.findings if one.name.startswith(TORNADO) and one.estimate] if results else []
    most = max(moved, key=lambda one: abs(one.estimate), default=None)
    return [("tornado", most.name.removeprefix(TORNADO), abs(most.estimate))] if most else []


def _assumed(labels: pd.DataFrame) -> list[tuple[str, str, float]]:
    share = labels.loc[labels["label"].isin(["assumed", "benchmark"]), "share"].sum()
    return [("assumed", "", float(share))] if share >= LEAST_ASSUMED else []


def _cause(headlines: pd.DataFrame, lines: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Say whether euros rest on the drivers being the cause: they count, or without a business case they are shown."""
    of_drivers = headlines[headlines["notebook"] == "driver_modelling"]
    if len(lines):
        counts = lines["mechanism"].eq("churn") | lines["mechanism"].str.startswith("cross_sell")
        counts &= lines["evidence"].ne("measured")
        found = bool(counts.any()) and len(of_drivers) > 0
    else:
        found = bool(of_drivers["estimate"].notna().any())
    return [("cause", "driver_gain", math.nan)] if found else []


def _nothing_shown(headlines: pd.DataFrame) -> list[tuple[str, str, float]]:
    own = headlines[headlines["notebook"].isin(ROUTES) & headlines["status"].isin(NOTHING_SHOWN)]
    return [("no_difference", name, math.nan) for name in own["finding"]]


def _agreement(earlier: EarlierResults) -> list[tuple[str, str, float]]:
    results = earlier.results.get("maturity_assessment")
    for one in results.findings if results else ():
        if one.name == AGREEMENT and one.notes.get("warned") and one.estimate is not None:
            return [("agreement", one.name, one.estimate)]
    return []
