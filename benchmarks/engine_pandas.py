"""The reductions of touchpoint_savings in pandas, as an analyst would write them: whole columns in memory, no loops.

The definitions are those of `cxkit/analysis/touchpoints`. Only the columns that a reduction needs are read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from engine_terms import DAY_S, HOUR_S, Terms, priced, shares

CHAIN = ["customer_id", "topic"]
TIMES = ["handling_seconds", "talk_seconds"]
WHEN = ["contact_id", "customer_id", "topic", "started_at", "answered"]
ENDS = ["ended_at", "closed_at", *TIMES]


def volumes(folder: Path, terms: Terms) -> pd.DataFrame:
    """Return contacts, customers, times and cost by topic, channel and department."""
    keys = ["topic", "channel", "department"]
    log = _contacts(folder, ["customer_id", "started_at", "closed_at", "answered", *keys, *TIMES])
    log = log[_inside(log["started_at"], terms)]
    answered = log[log["answered"]]
    answered = answered.assign(
        seconds=_measured(answered, terms),
        lead_hours=_seconds_between(answered["started_at"], answered["closed_at"]) / HOUR_S,
    )
    sums = answered.groupby(keys).agg(
        contacts_n=("answered", "size"), handled_n=("seconds", "count"), seconds=("seconds", "sum"),
        talk_seconds_mean=("talk_seconds", "mean"), lead_hours_mean=("lead_hours", "mean"),
    )  # fmt: skip
    sums["unanswered_n"] = log[~log["answered"]].groupby(keys).size()
    sums["unanswered_n"] = sums["unanswered_n"].fillna(0)
    out = priced(sums.join(_customers(answered, keys)).reset_index(), settings=terms.settings)
    return out.assign(handling_seconds_mean=out["seconds"] / out["handled_n"])


def repeats(folder: Path, terms: Terms) -> pd.DataFrame:
    """Return the share of repeats and of first contacts solved, by number of days."""
    turns = _turns(_contacts(folder, [*WHEN, *ENDS]), terms)
    turns = turns[turns["inside"]]
    first, last = terms.eligible
    eligible = (turns["started"] >= first) & (turns["ended"] <= last)
    counts = {"m": eligible}
    for k in terms.days:
        repeat, followed = turns["gap"] <= k * DAY_S, turns["next_gap"] <= k * DAY_S
        counts |= {f"p{k}": repeat, f"r{k}": eligible & repeat, f"w{k}": eligible & ~repeat & followed}
    each = pd.DataFrame(counts).groupby(turns["customer_id"]).sum()
    sums = {"customers_n": (each["m"] > 0).sum(), "m": each["m"].sum(), "mm": (each["m"] ** 2).sum()}
    for k in terms.days:
        m, r, w, p = each["m"], each[f"r{k}"], each[f"w{k}"], each[f"p{k}"]
        f = m - r
        sums |= {
            f"p{k}": p.sum(), f"c{k}": (p > 0).sum(),
            f"r{k}": r.sum(), f"rr{k}": (r * r).sum(), f"rm{k}": (r * m).sum(),
            f"f{k}": f.sum(), f"ff{k}": (f * f).sum(),
            f"w{k}": w.sum(), f"ww{k}": (w * w).sum(), f"wf{k}": (w * f).sum(),
        }  # fmt: skip
    return shares(pd.DataFrame([sums]))


def switches(folder: Path, terms: Terms) -> pd.DataFrame:
    """Return the contacts that follow one on another channel, by pair of channels."""
    turns = _turns(_contacts(folder, [*WHEN, *ENDS, "channel", "resolved"]), terms)
    turns = turns[turns["inside"]]
    turns = turns.assign(switch=_switch(turns, terms))
    turns = turns[turns["switch"] != ""]
    each = turns.groupby(["switch"]).size().rename("contacts_n")
    return pd.concat([each, _customers(turns, ["switch"])], axis=1).reset_index()


def pages(folder: Path, terms: Terms) -> pd.DataFrame:
    """Return the contacts after and before a visit, by page."""
    log = _contacts(folder, ["contact_id", "customer_id", "started_at", "answered"])
    visits = _visits(folder, terms)
    pairs = _near(log, visits, terms)
    after, before = _side(pairs, after=True), _side(pairs, after=False)
    counts = {
        "visits_n": visits.loc[_inside(visits["visited_at"], terms), "url"].value_counts(),
        "after_n": after["url"].value_counts(),
        "before_n": before["url"].value_counts(),
    }
    out = pd.DataFrame(counts).join(_customers(after, ["url"]))
    return out.rename_axis("url").reset_index()


def satisfaction(folder: Path, terms: Terms) -> pd.DataFrame:
    """Return the scores given after a contact, by its topic."""
    settings = terms.settings
    log = _contacts(folder, WHEN)
    log = log[log["answered"] & log["customer_id"].notna()]
    responses = pd.read_parquet(folder / "responses.parquet")
    asked = (responses["metric"].str.lower() == settings.metric.lower()) & responses["score"].between(
        *settings.score_scale
    )
    about = pd.merge_asof(
        responses[asked].sort_values("responded_at"),
        log.sort_values(["started_at", "contact_id"]),
        left_on="responded_at",
        right_on="started_at",
        by="customer_id",
        tolerance=pd.Timedelta(days=settings.answer_within_days),
    ).dropna(subset="contact_id")
    about = about[_inside(about["started_at"], terms)]
    about = about.assign(negative=about["score"] <= settings.negative_score_max)
    return about.groupby("topic", as_index=False).agg(
        answers_n=("score", "size"), answers_customers_n=("customer_id", "nunique"), score_mean=("score", "mean"),
        negative_share=("negative", "mean"),
    )  # fmt: skip


def months(folder: Path, terms: Terms) -> pd.DataFrame:
    """Return contacts, customers and handling time by month of the whole log."""
    log = _contacts(folder, ["customer_id", "started_at", "answered", *TIMES])
    log["month"] = log["started_at"].dt.to_period("M").dt.start_time.astype("datetime64[us]")
    answered = log[log["answered"]].assign(seconds=lambda rows: _measured(rows, terms))
    out = answered.groupby("month").agg(contacts_n=("answered", "size"), handling_seconds_mean=("seconds", "mean"))
    out["unanswered_n"] = log[~log["answered"]].groupby("month").size()
    return out.join(_customers(answered, ["month"])).fillna({"unanswered_n": 0}).reset_index()


def cells(folder: Path, terms: Terms) -> pd.DataFrame:
    """Return number and cost of the contacts by everything a lever works on."""
    log = _contacts(folder, [*WHEN, *ENDS, "channel", "department", "resolved"])
    turns = _turns(log, terms)
    turns = turns[turns["inside"]]
    near = _side(_near(turns, _visits(folder, terms), terms), after=True)
    known = turns.merge(near[["contact_id", "url"]], on="contact_id", how="left").rename(columns={"url": "page"})
    buckets = [known["gap"] <= k * DAY_S for k in terms.days]
    known = known.assign(
        repeat_days=np.select(buckets, terms.days, 0), switch=_switch(known, terms), page=known["page"].fillna("")
    )
    unknown = log[log["answered"] & log["customer_id"].isna() & _inside(log["started_at"], terms)]
    unknown = unknown.assign(repeat_days=0, switch="", page="", seconds=_measured(unknown, terms))
    keys = ["topic", "channel", "department", "repeat_days", "switch", "page"]
    rows = pd.concat([known[[*keys, "seconds"]], unknown[[*keys, "seconds"]]])
    sums = rows.assign(seconds2=rows["seconds"] ** 2).groupby(keys, as_index=False)
    counted = sums.agg(
        contacts_n=("seconds", "size"),
        handled_n=("seconds", "count"),
        seconds=("seconds", "sum"),
        seconds2=("seconds2", "sum"),
    )
    return priced(counted, settings=terms.settings)


def _contacts(folder: Path, columns: list[str]) -> pd.DataFrame:
    log = pd.read_parquet(folder / "contacts.parquet", columns=columns)
    return log.assign(topic=log["topic"].fillna("(unknown)")) if "topic" in log else log


def _visits(folder: Path, terms: Terms) -> pd.DataFrame:
    return pd.read_parquet(folder / "visits.parquet", filters=[("url", "in", terms.settings.pages)])


def _inside(moments: pd.Series, terms: Terms) -> pd.Series:
    return (moments >= terms.period_from) & (moments < terms.log_end)


def _measured(rows: pd.DataFrame, terms: Terms) -> pd.Series:
    handling, talk = (rows[name].where(rows[name] > 0) for name in TIMES)
    return handling.fillna(talk + terms.settings.wrap_up_seconds)


def _seconds_between(start: pd.Series, end: pd.Series) -> pd.Series:
    return (end - start).dt.total_seconds()


def _epoch(moments: pd.Series) -> pd.Series:
    return moments.astype("datetime64[s]").astype("int64")


def _turns(log: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Return the answered contacts of known customers in turn, with the gaps to the one before and after."""
    known = log[log["answered"] & log["customer_id"].notna()].sort_values([*CHAIN, "started_at", "contact_id"])
    started, seconds = _epoch(known["started_at"]), _measured(known, terms)
    closed = known["closed_at"].fillna(known["ended_at"])
    ended = _epoch(closed.fillna(known["started_at"])).where(
        closed.notna(), started + seconds.fillna(0).astype("int64")
    )
    known = known.assign(started=started, seconds=seconds, ended=ended, inside=_inside(known["started_at"], terms))
    chain = known.groupby(CHAIN, sort=False)
    known = known.assign(
        gap=started - chain["ended"].shift(),
        next_gap=chain["started"].shift(-1) - ended,
        after_start=started - chain["started"].shift(),
    )
    if "resolved" not in known:
        return known
    return known.assign(from_channel=chain["channel"].shift(), was_resolved=chain["resolved"].shift())


