"""The reductions as the small frames of the result: a year instead of the period, with intervals and customers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.touchpoints.frames import dispersion
from cxkit.analysis.touchpoints.volumes import mean_times
from cxkit.analysis.value import Z
from cxkit.settings.touchpoint_rules import ALL, ARROW
from cxkit.settings.touchpoints import TouchpointSavings

AMOUNTS = ["contacts_n", "hours", "cost_eur", "time_eur", "marginal_eur", "marginal_eur2", "cost_eur2"]
CELL = ["topic", "is_repeat", "switch", "page"]
TIMES = ["measured_n", "seconds", "talk_n", "talk_seconds", "lead_n", "lead_seconds"]
YEAR = ["cost_eur_year", "low_eur", "high_eur"]
NEEDS_CUSTOMERS = ("fewer_repeats", "fewer_switches", "fewer_after_page")
NOTHING = {
    "repeats": pd.DataFrame(
        columns=["days", "eligible_n", "customers_n", "top2_share", "repeat_share", "repeat_low", "repeat_high", "fcr",
                 "fcr_low", "fcr_high", "repeats_n", "repeat_customers_n", *YEAR]
    ),
    "switches": pd.DataFrame(
        columns=["from_channel", "to_channel", "switch", "contacts_n", "customers_n", "top2_share", "share", "unwanted",
                 *YEAR]
    ),
    "pages": pd.DataFrame(
        columns=["url", "visits_n", "after_n", "before_n", "excess_n", "excess_low", "excess_high", "customers_n",
                 "top2_share", "naive_eur_year", *YEAR]
    ),
    "repeaters": pd.DataFrame(columns=["topic", "customers_n", "top2_share"]),
}  # fmt: skip


def with_customers(frame: pd.DataFrame, customers: pd.DataFrame, *, on: list[str]) -> pd.DataFrame:
    """Return groups with their customers_n and top2_share beside; nan where no contact names a customer."""
    if customers.empty:
        return frame.assign(customers_n=np.nan, top2_share=np.nan)
    return frame.merge(customers, on=on, how="left")


def spread(sums: pd.DataFrame, by_topic: pd.DataFrame) -> pd.DataFrame:
    """Return groups of contacts with their squares made as large as the customers of their topic make them vary.

    Formula: variance of a cost = dispersion of the topic x sum of its squares over contacts (quasi-Poisson).

    Parameters
    ----------
    sums : topic, cost_eur2, marginal_eur2.
    by_topic : of `frames.per_customer` by topic; empty when no contact names a customer: each contact then counts for
        itself.
    """
    factors = {topic: dispersion(group) for topic, group in by_topic.groupby("topic")}
    factor = sums["topic"].map(factors).astype(float).fillna(1.0)
    return sums.assign(cost_eur2=sums["cost_eur2"] * factor, marginal_eur2=sums["marginal_eur2"] * factor)


def a_year(sums: pd.DataFrame, *, year_factor: float) -> pd.DataFrame:
    """Return what groups of contacts cost a year, with the interval of a number of contacts that could have differed.

    Parameters
    ----------
    sums : cost_eur and cost_eur2 (of `spread`: its sum is the variance) over the period.
    year_factor : what makes the period a year.

    Returns
    -------
    cost_eur_year, low_eur, high_eur, indexed alike.

    Examples
    --------
    >>> sums = pd.DataFrame({"cost_eur": [500.0], "cost_eur2": [2500.0]})
    >>> a_year(sums, year_factor=1.0).round(1).values.tolist()
    [[500.0, 402.0, 598.0]]
    """
    cost = sums["cost_eur"] * year_factor
    half = Z * np.sqrt(sums["cost_eur2"]) * year_factor
    return pd.DataFrame({"cost_eur_year": cost, "low_eur": (cost - half).clip(lower=0), "high_eur": cost + half})


def is_repeat(cells: pd.DataFrame, *, days: int) -> pd.Series:
    """Say per group whether its contacts repeat the one before within so many days."""
    return (cells["repeat_days"] > 0) & (cells["repeat_days"] <= days)


def cells_of(cells: pd.DataFrame, *, settings: TouchpointSavings) -> pd.DataFrame:
    """Return the contacts by topic and cause, as `savings` takes them: only unwanted switches, repeats as chosen."""
    unwanted = [ARROW.join(pair) for pair in settings.switch_pairs]
    by_cause = cells.assign(
        is_repeat=is_repeat(cells, days=settings.repeat_contact_days),
        switch=cells["switch"].where(cells["switch"].isin(unwanted), ""),
    )
    return by_cause.groupby(CELL, as_index=False)[AMOUNTS].sum()


def topic_table(
    volumes: pd.DataFrame, cells: pd.DataFrame, customers: pd.DataFrame, repeaters: pd.DataFrame, felt: pd.DataFrame,
    saved: pd.DataFrame, *, settings: TouchpointSavings, year_factor: float,
) -> pd.DataFrame:  # fmt: skip
    """Return one row per topic: volume, times, cost a year, repeats, how it was felt, what could be saved.

    Parameters
    ----------
    volumes : of `volumes.volumes`, with costs and `spread`.
    cells : of `switches.cells`, with costs.
    repeaters : topic, customers_n of those who had to contact again.
    customers : topic, customers_n, top2_share; empty when no contact names a customer: repeats are then unknown (nan).
    felt : of `satisfaction.satisfaction`.
    saved : topic, saving_eur_year, saving_low_eur, saving_high_eur.
    """
    total = volumes.groupby("topic")[[*AMOUNTS, "unanswered_n", *TIMES]].sum().reset_index()
    total = total[total["contacts_n"] > 0].reset_index(drop=True)
    again = cells[is_repeat(cells, days=settings.repeat_contact_days)].groupby("topic")["contacts_n"].sum()
    repeats_n = total["topic"].map(again).fillna(0) if len(customers) else pd.Series(np.nan, index=total.index)
    known_n = total["topic"].map(cells.groupby("topic")["known_n"].sum())
    frame = pd.concat([mean_times(total), a_year(total, year_factor=year_factor)], axis=1)
    frame = frame.assign(
        marginal_eur_year=total["marginal_eur"] * year_factor,
        cost_per_contact_eur=total["cost_eur"] / total["contacts_n"],
        repeats_n=repeats_n,
        repeat_share=repeats_n / known_n.where(known_n > 0),
        repeat_customers_n=_repeaters(total["topic"], repeaters, known=bool(len(customers))),
        demand=[_demand(topic, settings) for topic in total["topic"]],
    )
    frame = with_customers(frame, customers, on=["topic"]).merge(felt, on="topic", how="left")
    frame = frame.fillna({"answers_n": 0, "answers_customers_n": 0}).merge(saved, on="topic", how="left")
    return frame.drop(columns=["hours", *AMOUNTS[2:], "seconds", "talk_seconds", "lead_seconds"]).sort_values(
        ["cost_eur_year", "topic"], ascending=[False, True], ignore_index=True
    )


def _repeaters(topics: pd.Series, repeaters: pd.DataFrame, *, known: bool) -> pd.Series:
    """Return per topic the customers who had to contact again; nan where no contact names a customer."""
    if not known:
        return pd.Series(np.nan, index=topics.index)
    return topics.map(repeaters.set_index("topic")["customers_n"]).astype(float).fillna(0)


def _demand(topic: str, settings: TouchpointSavings) -> str:
    if not settings.failure_topics:
        return ""
    return "failure" if topic in settings.failure_topics else "value"


def volume_table(volumes: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts of the period per topic, channel and department, the costliest first."""
    keys = ["topic", "channel", "department"]
    columns = [
        *keys, "contacts_n", "unanswered_n", "handling_seconds_mean", "talk_seconds_mean", "lead_hours_mean",
        "cost_eur", "marginal_eur", "talk_n", "lead_n",
    ]  # fmt: skip
    frame = with_customers(volumes[columns].assign(handled_n=volumes["measured_n"]), customers, on=keys)
    return frame.sort_values(["cost_eur", *keys], ascending=[False, True, True, True], ignore_index=True)


