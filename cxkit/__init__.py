"""What better customer experience is worth in euros: the names a notebook may use."""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_ROOMS = {
    "BusinessCase": "cxkit.settings.notebooks",
    "DriverModelling": "cxkit.settings.notebooks",
    "ExecutiveSummary": "cxkit.settings.notebooks",
    "GroupValuation": "cxkit.settings.notebooks",
    "ImpactMeasurement": "cxkit.settings.notebooks",
    "MaturityAssessment": "cxkit.settings.notebooks",
    "OpportunityRanking": "cxkit.settings.notebooks",
    "TouchpointSavings": "cxkit.settings.notebooks",
    "read_settings": "cxkit.settings.cell",
    "load": "cxkit.intake",
    "earlier_results": "cxkit.intake.earlier",
    "read_baseline": "cxkit.baseline",
    "group_valuation": "cxkit.analysis.group_valuation",
    "touchpoint_savings": "cxkit.analysis.touchpoint_savings",
    "driver_modelling": "cxkit.analysis.driver_modelling",
    "maturity_assessment": "cxkit.analysis.maturity_assessment",
    "impact_measurement": "cxkit.analysis.impact_measurement",
    "opportunity_ranking": "cxkit.analysis.opportunity_ranking",
    "business_case": "cxkit.analysis.business_case",
    "executive_summary": "cxkit.analysis.executive_summary",
    "protect": "cxkit.report.reader",
    "write_results": "cxkit.report.reader",
    "masthead": "cxkit.report.front",
    "assumptions": "cxkit.report.front",
    "rows_used": "cxkit.report.front",
    "reading_notes": "cxkit.report.front",
}
_MODULES = {
    "drivers": "cxkit.report.drivers",
    "impact": "cxkit.report.impact",
    "maturity": "cxkit.report.maturity",
    "ranking": "cxkit.report.ranking",
    "roi": "cxkit.report.roi",
    "summary": "cxkit.report.summary",
    "touchpoints": "cxkit.report.touchpoints",
    "valuation": "cxkit.report.valuation",
}

__all__ = sorted([*_ROOMS, *_MODULES])


def __getattr__(name: str) -> Any:
    """Import a name from its room when it is first used, so that `import cxkit` costs nothing."""
    if name in _ROOMS:
        return getattr(importlib.import_module(_ROOMS[name]), name)
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    raise AttributeError(f"cxkit has no {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
