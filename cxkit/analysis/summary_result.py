"""What executive_summary found: the answer, the reasons, the doubt and the first steps, from all results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from cxkit.result import Finding


@dataclass(frozen=True)
class SummaryResult:
    """What the results of an engagement say together; nothing is computed anew.

    verdict : that of the business case where it ran ('pays', 'may_pay', 'may_not_pay', 'does_not_pay', 'no_benefit'),
        else 'no_case'.
    headlines : one row per notebook that ran, in order, and for impact_measurement one per judged pilot (three at
        most): notebook, finding, unit, period, estimate, low, high (nan where there is none), label, status, reason.
    measures : of the business case: finding, unit, estimate, low, high, status, label.
    lines : benefit lines that count: line, lever, mechanism, eur_year (as counted), low_eur, high_eur, label, evidence
        (label of the figures it was made from, whatever is assumed of how much of it comes about), largest
        first.
    steps : the first steps: opportunity, kind and scope (of the result it comes from; '' of a typed one), lever,
        mechanism, verdict ('do_now', 'validate'), eur_year (expected; nan where none is claimed), low_eur, high_eur,
        label, rank.
    doubts : gravest first: kind ('stale', 'failing', 'paying', 'tornado', 'assumed', 'cause', 'no_difference',
        'agreement'), finding (or the notebook, or the input), value (nan where there is none).
    labels : label (evidence), eur_year (of lines that count, absolute), share, lines_n.
    absent : notebook, reason.
    rows : nothing is set aside: table, reason, rows_n.
    pilots : what came true of what was tried, of `summary_pilots.pilots`: pilot, finding, verdict, advice, stage,
        replaces (bool), eur_year, low_eur, high_eur, label, status.
    findings : the figures handed on: the headlines, then what is told beside them, under their own names.
    facts : horizon_years (of the business case; 0 without one), pays_share (None without one), chosen_n (improvements
        that fit the budget), assumed_to_come_about (bool: of some line that counts, the chance or the part that comes
        about is assumed), metric (by which groups of customers are made; '' unknown).
    ledger : None.
    """

    notebook: ClassVar[str] = "executive_summary"
    partitions: ClassVar[dict[str, str]] = {}
    counts_only: ClassVar[tuple[str, ...]] = (
        "headlines", "measures", "lines", "steps", "doubts", "labels", "absent", "rows", "pilots", "ledger",
    )  # fmt: skip

    verdict: str
    headlines: pd.DataFrame
    measures: pd.DataFrame
    lines: pd.DataFrame
    steps: pd.DataFrame
    doubts: pd.DataFrame
    labels: pd.DataFrame
    absent: pd.DataFrame
    rows: pd.DataFrame
    pilots: pd.DataFrame
    findings: tuple[Finding, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    ledger: None = None