def repeat_table(counted: pd.DataFrame, cells: pd.DataFrame, *, year_factor: float) -> pd.DataFrame:
    """Return one row per number of days: the shares, and what the repeats of the period cost a year."""
    if counted.empty:
        return NOTHING["repeats"]
    sums = [cells.loc[is_repeat(cells, days=day), ["cost_eur", "cost_eur2"]].sum() for day in counted["days"]]
    cost = a_year(pd.DataFrame(sums, index=counted.index), year_factor=year_factor)
    return pd.concat([counted, cost], axis=1).assign(top2_share=np.nan)


def switch_table(
    customers: pd.DataFrame, cells: pd.DataFrame, volumes: pd.DataFrame, *, settings: TouchpointSavings,
    year_factor: float,
) -> pd.DataFrame:  # fmt: skip
    """Return one row per ordered pair of channels: how often customers went that way, and what the second one cost."""
    total = cells[cells["switch"] != ""].groupby("switch")[["contacts_n", "cost_eur", "cost_eur2"]].sum().reset_index()
    if total.empty:
        return NOTHING["switches"]
    ends = total["switch"].str.split(ARROW, n=1, expand=True, regex=False)
    on_channel = volumes.groupby("channel")["contacts_n"].sum()
    unwanted = [ARROW.join(pair) for pair in settings.switch_pairs]
    frame = pd.concat([total, a_year(total, year_factor=year_factor)], axis=1).assign(
        from_channel=ends[0],
        to_channel=ends[1],
        share=total["contacts_n"] / ends[0].map(on_channel),
        unwanted=total["switch"].isin(unwanted),
    )
    frame = with_customers(frame, customers, on=["switch"]).drop(columns=["cost_eur", "cost_eur2"])
    return frame.sort_values(["unwanted", "contacts_n", "switch"], ascending=[False, False, True], ignore_index=True)