def _switch(turns: pd.DataFrame, terms: Terms) -> pd.Series:
    near = turns["after_start"] <= terms.settings.switch_within_hours * HOUR_S
    made = near & (turns["from_channel"] != turns["channel"]) & turns["was_resolved"].ne(True)
    return (turns["from_channel"] + " > " + turns["channel"]).where(made, "")


def _near(log: pd.DataFrame, visits: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Return the pairs of an answered contact of the period and a visit that lie close together."""
    log = log[log["answered"] & log["customer_id"].notna() & _inside(log["started_at"], terms)]
    pairs = log[["contact_id", "customer_id", "started_at"]].merge(visits, on="customer_id")
    gap = _seconds_between(pairs["visited_at"], pairs["started_at"])
    return pairs.assign(gap=gap)[gap.abs() <= terms.settings.page_within_hours * HOUR_S]


def _side(pairs: pd.DataFrame, *, after: bool) -> pd.DataFrame:
    """Return each contact once, with the visit nearest to it on one side."""
    side = pairs[(pairs["gap"] >= 0) if after else (pairs["gap"] < 0)].sort_values(["visited_at", "visit_id"])
    return side.drop_duplicates("contact_id", keep="last" if after else "first")


def _customers(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return customers_n and top2_share by group."""
    each = rows.groupby([*keys, "customer_id"]).size().sort_values(ascending=False).groupby(level=keys)
    top2 = each.head(2).groupby(level=keys).sum()
    return pd.DataFrame({"customers_n": each.size(), "top2_share": top2 / each.sum()})


REDUCTIONS: dict[str, Callable[[Path, Terms], pd.DataFrame]] = {
    one.__name__: one for one in (volumes, repeats, switches, pages, satisfaction, months, cells)
}
