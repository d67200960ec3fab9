"""One settings class per notebook; the names are those of its parameters cell."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pydantic import field_validator, model_validator

from cxkit.language import LANGUAGES, N_
from cxkit.paths import is_slug
from cxkit.settings.fields import LABELS, Settings, quoted, setting, wrong, wrong_together

AUDIENCES = ("client", "consultant")
STATUSES = ("draft", "final")
NUMBER_STYLES = ("", "1,234.56", "1.234,56")
DATE_ORDERS = ("", "day first", "month first")
SCORES_MAX = 1001
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
        files=True,
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
        files=True,
    )
    constants: dict[str, dict[str, Any]] = setting(
        {}, "per table: a column the file lacks, and its one value", files=True
    )
    missing_codes: dict[str, dict[str, list[Any]]] = setting(
        {}, "per table and column: values that mean 'not known', counted and set aside", files=True
    )
    labels: dict[str, dict[str, dict[str, str]]] = setting(
        {}, "per table and column: the client's label and ours", files=True
    )
    number_style: str = setting(
        "", "how numbers are written: 1,234.56 or 1.234,56; empty: seen from the file", files=True
    )
    date_order: str = setting("", "day first or month first; empty: seen from the file", files=True)

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
        value=quoted(value),
        choices=", ".join(choice or "''" for choice in choices),
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
        0.0,
        "margin of one cross-sell, in euros over the period",
        title=N_("Margin of one cross-sell"),
        unit="EUR",
        ge=0,
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

    @field_validator(
        "clv_timing", "score_rounding", "small_groups", "metric_kind", "gross_margin_label", "value_label",
        "reliability_label",
    )  # fmt: skip
    @classmethod
    def _one_of_a_few(cls, value: str, info) -> str:
        return one_of(value, _CHOICES[info.field_name], info.field_name)

    @model_validator(mode="after")
    def _makes_sense_together(self):
        wrong_together(self, (_value_problem, _expectation_problem, _groups_problem, _covariates_problem))
        return self

    @property
    def value_period(self) -> str:
        """Return the period of the euros: 'year', 'to date' (components without a period) or 'lifetime' (CLV)."""
        if self.clv_timing:
            return "lifetime"
        return "year" if any(_period(name) != "to date" for name in self.shift_components) else "to date"

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


def _period(column: str) -> str:
    """Return the period in a column's name: year, quarter, month, or 'to date' when it holds none."""
    return next((unit for unit in ("year", "quarter", "month") if column.endswith(f"_{unit}")), "to date")


def _value_problem(s: GroupValuation) -> None:
    """Refuse a value without components, without a margin, or of components over different periods."""
    if not s.shift_components:
        raise wrong(N_("no column makes up a customer's value"), N_("Name columns in value_plus or value_revenue"))
    if s.value_revenue and not s.gross_margin:
        raise wrong(
            N_("value_revenue names {columns}, but gross_margin is not given"),
            N_("Give gross_margin, such as 0.35: revenue is no value"),
            columns=", ".join(s.value_revenue),
        )
    unclear = [name for name in [*s.shift_components, *s.acquisition_cost, *s.compare_with] if "_eur" not in name]
    if unclear:
        raise wrong(
            N_("{columns} do not say their unit"),
            N_("Map them to names such as fee_eur_year, fee_eur_month or refunds_eur (to date)"),
            columns=", ".join(unclear),
        )
    if len({_period(name) == "to date" for name in s.shift_components}) > 1:
        raise wrong(
            N_("value components differ in period: {columns}"),
            N_("Take amounts per period, or all of them to date"),
            columns=", ".join(s.shift_components),
        )
    twice = {name for name in s.shift_components if s.shift_components.count(name) > 1}
    twice |= set(s.acquisition_cost) & set(s.shift_components)
    if twice:
        raise wrong(N_("{columns} counts twice"), N_("Name each column once"), columns=", ".join(sorted(twice)))


def _expectation_problem(s: GroupValuation) -> None:
    """Refuse churn beside a lifetime value (both hold retention), and probabilities without their value."""
    if s.use_churn_probability and s.clv_timing:
        raise wrong(
            N_("use_churn_probability and clv_timing are both set, and both hold retention"),
            N_("Choose one of the two"),
        )
    if s.clv_timing and not s.retention_rate_year:
        raise wrong(N_("clv_timing is set, but retention_rate_year is not"), N_("Give it as a share, such as 0.85"))
    if s.clv_timing and any(_period(name) == "to date" for name in s.shift_components):
        raise wrong(N_("a lifetime value needs margin per year"), N_("Use columns that end in _eur_year or _eur_month"))
    if s.use_cross_sell_probability and not s.cross_sell_value_eur:
        raise wrong(N_("cross_sell_value_eur is not given"), N_("Give the margin of one cross-sell in euros"))


