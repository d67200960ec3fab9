"""Settings: a parameters cell or a YAML file in, a checked settings object out."""

from cxkit.settings.cell import read_settings
from cxkit.settings.fields import Settings, setting
from cxkit.settings.files import client_settings
from cxkit.settings.notebooks import (
    NOTEBOOKS,
    BusinessCase,
    DriverModelling,
    Engagement,
    ExecutiveSummary,
    GroupValuation,
    ImpactMeasurement,
    MaturityAssessment,
    OpportunityRanking,
    TouchpointSavings,
)

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
    "Settings",
    "TouchpointSavings",
    "client_settings",
    "read_settings",
    "setting",
]
