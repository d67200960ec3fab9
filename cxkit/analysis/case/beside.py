"""What stands beside the euros and is never added to them: figures of others, and aims on their own scale."""

from __future__ import annotations

import pandas as pd

from cxkit.settings.industry import load_figures
from cxkit.settings.roi import BusinessCase

FIGURE_COLUMNS = ["publisher", "edition", "what", "industry", "low", "high", "unit", "source", "seen"]
AIM_COLUMNS = ["aim", "now", "low", "high", "change_low", "change_high"]


def industry_figures(settings: BusinessCase) -> pd.DataFrame:
    """Return what others published about the returns of customer experience, newest edition first: FIGURE_COLUMNS."""
    rows = [[getattr(figure, name) for name in FIGURE_COLUMNS] for figure in load_figures(settings.industry_figures)]
    return pd.DataFrame(rows, columns=FIGURE_COLUMNS)


def aims(settings: BusinessCase) -> pd.DataFrame:
    """Return the aims beside the euros: the score now, the range expected, and the change.

    Examples
    --------
    >>> aims(BusinessCase(aims={"trust": [6.0, 6.5, 7.0]}))[["change_low", "change_high"]].values.tolist()
    [[0.5, 1.0]]
    """
    rows = [(aim, now, low, high, low - now, high - now) for aim, (now, low, high) in settings.aims.items()]
    return pd.DataFrame(rows, columns=AIM_COLUMNS)
