"""What maturity_assessment found: small frames, findings and facts, ready to be protected and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from cxkit.result import Finding


@dataclass(frozen=True)
class MaturityResult:
    """What maturity_assessment found; frames hold figures only, words and pictures are made from them.

    Dimensions, items and departments are named by their keys; 'all' stands for the whole questionnaire or for every
    rater. A stage is its number, 0 first; -1 where there is none. Scores are on the scale of the questionnaire, reverse
    items turned. Means are over raters (or departments, as the settings say), their intervals 95 %, by Student's t over
    raters; nan with one rater. Every frame but `evidence` and `rows` has raters_n (distinct raters behind the row).

    verdict : staged (the interval of the stage is one stage), between (it holds several) or not_computable (one rater,
        or a dimension without answers).
    overall : one row: mean, low, high, stage_mean, stage_gate, stage (as the rule decides), stage_low, stage_high (95 %
        of draws of raters), stage_share (share of draws in `stage`), other_mean (mean when the other of raters and
        departments counts equally), other_stage, next_stage, to_next (points the mean is short of it; 0 when the mean
        is there but a dimension holds it back; nan at the top).
    dimensions : one row per dimension: dimension, mean, low, high, stage, stage_low, stage_high, to_next, spread (sd
        over raters), items_n, hidden_n (0).
    steps : the ladder, one row per stage: stage, name, start, reached (bool), hard (bool), mean_short (points the
        overall mean is short, 0 when reached), behind (tuple of the dimensions that the gate still holds back there),
        is_next (bool).
    blockers : what stands between now and a stage above: target (stage number: the next one, and the hard one when it
        is higher), dimension, mean, needed, short (points), kind ('gate': too far behind; 'mean': below the target
        itself), low, high.
    items : item, dimension, mean, low, high, spread, reverse, item_rest (correlation with the rest of its dimension),
        flagged (bool: the correlation is surely negative), known_n (raters who scored it), evidence_n.
    evidence : item, dimension, evidence (as typed), one row per remark; no rater, no department.
    departments : department, dimension ('all' first), mean, low, high.
    differences : dimension, highest, lowest (departments), difference, low, high (Tukey-Kramer over all pairs), status
        ('shown', 'no_difference'), departments_n.
    raters : one row per rater, named by a number: rater, department, dimension, mean; for the dots of the figure.
    agreement : dimension, measure ('alpha': Cronbach; 'icc': ICC(A,k); 'icc_single': ICC(A,1); 'krippendorff'),
        estimate, low, high (nan where there is none), items_n, status ('shown', 'warned': below the limit,
        'not_computable'), reason.
    changes : dimension ('all' first), earlier_mean, mean, change, low, high, earlier_stage, stage, status ('shown',
        'no_difference', 'not_computable'), both_n (raters in both), earlier_n; empty without an earlier wave.
    actions : rank, item, dimension, mean, target (next anchor above the mean, whole), points (what it adds to the
        dimension's mean), toward (stage number it helps to reach), kind ('gate', 'mean', 'flagged' excluded), hard
        (bool: it stands between now and the hard stage).
    rows : answers set aside by the analysis: table, reason, rows_n.
    findings : the figures for the results file; actions are findings named maturity_action:<item>.
    facts : wave, earlier_wave ('' without one), raters_n, departments_n, items_n, answers_n, blank_n, evidence_n,
        rule ('gate', 'mean'), next_stage, hard_stage (number or -1), unknown_department_n.
    ledger : None: maturity is no euro.
    """

    notebook: ClassVar[str] = "maturity_assessment"
    partitions: ClassVar[dict[str, str]] = {"departments": "department"}
    counts_only: ClassVar[tuple[str, ...]] = ("rows", "evidence", "ledger")

    verdict: str
    overall: pd.DataFrame
    dimensions: pd.DataFrame
    steps: pd.DataFrame
    blockers: pd.DataFrame
    items: pd.DataFrame
    evidence: pd.DataFrame
    departments: pd.DataFrame
    differences: pd.DataFrame
    raters: pd.DataFrame
    agreement: pd.DataFrame
    changes: pd.DataFrame
    actions: pd.DataFrame
    rows: pd.DataFrame
    findings: tuple[Finding, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    ledger: None = None
