"""The notebooks there are, each with its settings class."""

from __future__ import annotations

from cxkit.settings.drivers import DriverModelling
from cxkit.settings.engagement import Engagement
from cxkit.settings.impact import ImpactMeasurement
from cxkit.settings.maturity import MaturityAssessment
from cxkit.settings.ranking import OpportunityRanking
from cxkit.settings.roi import BusinessCase
from cxkit.settings.summary import ExecutiveSummary
from cxkit.settings.touchpoints import TouchpointSavings
from cxkit.settings.valuation import GroupValuation

__all__ = [
    "NOTEBOOKS",
    "BusinessCase",
    "DriverModelling",
    "Engagement",
    "ExecutiveSummary",
    "GroupValuation",
    "ImpactMeasurement",
    "MaturityAssessment",
    "OpportunityRanking",
    "TouchpointSavings",
]

NOTEBOOKS: dict[str, type[Engagement]] = {
    "cx_group_valuation": GroupValuation,
    "touchpoint_savings": TouchpointSavings,
    "driver_modelling": DriverModelling,
    "maturity_assessment": MaturityAssessment,
    "impact_measurement": ImpactMeasurement,
    "opportunity_ranking": OpportunityRanking,
    "roi": BusinessCase,
    "executive_summary": ExecutiveSummary,
}
