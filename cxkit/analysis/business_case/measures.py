"""Whether it pays: net present value, return, payback, and the net present value at other rates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.business_case.flows import Flows
from cxkit.settings.roi import BusinessCase


def npv_of(held: Flows, settings: BusinessCase) -> np.ndarray:
    """Return the net present value after tax: the estimate, then the draws."""
    raise NotImplementedError


def measures(held: Flows, naive: Flows, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the measures of worth: name, unit, value, low, high, status, naive, naive_status."""
    raise NotImplementedError


def npv_curve(held: Flows, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the net present value at other discount rates: rate, npv_eur."""
    raise NotImplementedError
