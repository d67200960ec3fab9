"""What roi found: small frames, findings and facts, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from cxkit.result import Finding

STEPS = (
    "weaker_reading", "same_effect", "same_customers", "unknown_customers", "leaves", "capacity", "burden", "chance",
)  # fmt: skip
"""Why euros are taken out of the benefits, in the order in which they are."""
OVERLAP_STEPS = STEPS[:4]


@dataclass(frozen=True)
class BusinessCaseResult:
    """What roi found; frames hold figures only, words and pictures are made from them.

    Euros of benefits are a year at full effect; those of flows are of their year, in the prices the settings name.
    Intervals hold 95 % of draws. Figures of customers come from results that were protected when they were written,
    and from typed lines, of which `business_case.check` refuses those of few customers when a client reads.

    verdict : 'pays' (the net present value as expected and its whole interval are above 0), 'does_not_pay' (the whole
        interval is below 0 and what is expected is not above it), 'may_pay' (else, expected above 0), 'may_not_pay'
        (else) or 'no_benefit' (no line counts).
    lines : benefit lines, largest first: line (unique name), notebook ('' typed), finding ('' typed), category
        ('value_shift', 'churn', 'cross_sell', 'contact_saving', 'other_saving', 'burden', 'loyalty', 'satisfaction',
        'word_of_mouth', 'returns', 'other'), basis ('margin' or 'saving'), lever, mechanism, department, evidence
        (label of the figure itself), label (that of the evidence, and no better than assumed when part or chance is
        below 1), status, customers_n (nan unknown), part, success_probability, chance_key (key of the setting
        success_probability that gave the chance; '' of a typed line and where none did), from_year, eur_year, low_eur,
        high_eur (part and gross margin counted, nothing taken out), likely_eur (most likely amount of a typed line; nan
        of a finding), capacity_eur (freed time in it that cannot be cashed), kept (share left after overlap when every
        line comes about, 0-1), kept_expected (the same when each does as far as its chance), leaves_share (share of
        that saved on customers who leave anyway), capacity_share (share of the rest that is such freed time),
        net_eur_year (what the business case counts: everything taken out, chance counted), counted (bool: net_eur_year
        is not 0), reason ('' or the step that took most of it out; '' of burdens).
    taken : what is taken out: line, step (one of STEPS), eur_year (above 0 when taken out; below 0 where a burden
        may not come, or where a line keeps more beside others that may fail), beside (names of the lines it overlaps
        with, tuple).
    aside : results that bring no line: notebook ('' typed), finding (the line, of a typed one), reason
        ('no_difference', 'hidden', 'not_computable', 'other_period', 'benchmark', 'not_monotone', 'part_0',
        'chance_0', or 'tested_no_gain' or 'tested_harm' where a pilot showed no gain).
    steps : from gross to what counts: step ('gross', those of STEPS that occur, 'net' after OVERLAP_STEPS, 'counted'
        at the end), eur_year (signed).
    totals : name ('gross', 'overlap', 'net', 'counted'), eur_year, low_eur, high_eur, label.
    levels : year (1 first), level (share of the full effect reached), planned and 'paused_level'.
    costs : category ('training', 'technology', 'operating', 'measuring', 'effort'), year (0 first), amount_eur,
        low_eur, high_eur, capitalised_eur (part of amount_eur), label.
    effort : internal effort: line, department, hours_year (mean over the horizon; + more work, - faster),
        rate_eur_hour, eur_year, counted (bool), label.
    accounting : year (0 first), extra_margin_eur, cost_savings_eur (less extra work; with faster work that counts),
        operating_cost_eur (all that is not capitalised), depreciation_eur, result_eur, tax_eur (below 0: given back),
        result_after_tax_eur, book_value_eur (at the end of the year).
    cash : year (0 first), benefits_eur, costs_eur (not capitalised), investment_eur (less what it fetches at the end of
        its life), tax_eur, net_eur, net_low, net_high, discounted_eur, cumulative_eur, cumulative_low, cumulative_high,
        discounted_cumulative_eur.
    measures : name ('npv', 'pv_benefits', 'pv_costs', 'roi', 'irr', 'mirr', 'payback', 'discounted_payback'), unit
        ('EUR', 'share', 'years'), value, low, high (nan where there is none), status ('shown', 'none', 'several',
        'not_reached', 'no_investment'), naive (the same with every line added up: no overlap, no chance, freed time as
        cash; nan where there is none), naive_status. roi is before tax; 'no_investment' of irr: nothing is spent first.
        A limit is nan where more than 2.5 % of draws has no such figure on that side.
    npv_curve : rate, npv_eur: net present value at other discount rates.
    spread : histogram of the net present value: low_eur, high_eur, draws_n.
    tornado : input (line, cost category or setting), kind ('line', 'cost', 'setting'), low_value, high_value, npv_low,
        npv_high (net present value there), moved_by ('interval' or 'swing'), largest first.
    two_way : effect_share, cost_share, npv_eur.
    break_even : what ('effect', 'costs', or the name of a line), share (of what is expected at which the net present
        value is 0; nan never), status ('shown', 'always', 'never').
    pause : year (0 first), planned_eur, paused_eur (net cash of the year), cumulative of each: planned_cumulative_eur,
        paused_cumulative_eur.
    departments : department ('' when nobody is named), owner, kind ('margin', 'saving', 'extra_work', or a category of
        costs), eur_year (mean over the horizon, undiscounted, gains above 0 and burdens below).
    figures : figures of other firms: publisher, edition, what, industry (text by language), low, high, unit, source.
    aims : aim, now, low, high, change_low, change_high.
    market : as in opportunity_ranking.
    absent : notebook, reason ('not_run', 'other_schema', 'not_asked', 'other_settings', 'other_data', 'other_version',
        'other_results').
    rows : rows set aside: table, reason, rows_n.
    tested : results that pilots tested, `tested.COLUMNS`: before and after, used or why not.
    findings : figures for the results file: business_case_npv, ledger_net, …
    facts : draws, draws_converged (bool), npv_error_eur (Monte Carlo error of its limits), seed, pays_share (share of
        draws with a net present value above 0), irr_values (tuple), waiting_value_eur, waiting_pilot_months,
        pause_cost_eur, pause_cost_low, pause_cost_high, pause_level_lost, book_value_left_eur, capacity_eur_year,
        investment_eur, horizon_years, rate, cost_label, benefit_label, assumed_share (of what counts, by
        evidence), same_effect_side, same_effect_kept_eur, same_effect_left_eur (of `taken.far_smaller`; only where it
        finds that the side that stays is far smaller).
    ledger : None: the business case makes no new benefit.
    """

    notebook: ClassVar[str] = "roi"
    partitions: ClassVar[dict[str, str]] = {}
    counts_only: ClassVar[tuple[str, ...]] = (
        "lines", "taken", "aside", "steps", "totals", "levels", "costs", "effort", "accounting", "cash", "measures",
        "npv_curve", "spread", "tornado", "two_way", "break_even", "pause", "departments", "figures", "aims", "market",
        "absent", "rows", "tested", "ledger",
    )  # fmt: skip

    verdict: str
    lines: pd.DataFrame
    taken: pd.DataFrame
    aside: pd.DataFrame
    steps: pd.DataFrame
    totals: pd.DataFrame
    levels: pd.DataFrame
    costs: pd.DataFrame
    effort: pd.DataFrame
    accounting: pd.DataFrame
    cash: pd.DataFrame
    measures: pd.DataFrame
    npv_curve: pd.DataFrame
    spread: pd.DataFrame
    tornado: pd.DataFrame
    two_way: pd.DataFrame
    break_even: pd.DataFrame
    pause: pd.DataFrame
    departments: pd.DataFrame
    figures: pd.DataFrame
    aims: pd.DataFrame
    market: pd.DataFrame
    absent: pd.DataFrame
    rows: pd.DataFrame
    tested: pd.DataFrame
    findings: tuple[Finding, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    ledger: None = None
