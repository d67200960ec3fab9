"""What is known of few within a shown group of contacts: its repeats, its savings, its scores, its measured times."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxkit.report.subtraction import hidden_parts, is_few
from cxkit.settings.touchpoint_rules import ALL

EXPERIENCE = ("answers_n", "answers_customers_n", "score_mean", "score_low", "score_high", "negative_share",
              "negative_low", "negative_high")  # fmt: skip
TIMES = {
    "handled_n": ("handling_seconds_mean", "talk_seconds_mean"),
    "measured_n": ("handling_seconds_mean", "seconds"),
    "talk_n": ("talk_seconds_mean",),
    "lead_n": ("lead_hours_mean",),
}  # contacts with a time, and its means
REPEATS = ("repeats_n", "repeat_share", "repeat_customers_n")
SAVING = ("saving_eur_year", "saving_low_eur", "saving_high_eur")
BESIDE_CONTACTS = ("fewer_events", "residual_dearer", "extra_work")  # levers with a total of their own
ON_ANY_TOPIC = ("fewer_switches", "fewer_after_page")


def without_few_repeats(
    frames: Mapping[str, pd.DataFrame], masks: Mapping[str, pd.Series], minimum_n: int
) -> dict[str, pd.DataFrame]:
    """Return the topics without repeats of few customers, and without savings that would tell a hidden line."""
    if "topics" not in frames or "lines" not in frames or frames["topics"].empty:
        return {}
    topics, lines = frames["topics"], frames["lines"]
    repeats = _few_repeats(topics, masks["topics"], minimum_n)
    scopes = set(lines.loc[lines["lever"] == "fewer_repeats", "scope"])
    on_repeats = topics["topic"].isin(scopes) | (ALL in scopes)
    saving = repeats & on_repeats | _under_hidden_line(topics["topic"], lines[masks["lines"]])
    away = dict.fromkeys(REPEATS, repeats) | dict.fromkeys(SAVING, saving)
    return {"topics": _masked(topics, away)}


def _few_repeats(topics: pd.DataFrame, hidden: pd.Series, minimum_n: int) -> pd.Series:
    """Say per topic whether its repeats are hidden: those of few customers, and the second cell."""
    if "repeat_customers_n" not in topics or topics["repeat_customers_n"].isna().all():
        return pd.Series(False, index=topics.index)
    customers_n = topics["repeat_customers_n"].astype(float)
    repeats = topics.assign(customers_n=customers_n.where(customers_n > 0), top2_share=0.0)
    return hidden_parts(repeats[["customers_n", "top2_share", "contacts_n"]], minimum_n=minimum_n, hidden=hidden)


def _under_hidden_line(topics: pd.Series, gone: pd.DataFrame) -> pd.Series:
    """Say per topic whether a hidden line works on its contacts."""
    gone = gone[~gone["lever"].isin(BESIDE_CONTACTS)]
    anywhere = (gone["scope"] == ALL) | gone["lever"].isin(ON_ANY_TOPIC)
    return topics.isin(gone["scope"]) | bool(anywhere.any())


def _masked(frame: pd.DataFrame, away: Mapping[str, pd.Series]) -> pd.DataFrame:
    return frame.assign(**{name: frame[name].astype(float).mask(rows) for name, rows in away.items() if name in frame})


def without_few_known(frame: pd.DataFrame, *, minimum_n: int) -> pd.DataFrame:
    """Return a frame without scores that too few customers gave, and without mean times measured on too few contacts.

    >>> row = pd.DataFrame({"answers_n": [12, 9], "answers_customers_n": [10, 9], "score_mean": [7.0, 3.0]})
    >>> without_few_known(row, minimum_n=10)["score_mean"].tolist()
    [7.0, nan]
    """
    few = {}
    if "answers_n" in frame:
        customers = frame["answers_customers_n"].astype(float).fillna(frame["answers_n"].astype(float))
        few |= dict.fromkeys(EXPERIENCE, is_few(customers, minimum_n))
    for known in [name for name in TIMES if name in frame]:
        rows = is_few(frame[known], minimum_n)
        few |= {name: rows | few.get(name, False) for name in (known, *TIMES[known])}
    return _masked(frame, few)
