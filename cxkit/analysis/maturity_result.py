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
    raters; nan with one rater, without width (low = mean = high) where all raters scored the same. Every frame but
    `evidence` and `rows` has raters_n (distinct raters behind the row).

    verdict : staged (the interval of the stage is one stage; that includes raters who all scored the same), between (it
        holds several), one_rater (a stage without an interval) or not_computable (a dimension without answers, so no
        stage; this goes before one_rater).
        For a client also hidden: too few raters for an interval.
    overall : one row: mean, low, high, stage_mean, stage_gate, stage (as the rule decides), stage_low, stage_high (95 %
        of draws of raters; -1 with one rater or without a stage), stage_share (share of draws in `stage`; nan when
        there are none), other_mean (mean when the other of raters and departments counts equally), other_stage,
        next_stage, to_next (points the mean is short of it; 0 when the mean is there but a dimension holds it back; nan
        at the top).
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
    differences : between departments of at least minimum_raters_n raters on that dimension, no row where there are
        fewer than two of them: dimension, highest, lowest (departments), difference, low, high (Tukey-Kramer over
        all pairs), status ('shown', 'no_difference'), departments_n.
    raters : one row per rater and dimension, for the dots of the figure: rater (a number that tells nothing),
        department, dimension, mean. Protected for a client, a row is a bundle of minimum_raters_n raters or more with
        neighbouring means: rater is the number of the bundle, department '', mean that of the bundle, raters_n how
        many.
    agreement : dimension, measure ('alpha': Cronbach; 'icc': ICC(A,k); 'icc_single': ICC(A,1); 'krippendorff'),
        estimate, low, high (nan where there is none), items_n, status ('shown', 'warned': below the limit,
        'not_computable'), reason.
    changes : dimension ('all' first), earlier_mean, mean, change, low, high, earlier_stage, stage, status ('shown',
        'no_difference', 'not_computable'), both_n (raters who scored it in both waves), earlier_n (in the
        earlier one), raters_n (in either, so not the number now); of 'all', who scored anything; empty without an
        earlier wave.
    actions : rank, item, dimension, mean, target (next anchor above the mean, whole), points (what it adds to the
        dimension's mean), toward (number of the stage it helps to reach), kind ('gate', 'mean': why its dimension
        blocks), hard (bool: it stands between now and the hard stage). When nothing blocks (the top,
        or no stage), the lowest items of all: kind '', toward -1 (no stage comes nearer) and hard False; in findings
        notes.toward is then 0. Flagged items and items at the top of the scale are no actions.
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
