"""What opportunity_ranking found: small frames, findings and facts, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from cxkit.result import Finding


@dataclass(frozen=True)
class RankingResult:
    """What opportunity_ranking found; frames hold figures only, words and pictures are made from them.

    Figures of customers come from results that were protected when they were written, or from the consultant's own
    list; nothing here counts customers. Euros are a year unless the name says otherwise; intervals hold 95 % of draws.

    verdict : ranked (at least one opportunity is worth doing or piloting), none_pays (they are judged, and none is) or
        not_judged (no opportunity has both a yield and an effort).
    opportunities : one row per opportunity, best rank first, then those without one: opportunity (its name), origin
        ('list', or the notebook it comes from), kind (of a yield of the results: 'fewer_contacts', 'fewer_repeats',
        'fewer_after_page', 'fewer_switches', 'shorter_handling', 'fewer_events', 'what_if', 'shift', 'maturity'; 'list'
        else), scope (topic, page, driver or item it is about; ''), department (''), notes (''), eur_year, low_eur,
        high_eur (when it works), label, yield_status ('shown', 'no_difference', 'review', 'none'), yields_n,
        success_probability, expected_eur_year, expected_low, expected_high (times the chance of success), volume_n
        (contacts or customers a year it touches; nan), negative_share (of their scores; nan), effort_days, lead_months,
        cost_eur (once, effort not counted), running_eur_year, total_cost_eur (once, effort included), net_eur (over the
        horizon, discounted, chance of success counted), net_low, net_high, pays_share (share of draws in which it
        pays, failure counted), evpi_eur, pilot_cost_eur (nan once tested), verdict ('do_now', 'validate', 'not_now',
        'not_judged', 'foundation'), reason ('pays', 'pilot_may_pay', 'does_not_pay', 'over_budget', 'no_effort',
        'no_yield', 'maturity', 'tested_no_gain'), small (bool), score (0-100), rank, rank_low, rank_high, top_share
        (share of draws in the top k), efficient (bool), affordable (bool), after (names it must follow, tuple),
        excludes (tuple), tested ('gain' or 'no_gain' where pilots tested all its euros, else '').
    yields : what an opportunity's euros come from: opportunity, notebook ('' for the list), finding, lever, mechanism,
        share (of the finding that this opportunity takes), eur_year, low_eur, high_eur (share counted), label, status,
        counted (bool: False when a better reading of the same effect counts instead), reason ('', 'same_effect',
        'benchmark', 'other_period', or 'tested_no_gain' or 'tested_harm' where a pilot showed no gain).
    criteria : opportunity, criterion, weight (share of all weights), value (as measured; nan unknown), points (0-1).
    weights : what other weights would do: scenario ('base', 'only:<criterion>', 'without:<criterion>',
        'double:<criterion>'), opportunity, rank.
    chosen : the set that fits in the budget, in the order of choice: order, opportunity, verdict, effort_days,
        cost_eur, days_so_far, cost_so_far, extra_eur_year (what it adds to those before it), eur_so_far.
    totals : name ('gross', 'overlap', 'net') over the chosen set, eur_year, low_eur, high_eur, label.
    roadmap : phase (1 first), from_month, until_month, order, opportunity, step ('do', 'pilot', 'decide', 'roll_out',
        'foundation'), part, parts, days, department.
    stakeholders : stakeholder, opportunity, effect ('gain', 'loss', 'both', 'none'), hours_year (+ more work, - less;
        nan), must_agree (bool), notes, verdict (of the opportunity).
    market : brand, metric, year, score, low, high (nan where unknown), n, own (bool), source, status ('ahead': we are;
        'behind', 'no_difference', 'unknown', '' for our own).
    absent : notebook (whose results are not there, not used or out of date), reason ('not_run', 'other_schema',
        'not_asked', 'other_version', 'other_settings', 'other_data', 'other_results').
    rows : opportunities set aside: table, reason, rows_n.
    tested : results that pilots tested, `tested.COLUMNS`: before and after, used or why not.
    findings : the figures for the results file: ranking_value:<opportunity>, ranking_net, …
    facts : opportunities_n, judged_n, do_now_n, validate_n, not_now_n, top_k, budget_days, budget_eur, dependent_n
        (opportunities that share a yield), unknown_overlap_n, draws, unplanned_n, maturity_items (item to its text by
        language); of the chosen set once_eur, running_eur_year, left_eur, left_low_eur, left_high_eur (over the
        horizon, discounted, after all costs), left_pays_share; left_out (worth doing and not chosen -> why: 'excluded',
        'waits', 'no_room', 'adds_nothing'), claimed_share (of one finding, by all together).
    ledger : None: the ranking makes no new benefit.
    """

    notebook: ClassVar[str] = "opportunity_ranking"
    partitions: ClassVar[dict[str, str]] = {}
    counts_only: ClassVar[tuple[str, ...]] = (
        "opportunities", "yields", "criteria", "weights", "chosen", "totals", "roadmap", "stakeholders", "market",
        "absent", "rows", "tested", "ledger",
    )  # fmt: skip

    verdict: str
    opportunities: pd.DataFrame
    yields: pd.DataFrame
    criteria: pd.DataFrame
    weights: pd.DataFrame
    chosen: pd.DataFrame
    totals: pd.DataFrame
    roadmap: pd.DataFrame
    stakeholders: pd.DataFrame
    market: pd.DataFrame
    absent: pd.DataFrame
    rows: pd.DataFrame
    tested: pd.DataFrame
    findings: tuple[Finding, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    ledger: None = None
