"""What touchpoint_savings found: small frames, findings and facts, ready to be protected and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from cxkit.result import Finding


@dataclass(frozen=True)
class TouchpointResult:
    """What touchpoint_savings found; frames hold figures only, words and pictures are made from them.

    verdict : saving (the interval of the net saving lies above 0), loss (below 0), no_difference (it holds 0) or
        not_computable (no lever works on any contact).
    topics : one row per topic: volume, times, cost, repeats, experience and saving a year.
    volumes : one row per topic, channel and department, over the period.
    channels : what a contact costs per channel, and what that rests on.
    repeats : one row per number of days; empty without a customer id.
    switches : one row per ordered pair of channels; empty without a customer id.
    pages : one row per page; empty without visits.
    events : one row per kind of cost event; may be empty.
    months : contacts per month over the whole log.
    lines : one row per lever and scope, burdens below.
    totals : gross, overlap, net, cashable, capacity, by name.
    rows : contacts set aside by the analysis: table, reason, rows_n.
    findings : the figures for the results file.
    ledger : customer_id, lever, mechanism, effect, eur_year, weight.
    facts : further numbers the words need, by name: period_from, period_until (dates), days_n, year_factor,
        log_from, log_until, contacts_n, answered_n, unanswered_n, customers_n (None without customer ids),
        with_customer (bool), cost_eur_year, cost_low_eur, cost_high_eur, imputed_n, repeat_days, unresolved_known
        (bool: the log says which contacts were resolved), score_source ("contact_id", "last contact", "contacts"
        or ""), page_source ("visits", "contacts" or ""), failure_share, failure_cost_eur_year, season (dict),
        review (bool: customers per group are unknown), left_censored_days, dispersion.
    """

    notebook: ClassVar[str] = "touchpoint_savings"
    partitions: ClassVar[dict[str, str]] = {"topics": "topic", "channels": "channel"}
    counts_only: ClassVar[tuple[str, ...]] = ("rows", "ledger")

    verdict: str
    topics: pd.DataFrame
    volumes: pd.DataFrame
    channels: pd.DataFrame
    repeats: pd.DataFrame
    switches: pd.DataFrame
    pages: pd.DataFrame
    events: pd.DataFrame
    months: pd.DataFrame
    lines: pd.DataFrame
    totals: pd.DataFrame
    rows: pd.DataFrame
    findings: tuple[Finding, ...]
    ledger: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)
