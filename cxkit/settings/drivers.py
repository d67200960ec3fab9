"""Settings of driver_modelling: what customers do, what may drive it, and what is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from cxkit.language import N_
from cxkit.settings.driver_rules import (
    contacts_problem,
    dates_problem,
    drivers_problem,
    outcomes_problem,
    product_problem,
    value_problem,
    what_ifs_problem,
)
from cxkit.settings.engagement import Engagement
from cxkit.settings.fields import LABELS, setting
from cxkit.settings.valuation_rules import reliability_problem

CHURN = "churn"
THEME = "theme:"


class DriverModelling(Engagement):
    """Settings of driver_modelling: what customers do, what may drive it, and what is changed."""

    choices: ClassVar = {"value_label": LABELS, "product_value_label": LABELS, "reliability_label": LABELS}
    rules: ClassVar = (
        outcomes_problem,
        dates_problem,
        value_problem,
        product_problem,
        contacts_problem,
        drivers_problem,
        reliability_problem,
        what_ifs_problem,
    )
    tables: ClassVar[tuple[str, ...]] = ("customers", "responses", "contacts")
    needed_columns: ClassVar[Mapping[str, tuple[str, ...]]] = {"customers": ("churned",)}

    churn: str = setting(
        "churned", "customer column that says who left in the outcome window; empty: no churn model",
        title=N_("Who left"),
    )  # fmt: skip
    cross_sell: dict[str, str] = setting(
        {"thermostaat": "took_thermostat"}, "per product: customer column that says who took it in the outcome window",
        title=N_("Who took a product"),
    )  # fmt: skip
    held: dict[str, str] = setting(
        {"thermostaat": "has_thermostat", "zonnepanelen": "has_solar"},
        "per product: customer column that says who had it before the outcome window",
        title=N_("Who had a product before"),
    )  # fmt: skip
    known_until: str = setting(
        "", "last day drivers may know of, as 2025-12-31; empty: the snapshot_at of the customers",
        title=N_("Drivers known until"),
    )  # fmt: skip
    outcome_months: int = setting(
        6, "length of the outcome window after that day, in months", title=N_("Outcomes seen over"), unit="months",
        ge=1, le=60,
    )  # fmt: skip

    value_plus: list[str] = setting(
        ["margin_eur_year"], "customer columns that add to what a customer is worth a year, in margin",
        title=N_("Value: what adds"),
    )  # fmt: skip
    value_minus: list[str] = setting(
        ["cost_to_serve_eur_year"], "customer columns that take from it", title=N_("Value: what takes from it")
    )
    value_revenue: list[str] = setting(
        [], "customer columns with revenue, which count times gross_margin", title=N_("Value: revenue")
    )
    gross_margin: float = setting(
        0.0, "gross margin as a share of revenue, 0-1; needed with value_revenue", title=N_("Gross margin"),
        unit="share", ge=0, le=1, label="assumed",
    )  # fmt: skip
    value_label: str = setting("measured", "what the value columns rest on: measured, estimated, assumed, benchmark")
    product_value_eur_year: dict[str, list[float]] = setting(
        {"thermostaat": [18.0, 24.0, 36.0], "zonnepanelen": [60.0, 80.0, 100.0]},
        "per product: margin a year as [lowest, likely, highest], in euros", title=N_("Value of a product"), unit="EUR",
    )  # fmt: skip
    combination_value_eur_year: dict[str, list[float]] = setting(
        {"thermostaat + zonnepanelen": [90.0, 115.0, 150.0]},
        "per combination 'a + b' that is not worth the sum: margin a year as [lowest, likely, highest], in euros",
        title=N_("Value of products together"), unit="EUR",
    )  # fmt: skip
    product_value_label: str = setting(
        "assumed", "what the values of products rest on: measured, estimated, assumed, benchmark"
    )

    features: list[str] = setting(
        ["tenure_months", "segment", "margin_eur_year"], "customer columns that may drive outcomes, as known on that last day",
        title=N_("Features of customers"),
    )  # fmt: skip
    scores: list[str] = setting(["NPS"], "metrics of the responses that may drive outcomes", title=N_("Scores"))
    score_scale: list[int] = setting([0, 10], "lowest and highest possible score", title=N_("Scale of the score"))
    themes: list[str] = setting(
        ["prijs"], "themes of the latest answer that may drive outcomes, as the responses code them",
        title=N_("Themes in the feedback"),
    )  # fmt: skip
    contact_counts: list[str] = setting(
        ["first_contacts_n", "first_contacts_n:factuur", "first_contacts_n:storing", "repeat_contacts_n"],
        "counts of the contact log: contacts_n, first_contacts_n or repeat_contacts_n; of one topic as first_contacts_n:topic",
        title=N_("Counts of contacts"),
    )  # fmt: skip
    contact_months: int = setting(
        12, "contacts count that began within this many months up to that last day", title=N_("Contacts counted over"),
        unit="months", ge=1, le=60,
    )  # fmt: skip
    repeat_contact_days: int = setting(
        7, "a contact repeats the one before when it comes within this many days of its end", unit="days", ge=1, le=90,
        title=N_("A contact is a repeat within"),
    )  # fmt: skip
    driver_groups: dict[str, list[str]] = setting(
        {"contacts": ["first_contacts_n", "first_contacts_n:factuur", "first_contacts_n:storing"]},
        "drivers that count as one in the ranking of importance, by name of the group",
        title=N_("Drivers taken together"),
    )  # fmt: skip

    what_ifs: list[list[Any]] = setting(
        [["repeat_contacts_n", -1.0, "all"], ["NPS", 1.0, "all"]],
        "what is changed, each as [driver, by how much, who]; who is all, or a column with its value",
        title=N_("What is changed"),
    )  # fmt: skip
    reliability: float = setting(
        0.0, "reliability of the scores, 0-1; 0: estimated from customers who answered more than once",
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
    negative_control: str = setting(
        "has_moved", "customer column with something no driver can change; empty: none", title=N_("Cannot be driven")
    )
    holdout_share: float = setting(
        0.3, "share of the customers the model does not see while it is made, 0-1", title=N_("Kept apart as a test"),
        unit="share", ge=0.1, le=0.5,
    )  # fmt: skip
    engine_rows_n: int = setting(
        500_000, "above this many customers the sums of a model come from the engine, in little memory", files=True,
        ge=1000,
    )  # fmt: skip
    seed: int = setting(2025, "seed of every random number", ge=0)

    @property
    def outcomes(self) -> dict[str, str]:
        """Return the customer column of each outcome, by its name: churn, or the product that is taken."""
        return ({CHURN: self.churn} if self.churn else {}) | self.cross_sell

    @property
    def drivers(self) -> list[str]:
        """Return every driver by name: features, contact counts, scores (by metric) and themes (as theme:name)."""
        return [*self.features, *self.contact_counts, *self.scores, *self.theme_drivers]

    @property
    def theme_drivers(self) -> list[str]:
        """Return the themes as drivers."""
        return [f"{THEME}{theme}" for theme in self.themes]

    @property
    def answer_drivers(self) -> list[str]:
        """Return the drivers that are known only of customers who answered."""
        return [*self.scores, *self.theme_drivers]

    @property
    def value_columns(self) -> list[str]:
        """Return every column that what a customer is worth is made of."""
        return [*self.value_plus, *self.value_minus, *self.value_revenue]

    @property
    def outcomes_a_year(self) -> float:
        """Return how many outcome windows there are in a year."""
        return 12 / self.outcome_months
