"""Contacts that repeat the one before, and first contacts that were enough, for several numbers of days."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import numpy as np
import pandas as pd

from cxkit.analysis.touchpoints.frames import DAY, Period, chained, collected
from cxkit.analysis.value import Z, wilson


def repeats(contacts: nw.LazyFrame, *, period: Period, days: Sequence[int]) -> pd.DataFrame:
    """Return how many contacts repeat the one before, and how many first contacts were enough.

    A contact repeats the previous one of the same customer and topic when it starts within so many days of its end. A
    first contact has no such previous one; it was enough when none follows within so many days. To compare numbers of
    days, all use the same contacts: those with the longest of them before (else they could not be told from a repeat)
    and after (else what follows could not be seen) in the log.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    period : what counts, and the log around it.
    days : rising numbers of days.

    Returns
    -------
    days, eligible_n, customers_n (with an eligible contact), repeat_share, repeat_low, repeat_high, fcr, fcr_low,
    fcr_high, repeats_n (in the period, eligible or not), repeat_customers_n; empty when no contact is eligible. Shares
    are ratios of sums over customers, their intervals take customers as clusters.
    """
    each = _per_customer(contacts, period, days)
    row = collected(each.select(**_moments(days))).iloc[0].fillna(0)
    if not row["m"]:
        return pd.DataFrame(columns=["days", "eligible_n", "customers_n"])
    return pd.DataFrame([_of_days(row, day) for day in days])


def _per_customer(contacts: nw.LazyFrame, period: Period, days: Sequence[int]) -> nw.LazyFrame:
    """Return per customer the eligible contacts (m) and per number of days repeats, firsts and firsts followed."""
    longest = max(days) * DAY
    chain = chained(contacts, before=["end_epoch"], after=["started_epoch"]).with_columns(
        gap=nw.col("started_epoch") - nw.col("previous_end_epoch"),
        wait=nw.col("next_started_epoch") - nw.col("end_epoch"),
    )
    eligible = (nw.col("started_epoch") >= period.log_start + longest) & (
        nw.col("end_epoch") <= period.log_end - longest
    )
    counted = {"m": _count(eligible)}
    for day in days:
        repeat = nw.col("gap").fill_null(longest + 1) <= day * DAY
        followed = nw.col("wait").fill_null(longest + 1) <= day * DAY
        counted |= {
            f"r{day}": _count(eligible & repeat),
            f"w{day}": _count(eligible & ~repeat & followed),
            f"p{day}": _count(repeat),
        }
    return chain.filter(period.holds()).group_by("customer_id").agg(**counted)


def _count(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).count()


def _moments(days: Sequence[int]) -> dict[str, nw.Expr]:
    """Return the sums, squares and products over customers from which shares and their intervals follow."""
    m = nw.col("m")
    taken = {"m": m.sum(), "mm": (m * m).sum(), "customers": _count(m > 0)}
    for day in days:
        r, w = nw.col(f"r{day}"), nw.col(f"w{day}")
        f = m - r
        taken |= {
            f"r{day}": r.sum(), f"rr{day}": (r * r).sum(), f"rm{day}": (r * m).sum(),
            f"w{day}": w.sum(), f"ww{day}": (w * w).sum(), f"wf{day}": (w * f).sum(), f"ff{day}": (f * f).sum(),
            f"p{day}": nw.col(f"p{day}").sum(), f"c{day}": _count(nw.col(f"p{day}") > 0),
        }  # fmt: skip
    return taken


def _of_days(row: pd.Series, day: int) -> dict[str, float]:
    m, r, w = row["m"], row[f"r{day}"], row[f"w{day}"]
    repeat = _ratio(r, m, row[f"rr{day}"], row[f"rm{day}"], row["mm"])
    followed = _ratio(w, m - r, row[f"ww{day}"], row[f"wf{day}"], row[f"ff{day}"])
    return {
        "days": day,
        "eligible_n": int(m),
        "customers_n": int(row["customers"]),
        "repeat_share": repeat[0], "repeat_low": repeat[1], "repeat_high": repeat[2],
        "fcr": 1 - followed[0], "fcr_low": 1 - followed[2], "fcr_high": 1 - followed[1],
        "repeats_n": int(row[f"p{day}"]),
        "repeat_customers_n": int(row[f"c{day}"]),
    }  # fmt: skip


def _ratio(y: float, m: float, yy: float, ym: float, mm: float) -> tuple[float, float, float]:
    """Return a ratio of sums over customers with its 95 % interval, within 0 and 1.

    Formula: p = sum y / sum m; variance = sum (y - p m)^2 / (sum m)^2 (Cochran, Sampling Techniques, ratio estimator).
    A share of none or all, of which that variance is 0, has Wilson's interval for (sum m)^2 / sum m^2 customers.
    """
    if not m:
        return np.nan, np.nan, np.nan
    p = y / m
    half = Z * np.sqrt(max(yy - 2 * p * ym + p * p * mm, 0.0)) / m
    if p in (0.0, 1.0):
        effective_n = m * m / mm
        return wilson(p * effective_n, effective_n)
    return p, max(p - half, 0.0), min(p + half, 1.0)
