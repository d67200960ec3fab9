"""What is taken out of the benefits, euro by euro and each with its reason, until only what counts is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from cxkit.analysis.business_case.lines import BURDEN
from cxkit.analysis.business_case_result import OVERLAP_STEPS, STEPS
from cxkit.analysis.ledger import CHURN, CONTACT_COST, Ledger, better_reading, left_beside, same_effect
from cxkit.settings.roi import BusinessCase

TAKEN = ["line", "step", "eur_year", "beside"]
STEP_COLUMNS = ["step", "eur_year"]
GROSS, NET, COUNTED = "gross", "net", "counted"
EVENTS_CATEGORY = "other_saving"


def taken_out(
    lines: pd.DataFrame, ledger: pd.DataFrame | None, *, settings: BusinessCase
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the benefit lines with what counts of each, what is taken out with its reason, and both summed.

    Parameters
    ----------
    lines : of `benefit_lines`.
    ledger : lines of all earlier results, or None.
    settings : whether freed time counts.

    Returns
    -------
    (1) lines, with kept (share left after overlap), leaves_share and capacity_share (each the share taken out of what
    is left then), net_eur_year = eur_year x kept x (1 - leaves_share) x (1 - capacity_share) x success_probability,
    counted and reason. (2) TAKEN: gross less all of it is the sum of net_eur_year. (3) STEP_COLUMNS, as in
    `BusinessCaseResult.steps`; gross holds no burdens.

    Notes
    -----
    In the order of STEPS. Overlap is of the parts as if all come about, before chance. Of those who leave anyway the
    counted churn lines save each customer's chance of leaving times 1 - product of (1 - part x chance of success x
    effect).
    """
    raise NotImplementedError


def gross_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines as who adds everything up counts them: no overlap, no chance, freed time as cash, no burdens."""
    raise NotImplementedError
