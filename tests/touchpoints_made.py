"""A made-up but consistent result of touchpoint_savings: every total is the sum of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.touchpoint_result import TouchpointResult
from cxkit.report.reader import Report, protect
from cxkit.result import Finding
from cxkit.settings.touchpoints import TouchpointSavings

TOPICS = {"factuur": 9000, "meterstand": 6200, "contract": 5100, "verhuizing": 3000, "storing": 2100}
CHANNELS = {"telefoon": 0.5, "chat": 0.3, "e-mail": 0.2}
COST_EUR = {"telefoon": 8.5, "chat": 5.25, "e-mail": 6.0}
NEGATIVE = (0.42, 0.18, 0.11, 0.25, 0.55)
LONG_NAMES = {
    "wijziging van het termijnbedrag en de jaarafrekening": 9000,
    "doorgeven van de meterstanden van de slimme meter": 6200,
    "contractverlenging en overstappen naar een ander tarief": 5100,
    "verhuizing": 3000,
    "storing of onderbreking van de levering": 2100,
}
LINES = (  # lever, scope, base a year, hours a year, alone, net, average: euros
    ("fewer_contacts", "factuur", 9000, 640, 15_000, 13_000, 17_500),
    ("fewer_after_page", "/mijn/factuur", 1200, 300, 9_000, 6_000, 10_500),
    ("fewer_repeats", "all", 3400, 350, 8_000, 7_000, 9_500),
    ("fewer_switches", "chat > telefoon", 700, 80, 2_400, 1_800, 3_000),
    ("shorter_handling", "contract", 5100, 90, 2_600, 2_500, 2_600),
    ("fewer_events", "compensatie", 480, np.nan, 1_700, 1_700, 1_700),
    ("residual_dearer", "factuur", 7800, -60, np.nan, -1_500, -1_500),
    ("extra_work", "Backoffice", np.nan, -230, np.nan, -9_500, -9_500),
)
FACTORS = {"saving": (0.55, 1.5), "loss": (1.4, 0.6), "no_difference": (-0.4, 2.2)}


def settings(**given: Any) -> TouchpointSavings:
    """Return checked settings of the demo."""
    return TouchpointSavings.check(given)


def made(
    verdict: str = "saving",
    *,
    topics: Mapping[str, int] = TOPICS,
    with_customer: bool = True,
    with_events: bool = True,
    with_answers: bool = True,
    review: bool = False,
    long_log: bool = False,
) -> TouchpointResult:
    """Return a result with this verdict; without customers there are no repeats, switches and pages."""
    volumes = _volumes(topics)
    found = TouchpointResult(
        verdict=verdict, topics=_topics(volumes, with_answers=with_answers), volumes=volumes,
        channels=_channels(volumes), repeats=_repeats(), switches=_switches(), pages=_pages(), events=_events(),
        months=_months(volumes["contacts_n"].sum(), 30 if long_log else 12), lines=_lines(verdict, with_events),
        totals=_totals(verdict, with_events), rows=pd.DataFrame(columns=["table", "reason", "rows_n"]), findings=(),
        ledger=pd.DataFrame(), facts=_facts(volumes, with_answers=with_answers, long_log=long_log),
    )  # fmt: skip
    found = found if with_customer else _without_customers(found)
    found = found if with_events else replace(found, events=found.events.iloc[:0])
    found = _reviewed(found) if review else found
    return replace(found, findings=_findings(found))


def reported(result: TouchpointResult, **given: Any) -> Report:
    """Return the report of a made-up result whose files were read without a remark."""
    rows = pd.DataFrame(columns=["table", "file", "rows_in", "rows_used", "rows_set_aside", "reason"])
    tables = SimpleNamespace(rows=rows, notes=[], contacts=None)
    return protect(result, settings=settings(**given), tables=tables)


def _volumes(topics: Mapping[str, int]) -> pd.DataFrame:
    rows = [
        (topic, channel, "Klantcontact", round(n * share), round(n * share * 0.02))
        for topic, n in topics.items() for channel, share in CHANNELS.items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["topic", "channel", "department", "contacts_n", "unanswered_n"])
    cost = frame["contacts_n"] * frame["channel"].map(COST_EUR)
    return frame.assign(
        customers_n=(frame["contacts_n"] * 0.7).round().astype(int), handled_n=frame["contacts_n"] - 1,
        handling_seconds_mean=cost / frame["contacts_n"] * 50, talk_seconds_mean=cost / frame["contacts_n"] * 40,
        lead_hours_mean=6.5, cost_eur=cost, marginal_eur=0.9 * cost, talk_n=frame["contacts_n"] - 1,
        lead_n=frame["contacts_n"], top2_share=np.minimum(1.0, 3 / frame["contacts_n"]),
    )  # fmt: skip


def _topics(volumes: pd.DataFrame, *, with_answers: bool) -> pd.DataFrame:
    by_topic = volumes.groupby("topic", sort=False)
    frame = by_topic[["contacts_n", "unanswered_n", "cost_eur", "marginal_eur"]].sum().reset_index()
    n, cost = frame["contacts_n"], frame.pop("cost_eur")
    share = np.resize(NEGATIVE, len(frame))
    answers = (n * 0.04).round()
    saving = np.resize([19_000.0, 2_500.0, 4_200.0, 900.0, 3_700.0], len(frame))
    half = 1.96 * np.sqrt(share * (1 - share) / answers)
    seen = 1.0 if with_answers else np.nan
    return frame.rename(columns={"marginal_eur": "marginal_eur_year"}).assign(
        customers_n=(n * 0.6).round().astype(int), top2_share=np.minimum(1.0, 3 / n), handling_seconds_mean=400.0,
        talk_seconds_mean=330.0, lead_hours_mean=6.5, cost_eur_year=cost, low_eur=0.95 * cost, high_eur=1.05 * cost,
        cost_per_contact_eur=cost / n, repeats_n=(n * 0.15).round(), repeat_share=0.15,
        repeat_customers_n=np.ceil(n * 0.1), measured_n=n - 3, talk_n=n - 3, lead_n=n,
        demand=np.where(frame["topic"].isin(["factuur", "storing"]), "failure", "value"),
        answers_n=answers if with_answers else 0, answers_customers_n=(answers * 0.95).round() * seen,
        score_mean=(8.5 - 5 * share) * seen, score_low=(8.3 - 5 * share) * seen, score_high=(8.7 - 5 * share) * seen,
        negative_share=share * seen, negative_low=np.maximum(share - half, 0) * seen,
        negative_high=(share + half) * seen,
        saving_eur_year=saving, saving_low_eur=0.4 * saving, saving_high_eur=1.7 * saving,
    )  # fmt: skip


def _channels(volumes: pd.DataFrame) -> pd.DataFrame:
    frame = volumes.groupby("channel", sort=False)[["contacts_n"]].sum().reset_index()
    cost = frame["channel"].map(COST_EUR).astype(float)
    n = frame["contacts_n"]
    return frame.assign(
        customers_n=(n * 0.6).round().astype(int), top2_share=np.minimum(1.0, 3 / n),
        handling_seconds_mean=[425.0, 600.0, 310.0][: len(n)], basis="handling time",
        seconds=[425.0, 600.0, 310.0][: len(n)], imputed_n=[120, 0, 0][: len(n)], concurrency=[1.0, 2.0, 1.0][: len(n)],
        time_eur=cost - 0.35, fixed_eur=0.35, cost_per_contact_eur=cost, low_eur=0.97 * cost, high_eur=1.03 * cost,
        marginal_per_contact_eur=cost - 0.35, label="assumed", measured_n=n - [120, 0, 0][: len(n)],
    )  # fmt: skip


def _repeats() -> pd.DataFrame:
    share = np.array([0.05, 0.10, 0.15, 0.20, 0.26])
    cost = share * 170_000
    return pd.DataFrame({
        "days": [1, 3, 7, 14, 30], "eligible_n": 20_000, "customers_n": 9_000, "top2_share": 0.001,
        "repeat_share": share, "repeat_low": share - 0.006, "repeat_high": share + 0.006, "fcr": 0.97 - share,
        "fcr_low": 0.96 - share, "fcr_high": 0.98 - share, "repeats_n": (share * 25_400).astype(int),
        "repeat_customers_n": (share * 15_000).astype(int), "cost_eur_year": cost, "low_eur": 0.95 * cost,
        "high_eur": 1.05 * cost,
    })  # fmt: skip


def _switches() -> pd.DataFrame:
    n = np.array([700, 300, 90])
    return pd.DataFrame({
        "from_channel": ["chat", "e-mail", "telefoon"], "to_channel": ["telefoon", "telefoon", "chat"],
        "contacts_n": n, "customers_n": (0.9 * n).astype(int), "top2_share": 0.01, "share": [0.09, 0.06, 0.007],
        "unwanted": [True, False, False], "cost_eur_year": 8.5 * n, "low_eur": 7.9 * n, "high_eur": 9.1 * n,
    })  # fmt: skip


def _pages() -> pd.DataFrame:
    return pd.DataFrame({
        "url": ["/mijn/factuur"], "visits_n": [18_000], "after_n": [2_100], "before_n": [900], "excess_n": [1_200],
        "excess_low": [1_090.0], "excess_high": [1_310.0], "customers_n": [1_700], "top2_share": [0.003],
        "naive_eur_year": [15_500.0], "cost_eur_year": [8_900.0], "low_eur": [8_000.0], "high_eur": [9_800.0],
    })  # fmt: skip


def _events() -> pd.DataFrame:
    return pd.DataFrame({
        "kind": ["compensatie", "monteursbezoek"], "events_n": [480, 210], "customers_n": [450, 190],
        "top2_share": [0.02, 0.03], "cost_eur_year": [14_400.0, 19_900.0], "low_eur": [13_100.0, 17_000.0],
        "high_eur": [15_700.0, 22_800.0],
    })  # fmt: skip


def _months(contacts_n: int, months_n: int) -> pd.DataFrame:
    month = pd.date_range(end="2025-12-01", periods=months_n, freq="MS")
    days = month.days_in_month.to_numpy()
    season = 1 + 0.15 * np.cos(2 * np.pi * (month.month.to_numpy() - 1) / 12)
    n = np.round(contacts_n / 12 * season).astype(int)
    partial = np.arange(months_n) == 0
    return pd.DataFrame({
        "month": month, "contacts_n": n, "unanswered_n": n // 50, "customers_n": (0.8 * n).astype(int),
        "top2_share": 0.002, "days_n": np.where(partial, 20, days), "whole": ~partial,
        "per_day": n / days, "handling_seconds_mean": 410.0, "measured_n": n,
    })  # fmt: skip


def _lines(verdict: str, with_events: bool) -> pd.DataFrame:
    low, high = FACTORS.get(verdict, (0.55, 1.5)) if verdict != "loss" else FACTORS["saving"]
    rows = [
        {
            "lever": lever, "scope": scope, "base_n_year": base, "customers_n": np.nan if base != base else 0.6 * base,
            "top2_share": np.nan if base != base else 0.01, "effect_low": 0.05,
            "effect_likely": 0.1, "effect_high": 0.2,
            "alone_eur": alone, "alone_low_eur": alone * low, "alone_high_eur": alone * high, "net_eur": net,
            "net_low_eur": min(net * low, net * high), "net_high_eur": max(net * low, net * high),
            "average_eur": average, "hours_year": hours, "fte": hours / 0.85 / 1300, "label": "assumed",
            "status": "no_difference" if low < 0 else "shown", "reason": "",
        }
        for lever, scope, base, hours, alone, net, average in LINES if with_events or lever != "fewer_events"
    ]  # fmt: skip
    if verdict == "not_computable":
        amounts = [name for name in rows[0] if name.endswith("_eur")]
        rows = [
            row | dict.fromkeys(amounts, np.nan) | {"status": "not_computable", "reason": "no_contacts"} for row in rows
        ]
    return pd.DataFrame(rows)


def _totals(verdict: str, with_events: bool) -> pd.DataFrame:
    parts = {name: sum(row[5] for row in LINES if row[0] == name) for name in ("residual_dearer", "extra_work")}
    events = 1_700 * with_events
    contacts = [row for row in LINES if row[0] not in ("fewer_events", *parts)]
    gross, contacts_net = sum(row[4] for row in contacts), sum(row[5] for row in contacts)
    net = contacts_net + events + sum(parts.values())
    if verdict == "loss":
        parts["extra_work"] -= 2 * net
        net = -net
    amounts = {
        "gross": gross, "overlap": gross - contacts_net, "contacts_net": contacts_net, "events": events, **parts,
        "net": net, "cashable": 0.6 * net if net > 0 else net, "capacity": 0.4 * net if net > 0 else 0.0,
        "naive_average": sum(row[6] for row in LINES if row[0] not in parts) + 12_000,
    }  # fmt: skip
    low, high = FACTORS.get(verdict, (np.nan, np.nan))
    rows = []
    for name, eur in amounts.items():
        eur = eur if verdict != "not_computable" else np.nan
        ends = sorted((eur * low, eur * high))
        fte = eur / 42_000
        rows.append((name, eur, *ends, fte, *(end / 42_000 for end in ends), 12_000, 0.001))
    columns = ["name", "eur_year", "low_eur", "high_eur", "fte", "fte_low", "fte_high", "customers_n", "top2_share"]
    return pd.DataFrame(rows, columns=columns)


def _facts(volumes: pd.DataFrame, *, with_answers: bool, long_log: bool) -> dict[str, Any]:
    cost = volumes["cost_eur"].sum()
    failure = volumes.loc[volumes["topic"].isin(["factuur", "storing"]), "cost_eur"].sum()
    n = int(volumes["contacts_n"].sum())
    short = {"months_n": 11, "status": "too short", "seasonal": [], "trend_share_year": np.nan, "trend_low": np.nan,
             "trend_high": np.nan, "trend_status": "not_computable"}  # fmt: skip
    long = {"months_n": 29, "status": "season and trend", "seasonal": [1.1] * 2 + [1.0] * 9 + [1.1],
            "trend_share_year": 0.06, "trend_low": 0.02, "trend_high": 0.1, "trend_status": "shown"}  # fmt: skip
    return {
        "period_from": pd.Timestamp("2025-01-01").date(), "period_until": pd.Timestamp("2025-12-31").date(),
        "days_n": 365, "year_factor": 1.0, "log_from": pd.Timestamp("2025-01-01").date(),
        "log_until": pd.Timestamp("2025-12-31").date(), "answered_n": n,
        "contacts_n": n + int(volumes["unanswered_n"].sum()),
        "unanswered_n": int(volumes["unanswered_n"].sum()), "customers_n": 12_000, "with_customer": True,
        "cost_eur_year": cost, "cost_low_eur": 0.97 * cost, "cost_high_eur": 1.03 * cost, "imputed_n": 120,
        "repeat_days": 7, "unresolved_known": False, "score_source": "last contact" if with_answers else "",
        "page_source": "visits", "failure_share": 0.44, "failure_cost_eur_year": failure,
        "season": long if long_log else short, "review": False, "left_censored_days": 7, "dispersion": 1.2,
    }  # fmt: skip


def _findings(result: TouchpointResult) -> tuple[Finding, ...]:
    review = result.facts["review"]
    net = result.totals.set_index("name").loc["net"]
    status = {"no_difference": "no_difference", "not_computable": "not_computable"}.get(result.verdict, "shown")
    own = Finding(
        "saving_net", unit="EUR", period="year", estimate=net["eur_year"], low=net["low_eur"], high=net["high_eur"],
        label="assumed", status=status, reason="no_contacts" if status == "not_computable" else "",
        customers_n=None if review else 12_000,
    )  # fmt: skip
    costs = [
        Finding(
            f"topic_cost:{row['topic']}", unit="EUR", period="year", estimate=row["cost_eur_year"], low=row["low_eur"],
            high=row["high_eur"], label="assumed", notes={"topic": row["topic"]},
            customers_n=None if review else int(row["customers_n"]),
        )
        for row in result.topics.to_dict("records")
    ]  # fmt: skip
    return (own, *costs)


def _without_customers(result: TouchpointResult) -> TouchpointResult:
    gone = {name: getattr(result, name).iloc[:0] for name in ("repeats", "switches", "pages")}
    needs = ("fewer_after_page", "fewer_repeats", "fewer_switches")
    topics = result.topics.assign(repeats_n=np.nan, repeat_share=np.nan, repeat_customers_n=np.nan)
    return replace(
        result, **gone, topics=topics, lines=result.lines[~result.lines["lever"].isin(needs)].reset_index(drop=True),
        facts=result.facts | {"with_customer": False, "customers_n": None, "page_source": ""},
    )  # fmt: skip


def _reviewed(result: TouchpointResult) -> TouchpointResult:
    frames = ("topics", "volumes", "channels", "months", "lines", "totals", "events")
    unknown = {name: getattr(result, name).assign(customers_n=np.nan, top2_share=np.nan) for name in frames}
    return replace(result, **unknown, facts=result.facts | {"review": True})


def seen(frame: pd.DataFrame, column: str) -> Sequence[str]:
    """Return which rows a reader sees, by the name in a column."""
    return frame.loc[~frame["hidden"], column].tolist()
