"""What a contact costs: from its handling time and a loaded rate, from the log, or as stated; always said which."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.value import Z
from cxkit.errors import Fault
from cxkit.language import N_
from cxkit.result import weakest
from cxkit.settings.touchpoints import TouchpointSavings

SUMMED = [
    "contacts_n", "measured_n", "given_n", "seconds", "imputed_n", "hours", "time_eur", "cost_eur", "marginal_eur",
    "cost_eur2",
]  # fmt: skip
AMOUNTS = ["imputed_n", "hours", "time_eur", "cost_eur", "marginal_eur", "cost_eur2", "marginal_eur2"]
HANDLING, TALK, COLUMN, STATED, FIXED = "handling time", "talk time", "column", "stated", "fixed part"


def paid_share(settings: TouchpointSavings) -> float:
    """Return which share of an hour that is paid for goes into contacts.

    A rate per paid hour buys (1 - shrinkage) logged-in hours, of which `occupancy` goes into contacts; a rate per
    productive hour has the shrinkage in it already.

    Examples
    --------
    >>> round(paid_share(TouchpointSavings(occupancy=0.8, shrinkage=0.25)), 10)
    0.6
    """
    on = 1.0 if settings.rate_basis == "productive hour" else 1.0 - settings.shrinkage
    return settings.occupancy * on


def channel_terms(volumes: pd.DataFrame, *, settings: TouchpointSavings, has_handling: bool) -> pd.DataFrame:
    """Return per channel what a contact without a measured time counts for, and what its cost rests on.

    Parameters
    ----------
    volumes : sums per topic, channel and department, of answered contacts.
    settings : rates, fixed parts, concurrency, stated costs.
    has_handling : whether the log has handling times (else talk times, if anything).

    Returns
    -------
    channel (index), mean_seconds (nan without any measured), mean_given_eur, concurrency, fixed_eur, stated_eur, basis
    ('' when there is none, see `without_cost`).

    """
    totals = volumes.groupby("channel")[["measured_n", "seconds", "given_n", "given_eur"]].sum()
    channels = totals.index
    terms = pd.DataFrame(
        {
            "mean_seconds": _mean(totals["seconds"], totals["measured_n"]),
            "mean_given_eur": _mean(totals["given_eur"], totals["given_n"]),
            "concurrency": [settings.concurrency.get(channel, 1.0) for channel in channels],
            "fixed_eur": [settings.fixed_cost_eur.get(channel, np.nan) for channel in channels],
            "stated_eur": [settings.cost_per_contact_eur.get(channel, np.nan) for channel in channels],
        },
        index=channels,
    )
    terms["basis"] = [_basis(row, settings.cost_from, HANDLING if has_handling else TALK) for row in terms.itertuples()]
    return terms.fillna({"fixed_eur": 0.0})


def without_cost(terms: pd.DataFrame, *, settings: TouchpointSavings) -> list[Fault]:
    """Return a fault for each channel whose contacts have no cost by these settings."""
    return _no_cost(list(terms.index[terms["basis"] == ""]), settings)


def _mean(total: pd.Series, n: pd.Series) -> pd.Series:
    return total / n.where(n > 0)


def _basis(row: tuple, cost_from: str, timed: str) -> str:
    if cost_from == "column":
        return COLUMN if row.mean_given_eur == row.mean_given_eur else ""
    if cost_from == "stated":
        return STATED if row.stated_eur == row.stated_eur else ""
    if row.mean_seconds == row.mean_seconds:
        return timed
    return FIXED if row.fixed_eur == row.fixed_eur else ""


def _no_cost(channels: list[str], settings: TouchpointSavings) -> list[Fault]:
    found, remedy = {
        "column": (N_("no contact on channel {channel} has a cost_eur"), N_("Correct the log, or set cost_from")),
        "stated": (N_("cost_per_contact_eur has no cost for channel {channel}"), N_("Add it")),
        "handling time": (
            N_("no contact on channel {channel} has a handling time or a talk time"),
            N_("Give what a contact costs there in fixed_cost_eur, such as {{{channel}: 0.1}}, or set cost_from"),
        ),
    }[settings.cost_from]
    return [Fault(found, remedy, values={"channel": channel}) for channel in channels]


def with_costs(sums: pd.DataFrame, terms: pd.DataFrame, *, settings: TouchpointSavings) -> pd.DataFrame:
    """Return groups of contacts with their hours and costs, from their sums; a cost is linear in the seconds.

    Formula: seconds / 3600 x rate / (occupancy x (1 - shrinkage)) / concurrency + fixed part; without the shrinkage
    when the rate is per productive hour (methods.md, cost per contact).

    Parameters
    ----------
    sums : one row per group within one channel and department: channel, department, contacts_n, measured_n, seconds,
        seconds2, given_n, given_eur, given_eur2.
    terms : of `channel_terms`.
    settings : rates and shares.

    Returns
    -------
    The rows with imputed_n, hours (handling hours), time_eur, cost_eur, marginal_eur, and cost_eur2 and marginal_eur2
    (sums of squares over contacts).
    """
    of = terms.reindex(sums["channel"]).set_axis(sums.index)
    missing = sums["contacts_n"] - sums["measured_n"]
    mean = of["mean_seconds"].fillna(0.0)
    seconds = sums["seconds"].fillna(0.0) + missing * mean
    seconds2 = sums["seconds2"].fillna(0.0) + missing * mean**2
    hours = seconds / 3600 / of["concurrency"]
    imputed = missing.where(of["mean_seconds"].notna(), 0)
    timed = {"imputed_n": imputed, "hours": hours}
    if settings.cost_from != "handling time":
        return _only_answered(sums.assign(**timed, **_given(sums, of, settings)))
    rate = sums["department"].map(settings.hourly_rate_of).astype(float)
    per_second = rate / 3600 / paid_share(settings) / of["concurrency"]
    fixed, saved = of["fixed_eur"], of["fixed_eur"] * settings.fixed_cost_saved
    n = sums["contacts_n"]
    return _only_answered(
        sums.assign(
            **timed,
            time_eur=per_second * seconds,
            cost_eur=per_second * seconds + fixed * n,
            marginal_eur=per_second * seconds + saved * n,
            cost_eur2=_squares(per_second, fixed, seconds, seconds2, n),
            marginal_eur2=_squares(per_second, saved, seconds, seconds2, n),
        )
    )


def _only_answered(costed: pd.DataFrame) -> pd.DataFrame:
    """Return groups without an answered contact with nothing for a cost, also on a channel that has none at all."""
    return costed.assign(**{name: costed[name].where(costed["contacts_n"] > 0, 0.0) for name in AMOUNTS})


def _squares(a: pd.Series, b: pd.Series, total: pd.Series, squares: pd.Series, n: pd.Series) -> pd.Series:
    """Return the sum of (a x + b) squared, from the sums of x and of x squared."""
    return a**2 * squares + 2 * a * b * total + b**2 * n


def _given(sums: pd.DataFrame, of: pd.DataFrame, settings: TouchpointSavings) -> dict[str, pd.Series]:
    """Return the costs of contacts whose cost is given; a contact without one counts its channel's mean."""
    if settings.cost_from == "stated":
        cost, squares = of["stated_eur"] * sums["contacts_n"], of["stated_eur"] ** 2 * sums["contacts_n"]
    else:
        missing = sums["contacts_n"] - sums["given_n"]
        cost = sums["given_eur"].fillna(0.0) + missing * of["mean_given_eur"]
        squares = sums["given_eur2"].fillna(0.0) + missing * of["mean_given_eur"] ** 2
    saved = settings.given_cost_saved
    return {
        "time_eur": cost * 0.0, "cost_eur": cost, "marginal_eur": saved * cost,
        "cost_eur2": squares, "marginal_eur2": saved**2 * squares,
    }  # fmt: skip


