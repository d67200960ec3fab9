"""One settings class per notebook; the names are those of its parameters cell."""

from __future__ import annotations

from typing import Any

from pydantic import field_validator, model_validator

from cxkit.language import LANGUAGES, N_
from cxkit.paths import is_slug
from cxkit.settings.fields import LABELS, Settings, setting, wrong

AUDIENCES = ("client", "consultant")
STATUSES = ("draft", "final")
NUMBER_STYLES = ("", "1,234.56", "1.234,56")
DATE_ORDERS = ("", "day first", "month first")
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
STANDARD_BANDS = {
    "nps": {N_("detractor"): [0, 6], N_("passive"): [7, 8], N_("promoter"): [9, 10]},
    "csat": {N_("dissatisfied"): [1, 2], N_("neutral"): [3, 3], N_("satisfied"): [4, 5]},
    "ces": {N_("high effort"): [1, 3], N_("some effort"): [4, 4], N_("low effort"): [5, 7]},
}


class Engagement(Settings):
    """What every notebook of one engagement shares: who, for whom, from which files."""

    client: str = setting("demo", "short name of the engagement: its folder in params and outputs")
    client_name: str = setting("Lichtstad Energie", "name printed in the report")
    period: str = setting("2025", "period the figures describe, as printed")
    language: str = setting("en", "language of the report: en or nl")
    audience: str = setting("client", "who reads it: client (small groups hidden) or consultant")
    status: str = setting("draft", "draft or final, as printed")
    minimum_group_n: int = setting(
        10,
        "smallest number of customers a shown group may have",
        title=N_("Smallest group shown"),
        unit="customers",
        ge=3,
        le=1000,
    )
    sources: dict[str, Any] = setting(
        {"customers": "outputs/demo/data/klanten.csv", "responses": "outputs/demo/data/antwoorden.csv"},
        "file per table; also {file, sheet, separator, encoding, join_on}, or a list of these to join",
    )
    columns: dict[str, dict[str, str]] = setting(
        {
            "customers": {
                "klantnr": "customer_id",
                "peildatum": "snapshot_at",
                "segment": "segment",
                "looptijd_maanden": "tenure_months",
                "brutomarge_jaar": "margin_eur_year",
                "servicekosten_jaar": "cost_to_serve_eur_year",
                "wervingskosten": "acquisition_cost_eur",
            },
            "responses": {
                "antwoordnr": "response_id",
                "klantnr": "customer_id",
                "datum": "responded_at",
                "kpi": "metric",
                "cijfer": "score",
                "meting": "wave",
            },
        },
        "per table: the client's column name and the kit's name for it",
    )
    constants: dict[str, dict[str, Any]] = setting({}, "per table: a column the file lacks, and its one value")
    missing_codes: dict[str, dict[str, list[Any]]] = setting(
        {}, "per table and column: values that mean 'not known', counted and set aside"
    )
    labels: dict[str, dict[str, dict[str, str]]] = setting({}, "per table and column: the client's label and ours")
    number_style: str = setting("", "how numbers are written: 1,234.56 or 1.234,56; empty: seen from the file")
    date_order: str = setting("", "day first or month first; empty: seen from the file")

    @field_validator("client")
    @classmethod
    def _client_is_a_folder_name(cls, value: str) -> str:
        if is_slug(value):
            return value
        raise wrong(
            N_('client "{value}" cannot be the name of a folder'),
            N_("Use small letters, digits and hyphens only, such as voorbeeld-energie"),
            value=value[:40],
        )

    @field_validator("language", "audience", "status", "number_style", "date_order")
    @classmethod
    def _one_of_few(cls, value: str, info) -> str:
        return one_of(value, _CHOICES[info.field_name], info.field_name)


_CHOICES: dict[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "audience": AUDIENCES,
    "status": STATUSES,
    "number_style": NUMBER_STYLES,
    "date_order": DATE_ORDERS,
    "clv_timing": ("", "end of year", "start of year"),
    "score_rounding": ("refuse", "nearest", "down"),
    "small_groups": ("hide", "pool"),
    "metric_kind": ("nps", "csat", "ces", "other"),
    "gross_margin_label": LABELS,
    "value_label": LABELS,
    "reliability_label": LABELS,
}


def one_of(value: str, choices: tuple[str, ...], name: str) -> str:
    """Return a value that is one of few choices, or raise the fault that lists them."""
    if value in choices:
        return value
    raise wrong(
        N_("{name} is {value}"),
        N_("Choose one of: {choices}"),
        value=repr(value),
        choices=", ".join(choice or N_("(empty)") for choice in choices),
    )


class GroupValuation(Engagement):
    """Settings of cx_group_valuation: what a customer is worth, which groups there are, which shift counts."""

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
        0.0, "margin of one cross-sell, in euros over the period", title=N_("Margin of one cross-sell"), unit="EUR", ge=0
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
        title=N_("Reliability of the score (0: estimated)"), unit="share", ge=0, le=1,
    )  # fmt: skip
    reliability_range: list[float] = setting(
        [], "lowest and highest plausible reliability when it is stated; empty: no range", title=N_("Its range")
    )
    reliability_label: str = setting("assumed", "what a stated reliability rests on")
    repeat_within_days: int = setting(
        90, "answers of one customer within this time measure the same satisfaction",
        title=N_("Repeated answers count within"), unit="days", ge=1, le=730,
    )  # fmt: skip

    @field_validator(
        "clv_timing", "score_rounding", "small_groups", "metric_kind", "gross_margin_label", "value_label",
        "reliability_label",
    )  # fmt: skip
    @classmethod
    def _one_of_a_few(cls, value: str, info) -> str:
        return one_of(value, _CHOICES[info.field_name], info.field_name)

    @property
    def bands(self) -> dict[str, list[int]]:
        """Return the groups by name with lowest and highest score; every score its own group for 'other'."""
        if self.score_bands:
            return self.score_bands
        low, high = self.score_scale
        return STANDARD_BANDS.get(self.metric_kind) or {str(score): [score, score] for score in range(low, high + 1)}

    @property
    def shift_components(self) -> list[str]:
        """Return every column the forward-looking value needs."""
        return [*self.value_plus, *self.value_minus, *self.value_revenue]


NOTEBOOKS: dict[str, type[Engagement]] = {"cx_group_valuation": GroupValuation}
