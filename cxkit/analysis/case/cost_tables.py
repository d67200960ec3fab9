"""The costs as a reader sees them: by category and year, by who does the work, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxkit.analysis.case.costs import Costs
from cxkit.analysis.case.intervals import interval_of
from cxkit.language import N_
from cxkit.result import weakest
from cxkit.settings.roi import BusinessCase

CATEGORIES = ("training", "technology", "operating", "measuring", "effort")
TABLE_COLUMNS = ["category", "year", "amount_eur", "low_eur", "high_eur", "capitalised_eur", "label"]
EFFORT_COLUMNS = ["line", "department", "hours_year", "rate_eur_hour", "eur_year", "counted", "label"]
AFTER_THE_END = N_("after the last year")


def after_the_end(costs: pd.DataFrame, *, settings: BusinessCase) -> pd.DataFrame:
    """Return how many rows of costs fall after the last year: table, reason, rows_n; no row when none does.

    >>> typed = pd.DataFrame({"line": ["a", "b"], "category": "training", "year": [1, 9], "amount_eur": 1.0})
    >>> after_the_end(typed, settings=BusinessCase())["rows_n"].tolist()
    [1]
    """
    late = int(pd.to_numeric(costs["year"]).gt(settings.horizon_years).sum()) if "year" in costs else 0
    return pd.DataFrame({"table": ["costs"], "reason": [AFTER_THE_END], "rows_n": [late]})[: min(late, 1)]


def cost_table(lines: pd.DataFrame, held: Costs) -> pd.DataFrame:
    """Return the costs by category and year, in the prices that are shown.

    Parameters
    ----------
    lines : of `cost_lines`.
    held : of `cost_draws`, from these lines.

    Returns
    -------
    category, year (0 the start), amount_eur, low_eur, high_eur (95 % of draws), capitalised_eur (part of amount_eur),
    label; years without a cost are not there, nor is faster work, which is a gain.
    """
    return pd.DataFrame(_table_rows(lines, held), columns=TABLE_COLUMNS)


def _table_rows(lines: pd.DataFrame, held: Costs) -> Iterator[dict]:
    for category in sorted(held.by_category, key=_place):
        own, labels = held.by_category[category], lines.loc[lines["category"] == category, "label"]
        for year in np.flatnonzero(own.spent[0]):
            amounts = zip(("amount_eur", "low_eur", "high_eur"), interval_of(own.spent[:, year]), strict=True)
            yield {"category": category, "year": int(year), **dict(amounts),
                   "capitalised_eur": float(own.invested[0, year]), "label": weakest(labels)}  # fmt: skip


def _place(category: str) -> tuple[int, str]:
    return CATEGORIES.index(category) if category in CATEGORIES else len(CATEGORIES), category


def effort(lines: pd.DataFrame, *, settings: BusinessCase) -> pd.DataFrame:
    """Return the internal effort: these people, this rate, this much more or faster work.

    Parameters
    ----------
    lines : of `cost_lines`; those without hours are no effort.
    settings : horizon_years, over which hours and euros are spread.

    Returns
    -------
    EFFORT_COLUMNS, in the order of the lines: hours_year and eur_year (a year, on average; below 0 for faster work, in
    prices of today), rate_eur_hour, counted, label.

    Examples
    --------
    >>> from cxkit.analysis.case.costs import cost_lines
    >>> typed = pd.DataFrame({"line": ["coaching"], "category": ["effort"], "year": [0], "hours": [300.0],
    ...                       "rate_eur_hour": [50.0]})
    >>> settings = BusinessCase(horizon_years=3)
    >>> effort(cost_lines(typed, settings=settings), settings=settings)[["hours_year", "eur_year"]].iloc[0].tolist()
    [100.0, 5000.0]
    """
    each = lines[lines["hours"].notna()].groupby(["line", "department"], sort=False)
    rows = [(*name, *_work(own, settings.horizon_years)) for name, own in each]
    return pd.DataFrame(rows, columns=EFFORT_COLUMNS)


def _work(own: pd.DataFrame, years: int) -> tuple[float, float, float, bool, str]:
    """Return hours a year, rate, euros a year, whether they count and the label of one line."""
    hours, euros = own["hours"].sum(), own["amount_eur"].sum()
    rate = euros / hours if hours else own["rate_eur_hour"].mean()
    return hours / years, rate, euros / years, bool(own["counted"].all()), weakest(own["label"])
