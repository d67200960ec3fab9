"""What impact_measurement found: small frames, findings and facts, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from cxkit.result import Finding

VERDICTS = ("exceeded", "achieved", "unclear", "missed", "planned")
ADVICE = ("roll_out", "extend", "adjust", "stop", "start")
STOPPING = (
    "no_baseline", "baseline_changed", "data_changed", "assignment_changed", "plan_changed", "expectation_late",
    "assignment_late", "pilot_before_baseline", "no_control", "other_rule", "different_level", "pre_trend", "placebo",
    "too_few_units", "no_before", "no_spread", "balance", "sample_ratio", "attrition", "missing",
)  # fmt: skip
"""Why no verdict but 'unclear' is given, in the order in which the first is told."""

COLUMNS = {
    "pilots": (
        "pilot", "metric", "unit", "better", "units", "design", "stage", "starts_at", "ends_at", "last_at", "pilot_n",
        "control_n", "pilot_customers_n", "control_customers_n", "clusters_n", "periods_before_n", "periods_after_n",
        "method", "inference", "estimate", "low", "high", "p", "confidence", "expected", "expected_low",
        "expected_high", "smallest_worth", "ratio", "ratio_low", "ratio_high", "verdict", "reason", "advice",
        "advice_reason", "label", "expected_eur_year", "eur_year", "eur_low", "eur_high", "eur_label", "decided_by",
        "decided_at", "misleading", "misleading_low", "misleading_high", "frozen_at",
    ),
    "readings": (
        "pilot", "reading", "estimate", "low", "high", "p", "se", "units_n", "clusters_n", "inference", "reason",
        "main", "misleading",
    ),
    "checks": ("pilot", "check", "status", "value", "limit", "p", "about"),
    "event_study": ("pilot", "period", "steps", "estimate", "low", "high", "reference"),
    "sizing": (
        "pilot", "metric", "kind", "smallest_worth", "sd", "icc", "cluster_n", "rho", "design_effect", "needed_n",
        "have_n", "power_now", "detectable", "expected_power", "units_n",
    ),
    "looks": ("pilot", "look_at", "share", "bound", "spent", "taken", "estimate", "z"),
    "guardrails": ("pilot", "metric", "estimate", "low", "high", "margin", "status"),
    "spill_over": ("pilot", "metric", "estimate", "low", "high", "shown"),
}  # fmt: skip
"""What each frame of pilots holds, also where there is no pilot."""


@dataclass(frozen=True)
class ImpactResult:
    """What impact_measurement found; frames hold figures only, words and pictures are made from them.

    Effects are the pilot less what would have been without it, per unit and period, in the metric's own direction
    (below 0 where it fell), with 95 % intervals unless looks in between widen them.

    pilots : one row per pilot, in the order of the settings: pilot, metric, unit (of the metric), better ('higher' or
        'lower'), units ('customers', 'teams', …), design, stage ('planned', 'running', 'ended'), starts_at, ends_at,
        last_at (first day of the last period measured), pilot_n, control_n (units), pilot_customers_n,
        control_customers_n (customers behind each arm; nan where nobody says), clusters_n, periods_before_n,
        periods_after_n, method (name of the main reading), inference, estimate, low, high, p, confidence, expected,
        expected_low, expected_high, smallest_worth, ratio, ratio_low, ratio_high (realised of expected; low is the
        worse end), verdict (one of VERDICTS), reason ('' or why it is unclear: one of STOPPING, 'interval' (0 and an
        effect worth having both possible) or 'running'), advice (one of ADVICE), advice_reason ('worth_it',
        'not_shown_yet', 'guardrail_broken', 'guardrail_open', 'smaller_than_expected', 'not_worth_it', 'harm',
        'not_to_be_judged', 'not_started'), label ('measured' when the pilot went by lot, else 'estimated'; '' without
        an estimate), expected_eur_year, eur_year, eur_low, eur_high (a year once rolled out; nan where no euros are
        given or nothing is shown), eur_label, decided_by, decided_at, frozen_at ('' without a baseline), misleading
        (what comparing the pilot's units with themselves before would say; nan where it cannot), misleading_low,
        misleading_high.
    readings : every estimate: pilot, reading, estimate, low, high, p, se, units_n, clusters_n, inference, main (bool),
        misleading (bool: shown as a warning only), reason.
    checks : pilot, check (one of STOPPING), status ('ok', 'warns', 'stops', 'not_computable'), value, limit, p (nan
        where none), about (what changed since the freezing, such as 'ends_at: 2025-10-26 → 2025-12-31'; '' of nothing).
    event_study : pilot, period, steps (periods since the start, -1 is the last before), estimate, low, high,
        reference (bool: the periods it is compared with).
    series : what is followed: metric, pilot ('' of the whole), arm ('pilot', 'control' or 'all'), period, mean, low,
        high, units_n, customers_n (nan where nobody says).
    bands : metric, mean, low, high (band in which a period lies by chance, from the frozen or earlier periods),
        periods_n, target (nan of none), better, unit, frozen (bool), latest, latest_at, outside (bool: the latest
        period lies outside the band), improved (bool: on the better side of it).
    sizing : pilot, metric, kind ('mean', 'share' or 'euros'), smallest_worth, sd, icc, cluster_n (units per unit of
        assignment), rho (of before and after), design_effect, needed_n (per arm), have_n (smaller arm; 0 before there
        are arms), power_now, detectable (effect shown with the power asked for with have_n), expected_power, units_n
        (measured before the start: sd is theirs).
    looks : pilot, look_at, share (of the information), bound (z), spent (of alpha), taken (bool), estimate, z.
    guardrails : pilot, metric, estimate, low, high, margin (change for the worse allowed), status ('held', 'broken',
        'open', 'not_computable').
    spill_over : pilot, metric, estimate, low, high, shown (bool: 0 lies outside).
    events : outside events: date, event, pilots (names of those that were being measured then, tuple), arm ('' both).
    baseline : what was frozen: metric, frozen_at, units_n, periods_n, mean, sd, first, last; empty without one.
    anew : baselines that were replaced: frozen_at and fingerprint of the replaced one, replaced_at (day of the new
        freezing; '' where the file does not tell), reason.
    rows : rows set aside: table, reason, rows_n.
    findings : realised:<pilot> (EUR a year), effect:<pilot>, ratio:<pilot>, …
    facts : fingerprint (of the baseline; ''), frozen_at, freezings (day and fingerprint of each, tuple), dropped
        (pilots that were frozen and are no longer in the settings, tuple), first_at, last_at (of the measurements),
        pilots_n, judged_n.
    ledger : None: who is moved is taken from the results that a pilot tests.
    """

    notebook: ClassVar[str] = "impact_measurement"
    partitions: ClassVar[dict[str, str]] = {}
    counts_only: ClassVar[tuple[str, ...]] = (
        "pilots", "readings", "checks", "event_study", "series", "bands", "sizing", "looks", "guardrails",
        "spill_over", "events", "baseline", "anew", "rows", "ledger",
    )  # fmt: skip

    pilots: pd.DataFrame
    readings: pd.DataFrame
    checks: pd.DataFrame
    event_study: pd.DataFrame
    series: pd.DataFrame
    bands: pd.DataFrame
    sizing: pd.DataFrame
    looks: pd.DataFrame
    guardrails: pd.DataFrame
    spill_over: pd.DataFrame
    events: pd.DataFrame
    baseline: pd.DataFrame
    anew: pd.DataFrame
    rows: pd.DataFrame
    findings: tuple[Finding, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    ledger: None = None
