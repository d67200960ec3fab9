"""What an opportunity is worth over the years, and what certainty about it would be worth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxkit.analysis.uncertainty import interval
from cxkit.settings.ranking import OpportunityRanking

COLUMNS = (
    "expected_eur_year", "expected_low", "expected_high", "total_cost_eur", "net_eur", "net_low", "net_high",
    "pays_share", "evpi_eur",
)  # fmt: skip
NOTHING = 1e-9  # an amount this small beside what it is the difference of is rounding


def decision(
    opportunities: pd.DataFrame,
    euros: Mapping[str, np.ndarray],
    works: Mapping[str, np.ndarray],
    *,
    settings: OpportunityRanking,
) -> pd.DataFrame:
    """Return the opportunities with what they cost, what they leave over the horizon and what certainty is worth.

    Parameters
    ----------
    opportunities : opportunity, success_probability (0-1), effort_days (nan: not known), lead_months (nan: 0),
        cost_eur, running_eur_year.
    euros : of `draws.euro_draws`; an opportunity without a yield is not in it.
    works : of `draws.worked`.
    settings : rate of a day, horizon and discount rate.

    Returns
    -------
    Added: expected_eur_year with expected_low and expected_high (how far that mean can be off: amounts drawn, chance
    of success as it is), total_cost_eur (once, effort included), net_eur with net_low and net_high (over the horizon,
    discounted; in the interval an opportunity works or fails), pays_share (0-1, failure counted), evpi_eur (of knowing
    everything after the months of a pilot, what waiting costs taken off); nan where there is no yield or, but for the
    first three, no effort.

    Notes
    -----
    net = success x euros a year x what a euro a year is worth - total cost - running cost a year x what a euro a year
    is worth: both count from lead_months on, and running cost is paid whether it works or not.
    """
    rows = [
        _decision(row, euros.get(row["opportunity"]), works[row["opportunity"]], settings)
        for row in opportunities.to_dict("records")
    ]
    return opportunities.assign(**{name: [row[name] for row in rows] for name in COLUMNS})


def _decision(
    row: dict, euros: np.ndarray | None, worked: np.ndarray, settings: OpportunityRanking
) -> dict[str, float]:
    found = dict.fromkeys(COLUMNS, float("nan"))
    found["total_cost_eur"] = row["effort_days"] * settings.day_rate_eur + row["cost_eur"]
    if euros is None:
        return found
    success, years = row["success_probability"], settings.years_worth(row["lead_months"])
    found |= _three(("expected_eur_year", "expected_low", "expected_high"), success * euros)
    cost = found["total_cost_eur"] + row["running_eur_year"] * years
    if cost != cost:
        return found
    works, fails = euros * years - cost, -cost
    found |= _three(("net_eur", "net_low", "net_high"), settled(worked * euros * years - cost, cost))
    pays = success * float((works[1:] > 0).mean()) + (1 - success) * float(fails > 0)
    later = settings.years_worth(_or_0(row["lead_months"]) + settings.pilot_months)
    waited = euros[1:] * later - found["total_cost_eur"] - row["running_eur_year"] * later
    return found | {"pays_share": pays, "evpi_eur": evpi(works[1:], fails, success, waited=waited)}


def _or_0(months: float) -> float:
    return months if months == months else 0.0


def _three(names: tuple[str, str, str], values: np.ndarray) -> dict[str, float]:
    return dict(zip(names, interval(values), strict=True))


def settled(difference: np.ndarray, scale: float) -> np.ndarray:
    """Return differences with rounding taken for what it is: 0.

    >>> settled(np.array([1e-12, 5.0]), 100.0).tolist()
    [0.0, 5.0]
    """
    return np.where(np.abs(difference) <= NOTHING * abs(scale), 0.0, difference)


def evpi(works: np.ndarray, fails: float, success: float, *, waited: np.ndarray | None = None) -> float:
    """Return what knowing everything before deciding would be worth at most (expected value of perfect information).

    Parameters
    ----------
    works : draws of the net euros when it works.
    fails : net euros when it fails.
    success : chance that it works, 0-1.
    waited : draws of the net euros when it works and is begun only once all is known; as `works` when left out.

    Returns
    -------
    success x mean(max(0, waited)) + (1 - success) x max(0, fails) - max(0, mean of works and fails): 0 when nothing
    that can come out changes whether to do it, or waiting costs more than it saves; never negative.

    Notes
    -----
    Raiffa & Schlaifer (1961), Applied Statistical Decision Theory. An upper bound of what any pilot can be worth.

    Examples
    --------
    Doing it brings 100 or costs 50, each as likely: 25 expected. Who knows beforehand gets 100 half the time: 50.

    >>> evpi(np.array([100.0]), -50.0, 0.5)
    25.0
    """
    known = works if waited is None else waited
    sure = success * float(np.maximum(known, 0.0).mean()) + (1 - success) * max(fails, 0.0)
    expected = success * float(works.mean()) + (1 - success) * fails
    scale = success * float(np.abs(works).mean()) + (1 - success) * abs(fails)
    return max(0.0, float(settled(np.array(sure - max(expected, 0.0)), scale)))
