"""Settings of opportunity_ranking: what counts how much, what may be spent, and when a pilot is worth it."""

from __future__ import annotations

from typing import ClassVar

from cxkit.language import N_
from cxkit.settings.engagement import Engagement
from cxkit.settings.fields import setting
from cxkit.settings.ranking_rules import scale_problem, weights_problem
from cxkit.settings.results_rules import results_problem

CRITERIA = ("euros", "satisfaction", "volume", "effort", "time")
BRINGING = ("cx_group_valuation", "touchpoint_savings", "driver_modelling", "maturity_assessment")
"""Notebooks whose results are opportunities; those of impact_measurement replace what a pilot tested."""
EARLIER = (*BRINGING, "impact_measurement")


class OpportunityRanking(Engagement):
    """Settings of opportunity_ranking: what counts how much, what may be spent, and when a pilot is worth it."""

    rules: ClassVar = (results_problem, lambda s: weights_problem(s, CRITERIA), scale_problem)
    reads: ClassVar[tuple[str, ...]] = EARLIER
    tables: ClassVar[tuple[str, ...]] = ("opportunities", "stakeholders", "competitors")
    needed: ClassVar[tuple[str, ...]] = ()

    results_of: list[str] = setting(
        list(EARLIER), "notebooks whose results are opportunities, bring euros to those of the list, or tested them",
        title=N_("Opportunities also from"),
    )  # fmt: skip
    weights: dict[str, float] = setting(
        {"euros": 0.5, "satisfaction": 0.15, "volume": 0.05, "effort": 0.2, "time": 0.1},
        "how much each criterion counts in the ranking: euros, satisfaction, volume, effort and time",
        title=N_("Weight of each criterion"), label="assumed",
    )  # fmt: skip
    top_k: int = setting(
        3, "how many opportunities are called the top", title=N_("The top is the first"), unit="opportunities", ge=1,
        le=20,
    )  # fmt: skip
    horizon_years: int = setting(
        3, "years over which an opportunity must earn back what it costs", title=N_("Earned back over"), unit="years",
        ge=1, le=20,
    )  # fmt: skip
    discount_rate_year: float = setting(
        0.08, "yearly rate by which later euros count less, 0-1", title=N_("Discount rate"), unit="share", ge=0, le=1,
        label="assumed",
    )  # fmt: skip
    day_rate_eur: float = setting(
        560.0, "what a day of effort costs, in euros", title=N_("Cost of a day of effort"), unit="EUR", ge=0, le=10_000,
        label="assumed",
    )  # fmt: skip
    success_probability: float = setting(
        0.7, "chance that an improvement works, where the list gives none, 0-1",
        title=N_("Chance of success where none is given"), unit="share", gt=0, le=1, label="assumed",
    )  # fmt: skip
    pilot_cost_eur: float = setting(
        5000.0, "what a prototype or pilot costs, where the list gives none, in euros",
        title=N_("Cost of a pilot where none is given"), unit="EUR", ge=0, label="assumed",
    )  # fmt: skip
    pilot_months: int = setting(
        3, "how long a pilot takes, in months", title=N_("A pilot takes"), unit="months", ge=1, le=36, label="assumed"
    )
    small_effort_days: float = setting(
        15.0, "an improvement of so many days of effort or fewer is small", title=N_("Small is at most"), unit="days",
        ge=0,
    )  # fmt: skip
    budget_days: float = setting(
        150.0, "days of effort there are for everything together", title=N_("Budget: effort"), unit="days", gt=0
    )
    budget_eur: float = setting(
        75_000.0, "euros there are for everything together, effort not counted", title=N_("Budget: euros"), unit="EUR",
        ge=0,
    )  # fmt: skip
    phase_months: int = setting(
        3, "length of a phase of the roadmap, in months", title=N_("A phase lasts"), unit="months", ge=1, le=24
    )
    phase_days: float = setting(
        60.0, "days of effort that fit in one phase", title=N_("Effort that fits in a phase"), unit="days", gt=0
    )
    market_metric: str = setting(
        "NPS", "metric on which competitors are compared; empty: none", title=N_("Compared with the market on")
    )
    score_scale: list[int] = setting([-100, 100], "lowest and highest possible value of that metric")
    seed: int = setting(2025, "seed of the draws behind ranks and intervals", ge=0)

    def years_worth(self, lead_months: float = 0.0) -> float:
        """Return what one euro a year is worth now, in euros, from so many months on until the end of the horizon.

        Parameters
        ----------
        lead_months : months until it starts; nan (not known) counts as 0.

        Notes
        -----
        The euros of a year come at its end: sum over years of the part of the year after the start / (1 + rate)^year.

        Examples
        --------
        >>> OpportunityRanking(horizon_years=2, discount_rate_year=0.0).years_worth(6.0)
        1.5
        """
        start = lead_months / 12 if lead_months == lead_months else 0.0
        years = range(1, self.horizon_years + 1)
        return sum(min(max(year - start, 0.0), 1.0) * (1 + self.discount_rate_year) ** -year for year in years)