def _groups_problem(s: GroupValuation) -> None:
    """Refuse groups that do not fit the scale, then shifts that do not fit the groups."""
    _bands_problem(s)
    _shifts_problem(s)


def _bands_problem(s: GroupValuation) -> None:
    """Refuse a scale or bands that leave a whole score without a group, or in two."""
    scale = s.score_scale
    if len(scale) != 2 or not 1 < scale[1] - scale[0] + 1 <= SCORES_MAX:
        raise wrong(N_("score_scale is {scale}"), N_("Write [lowest, highest], such as [0, 10]"), scale=quoted(scale))
    if s.group_by != "score":
        return
    standard = SCALES.get(s.metric_kind)
    if standard and not s.score_bands and tuple(scale) != standard:
        raise wrong(
            N_("metric_kind {kind} has scores {low}-{high}, but score_scale is {scale}"),
            N_("Correct score_scale, or set metric_kind: other and give score_bands"),
            kind=s.metric_kind, low=standard[0], high=standard[1], scale=scale,
        )  # fmt: skip
    if any(len(band) != 2 for band in s.bands.values()):
        raise wrong(N_("score_bands holds a group without two limits"), N_("Write {{name: [lowest, highest]}}"))
    scores = range(scale[0], scale[1] + 1)
    outside = any(limit not in scores for band in s.bands.values() for limit in band)
    held = Counter() if outside else Counter(score for low, high in s.bands.values() for score in range(low, high + 1))
    missing = [str(score) for score in scores if held[score] != 1]
    if missing:
        raise wrong(
            N_("score_bands must hold every score of {low}-{high} once; wrong: {scores}"),
            N_("Correct score_bands"),
            low=scale[0], high=scale[1], scores=N_("a score outside the scale") if outside else ", ".join(missing),
        )  # fmt: skip


def _shifts_problem(s: GroupValuation) -> None:
    """Refuse a shift that is not [from, to, customers] between two known groups."""
    if not s.shifts:
        raise wrong(N_("shifts is empty"), N_("Give one at least, such as [[detractor, passive, 100]]"))
    for line in s.shifts:
        if len(line) != 3 or not _is_count(line[2]) or str(line[0]) == str(line[1]):
            raise wrong(
                N_("shift {line} is not [from, to, customers]"),
                N_("Write [detractor, passive, 100]"),
                line=quoted(line),
            )
        if not all(isinstance(name, str) for name in line[:2]):
            raise wrong(
                N_("shift {line} names a group without quotes"), N_('Write ["8", "10", 100]'), line=quoted(line)
            )
        unknown = [
            name for name in line[:2] if s.group_by == "score" and s.small_groups == "hide" and name not in s.bands
        ]
        if unknown:
            raise wrong(
                N_("shift {line} names group {name}, which is not there"),
                N_("Choose from: {groups}"),
                line=quoted(line), name=unknown[0], groups=", ".join(s.bands),
            )  # fmt: skip


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _covariates_problem(s: GroupValuation) -> None:
    """Refuse covariates that are part of the value, or that surely come after the score."""
    parts = [name for name in s.adjust_for if name in [*s.shift_components, *s.acquisition_cost]]
    if parts:
        raise wrong(
            N_("{columns} is part of the value and cannot be held equal too"),
            N_("Take it out of adjust_for"),
            columns=", ".join(parts),
        )
    late = [name for name in s.adjust_for if name in ("churned", "churned_at", "churn_probability")]
    if late:
        raise wrong(N_("{columns} comes after the score"), N_("Move it to sensitivity_for"), columns=", ".join(late))
    if s.reliability_range and not (
        s.reliability and len(s.reliability_range) == 2
        and 0 < s.reliability_range[0] <= s.reliability <= s.reliability_range[1] <= 1
    ):  # fmt: skip
        raise wrong(
            N_("reliability_range {range} does not hold reliability {value}"),
            N_("Write [lowest, highest] around it, such as [0.5, 0.8]"),
            range=quoted(s.reliability_range), value=s.reliability,
        )  # fmt: skip


NOTEBOOKS: dict[str, type[Engagement]] = {"cx_group_valuation": GroupValuation}