def page_table(counted: pd.DataFrame, cells: pd.DataFrame, *, year_factor: float) -> pd.DataFrame:
    """Return one row per page: contacts after and before a visit, the excess, and what that costs a year.

    naive_eur_year counts every contact after a visit; cost_eur_year only the excess, at their mean cost.
    """
    cost = cells.groupby("page")["cost_eur"].sum()
    naive = counted["url"].map(cost).fillna(0.0) * year_factor
    each = naive / counted["after_n"].where(counted["after_n"] > 0)
    return counted.assign(
        naive_eur_year=naive,
        cost_eur_year=each * counted["excess_n"],
        low_eur=each * counted["excess_low"],
        high_eur=each * counted["excess_high"],
    )


def line_table(lines: pd.DataFrame, topics: pd.DataFrame, causes: Any, events: pd.DataFrame) -> pd.DataFrame:
    """Return the levers with the customers on whom each works; nan where no contact names a customer.

    Parameters
    ----------
    lines : of `savings`.
    topics : of `topic_table`.
    causes : of `causes.causes`.
    events : of `events.events`.
    """
    of_topic = topics.set_index("topic")
    held = {
        "fewer_contacts": of_topic,
        "shorter_handling": of_topic,
        "residual_dearer": of_topic,
        "fewer_repeats": causes.repeaters.set_index("topic"),
        "fewer_switches": causes.switches.set_index("switch"),
        "fewer_after_page": causes.pages.set_index("url"),
        "fewer_events": events.set_index("kind"),
    }
    found = [_customers_of(held.get(line.lever), line.scope) for line in lines.itertuples()]
    told = lines.assign(customers_n=[n for n, _ in found], top2_share=[share for _, share in found])
    if topics["customers_n"].notna().any():
        return told
    unseen = told["lever"].isin(NEEDS_CUSTOMERS)
    return told.assign(reason=told["reason"].mask(unseen, "no_customers"), base_n_year=told["base_n_year"].mask(unseen))


def _customers_of(held: pd.DataFrame | None, scope: str) -> tuple[float, float]:
    """Return customers and share of the two largest of a scope; of all, those of the largest part."""
    if held is None or held.empty:
        return np.nan, np.nan
    if scope == ALL:
        return float(held["customers_n"].max()), np.nan
    if scope not in held.index:
        return 0.0, np.nan
    return float(held.loc[scope, "customers_n"]), float(held.loc[scope, "top2_share"])


def total_table(totals: pd.DataFrame, *, verdict: str, customers_n: int | None) -> pd.DataFrame:
    """Return the totals with all customers behind them; nan where no lever works on any contact."""
    if verdict == "not_computable":
        totals = totals.assign(**dict.fromkeys(totals.columns.drop("name"), np.nan))
    return totals.assign(customers_n=np.nan if customers_n is None else customers_n, top2_share=np.nan)
