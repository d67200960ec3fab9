"""What euros of later years are worth today: present value, rates of return, payback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from scipy.optimize import brentq

DAYS_A_YEAR = 365
REAL = 1e-7  # a root with an imaginary part below this share of it is real
SAME = 1e-6  # two rates nearer to each other are one
ZERO = 1e-9  # share of the largest amount below which a total is 0
LOWEST_RATE, HIGHEST_RATE = -0.999999, 1e6
LOWEST_TOLD = -0.9


def present_value(amounts: np.ndarray, *, rate: float, years: Sequence[float]) -> np.ndarray:
    """Return what amounts that come in later are worth at moment 0.

    Parameters
    ----------
    amounts : shape [..., n], in euros; the last axis runs over moments.
    rate : yearly discount rate, above -1.
    years : length n: how many years from now each amount comes in; 0 is now.

    Returns
    -------
    Shape [...]: the sum over the last axis of amount / (1 + rate)^years.

    Examples
    --------
    >>> float(present_value([100.0, 150.0, 225.0], rate=0.50, years=[0, 1, 2]))
    300.0
    """
    return (np.asarray(amounts, dtype=float) * (1 + rate) ** -np.asarray(years, dtype=float)).sum(axis=-1)


def npv(amounts: np.ndarray, *, rate: float) -> np.ndarray:
    """Return the net present value; the first amount is of now, each next one of a year later.

    Notes
    -----
    The convention of numpy-financial. Excel's NPV puts the first amount a year from now: `excel_npv`.

    Examples
    --------
    >>> round(float(npv([-40_000, 5_000, 8_000, 12_000, 30_000], rate=0.08)), 5)
    3065.22267
    """
    return present_value(amounts, rate=rate, years=range(np.shape(amounts)[-1]))


def excel_npv(amounts: np.ndarray, *, rate: float) -> np.ndarray:
    """Return the net present value as Excel's NPV gives it: the first amount comes a year from now.

    >>> round(float(excel_npv([-10_000, 3_000, 4_200, 6_800], rate=0.10)), 2)
    1188.44
    """
    return npv(amounts, rate=rate) / (1 + rate)


def irr_values(amounts: Sequence[float], *, years: Sequence[float] | None = None) -> tuple[float, ...]:
    """Return every internal rate of return: each rate at which the net present value is 0.

    Parameters
    ----------
    amounts : n net amounts, in euros; what goes out is negative.
    years : n moments that are whole or half years, rising; without it 0, 1, 2 and so on.

    Returns
    -------
    Rates, the lowest first; empty when there is none, or when every amount is 0.

    Notes
    -----
    With x = (1 + rate)^-(1/2) or 1 / (1 + rate) the net present value is a polynomial, whose positive real roots are
    sought. Beside other rates those of -90 % and below say nothing to anyone and are not told. An amount below a
    billionth of the largest one is taken as 0: what is left of rounding brings no root.

    Examples
    --------
    >>> [round(rate, 5) for rate in irr_values([-100, 39, 59, 55, 20])]
    [0.28095]
    >>> [round(rate, 5) for rate in irr_values([-100, 230, -132])], irr_values([100, 10])
    ([0.1, 0.2], ())
    """
    amounts = without_rounding(amounts)
    if not np.any(amounts):
        return ()
    moments = np.arange(len(amounts)) if years is None else np.asarray(years, dtype=float)
    a_year = 1 if np.array_equal(moments, np.round(moments)) else 2
    polynomial = np.zeros(int(round(a_year * moments[-1])) + 1)
    polynomial[np.round(a_year * moments).astype(int)] = amounts / np.abs(amounts).max()
    roots = np.roots(polynomial[::-1])
    positive = roots.real[(np.abs(roots.imag) <= REAL * np.abs(roots)) & (roots.real > 0)]
    rates = positive**-a_year - 1
    told = rates[rates > LOWEST_TOLD]
    return _distinct(told if len(told) else rates)


def without_rounding(amounts: Sequence[float]) -> np.ndarray:
    """Return amounts of which those that only rounding keeps from 0 are 0.

    >>> without_rounding([-100.0, 0.1 + 0.2 - 0.3]).tolist()
    [-100.0, 0.0]
    """
    amounts = np.asarray(amounts, dtype=float)
    return np.where(np.abs(amounts) <= ZERO * np.abs(amounts).max(initial=0.0), 0.0, amounts)


def _distinct(rates: np.ndarray) -> tuple[float, ...]:
    found: list[float] = []
    for rate in np.sort(rates):
        if not found or rate - found[-1] > SAME * (1 + abs(rate)):
            found.append(float(rate))
    return tuple(found)


def mirr(
    amounts: np.ndarray, *, finance_rate: float, reinvest_rate: float, years: Sequence[float] | None = None
) -> float | np.ndarray:
    """Return the modified internal rate of return: what comes in is put away at a rate of its own until the end.

    Parameters
    ----------
    amounts : shape [..., n], net amounts, in euros; what goes out is negative.
    finance_rate, reinvest_rate : yearly rate at which what goes out is discounted, and what comes in grows.
    years : n moments, rising; without it 0, 1, 2 and so on.

    Returns
    -------
    Shape [...]: (future value of what comes in / present value of what goes out)^(1 / last moment) - 1; nan where
    nothing goes out or nothing comes in.

    Examples
    --------
    >>> round(mirr([-120_000, 39_000, 30_000, 21_000, 37_000, 46_000], finance_rate=0.10, reinvest_rate=0.12), 4)
    0.1261
    """
    amounts = np.asarray(amounts, dtype=float)
    moments = np.arange(amounts.shape[-1]) if years is None else np.asarray(years, dtype=float)
    out = -present_value(np.minimum(amounts, 0), rate=finance_rate, years=moments)
    back = present_value(np.maximum(amounts, 0), rate=reinvest_rate, years=moments)
    times = np.divide(back, out, out=np.full(np.shape(out), np.nan), where=(out > 0) & (back > 0))
    rates = times ** (1 / moments[-1]) * (1 + reinvest_rate) - 1
    return rates if rates.ndim else float(rates)


def payback_years(net: np.ndarray) -> float | np.ndarray:
    """Return after how many years what was laid out is back for good.

    Parameters
    ----------
    net : shape [..., T + 1], net amounts of year 0 (the start) to T; of a discounted payback the discounted amounts.

    Returns
    -------
    Shape [...], in years: where the running total last comes from below 0 to 0 or above, the amount of a year being
    spread evenly over it; 0 when it never was below 0, nan when it ends below 0.

    Examples
    --------
    >>> payback_years([-100.0, 50.0, 100.0]), payback_years([-100.0, 50.0]), payback_years([0.0, 10.0])
    (1.5, nan, 0.0)
    """
    net = np.asarray(net, dtype=float)
    total = np.cumsum(net, axis=-1)
    below = total < -ZERO * np.abs(net).max(axis=-1, keepdims=True)
    last = net.shape[-1] - 1 - np.argmax(below[..., ::-1], axis=-1)
    following = np.minimum(last + 1, net.shape[-1] - 1)
    short = -np.take_along_axis(total, last[..., None], axis=-1)[..., 0]
    gain = np.take_along_axis(net, following[..., None], axis=-1)[..., 0]
    years = last + np.divide(short, gain, out=np.zeros_like(short), where=gain > 0)
    years = np.where(below.any(axis=-1), years, 0.0)
    years = np.where(below[..., -1], np.nan, years)
    return years if years.ndim else float(years)


def xnpv(amounts: Sequence[float], dates: Sequence[date], *, rate: float) -> float:
    """Return the net present value, on the first day, of amounts on days of their own (365 days a year, as Excel).

    >>> round(xnpv([-100.0, 110.0], [date(2025, 1, 1), date(2026, 1, 1)], rate=0.0), 6)
    10.0
    """
    return float(present_value(amounts, rate=rate, years=_years(dates)))


def xirr(amounts: Sequence[float], dates: Sequence[date]) -> float:
    """Return the yearly rate at which `xnpv` is 0; nan when there is no such rate, or more than one may be meant.

    Notes
    -----
    Looked for only where amounts change sign once over time: there is at most one such rate then (Descartes).

    Examples
    --------
    >>> round(xirr([-100.0, 110.0], [date(2025, 1, 1), date(2026, 1, 1)]), 6)
    0.1
    """
    order = np.argsort(_years(dates), kind="stable")
    signs = np.sign(np.asarray(amounts, dtype=float)[order])
    if np.count_nonzero(np.diff(signs[signs != 0])) != 1:
        return float("nan")
    value = [xnpv(amounts, dates, rate=rate) for rate in (LOWEST_RATE, HIGHEST_RATE)]
    if np.sign(value[0]) == np.sign(value[1]):
        return float("nan")
    return float(brentq(lambda rate: xnpv(amounts, dates, rate=rate), LOWEST_RATE, HIGHEST_RATE, xtol=1e-12))


def _years(dates: Sequence[date]) -> np.ndarray:
    return np.array([(day - dates[0]).days / DAYS_A_YEAR for day in dates])
