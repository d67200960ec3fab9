"""Settings of cx_group_valuation: what a customer is worth, which groups there are, which shift counts."""

from __future__ import annotations

from typing import Any, ClassVar

from cxkit.language import N_
from cxkit.settings.engagement import Engagement
from cxkit.settings.fields import LABELS, setting
from cxkit.settings.valuation_rules import (
    STANDARD_BANDS,
    covariates_problem,
    expectation_problem,
    groups_problem,
    period_of,
    reliability_problem,
    value_problem,
)


class GroupValuation(Engagement):
    """Settings of cx_group_valuation: what a customer is worth, which groups there are, which shift counts."""

    choices: ClassVar = {
        "clv_timing": ("", "end of year", "start of year"),
        "score_rounding": ("refuse", "nearest", "down"),
        "small_groups": ("hide", "pool"),
        "metric_kind": ("nps", "csat", "ces", "other"),
        "gross_margin_label": LABELS,
        "value_label": LABELS,
        "reliability_label": LABELS,
    }
    rules: ClassVar = (value_problem, expectation_problem, groups_problem, covariates_problem, reliability_problem)

    value_plus: list[str] = setting(
        ["margin_eur_year"], "columns that add to a customer's value: margin, never revenue", title=N_("Value: added")
    )
    value_minus: list[str] = setting(
        ["cost_to_serve_eur_year"], "columns that take from a customer's value", title=N_("Value: taken off")
    )
    value_revenue: list[str] = setting(
        [], "columns that hold revenue; they count times gross_margin", title=N_("Value: revenue, times gross margin")
    )
    gross_margin: float = setting(
        0.0,
        "gross margin as a share of revenue, 0-1; required where value_revenue is used",
        title=N_("Gross margin"),
        unit="share",
        ge=0,
        le=1,
    )
    gross_margin_label: str = setting("assumed", "what gross_margin rests on: measured, estimated, assumed, benchmark")
    acquisition_cost: list[str] = setting(
        ["acquisition_cost_eur"],
        "columns with what winning the customer cost: in customer value, never in a shift",
        title=N_("Acquisition cost (spent: not in a shift)"),
    )
    value_label: str = setting("measured", "what the value columns rest on: measured, estimated, assumed, benchmark")
    use_churn_probability: bool = setting(
        False, "true: forward value times (1 - churn_probability)", title=N_("Weighed by the chance of churn")
    )
    use_cross_sell_probability: bool = setting(
        False, "true: plus cross_sell_probability times its value", title=N_("Plus the chance of cross-sell")
    )
    cross_sell_value_eur: float = setting(
        0.0,
        "margin of one cross-sell, in euros over the period",
        title=N_("Margin of one cross-sell"),
        unit="EUR",
        ge=0,
        label="assumed",
    )
    clv_timing: str = setting(
        "",
        "customer lifetime value, first margin at: end of year, start of year; empty: not used",
        title=N_("Lifetime value: first margin at"),
    )
    retention_rate_year: float = setting(
        0.0, "share of customers that stays a year, 0-1; used with clv_timing", unit="share", ge=0, lt=1,
        title=N_("Customers that stay a year"), label="assumed",
    )  # fmt: skip
    discount_rate_year: float = setting(
        0.08, "yearly discount rate, 0-1; used with clv_timing", unit="share", ge=0, le=1,
        title=N_("Discount rate a year"), label="assumed",
    )  # fmt: skip
    horizon_years: int = setting(
        0, "years of margin counted with clv_timing; 0: no end", unit="years", ge=0, le=50,
        title=N_("Years of margin counted (0: no end)"),
    )  # fmt: skip
    compare_with: list[str] = setting([], "euro columns shown beside the value, such as the client's own CLV")

    group_by: str = setting(
        "score", "score, or a column of customers such as segment or persona", title=N_("Groups made by")
    )
    metric: str = setting("NPS", "which metric of the responses", title=N_("Metric"))
    metric_kind: str = setting("nps", "standard bands: nps (0-10), csat (1-5), ces (1-7) or other")
    score_scale: list[int] = setting([0, 10], "lowest and highest possible score", title=N_("Scale of the score"))
    score_bands: dict[str, list[int]] = setting(
        {}, "own groups as {name: [lowest, highest]}; empty: the standard bands, or every score for other",
        title=N_("Own groups"),
    )  # fmt: skip
    score_rounding: str = setting("refuse", "scores with decimals: refuse, nearest or down")
    small_groups: str = setting(
        "hide", "groups under minimum_group_n: hide, or pool with their neighbour", title=N_("Small groups")
    )

    shifts: list[list[Any]] = setting(
        [["detractor", "passive", 500]], "the headline: [from, to, customers] per line", title=N_("Shift valued")
    )
    shift_customers_n: int = setting(
        100, "customers per cell of the shift matrix", title=N_("Customers per shift in the matrix"),
        unit="customers", ge=1,
    )  # fmt: skip
    adjust_for: list[str] = setting(
        ["tenure_months", "segment"],
        "customer columns fixed before the score was given, held equal between groups",
        title=N_("Held equal between groups"),
    )
    sensitivity_for: list[str] = setting([], "columns that may come after the score; shown only as sensitivity")
    reliability: float = setting(
        0.0, "reliability of the score, 0-1; 0: estimated from customers who answered more than once",
        title=N_("Reliability of the score"), unit="share", ge=0, le=1,
    )  # fmt: skip
    reliability_range: list[float] = setting(
        [], "lowest and highest plausible reliability when it is stated; empty: no range", title=N_("Its range")
    )
    reliability_label: str = setting("assumed", "what a stated reliability rests on")
    repeat_within_days: int = setting(
        90, "answers of one customer within this time measure the same satisfaction",
        title=N_("Repeated answers count within"), unit="days", ge=1, le=730,
    )  # fmt: skip

    @property
    def value_period(self) -> str:
        """Return the period of the euros: 'year', 'to date' (components without one), 'lifetime' or 'horizon' (CLV)."""
        if self.clv_timing:
            return "horizon" if self.horizon_years else "lifetime"
        return "year" if any(period_of(name) != "to date" for name in self.shift_components) else "to date"

    @property
    def bands(self) -> dict[str, list[int]]:
        """Return the groups from low to high, by name with lowest and highest score; for 'other' one per score."""
        if self.score_bands:
            return dict(sorted(self.score_bands.items(), key=lambda item: item[1]))
        low, high = self.score_scale
        return STANDARD_BANDS.get(self.metric_kind) or {str(score): [score, score] for score in range(low, high + 1)}

    @property
    def shift_components(self) -> list[str]:
        """Return every column the forward-looking value needs."""
        return [*self.value_plus, *self.value_minus, *self.value_revenue]
