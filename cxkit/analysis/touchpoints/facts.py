"""The numbers about a contact log that only the words of a report need."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.touchpoints.frames import DAY, date_of
from cxkit.analysis.touchpoints.log import Log
from cxkit.analysis.value import Z
from cxkit.settings.touchpoints import TouchpointSavings


def facts(
    log: Log, topics: pd.DataFrame, trend: dict[str, Any], score_source: str, *, customers_n: int | None,
    settings: TouchpointSavings, year_factor: float, dispersion: float,
) -> dict[str, Any]:  # fmt: skip
    """Return what the words of the report need besides the frames; see TouchpointResult.facts.

    Parameters
    ----------
    log : of `log.ready`.
    topics : of `tables.topic_table`.
    trend : of `season.season`.
    score_source : where the scores come from.
    customers_n : customers with an answered contact in the period; None where contacts name no customer.
    settings, year_factor, dispersion : as everywhere.
    """
    return {
        **_of_period(log, settings),
        **_counts(log.volumes, topics),
        **_cost(log.volumes, year_factor, dispersion),
        "year_factor": year_factor,
        "dispersion": dispersion,
        "with_customer": log.with_customer,
        "review": not log.with_customer,
        "customers_n": customers_n,
        "repeat_days": settings.repeat_contact_days,
        "unresolved_known": "resolved" in log.columns,
        "score_source": score_source,
        "page_source": log.page_source,
        "season": trend,
    }


def _of_period(log: Log, settings: TouchpointSavings) -> dict[str, Any]:
    period = log.period
    return {
        "period_from": period.first_day,
        "period_until": period.last_day,
        "days_n": period.days_n,
        "log_from": date_of(period.log_start),
        "log_until": date_of(period.log_end - 1),
        "left_censored_days": max(0, settings.repeat_contact_days - (period.start - period.log_start) // DAY),
    }


def _counts(volumes: pd.DataFrame, topics: pd.DataFrame) -> dict[str, Any]:
    answered, unanswered = int(volumes["contacts_n"].sum()), int(volumes["unanswered_n"].sum())
    failing = topics[topics["demand"] == "failure"]
    return {
        "contacts_n": answered + unanswered,
        "answered_n": answered,
        "unanswered_n": unanswered,
        "imputed_n": int(volumes["imputed_n"].sum()),
        "failure_share": float(failing["contacts_n"].sum() / answered),
        "failure_cost_eur_year": float(failing["cost_eur_year"].sum()),
    }


def _cost(volumes: pd.DataFrame, year_factor: float, dispersion: float) -> dict[str, float]:
    cost = float(volumes["cost_eur"].sum() * year_factor)
    half = float(Z * np.sqrt(dispersion * volumes["cost_eur2"].sum()) * year_factor)
    return {"cost_eur_year": cost, "cost_low_eur": cost - half, "cost_high_eur": cost + half}
