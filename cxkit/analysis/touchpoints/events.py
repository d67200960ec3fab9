"""Costs besides contacts that are tied to a customer and a moment: returns, complaints, compensation."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pandas as pd

from cxkit.analysis.touchpoints.frames import Period, collected
from cxkit.analysis.value import Z

COLUMNS = ["kind", "events_n", "customers_n", "top2_share", "cost_eur_year", "low_eur", "high_eur"]


def events(cost_events: nw.LazyFrame | None, *, period: Period) -> pd.DataFrame:
    """Return what other costs come to per kind, a year.

    The interval takes customers as those who bring costs by chance (compound Poisson): the variance of the sum is the
    sum of the squares of what each customer cost; no end below 0.

    Parameters
    ----------
    cost_events : checked cost events, or None.
    period : what counts.

    Returns
    -------
    kind, events_n (in the period), customers_n, top2_share (of the cost), cost_eur_year, low_eur, high_eur.
    """
    if cost_events is None:
        return pd.DataFrame(columns=COLUMNS)
    counted = cost_events.filter(period.holds("occurred_epoch"))
    each = counted.group_by("kind", "customer_id").agg(n=nw.len(), eur=nw.col("cost_eur").sum())
    largest = each.with_columns(
        before=nw.col("eur").shift(1).over("kind", order_by=["eur", "customer_id"]).fill_null(0.0)
    )
    found = largest.group_by("kind").agg(
        events_n=nw.col("n").sum(), customers_n=nw.len(), total=nw.col("eur").sum(),
        squares=(nw.col("eur") * nw.col("eur")).sum(), top2=(nw.col("eur") + nw.col("before")).max(),
    )  # fmt: skip
    frame = collected(found, by=["kind"])
    half = Z * np.sqrt(frame["squares"]) * period.year_factor
    cost = frame["total"] * period.year_factor
    share = frame["top2"] / frame["total"].where(frame["total"] > 0)
    frame = frame.assign(
        cost_eur_year=cost, low_eur=(cost - half).clip(lower=0), high_eur=cost + half, top2_share=share
    )
    return frame[COLUMNS]
