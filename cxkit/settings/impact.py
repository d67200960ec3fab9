"""Settings of impact_measurement: what is followed, what each pilot is to show, and how sure one wants to be."""

from __future__ import annotations

from typing import Any, ClassVar

from cxkit.language import N_
from cxkit.settings.engagement import Engagement
from cxkit.settings.fields import setting
from cxkit.settings.impact_rules import factors_problem, pilots_problem
from cxkit.settings.pilots import Pilot, SuccessFactor


class ImpactMeasurement(Engagement):
    """Settings of impact_measurement: what is followed, what each pilot is to show, and how sure one wants to be."""

    rules: ClassVar = (factors_problem, pilots_problem)
    tables: ClassVar[tuple[str, ...]] = ("measurements", "events")
    needed: ClassVar[tuple[str, ...]] = ("measurements",)
    baseline: ClassVar[str] = "baseline/impact_measurement.yaml"
    """What was frozen, in the client's folder of settings."""

    success_factors: dict[str, dict[str, Any]] = setting(
        {
            "herhaalverkeer": {"better": "lower", "unit": "share", "target": 0.1},
            "NPS": {"better": "higher", "unit": "points", "target": -25.0},
            "contacten_per_100_klanten": {"better": "lower", "unit": "number", "target": 28.0},
            "tevredenheid": {"better": "higher", "unit": "points", "target": 7.5},
            "afhandeltijd_minuten": {"better": "lower", "unit": "minutes"},
            "cijfer": {"better": "higher", "unit": "points"},
        },
        "what is followed over time: {better: higher or lower, unit: points, share, number, EUR, minutes or days, target}",
        title=N_("Success factors"),
    )  # fmt: skip
    pilots: dict[str, dict[str, Any]] = setting(
        {
            "Eén eigenaar per vraag": {
                "metric": "herhaalverkeer", "units": "teams", "design": "randomised",
                "starts_at": "2025-05-05", "ends_at": "2025-10-26", "looks": ["2025-07-27"],
                "expected": -0.04, "expected_low": -0.053, "expected_high": -0.027, "smallest_worth": -0.015,
                "decided_by": "Hoofd klantenservice", "decided_at": "2025-04-14",
                "guardrails": {"tevredenheid": 0.2, "afhandeltijd_minuten": 0.5}, "spill_over": ["herhaalverkeer_facturatie"],
                "expected_eur_year": 9400.0, "euros_rest_on": "measured", "tests": ["saving_fewer_repeats:all"],
            },
            "Nabellen van criticasters": {
                "metric": "cijfer", "units": "customers", "design": "chosen",
                "selected_by": "cijfer 0 t/m 6 in de meting van maart", "selected_at": "2025-03-01",
                "control_by_same_rule": True,
                "starts_at": "2025-04-07", "ends_at": "2025-12-31",
                "expected": 1.0, "expected_low": 0.5, "expected_high": 1.5, "smallest_worth": 0.5,
                "decided_by": "Manager klantbeleving", "decided_at": "2025-03-24",
                "expected_eur_year": 15000.0, "euros_rest_on": "assumed",
            },
            "Welkomstgesprek": {
                "metric": "cijfer", "units": "customers", "design": "randomised", "on_arrival": True,
                "starts_at": "2026-03-02", "ends_at": "2026-08-30",
                "expected": 0.6, "expected_low": 0.2, "expected_high": 1.0, "smallest_worth": 0.3,
                "decided_by": "Manager klantbeleving", "decided_at": "2025-12-15",
            },
        },
        "per pilot: metric, units, design, starts_at, ends_at, looks, expected, expected_low, expected_high, "
        "smallest_worth, decided_by, decided_at, and if wanted pilot_share, on_arrival, selected_by, selected_at, control_by_same_rule, guardrails, "
        "spill_over, expected_eur_year, euros_rest_on, tests",
        title=N_("Pilots as planned"),
    )  # fmt: skip
    power: float = setting(
        0.8, "chance with which a pilot is to show the smallest effect worth having, 0-1", title=N_("Power"),
        unit="share", gt=0.5, lt=1,
    )  # fmt: skip
    seed: int = setting(2025, "seed of the draws behind randomisation tests", ge=0)

    @property
    def planned(self) -> dict[str, Pilot]:
        """Return the pilots by name, checked."""
        return {name: Pilot.check(given) for name, given in self.pilots.items()}

    @property
    def factors(self) -> dict[str, SuccessFactor]:
        """Return the success factors by metric, checked."""
        return {metric: SuccessFactor.check(given) for metric, given in self.success_factors.items()}
