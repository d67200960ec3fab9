"""Whether it pays: net present value, return, payback, and the net present value at other rates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxkit.analysis.case.flows import Flows
from cxkit.analysis.case.intervals import interval_of, limits_of
from cxkit.analysis.case.levels import moments
from cxkit.analysis.discounting import irr_values, mirr, payback_years, present_value, without_rounding
from cxkit.settings.roi import BusinessCase

SHOWN, NONE, SEVERAL = "shown", "none", "several"
NOT_REACHED, NO_INVESTMENT = "not_reached", "no_investment"
COLUMNS = ["name", "unit", "value", "low", "high", "status", "naive", "naive_status"]
NAN = float("nan")
IRR_DRAWS = 4_000  # rates of return are looked for one draw at a time
CURVE_POINTS = 61
CURVE_TO, CURVE_LIMIT, CURVE_FROM = 0.5, 10.0, -0.9


class Measure(NamedTuple):
    """One figure with its unit, its interval and whether there is one at all."""

    unit: str
    value: float
    low: float = NAN
    high: float = NAN
    status: str = SHOWN


def npv_of(held: Flows, settings: BusinessCase) -> np.ndarray:
    """Return the net present value after tax: the estimate, then the draws."""
    return present_value(held.net, rate=settings.rate, years=moments(settings))


def irr_of(held: Flows, settings: BusinessCase) -> tuple[float, ...]:
    """Return every rate at which the expected net present value is 0, the lowest first."""
    return irr_values(held.net[0], years=moments(settings))


def measures(held: Flows, naive: Flows, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the measures of worth.

    Parameters
    ----------
    held : of `flows`, with everything taken out.
    naive : the same costs with every line added up; only its estimate counts.
    settings : discount rate, timing.

    Returns
    -------
    name ('npv', 'pv_benefits', 'pv_costs', 'roi', 'irr', 'mirr', 'payback', 'discounted_payback'), unit ('EUR',
    'share', 'years'), value, low, high (nan where there is none), status, naive, naive_status.

    Notes
    -----
    roi = (PV of benefits - PV of costs) / PV of costs, before tax; costs are what is spent, capitalised or not, less
    what is sold at the end of its life. status: 'no_investment' when nothing is spent (roi, mirr), or nothing is spent
    first (irr); 'none' and 'several' of rates of return; 'not_reached' of paybacks. A limit is nan where more than
    2.5 % of draws has no such figure on that side.
    """
    shown, added_up = _measures(held, settings), _measures(naive.expected, settings)
    rows = [[name, *measure, added_up[name].value, added_up[name].status] for name, measure in shown.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def npv_curve(held: Flows, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the expected net present value at other discount rates.

    Returns
    -------
    rate, npv_eur: evenly spread rates, from 0 or below the lowest internal rate of return, to beyond the highest one
    (at most 1,000 %).
    """
    roots = irr_of(held, settings)
    start = max(min([0.0, *(1.1 * root for root in roots)]), CURVE_FROM)
    end = min(max([CURVE_TO, 2 * settings.rate, *(1.25 * root for root in roots)]), CURVE_LIMIT)
    rates = np.linspace(start, end, CURVE_POINTS)
    values = [present_value(held.net[0], rate=rate, years=moments(settings)) for rate in rates]
    return pd.DataFrame({"rate": rates, "npv_eur": np.array(values, dtype=float)})


def _measures(held: Flows, settings: BusinessCase) -> dict[str, Measure]:
    benefits, costs = (
        present_value(euros, rate=settings.rate, years=moments(settings)) for euros in (held.benefits, held.costs)
    )
    discounted = held.net * (1 + settings.rate) ** -moments(settings)
    return {
        "npv": Measure("EUR", *interval_of(npv_of(held, settings))),
        "pv_benefits": Measure("EUR", *interval_of(benefits)),
        "pv_costs": Measure("EUR", *interval_of(costs)),
        "roi": _return_on(benefits, costs),
        "irr": _irr(held.net, settings),
        "mirr": _mirr(held.net, settings),
        "payback": _payback(held.net),
        "discounted_payback": _payback(discounted),
    }


def _return_on(benefits: np.ndarray, costs: np.ndarray) -> Measure:
    if not costs[0] > 0:
        return Measure("share", NAN, status=NO_INVESTMENT)
    share = np.divide(benefits - costs, costs, out=np.full(costs.shape, np.nan), where=costs > 0)
    return Measure("share", float(share[0]), *limits_of(share[1:]))


def _irr(net: np.ndarray, settings: BusinessCase) -> Measure:
    value, status = _only_rate(net[0], settings)
    if status != SHOWN:
        return Measure("share", NAN, status=status)
    draws = np.array([_only_rate(row, settings)[0] for row in net[1 : IRR_DRAWS + 1]])
    return Measure("share", value, *limits_of(draws))


def _only_rate(net: np.ndarray, settings: BusinessCase) -> tuple[float, str]:
    """Return the one rate of return; without one -inf of a loss and inf of a gain, nan when nobody can say."""
    net = without_rounding(net)
    rates = irr_values(net, years=moments(settings))
    if not rates:
        return (float(np.inf * np.sign(net.sum())) if net.any() else NAN), NONE
    if len(rates) > 1:
        return NAN, SEVERAL
    return (rates[0], SHOWN) if net[np.flatnonzero(net)[0]] < 0 else (NAN, NO_INVESTMENT)


def _mirr(net: np.ndarray, settings: BusinessCase) -> Measure:
    rates = mirr(net, finance_rate=settings.rate, reinvest_rate=settings.rate, years=moments(settings))
    out, back = (net < 0).any(axis=1), (net > 0).any(axis=1)
    if not out[0] or not back[0]:
        return Measure("share", NAN, status=NONE if out[0] else NO_INVESTMENT)
    ordered = np.where(out & back, rates, np.where(out, -np.inf, np.inf))
    return Measure("share", float(rates[0]), *limits_of(ordered[1:]))


def _payback(net: np.ndarray) -> Measure:
    years = payback_years(net)
    if np.isnan(years[0]):
        return Measure("years", NAN, status=NOT_REACHED)
    return Measure("years", float(years[0]), *limits_of(np.where(np.isnan(years), np.inf, years)[1:]))
