"""The figures of a valuation as findings for the results file, and its lines for the ledger."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxkit.analysis.groups import answered_gap, net_promoter_score, whole_scores
from cxkit.analysis.readings import Reading, ScoreSlope
from cxkit.analysis.shift import reading_value
from cxkit.analysis.value import mean_interval
from cxkit.result import Finding, weakest
from cxkit.settings.notebooks import GroupValuation

LEVER, MECHANISM = "cx_score", "value_shift"
NO_AMOUNT = {"shown": "", "no_difference": "interval_includes_zero", "not_computable": "too_few_customers"}


def findings(
    rows: pd.DataFrame, verdict: str, headline: str, groups: pd.DataFrame, answered: pd.DataFrame,
    valued: pd.DataFrame, known: pd.DataFrame, slope: ScoreSlope | None, *, settings: GroupValuation,
) -> tuple[Finding, ...]:  # fmt: skip
    """Return every figure the results file holds, the headline first."""
    found = [_headline(rows, verdict, headline, settings)]
    found += [_shift(row, f"shift_value_{row['reading']}", settings) for row in rows.to_dict("records")]
    found.append(_customer_value(known, settings))
    found += [_group(row, settings) for row in groups.to_dict("records")]
    found.append(_answered(answered, settings))
    found += _score(valued, settings)
    if slope is not None:
        found.append(_reliability(slope, settings))
    return tuple(found)


def label(reading: str, settings: GroupValuation) -> str:
    """Return the label of a euro under one reading: the weakest of what it rests on."""
    rests_on = [settings.value_label]
    if settings.value_revenue:
        rests_on.append(settings.gross_margin_label)
    if settings.use_cross_sell_probability or _typed_in(settings):
        rests_on.append("assumed")
    if settings.clv_timing:
        rests_on.append("assumed")
    if settings.use_churn_probability or settings.use_cross_sell_probability or reading != "observed":
        rests_on.append("estimated")
    if reading == "corrected" and settings.reliability:
        rests_on.append(settings.reliability_label if settings.reliability_range else "assumed")
    return weakest(rests_on)


def _typed_in(settings: GroupValuation) -> bool:
    """Say whether an amount or chance behind the value is one figure for all customers instead of the client's data."""
    typed = settings.constants.get("customers", {})
    return any(name in typed for name in (*settings.shift_components, "churn_probability"))


def _headline(rows: pd.DataFrame, verdict: str, headline: str, settings: GroupValuation) -> Finding:
    row = rows.set_index("reading", drop=False).loc[headline].to_dict()
    if verdict == "not_monotone":
        row |= {"status": "not_monotone", "reason": "not_monotone"}
    return _shift(row, "shift_value", settings)


def _shift(row: dict, name: str, settings: GroupValuation) -> Finding:
    shown = row["status"] == "shown"
    reason = row["reason"] or NO_AMOUNT[row["status"]]
    return Finding(
        name,
        unit="EUR",
        period=settings.value_period,
        estimate=row["value_eur"] if shown else None,
        low=row["low_eur"],
        high=row["high_eur"],
        label=label(row["reading"], settings),
        status=row["status"],
        reason=reason,
        customers_n=row["customers_n"],
        top2_share=row["top2_share"],
        lever=LEVER,
        mechanism=MECHANISM,
        notes={"reading": row["reading"], "shifts": settings.shifts},
    )


def _customer_value(known: pd.DataFrame, settings: GroupValuation) -> Finding:
    value = mean_interval(known["forward_value_eur"])
    return _mean("customer_value", value, settings, parts=["answered", "not_answered"])


def _mean(name: str, value: dict, settings: GroupValuation, **notes: object) -> Finding:
    known = value["low"] == value["low"]
    return Finding(
        name,
        unit="EUR per customer",
        period=settings.value_period,
        estimate=value["mean"] if known else None,
        low=value["low"],
        high=value["high"],
        label=label("observed", settings),
        status="shown" if known else "not_computable",
        reason="" if known else "too_few_customers",
        customers_n=value["customers_n"],
        top2_share=value["top2_share"],
        notes=notes,
    )


