"""Everything that is drawn together: benefits, costs, and the flows they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.case.costs import Costs, cost_draws
from cxkit.analysis.case.draws import line_draws, naive_draws
from cxkit.analysis.case.flows import Flows, flows
from cxkit.analysis.case.measures import npv_of
from cxkit.analysis.case.taken import gross_lines
from cxkit.settings.roi import BusinessCase


@dataclass(frozen=True)
class Assembled:
    """A business case with so many draws.

    held : line to what counts of it a year at full effect: the estimate, then the draws.
    naive_held : line to what it would count for if everything were added up.
    costs : of `cost_draws`.
    flows, naive : what comes in and goes out, as counted and added up.
    npv : net present value: the estimate, then the draws.
    """

    held: dict[str, np.ndarray]
    naive_held: dict[str, np.ndarray]
    costs: Costs
    flows: Flows
    naive: Flows
    npv: np.ndarray


def assembled(
    lines: pd.DataFrame,
    cost_lines: pd.DataFrame,
    ledger: pd.DataFrame | None,
    *,
    settings: BusinessCase,
    draws: int,
) -> Assembled:
    """Return the business case with so many draws; the first ones are the same however many there are.

    Parameters
    ----------
    lines : of `taken_out`.
    cost_lines : of `costs.cost_lines`.
    ledger : of `EarlierResults`.
    settings : checked settings.
    draws : how many.
    """
    held = line_draws(lines, ledger, settings=settings, draws=draws)
    added_up = naive_draws(lines, ledger, settings=settings, draws=draws)
    costs = cost_draws(cost_lines, settings=settings, draws=draws)
    found = flows(lines, held, costs, settings=settings)
    naive = flows(gross_lines(lines), added_up, costs, settings=settings)
    return Assembled(held, added_up, costs, found, naive, npv_of(found, settings))
