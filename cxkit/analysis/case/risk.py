"""How sure the business case is: whether it pays, how small the effect may be, what waiting is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.case.costs import Costs
from cxkit.analysis.case.flows import flows
from cxkit.analysis.case.measures import npv_of
from cxkit.analysis.uncertainty import interval
from cxkit.settings.roi import BusinessCase

EFFECT_SHARES = (0.5, 0.75, 1.0, 1.25, 1.5)
COST_SHARES = (0.75, 1.0, 1.25, 1.5)
MONTHS = 12
BINS = 40
NOTHING = 1e-9  # a part this narrow beside the amounts is rounding


def npv_at(
    lines: pd.DataFrame,
    costs: Costs,
    *,
    settings: BusinessCase,
    level: np.ndarray | None = None,
    effect_share: float = 1.0,
    cost_share: float = 1.0,
) -> float:
    """Return the net present value when everything is as expected, in euros.

    Parameters
    ----------
    lines : line, net_eur_year, and what `flows` takes.
    costs : of `cost_draws`; only their estimate counts.
    settings : horizon, rate, prices, tax and so on.
    level : of the lines, [lines, T + 1]; without it those of the settings.
    effect_share, cost_share : what all benefits and all costs are times.
    """
    held = {line: np.array([eur]) for line, eur in zip(lines["line"], lines["net_eur_year"].astype(float), strict=True)}
    found = flows(
        lines, held, costs.expected, settings=settings, levels=level, effect_share=effect_share, cost_share=cost_share
    )
    return float(npv_of(found, settings)[0])


def with_net(lines: pd.DataFrame, line: str, eur_year: float) -> pd.DataFrame:
    """Return the lines, one of which counts for another amount a year."""
    return lines.assign(net_eur_year=lines["net_eur_year"].mask(lines["line"] == line, eur_year))


def two_way(lines: pd.DataFrame, costs: Costs, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the net present value when effect and costs both turn out otherwise.

    Parameters
    ----------
    lines, costs, settings : as in `npv_at`.

    Returns
    -------
    effect_share, cost_share (of what is expected), npv_eur: one row per pair.
    """
    rows = [
        (effect, cost, npv_at(lines, costs, settings=settings, effect_share=effect, cost_share=cost))
        for effect in EFFECT_SHARES
        for cost in COST_SHARES
    ]
    return pd.DataFrame(rows, columns=["effect_share", "cost_share", "npv_eur"])


def break_even(lines: pd.DataFrame, costs: Costs, *, settings: BusinessCase) -> pd.DataFrame:
    """Return at which share of what is expected the net present value is 0, everything else as expected.

    Parameters
    ----------
    lines, costs, settings : as in `npv_at`.

    Returns
    -------
    what ('effect', 'costs', then each line that brings euros), share (nan where there is none) and status: 'shown';
    'always' or 'never' when it pays, or does not, at any share.

    Notes
    -----
    The net present value runs straight in each of them (tax too: a negative result gives tax back), so that its values
    at 0 and at 1 say where it is 0.
    """
    at_1 = npv_at(lines, costs, settings=settings)
    at_0 = {
        "effect": npv_at(lines, costs, settings=settings, effect_share=0.0),
        "costs": npv_at(lines, costs, settings=settings, cost_share=0.0),
    } | {
        line: npv_at(with_net(lines, line, 0.0), costs, settings=settings)
        for line in lines.loc[lines["counted"] & lines["net_eur_year"].gt(0), "line"]
    }
    rows = [(what, *share_at_0(value, at_1)) for what, value in at_0.items()]
    return pd.DataFrame(rows, columns=["what", "share", "status"])


def share_at_0(without: float, expected: float) -> tuple[float, str]:
    """Return at which share a straight line is 0, and 'shown', or nan and 'always' or 'never' (0 or above).

    Parameters
    ----------
    without : value at share 0.
    expected : value at share 1.

    Examples
    --------
    >>> share_at_0(-30.0, 20.0), share_at_0(10.0, 20.0), share_at_0(-30.0, -40.0)
    ((0.6, 'shown'), (nan, 'always'), (nan, 'never'))
    """
    share = -without / (expected - without) if expected != without else float("nan")
    if share > 0:
        return share, "shown"
    return float("nan"), "always" if expected >= 0 else "never"


