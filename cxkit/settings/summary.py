"""Settings of executive_summary: whose results it tells, and how many steps."""

from __future__ import annotations

from typing import ClassVar

from cxkit.language import N_
from cxkit.settings.engagement import Engagement
from cxkit.settings.fields import setting
from cxkit.settings.results_rules import results_problem

EARLIER = (
    "cx_group_valuation", "touchpoint_savings", "driver_modelling", "maturity_assessment", "impact_measurement",
    "opportunity_ranking", "roi",
)  # fmt: skip


class ExecutiveSummary(Engagement):
    """Settings of executive_summary: whose results it tells, and how many steps."""

    rules: ClassVar = (results_problem,)
    reads: ClassVar[tuple[str, ...]] = EARLIER
    tables: ClassVar[tuple[str, ...]] = ()
    needed: ClassVar[tuple[str, ...]] = ()

    results_of: list[str] = setting(list(EARLIER), "notebooks whose results are told", title=N_("Told from"))
    steps_n: int = setting(3, "how many first steps are named", title=N_("First steps named"), unit="steps", ge=1, le=6)
