"""The whole of notebook cx_group_valuation: checked tables and settings in, one result out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cxkit.analysis import groups as grouping
from cxkit.analysis import readings as read
from cxkit.analysis import shift as shifting
from cxkit.analysis import valuation_checks as checks
from cxkit.analysis import value as valuing
from cxkit.analysis.readings import Reading, ScoreSlope
from cxkit.analysis.reliability import LEAST_PAIRS, answer_pairs
from cxkit.analysis.valuation_customers import grouped, order_of, valued_customers, without_few_unlabelled
from cxkit.analysis.valuation_findings import findings, ledger_lines
from cxkit.errors import NotEnoughData
from cxkit.language import N_
from cxkit.result import Finding
from cxkit.settings.notebooks import GroupValuation

NOT_LINEAR_P = 0.01
SHIFT_COLUMNS = ("value_eur", "low_eur", "high_eur", "status", "groups", "customers_n", "top2_share")


@dataclass(frozen=True)
class ValuationResult:
    """What cx_group_valuation found; frames hold figures only, words and pictures are made from them.

    verdict : difference, reversed, no_difference, not_monotone or not_computable.
    headline : name of the reading the answer uses.
    groups : of `groups.group_means`, with the group means of every reading.
    readings : one row per reading: reading, value_eur, low_eur, high_eur, status, reason, groups (those the shift
        names), customers_n (of the smallest of them), top2_share (of the most dominated).
    matrix : of `shift.shift_matrix`.
    answered : of `groups.answered_or_not`.
    waves, sensitivity : the shift per wave, and with covariates that may come after the score; may be empty.
    rows : customers and answers set aside by the analysis: table, reason, rows_n.
    slope : what a point of score is worth, where the groups are made by score.
    findings : the figures for the results file.
    ledger : customer_id, lever, mechanism, effect, eur_year.
    facts : further numbers the words need, by name.
    """

    notebook: ClassVar[str] = "cx_group_valuation"
    partitions: ClassVar[dict[str, str]] = {"groups": "group", "answered": "part"}
    counts_only: ClassVar[tuple[str, ...]] = ("rows", "ledger")

    verdict: str
    headline: str
    groups: pd.DataFrame
    readings: pd.DataFrame
    matrix: pd.DataFrame
    answered: pd.DataFrame
    waves: pd.DataFrame
    sensitivity: pd.DataFrame
    rows: pd.DataFrame
    slope: ScoreSlope | None
    findings: tuple[Finding, ...]
    ledger: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)


def group_valuation(
    customers: pd.DataFrame, responses: pd.DataFrame | None, *, settings: GroupValuation
) -> ValuationResult:
    """Return what CX groups are worth and what the shift between them is worth.

    Whose and what: the customers in the `from` group of each shift; their mean forward value when true satisfaction
    rises by the distance between the two groups' mean scores (corrected), or when they take on the value of the
    `to` group at equal covariates (adjusted) or as it is (observed); against staying as they are; over one year, or
    to date when the components carry no period.

    Parameters
    ----------
    customers, responses : checked tables of the data contract; responses may be None when groups are a column.
    settings : checked settings.

    Raises
    ------
    SettingsError : a setting names a column or group that is not there, or moves more customers than there are.
    NotEnoughData : fewer than two groups with customers.
    """
    base, known, valued, aside, groups = _in_groups(customers, responses, settings)
    slope = _slope(valued, responses, settings=settings)
    readings = _readings(valued, known, groups, slope, settings=settings)
    rows = _reading_rows(readings, groups, settings)
    verdict, headline = _verdict(readings, rows, groups, settings)
    facts = _facts(valued, known, groups, readings, settings)
    answered = grouping.answered_or_not(known, answered=valued["customer_id"])
    return ValuationResult(
        verdict=verdict,
        headline=headline,
        groups=_with_readings(groups, readings),
        readings=rows,
        matrix=shifting.shift_matrix(list(readings.values()), groups=groups, customers_n=settings.shift_customers_n),
        answered=answered,
        waves=_waves(known, responses, settings),
        sensitivity=_sensitivity(valued, known, groups, settings),
        rows=_rows(base, known, valued, aside, settings),
        slope=slope,
        findings=findings(rows, verdict, headline, groups, answered, valued, known, slope, settings=settings),
        ledger=ledger_lines(readings[headline], verdict, valued, known_n=len(known), settings=settings),
        facts=facts,
    )


def check(customers: pd.DataFrame, responses: pd.DataFrame | None, *, settings: GroupValuation) -> None:
    """Raise what `group_valuation` would raise, without computing anything: for who asks before a kernel starts."""
    _in_groups(customers, responses, settings)


def _in_groups(
    customers: pd.DataFrame, responses: pd.DataFrame | None, settings: GroupValuation
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, list[tuple[str, str, int]], pd.DataFrame]:
    """Return all customers, those with a known value, those in a group, what was set aside, and the groups."""
    base = valued_customers(customers, settings=settings)
    known = base.dropna(subset=["forward_value_eur"]).reset_index(drop=True)
    known, unlabelled = without_few_unlabelled(known, settings)
    valued, aside = grouped(known, responses, settings=settings)
    aside = [*unlabelled, *aside]
    order = [name for name in order_of(valued, settings) if (valued["group"] == name).any()]
    if len(order) < 2:
        raise NotEnoughData(checks.too_few_groups(valued), language=settings.language)
    groups = grouping.group_means(valued, order=order, compare_with=settings.compare_with)
    checks.shifts(groups, known_n=len(known), settings=settings)
    return base, known, valued, aside, groups


def _slope(valued: pd.DataFrame, responses: pd.DataFrame | None, *, settings: GroupValuation) -> ScoreSlope | None:
    if settings.group_by != "score" or valued["score"].nunique() < 2:
        return None
    if read.too_many_columns(valued, settings.adjust_for):
        return None
    pairs = None
    valued = valued.dropna(subset=settings.adjust_for)
    if not settings.reliability:
        pairs = answer_pairs(responses, metric=settings.metric, within_days=settings.repeat_within_days)
        pairs = pairs[pairs["customer_id"].isin(valued["customer_id"])]
        if len(pairs) < LEAST_PAIRS:
            return None
    low, high = settings.reliability_range or (0.0, 0.0)
    slope = read.score_slope(
        valued,
        covariates=settings.adjust_for,
        pairs=pairs,
        reliability=settings.reliability,
        reliability_se=(high - low) / (2 * valuing.Z),
    )
    if not settings.reliability:
        return slope
    stated = (low, high) if settings.reliability_range else (np.nan, np.nan)
    return replace(slope, reliability_low=stated[0], reliability_high=stated[1])


def _readings(
    valued: pd.DataFrame, known: pd.DataFrame, groups: pd.DataFrame, slope: ScoreSlope | None, *,
    settings: GroupValuation,
) -> dict[str, Reading]:  # fmt: skip
    """Return the three readings by name; one that cannot be computed says why."""
    order = groups["group"].tolist()
    observed = read.as_observed(groups)
    adjusted = read.not_computed(read.ADJUSTED, "no_covariates")
    if settings.adjust_for:
        adjusted = read.adjusted(valued, order=order, covariates=settings.adjust_for, base=known)
    corrected = _corrected(valued, observed, adjusted, groups, slope, settings)
    return {reading.name: reading for reading in (observed, adjusted, corrected)}


def _corrected(
    valued: pd.DataFrame,
    observed: Reading,
    adjusted: Reading,
    groups: pd.DataFrame,
    slope: ScoreSlope | None,
    settings: GroupValuation,
) -> Reading:
    if settings.group_by != "score":
        return read.not_computed(read.CORRECTED, "no_score")
    if adjusted.reason == "many_labels":
        return read.not_computed(read.CORRECTED, adjusted.reason)
    if slope is None:
        return read.not_computed(read.CORRECTED, "no_reliability")
    trusted = adjusted if adjusted.computed else observed
    if shifting.falls_with_score(trusted, groups["group"].tolist()):
        return read.not_computed(read.CORRECTED, "not_monotone")
    if read.straight_line_p(valued, covariates=settings.adjust_for, scale=settings.score_scale) < NOT_LINEAR_P:
        return read.not_computed(read.CORRECTED, "not_linear")
    return read.corrected(slope, groups)


def _reading_rows(readings: dict[str, Reading], groups: pd.DataFrame, settings: GroupValuation) -> pd.DataFrame:
    """Return the headline shift in each reading."""
    return pd.DataFrame(
        [{"reading": r.name, "reason": r.reason} | _shift_row(r, groups, settings) for r in readings.values()]
    )


def _shift_row(reading: Reading, groups: pd.DataFrame, settings: GroupValuation) -> dict[str, Any]:
    """Return the headline shift under one reading, with what disclosure must know of the groups it names."""
    value = shifting.reading_value(reading, shifts=settings.shifts)
    names = _shift_groups(settings)
    named = groups.set_index("group").loc[names]
    return {
        "value_eur": value.total_eur, "low_eur": value.low_eur, "high_eur": value.high_eur,
        "status": shifting.shift_status(value), "groups": tuple(names),
        "customers_n": int(named["customers_n"].min()), "top2_share": float(named["top2_share"].max()),
    }  # fmt: skip


def _shift_groups(settings: GroupValuation) -> list[str]:
    return list(dict.fromkeys(name for start, end, _ in settings.shifts for name in (start, end)))


def _with_readings(groups: pd.DataFrame, readings: dict[str, Reading]) -> pd.DataFrame:
    """Return the groups with <reading>_eur_mean, _low and _high beside."""
    columns = {}
    for name, reading in readings.items():
        if reading.computed:
            half = valuing.Z * np.sqrt(np.diag(reading.covariance))
            columns |= {
                f"{name}_eur_mean": reading.means.to_numpy(),
                f"{name}_eur_low": reading.means.to_numpy() - half,
                f"{name}_eur_high": reading.means.to_numpy() + half,
            }
    return groups.assign(**columns)


def _trusted(readings: dict[str, Reading]) -> Reading:
    """Return the reading that says whether value rises with the score: adjusted where there is one."""
    return readings["adjusted"] if readings["adjusted"].computed else readings["observed"]


def _verdict(
    readings: dict[str, Reading], rows: pd.DataFrame, groups: pd.DataFrame, settings: GroupValuation
) -> tuple[str, str]:
    """Return the verdict, and the reading it rests on."""
    trusted = _trusted(readings)
    headline = "corrected" if readings["corrected"].computed else trusted.name
    by_score = settings.group_by == "score"
    if by_score and shifting.falls_with_score(trusted, groups["group"].tolist()):
        return "not_monotone", trusted.name
    row = rows.set_index("reading").loc[headline]
    if row["status"] != "shown":
        return row["status"], headline
    rises = _score_distance(groups, settings) * row["value_eur"] >= 0 if by_score else True
    return ("difference" if rises else "reversed"), headline


def _score_distance(groups: pd.DataFrame, settings: GroupValuation) -> float:
    """Return by how many points the scores rise over all shifts together, customers times points."""
    score = groups.set_index("group")["score_mean"]
    return float(sum(n * (score[end] - score[start]) for start, end, n in settings.shifts))


def _facts(
    valued: pd.DataFrame, known: pd.DataFrame, groups: pd.DataFrame, readings: dict[str, Reading],
    settings: GroupValuation,
) -> dict[str, Any]:  # fmt: skip
    """Return the numbers that only the words need."""
    facts: dict[str, Any] = {
        "base_n": len(known),
        "answered_n": len(valued),
        "falls": shifting.falls_with_score(_trusted(readings), groups["group"].tolist())
        if settings.group_by == "score" else [],
        "observed_falls": shifting.falls_with_score(readings["observed"], groups["group"].tolist())
        if settings.group_by == "score" else [],
    }  # fmt: skip
    if settings.group_by == "score":
        top = valued["score"] >= settings.score_scale[1]
        if min(top.sum(), (~top).sum()) >= settings.minimum_group_n:
            facts["top_score_share"] = float(top.mean())
        facts["score_mean"] = float(valued["score"].mean())
    return facts


def _waves(known: pd.DataFrame, responses: pd.DataFrame | None, settings: GroupValuation) -> pd.DataFrame:
    """Return the headline shift wave after wave, adjusted where there are covariates; empty with one wave."""
    columns = ["wave", *SHIFT_COLUMNS]
    if settings.group_by != "score" or responses is None or "wave" not in responses:
        return pd.DataFrame(columns=columns)
    waves = sorted(responses["wave"].dropna().unique())
    rows = [_wave(wave, known, responses[responses["wave"] == wave], settings) for wave in waves]
    return pd.DataFrame([row for row in rows if row] if len(waves) > 1 else [], columns=columns)


def _wave(wave: str, known: pd.DataFrame, answers: pd.DataFrame, settings: GroupValuation) -> dict[str, Any] | None:
    if grouping.answers_to(answers, metric=settings.metric).empty:
        return None
    valued, _ = grouped(known, answers, settings=settings)
    present = [name for name in order_of(valued, settings) if (valued["group"] == name).sum() > 1]
    if not set(_shift_groups(settings)) <= set(present):
        return None
    groups = grouping.group_means(valued[valued["group"].isin(present)], order=present)
    reading = read.as_observed(groups)
    if settings.adjust_for:
        reading = read.adjusted(valued, order=present, covariates=settings.adjust_for, base=known)
    return {"wave": wave} | _shift_row(reading, groups, settings)


def _sensitivity(
    valued: pd.DataFrame, known: pd.DataFrame, groups: pd.DataFrame, settings: GroupValuation
) -> pd.DataFrame:
    """Return the adjusted shift when columns that may come after the score are held equal as well."""
    columns = ["held_equal", *SHIFT_COLUMNS]
    if not settings.sensitivity_for:
        return pd.DataFrame(columns=columns)
    covariates = [*settings.adjust_for, *settings.sensitivity_for]
    reading = read.adjusted(valued, order=groups["group"].tolist(), covariates=covariates, base=known)
    row = {"held_equal": ", ".join(settings.sensitivity_for)} | _shift_row(reading, groups, settings)
    return pd.DataFrame([row], columns=columns)


def _rows(
    base: pd.DataFrame, known: pd.DataFrame, valued: pd.DataFrame, aside: list[tuple[str, str, int]],
    settings: GroupValuation,
) -> pd.DataFrame:  # fmt: skip
    """Return what the analysis set aside: table, reason, rows_n."""
    rows = [
        ("customers", N_("value not known"), len(base) - len(known)),
        *aside,
        ("customers", N_("a column held equal is not known: as observed only"), _blank_n(valued, settings.adjust_for)),
        ("customers", N_("a column held equal as well is not known: not in that check"),
         _blank_n(valued.dropna(subset=settings.adjust_for), settings.sensitivity_for)),
    ]  # fmt: skip
    return pd.DataFrame([row for row in rows if row[2]], columns=["table", "reason", "rows_n"])


def _blank_n(valued: pd.DataFrame, columns: list[str]) -> int:
    return int(valued[columns].isna().any(axis=1).sum())
