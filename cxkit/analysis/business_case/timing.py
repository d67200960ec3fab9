"""When the euros of a year come in, and in which prices they are written."""

from __future__ import annotations

import numpy as np

from cxkit.settings.roi import BusinessCase

MIDDLE = 0.5


def moments(settings: BusinessCase) -> np.ndarray:
    """Return how many years from now the euros of year 0 (the start) to the last year come in.

    Examples
    --------
    >>> moments(BusinessCase(timing="middle of year")).tolist(), moments(BusinessCase()).tolist()
    ([0.0, 0.5, 1.5, 2.5], [0.0, 1.0, 2.0, 3.0])
    """
    years = np.arange(settings.horizon_years + 1, dtype=float)
    return np.maximum(years - MIDDLE, 0.0) if settings.timing == "middle of year" else years


def price_index(settings: BusinessCase) -> np.ndarray:
    """Return by how much an amount in prices of today is multiplied, in year 0 to the last year; 1 in real prices.

    Notes
    -----
    (1 + inflation)^moment. Prices rise until the moment at which the euros come in, so that the net present value is
    the same in nominal and in real prices, at the end of years and in the middle of them.

    Examples
    --------
    >>> [round(float(index), 4) for index in price_index(BusinessCase(inflation_year=0.10))]
    [1.0, 1.1, 1.21, 1.331]
    """
    return inflation(settings) if settings.prices == "nominal" else np.ones(settings.horizon_years + 1)


def inflation(settings: BusinessCase) -> np.ndarray:
    """Return the price level of year 0 to the last year, that of today being 1."""
    return (1 + settings.inflation_year) ** moments(settings)