def verdict(lines: pd.DataFrame, npv: np.ndarray) -> str:
    """Return whether it pays: 'pays', 'may_pay', 'may_not_pay', 'does_not_pay' or 'no_benefit'.

    Parameters
    ----------
    lines : counted.
    npv : net present value: expected, then the draws.

    Notes
    -----
    It pays when the whole interval and the expectation are above 0, and does not when the whole interval is below 0 and
    the expectation is not above it. Otherwise the expectation decides what it may do. A small chance of a large benefit
    can lie outside the interval and still be worth its costs, and a large loss can lie outside it as well.

    Examples
    --------
    >>> lines = pd.DataFrame({"counted": [True]})
    >>> verdict(lines, np.array([5.0, 1.0, 9.0])), verdict(lines, np.array([5.0, -1.0, 9.0]))
    ('pays', 'may_pay')
    """
    if not lines["counted"].any():
        return "no_benefit"
    expected, low, high = interval(npv)
    if low > 0 and expected > 0:
        return "pays"
    if high < 0 and expected <= 0:
        return "does_not_pay"
    return "may_pay" if expected > 0 else "may_not_pay"


def pays_share(npv: np.ndarray) -> float:
    """Return in which share of the draws the net present value is above 0."""
    return float((npv[1:] > 0).mean())


def waiting_value_eur(npv: np.ndarray, *, settings: BusinessCase) -> float:
    """Return at most what it can be worth to wait for the pilot before deciding, in euros of today.

    Parameters
    ----------
    npv : net present value: expected, then the draws.
    settings : pilot_months, and the rate.

    Notes
    -----
    After a pilot that told everything, only what pays would be done, pilot_months later: the mean of what is above 0,
    discounted, less what is gained without waiting (the mean, or 0 by leaving it). Never below 0. Amounts are in prices
    of today and rise with prices while one waits, so the real rate discounts them. A real pilot tells less and costs
    money: above 0 does not yet say that a pilot pays; 0 says that waiting does not.

    Examples
    --------
    >>> settings = BusinessCase(discount_rate_year=0.10, inflation_year=0.0, pilot_months=12)
    >>> round(waiting_value_eur(np.array([10.0, -90.0, 110.0]), settings=settings), 6)
    40.0
    """
    real_rate = (1 + settings.nominal_rate) / (1 + settings.inflation_year) - 1
    drawn = npv[1:]
    later = float(np.maximum(drawn, 0).mean()) / (1 + real_rate) ** (settings.pilot_months / MONTHS)
    return max(0.0, later - max(float(drawn.mean()), 0.0))


def spread(npv: np.ndarray) -> pd.DataFrame:
    """Return how the draws of the net present value are spread.

    Parameters
    ----------
    npv : net present value: expected, then the draws.

    Returns
    -------
    low_eur, high_eur, draws_n: about BINS equally wide parts, one after the other, the lowest first; 0 is the edge of
    a part, never inside one. A single part when all draws are the same.

    Examples
    --------
    >>> spread(np.array([1.0, -1.0, 1.0, 1.0]))["draws_n"].sum().item()
    3
    """
    drawn = npv[1:]
    width = float(np.ptp(drawn)) / BINS
    if width <= NOTHING * np.abs(drawn).max():
        return pd.DataFrame({"low_eur": [drawn.min()], "high_eur": [drawn.max()], "draws_n": [len(drawn)]})
    part = np.floor(drawn / width).astype(int)
    first = int(part.min())
    draws_n = np.bincount(part - first)
    low = (first + np.arange(len(draws_n))) * width
    return pd.DataFrame({"low_eur": low, "high_eur": low + width, "draws_n": draws_n})
