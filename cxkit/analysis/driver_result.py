"""What driver_modelling found: small frames, findings and facts, ready to be protected and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from cxkit.result import Finding


@dataclass(frozen=True)
class DriverResult:
    """What driver_modelling found; frames hold figures only, words and pictures are made from them.

    An outcome is 'churn' or the name of a product. Every frame but `rows` and `ledger` has customers_n (distinct
    customers behind the row) and top2_share (nan where no euro or count is added up). Shares, effects in `points` and
    probabilities are 0-1 and of one outcome window; what ends in _year is of a year.

    verdict : gain (the interval of all changes together, over all outcomes, lies above 0), loss (below 0),
        no_difference (it holds 0, or no model tells more than chance) or not_computable (no what-if could be computed).
    outcomes : one row per outcome and model: outcome, model ('all' customers, or those who 'answered'), events_n,
        base_share, columns_n, events_per_column, condition_number, slope, intercept (recalibration by cross-fitting),
        status ('modelled', 'warned' or 'stopped'), reason ('' or that of the first stop).
    stops : what stops or weakens a model: outcome, model, reason ('blanks', 'leakage', 'one_class', 'few_events',
        'separation', 'collinear', 'not_converged', 'no_customers', 'one_value', 'no_better_than_chance'), driver, other
        (the second driver of a pair, or ''), value (share known, AUC, events per column, VIF, ...), blocking (bool:
        there is no model), left_out (bool: the driver is not in the model), table (tuple of (label, without_n, with_n);
        empty without one).
    drivers : one row per outcome, model and column of the model: outcome, model, driver, level ('' or the label),
        reference ('' or the label it is compared with), kind ('number', 'count', 'score', 'flag', 'labels'),
        given_n (customers of the model's outcome), known_n (of whom the driver is known), dropped_n (lost for this
        driver), odds_ratio, odds_low, odds_high, points, low, high (average marginal effect: a step of 1 for counts
        and scores, from no to yes for flags and labels, of one standard deviation for numbers), step (what that
        change is), mean, vif, status ('shown', 'no_difference', 'not_computable'), reason ('separation', ...),
        unexpected (bool: the interval lies on the side nobody expects), imputed_points, imputed_low, imputed_high
        (the same with blanks filled by the mean and a flag; nan where nothing was blank), level_n (customers of the
        model who have the label; of a driver that is no label, those who do not have its commonest value).
    quality : outcome, model, measure ('auc', 'pr_auc', 'brier', 'brier_skill', 'intercept', 'slope' or
        'top_decile_lift'), estimate, low, high, reference (what no model at all would give), split ('held_out' or
        'out_of_time'), events_n.
    calibration : outcome, model, bin (0-9), predicted, observed, low, high, events_n.
    importance : outcome, model, driver (or the name of a group), share (of what the drivers explain together, 0-1),
        low, high, rank, rank_low, rank_high, top3_share, noise_share (what as many random columns
        as the driver has stay below in 97.5 % of draws),
        second_share (share by the second method), sign (1, -1 or 0), performance (0-1, 1 best; nan for labels),
        method ('lmg' or 'johnson'), second_method ('mcfadden' or '').
    what_ifs : one row per what-if and outcome: what_if (its number, 0 first), outcome, model, driver, change, segment,
        changed_n (customers whose driver can still move), base_n_year (leavers or takers a year in the segment as it
        is), points, points_low, points_high (change of the mean probability over the segment), saved_n_year, saved_low,
        saved_high (leavers fewer, or takers more, a year), eur_year, low_eur, high_eur, cap_eur_year (what leavers
        cost, or what takers bring now), eur_per_1000 (euros a year per 1,000 customers of the segment), status,
        reason, label, risk_ratio, ratio_low, ratio_high, evalue, evalue_limit, naive_points, corrected (bool: a score,
        corrected for its reliability), reliability, reliability_low, reliability_high (given the other drivers).
    together : one row per outcome, and 'all' last (euros of every outcome; customers nan): outcome, base_n_year,
        saved_n_year, saved_low, saved_high, eur_year, low_eur,
        high_eur, gross_eur_year (added up one by one), cap_eur_year, status, label.
    causes : one row per what-if, outcome and reading: what_if, outcome, driver, change, segment, reading ('naive',
        'adjusted', 'with_scores', 'doubly_robust', 'corrected', 'placebo', 'negative_control'), points, low, high,
        status ('shown', 'no_difference', 'not_computable'), reason, agrees (bool or None: placebo and control include
        0; the doubly robust interval meets the adjusted one).
    challengers : outcome, model, brier, brier_challenger, gain, low, high, auc, auc_challenger, accepted (bool).
    products : one row per combination of products held: combination ('' for none), value_eur_mean, low, high (what a
        customer is worth a year), stated_eur_year, stated_low, stated_high (the settings' value; nan without one).
    rows : customers, answers and contacts set aside by the analysis: table, reason, rows_n.
    findings : the figures for the results file.
    ledger : customer_id, lever, mechanism, effect, eur_year, weight.
    facts : further numbers the words need, by name: known_until (date), outcome_months, customers_n, answered_n,
        split ('held_out' or 'out_of_time'), contacts_known (bool), and the facts of `DriverRows`.
    """

    notebook: ClassVar[str] = "driver_modelling"
    partitions: ClassVar[dict[str, str]] = {"products": "combination"}
    counts_only: ClassVar[tuple[str, ...]] = ("rows", "ledger")

    verdict: str
    outcomes: pd.DataFrame
    stops: pd.DataFrame
    drivers: pd.DataFrame
    quality: pd.DataFrame
    calibration: pd.DataFrame
    importance: pd.DataFrame
    what_ifs: pd.DataFrame
    together: pd.DataFrame
    causes: pd.DataFrame
    challengers: pd.DataFrame
    products: pd.DataFrame
    rows: pd.DataFrame
    findings: tuple[Finding, ...]
    ledger: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)