def _group(row: dict, settings: GroupValuation) -> Finding:
    value = {"mean": row["forward_eur_mean"], "low": row["forward_eur_low"], "high": row["forward_eur_high"]}
    value |= {"customers_n": row["customers_n"], "top2_share": row["top2_share"]}
    return _mean(f"group_value:{row['group']}", value, settings, group=row["group"])


def _answered(answered: pd.DataFrame, settings: GroupValuation) -> Finding:
    gap = answered_gap(answered)
    if gap is None:
        return Finding("answered_gap", unit="EUR per customer", status="not_computable", reason="everyone_answered")
    return _mean("answered_gap", gap, settings, parts=["answered", "not_answered"])


def _score(valued: pd.DataFrame, settings: GroupValuation) -> list[Finding]:
    """Return the NPS, or the mean score of another metric; nothing when groups are not made by score."""
    if settings.group_by != "score":
        return []
    if settings.metric_kind == "nps":
        scores = whole_scores(valued["score"], rounding=settings.score_rounding)
        nps = net_promoter_score(scores)
        return [Finding("nps", unit="points", period=settings.period, **nps,
                        notes={"smallest_n": _smallest(scores), "metric": settings.metric})]  # fmt: skip
    mean = mean_interval(valued["score"])
    return [
        Finding(
            "score_mean", unit="points", period=settings.period, estimate=mean["mean"], low=mean["low"],
            high=mean["high"], customers_n=mean["customers_n"], notes={"metric": settings.metric},
        )
    ]  # fmt: skip


def _smallest(scores: pd.Series) -> int:
    """Return the customers in the smallest NPS class; the NPS with its interval tells how many each class has."""
    detractors, promoters = int((scores <= 6).sum()), int((scores >= 9).sum())
    classes = (detractors, len(scores) - detractors - promoters, promoters)
    return min(n for n in classes if n)


def _reliability(slope: ScoreSlope, settings: GroupValuation) -> Finding:
    return Finding(
        "reliability",
        unit="share",
        estimate=slope.reliability,
        low=slope.reliability_low,
        high=slope.reliability_high,
        label=settings.reliability_label if settings.reliability else "estimated",
        customers_n=slope.repeated_n or slope.customers_n,
        notes={"given_covariates": round(slope.reliability_given, 6)},
    )


def ledger_lines(
    reading: Reading, verdict: str, valued: pd.DataFrame, *, known_n: int, settings: GroupValuation
) -> pd.DataFrame:
    """Return which customer is expected to bring which euro a year; nothing when no difference is shown.

    Parameters
    ----------
    reading : the reading of the headline.
    verdict : of the valuation.
    valued : customers in a group, with customer_id and group.
    known_n : all customers with a known value; those in a group stand for them.

    Returns
    -------
    customer_id, lever, mechanism, effect (expected share of the customer that is moved, 0-1), eur_year (expected
    euros a year of this customer), weight (customers this one stands for). eur_year x weight sums to the headline.
    """
    columns = ["customer_id", "lever", "mechanism", "effect", "eur_year", "weight"]
    if verdict not in ("difference", "reversed") or settings.value_period != "year":
        return pd.DataFrame(columns=columns)
    weight = known_n / len(valued)
    parts = [
        _line(valued, shift, reading_value(reading, shifts=[shift]).total_eur, weight) for shift in settings.shifts
    ]
    return pd.concat(parts, ignore_index=True)[columns]


def _line(valued: pd.DataFrame, shift: Sequence, euros: float, weight: float) -> pd.DataFrame:
    """Return one shift spread evenly over the customers it starts from."""
    start, _, customers = shift
    ids = valued.loc[valued["group"] == start, "customer_id"]
    stands_for = len(ids) * weight
    return pd.DataFrame(
        {
            "customer_id": ids,
            "lever": LEVER,
            "mechanism": MECHANISM,
            "effect": customers / stands_for,
            "eur_year": euros / stands_for,
            "weight": weight,
        }
    )
