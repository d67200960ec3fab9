"""Which results of other notebooks are not used or out of date, as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxkit.result import EarlierResults


def absent_results(earlier: EarlierResults, notebooks: Sequence[str]) -> pd.DataFrame:
    """Return the notebooks whose results are not used, and those whose results are out of date.

    Parameters
    ----------
    earlier : results of other notebooks.
    notebooks : those that are read, in their usual order.

    Returns
    -------
    notebook, reason ('not_run', 'other_schema', 'not_asked', or one of `intake.stale.REASONS`).

    Examples
    --------
    >>> earlier = EarlierResults(absent={"roi": "not_run"}, stale={"driver_modelling": "other_data"})
    >>> absent_results(earlier, ["driver_modelling", "roi"]).values.tolist()
    [['driver_modelling', 'other_data'], ['roi', 'not_run']]
    """
    reasons = {**earlier.stale, **earlier.absent}
    rows = [(notebook, reasons[notebook]) for notebook in notebooks if notebook in reasons]
    return pd.DataFrame(rows, columns=["notebook", "reason"])
