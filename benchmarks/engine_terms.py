"""What the benchmark asks: the settings, the period and the log, the same for every way of computing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from cxkit.settings import TouchpointSavings

DAY_S = 86_400
HOUR_S = 3_600
ASKED = {
    "pages": ["/mijn/factuur", "/mijn/storing"],
    "wrap_up_seconds": 30.0,
    "fixed_cost_saved": 0.5,
    "hourly_rate_eur_by_department": {"Techniek": 55.0},
}


@dataclass(frozen=True)
class Terms:
    """What is asked of every reduction.

    settings : of the notebook.
    log_start, log_end : midnight before the first contact of the log, and after its last.
    """

    settings: TouchpointSavings
    log_start: dt.datetime
    log_end: dt.datetime

    @property
    def period_from(self) -> dt.datetime:
        """Return the first moment of the period: the last 365 days of the log."""
        return self.log_end - dt.timedelta(days=365)

    @property
    def eligible(self) -> tuple[int, int]:
        """Return between which moments, in seconds since 1970, a contact can be seen to be repeated or a repeat."""
        longest = max(self.days) * DAY_S
        return epoch(self.log_start) + longest, epoch(self.log_end) - longest

    @property
    def days(self) -> list[int]:
        """Return the numbers of days within which a contact repeats, in order."""
        return sorted({*self.settings.repeat_sensitivity_days, self.settings.repeat_contact_days})


def terms_of(folder: Path) -> Terms:
    """Return the terms for the Parquet in a folder."""
    with duckdb.connect() as con:
        days = "date_trunc('day', min(started_at)), date_trunc('day', max(started_at)) + INTERVAL 1 DAY"
        log = con.execute(f"SELECT {days} FROM '{folder / 'contacts.parquet'}'").fetchone()
    return Terms(TouchpointSavings.check(ASKED), *log)


def epoch(moment: dt.datetime) -> int:
    """Return the seconds since 1970 of a wall time.

    Examples
    --------
    >>> epoch(dt.datetime(1970, 1, 2))
    86400
    """
    return int((moment - dt.datetime(1970, 1, 1)).total_seconds())


def rates(pairs: pd.DataFrame, *, settings: TouchpointSavings) -> pd.DataFrame:
    """Return what a second and a contact cost per channel and department.

    Parameters
    ----------
    pairs : channel, department.

    Returns
    -------
    pairs with second_eur, fixed_eur, hours_per_second (handling hours that a second of contact takes).
    """
    rate = pairs["department"].map(settings.hourly_rate_of)
    at_once = pairs["channel"].map(lambda channel: settings.concurrency.get(channel, 1.0))
    paid = settings.occupancy * (1 - settings.shrinkage)
    fixed = pairs["channel"].map(lambda channel: settings.fixed_cost_eur.get(channel, 0.0))
    return pairs.assign(
        second_eur=rate / HOUR_S / paid / at_once, fixed_eur=fixed, hours_per_second=1 / HOUR_S / at_once
    )


def priced(sums: pd.DataFrame, *, settings: TouchpointSavings) -> pd.DataFrame:
    """Return what groups of answered contacts cost, from the sums of their measured handling times.

    Parameters
    ----------
    sums : channel, department, contacts_n, handled_n, seconds (sum of the measured), and optionally seconds2 (sum of
        their squares); every channel in full, because those without a measured time get the mean of their channel.

    Returns
    -------
    sums with hours, time_eur, cost_eur, marginal_eur, marginal_eur2.
    """
    sums = sums.assign(**{name: sums[name].fillna(0.0) for name in ("seconds", "seconds2") if name in sums})
    whole = sums.groupby("channel")[["seconds", "handled_n"]].transform("sum")
    mean = (whole["seconds"] / whole["handled_n"].replace(0, np.nan)).fillna(0.0)
    missing_n = sums["contacts_n"] - sums["handled_n"]
    seconds = sums["seconds"] + missing_n * mean
    each = rates(sums, settings=settings)
    fixed = settings.fixed_cost_saved * each["fixed_eur"]
    time_eur = seconds * each["second_eur"]
    out = sums.assign(
        hours=seconds * each["hours_per_second"],
        time_eur=time_eur,
        cost_eur=time_eur + sums["contacts_n"] * each["fixed_eur"],
        marginal_eur=time_eur + sums["contacts_n"] * fixed,
    )
    if "seconds2" not in sums:
        return out
    seconds2 = sums["seconds2"] + missing_n * mean**2
    squares = seconds2 * each["second_eur"] ** 2 + 2 * fixed * time_eur + sums["contacts_n"] * fixed**2
    return out.assign(marginal_eur2=squares)


def shares(sums: pd.DataFrame) -> pd.DataFrame:
    """Return the repeats and first contacts solved, with standard errors by customer, from sums over customers.

    Parameters
    ----------
    sums : one row: customers_n, m and mm (eligible contacts), and per number of days k: p<k>, c<k> (repeats in the
        period and customers who made one), r<k>, rr<k>, rm<k> (eligible repeats), f<k>, ff<k> (firsts), w<k>, ww<k>,
        wf<k> (firsts that were followed); a doubled letter is a sum of products over customers.
    """
    one = sums.iloc[0]
    days = [int(name[2:]) for name in sums if name.startswith("rr")]
    return pd.DataFrame([_share(one, k) for k in days])


def _share(one: pd.Series, k: int) -> dict[str, float]:
    repeats, repeats_se = _ratio(one[f"r{k}"], one["m"], one[f"rr{k}"], one[f"rm{k}"], one["mm"])
    followed, followed_se = _ratio(one[f"w{k}"], one[f"f{k}"], one[f"ww{k}"], one[f"wf{k}"], one[f"ff{k}"])
    return {
        "days": k, "eligible_n": int(one["m"]), "customers_n": int(one["customers_n"]),
        "repeat_share": repeats, "repeat_se": repeats_se, "fcr": 1 - followed, "fcr_se": followed_se,
        "repeats_n": int(one[f"p{k}"]), "repeat_customers_n": int(one[f"c{k}"]),
    }  # fmt: skip


def _ratio(y: float, m: float, yy: float, ym: float, mm: float) -> tuple[float, float]:
    p = y / m
    return p, np.sqrt(yy - 2 * p * ym + p**2 * mm) / m
