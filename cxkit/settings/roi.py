"""Settings of roi: which benefits count, how they grow and fade, what money costs, and who gains and gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from cxkit.language import N_
from cxkit.settings.engagement import Engagement
from cxkit.settings.fields import setting
from cxkit.settings.ranking_rules import scale_problem
from cxkit.settings.results_rules import results_problem
from cxkit.settings.roi_rules import (
    aims_problem,
    chances_problem,
    departments_problem,
    figures_problem,
    margin_problem,
    parts_problem,
    pause_problem,
    ramp_problem,
)

BRINGING = ("cx_group_valuation", "touchpoint_savings", "driver_modelling")
"""Notebooks whose results are benefits; those of impact_measurement replace what a pilot tested."""
EARLIER = (*BRINGING, "impact_measurement")


class BusinessCase(Engagement):
    """Settings of roi: which benefits count, how they grow and fade, what money costs, and who gains and gives."""

    choices: ClassVar = {
        "value_basis": ("margin", "revenue"),
        "prices": ("nominal", "real"),
        "discount_rate_basis": ("nominal", "real"),
        "timing": ("end of year", "middle of year"),
        "depreciation": ("straight line", "declining", "sum of years"),
    }
    rules: ClassVar = (
        results_problem, parts_problem, chances_problem, departments_problem, margin_problem, ramp_problem, pause_problem,
        aims_problem, figures_problem, scale_problem,
    )  # fmt: skip
    reads: ClassVar[tuple[str, ...]] = EARLIER
    tables: ClassVar[tuple[str, ...]] = ("costs", "effects", "competitors")
    needed: ClassVar[tuple[str, ...]] = ("costs",)

    results_of: list[str] = setting(
        list(EARLIER), "notebooks whose results bring benefits, or tested them", title=N_("Benefits also from")
    )
    parts: dict[str, float] = setting(
        {"what_if_value:NPS": 0.6, "what_if_value:repeat_contacts_n": 0.5},
        "by a result's name, or the beginning of it: the part that the programme is to bring about, 0-1; else all of it",
        title=N_("Part that the programme brings about"), unit="share", label="assumed",
    )  # fmt: skip
    success_probability: dict[str, float] = setting(
        {"saving_": 0.8, "saving_extra_work": 1.0, "what_if_value": 0.6, "shift_value": 0.6},
        "by a result's name, or the beginning of it: chance that it comes about, 0-1; else it is taken as sure",
        title=N_("Chance that it comes about"), unit="share", label="assumed",
    )  # fmt: skip
    value_basis: str = setting(
        "margin", "what customers are valued at in the results: margin, or revenue, which counts times the gross margin",
        title=N_("Value of customers is"),
    )  # fmt: skip
    gross_margin_share: float = setting(
        0.0, "gross margin as share of revenue, needed where revenue is given, 0-1", title=N_("Gross margin"),
        unit="share", ge=0, le=1, label="assumed",
    )  # fmt: skip
    count_capacity: bool = setting(
        False, "whether time that is freed and cannot be cashed counts as euros", title=N_("Freed time counts as euros")
    )
    horizon_years: int = setting(
        3, "years the business case looks ahead", title=N_("Years ahead"), unit="years", ge=1, le=20
    )
    ramp_up: list[float] = setting(
        [0.4, 0.8, 1.0], "share of the full effect reached in year 1, year 2 and so on; the last one stays, 0-1",
        title=N_("Share of the effect reached, year by year"), unit="share", label="assumed",
    )  # fmt: skip
    decay_year: float = setting(
        0.05, "share of the effect that fades every year after it is fully reached, 0-1",
        title=N_("Effect that fades a year"), unit="share", ge=0, lt=1, label="assumed",
    )  # fmt: skip
    kept_customer_stays: float = setting(
        0.0, "chance that a customer who was kept stays the year after; 0: counts in one year only, 0-1",
        title=N_("A kept customer stays a next year"), unit="share", ge=0, lt=1, label="assumed",
    )  # fmt: skip
    discount_rate_year: float = setting(
        0.08, "yearly rate by which later euros count less, 0-1", title=N_("Discount rate"), unit="share", ge=0, le=1,
        label="assumed",
    )  # fmt: skip
    discount_rate_basis: str = setting(
        "nominal", "whether that rate holds inflation (nominal) or not (real)", title=N_("The discount rate is")
    )
    inflation_year: float = setting(
        0.02, "yearly rate at which prices rise; euros given are in prices of today, 0-1", title=N_("Inflation"),
        unit="share", ge=0, le=1, label="assumed",
    )  # fmt: skip
    prices: str = setting(
        "nominal", "euros are shown in prices of their year (nominal) or of today (real)", title=N_("Euros are")
    )
    timing: str = setting(
        "end of year", "when the euros of a year come in: end of year or middle of year", title=N_("Euros come at the")
    )
    tax_rate: float = setting(
        0.0, "tax on the result, depreciation taken off first; 0: before tax, 0-1", title=N_("Tax on the result"),
        unit="share", ge=0, lt=1, label="assumed",
    )  # fmt: skip
    depreciation: str = setting(
        "straight line", "how what is capitalised is written off: straight line, declining or sum of years",
        title=N_("Written off by"),
    )  # fmt: skip
    salvage_share: float = setting(
        0.0, "share of what is capitalised that is left at the end of its life and not written off, 0-1",
        title=N_("Left at the end of its life"), unit="share", ge=0, lt=1, label="assumed",
    )  # fmt: skip
    departments: dict[str, str] = setting(
        {"saving_": "Klantenservice", "what_if_value": "Marketing", "shift_value": "Marketing"},
        "by a result's name, or the beginning of it: the department that gains; extra work names its own",
        title=N_("Department that gains"),
    )  # fmt: skip
    owners: dict[str, str] = setting(
        {
            "Klantenservice": "Hoofd klantenservice", "Marketing": "Hoofd marketing", "Backoffice": "Hoofd backoffice",
            "IT": "Hoofd IT", "HR": "Hoofd HR",
        },
        "per department who answers for it, as a role", title=N_("Who answers for a department"),
    )  # fmt: skip
    tornado_swing: float = setting(
        0.25, "share by which an assumption without a range of its own is moved, to see how much it matters, 0-1",
        title=N_("Assumptions without a range move by"), unit="share", gt=0, lt=1,
    )  # fmt: skip
    pilot_months: int = setting(
        3, "how long a pilot takes, in months", title=N_("A pilot takes"), unit="months", ge=1, le=36, label="assumed"
    )
    pause_year: int = setting(
        2, "year in which the programme would be paused, to see what that costs; 0: not asked",
        title=N_("Paused in year"), ge=0, le=20,
    )  # fmt: skip
    pause_decay: float = setting(
        0.5, "share of the effect that is lost in a year of pause, 0-1", title=N_("Effect lost in a pause"),
        unit="share", ge=0, le=1, label="assumed",
    )  # fmt: skip
    pause_costs_left: float = setting(
        0.2, "share of the costs of that year that go on in a pause, 0-1", title=N_("Costs that go on in a pause"),
        unit="share", ge=0, le=1, label="assumed",
    )  # fmt: skip
    industry_figures: str = setting(
        "cx_returns", "figures of other firms shown beside: cx_returns, the path of a file of your own, or empty",
        title=N_("Figures of other firms"),
    )  # fmt: skip
    aims: dict[str, list[float]] = setting(
        {"responsibility": [6.4, 6.4, 6.8], "reputation": [6.1, 6.3, 6.9], "employees": [6.6, 6.6, 7.2],
         "trust": [6.0, 6.2, 6.8]},
        "aims beside the euros: the score now, and the lowest and highest expected, as [now, lowest, highest]",
        title=N_("Aims beside the euros"), label="assumed",
    )  # fmt: skip
    aims_scale: list[int] = setting([0, 10], "lowest and highest possible score of those aims")
    market_metric: str = setting(
        "NPS", "metric on which competitors are compared; empty: none", title=N_("Compared with the market on")
    )
    score_scale: list[int] = setting([-100, 100], "lowest and highest possible value of that metric")
    seed: int = setting(2025, "seed of the draws behind the intervals", ge=0)

    @property
    def nominal_rate(self) -> float:
        """Return the yearly rate that discounts euros in prices of their year.

        >>> round(BusinessCase(discount_rate_year=0.05, discount_rate_basis="real", inflation_year=0.02).nominal_rate, 4)
        0.071
        """
        if self.discount_rate_basis == "nominal":
            return self.discount_rate_year
        return (1 + self.discount_rate_year) * (1 + self.inflation_year) - 1

    @property
    def rate(self) -> float:
        """Return the yearly rate that goes with the prices in which euros are shown."""
        return (
            self.nominal_rate if self.prices == "nominal" else (1 + self.nominal_rate) / (1 + self.inflation_year) - 1
        )


def by_beginning(name: str, values: Mapping[str, Any], default: Any) -> Any:
    """Return the value of the longest key that a name begins with, or the default.

    >>> by_beginning("saving_extra_work:HR", {"saving_": 0.8, "saving_extra_work": 1.0}, 0.5)
    1.0
    """
    return values.get(longest_beginning(name, values), default)


def longest_beginning(name: str, keys: Iterable[str]) -> str:
    """Return the longest key that a name begins with; '' of none.

    >>> longest_beginning("saving_extra_work:HR", ["saving_", "saving_extra_work", "shift_value"])
    'saving_extra_work'
    """
    return max((key for key in keys if name.startswith(key)), key=len, default="")