def channel_costs(
    costed: pd.DataFrame, terms: pd.DataFrame, *, settings: TouchpointSavings, dispersion: float
) -> pd.DataFrame:
    """Return what one contact costs per channel, on average and at the margin, and what that rests on.

    Parameters
    ----------
    costed : of `with_costs`, over all topics and departments.
    terms : of `channel_terms`.
    dispersion : of `frames.dispersion`, for the interval of the mean cost.

    Returns
    -------
    channel, contacts_n, handling_seconds_mean, measured_n, basis, seconds (per contact), imputed_n, concurrency,
    time_eur, fixed_eur, cost_per_contact_eur, low_eur, high_eur, marginal_per_contact_eur (each per contact), label.
    """
    total = costed[costed["contacts_n"] > 0].groupby("channel")[SUMMED].sum()
    n = total["contacts_n"]
    mean = total["cost_eur"] / n
    half = _half_width(total, mean, terms.loc[total.index, "basis"], dispersion)
    frame = pd.DataFrame(
        {
            "contacts_n": n,
            "handling_seconds_mean": _mean(total["seconds"], total["measured_n"]),
            "measured_n": total["measured_n"],
            "basis": terms["basis"],
            "seconds": terms["mean_seconds"],
            "imputed_n": total["imputed_n"].astype(int),
            "concurrency": terms["concurrency"],
            "time_eur": total["time_eur"] / n,
            "fixed_eur": (total["cost_eur"] - total["time_eur"]) / n,
            "cost_per_contact_eur": mean,
            "low_eur": mean - half,
            "high_eur": mean + half,
            "marginal_per_contact_eur": total["marginal_eur"] / n,
            "label": cost_label(settings),
        }
    )
    return frame.reset_index(names="channel")


def _half_width(total: pd.DataFrame, mean: pd.Series, basis: pd.Series, dispersion: float) -> pd.Series:
    """Return half the 95 % interval of a mean cost, from the contacts whose cost is known; others count the mean."""
    n = total["contacts_n"]
    known = n.mask(basis.isin([HANDLING, TALK]), total["measured_n"]).mask(basis == COLUMN, total["given_n"])
    variance = (total["cost_eur2"] / n - mean**2).clip(lower=0) * n / known
    return Z * np.sqrt(dispersion * variance / known)


def cost_label(settings: TouchpointSavings) -> str:
    """Return what a cost per contact rests on at its weakest; occupancy and shrinkage are assumed."""
    if settings.cost_from != "handling time":
        return settings.cost_label
    return weakest([settings.rate_label, "assumed"])
